//! Handing a request on to the node that is to coordinate it, at most one hop (Dynamo §4.5,
//! §5).
//!
//! A get whose new coordinator stays silent is handed to the next one. A put is not: the
//! silent node may have taken it up, and a second coordinator would make a second version of
//! one write, its sibling for ever. The client is told that the outcome is unknown.

use super::chance::Purpose;
use super::environment::{Environment, Timer};
use super::identity::{NodeId, RequestId};
use super::local::Local;
use super::message::{Message, Outcome, Request};
use super::note::{HandOnReason, Note};
use super::planted::planted;
use super::sorted::SortedMap;

/// The requests that this node has handed on and that nobody has taken up yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandOn {
    waiting: SortedMap<RequestId, HandedOn>,
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
    /// Decides where a client's request is coordinated: here, if this node is one of the first
    /// N healthy ones of the key. Otherwise a hop is needed, and a put takes it to the node
    /// that answered the client's last get fastest (Dynamo §5), anything else to any of the
    /// first N, so that load spreads. A node that keeps the key itself does not hand a put on
    /// to the fastest: that one may be out of reach, and a put is handed on but once.
    pub fn route(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local,
        request: &Request,
    ) -> Route {
        let candidates = candidates(environment, local, request);
        if candidates.is_empty() || candidates.contains(&local.id) {
            return Route::Here;
        }
        let (to, why) = match fastest(request).filter(|node| candidates.contains(node)) {
            Some(fastest) => (fastest, HandOnReason::Fastest),
            None => {
                let seems_up = |node: &NodeId| !local.detector.seems_down(*node);
                let healthy: Vec<NodeId> = candidates.iter().copied().filter(seems_up).collect();
                let among = if healthy.is_empty() { candidates } else { healthy };
                let drawn = local.draw_index(environment, Purpose::Coordinator, among.len());
                (among[drawn], HandOnReason::NotAReplica)
            }
        };
        environment.note(request.id, Note::HandedOn { key: request.key.clone(), to, why });
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
        local: &mut Local,
        request: RequestId,
    ) -> Option<Request> {
        let HandedOn { request, mut tried } = self.waiting.remove(&request)?;
        let silent = *tried.last()?;
        local.not_answered(environment, silent);
        if request.operation.is_write() && !planted!(PutHandedOnTwice) {
            environment.note(request.id, Note::HandOnGivenUp { silent });
            give_up(environment, request.id, silent);
            return None;
        }
        let candidates = candidates(environment, local, &request);
        if candidates.contains(&local.id) {
            return Some(request);
        }
        let untried = candidates.iter().find(|node| !tried.contains(node));
        let Some(to) = untried.copied() else {
            give_up(environment, request.id, silent);
            return None;
        };
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

/// The first N healthy nodes of the request's key, most preferred first.
fn candidates(environment: &Environment<'_>, local: &Local, request: &Request) -> Vec<NodeId> {
    let config = environment.config;
    let replicas = config.policy(&request.key).replicas;
    local
        .serving
        .preference_list(request.key.position(), replicas)
        .first_healthy(config.quorum_kind, |node| local.detector.seems_down(node))
        .into_iter()
        .map(|assignment| assignment.node)
        .collect()
}

/// Who answered the client's last get fastest, if the request's context tells. One that is
/// malformed is refused by the coordinator, whoever that is.
fn fastest(request: &Request) -> Option<NodeId> {
    request.operation.context()?.open(&request.key).ok()?.fastest
}

fn give_up(environment: &mut Environment<'_>, request: RequestId, coordinator: NodeId) {
    let outcome = Outcome::CoordinatorSilent { coordinator };
    environment.send(request.client, Message::Answer { request, outcome });
}
