//! A node's data: the disk, the write buffer before it (Dynamo §6.1), and the Merkle trees over
//! both (Dynamo §4.7).

use std::collections::BTreeMap;

use super::config::Config;
use super::disk::{Disk, Place};
use super::forest::Forest;
use super::identity::NodeId;
use super::key::{Key, Position};
use super::key_space::Reconciliation;
use super::merkle::Summary;
use super::object::{Addition, ClockKind, Object};
use super::planted::planted;
use super::ring::{KeyRange, Ring};
use super::sorted::SortedMap;

/// A node's data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Storage {
    /// What survives a crash.
    pub disk: Disk,
    /// Objects whose latest state is not on disk yet.
    buffer: BTreeMap<Place, Object>,
    /// The trees over all objects.
    pub forest: Forest,
}

/// What became of something that was stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    /// By syntactic reconciliation.
    pub addition: Addition,
    /// How many versions last write wins has dropped.
    pub dropped: usize,
}

impl Storage {
    /// The data on a disk; trees are grown by [`Storage::regrow`].
    pub fn new(disk: Disk) -> Storage {
        Storage { disk, buffer: BTreeMap::new(), forest: Forest::default() }
    }

    /// The node's own object of a key, hints left out.
    pub fn own(&self, key: &Key) -> Option<&Object> {
        let place = (key.position(), key.clone());
        self.buffer.get(&place).or_else(|| self.disk.objects().get(&place))
    }

    /// All versions of a key that this node can answer a read with: its own and the hinted
    /// ones, so that a stand-in gives back what it took (Dynamo §4.6).
    pub fn read(&self, kind: ClockKind, key: &Key) -> Object {
        let mut object = self.own(key).cloned().unwrap_or_default();
        for ((_, hinted), hint) in self.disk.hints() {
            if hinted == key {
                object.merge(kind, &hint.object);
            }
        }
        object
    }

    /// The objects whose latest state a crash would lose.
    pub fn buffer(&self) -> &BTreeMap<Place, Object> {
        &self.buffer
    }

    /// Adds to the node's own data, in memory or, if `durable`, on disk.
    pub fn store(
        &mut self,
        config: &Config,
        ring: &Ring,
        key: &Key,
        object: &Object,
        durable: bool,
    ) -> Stored {
        let place = (key.position(), key.clone());
        let known = self.own(key);
        let old = self.forest.is_grown().then(|| known.map(|known| Summary::of(key, known)));
        let mut merged = known.filter(|_| !planted!(StoreOverwrites)).cloned().unwrap_or_default();
        let addition = merged.merge(config.clock_kind, object);
        let dropped = match config.policy(key).reconciliation {
            Reconciliation::Siblings => 0,
            Reconciliation::LastWriteWins => merged.keep_last_write(),
        };
        if let Some(old) = old {
            let new = Summary::of(key, &merged);
            self.forest.replace(config, ring, key, old, Some(new));
        }
        match durable && !planted!(BufferIsDurable) {
            true => {
                self.buffer.remove(&place);
                self.disk.write(place, merged);
            }
            false => {
                self.buffer.insert(place, merged);
            }
        }
        Stored { addition, dropped }
    }

    /// Removes an object that has been handed over, or whose deletion everybody knows.
    pub fn forget(&mut self, config: &Config, ring: &Ring, key: &Key) {
        if self.forest.is_grown()
            && !planted!(LeafNotUpdatedOnDelete)
            && let Some(known) = self.own(key)
        {
            let old = Summary::of(key, known);
            self.forest.replace(config, ring, key, Some(old), None);
        }
        let place = (key.position(), key.clone());
        self.buffer.remove(&place);
        self.disk.forget(&place);
    }

    /// Writes the buffer to disk. Says how many objects that were.
    pub fn flush(&mut self) -> usize {
        let buffer = std::mem::take(&mut self.buffer);
        let count = buffer.len();
        for (place, object) in buffer.into_iter().filter(|_| !planted!(FlushLosesBuffer)) {
            self.disk.write(place, object);
        }
        count
    }

    /// Grows the trees of all ranges that `node` is a primary for on `ring`, as after a start
    /// or a change of the ring. Says how many objects had to be read.
    pub fn regrow(&mut self, config: &Config, ring: &Ring, node: NodeId) -> u32 {
        let mut forest = Forest::plant(config, ring, node);
        let mut read = 0;
        for (key, object) in self.objects() {
            forest.replace(config, ring, key, None, Some(Summary::of(key, object)));
            read += 1;
        }
        self.forest = forest;
        read
    }

    /// All own objects, by position.
    pub fn objects(&self) -> impl Iterator<Item = (&Key, &Object)> {
        let on_disk = self.disk.objects().iter();
        let unbuffered = on_disk.filter(|(place, _)| !self.buffer.contains_key(*place));
        unbuffered.chain(&self.buffer).map(|((_, key), object)| (key, object))
    }

    /// The own objects of a range.
    pub fn objects_in(&self, range: KeyRange) -> Vec<(Key, Object)> {
        self.objects_in_if(range, |_| true)
    }

    /// The own objects of those keys of a range that are meant.
    pub fn objects_in_if(
        &self,
        range: KeyRange,
        is_meant: impl Fn(&Key) -> bool,
    ) -> Vec<(Key, Object)> {
        let spans = match range.first <= range.last {
            true => vec![(range.first, range.last)],
            false if planted!(WrappedRangeCut) => vec![(Position(0), range.last)],
            false => vec![(Position(0), range.last), (range.first, Position(u128::MAX))],
        };
        let mut found: SortedMap<&Place, &Object> = SortedMap::new();
        for (first, last) in spans {
            for objects in [self.disk.objects(), &self.buffer] {
                let from = objects.range((first, Key::before_all())..);
                let inside = from.take_while(|((position, _), _)| *position <= last);
                found.extend(inside.filter(|((_, key), _)| is_meant(key)));
            }
        }
        found.into_iter().map(|((_, key), object)| (key.clone(), object.clone())).collect()
    }
}
