//! The stage: every node, client, message and cut at one moment.

mod cast;
mod flights;
mod labels;
mod regions;
mod words;

pub use self::cast::cast;
pub use self::flights::{Crowd, FlightView, LOST_SHOWN, LostView};
use self::labels::Placer;
pub use self::labels::{BADGE_RADIUS, ChipView, Label, badge};
pub use self::regions::{SideView, ZoneView};
pub(super) use self::words::in_short;
use super::key::{KeyView, ReplicaView};
use super::layout::{Frame, Layout, Point, Way};
use super::network::NetworkView;
use super::palette::{NodeColour, node_colour};
use super::request::{Coordinator, RequestView, StageName};
use super::ring::RingView;
use super::words::shortened;
use crate::dynamo::identity::{Address, ClientId, MessageId, NodeId, RequestId};
use crate::dynamo::membership::Status;
use crate::dynamo::node::Node;
use crate::dynamo::preference_list::Role;
use crate::sim::process::NodeProcess;
use crate::sim::simulation::Simulation;
use crate::sim::trace::TraceEvent;

/// How many letters of a value stand beside a client.
const VALUE_LETTERS: usize = 18;

/// Of a longer preference list the end is not numbered at the discs.
const RANKS_SHOWN: usize = 9;

/// What the stage is drawn from.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The simulated world at the cursor.
    pub simulation: &'a Simulation,
    /// Everything that has happened up to it.
    pub trace: &'a [TraceEvent],
    /// Where things stand.
    pub layout: &'a Layout,
    /// The ring.
    pub ring: &'a RingView,
    /// The selected key.
    pub key: Option<&'a KeyView>,
    /// The selected request, and all others that are under way.
    pub requests: &'a [RequestView],
    /// The selected request.
    pub selected: Option<RequestId>,
    /// The message that is chosen: its name, and which copy of it.
    pub message: Option<(MessageId, u8)>,
}

/// Everything on the stage but the ring itself.
#[derive(Clone, Debug, PartialEq)]
pub struct StageView {
    /// The nodes, by letter.
    pub nodes: Vec<NodeView>,
    /// The clients.
    pub clients: Vec<ClientView>,
    /// The messages on their way.
    pub flights: Vec<FlightView>,
    /// The crowds that most messages are drawn in if they are many.
    pub crowds: Vec<Crowd>,
    /// What was lost a moment ago.
    pub lost: Vec<LostView>,
    /// The room of all that is written beside nodes and what was lost: no message's name stands
    /// there.
    pub written: Vec<Frame>,
    /// The lines of the cut between the sides of a partition.
    pub cuts: Vec<(Point, Point)>,
    /// The sides of the partition.
    pub sides: Vec<SideView>,
    /// Whether the partition lets messages through in one direction.
    pub one_way: bool,
    /// The zones, if there are several.
    pub zones: Vec<ZoneView>,
    /// The links that lose, double, hold back or delay messages.
    pub rough: Vec<RoughLink>,
    /// What befalls the messages of every link.
    pub rough_everywhere: Option<String>,
    /// What is wrong with single links and messages.
    pub network: NetworkView,
    /// The crosses of those nodes that are down and are drawn as mere marks.
    pub down_marks: String,
    /// What is not drawn one by one, in a sentence.
    pub condensed: Option<String>,
}

/// A link on which something befalls messages by rate.
#[derive(Clone, Debug, PartialEq)]
pub struct RoughLink {
    /// The line.
    pub way: Way,
    /// What, in few words.
    pub sign: String,
    /// All of this in words.
    pub description: String,
}

