//! An acknowledged write is there in the end, or superseded by a write whose context included it;
//! or too few copies survived, or the store is set up so that it may be lost. Each reason has a
//! name and is counted.

use super::{Checker, Scene};
use crate::dynamo::identity::NodeId;
use crate::dynamo::key::Key;
use crate::dynamo::merkle::digest;
use crate::dynamo::message::Message;
use crate::dynamo::object::Object;
use crate::dynamo::ring::Ring;
use crate::sim::command::Command;
use crate::sim::process::NodeProcess;
use crate::sim::simulation::Simulation;
use crate::swarm::holdings::{objects, objects_on_disk, own};
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

/// Why a write may be missing at the primaries. Beside what clocks, the last write and deletions
/// explain, each reason is exact:
///
/// - *too few copies survived*: a command has destroyed the last copy that was going to stay, see
///   [`destroyed`]; or a host that was removed, and stays down, holds it.
/// - *every member has left or was removed*: nobody who runs knows of any member, so there is no
///   primary, and a host holds the write still. The last member is not allowed to leave, but
///   administrators can remove the others' nodes, one here and one there. Nothing is gone: the host
///   hands it over once somebody joins.
fn excuse(
    scene: &Scene<'_>,
    key: usize,
    held: &VersionSet,
    version: usize,
) -> Option<&'static str> {
    let (history, kind) = (scene.truth.history(key), scene.kind());
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
    let has_it = |process: &NodeProcess| {
        let there = scene.truth.covered(key, objects(process, scene.truth, key));
        history.is_accounted_for(kind, &there, version)
    };
    let mut away = scene.world.nodes().filter(|process| !process.is_up());
    if away.any(has_it) {
        return Some("excuse: too few copies survived, gone with a removed node");
    }
    // Whoever leaves last has nobody to hand its data to, and keeps it.
    let nobody_is_left = scene.world.ring().node_count() == 0;
    let kept = nobody_is_left && scene.world.nodes().any(has_it);
    kept.then_some("excuse: every member has left or was removed, and one of them keeps it")
}

/// All versions of which a command is going to leave no copy, nor of anything that they gave way
/// to: by key, with what destroys them. What lies with a node that is going to keep the key no
/// longer, because it leaves or the ring has changed, does not count: the one that comes in, which
/// may be the victim, may have confirmed it already, and it is forgotten once that is known or the
/// node has left. Nor does what the victim has confirmed by a word that is still on its way, be it a
/// hint that was delivered or an object of a range: once it arrives, the copy goes, and nobody can
/// know by then that the disk is gone that was to have it.
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
            let own = own(process, truth, key).filter(|object| {
                keepers.contains(&process.id())
                    && !is_handed_over(world, process, node, &history.key, object)
            });
            let hints = unconfirmed_hints(world, process, node, &history.key);
            after.extend(&truth.covered(key, own.into_iter().chain(hints)));
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

/// The hints that a host has of a key, without those for the victim whose delivery it has
/// confirmed, but the host does not know yet.
fn unconfirmed_hints<'a>(
    world: &'a Simulation,
    host: &'a NodeProcess,
    victim: NodeId,
    key: &'a Key,
) -> impl Iterator<Item = &'a Object> {
    let is_confirmed = move |object: &Object| {
        told(world, victim, host.id()).any(|message| {
            matches!(message, Message::HandoffDone { key: told, stored }
                if told == key && stored == object)
        })
    };
    let hints = host.disk().hints().iter().filter(move |((owner, hinted), hint)| {
        hinted == key && (*owner != victim || !is_confirmed(&hint.object))
    });
    hints.map(|(_, hint)| &hint.object)
}

/// Whether a host is about to forget its own object of a key, because the victim has confirmed it
/// and because the host does not know of the change of the ring that makes it a primary.
fn is_handed_over(
    world: &Simulation,
    host: &NodeProcess,
    victim: NodeId,
    key: &Key,
    object: &Object,
) -> bool {
    let store = &world.setup().store;
    let known = host.disk().membership();
    let rings = [known.serving_ring(&store.placement), known.future_ring(&store.placement)];
    let replicas = store.policy(key).replicas;
    let keeps = |ring: &Ring| ring.primaries(key.position(), replicas).contains(&host.id());
    !rings.iter().any(|ring| keeps(ring))
        && told(world, victim, host.id()).any(|message| {
            matches!(message, Message::TransferDone { stored, .. }
                if stored.contains(&(key.clone(), digest(key, object))))
        })
}

/// What one node has told another and has not come to it yet.
fn told(world: &Simulation, from: NodeId, to: NodeId) -> impl Iterator<Item = &Message> {
    world
        .in_flight()
        .chain(world.waiting())
        .filter(move |envelope| (envelope.from, envelope.to) == (from.into(), to.into()))
        .map(|envelope| &*envelope.message)
}
