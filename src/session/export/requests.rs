//! What the trace tells of each request, from the client's command to its last event.

use crate::dynamo::identity::{Address, NodeId, RequestId};
use crate::dynamo::key::{Key, Value};
use crate::dynamo::message::{Message, Operation, Outcome};
use crate::dynamo::note::Note;
use crate::dynamo::sorted::SortedMap;
use crate::dynamo::time::Time;
use crate::sim::command::{Command, Write};
use crate::sim::trace::{ClientNote, EventId, EventKind, TraceEvent};

/// One request.
#[derive(Clone, Debug)]
pub(super) struct RequestRecord<'a> {
    pub(super) id: RequestId,
    pub(super) kind: RequestKind,
    pub(super) key: &'a Key,
    /// What is put, as far as it is known.
    pub(super) value: Option<&'a Value>,
    /// The command, and when it was given.
    pub(super) invoked: (EventId, Time),
    /// Whether the client has turned to a node with it: before that, none can know of it.
    pub(super) sent: bool,
    /// How the client came to the end of it.
    pub(super) end: Option<End<'a>>,
    pub(super) coordinations: Vec<Coordination>,
    /// Whether a new version was made.
    pub(super) made_version: bool,
    pub(super) forwards: u32,
    pub(super) messages: u32,
    pub(super) lost: u32,
    pub(super) repairs: u32,
    pub(super) hints: u32,
    pub(super) silent: u32,
}

/// What a client wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RequestKind {
    Get,
    Put,
    Delete,
}

/// The end of a request, for its client.
#[derive(Clone, Copy, Debug)]
pub(super) struct End<'a> {
    pub(super) event: EventId,
    pub(super) at: Time,
    /// The answer; none if the client stopped waiting for one.
    pub(super) outcome: Option<&'a Outcome>,
}

/// A node that has taken a request up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Coordination {
    pub(super) node: NodeId,
    pub(super) since: (EventId, Time),
    /// When nothing was left to do, or the node's process ended.
    pub(super) until: Option<(EventId, Time)>,
    pub(super) needed: u8,
    pub(super) answered: u8,
}

impl RequestKind {
    pub(super) const fn name(self) -> &'static str {
        match self {
            RequestKind::Get => "get",
            RequestKind::Put => "put",
            RequestKind::Delete => "delete",
        }
    }
}

impl RequestRecord<'_> {
    /// One word for how it ended.
    pub(super) fn outcome(&self) -> &'static str {
        match self.end {
            None => "open",
            Some(End { outcome: None, .. }) => "gave_up",
            Some(End { outcome: Some(outcome), .. }) => match outcome {
                Outcome::Found { .. } => "found",
                Outcome::Written => "written",
                Outcome::TooFewAnswers { .. } => "too_few_answers",
                Outcome::CoordinatorSilent { .. } => "coordinator_silent",
                Outcome::Refused(_) => "refused",
            },
        }
    }
}

/// All requests, in the order in which they were made.
pub(super) fn read(trace: &[TraceEvent]) -> Vec<RequestRecord<'_>> {
    let mut records: Vec<RequestRecord<'_>> = Vec::new();
    let mut places: SortedMap<RequestId, usize> = SortedMap::new();
    for event in trace {
        if let EventKind::Commanded { command, refused: None } = &event.kind {
            end_coordinations(&mut records, command, event);
        }
        let Some(id) = event.request else { continue };
        let place = places.get(&id).copied().or_else(|| {
            records.push(begin(trace, event, id)?);
            places.insert(id, records.len() - 1);
            Some(records.len() - 1)
        });
        if let Some(record) = place.and_then(|place| records.get_mut(place)) {
            record.take(trace, event);
        }
    }
    records
}

