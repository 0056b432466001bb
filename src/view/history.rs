//! The history of a key as a graph (Dynamo §4.4): every version that was ever made, what its
//! writer had seen, and what has become of it.
//!
//! An edge goes from a version to one whose writer had read it, the immediate ones only. With the
//! paper's clocks a version can also count as an ancestor without having been read, since a counter
//! stands for all lower ones: such an edge is marked. So is one that a clock tells no more, as the
//! pair that told it has been cut off.

mod fate;
mod layout;
mod merge;
mod pair;

use self::fate::Holdings;
pub use self::fate::{Fate, FateKind};
use self::layout::place;
pub use self::merge::{MergeChoice, MergeView};
pub use self::pair::PairView;
use super::key::dot_words;
use super::words::moment;
use crate::dynamo::identity::{ClientId, NodeId, RequestId};
use crate::dynamo::key::Key;
use crate::dynamo::key_space::Reconciliation;
use crate::dynamo::message::{Operation, Outcome};
use crate::dynamo::note::Note;
use crate::dynamo::object::{ClockKind, Dot};
use crate::dynamo::time::Time;
use crate::dynamo::vector_clock::VectorClock;
use crate::session::annals::versions::{KeyVersions, MadeVersion, VersionAnnals, asked};
use crate::session::ledger::answer;
use crate::session::timeline::Timeline;
use crate::sim::trace::{EventId, EventKind, TraceEvent};

/// So many of the newest versions are drawn, and as many older ones that are still the newest
/// somewhere. Together they fit the bits of a set.
const VERSIONS_SHOWN: usize = 28;

/// The history of one key.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryView {
    /// The key.
    pub key: Key,
    /// How clocks are kept.
    pub clock_kind: ClockKind,
    /// Whether wall-clock times decide.
    pub last_write_wins: bool,
    /// The versions, in the order in which they were made.
    pub versions: Vec<VersionNode>,
    /// What their writers had seen.
    pub edges: Vec<Edge>,
    /// How many older versions are not drawn one by one.
    pub older: usize,
    /// How many columns and lanes the graph has.
    pub size: (usize, usize),
    /// The two that are held against each other.
    pub pair: Option<PairView>,
    /// What the client can make of what it has read.
    pub merge: Option<MergeView>,
}

/// A version.
#[derive(Clone, Debug, PartialEq)]
pub struct VersionNode {
    /// The event of its making.
    pub dot: Dot,
    /// The node that made it.
    pub maker: NodeId,
    /// The value; none for a tombstone.
    pub value: Option<String>,
    /// All that its clock counts as seen, itself included.
    pub clock: VectorClock,
    /// What its writer had seen, by the context that came with the put.
    pub seen: VectorClock,
    /// Whether its writer gave a context.
    pub had_context: bool,
    /// The request that made it.
    pub request: Option<RequestId>,
    /// The event in the trace.
    pub event: EventId,
    /// When it was made.
    pub at: Time,
    /// When it was made by its maker's own clock.
    pub written: Time,
    /// Whether its writer has been told that it is written.
    pub acknowledged: bool,
    /// Whether some of its past is drawn together with the older versions.
    pub has_older_past: bool,
    /// Where it stands: column and lane.
    pub place: (usize, usize),
    /// What has become of it.
    pub fate: Fate,
    /// Who holds it as its own.
    pub holders: Vec<NodeId>,
    /// Who keeps it as a hint, and for whom.
    pub hinted: Vec<(NodeId, NodeId)>,
}

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
struct Past {
    /// What the writer had read, and what the writers of that had.
    read: u64,
    /// The same with what clocks merely count as seen.
    all: u64,
    /// Whether a part of it is not drawn.
    has_older: bool,
}

