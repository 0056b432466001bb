//! What writes drop, against the truth kept outside: some replicas, some writers who read and
//! write in any order, and the versions that each had really seen.

use std::collections::{BTreeMap, BTreeSet};

use dynamo_playground::dynamo::identity::{Actor, NodeId};
use dynamo_playground::dynamo::key::Value;
use dynamo_playground::dynamo::object::{ClockKind, Content, Dot, Object};
use dynamo_playground::dynamo::time::Time;
use dynamo_playground::dynamo::vector_clock::{Causality, VectorClock};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::draw::CLOCK_KINDS;

const REPLICAS: usize = 3;
const WRITERS: usize = 3;

/// One thing that happens to the object.
#[derive(Clone, Copy, Debug)]
enum Happening {
    /// A writer reads one replica.
    Read { writer: usize, replica: usize },
    /// A replica coordinates a put: it stores the new object, and so does the other one.
    Put { writer: usize, replica: usize, also: usize, blind: bool },
    /// One replica gets all that another has.
    Merge { from: usize, to: usize },
    /// One replica gets what it lacks of another's.
    Repair { from: usize, to: usize },
}

fn happening() -> impl Strategy<Value = Happening> {
    let replica = || 0..REPLICAS;
    let writer = || 0..WRITERS;
    prop_oneof![
        2 => (writer(), replica())
            .prop_map(|(writer, replica)| Happening::Read { writer, replica }),
        4 => (writer(), replica(), replica(), any::<bool>()).prop_map(
            |(writer, replica, also, blind)| Happening::Put { writer, replica, also, blind }
        ),
        1 => (replica(), replica()).prop_map(|(from, to)| Happening::Merge { from, to }),
        1 => (replica(), replica()).prop_map(|(from, to)| Happening::Repair { from, to }),
    ]
}

/// What a writer holds after a read: the context, and what that read had really seen.
#[derive(Clone, Default)]
struct Reading {
    context: VectorClock,
    seen: BTreeSet<Dot>,
}

/// The replicas, the writers, and the truth.
struct World {
    kind: ClockKind,
    replicas: Vec<Object>,
    readings: Vec<Reading>,
    issued: Vec<u64>,
    /// Of every version: itself and all that its writer had really seen.
    past: BTreeMap<Dot, BTreeSet<Dot>>,
    /// For each replica: all versions that it was ever given.
    given: Vec<BTreeSet<Dot>>,
    /// The writes by a context that is stale: by its clock the new version has seen more than its
    /// writer had.
    stale_writes: usize,
}

impl World {
    fn new(kind: ClockKind) -> World {
        World {
            kind,
            replicas: vec![Object::new(); REPLICAS],
            readings: vec![Reading::default(); WRITERS],
            issued: vec![0; REPLICAS],
            past: BTreeMap::new(),
            given: vec![BTreeSet::new(); REPLICAS],
            stale_writes: 0,
        }
    }

    fn happen(&mut self, happening: Happening, moment: u64) {
        match happening {
            Happening::Read { writer, replica } => {
                let object = &self.replicas[replica];
                let versions = object.versions().iter();
                let seen = versions.flat_map(|version| self.past[&version.dot].clone()).collect();
                self.readings[writer] = Reading { context: object.history(), seen };
            }
            Happening::Put { writer, replica, also, blind } => {
                self.put(writer, replica, also, blind, moment);
            }
            Happening::Merge { from, to } => {
                let object = self.replicas[from].clone();
                self.give(to, &object);
            }
            Happening::Repair { from, to } => {
                let mut merged = self.replicas[to].clone();
                merged.merge(self.kind, &self.replicas[from]);
                let lacking = merged.lacking_in(self.kind, &self.replicas[to]);
                self.give(to, &lacking);
                assert_eq!(self.replicas[to], merged, "what was lacking is what was needed");
            }
        }
    }

    fn put(&mut self, writer: usize, replica: usize, also: usize, blind: bool, moment: u64) {
        let Reading { context, seen } = match blind {
            true => Reading::default(),
            false => self.readings[writer].clone(),
        };
        let actor = Actor { node: NodeId(replica as u16), generation: 0 };
        self.issued[replica] = self.issued[replica].max(context.counter(actor)) + 1;
        let dot = Dot { actor, counter: self.issued[replica] };
        // By its clock the new version has seen all that its actor made before.
        let claims = |old: &Dot| old.actor == actor || context.counter(old.actor) >= old.counter;
        let unseen = |old: &Dot| claims(old) && !seen.contains(old);
        self.stale_writes += usize::from(self.past.keys().any(unseen));
        let content = Content::Value(Value::new(format!("{moment}")).expect("a value"));
        let written = Time::from_millis(moment);
        let before = self.replicas[replica].clone();
        let object = before.put(self.kind, dot, &context, content, written);
        let mut past = seen.clone();
        past.insert(dot);
        self.past.insert(dot, past);
        self.give(replica, &object);
        self.give(also, &object);
        if self.kind == ClockKind::Dotted {
            for old in before.versions() {
                let has_it = dots(&self.replicas[replica]).contains(&old.dot);
                assert_eq!(has_it, !seen.contains(&old.dot), "{old:?} in {:?}", self.replicas);
            }
        }
    }

    fn give(&mut self, replica: usize, object: &Object) {
        self.given[replica].extend(dots(object));
        self.replicas[replica].merge(self.kind, object);
    }

