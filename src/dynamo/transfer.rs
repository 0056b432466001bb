//! Adding and removing nodes: key ranges change hands, with a confirmation from the receiver
//! before anything is sent and another before anything is forgotten (Dynamo §4.9).
//!
//! A joining node asks for every range that it is going to keep, one after the other, and is a
//! full member once it has them all; until then it serves nothing, but new writes reach it. A
//! leaving node hands its ranges to those who come in for it, or where the ring gets too small for
//! that, to one of those who stay. It leaves then, and forgets what was confirmed. Whoever finds
//! itself with objects that it keeps no longer hands them over in the same way.

use std::collections::VecDeque;

use super::config::Config;
use super::environment::{Environment, Timer};
use super::identity::NodeId;
use super::key::{Key, Position};
use super::local::{Local, StorePlace};
use super::membership::Status;
use super::merkle::{Hash, digest};
use super::message::Message;
use super::note::{BackgroundWork, Note};
use super::object::Object;
use super::planted::planted;
use super::ring::{KeyRange, Ring};
use super::sorted::{SortedMap, SortedSet};
use super::time::Duration;

/// The ranges that are on their way to this node or from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transfer {
    pulls: VecDeque<Passage>,
    pushes: VecDeque<Passage>,
    /// The ranges that have come since this node began to join, each with N of its keys.
    pulled: SortedSet<(KeyRange, u8)>,
    /// What those who keep a key when this node has left have stored of it, by their word.
    handed: SortedMap<(Key, NodeId), Hash>,
    /// To whom this node has said, as it leaves, that it has stored a key: they may have forgotten it
    /// since, and their own word for it holds no longer.
    vouched: SortedSet<(Key, NodeId)>,
}

/// A range and the nodes it may come from or go to, the best first.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Passage {
    range: KeyRange,
    /// N of the keys that it is about. Those of a key space with another N lie in the same
    /// range and have other primaries: they have a passage of their own.
    replicas: u8,
    others: VecDeque<NodeId>,
    /// Whether the best of them has been turned to. Where background work has to yield, it may
    /// not have been: then it need not make room for the next one.
    tried: bool,
}

impl Transfer {
    /// Whether ranges are still to come.
    pub fn is_pulling(&self) -> bool {
        !self.pulls.is_empty()
    }

    /// Whether ranges are still to go.
    pub fn is_pushing(&self) -> bool {
        !self.pushes.is_empty()
    }

    /// The ring has changed: what was planned by the old one no longer holds. What this node
    /// still has to get may have to come from others.
    pub fn forget_plans(&mut self, local: &Local) {
        self.pulls.retain_mut(|pull| {
            let sources = local.serving.primaries(pull.range.last, pull.replicas);
            pull.others = sources.into_iter().filter(|node| *node != local.id).collect();
            let then = local.future.primaries(pull.range.last, pull.replicas);
            !pull.others.is_empty() && then.contains(&local.id)
        });
        self.pushes.clear();
        self.handed.clear();
        self.vouched.clear();
    }

    /// This node joins: it asks for the ranges that it is going to keep. Best from the node
    /// that will not keep them any more, so that the set of copies stays what it was.
    pub fn begin_join(&mut self, environment: &mut Environment<'_>, local: &mut Local) {
        self.pulls.clear();
        for replicas in environment.config.replica_counts() {
            for range in local.future.ranges_of(local.id, replicas) {
                let now = local.serving.primaries(range.last, replicas);
                let then = local.future.primaries(range.last, replicas);
                let (stay, go): (Vec<NodeId>, Vec<NodeId>) =
                    now.into_iter().partition(|node| then.contains(node));
                let others: VecDeque<NodeId> =
                    go.into_iter().chain(stay).filter(|node| *node != local.id).collect();
                if !others.is_empty() && !self.pulled.contains(&(range, replicas)) {
                    self.pulls.push_back(Passage { range, replicas, others, tried: false });
                }
            }
        }
        self.pull(environment, local);
    }

