//! What the properties are tried on.

use dynamo_playground::dynamo::identity::{Actor, NodeId};
use dynamo_playground::dynamo::key::{Position, Value};
use dynamo_playground::dynamo::object::Version;
use dynamo_playground::dynamo::ring::{Ring, Token};
use dynamo_playground::dynamo::time::Time;
use dynamo_playground::dynamo::vector_clock::VectorClock;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

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

/// Versions of one history: what has the same clock is the same version.
pub fn versions() -> impl Strategy<Value = Vec<Version>> {
    vec(clock(), 0..8).prop_map(|clocks| {
        let version = |clock: VectorClock| {
            let value = Value::new(clock.to_string()).expect("a short value");
            Version { clock, value }
        };
        clocks.into_iter().map(version).collect()
    })
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
