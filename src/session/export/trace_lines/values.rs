//! What details are made of.

use serde_json::{Map, Value};

use crate::dynamo::causal_context::CausalContext;
use crate::dynamo::exchange::Exchange;
use crate::dynamo::identity::{MessageId, NodeId};
use crate::dynamo::key::{Key, Position};
use crate::dynamo::membership::{MemberChange, Status};
use crate::dynamo::merkle::Hash;
use crate::dynamo::message::Refusal;
use crate::dynamo::object::{Content, Dot, Object, Version};
use crate::dynamo::preference_list::PreferenceList;
use crate::dynamo::ring::KeyRange;
use crate::dynamo::time::{Duration, Time};
use crate::dynamo::vector_clock::VectorClock;
use crate::session::export::text::hexadecimal;
use crate::sim::trace::LossReason;

/// An object of these fields.
pub(super) fn fields<const COUNT: usize>(pairs: [(&str, Value); COUNT]) -> Value {
    by_name(&mut pairs.into_iter().map(|(name, value)| (name.to_owned(), value)))
}

/// An object of these entries. One by one, because a map that is made at once sorts its entries
/// first, and sorting would be compiled anew for every kind of list that they come in.
pub(super) fn by_name(entries: &mut dyn Iterator<Item = (String, Value)>) -> Value {
    let mut object = Map::new();
    for (name, value) in entries {
        object.insert(name, value);
    }
    Value::Object(object)
}

/// An object with these fields as well.
pub(super) fn with<const COUNT: usize>(value: Value, more: [(&str, Value); COUNT]) -> Value {
    match (value, fields(more)) {
        (Value::Object(mut whole), Value::Object(more)) => {
            whole.extend(more);
            Value::Object(whole)
        }
        (value, _) => value,
    }
}

pub(super) fn bytes(bytes: &[u8]) -> Value {
    match core::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => fields([("hex", hexadecimal(bytes).into())]),
    }
}

pub(super) fn key(key: &Key) -> Value {
    bytes(key.as_bytes())
}

pub(super) fn node(node: NodeId) -> Value {
    node.to_string().into()
}

pub(super) fn optional_node(node: Option<NodeId>) -> Value {
    node.map_or(Value::Null, self::node)
}

pub(super) fn nodes(nodes: &[NodeId]) -> Value {
    nodes.iter().map(|node| self::node(*node)).collect()
}

pub(super) fn message_id(id: MessageId) -> Value {
    format!("{}/{}/{}", id.sender, id.epoch, id.sequence).into()
}

/// A copy of a message.
pub(super) fn copy(message: MessageId, copy: u8) -> Value {
    fields([("message", message_id(message)), ("copy", copy.into())])
}

pub(super) fn at(time: Time) -> Value {
    time.as_micros().into()
}

pub(super) fn length(length: Duration) -> Value {
    length.as_micros().into()
}

pub(super) fn dot(dot: Dot) -> Value {
    Value::Array(vec![dot.actor.to_string().into(), dot.counter.into()])
}

pub(super) fn clock(clock: &VectorClock) -> Value {
    let entries = clock.entries().iter();
    by_name(&mut entries.map(|entry| (entry.actor.to_string(), entry.counter.into())))
}

fn version(version: &Version) -> Value {
    let content = match &version.content {
        Content::Value(value) => fields([("value", bytes(value.as_bytes()))]),
        Content::Tombstone => fields([("tombstone", true.into())]),
    };
    with(
        content,
        [
            ("dot", dot(version.dot)),
            ("clock", clock(&version.clock)),
            ("written_us", at(version.written)),
        ],
    )
}

pub(super) fn object(object: &Object) -> Value {
    object.versions().iter().map(version).collect()
}

pub(super) fn objects(objects: &[(Key, Object)]) -> Value {
    let objects = objects.iter();
    objects
        .map(|(key, object)| fields([("key", self::key(key)), ("object", self::object(object))]))
        .collect()
}

pub(super) fn context(context: &CausalContext, of: Option<&Key>) -> Value {
    match of.map(|key| context.open(key)) {
        Some(Ok(opened)) => {
            fields([("clock", clock(&opened.seen)), ("fastest", optional_node(opened.fastest))])
        }
        _ => "unreadable".into(),
    }
}

fn position(position: Position) -> Value {
    format!("{:032x}", position.0).into()
}

pub(super) fn range(range: &KeyRange) -> Value {
    fields([("first", position(range.first)), ("last", position(range.last))])
}

pub(super) fn hash(hash: Hash) -> Value {
    format!("{hash:032x}").into()
}

pub(super) fn ring_digest(digest: u64) -> Value {
    format!("{digest:016x}").into()
}

pub(super) fn preference_list(list: &PreferenceList) -> Value {
    fields([("primaries", nodes(list.primaries())), ("fallbacks", nodes(list.fallbacks()))])
}

pub(super) fn exchange(exchange: &Exchange) -> Value {
    let Exchange { initiator, number, hashes, bytes, disk_reads, keys_shipped } = *exchange;
    fields([
        ("initiator", node(initiator)),
        ("number", number.into()),
        ("hashes", hashes.into()),
        ("bytes", bytes.into()),
        ("disk_reads", disk_reads.into()),
        ("keys_shipped", keys_shipped.into()),
    ])
}

pub(super) const fn status(status: Status) -> &'static str {
    match status {
        Status::Joining => "joining",
        Status::Up => "up",
        Status::Leaving => "leaving",
        Status::Left => "left",
    }
}

pub(super) fn member_change(change: &MemberChange) -> [(&'static str, Value); 3] {
    let MemberChange { node, from, to } = *change;
    let from = from.map_or(Value::Null, |from| status(from).into());
    [("node", self::node(node)), ("from", from), ("to", status(to).into())]
}

pub(super) fn refusal(refusal: Refusal) -> Value {
    refusal.to_string().into()
}

pub(super) const fn loss_reason(reason: LossReason) -> &'static str {
    match reason {
        LossReason::Partitioned => "partitioned",
        LossReason::ReceiverDown => "receiver_down",
        LossReason::Cut => "cut",
        LossReason::OneWay => "one_way",
        LossReason::ByRate => "by_rate",
        LossReason::ByHand => "by_hand",
    }
}
