//! Where things stand on the stage: plain geometry, in the units of the picture.

mod point;
mod spread;

use std::f64::consts::TAU;
use std::rc::Rc;

pub use self::point::{Frame, Point, Way};
pub(super) use self::spread::spread;
use crate::dynamo::identity::{Address, ClientId, NodeId};
use crate::dynamo::key::Position;

/// A smaller disc could not bear a letter: the ring is condensed then.
const DISC_MIN: f64 = 11.0;

/// How much room the way of a message wants beside the discs that it passes: less only where there
/// is no other way.
const ROOMS: [f64; 3] = [9.0, 4.0, 1.0];

/// So many discs at most stand out from a condensed ring.
pub const DISCS_MAX: usize = 20;

/// The measures of one picture. A narrow screen gets larger things on a smaller ground.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// The picture's width.
    pub width: f64,
    /// The picture's height.
    pub height: f64,
    /// The middle of the ring.
    pub centre: Point,
    /// The middle line of the band of tokens.
    pub ring_radius: f64,
    /// The circle on which the nodes stand.
    pub node_circle: f64,
    /// How many nodes there are.
    pub nodes: u16,
    /// Whether this is the picture for a narrow screen.
    pub compact: bool,
    disc_max: f64,
    /// The place of each node around the circle, where nodes stand by zone; by letter if empty.
    slots: Rc<[u16]>,
    /// How far towards the middle a way from one node to another is bent, by how many places the
    /// other stands behind the one.
    bends: Rc<[f64]>,
    /// Of a condensed ring: the nodes that stand out as discs, each with its turn.
    discs: Rc<[(NodeId, f64)]>,
}

impl Layout {
    /// The picture for a wide stage.
    pub fn wide(nodes: u16) -> Layout {
        let (node_circle, disc_max) = if nodes <= 12 { (228.0, 44.0) } else { (262.0, 30.0) };
        let layout = Layout {
            width: 960.0,
            height: 800.0,
            centre: Point { x: 480.0, y: 400.0 },
            ring_radius: 362.0,
            node_circle,
            nodes,
            compact: false,
            disc_max,
            slots: Rc::default(),
            bends: Rc::default(),
            discs: Rc::default(),
        };
        layout.finished(294.0)
    }

    /// The picture for a narrow one.
    pub fn compact(nodes: u16) -> Layout {
        let (node_circle, disc_max) = if nodes <= 12 { (150.0, 38.0) } else { (176.0, 22.0) };
        let layout = Layout {
            width: 600.0,
            height: 690.0,
            centre: Point { x: 300.0, y: 304.0 },
            ring_radius: 246.0,
            node_circle,
            nodes,
            compact: true,
            disc_max,
            slots: Rc::default(),
            bends: Rc::default(),
            discs: Rc::default(),
        };
        layout.finished(192.0)
    }

    /// A ring with too many nodes for discs has its marks on a circle of their own; on any other
    /// the ways from node to node are found.
    fn finished(mut self, marks: f64) -> Layout {
        if self.is_condensed() {
            self.node_circle = marks;
            return self;
        }
        let depths = |behind: u16| {
            let (from, to) = (NodeId(0), NodeId(behind));
            let way = |depth: &f64| {
                self.between(from.into(), to.into(), |middle, aside| {
                    Point { x: middle.x + aside.x * 14.0, y: middle.y + aside.y * 14.0 }
                        .towards(self.centre, *depth)
                })
            };
            let free = |room: f64| {
                let mut depths = (0..8).map(|step| f64::from(step) * 0.16);
                depths.find(|depth| self.is_free(from.into(), to.into(), way(depth).bend, room))
            };
            ROOMS.into_iter().find_map(free).unwrap_or(1.0)
        };
        self.bends = (0..self.nodes).map(depths).collect();
        self
    }

    /// The nodes stand zone by zone, and by letter within a zone, if there are several.
    #[must_use]
    pub fn by_zone(mut self, zones: &[u8]) -> Layout {
        let last = zones.iter().copied().max().unwrap_or_default();
        if zones.iter().all(|zone| *zone == last) {
            return self;
        }
        let mut slots = vec![0; zones.len()];
        let mut next = 0;
        for zone in 0..=last {
            for (slot, _) in slots.iter_mut().zip(zones).filter(|(_, of)| **of == zone) {
                *slot = next;
                next += 1;
            }
        }
        self.slots = slots.into();
        self
    }

