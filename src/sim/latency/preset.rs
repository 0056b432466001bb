//! The latencies of production stores, as they were fitted for "Probabilistically Bounded
//! Staleness" (Bailis et al., VLDB 2012, table 3).

use serde::{Deserialize, Serialize};

use super::mixture::{Mixture, Part, Tail};
use super::{Latency, Mixtures};
use crate::dynamo::time::Duration;

/// A published fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Preset {
    /// LinkedIn's Voldemort on solid-state disks.
    LnkdSsd,
    /// LinkedIn's Voldemort on spinning disks.
    LnkdDisk,
    /// Yammer's Riak.
    Ymmr,
    /// The spinning disks, and 75 ms more each way to another zone.
    Wan,
}

impl Preset {
    /// Every preset.
    pub const ALL: [Preset; 4] = [Preset::LnkdSsd, Preset::LnkdDisk, Preset::Ymmr, Preset::Wan];

    /// How it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Preset::LnkdSsd => "LNKD-SSD",
            Preset::LnkdDisk => "LNKD-DISK",
            Preset::Ymmr => "YMMR",
            Preset::Wan => "WAN",
        }
    }

    /// How long messages take within a zone.
    pub fn latency(self) -> Latency {
        let ssd = || mixture([(9_122, pareto(235, 10_000_000)), (878, exponential(1_660_000))]);
        let (writes, others) = match self {
            Preset::LnkdSsd => (ssd(), ssd()),
            Preset::LnkdDisk | Preset::Wan => {
                let disk = [(3_800, pareto(1_050, 1_510_000)), (6_200, exponential(183_000))];
                (mixture(disk), ssd())
            }
            Preset::Ymmr => (
                mixture([(9_390, pareto(3_000, 3_350_000)), (610, exponential(2_800))]),
                mixture([(9_820, pareto(1_500, 3_800_000)), (180, exponential(21_700))]),
            ),
        };
        Latency::Mixtures(Box::new(Mixtures { writes, others }))
    }

    /// How much longer they take from one zone to another.
    pub const fn zone_delay(self) -> Duration {
        match self {
            Preset::Wan => Duration::from_millis(75),
            Preset::LnkdSsd | Preset::LnkdDisk | Preset::Ymmr => Duration::ZERO,
        }
    }
}

fn mixture(parts: [(u16, Tail); 2]) -> Mixture {
    Mixture { parts: parts.map(|(share, tail)| Part { share, tail }).to_vec() }
}

const fn pareto(scale_micros: u64, shape_millionths: u32) -> Tail {
    Tail::Pareto { scale: Duration::from_micros(scale_micros), shape_millionths }
}

const fn exponential(rate_millionths: u32) -> Tail {
    Tail::Exponential { rate_millionths }
}
