//! Lengths of time in order, so that exact percentiles can be read off at any moment.

use crate::dynamo::time::Duration;

/// A part is split when it has become longer than this.
const PART_MAX: usize = 512;

/// Lengths of time in order, in parts of bounded length: what a further one costs hardly grows
/// with their number.
#[derive(Clone, Debug, Default)]
pub(super) struct Distribution {
    parts: Vec<Vec<Duration>>,
    count: usize,
}

/// The percentiles that latencies are told by: of all values, so many percent are at most this.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quantiles {
    /// The 50th percentile.
    pub median: Duration,
    /// The 99th.
    pub p99: Duration,
    /// The 99.9th, by which the paper speaks of latency (Dynamo §2.2).
    pub p999: Duration,
}

impl Distribution {
    pub(super) fn insert(&mut self, value: Duration) {
        self.count += 1;
        let fits = |part: &Vec<Duration>| part.last().is_some_and(|last| *last < value);
        let index = self.parts.partition_point(fits).min(self.parts.len().saturating_sub(1));
        let Some(part) = self.parts.get_mut(index) else {
            self.parts.push(vec![value]);
            return;
        };
        part.insert(part.partition_point(|known| *known < value), value);
        if part.len() > PART_MAX {
            let upper = part.split_off(PART_MAX / 2);
            self.parts.insert(index + 1, upper);
        }
    }

    /// Takes a value out that is in.
    pub(super) fn remove(&mut self, value: Duration) {
        let below = |part: &Vec<Duration>| part.last().is_some_and(|last| *last < value);
        let index = self.parts.partition_point(below);
        let Some(part) = self.parts.get_mut(index) else { return };
        if let Ok(place) = part.binary_search(&value) {
            part.remove(place);
            self.count -= 1;
        }
        if part.is_empty() {
            self.parts.remove(index);
        }
    }

    pub(super) fn quantiles(&self) -> Quantiles {
        Quantiles { median: self.quantile(500), p99: self.quantile(990), p999: self.quantile(999) }
    }

    /// The smallest value that at least so many thousandths of all values do not exceed.
    fn quantile(&self, permille: usize) -> Duration {
        let mut place = (self.count * permille).div_ceil(1_000).saturating_sub(1);
        for part in &self.parts {
            match part.get(place) {
                Some(value) => return *value,
                None => place -= part.len(),
            }
        }
        Duration::ZERO
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_the_sorted_values() {
        let mut distribution = Distribution::default();
        let mut values: Vec<u64> = Vec::new();
        let mut drawn = 7_u64;
        for round in 0..4_000 {
            drawn = drawn.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695);
            let value = (drawn >> 33) % 1_500;
            distribution.insert(Duration::from_micros(value));
            values.push(value);
            if round % 3 == 0 {
                let gone = values.swap_remove(round / 3 % values.len());
                distribution.remove(Duration::from_micros(gone));
            }
            if round % 97 == 0 && !values.is_empty() {
                let mut sorted = values.clone();
                sorted.sort_unstable();
                for permille in [500, 990, 999] {
                    let rank = (sorted.len() * permille).div_ceil(1_000) - 1;
                    let found = distribution.quantile(permille);
                    assert_eq!(found, Duration::from_micros(sorted[rank]), "{permille} of {round}");
                }
            }
        }
        assert!(distribution.parts.len() > 3);
        assert_eq!(Distribution::default().quantiles(), Quantiles::default());
    }
}
