//! All views of one moment, made once and shared by every component.

use std::rc::Rc;

use super::dock::watch::Watch;
use super::dock::{Dock, Tab};
use super::footer::Moments;
use crate::dynamo::identity::{ClientId, MessageId, NodeId, RequestId};
use crate::dynamo::key::Key;
use crate::dynamo::object::Dot;
use crate::dynamo::time::Time;
use crate::session::annals::Kept;
use crate::session::annals::beliefs::Beliefs;
use crate::session::annals::exchanges::Exchanges;
use crate::session::annals::hints::HintAnnals;
use crate::session::annals::measures::Measures;
use crate::session::annals::requests::Requests;
use crate::session::annals::versions::VersionAnnals;
use crate::session::document;
use crate::session::replicas::Replicas;
use crate::session::session::Session;
use crate::session::timeline::Timeline;
use crate::sim::process::NodeProcess;
use crate::sim::simulation::Simulation;
use crate::sim::workload::Workload;
use crate::view::cluster::{ClusterView, Coordinations};
use crate::view::hints::HintsView;
use crate::view::history::{HistoryView, MergeView};
use crate::view::key::KeyView;
use crate::view::lamps::LampsView;
use crate::view::layout::Layout;
use crate::view::members::MembersView;
use crate::view::merkle::MerkleView;
use crate::view::metrics::MetricsView;
use crate::view::narration::{Narration, narrate, sentence};
use crate::view::network::Messages;
use crate::view::node::NodeDetail;
use crate::view::request::{RequestStory, RequestView};
use crate::view::ring::{Band, RingView};
use crate::view::roster::Roster;
use crate::view::stage::{Scene, StageView, cast};

/// How many requests can be chosen from.
const REQUESTS_SHOWN: usize = 6;

/// At most so many commands are marked on the line of time: of more, every so many-th.
const MARKS_MAX: usize = 200;

/// What the reader looks at.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    /// The request; none to follow the newest.
    pub request: Option<RequestId>,
    /// The key.
    pub key: Option<Key>,
    /// The node.
    pub node: Option<NodeId>,
    /// The message on its way that can be meddled with: its name, and which copy of it.
    pub message: Option<(MessageId, u8)>,
    /// The comparison of trees, by the message that began it; none to follow the newest.
    pub exchange: Option<MessageId>,
    /// The client that acts.
    pub client: ClientId,
    /// The versions of the key that are held against each other, at most two; none for siblings.
    pub faced: Vec<Dot>,
    /// Whether only the key's place is shown, since its homes are to be guessed.
    pub hides_homes: bool,
}

impl Selection {
    /// Takes what a document selects. What it leaves open of key and client stays.
    pub fn obey(&mut self, selected: document::Selection) {
        let document::Selection { key, request, node, client, comparison } = selected;
        if let Some(key) = key {
            self.look_at(key);
        }
        self.request = request;
        self.node = node;
        self.exchange = comparison;
        self.client = client.unwrap_or(self.client);
    }

    /// Looks at a key.
    pub fn look_at(&mut self, key: Key) {
        if self.key.as_ref() != Some(&key) {
            self.faced.clear();
        }
        self.key = Some(key);
    }

    /// Holds a version against the one that was chosen last, or looks at it no longer.
    pub fn face(&mut self, dot: Dot) {
        match self.faced.iter().position(|faced| *faced == dot) {
            Some(place) => {
                self.faced.remove(place);
            }
            None => {
                let second_last = self.faced.len().saturating_sub(1);
                self.faced.drain(..second_last);
                self.faced.push(dot);
            }
        }
    }
}

/// What pictures need to know of the whole history, kept from one moment to the next.
#[derive(Default)]
pub struct Records {
    requests: Kept<Requests>,
    coordinations: Kept<Coordinations>,
    versions: Kept<VersionAnnals>,
    hints: Kept<HintAnnals>,
    exchanges: Kept<Exchanges>,
    beliefs: Kept<Beliefs>,
    measures: Kept<Measures>,
    replicas: Replicas,
    /// How time and the log are looked at.
    pub watch: Watch,
    /// The ring's measures and its band, which stay as long as the ring does.
    ring: Option<(Layout, Rc<Band>)>,
    /// The steps at which commands were given, and what they were.
    pub moments: Moments,
    /// Of which history those are, and how many commands it has.
    commands: Option<(Rc<()>, usize)>,
    layout: Option<Rc<Layout>>,
    roster: Option<Rc<Roster>>,
}

