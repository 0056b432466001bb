//! Questions to a learner, whose answers are computed from the run itself: a copy of the history
//! is run ahead until it tells.

mod choices;
mod of_pair;
mod of_request;
mod of_world;
pub mod wording;
mod words;

pub use choices::Choices;
pub use of_world::shares;

use super::document::Moment;
use super::outcome::Outcome;
use super::timeline::Timeline;
use crate::dynamo::identity::{NodeId, RequestId};
use crate::dynamo::key::{Key, Value};
use crate::dynamo::time::Time;
use crate::sim::trace::{EventId, TraceEvent};

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
    /// Why the answer is what it is, in general.
    pub explanation: Option<String>,
}

/// What can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuestionKind {
    /// Something about a request.
    OfRequest(OfRequest, RequestId),
    /// Something about two requests.
    OfPair(OfPair, RequestId, RequestId),
    /// Which nodes are the primaries of this key?
    Primaries(Key),
    /// Is this write, or one that has seen it, on some replica then?
    Survives {
        /// The put.
        request: RequestId,
        /// When.
        until: Time,
    },
    /// How many versions of the key are on this node's disk then?
    Stored {
        /// The key.
        key: Key,
        /// The node.
        node: NodeId,
        /// When.
        until: Time,
    },
    /// Do all primaries of the key hold the same then?
    Agree {
        /// The key.
        key: Key,
        /// When.
        until: Time,
    },
    /// Is the history of the key linearizable up to then?
    Linearizable {
        /// The key.
        key: Key,
        /// When.
        until: Time,
    },
    /// How many hinted replicas are kept then?
    Hints {
        /// When.
        until: Time,
    },
    /// Does this node take the other as down then?
    BelievesDown {
        /// The node.
        node: NodeId,
        /// The other.
        about: NodeId,
        /// When.
        until: Time,
    },
    /// Does this node know of the other as a member then?
    Knows {
        /// The node.
        node: NodeId,
        /// The other.
        about: NodeId,
        /// When.
        until: Time,
    },
    /// After how many gossip meetings do all running nodes know what has become of this one?
    Rounds {
        /// The node.
        about: NodeId,
    },
    /// Something about the next of its kind.
    Next(Upcoming),
    /// Which node owns the largest part of the ring?
    Share,
}

/// What can be asked about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfRequest {
    /// Which node coordinates it?
    Coordinator,
    /// What becomes of it?
    Outcome,
    /// Which values does this get return?
    Values,
    /// How many versions does this get return?
    Versions,
    /// Which nodes keep a hint of this put?
    StandIns,
    /// Whose answers make its quorum?
    Answered,
    /// Which replicas does the read repair of this get mend?
    Repaired,
    /// Through how many nodes does it go before one coordinates it?
    Hops,
    /// How many messages does it send in all?
    Messages,
    /// Does this get miss a write that was acknowledged before it began?
    Stale,
}

/// What can be asked about two requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfPair {
    /// Which of them waits longer for its answer?
    Slower,
    /// How are the versions of these puts related?
    Relation,
}

/// What can be asked about the next of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Upcoming {
    /// How many hashes does the next comparison of trees send?
    Hashes,
    /// How many objects does the next comparison or transfer ship?
    Shipped,
}

/// What the run says, and the event that decided it, if it was an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The answer.
    pub value: Reply,
    /// The event that decided.
    pub decided_by: Option<EventId>,
}

/// An answer: the run's or a learner's. What has no order is in the order of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// A node.
    Node(NodeId),
    /// Any number of nodes.
    Nodes(Vec<NodeId>),
    /// What becomes of a request.
    Outcome(Outcome),
    /// Any number of values.
    Values(Vec<Value>),
    /// A number.
    Count(u32),
    /// A number that is too much a matter of chance to be named: the span that it is in.
    Span(Span),
    /// Yes or no.
    Flag(bool),
    /// A request.
    Request(RequestId),
    /// How one version is related to another.
    Relation(Relation),
}

/// Numbers from one to another, both included; to none if there is no most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The least.
    pub least: u32,
    /// The most.
    pub most: Option<u32>,
}

/// How the version of one put is related to that of another, by their clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The second has seen the first.
    Before,
    /// The first has seen the second.
    After,
    /// Neither has seen the other.
    Concurrent,
}

