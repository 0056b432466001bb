//! A workload asks for its keys by Zipf's law, and at its rate.

use dynamo_playground::dynamo::chance::{Chance, Purpose};
use dynamo_playground::sim::workload::{KEYS_MAX, OPERATIONS_MAX, Popularity, Workload};
use proptest::prelude::*;

/// How many draws a distribution is looked at with.
const DRAWS: u64 = 20_000;

/// Each rank's share by the law itself, written down another way.
fn zipf(keys: u16, exponent: f64) -> Vec<f64> {
    let weights: Vec<f64> = (1..=keys).map(|rank| f64::from(rank).powf(-exponent)).collect();
    let total: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / total).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn keys_are_asked_for_by_zipfs_law(
        keys in 1_u16..60, skew_hundredths in 0_u16..=300, seed in any::<u64>(),
    ) {
        let workload = Workload { keys, skew_hundredths, ..Workload::default() };
        let popularity = Popularity::new(&workload);
        let chance = Chance::new(seed);
        let mut counts = vec![0.0; usize::from(keys)];
        for number in 0..DRAWS {
            counts[popularity.rank(chance.draw(Purpose::WorkloadKey, 0, number))] += 1.0;
        }
        for (rank, share) in zipf(keys, f64::from(skew_hundredths) / 100.0).iter().enumerate() {
            let mean = share * DRAWS as f64;
            // Seven standard deviations, and a little for shares of next to nothing.
            let most = 7.0 * (mean * (1.0 - share)).sqrt() + 5.0;
            prop_assert!((counts[rank] - mean).abs() < most, "rank {rank}: {} for {mean}", counts[rank]);
        }
    }

    #[test]
    fn every_draw_means_a_key_and_more_popular_ones_come_first(
        keys in 1..=KEYS_MAX, skew_hundredths in 0_u16..=300, draws in (any::<u64>(), any::<u64>()),
    ) {
        let popularity = Popularity::new(&Workload { keys, skew_hundredths, ..Workload::default() });
        let (least, most) = (draws.0.min(draws.1), draws.0.max(draws.1));
        prop_assert!(popularity.rank(least) <= popularity.rank(most));
        prop_assert!(popularity.rank(most) < usize::from(keys));
        prop_assert_eq!(popularity.rank(0), 0);
        prop_assert!(popularity.rank(u64::MAX) < usize::from(keys));
    }

    #[test]
    fn operations_come_at_their_rate(
        operations_per_second in 1..=OPERATIONS_MAX, seed in any::<u64>(),
    ) {
        let workload = Workload { operations_per_second, ..Workload::default() };
        let chance = Chance::new(seed);
        let gap = |number| workload.gap(chance.draw(Purpose::WorkloadGap, 0, number));
        let total: u64 = (0..DRAWS).map(|number| gap(number).as_micros()).sum();
        let rate = DRAWS as f64 * 1e6 / total as f64;
        let wanted = f64::from(operations_per_second);
        // The mean of so many exponential draws is off by a 141st, one standard deviation.
        prop_assert!((rate / wanted - 1.0).abs() < 0.05, "{rate} for {wanted}");
    }
}

#[test]
fn no_skew_is_uniform() {
    let popularity =
        Popularity::new(&Workload { keys: 8, skew_hundredths: 0, ..Workload::default() });
    for rank in 0..8_u64 {
        let first = rank << 61;
        assert_eq!(popularity.rank(first), rank as usize);
        assert_eq!(popularity.rank(first + ((1 << 61) - 1)), rank as usize);
    }
}
