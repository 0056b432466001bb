//! Merkle trees: what a node holds of one key range, summed up level by level (Dynamo §4.7).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::key::{Key, Position};
use super::object::Object;
use super::planted::planted;

/// A hash; 0 stands for nothing at all.
pub type Hash = u128;

/// A tree over the objects of one key range. Equal sets of objects give equal roots, in
/// whatever order they came and went. A change costs one hash for each level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MerkleTree {
    depth: u8,
    /// Every place whose hash is not 0.
    hashes: BTreeMap<Place, Hash>,
}

/// A place in a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// How far below the root, which is level 0.
    pub level: u8,
    /// Which of the places of the level, from 0.
    pub index: u32,
}

impl Place {
    /// The place that sums up the whole tree.
    pub const ROOT: Place = Place { level: 0, index: 0 };

    /// The two places that this one sums up.
    pub const fn children(self) -> [Place; 2] {
        let level = self.level + 1;
        [Place { level, index: self.index * 2 }, Place { level, index: self.index * 2 + 1 }]
    }

    /// The other one that the same place sums up.
    const fn sibling(self) -> Place {
        Place { level: self.level, index: self.index ^ 1 }
    }

    const fn is_left(self) -> bool {
        self.index.is_multiple_of(2)
    }

    const fn parent(self) -> Place {
        Place { level: self.level - 1, index: self.index / 2 }
    }
}

/// What an object under its key comes to when it is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Its hash, which is what trees are made of.
    pub hash: Hash,
    /// How many bytes it takes on the wire.
    pub bytes: u32,
}

impl Summary {
    /// Of an object under its key.
    pub fn of(key: &Key, object: &Object) -> Summary {
        let sum = |bytes: &[u8]| Summary {
            hash: match planted!(TombstoneIsNoVersion) && object.is_deleted() {
                true => 0,
                false => u128::from_be_bytes(md5::compute(bytes).0),
            },
            bytes: bytes.len() as u32,
        };
        // Mostly so much room is enough, and need not be asked for.
        match postcard::to_slice(&(key, object), &mut [0; 512]) {
            Ok(bytes) => sum(bytes),
            // Writing to memory that grows has no way to fail.
            Err(_) => sum(&postcard::to_allocvec(&(key, object)).unwrap_or_default()),
        }
    }
}

/// The hash of an object under its key.
pub fn digest(key: &Key, object: &Object) -> Hash {
    Summary::of(key, object).hash
}

impl MerkleTree {
    /// An empty tree of `depth` levels below the root.
    pub const fn new(depth: u8) -> MerkleTree {
        MerkleTree { depth, hashes: BTreeMap::new() }
    }

    /// The hash at a place.
    pub fn hash(&self, place: Place) -> Hash {
        self.hashes.get(&place).copied().unwrap_or_default()
    }

    /// Whether a place is a leaf: what it sums up are objects.
    pub const fn is_leaf(&self, place: Place) -> bool {
        place.level >= self.depth
    }

    /// The leaf of a position. A key's low digits are as even as its high ones, and of any
    /// range, however narrow, they fill all leaves.
    pub fn leaf(&self, position: Position) -> Place {
        let mask = (1_u128 << self.depth) - 1;
        Place { level: self.depth, index: (position.0 & mask) as u32 }
    }

    /// Replaces what the tree holds at a position: the hash of an object by that of another. 0
    /// stands for none.
    pub fn replace(&mut self, position: Position, old: Hash, new: Hash) {
        let mut place = self.leaf(position);
        // Combining by exclusive or takes an object out as easily as in, in any order.
        let mut hash = self.hash(place) ^ old ^ new;
        self.set(place, hash);
        while place != Place::ROOT {
            let sibling = self.hash(place.sibling());
            hash = match place.is_left() {
                true => combine(hash, sibling),
                false => combine(sibling, hash),
            };
            place = place.parent();
            self.set(place, hash);
        }
    }

    fn set(&mut self, place: Place, hash: Hash) {
        match hash {
            0 => self.hashes.remove(&place),
            hash => self.hashes.insert(place, hash),
        };
    }
}

/// The hash of a place whose children have these.
pub fn combine(left: Hash, right: Hash) -> Hash {
    if left == 0 && right == 0 {
        return 0;
    }
    let mut bytes = [0_u8; 32];
    bytes[..16].copy_from_slice(&left.to_be_bytes());
    bytes[16..].copy_from_slice(&right.to_be_bytes());
    u128::from_be_bytes(md5::compute(bytes).0)
}
