//! What a history measures: how long requests took and how they ended, what was stale or in
//! conflict, how many hints stood out, what was repaired, and how many bytes went where.
//!
//! Everything is written down together with the event at which it came about, so that its state
//! at any moment can be looked up, and nothing is ever counted twice.

mod bytes;
mod distribution;

use self::bytes::Sizes;
pub use self::bytes::Traffic;
use self::distribution::Distribution;
pub use self::distribution::Quantiles;
use super::Annals;
use crate::dynamo::config::Config;
use crate::dynamo::identity::{NodeId, RequestId};
use crate::dynamo::key::Key;
use crate::dynamo::message::Outcome;
use crate::dynamo::note::Note;
use crate::dynamo::time::{Duration, Time};
use crate::session::ledger::{Ledger, answer};
use crate::session::occasions::{Occasion, OccasionKind};
use crate::session::timeline::Timeline;
use crate::sim::command::Command;
use crate::sim::trace::{ClientNote, EventId, EventKind, TraceEvent};

/// The latest requests of a kind that running figures are taken over.
pub const WINDOW: usize = 100;

/// All measures of a history.
#[derive(Clone, Debug)]
pub struct Measures {
    config: Config,
    ledger: Ledger,
    gets: Latencies,
    puts: Latencies,
    sizes: Sizes,
    /// The hints that are kept at the end of all that is known, in order.
    hints: Vec<Hinted>,
    series: [Series; Measure::ALL.len()],
}

/// Who keeps a hint, for whom, and of what.
type Hinted = (NodeId, NodeId, Key);

/// Something whose amount changes at events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Requests that were answered with what was asked for.
    Answered,
    /// Requests that were answered with a failure.
    Failed,
    /// Requests whose clients gave up.
    GaveUp,
    /// Gets that returned nothing older than what was acknowledged before, or nothing at all.
    Fresh,
    /// Gets that missed a write that had been acknowledged before they began.
    Stale,
    /// Gets that returned at most one version.
    OneVersion,
    /// Gets that returned two versions.
    TwoVersions,
    /// Gets that returned three.
    ThreeVersions,
    /// Gets that returned four or more.
    MoreVersions,
    /// Hints that are kept.
    Hints,
    /// Read repairs that were sent.
    Repairs,
    /// Bytes of messages that belong to requests.
    RequestBytes,
    /// Bytes of anti-entropy.
    AntiEntropyBytes,
    /// Bytes of gossip.
    GossipBytes,
    /// Bytes of all other messages: hints that are handed back, ranges that move, and probes.
    OtherBytes,
}

/// How an amount has changed: its value after each event that changed it.
#[derive(Clone, Debug, Default)]
pub struct Series {
    changes: Vec<(EventId, u64)>,
}

/// The requests of one kind that were answered, in the order in which that was.
#[derive(Clone, Debug, Default)]
pub struct Latencies {
    all: Vec<Timed>,
    distribution: Distribution,
    window: Distribution,
    latest: Vec<Duration>,
}

/// One request that was answered with what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timed {
    /// The event of the answer's arrival at the client.
    pub event: EventId,
    /// When that was.
    pub at: Time,
    /// The request.
    pub request: RequestId,
    /// How long its client had waited.
    pub latency: Duration,
    /// Of all requests of its kind up to this one.
    pub overall: Quantiles,
    /// Of the latest [`WINDOW`] of them.
    pub recent: Quantiles,
}

impl Measure {
    /// All of them.
    pub const ALL: [Measure; 15] = [
        Measure::Answered,
        Measure::Failed,
        Measure::GaveUp,
        Measure::Fresh,
        Measure::Stale,
        Measure::OneVersion,
        Measure::TwoVersions,
        Measure::ThreeVersions,
        Measure::MoreVersions,
        Measure::Hints,
        Measure::Repairs,
        Measure::RequestBytes,
        Measure::AntiEntropyBytes,
        Measure::GossipBytes,
        Measure::OtherBytes,
    ];
}

impl Annals for Measures {
    fn begin(timeline: &Timeline) -> Measures {
        Measures {
            config: timeline.simulation().setup().store.clone(),
            ledger: Ledger::default(),
            gets: Latencies::default(),
            puts: Latencies::default(),
            sizes: Sizes::default(),
            hints: Vec::new(),
            series: Default::default(),
        }
    }

