//! The parts of a node that every sub-protocol works on.

use std::rc::Rc;

use super::admission::Admission;
use super::chance::Purpose;
use super::config::Config;
use super::disk::Disk;
use super::environment::{Environment, Timer};
use super::failure_detector::{Belief, FailureDetector};
use super::identity::{NodeId, RequestId};
use super::key::Key;
use super::membership::{Membership, Status};
use super::note::Note;
use super::object::Object;
use super::planted::planted;
use super::ring::Ring;
use super::sorted::SortedMap;
use super::storage::{Storage, Stored};

/// A node's name, data, beliefs and view of the ring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Local {
    /// The node itself.
    pub id: NodeId,
    /// Its data.
    pub storage: Storage,
    /// Whom it takes as down.
    pub detector: FailureDetector,
    /// The ring by which it serves requests.
    pub serving: Rc<Ring>,
    /// The ring as it is going to be when everybody has joined or left.
    pub future: Rc<Ring>,
    /// How its background work yields.
    pub admission: Admission,
    /// Whether something has been stored that belongs elsewhere: an object that this node does
    /// not keep, or a hint for a node that has left.
    pub misplaced: bool,
    /// How many draws it has made in this life, for each purpose.
    draws: SortedMap<u64, u32>,
}

impl Local {
    /// A node on a disk, with an empty memory.
    pub fn new(id: NodeId, disk: Disk) -> Local {
        let nobody = Rc::new(Ring::new([]));
        Local {
            id,
            storage: Storage::new(disk),
            detector: FailureDetector::default(),
            serving: Rc::clone(&nobody),
            future: nobody,
            admission: Admission::default(),
            misplaced: false,
            draws: SortedMap::new(),
        }
    }

    /// Who is a member, as far as this node knows.
    pub fn membership(&self) -> &Membership {
        &self.storage.disk.membership
    }

    /// The same, as it is shared with whoever knows the same.
    pub fn shared_membership(&self) -> &Rc<Membership> {
        &self.storage.disk.membership
    }

    /// Whether this node serves requests: it is a member that has joined.
    pub fn serves(&self) -> bool {
        self.serving.zones().contains_key(&self.id)
    }

    /// Whether this node keeps a key, now or once all have joined or left.
    pub fn keeps(&self, config: &Config, key: &Key) -> bool {
        let replicas = config.policy(key).replicas;
        let keeps_by = |ring: &Ring| ring.primaries(key.position(), replicas).contains(&self.id);
        // Mostly nobody is on the way in or out, and both rings are one.
        keeps_by(&self.serving)
            || !Rc::ptr_eq(&self.serving, &self.future) && keeps_by(&self.future)
    }

    /// Looks at the members anew after a change: rings, and the trees of the ranges that this
    /// node now keeps.
    pub fn refresh_rings(&mut self, environment: &mut Environment<'_>) {
        let placement = &environment.config.placement;
        let serving = self.membership().serving_ring(placement);
        self.future = self.membership().future_ring(placement);
        let serves_changed = !Rc::ptr_eq(&self.serving, &serving) && self.serving != serving;
        self.serving = serving;
        let stays = planted!(TreesNotRegrown) && self.storage.forest.is_grown();
        if serves_changed && !stays && environment.config.anti_entropy_interval.is_some() {
            let keys = self.storage.regrow(environment.config, &self.serving, self.id);
            let trees = self.storage.forest.trees().len() as u32;
            if keys > 0 {
                environment.note_upkeep(Note::TreesGrown { trees, keys });
            }
        }
    }

    /// A draw below `bound` for a purpose, by this node's own count.
    pub fn draw_below(
        &mut self,
        environment: &Environment<'_>,
        purpose: Purpose,
        bound: u64,
    ) -> u64 {
        let drawn = self.draws.entry(purpose as u64).or_default();
        *drawn += 1;
        let sequence = u64::from(environment.epoch) << 32 | u64::from(*drawn);
        let subject = u64::from(self.id.0);
        environment.chance.below(purpose, subject, sequence, bound)
    }