/// A node on the stage.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeView {
    /// The node.
    pub node: NodeId,
    /// Where it stands.
    pub place: Point,
    /// Whether it is drawn as a disc. On a condensed ring most are mere marks.
    pub disc: bool,
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
    /// Whether it runs and knows no other member, though there are others: a logical partition
    /// (Dynamo §4.8.2).
    pub alone: bool,
    /// Its zone; none if there is only one.
    pub zone: Option<u8>,
    /// Its side of a partition, from 1; none while the network is whole.
    pub side: Option<u16>,
    /// What it is to the selected key.
    pub role: Option<Role>,
    /// Its place in the selected key's preference list, from 1.
    pub rank: Option<usize>,
    /// What it holds of the selected key.
    pub holds: Option<ReplicaView>,
    /// Which share of the ring it owns.
    pub share: f64,
    /// The same, measured by an even part of the ring.
    pub load: f64,
    /// How many keys it holds; counted for discs alone.
    pub keys: usize,
    /// The requests under way that this node coordinates, and the selected one if it does.
    pub coordinations: Vec<Coordination>,
    /// Whom it takes as down.
    pub suspects: Vec<NodeId>,
    /// What befalls messages from it or to it by rate.
    pub rough: Vec<String>,
    /// What stands beside its disc.
    pub caption: Option<Label>,
    /// What it holds of the selected key, beside its disc.
    pub chips: Vec<ChipView>,
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

impl NodeView {
    /// The rank that is written at its disc. Of a large ring not every fallback has one: only
    /// those next in line, and who holds something.
    pub fn shown_rank(&self) -> Option<usize> {
        let far = self.role == Some(Role::Fallback) && self.holds.is_none();
        self.rank.filter(|rank| !far || *rank <= RANKS_SHOWN)
    }
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
    /// How many stand at its place: it is drawn for all of them, or if none, another one is for it.
    pub together: usize,
    /// How many of its requests are open, or how many of those that stand together wait.
    pub waiting: usize,
    /// Its side of a partition, from 1; none while it reaches every node.
    pub side: Option<u16>,
    /// The values it last read of the selected key; none if it has read nothing.
    pub read: Option<Vec<String>>,
}

impl ClientView {
    /// What it is called, or how many there are.
    pub fn name(&self) -> String {
        match self.together {
            0 | 1 => self.client.to_string(),
            many => format!("{many} clients"),
        }
    }

    /// What stands below its name; nothing if there is nothing to tell.
    pub fn state(&self) -> Option<String> {
        match (self.waiting, self.read.as_deref()) {
            (0, _) if self.together > 1 => None,
            (waiting, _) if self.together > 1 => Some(format!("{waiting} waiting")),
            (1.., _) => Some("waiting".to_owned()),
            (0, None) => None,
            (0, Some([])) => Some("read: nothing".to_owned()),
            (0, Some([value])) => Some(format!("read: {}", shortened(value, VALUE_LETTERS))),
            (0, Some(many)) => Some(format!("read: {} siblings", many.len())),
        }
    }
}

impl StageView {
    /// The stage at the present moment of a simulation.
    pub fn new(scene: &Scene<'_>) -> StageView {
        let Scene { simulation, layout, .. } = *scene;
        let network = NetworkView::new(simulation, layout);
        let mut nodes = nodes(scene, &network);
        // Two clients always stand ready; others appear when they act.
        let mut clients: Vec<ClientId> = vec![ClientId(0), ClientId(1)];
        clients.extend(simulation.clients().map(|(client, _)| *client).filter(|it| it.0 > 1));
        let (cuts, sides) = regions::sides(layout, &nodes);
        let zones = regions::zones(layout, &nodes);
        let names = sides.iter().filter_map(|side| side.name);
        let mut taken: Vec<Frame> = names
            .chain(zones.iter().map(|zone| zone.name))
            .map(|name| regions::name_frame(layout, name))
            .collect();
        let rough = rough_links(layout, &network);
        taken.extend(rough.iter().map(|link| sign_frame(layout, link)));
        label(layout, &mut nodes, taken);
        let lost = flights::lost(scene, &nodes);
        let (flights, crowds) = flights::flights(scene);
        let mut written = flights::written(&nodes);
        written.extend(lost.iter().filter_map(|lost| Some(lost.frame(layout, lost.named?))));
        let everywhere = network.rules.iter().find(|rule| rule.links == (None, None));
        StageView {
            cuts,
            sides,
            zones,
            one_way: simulation.network().is_one_way(),
            rough,
            rough_everywhere: everywhere.map(|rule| format!("every link: {}", rule.sign)),
            network,
            down_marks: down_marks(&nodes),
            condensed: condensed(layout),
            nodes,
            clients: stand_together(
                layout,
                clients.into_iter().map(|client| client_view(scene, client)).collect(),
            ),
            flights,
            crowds,
            lost,
            written,
        }
    }
}

