//! Points, boxes and bent ways.

/// A point of the picture; `y` grows downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
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

/// A box with upright sides.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Frame {
    /// Its left side.
    pub left: f64,
    /// Its upper side.
    pub top: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

impl Frame {
    /// The box around a circle.
    pub fn around(centre: Point, radius: f64) -> Frame {
        Frame {
            left: centre.x - radius,
            top: centre.y - radius,
            width: 2.0 * radius,
            height: 2.0 * radius,
        }
    }

    /// Its middle.
    pub fn middle(&self) -> Point {
        Point { x: self.left + self.width / 2.0, y: self.top + self.height / 2.0 }
    }

    /// Whether the two cover a common ground.
    pub fn meets(&self, other: &Frame) -> bool {
        self.left < other.left + other.width
            && other.left < self.left + self.width
            && self.top < other.top + other.height
            && other.top < self.top + self.height
    }

    /// Whether a circle covers some of its ground.
    pub fn meets_circle(&self, centre: Point, radius: f64) -> bool {
        let nearest = Point {
            x: centre.x.clamp(self.left, self.left + self.width),
            y: centre.y.clamp(self.top, self.top + self.height),
        };
        nearest.distance(centre) < radius
    }

    /// Whether all of it lies within a circle.
    pub fn is_within(&self, centre: Point, radius: f64) -> bool {
        let (right, bottom) = (self.left + self.width, self.top + self.height);
        [(self.left, self.top), (right, self.top), (self.left, bottom), (right, bottom)]
            .into_iter()
            .all(|(x, y)| Point { x, y }.distance(centre) <= radius)
    }
}

/// A way that is bent once: a quadratic Bézier curve.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Way {
    /// Where it begins.
    pub start: Point,
    /// Where it is bent to.
    pub bend: Point,
    /// Where it ends.
    pub end: Point,
}

impl Way {
    /// The point at a share of the way.
    pub fn at(&self, share: f64) -> Point {
        let first = self.start.towards(self.bend, share);
        first.towards(self.bend.towards(self.end, share), share)
    }

    /// The direction at a share of the way, in degrees clockwise from the right.
    pub fn bearing(&self, share: f64) -> f64 {
        let first = self.start.towards(self.bend, share);
        first.bearing(self.bend.towards(self.end, share))
    }

    /// The same way without some of it at either end.
    pub fn shortened(&self, before: f64, behind: f64) -> Way {
        let (from, to) = (before.min(0.45), 1.0 - behind.min(0.45));
        let bend = {
            let first = self.start.towards(self.bend, from);
            first.towards(self.bend.towards(self.end, from), to)
        };
        Way { start: self.at(from), bend, end: self.at(to) }
    }

    /// The way as the `d` of an SVG path.
    pub fn path(&self) -> String {
        let Way { start, bend, end } = self;
        format!(
            "M{:.1},{:.1}Q{:.1},{:.1} {:.1},{:.1}",
            start.x, start.y, bend.x, bend.y, end.x, end.y
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shortened_way_lies_on_the_whole_one() {
        let way = Way {
            start: Point { x: 0.0, y: 0.0 },
            bend: Point { x: 50.0, y: 80.0 },
            end: Point { x: 100.0, y: 0.0 },
        };
        let shortened = way.shortened(0.2, 0.3);
        for share in [0.0, 0.25, 0.5, 1.0] {
            let whole = way.at(0.2 + 0.5 * share);
            assert!(shortened.at(share).distance(whole) < 1e-9);
        }
    }
}
