//! Questions and answers in words.

use core::fmt;

use super::{Answer, OfPair, OfRequest, QuestionKind, Relation, Reply, Upcoming};
use crate::session::transcript;

impl fmt::Display for QuestionKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            QuestionKind::OfRequest(asked, id) => {
                let (before, after) = match asked {
                    OfRequest::Coordinator => ("Which node will coordinate request ", "?"),
                    OfRequest::Outcome => ("What will become of request ", "?"),
                    OfRequest::Values => ("Which values will request ", " return?"),
                    OfRequest::Versions => ("How many versions will request ", " return?"),
                    OfRequest::StandIns => ("Which nodes will keep a hint of request ", "?"),
                    OfRequest::Answered => ("Whose answers will make the quorum of request ", "?"),
                    OfRequest::Repaired => ("Which replicas will request ", " repair?"),
                    OfRequest::Hops => {
                        ("How many nodes will hand request ", " on before one coordinates it?")
                    }
                    OfRequest::Messages => ("How many messages will request ", " send in all?"),
                    OfRequest::Stale => {
                        ("Will request ", " miss a write that was acknowledged before it began?")
                    }
                };
                write!(formatter, "{before}{id}{after}")
            }
            QuestionKind::OfPair(OfPair::Slower, one, other) => {
                write!(
                    formatter,
                    "Which will wait longer for its answer, request {one} or {other}?"
                )
            }
            QuestionKind::OfPair(OfPair::Relation, one, other) => {
                write!(formatter, "How are the versions of requests {one} and {other} related?")
            }
            QuestionKind::Primaries(key) => {
                write!(formatter, "Which nodes are the primaries of {}?", transcript::name(key))
            }
            QuestionKind::Survives { request, until } => write!(
                formatter,
                "Will any replica hold the write of request {request}, or one that has seen it, at \
                 {until}?"
            ),
            QuestionKind::Stored { key, node, until } => write!(
                formatter,
                "How many versions of {} will be on the disk of {node} at {until}?",
                transcript::name(key)
            ),
            QuestionKind::Agree { key, until } => write!(
                formatter,
                "Will all primaries of {} hold the same at {until}?",
                transcript::name(key)
            ),
            QuestionKind::Linearizable { key, until } => write!(
                formatter,
                "Will the history of {} up to {until} be linearizable?",
                transcript::name(key)
            ),
            QuestionKind::Hints { until } => {
                write!(formatter, "How many hints will be kept at {until}?")
            }
            QuestionKind::BelievesDown { node, about, until } => {
                write!(formatter, "Will {node} take {about} as down at {until}?")
            }
            QuestionKind::Knows { node, about, until } => {
                write!(formatter, "Will {node} know of the member {about} at {until}?")
            }
            QuestionKind::Rounds { about } => write!(
                formatter,
                "After how many gossip meetings will all know what has become of {about}?"
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
            Reply::Flag(flag) => formatter.write_str(if *flag { "yes" } else { "no" }),
            Reply::Request(request) => request.fmt(formatter),
            Reply::Relation(relation) => relation.fmt(formatter),
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
