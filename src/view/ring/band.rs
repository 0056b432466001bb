//! The band of the ring: whose which arc is, where virtual nodes lie, and how much is whose.

use crate::dynamo::identity::NodeId;
use crate::dynamo::key::Position;
use crate::dynamo::placement::{Placement, Strategy};
use crate::dynamo::ring::Ring;
use crate::view::layout::{Layout, Point};
use crate::view::palette::hue_node;

/// Half the width of the band.
const HALF: f64 = 9.0;

/// Of more arcs, those of one colour are drawn as one.
const ARCS_MAX: usize = 200;

/// More virtual nodes are drawn as one, and tell no names.
const TOKENS_MAX: usize = 200;

/// The marks of still more would cover the band.
const MARKS_MAX: usize = 2_000;

/// More virtual nodes do not stand out of the band.
const PINS_MAX: usize = 100;

/// The boundaries of more partitions would cover the band.
const CELLS_MAX: u32 = 512;

/// More letters would cover the band.
const LETTERS_MAX: usize = 96;

/// The band, which stays as long as the ring does.
#[derive(Clone, Debug)]
pub struct Band {
    /// The pieces of the band, clockwise; together they are the whole band.
    pub arcs: Vec<ArcView>,
    /// The virtual nodes, by position; none if there are too many to tell one from another.
    pub tokens: Vec<TokenView>,
    /// All of them at once, if there are that many.
    pub token_path: String,
    /// The boundaries of equal partitions.
    pub cells: String,
    /// The letters of those arcs that are long enough for one.
    pub letters: Vec<(Point, NodeId)>,
    /// The marks of the nodes of a condensed ring, those of one colour as one.
    pub marks: Vec<ArcView>,
    /// Which share of the ring each node owns, by its number.
    shares: Vec<f64>,
    /// Over how many nodes the ring is spread.
    members: u16,
    /// By which strategy, and with which numbers.
    pub strategy: [String; 2],
    digest: u64,
    radius: f64,
    nodes: u16,
}

/// A stretch of the ring whose keys have the same node first in their preference lists. With
/// equal partitions that changes where a partition ends, else where a token lies.
#[derive(Clone, Debug, PartialEq)]
pub struct ArcView {
    /// Whose it is. Of many nodes, it stands for all that have its colour.
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

impl PartialEq for Band {
    /// All else follows from these.
    fn eq(&self, other: &Band) -> bool {
        (self.digest, self.nodes) == (other.digest, other.nodes)
            && self.radius == other.radius
            && self.strategy == other.strategy
    }
}

impl Band {
    /// The band of a ring.
    pub fn new(ring: &Ring, layout: &Layout, placement: &Placement) -> Band {
        let runs = runs(ring);
        let mut shares: Vec<f64> = vec![0.0; usize::from(layout.nodes)];
        for run in &runs {
            if let Some(share) = shares.get_mut(run.node.index()) {
                *share += run.length();
            }
        }
        let tokens = ring.tokens();
        // Where tokens are partitions, they are the boundaries; else they stand out.
        let outer = match placement.strategy {
            Strategy::EqualPartitions => HALF,
            _ if tokens.len() > PINS_MAX => HALF,
            _ => HALF + 6.0,
        };
        let ends = |position: Position| {
            let at = |radius| layout.on_circle(position.turn(), radius);
            (at(layout.ring_radius - HALF), at(layout.ring_radius + outer))
        };
        let few = tokens.len() <= TOKENS_MAX;
        let cells = placement.equal_partitions().filter(|count| *count <= CELLS_MAX);
        let cells = (0..cells.unwrap_or_default()).map(|index| {
            let turn = f64::from(index) / f64::from(placement.partitions);
            let at = |radius| layout.on_circle(turn, radius);
            line(at(layout.ring_radius - HALF), at(layout.ring_radius + HALF))
        });
        Band {
            letters: letters(&runs, layout),
            arcs: arcs(&runs, layout),
            tokens: tokens
                .iter()
                .filter(|_| few)
                .map(|token| TokenView {
                    node: token.node,
                    ends: ends(token.position),
                    position: token.position,
                })
                .collect(),
            token_path: tokens
                .iter()
                .filter(|_| !few && tokens.len() <= MARKS_MAX)
                .map(|token| ends(token.position))
                .map(|(from, to)| line(from, to))
                .collect(),
            cells: cells.collect(),
            marks: marks(layout),
            shares,
            members: ring.node_count(),
            strategy: strategy(placement),
            digest: ring.digest(),
            radius: layout.ring_radius,
            nodes: layout.nodes,
        }
    }

