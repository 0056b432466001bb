//! Objects: the versions of one key, and what syntactic reconciliation leaves of them
//! (Dynamo §4.4).
//!
//! Three ways of keeping clocks stand side by side. They differ in what makes one version the
//! ancestor of another:
//!
//! - *per version*, as in the paper: a version's clock is what its writer had seen, with the
//!   coordinator's counter raised. Whoever has seen (A, 2) counts as having seen (A, 1). A
//!   writer with a stale context can therefore overwrite, silently, a version that it never
//!   read.
//! - *per object*, as in early Riak: all siblings share one clock. Nothing is overwritten
//!   unread, but a writer whose context does not cover the shared clock adds a sibling, and
//!   versions that it did replace stay: under interleaved writers siblings pile up.
//! - *dotted*: a version carries its own event, the dot, apart from what its writer had seen.
//!   It replaces exactly the versions that the writer had read.

use serde::{Deserialize, Serialize};

use super::identity::Actor;
use super::key::Value;
use super::planted::planted;
use super::shared::SharedList;
use super::sorted::sort_by_key;
use super::time::Time;
use super::vector_clock::{Causality, VectorClock};

/// How clocks are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClockKind {
    /// One vector clock for each version, as in the paper.
    #[default]
    PerVersion,
    /// One vector clock for all siblings of an object, as in early Riak.
    PerObject,
    /// Dotted version vectors.
    Dotted,
}

/// The event of a version's making: which actor, and the actor's count. No two versions of a
/// key share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Dot {
    /// Who made the version.
    pub actor: Actor,
    /// The actor's counter.
    pub counter: u64,
}

/// One immutable version of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// The event of its making.
    pub dot: Dot,
    /// What it descends from. With clocks per version and per object the dot is part of it;
    /// with dotted clocks it is what the writer had seen and no more.
    pub clock: VectorClock,
    /// What was put.
    pub content: Content,
    /// When it was made, by the coordinator's own clock, which need not be right.
    pub written: Time,
}

/// What a version holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    /// A value.
    Value(Value),
    /// The mark of a deletion: it keeps older versions from coming back.
    Tombstone,
}

/// All that a node knows of one key: versions of which none descends from another.
///
/// One version is the common case, none means that nothing was ever put, and more than one are
/// siblings, which only the application can reconcile.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    versions: SharedList<Version>,
}

/// What became of versions that were added to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Addition {
    /// They are the only ones now and replaced nothing.
    First,
    /// They took the place of this many versions, which are gone; there are no siblings.
    Replaced(u16),
    /// There are this many siblings now.
    Siblings(u16),
    /// They were there already.
    Known,
    /// Versions that descend from them are there: they are not kept.
    Obsolete,
}

impl Version {
    /// Everything that has happened before the version or with it.
    pub fn history(&self) -> VectorClock {
        let mut history = self.clock.clone();
        if history.counter(self.dot.actor) < self.dot.counter {
            history.set(self.dot.actor, self.dot.counter, self.written);
        }
        history
    }

    /// The value; none for a tombstone.
    pub fn value(&self) -> Option<&Value> {
        match &self.content {
            Content::Value(value) => Some(value),
            Content::Tombstone => None,
        }
    }

    /// How this version is related to another of the same key.
    pub fn compare(&self, kind: ClockKind, other: &Version) -> Causality {
        if self.dot == other.dot {
            return Causality::Equal;
        }
        match kind {
            ClockKind::PerVersion => self.clock.compare(&other.clock),
            // Siblings share their clock; it tells nothing of how they are related.
            ClockKind::PerObject => match self.clock.compare(&other.clock) {
                Causality::Equal => Causality::Concurrent,
                relation => relation,
            },
            ClockKind::Dotted => {
                let after = self.clock.counter(other.dot.actor) >= other.dot.counter;
                let before = other.clock.counter(self.dot.actor) >= self.dot.counter;
                match (after, before) {
                    (true, _) => Causality::After,
                    (_, true) => Causality::Before,
                    (false, false) => Causality::Concurrent,
                }
            }
        }
    }
}

impl Object {
    /// An object without versions.
    pub const fn new() -> Object {
        Object { versions: SharedList::new() }
    }

    /// The versions, in an order that does not hang on the order of arrival.
    pub fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// Whether nothing was ever put.
    pub fn is_empty(&self) -> bool {
        self.versions.is_empty()
    }

    /// Whether deletions are all there is.
    pub fn is_deleted(&self) -> bool {
        !self.is_empty() && self.versions.iter().all(|version| version.value().is_none())
    }

    /// The merged histories of all versions: a version put with it descends from each.
    pub fn history(&self) -> VectorClock {
        let mut history = VectorClock::new();
        for version in self.versions.iter() {
            history.merge(&version.history());
        }
        history
    }

    /// Adds everything in `other` by syntactic reconciliation: ancestors go, siblings stay.
    /// What results does not hang on the order of additions.
    pub fn merge(&mut self, kind: ClockKind, other: &Object) -> Addition {
        if self.is_empty() && other.versions.len() == 1 && kind != ClockKind::PerObject {
            *self = other.clone();
            return Addition::First;
        }
        let before = self.versions.len();
        let known = |object: &Object, version: &Version| {
            object.versions.iter().any(|known| known.dot == version.dot)
        };
        if other.versions.iter().all(|version| known(self, version))
            && (kind != ClockKind::PerObject || self.history().descends_from(&other.history()))
        {
            return Addition::Known;
        }
        let merged = match kind {
            ClockKind::PerVersion | ClockKind::Dotted => self.merged_by_version(kind, other),
            ClockKind::PerObject => self.merged_by_object(other),
        };
        let added = merged.versions.iter().filter(|version| !known(self, version)).count();
        *self = merged;
        match (added, self.versions.len()) {
            (0, _) => Addition::Obsolete,
            (_, 1) if before == 0 => Addition::First,
            (_, 1) => Addition::Replaced(before as u16),
            (_, siblings) => Addition::Siblings(siblings as u16),
        }
    }

