//! The lanes of the diagram: who has one, and who shares the last one.

use super::{LANE_HEIGHT, TOP};
use crate::dynamo::identity::{Address, ClientId, NodeId};
use crate::session::spells::Spells;
use crate::view::palette::{NodeColour, node_colour};

/// In a ring of at most so many nodes every node has a lane, whatever it does.
const FEW_NODES: u16 = 12;

/// At most so many processes have lanes of their own: the busiest.
const LANES_MAX: usize = 24;

/// A lane.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// Whose it is; none for the world's and for the one that all others share.
    pub process: Option<Address>,
    /// What stands before it.
    pub label: String,
    /// Its colour, for a node's.
    pub colour: Option<NodeColour>,
    /// Where it lies.
    pub y: f64,
    /// Whether its node is selected.
    pub selected: bool,
}

/// Which lane everybody is on.
#[derive(Clone, Debug)]
pub(super) struct Lanes {
    /// The lanes from top to bottom.
    pub lanes: Vec<Lane>,
    /// How many take part without a lane of their own.
    pub folded: usize,
    /// How many nodes take no part and have no lane.
    pub idle: usize,
    /// For every place in the count the number of its lane, if it has one.
    rows: Vec<Option<usize>>,
    clients: Vec<ClientId>,
}

/// How many events there are at each place: the world, the clients, the nodes.
#[derive(Clone, Debug)]
pub(super) struct Turnout {
    counts: Vec<u32>,
    clients: Vec<ClientId>,
}

impl Turnout {
    pub(super) fn new(spells: &Spells) -> Turnout {
        let clients = spells.clients().to_vec();
        Turnout { counts: vec![0; 1 + clients.len() + usize::from(spells.nodes())], clients }
    }

    pub(super) fn count(&mut self, process: Option<Address>) {
        let place = place(&self.clients, process);
        if let Some(count) = place.and_then(|place| self.counts.get_mut(place)) {
            *count += 1;
        }
    }
}

/// The place of a process in the count.
fn place(clients: &[ClientId], process: Option<Address>) -> Option<usize> {
    match process {
        None => Some(0),
        Some(Address::Client(client)) => clients.binary_search(&client).ok().map(|place| 1 + place),
        Some(Address::Node(node)) => Some(1 + clients.len() + node.index()),
    }
}

impl Lanes {
    pub(super) fn new(turnout: Turnout, selected: Option<NodeId>) -> Lanes {
        let Turnout { mut counts, clients } = turnout;
        let first_node = 1 + clients.len();
        let nodes = (counts.len() - first_node) as u16;
        let taking_part =
            |counts: &[u32]| counts.iter().skip(1).filter(|count| **count > 0).count();
        let all = counts.len() - 1;
        let mut has_lane: Vec<bool> = counts.iter().map(|_| false).collect();
        let world = counts.first().is_some_and(|count| *count > 0);
        if let Some(lane) = has_lane.first_mut() {
            *lane = world;
        }
        let selected = selected.map(|node| first_node + node.index());
        if let Some(lane) = selected.and_then(|place| has_lane.get_mut(place)) {
            *lane = true;
        }
        if nodes <= FEW_NODES {
            has_lane.iter_mut().skip(first_node).for_each(|lane| *lane = true);
        }
        // The busiest one after the other, as long as there is room.
        for _ in has_lane.iter().skip(1).filter(|lane| **lane).count()..LANES_MAX {
            let mut busiest: Option<(usize, u32)> = None;
            for (place, count) in counts.iter().enumerate().skip(1) {
                let taken = has_lane.get(place) != Some(&false);
                if !taken && *count > busiest.map_or(0, |(_, most)| most) {
                    busiest = Some((place, *count));
                }
            }
            let Some(lane) = busiest.and_then(|(place, _)| has_lane.get_mut(place)) else { break };
            *lane = true;
        }
        let mut lanes = Vec::new();
        let mut rows = Vec::with_capacity(has_lane.len());
        for (place, has_lane) in has_lane.iter().enumerate() {
            rows.push(has_lane.then_some(lanes.len()));
            if *has_lane {
                let process = match place.checked_sub(first_node) {
                    Some(node) => Some(Address::Node(NodeId(node as u16))),
                    None => place
                        .checked_sub(1)
                        .and_then(|client| clients.get(client))
                        .map(|client| Address::Client(*client)),
                };
                if let Some(count) = counts.get_mut(place) {
                    *count = 0;
                }
                lanes.push(Lane {
                    process,
                    label: process
                        .map_or_else(|| "world".to_owned(), |process| process.to_string()),
                    colour: process.and_then(Address::node).map(|node| node_colour(node, nodes)),
                    y: middle(lanes.len()),
                    selected: Some(place) == selected,
                });
            }
        }
        let folded = taking_part(&counts);
        if folded > 0 {
            lanes.push(Lane {
                process: None,
                label: format!("{folded} others"),
                colour: None,
                y: middle(lanes.len()),
                selected: false,
            });
        }
        let own = rows.iter().skip(1).filter(|row| row.is_some()).count();
        let idle = all.saturating_sub(own + folded);
        Lanes { lanes, folded, idle, rows, clients }
    }

    /// The number of the lane on which a process is.
    pub(super) fn row(&self, process: Option<Address>) -> Option<usize> {
        let place = place(&self.clients, process)?;
        let shared = (self.folded > 0).then(|| self.lanes.len() - 1);
        self.rows.get(place).copied().flatten().or(shared)
    }

    /// Whether a process shares the last lane with others.
    pub(super) fn is_folded(&self, process: Option<Address>) -> bool {
        self.folded > 0 && self.row(process) == Some(self.lanes.len() - 1)
    }

    /// Where the lane of a process lies.
    pub(super) fn y(&self, process: Option<Address>) -> Option<f64> {
        self.row(process).map(middle)
    }

    /// How high all of them are.
    pub(super) fn height(&self) -> f64 {
        TOP + LANE_HEIGHT * self.lanes.len() as f64
    }
}

/// The middle of a lane.
fn middle(row: usize) -> f64 {
    TOP + LANE_HEIGHT * (row as f64 + 0.5)
}
