//! The small maps and sets behave as the standard ones, and sorting is stable.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use dynamo_playground::dynamo::sorted::{SortedMap, SortedSet, sort, sort_by_key};
use proptest::collection::vec;
use proptest::prelude::*;

/// What is done to a map of a few keys.
#[derive(Clone, Debug)]
enum Change {
    Insert(u8, u8),
    Remove(u8),
    Count(u8),
    KeepBelow(u8),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let key = || 0..20_u8;
    let change = prop_oneof![
        4 => (key(), any::<u8>()).prop_map(|(key, value)| Change::Insert(key, value)),
        2 => key().prop_map(Change::Remove),
        2 => key().prop_map(Change::Count),
        1 => key().prop_map(Change::KeepBelow),
    ];
    vec(change, 0..60)
}

proptest! {
    #[test]
    fn a_small_map_behaves_as_the_standard_one(changes in changes(), from in 0..20_u8, to in 0..20_u8) {
        let (mut small, mut standard) = (SortedMap::new(), BTreeMap::new());
        for change in changes {
            match change {
                Change::Insert(key, value) => {
                    prop_assert_eq!(small.insert(key, value), standard.insert(key, value));
                }
                Change::Remove(key) => prop_assert_eq!(small.remove(&key), standard.remove(&key)),
                Change::Count(key) => {
                    let counts = (small.entry(key).or_default(), standard.entry(key).or_default());
                    *counts.0 = counts.0.wrapping_add(1);
                    *counts.1 = counts.1.wrapping_add(1);
                }
                Change::KeepBelow(end) => {
                    small.retain(|key, _| *key < end);
                    standard.retain(|key, _| *key < end);
                }
            }
            prop_assert!(small.iter().eq(&standard));
        }
        prop_assert_eq!(small.len(), standard.len());
        prop_assert_eq!(small.first_key_value(), standard.first_key_value());
        prop_assert_eq!(small.last_key_value(), standard.last_key_value());
        prop_assert!((0..20).all(|key| small.get(&key) == standard.get(&key)));
        prop_assert!(small.range(from..).eq(standard.range(from..)));
        let behind = (Bound::Excluded(from), Bound::Unbounded);
        prop_assert!(small.range(behind).eq(standard.range(behind)));
        prop_assert!(small.range(..=to).eq(standard.range(..=to)));
        if from <= to {
            prop_assert!(small.range(from..to).eq(standard.range(from..to)));
        } else {
            // The standard map panics here.
            prop_assert_eq!(small.range(from..to).count(), 0);
        }
        prop_assert_eq!(format!("{small:?}"), format!("{standard:?}"));
        let bytes = postcard::to_allocvec(&small).unwrap();
        prop_assert_eq!(&bytes, &postcard::to_allocvec(&standard).unwrap());
        prop_assert_eq!(postcard::from_bytes::<SortedMap<u8, u8>>(&bytes).unwrap(), small);
    }

    #[test]
    fn a_small_set_behaves_as_the_standard_one(
        items in vec(0..30_u16, 0..40),
        gone in vec(0..30_u16, 0..10),
    ) {
        let mut small: SortedSet<u16> = items.iter().copied().collect();
        let mut standard: BTreeSet<u16> = items.into_iter().collect();
        for item in gone {
            prop_assert_eq!(small.remove(&item), standard.remove(&item));
            prop_assert_eq!(small.contains(&item), standard.contains(&item));
        }
        prop_assert_eq!((small.first(), small.last()), (standard.first(), standard.last()));
        prop_assert_eq!(format!("{small:?}"), format!("{standard:?}"));
        let bytes = postcard::to_allocvec(&small).unwrap();
        prop_assert_eq!(&bytes, &postcard::to_allocvec(&standard).unwrap());
        prop_assert_eq!(postcard::from_bytes::<SortedSet<u16>>(&bytes).unwrap(), small.clone());
        prop_assert!(small.into_iter().eq(standard));
    }

    #[test]
    fn sorting_is_that_of_the_standard_library(items in vec((0..5_u8, any::<u16>()), 0..200)) {
        let (mut own, mut standard) = (items.clone(), items.clone());
        sort_by_key(&mut own, |(key, _)| *key);
        standard.sort_by_key(|(key, _)| *key);
        prop_assert_eq!(&own, &standard, "what is equal stays in its order");
        sort(&mut own);
        standard.sort();
        prop_assert_eq!(own, standard);
    }
}
