//! The coordinator of a `put` (Dynamo §4.5).
//!
//! It makes the new version, writes it locally, sends it to the other nodes of the first N
//! healthy ones, and answers the client once W have stored it, itself included. It then goes
//! on waiting for the others, and finds stand-ins for the silent ones, so that N copies come to
//! exist.
//!
//! If the store is set up so, it reads before it writes: it first asks the same nodes what they
//! hold, waits for R answers, and makes a version that descends from all of it.

use super::environment::Environment;
use super::identity::{NodeId, RequestId};
use super::key::Key;
use super::key_space::Reconciliation;
use super::local::{Local, StorePlace};
use super::message::{Message, Outcome};
use super::note::Note;
use super::object::{ClockKind, Content, Object, Version};
use super::planted::planted;
use super::preference_list::Assignment;
use super::quorum::Counted;
use super::replica_wait::{Progress, ReplicaWait};
use super::vector_clock::VectorClock;

/// A put that this node coordinates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutCoordinator {
    request: RequestId,
    key: Key,
    stage: Stage,
    wait: ReplicaWait,
}

/// What the nodes have been asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stage {
    /// What they hold of the key.
    Reading {
        /// What is to be written then.
        new: NewVersion,
        /// All that the versions read have seen.
        found: VectorClock,
    },
    /// To store the new version.
    Writing {
        /// What they are to store.
        object: Object,
        /// How many more of them are to write to disk at once (Dynamo §6.1).
        durable_left: u8,
    },
}

/// What a put is to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewVersion {
    /// The value, or a tombstone.
    pub content: Content,
    /// What the writer had read; none for a blind write.
    pub seen: Option<VectorClock>,
    /// W.
    pub needed: u8,
}

impl PutCoordinator {
    /// Takes a put up. None is given back if it was finished on the spot.
    pub fn begin(
        environment: &mut Environment<'_>,
        local: &mut Local,
        request: RequestId,
        key: &Key,
        new: NewVersion,
    ) -> Option<PutCoordinator> {
        let (wait, assignments) = ReplicaWait::begin(environment, local, request, key, new.needed);
        let stage = Stage::Reading { new, found: VectorClock::new() };
        let mut put = PutCoordinator { request, key: key.clone(), stage, wait };
        let progress = match environment.config.read_before_write {
            true => put.read(environment, local),
            false => put.write(environment, local, assignments),
        };
        (progress == Progress::Going).then_some(put)
    }

    /// Asks as many nodes as a get would what they hold.
    fn read(&mut self, environment: &mut Environment<'_>, local: &mut Local) -> Progress {
        let needed = environment.config.policy(&self.key).read_quorum;
        environment.note(self.request, Note::VersionsWanted { needed });
        for assignment in self.wait.begin_anew(environment, local, needed) {
            self.ask(environment, local.id, assignment);
        }
        match self.wait.quorum().has_asked(local.id) {
            true => {
                let own = local.storage.read(environment.config.clock_kind, &self.key);
                self.found_at(environment, local, local.id, &own)
            }
            false => self.wait.settle(environment),
        }
    }

    /// A replica has answered with its versions: once enough have, the new one can be made.
    pub fn found_at(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local,
        node: NodeId,
        object: &Object,
    ) -> Progress {
        let Stage::Reading { new, found } = &mut self.stage else {
            environment.note(self.request, Note::VersionsTooLate { node });
            return Progress::Going;
        };
        let counted = self.wait.count(environment, local, node);
        if counted != Counted::Ignored && !planted!(WriteWhatWasNotRead) {
            found.merge(&object.history());
        }
        if counted != Counted::Reached {
            return self.wait.settle(environment);
        }
        let (clock, needed) = (found.clone(), new.needed);
        environment.note(self.request, Note::VersionsGathered { clock, needed });
        let assignments = self.wait.begin_anew(environment, local, needed);
        self.write(environment, local, assignments)
    }

    /// Makes the new version and has it stored.
    fn write(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local,
        assignments: Vec<Assignment>,
    ) -> Progress {
        let Stage::Reading { new, found } = &self.stage else { return Progress::Going };
        let object = make_version(environment, local, self.request, &self.key, new, found);
        let durable_left =
            environment.config.write_buffer.map_or(0, |buffer| buffer.durable_copies);
        // The local write comes first: no other node hears of the version before.
        let (own, others): (Vec<Assignment>, Vec<Assignment>) =
            assignments.into_iter().partition(|assignment| assignment.node == local.id);
        // Other nodes write to disk, so that the copy in this one's memory is not alone; this
        // one does only where there are not enough others.
        let own_is_durable = usize::from(durable_left) > others.len();
        for assignment in &own {
            self.wait.ask(environment, *assignment);
            let place = StorePlace::of(assignment.stands_in_for, own_is_durable);
            local.store(environment, Some(self.request), &self.key, &object, place);
        }
        self.stage = Stage::Writing { object, durable_left };
        for assignment in others {
            self.ask(environment, local.id, assignment);
        }
        self.write_to_heirs(environment, local);
        match own.is_empty() {
            true => self.wait.settle(environment),
            false => self.stored_at(environment, local, local.id),
        }
    }