/// What was kept, if it is as it was: who sees that it is the same need not look into it.
fn same<T: PartialEq>(kept: &mut Option<Rc<T>>, now: T) -> Rc<T> {
    match kept {
        Some(kept) if **kept == now => Rc::clone(kept),
        _ => Rc::clone(kept.insert(Rc::new(now))),
    }
}

impl Records {
    /// The key that a request is about.
    pub fn key_of(&mut self, timeline: &Timeline, request: RequestId) -> Option<Key> {
        let known = self.requests.of(timeline);
        RequestView::new(timeline.trace(), known, request).map(|view| view.key)
    }

    /// Looks which commands have been given, if there are others than before.
    fn note_commands(&mut self, timeline: &Timeline) {
        let count = timeline.command_steps().count();
        let now = Some((Rc::clone(timeline.lineage()), count));
        let is_same = |(lineage, known): &(Rc<()>, usize)| {
            Rc::ptr_eq(lineage, timeline.lineage()) && *known == count
        };
        if !self.commands.as_ref().is_some_and(is_same) {
            self.commands = now;
            self.moments = timeline
                .command_steps()
                .step_by(count.div_ceil(MARKS_MAX).max(1))
                .map(|(step, event)| (step, sentence(timeline.known_trace(), event).text))
                .collect();
        }
    }

    /// The measures and the band of the ring at the cursor.
    fn ring(&mut self, simulation: &Simulation, narrow: bool) -> (Layout, Rc<Band>) {
        let nodes = simulation.nodes().len() as u16;
        let placement = &simulation.setup().store.placement;
        let kept = self.ring.take().filter(|(layout, band)| {
            layout.nodes == nodes
                && layout.compact == narrow
                && band.is_of(simulation.ring(), layout, placement)
        });
        let (layout, band) = kept.unwrap_or_else(|| {
            let zones: Vec<u8> = simulation.nodes().map(NodeProcess::zone).collect();
            let layout = if narrow { Layout::compact(nodes) } else { Layout::wide(nodes) };
            let layout = layout.by_zone(&zones);
            let band = Rc::new(Band::new(simulation.ring(), &layout, placement));
            (layout, band)
        });
        self.ring = Some((layout.clone(), Rc::clone(&band)));
        (layout, band)
    }
}

/// Every picture of one moment.
#[derive(Debug)]
pub struct Pictures {
    /// The measures: the same ones as long as they do not change.
    pub layout: Rc<Layout>,
    /// Who there is: the same roster as long as it does not change.
    pub roster: Rc<Roster>,
    /// The messages on their way, in a list.
    pub messages: Rc<Messages>,
    /// The ring.
    pub ring: RingView,
    /// The stage.
    pub stage: StageView,
    /// The selected key.
    pub key: Option<Rc<KeyView>>,
    /// The selected node from within.
    pub node: Option<Rc<NodeDetail>>,
    /// The figures of all nodes, if they are shown: they are counted only then.
    pub cluster: Option<ClusterView>,
    /// The comparisons of trees, if they are shown.
    pub merkle: Option<MerkleView>,
    /// Who believes what of whom, if it is shown.
    pub members: Option<MembersView>,
    /// What the run measures, if it is shown.
    pub metrics: Option<MetricsView>,
    /// What holds now.
    pub lamps: Rc<LampsView>,
    /// The selected request.
    pub request: Option<RequestView>,
    /// The same in sentences.
    pub story: RequestStory,
    /// What the client of the selected request can make of the siblings that it has read.
    pub merge: Option<MergeView>,
    /// The history of the selected key, if it is shown.
    pub history: Option<HistoryView>,
    /// All hints, if they are shown.
    pub hints: Option<HintsView>,
    /// The newest requests.
    pub requests: Vec<RequestId>,
    /// The step before the cursor in words.
    pub narration: Narration,
    /// The present moment.
    pub now: Time,
    /// What clients do by themselves.
    pub workload: Option<Workload>,
}

