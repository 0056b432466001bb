//! The coordinator of a `get` (Dynamo §4.5), and read repair (Dynamo §5).
//!
//! It asks the first N healthy nodes for all their versions, waits for R answers, itself
//! included, drops every version that another descends from, and answers with what is left
//! and one context. It then goes on waiting for the others, and brings replicas that answered
//! with too little up to date.

use std::collections::BTreeMap;

use super::causal_context::CausalContext;
use super::environment::Environment;
use super::identity::{NodeId, RequestId};
use super::key::Key;
use super::local::Local;
use super::message::{Message, Outcome};
use super::note::Note;
use super::object::Object;
use super::preference_list::Assignment;
use super::quorum::Counted;
use super::replica_wait::ReplicaWait;

/// A get that this node coordinates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetCoordinator {
    request: RequestId,
    key: Key,
    wait: ReplicaWait,
    results: BTreeMap<NodeId, Object>,
}

impl GetCoordinator {
    /// Takes a get up. None is given back if it was finished on the spot.
    pub fn begin(
        environment: &mut Environment<'_>,
        local: &mut Local<'_>,
        request: RequestId,
        key: &Key,
    ) -> Option<GetCoordinator> {
        let needed = environment.config.read_quorum;
        let (wait, assignments) = ReplicaWait::begin(environment, local, request, key, needed);
        let mut get = GetCoordinator { request, key: key.clone(), wait, results: BTreeMap::new() };
        for assignment in assignments {
            get.ask(environment, local.id, assignment);
        }
        let finished = get.wait.quorum().has_asked(local.id) && {
            let own = local.disk.read(key);
            get.answered_by(environment, local, local.id, own)
        };
        (!finished).then_some(get)
    }

    /// A replica has answered with its versions. Says whether the get is finished.
    pub fn answered_by(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local<'_>,
        node: NodeId,
        object: Object,
    ) -> bool {
        let counted = self.wait.count(environment, node);
        if counted == Counted::Ignored {
            return false;
        }
        self.results.insert(node, object);
        if counted == Counted::Reached {
            let received =
                self.results.values().map(|object| object.versions().len()).sum::<usize>();
            let object = self.merged();
            let left = object.versions().len();
            environment.note(
                self.request,
                Note::Reconciled { received: received as u16, left: left as u16 },
            );
            let context = CausalContext::seal(&self.key, object.merged_clock());
            self.wait.answer(environment, Outcome::Found { object, context });
        }
        self.finish(environment, local)
    }

    /// Some replica's time to answer has run out: stand-ins are asked if the client still
    /// waits. Says whether the get is finished.
    pub fn replicas_timed_out(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local<'_>,
    ) -> bool {
        let client_waits = !self.wait.quorum().is_reached();
        for stand_in in self.wait.give_up_silent(environment, local, client_waits) {
            self.ask(environment, local.id, stand_in);
        }
        self.wait.rearm(environment);
        self.finish(environment, local)
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

    /// All versions received of which none descends from another.
    fn merged(&self) -> Object {
        let mut merged = Object::new();
        for object in self.results.values() {
            merged.merge(object);
        }
        merged
    }

    fn finish(&self, environment: &mut Environment<'_>, local: &mut Local<'_>) -> bool {
        let finished = self.wait.finish(environment);
        if finished {
            self.repair(environment, local);
        }
        finished
    }

    /// Sends every primary that answered with less than the others what it lacks, and no more.
    fn repair(&self, environment: &mut Environment<'_>, local: &mut Local<'_>) {
        let merged = self.merged();
        for slot in self.wait.quorum().slots() {
            let Some(result) = self.results.get(&slot.node) else { continue };
            let lacking = merged.lacking_in(result);
            // What a stand-in holds is on its way to the owner anyway.
            if lacking.is_empty() || slot.stands_in_for.is_some() {
                continue;
            }
            environment.note(
                self.request,
                Note::ReadRepair {
                    node: slot.node,
                    lacking: lacking.versions().len() as u16,
                    had_nothing: result.is_empty(),
                },
            );
            if slot.node == local.id {
                for version in lacking.versions() {
                    let note = local.store(environment, &self.key, version, None);
                    environment.note(self.request, note);
                }
            } else {
                let (request, key) = (self.request, self.key.clone());
                environment.send(slot.node, Message::Repair { request, key, object: lacking });
            }
        }
    }
}