    /// This node leaves: what it keeps, and nobody has confirmed yet, goes to those who come in for
    /// it. Where the ring gets too small for anybody to come in, one of those who stay has to have
    /// it: they may have missed what this node was told.
    pub fn hand_over_ranges(&mut self, environment: &mut Environment<'_>, local: &mut Local) {
        let config = environment.config;
        for replicas in config.replica_counts() {
            for range in local.serving.ranges_of(local.id, replicas) {
                let now = local.serving.primaries(range.last, replicas);
                // Key by key: a node that joins at the same time may part the range.
                let mut comes_in: SortedSet<NodeId> = SortedSet::new();
                let mut stays: SortedSet<NodeId> = SortedSet::new();
                for (key, object) in local.storage.objects_in(range) {
                    if config.policy(&key).replicas != replicas {
                        continue;
                    }
                    let then = local.future.primaries(key.position(), replicas);
                    let hash = digest(&key, &object);
                    let has_it = |node: &NodeId| {
                        self.handed.get(&(key.clone(), *node)).is_some_and(|known| *known == hash)
                    };
                    let (stay, come): (Vec<NodeId>, Vec<NodeId>) =
                        then.into_iter().partition(|node| now.contains(node));
                    if come.is_empty() && !stay.iter().any(has_it) {
                        stays.extend(stay);
                    }
                    comes_in.extend(come.into_iter().filter(|node| !has_it(node)));
                }
                // Each of them gets it: more than one can come in where partitions are dealt out.
                let each = comes_in.into_iter().map(|node| VecDeque::from([node]));
                let any = (!stays.is_empty()).then(|| stays.into_iter().collect());
                for others in each.chain(any) {
                    self.pushes.push_back(Passage { range, replicas, others, tried: false });
                }
            }
        }
        self.push(environment, local);
    }

    /// This node has left: what those who keep it have confirmed goes, and is not offered again.
    /// Handed over late it might be older than a tombstone that they have forgotten since.
    pub fn forget_handed(&mut self, environment: &mut Environment<'_>, local: &mut Local) {
        let handed = std::mem::take(&mut self.handed);
        self.vouched.clear();
        let mut ranges: SortedMap<KeyRange, Vec<Key>> = SortedMap::new();
        for ((key, _), hash) in &handed {
            let range = local.serving.range_of(key.position());
            let is_same = |object: &Object| digest(key, object) == *hash;
            let Some(range) = range.filter(|_| local.storage.own(key).is_some_and(is_same)) else {
                continue;
            };
            let keys = ranges.entry(range).or_default();
            // Several have confirmed it.
            if keys.last() != Some(key) {
                keys.push(key.clone());
            }
        }
        for (range, keys) in ranges {
            self.forget(environment, local, range, keys);
        }
    }

    /// After a change of the ring has made this member a primary for more, without its having
    /// joined or anybody leaving in good order: it asks for what it is to keep. That happens
    /// when a dead node is removed, and where a joining node takes a partition that stood
    /// between others in the walk around the ring.
    pub fn pull_gained(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local,
        before: [&Ring; 2],
    ) {
        let membership = local.membership();
        if membership.status(local.id) != Some(Status::Up) {
            return;
        }
        let leaves = |node: &NodeId| membership.status(*node) == Some(Status::Leaving);
        // What is one range now may have been several with different lists.
        let rings = before.into_iter().chain([&*local.serving]);
        let mut ends: SortedSet<Position> =
            rings.flat_map(Ring::ranges).map(|range| range.last).collect();
        let mut gained = Vec::new();
        for replicas in environment.config.replica_counts() {
            let kept_before = |end: &Position| {
                before.iter().any(|ring| ring.primaries(*end, replicas).contains(&local.id))
            };
            for range in local.future.ranges_of(local.id, replicas) {
                ends.insert(range.last);
                let sources = ends.iter().filter(|end| range.contains(**end)).find_map(|end| {
                    let now = local.serving.primaries(*end, replicas);
                    // Who leaves in good order hands its ranges over itself.
                    (!kept_before(end) && !now.iter().any(leaves)).then_some(now)
                });
                let others: VecDeque<NodeId> =
                    sources.into_iter().flatten().filter(|node| *node != local.id).collect();
                let known = |pull: &Passage| (pull.range, pull.replicas) == (range, replicas);
                if !others.is_empty() && !self.pulls.iter().any(known) {
                    gained.push(Passage { range, replicas, others, tried: false });
                }
            }
        }
        let idle = self.pulls.is_empty();
        self.pulls.extend(gained);
        if idle {
            self.pull(environment, local);
        }
    }

