//! How long a message takes.

mod mixture;
mod notation;
mod preset;

use core::fmt;

use serde::{Deserialize, Serialize};

pub use self::mixture::{Mixture, PARTS_MAX, Part, Tail, WHOLE};
pub use self::notation::NotALatency;
pub use self::preset::Preset;
use super::fault::DELAY_MAX_MS;
use crate::dynamo::message_kind::MessageKind;
use crate::dynamo::time::Duration;

/// No message is under way for longer than an hour, however long a tail is.
pub const DELAY_MAX: Duration = Duration::from_millis(DELAY_MAX_MS as u64);

/// A distribution of one-way delays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Mixtures of tails, as production stores have them.
    Mixtures(Box<Mixtures>),
}

/// Delays of two kinds of messages. A fit of a store has the time that its disks take in the
/// messages that make them write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mixtures {
    /// Of messages that make their receiver write to its disk: W of the model WARS, and repairs,
    /// hints and ranges that are handed over.
    pub writes: Mixture,
    /// Of all others: A, R and S of the model, and those that it does not know.
    pub others: Mixture,
}

/// Why there can be no such latency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LatencyError {
    /// Longer than [`DELAY_MAX`], or a scale of more than a minute.
    TooLong,
    /// The shortest is longer than the longest.
    Reversed,
    /// No part at all, or more than [`PARTS_MAX`].
    Parts,
    /// The shares do not add up.
    Shares,
    /// A shape below 0.5.
    Shape,
    /// A rate below 0.00001 a millisecond.
    Rate,
}

impl Latency {
    /// Whether there can be such a latency.
    ///
    /// # Errors
    /// The first thing that makes no sense.
    pub fn check(&self) -> Result<(), LatencyError> {
        let within = |length: &Duration| *length <= DELAY_MAX;
        match self {
            Latency::Constant(delay) if within(delay) => Ok(()),
            Latency::Uniform { min, max } if min > max => Err(LatencyError::Reversed),
            Latency::Uniform { max, .. } if within(max) => Ok(()),
            Latency::Exponential { min, mean } if within(min) && within(mean) => Ok(()),
            Latency::Mixtures(mixtures) => {
                mixtures.writes.check().and_then(|()| mixtures.others.check())
            }
            _ => Err(LatencyError::TooLong),
        }
    }

    /// The delay that the 64 even bits of `draw` stand for, for a message of this kind; at least
    /// one microsecond, so that no message arrives at the moment it leaves.
    pub fn sample(&self, kind: MessageKind, draw: u64) -> Duration {
        let micros = match self {
            Latency::Constant(delay) => delay.as_micros(),
            Latency::Uniform { min, max } => {
                let width = (*max - *min).as_micros() + 1;
                let offset = (u128::from(draw) * u128::from(width)) >> 64;
                min.as_micros() + offset as u64
            }
            Latency::Exponential { min, mean } => {
                let tail = -libm::log(unit(draw)) * mean.as_micros() as f64;
                min.as_micros() + tail as u64
            }
            Latency::Mixtures(mixtures) => {
                let mixture = if writes(kind) { &mixtures.writes } else { &mixtures.others };
                (mixture.sample(draw) as u64).min(DELAY_MAX.as_micros())
            }
        };
        Duration::from_micros(micros.max(1))
    }
}

/// The top 53 bits as a number between 0 and 1, shifted off both. `libm` computes the same bits
/// from it on every platform.
fn unit(draw: u64) -> f64 {
    ((draw >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
}

/// Whether a message makes its receiver write to its disk.
fn writes(kind: MessageKind) -> bool {
    matches!(
        kind,
        MessageKind::Write | MessageKind::Repair | MessageKind::Handoff | MessageKind::Transfer
    )
}

impl fmt::Display for LatencyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            LatencyError::TooLong => {
                "A message can take at most an hour, and a Pareto scale be at most a minute."
            }
            LatencyError::Reversed => "The shortest delay must not be longer than the longest.",
            LatencyError::Parts => "A mixture has 1 to 8 parts.",
            LatencyError::Shares => "The shares of a mixture must add up to 100 %.",
            LatencyError::Shape => "The shape of a Pareto distribution must be at least one half.",
            LatencyError::Rate => "The rate of an exponential must be at least 10 millionths a ms.",
        })
    }
}

impl core::error::Error for LatencyError {}

#[cfg(test)]
mod tests {
    use super::*;

    const MIN: Duration = Duration::from_millis(2);
    const MAX: Duration = Duration::from_millis(12);

    #[test]
    fn uniform_delays_reach_both_ends_and_no_farther() {
        let uniform = Latency::Uniform { min: MIN, max: MAX };
        assert_eq!(uniform.sample(MessageKind::Ping, 0), MIN);
        assert_eq!(uniform.sample(MessageKind::Ping, u64::MAX), MAX);
        let reversed = Latency::Uniform { min: MAX, max: MIN };
        assert_eq!(reversed.sample(MessageKind::Ping, u64::MAX), MAX);
    }

    #[test]
    fn exponential_delays_have_the_mean_they_are_given() {
        let latency = Latency::Exponential { min: MIN, mean: MAX };
        let even = |part: u64| (u64::MAX / 1_000) * part + u64::MAX / 2_000;
        let sum: u64 =
            (0..1_000).map(|part| latency.sample(MessageKind::Ping, even(part)).as_micros()).sum();
        assert!((13_950..14_050).contains(&(sum / 1_000)), "mean {}", sum / 1_000);
    }

    #[test]
    fn no_delay_is_nothing() {
        assert_eq!(
            Latency::Constant(Duration::ZERO).sample(MessageKind::Ping, 5),
            Duration::from_micros(1)
        );
    }
}
