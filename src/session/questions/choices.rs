//! What a learner can answer.

use super::of_world::SPANS;
use super::{Answer, OfPair, OfRequest, QuestionKind, Relation, Reply};
use crate::dynamo::identity::{NodeId, RequestId};
use crate::dynamo::key::Value;
use crate::dynamo::message::{Message, Operation};
use crate::dynamo::sorted::sort;
use crate::session::outcome::Outcome;
use crate::session::timeline::Timeline;
use crate::sim::trace::EventKind;

/// What can be answered to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choices {
    /// One of these.
    OneOf(Vec<Reply>),
    /// Any number of these nodes.
    Nodes(Vec<NodeId>),
    /// Any number of these values.
    Values(Vec<Value>),
    /// A number.
    Count,
}

impl Choices {
    /// What can be answered, given the run up to the answer.
    pub(super) fn new(kind: &QuestionKind, ahead: &Timeline, answer: Option<&Answer>) -> Choices {
        let nodes = || ahead.simulation().membership().present().collect::<Vec<NodeId>>();
        let one_of = |replies: &[Reply]| Choices::OneOf(replies.to_vec());
        let yes_or_no = || one_of(&[Reply::Flag(true), Reply::Flag(false)]);
        match kind {
            QuestionKind::OfRequest(asked, request) => match asked {
                OfRequest::Coordinator => {
                    Choices::OneOf(nodes().into_iter().map(Reply::Node).collect())
                }
                OfRequest::Outcome => Choices::OneOf(
                    [Outcome::Ok, Outcome::Failed, Outcome::Indeterminate, Outcome::Refused]
                        .map(Reply::Outcome)
                        .to_vec(),
                ),
                OfRequest::Values => Choices::Values(written(ahead, *request, answer)),
                OfRequest::StandIns | OfRequest::Answered | OfRequest::Repaired => {
                    Choices::Nodes(nodes())
                }
                OfRequest::Versions | OfRequest::Hops | OfRequest::Messages => Choices::Count,
                OfRequest::Stale => yes_or_no(),
            },
            QuestionKind::OfPair(OfPair::Slower, one, other) => {
                one_of(&[Reply::Request(*one), Reply::Request(*other)])
            }
            QuestionKind::OfPair(OfPair::Relation, ..) => one_of(
                &[Relation::Before, Relation::After, Relation::Concurrent].map(Reply::Relation),
            ),
            QuestionKind::Primaries(_) => Choices::Nodes(nodes()),
            QuestionKind::Share => Choices::OneOf(nodes().into_iter().map(Reply::Node).collect()),
            QuestionKind::Survives { .. }
            | QuestionKind::Agree { .. }
            | QuestionKind::Linearizable { .. }
            | QuestionKind::BelievesDown { .. }
            | QuestionKind::Knows { .. } => yes_or_no(),
            QuestionKind::Rounds { .. } => Choices::OneOf(SPANS.map(Reply::Span).to_vec()),
            QuestionKind::Stored { .. } | QuestionKind::Hints { .. } | QuestionKind::Next(_) => {
                Choices::Count
            }
        }
    }

    /// What can be chosen, each in words; none for a number.
    pub fn labels(&self) -> Vec<String> {
        match self {
            Choices::OneOf(replies) => replies.iter().map(ToString::to_string).collect(),
            Choices::Nodes(nodes) => nodes.iter().map(ToString::to_string).collect(),
            Choices::Values(values) => values.iter().map(ToString::to_string).collect(),
            Choices::Count => Vec::new(),
        }
    }

    /// Whether more than one can be chosen.
    pub fn is_many(&self) -> bool {
        matches!(self, Choices::Nodes(_) | Choices::Values(_))
    }
}

/// The values that have been written to the key of a request, and those that it has returned.
fn written(ahead: &Timeline, request: RequestId, answer: Option<&Answer>) -> Vec<Value> {
    let mut values = match answer {
        Some(Answer { value: Reply::Values(values), .. }) => values.clone(),
        _ => Vec::new(),
    };
    let key = ahead.ledger().key(request);
    for event in ahead.trace() {
        if let EventKind::Sent { payload, .. } = &event.kind
            && let Message::Ask(asked) = &**payload
            && let Operation::Put { value, .. } = &asked.operation
            && Some(&asked.key) == key
        {
            values.push(value.clone());
        }
    }
    sort(&mut values);
    values.dedup();
    values
}