    /// On a condensed ring, these nodes stand out as discs, as far as there is room.
    #[must_use]
    pub fn with_discs(mut self, nodes: &[NodeId]) -> Layout {
        if self.is_condensed() {
            self.stand_out(nodes);
        }
        self
    }

    #[inline(never)]
    fn stand_out(&mut self, nodes: &[NodeId]) {
        let mut wanted: Vec<(NodeId, f64)> = Vec::with_capacity(DISCS_MAX);
        for node in nodes {
            if wanted.len() < DISCS_MAX && wanted.iter().all(|(known, _)| known != node) {
                let turn = self.node_turn(*node);
                let place = wanted.partition_point(|(_, other)| *other < turn);
                wanted.insert(place, (*node, turn));
            }
        }
        // The number of a rank stands out on one side.
        let circle = TAU * self.disc_circle();
        let even = circle / wanted.len().max(1) as f64;
        let apart = (2.0 * self.disc_radius() + 26.0).min(even * 0.98) / circle;
        self.discs = spread(&wanted, apart).into();
    }

    /// Whether there are too many nodes to draw each as a disc.
    pub fn is_condensed(&self) -> bool {
        self.even_radius() < DISC_MIN
    }

    /// The nodes that stand out from a condensed ring; none of another one.
    pub fn discs(&self) -> &[(NodeId, f64)] {
        &self.discs
    }

    /// Whether a node is drawn as a disc.
    pub fn is_disc(&self, node: NodeId) -> bool {
        !self.is_condensed() || self.disc_turn(node).is_some()
    }

    /// The radius of a node's disc: as large as fits beside its neighbours.
    pub fn disc_radius(&self) -> f64 {
        match self.is_condensed() {
            true if self.compact => 15.0,
            true => 18.0,
            false => self.even_radius(),
        }
    }

    fn even_radius(&self) -> f64 {
        let circle = if self.compact { 176.0 } else { 262.0 };
        let arc = TAU * self.node_circle.min(circle) / f64::from(self.nodes.max(1));
        (arc * 0.36).min(self.disc_max)
    }

    /// The circle of the discs: of a condensed ring, inside that of its marks.
    pub(super) fn disc_circle(&self) -> f64 {
        match self.is_condensed() {
            true if self.compact => self.node_circle - 46.0,
            true => self.node_circle - 62.0,
            false => self.node_circle,
        }
    }

    /// How far from the middle anything may be written inside the band and the walk along it.
    pub fn inner_radius(&self) -> f64 {
        self.ring_radius - 43.0
    }

    /// The size of plain letters.
    pub fn letter_size(&self) -> f64 {
        if self.compact { 15.0 } else { 14.0 }
    }

    /// About how wide a text is drawn in plain letters, rather too much than too little.
    pub fn text_width(&self, text: &str) -> f64 {
        let wide = |letter: char| match letter {
            'm' | 'w' | 'A'..='Z' | '@' | '%' | '&' => 0.8,
            'i' | 'j' | 'l' | 't' | 'f' | 'r' | ' ' | '.' | ',' | ':' | '’' => 0.38,
            letter if letter.is_ascii() => 0.61,
            _ => 1.1,
        };
        text.chars().map(wide).sum::<f64>() * self.letter_size()
    }

    /// A point at `turn` of the circle of `radius`, clockwise from the top.
    pub fn on_circle(&self, turn: f64, radius: f64) -> Point {
        // `libm` gives the same picture on every platform.
        let angle = turn * TAU;
        Point {
            x: self.centre.x + radius * libm::sin(angle),
            y: self.centre.y - radius * libm::cos(angle),
        }
    }

    /// Where a position of the ring lies on the band.
    pub fn on_ring(&self, position: Position) -> Point {
        self.on_circle(position.turn(), self.ring_radius)
    }

    /// A node's place: nodes stand around the circle in the order of their letters, or zone by
    /// zone.
    pub fn node(&self, node: NodeId) -> Point {
        match self.disc_turn(node) {
            Some(turn) => self.on_circle(turn, self.disc_circle()),
            None => self.on_circle(self.node_turn(node), self.node_circle),
        }
    }

    fn disc_turn(&self, node: NodeId) -> Option<f64> {
        self.discs.iter().find(|(disc, _)| *disc == node).map(|(_, turn)| *turn)
    }

