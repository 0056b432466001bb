//! A background workload: many client applications that read and write by themselves, some keys
//! more often than others.
//!
//! It is an open loop: operations begin at their rate whether or not earlier ones have been
//! answered, as the customers of a shop know nothing of each other. A closed loop, in which every
//! client waits for its answer, would ask less of a cluster the slower it becomes, and so hide
//! how slow it has become. To keep the work bounded a client lets its turn pass while it waits
//! for [`OPEN_MAX`] answers.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::command::Entry;
use crate::dynamo::identity::ClientId;
use crate::dynamo::key::Key;
use crate::dynamo::time::Duration;

/// The most operations that begin in a second.
pub const OPERATIONS_MAX: u16 = 1_000;

/// The most keys.
pub const KEYS_MAX: u16 = 1_000;

/// The strongest skew, in hundredths: nearly all is about the first key.
pub const SKEW_MAX_HUNDREDTHS: u16 = 300;

/// The most clients.
pub const CLIENTS_MAX: u16 = 48;

/// For so many answers a client waits at a time; then it lets its turn pass.
pub const OPEN_MAX: usize = 4;

/// The first of its clients: the two before it are a person's.
const FIRST_CLIENT: u16 = 2;

/// What clients do by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workload {
    /// So many operations begin in a second of the simulation, on average: each by itself, as if
    /// there were countless customers.
    pub operations_per_second: u16,
    /// Of a thousand operations so many read an object. The others read it and then write it
    /// with the context that came along, as an application has to (Dynamo §4.4): two requests.
    pub read_permille: u16,
    /// How many keys there are.
    pub keys: u16,
    /// The exponent of Zipf's law, in hundredths: the key of rank k is asked for in proportion
    /// to 1 / k to this power; all alike at 0.
    pub skew_hundredths: u16,
    /// How many clients there are.
    pub clients: u16,
    /// Which node they turn to.
    pub entry: Entry,
}

impl Default for Workload {
    fn default() -> Workload {
        Workload {
            operations_per_second: 20,
            read_permille: 500,
            keys: 10,
            skew_hundredths: 99,
            clients: 4,
            entry: Entry::LoadBalancer,
        }
    }
}

impl Workload {
    /// Whether every number is one that there can be.
    pub fn makes_sense(&self) -> bool {
        (1..=OPERATIONS_MAX).contains(&self.operations_per_second)
            && (1..=KEYS_MAX).contains(&self.keys)
            && (1..=CLIENTS_MAX).contains(&self.clients)
            && self.skew_hundredths <= SKEW_MAX_HUNDREDTHS
            && self.read_permille <= 1_000
    }

    /// How long it is from one operation to the next, by 64 drawn bits: operations that begin
    /// independently of each other are exponentially far apart.
    pub fn gap(&self, draw: u64) -> Duration {
        let mean = 1_000_000.0 / f64::from(self.operations_per_second.max(1));
        // Half a step off 0, whose logarithm there is not.
        let unit = ((draw >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
        Duration::from_micros(((-libm::log(unit) * mean) as u64).max(1))
    }

    /// The client of this number.
    pub fn client(number: u64) -> ClientId {
        ClientId(FIRST_CLIENT + number as u16)
    }

    /// The key of this rank, from 0: the one most asked for.
    pub fn key(rank: usize) -> Option<Key> {
        Key::new(format!("load/{}", rank + 1)).ok()
    }
}

/// How often each key is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Popularity {
    /// For every rank the draws up to which it, or one before it, is meant.
    limits: Rc<[u64]>,
}

impl Popularity {
    /// Zipf's law for so many keys.
    pub fn new(workload: &Workload) -> Popularity {
        let exponent = f64::from(workload.skew_hundredths) / 100.0;
        // `libm` computes the same on every platform.
        let weight = |rank: u16| libm::exp(-exponent * libm::log(f64::from(rank)));
        let total: f64 = (1..=workload.keys).map(weight).sum();
        let mut sum = 0.0;
        let limits = (1..=workload.keys).map(|rank| {
            sum += weight(rank);
            // A float that is too large becomes the largest number.
            (sum / total * 18_446_744_073_709_551_616.0) as u64
        });
        Popularity { limits: limits.collect() }
    }

    /// The rank of the key, from 0, that 64 drawn bits mean.
    pub fn rank(&self, draw: u64) -> usize {
        let rank = self.limits.partition_point(|limit| *limit <= draw);
        rank.min(self.limits.len().saturating_sub(1))
    }
}

/// A skew in words.
pub fn hundredths(skew: u16) -> String {
    format!("{}.{:02}", skew / 100, skew % 100)
}
