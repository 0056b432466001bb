//! The edges of the graph: what the writer of each version had seen.

use super::VersionNode;
use crate::dynamo::object::{ClockKind, Dot};

/// One version was seen by the writer of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The place of the earlier one among the versions.
    pub from: usize,
    /// The place of the later one.
    pub to: usize,
    /// In what way it was seen.
    pub kind: EdgeKind,
}

/// In what way a version was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EdgeKind {
    /// The writer had read it, and the clock says so.
    Read,
    /// The clock counts it as seen, but the writer had not read it.
    Unread,
    /// The writer had read it, but the pair that told so has been cut off the clock.
    CutOff,
}

/// Sets of versions by their places, as bits.
#[derive(Clone, Copy, Debug, Default)]
pub struct Past {
    /// What the writer had read, and what the writers of that had.
    pub read: u64,
    /// The same with what clocks merely count as seen.
    pub all: u64,
    /// Whether a part of it is not drawn.
    has_older: bool,
}

/// A graph on its way: versions are linked in the order in which they were made.
pub struct Drawing {
    /// How clocks are kept.
    pub kind: ClockKind,
    /// So many of the first versions stand apart from the others, with others between them that
    /// are not drawn.
    pub lasting: usize,
    /// The edges so far.
    pub edges: Vec<Edge>,
    /// The pasts of the versions so far.
    pub pasts: Vec<Past>,
}

impl Drawing {
    /// Draws the edges that end at one version, whose writer had read these.
    pub fn link(&mut self, versions: &mut [VersionNode], to: usize, read: &[Dot]) {
        let past = |from: usize| self.pasts.get(from).copied().unwrap_or_default();
        let drawn = read.iter().filter_map(|dot| versions[..to].iter().position(|v| v.dot == *dot));
        let parents: Vec<usize> = drawn.collect();
        let is_left_out = parents.len() < read.len();
        let has_older = is_left_out || parents.iter().any(|from| past(*from).has_older);
        let bits = |places: &[usize], of: fn(Past) -> u64| {
            places.iter().fold(0, |bits, from| bits | 1 << from | of(past(*from)))
        };
        let read_past = bits(&parents, |past| past.read);
        let known = read_past | bits(&parents, |past| past.all);
        let counts = |from: usize| counts(self.kind, &versions[to], &versions[from]);
        // Whether an older version was read through one that is not drawn cannot be told. And a
        // clock that all siblings share counts what stays beside the version as well.
        let told = |from: &usize| {
            self.kind != ClockKind::PerObject && (*from >= self.lasting || !has_older)
        };
        let unread: Vec<usize> =
            (0..to).filter(|from| known & 1 << *from == 0 && told(from) && counts(*from)).collect();
        let behind = |from: usize, others: &[usize], of: fn(Past) -> u64| {
            others.iter().any(|other| *other != from && of(past(*other)) & 1 << from != 0)
        };
        let mut edges = Vec::new();
        for from in parents.iter().copied() {
            if !behind(from, &parents, |past| past.read) {
                let kind = if counts(from) { EdgeKind::Read } else { EdgeKind::CutOff };
                edges.push(Edge { from, to, kind });
            }
        }
        for from in unread.iter().copied() {
            if !behind(from, &unread, |past| past.all) && !behind(from, &parents, |past| past.all) {
                edges.push(Edge { from, to, kind: EdgeKind::Unread });
            }
        }
        let all = known | bits(&unread, |past| past.all);
        self.edges.extend(edges);
        self.pasts.push(Past { read: read_past, all, has_older });
        versions[to].has_older_past = is_left_out;
    }
}

/// Whether the clock of a version counts an earlier one as seen, all of its past included.
fn counts(kind: ClockKind, version: &VersionNode, earlier: &VersionNode) -> bool {
    match kind {
        ClockKind::PerVersion => version.clock.descends_from(&earlier.clock),
        ClockKind::PerObject | ClockKind::Dotted => {
            version.clock.counter(earlier.dot.actor) >= earlier.dot.counter
        }
    }
}
