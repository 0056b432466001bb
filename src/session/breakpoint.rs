//! Breakpoints: at what time is to stop by itself.

use serde::{Deserialize, Serialize};

use super::ledger::{Ledger, RequestKind};
use super::next::Target;
use super::occasions::OccasionKind;
use super::timeline::Timeline;
use crate::dynamo::identity::NodeId;
use crate::dynamo::key::Key;
use crate::dynamo::note::Note;
use crate::sim::trace::{EventId, EventKind, TraceEvent};

/// What time stops at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Breakpoint {
    /// A version stands beside others that it does not descend from, for the first time: at a
    /// replica, or in the answer to a get (Dynamo §4.4).
    Conflict,
    /// A node keeps a version for another one (Dynamo §4.6).
    HintStored,
    /// A get returned neither the last write that had been acknowledged before it began, nor a
    /// version that supersedes it.
    StaleRead,
    /// A coordinator tells the client that too few have answered (Dynamo §4.5).
    QuorumFailed,
    /// A node takes one as down that it could reach, or asks one for a request that does not run
    /// or that it cannot reach (Dynamo §4.8.3).
    WrongBelief,
    /// Something happens at this node.
    AtNode(NodeId),
    /// Something happens about this key.
    AboutKey(Key),
    /// A request of this kind is taken up by its coordinator.
    Request(RequestKind),
}

/// A breakpoint that has come true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fired {
    /// Which.
    pub breakpoint: Breakpoint,
    /// The event at which it did.
    pub event: EventId,
    /// What a spectator knows of it; none where the event says it all.
    pub kind: Option<OccasionKind>,
}

impl Breakpoint {
    /// The breakpoints that need no further words.
    pub const PLAIN: [Breakpoint; 5] = [
        Breakpoint::Conflict,
        Breakpoint::HintStored,
        Breakpoint::StaleRead,
        Breakpoint::QuorumFailed,
        Breakpoint::WrongBelief,
    ];

    /// Whether this is what it waits for.
    pub fn is(&self, kind: &OccasionKind) -> bool {
        match kind {
            OccasionKind::Conflict(_) => *self == Breakpoint::Conflict,
            OccasionKind::HintStored => *self == Breakpoint::HintStored,
            OccasionKind::StaleRead(_) => *self == Breakpoint::StaleRead,
            OccasionKind::QuorumFailed => *self == Breakpoint::QuorumFailed,
            OccasionKind::WrongBelief(..) => *self == Breakpoint::WrongBelief,
        }
    }

    /// Whether an event by itself is what it waits for.
    pub(super) fn matches(&self, ledger: &Ledger, event: &TraceEvent) -> bool {
        match self {
            Breakpoint::AtNode(node) => Target::AtNode(*node).matches(ledger, event),
            Breakpoint::AboutKey(key) => Target::AboutKey(key.clone()).matches(ledger, event),
            Breakpoint::Request(kind) => {
                matches!(event.kind, EventKind::Note(Note::Coordinating { .. }))
                    && event.request.and_then(|request| ledger.kind(request)) == Some(*kind)
            }
            _ => false,
        }
    }
}

/// The first of these breakpoints that came true in the step before the cursor.
pub fn fired(timeline: &Timeline, breakpoints: &[Breakpoint]) -> Option<Fired> {
    let step = timeline.steps();
    let found = breakpoints.iter().filter_map(|breakpoint| {
        let event = Target::Breakpoints(vec![breakpoint.clone()]).find(timeline, step)?;
        let occasions = timeline.step_occasions(step);
        let occasion = occasions.iter().find(|occasion| breakpoint.is(&occasion.kind));
        let kind = occasion.map(|occasion| occasion.kind.clone());
        Some(Fired { breakpoint: breakpoint.clone(), event, kind })
    });
    found.min_by_key(|fired| fired.event)
}
