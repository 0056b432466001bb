//! Where things stand on the stage: plain geometry, in the units of the picture.

use std::f64::consts::TAU;

use crate::dynamo::identity::{Address, ClientId, NodeId};
use crate::dynamo::key::Position;

/// A point of the picture; `y` grows downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// The measures of one picture. A narrow screen gets larger things on a smaller ground.
#[derive(Clone, Copy, Debug, PartialEq)]
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
}

impl Layout {
    /// The picture for a wide stage.
    pub const fn wide(nodes: u16) -> Layout {
        Layout {
            width: 960.0,
            height: 800.0,
            centre: Point { x: 480.0, y: 400.0 },
            ring_radius: 362.0,
            node_circle: 232.0,
            nodes,
        }
    }

    /// The picture for a phone.
    pub const fn compact(nodes: u16) -> Layout {
        Layout {
            width: 600.0,
            height: 690.0,
            centre: Point { x: 300.0, y: 306.0 },
            ring_radius: 246.0,
            node_circle: 160.0,
            nodes,
        }
    }

    /// The radius of a node's disc: as large as fits beside its neighbours.
    pub fn disc_radius(&self) -> f64 {
        let arc = TAU * self.node_circle / f64::from(self.nodes.max(1));
        (arc * 0.36).min(44.0)
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

    /// A node's place: nodes stand around the circle in the order of their letters.
    pub fn node(&self, node: NodeId) -> Point {
        self.on_circle(self.node_turn(node), self.node_circle)
    }

    /// The share of the circle before a node's place.
    pub fn node_turn(&self, node: NodeId) -> f64 {
        f64::from(node.0) / f64::from(self.nodes.max(1))
    }

    /// A client's place: the lower corners, in turn.
    pub fn client(&self, client: ClientId) -> Point {
        let inset = 64.0;
        let row = f64::from(client.0 / 2) * 76.0;
        let x = if client.0.is_multiple_of(2) { inset } else { self.width - inset };
        Point { x, y: self.height - inset - row }
    }

    /// The place of either.
    pub fn place(&self, address: Address) -> Point {
        match address {
            Address::Node(node) => self.node(node),
            Address::Client(client) => self.client(client),
        }
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

impl Point {
    /// The point that lies `share` of the way to `other`.
    pub fn towards(self, other: Point, share: f64) -> Point {
        Point { x: self.x + (other.x - self.x) * share, y: self.y + (other.y - self.y) * share }
    }

    /// How far it is to `other`.
    pub fn distance(self, other: Point) -> f64 {
        libm::hypot(other.x - self.x, other.y - self.y)
    }

    /// The direction to `other`, in degrees clockwise from the right.
    pub fn bearing(self, other: Point) -> f64 {
        libm::atan2(other.y - self.y, other.x - self.x).to_degrees()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_overlaps() {
        for layout in (1..=24).flat_map(|nodes| [Layout::wide(nodes), Layout::compact(nodes)]) {
            let places: Vec<Point> = (0..layout.nodes).map(|n| layout.node(NodeId(n))).collect();
            for (index, place) in places.iter().enumerate() {
                for other in &places[index + 1..] {
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
}
