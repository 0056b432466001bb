//! What survives a crash: a node's data, its hints (Dynamo §4.6), the counters it has used
//! (§4.4), and its view of the members (§4.8.1).

use std::rc::Rc;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::identity::{Actor, NodeId};
use super::key::{Key, Position};
use super::membership::Membership;
use super::object::{ClockKind, Dot, Object};
use super::planted::planted;
use super::sorted::SortedMap;
use super::time::Time;
use super::vector_clock::VectorClock;

/// Where an object lies: by its position on the ring, so that ranges lie together.
pub type Place = (Position, Key);

/// A node's disk. Everything else that a node knows is gone when its process ends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disk {
    /// The epoch in which the disk was first used; none while it is blank.
    generation: Option<u32>,
    objects: BTreeMap<Place, Object>,
    hints: SortedMap<(NodeId, Key), Hint>,
    /// The last counter issued for each key. Kept apart from the data, which may be handed to
    /// another node: no counter may be issued twice (Dynamo §4.4).
    issued: SortedMap<Key, u64>,
    /// How often the count of a key was begun anew, see [`Disk::issue_dot`].
    lives: SortedMap<Key, u16>,
    /// Who is a member, as far as the node knows (Dynamo §4.8.1).
    /// Shared with the messages that carry it and with whoever else knows the same.
    pub(super) membership: Rc<Membership>,
    /// The zone and the capacity with which the node has been told to join, until it knows whom
    /// it joins: an administrator says so once.
    pub(super) to_join: Option<(u8, u8)>,
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
    /// A disk without data, with the members that the node is told of when it is set up.
    pub fn blank(membership: Rc<Membership>) -> Disk {
        Disk { membership, ..Disk::default() }
    }

    /// Takes the disk into use in the given epoch; a disk in use already stays as it is.
    pub fn open(&mut self, epoch: u32) {
        self.generation.get_or_insert(if planted!(ReissueCounterAfterWipe) { 0 } else { epoch });
    }

    /// The name under which `node` counts the writes it coordinates on this disk.
    pub fn actor(&self, node: NodeId) -> Actor {
        Actor { node, generation: self.generation.unwrap_or_default() }
    }

    /// Who is a member, as far as the node knows.
    pub fn membership(&self) -> &Membership {
        &self.membership
    }

    /// The node's own objects, by position; hints left out.
    pub fn objects(&self) -> &BTreeMap<Place, Object> {
        &self.objects
    }

    /// The node's own object of a key, hints left out.
    pub fn object(&self, key: &Key) -> Option<&Object> {
        self.objects.get(&(key.position(), key.clone()))
    }

    /// What is kept for others, by owner and key.
    pub fn hints(&self) -> &SortedMap<(NodeId, Key), Hint> {
        &self.hints
    }

    /// The hints for one owner.
    pub fn hints_for(&self, owner: NodeId) -> impl Iterator<Item = (&Key, &Hint)> {
        self.hints
            .behind(|(hinted, _)| *hinted < owner)
            .take_while(move |((hinted, _), _)| *hinted == owner)
            .map(|((_, key), hint)| (key, hint))
    }

    /// Writes an object in the place of what is there.
    pub fn write(&mut self, place: Place, object: Object) {
        self.objects.insert(place, object);
    }

    /// Forgets an object, and every counter it was made with is kept all the same.
    pub fn forget(&mut self, place: &Place) {
        self.objects.remove(place);
        if planted!(ReissueCounterAfterHandover) {
            self.issued.remove(&place.1);
        }
    }

    /// Adds to what is kept for `owner`.
    pub fn store_hint(
        &mut self,
        kind: ClockKind,
        owner: NodeId,
        key: &Key,
        object: &Object,
        now: Time,
    ) {
        self.hints
            .entry((owner, key.clone()))
            .or_insert_with(|| Hint { object: Object::new(), since: now })
            .object
            .merge(kind, object);
    }

    /// Deletes a hint, unless it has become another than `delivered` in the meantime. Says
    /// whether it was deleted.
    pub fn delete_hint(&mut self, owner: NodeId, key: &Key, delivered: &Object) -> bool {
        let place = (owner, key.clone());
        let unchanged = self
            .hints
            .get(&place)
            .is_some_and(|hint| hint.object == *delivered || planted!(DropGrownHint));
        unchanged && self.hints.remove(&place).is_some()
    }

    /// Takes out all hints for one owner.
    pub fn take_hints(&mut self, owner: NodeId) -> Vec<(Key, Hint)> {
        let keys: Vec<Key> = self.hints_for(owner).map(|(key, _)| key.clone()).collect();
        keys.into_iter()
            .filter_map(|key| {
                let hint = self.hints.remove(&(owner, key.clone()))?;
                Some((key, hint))
            })
            .collect()
    }

    /// The event of a new version of a key, never issued before; `seen` is what the writer has
    /// seen, `held` what this node holds of the key.
    ///
    /// A node that has handed a hint over holds its own earlier versions no longer. If it
    /// counted on, whoever reads the new version would seem to have read the earlier ones as
    /// well, and would replace them unread. So where a clock promises that nothing unread is
    /// replaced, the count is begun anew under another name as soon as `held` and `seen` leave
    /// a gap. With clocks per version there is no such promise, and `held` is none.
    pub fn issue_dot(
        &mut self,
        node: NodeId,
        key: &Key,
        seen: &VectorClock,
        held: Option<&VectorClock>,
    ) -> Dot {
        if let Some(held) = held {
            let actor = self.actor_for(node, key);
            let known = held.counter(actor).max(seen.counter(actor));
            if self.issued.get(key).is_some_and(|issued| *issued > known) {
                let life = self.lives.entry(key.clone()).or_default();
                *life = life.saturating_add(1);
                self.issued.remove(key);
            }
        }
        let counter = self.issue_counter(node, key, seen);
        Dot { actor: self.actor_for(node, key), counter }
    }

    /// The name under which `node` counts the writes of a key.
    fn actor_for(&self, node: NodeId, key: &Key) -> Actor {
        let life = self.lives.get(key).copied().unwrap_or_default();
        let Actor { generation, .. } = self.actor(node);
        Actor { node, generation: generation | u32::from(life) << Actor::LIFE_BITS }
    }

    /// The next counter of this disk's actor for a key, never issued before; `seen` is what the
    /// writer has seen.
    fn issue_counter(&mut self, node: NodeId, key: &Key, seen: &VectorClock) -> u64 {
        let actor = self.actor_for(node, key);
        let issued = self.issued.entry(key.clone()).or_default();
        *issued = seen.counter(actor).max(*issued).saturating_add(1);
        *issued
    }
}
