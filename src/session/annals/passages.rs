//! The ways of messages through time: which were on their way at a moment, and what became of
//! each, found without reading the whole history.

use super::Annals;
use crate::session::timeline::Timeline;
use crate::sim::trace::{EventId, EventKind, Mishap, TraceEvent};

/// After every so many events it is noted which messages are on their way.
const BLOCK: usize = 512;

/// The ways of all messages of a history.
#[derive(Clone, Debug, Default)]
pub struct Passages {
    /// For each event the next one that tells of the same message; 0 if there is none yet. The
    /// first event of all is never the next of anything.
    next: Vec<u32>,
    /// The sendings of the messages that are on their way at the end, in order, each with the
    /// number of copies.
    open: Vec<(EventId, u16)>,
    /// The sendings of those that were on their way before each block of events.
    before_blocks: Vec<Vec<EventId>>,
}

impl Annals for Passages {
    fn begin(_timeline: &Timeline) -> Passages {
        Passages::default()
    }

    fn enter(&mut self, _trace: &[TraceEvent], event: &TraceEvent) {
        if self.next.len().is_multiple_of(BLOCK) {
            self.before_blocks.push(self.open.iter().map(|(sending, _)| *sending).collect());
        }
        self.next.push(0);
        match &event.kind {
            EventKind::Sent { .. } => self.open.push((event.id, 1)),
            EventKind::Delivered { .. } | EventKind::Lost { .. } => {
                let Some(sending) = event.cause else { return };
                self.append(sending, event.id);
                if let Ok(place) = self.place(sending)
                    && let Some((_, copies)) = self.open.get_mut(place)
                {
                    *copies -= 1;
                    if *copies == 0 {
                        self.open.remove(place);
                    }
                }
            }
            EventKind::Befell { sending, what, .. } => {
                self.append(*sending, event.id);
                if *what == Mishap::Duplicated
                    && let Ok(place) = self.place(*sending)
                    && let Some((_, copies)) = self.open.get_mut(place)
                {
                    *copies += 1;
                }
            }
            _ => {}
        }
    }
}

impl Passages {
    /// What is told of a message after its sending, in order.
    pub fn story(&self, sending: EventId) -> impl Iterator<Item = EventId> {
        let next = |event: EventId| {
            self.next.get(event.0 as usize).filter(|next| **next > 0).map(|next| EventId(*next))
        };
        std::iter::successors(next(sending), move |event| next(*event))
    }

    /// The sendings before an event of all messages of which some copy may still have been on
    /// its way right before it, in order; `trace` is what the annals are of.
    pub fn on_their_way<'a>(
        &'a self,
        trace: &'a [TraceEvent],
        event: usize,
    ) -> impl Iterator<Item = EventId> + 'a {
        let event = event.min(trace.len());
        let block = (event / BLOCK).min(self.before_blocks.len().saturating_sub(1));
        let since = trace.get(block * BLOCK..event).unwrap_or_default();
        let sent = since.iter().filter(|event| matches!(event.kind, EventKind::Sent { .. }));
        let before = self.before_blocks.get(block).map_or(&[][..], Vec::as_slice);
        before.iter().copied().chain(sent.map(|event| event.id))
    }

    fn place(&self, sending: EventId) -> Result<usize, usize> {
        self.open.binary_search_by_key(&sending, |(sending, _)| *sending)
    }

    fn append(&mut self, sending: EventId, event: EventId) {
        let last = self.story(sending).last().unwrap_or(sending);
        if let Some(next) = self.next.get_mut(last.0 as usize) {
            *next = event.0;
        }
    }
}
