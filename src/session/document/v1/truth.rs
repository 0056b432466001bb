//! Expectations.

use super::names::{HASH, KeyBytes, NODE, NoteName, REQUEST, ValueBytes};
use crate::dynamo::identity::NodeId;
use crate::dynamo::key::Value;
use crate::session::document::form::{
    Case, Flag, Flaw, List, Mapped, Members, Record, Whole, Writer, explain, words,
};
use crate::session::document::limits::VALUES_MAX;
use crate::session::expectations::{NodeStatus, Truth};
use crate::session::outcome::Outcome;

words! {
    /// What becomes of a request.
    OUTCOMES: Outcome {
        Ok = "ok",
        Failed = "failed",
        Indeterminate = "indeterminate",
        Refused = "refused",
        Waiting = "waiting",
    }
    /// What a node's process does.
    STATUSES: NodeStatus { Up = "up", Down = "down", Paused = "paused" }
}

/// What can be expected.
pub const TRUTHS: &[Case<Truth>] = &[
    Case {
        name: "request",
        doc: explain!("What has become of a request, as its client knows."),
        kind: &Record(request),
    },
    Case { name: "stored", doc: explain!("What is stored under a key."), kind: &Record(stored) },
    Case {
        name: "replicas_agree",
        doc: explain!("All primaries of this key hold the same."),
        kind: &Mapped { kind: KeyBytes, into: Truth::ReplicasAgree },
    },
    Case {
        name: "hints",
        doc: explain!("How many hinted replicas are kept."),
        kind: &Record(hints),
    },
    Case { name: "node", doc: explain!("What a node's process does."), kind: &Record(node_status) },
    Case { name: "belief", doc: explain!("What a node takes another as."), kind: &Record(belief) },
    Case {
        name: "noted",
        doc: explain!("How often nodes have noted something."),
        kind: &Record(noted),
    },
    Case {
        name: "refused_commands",
        doc: explain!("How many commands could not be carried out."),
        kind: &Mapped { kind: COUNT, into: Truth::RefusedCommands },
    },
    Case {
        name: "hash",
        doc: explain!("The digest of the whole trace up to then."),
        kind: &Mapped { kind: HASH, into: Truth::Hash },
    },
];

const COUNT: Whole<u32> = Whole { least: 0, most: u32::MAX };

const VALUES: List<ValueBytes> = List { of: ValueBytes, most: VALUES_MAX };

fn request(members: &mut Members<'_>) -> Result<Truth, Flaw> {
    let id = members.required("id", explain!("The request."), REQUEST)?;
    let outcome = explain!("What must have become of it, if that matters.");
    let outcome = members.optional("outcome", outcome, OUTCOMES)?;
    let values = explain!("The values that it must have read, in any order, if that matters.");
    Ok(Truth::Request { id, outcome, values: members.optional("values", values, VALUES)? })
}

fn stored(members: &mut Members<'_>) -> Result<Truth, Flaw> {
    let key = members.required("key", explain!("The key."), KeyBytes)?;
    let node = explain!("At which node; at each of the key's primaries unless said otherwise.");
    let node = members.optional("node", node, NODE)?;
    let versions = explain!("How many versions, tombstones included, if that matters.");
    let versions = members.optional("versions", versions, COUNT)?;
    let values = explain!("Which values, in any order and without tombstones, if that matters.");
    let values = members.optional("values", values, VALUES)?;
    Ok(Truth::Stored { key, node, versions, values })
}

fn hints(members: &mut Members<'_>) -> Result<Truth, Flaw> {
    let node = explain!("By which node; by all together unless said otherwise.");
    let node = members.optional("node", node, NODE)?;
    Ok(Truth::Hints { node, count: members.required("count", explain!("How many."), COUNT)? })
}

fn node_status(members: &mut Members<'_>) -> Result<Truth, Flaw> {
    let node = members.required("node", explain!("The node."), NODE)?;
    Ok(Truth::Node {
        node,
        status: members.required("status", explain!("What it does."), STATUSES)?,
    })
}

fn belief(members: &mut Members<'_>) -> Result<Truth, Flaw> {
    Ok(Truth::Belief {
        node: members.required("node", explain!("The node."), NODE)?,
        about: members.required("about", explain!("The other."), NODE)?,
        down: members.required("down", explain!("Whether it is taken as down."), Flag)?,
    })
}

fn noted(members: &mut Members<'_>) -> Result<Truth, Flaw> {
    let kind = members.required("kind", explain!("What."), NoteName)?;
    let node = explain!("Which node; all together unless said otherwise.");
    let node = members.optional("node", node, NODE)?;
    let at_least = members.optional("at_least", explain!("So often at least; 1."), COUNT)?;
    let at_most = explain!("So often at most, if that matters.");
    let at_most = members.optional("at_most", at_most, COUNT)?;
    // Whoever says “at most” alone means “or not at all”.
    let usual = if at_most.is_some() { 0 } else { 1 };
    Ok(Truth::Noted { kind, node, at_least: at_least.unwrap_or(usual), at_most })
}

/// Writes an expectation as a member of an entry.
pub fn write_truth(entry: &mut Writer<'_>, truth: &Truth) {
    match truth {
        Truth::Request { id, outcome, values } => entry.nested("request", |object| {
            object.text("id", id);
            if let Some(outcome) = outcome {
                object.text("outcome", &OUTCOMES.word(*outcome));
            }
            write_values(object, values.as_deref());
        }),
        Truth::Stored { key, node, versions, values } => entry.nested("stored", |object| {
            object.key(key);
            write_node(object, *node);
            if let Some(versions) = versions {
                object.bare("versions", versions);
            }
            write_values(object, values.as_deref());
        }),
        Truth::ReplicasAgree(key) => {
            super::names::write_bytes(entry.name("replicas_agree"), key.as_bytes());
        }
        Truth::Hints { node, count } => entry.nested("hints", |object| {
            write_node(object, *node);
            object.bare("count", count);
        }),
        Truth::Node { node, status } => entry.nested("node", |object| {
            object.text("node", node);
            object.text("status", &STATUSES.word(*status));
        }),
        Truth::Belief { node, about, down } => entry.nested("belief", |object| {
            object.text("node", node);
            object.text("about", about);
            object.bare("down", down);
        }),
        Truth::Noted { kind, node, at_least, at_most } => entry.nested("noted", |object| {
            object.text("kind", kind);
            write_node(object, *node);
            object.bare("at_least", at_least);
            if let Some(at_most) = at_most {
                object.bare("at_most", at_most);
            }
        }),
        Truth::RefusedCommands(count) => entry.bare("refused_commands", count),
        Truth::Hash(hash) => entry.text("hash", hash),
    }
}

fn write_node(object: &mut Writer<'_>, node: Option<NodeId>) {
    if let Some(node) = node {
        object.text("node", &node);
    }
}

fn write_values(object: &mut Writer<'_>, values: Option<&[Value]>) {
    if let Some(values) = values {
        object.values("values", values);
    }
}
