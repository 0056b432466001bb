//! Vector clocks: which version came before which (Dynamo §4.4).

use core::fmt;

use serde::{Deserialize, Serialize};

use super::identity::Actor;
use super::planted::planted;
use super::shared::SharedList;
use super::time::Time;

/// How many writes of every actor a version has seen.
///
/// A list of (actor, counter) pairs, each with the time at which its actor last counted, in
/// the order of the actors. An actor that is not listed counts as 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct VectorClock {
    entries: SharedList<Entry>,
}

/// One pair of a vector clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Entry {
    /// Who counted.
    pub actor: Actor,
    /// How many writes of the actor are in the past of the version.
    pub counter: u64,
    /// When the actor last counted, by its own clock. Causality never looks at it.
    pub updated: Time,
}

/// How two versions are related.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Causality {
    /// Both have the same past.
    Equal,
    /// The first is an ancestor of the second and can be forgotten.
    Before,
    /// The first descends from the second.
    After,
    /// Neither has seen the other: a conflict.
    Concurrent,
}

impl VectorClock {
    /// The clock of a version that has seen nothing.
    pub const fn new() -> VectorClock {
        VectorClock { entries: SharedList::new() }
    }

    /// The pairs, by actor.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether nothing has been counted.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The actor's counter; 0 if it is not listed.
    pub fn counter(&self, actor: Actor) -> u64 {
        match self.find(actor) {
            Ok(index) => self.entries[index].counter,
            Err(_) => 0,
        }
    }

    /// Sets the actor's counter, at the actor's time `now`.
    pub fn set(&mut self, actor: Actor, counter: u64, now: Time) {
        let entry = Entry { actor, counter, updated: now };
        let mut entries = self.entries.to_vec();
        match self.find(actor) {
            Ok(index) => entries[index] = entry,
            Err(index) => entries.insert(index, entry),
        }
        self.entries = entries.into();
    }

    /// Adds everything that `other` has seen: the least clock that descends from both.
    pub fn merge(&mut self, other: &VectorClock) {
        if self.is_empty() {
            self.entries = other.entries.clone();
            return;
        }
        let mut entries = self.entries.to_vec();
        for theirs in other.entries.iter() {
            match entries.binary_search_by_key(&theirs.actor, |entry| entry.actor) {
                Err(index) => entries.insert(index, *theirs),
                Ok(index) => {
                    let ours = &mut entries[index];
                    let is_newer = (theirs.counter, theirs.updated) > (ours.counter, ours.updated);
                    if is_newer != planted!(MergeClocksByMinimum) {
                        *ours = *theirs;
                    }
                }
            }
        }
        self.entries = entries.into();
    }

    /// Whether this clock has seen all that `other` has.
    pub fn descends_from(&self, other: &VectorClock) -> bool {
        other.entries.iter().all(|entry| self.counter(entry.actor) >= entry.counter)
    }

    /// How this clock is related to `other`.
    pub fn compare(&self, other: &VectorClock) -> Causality {
        match (self.descends_from(other), other.descends_from(self)) {
            (true, true) => Causality::Equal,
            (true, false) => Causality::After,
            (false, true) => Causality::Before,
            (false, false) => Causality::Concurrent,
        }
    }

    /// Two entries that show why neither clock descends from the other: an actor of whom
    /// `self` has seen more, and one of whom `other` has; none unless they are concurrent.
    pub fn witnesses(&self, other: &VectorClock) -> Option<(Actor, Actor)> {
        let ahead = |left: &VectorClock, right: &VectorClock| {
            left.entries
                .iter()
                .find(|entry| entry.counter > right.counter(entry.actor))
                .map(|entry| entry.actor)
        };
        Some((ahead(self, other)?, ahead(other, self)?))
    }

    /// Drops the pairs that were updated longest ago until at most `entries_max` are left
    /// (Dynamo §4.4). `keep` is never dropped. Says who was dropped. Of pairs of one age the
    /// lower counter, then the lower actor goes first: the same everywhere, in whatever order
    /// the clock came to be.
    pub fn truncate(&mut self, entries_max: usize, keep: Actor) -> Vec<Actor> {
        let mut dropped = Vec::new();
        if self.entries.len() <= entries_max.max(1) {
            return dropped;
        }
        let mut entries = self.entries.to_vec();
        while entries.len() > entries_max.max(1) {
            let oldest = entries
                .iter()
                .filter(|entry| entry.actor != keep)
                .min_by_key(|entry| (entry.updated, entry.counter, entry.actor))
                .map(|entry| entry.actor);
            let Some(oldest) = oldest else { break };
            entries.retain(|entry| entry.actor != oldest);
            dropped.push(oldest);
        }
        self.entries = entries.into();
        dropped
    }

    fn find(&self, actor: Actor) -> Result<usize, usize> {
        self.entries.binary_search_by_key(&actor, |entry| entry.actor)
    }
}

/// As in the paper's figure 3: `[(A, 2), (B, 1)]`.
impl fmt::Display for VectorClock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "[")?;
        for (index, entry) in self.entries.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(formatter, "{comma}({}, {})", entry.actor, entry.counter)?;
        }
        write!(formatter, "]")
    }
}