/// A request at its first event, which the client's command has brought about, or the workload
/// in a person's stead.
fn begin<'a>(
    trace: &'a [TraceEvent],
    event: &TraceEvent,
    id: RequestId,
) -> Option<RequestRecord<'a>> {
    let cause = cause(trace, event)?;
    let (EventKind::Commanded { command, refused: None } | EventKind::Issued { command }) =
        &cause.kind
    else {
        return None;
    };
    let (kind, key, value) = match command.as_ref() {
        Command::Get { key, .. } => (RequestKind::Get, key, None),
        Command::Put { key, write: Write::Delete, .. } => (RequestKind::Delete, key, None),
        Command::Put { key, write: Write::Update(value) | Write::Blind(value), .. } => {
            (RequestKind::Put, key, Some(value))
        }
        Command::Put { key, .. } => (RequestKind::Put, key, None),
        _ => return None,
    };
    Some(RequestRecord {
        id,
        kind,
        key,
        value,
        invoked: (cause.id, cause.at),
        sent: false,
        end: None,
        coordinations: Vec::new(),
        made_version: false,
        forwards: 0,
        messages: 0,
        lost: 0,
        repairs: 0,
        hints: 0,
        silent: 0,
    })
}

impl<'a> RequestRecord<'a> {
    fn take(&mut self, trace: &'a [TraceEvent], event: &'a TraceEvent) {
        let moment = (event.id, event.at);
        let node = event.process.and_then(Address::node);
        match &event.kind {
            EventKind::Sent { payload, .. } => {
                self.messages += 1;
                match payload.as_ref() {
                    Message::Ask(request) => {
                        self.sent = true;
                        if let Operation::Put { value, .. } = &request.operation {
                            self.value = Some(value);
                        }
                    }
                    Message::Forward(_) => self.forwards += 1,
                    _ => {}
                }
            }
            EventKind::Lost { .. } => self.lost += 1,
            EventKind::Note(note) => {
                if let Some(node) = node {
                    self.note(note, node, moment);
                }
            }
            EventKind::Client(ClientNote::Closed { .. }) => {
                let outcome = answer(trace, event);
                self.end = Some(End { event: event.id, at: event.at, outcome });
            }
            EventKind::Client(ClientNote::GaveUp { .. }) => {
                self.end = Some(End { event: event.id, at: event.at, outcome: None });
            }
            _ => {}
        }
    }

    fn note(&mut self, note: &Note, node: NodeId, moment: (EventId, Time)) {
        let own = self
            .coordinations
            .iter_mut()
            .rev()
            .find(|coordination| coordination.node == node && coordination.until.is_none());
        match note {
            Note::Coordinating { needed, .. } => self.coordinations.push(Coordination {
                node,
                since: moment,
                until: None,
                needed: *needed,
                answered: 0,
            }),
            // A put that reads before it writes has two quorums, one after the other.
            Note::VersionsWanted { needed } | Note::VersionsGathered { needed, .. } => {
                if let Some(own) = own {
                    (own.needed, own.answered) = (*needed, 0);
                }
            }
            Note::Counted { answered, .. } => {
                if let Some(own) = own {
                    own.answered = *answered;
                }
            }
            Note::Finished => {
                if let Some(own) = own {
                    own.until = Some(moment);
                }
            }
            Note::VersionMade { .. } => self.made_version = true,
            Note::ReadRepair { .. } => self.repairs += 1,
            Note::HintStored { .. } => self.hints += 1,
            Note::Silent { .. } => self.silent += 1,
            _ => {}
        }
    }
}

/// What a node coordinated ends with its process.
fn end_coordinations(records: &mut [RequestRecord<'_>], command: &Command, event: &TraceEvent) {
    let (Command::Crash(node) | Command::WipeDisk(node)) = command else { return };
    let open = records
        .iter_mut()
        .flat_map(|record| &mut record.coordinations)
        .filter(|coordination| coordination.node == *node && coordination.until.is_none());
    for coordination in open {
        coordination.until = Some((event.id, event.at));
    }
}

/// What the answer said that closed a request.
fn answer<'a>(trace: &'a [TraceEvent], closed: &TraceEvent) -> Option<&'a Outcome> {
    let sending = cause(trace, cause(trace, closed)?)?;
    match &sending.kind {
        EventKind::Sent { payload, .. } => match payload.as_ref() {
            Message::Answer { outcome, .. } => Some(outcome),
            _ => None,
        },
        _ => None,
    }
}

/// The event without which this one would not have happened.
pub(super) fn cause<'a>(trace: &'a [TraceEvent], event: &TraceEvent) -> Option<&'a TraceEvent> {
    let id = event.cause?;
    trace.get(id.0 as usize).filter(|cause| cause.id == id)
}
