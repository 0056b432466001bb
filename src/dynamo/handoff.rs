//! Hinted handoff: giving back what was kept for a node that is reachable again
//! (Dynamo §4.6).

use super::environment::{Environment, Timer};
use super::identity::NodeId;
use super::key::Key;
use super::local::{Local, StorePlace};
use super::membership::Status;
use super::message::Message;
use super::note::{BackgroundWork, Note};
use super::object::Object;
use super::planted::planted;
use super::sorted::{SortedMap, SortedSet};

/// The hints that are on their way to their owners.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handoff {
    in_flight: SortedMap<(NodeId, Key), Object>,
}

impl Handoff {
    /// Sends `owner` every hint that is kept for it and not yet on its way.
    pub fn deliver(&mut self, environment: &mut Environment<'_>, local: &mut Local, owner: NodeId) {
        // Every message is a reason to look, and mostly there is nothing.
        if local.storage.disk.hints().is_empty() {
            return;
        }
        let waiting: Vec<(Key, Object)> = local
            .storage
            .disk
            .hints_for(owner)
            .filter(|(key, _)| !self.in_flight.contains_key(&(owner, (*key).clone())))
            .map(|(key, hint)| (key.clone(), hint.object.clone()))
            .collect();
        if waiting.is_empty() {
            return;
        }
        let work = BackgroundWork::Handoff;
        if !local.admission.admit(environment.config.admission, environment.now, work) {
            environment.note_upkeep(Note::Deferred { work });
            environment.set_timer(Timer::Probe(owner), environment.config.probe_interval);
            return;
        }
        environment.note_upkeep(Note::HandingOff { owner, keys: waiting.len() as u16 });
        for (key, object) in waiting {
            self.in_flight.insert((owner, key.clone()), object.clone());
            if planted!(DropHintWhenSent) {
                local.storage.disk.delete_hint(owner, &key, &object);
            }
            let first = local.serving.primaries(key.position(), 1).first().copied();
            let to = first.filter(|_| planted!(HintToWrongNode)).unwrap_or(owner);
            environment.send(to, Message::Handoff { key, object });
        }
    }

    /// `owner` has stored a hint: it is deleted here, and only now. A confirmation of other
    /// versions than those on their way is an old one and deletes nothing.
    pub fn delivered(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local,
        owner: NodeId,
        key: &Key,
        stored: &Object,
    ) {
        let place = (owner, key.clone());
        let Some(object) = self.in_flight.get(&place) else { return };
        if object != stored {
            return;
        }
        let deleted = local.storage.disk.delete_hint(owner, key, object);
        self.in_flight.remove(&place);
        let key = key.clone();
        environment.note_upkeep(match deleted {
            true => Note::HintDeleted { key, owner },
            false => Note::HintKept { key, owner },
        });
        self.deliver(environment, local, owner);
    }

    /// Deliveries to `owner` that were not confirmed will be made again.
    pub fn forget(&mut self, owner: NodeId) {
        self.in_flight.retain(|(intended, _), _| *intended != owner);
    }

    /// Hints for nodes that have left the ring go to a node that keeps the key now: kept for
    /// their owner they would be kept for ever.
    pub fn rehome(&mut self, environment: &mut Environment<'_>, local: &mut Local) {
        let owners: SortedSet<NodeId> =
            local.storage.disk.hints().keys().map(|(owner, _)| *owner).collect();
        let gone = |owner: &NodeId| local.membership().status(*owner) == Some(Status::Left);
        let gone: Vec<NodeId> = owners
            .into_iter()
            .filter(|owner| gone(owner) && !planted!(HintsOfDepartedKept))
            .collect();
        for from in gone {
            self.forget(from);
            environment.cancel_timer(Timer::Probe(from));
            for (key, hint) in local.storage.disk.take_hints(from) {
                let replicas = environment.config.policy(&key).replicas;
                let list = local.serving.preference_list(key.position(), replicas);
                // The last of the primaries is the one that has come in for the one that left;
                // where the guess is wrong, anti-entropy spreads what it gets.
                let to = match list.primaries().contains(&local.id) {
                    true => None,
                    false => list.primaries().last().copied(),
                };
                environment.note_upkeep(Note::HintRehomed { key: key.clone(), from, to });
                let place = StorePlace::of(to, true);
                local.store(environment, None, &key, &hint.object, place);
            }
        }
    }
}
