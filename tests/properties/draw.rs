//! What the properties are tried on.

use dynamo_playground::dynamo::identity::{Actor, NodeId};
use dynamo_playground::dynamo::key::{Key, Position, Value};
use dynamo_playground::dynamo::object::{ClockKind, Content, Dot, Object, Version};
use dynamo_playground::dynamo::placement::{Placement, Strategy as PlacementStrategy};
use dynamo_playground::dynamo::ring::{Ring, Token};
use dynamo_playground::dynamo::time::Time;
use dynamo_playground::dynamo::vector_clock::VectorClock;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

/// All kinds of clocks.
pub const CLOCK_KINDS: [ClockKind; 3] =
    [ClockKind::PerVersion, ClockKind::PerObject, ClockKind::Dotted];

/// Few actors and small counters, so that clocks are related in every way.
pub fn clock() -> impl Strategy<Value = VectorClock> {
    btree_map(actor(), 1_u64..4, 0..4).prop_map(|counters| {
        let mut clock = VectorClock::new();
        for (actor, counter) in counters {
            clock.set(actor, counter, counted_at(actor, counter));
        }
        clock
    })
}

/// An actor counts once at a time: the same count was always made at the same moment.
pub fn counted_at(actor: Actor, counter: u64) -> Time {
    Time::from_millis(counter * 10 + u64::from(actor.node.0))
}

pub fn actor() -> impl Strategy<Value = Actor> {
    (0_u16..3, 0_u32..2).prop_map(|(node, generation)| Actor { node: NodeId(node), generation })
}

/// One version, with what its writer had seen as clock.
pub fn version(kind: ClockKind, dot: Dot, seen: &VectorClock) -> Version {
    let mut clock = seen.clone();
    let written = counted_at(dot.actor, dot.counter);
    if kind != ClockKind::Dotted {
        clock.set(dot.actor, dot.counter, written);
    }
    let text = format!("{dot:?}");
    let content = Content::Value(Value::new(text).expect("a short value"));
    Version { dot, clock, content, written }
}

/// An object of some value of a key, whatever its history.
pub fn any_object() -> impl Strategy<Value = Object> {
    vec((actor(), 1_u64..5), 1..4).prop_map(|dots| {
        let mut object = Object::new();
        for (actor, counter) in dots {
            let dot = Dot { actor, counter };
            let version = version(ClockKind::Dotted, dot, &VectorClock::new());
            object.merge(ClockKind::Dotted, &version.into());
        }
        object
    })
}

pub fn key() -> impl Strategy<Value = Key> {
    (0_u16..40).prop_map(|number| Key::new(format!("key {number}")).expect("a key"))
}

/// Few enough places that two tokens may share one, spread over the whole circle.
pub fn position() -> impl Strategy<Value = Position> {
    prop_oneof![
        (0_u128..16).prop_map(|place| Position(place << 124)),
        (0_u128..16).prop_map(|place| Position(u128::MAX - place)),
        any::<u128>().prop_map(Position),
    ]
}

pub fn tokens() -> impl Strategy<Value = Vec<Token>> {
    let token = (position(), 0_u16..6);
    vec(token.prop_map(|(position, node)| Token { position, node: NodeId(node) }), 0..24)
}

pub fn ring() -> impl Strategy<Value = Ring> {
    tokens().prop_map(Ring::new)
}

/// All four strategies, with few tokens and partitions.
pub fn placement() -> impl Strategy<Value = Placement> {
    let strategy = prop_oneof![
        Just(PlacementStrategy::SingleToken),
        Just(PlacementStrategy::RandomTokens),
        Just(PlacementStrategy::RandomTokensEqualPartitions),
        Just(PlacementStrategy::EqualPartitions),
    ];
    (strategy, 1_u16..6, 3_u32..7).prop_map(|(strategy, tokens_per_node, bits)| Placement {
        strategy,
        tokens_per_node,
        partitions: 1 << bits,
    })
}

/// Up to eight nodes, each with its zone and capacity.
pub fn founders() -> impl Strategy<Value = Vec<(NodeId, u8, u8)>> {
    vec((0_u8..3, 1_u8..5), 1..9).prop_map(|profiles| {
        let named = profiles.into_iter().enumerate();
        named.map(|(index, (zone, capacity))| (NodeId(index as u16), zone, capacity)).collect()
    })
}
