//! The lanes of the diagram: who has one, and who shares the last one.

use super::{LANE_HEIGHT_LEAST, LANE_HEIGHTS, TOP};
use crate::dynamo::identity::{Address, ClientId, NodeId};
use crate::session::annals::spells::Spells;
use crate::view::palette::{NodeColour, node_colour};

/// In a ring of at most so many nodes every node has a lane, whatever it does.
const FEW_NODES: u16 = 12;

/// So few clients all have lanes.
const FEW_CLIENTS: usize = 4;

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
    /// How high each lane is.
    pub height_of_one: f64,
    /// For every place in the count the number of its lane, if it has one.
    rows: Vec<Option<usize>>,
    places: Places,
}

/// How many events there are at each place: the world, the clients, the nodes.
#[derive(Clone, Debug)]
pub(super) struct Turnout {
    counts: Vec<u32>,
    places: Places,
    /// Whether anything has ever happened that is nobody's.
    world: bool,
}

/// Where everybody is counted: the world first, then the clients, then the nodes.
#[derive(Clone, Debug)]
struct Places {
    clients: Vec<ClientId>,
    nodes: u16,
}

impl Places {
    fn len(&self) -> usize {
        self.first_node() + usize::from(self.nodes)
    }

    fn first_node(&self) -> usize {
        1 + self.clients.len()
    }

    /// The place of a process. What is told of a node that there is not is the world's.
    fn of(&self, process: Option<Address>) -> usize {
        match process {
            Some(Address::Client(client)) => {
                self.clients.binary_search(&client).map_or(0, |place| 1 + place)
            }
            Some(Address::Node(node)) if node.0 < self.nodes => self.first_node() + node.index(),
            _ => 0,
        }
    }

    fn process(&self, place: usize) -> Option<Address> {
        match place.checked_sub(self.first_node()) {
            Some(node) => Some(Address::Node(NodeId(node as u16))),
            None => self.clients.get(place.checked_sub(1)?).copied().map(Address::Client),
        }
    }
}

impl Turnout {
    pub(super) fn new(spells: &Spells) -> Turnout {
        let places = Places { clients: spells.clients().to_vec(), nodes: spells.nodes() };
        Turnout { counts: vec![0; places.len()], places, world: spells.has_world() }
    }

    pub(super) fn count(&mut self, process: Option<Address>) {
        if let Some(count) = self.counts.get_mut(self.places.of(process)) {
            *count += 1;
        }
    }
}

impl Lanes {
    pub(super) fn new(turnout: Turnout, selected: Option<NodeId>, room: f64) -> Lanes {
        let Turnout { mut counts, places, world } = turnout;
        let (first_node, nodes) = (places.first_node(), places.nodes);
        let taking_part =
            |counts: &[u32]| counts.iter().skip(1).filter(|count| **count > 0).count();
        let all = counts.len() - 1;
        let mut has_lane: Vec<bool> = counts.iter().map(|_| false).collect();
        // Lanes that came and went would make the others jump.
        if let Some(lane) = has_lane.first_mut() {
            *lane = world || counts.first().is_some_and(|count| *count > 0);
        }
        if places.clients.len() <= FEW_CLIENTS {
            has_lane.iter_mut().take(first_node).skip(1).for_each(|lane| *lane = true);
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
                let process = places.process(place);
                if let Some(count) = counts.get_mut(place) {
                    *count = 0;
                }
                lanes.push(Lane {
                    process,
                    label: process
                        .map_or_else(|| "world".to_owned(), |process| process.to_string()),
                    colour: process.and_then(Address::node).map(|node| node_colour(node, nodes)),
                    y: 0.0,
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
                y: 0.0,
                selected: false,
            });
        }
        let own = rows.iter().skip(1).filter(|row| row.is_some()).count();
        let idle = all.saturating_sub(own + folded);
        let shared_out = (room - TOP) / lanes.len().max(1) as f64;
        let least = match shared_out {
            LANE_HEIGHT_LEAST.. => LANE_HEIGHT_LEAST,
            _ => LANE_HEIGHTS.0,
        };
        let height_of_one = shared_out.floor().clamp(least, LANE_HEIGHTS.1);
        for (row, lane) in lanes.iter_mut().enumerate() {
            lane.y = TOP + height_of_one * (row as f64 + 0.5);
        }
        Lanes { lanes, folded, idle, height_of_one, rows, places }
    }

    /// The number of the lane on which a process is.
    pub(super) fn row(&self, process: Option<Address>) -> Option<usize> {
        let place = self.places.of(process);
        let shared = (self.folded > 0).then(|| self.lanes.len() - 1);
        self.rows.get(place).copied().flatten().or(shared)
    }

    /// Whether a process shares the last lane with others.
    pub(super) fn is_folded(&self, process: Option<Address>) -> bool {
        self.folded > 0 && self.row(process) == Some(self.lanes.len() - 1)
    }

    /// Where the lane of a process lies.
    pub(super) fn y(&self, process: Option<Address>) -> Option<f64> {
        self.lanes.get(self.row(process)?).map(|lane| lane.y)
    }

    /// How high all of them are.
    pub(super) fn height(&self) -> f64 {
        TOP + self.height_of_one * self.lanes.len() as f64
    }
}
