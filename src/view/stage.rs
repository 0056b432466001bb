//! The stage: every node, client, message and cut at one moment.

mod words;

use super::key::{KeyView, ReplicaView};
use super::layout::{Layout, Point};
use super::message::{MessageShape, label, shape};
use super::narration::listed;
use super::network::{NetworkView, partition_in_words};
use super::palette::{NodeColour, node_colour};
use super::request::{Coordinator, RequestView, StageName};
use crate::dynamo::identity::{Address, ClientId, MessageId, NodeId, RequestId};
use crate::dynamo::membership::Status;
use crate::dynamo::preference_list::Role;
use crate::dynamo::sorted::{SortedMap, SortedSet};
use crate::dynamo::time::Time;
use crate::sim::envelope::{Envelope, WHOLE_WAY};
use crate::sim::process::NodeProcess;
use crate::sim::simulation::Simulation;

/// Everything on the stage but the ring itself.
#[derive(Clone, Debug, PartialEq)]
pub struct StageView {
    /// The nodes, by letter.
    pub nodes: Vec<NodeView>,
    /// The clients.
    pub clients: Vec<ClientView>,
    /// The messages on their way.
    pub flights: Vec<FlightView>,
    /// The lines of the cut between the sides of a partition.
    pub cuts: Vec<(Point, Point)>,
    /// Whether the partition lets messages through in one direction.
    pub one_way: bool,
    /// What is wrong with single links and messages.
    pub network: NetworkView,
}

/// A node on the stage.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeView {
    /// The node.
    pub node: NodeId,
    /// Where it stands.
    pub place: Point,
    /// Its colour.
    pub colour: NodeColour,
    /// Whether its process runs.
    pub up: bool,
    /// Whether its process stands still.
    pub paused: bool,
    /// How much later than it could it takes everything up, in milliseconds.
    pub slow_ms: u64,
    /// How many messages wait in its host's buffer.
    pub waiting: usize,
    /// What it is to the ring by what all nodes know together; none if nobody knows it.
    pub status: Option<Status>,
    /// Its side of a partition, from 1; none while the network is whole.
    pub side: Option<u16>,
    /// What it is to the selected key.
    pub role: Option<Role>,
    /// Its place in the selected key's preference list, from 1.
    pub rank: Option<usize>,
    /// What it holds of the selected key.
    pub holds: Option<ReplicaView>,
    /// The selected request if this node coordinates it, or another that is under way.
    pub coordination: Option<Coordination>,
    /// Whom it takes as down.
    pub suspects: Vec<NodeId>,
    /// All of this in words.
    pub description: String,
}

/// A request that a node coordinates.
#[derive(Clone, Debug, PartialEq)]
pub struct Coordination {
    /// The request.
    pub request: RequestId,
    /// The wait for the replicas.
    pub wait: Coordinator,
    /// How far it has come.
    pub stage: StageName,
}

impl Coordination {
    /// What the node does about the request, or did.
    pub fn verb(&self) -> &'static str {
        match self.stage {
            StageName::Finished => "coordinated",
            StageName::Failed => "failed",
            _ => "coordinates",
        }
    }
}

/// A client on the stage.
#[derive(Clone, Debug, PartialEq)]
pub struct ClientView {
    /// The client.
    pub client: ClientId,
    /// Where it stands.
    pub place: Point,
    /// How many of its requests are open.
    pub waiting: usize,
    /// Its side of a partition, from 1; none while it reaches every node.
    pub side: Option<u16>,
    /// The values it last read of the selected key; none if it has read nothing.
    pub read: Option<Vec<String>>,
}

/// A message on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct FlightView {
    /// The message.
    pub id: MessageId,
    /// Which copy of it.
    pub copy: u8,
    /// Whether it stands still.
    pub held: bool,
    /// Where it starts, or where it stood when it was last held or delayed.
    pub from: Point,
    /// Where it ends: at the receiver, or at the cut.
    pub to: Point,
    /// When it was there.
    pub since: Time,
    /// When it ends.
    pub ends_at: Time,
    /// Its outline.
    pub shape: MessageShape,
    /// The direction in which it points, in degrees.
    pub bearing: f64,
    /// What it is called.
    pub label: &'static str,
    /// The sender's colour; none for a client's.
    pub colour: Option<NodeColour>,
    /// Whether it belongs to the selected request.
    pub selected: bool,
    /// All of this in words.
    pub description: String,
}

