//! After healing, in bounded time: all nodes know the same members, nobody who runs is taken as
//! down, no hint is left, all replicas of a key are equal and nobody else keeps it; and nothing
//! but periodic upkeep happens any more.

use std::collections::BTreeSet;

use super::Scene;
use crate::dynamo::environment::Timer;
use crate::dynamo::identity::NodeId;
use crate::dynamo::membership::Status;
use crate::dynamo::message_kind::MessageKind;
use crate::dynamo::node::Node;
use crate::dynamo::note::Note;
use crate::dynamo::object::Object;
use crate::dynamo::time::{Duration, Time};
use crate::sim::process::NodeProcess;
use crate::sim::simulation::Simulation;
use crate::sim::trace::{EventKind, LossReason, TraceEvent};

/// What it is called.
pub const NAME: &str = "agreement";

/// For so long nothing but upkeep must have happened.
const REST: Duration = Duration::from_millis(1_200);

/// Whether all is as it should be, and has been for a while.
pub fn is_at_peace(scene: &Scene<'_>, last_unrest: Time) -> bool {
    // A tombstone that may go has not been asked about before its next round.
    let grace = scene.world.setup().store.tombstone_grace.unwrap_or_default();
    let rest = REST.max(Duration::from_micros(grace.as_micros() * 2));
    scene.world.now().since(last_unrest) >= rest && complaints(scene).is_empty()
}

/// What is not as it should be.
pub fn complaints(scene: &Scene<'_>) -> Vec<String> {
    let mut wrong = members(scene.world);
    for key in 0..scene.truth.histories().len() {
        wrong.extend(copies(scene, key));
    }
    wrong
}

fn running(world: &Simulation) -> impl Iterator<Item = &Node> {
    world.nodes().filter_map(NodeProcess::running)
}

fn members(world: &Simulation) -> Vec<String> {
    let mut wrong = Vec::new();
    let members: BTreeSet<NodeId> = running(world)
        .map(Node::id)
        .filter(|node| world.membership().status(*node) == Some(Status::Up))
        .collect();
    for (node, member) in world.membership().members() {
        if matches!(member.status, Status::Joining | Status::Leaving) {
            wrong.push(format!("{node} is {:?} for ever", member.status));
        }
    }
    for node in running(world) {
        let id = node.id();
        if node.local().membership() != world.membership() {
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

/// All primaries hold the same, and nobody else holds anything. Where administrators have removed
/// every member, one here and one there, nobody is left to give anything to.
fn copies(scene: &Scene<'_>, key: usize) -> Vec<String> {
    let (world, history) = (scene.world, scene.truth.history(key));
    let list = world.ring().preference_list(history.place.0, history.replicas);
    let nothing = Object::new();
    let primaries: Vec<(NodeId, &Object)> = list
        .primaries()
        .iter()
        .filter_map(|node| {
            let own = world.running(*node)?.storage().own(&history.key);
            Some((*node, own.unwrap_or(&nothing)))
        })
        .collect();
    let mut wrong = Vec::new();
    for pair in primaries.windows(2) {
        let ([(one, first), (other, second)], key) = ([pair[0], pair[1]], &history.key);
        if first != second {
            let (first, second) = (dots(first), dots(second));
            wrong.push(format!("{key}: {one} and {other} differ: {first} and {second}"));
        }
    }
    for node in running(world) {
        let is_stray = !list.primaries().contains(&node.id()) && world.ring().node_count() > 0;
        if is_stray && node.storage().own(&history.key).is_some() {
            wrong.push(format!("{}: {} keeps it and should not", history.key, node.id()));
        }
    }
    wrong
}

fn dots(object: &Object) -> String {
    let names = object.versions().iter().map(|version| version.dot);
    let names: Vec<String> = names.map(|dot| format!("({}, {})", dot.actor, dot.counter)).collect();
    format!("[{}]", names.join(" "))
}

/// Whether an event is part of what goes on for ever.
pub fn is_upkeep(event: &TraceEvent) -> bool {
    match &event.kind {
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
    }
}
