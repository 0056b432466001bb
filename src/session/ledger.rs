//! A spectator's ledger: which writes each key has had, when their clients knew of them, and
//! what each had seen. It makes it decidable whether a read is stale.
//!
//! A get is stale if a write was acknowledged to its client before the get began, and the get
//! returned neither the last such write nor a version that supersedes it. *Before* is real time:
//! the order of events. *Supersedes* is what the store's own clocks say, with the pairs that have
//! been cut off them; where the last write wins, it is the order of wall-clock times.
//!
//! It is kept from trace events alone, each looked at once.

use serde::{Deserialize, Serialize};

use super::occasions::{Occasion, OccasionKind};
use crate::dynamo::config::Config;
use crate::dynamo::identity::RequestId;
use crate::dynamo::key::Key;
use crate::dynamo::key_space::Reconciliation;
use crate::dynamo::message::{Message, Operation, Outcome, Request};
use crate::dynamo::note::Note;
use crate::dynamo::object::{Addition, ClockKind, Dot, Object};
use crate::dynamo::sorted::{SortedMap, SortedSet};
use crate::dynamo::time::Time;
use crate::dynamo::vector_clock::VectorClock;
use crate::sim::trace::{ClientNote, EventId, EventKind, TraceEvent};

/// The ledger up to some event.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    requests: SortedMap<RequestId, Entry>,
    keys: SortedMap<Key, Writes>,
}

/// What kind of request it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RequestKind {
    /// A get.
    Get,
    /// A put.
    Put,
    /// A put of a tombstone.
    Delete,
}

#[derive(Clone, Debug)]
struct Entry {
    began: EventId,
    /// Known once the request has been sent: a partition-aware client may first have to ask who
    /// the members are.
    asked: Option<Asked>,
    /// The versions that it made: more than one only if it was carried out twice.
    dots: Vec<Dot>,
}

#[derive(Clone, Debug)]
struct Asked {
    key: Key,
    kind: RequestKind,
    /// What the writer had seen.
    seen: VectorClock,
}

/// The writes of one key.
#[derive(Clone, Debug, Default)]
struct Writes {
    /// In the order in which clients learnt of them.
    acknowledged: Vec<(EventId, RequestId)>,
    versions: SortedMap<Dot, Made>,
    /// The clocks of what was stored beside others.
    beside: SortedSet<Vec<Dot>>,
    /// The last event at which a conflict showed.
    conflict: Option<EventId>,
}

#[derive(Clone, Debug)]
struct Made {
    by: EventId,
    written: Time,
    /// All that it has seen, what has been cut off its clock included.
    seen: VectorClock,
}

impl RequestKind {
    /// The kind of an operation.
    pub fn of(operation: &Operation) -> RequestKind {
        match operation {
            Operation::Get => RequestKind::Get,
            Operation::Put { .. } => RequestKind::Put,
            Operation::Delete { .. } => RequestKind::Delete,
        }
    }
}

impl Ledger {
    /// The key that a request is about; none if it has not been sent.
    pub fn key(&self, request: RequestId) -> Option<&Key> {
        Some(&self.asked(request)?.key)
    }

    /// The kind of a request; none if it has not been sent.
    pub fn kind(&self, request: RequestId) -> Option<RequestKind> {
        Some(self.asked(request)?.kind)
    }

    /// Takes the next event in; `trace` is all that has happened up to it and may go on behind
    /// it. Says what it shows that no event by itself shows.
    pub fn enter(
        &mut self,
        config: &Config,
        trace: &[TraceEvent],
        event: &TraceEvent,
    ) -> Option<Occasion> {
        let kind = match &event.kind {
            EventKind::Sent { payload, .. } => match &**payload {
                Message::Ask(request) => {
                    self.ask(event, request);
                    None
                }
                Message::Answer { request, outcome: Outcome::Found { object, .. } } => {
                    self.found_siblings(event, *request, object)
                }
                _ => None,
            },
            EventKind::Note(Note::VersionMade { dot, clock, .. }) => {
                self.version_made(config.clock_kind, event, *dot, clock);
                None
            }
            EventKind::Note(Note::Stored {
                key,
                clock,
                addition: Addition::Siblings(count),
                ..
            }) => self.stored_beside(event, key, clock, *count),
            EventKind::Client(ClientNote::Turned { .. } | ClientNote::AskedForMembers { .. }) => {
                let entry = |_| Entry { began: event.id, asked: None, dots: Vec::new() };
                if let Some(request) = event.request {
                    self.requests.entry(request).or_insert_with(|| entry(()));
                }
                None
            }
            EventKind::Client(ClientNote::Closed { .. }) => self.closed(config, trace, event),
            _ => None,
        };
        kind.map(|kind| Occasion { event: event.id, kind })
    }

    fn asked(&self, request: RequestId) -> Option<&Asked> {
        self.requests.get(&request)?.asked.as_ref()
    }

    fn ask(&mut self, event: &TraceEvent, request: &Request) {
        let Request { id, key, operation, .. } = request;
        let opened = operation.context().and_then(|context| context.open(key).ok());
        let seen = opened.map(|opened| opened.seen).unwrap_or_default();
        let entry = self.requests.entry(*id);
        let entry =
            entry.or_insert_with(|| Entry { began: event.id, asked: None, dots: Vec::new() });
        entry.asked = Some(Asked { key: key.clone(), kind: RequestKind::of(operation), seen });
    }