    /// What `replica` lacks of this object: what read repair has to send, and no more.
    pub fn lacking_in(&self, kind: ClockKind, replica: &Object) -> Object {
        let mut merged = replica.clone();
        merged.merge(kind, self);
        if merged == *replica {
            return Object::new();
        }
        match kind {
            // Siblings travel together with the clock that they share.
            ClockKind::PerObject => self.clone(),
            ClockKind::PerVersion | ClockKind::Dotted => {
                let new = |version: &&Version| {
                    merged.versions.contains(version) && !replica.versions.contains(version)
                };
                let new: Vec<Version> = self.versions.iter().filter(new).cloned().collect();
                Object { versions: new.into() }
            }
        }
    }

    /// The object after a put by someone who had `seen` so much, with the new version made at
    /// `dot`. This is what the coordinator stores and sends; with clocks per object and
    /// dotted ones the versions that stay are part of it.
    pub fn put(
        &self,
        kind: ClockKind,
        dot: Dot,
        seen: &VectorClock,
        content: Content,
        written: Time,
    ) -> Object {
        let version = |clock| Version { dot, clock, content, written };
        match kind {
            ClockKind::PerVersion => {
                let mut clock = seen.clone();
                clock.set(dot.actor, dot.counter, written);
                version(clock).into()
            }
            ClockKind::Dotted => {
                let mut object = Object::from(version(seen.clone()));
                // Siblings that the writer has not read travel along: whoever holds a version
                // of an actor then holds, or has seen superseded, all that the actor made
                // before, and what a reader has seen can be told by one counter.
                object.merge(kind, self);
                object
            }
            ClockKind::PerObject => {
                let history = self.history();
                let mut clock = history.clone();
                clock.merge(seen);
                clock.set(dot.actor, dot.counter, written);
                let mut versions = vec![version(clock.clone())];
                // A writer who has not seen all that the shared clock stands for replaces
                // nothing, not even what it has seen: the clock cannot tell them apart.
                if !seen.descends_from(&history) {
                    let stay = self.versions.iter().cloned();
                    versions.extend(stay.map(|old| Version { clock: clock.clone(), ..old }));
                }
                Object::sorted(versions)
            }
        }
    }

    /// Cuts the clock of the version made at `dot` to its newest pairs, and with it that of the
    /// siblings that share it. A dot that is no part of the clock counts as a pair. Says whose
    /// pairs were dropped.
    pub fn truncate(&mut self, kind: ClockKind, entries_max: usize, dot: Dot) -> Vec<Actor> {
        let mut versions = self.versions.to_vec();
        let Some(made) = versions.iter_mut().find(|version| version.dot == dot) else {
            return Vec::new();
        };
        let stands_apart = made.clock.counter(dot.actor) == 0 && entries_max > 1;
        let dropped = made.clock.truncate(entries_max - usize::from(stands_apart), dot.actor);
        if dropped.is_empty() {
            return dropped;
        }
        if kind == ClockKind::PerObject {
            let clock = made.clock.clone();
            versions.iter_mut().for_each(|version| version.clock = clock.clone());
        }
        self.versions = versions.into();
        dropped
    }

    /// Keeps the version with the latest wall-clock time alone, whatever the clocks of
    /// causality say (last write wins). Says how many were dropped.
    pub fn keep_last_write(&mut self) -> usize {
        let dropped = self.versions.len().saturating_sub(1);
        if dropped > 0 {
            let time = |version: &Version| match planted!(LastWriteByName) {
                true => Time::ZERO,
                false => version.written,
            };
            let last = self.versions.iter().max_by_key(|version| (time(version), version.dot));
            self.versions = last.cloned().into_iter().collect::<Vec<_>>().into();
        }
        dropped
    }

    fn merged_by_version(&self, kind: ClockKind, other: &Object) -> Object {
        let mut all: Vec<&Version> = self.versions.iter().collect();
        for version in other.versions.iter() {
            if !all.iter().any(|known| known.dot == version.dot) {
                all.push(version);
            }
        }
        let newest = |version: &&&Version| {
            !all.iter().any(|rival| match rival.compare(kind, version) {
                Causality::After => !planted!(KeepAncestors),
                // Equal clocks on different dots: a truncated clock has lost what told them
                // apart. Every node drops the same one.
                Causality::Equal => rival.dot > version.dot,
                Causality::Concurrent => planted!(DropSibling) && rival.dot > version.dot,
                Causality::Before => false,
            })
        };
        Object::sorted(all.iter().filter(newest).map(|version| (*version).clone()).collect())
    }

    fn merged_by_object(&self, other: &Object) -> Object {
        let (ours, theirs) = (self.history(), other.history());
        match theirs.compare(&ours) {
            Causality::After => return other.clone(),
            Causality::Before => return self.clone(),
            Causality::Equal | Causality::Concurrent => {}
        }
        let mut clock = ours;
        clock.merge(&theirs);
        let mut merged: Vec<Version> = Vec::new();
        for version in self.versions.iter().chain(other.versions.iter()) {
            if !merged.iter().any(|known| known.dot == version.dot) {
                merged.push(Version { clock: clock.clone(), ..version.clone() });
            }
        }
        Object::sorted(merged)
    }

    fn sorted(mut versions: Vec<Version>) -> Object {
        if versions.len() > 1 {
            sort_by_key(&mut versions, |version| version.dot);
        }
        Object { versions: versions.into() }
    }
}

impl From<Version> for Object {
    fn from(version: Version) -> Object {
        Object { versions: vec![version].into() }
    }
}
