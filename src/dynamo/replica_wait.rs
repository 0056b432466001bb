//! What the coordinators of `get` and `put` share: asking replicas, counting their answers,
//! and finding stand-ins for those that stay silent or refuse (Dynamo §4.5, §4.6).

use super::environment::{Environment, Timer};
use super::identity::{NodeId, RequestId};
use super::key::Key;
use super::local::Local;
use super::message::{Message, Outcome};
use super::note::Note;
use super::preference_list::{Assignment, PreferenceList};
use super::quorum::{Counted, Quorum, Slot};

/// A coordinator's wait for its replicas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplicaWait {
    request: RequestId,
    list: PreferenceList,
    quorum: Quorum,
}

/// Where a wait stands after something was heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// More is to be heard.
    Going,
    /// Nothing more is to be heard: the request is done with.
    Over,
}

impl ReplicaWait {
    /// Takes the request up: notes the preference list and starts the deadline. Gives the wait
    /// and the nodes to ask, the first N healthy ones (Dynamo §4.6).
    pub fn begin(
        environment: &mut Environment<'_>,
        local: &Local,
        request: RequestId,
        key: &Key,
        needed: u8,
    ) -> (ReplicaWait, Vec<Assignment>) {
        let config = environment.config;
        let list = local.serving.preference_list(key.position(), config.policy(key).replicas);
        let seems_down = |node| local.detector.seems_down(node);
        let assignments = list.first_healthy(config.quorum_kind, seems_down);
        environment.note(
            request,
            Note::Coordinating {
                key: key.clone(),
                role: list.role(local.id),
                list: list.clone(),
                needed,
                deadline: environment.now + config.request_deadline,
            },
        );
        environment.set_timer(Timer::Deadline(request), config.request_deadline);
        (ReplicaWait { request, list, quorum: Quorum::new(needed) }, assignments)
    }

    /// Asks anew, for another quorum of the same request: gives the nodes to ask.
    pub fn begin_anew(
        &mut self,
        environment: &Environment<'_>,
        local: &Local,
        needed: u8,
    ) -> Vec<Assignment> {
        self.quorum = Quorum::new(needed);
        let kind = environment.config.quorum_kind;
        self.list.first_healthy(kind, |node| local.detector.seems_down(node))
    }

    /// The answers so far.
    pub fn quorum(&self) -> &Quorum {
        &self.quorum
    }

    /// Who keeps the key.
    pub fn list(&self) -> &PreferenceList {
        &self.list
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
    pub fn count(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local,
        node: NodeId,
    ) -> Counted {
        let timeout = environment.config.replica_timeout;
        if let Some(latency) = self.quorum.latency(node, environment.now, timeout) {
            local.admission.record(environment.now, latency);
        }
        let counted = self.quorum.count(node, environment.now);
        let needed = self.quorum.needed();
        if counted == Counted::Ignored {
            environment.note(self.request, Note::RepeatIgnored);
            return counted;
        }
        let answered = self.quorum.answered();
        let late = counted == Counted::Late;
        environment.note(self.request, Note::Counted { node, answered, needed, late });
        counted
    }

    /// The quorum is all that the client waited for: notes so, and the request cannot fail any
    /// more.
    pub fn reached(&self, environment: &mut Environment<'_>) {
        environment.note(self.request, Note::QuorumReached { needed: self.quorum.needed() });
        environment.cancel_timer(Timer::Deadline(self.request));
    }

    /// A node will not answer. Gives the stand-in to ask in its stead, if there is one.
    pub fn refused(
        &mut self,
        environment: &mut Environment<'_>,
        local: &Local,
        node: NodeId,
    ) -> Option<Assignment> {
        let slot = self.quorum.refuse(node, environment.now)?;
        environment.note(self.request, Note::ReplicaRefused { node });
        self.stand_in(environment, local, &slot, &[])
    }

    /// Gives up the nodes whose time has run out. Gives the stand-ins to ask in their stead, if
    /// `wanted`.
    pub fn give_up_silent(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local,
        wanted: bool,
    ) -> Vec<Assignment> {
        let silent = self.quorum.give_up(environment.now);
        for slot in &silent {
            environment.note(self.request, Note::Silent { node: slot.node });
            local.not_answered(environment, slot.node);
        }
        let mut stand_ins: Vec<Assignment> = Vec::new();
        for slot in silent.iter().filter(|_| wanted) {
            stand_ins.extend(self.stand_in(environment, local, slot, &stand_ins));
        }
        stand_ins
    }

    /// The next node to ask in the stead of one that will not answer. None is needed if the
    /// node that it would stand for has answered by now.
    fn stand_in(
        &self,
        environment: &Environment<'_>,
        local: &Local,
        slot: &Slot,
        chosen: &[Assignment],
    ) -> Option<Assignment> {
        let owner = slot.stands_in_for.unwrap_or(slot.node);
        if self.quorum.has_answered(owner) {
            return None;
        }
        let is_chosen = |node| chosen.iter().any(|stand_in| stand_in.node == node);
        let next = self.list.next_stand_in(
            environment.config.quorum_kind,
            |node| node == local.id || self.quorum.has_asked(node) || is_chosen(node),
            |node| local.detector.seems_down(node),
        );
        next.map(|node| Assignment { node, stands_in_for: Some(owner) })
    }

    /// Sets the timer to the next slot that runs out of time.
    pub fn rearm(&self, environment: &mut Environment<'_>) {
        let timer = Timer::Replicas(self.request);
        match self.quorum.next_timeout() {
            Some(until) => environment.set_timer(timer, until.since(environment.now)),
            None => environment.cancel_timer(timer),
        }
    }

    /// Whether the request is done with: its client has an answer and no node's time to answer
    /// is running, or its quorum cannot be reached any more, which the client is told now.
    pub fn settle(&self, environment: &mut Environment<'_>) -> Progress {
        let (answered, needed) = (self.quorum.answered(), self.quorum.needed());
        if !self.quorum.is_possible() {
            environment.note(self.request, Note::QuorumImpossible { answered, needed });
            environment.cancel_timer(Timer::Deadline(self.request));
            environment.cancel_timer(Timer::Replicas(self.request));
            self.answer(environment, Outcome::TooFewAnswers { answered, needed });
            return Progress::Over;
        }
        if self.quorum.is_reached() && !self.quorum.is_waiting() {
            environment.cancel_timer(Timer::Replicas(self.request));
            environment.note(self.request, Note::Finished);
            return Progress::Over;
        }
        Progress::Going
    }

    /// Tells the client that too few nodes have answered in time.
    pub fn fail(&self, environment: &mut Environment<'_>) {
        self.fail_with(environment, self.quorum.answered(), self.quorum.needed());
    }

    /// The same, where it is not answers to the first question that are too few.
    pub fn fail_with(&self, environment: &mut Environment<'_>, answered: u8, needed: u8) {
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
