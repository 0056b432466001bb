//! Clients' requests at a node: who coordinates one, and what becomes of replicas' answers
//! (Dynamo §4.5).

use std::rc::Rc;

use super::Node;
use crate::dynamo::config::ReadRepair;
use crate::dynamo::environment::Environment;
use crate::dynamo::get::GetCoordinator;
use crate::dynamo::hand_on::Route;
use crate::dynamo::identity::{NodeId, RequestId};
use crate::dynamo::message::{Message, Operation, Outcome, Refusal, Request};
use crate::dynamo::note::Note;
use crate::dynamo::object::Content;
use crate::dynamo::planted::planted;
use crate::dynamo::put::{NewVersion, PutCoordinator};
use crate::dynamo::replica_wait::Progress;

impl Node {
    /// A replica answered what this node, as a coordinator, had asked.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    pub(super) fn replica_answered(
        &mut self,
        environment: &mut Environment<'_>,
        node: NodeId,
        message: &Message,
    ) {
        let local = &mut self.local;
        let Some(request) = message.request() else { return };
        let progress = match (message, self.puts.get_mut(&request), self.gets.get_mut(&request)) {
            (Message::WriteDone { .. }, Some(put), _) => {
                Some(put.stored_at(environment, local, node))
            }
            // The client of a get waits for copies to be made.
            (Message::WriteDone { .. }, _, Some(get)) => {
                Some(get.stored_at(environment, local, node))
            }
            (Message::ReadResult { object, .. }, _, Some(get)) => {
                Some(get.answered_by(environment, local, node, object.clone()))
            }
            // A put reads before it writes.
            (Message::ReadResult { object, .. }, Some(put), _) => {
                Some(put.found_at(environment, local, node, object))
            }
            (_, Some(put), _) if planted!(RefusalIsAnAnswer) => {
                Some(put.stored_at(environment, local, node))
            }
            (_, Some(put), _) => Some(put.refused_by(environment, local, node)),
            (_, _, Some(get)) => Some(get.refused_by(environment, local, node)),
            (_, None, None) => None,
        };
        match progress {
            Some(progress) => self.conclude(request, progress),
            None => {
                assert!(!planted!(LateAnswerPanics), "{node} answers when nobody waits any more");
                environment.note(request, Note::AnswerTooLate { node });
            }
        }
    }

    pub(super) fn conclude(&mut self, request: RequestId, progress: Progress) {
        if progress == Progress::Over {
            self.puts.remove(&request);
            self.gets.remove(&request);
        }
    }

    /// A client's request: this node coordinates it or hands it on, one hop (Dynamo §4.5).
    pub(super) fn asked(&mut self, environment: &mut Environment<'_>, request: &Request) {
        if !self.asked.admit(request.id) && !planted!(ReplayWindowIgnored) {
            environment.note(request.id, Note::RepeatIgnored);
            return;
        }
        // A node that is joining or has left hands the request on, as any other that does not
        // keep the key. One that knows no ring has nobody to hand it on to.
        if self.local.serving.zones().is_empty() {
            refuse(environment, request.id, Refusal::NotAMember);
            return;
        }
        // A client that chose by an old ring learns of the new one (Dynamo §6.4).
        if request.ring.is_some_and(|ring| ring != self.local.serving.digest()) {
            let ring = Rc::clone(&self.local.serving);
            environment.note(request.id, Note::ClientCorrected);
            environment.send(request.id.client, Message::Members(ring));
        }
        match self.hand_on.route(environment, &mut self.local, request) {
            Route::Here => self.coordinate(environment, request),
            Route::Elsewhere => {}
        }
    }

    #[cfg_attr(target_arch = "wasm32", inline(never))]
    pub(super) fn coordinate(&mut self, environment: &mut Environment<'_>, request: &Request) {
        let Request { id, key, operation, quorum, .. } = request;
        // It came from the client, was handed on, and has come back from there.
        if self.puts.contains_key(id) || self.gets.contains_key(id) {
            environment.note(*id, Note::RepeatIgnored);
            return;
        }
        let policy = environment.config.policy(key);
        let usual = match operation.is_write() {
            true => policy.write_quorum,
            false => policy.read_quorum,
        };
        let needed = quorum.unwrap_or(usual);
        if !(1..=policy.replicas).contains(&needed) {
            refuse(environment, *id, Refusal::Quorum(policy.replicas));
            return;
        }
        // Of nodes that seem down one may hope for an answer; of nodes that there are not, none.
        let nodes = self.local.serving.zones().len() as u16;
        let config = environment.config;
        let other_quorum = match operation.is_write() {
            true => config.read_before_write.then_some(policy.read_quorum),
            false => (config.read_repair == ReadRepair::Blocking).then_some(policy.write_quorum),
        };
        let needed_in_all = other_quorum.map_or(needed, |other| other.max(needed));
        if nodes < u16::from(needed_in_all) {
            let needed = needed_in_all;
            refuse(environment, *id, Refusal::TooFewNodes { nodes, needed });
            return;
        }
        let content = match operation {
            Operation::Get => {
                let get = GetCoordinator::begin(environment, &mut self.local, *id, key, needed);
                self.gets.extend(get.map(|get| (*id, get)));
                return;
            }
            Operation::Put { value, .. } => Content::Value(value.clone()),
            Operation::Delete { .. } => Content::Tombstone,
        };
        let seen = match operation.context().map(|context| context.open(key)).transpose() {
            Ok(opened) => opened.map(|opened| opened.seen),
            Err(error) => {
                refuse(environment, *id, Refusal::Context(error));
                return;
            }
        };
        let new = NewVersion { content, seen, needed };
        let put = PutCoordinator::begin(environment, &mut self.local, *id, key, new);
        self.puts.extend(put.map(|put| (*id, put)));
    }
}

fn refuse(environment: &mut Environment<'_>, request: RequestId, refusal: Refusal) {
    environment.note(request, Note::Refused(refusal));
    let outcome = Outcome::Refused(refusal);
    environment.send(request.client, Message::Answer { request, outcome });
}
