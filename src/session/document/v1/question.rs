//! Questions to a learner.

use super::names::{At, KeyBytes, NODE, REQUEST, write_names};
use crate::dynamo::identity::{NodeId, RequestId};
use crate::dynamo::key::Key;
use crate::dynamo::time::Time;
use crate::session::document::form::{
    Case, Flaw, Mapped, Members, Pair, Prose, Record, Writer, explain,
};
use crate::session::document::limits::PROSE_BYTES_MAX;
use crate::session::questions::{OfPair, OfRequest, QuestionKind, Upcoming};

/// A question and the words it is asked in, where they stand inside it.
pub type Asked = (QuestionKind, Option<String>);

macro_rules! of_request {
    ($name:literal, $doc:literal, $kind:ident) => {
        Case {
            name: $name,
            doc: explain!($doc),
            kind: &Mapped {
                kind: Record(request),
                into: |(request, text)| (QuestionKind::OfRequest(OfRequest::$kind, request), text),
            },
        }
    };
}

macro_rules! of_pair {
    ($name:literal, $doc:literal, $kind:ident) => {
        Case {
            name: $name,
            doc: explain!($doc),
            kind: &Mapped {
                kind: Record(requests),
                into: |[one, other]| (QuestionKind::OfPair(OfPair::$kind, one, other), None),
            },
        }
    };
}

macro_rules! other {
    ($name:literal, $doc:literal, $read:expr) => {
        Case { name: $name, doc: explain!($doc), kind: &Record($read) }
    };
}

/// What can be asked.
pub const QUESTIONS: &[Case<Asked>] = &[
    of_request!("coordinator", "Which node coordinates this request?", Coordinator),
    of_request!("outcome", "What becomes of this request?", Outcome),
    of_request!("values", "Which values does this get return?", Values),
    of_request!("versions", "How many versions does this get return?", Versions),
    of_request!("stand_ins", "Which nodes keep a hint of this put?", StandIns),
    of_request!("answered", "Whose answers make the quorum of this request?", Answered),
    of_request!("repaired", "Which replicas does the read repair of this get mend?", Repaired),
    of_request!("hops", "Through how many nodes does it go before one coordinates it?", Hops),
    of_request!("messages", "How many messages does this request send in all?", Messages),
    of_request!("stale", "Does this get miss a write acknowledged before it began?", Stale),
    of_pair!("slower", "Which of the two waits longer for its answer?", Slower),
    of_pair!("relation", "How are the versions of these two puts related?", Relation),
    other!("primaries", "Which nodes are the primaries of this key?", |members| {
        asked(QuestionKind::Primaries(key(members)?))
    }),
    other!(
        "survives",
        "Is this write, or one that has seen it, on some replica at that time?",
        |members| asked(QuestionKind::Survives {
            request: one_request(members)?,
            until: until(members)?
        })
    ),
    other!("stored", "How many versions of the key are on this node's disk then?", |members| {
        asked(QuestionKind::Stored {
            key: key(members)?,
            node: node(members, "node")?,
            until: until(members)?,
        })
    }),
    other!("agree", "Do all primaries of the key hold the same then?", |members| {
        asked(QuestionKind::Agree { key: key(members)?, until: until(members)? })
    }),
    other!("linearizable", "Is the history of the key linearizable up to then?", |members| {
        asked(QuestionKind::Linearizable { key: key(members)?, until: until(members)? })
    }),
    other!("hints", "How many hinted replicas are kept then?", |members| {
        asked(QuestionKind::Hints { until: until(members)? })
    }),
    other!("believes_down", "Does this node take the other as down then?", |members| {
        let [node, about] = node_about(members)?;
        asked(QuestionKind::BelievesDown { node, about, until: until(members)? })
    }),
    other!("knows", "Does this node know of the other as a member then?", |members| {
        let [node, about] = node_about(members)?;
        asked(QuestionKind::Knows { node, about, until: until(members)? })
    }),
    other!("rounds", "After how many gossip meetings do all know of this node?", |members| {
        asked(QuestionKind::Rounds { about: node(members, "about")? })
    }),
    other!("hashes", "How many hashes does the next comparison of trees send?", |members| {
        Ok((QuestionKind::Next(Upcoming::Hashes), words_inside(members)?))
    }),
    other!("shipped", "How many objects does the next comparison or transfer ship?", |_| {
        asked(QuestionKind::Next(Upcoming::Shipped))
    }),
    other!("share", "Which node owns the largest part of the ring?", |_| {
        asked(QuestionKind::Share)
    }),
];

