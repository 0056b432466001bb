//! The Merkle trees of a node: one for each key range that it is a primary for (Dynamo §4.7).

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::config::Config;
use super::identity::NodeId;
use super::key::Key;
use super::merkle::{MerkleTree, Summary};
use super::ring::{KeyRange, Ring};
use super::sorted::SortedMap;

/// Which tree: key spaces that keep different numbers of copies have trees of their own, since
/// their primaries differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TreeId {
    /// The range.
    pub range: KeyRange,
    /// N of the keys in it.
    pub replicas: u8,
}

/// All trees of a node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forest {
    grown: bool,
    trees: SortedMap<TreeId, MerkleTree>,
    /// What each tree sums up. To count it whenever a comparison ends would take longer than to
    /// compare.
    held: SortedMap<TreeId, Held>,
    /// The other primaries, each with the trees that it is a primary for as well. To walk the ring
    /// for every tree at every comparison would take longer than to compare.
    sharers: Rc<SortedMap<NodeId, Vec<TreeId>>>,
}

/// How much objects are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// How many there are.
    pub keys: u32,
    /// How many bytes they would take on the wire.
    pub bytes: u32,
}

impl Forest {
    /// Empty trees for every range that `node` is a primary for.
    pub fn plant(config: &Config, ring: &Ring, node: NodeId) -> Forest {
        let trees = config.replica_counts().into_iter().flat_map(|replicas| {
            let ranges = ring.ranges_of(node, replicas);
            ranges.into_iter().map(move |range| TreeId { range, replicas })
        });
        let trees: SortedMap<TreeId, MerkleTree> =
            trees.map(|id| (id, MerkleTree::new(config.merkle_depth))).collect();
        let mut sharers: SortedMap<NodeId, Vec<TreeId>> = SortedMap::new();
        for id in trees.keys() {
            let primaries = ring.primaries(id.range.last, id.replicas);
            for sharer in primaries.into_iter().filter(|sharer| *sharer != node) {
                sharers.entry(sharer).or_default().push(*id);
            }
        }
        let held = trees.keys().map(|id| (*id, Held::default())).collect();
        Forest { grown: true, trees, held, sharers: Rc::new(sharers) }
    }

    /// Whether trees are kept at all.
    pub fn is_grown(&self) -> bool {
        self.grown
    }

    /// The trees.
    pub fn trees(&self) -> &SortedMap<TreeId, MerkleTree> {
        &self.trees
    }

    /// The nodes with which trees are shared.
    pub fn sharers(&self) -> impl Iterator<Item = NodeId> {
        self.sharers.keys().copied()
    }

    /// The trees that are shared with a node.
    pub fn shared_with(&self, node: NodeId) -> impl Iterator<Item = (TreeId, &MerkleTree)> {
        let shared = self.sharers.get(&node).into_iter().flatten();
        shared.filter_map(|id| Some((*id, self.trees.get(id)?)))
    }

    /// How much is in the trees that are shared with a node.
    pub fn held_with(&self, node: NodeId) -> Held {
        let shared = self.sharers.get(&node).into_iter().flatten();
        shared.filter_map(|id| self.held.get(id)).fold(Held::default(), |sum, held| Held {
            keys: sum.keys + held.keys,
            bytes: sum.bytes + held.bytes,
        })
    }

    /// Notes that an object has changed, or come, or gone. Objects of ranges that the node is no
    /// primary for are in no tree.
    pub fn replace(
        &mut self,
        config: &Config,
        ring: &Ring,
        key: &Key,
        old: Option<Summary>,
        new: Option<Summary>,
    ) {
        let position = key.position();
        let Some(range) = ring.range_of(position) else { return };
        let id = TreeId { range, replicas: config.policy(key).replicas };
        let (Some(tree), Some(held)) = (self.trees.get_mut(&id), self.held.get_mut(&id)) else {
            return;
        };
        let hash = |summary: Option<Summary>| summary.map_or(0, |summary| summary.hash);
        tree.replace(position, hash(old), hash(new));
        let bytes = |summary: Option<Summary>| summary.map_or(0, |summary| summary.bytes);
        held.keys = held.keys + u32::from(new.is_some()) - u32::from(old.is_some());
        held.bytes = held.bytes + bytes(new) - bytes(old);
    }
}
