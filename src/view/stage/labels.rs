//! Where what is written beside the nodes stands: nothing covers anything. What finds no room is
//! shortened, and in the end left out; the node's description still tells it.

use super::NodeView;
use crate::dynamo::identity::NodeId;
use crate::view::layout::{Frame, Layout, Point};
use crate::view::words::shortened;

/// How many letters of a value stand beside a node, where there is room.
const VALUE_LETTERS: [usize; 3] = [18, 9, 4];

/// How large the number of a node's rank is.
pub const BADGE_RADIUS: f64 = 11.0;

/// How far from its frame a chip's letters stand.
const CHIP_PADDING: f64 = 8.0;

/// A line of text and the room that it has.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// The text.
    pub text: String,
    /// Its room.
    pub frame: Frame,
}

/// What a node holds, in a frame beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct ChipView {
    /// The value, or how many there are.
    pub text: String,
    /// Whether it is out of date.
    pub stale: bool,
    /// Whether it is a hint for another node.
    pub hinted: bool,
    /// Its room.
    pub frame: Frame,
}

/// Finds room for everything that is written beside nodes.
pub(super) struct Placer<'a> {
    layout: &'a Layout,
    discs: Vec<Point>,
    taken: Vec<Frame>,
}

impl<'a> Placer<'a> {
    /// The room that discs, numbers and what else is there leave.
    pub(super) fn new(layout: &'a Layout, nodes: &[NodeView], taken: Vec<Frame>) -> Placer<'a> {
        let discs: Vec<&NodeView> = nodes.iter().filter(|node| node.disc).collect();
        let badges = discs.iter().filter(|node| node.shown_rank().is_some());
        let badges = badges.map(|node| Frame::around(badge(layout, node.place), BADGE_RADIUS));
        Placer {
            taken: taken.into_iter().chain(badges).collect(),
            discs: discs.iter().map(|node| node.place).collect(),
            layout,
        }
    }

    /// The first of these texts that finds room beside a disc.
    pub(super) fn caption(&mut self, at: Point, texts: &[String]) -> Option<Label> {
        texts.iter().filter(|text| !text.is_empty()).find_map(|text| {
            // Bold letters are wider.
            let width = self.layout.text_width(text) * 1.1 + 8.0;
            let height = self.layout.letter_size() + 6.0;
            let frame = self.room(at, width, height, true)?;
            Some(Label { text: text.clone(), frame })
        })
    }

    /// What a node holds, below it or where there is room.
    pub(super) fn chips(&mut self, node: &NodeView) -> Vec<ChipView> {
        if node.holds.is_none() {
            return Vec::new();
        }
        let rows = VALUE_LETTERS.into_iter().map(|letters| rows(node, letters));
        let count = rows_in_all(node);
        rows.chain([count]).find_map(|rows| self.stack(node.place, rows)).unwrap_or_default()
    }

    fn stack(&mut self, at: Point, rows: Vec<(String, bool, bool)>) -> Option<Vec<ChipView>> {
        if rows.is_empty() {
            return Some(Vec::new());
        }
        let width = |text: &str| self.layout.text_width(text) + 2.0 * CHIP_PADDING;
        let (height, gap) = (self.layout.letter_size() + 8.0, 3.0);
        let widest = rows.iter().map(|(text, ..)| width(text)).fold(0.0, f64::max);
        let all = rows.len() as f64 * (height + gap) - gap;
        let widths: Vec<f64> = rows.iter().map(|(text, ..)| width(text)).collect();
        let room = self.room(at, widest, all, false)?;
        let chips = rows.into_iter().zip(widths).enumerate().map(|(index, (row, width))| {
            let (text, stale, hinted) = row;
            let top = room.top + index as f64 * (height + gap);
            let left = room.left + (widest - width) / 2.0;
            ChipView { text, stale, hinted, frame: Frame { left, top, width, height } }
        });
        Some(chips.collect())
    }

    /// Free room of this size beside a disc; it is taken then.
    fn room(&mut self, at: Point, width: f64, height: f64, above_first: bool) -> Option<Frame> {
        let away = self.layout.disc_radius() + 5.0;
        let up = -away - height / 2.0;
        let side = away + width / 2.0;
        let (first, second) = if above_first { (up, -up) } else { (-up, up) };
        let shifts = [0.0, 0.25, -0.25, 0.45, -0.45];
        let over = |y: f64| shifts.map(|shift| (width * shift, y));
        let beside = |x: f64| [0.0, 0.3, -0.3].map(|shift| (x, (away + height) * shift));
        // Aslant, off the corners of the disc.
        let corner = away * 0.75;
        let aslant = [(1.0, -1.0), (-1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
            .map(|(x, y)| (x * (corner + width / 2.0), y * (corner + height / 2.0)));
        let outwards = if at.x < self.layout.centre.x { -side } else { side };
        let places = over(first).into_iter().chain(over(second));
        let places = places.chain(beside(outwards)).chain(beside(-outwards)).chain(aslant);
        // Messages come and go on the side of the ring's middle: of places that are about as good
        // the one that is turned away from it is taken.
        let centre = self.layout.centre;
        let (to_x, to_y) = (centre.x - at.x, centre.y - at.y);
        let to_centre = libm::hypot(to_x, to_y).max(1.0);
        let mut best: Option<(f64, Frame)> = None;
        for (order, (x, y)) in places.enumerate() {
            let frame =
                Frame { left: at.x + x - width / 2.0, top: at.y + y - height / 2.0, width, height };
            let inwards = (x * to_x + y * to_y) / (libm::hypot(x, y).max(1.0) * to_centre);
            let cost = order as f64 + inwards.max(0.0) * 14.0;
            if best.is_none_or(|(least, _)| cost < least) && self.is_free(&frame) {
                best = Some((cost, frame));
            }
        }
        let (_, found) = best?;
        self.taken.push(found);
        Some(found)
    }

    fn is_free(&self, frame: &Frame) -> bool {
        let radius = self.layout.disc_radius() + 2.0;
        frame.is_within(self.layout.centre, self.layout.inner_radius())
            && !self.taken.iter().any(|taken| taken.meets(frame))
            && !self.discs.iter().any(|disc| frame.meets_circle(*disc, radius))
    }
}

/// Where the number of a node's rank stands.
pub fn badge(layout: &Layout, place: Point) -> Point {
    let aside = layout.disc_radius() * 0.78;
    Point { x: place.x - aside, y: place.y - aside }
}

/// Each version that a node holds: its text, whether it is out of date, whether it is a hint.
fn rows(node: &NodeView, letters: usize) -> Vec<(String, bool, bool)> {
    let Some(holds) = &node.holds else { return Vec::new() };
    let text = |value: &Option<String>, owner: Option<NodeId>| {
        let value = shortened(value.as_deref().unwrap_or("deleted"), letters);
        owner.map_or(value.clone(), |owner| format!("for {owner}: {value}"))
    };
    let own = holds.versions.iter().map(|held| (text(&held.value, None), held.stale, false));
    let hinted = holds.hints.iter().flat_map(|hint| {
        let owner = Some(hint.owner);
        hint.versions.iter().map(move |held| (text(&held.value, owner), held.stale, true))
    });
    own.chain(hinted).collect()
}

/// How many versions a node holds, where there is no room for more.
fn rows_in_all(node: &NodeView) -> Vec<(String, bool, bool)> {
    let all = rows(node, 1);
    let stale = all.iter().all(|(_, stale, _)| *stale);
    let hinted = all.iter().all(|(.., hinted)| *hinted);
    match all.len() {
        0 => all,
        count => vec![(format!("×{count}"), stale, hinted)],
    }
}
