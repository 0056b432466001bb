//! Questions and answers in words.

use core::fmt;

use super::{Answer, OfPair, OfRequest, QuestionKind, Relation, Reply, Span, Upcoming};
use crate::dynamo::identity::RequestId;
use crate::session::transcript;

impl fmt::Display for QuestionKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        phrase(self, formatter, &|id| format!("request {id}"))
    }
}

/// The question, in which requests are called by what `name` gives them.
pub fn phrase(
    kind: &QuestionKind,
    formatter: &mut fmt::Formatter<'_>,
    name: &dyn Fn(RequestId) -> String,
) -> fmt::Result {
    match kind {
        QuestionKind::OfRequest(asked, id) => {
            let (before, after) = match asked {
                OfRequest::Coordinator => ("Which node will coordinate ", "?"),
                OfRequest::Outcome => ("What will become of ", "?"),
                OfRequest::Values => ("Which values will be returned by ", "?"),
                OfRequest::Versions => ("How many versions will be returned by ", "?"),
                OfRequest::StandIns => ("Which nodes will keep a hint of ", "?"),
                OfRequest::Answered => ("Whose answers will make the quorum of ", "?"),
                OfRequest::Repaired => ("Which replicas will be mended by ", "?"),
                OfRequest::Hops => ("How many nodes will hand on ", " before one coordinates it?"),
                OfRequest::Messages => (
                    "How many messages will be sent in all, to and from the client included, for ",
                    "?",
                ),
                OfRequest::Stale => {
                    ("Will a write that was acknowledged before be missed by ", "?")
                }
            };
            write!(formatter, "{before}{}{after}", name(*id))
        }
        QuestionKind::OfPair(OfPair::Slower, one, other) => {
            let (one, other) = (name(*one), name(*other));
            write!(formatter, "Which will wait longer for its answer: {one}, or {other}?")
        }
        QuestionKind::OfPair(OfPair::Relation, one, other) => {
            let (one, other) = (name(*one), name(*other));
            write!(
                formatter,
                "How will these two versions be related: that of {one}, and that of {other}?"
            )
        }
        QuestionKind::Primaries(key) => {
            write!(
                formatter,
                "Which nodes are the homes of “{key}”: the first N of its preference list?"
            )
        }
        QuestionKind::Survives { request, until } => write!(
            formatter,
            "Will any node hold the version of {}, or one that has seen it, at {until}?",
            name(*request)
        ),
        QuestionKind::Stored { key, node, until } => write!(
            formatter,
            "How many versions of “{key}” will be on the disk of {node} at {until}?"
        ),
        QuestionKind::Agree { key, until } => {
            write!(formatter, "Will all homes of “{key}” hold the same at {until}?")
        }
        QuestionKind::Linearizable { key, until } => write!(
            formatter,
            "Will what clients see of “{key}” up to {until} fit a single copy (be linearizable)?"
        ),
        QuestionKind::Hints { until } => {
            write!(formatter, "How many hints will be kept, by all nodes together, at {until}?")
        }
        QuestionKind::BelievesDown { node, about, until } => {
            write!(formatter, "Will {node} take {about} as down at {until}?")
        }
        QuestionKind::Knows { node, about, until } => {
            write!(formatter, "Will {node} know of {about} as a member at {until}?")
        }
        QuestionKind::Rounds { about } => write!(
            formatter,
            "After how many gossip meetings will all nodes that run know what has become of {about}?"
        ),
        QuestionKind::Next(Upcoming::Hashes) => formatter
            .write_str("How many hashes will be sent when two nodes next compare their trees?"),
        QuestionKind::Next(Upcoming::Shipped) => formatter.write_str(
            "How many objects will be shipped when nodes next compare trees or move a range?",
        ),
        QuestionKind::Share => {
            formatter.write_str("Which node keeps the largest part of the ring?")
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(formatter)
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reply::Node(node) => node.fmt(formatter),
            Reply::Nodes(nodes) if nodes.is_empty() => formatter.write_str("none"),
            Reply::Nodes(nodes) => {
                let names: Vec<String> = nodes.iter().map(ToString::to_string).collect();
                formatter.write_str(&names.join(", "))
            }
            Reply::Outcome(outcome) => outcome.fmt(formatter),
            Reply::Values(values) => formatter.write_str(&transcript::values(values)),
            Reply::Count(count) => count.fmt(formatter),
            Reply::Span(span) => span.fmt(formatter),
            Reply::Flag(flag) => formatter.write_str(if *flag { "yes" } else { "no" }),
            Reply::Request(request) => request.fmt(formatter),
            Reply::Relation(relation) => relation.fmt(formatter),
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.least, self.most) {
            (0, Some(most)) => write!(formatter, "{most} or fewer"),
            (least, Some(most)) => write!(formatter, "{least} to {most}"),
            (least, None) => write!(formatter, "{least} or more"),
        }
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Relation::Before => "the second has seen the first",
            Relation::After => "the first has seen the second",
            Relation::Concurrent => "neither has seen the other",
        })
    }
}
