//! A node's data: the disk, the buffer before it, and the trees over both, against one plain
//! map (Dynamo §6.1, §4.7).

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use dynamo_playground::dynamo::chance::Chance;
use dynamo_playground::dynamo::config::Config;
use dynamo_playground::dynamo::disk::Disk;
use dynamo_playground::dynamo::identity::NodeId;
use dynamo_playground::dynamo::key::Key;
use dynamo_playground::dynamo::membership::Membership;
use dynamo_playground::dynamo::object::{ClockKind, Dot, Object};
use dynamo_playground::dynamo::ring::{KeyRange, Ring};
use dynamo_playground::dynamo::storage::Storage;
use dynamo_playground::dynamo::vector_clock::VectorClock;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::draw::{any_object, key, position};

const NODE: NodeId = NodeId(0);

/// What happens to the data.
#[derive(Clone, Debug)]
enum Happening {
    Store { key: Key, object: Object, durable: bool },
    Forget(Key),
    Flush,
    Crash,
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        6 => (key(), any_object(), any::<bool>())
            .prop_map(|(key, object, durable)| Happening::Store { key, object, durable }),
        1 => key().prop_map(Happening::Forget),
        1 => Just(Happening::Flush),
        1 => Just(Happening::Crash),
    ]
}

fn config() -> Config {
    Config { clock_kind: ClockKind::Dotted, replicas: 2, merkle_depth: 3, ..Config::default() }
}

fn ring(config: &Config) -> Rc<Ring> {
    let founders: Vec<_> = (0..4).map(|node| (NodeId(node), 0, 1)).collect();
    Membership::founding(&config.placement, Chance::new(7), &founders)
        .serving_ring(&config.placement)
}

/// The data, and what there should be: on disk, and all in all.
struct Modelled {
    storage: Storage,
    on_disk: BTreeMap<Key, Object>,
    all: BTreeMap<Key, Object>,
}

fn play(config: &Config, ring: &Ring, happenings: &[Happening]) -> Modelled {
    let mut storage = Storage::new(Disk::default());
    storage.regrow(config, ring, NODE);
    let (mut on_disk, mut all) = (BTreeMap::new(), BTreeMap::new());
    for happening in happenings {
        match happening {
            Happening::Store { key, object, durable } => {
                storage.store(config, ring, key, object, *durable);
                let merged: &mut Object = all.entry(key.clone()).or_default();
                merged.merge(config.clock_kind, object);
                if *durable {
                    on_disk.insert(key.clone(), merged.clone());
                }
            }
            Happening::Forget(key) => {
                storage.forget(config, ring, key);
                on_disk.remove(key);
                all.remove(key);
            }
            Happening::Flush => {
                storage.flush();
                on_disk = all.clone();
            }
            Happening::Crash => {
                storage = Storage::new(storage.disk);
                storage.regrow(config, ring, NODE);
                all = on_disk.clone();
            }
        }
    }
    Modelled { storage, on_disk, all }
}

proptest! {
    /// A crash loses exactly what was in the buffer alone.
    #[test]
    fn data_is_what_was_stored_less_what_crashes_took(happenings in vec(happening(), 0..40)) {
        let (config, ring) = (config(), ring(&config()));
        let Modelled { storage, on_disk, all } = play(&config, &ring, &happenings);
        let own: BTreeMap<Key, Object> =
            storage.objects().map(|(key, object)| (key.clone(), object.clone())).collect();
        prop_assert_eq!(&own, &all);
        prop_assert_eq!(storage.objects().count(), all.len(), "each once");
        for (key, object) in &all {
            prop_assert_eq!(storage.own(key), Some(object));
            prop_assert_eq!(&storage.read(config.clock_kind, key), object);
        }
        let disk: BTreeMap<Key, Object> = storage
            .disk
            .objects()
            .iter()
            .map(|((_, key), object)| (key.clone(), object.clone()))
            .collect();
        prop_assert_eq!(disk, on_disk);
    }

    #[test]
    fn the_objects_of_a_range_are_those_that_lie_in_it(
        happenings in vec(happening(), 0..40), first in position(), last in position()
    ) {
        let (config, ring) = (config(), ring(&config()));
        let Modelled { storage, all, .. } = play(&config, &ring, &happenings);
        for range in [KeyRange { first, last }, KeyRange { first: last, last: first }] {
            let found = storage.objects_in(range);
            let keys: BTreeSet<Key> = found.iter().map(|(key, _)| key.clone()).collect();
            let inside = all.iter().filter(|(key, _)| range.contains(key.position()));
            let expected: BTreeMap<Key, Object> =
                inside.map(|(key, object)| (key.clone(), object.clone())).collect();
            prop_assert_eq!(keys.len(), found.len(), "each once");
            prop_assert_eq!(found.into_iter().collect::<BTreeMap<_, _>>(), expected);
        }
    }

    /// Trees that were kept up all along are those that would be grown now.
    #[test]
    fn trees_are_kept_up(happenings in vec(happening(), 0..40)) {
        let (config, ring) = (config(), ring(&config()));
        let Modelled { storage, all, .. } = play(&config, &ring, &happenings);
        let mut anew = storage.clone();
        let read = anew.regrow(&config, &ring, NODE);
        prop_assert_eq!(read as usize, all.len());
        prop_assert_eq!(&anew.forest, &storage.forest);
    }

    /// Whatever is handed over, forgotten or lost: no event is issued twice, on a blank disk or
    /// after a gap it stands under another name, and where the count must have no gap it has
    /// none: a reader of the new version has not seemingly read one that nobody gave it.
    #[test]
    fn no_dot_is_issued_twice(
        asked in vec((key(), any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0_u8..8), 1..60),
        gapless in any::<bool>(),
    ) {
        let mut disk = Disk::default();
        let mut epoch = 0;
        disk.open(epoch);
        let mut issued: BTreeMap<Key, Vec<Dot>> = BTreeMap::new();
        for (key, seen, held, fault) in asked {
            let known = issued.entry(key.clone()).or_default();
            let seen = history(known, seen);
            let held = history(known, held);
            let dot = disk.issue_dot(NODE, &key, &seen, gapless.then_some(&held));
            prop_assert!(!known.contains(&dot), "{dot:?} was issued before");
            let Dot { actor, counter } = dot;
            prop_assert!(counter > seen.counter(actor));
            if gapless {
                prop_assert_eq!(counter, seen.counter(actor).max(held.counter(actor)) + 1);
            }
            known.push(dot);
            match fault {
                0 => {
                    epoch += 1;
                    disk = Disk::default();
                    disk.open(epoch);
                }
                1 => {
                    epoch += 1;
                    disk.open(epoch);
                }
                2 => disk.forget(&(key.position(), key)),
                _ => {}
            }
        }
    }
}

/// A history of some of the events that were issued: of every name all up to some count.
fn history(issued: &[Dot], upto: prop::sample::Index) -> VectorClock {
    let mut clock = VectorClock::new();
    for Dot { actor, counter } in &issued[..upto.index(issued.len() + 1)] {
        clock.set(*actor, clock.counter(*actor).max(*counter), Default::default());
    }
    clock
}
