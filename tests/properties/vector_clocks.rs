//! Vector clocks: a partial order with least upper bounds (Dynamo §4.4).

use dynamo_playground::dynamo::vector_clock::{Causality, Entry, VectorClock};
use proptest::prelude::*;

use crate::draw::{actor, clock, counted_at};

fn merged(left: &VectorClock, right: &VectorClock) -> VectorClock {
    let mut clock = left.clone();
    clock.merge(right);
    clock
}

proptest! {
    #[test]
    fn descent_is_a_partial_order(a in clock(), b in clock(), c in clock()) {
        prop_assert!(a.descends_from(&a));
        if a.descends_from(&b) && b.descends_from(&a) {
            prop_assert_eq!(&a, &b);
        }
        if a.descends_from(&b) && b.descends_from(&c) {
            prop_assert!(a.descends_from(&c));
        }
    }

    #[test]
    fn a_comparison_says_the_reverse_from_the_other_side(a in clock(), b in clock()) {
        let reverse = match a.compare(&b) {
            Causality::Before => Causality::After,
            Causality::After => Causality::Before,
            same @ (Causality::Equal | Causality::Concurrent) => same,
        };
        prop_assert_eq!(b.compare(&a), reverse);
        prop_assert_eq!(a.compare(&b) == Causality::Equal, a == b);
    }

    /// Against the definition, actor by actor.
    #[test]
    fn a_comparison_is_that_of_all_counters(a in clock(), b in clock()) {
        let actors = || a.entries().iter().chain(b.entries()).map(|entry| entry.actor);
        let ahead = actors().any(|actor| a.counter(actor) > b.counter(actor));
        let behind = actors().any(|actor| a.counter(actor) < b.counter(actor));
        let expected = match (ahead, behind) {
            (false, false) => Causality::Equal,
            (true, false) => Causality::After,
            (false, true) => Causality::Before,
            (true, true) => Causality::Concurrent,
        };
        prop_assert_eq!(a.compare(&b), expected);
    }

    #[test]
    fn merging_is_commutative_associative_and_idempotent(a in clock(), b in clock(), c in clock()) {
        prop_assert_eq!(merged(&a, &b), merged(&b, &a));
        prop_assert_eq!(merged(&merged(&a, &b), &c), merged(&a, &merged(&b, &c)));
        prop_assert_eq!(merged(&a, &a), a);
    }

    #[test]
    fn a_merge_is_the_least_clock_that_descends_from_both(a in clock(), b in clock(), c in clock()) {
        let least = merged(&a, &b);
        prop_assert!(least.descends_from(&a) && least.descends_from(&b));
        // A drawn clock rarely descends from both: make it.
        let above = merged(&c, &least);
        prop_assert!(above.descends_from(&least));
        if c.descends_from(&a) && c.descends_from(&b) {
            prop_assert!(c.descends_from(&least));
        }
    }

    #[test]
    fn a_higher_count_makes_a_descendant(a in clock(), actor in actor()) {
        let mut next = a.clone();
        let counter = a.counter(actor) + 1;
        next.set(actor, counter, counted_at(actor, counter));
        prop_assert_eq!(next.compare(&a), Causality::After);
        prop_assert_eq!(next.counter(actor), counter);
    }

    #[test]
    fn there_are_witnesses_exactly_for_what_is_concurrent(a in clock(), b in clock()) {
        match a.witnesses(&b) {
            None => prop_assert_ne!(a.compare(&b), Causality::Concurrent),
            Some((ours, theirs)) => {
                prop_assert_eq!(a.compare(&b), Causality::Concurrent);
                prop_assert!(a.counter(ours) > b.counter(ours));
                prop_assert!(b.counter(theirs) > a.counter(theirs));
            }
        }
    }

    #[test]
    fn entries_stay_in_the_order_of_actors(a in clock(), b in clock()) {
        let both = merged(&a, &b);
        prop_assert!(both.entries().windows(2).all(|pair| pair[0].actor < pair[1].actor));
    }

    /// The pairs that were updated longest ago go, in whatever order the clock came to be, and
    /// the one that must stay does.
    #[test]
    fn a_truncation_does_not_hang_on_how_the_clock_was_built(
        (entries, shuffled) in clock().prop_flat_map(|clock| {
            let entries = clock.entries().to_vec();
            (Just(entries.clone()), Just(entries).prop_shuffle())
        }),
        keep in actor(),
        most in 0_usize..6,
    ) {
        let truncated = |entries: &[Entry]| {
            let mut clock = VectorClock::new();
            for entry in entries {
                clock.set(entry.actor, entry.counter, entry.updated);
            }
            let dropped = clock.truncate(most, keep);
            (clock, dropped)
        };
        let (clock, dropped) = truncated(&entries);
        prop_assert_eq!(&truncated(&shuffled), &(clock.clone(), dropped.clone()));
        prop_assert!(!dropped.contains(&keep));
        prop_assert_eq!(clock.entries().len() + dropped.len(), entries.len());
        let has_keep = entries.iter().any(|entry| entry.actor == keep);
        prop_assert!(clock.entries().len() <= most.max(usize::from(has_keep)).max(1));
        prop_assert!(dropped.is_empty() || clock.entries().len() >= most);
        let age = |actor| {
            let entry = entries.iter().find(|entry| entry.actor == actor).expect("an entry");
            (entry.updated, entry.counter, entry.actor)
        };
        for gone in &dropped {
            let left = clock.entries().iter().filter(|entry| entry.actor != keep);
            for entry in left {
                prop_assert!(age(*gone) < age(entry.actor), "the oldest go first");
            }
        }
    }

    #[test]
    fn truncations_say_less_and_nothing_new(clock in clock(), keep in actor(), most in 0_usize..6) {
        let mut cut = clock.clone();
        cut.truncate(most, keep);
        prop_assert!(clock.descends_from(&cut));
        prop_assert!(cut.entries().iter().all(|entry| clock.entries().contains(entry)));
    }
}