impl HistoryView {
    /// The history of a key as of the cursor; `chosen` are the versions to hold against each
    /// other, `client` the one that can merge.
    pub fn new(
        annals: &VersionAnnals,
        timeline: &Timeline,
        key: &Key,
        chosen: &[Dot],
        client: ClientId,
    ) -> HistoryView {
        let simulation = timeline.simulation();
        let config = &simulation.setup().store;
        let trace = timeline.trace();
        let kind = config.clock_kind;
        let last_write_wins = config.policy(key).reconciliation == Reconciliation::LastWriteWins;
        let holdings = Holdings::new(simulation, key);
        let known = annals.of(key);
        let made = known.map_or(&[][..], |known| known.made_before(trace.len()));
        let (lasting, shown) = shown(made, &holdings);
        let mut versions: Vec<VersionNode> =
            shown.iter().filter_map(|made| version_node(trace, made, kind, &holdings)).collect();
        let (mut edges, mut pasts): (Vec<Edge>, Vec<Past>) = (Vec::new(), Vec::new());
        for to in 0..versions.len() {
            let read = shown.get(to).map_or_else(Vec::new, |made| read_dots(trace, made));
            let counted = counted(kind, &versions, to);
            let past = link(kind, &mut versions, to, &read, &counted, lasting, &mut edges, &pasts);
            pasts.push(past);
        }
        let size = place(&mut versions, &edges);
        let older = made.len() - shown.len();
        if let Some(known) = known {
            let story = Story { annals, known, timeline, holdings: &holdings, last_write_wins };
            fate::judge(&story, &mut versions, &pasts);
        }
        let pair = pair::choose(&versions, chosen)
            .map(|pair| PairView::new(kind, last_write_wins, &versions, &pasts, pair));
        HistoryView {
            key: key.clone(),
            clock_kind: kind,
            last_write_wins,
            versions,
            edges,
            older,
            size,
            pair,
            merge: MergeView::new(simulation, key, client),
        }
    }

    /// The history in words.
    pub fn description(&self) -> String {
        let all = self.versions.len() + self.older;
        let mut text = match all {
            0 => return format!("No version of “{}” has been made.", self.key),
            1 => format!("One version of “{}” has been made.", self.key),
            _ => format!("{all} versions of “{}” have been made.", self.key),
        };
        let newest: Vec<&VersionNode> = self.newest().collect();
        text += &match newest.as_slice() {
            [] => " None of them is held anywhere now.".to_owned(),
            [one] => format!(" The newest is {}.", one.name()),
            many => {
                let names: Vec<String> = many.iter().map(|version| version.name()).collect();
                format!(" {} of them are siblings: {}.", many.len(), names.join(", "))
            }
        };
        for version in self.versions.iter().filter(|version| version.fate.is_loss()) {
            text += &format!(" {}: {}.", version.name(), version.fate.words);
        }
        if let Some(pair) = &self.pair {
            text += &format!(" {}", pair.sentence);
        }
        text
    }

    /// The versions of which none descends from another.
    pub fn newest(&self) -> impl Iterator<Item = &VersionNode> {
        self.versions.iter().filter(|version| version.fate.kind.is_newest())
    }
}

/// What the fates are judged by.
struct Story<'a> {
    annals: &'a VersionAnnals,
    known: &'a KeyVersions,
    timeline: &'a Timeline,
    holdings: &'a Holdings,
    last_write_wins: bool,
}

impl VersionNode {
    /// The version in words: its value and its own event.
    pub fn name(&self) -> String {
        format!("{} {}", self.value_words(), self.dot_words())
    }

    /// The value in quotes, or that there is none.
    pub fn value_words(&self) -> String {
        self.value.as_ref().map_or_else(|| "the deletion".to_owned(), |value| format!("“{value}”"))
    }

    /// The version's own event, as pairs of clocks are written.
    pub fn dot_words(&self) -> String {
        dot_words(self.dot)
    }

    /// All about it, for those who hear it.
    pub fn description(&self) -> String {
        let holders: Vec<String> = self.holders.iter().map(NodeId::to_string).collect();
        let mut text = format!("{}, made at {}", self.name(), moment(self.at));
        if !holders.is_empty() {
            text += &format!(", held by {}", holders.join(", "));
        }
        for (node, owner) in &self.hinted {
            text += &format!(", kept by {node} as a hint for {owner}");
        }
        text + ": " + &self.fate.words
    }
}

/// The versions to draw: older ones that some node would still answer with, and how many these
/// are; then the newest made, without a gap.
fn shown(made: &[MadeVersion], holdings: &Holdings) -> (usize, Vec<MadeVersion>) {
    let recent = made.len().saturating_sub(VERSIONS_SHOWN);
    let lasting = made[..recent].iter().filter(|made| holdings.is_newest(made.dot));
    let mut shown: Vec<MadeVersion> = lasting.rev().take(VERSIONS_SHOWN).copied().collect();
    shown.reverse();
    let lasting = shown.len();
    shown.extend_from_slice(&made[recent..]);
    (lasting, shown)
}

