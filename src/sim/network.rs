//! Who can reach whom.

use std::collections::BTreeMap;

use crate::dynamo::identity::{Address, NodeId};

/// The state of the network. Clients stand outside of partitions: they reach every side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Network {
    /// The side of every node; empty while the network is whole.
    sides: BTreeMap<NodeId, u16>,
}

impl Network {
    /// Splits the nodes: those of one group reach each other and no node outside. Nodes in no
    /// group form one of their own.
    pub fn partition(&mut self, groups: &[Vec<NodeId>], all: impl Iterator<Item = NodeId>) {
        self.sides = all.map(|node| (node, u16::MAX)).collect();
        for (side, group) in groups.iter().enumerate() {
            for node in group {
                self.sides.insert(*node, side as u16);
            }
        }
    }

    /// Makes the network whole again.
    pub fn heal(&mut self) {
        self.sides.clear();
    }

    /// Whether the nodes are split.
    pub fn is_partitioned(&self) -> bool {
        !self.sides.is_empty()
    }

    /// The side on which a node stands; none while the network is whole.
    pub fn side(&self, node: NodeId) -> Option<u16> {
        self.sides.get(&node).copied()
    }

    /// Whether a message from `from` gets through to `to`.
    pub fn connects(&self, from: Address, to: Address) -> bool {
        match (from, to) {
            (Address::Node(from), Address::Node(to)) => self.side(from) == self.side(to),
            _ => true,
        }
    }
}
