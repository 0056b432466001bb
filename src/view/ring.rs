//! The ring as it is drawn: whose the arcs are, where a key lies, and whom its walk meets
//! (Dynamo §4.2, §4.3).

use super::layout::{Layout, Point};
use crate::dynamo::identity::NodeId;
use crate::dynamo::key::{Key, Position};
use crate::dynamo::preference_list::PreferenceList;
use crate::dynamo::ring::Ring;

/// The band of arcs, its tokens, and what the selected key has to do with it.
#[derive(Clone, Debug, PartialEq)]
pub struct RingView {
    /// The pieces of the band, clockwise; together they are the whole band.
    pub arcs: Vec<ArcView>,
    /// The virtual nodes, by position.
    pub tokens: Vec<TokenView>,
    /// The selected key; none while no key is selected.
    pub key: Option<KeyMark>,
}

/// A stretch of the ring whose keys have the same node first in their preference lists. With
/// equal partitions that changes where a partition ends, else where a token lies.
#[derive(Clone, Debug, PartialEq)]
pub struct ArcView {
    /// Whose it is.
    pub node: NodeId,
    /// The arc's path.
    pub path: String,
}

/// The mark of a virtual node.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenView {
    /// Whose it is.
    pub node: NodeId,
    /// Its two ends across the band.
    pub ends: (Point, Point),
    /// Its position.
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
    /// Where its number stands, outside the band.
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
        let tokens = ring.tokens().iter().map(|token| {
            let turn = token.position.turn();
            TokenView {
                node: token.node,
                ends: (
                    layout.on_circle(turn, layout.ring_radius - BAND),
                    layout.on_circle(turn, layout.ring_radius + BAND),
                ),
                position: token.position,
            }
        });
        let key = key.map(|key| key_mark(ring, layout, key, replicas));
        RingView { arcs: arcs(ring, layout), tokens: tokens.collect(), key }
    }
}

fn arcs(ring: &Ring, layout: &Layout) -> Vec<ArcView> {
    let ranges = ring.ranges();
    // The first begins behind the last: it goes across the top.
    let Some(mut start) = ranges.last().map(|range| range.last) else { return Vec::new() };
    let owners: Vec<(Position, Option<NodeId>)> = ranges
        .iter()
        .map(|range| (range.last, ring.owner(range.last).map(|token| token.node)))
        .collect();
    let mut arcs = Vec::new();
    for (index, (end, owner)) in owners.iter().enumerate() {
        let goes_on = owners.get(index + 1).is_some_and(|(_, next)| next == owner);
        if let Some(node) = owner.filter(|_| !goes_on) {
            let path = layout.arc(start.turn(), end.turn(), layout.ring_radius);
            arcs.push(ArcView { node, path });
            start = *end;
        }
    }
    arcs
}

fn key_mark(ring: &Ring, layout: &Layout, key: &Key, replicas: u8) -> KeyMark {
    let position = key.position();
    let list = ring.preference_list(position, replicas);
    let anchor = ring.anchor(position);
    let start = ring.tokens().partition_point(|token| token.position < anchor);
    let (before, after) = ring.tokens().split_at(start);
    let mut walk: Vec<WalkStop> = Vec::new();
    let mut walk_end = position.turn();
    for (index, node) in list.primaries().iter().enumerate() {
        let met = after.iter().chain(before).find(|token| token.node == *node);
        let Some(token) = met else { continue };
        walk_end = token.position.turn();
        // Numbers that would cover each other step further inside.
        let point = (1..=list.primaries().len())
            .map(|row| layout.on_circle(walk_end, layout.ring_radius - WALK_INSET * row as f64))
            .find(|point| walk.iter().all(|stop| stop.point.distance(*point) > NUMBER_WIDTH))
            .unwrap_or(layout.on_circle(walk_end, layout.ring_radius - WALK_INSET));
        walk.push(WalkStop { node: *node, rank: index as u8 + 1, point });
    }
    KeyMark {
        key: key.clone(),
        position,
        point: layout.on_ring(position),
        label: layout.on_circle(position.turn(), layout.ring_radius + 22.0),
        list,
        walk_path: layout.arc(position.turn(), walk_end, layout.ring_radius - WALK_INSET),
        walk,
    }
}
