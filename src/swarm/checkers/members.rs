//! Members: nobody who was removed comes back in anybody's view (Dynamo §4.8.1), and once nothing
//! changes any more, word of the last change reaches everybody in a number of rounds of gossip
//! that grows with the logarithm of the nodes.

use super::{Checker, Scene};
use crate::dynamo::identity::NodeId;
use crate::dynamo::membership::Status;
use crate::dynamo::note::Note;
use crate::dynamo::time::Time;
use crate::sim::trace::EventKind;
use crate::swarm::history::History;
use crate::swarm::mending::known_to_have_left;
use crate::swarm::run::Report;

const NAME: &str = "members";

/// For every doubling of the nodes word may take so many rounds that reach somebody, and so many more in
/// any case: a node draws whom it tells, and may draw the wrong one several times.
const ROUNDS_PER_DOUBLING: u64 = 2;
const ROUNDS_MORE: u64 = 6;

/// A cluster of so many nodes is a large one.
const LARGE: u64 = 20;

/// See the module.
#[derive(Debug, Default)]
pub struct Members {
    removed_too: bool,
    /// Who had been removed when faults were over.
    removed: Vec<NodeId>,
    healed: Time,
    /// When somebody last brought a change about, and when somebody last learnt of one.
    changed: Time,
    learnt: Time,
}

impl Members {
    /// For a run.
    pub fn new(history: &History) -> Members {
        Members { removed_too: history.removed_too, ..Members::default() }
    }
}

impl Checker for Members {
    fn step(&mut self, scene: &Scene<'_>, report: &mut Report) {
        for event in scene.events {
            let (EventKind::Note(note), Some(process)) = (&event.kind, event.process) else {
                continue;
            };
            let change = match note {
                Note::MemberLearnt(change) => {
                    self.learnt = event.at;
                    change
                }
                Note::MemberChanged(change) => {
                    self.changed = event.at;
                    change
                }
                _ => continue,
            };
            if change.from == Some(Status::Left) && change.to != Status::Left {
                let what =
                    format!("to {process}, {}, who was removed, is {:?}", change.node, change.to);
                report.fail(NAME, Some(event.id), what);
            }
        }
    }

    fn healed(&mut self, scene: &Scene<'_>, _report: &mut Report) {
        self.removed = known_to_have_left(scene.world, self.removed_too);
        self.healed = scene.world.now();
    }

    fn end(&mut self, scene: &Scene<'_>, report: &mut Report) {
        for node in &self.removed {
            if scene.world.membership().status(*node) != Some(Status::Left) {
                report.fail(NAME, scene.now(), format!("{node}, who was removed, is back"));
            }
        }
        let Some(interval) = scene.world.setup().store.gossip_interval else { return };
        let quiet_since = self.changed.max(self.healed);
        let took = self.learnt.max(quiet_since).since(quiet_since);
        let rounds = took.as_micros().div_ceil(interval.as_micros().max(1));
        let nodes = scene.world.nodes().len() as u64;
        let doublings = u64::from(nodes.next_power_of_two().trailing_zeros());
        let what = match nodes >= LARGE {
            true => "most rounds of gossip until members agreed, large clusters",
            false => "most rounds of gossip until members agreed, small clusters",
        };
        report.tally.largest(what, rounds);
        // Hosts that are down for good are drawn as well, and such a round reaches nobody.
        let others = nodes.saturating_sub(1);
        let up = scene.world.nodes().filter(|process| process.is_up()).count() as u64;
        let others_up = up.saturating_sub(1).max(1);
        if rounds * others_up > (ROUNDS_PER_DOUBLING * doublings + ROUNDS_MORE) * others {
            let what = format!("members agreed after {rounds} rounds among {nodes} nodes");
            report.fail(NAME, scene.now(), what);
        }
    }
}
