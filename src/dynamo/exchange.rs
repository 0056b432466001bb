//! What two nodes tell each other while they compare their trees (Dynamo §4.7).

use serde::{Deserialize, Serialize};

use super::forest::TreeId;
use super::identity::NodeId;
use super::key::Key;
use super::merkle::{Hash, Place};

/// One comparison of two nodes, from the roots down to the keys, and what it has cost so far.
/// The bill travels along, so that whoever ends the exchange can tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// Who began it.
    pub initiator: NodeId,
    /// The initiator's count of its comparisons.
    pub number: u32,
    /// How many hashes have been sent.
    pub hashes: u32,
    /// How many bytes have been sent, objects included.
    pub bytes: u32,
    /// How many objects had to be read from disk.
    pub disk_reads: u32,
    /// How many objects have been shipped.
    pub keys_shipped: u32,
}

/// A hash of one side, to be held against the other's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// Which tree.
    pub tree: TreeId,
    /// Where in it.
    pub place: Place,
    /// The hash there.
    pub hash: Hash,
}

/// What one side holds in a leaf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeafKeys {
    /// Which tree.
    pub tree: TreeId,
    /// Which leaf.
    pub leaf: Place,
    /// The keys, each with the hash of its object.
    pub keys: Vec<(Key, Hash)>,
}
