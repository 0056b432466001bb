//! The annals of versions (Dynamo §4.4): every version that was ever made of every key, what its
//! writer had read, and what may have taken copies of it away.
//!
//! An entry holds the numbers of events and no more: what a version held, and its clock, stand in
//! the trace.

use super::Annals;
use crate::dynamo::causal_context::CausalContext;
use crate::dynamo::identity::{Address, ClientId, NodeId, RequestId};
use crate::dynamo::key::Key;
use crate::dynamo::message::{Message, Outcome, Request};
use crate::dynamo::note::Note;
use crate::dynamo::object::Dot;
use crate::session::ledger::answer;
use crate::session::timeline::Timeline;
use crate::sim::command::Command;
use crate::sim::trace::{ClientNote, EventId, EventKind, TraceEvent};

/// A client reads at most so often between making a request up and sending it.
const READINGS_LOOKED_AT: usize = 64;

/// The versions of all keys.
#[derive(Clone, Debug, Default)]
pub struct VersionAnnals {
    /// By key.
    keys: Vec<KeyVersions>,
    /// The requests whose clients wait, each with its key.
    asked: Vec<(RequestId, Key)>,
    /// When nodes crashed, lost their disks, or wrote to disk what stood in memory alone.
    mishaps: Vec<(EventId, NodeId, Turn)>,
}

/// What befalls all that a node has stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    /// What stood in memory alone is on disk as well.
    Flushed,
    /// What stood in memory alone is gone.
    Crashed,
    /// All of it is gone.
    DiskLost,
}

/// The versions of one key.
#[derive(Clone, Debug)]
pub struct KeyVersions {
    key: Key,
    made: Vec<MadeVersion>,
    /// When each client came to know what is there: the answers to its gets.
    readings: Vec<(ClientId, Vec<EventId>)>,
    /// When something of the key was stored somewhere, hints included.
    stored: Vec<EventId>,
    /// When a node forgot a tombstone, as nobody needed it any more.
    forgotten: Vec<EventId>,
}

/// One version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MadeVersion {
    /// The event of its making, as the store names it.
    pub dot: Dot,
    /// The same in the trace.
    pub made: EventId,
    /// When its writer had read what it was put in place of; none if it had read nothing.
    pub read: Option<EventId>,
    /// When its writer was told that it is written.
    pub acknowledged: Option<EventId>,
}

impl VersionAnnals {
    /// The versions of a key; none if there has been no request for it.
    pub fn of(&self, key: &Key) -> Option<&KeyVersions> {
        self.find(key).ok().and_then(|place| self.keys.get(place))
    }

    /// The event that took from a node what it had stored by another event, before `events` events
    /// have happened: the loss of its disk, or a crash if it stood in memory alone until then.
    pub fn mishap(
        &self,
        node: NodeId,
        stored: EventId,
        durable: bool,
        events: usize,
    ) -> Option<EventId> {
        let first = self.mishaps.partition_point(|(event, ..)| *event <= stored);
        let later = self.mishaps[first..].iter().filter(|(_, who, _)| *who == node);
        let mut in_memory = !durable;
        for (event, _, what) in later.take_while(|(event, ..)| (event.0 as usize) < events) {
            match what {
                Turn::DiskLost => return Some(*event),
                Turn::Crashed if in_memory => return Some(*event),
                Turn::Crashed => {}
                Turn::Flushed => in_memory = false,
            }
        }
        None
    }

    fn find(&self, key: &Key) -> Result<usize, usize> {
        self.keys.binary_search_by(|known| known.key.cmp(key))
    }

    fn versions(&mut self, key: &Key) -> Option<&mut KeyVersions> {
        let place = self.find(key).unwrap_or_else(|place| {
            self.keys.insert(place, KeyVersions::new(key.clone()));
            place
        });
        self.keys.get_mut(place)
    }

    fn note(&mut self, trace: &[TraceEvent], event: &TraceEvent, note: &Note) {
        match note {
            Note::Flushed { .. } => {
                if let Some(node) = event.process.and_then(Address::node) {
                    self.mishaps.push((event.id, node, Turn::Flushed));
                }
            }
            Note::VersionMade { dot, .. } => {
                let Some((asked, request)) = asked(trace, event) else { return };
                let Some(versions) = self.versions(&request.key) else { return };
                let context = request.operation.context();
                let read = context
                    .and_then(|context| versions.reading(trace, request.id.client, asked, context));
                let made = MadeVersion { dot: *dot, made: event.id, read, acknowledged: None };
                versions.made.push(made);
            }
            Note::Stored { key, .. } | Note::HintStored { key, .. } => {
                if let Some(versions) = self.versions(key) {
                    versions.stored.push(event.id);
                }
            }
            Note::TombstoneForgotten { key } => {
                if let Some(versions) = self.versions(key) {
                    versions.forgotten.push(event.id);
                }
            }
            _ => {}
        }
    }

