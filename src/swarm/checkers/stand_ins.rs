//! Who stands in for a node that does not answer keeps a hint, apart from its own data, and gives
//! it to just that node (Dynamo §4.6). Whoever is written to without being a stand-in is to keep
//! the key, now or soon.

use super::{Checker, Scene};
use crate::dynamo::identity::{Address, NodeId};
use crate::dynamo::key::Key;
use crate::dynamo::message::Message;
use crate::dynamo::object::Object;
use crate::sim::trace::{EventId, EventKind};
use crate::swarm::run::Report;

const NAME: &str = "stand-ins";

/// See the module.
#[derive(Debug)]
pub struct StandIns;

impl Checker for StandIns {
    fn step(&mut self, scene: &Scene<'_>, report: &mut Report) {
        for event in scene.events {
            let (Some(Address::Node(from)), EventKind::Sent { to: Address::Node(to), payload, .. }) =
                (event.process, &event.kind)
            else {
                continue;
            };
            match &**payload {
                Message::Write { key, hint_for: None, .. } => {
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
    let keeps = |ring: &crate::dynamo::ring::Ring| {
        ring.preference_list(key.position(), replicas).primaries().contains(&to)
    };
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
    // The hint may have grown in the same step, and is still there: it has not been confirmed.
    let hint = process.disk().hints().get(&(to, key.clone()));
    let is_for = hint.is_some_and(|hint| hint.object.history().descends_from(&object.history()));
    if !is_for {
        let what = format!("{from} gives {to} a hint of {key}, which is not for {to}");
        report.fail(NAME, Some(event), what);
    }
}
