//! Requests: which there have been, and which events each of them is made of. To look for those
//! in the whole history at every step would take the longer the longer the history is.

use super::Annals;
use crate::dynamo::identity::RequestId;
use crate::dynamo::sorted::SortedMap;
use crate::session::timeline::Timeline;
use crate::sim::trace::{ClientNote, EventId, EventKind, TraceEvent};

/// All requests of a history.
#[derive(Clone, Debug, Default)]
pub struct Requests {
    /// Every turn that a client has taken, in order: a request can have several.
    turns: Vec<(EventId, RequestId)>,
    /// The events of each request from its first turn on.
    events: SortedMap<RequestId, Vec<EventId>>,
}

impl Requests {
    /// The requests of a trace.
    pub fn of(trace: &[TraceEvent]) -> Requests {
        let mut requests = Requests::default();
        for event in trace {
            requests.take_in(event);
        }
        requests
    }

    /// The requests that there are among the first so many events, newest first, at most `most`.
    pub fn recent(&self, events: usize, most: usize) -> Vec<RequestId> {
        let until = self.turns.partition_point(|(event, _)| (event.0 as usize) < events);
        let mut recent: Vec<RequestId> = Vec::new();
        for (_, request) in self.turns[..until].iter().rev() {
            if recent.len() == most {
                break;
            }
            if !recent.contains(request) {
                recent.push(*request);
            }
        }
        recent
    }

    /// Those of the first so many events that a request is made of.
    pub fn events(&self, request: RequestId, events: usize) -> &[EventId] {
        let all = self.events.get(&request).map_or(&[][..], Vec::as_slice);
        &all[..all.partition_point(|event| (event.0 as usize) < events)]
    }

    fn take_in(&mut self, event: &TraceEvent) {
        let Some(request) = event.request else { return };
        // A partition-aware client may ask who the members are before it turns to one.
        let turns = matches!(
            event.kind,
            EventKind::Client(ClientNote::Turned { .. } | ClientNote::AskedForMembers { .. })
        );
        if turns {
            self.turns.push((event.id, request));
            self.events.entry(request).or_default().push(event.id);
        } else if let Some(events) = self.events.get_mut(&request) {
            events.push(event.id);
        }
    }
}

impl Annals for Requests {
    fn begin(_timeline: &Timeline) -> Requests {
        Requests::default()
    }

    fn enter(&mut self, _trace: &[TraceEvent], event: &TraceEvent) {
        self.take_in(event);
    }
}
