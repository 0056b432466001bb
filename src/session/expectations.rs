//! What a scenario expects of its own run, and whether it is so.

mod check;

pub use check::{Finding, check, moment_step};

use super::document::Moment;
use super::note_kind::NoteKind;
use super::outcome::Outcome;
use crate::dynamo::identity::{NodeId, RequestId};
use crate::dynamo::key::{Key, Value};

/// Something that must be true of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// When; at the end if none.
    pub at: Option<Moment>,
    /// What.
    pub truth: Truth,
}

/// What can be expected. Every one is looked up in the simulated world or in its trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Truth {
    /// What has become of a request, as its client knows.
    Request {
        /// The request.
        id: RequestId,
        /// What must have become of it, if that matters.
        outcome: Option<Outcome>,
        /// The values that it must have read, in any order, if that matters.
        values: Option<Vec<Value>>,
    },
    /// What is stored under a key.
    Stored {
        /// The key.
        key: Key,
        /// At which node; at each of the key's primaries if none.
        node: Option<NodeId>,
        /// How many versions, tombstones included, if that matters.
        versions: Option<u32>,
        /// Which values, in any order and without tombstones, if that matters.
        values: Option<Vec<Value>>,
    },
    /// All primaries of a key hold the same.
    ReplicasAgree(Key),
    /// How many hinted replicas are kept.
    Hints {
        /// By which node; by all together if none.
        node: Option<NodeId>,
        /// How many.
        count: u32,
    },
    /// What a node's process does.
    Node {
        /// The node.
        node: NodeId,
        /// What it does.
        status: NodeStatus,
    },
    /// What a node takes another as.
    Belief {
        /// The node.
        node: NodeId,
        /// The other.
        about: NodeId,
        /// Whether it is taken as down.
        down: bool,
    },
    /// How often nodes have noted something.
    Noted {
        /// What.
        kind: NoteKind,
        /// Which node; all together if none.
        node: Option<NodeId>,
        /// So often at least.
        at_least: u32,
        /// So often at most, if that matters.
        at_most: Option<u32>,
    },
    /// How many commands could not be carried out.
    RefusedCommands(u32),
    /// The digest of the trace.
    Hash(String),
}

/// What a node's process does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeStatus {
    /// It runs.
    Up,
    /// It does not run.
    Down,
    /// It stands still.
    Paused,
}
