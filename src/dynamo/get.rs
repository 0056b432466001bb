//! The coordinator of a `get` (Dynamo §4.5), and read repair (Dynamo §5).
//!
//! It asks the first N healthy nodes for all their versions, waits for R answers, itself
//! included, drops every version that another descends from, and answers with what is left
//! and one context. It then goes on waiting for the others, and brings replicas that answered
//! with too little up to date.

use super::causal_context::CausalContext;
use super::environment::Environment;
use super::identity::{NodeId, RequestId};
use super::key::Key;
use super::key_space::Reconciliation;
use super::local::{Local, StorePlace};
use super::message::{Message, Outcome};
use super::note::Note;
use super::object::Object;
use super::preference_list::Assignment;
use super::quorum::Counted;
use super::replica_wait::{Progress, ReplicaWait};
use super::sorted::SortedMap;

/// A get that this node coordinates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetCoordinator {
    request: RequestId,
    key: Key,
    wait: ReplicaWait,
    results: SortedMap<NodeId, Object>,
    /// Who answered first: the best coordinator of the client's next put (Dynamo §5).
    fastest: Option<NodeId>,
}

impl GetCoordinator {
    /// Takes a get up that needs so many answers. None is given back if it was finished on the
    /// spot.
    pub fn begin(
        environment: &mut Environment<'_>,
        local: &mut Local,
        request: RequestId,
        key: &Key,
        needed: u8,
    ) -> Option<GetCoordinator> {
        let (wait, assignments) = ReplicaWait::begin(environment, local, request, key, needed);
        let (key, results) = (key.clone(), SortedMap::new());
        let mut get = GetCoordinator { request, key, wait, results, fastest: None };
        for assignment in assignments {
            get.ask(environment, local.id, assignment);
        }
        let progress = match get.wait.quorum().has_asked(local.id) {
            true => {
                let own = local.storage.read(environment.config.clock_kind, &get.key);
                get.answered_by(environment, local, local.id, own)
            }
            false => get.wait.settle(environment),
        };
        (progress == Progress::Going).then_some(get)
    }

    /// A replica has answered with its versions.
    pub fn answered_by(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local,
        node: NodeId,
        object: Object,
    ) -> Progress {
        let counted = self.wait.count(environment, local, node);
        if counted == Counted::Ignored {
            return Progress::Going;
        }
        self.fastest.get_or_insert(node);
        self.results.insert(node, object);
        if counted == Counted::Reached {
            self.answer(environment);
        }
        self.settle(environment, local)
    }

    /// A replica will not answer.
    pub fn refused_by(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local,
        node: NodeId,
    ) -> Progress {
        if let Some(stand_in) = self.wait.refused(environment, local, node) {
            self.ask(environment, local.id, stand_in);
        }
        self.settle(environment, local)
    }

    /// Some replica's time to answer has run out: stand-ins are asked if the client still
    /// waits.
    pub fn replicas_timed_out(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local,
    ) -> Progress {
        let client_waits = !self.wait.quorum().is_reached();
        for stand_in in self.wait.give_up_silent(environment, local, client_waits) {
            self.ask(environment, local.id, stand_in);
        }
        self.wait.rearm(environment);
        self.settle(environment, local)
    }

    /// The deadline has passed without R answers.
    pub fn deadline_passed(&self, environment: &mut Environment<'_>) {
        self.wait.fail(environment);
    }

    fn ask(&mut self, environment: &mut Environment<'_>, own: NodeId, assignment: Assignment) {
        self.wait.ask(environment, assignment);
        if assignment.node != own {
            let message = Message::Read { request: self.request, key: self.key.clone() };
            environment.send(assignment.node, message);
        }
    }

    /// Reconciles what has come and answers the client (Dynamo §4.4).
    fn answer(&self, environment: &mut Environment<'_>) {
        let counts = self.results.values().map(|object| object.versions().len());
        let received = counts.sum::<usize>() as u16;
        let object = self.merged(environment);
        let left = object.versions().len() as u16;
        environment.note(self.request, Note::Reconciled { received, left });
        let context = CausalContext::seal(&self.key, object.history(), self.fastest);
        self.wait.answer(environment, Outcome::Found { object, context });
    }

    /// All versions received of which none descends from another.
    fn merged(&self, environment: &Environment<'_>) -> Object {
        let config = environment.config;
        let mut merged = Object::new();
        for object in self.results.values() {
            merged.merge(config.clock_kind, object);
        }
        if config.policy(&self.key).reconciliation == Reconciliation::LastWriteWins {
            merged.keep_last_write();
        }
        merged
    }

    fn settle(&self, environment: &mut Environment<'_>, local: &mut Local) -> Progress {
        let progress = self.wait.settle(environment);
        if progress == Progress::Over {
            self.repair(environment, local);
        }
        progress
    }

    /// Sends every primary that answered with less than the others what it lacks, and no more
    /// (Dynamo §5).
    fn repair(&self, environment: &mut Environment<'_>, local: &mut Local) {
        let merged = self.merged(environment);
        let kind = environment.config.clock_kind;
        for slot in self.wait.quorum().slots() {
            let Some(result) = self.results.get(&slot.node) else { continue };
            let lacking = merged.lacking_in(kind, result);
            // What a stand-in holds is on its way to the owner anyway.
            if lacking.is_empty() || slot.stands_in_for.is_some() {
                continue;
            }
            let (node, had_nothing) = (slot.node, result.is_empty());
            let count = lacking.versions().len() as u16;
            environment.note(self.request, Note::ReadRepair { node, lacking: count, had_nothing });
            let (request, key) = (self.request, self.key.clone());
            if node == local.id {
                let place = StorePlace::Own { durable: false };
                local.store(environment, Some(request), &key, &lacking, place);
            } else {
                environment.send(node, Message::Repair { request, key, object: lacking });
            }
        }
    }
}