    /// After a change of the ring: objects that this node keeps no longer go where they belong.
    pub fn hand_over_strays(&mut self, environment: &mut Environment<'_>, local: &mut Local) {
        let config = environment.config;
        let mut ranges: SortedMap<(KeyRange, u8), VecDeque<NodeId>> = SortedMap::new();
        for (key, _) in local.storage.objects() {
            let Some(range) = local.serving.range_of(key.position()) else { continue };
            if local.keeps(config, key) || planted!(StraysStay) {
                continue;
            }
            let replicas = config.policy(key).replicas;
            let primaries = local.serving.primaries(key.position(), replicas);
            ranges.insert((range, replicas), primaries.into());
        }
        // A range that is on offer already is not offered twice.
        let idle = self.pushes.is_empty();
        for ((range, replicas), others) in ranges {
            let known = |push: &Passage| (push.range, push.replicas) == (range, replicas);
            if !self.pushes.iter().any(known) {
                self.pushes.push_back(Passage { range, replicas, others, tried: false });
            }
        }
        if idle {
            self.push(environment, local);
        }
    }

    /// Asks for the next range, if there is one.
    pub fn pull(&mut self, environment: &mut Environment<'_>, local: &mut Local) {
        let Some(Passage { range, others, .. }) = self.pulls.front() else { return };
        environment.set_timer(Timer::Pull, patience(environment.config));
        let Some(from) = others.front().copied() else { return };
        let left = self.pulls.len() as u32 - 1;
        let range = *range;
        if admitted(environment, local) {
            environment.note_upkeep(Note::RangeWanted { range, from, left });
            environment.send(from, Message::TransferWanted { range });
            self.pulls.front_mut().into_iter().for_each(|pull| pull.tried = true);
        }
    }

    /// The range asked for did not come in time: another node is asked.
    pub fn pull_timed_out(&mut self, environment: &mut Environment<'_>, local: &mut Local) {
        if let Some(pull) = self.pulls.front_mut().filter(|pull| pull.tried) {
            pull.others.rotate_left(1);
            pull.tried = false;
        }
        self.pull(environment, local);
    }

    /// Offers the next range, if there is one.
    pub fn push(&mut self, environment: &mut Environment<'_>, local: &mut Local) {
        let Some(Passage { range, others, .. }) = self.pushes.front() else { return };
        environment.set_timer(Timer::Push, patience(environment.config));
        let (range, to) = (*range, others.front().copied());
        let offered = offer(local, range);
        match to {
            Some(to) if !offered.is_empty() => {
                if admitted(environment, local) {
                    environment.send(to, Message::TransferOffered { range, offered });
                    self.pushes.front_mut().into_iter().for_each(|push| push.tried = true);
                }
            }
            _ => {
                self.pushes.pop_front();
                self.push(environment, local);
            }
        }
    }

    /// The range offered was not taken in time: it is offered to another node, after the others.
    pub fn push_timed_out(&mut self, environment: &mut Environment<'_>, local: &mut Local) {
        if self.pushes.front().is_some_and(|push| push.tried)
            && let Some(mut push) = self.pushes.pop_front()
        {
            push.others.rotate_left(1);
            push.tried = false;
            self.pushes.push_back(push);
        }
        self.push(environment, local);
    }

