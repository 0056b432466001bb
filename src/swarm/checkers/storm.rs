//! Messages do not beget messages without end: no run needs nearly so many events.

use super::{Checker, Scene};
use crate::swarm::run::Report;

/// What it is called.
pub const NAME: &str = "storm";

/// For every node. Small clusters need more for each than large ones.
const EVENTS_PER_NODE: usize = 40_000;

/// A cluster has as many nodes at least, as far as this is concerned.
const NODES_MIN: usize = 10;

/// See the module.
#[derive(Debug)]
pub struct Storm;

impl Checker for Storm {
    fn step(&mut self, scene: &Scene<'_>, report: &mut Report) {
        let most = EVENTS_PER_NODE * scene.world.nodes().len().max(NODES_MIN);
        if scene.trace.len() > most {
            report.fail(NAME, None, format!("a storm: more than {most} events"));
        }
    }
}
