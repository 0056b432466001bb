//! What became of a request as far as its client knows, read from the trace.

use core::fmt;

use crate::dynamo::identity::RequestId;
use crate::dynamo::key::Value;
use crate::dynamo::message::{Message, Outcome as Answer};
use crate::session::ledger::answer;
use crate::sim::trace::{ClientNote, EventKind, TraceEvent};

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It succeeded.
    Ok,
    /// It did not succeed and has changed nothing.
    Failed,
    /// A write did not succeed: it may have been stored all the same, and it may still spread.
    Indeterminate,
    /// It made no sense and was not carried out.
    Refused,
    /// The client still waits.
    Waiting,
}

/// The end of a request, or that there is none yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// What became of it.
    pub outcome: Outcome,
    /// The values that a get has read, tombstones left out; none unless it is a get that
    /// succeeded.
    pub values: Option<Vec<Value>>,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Outcome; 5] =
        [Outcome::Ok, Outcome::Failed, Outcome::Indeterminate, Outcome::Refused, Outcome::Waiting];
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Outcome::Ok => "ok",
            Outcome::Failed => "failed",
            Outcome::Indeterminate => "indeterminate",
            Outcome::Refused => "refused",
            Outcome::Waiting => "waiting",
        })
    }
}

/// What has become of a request by the end of a whole trace; none if it was never made.
pub fn ending(trace: &[TraceEvent], id: RequestId) -> Option<Ending> {
    let mut of_request = trace.iter().filter(|event| event.request == Some(id));
    of_request.next()?;
    let end = trace.iter().rev().find(|event| {
        let closes = matches!(
            event.kind,
            EventKind::Client(ClientNote::Closed { .. } | ClientNote::GaveUp { .. })
        );
        closes && event.request == Some(id)
    });
    let ending = |outcome| Some(Ending { outcome, values: None });
    let lost = match writes(trace, id) {
        true => Outcome::Indeterminate,
        false => Outcome::Failed,
    };
    let Some(end) = end else { return ending(Outcome::Waiting) };
    if matches!(end.kind, EventKind::Client(ClientNote::GaveUp { .. })) {
        return ending(lost);
    }
    match answer(trace, end) {
        Some(Answer::Found { object, .. }) => {
            let values = object.versions().iter().filter_map(|version| version.value()).cloned();
            Some(Ending { outcome: Outcome::Ok, values: Some(values.collect()) })
        }
        Some(Answer::Written) => ending(Outcome::Ok),
        Some(Answer::Refused(_)) => ending(Outcome::Refused),
        Some(Answer::TooFewAnswers { .. } | Answer::CoordinatorSilent { .. }) | None => {
            ending(lost)
        }
    }
}

/// Whether a request was sent and is to make a new version. One that never left its client has
/// surely changed nothing.
fn writes(trace: &[TraceEvent], id: RequestId) -> bool {
    trace.iter().any(|event| match &event.kind {
        EventKind::Sent { payload, .. } => {
            matches!(&**payload, Message::Ask(request) if request.id == id && request.operation.is_write())
        }
        _ => false,
    })
}
