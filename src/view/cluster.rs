//! The whole cluster in figures: how load is spread, what nodes believe, and the truth beside
//! it (Dynamo §4.2, §6.2, §4.8).

use crate::dynamo::identity::{NodeId, RequestId};
use crate::dynamo::membership::Status;
use crate::dynamo::note::Note;
use crate::dynamo::sorted::SortedMap;
use crate::session::annals::Annals;
use crate::session::questions::shares;
use crate::session::timeline::Timeline;
use crate::sim::trace::{Choice, ClientNote, EventId, EventKind, TraceEvent};

/// So many nodes are shown at once.
pub const ROWS_AT_ONCE: usize = 50;

/// The cluster in figures.
#[derive(Clone, Debug, PartialEq)]
pub struct ClusterView {
    /// Nodes in a row by letter, as many as are shown at once.
    pub rows: Vec<ClusterRow>,
    /// How many nodes there are before those.
    pub first: usize,
    /// How many nodes there are.
    pub nodes: usize,
    /// How many bytes of ring every node keeps.
    pub metadata_bytes: u32,
    /// How far the most loaded member is above the mean, in percent of the mean; a node that
    /// deviates by more than 15% is out of balance (Dynamo §6.2).
    pub imbalance_percent: u32,
}

/// One node in figures.
#[derive(Clone, Debug, PartialEq)]
pub struct ClusterRow {
    /// The node.
    pub node: NodeId,
    /// What it is by its own view.
    pub status: Option<Status>,
    /// How many tokens it has.
    pub tokens: u32,
    /// Which share of all copies it keeps, in thousandths.
    pub share_permille: u32,
    /// How many objects it holds.
    pub objects: u32,
    /// How many of those are in memory only.
    pub buffered: u32,
    /// How many hints it keeps.
    pub hints: u32,
    /// How many requests it has coordinated that came through the load balancer or by hand.
    pub coordinated: u32,
    /// How many it has coordinated for partition-aware clients.
    pub coordinated_aware: u32,
    /// How many slices of background work the admission controller gives it a second.
    pub slices: u16,
    /// Who it takes as down, each with whether that is true.
    pub suspects: Vec<(NodeId, bool)>,
    /// How its view of the members differs from what all nodes know together: how many members
    /// it sees in another standing.
    pub behind: u32,
    /// How many Merkle trees it keeps.
    pub trees: u32,
}

impl ClusterView {
    /// Counts at the cursor of a history, for the nodes from the `first` one on.
    #[inline(never)]
    pub fn new(timeline: &Timeline, coordinations: &Coordinations, first: usize) -> ClusterView {
        let (simulation, events) = (timeline.simulation(), timeline.trace().len());
        let ring = simulation.ring();
        let shares = shares(simulation);
        let total: f64 = shares.values().sum();
        let permille = |node: NodeId| {
            let share = shares.get(&node).copied().unwrap_or_default();
            if total > 0.0 { (share * 1_000.0 / total) as u32 } else { 0 }
        };
        let truth = simulation.membership();
        let nodes = simulation.nodes().len();
        let first = if first < nodes { first } else { 0 };
        let rows: Vec<ClusterRow> = simulation
            .nodes()
            .skip(first)
            .take(ROWS_AT_ONCE)
            .map(|process| {
                let (node, disk) = (process.id(), process.disk());
                let running = process.running();
                let suspects = running.into_iter().flat_map(|node| node.detector().suspects());
                let is_down =
                    |node: &NodeId| simulation.node(*node).is_none_or(|process| !process.is_up());
                let differs =
                    |node: &NodeId| truth.status(*node) != disk.membership().status(*node);
                ClusterRow {
                    node,
                    status: disk.membership().status(node),
                    tokens: ring.tokens().iter().filter(|token| token.node == node).count() as u32,
                    share_permille: permille(node),
                    objects: running
                        .map_or(disk.objects().len(), |node| node.storage().objects().count())
                        as u32,
                    buffered: running.map_or(0, |node| node.storage().buffer().len()) as u32,
                    hints: disk.hints().len() as u32,
                    coordinated: coordinations.count(node, false, events),
                    coordinated_aware: coordinations.count(node, true, events),
                    slices: running.map_or(0, |node| node.local().admission.slices()),
                    suspects: suspects.map(|(node, _)| (*node, is_down(node))).collect(),
                    behind: truth.members().keys().filter(|node| differs(node)).count() as u32,
                    trees: running.map_or(0, |node| node.storage().forest.trees().len()) as u32,
                }
            })
            .collect();
        let members = shares.len().max(1) as u32;
        let most = shares.keys().map(|node| permille(*node)).max().unwrap_or_default();
        ClusterView {
            first,
            nodes,
            imbalance_percent: (most * members / 10).saturating_sub(100),
            metadata_bytes: ring.metadata_bytes(),
            rows,
        }
    }
}

/// Which requests each node has coordinated, as far as it is known.
#[derive(Clone, Debug, Default)]
pub struct Coordinations {
    /// When each was taken up, by node and by whether the client was partition-aware.
    taken_up: SortedMap<(NodeId, bool), Vec<EventId>>,
    /// Of each request, whether its client was partition-aware.
    aware: SortedMap<RequestId, bool>,
}

impl Coordinations {
    /// How many of the first `events` events were of a node that took a request up.
    fn count(&self, node: NodeId, aware: bool, events: usize) -> u32 {
        let taken_up = self.taken_up.get(&(node, aware)).map_or(&[][..], Vec::as_slice);
        taken_up.partition_point(|event| (event.0 as usize) < events) as u32
    }
}

impl Annals for Coordinations {
    fn begin(_timeline: &Timeline) -> Coordinations {
        Coordinations::default()
    }

    fn enter(&mut self, _trace: &[TraceEvent], event: &TraceEvent) {
        match (&event.kind, event.request) {
            (EventKind::Client(ClientNote::Turned { by, .. }), Some(request)) => {
                self.aware.insert(request, *by == Choice::PartitionAware);
            }
            (EventKind::Note(Note::Coordinating { .. }), Some(request)) => {
                if let Some(node) = event.process.and_then(|process| process.node()) {
                    let aware = self.aware.get(&request).copied().unwrap_or_default();
                    self.taken_up.entry((node, aware)).or_default().push(event.id);
                }
            }
            _ => {}
        }
    }
}
