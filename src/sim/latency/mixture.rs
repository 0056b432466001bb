//! Mixtures of Pareto and exponential delays, the form in which production traces were fitted
//! (Bailis et al., VLDB 2012, table 3).

use serde::{Deserialize, Serialize};

use super::{LatencyError, unit};
use crate::dynamo::time::Duration;

/// All of a mixture, in hundredths of a percent.
pub const WHOLE: u16 = 10_000;

/// The most parts of one mixture.
pub const PARTS_MAX: usize = 8;

/// Several distributions of delays, each of which a share of all messages follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mixture {
    /// The parts. Their shares add up to [`WHOLE`].
    pub parts: Vec<Part>,
}

/// A share of the messages and how long they take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// How many messages, in hundredths of a percent.
    pub share: u16,
    /// How long they take.
    pub tail: Tail,
}

/// A distribution with a tail. Whole numbers of millionths, so that it can be written down
/// exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tail {
    /// Never less than `scale`; longer than `t` with a probability of `(scale / t) ^ shape`.
    Pareto {
        /// The shortest delay.
        scale: Duration,
        /// How thin the tail is, in millionths.
        shape_millionths: u32,
    },
    /// Longer than `t` milliseconds with a probability of `e ^ (-rate t)`.
    Exponential {
        /// The rate for one millisecond, in millionths.
        rate_millionths: u32,
    },
}

impl Mixture {
    /// Whether the shares add up and every number is one that there can be.
    ///
    /// # Errors
    /// The first thing that makes no sense.
    pub fn check(&self) -> Result<(), LatencyError> {
        if !(1..=PARTS_MAX).contains(&self.parts.len()) {
            return Err(LatencyError::Parts);
        }
        if self.parts.iter().map(|part| u32::from(part.share)).sum::<u32>() != u32::from(WHOLE) {
            return Err(LatencyError::Shares);
        }
        for part in &self.parts {
            match part.tail {
                Tail::Pareto { scale, .. } if scale > Duration::from_millis(60_000) => {
                    return Err(LatencyError::TooLong);
                }
                // A thinner shape would be nothing but tail: its mean is infinite by far.
                Tail::Pareto { shape_millionths: ..500_000, .. } => {
                    return Err(LatencyError::Shape);
                }
                // A mean of more than a minute and a half, or division by nothing.
                Tail::Exponential { rate_millionths: ..10 } => return Err(LatencyError::Rate),
                _ => {}
            }
        }
        Ok(())
    }

    /// The delay, in microseconds, that the 64 even bits of `draw` stand for. One draw chooses
    /// the part and the place within it: what is left of it once the part is known is as even.
    pub(super) fn sample(&self, draw: u64) -> f64 {
        let wide = u128::from(draw) * u128::from(WHOLE);
        let mut below = 0_u128;
        for part in &self.parts {
            let share = u128::from(part.share);
            let offset = wide.saturating_sub(below << 64);
            if share > 0 && offset >> 64 < share {
                return part.tail.sample((offset / share) as u64);
            }
            below += share;
        }
        // Shares that do not add up, which the check has refused.
        0.0
    }
}

impl Tail {
    fn sample(self, draw: u64) -> f64 {
        // What is left above the delay: even, and never 0, whose logarithm there is none of.
        let above = unit(draw);
        match self {
            Tail::Pareto { scale, shape_millionths } => {
                let shape = f64::from(shape_millionths) / 1e6;
                scale.as_micros() as f64 * libm::exp(-libm::log(above) / shape)
            }
            Tail::Exponential { rate_millionths } => {
                let rate_per_micro = f64::from(rate_millionths) / 1e9;
                -libm::log(above) / rate_per_micro
            }
        }
    }
}
