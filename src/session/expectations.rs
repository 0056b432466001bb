//! What a scenario expects of its own run.

use super::document::Moment;
use crate::dynamo::identity::{NodeId, RequestId};
use crate::dynamo::key::Key;

/// Something that must be true of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// When; at the end if none.
    pub at: Option<Moment>,
    /// What.
    pub truth: Truth,
}

/// What can be expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Truth {
    /// A request has ended in this way.
    Request {
        /// The request.
        id: RequestId,
        /// How.
        outcome: Outcome,
    },
    /// A node holds so many versions of a key; every replica if no node is named.
    Versions {
        /// The key.
        key: Key,
        /// The node.
        node: Option<NodeId>,
        /// How many.
        count: u32,
    },
}

/// How a request ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It succeeded.
    Ok,
}
