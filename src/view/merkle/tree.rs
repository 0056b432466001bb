//! Where the compared places of two trees stand in the picture: the same in both, so that what
//! belongs together stands at the same height and at the same place.

use super::messages::{Spot, Verdict};
use crate::dynamo::merkle::Hash;
use crate::view::narration::count;

/// About how many marks stand side by side. Of more, what is alike is drawn as one.
const SLOTS: usize = 20;

/// A mark in both trees: a place, or several that are alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// How far from the left its middle is, in slots.
    pub slot: f64,
    /// How far below the roots.
    pub level: u8,
    /// What came of the comparison.
    pub verdict: Verdict,
    /// The mark above it.
    pub parent: Option<usize>,
    /// The beginnings of the hashes on the left and on the right; none for several places, or
    /// where a hash is not known.
    pub hashes: [Option<String>; 2],
    /// How many trees, or leaves, it stands for if it is more than one.
    pub several: Option<u32>,
    /// All that is known of it.
    pub description: String,
}

/// The marks of a comparison, and how many slots wide they are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// The marks; whoever stands above another comes before it.
    pub marks: Vec<Mark>,
    /// The width, in slots.
    pub slots: usize,
    /// The lowest level that is drawn.
    pub deepest: u8,
}

/// Places the marks of all spots. The roots stand first among them.
pub fn marks(spots: &[Spot]) -> Marks {
    let roots = spots.iter().take_while(|spot| spot.place.level == 0).count();
    let mut drawing = Drawing { spots, drawn: Marks::default() };
    let mut root = 0;
    while root < roots {
        let verdict = spots[root].verdict;
        let alike = spots[root..roots].iter().take_while(|spot| spot.verdict == verdict).count();
        let room = SLOTS.saturating_sub(drawing.drawn.slots);
        let descends = spots[root].children.is_some();
        if verdict == Verdict::Differs && descends && (room > 0 || root == 0) {
            let cut = drawing.depth_that_fits(root, room.max(SLOTS / 4));
            drawing.tree(root, None, cut);
            root += 1;
        } else if alike > 1 {
            drawing.several_trees(&spots[root..root + alike]);
            root += alike;
        } else {
            drawing.tree(root, None, 0);
            root += 1;
        }
    }
    drawing.drawn
}

struct Drawing<'a> {
    spots: &'a [Spot],
    drawn: Marks,
}

impl Drawing<'_> {
    /// The lowest level down to which a tree is at most so many slots wide.
    fn depth_that_fits(&self, root: usize, room: usize) -> u8 {
        let fits = |level: &u8| self.width(root, *level) <= room;
        (1..=self.deepest(root)).rev().find(fits).unwrap_or(1)
    }

    fn deepest(&self, spot: usize) -> u8 {
        match self.spots[spot].children {
            None => self.spots[spot].place.level,
            Some(left) => self.deepest(left).max(self.deepest(left + 1)),
        }
    }

    fn width(&self, spot: usize, cut: u8) -> usize {
        match self.spots[spot].children {
            Some(left) if self.spots[spot].place.level < cut => {
                self.width(left, cut) + self.width(left + 1, cut)
            }
            _ => 1,
        }
    }

    /// How many of the lowest places below that were compared are not equal.
    fn differing_below(&self, spot: usize) -> u32 {
        match self.spots[spot].children {
            Some(left) => self.differing_below(left) + self.differing_below(left + 1),
            None => u32::from(self.spots[spot].verdict != Verdict::Equal),
        }
    }

    /// Draws a tree down to a level. Gives the slot of its top.
    fn tree(&mut self, index: usize, parent: Option<usize>, cut: u8) -> f64 {
        let Some(spot) = self.spots.get(index).copied() else { return 0.0 };
        let level = spot.place.level;
        let own = self.drawn.marks.len();
        let hidden = spot.children.filter(|_| level >= cut).map(|_| self.differing_below(index));
        self.drawn.deepest = self.drawn.deepest.max(level);
        self.drawn.marks.push(Mark {
            slot: 0.0,
            level,
            verdict: spot.verdict,
            parent,
            hashes: spot.hashes.map(|hash| hash.map(beginning)),
            several: hidden,
            description: describe(&spot, hidden),
        });
        let slot = match spot.children.filter(|_| hidden.is_none()) {
            Some(left) => {
                let (left, right) =
                    (self.tree(left, Some(own), cut), self.tree(left + 1, Some(own), cut));
                (left + right) / 2.0
            }
            None => self.next_slot(hidden.is_some()),
        };
        self.drawn.marks[own].slot = slot;
        slot
    }

    fn several_trees(&mut self, spots: &[Spot]) {
        let Some(first) = spots.first() else { return };
        let slot = self.next_slot(true);
        let many = count(spots.len(), "tree", "trees");
        let description = match first.verdict {
            Verdict::Equal => format!("{many}: the roots are equal, and so is all below them."),
            Verdict::Differs => format!("{many}: the roots differ; they are not drawn one by one."),
            Verdict::Awaited => format!("{many}: the roots are on their way."),
            Verdict::Never => format!("{many}: the roots were never compared."),
        };
        self.drawn.marks.push(Mark {
            slot,
            level: 0,
            verdict: first.verdict,
            parent: None,
            hashes: [None, None],
            several: Some(spots.len() as u32),
            description,
        });
    }

    /// The middle of the next free room: a mark that stands for several is twice as wide.
    fn next_slot(&mut self, several: bool) -> f64 {
        let width = if several { 2 } else { 1 };
        self.drawn.slots += width;
        (self.drawn.slots as f64) - width as f64 / 2.0
    }
}

fn describe(spot: &Spot, hidden: Option<u32>) -> String {
    let place = match spot.place.level {
        0 => "The root".to_owned(),
        level => format!("Level {level}, place {} of {}", spot.place.index + 1, 1_u64 << level),
    };
    let place = format!("{place} of the tree that ends at {}", spot.tree.range.last);
    let [left, right] = spot.hashes.map(|hash| hash.map_or_else(|| "?".to_owned(), beginning));
    let below = match hidden {
        Some(1) => " Of what is below, one place differs.".to_owned(),
        Some(hidden) => format!(" Of what is below, {hidden} places differ."),
        None => String::new(),
    };
    match spot.verdict {
        Verdict::Equal => format!("{place}: equal, {left}. Nobody looks below it."),
        Verdict::Differs => format!("{place}: {left} and {right} differ.{below}"),
        Verdict::Awaited => format!("{place}: its hash is on the way."),
        Verdict::Never => format!("{place}: never compared."),
    }
}

/// As much of a hash as tells it apart at a glance. Nothing at all has none.
fn beginning(hash: Hash) -> String {
    match hash {
        0 => "empty".to_owned(),
        hash => format!("{:04x}", hash >> 112),
    }
}
