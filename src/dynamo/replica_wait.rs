//! What the coordinators of `get` and `put` share: asking replicas, counting their answers,
//! and finding stand-ins for silent ones (Dynamo §4.5, §4.6).

use super::config::Config;
use super::environment::{Environment, Timer};
use super::identity::{NodeId, RequestId};
use super::key::Key;
use super::local::Local;
use super::message::{Message, Outcome};
use super::note::Note;
use super::preference_list::{Assignment, PreferenceList};
use super::quorum::{Counted, Quorum};

/// A coordinator's wait for its replicas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplicaWait {
    request: RequestId,
    list: PreferenceList,
    quorum: Quorum,
}

impl ReplicaWait {
    /// Takes the request up: notes the preference list and starts the deadline. Gives the wait
    /// and the nodes to ask, the first N healthy ones (Dynamo §4.6).
    pub fn begin(
        environment: &mut Environment<'_>,
        local: &Local<'_>,
        request: RequestId,
        key: &Key,
        needed: u8,
    ) -> (ReplicaWait, Vec<Assignment>) {
        let Config { replicas, quorum_kind, request_deadline, .. } = *environment.config;
        let list = environment.ring.preference_list(key.position(), replicas);
        let assignments = list.first_healthy(quorum_kind, |node| local.detector.seems_down(node));
        environment.note(
            request,
            Note::Coordinating {
                key: key.clone(),
                role: list.role(local.id),
                list: list.clone(),
                needed,
                deadline: environment.now + request_deadline,
            },
        );
        environment.set_timer(Timer::Deadline(request), request_deadline);
        (ReplicaWait { request, list, quorum: Quorum::new(needed) }, assignments)
    }

    /// The answers so far.
    pub fn quorum(&self) -> &Quorum {
        &self.quorum
    }

    /// Opens a slot for a node and starts its time to answer.
    pub fn ask(&mut self, environment: &mut Environment<'_>, assignment: Assignment) {
        let Assignment { node, stands_in_for } = assignment;
        let until = environment.now + environment.config.replica_timeout;
        self.quorum.ask(node, stands_in_for, until);
        environment.note(self.request, Note::Asked { node, stands_in_for, until });
        self.rearm(environment);
    }

    /// Counts an answer and notes what it meant.
    pub fn count(&mut self, environment: &mut Environment<'_>, node: NodeId) -> Counted {
        let counted = self.quorum.count(node, environment.now);
        let needed = self.quorum.needed();
        if counted == Counted::Ignored {
            environment.note(self.request, Note::RepeatIgnored);
            return counted;
        }
        let answered = self.quorum.answered();
        let late = counted == Counted::Late;
        environment.note(self.request, Note::Counted { node, answered, needed, late });
        if counted == Counted::Reached {
            environment.note(self.request, Note::QuorumReached { needed });
            environment.cancel_timer(Timer::Deadline(self.request));
        }
        counted
    }

    /// Gives up the nodes whose time has run out and takes them as down. Gives the stand-ins
    /// to ask in their stead, if `wanted`.
    pub fn give_up_silent(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local<'_>,
        wanted: bool,
    ) -> Vec<Assignment> {
        let silent = self.quorum.give_up(environment.now);
        for slot in &silent {
            environment.note(self.request, Note::Silent { node: slot.node });
            local.suspect(environment, slot.node);
        }
        let mut stand_ins: Vec<Assignment> = Vec::new();
        for slot in silent.iter().filter(|_| wanted) {
            let chosen = |node| stand_ins.iter().any(|stand_in| stand_in.node == node);
            let next = self.list.next_stand_in(
                environment.config.quorum_kind,
                |node| node == local.id || self.quorum.has_asked(node) || chosen(node),
                |node| local.detector.seems_down(node),
            );
            if let Some(node) = next {
                let owner = slot.stands_in_for.unwrap_or(slot.node);
                stand_ins.push(Assignment { node, stands_in_for: Some(owner) });
            }
        }
        stand_ins
    }

    /// Sets the timer to the next slot that runs out of time.
    pub fn rearm(&self, environment: &mut Environment<'_>) {
        let timer = Timer::Replicas(self.request);
        match self.quorum.next_timeout() {
            Some(until) => environment.set_timer(timer, until.since(environment.now)),
            None => environment.cancel_timer(timer),
        }
    }

    /// Whether the client has its answer and no node's time to answer is running. Notes it.
    pub fn finish(&self, environment: &mut Environment<'_>) -> bool {
        let finished = self.quorum.is_reached() && !self.quorum.is_waiting();
        if finished {
            environment.cancel_timer(Timer::Replicas(self.request));
            environment.note(self.request, Note::Finished);
        }
        finished
    }

    /// Tells the client that too few nodes have answered in time.
    pub fn fail(&self, environment: &mut Environment<'_>) {
        let (answered, needed) = (self.quorum.answered(), self.quorum.needed());
        environment.cancel_timer(Timer::Replicas(self.request));
        environment.note(self.request, Note::DeadlinePassed { answered, needed });
        self.answer(environment, Outcome::TooFewAnswers { answered, needed });
    }

    /// Tells the client what came of its request.
    pub fn answer(&self, environment: &mut Environment<'_>, outcome: Outcome) {
        let request = self.request;
        environment.send(request.client, Message::Answer { request, outcome });
    }
}
