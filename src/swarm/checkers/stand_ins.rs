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
use crate::dynamo::ring::Ring;
use crate::sim::trace::{EventId, EventKind};
use crate::swarm::run::Report;

const NAME: &str = "stand-ins";

/// See the module.
#[derive(Debug, Default)]
pub struct StandIns {
    /// Who kept the key when a node took a request up: its ring may have changed since.
    keepers: BTreeMap<(RequestId, NodeId), Vec<NodeId>>,
}

impl Checker for StandIns {
    fn step(&mut self, scene: &Scene<'_>, report: &mut Report) {
        for event in scene.events {
            if let (
                EventKind::Note(Note::Coordinating { list, .. }),
                Some(Address::Node(node)),
                Some(request),
            ) = (&event.kind, event.process, event.request)
            {
                self.keepers.insert((request, node), list.primaries().to_vec());
            }
            let (Some(Address::Node(from)), EventKind::Sent { to: Address::Node(to), payload, .. }) =
                (event.process, &event.kind)
            else {
                continue;
            };
            match &**payload {
                Message::Write { request, key, hint_for: None, .. } => {
                    let keepers = self.keepers.get(&(*request, from));
                    if keepers.is_some_and(|keepers| keepers.contains(to)) {
                        continue;
                    }
                    written(scene, event.id, (from, *to), key, report);
                }
                Message::Handoff { key, object } => {
                    handed_over(scene, event.id, (from, *to), (key, object), report);
                }
                _ => {}
            }
        }
    }
}

fn written(
    scene: &Scene<'_>,
    event: EventId,
    (from, to): (NodeId, NodeId),
    key: &Key,
    report: &mut Report,
) {
    let Some(running) = scene.world.running(from) else { return };
    let replicas = scene.world.setup().store.policy(key).replicas;
    let keeps =
        |ring: &Ring| ring.preference_list(key.position(), replicas).primaries().contains(&to);
    if !keeps(&running.local().serving) && !keeps(&running.local().future) {
        let what = format!("{from} writes {key} to {to} as if {to} kept it");
        report.fail(NAME, Some(event), what);
    }
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
    // In the same step it may be given back a second time and confirmed for the first; or whoever
    // learns that the owner has left finds it another place.
    let is_gone = scene.events.iter().any(|event| match &event.kind {
        EventKind::Note(
            Note::HintRehomed { key: known, from: owner, .. }
            | Note::HintDeleted { key: known, owner },
        ) => (known, *owner) == (key, to),
        _ => false,
    });
    let is_for = is_there || is_gone;
    if !is_for {
        let what = format!("{from} gives {to} a hint of {key}, which is not for {to}");
        report.fail(NAME, Some(event), what);
    }
}
