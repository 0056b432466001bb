//! An acknowledged write is there in the end, or superseded by a write whose context included it;
//! or too few copies survived, or the store is set up so that it may be lost. Each reason has a
//! name and is counted.

use super::{Checker, Scene};
use crate::dynamo::identity::NodeId;
use crate::dynamo::object::Object;
use crate::sim::command::Command;
use crate::sim::process::NodeProcess;
use crate::sim::simulation::Simulation;
use crate::swarm::holdings::{hinted, objects, objects_on_disk};
use crate::swarm::run::Report;
use crate::swarm::truth::Truth;
use crate::swarm::version_set::VersionSet;

const NAME: &str = "writes";

/// See the module.
#[derive(Debug)]
pub struct Writes;

impl Checker for Writes {
    fn end(&mut self, scene: &Scene<'_>, report: &mut Report) {
        for (key, history) in scene.truth.histories().iter().enumerate() {
            let held = held(scene, key);
            for (version, made) in history.versions.iter().enumerate() {
                if made.acknowledged.is_none() {
                    continue;
                }
                if held.contains(version) {
                    report.tally.bump("acknowledged writes that are there, or superseded");
                    continue;
                }
                match excuse(scene, key, &held, version) {
                    Some(what) => report.tally.bump(what),
                    None => {
                        let holders: Vec<String> = scene
                            .holdings
                            .hosts()
                            .filter(|(_, keys)| {
                                keys.get(key).is_some_and(|holding| holding.now.contains(version))
                            })
                            .map(|(host, _)| host.to_string())
                            .collect();
                        let (key, name) = (&history.key, history.name(version));
                        let what = format!(
                            "{key}: the acknowledged write {name} is lost; {} are there; hosts with it: {holders:?}",
                            history.names(&held)
                        );
                        report.fail(NAME, made.acknowledged, what);
                    }
                }
            }
        }
    }
}

/// What the primaries hold together.
fn held(scene: &Scene<'_>, key: usize) -> VersionSet {
    let history = scene.truth.history(key);
    let list = scene.world.ring().preference_list(history.place.0, history.replicas);
    let own = list
        .primaries()
        .iter()
        .filter_map(|node| scene.world.running(*node)?.storage().own(&history.key));
    scene.truth.covered(key, own)
}

/// Why a write may be lost.
fn excuse(
    scene: &Scene<'_>,
    key: usize,
    held: &VersionSet,
    version: usize,
) -> Option<&'static str> {
    let (history, kind) = (scene.truth.history(key), scene.kind());
    if scene.world.ring().node_count() == 0 {
        return Some("excuse: every member has left or was removed");
    }
    if let Some(what) = history.excuse(kind, held, version) {
        return Some(what);
    }
    // It gave way to a deletion, and that was forgotten.
    if history.is_accounted_for(kind, &history.forgotten, version) {
        return Some("excuse: deleted, and the tombstone forgotten");
    }
    if let Some(what) = history.versions[version].destroyed {
        return Some(what);
    }
    let mut away = scene.world.nodes().filter(|process| !process.is_up());
    let has_it = |process: &NodeProcess| {
        let there = scene.truth.covered(key, objects(process, scene.truth, key));
        history.is_accounted_for(kind, &there, version)
    };
    away.any(has_it).then_some("excuse: too few copies survived, gone with a removed node")
}

/// All versions of which a command is going to leave no copy, nor of anything that they gave way
/// to: by key, with what destroys them. What lies with a node that is going to keep the key no
/// longer does not count: it has been, or is going to be, confirmed by the one that comes in, and
/// forgotten.
pub fn destroyed(
    world: &Simulation,
    truth: &Truth,
    command: &Command,
) -> Vec<(usize, usize, &'static str)> {
    let (node, disk_too, what) = match command {
        Command::Crash(node) => (*node, false, "excuse: too few copies survived, unflushed buffer"),
        Command::WipeDisk(node) => (*node, true, "excuse: too few copies survived, wiped disk"),
        _ => return Vec::new(),
    };
    let Some(victim) = world.node(node).filter(|_| world.check(command).is_ok()) else {
        return Vec::new();
    };
    if !disk_too && victim.running().is_none_or(|node| node.storage().buffer().is_empty()) {
        return Vec::new();
    }
    let kind = world.setup().store.clock_kind;
    let future = world.membership().future_ring(&world.setup().store.placement);
    let mut destroyed = Vec::new();
    for (key, history) in truth.histories().iter().enumerate() {
        let before = truth.covered(key, objects(victim, truth, key));
        if before.is_empty() {
            continue;
        }
        let keepers = future.primaries(history.place.0, history.replicas);
        let mut after = VersionSet::new();
        for process in world.nodes().filter(|process| process.id() != node) {
            let left = survivors(process, truth, key, &keepers);
            after.extend(&truth.covered(key, left));
        }
        if !disk_too {
            after.extend(&truth.covered(key, objects_on_disk(victim, truth, key)));
        }
        let all = 0..history.versions.len();
        let gone = all.filter(|version| {
            history.is_accounted_for(kind, &before, *version)
                && !history.is_accounted_for(kind, &after, *version)
        });
        destroyed.extend(gone.map(|version| (key, version, what)));
    }
    destroyed
}

/// What another host has of a key, and is going to keep.
fn survivors<'a>(
    process: &'a NodeProcess,
    truth: &'a Truth,
    key: usize,
    keepers: &[NodeId],
) -> Vec<&'a Object> {
    match keepers.contains(&process.id()) {
        true => objects(process, truth, key),
        false => hinted(process, truth, key).collect(),
    }
}