impl StageView {
    /// The stage at the present moment of a simulation.
    pub fn new(
        simulation: &Simulation,
        layout: &Layout,
        key: Option<&KeyView>,
        requests: &[RequestView],
        selected: Option<RequestId>,
    ) -> StageView {
        let mut waiting: SortedMap<Address, usize> = SortedMap::new();
        for envelope in simulation.waiting() {
            *waiting.entry(envelope.to).or_default() += 1;
        }
        let nodes: Vec<NodeView> = simulation
            .nodes()
            .map(|process| {
                let node = process.id();
                let waiting = waiting.get(&node.into()).copied().unwrap_or_default();
                node_view(simulation, layout, key, requests, node, waiting)
            })
            .collect();
        // Two clients always stand ready; others appear when they act.
        let mut clients = SortedSet::from([ClientId(0), ClientId(1)]);
        clients.extend(simulation.clients().map(|(client, _)| *client));
        StageView {
            cuts: cuts(layout, &nodes),
            one_way: simulation.network().is_one_way(),
            network: NetworkView::new(simulation, layout),
            nodes,
            clients: clients
                .into_iter()
                .map(|client| client_view(simulation, layout, key, client))
                .collect(),
            flights: simulation
                .in_flight()
                .map(|envelope| flight_view(layout, selected, envelope))
                .collect(),
        }
    }

    /// The stage in words.
    pub fn description(&self) -> String {
        let named = |wanted: &dyn Fn(&NodeView) -> bool| -> Vec<NodeId> {
            self.nodes.iter().filter(|node| wanted(node)).map(|node| node.node).collect()
        };
        let mut sentences = vec![format!("A ring of {} nodes.", self.nodes.len())];
        let mut state = |nodes: Vec<NodeId>, one: &str, many: &str| {
            if !nodes.is_empty() {
                let verb = if nodes.len() == 1 { one } else { many };
                sentences.push(format!("{} {verb}.", listed(&nodes)));
            }
        };
        state(named(&|node| !node.up), "is down", "are down");
        state(named(&|node| node.paused), "stands still", "stand still");
        state(named(&|node| node.slow_ms > 0), "is slow", "are slow");
        let sides = self.nodes.iter().filter_map(|node| node.side).max().unwrap_or_default();
        if sides > 0 {
            let groups: Vec<Vec<NodeId>> =
                (1..=sides).map(|side| named(&|node| node.side == Some(side))).collect();
            sentences.push(partition_in_words(&groups, self.one_way));
        }
        sentences.extend(self.network.description());
        sentences.push(match self.flights.len() {
            0 => "No message is on its way.".to_owned(),
            1 => "One message is on its way.".to_owned(),
            many => format!("{many} messages are on their way."),
        });
        sentences.join(" ")
    }
}

impl FlightView {
    /// Where the message is at a moment, given in microseconds.
    pub fn point(&self, now: f64) -> Point {
        let (start, end) = (self.since.as_micros() as f64, self.ends_at.as_micros() as f64);
        if self.held {
            return self.from;
        }
        let share = if end > start { (now - start) / (end - start) } else { 1.0 };
        self.from.towards(self.to, share.clamp(0.0, 1.0))
    }
}

