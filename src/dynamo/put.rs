//! The coordinator of a `put` (Dynamo §4.5).
//!
//! It makes the new version's clock, writes the version locally, sends it to the other nodes
//! of the first N healthy ones, and answers the client once W have stored it, itself
//! included. It then goes on waiting for the others, and finds stand-ins for the silent ones,
//! so that N copies come to exist.

use super::environment::Environment;
use super::identity::NodeId;
use super::key::{Key, Value};
use super::local::Local;
use super::message::{Message, Outcome};
use super::note::Note;
use super::object::Version;
use super::preference_list::Assignment;
use super::quorum::Counted;
use super::replica_wait::ReplicaWait;
use super::vector_clock::VectorClock;
use crate::dynamo::identity::RequestId;

/// A put that this node coordinates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutCoordinator {
    request: RequestId,
    key: Key,
    version: Version,
    wait: ReplicaWait,
}

impl PutCoordinator {
    /// Takes a put up. `seen` is what the writer had read; none for a blind write. None is
    /// given back if the put was finished on the spot.
    pub fn begin(
        environment: &mut Environment<'_>,
        local: &mut Local<'_>,
        request: RequestId,
        key: &Key,
        value: &Value,
        seen: Option<VectorClock>,
    ) -> Option<PutCoordinator> {
        let needed = environment.config.write_quorum;
        let (wait, assignments) = ReplicaWait::begin(environment, local, request, key, needed);
        let had_context = seen.is_some();
        let mut clock = seen.unwrap_or_default();
        let counter = local.disk.issue_counter(local.id, key, &clock);
        clock.set(local.disk.actor(local.id), counter, environment.now);
        environment.note(request, Note::VersionMade { clock: clock.clone(), had_context });
        let version = Version { clock, value: value.clone() };
        let mut put = PutCoordinator { request, key: key.clone(), version, wait };
        // The local write comes first: it is on disk before any other node hears of it.
        let (own, others): (Vec<Assignment>, Vec<Assignment>) =
            assignments.into_iter().partition(|assignment| assignment.node == local.id);
        let mut finished = false;
        for assignment in own {
            put.wait.ask(environment, assignment);
            let note = local.store(environment, &put.key, &put.version, assignment.stands_in_for);
            environment.note(request, note);
        }
        for assignment in &others {
            put.ask(environment, *assignment);
        }
        if put.wait.quorum().has_asked(local.id) {
            finished = put.answered_by(environment, local.id);
        }
        (!finished).then_some(put)
    }

    /// A replica has stored the version. Says whether the put is finished.
    pub fn answered_by(&mut self, environment: &mut Environment<'_>, node: NodeId) -> bool {
        if self.wait.count(environment, node) == Counted::Reached {
            self.wait.answer(environment, Outcome::Written);
        }
        self.wait.finish(environment)
    }

    /// Some replica's time to answer has run out: others are asked to keep a hint for it,
    /// even after W was reached. Says whether the put is finished.
    pub fn replicas_timed_out(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local<'_>,
    ) -> bool {
        for stand_in in self.wait.give_up_silent(environment, local, true) {
            self.ask(environment, stand_in);
        }
        self.wait.rearm(environment);
        self.wait.finish(environment)
    }

    /// The deadline has passed without W answers. The put is over; its outcome is unknown.
    pub fn deadline_passed(&self, environment: &mut Environment<'_>) {
        self.wait.fail(environment);
    }

    fn ask(&mut self, environment: &mut Environment<'_>, assignment: Assignment) {
        self.wait.ask(environment, assignment);
        environment.send(
            assignment.node,
            Message::Write {
                request: self.request,
                key: self.key.clone(),
                version: self.version.clone(),
                hint_for: assignment.stands_in_for,
            },
        );
    }
}
