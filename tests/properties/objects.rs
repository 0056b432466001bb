//! Objects: what an addition tells, and what a replica lacks (Dynamo §4.4, §5).

use std::collections::BTreeMap;

use dynamo_playground::dynamo::object::{Addition, ClockKind, Content, Dot, Object, Version};
use dynamo_playground::dynamo::vector_clock::{Causality, Entry, VectorClock};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::draw::{CLOCK_KINDS, actor, clock, counted_at, version};

/// Versions of one history: what has the same dot is the same version, and has seen of its own
/// actor what came before.
fn versions(kind: ClockKind) -> impl Strategy<Value = Vec<Version>> {
    vec((actor(), 1_u64..4, clock()), 0..8).prop_map(move |made| {
        let mut known: BTreeMap<Dot, VectorClock> = BTreeMap::new();
        let mut dots = Vec::new();
        for (actor, counter, seen) in made {
            let dot = Dot { actor, counter };
            // Nobody has seen what is only to come: here only what has been counted lower.
            let past = seen.entries().iter().filter(|entry| entry.counter < counter);
            let mut clock = VectorClock::new();
            past.for_each(|entry| clock.set(entry.actor, entry.counter, entry.updated));
            known.entry(dot).or_insert(clock);
            dots.push(dot);
        }
        dots.into_iter().map(|dot| version(kind, dot, &known[&dot])).collect()
    })
}

fn object(kind: ClockKind, versions: &[Version]) -> Object {
    let mut object = Object::new();
    for version in versions {
        object.merge(kind, &version.clone().into());
    }
    object
}

fn relations(kind: ClockKind, version: &Version, object: &Object) -> Vec<Causality> {
    object.versions().iter().map(|known| version.compare(kind, known)).collect()
}

