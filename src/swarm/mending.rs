//! What ends every fault.

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
    let down = world.nodes().filter(|process| !process.is_up()).map(NodeProcess::id);
    commands.extend(down.filter(|node| runs(world, *node, removed_too)).map(Command::Restart));
    commands
}

/// Whether a node runs when all is mended.
fn runs(world: &Simulation, node: NodeId, removed_too: bool) -> bool {
    let is_up = world.node(node).is_some_and(NodeProcess::is_up);
    is_up || removed_too || node == SEEDS[0] || !has_left(world, node)
}

/// Whether any host's disk says that a node has left. What all running nodes knew may be gone
/// with the disks of those who knew it.
fn has_left(world: &Simulation, node: NodeId) -> bool {
    world.nodes().any(|process| knows_left(process, node))
}

/// Who has left, as far as those know who run when all is mended. What nobody knows but a removed
/// node that stays away is lost with it.
pub fn known_to_have_left(world: &Simulation, removed_too: bool) -> Vec<NodeId> {
    let tell: Vec<&NodeProcess> =
        world.nodes().filter(|process| runs(world, process.id(), removed_too)).collect();
    let nodes = world.nodes().map(NodeProcess::id);
    nodes.filter(|node| tell.iter().any(|process| knows_left(process, *node))).collect()
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

/// Those who stay down are removed once more, by somebody who takes them as members: whoever was
/// told may be gone as well, and nobody else know of it.
pub fn removals(world: &Simulation) -> Vec<Command> {
    let down = world.nodes().filter(|process| !process.is_up()).map(NodeProcess::id);
    let removal = |node: NodeId| {
        let mut told = world.nodes().map(|process| Command::Remove { node, told: process.id() });
        told.find(|command| world.check(command).is_ok())
    };
    down.filter_map(removal).collect()
}
