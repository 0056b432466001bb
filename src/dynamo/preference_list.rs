//! Preference lists: who keeps a key (Dynamo §4.3), and who stands in (§4.6).

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::config::QuorumKind;
use super::identity::NodeId;

/// All nodes in the order in which they are asked to keep a key (Dynamo §4.3, §4.6).
///
/// Every node stands in it once, however many virtual nodes it has. The first N are the
/// key's primaries; the others are its fallbacks and stand in when a primary is out of reach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreferenceList {
    /// Shared with the ring that knows it, and with every note of it.
    nodes: Rc<[NodeId]>,
    replicas: u8,
}

/// Whether a node keeps a key by right or only in another's stead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// One of the first N; holds its rank, from 1.
    Primary(u8),
    /// Behind the first N.
    Fallback,
}

/// A node that is to be asked for a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// The node.
    pub node: NodeId,
    /// The primary in whose stead it is asked; none for a primary.
    pub stands_in_for: Option<NodeId>,
}

impl PreferenceList {
    /// The list of these distinct nodes, of which the first `replicas` are primaries.
    pub fn new(nodes: Rc<[NodeId]>, replicas: u8) -> PreferenceList {
        PreferenceList { nodes, replicas }
    }

    /// All nodes, most preferred first.
    pub fn nodes(&self) -> &[NodeId] {
        &self.nodes
    }

    /// The first N: the nodes that keep the key by right.
    pub fn primaries(&self) -> &[NodeId] {
        &self.nodes[..self.nodes.len().min(usize::from(self.replicas))]
    }

    /// The nodes behind the first N, which stand in for primaries out of reach.
    pub fn fallbacks(&self) -> &[NodeId] {
        &self.nodes[self.primaries().len()..]
    }

    /// How many copies are wanted: N.
    pub fn replicas(&self) -> u8 {
        self.replicas
    }

    /// What `node` is to the key; none if it is not on the ring.
    pub fn role(&self, node: NodeId) -> Option<Role> {
        let rank = self.nodes.iter().position(|entry| *entry == node)?;
        Some(match rank < usize::from(self.replicas) {
            true => Role::Primary(rank as u8 + 1),
            false => Role::Fallback,
        })
    }

    /// Whom a coordinator asks: the first N nodes that it does not take as down (Dynamo §4.6).
    ///
    /// Each fallback among them stands in for one primary that is taken as down, in order. A
    /// strict quorum has no fallbacks. Where too few nodes seem healthy, primaries that seem
    /// down are asked all the same: the belief may be out of date, and asking costs little.
    pub fn first_healthy(
        &self,
        kind: QuorumKind,
        seems_down: impl Fn(NodeId) -> bool,
    ) -> Vec<Assignment> {
        let by_right = |node: &NodeId| Assignment { node: *node, stands_in_for: None };
        if kind == QuorumKind::Strict {
            return self.primaries().iter().map(by_right).collect();
        }
        let (down, up): (Vec<NodeId>, Vec<NodeId>) =
            self.primaries().iter().partition(|node| seems_down(**node));
        let mut healthy_fallbacks = self.fallbacks().iter().filter(|node| !seems_down(**node));
        let mut chosen: Vec<Assignment> = up.iter().map(by_right).collect();
        for primary in &down {
            chosen.push(match healthy_fallbacks.next() {
                Some(node) => Assignment { node: *node, stands_in_for: Some(*primary) },
                None => by_right(primary),
            });
        }
        chosen
    }

    /// The next node to stand in for a primary that stayed silent: the first fallback that
    /// was not asked yet and does not seem down.
    pub fn next_stand_in(
        &self,
        kind: QuorumKind,
        was_asked: impl Fn(NodeId) -> bool,
        seems_down: impl Fn(NodeId) -> bool,
    ) -> Option<NodeId> {
        match kind {
            QuorumKind::Strict => None,
            QuorumKind::Sloppy => {
                let fits = |node: &&NodeId| !was_asked(**node) && !seems_down(**node);
                self.fallbacks().iter().find(fits).copied()
            }
        }
    }
}
