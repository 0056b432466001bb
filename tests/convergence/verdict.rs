//! What must hold at the end of a run, in one sentence for each thing that does not.

use std::collections::BTreeSet;

use dynamo_playground::dynamo::environment::Timer;
use dynamo_playground::dynamo::identity::NodeId;
use dynamo_playground::dynamo::key::Key;
use dynamo_playground::dynamo::key_space::Reconciliation;
use dynamo_playground::dynamo::membership::Status;
use dynamo_playground::dynamo::message::MessageKind;
use dynamo_playground::dynamo::node::Node;
use dynamo_playground::dynamo::note::Note;
use dynamo_playground::dynamo::object::{ClockKind, Content, Dot, Object, Version};
use dynamo_playground::sim::process::NodeProcess;
use dynamo_playground::sim::simulation::Simulation;
use dynamo_playground::sim::trace::{EventKind, LossReason, TraceEvent};

use crate::faults::keys;
use crate::run::Run;
use crate::witness::{Witness, objects};

/// Everything that is wrong at the end of a run.
pub fn judge(run: &Run) -> Vec<String> {
    let mut wrong = members(&run.simulation);
    wrong.extend(rest(&run.rest));
    for key in keys() {
        wrong.extend(copies(&run.simulation, &key));
        wrong.extend(losses(run, &key));
        wrong.extend(false_siblings(run, &key));
        wrong.extend(resurrections(run, &key));
    }
    wrong
}

fn running(simulation: &Simulation) -> impl Iterator<Item = &Node> {
    simulation.nodes().filter_map(NodeProcess::running)
}

/// All views agree, nobody is on the way, nobody takes a live member as down, and no hint is
/// left.
fn members(simulation: &Simulation) -> Vec<String> {
    let mut wrong = Vec::new();
    let members: BTreeSet<NodeId> = running(simulation)
        .map(Node::id)
        .filter(|node| simulation.membership().status(*node) == Some(Status::Up))
        .collect();
    for (node, member) in simulation.membership().members() {
        if matches!(member.status, Status::Joining | Status::Leaving) {
            wrong.push(format!("{node} is {:?} for ever", member.status));
        }
    }
    for node in running(simulation) {
        let id = node.id();
        if node.local().membership() != simulation.membership() {
            wrong.push(format!("{id} knows other members"));
        }
        if node.local().serving != node.local().future {
            wrong.push(format!("{id} expects another ring"));
        }
        for suspect in node.detector().suspects().keys().filter(|node| members.contains(node)) {
            wrong.push(format!("{id} takes {suspect} as down, which runs"));
        }
        for (owner, key) in node.storage().disk.hints().keys() {
            wrong.push(format!("{id} keeps a hint of {key} for {owner}"));
        }
    }
    wrong
}

/// Nothing but periodic upkeep happens any more.
fn rest(events: &[TraceEvent]) -> Vec<String> {
    let mut wrong = BTreeSet::new();
    for event in events {
        let upkeep = match &event.kind {
            EventKind::Sent { payload, .. } => matches!(
                payload.kind(),
                MessageKind::Gossip
                    | MessageKind::GossipReply
                    | MessageKind::Compare
                    | MessageKind::InSync
                    | MessageKind::MembersWanted
                    | MessageKind::Members
            ),
            EventKind::TimerFired(timer) => {
                matches!(timer, Timer::Gossip | Timer::AntiEntropy | Timer::Tombstones)
            }
            EventKind::Note(Note::TreesCompared { differing, .. }) => *differing == 0,
            EventKind::Note(Note::ExchangeEnded { .. } | Note::Deferred { .. }) => true,
            EventKind::Delivered { .. } | EventKind::Client(_) => true,
            // To a seed that was removed and never came back, or from a client that draws it.
            EventKind::Lost { reason, .. } => *reason == LossReason::ReceiverDown,
            EventKind::Note(_)
            | EventKind::Commanded { .. }
            | EventKind::Issued { .. }
            | EventKind::Befell { .. } => false,
        };
        if !upkeep {
            let text = format!("{:?}", event.kind);
            let process = event.process.map_or(String::new(), |process| process.to_string());
            wrong.insert(format!("no rest: {process}: {}", &text[..text.len().min(160)]));
        }
    }
    wrong.into_iter().take(3).collect()
}

/// Who keeps the key, by the ring that all agree on.
fn primaries(simulation: &Simulation, key: &Key) -> Vec<NodeId> {
    let replicas = simulation.setup().store.policy(key).replicas;
    let list = simulation.ring().preference_list(key.position(), replicas);
    list.primaries().iter().copied().filter(|node| simulation.running(*node).is_some()).collect()
}

fn own(simulation: &Simulation, node: NodeId, key: &Key) -> Object {
    let node = simulation.running(node);
    node.and_then(|node| node.storage().own(key)).cloned().unwrap_or_default()
}