    /// A replica has stored the version.
    pub fn stored_at(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local,
        node: NodeId,
    ) -> Progress {
        // Who is about to keep the key stores it too, but was never part of the quorum.
        if !self.wait.quorum().has_asked(node) {
            return Progress::Going;
        }
        if self.wait.count(environment, local, node) == Counted::Reached {
            self.wait.reached(environment);
            self.wait.answer(environment, Outcome::Written);
        }
        self.wait.settle(environment)
    }

    /// A replica will not do what it was asked.
    pub fn refused_by(
        &mut self,
        environment: &mut Environment<'_>,
        local: &Local,
        node: NodeId,
    ) -> Progress {
        if let Some(stand_in) = self.wait.refused(environment, local, node) {
            self.ask(environment, local.id, stand_in);
        }
        self.wait.settle(environment)
    }

    /// Some replica's time to answer has run out: others are asked to keep a hint for it, even
    /// after W was reached; or what they hold.
    pub fn replicas_timed_out(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local,
    ) -> Progress {
        for stand_in in self.wait.give_up_silent(environment, local, true) {
            if let Some(silent) = stand_in.stands_in_for.filter(|_| planted!(SilenceIsAnAnswer)) {
                self.stored_at(environment, local, silent);
            }
            self.ask(environment, local.id, stand_in);
        }
        self.wait.rearm(environment);
        self.wait.settle(environment)
    }

    /// The deadline has passed without enough answers. The put is over; its outcome is unknown.
    pub fn deadline_passed(&self, environment: &mut Environment<'_>) {
        self.wait.fail(environment);
    }

    fn ask(&mut self, environment: &mut Environment<'_>, own: NodeId, assignment: Assignment) {
        self.wait.ask(environment, assignment);
        let Assignment { node, stands_in_for } = assignment;
        match &mut self.stage {
            Stage::Reading { .. } if node == own => {}
            Stage::Reading { .. } => {
                let message = Message::Read { request: self.request, key: self.key.clone() };
                environment.send(node, message);
            }
            Stage::Writing { durable_left, object } => {
                let durable = *durable_left > 0;
                *durable_left = durable_left.saturating_sub(1);
                let object = object.clone();
                self.send(environment, node, object, stands_in_for, durable);
            }
        }
    }

    /// Whoever is going to keep the key once all have joined or left gets the version as well:
    /// a write during a transfer is not lost (Dynamo §4.9).
    fn write_to_heirs(&self, environment: &mut Environment<'_>, local: &Local) {
        let Stage::Writing { object, .. } = &self.stage else { return };
        let list = self.wait.list();
        let future = local.future.preference_list(self.key.position(), list.replicas());
        for heir in future.primaries() {
            if !list.primaries().contains(heir) && !self.wait.quorum().has_asked(*heir) {
                environment.note(self.request, Note::AlsoWritten { node: *heir });
                self.send(environment, *heir, object.clone(), None, false);
            }
        }
    }

    fn send(
        &self,
        environment: &mut Environment<'_>,
        to: NodeId,
        object: Object,
        hint_for: Option<NodeId>,
        durable: bool,
    ) {
        let (request, key) = (self.request, self.key.clone());
        let hint_for = hint_for.filter(|_| !planted!(StandInIsPrimary));
        environment.send(to, Message::Write { request, key, object, hint_for, durable });
    }
}

/// Makes the new version at this node (Dynamo §4.4). It descends from what its writer had seen
/// and from what was `found`.
fn make_version(
    environment: &mut Environment<'_>,
    local: &mut Local,
    request: RequestId,
    key: &Key,
    new: &NewVersion,
    found: &VectorClock,
) -> Object {
    let config = environment.config;
    let had_context = new.seen.is_some();
    let context = new.seen.clone().filter(|_| !planted!(ContextIgnored));
    let mut seen = context.unwrap_or_default();
    seen.merge(found);
    let known = local.storage.read(config.clock_kind, key);
    if planted!(ClaimToHaveReadAll) {
        seen.merge(&known.history());
    }
    // Where nothing unread may be replaced, the count must have no gap.
    let gapless = config.clock_kind != ClockKind::PerVersion
        && config.policy(key).reconciliation == Reconciliation::Siblings;
    let held = gapless.then(|| known.history());
    let dot = local.storage.disk.issue_dot(local.id, key, &seen, held.as_ref());
    let mut object = known.put(config.clock_kind, dot, &seen, new.content.clone(), environment.now);
    // Only here, where a version is made, is a clock ever cut: cut anywhere else, copies of
    // one version would differ.
    let kept = match planted!(TruncateOnRepair) {
        true => usize::MAX,
        false => usize::from(config.clock_entries_max.max(1)),
    };
    let dropped = object.truncate(config.clock_kind, kept, dot);
    let made = object.versions().iter().find(|version| version.dot == dot);
    let clock = made.map(Version::history).unwrap_or_default();
    environment.note(request, Note::VersionMade { dot, clock, had_context });
    for dropped in dropped {
        environment.note(request, Note::ClockTruncated { dropped });
    }
    object
}