fn node_view(
    simulation: &Simulation,
    layout: &Layout,
    key: Option<&KeyView>,
    requests: &[RequestView],
    node: NodeId,
    waiting: usize,
) -> NodeView {
    let process = simulation.node(node);
    let up = simulation.running(node).is_some();
    let holds = key.and_then(|key| key.replicas.iter().find(|replica| replica.node == node));
    let coordination = requests.iter().find_map(|request| {
        let wait = request.coordinator.as_ref().filter(|wait| wait.node == node && up)?;
        let stage = request.stage();
        Some(Coordination { request: request.id, wait: wait.clone(), stage })
    });
    let suspects: Vec<NodeId> = simulation
        .running(node)
        .map(|running| running.detector().suspects().keys().copied().collect())
        .unwrap_or_default();
    let side = simulation.network().side(node).map(|side| sides_before(simulation, side) + 1);
    let role = key.and_then(|key| key.list.role(node));
    let rank = key.and_then(|key| key.list.nodes().iter().position(|entry| *entry == node));
    let mut view = NodeView {
        node,
        place: layout.node(node),
        colour: node_colour(node, layout.nodes),
        up,
        paused: process.is_some_and(NodeProcess::is_paused),
        slow_ms: process.map_or(0, |process| process.slow().as_micros() / 1_000),
        waiting,
        status: simulation.membership().status(node),
        side,
        role,
        rank: rank.map(|index| index + 1),
        holds: holds.cloned(),
        coordination,
        suspects,
        description: String::new(),
    };
    view.description = view.in_words();
    view
}

/// How many smaller numbers of sides are in use: sides are shown as 1, 2, …
fn sides_before(simulation: &Simulation, side: u16) -> u16 {
    let sides: SortedSet<u16> = simulation
        .nodes()
        .filter_map(|process| simulation.network().side(process.id()))
        .filter(|other| *other < side)
        .collect();
    sides.len() as u16
}

fn client_view(
    simulation: &Simulation,
    layout: &Layout,
    key: Option<&KeyView>,
    client: ClientId,
) -> ClientView {
    let known = simulation.client(client);
    let reading = key.and_then(|key| known?.reading(&key.key));
    ClientView {
        client,
        place: layout.client(client),
        waiting: known.map_or(0, |known| known.open_requests().len()),
        side: simulation
            .network()
            .client_side(client)
            .map(|side| sides_before(simulation, side) + 1),
        read: reading.map(|reading| {
            reading
                .object
                .versions()
                .iter()
                .map(|version| match version.value() {
                    Some(value) => value.to_string(),
                    None => "deleted".to_owned(),
                })
                .collect()
        }),
    }
}

fn flight_view(layout: &Layout, selected: Option<RequestId>, envelope: &Envelope) -> FlightView {
    let (from, to) = (layout.place(envelope.from), layout.place(envelope.to));
    let distance = from.distance(to).max(1.0);
    let edge = |address: Address| match address {
        Address::Node(_) => (layout.disc_radius() + 12.0) / distance,
        Address::Client(_) => 40.0 / distance,
    };
    let start = from.towards(to, edge(envelope.from));
    let end = match envelope.doomed {
        Some(_) => from.towards(to, 0.5),
        None => from.towards(to, 1.0 - edge(envelope.to)),
    };
    let name = label(&envelope.message);
    let covered = f64::from(envelope.covered) / f64::from(WHOLE_WAY);
    let mut description = format!("{name} from {} to {}", envelope.from, envelope.to);
    if envelope.copy > 0 {
        description += &format!(", copy {}", envelope.copy);
    }
    if envelope.held {
        description += ", held";
    }
    FlightView {
        id: envelope.id,
        copy: envelope.copy,
        held: envelope.held,
        from: start.towards(end, covered),
        to: end,
        since: envelope.since,
        ends_at: envelope.ends_at,
        shape: shape(envelope.message.kind()),
        bearing: from.bearing(to),
        label: name,
        colour: envelope.from.node().map(|node| node_colour(node, layout.nodes)),
        selected: selected.is_some() && envelope.message.request() == selected,
        description,
    }
}

/// Lines from the middle to the ring between neighbours on different sides: the sectors
/// between them are the sides.
fn cuts(layout: &Layout, nodes: &[NodeView]) -> Vec<(Point, Point)> {
    let count = nodes.len();
    let neighbours = (0..count).map(|index| (&nodes[index], &nodes[(index + 1) % count]));
    neighbours
        .filter(|(one, next)| one.side != next.side)
        .map(|(one, _)| {
            let half = 0.5 / f64::from(layout.nodes.max(1));
            let turn = layout.node_turn(one.node) + half;
            (layout.centre, layout.on_circle(turn, layout.ring_radius + 12.0))
        })
        .collect()
}
