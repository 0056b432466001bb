//! To the next of a kind: the next message that arrives, the next note of this node, the next
//! conflict, and back likewise.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::breakpoint::Breakpoint;
use super::ledger::Ledger;
use super::timeline::Timeline;
use crate::dynamo::identity::{Address, NodeId, RequestId};
use crate::dynamo::key::Key;
use crate::dynamo::message::Message;
use crate::dynamo::note::Note;
use crate::sim::command::Command;
use crate::sim::trace::{ClientNote, EventId, EventKind, TraceEvent};

/// A search for what is not known yet looks at most so many steps ahead: a cluster with upkeep
/// never comes to rest.
pub const SEARCH_STEPS_MAX: u32 = 20_000;

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// A message arrives.
    Delivered,
    /// A message is lost.
    Lost,
    /// A node tells what it did.
    Noted,
    /// R or W is reached.
    QuorumReached,
    /// A request is over for the client: answered, or given up.
    RequestFinished,
    /// A command is given.
    Commanded,
    /// Something happens at this node.
    AtNode(NodeId),
    /// Something happens about this key.
    AboutKey(Key),
    /// Something happens about this request.
    OfRequest(RequestId),
    /// One of these comes true.
    Breakpoints(Vec<Breakpoint>),
}

/// Why nothing was found. The cursor stays where it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotFound {
    /// Nothing is left to happen, and there was none.
    Nothing,
    /// There was none in the next [`SEARCH_STEPS_MAX`] steps.
    NotSoon,
    /// The history is full, and there was none.
    Full,
    /// There was none before.
    Before,
}

impl Target {
    /// Whether an event is of this kind. What only a spectator can tell of it stands among the
    /// history's occasions.
    pub fn matches(&self, ledger: &Ledger, event: &TraceEvent) -> bool {
        match self {
            Target::Delivered => matches!(event.kind, EventKind::Delivered { .. }),
            Target::Lost => matches!(event.kind, EventKind::Lost { .. }),
            Target::Noted => matches!(event.kind, EventKind::Note(_)),
            Target::QuorumReached => {
                matches!(event.kind, EventKind::Note(Note::QuorumReached { .. }))
            }
            Target::RequestFinished => matches!(
                event.kind,
                EventKind::Client(ClientNote::Closed { .. } | ClientNote::GaveUp { .. })
            ),
            Target::Commanded => matches!(event.kind, EventKind::Commanded { .. }),
            Target::AtNode(node) => event.process == Some(Address::Node(*node)),
            Target::AboutKey(key) => is_about(ledger, event, key),
            Target::OfRequest(request) => event.request == Some(*request),
            Target::Breakpoints(breakpoints) => {
                breakpoints.iter().any(|breakpoint| breakpoint.matches(ledger, event))
            }
        }
    }

    /// The first event of a step that is of this kind.
    pub fn find(&self, timeline: &Timeline, step: u32) -> Option<EventId> {
        let ledger = timeline.ledger();
        let mut events = timeline.step_events(step).iter();
        let found = events.find(|event| self.matches(ledger, event)).map(|event| event.id);
        let Target::Breakpoints(breakpoints) = self else { return found };
        let wanted = |kind| breakpoints.iter().any(|breakpoint| breakpoint.is(kind));
        let mut occasions = timeline.step_occasions(step).iter();
        let occasion = occasions.find(|occasion| wanted(&occasion.kind));
        occasion.map(|occasion| occasion.event).into_iter().chain(found).min()
    }
}

impl Timeline {
    /// Goes to the end of the next step in which there is such an event. Gives the event. What
    /// has been looked at in vain is not known afterwards.
    ///
    /// # Errors
    /// There is none, or not soon; the cursor stays where it was.
    pub fn seek_next(&mut self, target: &Target) -> Result<EventId, NotFound> {
        let (begin, known) = (self.steps(), self.known_steps());
        for step in begin + 1..=known {
            if let Some(event) = target.find(self, step) {
                self.seek(step);
                return Ok(event);
            }
        }
        let place = self.place();
        self.seek(known);
        for _ in 0..SEARCH_STEPS_MAX {
            if !self.step() {
                break;
            }
            if let Some(event) = target.find(self, self.steps()) {
                return Ok(event);
            }
        }
        let why = match (self.next_time(), self.is_full()) {
            (Some(_), _) => NotFound::NotSoon,
            (None, true) => NotFound::Full,
            (None, false) => NotFound::Nothing,
        };
        self.forget_after(known, place);
        Err(why)
    }

    /// Goes back to the end of the last step before the cursor's in which there is such an
    /// event. Gives the event.
    ///
    /// # Errors
    /// [`NotFound::Before`]; the cursor stays where it was.
    pub fn seek_previous(&mut self, target: &Target) -> Result<EventId, NotFound> {
        for step in (1..self.steps()).rev() {
            if let Some(event) = target.find(self, step) {
                self.seek(step);
                return Ok(event);
            }
        }
        Err(NotFound::Before)
    }
}

/// Whether an event is about a key: by its request, or by what it says itself.
fn is_about(ledger: &Ledger, event: &TraceEvent, key: &Key) -> bool {
    if event.request.and_then(|request| ledger.key(request)) == Some(key) {
        return true;
    }
    match &event.kind {
        EventKind::Commanded { command, .. } | EventKind::Issued { command } => match &**command {
            Command::Get { key: about, .. } | Command::Put { key: about, .. } => about == key,
            _ => false,
        },
        EventKind::Note(note) => note_key(note) == Some(key),
        EventKind::Sent { payload, .. } => match &**payload {
            Message::Handoff { key: about, .. }
            | Message::HandoffDone { key: about, .. }
            | Message::TombstoneCheck { key: about, .. }
            | Message::TombstoneChecked { key: about, .. }
            | Message::TombstoneDrop { key: about, .. } => about == key,
            Message::Synchronise { objects, wanted, .. } => {
                objects.iter().any(|(about, _)| about == key) || wanted.contains(key)
            }
            Message::Transfer { objects, .. } => objects.iter().any(|(about, _)| about == key),
            _ => false,
        },
        _ => false,
    }
}

/// The key that a note names; none if it names none.
pub fn note_key(note: &Note) -> Option<&Key> {
    match note {
        Note::HandedOn { key, .. }
        | Note::Coordinating { key, .. }
        | Note::Stored { key, .. }
        | Note::LastWriteKept { key, .. }
        | Note::HintStored { key, .. }
        | Note::HintDeleted { key, .. }
        | Note::HintKept { key, .. }
        | Note::HintRehomed { key, .. }
        | Note::TombstoneAsked { key }
        | Note::TombstoneKept { key, .. }
        | Note::TombstoneForgotten { key } => Some(key),
        _ => None,
    }
}

impl fmt::Display for NotFound {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotFound::Nothing => formatter.write_str("None follows: nothing is left to happen."),
            NotFound::NotSoon => {
                write!(formatter, "None follows in the next {SEARCH_STEPS_MAX} steps.")
            }
            NotFound::Full => formatter
                .write_str("None follows before the history is full: no more events are kept."),
            NotFound::Before => formatter.write_str("There is none before."),
        }
    }
}

impl core::error::Error for NotFound {}
