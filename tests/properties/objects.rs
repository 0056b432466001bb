//! Objects: syntactic reconciliation forgets what is superseded and nothing else (Dynamo §4.4).

use dynamo_playground::dynamo::object::{Addition, Object, Version};
use dynamo_playground::dynamo::vector_clock::Causality;
use proptest::prelude::*;

use crate::draw::versions;

fn object(versions: &[Version]) -> Object {
    let mut object = Object::new();
    for version in versions {
        object.add(version.clone());
    }
    object
}

fn merged(left: &Object, right: &Object) -> Object {
    let mut object = left.clone();
    object.merge(right);
    object
}

/// The versions from which no other descends, each once: what should be left of them.
fn newest(versions: &[Version]) -> Vec<Version> {
    let superseded = |version: &Version| {
        versions.iter().any(|other| other.clock.compare(&version.clock) == Causality::After)
    };
    let mut newest: Vec<Version> =
        versions.iter().filter(|version| !superseded(version)).cloned().collect();
    newest.sort_by(|left, right| left.clock.list_order(&right.clock));
    newest.dedup();
    newest
}

proptest! {
    #[test]
    fn exactly_the_newest_versions_are_left(versions in versions()) {
        let object = object(&versions);
        prop_assert_eq!(object.versions(), newest(&versions));
    }

    #[test]
    fn what_is_left_does_not_hang_on_the_order(
        (versions, shuffled) in versions().prop_flat_map(|versions| {
            (Just(versions.clone()), Just(versions).prop_shuffle())
        })
    ) {
        prop_assert_eq!(object(&versions), object(&shuffled));
    }

    #[test]
    fn versions_are_pairwise_concurrent(versions in versions()) {
        let object = object(&versions);
        for (index, left) in object.versions().iter().enumerate() {
            for right in &object.versions()[index + 1..] {
                prop_assert_eq!(left.clock.compare(&right.clock), Causality::Concurrent);
            }
        }
    }

    #[test]
    fn merging_is_commutative_associative_and_idempotent(
        a in versions(), b in versions(), c in versions()
    ) {
        let (a, b, c) = (object(&a), object(&b), object(&c));
        prop_assert_eq!(merged(&a, &b), merged(&b, &a));
        prop_assert_eq!(merged(&merged(&a, &b), &c), merged(&a, &merged(&b, &c)));
        prop_assert_eq!(merged(&a, &a), a);
    }

    #[test]
    fn an_addition_tells_what_became_of_the_version(versions in versions(), last in versions()) {
        let mut object = object(&versions);
        for version in last {
            let before = object.clone();
            let relations: Vec<Causality> = before
                .versions()
                .iter()
                .map(|known| version.clock.compare(&known.clock))
                .collect();
            let count = |relation| relations.iter().filter(|is| **is == relation).count() as u16;
            let expected = if count(Causality::Equal) > 0 {
                Addition::Known
            } else if count(Causality::Before) > 0 {
                Addition::Obsolete
            } else if count(Causality::Concurrent) > 0 {
                Addition::Sibling(count(Causality::Concurrent))
            } else if before.is_empty() {
                Addition::First
            } else {
                Addition::Replaced(count(Causality::After))
            };
            prop_assert_eq!(object.add(version.clone()), expected);
            let kept = !matches!(expected, Addition::Obsolete);
            prop_assert_eq!(object.versions().contains(&version), kept);
        }
    }

    /// What read repair sends: enough to bring the replica up to date, and nothing that it has.
    #[test]
    fn what_a_replica_lacks_is_what_it_needs_and_no_more(a in versions(), b in versions()) {
        let replica = object(&a);
        let all = merged(&replica, &object(&b));
        let lacking = all.lacking_in(&replica);
        prop_assert_eq!(merged(&replica, &lacking), all.clone());
        for version in lacking.versions() {
            let knows = |known: &Version| known.clock.descends_from(&version.clock);
            prop_assert!(!replica.versions().iter().any(knows));
        }
        prop_assert!(all.lacking_in(&all).is_empty());
        prop_assert_eq!(all.lacking_in(&Object::new()), all);
    }

    /// A put with the context of a get replaces everything that the get found.
    #[test]
    fn the_merged_clock_descends_from_every_version(versions in versions()) {
        let object = object(&versions);
        let clock = object.merged_clock();
        for version in object.versions() {
            prop_assert!(clock.descends_from(&version.clock));
        }
        for entry in clock.entries() {
            let seen = |version: &Version| version.clock.counter(entry.actor) == entry.counter;
            prop_assert!(object.versions().iter().any(seen), "no more than the versions saw");
        }
    }
}
