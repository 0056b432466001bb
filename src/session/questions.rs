//! Questions to a learner, whose answers are computed from the run itself.

use core::fmt;

use super::document::Moment;
use super::outcome::{Outcome, ending};
use super::timeline::Timeline;
use crate::dynamo::identity::{NodeId, RequestId};
use crate::dynamo::key::Value;
use crate::dynamo::note::Note;
use crate::sim::trace::{EventKind, TraceEvent};

/// So many steps are looked ahead for an answer.
pub const STEPS_AHEAD_MAX: u32 = 20_000;

/// A question for a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// When it is asked.
    pub at: Moment,
    /// What is asked.
    pub kind: QuestionKind,
    /// The words it is asked in; those of its kind if none.
    pub text: Option<String>,
}

/// What can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuestionKind {
    /// Which node coordinates this request?
    Coordinator(RequestId),
    /// What becomes of this request?
    Outcome(RequestId),
    /// Which values does this get return?
    Values(RequestId),
    /// How many hashes does the next comparison of trees send?
    Hashes,
}

/// What the run says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A node.
    Node(NodeId),
    /// What becomes of a request.
    Outcome(Outcome),
    /// Values, in the order in which the answer holds them.
    Values(Vec<Value>),
    /// A number.
    Count(u32),
}

impl Question {
    /// The answer, if the run comes to it within [`STEPS_AHEAD_MAX`] steps from where the
    /// timeline stands. The timeline itself stays where it is.
    pub fn answer(&self, timeline: &Timeline) -> Option<Answer> {
        let from = timeline.trace().len();
        let mut ahead = timeline.clone();
        let last = timeline.steps().saturating_add(STEPS_AHEAD_MAX);
        loop {
            // Only what a step has brought can have made the answer known.
            let looked_at = ahead.trace();
            let may_answer =
                ahead.steps() == timeline.steps() || self.is_decided_by(ahead.last_step());
            if may_answer && let Some(answer) = self.kind.answer(looked_at, from) {
                return Some(answer);
            }
            if ahead.steps() >= last || !ahead.step() {
                return None;
            }
        }
    }

    fn is_decided_by(&self, events: &[TraceEvent]) -> bool {
        events.iter().any(|event| match self.kind {
            QuestionKind::Coordinator(_) => {
                matches!(event.kind, EventKind::Note(Note::Coordinating { .. }))
            }
            QuestionKind::Hashes => {
                matches!(event.kind, EventKind::Note(Note::ExchangeEnded { .. }))
            }
            QuestionKind::Outcome(_) | QuestionKind::Values(_) => {
                matches!(event.kind, EventKind::Client(_))
            }
        })
    }
}

impl QuestionKind {
    /// The answer by the end of a trace, if it is known; `from` is how long the trace was when
    /// the question was asked.
    fn answer(self, trace: &[TraceEvent], from: usize) -> Option<Answer> {
        match self {
            QuestionKind::Coordinator(id) => {
                let mut of_request = trace.iter().filter(|event| event.request == Some(id));
                let taken_up = of_request
                    .find(|event| matches!(event.kind, EventKind::Note(Note::Coordinating { .. })));
                taken_up?.process?.node().map(Answer::Node)
            }
            QuestionKind::Outcome(id) => {
                let ending = ending(trace, id)?;
                (ending.outcome != Outcome::Waiting).then_some(Answer::Outcome(ending.outcome))
            }
            QuestionKind::Values(id) => ending(trace, id)?.values.map(Answer::Values),
            QuestionKind::Hashes => trace.iter().skip(from).find_map(|event| match &event.kind {
                EventKind::Note(Note::ExchangeEnded { exchange, .. }) => {
                    Some(Answer::Count(exchange.hashes))
                }
                _ => None,
            }),
        }
    }
}

impl fmt::Display for QuestionKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            QuestionKind::Coordinator(id) => {
                write!(formatter, "Which node will coordinate request {id}?")
            }
            QuestionKind::Outcome(id) => write!(formatter, "What will become of request {id}?"),
            QuestionKind::Values(id) => write!(formatter, "Which values will request {id} return?"),
            QuestionKind::Hashes => formatter
                .write_str("How many hashes will be sent when two nodes next compare their trees?"),
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Answer::Node(node) => node.fmt(formatter),
            Answer::Outcome(outcome) => outcome.fmt(formatter),
            Answer::Values(values) => formatter.write_str(&super::transcript::values(values)),
            Answer::Count(count) => count.fmt(formatter),
        }
    }
}
