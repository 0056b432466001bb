//! Key spaces: groups of keys that are kept in their own way (Dynamo §6: N, R and W are set by
//! each application for its own instance).

use serde::{Deserialize, Serialize};

use super::key::Key;

/// How siblings are dealt with (Dynamo §6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reconciliation {
    /// The client gets all siblings and merges them: business-logic specific reconciliation.
    #[default]
    Siblings,
    /// The version with the latest wall-clock time stays: timestamp based reconciliation. A
    /// clock that is wrong loses writes that were acknowledged.
    LastWriteWins,
}

/// How an object is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// N: how many copies are kept (Dynamo §4.3).
    pub replicas: u8,
    /// R: how many copies a `get` waits for unless the request says otherwise, the
    /// coordinator's own included (Dynamo §4.5).
    pub read_quorum: u8,
    /// W: how many copies a `put` waits for unless the request says otherwise, the
    /// coordinator's own included (Dynamo §4.5).
    pub write_quorum: u8,
    /// How siblings are dealt with.
    pub reconciliation: Reconciliation,
}

/// The keys with a common beginning, and how they are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeySpace {
    /// What the keys begin with.
    pub prefix: String,
    /// How they are kept.
    pub policy: Policy,
}

impl KeySpace {
    /// Whether a key belongs to this space.
    pub fn holds(&self, key: &Key) -> bool {
        key.as_bytes().starts_with(self.prefix.as_bytes())
    }
}
