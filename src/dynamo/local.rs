//! The parts of a node that every sub-protocol works on.

use super::disk::Disk;
use super::environment::{Environment, Timer};
use super::failure_detector::FailureDetector;
use super::identity::NodeId;
use super::key::Key;
use super::note::Note;
use super::object::Version;

/// A node's name, disk and beliefs, lent to the sub-protocol that is at work.
pub struct Local<'a> {
    /// The node itself.
    pub id: NodeId,
    /// Its disk.
    pub disk: &'a mut Disk,
    /// Whom it takes as down.
    pub detector: &'a mut FailureDetector,
}

impl Local<'_> {
    /// Takes `node` as down and asks it from time to time whether it is back
    /// (Dynamo §4.8.3).
    pub fn suspect(&mut self, environment: &mut Environment<'_>, node: NodeId) {
        if node != self.id && self.detector.suspect(node, environment.now) {
            environment.note_upkeep(Note::Suspected { node });
            environment.set_timer(Timer::Probe(node), environment.config.probe_interval);
        }
    }

    /// Stores a version: among the node's own data, or as a hint for `hint_for`
    /// (Dynamo §4.6). Gives the note that tells of it.
    pub fn store(
        &mut self,
        environment: &mut Environment<'_>,
        key: &Key,
        version: &Version,
        hint_for: Option<NodeId>,
    ) -> Note {
        let clock = version.clock.clone();
        match hint_for {
            None => {
                let addition = self.disk.store(key, version.clone());
                Note::Stored { key: key.clone(), clock, addition }
            }
            Some(owner) => {
                let is_probed =
                    self.detector.seems_down(owner) || self.disk.hints_for(owner).next().is_some();
                self.disk.store_hint(owner, key, version.clone(), environment.now);
                // The owner may be back before this node has any other reason to ask. A probe
                // that is due already stays: moved on by every hint, it would never come.
                if !is_probed {
                    environment.set_timer(Timer::Probe(owner), environment.config.probe_interval);
                }
                Note::HintStored { key: key.clone(), owner, clock }
            }
        }
    }
}