/// A question that is being asked: what can be answered, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// What can be answered.
    pub choices: Choices,
    /// The answer of the run; none if it does not come to one.
    pub answer: Option<Answer>,
}

impl QuestionKind {
    /// The time that is asked about, if it is one.
    pub fn until(&self) -> Option<Time> {
        match self {
            QuestionKind::Survives { until, .. }
            | QuestionKind::Stored { until, .. }
            | QuestionKind::Agree { until, .. }
            | QuestionKind::Linearizable { until, .. }
            | QuestionKind::Hints { until }
            | QuestionKind::BelievesDown { until, .. }
            | QuestionKind::Knows { until, .. } => Some(*until),
            QuestionKind::OfRequest(..)
            | QuestionKind::OfPair(..)
            | QuestionKind::Primaries(_)
            | QuestionKind::Rounds { .. }
            | QuestionKind::Next(_)
            | QuestionKind::Share => None,
        }
    }
}

impl Question {
    /// The answer, if the run comes to it within [`STEPS_AHEAD_MAX`] steps from where the
    /// timeline stands. The timeline itself stays where it is.
    pub fn answer(&self, timeline: &Timeline) -> Option<Answer> {
        self.run_ahead(&mut timeline.clone())
    }

    /// The same, with what can be answered. The timeline is left where the answer is known.
    pub fn ask(&self, ahead: &mut Timeline) -> Asked {
        let answer = self.run_ahead(ahead);
        Asked { choices: Choices::new(&self.kind, ahead, answer.as_ref()), answer }
    }

    /// Goes on until the answer is known.
    fn run_ahead(&self, ahead: &mut Timeline) -> Option<Answer> {
        let from = ahead.trace().len();
        match &self.kind {
            QuestionKind::OfRequest(asked, request) => {
                let touches = |event: &TraceEvent| event.request == Some(*request);
                let look =
                    |ahead: &Timeline, over| of_request::answer(*asked, *request, ahead, over);
                look_ahead(ahead, touches, look)
            }
            QuestionKind::OfPair(asked, one, other) => {
                let both = [Some(*one), Some(*other)];
                let touches = |event: &TraceEvent| both.contains(&event.request);
                look_ahead(ahead, touches, |ahead, _| {
                    of_pair::answer(*asked, [*one, *other], ahead)
                })
            }
            QuestionKind::Next(asked) => {
                let mut looked_at = from;
                look_ahead(ahead, of_world::is_upkeep, |ahead, _| {
                    let news = ahead.trace().get(looked_at..)?;
                    looked_at += news.len();
                    of_world::next(*asked, news)
                })
            }
            QuestionKind::Rounds { about } => look_ahead(ahead, of_world::is_upkeep, |ahead, _| {
                of_world::rounds(*about, ahead, from)
            }),
            QuestionKind::Primaries(_) | QuestionKind::Share => {
                of_world::at_once(&self.kind, ahead)
            }
            QuestionKind::Survives { .. }
            | QuestionKind::Stored { .. }
            | QuestionKind::Agree { .. }
            | QuestionKind::Linearizable { .. }
            | QuestionKind::Hints { .. }
            | QuestionKind::BelievesDown { .. }
            | QuestionKind::Knows { .. } => {
                let until = self.kind.until()?;
                let last = ahead.steps().saturating_add(STEPS_AHEAD_MAX);
                while ahead.next_time().is_some_and(|next| next <= until) {
                    if ahead.steps() >= last || !ahead.step() {
                        return None;
                    }
                }
                ahead.wait_until(until);
                of_world::at_that_time(&self.kind, ahead)
            }
        }
    }
}

/// Goes on until `look` finds an answer: it looks now, after every step that `touches` what it is
/// about, and when nothing more comes.
fn look_ahead(
    ahead: &mut Timeline,
    touches: impl Fn(&TraceEvent) -> bool,
    mut look: impl FnMut(&Timeline, bool) -> Option<Answer>,
) -> Option<Answer> {
    let last = ahead.steps().saturating_add(STEPS_AHEAD_MAX);
    let mut answer = look(ahead, false);
    while answer.is_none() && ahead.steps() < last && ahead.step() {
        if ahead.last_step().iter().any(&touches) {
            answer = look(ahead, false);
        }
    }
    answer.or_else(|| look(ahead, true))
}
