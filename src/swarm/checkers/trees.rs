//! Merkle trees that are kept up change by change are the trees that would be grown from what is
//! there now (Dynamo §4.7).

use super::{Checker, Scene};
use crate::dynamo::config::Config;
use crate::dynamo::identity::NodeId;
use crate::dynamo::ring::Ring;
use crate::dynamo::storage::Storage;
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
        if self.looks.is_multiple_of(LOOKS) {
            compare(scene, report);
        }
    }

    fn end(&mut self, scene: &Scene<'_>, report: &mut Report) {
        compare(scene, report);
    }
}

fn compare(scene: &Scene<'_>, report: &mut Report) {
    for node in scene.world.nodes().filter_map(NodeProcess::running) {
        let config = &scene.world.setup().store;
        if !are_grown_so(config, &node.local().serving, node.id(), node.storage()) {
            let what = format!("{}’s trees do not sum up what it holds", node.id());
            report.fail(NAME, scene.now(), what);
        }
    }
}

/// Whether a node's trees, if it keeps any, are those that would be grown from its data.
pub fn are_grown_so(config: &Config, ring: &Ring, node: NodeId, storage: &Storage) -> bool {
    if !storage.forest.is_grown() {
        return true;
    }
    let mut anew = storage.clone();
    anew.regrow(config, ring, node);
    anew.forest == storage.forest
}
