//! What messages say.

use serde_json::Value;

use super::values::{self, by_name, fields, with};
use crate::dynamo::causal_context::CausalContext;
use crate::dynamo::exchange::{Compared, LeafKeys};
use crate::dynamo::forest::TreeId;
use crate::dynamo::identity::{Address, NodeId};
use crate::dynamo::key::Key;
use crate::dynamo::merkle::{Hash, Place};
use crate::dynamo::message::{Gossip, Message, Operation, Outcome, Request};

/// A message that is sent. `of` is the key of the request that it serves, if that is known.
pub(super) fn sent(id: Value, to: Address, message: &Message, of: Option<&Key>) -> Value {
    let (what, details) = match message {
        Message::Ask(asked) => ("ask", request(asked)),
        Message::Forward(asked) => ("forward", request(asked)),
        // The request stands in a field of the event.
        Message::ForwardTaken { request: _ } => ("forward_taken", fields([])),
        Message::Answer { request: _, outcome } => ("answer", self::outcome(outcome, of)),
        Message::Write { request: _, key, object, hint_for, durable } => (
            "write",
            fields([
                ("key", values::key(key)),
                ("object", values::object(object)),
                ("hint_for", values::optional_node(*hint_for)),
                ("durable", (*durable).into()),
            ]),
        ),
        Message::WriteDone { request: _ } => ("write_done", fields([])),
        Message::Read { request: _, key } => ("read", fields([("key", values::key(key))])),
        Message::ReadResult { request: _, object } => {
            ("read_result", fields([("object", values::object(object))]))
        }
        Message::ReplicaRefused { request: _ } => ("replica_refused", fields([])),
        Message::Repair { request: _, key, object } => {
            ("repair", fields([("key", values::key(key)), ("object", values::object(object))]))
        }
        Message::Handoff { key, object } => {
            ("handoff", fields([("key", values::key(key)), ("object", values::object(object))]))
        }
        Message::HandoffDone { key, stored } => (
            "handoff_done",
            fields([("key", values::key(key)), ("stored", values::object(stored))]),
        ),
        Message::Ping => ("ping", fields([])),
        Message::Pong => ("pong", fields([])),
        Message::Gossip(gossip) => ("gossip", self::gossip(gossip)),
        Message::GossipReply(gossip) => ("gossip_reply", self::gossip(gossip)),
        Message::MembersWanted => ("members_wanted", fields([])),
        Message::Members(ring) => {
            let members: Vec<NodeId> = ring.zones().keys().copied().collect();
            let ring = values::ring_digest(ring.digest());
            ("members", fields([("members", values::nodes(&members)), ("ring", ring)]))
        }
        Message::Compare { .. }
        | Message::CompareRefused { .. }
        | Message::LeafKeys { .. }
        | Message::Synchronise { .. }
        | Message::InSync { .. } => anti_entropy(message),
        Message::TransferWanted { .. }
        | Message::TransferOffered { .. }
        | Message::TransferConfirmed { .. }
        | Message::Transfer { .. }
        | Message::TransferDone { .. }
        | Message::TransferRefused { .. } => transfer(message),
        Message::TombstoneCheck { key, dot } => {
            ("tombstone_check", fields([("key", values::key(key)), ("dot", values::dot(*dot))]))
        }
        Message::TombstoneChecked { key, dot, agreed } => (
            "tombstone_checked",
            fields([
                ("key", values::key(key)),
                ("dot", values::dot(*dot)),
                ("agreed", (*agreed).into()),
            ]),
        ),
        Message::TombstoneDrop { key, dot } => {
            ("tombstone_drop", fields([("key", values::key(key)), ("dot", values::dot(*dot))]))
        }
    };
    with(details, [("message", id), ("to", to.to_string().into()), ("what", what.into())])
}

fn anti_entropy(message: &Message) -> (&'static str, Value) {
    match message {
        Message::Compare { exchange, ring, hashes } => {
            let hashes = hashes.iter().map(|Compared { tree, place, hash }| {
                let own = [("place", self::place(*place)), ("hash", values::hash(*hash))];
                with(self::tree(tree), own)
            });
            let fields = fields([
                ("exchange", values::exchange(exchange)),
                ("ring", values::ring_digest(*ring)),
                ("hashes", hashes.collect()),
            ]);
            ("compare", fields)
        }
        Message::CompareRefused { exchange } => {
            ("compare_refused", fields([("exchange", values::exchange(exchange))]))
        }
        Message::LeafKeys { exchange, leaves } => {
            let leaves = leaves.iter().map(|LeafKeys { tree, leaf, keys }| {
                let own = [("place", self::place(*leaf)), ("keys", self::hashes(keys))];
                with(self::tree(tree), own)
            });
            let exchange = values::exchange(exchange);
            ("leaf_keys", fields([("exchange", exchange), ("leaves", leaves.collect())]))
        }
        Message::Synchronise { exchange, objects, wanted } => {
            let fields = fields([
                ("exchange", values::exchange(exchange)),
                ("objects", values::objects(objects)),
                ("wanted", wanted.iter().map(values::key).collect()),
            ]);
            ("synchronise", fields)
        }
        Message::InSync { exchange } => {
            ("in_sync", fields([("exchange", values::exchange(exchange))]))
        }
        _ => ("unknown", Value::Null),
    }
}