    /// The share of the circle before a node's place.
    pub fn node_turn(&self, node: NodeId) -> f64 {
        f64::from(self.slot(node)) / f64::from(self.nodes.max(1))
    }

    /// How many nodes stand before a node, clockwise from the top.
    pub fn slot(&self, node: NodeId) -> u16 {
        self.slots.get(node.index()).copied().unwrap_or(node.0)
    }

    /// The node whose place is nearest to a turn.
    pub fn nearest(&self, turn: f64) -> NodeId {
        let count = self.nodes.max(1);
        let slot = (turn.rem_euclid(1.0) * f64::from(count)).round() as u16 % count;
        let found = self.slots.iter().position(|other| *other == slot);
        NodeId(found.map_or(slot, |index| index as u16))
    }

    /// The highest row of clients, from 0.
    fn last_row(&self) -> u16 {
        if self.compact { 1 } else { 4 }
    }

    /// Whether a client stands where others may stand as well: there is no room for all.
    pub fn is_shared(&self, client: ClientId) -> bool {
        client.0 / 2 >= self.last_row()
    }

    /// A client's place: the lower corners, in turn, then upwards.
    pub fn client(&self, client: ClientId) -> Point {
        let inset = 50.0;
        let row = f64::from((client.0 / 2).min(self.last_row())) * 104.0;
        let x = if client.0.is_multiple_of(2) { inset } else { self.width - inset };
        Point { x, y: self.height - 82.0 - row }
    }

    /// The place of either.
    pub fn place(&self, address: Address) -> Point {
        match address {
            Address::Node(node) => self.node(node),
            Address::Client(client) => self.client(client),
        }
    }

    /// How far from the middle of either its messages begin and end.
    pub fn edge(&self, address: Address) -> f64 {
        match address {
            Address::Node(node) if self.is_disc(node) => self.disc_radius() + 12.0,
            Address::Node(_) => 4.0,
            Address::Client(_) => 40.0,
        }
    }

    /// The way of a message. It passes no disc but those at its ends, and never lies on the way
    /// back.
    pub fn way(&self, from: Address, to: Address) -> Way {
        let way = self.between(from, to, |middle, aside| {
            let from_point = |point: Point, by: f64| Point {
                x: point.x + aside.x * by,
                y: point.y + aside.y * by,
            };
            let by = |by: f64| from_point(middle, by);
            match (from, to) {
                _ if self.is_condensed() => by(10.0),
                (Address::Node(from), Address::Node(to)) => {
                    let (from, to) = (self.slot(from), self.slot(to));
                    let behind = (to + self.nodes).saturating_sub(from) % self.nodes.max(1);
                    let depth = self.bends.get(usize::from(behind)).copied();
                    by(14.0).towards(self.centre, depth.unwrap_or_default())
                }
                _ => {
                    let steps =
                        [14.0, -40.0, 70.0, -90.0, 120.0, -140.0, 190.0, -210.0, 280.0, -300.0];
                    // Bent in the middle, or nearer to one end.
                    let bases = [0.5, 0.3, 0.7, 0.1, 0.9];
                    let (start, end) = (self.place(from), self.place(to));
                    let bends = bases.into_iter().flat_map(|base| {
                        let base = start.towards(end, base);
                        steps.map(|aside| from_point(base, aside))
                    });
                    let free =
                        |room: f64| bends.clone().find(|bend| self.is_free(from, to, *bend, room));
                    ROOMS.into_iter().find_map(free).unwrap_or(by(14.0))
                }
            }
        });
        let length = way.start.distance(way.end).max(1.0);
        way.shortened(self.edge(from) / length, self.edge(to) / length)
    }

    /// The way between two, bent to where `bend` says, given the middle and the direction to the
    /// right: there two that meet give way to each other.
    fn between(&self, from: Address, to: Address, bend: impl Fn(Point, Point) -> Point) -> Way {
        let (start, end) = (self.place(from), self.place(to));
        let length = start.distance(end).max(1.0);
        let right = Point { x: (start.y - end.y) / length, y: (end.x - start.x) / length };
        Way { start, bend: bend(start.towards(end, 0.5), right), end }
    }

