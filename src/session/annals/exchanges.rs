//! Every comparison of Merkle trees in a history, with all that belongs to it (Dynamo §4.7).
//!
//! A comparison lives in its messages alone. An answer is caused by the arrival of what it answers,
//! so that each message is told apart from those of any other comparison by its cause; numbers
//! begin anew with a node's process and would not do.

use super::Annals;
use crate::dynamo::environment::Timer;
use crate::dynamo::identity::{MessageId, NodeId};
use crate::dynamo::note::Note;
use crate::session::timeline::Timeline;
use crate::sim::trace::{EventId, EventKind, TraceEvent};

/// So many events of comparisons are looked through for those of a node.
const OF_LATE: usize = 4_096;

/// All comparisons, and what had to be done for trees apart from them.
#[derive(Clone, Debug, Default)]
pub struct Exchanges {
    all: Vec<ExchangeRecord>,
    /// The events of all of them, in order, each with the place of its comparison.
    entries: Vec<(EventId, u32)>,
    grown: Vec<EventId>,
}

/// One comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExchangeRecord {
    /// The message that began it, which is its name.
    pub name: MessageId,
    /// Who began it.
    pub initiator: NodeId,
    /// With whom.
    pub peer: NodeId,
    /// The events that belong to it, in order. The first is the sending of the roots.
    pub events: Vec<EventId>,
}

impl Annals for Exchanges {
    fn begin(_timeline: &Timeline) -> Exchanges {
        Exchanges::default()
    }

    fn enter(&mut self, trace: &[TraceEvent], event: &TraceEvent) {
        match &event.kind {
            EventKind::Sent { message, to, payload } if payload.exchange().is_some() => {
                let known = self.belongs_to(trace, event);
                let begun = || event_at(trace, event.cause).is_some_and(is_round);
                let ends = event.process.and_then(|from| from.node()).zip(to.node());
                let place = match (known, ends) {
                    (Some(place), _) => place,
                    (None, Some((initiator, peer))) if begun() => {
                        let (name, events) = (*message, Vec::new());
                        self.all.push(ExchangeRecord { name, initiator, peer, events });
                        self.all.len() as u32 - 1
                    }
                    _ => return,
                };
                self.add(place, event);
            }
            EventKind::Note(Note::TreesGrown { .. }) => self.grown.push(event.id),
            EventKind::Delivered { .. }
            | EventKind::Lost { .. }
            | EventKind::Note(
                Note::TreesCompared { .. }
                | Note::KeysCompared { .. }
                | Note::CompareRefused { .. }
                | Note::ExchangeEnded { .. }
                | Note::Stored { .. },
            ) => {
                if let Some(place) = self.belongs_to(trace, event) {
                    self.add(place, event);
                }
            }
            _ => {}
        }
    }
}

impl Exchanges {
    /// The comparisons that had begun after so many events, in order.
    pub fn before(&self, events: usize) -> &[ExchangeRecord] {
        let begun = |record: &ExchangeRecord| {
            record.events.first().is_some_and(|first| within(*first, events))
        };
        &self.all[..self.all.partition_point(begun)]
    }

    /// The comparison to which something happened last, after so many events: of `node`, if it
    /// had a part in any of late, or else of anyone.
    pub fn latest(&self, node: Option<NodeId>, events: usize) -> Option<&ExchangeRecord> {
        let known = self.entries.partition_point(|(event, _)| within(*event, events));
        let of_late = self.entries[..known].iter().rev().take(OF_LATE);
        let mut records = of_late.filter_map(|(_, place)| self.all.get(*place as usize)).peekable();
        let anyone = records.peek().copied();
        let concerned = |record: &&ExchangeRecord| {
            node.is_some_and(|node| record.initiator == node || record.peer == node)
        };
        records.find(concerned).or(anyone)
    }

    /// Where trees had been grown anew after so many events.
    pub fn grown_before(&self, events: usize) -> &[EventId] {
        &self.grown[..self.grown.partition_point(|grown| within(*grown, events))]
    }

    fn add(&mut self, place: u32, event: &TraceEvent) {
        if let Some(record) = self.all.get_mut(place as usize) {
            record.events.push(event.id);
            self.entries.push((event.id, place));
        }
    }

    /// The comparison by one of whose messages an event was brought about: by its sending or by
    /// its arrival.
    fn belongs_to(&self, trace: &[TraceEvent], event: &TraceEvent) -> Option<u32> {
        let cause = event_at(trace, event.cause)?;
        let sending = match cause.kind {
            EventKind::Delivered { .. } => cause.cause?,
            _ => cause.id,
        };
        let place = self.entries.binary_search_by_key(&sending, |(event, _)| *event).ok()?;
        self.entries.get(place).map(|(_, exchange)| *exchange)
    }
}

impl ExchangeRecord {
    /// What belongs to it of the first so many events.
    pub fn events_before(&self, events: usize) -> &[EventId] {
        &self.events[..self.events.partition_point(|event| within(*event, events))]
    }
}

fn is_round(event: &TraceEvent) -> bool {
    matches!(event.kind, EventKind::TimerFired(Timer::AntiEntropy))
}

fn within(event: EventId, events: usize) -> bool {
    (event.0 as usize) < events
}

fn event_at(trace: &[TraceEvent], event: Option<EventId>) -> Option<&TraceEvent> {
    trace.get(event?.0 as usize)
}
