//! What is said to be on disk is on disk (Dynamo §6.1).

use super::{Checker, Scene};
use crate::dynamo::identity::Address;
use crate::dynamo::note::Note;
use crate::sim::trace::EventKind;
use crate::swarm::run::Report;

const NAME: &str = "durability";

/// See the module.
#[derive(Debug)]
pub struct Durability;

impl Checker for Durability {
    fn step(&mut self, scene: &Scene<'_>, report: &mut Report) {
        for (place, event) in scene.events.iter().enumerate() {
            let (
                EventKind::Note(Note::Stored { key, durable: true, .. }),
                Some(Address::Node(node)),
            ) = (&event.kind, event.process)
            else {
                continue;
            };
            // It may be stored once more in the same step, and in memory then.
            let again = scene.events[place + 1..].iter().any(|later| {
                matches!(&later.kind, EventKind::Note(Note::Stored { key: known, .. }) if known == key)
            });
            let buffered = scene.world.running(node).is_some_and(|running| {
                running.storage().buffer().contains_key(&(key.position(), key.clone()))
            });
            if buffered && !again {
                let what = format!("{node} says that {key} is on disk, and it is in memory");
                report.fail(NAME, Some(event.id), what);
            }
        }
    }
}