    /// Another node wants a range: it is offered.
    pub fn wanted(environment: &mut Environment<'_>, local: &Local, from: NodeId, range: KeyRange) {
        match local.serves() {
            true => {
                let offered = offer(local, range);
                environment.send(from, Message::TransferOffered { range, offered });
            }
            false => environment.send(from, Message::TransferRefused { range }),
        }
    }

    /// Another node offers a range: it is confirmed if this node asked for it or keeps it. What
    /// lies on this node's disk already need not be sent; if that is all of it, the range has
    /// come.
    pub fn offered(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local,
        from: NodeId,
        range: KeyRange,
        offered: &[(Key, Hash)],
    ) {
        let asked = self.pulls.front().is_some_and(|pull| pull.range == range);
        let most = environment.config.replica_counts().last().copied().unwrap_or_default();
        let ours = [&local.serving, &local.future]
            .into_iter()
            .any(|ring| ring.primaries(range.last, most).contains(&local.id));
        if !(asked || ours) {
            environment.send(from, Message::TransferRefused { range });
            return;
        }
        let lacks = |key: &Key, hash: &Hash| {
            local.keeps(environment.config, key)
                && local.storage.disk.object(key).is_none_or(|object| digest(key, object) != *hash)
        };
        let wanted = offered.iter().filter(|(key, hash)| lacks(key, hash));
        let wanted: Vec<Key> = wanted.map(|(key, _)| key.clone()).collect();
        match wanted.is_empty() {
            true => self.received(environment, local, from, range, &[]),
            false => environment.send(from, Message::TransferConfirmed { range, wanted }),
        }
    }

    /// The receiver has confirmed: the objects leave.
    pub fn confirmed(
        environment: &mut Environment<'_>,
        local: &Local,
        to: NodeId,
        range: KeyRange,
        wanted: &[Key],
    ) {
        let mut objects = local.storage.objects_in(range);
        let wanted: SortedSet<&Key> = wanted.iter().collect();
        objects.retain(|(key, _)| wanted.contains(key));
        let keys = objects.len() as u32;
        environment.note_upkeep(Note::RangeSent { range, to, keys });
        environment.send(to, Message::Transfer { range, objects });
    }

    /// A range's objects have come. Those that this node does not keep, because their key space
    /// has a smaller N, are none of its business.
    pub fn received(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local,
        from: NodeId,
        range: KeyRange,
        objects: &[(Key, Object)],
    ) {
        let keys = objects.len() as u32;
        environment.note_upkeep(Note::RangeReceived { range, from, keys });
        let mut stored = SortedSet::new();
        for (key, object) in objects {
            if local.keeps(environment.config, key) {
                local.store(environment, None, key, object, StorePlace::Own { durable: true });
                stored.insert((key.clone(), digest(key, object)));
            }
        }
        for ((position, key), object) in local.storage.disk.objects() {
            if range.contains(*position) && local.keeps(environment.config, key) {
                stored.insert((key.clone(), digest(key, object)));
            }
        }
        let stored: Vec<(Key, Hash)> = stored.into_iter().collect();
        if local.membership().status(local.id) == Some(Status::Leaving) {
            for (key, _) in &stored {
                self.handed.remove(&(key.clone(), from));
                self.vouched.insert((key.clone(), from));
            }
        }
        environment.send(from, Message::TransferDone { range, stored });
        if let Some(pull) = self.pulls.front().filter(|pull| pull.range == range) {
            self.pulled.insert((range, pull.replicas));
            self.pulls.pop_front();
            environment.cancel_timer(Timer::Pull);
            self.pull(environment, local);
        }
    }