fn transfer(message: &Message) -> (&'static str, Value) {
    let of = |range| fields([("range", values::range(range))]);
    match message {
        Message::TransferWanted { range } => ("transfer_wanted", of(range)),
        Message::TransferOffered { range, offered } => {
            ("transfer_offered", with(of(range), [("offered", hashes(offered))]))
        }
        Message::TransferConfirmed { range, wanted } => {
            let wanted = wanted.iter().map(values::key).collect();
            ("transfer_confirmed", with(of(range), [("wanted", wanted)]))
        }
        Message::Transfer { range, objects } => {
            ("transfer", with(of(range), [("objects", values::objects(objects))]))
        }
        Message::TransferDone { range, stored } => {
            ("transfer_done", with(of(range), [("stored", hashes(stored))]))
        }
        Message::TransferRefused { range } => ("transfer_refused", of(range)),
        _ => ("unknown", Value::Null),
    }
}

/// Keys, each with the hash of its object.
fn hashes(keys: &[(Key, Hash)]) -> Value {
    let keys = keys.iter();
    keys.map(|(key, hash)| fields([("key", values::key(key)), ("hash", values::hash(*hash))]))
        .collect()
}

fn tree(tree: &TreeId) -> Value {
    fields([("range", values::range(&tree.range)), ("replicas", tree.replicas.into())])
}

fn place(place: Place) -> Value {
    fields([("level", place.level.into()), ("index", place.index.into())])
}

fn gossip(gossip: &Gossip) -> Value {
    let Gossip { membership, heartbeats, unanswered } = gossip;
    let members = membership.members().iter();
    let mut members =
        members.map(|(node, member)| (node.to_string(), values::status(member.status).into()));
    let mut heartbeats = heartbeats.iter().map(|(node, beat)| {
        let beat = vec![Value::from(beat.epoch), beat.count.into()];
        (node.to_string(), Value::Array(beat))
    });
    fields([
        ("members", by_name(&mut members)),
        ("heartbeats", by_name(&mut heartbeats)),
        ("unanswered", values::nodes(unanswered)),
    ])
}

fn request(request: &Request) -> Value {
    let Request { id: _, key, operation, quorum, ring } = request;
    let with_context = |context: &Option<CausalContext>| {
        let context = context.as_ref();
        context.map_or(Value::Null, |context| values::context(context, Some(key)))
    };
    let asked = fields([
        ("key", values::key(key)),
        ("quorum", (*quorum).into()),
        ("ring", ring.map_or(Value::Null, values::ring_digest)),
    ]);
    match operation {
        Operation::Get => with(asked, [("operation", "get".into())]),
        Operation::Put { value, context } => with(
            asked,
            [
                ("operation", "put".into()),
                ("value", values::bytes(value.as_bytes())),
                ("context", with_context(context)),
            ],
        ),
        Operation::Delete { context } => {
            with(asked, [("operation", "delete".into()), ("context", with_context(context))])
        }
    }
}

fn outcome(outcome: &Outcome, of: Option<&Key>) -> Value {
    match outcome {
        Outcome::Found { object, context } => fields([
            ("outcome", "found".into()),
            ("object", values::object(object)),
            ("context", values::context(context, of)),
        ]),
        Outcome::Written => fields([("outcome", "written".into())]),
        Outcome::TooFewAnswers { answered, needed } => fields([
            ("outcome", "too_few_answers".into()),
            ("answered", (*answered).into()),
            ("needed", (*needed).into()),
        ]),
        Outcome::CoordinatorSilent { coordinator } => fields([
            ("outcome", "coordinator_silent".into()),
            ("coordinator", values::node(*coordinator)),
        ]),
        Outcome::Refused(refusal) => {
            fields([("outcome", "refused".into()), ("why", values::refusal(*refusal))])
        }
    }
}
