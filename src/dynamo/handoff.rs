//! Hinted handoff: giving back what was kept for a node that is reachable again
//! (Dynamo §4.6).

use std::collections::BTreeMap;

use super::environment::Environment;
use super::identity::NodeId;
use super::key::Key;
use super::local::Local;
use super::message::Message;
use super::note::Note;
use super::object::Object;
use super::vector_clock::VectorClock;

/// The hints that are on their way to their owners.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handoff {
    in_flight: BTreeMap<(NodeId, Key), Object>,
}

impl Handoff {
    /// Sends `owner` every hint that is kept for it and not yet on its way.
    pub fn deliver(&mut self, environment: &mut Environment<'_>, local: &Local<'_>, owner: NodeId) {
        let waiting: Vec<(Key, Object)> = local
            .disk
            .hints_for(owner)
            .filter(|(key, _)| !self.in_flight.contains_key(&(owner, (*key).clone())))
            .map(|(key, hint)| (key.clone(), hint.object.clone()))
            .collect();
        if waiting.is_empty() {
            return;
        }
        environment.note_upkeep(Note::HandingOff { owner, keys: waiting.len() as u16 });
        for (key, object) in waiting {
            self.in_flight.insert((owner, key.clone()), object.clone());
            environment.send(owner, Message::Handoff { key, object });
        }
    }

    /// `owner` has stored a hint: it is deleted here, and only now. A confirmation of another
    /// delivery than the last one says nothing about what is on its way.
    pub fn delivered(
        &mut self,
        environment: &mut Environment<'_>,
        local: &mut Local<'_>,
        owner: NodeId,
        key: &Key,
        stored: &VectorClock,
    ) {
        let place = (owner, key.clone());
        let Some(object) = self.in_flight.get(&place).cloned() else { return };
        if object.merged_clock() != *stored {
            return;
        }
        self.in_flight.remove(&place);
        let key = key.clone();
        let deleted = local.disk.delete_hint(owner, &key, &object);
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
}
