//! Comparing trees ships every key that differs in the leaves that were compared, and nothing from
//! outside of them (Dynamo §4.7).

use super::{Checker, Scene};
use crate::dynamo::exchange::LeafKeys;
use crate::dynamo::identity::{Address, NodeId};
use crate::dynamo::key::Key;
use crate::dynamo::merkle::digest;
use crate::dynamo::message::Message;
use crate::dynamo::object::Object;
use crate::sim::trace::{EventId, EventKind};
use crate::swarm::run::Report;

const NAME: &str = "exchanges";

/// See the module.
#[derive(Debug)]
pub struct Exchanges;

impl Checker for Exchanges {
    fn step(&mut self, scene: &Scene<'_>, report: &mut Report) {
        for event in scene.events {
            let (Some((_, message)), Some(Address::Node(node))) =
                (scene.delivered(event), event.process)
            else {
                continue;
            };
            match message {
                Message::LeafKeys { leaves, .. } => {
                    leaf_keys(scene, event.id, node, leaves, report)
                }
                Message::Synchronise { objects, wanted, .. } => {
                    let (shipped, _) = shipped(scene);
                    // What it holds no longer, or has only just been given, it cannot ship.
                    let due = |key: &&Key| {
                        let own = scene.world.running(node)?.storage().own(key)?;
                        let given = objects.iter().find(|(given, _)| given == *key);
                        Some(given.is_none_or(|(_, given)| own.versions() != given.versions()))
                    };
                    let due = |key: &&Key| due(key) == Some(true);
                    let left_out = wanted.iter().filter(due).find(|key| !shipped.contains(key));
                    if let Some(key) = left_out {
                        let what = format!("{node} was asked for {key} and does not ship it");
                        report.fail(NAME, Some(event.id), what);
                    }
                    if let Some(key) = shipped.iter().find(|key| !wanted.contains(key)) {
                        let what = format!("{node} ships {key}, which nobody asked for");
                        report.fail(NAME, Some(event.id), what);
                    }
                }
                _ => {}
            }
        }
    }
}

fn leaf_keys(
    scene: &Scene<'_>,
    event: EventId,
    node: NodeId,
    leaves: &[LeafKeys],
    report: &mut Report,
) {
    let Some(running) = scene.world.running(node) else { return };
    let store = &scene.world.setup().store;
    // Since it sent its hashes its ring may have changed, and its trees with it.
    let trees = running.storage().forest.trees();
    let leaves: Vec<&LeafKeys> =
        leaves.iter().filter(|leaf| trees.contains_key(&leaf.tree)).collect();
    let in_leaf = |key: &Key, leaf: &LeafKeys| {
        let mask = (1_u128 << leaf.leaf.level) - 1;
        let position = key.position();
        leaf.tree.range.contains(position)
            && position.0 & mask == u128::from(leaf.leaf.index)
            && store.policy(key).replicas == leaf.tree.replicas
    };
    let theirs = |key: &Key| {
        let keys = leaves.iter().flat_map(|leaf| &leaf.keys);
        keys.filter(|(known, _)| known == key).map(|(_, hash)| *hash).next()
    };
    let (shipped, wanted) = shipped(scene);
    let own: Vec<(&Key, &Object)> = running
        .storage()
        .objects()
        .filter(|(key, _)| leaves.iter().any(|leaf| in_leaf(key, leaf)))
        .collect();
    for (key, object) in &own {
        let differs = theirs(key) != Some(digest(key, object));
        if differs != shipped.contains(key) {
            let what = match differs {
                true => format!("{key} differs and {node} does not ship it"),
                false => format!("{key} is the same and {node} ships it"),
            };
            report.fail(NAME, Some(event), what);
        }
    }
    if let Some(key) = shipped.iter().find(|key| !own.iter().any(|(known, _)| known == *key)) {
        let what = format!("{node} ships {key}, which lies in none of the leaves");
        report.fail(NAME, Some(event), what);
    }
    for (key, hash) in leaves.iter().flat_map(|leaf| &leaf.keys) {
        let ours = running.storage().own(key);
        let differs = ours.is_none_or(|object| digest(key, object) != *hash);
        if differs && !wanted.contains(&key) {
            report.fail(NAME, Some(event), format!("{key} differs and {node} does not ask for it"));
        }
    }
}

/// What a step ships, and what it asks for.
fn shipped<'a>(scene: &Scene<'a>) -> (Vec<&'a Key>, Vec<&'a Key>) {
    let (mut shipped, mut asked) = (Vec::new(), Vec::new());
    for event in scene.events {
        if let EventKind::Sent { payload, .. } = &event.kind
            && let Message::Synchronise { objects, wanted, .. } = &**payload
        {
            shipped.extend(objects.iter().map(|(key, _)| key));
            asked.extend(wanted);
        }
    }
    (shipped, asked)
}