    /// A client has its answer, or waits no longer.
    fn closed(&mut self, trace: &[TraceEvent], event: &TraceEvent) {
        let Some(request) = event.request else { return };
        let Some(place) = self.asked.iter().position(|(asked, _)| *asked == request) else {
            return;
        };
        let (_, key) = self.asked.swap_remove(place);
        let outcome = answer(trace, event);
        let Some(versions) = self.versions(&key) else { return };
        match outcome {
            Some(Outcome::Found { .. }) => versions.read(request.client, event.id),
            Some(Outcome::Written) => {
                let by = |made: &&mut MadeVersion| {
                    let made = trace.get(made.made.0 as usize);
                    made.is_some_and(|made| made.request == Some(request))
                };
                if let Some(made) = versions.made.iter_mut().rev().find(by) {
                    made.acknowledged = Some(event.id);
                }
            }
            _ => {}
        }
    }
}

impl KeyVersions {
    fn new(key: Key) -> KeyVersions {
        let (made, readings) = (Vec::new(), Vec::new());
        KeyVersions { key, made, readings, stored: Vec::new(), forgotten: Vec::new() }
    }

    /// The versions that have been made within the first `events` events, in order.
    pub fn made_before(&self, events: usize) -> &[MadeVersion] {
        let known = self.made.partition_point(|made| (made.made.0 as usize) < events);
        &self.made[..known]
    }

    /// When something of the key was stored somewhere, from an event on.
    pub fn stored_from(&self, event: EventId) -> &[EventId] {
        &self.stored[self.stored.partition_point(|stored| *stored < event)..]
    }

    /// When a tombstone was first forgotten after an event.
    pub fn forgotten_after(&self, event: EventId) -> Option<EventId> {
        let first = self.forgotten.partition_point(|forgotten| *forgotten <= event);
        self.forgotten.get(first).copied()
    }

    /// The answer from which a client has a context that it sends at an event: the last one that
    /// came with it. It need not be the last of all, since a client that first has to learn the
    /// ring sends its request later than it makes it up.
    fn reading(
        &self,
        trace: &[TraceEvent],
        client: ClientId,
        before: EventId,
        context: &CausalContext,
    ) -> Option<EventId> {
        let (_, readings) = self.readings.iter().find(|(reader, _)| *reader == client)?;
        let known = readings.partition_point(|reading| *reading < before);
        let gave = |reading: &&EventId| {
            let closed = trace.get(reading.0 as usize);
            let found = closed.and_then(|closed| answer(trace, closed));
            matches!(found, Some(Outcome::Found { context: given, .. }) if given == context)
        };
        readings[..known].iter().rev().take(READINGS_LOOKED_AT).find(gave).copied()
    }

    fn read(&mut self, client: ClientId, event: EventId) {
        match self.readings.iter_mut().find(|(reader, _)| *reader == client) {
            Some((_, readings)) => readings.push(event),
            None => self.readings.push((client, vec![event])),
        }
    }
}

/// The client's request that an event goes back to, and its sending: straight, over the node that
/// handed it on, or over what the coordinator has read first.
pub fn asked<'a>(trace: &'a [TraceEvent], event: &TraceEvent) -> Option<(EventId, &'a Request)> {
    let sent = |delivered: Option<EventId>| {
        let delivered = trace.get(delivered?.0 as usize)?;
        let sent = trace.get(delivered.cause?.0 as usize)?;
        match &sent.kind {
            EventKind::Sent { payload, .. } => Some((sent, &**payload)),
            _ => None,
        }
    };
    match sent(event.cause) {
        Some((ask, Message::Ask(request))) => Some((ask.id, request)),
        Some((forward, Message::Forward(request))) => match sent(forward.cause) {
            Some((ask, Message::Ask(_))) => Some((ask.id, request)),
            // Handed on again, after a wait: the version was made later than it was asked for.
            _ => Some((forward.id, request)),
        },
        _ => asked_before(trace, event),
    }
}

/// The sending of the request that an event belongs to, if its client has sent it.
fn asked_before<'a>(trace: &'a [TraceEvent], event: &TraceEvent) -> Option<(EventId, &'a Request)> {
    let until = trace.get(..event.id.0 as usize)?;
    event.request?;
    let own = until.iter().rev().filter(|earlier| earlier.request == event.request);
    let mut by_client = own.filter(|earlier| matches!(earlier.process, Some(Address::Client(_))));
    by_client.find_map(|earlier| match &earlier.kind {
        EventKind::Sent { payload, .. } => match &**payload {
            Message::Ask(request) => Some((earlier.id, request)),
            _ => None,
        },
        _ => None,
    })
}

impl Annals for VersionAnnals {
    fn begin(_timeline: &Timeline) -> VersionAnnals {
        VersionAnnals::default()
    }

    fn enter(&mut self, trace: &[TraceEvent], event: &TraceEvent) {
        match &event.kind {
            EventKind::Note(note) => self.note(trace, event, note),
            EventKind::Sent { payload, .. } => match &**payload {
                Message::Ask(request) if matches!(event.process, Some(Address::Client(_))) => {
                    self.asked.push((request.id, request.key.clone()));
                }
                _ => {}
            },
            EventKind::Client(ClientNote::Closed { .. } | ClientNote::GaveUp { .. }) => {
                self.closed(trace, event);
            }
            EventKind::Commanded { command, refused: None } => match &**command {
                Command::WipeDisk(node) => {
                    self.mishaps.push((event.id, *node, Turn::DiskLost));
                }
                Command::Crash(node) => self.mishaps.push((event.id, *node, Turn::Crashed)),
                _ => {}
            },
            _ => {}
        }
    }
}