    /// The same, as a place in a list of so many.
    pub fn draw_index(
        &mut self,
        environment: &Environment<'_>,
        purpose: Purpose,
        length: usize,
    ) -> usize {
        self.draw_below(environment, purpose, length as u64) as usize
    }

    /// `node` did not answer: what that means is up to the detector. It is asked from time to
    /// time whether it is back (Dynamo §4.8.3).
    pub fn not_answered(&mut self, environment: &mut Environment<'_>, node: NodeId) {
        // One that has left owes nobody an answer.
        if node == self.id || self.has_left(node) {
            return;
        }
        if !self.is_probed(node) {
            environment.set_timer(Timer::Probe(node), environment.config.probe_interval);
        }
        let belief = self.detector.not_answered(node, environment.now);
        tell_beliefs(environment, belief);
    }

    /// Stores part of an object: among the node's own data, or as a hint for `hint_for`
    /// (Dynamo §4.6).
    pub fn store(
        &mut self,
        environment: &mut Environment<'_>,
        request: Option<RequestId>,
        key: &Key,
        object: &Object,
        place: StorePlace,
    ) {
        let config: &Config = environment.config;
        let clock = object.history();
        match place {
            StorePlace::Own { durable } => {
                let durable = durable || config.write_buffer.is_none();
                let was_flushed = self.storage.buffer().is_empty();
                let Stored { addition, dropped } =
                    self.storage.store(config, &self.serving, key, object, durable);
                self.misplaced |= !self.keeps(config, key);
                let key = key.clone();
                environment
                    .tell(request, Note::Stored { key: key.clone(), clock, addition, durable });
                if dropped > 0 {
                    environment.tell(request, Note::LastWriteKept { key, dropped: dropped as u16 });
                }
                if let Some(buffer) = config.write_buffer
                    && !durable
                    && was_flushed
                {
                    environment.set_timer(Timer::Flush, buffer.flush_interval);
                }
            }
            StorePlace::Hint { owner } => {
                // The owner may be back before this node has any other reason to ask. A probe
                // that is due already stays: moved on by every hint, it would never come.
                if !self.is_probed(owner) {
                    environment.set_timer(Timer::Probe(owner), config.probe_interval);
                }
                self.misplaced |= self.has_left(owner);
                let (kind, now) = (config.clock_kind, environment.now);
                self.storage.disk.store_hint(kind, owner, key, object, now);
                environment.tell(request, Note::HintStored { key: key.clone(), owner, clock });
            }
        }
    }

    /// Nobody waits for those who have left.
    pub fn forget_who_left(&mut self) {
        let membership = &self.storage.disk.membership;
        self.detector.retain(|node| membership.status(node) != Some(Status::Left));
    }

    /// Whether `node` has left the ring for good, as far as this node knows.
    pub fn has_left(&self, node: NodeId) -> bool {
        self.membership().status(node) == Some(Status::Left)
    }

    /// Whether a probe of `node` is due.
    pub fn is_probed(&self, node: NodeId) -> bool {
        self.detector.is_unanswered(node) || self.storage.disk.hints_for(node).next().is_some()
    }
}

/// Where something is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorePlace {
    /// Among the node's own data.
    Own {
        /// On disk at once, whatever the write buffer says.
        durable: bool,
    },
    /// Apart from it, for another node.
    Hint {
        /// The node that should have it.
        owner: NodeId,
    },
}

impl StorePlace {
    /// The place for a write that may be meant for another.
    pub fn of(hint_for: Option<NodeId>, durable: bool) -> StorePlace {
        hint_for.map_or(StorePlace::Own { durable }, |owner| StorePlace::Hint { owner })
    }
}

/// Notes changes of beliefs.
pub fn tell_beliefs(environment: &mut Environment<'_>, beliefs: impl IntoIterator<Item = Belief>) {
    for belief in beliefs {
        environment.note_upkeep(match belief {
            Belief::Down(node) => Note::Suspected { node },
            Belief::Up(node) => Note::Recovered { node },
        });
    }
}