/// All primaries hold the same, and nobody else holds anything. Where administrators have removed
/// every member, one here and one there, nobody is left to give anything to.
fn copies(simulation: &Simulation, key: &Key) -> Vec<String> {
    let primaries = primaries(simulation, key);
    let mut wrong = Vec::new();
    for pair in primaries.windows(2) {
        let (first, second) = (own(simulation, pair[0], key), own(simulation, pair[1], key));
        if first != second {
            wrong.push(format!(
                "{key}: {} and {} differ: {} and {}",
                pair[0],
                pair[1],
                dots(&first),
                dots(&second)
            ));
        }
    }
    let is_stray = |node: &&Node| !primaries.contains(&node.id());
    for node in running(simulation).filter(is_stray) {
        if simulation.ring().node_count() > 0 && node.storage().own(key).is_some() {
            wrong.push(format!("{key}: {} keeps it and should not", node.id()));
        }
    }
    wrong
}

fn dots(object: &Object) -> String {
    let dot = |dot: Dot| format!("({}, {})", dot.actor, dot.counter);
    let dots: Vec<String> = object.versions().iter().map(|version| dot(version.dot)).collect();
    format!("[{}]", dots.join(" "))
}

/// What the primaries hold together.
fn held(run: &Run, key: &Key) -> Vec<Object> {
    let primaries = primaries(&run.simulation, key);
    primaries.into_iter().map(|node| own(&run.simulation, node, key)).collect()
}

/// A write that its client was told has succeeded is there, superseded, or lost for a known
/// reason.
fn losses(run: &Run, key: &Key) -> Vec<String> {
    let witness = &run.witness;
    let held = held(run, key);
    let covered = witness.covered(key, &held.iter().collect::<Vec<_>>());
    let acknowledged = witness.acknowledged().iter().filter(|(of, _)| of == key);
    let lost = acknowledged.filter(|(_, dot)| !covered.contains(dot));
    lost.filter(|write| excuse(run, write).is_none())
        .map(|(_, dot)| {
            let holders = run.simulation.nodes().filter(|process| {
                let objects = objects(process, key);
                witness.covered(key, &objects).contains(dot)
            });
            let holders: Vec<String> =
                holders.map(|process| process.id().to_string()).collect();
            let held: Vec<String> = held.iter().map(dots).collect();
            format!(
                "{key}: the acknowledged write ({}, {}) is lost; {} are there; in the hands of {holders:?}",
                dot.actor,
                dot.counter,
                held.join(" ")
            )
        })
        .collect()
}

/// Why a write may be lost.
pub fn excuse(run: &Run, write: &(Key, Dot)) -> Option<&'static str> {
    let (key, dot) = write;
    let (simulation, witness) = (&run.simulation, &run.witness);
    let store = &simulation.setup().store;
    let is_down = |process: &&NodeProcess| !process.is_up();
    let mut away = simulation.nodes().filter(is_down);
    if store.policy(key).reconciliation == Reconciliation::LastWriteWins {
        return Some("last write wins");
    }
    if witness.forgotten(key).any(|tombstone| witness.past(key, tombstone).contains(dot)) {
        return Some("deleted, and the tombstone forgotten");
    }
    if store.clock_kind == ClockKind::PerVersion && witness.is_claimed_unseen(write) {
        return Some("overwritten through a stale context");
    }
    if witness.destroyed(write).is_some() {
        return Some("destroyed with its last copy");
    }
    if away.any(|process| witness.covered(key, &objects(process, key)).contains(dot)) {
        return Some("gone with a node that was removed");
    }
    None
}

/// No version stands beside another that its writer had read, or that had been read before it.
fn false_siblings(run: &Run, key: &Key) -> Vec<String> {
    let store = &run.simulation.setup().store;
    // One clock for all siblings cannot tell them apart; a truncated one has forgotten.
    if store.clock_kind == ClockKind::PerObject || store.clock_entries_max < 10 {
        return Vec::new();
    }
    let mut wrong = Vec::new();
    for object in held(run, key).iter().take(1) {
        for later in object.versions() {
            let past = run.witness.past(key, later.dot);
            for version in object.versions().iter().filter(|version| version.dot != later.dot) {
                if past.contains(&version.dot) {
                    wrong.push(format!(
                        "{key}: a version stands beside its ancestor: {}",
                        dots(object)
                    ));
                }
            }
        }
    }
    wrong
}

/// Nothing is there that a tombstone, forgotten since, had deleted. Only a node that was removed
/// and came back all the same may bring it back: nobody could ask it. The tombstone itself may
/// come back, from a node that never got the word that it may go.
fn resurrections(run: &Run, key: &Key) -> Vec<String> {
    let witness: &Witness = &run.witness;
    let mut wrong = Vec::new();
    for tombstone in witness.forgotten(key).filter(|_| !run.removed_came_back) {
        let deleted = witness.past(key, tombstone);
        for object in held(run, key).iter().take(1) {
            let back = |version: &&Version| {
                version.content != Content::Tombstone && deleted.contains(&version.dot)
            };
            for version in object.versions().iter().filter(back) {
                let Dot { actor, counter } = version.dot;
                wrong.push(format!("{key}: the deleted version ({actor}, {counter}) is back"));
            }
        }
    }
    wrong
}