    /// The receiver has stored a range. What this node keeps no longer is forgotten, and only
    /// now. Where something is left that the receiver does not keep, or that has changed in the
    /// meantime, the range is offered again when its time has passed.
    pub fn done(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local,
        from: NodeId,
        range: KeyRange,
        stored: &[(Key, Hash)],
    ) {
        let config = environment.config;
        if local.membership().status(local.id) == Some(Status::Leaving) {
            let then =
                |key: &Key| local.future.primaries(key.position(), config.policy(key).replicas);
            let holds = |key: &Key| !self.vouched.contains(&(key.clone(), from));
            let kept = stored.iter().filter(|(key, _)| holds(key) && then(key).contains(&from));
            self.handed.extend(kept.map(|(key, hash)| ((key.clone(), from), *hash)));
        }
        let stored: SortedSet<&(Key, Hash)> = stored.iter().collect();
        let is_stored =
            |key: &Key, object: &Object| stored.contains(&(key.clone(), digest(key, object)));
        let mut strays = local.storage.objects_in(range);
        strays.retain(|(key, _)| !local.keeps(config, key));
        let all = strays.len();
        // Whoever has stored it must be one that is to keep it.
        strays.retain(|(key, object)| {
            let list = local.serving.preference_list(key.position(), config.policy(key).replicas);
            list.primaries().contains(&from) && (is_stored(key, object) || planted!(ForgetUnstored))
        });
        let all_gone = strays.len() == all;
        let keys = strays.into_iter().map(|(key, _)| key).collect();
        self.forget(environment, local, range, keys);
        let is_over = |push: &Passage| {
            let mut objects = local.storage.objects_in(range);
            objects.retain(|(key, _)| {
                let is_meant =
                    |ring: &Ring| ring.primaries(key.position(), push.replicas).contains(&from);
                config.policy(key).replicas == push.replicas
                    && (is_meant(&local.serving) || is_meant(&local.future))
            });
            let all_stored = objects.iter().all(|(key, object)| is_stored(key, object));
            push.range == range && all_gone && all_stored
        };
        if self.pushes.front().is_some_and(is_over) {
            self.pushes.pop_front();
            environment.cancel_timer(Timer::Push);
            self.push(environment, local);
        }
    }

    /// The other node's ring is another: this one tries again later, when gossip has done its
    /// work.
    pub fn refused(&mut self, environment: &mut Environment<'_>, range: KeyRange) {
        let waits = |passages: &VecDeque<Passage>| {
            passages.front().is_some_and(|passage| passage.range == range)
        };
        if waits(&self.pulls) {
            environment.set_timer(Timer::Pull, patience(environment.config));
        }
        if waits(&self.pushes) {
            environment.set_timer(Timer::Push, patience(environment.config));
        }
    }

    pub(super) fn forget(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local,
        range: KeyRange,
        keys: Vec<Key>,
    ) {
        if keys.is_empty() {
            return;
        }
        environment.note_upkeep(Note::RangeForgotten { range, keys: keys.len() as u32 });
        let serving = std::rc::Rc::clone(&local.serving);
        for key in keys {
            local.storage.forget(environment.config, &serving, &key);
        }
    }
}

/// What a node holds of a range, by its hashes.
fn offer(local: &Local, range: KeyRange) -> Vec<(Key, Hash)> {
    let objects = local.storage.objects_in(range);
    objects.into_iter().map(|(key, object)| (key.clone(), digest(&key, &object))).collect()
}

/// How long a step of a transfer may take: several messages and much data.
fn patience(config: &Config) -> Duration {
    Duration::from_micros(config.replica_timeout.as_micros() * 4)
}

fn admitted(environment: &mut Environment<'_>, local: &mut Local) -> bool {
    let work = BackgroundWork::Transfer;
    let admitted = local.admission.admit(environment.config.admission, environment.now, work);
    if !admitted {
        environment.note_upkeep(Note::Deferred { work });
    }
    admitted
}
