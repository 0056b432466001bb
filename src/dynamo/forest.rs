//! The Merkle trees of a node: one for each key range that it is a primary for (Dynamo §4.7).

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::config::Config;
use super::identity::NodeId;
use super::key::Key;
use super::merkle::{Hash, MerkleTree};
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
    /// The other primaries, each with the trees that it is a primary for as well. To walk the ring
    /// for every tree at every comparison would take longer than to compare.
    sharers: Rc<SortedMap<NodeId, Vec<TreeId>>>,
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
        Forest { grown: true, trees, sharers: Rc::new(sharers) }
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

    /// Notes that an object has changed. Objects of ranges that the node is no primary for are
    /// in no tree.
    pub fn replace(&mut self, config: &Config, ring: &Ring, key: &Key, old: Hash, new: Hash) {
        let position = key.position();
        let Some(range) = ring.range_of(position) else { return };
        let id = TreeId { range, replicas: config.policy(key).replicas };
        if let Some(tree) = self.trees.get_mut(&id) {
            tree.replace(position, old, new);
        }
    }
}
