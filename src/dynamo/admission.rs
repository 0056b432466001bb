//! Admission control of background work (Dynamo §6.5): hints, transfers and anti-entropy get
//! slices of time only as long as requests are fast enough.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::note::BackgroundWork;
use super::planted::planted;
use super::sorted::{SortedMap, sort};
use super::time::{Duration, Time};

/// Over how long latencies are watched.
const WINDOW: Duration = Duration::from_millis(60_000);

/// How often the number of slices is set anew.
const PERIOD: Duration = Duration::from_millis(1_000);

/// The most samples that are kept.
const SAMPLES_MAX: usize = 1_024;

/// How background work yields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdmissionConfig {
    /// The 99th percentile of reads must stay below this.
    pub target: Duration,
    /// The most slices of a second that each kind of work gets.
    pub slices_max: u16,
}

impl Default for AdmissionConfig {
    /// The paper's 50 ms.
    fn default() -> AdmissionConfig {
        AdmissionConfig { target: Duration::from_millis(50), slices_max: 32 }
    }
}

/// The feedback controller of one node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Admission {
    samples: VecDeque<(Time, Duration)>,
    slices: u16,
    /// How many slices of this second each kind of work has had: one kind must not starve
    /// another.
    used: SortedMap<BackgroundWork, u16>,
    period_ends: Time,
}

impl Admission {
    /// Notes how long a replica took to answer a request.
    pub fn record(&mut self, now: Time, latency: Duration) {
        self.samples.push_back((now, latency));
        self.forget_old(now);
    }

    fn forget_old(&mut self, now: Time) {
        while self.samples.len() > SAMPLES_MAX
            || self.samples.front().is_some_and(|(at, _)| now.since(*at) > WINDOW)
        {
            self.samples.pop_front();
        }
    }

    /// The 99th percentile of the last 60 seconds; nothing if no request was watched.
    pub fn percentile_99(&self) -> Duration {
        let mut sorted: Vec<Duration> = self.samples.iter().map(|(_, latency)| *latency).collect();
        sort(&mut sorted);
        let rank = (sorted.len() * 99).div_ceil(100);
        sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    }

    /// How many slices of this second the controller gives to each kind of work.
    pub fn slices(&self) -> u16 {
        self.slices
    }

    /// Asks for a slice. Background work that gets none must wait for a later second.
    pub fn admit(
        &mut self,
        config: Option<AdmissionConfig>,
        now: Time,
        work: BackgroundWork,
    ) -> bool {
        let Some(config) = config else { return true };
        if now >= self.period_ends {
            self.period_ends = now + PERIOD;
            self.used.clear();
            self.forget_old(now);
            self.slices = match self.percentile_99() < config.target {
                // Nobody is there to yield to.
                _ if self.samples.is_empty() => config.slices_max,
                // Gently up, sharply down; at least one, or work would never end.
                true => (self.slices + 4).min(config.slices_max),
                false => self.slices / 2,
            }
            .max(u16::from(!planted!(BackgroundStarves)));
        }
        let used = self.used.entry(work).or_default();
        let admitted = *used < self.slices;
        *used += u16::from(admitted);
        admitted
    }
}
