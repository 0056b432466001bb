//! The history of a key as a graph (Dynamo §4.4): every version that was ever made, what its
//! writer had seen, and what has become of it.
//!
//! An edge goes from a version to one whose writer had read it, the immediate ones only. With the
//! paper's clocks a version can also count as an ancestor without having been read, since a counter
//! stands for all lower ones: such an edge is marked. So is one that a clock tells no more, as the
//! pair that told it has been cut off.

mod edges;
mod fate;
mod layout;
mod merge;
mod pair;

use self::edges::Drawing;
pub use self::edges::{Edge, EdgeKind};
use self::fate::Holdings;
pub use self::fate::{Fate, FateKind};
use self::layout::place;
pub use self::merge::{MergeChoice, MergeView};
pub use self::pair::{ClockPair, PairView};
use super::key::dot_words;
use super::words::moment;
use crate::dynamo::identity::{ClientId, NodeId, RequestId};
use crate::dynamo::key::Key;
use crate::dynamo::key_space::Reconciliation;
use crate::dynamo::message::{Operation, Outcome};
use crate::dynamo::note::Note;
use crate::dynamo::object::{ClockKind, Dot};
use crate::dynamo::time::Time;
use crate::dynamo::vector_clock::{Entry, VectorClock};
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
    /// The versions that the reader has chosen.
    pub chosen: Vec<Dot>,
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

impl HistoryView {
    /// The history of a key as of the cursor; `chosen` are the versions to hold against each
    /// other, `client` the one that can merge.
    #[inline(never)]
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
        let mut drawing = Drawing { kind, lasting, edges: Vec::new(), pasts: Vec::new() };
        for to in 0..versions.len() {
            let read = shown.get(to).map_or_else(Vec::new, |made| read_dots(trace, made));
            drawing.link(&mut versions, to, &read);
        }
        let Drawing { edges, pasts, .. } = drawing;
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
            chosen: chosen.to_vec(),
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

    /// The version's clock, as pairs are written; what stands apart from it behind it.
    pub fn clock_words(&self, kind: ClockKind) -> String {
        let pair = |pair: &Entry| format!("{}:{}", pair.actor, pair.counter);
        let pairs: Vec<String> = self.clock.entries().iter().map(pair).collect();
        match kind {
            ClockKind::PerVersion | ClockKind::PerObject => pairs.join(" "),
            ClockKind::Dotted => format!("[{}] • {}", pairs.join(" "), self.dot_words()),
        }
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
