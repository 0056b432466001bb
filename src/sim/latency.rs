//! How long a message takes.

use serde::{Deserialize, Serialize};

use crate::dynamo::time::Duration;

/// A distribution of one-way delays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Latency {
    /// Always the same.
    Constant(Duration),
    /// Every delay from `min` to `max` equally often.
    Uniform {
        /// The shortest.
        min: Duration,
        /// The longest.
        max: Duration,
    },
    /// A least delay and an exponential tail behind it.
    Exponential {
        /// The shortest.
        min: Duration,
        /// The mean of what comes on top.
        mean: Duration,
    },
}

impl Latency {
    /// The delay that the 64 even bits of `draw` stand for; at least one microsecond, so that
    /// no message arrives at the moment it leaves.
    pub fn sample(self, draw: u64) -> Duration {
        let micros = match self {
            Latency::Constant(delay) => delay.as_micros(),
            Latency::Uniform { min, max } => {
                let width = (max - min).as_micros() + 1;
                let offset = (u128::from(draw) * u128::from(width)) >> 64;
                min.as_micros() + offset as u64
            }
            Latency::Exponential { min, mean } => {
                // The top 53 bits, shifted off 0, whose logarithm there is none of. `libm`
                // computes the same bits on every platform.
                let unit = ((draw >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
                let tail = -libm::log(unit) * mean.as_micros() as f64;
                min.as_micros() + tail as u64
            }
        };
        Duration::from_micros(micros.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIN: Duration = Duration::from_millis(2);
    const MAX: Duration = Duration::from_millis(12);

    #[test]
    fn uniform_delays_reach_both_ends_and_no_farther() {
        let uniform = Latency::Uniform { min: MIN, max: MAX };
        assert_eq!(uniform.sample(0), MIN);
        assert_eq!(uniform.sample(u64::MAX), MAX);
        let reversed = Latency::Uniform { min: MAX, max: MIN };
        assert_eq!(reversed.sample(u64::MAX), MAX);
    }

    #[test]
    fn exponential_delays_have_the_mean_they_are_given() {
        let latency = Latency::Exponential { min: MIN, mean: MAX };
        let even = |part: u64| (u64::MAX / 1_000) * part + u64::MAX / 2_000;
        let sum: u64 = (0..1_000).map(|part| latency.sample(even(part)).as_micros()).sum();
        assert!((13_950..14_050).contains(&(sum / 1_000)), "mean {}", sum / 1_000);
    }

    #[test]
    fn no_delay_is_nothing() {
        assert_eq!(Latency::Constant(Duration::ZERO).sample(5), Duration::from_micros(1));
    }
}
