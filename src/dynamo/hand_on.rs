//! Handing a request on to a node that keeps the key, at most one hop (Dynamo §4.5).
//!
//! A get whose new coordinator stays silent is handed to the next one. A put is not: the
//! silent node may have taken it up, and a second coordinator would make a second version of
//! one write, its sibling for ever. The client is told that the outcome is unknown.

use std::collections::BTreeMap;

use super::environment::{Environment, Timer};
use super::identity::{NodeId, RequestId};
use super::local::Local;
use super::message::{Message, Operation, Outcome, Request};
use super::note::Note;
use super::preference_list::Assignment;

/// The requests that this node has handed on and that nobody has taken up yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandOn {
    waiting: BTreeMap<RequestId, HandedOn>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct HandedOn {
    request: Request,
    tried: Vec<NodeId>,
}

/// Where a request is coordinated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// On this node.
    Here,
    /// On another, to which it is on its way.
    Elsewhere,
}

impl HandOn {
    /// Whether a request has been handed on and not been taken up yet.
    pub fn is_waiting_for(&self, request: RequestId) -> bool {
        self.waiting.contains_key(&request)
    }

    /// Decides where a client's request is coordinated: here if this node is among the first
    /// N healthy ones of the key, otherwise at the first of those.
    pub fn route(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local<'_>,
        request: &Request,
    ) -> Route {
        let Some(to) = next_coordinator(environment, local, request, &[]) else {
            return Route::Here;
        };
        environment.note(request.id, Note::HandedOn { key: request.key.clone(), to });
        self.send(environment, request.clone(), vec![to]);
        Route::Elsewhere
    }

    /// The new coordinator has taken the request up: it is its business now.
    pub fn taken(&mut self, environment: &mut Environment<'_>, request: RequestId) {
        if self.waiting.remove(&request).is_some() {
            environment.cancel_timer(Timer::Forward(request));
        }
    }

    /// The new coordinator stayed silent. Gives the request back if this node has become one
    /// of the first N healthy ones and is to coordinate it.
    pub fn timed_out(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local<'_>,
        request: RequestId,
    ) -> Option<Request> {
        let HandedOn { request, mut tried } = self.waiting.remove(&request)?;
        let silent = *tried.last()?;
        local.suspect(environment, silent);
        if matches!(request.operation, Operation::Put { .. }) {
            environment.note(request.id, Note::HandOnGivenUp { silent });
            give_up(environment, request.id, silent);
            return None;
        }
        let Some(to) = next_coordinator(environment, local, &request, &tried) else {
            return Some(request);
        };
        if tried.contains(&to) {
            give_up(environment, request.id, silent);
            return None;
        }
        environment.note(request.id, Note::HandedOnAgain { silent, to });
        tried.push(to);
        self.send(environment, request, tried);
        None
    }

    fn send(&mut self, environment: &mut Environment<'_>, request: Request, tried: Vec<NodeId>) {
        if let Some(to) = tried.last() {
            environment.send(*to, Message::Forward(request.clone()));
        }
        environment.set_timer(Timer::Forward(request.id), environment.config.replica_timeout);
        self.waiting.insert(request.id, HandedOn { request, tried });
    }
}

/// The node to hand the request to; none if it is this one. One that has been tried is only
/// named where no other is left.
fn next_coordinator(
    environment: &Environment<'_>,
    local: &Local<'_>,
    request: &Request,
    tried: &[NodeId],
) -> Option<NodeId> {
    let config = environment.config;
    let seems_down = |node| local.detector.seems_down(node);
    let candidates: Vec<NodeId> = environment
        .ring
        .preference_list(request.key.position(), config.replicas)
        .first_healthy(config.quorum_kind, seems_down)
        .into_iter()
        .map(|Assignment { node, .. }| node)
        .collect();
    if candidates.contains(&local.id) {
        return None;
    }
    let fresh = |node: &&NodeId| !tried.contains(node);
    let best = candidates.iter().filter(fresh).find(|node| !seems_down(**node));
    best.or_else(|| candidates.iter().find(fresh)).or(candidates.first()).copied()
}

fn give_up(environment: &mut Environment<'_>, request: RequestId, coordinator: NodeId) {
    let outcome = Outcome::CoordinatorSilent { coordinator };
    environment.send(request.client, Message::Answer { request, outcome });
}
