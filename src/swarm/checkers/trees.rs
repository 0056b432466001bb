//! Merkle trees that are kept up change by change are the trees that would be grown from what is
//! there now (Dynamo §4.7).

use super::{Checker, Scene};
use crate::sim::process::NodeProcess;
use crate::swarm::run::Report;

const NAME: &str = "trees";

/// Growing all trees costs more than most steps: it is done at one look of so many.
const LOOKS: u32 = 16;

/// See the module.
#[derive(Debug, Default)]
pub struct Trees {
    looks: u32,
}

impl Checker for Trees {
    fn look(&mut self, scene: &Scene<'_>, report: &mut Report) {
        self.looks += 1;
        if self.looks % LOOKS == 0 {
            compare(scene, report);
        }
    }

    fn end(&mut self, scene: &Scene<'_>, report: &mut Report) {
        compare(scene, report);
    }
}

fn compare(scene: &Scene<'_>, report: &mut Report) {
    for node in scene.world.nodes().filter_map(NodeProcess::running) {
        let storage = node.storage();
        if !storage.forest.is_grown() {
            continue;
        }
        let mut anew = storage.clone();
        anew.regrow(&scene.world.setup().store, &node.local().serving, node.id());
        if anew.forest != storage.forest {
            let what = format!("{}’s trees do not sum up what it holds", node.id());
            report.fail(NAME, scene.now(), what);
        }
    }
}