/// What is not drawn one by one.
fn condensed(layout: &Layout) -> Option<String> {
    layout.is_condensed().then(|| {
        let Layout { nodes, .. } = layout;
        format!("{nodes} nodes as marks; {} stand out. Select one to see it.", layout.discs().len())
    })
}

fn down_marks(nodes: &[NodeView]) -> String {
    let down = nodes.iter().filter(|node| !node.disc && !node.up).map(|node| node.place);
    down.map(|Point { x, y }| format!("M{:.1},{:.1}l8,8m0,-8l-8,8", x - 4.0, y - 4.0)).collect()
}

fn nodes(scene: &Scene<'_>, network: &NetworkView) -> Vec<NodeView> {
    let Scene { simulation, layout, key, requests, .. } = *scene;
    let count = usize::from(layout.nodes);
    let mut waiting = vec![0_usize; count];
    for envelope in simulation.waiting() {
        let node = envelope.to.node().and_then(|node| waiting.get_mut(node.index()));
        if let Some(waiting) = node {
            *waiting += 1;
        }
    }
    let mut ranks: Vec<Option<usize>> = vec![None; count];
    let list = key.map(|key| &key.list);
    for (index, node) in list.iter().flat_map(|list| list.nodes()).enumerate() {
        if let Some(rank) = ranks.get_mut(node.index()) {
            *rank = Some(index + 1);
        }
    }
    let primaries = list.map_or(0, |list| list.primaries().len());
    let sides = side_numbers(simulation);
    let zone = |process: &NodeProcess| process.zone();
    let first = simulation.nodes().next().map(zone);
    let zoned = simulation.nodes().any(|process| Some(process.zone()) != first);
    let mut views: Vec<NodeView> = Vec::with_capacity(count);
    for process in simulation.nodes() {
        let node = process.id();
        let disc = layout.is_disc(node);
        let rank = ranks.get(node.index()).copied().flatten();
        let running = process.running();
        let suspects = running.iter().flat_map(|running| running.detector().suspects());
        let held = || match running {
            Some(running) => running.storage().objects().count(),
            None => process.disk().objects().len(),
        };
        let replicas = key.map_or(&[][..], |key| &key.replicas);
        views.push(NodeView {
            node,
            place: layout.node(node),
            disc,
            colour: node_colour(node, layout.nodes),
            up: running.is_some(),
            paused: process.is_paused(),
            slow_ms: process.slow().as_micros() / 1_000,
            waiting: waiting.get(node.index()).copied().unwrap_or_default(),
            status: simulation.membership().status(node),
            alone: count > 1 && running.is_some_and(knows_nobody),
            zone: zoned.then(|| process.zone()),
            side: simulation.network().side(node).map(|side| side_number(&sides, side)),
            role: rank.map(|rank| match rank <= primaries {
                true => Role::Primary(rank as u8),
                false => Role::Fallback,
            }),
            rank,
            holds: replicas.iter().find(|replica| replica.node == node).cloned(),
            share: scene.ring.band.share(node),
            load: scene.ring.band.load(node),
            keys: if disc { held() } else { 0 },
            coordinations: match running {
                Some(_) => {
                    requests.iter().filter_map(|request| coordination(request, node)).collect()
                }
                None => Vec::new(),
            },
            suspects: suspects.map(|(node, _)| *node).collect(),
            rough: rough_ends(network, node),
            caption: None,
            chips: Vec::new(),
        });
    }
    views
}

fn knows_nobody(node: &Node) -> bool {
    let local = node.local();
    !local.membership().present().any(|other| other != local.id)
}

fn coordination(request: &RequestView, node: NodeId) -> Option<Coordination> {
    // A node that was asked again takes the request up anew: its last wait counts.
    let wait = request.coordinators.iter().rfind(|wait| wait.node == node)?;
    let alone = request.coordinators.len() == 1;
    let stage = if alone { request.stage() } else { wait.stage };
    Some(Coordination { request: request.id, wait: wait.clone(), stage })
}

