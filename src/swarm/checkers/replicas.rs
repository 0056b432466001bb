//! What a replica has seen of a key never shrinks, but by a loss that was recorded: a wiped disk, a
//! write buffer that a crash emptied, a hint or a range that was handed over to somebody who has
//! it, a tombstone that everybody agreed to forget. Where a mechanism replaces what nobody read,
//! that is its price, and is counted.

use super::{Checker, Scene};
use crate::dynamo::identity::NodeId;
use crate::dynamo::note::Note;
use crate::dynamo::object::ClockKind;
use crate::sim::command::Command;
use crate::sim::trace::EventKind;
use crate::swarm::holdings::Change;
use crate::swarm::run::Report;
use crate::swarm::truth::{KeyHistory, Truth};
use crate::swarm::version_set::VersionSet;

const NAME: &str = "replicas";

/// See the module.
#[derive(Debug)]
pub struct Replicas;

impl Checker for Replicas {
    fn step(&mut self, scene: &Scene<'_>, report: &mut Report) {
        for change in scene.changes.iter().filter(|change| !change.lost.is_empty()) {
            let history = scene.truth.history(change.key);
            let held = scene.holdings.of(change.node, change.key).now;
            let lost = unexplained(scene.kind(), history, &held, &change.lost, report);
            if lost.is_empty() {
                continue;
            }
            if let Some(what) = unrecorded(scene, change, &lost, report) {
                report.fail(NAME, scene.now(), what);
            }
        }
    }
}

/// What is lost, without what gave way for a known reason; that is counted.
fn unexplained(
    kind: ClockKind,
    history: &KeyHistory,
    held: &VersionSet,
    lost: &VersionSet,
    report: &mut Report,
) -> VersionSet {
    let mut left = VersionSet::new();
    for version in lost.iter() {
        match history.excuse(kind, held, version) {
            Some(what) => report.tally.bump(what),
            None => left.insert(version),
        }
    }
    left
}

/// Why a loss at a host is none that may be; none if it may. It is counted then.
fn unrecorded(
    scene: &Scene<'_>,
    change: &Change,
    lost: &VersionSet,
    report: &mut Report,
) -> Option<String> {
    let Change { node, key, .. } = *change;
    let history = scene.truth.history(key);
    let told = |what: &str| {
        Some(format!("{}: {node} has lost {}: {what}", history.key, history.names(lost)))
    };
    for event in scene.events {
        let note = match &event.kind {
            EventKind::Commanded { command, refused: None } => match **command {
                Command::Crash(victim) if victim == node => {
                    report.tally.bump("recorded loss: an unflushed buffer");
                    return None;
                }
                Command::WipeDisk(victim) if victim == node => {
                    report.tally.bump("recorded loss: a wiped disk");
                    return None;
                }
                _ => continue,
            },
            EventKind::Note(note) => note,
            _ => continue,
        };
        match note {
            Note::HintDeleted { key, owner } if *key == history.key => {
                return match has_had(scene, history, change.key, lost, |host| host == *owner) {
                    true => {
                        report.tally.bump("recorded loss: a hint that was delivered");
                        None
                    }
                    false => told(&format!("it deleted a hint that {owner} has never stored")),
                };
            }
            Note::RangeForgotten { .. } => {
                return match has_had(scene, history, change.key, lost, |host| host != node) {
                    true => {
                        report.tally.bump("recorded loss: a range that was handed over");
                        None
                    }
                    false => told("it forgot a range that nobody else has ever had"),
                };
            }
            Note::TombstoneForgotten { key } if *key == history.key => {
                report.tally.bump("recorded loss: a tombstone that was forgotten");
                return None;
            }
            _ => {}
        }
    }
    told("what it stored does not supersede it")
}

/// Whether one of these hosts has at some time held each of these versions, or something that it
/// gives way to.
fn has_had(
    scene: &Scene<'_>,
    history: &KeyHistory,
    key: usize,
    versions: &VersionSet,
    fits: impl Fn(NodeId) -> bool,
) -> bool {
    let holders: Vec<&VersionSet> = scene
        .holdings
        .hosts()
        .filter(|(host, _)| fits(*host))
        .filter_map(|(_, keys)| keys.get(key))
        .map(|holding| &holding.ever)
        .collect();
    versions.iter().all(|version| {
        holders.iter().any(|ever| history.is_accounted_for(scene.kind(), ever, version))
    })
}

/// Something is gone of which no note tells.
pub fn silently_lost(truth: &Truth, change: &Change, report: &mut Report) {
    let history = truth.history(change.key);
    let names = history.names(&change.lost);
    let what = format!("{}: {} has lost {names} without a word", history.key, change.node);
    report.fail(NAME, None, what);
}
