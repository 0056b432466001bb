//! Deletions stay: what had been seen by a tombstone that everybody agreed to forget never comes
//! back (Dynamo §4.4). Concurrent and later writes may. And everybody who is told to forget one has
//! agreed to it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Checker, Scene};
use crate::dynamo::identity::NodeId;
use crate::dynamo::key::Key;
use crate::dynamo::message::Message;
use crate::dynamo::note::Note;
use crate::dynamo::object::{Dot, Object};
use crate::sim::command::Command;
use crate::sim::trace::{EventKind, TraceEvent};
use crate::swarm::history::History;
use crate::swarm::holdings::{Change, objects};
use crate::swarm::run::Report;
use crate::swarm::truth::Truth;
use crate::swarm::version_set::VersionSet;

const NAME: &str = "tombstones";

/// See the module.
#[derive(Debug)]
pub struct Tombstones {
    /// Who was removed, by an administrator's word to another node.
    removed: BTreeSet<NodeId>,
    /// Those of them that were started again: nobody had asked them.
    returned: BTreeSet<NodeId>,
    /// What those have held since, by key.
    from_returned: BTreeMap<usize, VersionSet>,
    /// Whether a message took longer than any may for a tombstone to be safe.
    late_message: bool,
    grace: Option<crate::dynamo::time::Duration>,
    /// Who has been asked whether a tombstone may go, and whether each has agreed: by who asks, and
    /// the tombstone.
    asked: BTreeMap<(NodeId, Key, Dot), BTreeMap<NodeId, bool>>,
}

impl Tombstones {
    /// For a run.
    pub fn new(history: &History) -> Tombstones {
        let grace = history.setup.store.tombstone_grace;
        Tombstones {
            removed: BTreeSet::new(),
            returned: BTreeSet::new(),
            from_returned: BTreeMap::new(),
            late_message: false,
            grace,
            asked: BTreeMap::new(),
        }
    }

    /// Who has been asked whether a tombstone may go is told to forget it, and has not agreed.
    fn asked(&mut self, scene: &Scene<'_>, event: &TraceEvent, report: &mut Report) {
        let Some(node) = event.process.and_then(|process| process.node()) else { return };
        if let Some((sent, Message::TombstoneChecked { key, dot, agreed })) = scene.delivered(event)
            && let Some(from) = sent.process.and_then(|process| process.node())
        {
            let asked = self.asked.entry((node, key.clone(), *dot)).or_default();
            asked.insert(from, *agreed);
        }
        let EventKind::Sent { to, payload, .. } = &event.kind else { return };
        match (&**payload, to.node()) {
            (Message::TombstoneCheck { key, dot }, Some(to)) => {
                self.asked.entry((node, key.clone(), *dot)).or_default().insert(to, false);
            }
            (Message::TombstoneDrop { key, dot }, Some(to)) => {
                let asked = self.asked.get(&(node, key.clone(), *dot));
                if asked.and_then(|asked| asked.get(&to)) == Some(&false) {
                    let what = format!("{node} tells {to} to forget {key}: {to} has not agreed");
                    report.fail(NAME, Some(event.id), what);
                }
            }
            _ => {}
        }
    }

    /// Only members are asked whether a tombstone may go. What a node holds that was removed and
    /// runs all the same may be older than one that is forgotten, and nobody can tell whether it is
    /// news.
    fn look_at_returned(&mut self, scene: &Scene<'_>, node: NodeId, key: usize) {
        let Some(process) = scene.world.node(node) else { return };
        let history = scene.truth.history(key);
        let objects = objects(process, scene.truth, key).into_iter();
        let versions = objects.flat_map(Object::versions);
        let known = self.from_returned.entry(key).or_default();
        versions
            .filter_map(|version| history.number(version.dot))
            .for_each(|version| known.insert(version));
    }

    fn excuse(&self, key: usize, version: usize) -> Option<&'static str> {
        if self.from_returned.get(&key).is_some_and(|known| known.contains(version)) {
            return Some("excuse: deleted, and back with a node that had been removed");
        }
        self.late_message.then_some("excuse: deleted, and back with a message older than the grace")
    }
}

impl Checker for Tombstones {
    fn step(&mut self, scene: &Scene<'_>, report: &mut Report) {
        let Some(grace) = self.grace else { return };
        for event in scene.events {
            if let EventKind::Commanded { command, refused: None } = &event.kind {
                match **command {
                    Command::Remove { node, .. } => {
                        self.removed.insert(node);
                    }
                    Command::Restart(node) if self.removed.contains(&node) => {
                        self.returned.insert(node);
                        let keys = 0..scene.truth.histories().len();
                        keys.for_each(|key| self.look_at_returned(scene, node, key));
                    }
                    _ => {}
                }
            }
            if let Some((sent, _)) = scene.delivered(event) {
                self.late_message |= event.at.since(sent.at) >= grace;
            }
            self.asked(scene, event, report);
        }
        for change in scene.changes {
            if self.returned.contains(&change.node) {
                self.look_at_returned(scene, change.node, change.key);
            }
        }
    }

    fn end(&mut self, scene: &Scene<'_>, report: &mut Report) {
        for (key, history) in scene.truth.histories().iter().enumerate() {
            if history.forgotten_tombstones.is_empty() {
                continue;
            }
            for process in scene.world.nodes().filter(|process| process.is_up()) {
                for object in objects(process, scene.truth, key) {
                    let versions = object.versions().iter().filter_map(|version| {
                        // The tombstone itself may come back, from a node that never got the word
                        // that it may go.
                        let number = history.number(version.dot)?;
                        let is_back = history.forgotten.contains(number)
                            && !history.versions[number].is_tombstone;
                        is_back.then_some(number)
                    });
                    for version in versions {
                        match self.excuse(key, version) {
                            Some(what) => report.tally.bump(what),
                            None => {
                                let (name, node) = (history.name(version), process.id());
                                let what = format!(
                                    "{}: {name} was deleted and is back at {node}",
                                    history.key
                                );
                                report.fail(NAME, scene.now(), what);
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The tombstones, each with its key, that were forgotten in a step.
pub fn forgotten(truth: &Truth, events: &[TraceEvent], changes: &[Change]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for event in events {
        let (EventKind::Note(Note::TombstoneForgotten { key }), Some(node)) =
            (&event.kind, event.process.and_then(|process| process.node()))
        else {
            continue;
        };
        let Some(key) = truth.number(key) else { continue };
        found.extend(lost_tombstones(truth, changes, node, key).map(|version| (key, version)));
    }
    found
}

fn lost_tombstones<'a>(
    truth: &'a Truth,
    changes: &'a [Change],
    node: NodeId,
    key: usize,
) -> impl Iterator<Item = usize> + 'a {
    let lost = changes.iter().filter(move |change| change.node == node && change.key == key);
    let versions = lost.flat_map(|change| change.lost.iter());
    versions.filter(move |version| truth.history(key).versions[*version].is_tombstone)
}