/// Every moment's pictures are made once. To look through all of them for what is equal would
/// take longer than to draw them.
impl PartialEq for Pictures {
    fn eq(&self, other: &Pictures) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Pictures {
    /// Draws the moment at the cursor; of the pictures in the dock, the one that is open.
    pub fn new(
        session: &Session,
        records: &mut Records,
        selection: &Selection,
        dock: Dock,
        narrow: bool,
    ) -> Rc<Pictures> {
        let open = dock.shown();
        let timeline = session.timeline();
        let simulation = timeline.simulation();
        let trace = timeline.trace();
        let shown_key = selection.key.as_ref().filter(|_| !selection.hides_homes);
        let key = shown_key.map(|key| Rc::new(KeyView::new(simulation, key)));
        let config = &simulation.setup().store;
        // One that is looked at stays in view, however many have come since.
        let known = records.requests.of(timeline);
        let requests = known.recent(trace.len(), REQUESTS_SHOWN);
        let chosen = selection.request.or(requests.first().copied());
        let read = |id| {
            let view = RequestView::new(trace, known, id)?;
            let replicas = config.policy(&view.key).replicas;
            let list = simulation.ring().preference_list(view.key.position(), replicas);
            Some(view.with_roles(|node| list.role(node)))
        };
        let request = chosen.and_then(read);
        let others = requests.iter().filter(|id| Some(**id) != chosen);
        let under_way = others.filter_map(|id| read(*id)).filter(|view| !view.is_over());
        let shown: Vec<RequestView> = request.iter().cloned().chain(under_way).collect();
        records.note_commands(timeline);
        records.replicas.follow(timeline);
        let (layout, band) = records.ring(simulation, narrow);
        let (node, message) = (selection.node, selection.message);
        let cast = match layout.is_condensed() {
            true => cast(simulation, key.as_deref(), &shown, chosen, node, message),
            false => Vec::new(),
        };
        let layout = same(&mut records.layout, layout.with_discs(&cast));
        let list = key.as_ref().map(|key| &key.list);
        let ring = RingView::new(band, simulation.ring(), &layout, selection.key.as_ref(), list);
        let scene = Scene {
            simulation,
            trace,
            layout: &layout,
            ring: &ring,
            key: key.as_deref(),
            requests: &shown,
            selected: chosen,
            message,
        };
        let stage = StageView::new(&scene);
        Rc::new(Pictures {
            roster: same(&mut records.roster, Roster::of(&stage)),
            messages: Rc::new(Messages::new(simulation)),
            stage,
            ring,
            narration: narrate(trace, timeline.last_step()),
            now: simulation.now(),
            workload: simulation.workload().copied(),
            layout,
            key,
            node: selection.node.and_then(|node| NodeDetail::new(simulation, node)).map(Rc::new),
            cluster: (open == Some(Tab::Nodes)).then(|| {
                ClusterView::new(timeline, records.coordinations.of(timeline), dock.figures_from)
            }),
            story: request.as_ref().map(|view| RequestStory::new(trace, view)).unwrap_or_default(),
            merge: request
                .as_ref()
                .and_then(|view| MergeView::new(simulation, &view.key, view.id.client)),
            history: selection.key.as_ref().filter(|_| open == Some(Tab::Versions)).map(|key| {
                let annals = records.versions.of(timeline);
                HistoryView::new(annals, timeline, key, &selection.faced, selection.client)
            }),
            hints: (open == Some(Tab::Hints))
                .then(|| HintsView::new(records.hints.of(timeline), timeline)),
            merkle: (open == Some(Tab::Merkle)).then(|| {
                let exchanges = records.exchanges.of(timeline);
                MerkleView::new(timeline, exchanges, selection.exchange, selection.node)
            }),
            members: (open == Some(Tab::Members))
                .then(|| MembersView::new(timeline, records.beliefs.of(timeline), selection.node)),
            metrics: (open == Some(Tab::Metrics))
                .then(|| MetricsView::new(timeline, records.measures.of(timeline))),
            lamps: Rc::new(LampsView::new(timeline, &records.replicas, selection.key.as_ref())),
            request,
            requests,
        })
    }
}
