//! How long messages take.

use serde::{Deserialize, Serialize};

use super::names::Millis;
use crate::sim::latency;

/// A distribution of one-way delays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Latency {
    /// Always the same.
    Constant {
        /// How long.
        ms: Millis,
    },
    /// Every delay from the shortest to the longest equally often.
    Uniform {
        /// The shortest.
        min_ms: Millis,
        /// The longest.
        max_ms: Millis,
    },
    /// A least delay and an exponential tail behind it.
    Exponential {
        /// The shortest.
        #[serde(default)]
        min_ms: Millis,
        /// The mean of what comes on top.
        mean_ms: Millis,
    },
}

impl From<&latency::Latency> for Latency {
    fn from(latency: &latency::Latency) -> Latency {
        match latency {
            latency::Latency::Constant(delay) => Latency::Constant { ms: (*delay).into() },
            latency::Latency::Uniform { min, max } => {
                Latency::Uniform { min_ms: (*min).into(), max_ms: (*max).into() }
            }
            latency::Latency::Exponential { min, mean } => {
                Latency::Exponential { min_ms: (*min).into(), mean_ms: (*mean).into() }
            }
        }
    }
}

impl From<&Latency> for latency::Latency {
    fn from(latency: &Latency) -> latency::Latency {
        match latency {
            Latency::Constant { ms } => latency::Latency::Constant((*ms).into()),
            Latency::Uniform { min_ms, max_ms } => {
                latency::Latency::Uniform { min: (*min_ms).into(), max: (*max_ms).into() }
            }
            Latency::Exponential { min_ms, mean_ms } => {
                latency::Latency::Exponential { min: (*min_ms).into(), mean: (*mean_ms).into() }
            }
        }
    }
}
