//! What ends every fault.

use std::collections::BTreeSet;

use crate::dynamo::identity::NodeId;
use crate::dynamo::membership::Status;
use crate::sim::command::Command;
use crate::sim::fault::{Disturbance, MessageAct};
use crate::sim::process::NodeProcess;
use crate::sim::simulation::Simulation;

use super::cluster::SEEDS;

/// The network is whole and carries everything, whoever stands still goes on, clocks are right,
/// and whoever is down comes back; those who were removed only if `removed_too`. The workload
/// ends.
pub fn mending(world: &Simulation, removed_too: bool) -> Vec<Command> {
    let mut commands = network(world);
    if world.workload().is_some() {
        commands.push(Command::StopWorkload);
    }
    if world.seeds() != SEEDS {
        commands.push(Command::NameSeeds(SEEDS.to_vec()));
    }
    let skewed = world.nodes().filter(|process| process.clock_ahead_ms() != 0);
    commands.extend(skewed.map(|process| Command::Skew { node: process.id(), ahead_ms: 0 }));
    let run = who_runs(world, removed_too);
    let down = world.nodes().filter(|process| !process.is_up()).map(NodeProcess::id);
    commands.extend(down.filter(|node| run.contains(node)).map(Command::Restart));
    commands
}

/// Who runs when all is mended: whoever runs already, the first seed, and everybody of whom nobody
/// else who runs knows that it has left. A removal that only those know who stay away is lost with
/// them: to all others the node is a member, and they would wait for it for ever.
fn who_runs(world: &Simulation, removed_too: bool) -> BTreeSet<NodeId> {
    let is_up = |node: NodeId| world.node(node).is_some_and(NodeProcess::is_up);
    let all = || world.nodes().map(NodeProcess::id);
    let mut run: BTreeSet<NodeId> =
        all().filter(|node| is_up(*node) || removed_too || *node == SEEDS[0]).collect();
    loop {
        let known = |node: &NodeId| known_by(world, &run, *node);
        let Some(back) = all().find(|node| !run.contains(node) && !known(node)) else { break };
        run.insert(back);
    }
    run
}

/// Who has left, as far as those know who run when all is mended.
pub fn known_to_have_left(world: &Simulation, removed_too: bool) -> Vec<NodeId> {
    let run = who_runs(world, removed_too);
    world.nodes().map(NodeProcess::id).filter(|node| known_by(world, &run, *node)).collect()
}

/// Whether one of these knows that a node has left.
fn known_by(world: &Simulation, some: &BTreeSet<NodeId>, node: NodeId) -> bool {
    world.nodes().any(|process| some.contains(&process.id()) && knows_left(process, node))
}

fn knows_left(process: &NodeProcess, node: NodeId) -> bool {
    process.disk().membership().status(node) == Some(Status::Left)
}

fn network(world: &Simulation) -> Vec<Command> {
    let network = world.network();
    let mut commands: Vec<Command> =
        (!network.is_whole()).then_some(Command::Heal).into_iter().collect();
    let disturbance = Disturbance::default();
    commands.extend(network.rules().keys().map(|(from, to)| Command::Disturb {
        from: *from,
        to: *to,
        disturbance,
    }));
    let paused = world.nodes().filter(|process| process.is_paused()).map(NodeProcess::id);
    commands.extend(paused.map(Command::Resume));
    let slow = world.nodes().filter(|process| process.slow().as_micros() > 0);
    commands.extend(slow.map(|process| Command::Slow { node: process.id(), by_ms: 0 }));
    let held = world.in_flight().filter(|envelope| envelope.held);
    commands.extend(held.map(|envelope| Command::Meddle {
        message: envelope.id,
        copy: envelope.copy,
        act: MessageAct::Release,
    }));
    commands
}