fn version_node(
    trace: &[TraceEvent],
    made: &MadeVersion,
    kind: ClockKind,
    holdings: &Holdings,
) -> Option<VersionNode> {
    let event = trace.get(made.made.0 as usize)?;
    let EventKind::Note(Note::VersionMade { dot, clock, had_context }) = &event.kind else {
        return None;
    };
    let request = asked(trace, event).map(|(_, request)| request);
    let operation = request.map(|request| &request.operation);
    let value = match operation {
        Some(Operation::Put { value, .. }) => Some(value.to_string()),
        _ => None,
    };
    let opened = request.and_then(|request| {
        request.operation.context().and_then(|context| context.open(&request.key).ok())
    });
    let own = clock.entries().iter().find(|pair| pair.actor == dot.actor);
    let (holders, hinted) = holdings.of(*dot);
    Some(VersionNode {
        dot: *dot,
        maker: dot.actor.node,
        value,
        clock: match kind {
            ClockKind::PerVersion | ClockKind::PerObject => clock.clone(),
            // What the clock of a dotted version counts as seen is what its writer had read.
            ClockKind::Dotted => opened.clone().map(|opened| opened.seen).unwrap_or_default(),
        },
        seen: opened.map(|opened| opened.seen).unwrap_or_default(),
        had_context: *had_context,
        request: event.request,
        event: event.id,
        at: event.at,
        written: own.map_or(event.at, |pair| pair.updated),
        acknowledged: made.acknowledged.is_some_and(|told| (told.0 as usize) < trace.len()),
        has_older_past: false,
        place: (0, 0),
        fate: Fate::default(),
        holders,
        hinted,
    })
}

/// The versions that a writer had read.
fn read_dots(trace: &[TraceEvent], made: &MadeVersion) -> Vec<Dot> {
    let closed = made.read.and_then(|read| trace.get(read.0 as usize));
    match closed.and_then(|closed| answer(trace, closed)) {
        Some(Outcome::Found { object, .. }) => {
            object.versions().iter().map(|version| version.dot).collect()
        }
        _ => Vec::new(),
    }
}

/// The versions that the clock of one counts as seen: all of them, read or unread.
fn counted(kind: ClockKind, versions: &[VersionNode], to: usize) -> Vec<usize> {
    let counts = |from: &usize| counts(kind, &versions[to], &versions[*from]);
    match kind {
        // A clock that all siblings share counts what stays beside the version as well.
        ClockKind::PerObject => Vec::new(),
        ClockKind::PerVersion | ClockKind::Dotted => (0..to).filter(counts).collect(),
    }
}

/// Draws the edges that end at one version; all before it have theirs. Gives its past.
fn link(
    kind: ClockKind,
    versions: &mut [VersionNode],
    to: usize,
    read: &[Dot],
    counted: &[usize],
    lasting: usize,
    edges: &mut Vec<Edge>,
    pasts: &[Past],
) -> Past {
    let past = |from: usize| pasts.get(from).copied().unwrap_or_default();
    let drawn = read.iter().filter_map(|dot| versions[..to].iter().position(|v| v.dot == *dot));
    let parents: Vec<usize> = drawn.collect();
    let has_older = parents.len() < read.len() || parents.iter().any(|from| past(*from).has_older);
    let bits = |places: &[usize], of: fn(Past) -> u64| {
        places.iter().fold(0, |bits, from| bits | 1 << from | of(past(*from)))
    };
    let read_past = bits(&parents, |past| past.read);
    let known = read_past | bits(&parents, |past| past.all);
    // Whether an older version was read through one that is not drawn cannot be told.
    let told = |from: &&usize| **from >= lasting || !has_older;
    let unread: Vec<usize> =
        counted.iter().filter(|from| known & 1 << **from == 0).filter(told).copied().collect();
    let behind = |from: usize, others: &[usize], of: fn(Past) -> u64| {
        others.iter().any(|other| *other != from && of(past(*other)) & 1 << from != 0)
    };
    for from in parents.iter().copied() {
        if !behind(from, &parents, |past| past.read) {
            let counted = counts(kind, &versions[to], &versions[from]);
            let kind = if counted { EdgeKind::Read } else { EdgeKind::CutOff };
            edges.push(Edge { from, to, kind });
        }
    }
    for from in unread.iter().copied() {
        if !behind(from, &unread, |past| past.all) && !behind(from, &parents, |past| past.all) {
            edges.push(Edge { from, to, kind: EdgeKind::Unread });
        }
    }
    versions[to].has_older_past = parents.len() < read.len();
    Past { read: read_past, all: known | bits(&unread, |past| past.all), has_older }
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
