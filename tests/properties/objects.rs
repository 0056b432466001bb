//! Objects: what an addition tells, and what a replica lacks (Dynamo §4.4, §5).

use std::collections::BTreeMap;

use dynamo_playground::dynamo::object::{Addition, ClockKind, Dot, Object, Version};
use dynamo_playground::dynamo::vector_clock::{Causality, VectorClock};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::draw::{actor, clock, version};

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