/// The rules about all links at one end of which a node stands.
fn rough_ends(network: &NetworkView, node: NodeId) -> Vec<String> {
    let node = Some(Address::Node(node));
    let ends = network.rules.iter().filter_map(|rule| match rule.links {
        (from, None) if from == node => Some(format!("out: {}", rule.sign)),
        (None, to) if to == node => Some(format!("in: {}", rule.sign)),
        _ => None,
    });
    ends.collect()
}

fn rough_links(layout: &Layout, network: &NetworkView) -> Vec<RoughLink> {
    let links = network.rules.iter().filter_map(|rule| match rule.links {
        (Some(from), Some(to)) => Some(RoughLink {
            way: layout.way(from, to),
            sign: rule.sign.clone(),
            description: rule.description.clone(),
        }),
        _ => None,
    });
    links.collect()
}

/// The room of what is written at a rough link.
fn sign_frame(layout: &Layout, link: &RoughLink) -> Frame {
    let (width, height) = (layout.text_width(&link.sign), layout.letter_size() + 4.0);
    let middle = link.way.at(0.5);
    Frame { left: middle.x - width / 2.0, top: middle.y - height / 2.0, width, height }
}

/// Gives everything that is written beside nodes its room, what matters most first.
fn label(layout: &Layout, nodes: &mut [NodeView], taken: Vec<Frame>) {
    let mut placer = Placer::new(layout, nodes, taken);
    let holds = |node: &NodeView| node.disc && node.holds.is_some();
    let is_primary = |node: &NodeView| matches!(node.role, Some(Role::Primary(_)));
    for node in nodes.iter_mut().filter(|node| holds(node) && is_primary(node)) {
        node.chips = placer.chips(node);
    }
    for node in nodes.iter_mut().filter(|node| node.disc) {
        node.caption = placer.caption(node.place, &node.captions());
    }
    for node in nodes.iter_mut().filter(|node| holds(node) && !is_primary(node)) {
        node.chips = placer.chips(node);
    }
}

/// The sides in use, in order: they are shown as 1, 2, …
fn side_numbers(simulation: &Simulation) -> Vec<u16> {
    let mut sides: Vec<u16> = Vec::new();
    for side in simulation.nodes().filter_map(|process| simulation.network().side(process.id())) {
        if let Err(place) = sides.binary_search(&side) {
            sides.insert(place, side);
        }
    }
    sides
}

fn side_number(sides: &[u16], side: u16) -> u16 {
    sides.partition_point(|other| *other < side) as u16 + 1
}

/// Of the clients at one place the first is drawn for all of them.
fn stand_together(layout: &Layout, mut clients: Vec<ClientView>) -> Vec<ClientView> {
    for even in [true, false] {
        let shares = |view: &ClientView| {
            layout.is_shared(view.client) && view.client.0.is_multiple_of(2) == even
        };
        let together = clients.iter().filter(|view| shares(view)).count();
        let waiting = clients.iter().filter(|view| shares(view) && view.waiting > 0).count();
        if together < 2 {
            continue;
        }
        let mut drawn = together;
        for view in clients.iter_mut().filter(|view| shares(view)) {
            (view.together, view.waiting) = (drawn, if drawn > 0 { waiting } else { view.waiting });
            drawn = 0;
        }
    }
    clients
}

fn client_view(scene: &Scene<'_>, client: ClientId) -> ClientView {
    let simulation = scene.simulation;
    let known = simulation.client(client);
    let reading = scene.key.and_then(|key| known?.reading(&key.key));
    let side = simulation.network().client_side(client);
    ClientView {
        client,
        place: scene.layout.client(client),
        together: 1,
        waiting: known.map_or(0, |known| known.open_requests().len()),
        side: side.map(|side| side_number(&side_numbers(simulation), side)),
        read: reading.map(|reading| {
            let versions = reading.object.versions().iter();
            versions
                .map(|version| match version.value() {
                    Some(value) => value.to_string(),
                    None => "deleted".to_owned(),
                })
                .collect()
        }),
    }
}