    /// What a replica should hold: of all that it was ever given, the versions that no other of
    /// them has really seen.
    fn newest(&self, replica: usize) -> BTreeSet<Dot> {
        let given = &self.given[replica];
        let is_seen =
            |dot: &Dot| given.iter().any(|other| other != dot && self.past[other].contains(dot));
        given.iter().copied().filter(|dot| !is_seen(dot)).collect()
    }
}

fn dots(object: &Object) -> BTreeSet<Dot> {
    object.versions().iter().map(|version| version.dot).collect()
}

fn history(kind: ClockKind, happenings: &[Happening]) -> World {
    let mut world = World::new(kind);
    for (moment, happening) in happenings.iter().enumerate() {
        world.happen(*happening, moment as u64 + 1);
    }
    world
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Dotted clocks tell exactly the truth: what was seen is replaced, and nothing else.
    #[test]
    fn dotted_clocks_replace_exactly_what_was_read(happenings in vec(happening(), 0..40)) {
        let world = history(ClockKind::Dotted, &happenings);
        for replica in 0..REPLICAS {
            prop_assert_eq!(dots(&world.replicas[replica]), world.newest(replica));
        }
    }

    /// Clocks per object never lose what nobody has seen; the price is that what was seen may
    /// stay.
    #[test]
    fn clocks_per_object_never_lose_an_unseen_version(happenings in vec(happening(), 0..40)) {
        let world = history(ClockKind::PerObject, &happenings);
        for replica in 0..REPLICAS {
            let held = dots(&world.replicas[replica]);
            prop_assert!(world.newest(replica).is_subset(&held));
        }
    }

    /// Clocks per version may lose an unseen version, but only if some writer's context claimed
    /// to have seen one that the writer had not: a later write of the same actor stood for it.
    #[test]
    fn clocks_per_version_lose_nothing_but_through_a_stale_context(
        happenings in vec(happening(), 0..40)
    ) {
        let world = history(ClockKind::PerVersion, &happenings);
        for replica in 0..REPLICAS {
            let held = dots(&world.replicas[replica]);
            let newest = world.newest(replica);
            prop_assert!(held.is_subset(&newest), "what was seen is gone");
            if world.stale_writes == 0 {
                prop_assert_eq!(held, newest);
            }
        }
    }

    /// Merging the objects of one history is a join. With clocks per object it is one but for
    /// the order of three: a version that one of them has replaced stays if the other two meet
    /// first, since a shared clock cannot tell which of its versions another has seen.
    #[test]
    fn merging_is_commutative_associative_and_idempotent(happenings in vec(happening(), 0..40)) {
        for kind in CLOCK_KINDS {
            let world = history(kind, &happenings);
            let merged = |left: &Object, right: &Object| {
                let mut object = left.clone();
                object.merge(kind, right);
                object
            };
            let [a, b, c] = &world.replicas[..] else { unreachable!() };
            prop_assert_eq!(merged(a, b), merged(b, a));
            prop_assert_eq!(&merged(a, a), a);
            prop_assert_eq!(&merged(a, &Object::new()), a);
            prop_assert_eq!(&merged(&Object::new(), a), a);
            let (left, right) = (merged(&merged(a, b), c), merged(a, &merged(b, c)));
            if kind == ClockKind::PerObject {
                prop_assert_eq!(left.history(), right.history());
            } else {
                prop_assert_eq!(left, right);
            }
        }
    }

    /// Replicas that go on giving each other what they have come to hold the same, in whatever
    /// order they meet.
    #[test]
    fn replicas_that_go_on_merging_come_to_the_same(
        happenings in vec(happening(), 0..40),
        meetings in Just(vec![(0, 1), (1, 2), (2, 0), (1, 0), (2, 1), (0, 2)]).prop_shuffle(),
    ) {
        for kind in CLOCK_KINDS {
            let mut world = history(kind, &happenings);
            for (from, to) in meetings.iter().chain(&meetings).chain(&meetings) {
                world.happen(Happening::Merge { from: *from, to: *to }, 0);
            }
            prop_assert_eq!(&world.replicas[0], &world.replicas[1]);
            prop_assert_eq!(&world.replicas[1], &world.replicas[2]);
        }
    }

    #[test]
    fn versions_are_pairwise_concurrent(happenings in vec(happening(), 0..40)) {
        for kind in CLOCK_KINDS {
            for object in history(kind, &happenings).replicas {
                for (index, left) in object.versions().iter().enumerate() {
                    for right in &object.versions()[index + 1..] {
                        prop_assert_eq!(left.compare(kind, right), Causality::Concurrent);
                    }
                }
            }
        }
    }

    /// A put with the context of a get replaces everything that the get found.
    #[test]
    fn a_writer_who_has_seen_all_leaves_one_version(happenings in vec(happening(), 0..40)) {
        for kind in CLOCK_KINDS {
            let world = history(kind, &happenings);
            let object = &world.replicas[0];
            let actor = Actor { node: NodeId(9), generation: 0 };
            let dot = Dot { actor, counter: 1 };
            let now = Time::from_millis(1_000);
            let put = object.put(kind, dot, &object.history(), Content::Tombstone, now);
            let mut after = object.clone();
            after.merge(kind, &put);
            prop_assert_eq!(dots(&after), BTreeSet::from([dot]));
        }
    }
}