    /// Whether a way passes no disc but those at its ends, with so much room beside them.
    fn is_free(&self, from: Address, to: Address, bend: Point, room: f64) -> bool {
        const SAMPLES: u16 = 24;
        let way = Way { start: self.place(from), bend, end: self.place(to) };
        let room = self.disc_radius() + room;
        let others = (0..self.nodes)
            .map(NodeId)
            .filter(|node| Address::Node(*node) != from && Address::Node(*node) != to);
        others.map(|node| self.node(node)).all(|place| {
            (1..SAMPLES)
                .all(|sample| way.at(f64::from(sample) / f64::from(SAMPLES)).distance(place) > room)
        })
    }

    /// The path of a band's piece between two turns, clockwise.
    pub fn arc(&self, from: f64, to: f64, radius: f64) -> String {
        let length = (to - from).rem_euclid(1.0);
        // A whole turn has no direction to draw; one piece short of it looks whole.
        let length = if length == 0.0 { 0.999_9 } else { length };
        let (start, end) = (self.on_circle(from, radius), self.on_circle(from + length, radius));
        let large = u8::from(length > 0.5);
        format!(
            "M{:.1},{:.1}A{radius:.1},{radius:.1} 0 {large} 1 {:.1},{:.1}",
            start.x, start.y, end.x, end.y
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_overlaps() {
        for layout in (1..=48).flat_map(|nodes| [Layout::wide(nodes), Layout::compact(nodes)]) {
            let places: Vec<Point> = (0..layout.nodes).map(|n| layout.node(NodeId(n))).collect();
            for (index, place) in places.iter().enumerate() {
                for other in places[index + 1..].iter().filter(|_| !layout.is_condensed()) {
                    assert!(place.distance(*other) > 2.0 * layout.disc_radius(), "{layout:?}");
                }
                for client in [ClientId(0), ClientId(1)] {
                    assert!(place.distance(layout.client(client)) > 100.0, "{layout:?}");
                }
            }
            assert!(layout.node_circle + layout.disc_radius() < layout.ring_radius - 20.0);
        }
    }

    #[test]
    fn the_ring_starts_at_the_top_and_goes_clockwise() {
        let layout = Layout::wide(4);
        let top = layout.on_ring(Position(0));
        assert_eq!((top.x, top.y), (480.0, 38.0));
        assert!(layout.on_ring(Position(1 << 126)).x > 800.0);
    }

    #[test]
    fn messages_pass_no_disc_but_those_at_their_ends() {
        // Between more discs than these not every client finds a gap to every node.
        for layout in (2..=14).flat_map(|nodes| [Layout::wide(nodes), Layout::compact(nodes)]) {
            let ends = |to: u16| {
                [NodeId(0).into(), ClientId(0).into(), ClientId(1).into()]
                    .map(|from: Address| (from, Address::Node(NodeId(to))))
            };
            for (from, to) in (1..layout.nodes).flat_map(ends) {
                for (from, to) in [(from, to), (to, from)] {
                    let way = layout.way(from, to);
                    let others = (0..layout.nodes).map(|node| Address::Node(NodeId(node)));
                    for other in others.filter(|other| *other != from && *other != to) {
                        let place = layout.place(other);
                        for step in 0..=50 {
                            let distance = way.at(f64::from(step) / 50.0).distance(place);
                            assert!(
                                distance > layout.disc_radius(),
                                "{from} to {to} by {other} of {}, compact: {}",
                                layout.nodes,
                                layout.compact
                            );
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn of_many_nodes_the_chosen_ones_stand_out_and_apart() {
        let all: Vec<NodeId> = (0..30).map(NodeId).collect();
        for layout in [Layout::wide(1_000), Layout::compact(64)] {
            let layout = layout.with_discs(&all);
            assert_eq!(layout.discs().len(), DISCS_MAX);
            for (index, (one, _)) in layout.discs().iter().enumerate() {
                for (other, _) in &layout.discs()[index + 1..] {
                    let apart = layout.node(*one).distance(layout.node(*other));
                    assert!(apart > 2.0 * layout.disc_radius(), "{one} {other}: {apart}");
                }
            }
            assert!(!layout.is_disc(NodeId(40)));
        }
    }

    #[test]
    fn nodes_of_a_zone_stand_together() {
        let layout = Layout::wide(5).by_zone(&[0, 1, 0, 1, 0]);
        let slots: Vec<u16> = (0..5).map(|node| layout.slot(NodeId(node))).collect();
        assert_eq!(slots, [0, 3, 1, 4, 2]);
        assert_eq!(layout.nearest(0.61), NodeId(1));
        assert_eq!(Layout::wide(5).nearest(-0.01), NodeId(0));
    }
}
