//! When a tombstone may go: the price of a deletion that stays one (Dynamo §4.4: without it
//! a deleted item comes back).
//!
//! A deletion leaves a tombstone: a version like any other, which older versions cannot undo,
//! however late they come. It goes when it is older than the grace and *every* member of the
//! ring has said that it holds nothing else of the key, neither as its own nor as a hint. The
//! first primary of the key asks; one that is down has not said so, and the tombstone stays.
//! The grace must be longer than any message is under way. Who is no member is not asked. Whoever
//! leaves has handed over before what it held; but a node that was removed as dead, and is not,
//! may bring back what a forgotten tombstone had replaced.

use super::environment::{Environment, Timer};
use super::identity::NodeId;
use super::key::Key;
use super::local::Local;
use super::message::Message;
use super::note::Note;
use super::object::{Dot, Object};
use super::planted::planted;
use super::sorted::{SortedMap, SortedSet};

/// The tombstones that are being asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tombstones {
    rounds: SortedMap<Key, Round>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Round {
    dot: Dot,
    awaited: SortedSet<NodeId>,
}

impl Tombstones {
    /// Begins to look after tombstones.
    pub fn start(&self, environment: &mut Environment<'_>) {
        if let Some(grace) = environment.config.tombstone_grace {
            environment.set_timer(Timer::Tombstones, grace);
        }
    }

    /// Asks about every tombstone that has become old enough.
    pub fn round(&mut self, environment: &mut Environment<'_>, local: &mut Local) {
        let Some(grace) = environment.config.tombstone_grace else { return };
        environment.set_timer(Timer::Tombstones, grace);
        // Rounds that somebody left unanswered are begun anew.
        for (key, round) in std::mem::take(&mut self.rounds) {
            let silent = round.awaited.first().copied();
            let kept = silent.map(|because_of| Note::TombstoneKept { key, because_of });
            kept.into_iter().for_each(|note| environment.note_upkeep(note));
        }
        let old: Vec<(Key, Dot)> = local
            .storage
            .objects()
            .filter_map(|(key, object)| {
                let [version] = object.versions() else { return None };
                let old = environment.now.since(version.written) >= grace;
                let replicas = environment.config.policy(key).replicas;
                let list = local.serving.preference_list(key.position(), replicas);
                let first = list.primaries().first() == Some(&local.id);
                (object.is_deleted() && old && first).then(|| (key.clone(), version.dot))
            })
            .collect();
        for (key, dot) in old {
            let awaited: SortedSet<NodeId> =
                local.membership().present().filter(|node| *node != local.id).collect();
            environment.note_upkeep(Note::TombstoneAsked { key: key.clone() });
            for node in &awaited {
                environment.send(*node, Message::TombstoneCheck { key: key.clone(), dot });
            }
            self.rounds.insert(key.clone(), Round { dot, awaited });
            self.conclude(environment, local, &key);
        }
    }

    /// Says whether this node holds nothing of the key but the tombstone.
    pub fn check(
        environment: &mut Environment<'_>,
        local: &Local,
        from: NodeId,
        key: &Key,
        dot: Dot,
    ) {
        // What is in the write buffer alone may be gone tomorrow, and what is on disk come back.
        let place = (key.position(), key.clone());
        let is_on_disk = !local.storage.buffer().contains_key(&place);
        let agreed = is_on_disk && holds_nothing_else(local, key, dot);
        environment.send(from, Message::TombstoneChecked { key: key.clone(), dot, agreed });
    }

    /// A member has said what it holds.
    pub fn checked(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local,
        from: NodeId,
        key: &Key,
        dot: Dot,
        agreed: bool,
    ) {
        let Some(round) = self.rounds.get_mut(key).filter(|round| round.dot == dot) else { return };
        if !agreed && !planted!(TombstoneUnanimityIgnored) {
            environment.note_upkeep(Note::TombstoneKept { key: key.clone(), because_of: from });
            self.rounds.remove(key);
            return;
        }
        round.awaited.remove(&from);
        self.conclude(environment, local, key);
    }

    /// Everybody has agreed.
    pub fn dropped(environment: &mut Environment<'_>, local: &mut Local, key: &Key, dot: Dot) {
        if local.storage.own(key).is_some() && holds_nothing_else(local, key, dot) {
            let serving = std::rc::Rc::clone(&local.serving);
            local.storage.forget(environment.config, &serving, key);
            environment.note_upkeep(Note::TombstoneForgotten { key: key.clone() });
        }
    }

    fn conclude(&mut self, environment: &mut Environment<'_>, local: &mut Local, key: &Key) {
        if !self.rounds.get(key).is_some_and(|round| round.awaited.is_empty()) {
            return;
        }
        let Some(Round { dot, .. }) = self.rounds.remove(key) else { return };
        let others: Vec<NodeId> =
            local.membership().present().filter(|node| *node != local.id).collect();
        for node in others {
            environment.send(node, Message::TombstoneDrop { key: key.clone(), dot });
        }
        Tombstones::dropped(environment, local, key, dot);
    }
}

fn holds_nothing_else(local: &Local, key: &Key, dot: Dot) -> bool {
    let nothing_else = |object: &Object| object.versions().iter().all(|version| version.dot == dot);
    let hints = local.storage.disk.hints().iter();
    let hinted = hints.filter(|((_, hinted), _)| hinted == key);
    local.storage.own(key).is_none_or(nothing_else)
        && hinted.map(|(_, hint)| &hint.object).all(nothing_else)
}
