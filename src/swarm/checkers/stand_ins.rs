//! Who stands in for a node that does not answer keeps a hint, apart from its own data, and gives
//! it to just that node (Dynamo §4.6). Whoever is written to without being a stand-in is to keep
//! the key, now or soon.

use std::collections::BTreeMap;

use super::{Checker, Scene};
use crate::dynamo::identity::{Address, NodeId, RequestId};
use crate::dynamo::key::Key;
use crate::dynamo::message::Message;
use crate::dynamo::note::Note;
use crate::dynamo::object::Object;
use crate::sim::trace::{EventId, EventKind};
use crate::swarm::run::Report;

const NAME: &str = "stand-ins";

/// See the module.
#[derive(Debug, Default)]
pub struct StandIns {
    /// Who kept the key when a coordinator took a request up, by request and coordinator.
    primaries: BTreeMap<(RequestId, NodeId), Vec<NodeId>>,
}

impl Checker for StandIns {
    fn step(&mut self, scene: &Scene<'_>, report: &mut Report) {
        for event in scene.events {
            let Some(Address::Node(from)) = event.process else { continue };
            if let (EventKind::Note(note), Some(request)) = (&event.kind, event.request) {
                match note {
                    Note::Coordinating { list, .. } => {
                        self.primaries.insert((request, from), list.primaries().to_vec());
                    }
                    Note::Finished => {
                        self.primaries.remove(&(request, from));
                    }
                    _ => {}
                }
            }
            let EventKind::Sent { to: Address::Node(to), payload, .. } = &event.kind else {
                continue;
            };
            match &**payload {
                Message::Write { request, key, hint_for: None, .. } => {
                    let known = self.primaries.get(&(*request, from));
                    if !known.is_some_and(|primaries| primaries.contains(to))
                        && !keeps(scene, from, *to, key)
                    {
                        let what = format!("{from} writes {key} to {to} as if {to} kept it");
                        report.fail(NAME, Some(event.id), what);
                    }
                }
                Message::Handoff { key, object } => {
                    handed_over(scene, event.id, (from, *to), (key, object), report);
                }
                _ => {}
            }
        }
    }
}

/// Whether a node is to keep a key, now or soon, as far as another one knows.
fn keeps(scene: &Scene<'_>, knows: NodeId, node: NodeId, key: &Key) -> bool {
    let Some(running) = scene.world.running(knows) else { return true };
    let replicas = scene.world.setup().store.policy(key).replicas;
    let local = running.local();
    [&local.serving, &local.future]
        .into_iter()
        .any(|ring| ring.preference_list(key.position(), replicas).primaries().contains(&node))
}

fn handed_over(
    scene: &Scene<'_>,
    event: EventId,
    (from, to): (NodeId, NodeId),
    (key, object): (&Key, &Object),
    report: &mut Report,
) {
    let Some(process) = scene.world.node(from) else { return };
    let place = (to, key.clone());
    // It may have grown since, in the same step.
    let is_there = process
        .disk()
        .hints()
        .get(&place)
        .is_some_and(|hint| hint.object.history().descends_from(&object.history()));
    // Whoever learns in the same step that the owner has left finds it another place, and a late
    // word that the owner has stored it deletes what has just been sent once more.
    let was_there = scene.events.iter().any(|event| match &event.kind {
        EventKind::Note(Note::HintRehomed { key: known, from: owner, .. })
        | EventKind::Note(Note::HintDeleted { key: known, owner }) => (known, *owner) == (key, to),
        _ => false,
    });
    let is_for = is_there || was_there;
    if !is_for {
        let what = format!("{from} gives {to} a hint of {key}, which is not for {to}");
        report.fail(NAME, Some(event), what);
    }
}
