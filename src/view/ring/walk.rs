//! A key's walk clockwise around the ring: whom it meets, and what it passes by (Dynamo §4.3).

use std::f64::consts::TAU;

use crate::dynamo::identity::NodeId;
use crate::dynamo::key::Position;
use crate::dynamo::preference_list::PreferenceList;
use crate::dynamo::ring::Ring;
use crate::view::layout::{Layout, Point, spread};

/// How far inside the band's middle line the walk is drawn.
const INSET: f64 = 29.0;

/// How far apart two numbers on the walk must be.
const NUMBER_WIDTH: f64 = 25.0;

/// So many fallbacks are shown: those next in line.
const FALLBACKS_SHOWN: usize = 2;

/// At most so many virtual nodes are marked as passed by.
const SKIPS_MAX: usize = 60;

/// The place at which a key's walk meets a node for the first time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WalkStop {
    /// The node.
    pub node: NodeId,
    /// Its rank in the preference list, from 1.
    pub rank: u16,
    /// Whether it only stands in for others.
    pub fallback: bool,
    /// Where the virtual node lies, at the inner side of the band.
    pub foot: Point,
    /// Where its number stands, inside the band.
    pub point: Point,
}

/// A virtual node that the walk passes by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Skip {
    /// The node.
    pub node: NodeId,
    /// Where it lies, at the inner side of the band.
    pub point: Point,
    /// Whether the node is on the list already; if not, its zone has its share of copies.
    pub again: bool,
}

/// A walk.
#[derive(Default)]
pub(super) struct Walk {
    pub(super) stops: Vec<WalkStop>,
    pub(super) skips: Vec<Skip>,
    pub(super) path: String,
}

pub(super) fn walk(
    ring: &Ring,
    layout: &Layout,
    position: Position,
    list: &PreferenceList,
) -> Walk {
    let anchor = ring.anchor(position);
    let start = ring.tokens().partition_point(|token| token.position < anchor);
    let (before, after) = ring.tokens().split_at(start);
    let primaries = list.primaries().len();
    let shown = list.nodes().get(..primaries + FALLBACKS_SHOWN).unwrap_or(list.nodes());
    let mut met: Vec<NodeId> = Vec::new();
    let mut stops: Vec<(WalkStop, f64)> = Vec::new();
    let mut skips: Vec<Skip> = Vec::new();
    let (mut found, mut skipped, mut end) = (0, 0, position.turn());
    for token in after.iter().chain(before) {
        if stops.len() == shown.len() {
            break;
        }
        let turn = token.position.turn();
        let foot = layout.on_circle(turn, layout.ring_radius - 11.0);
        let again = met.contains(&token.node);
        let rank = shown.iter().position(|node| *node == token.node).filter(|_| !again);
        if let Some(index) = rank {
            let stop = WalkStop {
                node: token.node,
                rank: index as u16 + 1,
                fallback: index >= primaries,
                foot,
                point: foot,
            };
            stops.push((stop, turn));
            if index < primaries {
                found += 1;
                end = turn;
                skipped = skips.len();
            }
        } else if found < primaries && skips.len() < SKIPS_MAX {
            skips.push(Skip { node: token.node, point: foot, again });
        }
        if !again {
            met.push(token.node);
        }
    }
    // What lies behind the last primary is not passed by: the walk is over.
    skips.truncate(skipped);
    let radius = layout.ring_radius - INSET;
    let path = layout.arc(position.turn(), end, radius);
    let marks = spread(&stops, NUMBER_WIDTH / (TAU * radius));
    let stops = marks
        .into_iter()
        .map(|(stop, turn)| WalkStop { point: layout.on_circle(turn, radius), ..stop });
    Walk { stops: stops.collect(), skips, path }
}