    /// Whether this is the band of a ring in a picture.
    pub fn is_of(&self, ring: &Ring, layout: &Layout, placement: &Placement) -> bool {
        (self.digest, self.nodes) == (ring.digest(), layout.nodes)
            && self.radius == layout.ring_radius
            && self.strategy == strategy(placement)
    }

    /// Which share of the ring a node owns.
    pub fn share(&self, node: NodeId) -> f64 {
        self.shares.get(node.index()).copied().unwrap_or_default()
    }

    /// How much a node owns, measured by an even part of the ring.
    pub fn load(&self, node: NodeId) -> f64 {
        self.share(node) * f64::from(self.members)
    }
}

/// A stretch of the ring that is one node's.
struct Run {
    node: NodeId,
    from: f64,
    to: f64,
    whole: bool,
}

impl Run {
    /// Which share of the ring it is.
    fn length(&self) -> f64 {
        if self.whole { 1.0 } else { (self.to - self.from).rem_euclid(1.0) }
    }
}

/// The stretches, clockwise.
fn runs(ring: &Ring) -> Vec<Run> {
    let ranges = ring.ranges();
    // The first begins behind the last: it goes across the top.
    let Some(mut start) = ranges.last().map(|range| range.last) else { return Vec::new() };
    let owners: Vec<(Position, Option<NodeId>)> = ranges
        .iter()
        .map(|range| (range.last, ring.owner(range.last).map(|token| token.node)))
        .collect();
    let mut runs = Vec::new();
    for (index, (end, owner)) in owners.iter().enumerate() {
        let goes_on = owners.get(index + 1).is_some_and(|(_, next)| next == owner);
        if let Some(node) = owner.filter(|_| !goes_on) {
            runs.push(Run { node, from: start.turn(), to: end.turn(), whole: start == *end });
            start = *end;
        }
    }
    runs
}

fn arcs(runs: &[Run], layout: &Layout) -> Vec<ArcView> {
    let path = |run: &Run| layout.arc(run.from, run.to, layout.ring_radius);
    if runs.len() <= ARCS_MAX {
        return runs.iter().map(|run| ArcView { node: run.node, path: path(run) }).collect();
    }
    let mut arcs: Vec<ArcView> = Vec::new();
    for run in runs {
        let node = hue_node(run.node, layout.nodes);
        match arcs.iter_mut().find(|arc| arc.node == node) {
            Some(arc) => arc.path += &path(run),
            None => arcs.push(ArcView { node, path: path(run) }),
        }
    }
    arcs
}

/// A short line for each node, on the circle of the nodes.
fn marks(layout: &Layout) -> Vec<ArcView> {
    let mut marks: Vec<ArcView> = Vec::new();
    for node in (0..layout.nodes).map(NodeId).filter(|_| layout.is_condensed()) {
        let turn = layout.node_turn(node);
        let at = |by: f64| layout.on_circle(turn, layout.node_circle + by);
        let (hue, path) = (hue_node(node, layout.nodes), line(at(-8.0), at(8.0)));
        match marks.iter_mut().find(|mark| mark.node == hue) {
            Some(mark) => mark.path += &path,
            None => marks.push(ArcView { node: hue, path }),
        }
    }
    marks
}

fn letters(runs: &[Run], layout: &Layout) -> Vec<(Point, NodeId)> {
    let fits = |run: &&Run| {
        let room = run.length() * std::f64::consts::TAU * layout.ring_radius;
        room > 8.0 + 11.0 * run.node.to_string().len() as f64
    };
    let placed = runs
        .iter()
        .filter(fits)
        .map(|run| (layout.on_circle(run.from + run.length() / 2.0, layout.ring_radius), run.node));
    placed.take(LETTERS_MAX).collect()
}

fn line(from: Point, to: Point) -> String {
    format!("M{:.1},{:.1}L{:.1},{:.1}", from.x, from.y, to.x, to.y)
}

/// A strategy's name and its numbers.
fn strategy(placement: &Placement) -> [String; 2] {
    let Placement { tokens_per_node: tokens, partitions, .. } = placement;
    let (name, numbers) = match placement.strategy {
        Strategy::SingleToken => ("Basic hashing (§4.2)", "one random token a node".to_owned()),
        Strategy::RandomTokens => ("Strategy 1 (§6.2)", format!("{tokens} random tokens a node")),
        Strategy::RandomTokensEqualPartitions => {
            ("Strategy 2 (§6.2)", format!("{tokens} tokens a node, {partitions} cells"))
        }
        Strategy::EqualPartitions => ("Strategy 3 (§6.2)", format!("{partitions} equal cells")),
    };
    [name.to_owned(), numbers]
}
