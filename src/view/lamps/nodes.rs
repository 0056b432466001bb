//! The lamps that are about what nodes keep and believe.

use super::{Lamp, NAMED};
use crate::dynamo::identity::NodeId;
use crate::dynamo::membership::{Member, Membership, Status};
use crate::dynamo::node::Node;
use crate::sim::process::NodeProcess;
use crate::sim::simulation::Simulation;
use crate::view::narration::{count, listed};

pub(super) fn hints(simulation: &Simulation) -> Lamp {
    let mut nodes: Vec<NodeId> = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let mut hints = 0;
    for process in simulation.nodes() {
        let kept = process.disk().hints();
        let Some(((owner, _), _)) = kept.first_key_value() else { continue };
        hints += kept.len();
        if nodes.len() == NAMED {
            continue;
        }
        nodes.push(process.id());
        let of_first = process.disk().hints_for(*owner).count();
        let others = match kept.len() - of_first {
            0 => String::new(),
            others => format!(" and {others} for others"),
        };
        words.push(format!("{} keeps {of_first} for {owner}{others}", process.id()));
    }
    let why = match hints {
        0 => "Nobody keeps anything for another node: whatever was written has reached its owners."
            .to_owned(),
        _ => format!(
            "{} outstanding: {}. Once the owner is heard from again, it gets them (Dynamo §4.6).",
            count(hints, "hint is", "hints are"),
            words.join(", ")
        ),
    };
    lamp("hints", "hints home", hints == 0, why, nodes)
}

pub(super) fn membership(simulation: &Simulation) -> Lamp {
    let truth = simulation.membership();
    // Most nodes share one view: each is held against the truth once.
    let mut known: Vec<(*const Membership, bool)> = Vec::new();
    let mut differs = |node: &Node| {
        let view = node.local().membership();
        let shared =
            known.iter().find(|(seen, _)| core::ptr::eq(*seen, view)).map(|(_, differs)| *differs);
        shared.unwrap_or_else(|| {
            let differs = !core::ptr::eq(view, truth) && !same_standing(view, truth);
            known.push((view, differs));
            differs
        })
    };
    let behind: Vec<NodeId> = simulation
        .nodes()
        .filter(|process| process.running().is_some_and(&mut differs))
        .map(NodeProcess::id)
        .collect();
    let named = &behind[..behind.len().min(NAMED)];
    let more = behind.len() - named.len();
    let why = match (behind.len(), more) {
        (0, _) => "All nodes that run know the same of the members.".to_owned(),
        (1, _) => format!(
            "{} has not heard of the last change; gossip will bring it (Dynamo §4.8.1).",
            listed(named)
        ),
        (_, 0) => format!(
            "{} have not heard of every change; gossip will bring it (Dynamo §4.8.1).",
            listed(named)
        ),
        _ => format!(
            "{} and {more} more have not heard of every change; gossip will bring it (Dynamo §4.8.1).",
            listed(named)
        ),
    };
    lamp("members", "members", behind.is_empty(), why, named.to_vec())
}

/// Whether two views are of one mind on what everybody is.
fn same_standing(one: &Membership, other: &Membership) -> bool {
    let standing = |(node, member): (&NodeId, &Member)| (*node, member.status);
    one.members().iter().map(standing).eq(other.members().iter().map(standing))
}

pub(super) fn detectors(simulation: &Simulation) -> Lamp {
    let present =
        |node: NodeId| !matches!(simulation.membership().status(node), None | Some(Status::Left));
    let down: Vec<NodeId> = simulation
        .nodes()
        .filter(|process| !process.is_up() && present(process.id()))
        .map(NodeProcess::id)
        .collect();
    let up = |node: NodeId| simulation.running(node).is_some();
    let mut words: Vec<String> = Vec::new();
    let mut nodes: Vec<NodeId> = Vec::new();
    let mut wrong = 0;
    for (process, running) in
        simulation.nodes().filter_map(|process| Some((process, process.running()?)))
    {
        let (node, detector) = (process.id(), running.detector());
        let falsely: Vec<NodeId> =
            detector.suspects().keys().copied().filter(|other| up(*other)).collect();
        let knows = |other: &NodeId| running.local().membership().status(*other).is_some();
        let missed: Vec<NodeId> = down
            .iter()
            .copied()
            .filter(|other| knows(other) && !detector.seems_down(*other))
            .collect();
        if falsely.is_empty() && missed.is_empty() {
            continue;
        }
        wrong += 1;
        if nodes.len() == NAMED {
            continue;
        }
        nodes.push(node);
        if !falsely.is_empty() {
            words.push(format!("{node} takes {} as down wrongly", listed(&falsely)));
        }
        if !missed.is_empty() {
            let verb = if missed.len() == 1 { "is" } else { "are" };
            words.push(format!("{node} has not noticed that {} {verb} down", listed(&missed)));
        }
    }
    let why = match wrong {
        0 => "Everybody takes as down who is down, and nobody else.".to_owned(),
        _ => {
            let more = match wrong - nodes.len() {
                0 => String::new(),
                more => format!(", and {more} more are mistaken"),
            };
            format!(
                "{}{more}. Nobody is told the truth; a node learns it from silence (Dynamo §4.8.3).",
                words.join(", ")
            )
        }
    };
    lamp("detectors", "detectors", wrong == 0, why, nodes)
}

fn lamp(
    id: &'static str,
    name: &'static str,
    holds: bool,
    why: String,
    nodes: Vec<NodeId>,
) -> Lamp {
    Lamp { id, name, holds, why, nodes, keys: Vec::new() }
}
