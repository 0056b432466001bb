//! What survives a crash: a node's data, its hints, and the counters it has used.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::identity::{Actor, NodeId};
use super::key::Key;
use super::object::{Addition, Object, Version};
use super::time::Time;
use super::vector_clock::VectorClock;

/// A node's disk. Everything else that a node knows is gone when its process ends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disk {
    /// The epoch in which the disk was first used; none while it is blank.
    generation: Option<u32>,
    objects: BTreeMap<Key, Object>,
    hints: BTreeMap<(NodeId, Key), Hint>,
    /// The last counter issued for each key. Kept apart from the data, which may be handed to
    /// another node: no counter may be issued twice (Dynamo §4.4).
    issued: BTreeMap<Key, u64>,
}

/// Versions that this node keeps for another (Dynamo §4.6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hint {
    /// The versions.
    pub object: Object,
    /// When the first of them was stored.
    pub since: Time,
}

impl Disk {
    /// Takes the disk into use in the given epoch; a disk in use already stays as it is.
    pub fn open(&mut self, epoch: u32) {
        self.generation.get_or_insert(epoch);
    }

    /// The name under which `node` counts the writes it coordinates on this disk.
    pub fn actor(&self, node: NodeId) -> Actor {
        Actor { node, generation: self.generation.unwrap_or_default() }
    }

    /// The node's own data, hints left out.
    pub fn objects(&self) -> &BTreeMap<Key, Object> {
        &self.objects
    }

    /// What is kept for others, by owner and key.
    pub fn hints(&self) -> &BTreeMap<(NodeId, Key), Hint> {
        &self.hints
    }

    /// The hints for one owner.
    pub fn hints_for(&self, owner: NodeId) -> impl Iterator<Item = (&Key, &Hint)> {
        self.hints
            .iter()
            .filter(move |((hinted, _), _)| *hinted == owner)
            .map(|((_, key), hint)| (key, hint))
    }

    /// All versions of a key that this node can answer a read with: its own and the hinted
    /// ones, so that a stand-in gives back what it took (Dynamo §4.6).
    pub fn read(&self, key: &Key) -> Object {
        let mut object = self.objects.get(key).cloned().unwrap_or_default();
        for ((_, hinted), hint) in &self.hints {
            if hinted == key {
                object.merge(&hint.object);
            }
        }
        object
    }

    /// Adds a version to the node's own data.
    pub fn store(&mut self, key: &Key, version: Version) -> Addition {
        self.objects.entry(key.clone()).or_default().add(version)
    }

    /// Adds a version to what is kept for `owner`.
    pub fn store_hint(&mut self, owner: NodeId, key: &Key, version: Version, now: Time) {
        self.hints
            .entry((owner, key.clone()))
            .or_insert_with(|| Hint { object: Object::new(), since: now })
            .object
            .add(version);
    }

    /// Deletes a hint, unless it has become another than `delivered` in the meantime. Says
    /// whether it was deleted.
    pub fn delete_hint(&mut self, owner: NodeId, key: &Key, delivered: &Object) -> bool {
        let place = (owner, key.clone());
        let unchanged = self.hints.get(&place).is_some_and(|hint| hint.object == *delivered);
        unchanged && self.hints.remove(&place).is_some()
    }

    /// The next counter of this disk's actor for a key, never issued before; `seen` is what the
    /// writer has seen.
    pub fn issue_counter(&mut self, node: NodeId, key: &Key, seen: &VectorClock) -> u64 {
        let actor = self.actor(node);
        let issued = self.issued.entry(key.clone()).or_default();
        *issued = seen.counter(actor).max(*issued).saturating_add(1);
        *issued
    }
}