    fn enter(&mut self, trace: &[TraceEvent], event: &TraceEvent) {
        let occasion = self.ledger.enter(&self.config, trace, event);
        match &event.kind {
            EventKind::Sent { payload, .. } => {
                let (traffic, bytes) = (Traffic::of(payload), self.sizes.of(payload));
                self.add(traffic.measure(), event.id, u64::from(bytes));
            }
            EventKind::Note(note) => self.noted(event, note),
            EventKind::Commanded { command, refused: None } => {
                if let Command::WipeDisk(node) = **command {
                    self.change_hints(event.id, |hints| {
                        hints.retain(|(keeper, _, _)| *keeper != node);
                    });
                }
            }
            EventKind::Client(ClientNote::Closed { waited }) => {
                let stale =
                    matches!(occasion, Some(Occasion { kind: OccasionKind::StaleRead(_), .. }));
                self.closed(trace, event, *waited, stale);
            }
            EventKind::Client(ClientNote::GaveUp { .. }) => {
                self.add(Measure::GaveUp, event.id, 1);
            }
            _ => {}
        }
    }
}

impl Measures {
    /// How an amount has changed.
    pub fn series(&self, measure: Measure) -> &Series {
        // The measures are numbered as they stand in their list.
        &self.series[measure as usize]
    }

    /// The gets that were answered.
    pub fn gets(&self) -> &Latencies {
        &self.gets
    }

    /// The puts and deletions that were answered.
    pub fn puts(&self) -> &Latencies {
        &self.puts
    }

    fn noted(&mut self, event: &TraceEvent, note: &Note) {
        let Some(node) = event.process.and_then(|process| process.node()) else { return };
        match note {
            Note::ReadRepair { .. } => self.add(Measure::Repairs, event.id, 1),
            Note::HintStored { key, owner, .. } => self.change_hints(event.id, |hints| {
                let hinted = (node, *owner, key.clone());
                // A hint that is there grows.
                if let Err(place) = hints.binary_search(&hinted) {
                    hints.insert(place, hinted);
                }
            }),
            Note::HintDeleted { key, owner } | Note::HintRehomed { key, from: owner, .. } => {
                self.change_hints(event.id, |hints| {
                    if let Ok(place) = hints.binary_search(&(node, *owner, key.clone())) {
                        hints.remove(place);
                    }
                });
            }
            _ => {}
        }
    }

    fn closed(&mut self, trace: &[TraceEvent], event: &TraceEvent, waited: Duration, stale: bool) {
        let Some((request, outcome)) = event.request.zip(answer(trace, event)) else { return };
        let timed = |latencies: &mut Latencies| {
            latencies.enter(event.id, event.at, request, waited);
        };
        match outcome {
            Outcome::Found { object, .. } => {
                timed(&mut self.gets);
                self.add(Measure::Answered, event.id, 1);
                self.add(if stale { Measure::Stale } else { Measure::Fresh }, event.id, 1);
                let versions = match object.versions().len() {
                    0 | 1 => Measure::OneVersion,
                    2 => Measure::TwoVersions,
                    3 => Measure::ThreeVersions,
                    _ => Measure::MoreVersions,
                };
                self.add(versions, event.id, 1);
            }
            Outcome::Written => {
                timed(&mut self.puts);
                self.add(Measure::Answered, event.id, 1);
            }
            _ => self.add(Measure::Failed, event.id, 1),
        }
    }

    fn change_hints(&mut self, event: EventId, change: impl FnOnce(&mut Vec<Hinted>)) {
        change(&mut self.hints);
        let kept = self.hints.len() as u64;
        self.series[Measure::Hints as usize].set(event, kept);
    }

    fn add(&mut self, measure: Measure, event: EventId, more: u64) {
        let series = &mut self.series[measure as usize];
        let before = series.changes.last().map_or(0, |(_, value)| *value);
        series.set(event, before + more);
    }
}

impl Series {
    /// The amount after the first so many events.
    pub fn after(&self, events: usize) -> u64 {
        let known = self.changes.partition_point(|(event, _)| (event.0 as usize) < events);
        known.checked_sub(1).and_then(|last| self.changes.get(last)).map_or(0, |(_, value)| *value)
    }

    /// The last of the first so many events that changed it.
    pub fn last_change(&self, events: usize) -> Option<EventId> {
        let known = self.changes.partition_point(|(event, _)| (event.0 as usize) < events);
        self.changes.get(known.checked_sub(1)?).map(|(event, _)| *event)
    }

    fn set(&mut self, event: EventId, value: u64) {
        if self.changes.last().is_none_or(|(_, known)| *known != value) {
            self.changes.push((event, value));
        }
    }
}

impl Latencies {
    /// Those that were answered by the first so many events.
    pub fn before(&self, events: usize) -> &[Timed] {
        &self.all[..self.all.partition_point(|timed| (timed.event.0 as usize) < events)]
    }

    fn enter(&mut self, event: EventId, at: Time, request: RequestId, latency: Duration) {
        self.distribution.insert(latency);
        self.window.insert(latency);
        self.latest.push(latency);
        if self.latest.len() > WINDOW {
            self.window.remove(self.latest.remove(0));
        }
        let (overall, recent) = (self.distribution.quantiles(), self.window.quantiles());
        self.all.push(Timed { event, at, request, latency, overall, recent });
    }
}