    fn version_made(&mut self, kind: ClockKind, event: &TraceEvent, dot: Dot, clock: &VectorClock) {
        let Some(entry) = event.request.and_then(|request| self.requests.get_mut(&request)) else {
            return;
        };
        let Some(asked) = &entry.asked else { return };
        entry.dots.push(dot);
        let writes = self.keys.entry(asked.key.clone()).or_default();
        let mut seen = match kind {
            // The version's own event is no part of what its writer had seen.
            ClockKind::Dotted => VectorClock::new(),
            ClockKind::PerVersion | ClockKind::PerObject => clock.clone(),
        };
        for pair in asked.seen.entries() {
            let earlier = Dot { actor: pair.actor, counter: pair.counter };
            if let Some(earlier) = writes.versions.get(&earlier) {
                seen.merge(&earlier.seen);
            }
        }
        seen.merge(&asked.seen);
        let written = clock.entries().iter().find(|pair| pair.actor == dot.actor);
        let written = written.map_or(event.at, |pair| pair.updated);
        writes.versions.insert(dot, Made { by: event.id, written, seen });
    }

    fn stored_beside(
        &mut self,
        event: &TraceEvent,
        key: &Key,
        clock: &VectorClock,
        count: u16,
    ) -> Option<OccasionKind> {
        let writes = self.keys.entry(key.clone()).or_default();
        let pairs = clock.entries().iter();
        let stored = pairs.map(|pair| Dot { actor: pair.actor, counter: pair.counter }).collect();
        let is_new = writes.beside.insert(stored);
        is_new.then(|| {
            writes.conflict = Some(event.id);
            OccasionKind::Conflict(count)
        })
    }

    /// A get can be the first to find siblings: no replica need hold both.
    fn found_siblings(
        &mut self,
        event: &TraceEvent,
        request: RequestId,
        object: &Object,
    ) -> Option<OccasionKind> {
        let count = object.versions().len();
        let key = self.asked(request)?.key.clone();
        let writes = self.keys.get_mut(&key)?;
        let dots = object.versions().iter().map(|version| version.dot);
        let newest = dots.filter_map(|dot| writes.versions.get(&dot)).map(|made| made.by).max()?;
        let known = writes.conflict.is_some_and(|conflict| conflict > newest);
        (count > 1 && !known).then(|| {
            writes.conflict = Some(event.id);
            OccasionKind::Conflict(count as u16)
        })
    }

    /// A client has its answer: a write counts from now on, and a read is judged.
    fn closed(
        &mut self,
        config: &Config,
        trace: &[TraceEvent],
        event: &TraceEvent,
    ) -> Option<OccasionKind> {
        let request = event.request?;
        let key = self.asked(request)?.key.clone();
        match answer(trace, event)? {
            Outcome::Written => {
                let writes = self.keys.entry(key).or_default();
                writes.acknowledged.push((event.id, request));
                None
            }
            Outcome::Found { object, .. } => {
                let began = self.requests.get(&request)?.began;
                let writes = self.keys.get(&key)?;
                let before = writes.acknowledged.partition_point(|(at, _)| *at < began);
                let (_, last) = *writes.acknowledged[..before].last()?;
                let fresh = self.supersedes(config, &key, object, last);
                (!fresh).then_some(OccasionKind::StaleRead(last))
            }
            _ => None,
        }
    }

    /// Whether what a get returned has in it all that a write did.
    fn supersedes(&self, config: &Config, key: &Key, object: &Object, write: RequestId) -> bool {
        let Some(entry) = self.requests.get(&write) else { return true };
        // A deletion that everybody has confirmed leaves nothing behind.
        let deleted = entry.asked.as_ref().is_some_and(|asked| asked.kind == RequestKind::Delete);
        if (deleted && object.is_empty()) || entry.dots.is_empty() {
            return true;
        }
        let Some(writes) = self.keys.get(key) else { return true };
        let last_write_wins = config.policy(key).reconciliation == Reconciliation::LastWriteWins;
        entry.dots.iter().any(|dot| {
            object.versions().iter().any(|version| {
                let seen = |clock: &VectorClock| clock.counter(dot.actor) >= dot.counter;
                let made = writes.versions.get(&version.dot);
                let by_clock = seen(&version.clock) || made.is_some_and(|made| seen(&made.seen));
                let by_time = last_write_wins
                    && writes.versions.get(dot).is_some_and(|write| {
                        (version.written, version.dot) >= (write.written, *dot)
                    });
                version.dot == *dot || by_clock || by_time
            })
        })
    }
}

/// What the answer said by which a request was closed.
pub fn answer<'a>(trace: &'a [TraceEvent], closed: &TraceEvent) -> Option<&'a Outcome> {
    let delivered = trace.get(closed.cause?.0 as usize)?;
    let sent = trace.get(delivered.cause?.0 as usize)?;
    match &sent.kind {
        EventKind::Sent { payload, .. } => match &**payload {
            Message::Answer { outcome, .. } => Some(outcome),
            _ => None,
        },
        _ => None,
    }
}
