//! The ring as it is drawn: whose the arcs are, where a key lies, and whom its walk meets
//! (Dynamo §4.2, §4.3).

use std::f64::consts::TAU;

use super::layout::{Layout, Point};
use crate::dynamo::identity::NodeId;
use crate::dynamo::key::{Key, Position};
use crate::dynamo::preference_list::PreferenceList;
use crate::dynamo::ring::Ring;

/// The band of tokens and what the selected key has to do with it.
#[derive(Clone, Debug, PartialEq)]
pub struct RingView {
    /// One piece of the band for each virtual node.
    pub arcs: Vec<ArcView>,
    /// The selected key; none while no key is selected.
    pub key: Option<KeyMark>,
}

/// A virtual node: the arc it owns and the token at its end.
#[derive(Clone, Debug, PartialEq)]
pub struct ArcView {
    /// Whose it is.
    pub node: NodeId,
    /// The arc's path.
    pub path: String,
    /// The token's two ends across the band.
    pub token: (Point, Point),
    /// The token's position.
    pub position: Position,
}

/// A key's place and its walk clockwise around the ring.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyMark {
    /// The key.
    pub key: Key,
    /// Its position on the ring.
    pub position: Position,
    /// Where it lies on the band.
    pub point: Point,
    /// Where its name stands.
    pub label: Point,
    /// The preference list.
    pub list: PreferenceList,
    /// The first virtual node of each primary that the walk meets, in order.
    pub walk: Vec<WalkStop>,
    /// The way of the walk, from the key to the last of those.
    pub walk_path: String,
}

/// The place at which a key's walk meets a node for the first time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WalkStop {
    /// The node.
    pub node: NodeId,
    /// Its rank in the preference list, from 1.
    pub rank: u8,
    /// Where its number stands: inside the band, at the virtual node or as close behind it as
    /// the numbers before leave room.
    pub point: Point,
}

/// Half the width of the band.
const BAND: f64 = 9.0;

/// How far inside the band's middle line the walk is drawn.
const WALK_INSET: f64 = 28.0;

/// How far apart two numbers on the walk must be.
const NUMBER_WIDTH: f64 = 24.0;

impl RingView {
    /// The ring with a key of which `replicas` copies are kept.
    pub fn new(ring: &Ring, layout: &Layout, key: Option<&Key>, replicas: u8) -> RingView {
        let tokens = ring.tokens();
        let arcs = tokens
            .iter()
            .enumerate()
            .map(|(index, token)| {
                // The arc begins behind the token before; the first goes across the top.
                let before = tokens[(index + tokens.len() - 1) % tokens.len()].position.turn();
                let end = token.position.turn();
                ArcView {
                    node: token.node,
                    path: layout.arc(before, end, layout.ring_radius),
                    token: (
                        layout.on_circle(end, layout.ring_radius - BAND),
                        layout.on_circle(end, layout.ring_radius + BAND),
                    ),
                    position: token.position,
                }
            })
            .collect();
        let key = key.map(|key| key_mark(ring, layout, key, replicas));
        RingView { arcs, key }
    }
}

fn key_mark(ring: &Ring, layout: &Layout, key: &Key, replicas: u8) -> KeyMark {
    let position = key.position();
    let list = ring.preference_list(position, replicas);
    let start = ring.tokens().partition_point(|token| token.position < position);
    let (before, after) = ring.tokens().split_at(start);
    let mut walk: Vec<WalkStop> = Vec::new();
    let radius = layout.ring_radius - WALK_INSET;
    let number_width = NUMBER_WIDTH / (radius * TAU);
    let from_key = |turn: f64| (turn - position.turn()).rem_euclid(1.0);
    // How far the walk has come, as a share of the circle.
    let mut way = 0.0;
    for (index, node) in list.primaries().iter().enumerate() {
        let met = after.iter().chain(before).find(|token| token.node == *node);
        let Some(token) = met else { continue };
        let met = from_key(token.position.turn());
        // A number that would cover the one before it stands right behind it.
        way = if index == 0 { met } else { met.max(way + number_width) };
        let point = layout.on_circle(position.turn() + way, radius);
        walk.push(WalkStop { node: *node, rank: index as u8 + 1, point });
    }
    KeyMark {
        key: key.clone(),
        position,
        point: layout.on_ring(position),
        label: layout.on_circle(position.turn(), layout.ring_radius + 22.0),
        list,
        walk_path: layout.arc(position.turn(), position.turn() + way, radius),
        walk,
    }
}
