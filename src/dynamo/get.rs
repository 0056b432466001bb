//! The coordinator of a `get` (Dynamo §4.5), and read repair (Dynamo §5).
//!
//! It asks the first N healthy nodes for all their versions, waits for R answers, itself
//! included, drops every version that another descends from, and answers with what is left
//! and one context. It then goes on waiting for the others, and brings replicas that answered
//! with too little up to date. If the store is set up so, the client waits for that.

use super::causal_context::CausalContext;
use super::config::ReadRepair;
use super::environment::{Environment, Timer};
use super::identity::{NodeId, RequestId};
use super::key::Key;
use super::key_space::Reconciliation;
use super::local::{Local, StorePlace};
use super::message::{Message, Outcome};
use super::note::Note;
use super::object::Object;
use super::planted::planted;
use super::preference_list::Assignment;
use super::quorum::{Counted, Slot};
use super::read_repair::RepairWait;
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
    /// The client waits for copies to hold what was found.
    repair: Option<RepairWait>,
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
        let mut get = GetCoordinator { request, key, wait, results, fastest: None, repair: None };
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
        match (counted, environment.config.read_repair) {
            (Counted::Reached, ReadRepair::Blocking) => self.begin_repair(environment, local),
            (Counted::Reached, _) => {
                self.wait.reached(environment);
                let found = self.reconciled(environment);
                self.answer(environment, found);
            }
            _ => self.repair_waited_for(environment, local, node),
        }
        self.settle(environment, local)
    }

    /// A replica has stored what it was sent while the client waits for it.
    pub fn stored_at(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local,
        node: NodeId,
    ) -> Progress {
        let Some(repair) = self.repair.as_mut().filter(|repair| repair.awaits(node)) else {
            environment.note(self.request, Note::RepeatIgnored);
            return Progress::Going;
        };
        repair.held_by(node);
        self.go_on_repairing(environment);
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
        let client_waits = !self.wait.quorum().is_reached() || self.repair.is_some();
        for stand_in in self.wait.give_up_silent(environment, local, client_waits) {
            self.ask(environment, local.id, stand_in);
        }
        self.wait.rearm(environment);
        self.settle(environment, local)
    }

    /// The deadline has passed without R answers, or without enough copies that hold what R
    /// answers had.
    pub fn deadline_passed(&self, environment: &mut Environment<'_>) {
        match &self.repair {
            None => self.wait.fail(environment),
            Some(repair) => {
                self.wait.fail_with(environment, repair.holding(), repair.needed());
            }
        }
    }

    fn ask(&mut self, environment: &mut Environment<'_>, own: NodeId, assignment: Assignment) {
        self.wait.ask(environment, assignment);
        if assignment.node != own {
            let message = Message::Read { request: self.request, key: self.key.clone() };
            environment.send(assignment.node, message);
        }
    }

    /// Reconciles what has come (Dynamo §4.4).
    fn reconciled(&self, environment: &mut Environment<'_>) -> Object {
        let counts = self.results.values().map(|object| object.versions().len());
        let received = counts.sum::<usize>() as u16;
        let object = self.merged(environment);
        let left = object.versions().len() as u16;
        environment.note(self.request, Note::Reconciled { received, left });
        object
    }

    fn answer(&self, environment: &mut Environment<'_>, object: Object) {
        let seen = match object.versions().first() {
            Some(first) if planted!(ContextOfOneSibling) => first.history(),
            _ => object.history(),
        };
        let context = CausalContext::seal(&self.key, seen, self.fastest);
        self.wait.answer(environment, Outcome::Found { object, context });
    }

    /// R answers are there, but the client waits until W copies hold what they had. Nodes that
    /// have not answered yet may hold it, so only those that lack it are sent it.
    fn begin_repair(&mut self, environment: &mut Environment<'_>, local: &mut Local) {
        let found = self.reconciled(environment);
        let needed = environment.config.policy(&self.key).write_quorum;
        self.repair = Some(RepairWait::new(found, needed));
        for slot in self.wait.quorum().slots().to_vec() {
            self.count_or_repair(environment, local, &slot);
        }
        self.go_on_repairing(environment);
    }

    /// A node has answered that was not among the R: if the client still waits for copies, it is
    /// one, or is made one.
    fn repair_waited_for(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local,
        node: NodeId,
    ) {
        if self.repair.is_none() {
            return;
        }
        let slot = self.wait.quorum().slots().iter().find(|slot| slot.node == node).cloned();
        if let Some(slot) = slot {
            self.count_or_repair(environment, local, &slot);
            self.go_on_repairing(environment);
        }
    }

    /// Counts a node that holds what was found; sends it to one that answered with less. Unlike
    /// a repair that nobody waits for, it goes to stand-ins as well, and is acknowledged.
    fn count_or_repair(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local,
        slot: &Slot,
    ) {
        let (Some(repair), Some(result)) = (&mut self.repair, self.results.get_mut(&slot.node))
        else {
            return;
        };
        let lacking = lacking(environment, &self.key, repair.found(), result);
        if lacking.is_empty() {
            repair.held_by(slot.node);
            return;
        }
        let (request, key) = (self.request, self.key.clone());
        note_repair(environment, request, slot.node, &lacking, result);
        result.merge(environment.config.clock_kind, &lacking);
        let place = StorePlace::of(slot.stands_in_for, false);
        if slot.node == local.id {
            local.store(environment, Some(request), &key, &lacking, place);
            repair.held_by(slot.node);
        } else {
            repair.sent_to(slot.node);
            let hint_for = slot.stands_in_for;
            let object = lacking;
            let message = Message::Write { request, key, object, hint_for, durable: false };
            environment.send(slot.node, message);
        }
    }

    /// Tells the client what was found once enough copies hold it.
    fn go_on_repairing(&mut self, environment: &mut Environment<'_>) {
        let Some(repair) = self.repair.take() else { return };
        let (holding, needed) = (repair.holding(), repair.needed());
        if repair.is_over() || planted!(RepairUnanswered) {
            environment.note(self.request, Note::RepairReached { needed });
            environment.cancel_timer(Timer::Deadline(self.request));
            self.answer(environment, repair.found().clone());
        } else {
            environment.note(self.request, Note::RepairAwaited { holding, needed });
            self.repair = Some(repair);
        }
    }

    /// All versions received of which none descends from another.
    fn merged(&self, environment: &Environment<'_>) -> Object {
        let config = environment.config;
        let mut merged = Object::new();
        let all = if planted!(AnswerWithoutMerging) { 1 } else { self.results.len() };
        for object in self.results.values().take(all) {
            merged.merge(config.clock_kind, object);
        }
        if config.policy(&self.key).reconciliation == Reconciliation::LastWriteWins {
            merged.keep_last_write();
        }
        merged
    }

    fn settle(&self, environment: &mut Environment<'_>, local: &mut Local) -> Progress {
        // The client still waits for copies: whoever is silent may yet become one.
        if self.repair.is_some() {
            return Progress::Going;
        }
        let progress = self.wait.settle(environment);
        if progress == Progress::Over
            && environment.config.read_repair != ReadRepair::Off
            && !planted!(SkipReadRepair)
        {
            self.repair(environment, local);
        }
        progress
    }

    /// Sends every primary that answered with less than the others what it lacks, and no more
    /// (Dynamo §5).
    fn repair(&self, environment: &mut Environment<'_>, local: &mut Local) {
        let merged = self.merged(environment);
        for slot in self.wait.quorum().slots() {
            let Some(result) = self.results.get(&slot.node) else { continue };
            let config = environment.config;
            let mut lacking = merged.lacking_in(config.clock_kind, result);
            let repaired = lacking.versions().first().map(|version| version.dot);
            if let Some(dot) = repaired.filter(|_| planted!(TruncateOnRepair)) {
                lacking.truncate(config.clock_kind, config.clock_entries_max.into(), dot);
            }
            // What a stand-in holds is on its way to the owner anyway.
            if lacking.is_empty() || slot.stands_in_for.is_some() {
                continue;
            }
            let (request, key) = (self.request, self.key.clone());
            note_repair(environment, request, slot.node, &lacking, result);
            if slot.node == local.id {
                let place = StorePlace::Own { durable: false };
                local.store(environment, Some(request), &key, &lacking, place);
            } else {
                environment.send(slot.node, Message::Repair { request, key, object: lacking });
            }
        }
    }
}

/// What a replica with this `result` lacks of what was `found`. Where the last write wins, it
/// lacks nothing if its own is later.
fn lacking(environment: &Environment<'_>, key: &Key, found: &Object, result: &Object) -> Object {
    let config = environment.config;
    let lacking = found.lacking_in(config.clock_kind, result);
    if config.policy(key).reconciliation == Reconciliation::LastWriteWins {
        let mut stored = result.clone();
        stored.merge(config.clock_kind, &lacking);
        stored.keep_last_write();
        if stored == *result {
            return Object::new();
        }
    }
    lacking
}

fn note_repair(
    environment: &mut Environment<'_>,
    request: RequestId,
    node: NodeId,
    lacking: &Object,
    result: &Object,
) {
    let (count, had_nothing) = (lacking.versions().len() as u16, result.is_empty());
    environment.note(request, Note::ReadRepair { node, lacking: count, had_nothing });
}
