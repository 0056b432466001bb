//! Objects: the versions of one key, and what syntactic reconciliation leaves of them
//! (Dynamo §4.4).

use serde::{Deserialize, Serialize};

use super::key::Value;
use super::vector_clock::{Causality, VectorClock};

/// One immutable version of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// What the version descends from, itself included.
    pub clock: VectorClock,
    /// What was put.
    pub value: Value,
}

/// All that a node knows of one key: versions of which none descends from another.
///
/// One version is the common case, none means that nothing was ever put, and more than one are
/// siblings, which only the application can reconcile.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    versions: Vec<Version>,
}

/// What became of a version that was added to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Addition {
    /// It is the only one now and replaced nothing.
    First,
    /// It descends from this many versions, which are gone, and has no sibling.
    Replaced(u16),
    /// It stands beside this many siblings.
    Sibling(u16),
    /// It was there already.
    Known,
    /// A version that descends from it is there: it is not kept.
    Obsolete,
}

impl Object {
    /// An object without versions.
    pub const fn new() -> Object {
        Object { versions: Vec::new() }
    }

    /// The versions, in an order that does not hang on the order of arrival.
    pub fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// Whether nothing was ever put.
    pub fn is_empty(&self) -> bool {
        self.versions.is_empty()
    }

    /// Adds a version by syntactic reconciliation: ancestors go, siblings stay.
    pub fn add(&mut self, version: Version) -> Addition {
        let relations = self.versions.iter().map(|known| version.clock.compare(&known.clock));
        for relation in relations {
            match relation {
                Causality::Equal => return Addition::Known,
                Causality::Before => return Addition::Obsolete,
                Causality::After | Causality::Concurrent => {}
            }
        }
        let before = self.versions.len();
        self.versions.retain(|known| !version.clock.descends_from(&known.clock));
        let siblings = self.versions.len();
        let place =
            self.versions.partition_point(|known| known.clock.list_order(&version.clock).is_lt());
        self.versions.insert(place, version);
        match (before - siblings, siblings) {
            (0, 0) => Addition::First,
            (replaced, 0) => Addition::Replaced(replaced as u16),
            (_, siblings) => Addition::Sibling(siblings as u16),
        }
    }

    /// Adds every version of `other`. The result does not hang on the order of merges.
    pub fn merge(&mut self, other: &Object) {
        for version in &other.versions {
            self.add(version.clone());
        }
    }

    /// The versions that `replica` lacks: what read repair has to send, and no more.
    pub fn lacking_in(&self, replica: &Object) -> Object {
        let versions = self.versions.iter().filter(|version| {
            !replica.versions.iter().any(|known| known.clock.descends_from(&version.clock))
        });
        Object { versions: versions.cloned().collect() }
    }

    /// The merged clock of all versions: a version that is put with it descends from each.
    pub fn merged_clock(&self) -> VectorClock {
        let mut clock = VectorClock::new();
        for version in &self.versions {
            clock.merge(&version.clock);
        }
        clock
    }
}

impl From<Version> for Object {
    fn from(version: Version) -> Object {
        Object { versions: vec![version] }
    }
}