proptest! {
    /// With the paper's clocks: exactly the versions from which no other descends are left.
    #[test]
    fn exactly_the_newest_versions_are_left(versions in versions(ClockKind::PerVersion)) {
        let kind = ClockKind::PerVersion;
        let superseded = |version: &Version| {
            let after = |other: &Version| other.compare(kind, version) == Causality::After;
            versions.iter().any(after)
        };
        let mut newest: Vec<Version> =
            versions.iter().filter(|version| !superseded(version)).cloned().collect();
        newest.sort_by_key(|version| version.dot);
        newest.dedup();
        // Of equal clocks on different dots the higher dot is kept; such are not drawn here.
        prop_assert_eq!(object(kind, &versions).versions().to_vec(), newest);
    }

    #[test]
    fn an_addition_tells_what_became_of_the_version(
        versions in versions(ClockKind::PerVersion), last in versions(ClockKind::PerVersion)
    ) {
        let kind = ClockKind::PerVersion;
        let mut object = object(kind, &versions);
        for version in last {
            let before = object.clone();
            let relations = relations(kind, &version, &before);
            let count = |relation| relations.iter().filter(|is| **is == relation).count() as u16;
            let expected = if before.versions().iter().any(|known| known.dot == version.dot) {
                Addition::Known
            } else if count(Causality::Before) > 0 {
                Addition::Obsolete
            } else if count(Causality::Concurrent) > 0 {
                Addition::Siblings(count(Causality::Concurrent) + 1)
            } else if before.is_empty() {
                Addition::First
            } else {
                Addition::Replaced(count(Causality::After))
            };
            prop_assert_eq!(object.merge(kind, &version.clone().into()), expected);
            let kept = !matches!(expected, Addition::Obsolete | Addition::Known);
            prop_assert!(!kept || object.versions().contains(&version));
        }
    }

    /// The same of several versions that come at once to where there is nothing.
    #[test]
    fn the_first_versions_are_the_first_or_siblings(
        versions in CLOCK_KINDS.map(versions).prop_map(|all| all.to_vec())
    ) {
        for (kind, versions) in CLOCK_KINDS.into_iter().zip(versions) {
            let all = object(kind, &versions);
            let expected = match all.versions().len() {
                0 => Addition::Known,
                1 => Addition::First,
                siblings => Addition::Siblings(siblings as u16),
            };
            let mut empty = Object::new();
            prop_assert_eq!(empty.merge(kind, &all), expected);
            prop_assert_eq!(empty, all);
        }
    }

    /// Where a clock that was cut no longer tells two versions apart, every node keeps the same.
    #[test]
    fn of_equal_clocks_the_higher_dot_stays(clock in clock(), a in actor(), b in actor()) {
        prop_assume!(a != b);
        let cut = |actor| {
            let dot = Dot { actor, counter: 4 };
            Version { clock: clock.clone(), ..version(ClockKind::PerVersion, dot, &clock) }
        };
        let kept = |first: &Version, second: &Version| {
            object(ClockKind::PerVersion, &[first.clone(), second.clone()])
        };
        let (one, other) = (cut(a), cut(b));
        let higher = Object::from(cut(a.max(b)));
        prop_assert_eq!(&kept(&one, &other), &higher);
        prop_assert_eq!(&kept(&other, &one), &higher);
    }

    /// A clock that is cut keeps its newest pairs and that of the version itself, for which there
    /// is always room; siblings that share a clock go on sharing it.
    #[test]
    fn a_clock_is_cut_to_its_newest_pairs(
        seen in clock(), maker in actor(), entries_max in 1_usize..6
    ) {
        for kind in CLOCK_KINDS {
            let dot = Dot { actor: maker, counter: 9 };
            let old = Dot { actor: maker, counter: 8 };
            let content = Content::Tombstone;
            let known = Object::from(version(kind, old, &VectorClock::new()));
            let mut object = known.put(kind, dot, &seen, content, counted_at(maker, 9));
            let find = |object: &Object| {
                let made = object.versions().iter().find(|version| version.dot == dot).cloned();
                made.expect("the version that was made").clock
            };
            let whole = find(&object);
            let dropped = object.truncate(kind, entries_max, dot);
            let cut = find(&object);
            let apart = whole.counter(maker) == 0;
            let room = if apart { entries_max.saturating_sub(1).max(1) } else { entries_max };
            prop_assert_eq!(cut.entries().len(), whole.entries().len().min(room));
            prop_assert_eq!(cut.entries().len() + dropped.len(), whole.entries().len());
            prop_assert!(cut.counter(maker) == whole.counter(maker), "its own stays");
            for entry in whole.entries() {
                let is_gone = dropped.contains(&entry.actor);
                let stays = if is_gone { 0 } else { entry.counter };
                prop_assert_eq!(cut.counter(entry.actor), stays);
                let is_older = |kept: &Entry| kept.actor != maker && kept.updated < entry.updated;
                prop_assert!(!is_gone || !cut.entries().iter().any(is_older), "the oldest go");
            }
            if kind == ClockKind::PerObject {
                prop_assert!(object.versions().iter().all(|version| version.clock == cut));
            }
        }
    }

    /// What read repair sends: enough to bring the replica up to date, and nothing that it has.
    #[test]
    fn what_a_replica_lacks_is_what_it_needs_and_no_more(
        a in versions(ClockKind::PerVersion), b in versions(ClockKind::PerVersion)
    ) {
        let kind = ClockKind::PerVersion;
        let replica = object(kind, &a);
        let mut all = replica.clone();
        all.merge(kind, &object(kind, &b));
        let lacking = all.lacking_in(kind, &replica);
        let mut repaired = replica.clone();
        repaired.merge(kind, &lacking);
        prop_assert_eq!(&repaired, &all);
        for version in lacking.versions() {
            prop_assert!(!replica.versions().contains(version));
            prop_assert!(all.versions().contains(version));
        }
        prop_assert!(all.lacking_in(kind, &all).is_empty());
        prop_assert!(replica.lacking_in(kind, &all).is_empty(), "who has more lacks nothing");
        prop_assert_eq!(all.lacking_in(kind, &Object::new()), all);
    }

    /// The history of an object holds that of each version, and nothing more.
    #[test]
    fn the_history_descends_from_every_version(versions in versions(ClockKind::Dotted)) {
        let object = object(ClockKind::Dotted, &versions);
        let history = object.history();
        for version in object.versions() {
            prop_assert!(history.descends_from(&version.history()));
            prop_assert_eq!(version.history().counter(version.dot.actor).max(version.dot.counter),
                version.history().counter(version.dot.actor));
        }
        for entry in history.entries() {
            let seen =
                |version: &Version| version.history().counter(entry.actor) == entry.counter;
            prop_assert!(object.versions().iter().any(seen), "no more than the versions saw");
        }
    }
}