fn asked(kind: QuestionKind) -> Result<Asked, Flaw> {
    Ok((kind, None))
}

fn one_request(members: &mut Members<'_>) -> Result<RequestId, Flaw> {
    members.required("request", explain!("The request."), REQUEST)
}

fn request(members: &mut Members<'_>) -> Result<(RequestId, Option<String>), Flaw> {
    Ok((one_request(members)?, words_inside(members)?))
}

fn requests(members: &mut Members<'_>) -> Result<[RequestId; 2], Flaw> {
    members.required("requests", explain!("The two requests."), Pair(REQUEST))
}

fn key(members: &mut Members<'_>) -> Result<Key, Flaw> {
    members.required("key", explain!("The key."), KeyBytes)
}

fn node(members: &mut Members<'_>, name: &'static str) -> Result<NodeId, Flaw> {
    members.required(name, explain!("The node."), NODE)
}

fn node_about(members: &mut Members<'_>) -> Result<[NodeId; 2], Flaw> {
    Ok([node(members, "node")?, members.required("about", explain!("The other."), NODE)?])
}

fn until(members: &mut Members<'_>) -> Result<Time, Flaw> {
    members.required("until_ms", explain!("The time that is asked about."), At)
}

/// A question's words used to stand inside it.
fn words_inside(members: &mut Members<'_>) -> Result<Option<String>, Flaw> {
    let doc = explain!("The words it is asked in. Better: beside the question, as “text”.");
    members.optional("text", doc, Prose { bytes_max: PROSE_BYTES_MAX })
}

/// Writes a question as a member of an entry.
pub fn write_question(entry: &mut Writer<'_>, kind: &QuestionKind) {
    entry.nested(name(kind), |object| match kind {
        QuestionKind::OfRequest(_, request) => object.text("request", request),
        QuestionKind::OfPair(_, one, other) => {
            write_names(object.name("requests"), &[one, other]);
        }
        QuestionKind::Primaries(key) => object.key(key),
        QuestionKind::Survives { request, until } => {
            object.text("request", request);
            object.time("until_ms", *until);
        }
        QuestionKind::Stored { key, node, until } => {
            object.key(key);
            object.text("node", node);
            object.time("until_ms", *until);
        }
        QuestionKind::Agree { key, until } | QuestionKind::Linearizable { key, until } => {
            object.key(key);
            object.time("until_ms", *until);
        }
        QuestionKind::Hints { until } => object.time("until_ms", *until),
        QuestionKind::BelievesDown { node, about, until }
        | QuestionKind::Knows { node, about, until } => {
            object.text("node", node);
            object.text("about", about);
            object.time("until_ms", *until);
        }
        QuestionKind::Rounds { about } => object.text("about", about),
        QuestionKind::Next(_) | QuestionKind::Share => {}
    });
}

fn name(kind: &QuestionKind) -> &'static str {
    match kind {
        QuestionKind::OfRequest(asked, _) => match asked {
            OfRequest::Coordinator => "coordinator",
            OfRequest::Outcome => "outcome",
            OfRequest::Values => "values",
            OfRequest::Versions => "versions",
            OfRequest::StandIns => "stand_ins",
            OfRequest::Answered => "answered",
            OfRequest::Repaired => "repaired",
            OfRequest::Hops => "hops",
            OfRequest::Messages => "messages",
            OfRequest::Stale => "stale",
        },
        QuestionKind::OfPair(OfPair::Slower, ..) => "slower",
        QuestionKind::OfPair(OfPair::Relation, ..) => "relation",
        QuestionKind::Primaries(_) => "primaries",
        QuestionKind::Survives { .. } => "survives",
        QuestionKind::Stored { .. } => "stored",
        QuestionKind::Agree { .. } => "agree",
        QuestionKind::Linearizable { .. } => "linearizable",
        QuestionKind::Hints { .. } => "hints",
        QuestionKind::BelievesDown { .. } => "believes_down",
        QuestionKind::Knows { .. } => "knows",
        QuestionKind::Rounds { .. } => "rounds",
        QuestionKind::Next(Upcoming::Hashes) => "hashes",
        QuestionKind::Next(Upcoming::Shipped) => "shipped",
        QuestionKind::Share => "share",
    }
}
