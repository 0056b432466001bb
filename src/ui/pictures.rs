//! All views of one moment, made once and shared by every component.

use std::rc::Rc;

use super::dock::{Dock, Tab};
use super::picking::Picking;
use super::watch::Watch;
use crate::dynamo::identity::{ClientId, MessageId, NodeId, RequestId};
use crate::dynamo::key::Key;
use crate::dynamo::time::Time;
use crate::session::annals::Kept;
use crate::session::session::Session;
use crate::sim::trace::EventId;
use crate::view::cluster::{ClusterView, Coordinations};
use crate::view::key::KeyView;
use crate::view::layout::Layout;
use crate::view::log::LogView;
use crate::view::narration::{Narration, narrate};
use crate::view::node::NodeDetail;
use crate::view::request::{RequestView, recent_requests};
use crate::view::ring::RingView;
use crate::view::space_time::SpaceTimeView;
use crate::view::stage::StageView;

/// How many requests can be chosen from.
const REQUESTS_SHOWN: usize = 6;

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
    /// The client that acts.
    pub client: ClientId,
}

/// What pictures need to know of the whole history, kept from one moment to the next.
#[derive(Default)]
pub struct Records {
    coordinations: Kept<Coordinations>,
    /// How time and the log are looked at.
    pub watch: Watch,
}

/// Every picture of one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Pictures {
    /// The measures.
    pub layout: Layout,
    /// The ring.
    pub ring: RingView,
    /// The stage.
    pub stage: StageView,
    /// The selected key.
    pub key: Option<KeyView>,
    /// The selected node from within.
    pub node: Option<NodeDetail>,
    /// The figures of all nodes, if they are shown: they are counted only then.
    pub cluster: Option<ClusterView>,
    /// Space and time, if that is shown.
    pub space_time: Option<Rc<SpaceTimeView>>,
    /// The log, if it is shown.
    pub log: Option<Rc<LogView>>,
    /// What is picked out in those two.
    pub picking: Picking,
    /// The selected request.
    pub request: Option<RequestView>,
    /// The newest requests.
    pub requests: Vec<RequestId>,
    /// The step before the cursor in words.
    pub narration: Narration,
    /// The present moment.
    pub now: Time,
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
        let timeline = session.timeline();
        let simulation = timeline.simulation();
        let nodes = simulation.nodes().len() as u16;
        let layout = if narrow { Layout::compact(nodes) } else { Layout::wide(nodes) };
        let trace = timeline.trace();
        let key = selection.key.as_ref().map(|key| KeyView::new(simulation, key));
        let config = &simulation.setup().store;
        let replicas =
            selection.key.as_ref().map_or(config.replicas, |key| config.policy(key).replicas);
        // One that is looked at stays in view, however many have come since.
        let recent = recent_requests(trace, REQUESTS_SHOWN);
        let chosen = selection.request.or(recent.first().map(|(id, _)| *id));
        let beginning = |id| {
            recent.iter().find(|(known, _)| *known == id).map_or(EventId(0), |(_, from)| *from)
        };
        let read = |id, from| {
            let view = RequestView::new(trace, id, from)?;
            let replicas = config.policy(&view.key).replicas;
            let list = simulation.ring().preference_list(view.key.position(), replicas);
            Some(view.with_roles(|node| list.role(node)))
        };
        let request = chosen.and_then(|id| read(id, beginning(id)));
        let others = recent.iter().filter(|(id, _)| Some(*id) != chosen);
        let under_way =
            others.filter_map(|(id, from)| read(*id, *from)).filter(|view| !view.is_over());
        let shown: Vec<RequestView> = request.iter().cloned().chain(under_way).collect();
        let requests: Vec<RequestId> = recent.iter().map(|(id, _)| *id).collect();
        let mut pictures = Pictures {
            ring: RingView::new(simulation.ring(), &layout, selection.key.as_ref(), replicas),
            stage: StageView::new(simulation, &layout, key.as_ref(), &shown, chosen),
            narration: narrate(trace, timeline.last_step()),
            space_time: None,
            log: None,
            picking: Picking::default(),
            now: simulation.now(),
            layout,
            key,
            node: selection.node.and_then(|node| NodeDetail::new(simulation, node)),
            cluster: (dock.shown() == Some(Tab::Nodes))
                .then(|| ClusterView::new(timeline, records.coordinations.of(timeline))),
            request,
            requests,
        };
        pictures.watch(session, records, selection, dock);
        Rc::new(pictures)
    }

    /// Draws space and time or the log anew, whichever is open.
    pub fn watch(
        &mut self,
        session: &Session,
        records: &mut Records,
        selection: &Selection,
        dock: Dock,
    ) {
        let (open, watch) = (dock.shown(), &mut records.watch);
        let request = self.request.as_ref().map(|request| request.id);
        watch.settle(session.timeline(), selection, request);
        self.space_time = (open == Some(Tab::Time))
            .then(|| Rc::new(watch.space_time(session.timeline(), selection, request, dock.room)));
        self.log = (open == Some(Tab::Log)).then(|| Rc::new(watch.log(session.timeline())));
        self.picking = watch.picking.clone();
    }
}
