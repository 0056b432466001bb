//! Regions of the stage: the sides of a partition, and the zones.

use super::NodeView;
use crate::view::layout::{Frame, Layout, Point};

/// A side of a partition, as far as its nodes stand together.
#[derive(Clone, Debug, PartialEq)]
pub struct SideView {
    /// Its number, from 1.
    pub side: u16,
    /// Its ground.
    pub path: String,
    /// Where its name stands; none where the side's name stands in another place.
    pub name: Option<Point>,
}

/// A zone (data centre).
#[derive(Clone, Debug, PartialEq)]
pub struct ZoneView {
    /// Its number, as the setup counts: from 0.
    pub zone: u8,
    /// The arc along its nodes.
    pub path: String,
    /// Where its name stands.
    pub name: Point,
}

/// Neighbours that are alike, as the turns at which they begin and end.
struct Stretch<T> {
    what: T,
    from: f64,
    length: f64,
}

/// The lines of the cut and the grounds of the sides; nothing while the network is whole.
pub(super) fn sides(layout: &Layout, nodes: &[NodeView]) -> (Vec<(Point, Point)>, Vec<SideView>) {
    let stretches = stretches(layout, nodes, |node| node.side);
    match stretches.len() {
        0 | 1 => (Vec::new(), Vec::new()),
        _ => divided(layout, nodes, &stretches),
    }
}

#[inline(never)]
fn divided(
    layout: &Layout,
    nodes: &[NodeView],
    stretches: &[Stretch<Option<u16>>],
) -> (Vec<(Point, Point)>, Vec<SideView>) {
    let radius = layout.ring_radius + 12.0;
    let cuts = stretches.iter().map(|stretch| {
        let end = layout.on_circle(stretch.from + stretch.length, radius);
        (layout.centre, end)
    });
    let longest = |side: u16| {
        let of_side = stretches.iter().filter(|stretch| stretch.what == Some(side));
        of_side.map(|stretch| stretch.length).fold(0.0, f64::max)
    };
    let mut named: Vec<u16> = Vec::new();
    let mut views = Vec::new();
    for stretch in stretches {
        let Some(side) = stretch.what else { continue };
        let names = stretch.length >= longest(side) && !named.contains(&side);
        if names {
            named.push(side);
        }
        let inner = layout.ring_radius - 10.0;
        views.push(SideView {
            side,
            path: wedge(layout, stretch.from, stretch.from + stretch.length, inner),
            name: names.then(|| side_name(layout, nodes, stretch.from, stretch.length)),
        });
    }
    (cuts.collect(), views)
}

/// The name of a side stands beside the cut, where no disc is, or else towards the middle.
fn side_name(layout: &Layout, nodes: &[NodeView], from: f64, length: f64) -> Point {
    let outer = layout.inner_radius() - 16.0;
    let frame = name_frame(layout, Point::default());
    let discs = || nodes.iter().filter(|node| node.disc);
    let free = |point: &Point| {
        let frame = name_frame(layout, *point);
        frame.is_within(layout.centre, layout.inner_radius())
            && !discs().any(|node| frame.meets_circle(node.place, layout.disc_radius() + 12.0))
    };
    let places = [0.0, 18.0, 36.0, 60.0, 90.0].into_iter().flat_map(|inwards| {
        let radius = outer - inwards;
        let aside = (frame.width * 0.65 / (std::f64::consts::TAU * radius)).min(length / 2.0);
        [from + aside, from + length - aside].map(|turn| layout.on_circle(turn, radius))
    });
    let inside = layout.on_circle(from + length / 2.0, names_radius(layout) - 42.0);
    places.chain([inside]).find(free).unwrap_or(inside)
}

/// The zones, if there are several.
pub(super) fn zones(layout: &Layout, nodes: &[NodeView]) -> Vec<ZoneView> {
    let stretches = stretches(layout, nodes, |node| node.zone);
    match stretches.len() {
        0 | 1 => Vec::new(),
        _ => several_zones(layout, stretches),
    }
}

#[inline(never)]
fn several_zones(layout: &Layout, stretches: Vec<Stretch<Option<u8>>>) -> Vec<ZoneView> {
    let radius = names_radius(layout);
    let gap = 0.006;
    let view = |stretch: Stretch<Option<u8>>| {
        Some(ZoneView {
            zone: stretch.what?,
            path: layout.arc(stretch.from + gap, stretch.from + stretch.length - gap, radius),
            name: zone_name(layout, stretch.from + stretch.length / 2.0, radius),
        })
    };
    stretches.into_iter().filter_map(view).collect()
}

/// A zone's name stands inside its arc; words are wider than they are high.
fn zone_name(layout: &Layout, turn: f64, radius: f64) -> Point {
    let aside = libm::fabs(libm::sin(turn * std::f64::consts::TAU));
    layout.on_circle(turn, radius - 14.0 - aside * layout.letter_size() * 1.5)
}

/// The room of a region's name.
pub(super) fn name_frame(layout: &Layout, name: Point) -> Frame {
    let (width, height) = (layout.text_width("zone 10"), layout.letter_size() + 4.0);
    Frame { left: name.x - width / 2.0, top: name.y - height / 2.0, width, height }
}

/// Inside the discs.
fn names_radius(layout: &Layout) -> f64 {
    (layout.disc_circle() - layout.disc_radius() - 12.0).max(70.0)
}

fn stretches<T: Copy + PartialEq>(
    layout: &Layout,
    nodes: &[NodeView],
    what: impl Fn(&NodeView) -> T,
) -> Vec<Stretch<T>> {
    let count = layout.nodes.max(1);
    let mut around: Vec<Option<T>> = vec![None; usize::from(count)];
    for node in nodes {
        if let Some(slot) = around.get_mut(usize::from(layout.slot(node.node))) {
            *slot = Some(what(node));
        }
    }
    let around: Vec<T> = around.into_iter().flatten().collect();
    let half = 0.5 / f64::from(count);
    let turn = |slot: usize| slot as f64 / f64::from(count);
    let begins = |slot: &usize| around[*slot] != around[(*slot + around.len() - 1) % around.len()];
    let starts: Vec<usize> = (0..around.len()).filter(begins).collect();
    starts
        .iter()
        .enumerate()
        .map(|(index, start)| {
            let next = starts[(index + 1) % starts.len()];
            let length = (turn(next) - turn(*start)).rem_euclid(1.0);
            Stretch { what: around[*start], from: turn(*start) - half, length }
        })
        .collect()
}

/// A piece of a disc between two turns.
fn wedge(layout: &Layout, from: f64, to: f64, radius: f64) -> String {
    let arc = layout.arc(from, to, radius);
    format!("{arc}L{:.1},{:.1}Z", layout.centre.x, layout.centre.y)
}
