//! What every host holds of every key, as a set of versions with all that they had really seen:
//! kept up from one step to the next, and only for what a step was about.

use crate::dynamo::identity::NodeId;
use crate::dynamo::note::Note;
use crate::dynamo::object::Object;
use crate::sim::command::Command;
use crate::sim::process::NodeProcess;
use crate::sim::simulation::Simulation;
use crate::sim::trace::{EventKind, TraceEvent};

use super::truth::Truth;
use super::version_set::VersionSet;

/// What hosts hold.
#[derive(Debug, Default)]
pub struct Holdings {
    /// By node, then by key.
    hosts: Vec<Vec<Holding>>,
}

/// What a host holds of one key.
#[derive(Clone, Debug, Default)]
pub struct Holding {
    /// Now: its own objects and hints.
    pub now: VersionSet,
    /// At any time, disks that were lost included.
    pub ever: VersionSet,
}

/// What became of a host's versions of a key in a step.
#[derive(Clone, Debug)]
pub struct Change {
    /// The host.
    pub node: NodeId,
    /// The key, by number.
    pub key: usize,
    /// What it held before and holds no longer.
    pub lost: VersionSet,
}

impl Holdings {
    /// What a host holds of a key; nothing if it never did.
    pub fn of(&self, node: NodeId, key: usize) -> Holding {
        let host = self.hosts.get(node.index());
        host.and_then(|keys| keys.get(key)).cloned().unwrap_or_default()
    }

    /// What hosts hold, host by host.
    pub fn hosts(&self) -> impl Iterator<Item = (NodeId, &[Holding])> {
        (0_u16..).map(NodeId).zip(self.hosts.iter().map(Vec::as_slice))
    }

    /// Looks again at what a step was about. Gives those of whom something was stored, or lost.
    pub fn look_at(
        &mut self,
        world: &Simulation,
        truth: &Truth,
        events: &[TraceEvent],
    ) -> Vec<Change> {
        let mut touched: Vec<(NodeId, usize)> = Vec::new();
        for event in events {
            if let EventKind::Commanded { command, refused: None } = &event.kind
                && let Command::Crash(node) | Command::WipeDisk(node) = **command
            {
                touched.extend((0..truth.histories().len()).map(|key| (node, key)));
            }
            let (EventKind::Note(note), Some(node)) =
                (&event.kind, event.process.and_then(|process| process.node()))
            else {
                continue;
            };
            match note {
                Note::Stored { key, .. }
                | Note::HintStored { key, .. }
                | Note::HintDeleted { key, .. }
                | Note::HintRehomed { key, .. }
                | Note::TombstoneForgotten { key } => {
                    touched.extend(truth.number(key).map(|key| (node, key)));
                }
                Note::RangeForgotten { range, .. } => {
                    let keys = truth.histories().iter().enumerate();
                    let inside = keys.filter(|(_, of)| range.contains(of.place.0));
                    touched.extend(inside.map(|(key, _)| (node, key)));
                }
                _ => {}
            }
        }
        touched.sort_unstable();
        touched.dedup();
        let places = touched.into_iter();
        places.map(|(node, key)| self.look_at_one(world, truth, node, key)).collect()
    }

    /// Looks again at everything: what changed without a word included.
    pub fn look_at_all(&mut self, world: &Simulation, truth: &Truth) -> Vec<Change> {
        let mut changes = Vec::new();
        for process in world.nodes() {
            for key in 0..truth.histories().len() {
                let change = self.look_at_one(world, truth, process.id(), key);
                if !change.lost.is_empty() {
                    changes.push(change);
                }
            }
        }
        changes
    }

    fn look_at_one(
        &mut self,
        world: &Simulation,
        truth: &Truth,
        node: NodeId,
        key: usize,
    ) -> Change {
        let now = world
            .node(node)
            .map_or(VersionSet::new(), |process| truth.covered(key, objects(process, truth, key)));
        if self.hosts.len() <= node.index() {
            self.hosts.resize(node.index() + 1, Vec::new());
        }
        let host = &mut self.hosts[node.index()];
        if host.len() <= key {
            host.resize(truth.histories().len().max(key + 1), Holding::default());
        }
        let holding = &mut host[key];
        let lost = holding.now.without(&now);
        holding.ever.extend(&now);
        holding.now = now;
        Change { node, key, lost }
    }
}

/// All that a host has of a key: its own object, the buffered one in the place of the one on disk,
/// and hints.
pub fn objects<'a>(process: &'a NodeProcess, truth: &'a Truth, key: usize) -> Vec<&'a Object> {
    own(process, truth, key).into_iter().chain(hinted(process, truth, key)).collect()
}

/// What a host has of a key as its own.
pub fn own<'a>(process: &'a NodeProcess, truth: &'a Truth, key: usize) -> Option<&'a Object> {
    let place = &truth.history(key).place;
    let buffered = process.running().and_then(|node| node.storage().buffer().get(place));
    buffered.or_else(|| process.disk().objects().get(place))
}

/// What of it a crash leaves.
pub fn objects_on_disk<'a>(
    process: &'a NodeProcess,
    truth: &'a Truth,
    key: usize,
) -> Vec<&'a Object> {
    let own = process.disk().objects().get(&truth.history(key).place);
    own.into_iter().chain(hinted(process, truth, key)).collect()
}

/// What of it is kept for others.
fn hinted<'a>(
    process: &'a NodeProcess,
    truth: &'a Truth,
    key: usize,
) -> impl Iterator<Item = &'a Object> {
    let key = &truth.history(key).key;
    let hints = process.disk().hints().iter().filter(move |((_, hinted), _)| hinted == key);
    hints.map(|(_, hint)| &hint.object)
}
