//! A node's own notion of who is down (Dynamo §4.8.3).
//!
//! A node takes another as down when it did not answer, asks it now and then whether it is
//! back, and takes it as up as soon as it hears anything from it. Nobody tells it the truth.

use std::collections::BTreeMap;

use super::identity::NodeId;
use super::time::Time;

/// The nodes that a node takes as down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FailureDetector {
    suspects: BTreeMap<NodeId, Time>,
}

impl FailureDetector {
    /// Whether `node` is taken as down.
    pub fn seems_down(&self, node: NodeId) -> bool {
        self.suspects.contains_key(&node)
    }

    /// The nodes taken as down, each with the moment since when.
    pub fn suspects(&self) -> &BTreeMap<NodeId, Time> {
        &self.suspects
    }

    /// `node` did not answer. Says whether that is news.
    pub fn suspect(&mut self, node: NodeId, now: Time) -> bool {
        let news = !self.seems_down(node);
        self.suspects.entry(node).or_insert(now);
        news
    }

    /// Something was heard from `node`. Says whether it had been taken as down.
    pub fn heard_from(&mut self, node: NodeId) -> bool {
        self.suspects.remove(&node).is_some()
    }
}
