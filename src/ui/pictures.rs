//! All views of one moment, made once and shared by every component.

use std::rc::Rc;

use crate::dynamo::identity::{ClientId, NodeId, RequestId};
use crate::dynamo::key::Key;
use crate::dynamo::time::Time;
use crate::session::session::Session;
use crate::view::key::KeyView;
use crate::view::layout::Layout;
use crate::view::narration::{Narration, narrate};
use crate::view::request::{RequestView, recent_requests};
use crate::view::ring::RingView;
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
    /// The client that acts.
    pub client: ClientId,
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
    /// Draws the moment at the cursor.
    pub fn new(session: &Session, selection: &Selection, narrow: bool) -> Rc<Pictures> {
        let timeline = session.timeline();
        let simulation = timeline.simulation();
        let nodes = simulation.setup().nodes;
        let layout = if narrow { Layout::compact(nodes) } else { Layout::wide(nodes) };
        let trace = timeline.trace();
        let requests = recent_requests(trace, REQUESTS_SHOWN);
        let chosen = selection.request.or(requests.first().copied());
        let key = selection.key.as_ref().map(|key| KeyView::new(simulation, key));
        let replicas = simulation.setup().store.replicas;
        let request = chosen.and_then(|id| RequestView::new(trace, id)).map(|request| {
            let position = request.key.position();
            let list = simulation.ring().preference_list(position, replicas);
            request.with_roles(|node| list.role(node))
        });
        Rc::new(Pictures {
            ring: RingView::new(simulation.ring(), &layout, selection.key.as_ref(), replicas),
            stage: StageView::new(simulation, &layout, key.as_ref(), request.as_ref()),
            narration: narrate(trace, timeline.last_step()),
            now: simulation.now(),
            layout,
            key,
            request,
            requests,
        })
    }
}
