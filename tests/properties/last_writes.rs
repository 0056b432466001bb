//! Last write wins: which write stays does not hang on the order in which they come (Dynamo §6).

use dynamo_playground::dynamo::object::{Dot, Object, Version};
use dynamo_playground::dynamo::time::Time;
use dynamo_playground::dynamo::vector_clock::VectorClock;
use proptest::collection::btree_map;
use proptest::prelude::*;

use crate::draw::{CLOCK_KINDS, actor, version};

/// Blind writes at any times, two of them perhaps at the same.
fn writes() -> impl Strategy<Value = Vec<(Dot, Time)>> {
    let time = (0_u64..5).prop_map(Time::from_millis);
    btree_map((actor(), 1_u64..3), time, 1..6).prop_map(|writes| {
        let named = writes.into_iter();
        named.map(|((actor, counter), at)| (Dot { actor, counter }, at)).collect()
    })
}

proptest! {
    #[test]
    fn the_latest_write_stays_in_whatever_order_they_come(
        (writes, shuffled) in writes().prop_flat_map(|writes| {
            (Just(writes.clone()), Just(writes).prop_shuffle())
        })
    ) {
        for kind in CLOCK_KINDS {
            // Only dotted clocks leave writes of one actor side by side.
            let distinct_actors = writes.iter().all(|(dot, _)| dot.counter == 1);
            if kind != dynamo_playground::dynamo::object::ClockKind::Dotted && !distinct_actors {
                continue;
            }
            let kept = |writes: &[(Dot, Time)]| {
                let mut object = Object::new();
                for (dot, at) in writes {
                    let version = version(kind, *dot, &VectorClock::new());
                    object.merge(kind, &Version { written: *at, ..version }.into());
                    object.keep_last_write();
                }
                object
            };
            let latest = writes.iter().max_by_key(|(dot, at)| (*at, *dot)).map(|(dot, _)| *dot);
            let object = kept(&writes);
            prop_assert_eq!(object.versions().first().map(|version| version.dot), latest);
            prop_assert_eq!(object.versions().len(), 1);
            let other = kept(&shuffled);
            prop_assert_eq!(other.versions().first().map(|version| version.dot), latest);
        }
    }
}
