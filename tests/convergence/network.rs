//! Random faults of the network and of how fast nodes are, and what mends them.

use dynamo_playground::dynamo::identity::{Address, ClientId, NodeId};
use dynamo_playground::sim::command::Command;
use dynamo_playground::sim::fault::{Disturbance, MessageAct, PartitionKind};
use dynamo_playground::sim::process::NodeProcess;
use dynamo_playground::sim::simulation::Simulation;

use crate::draws::Draws;

/// A fault. It may make no sense and be refused.
pub fn fault(draws: &mut Draws, simulation: &Simulation) -> Command {
    let nodes = simulation.nodes().len() as u64;
    let node = |draws: &mut Draws| NodeId(draws.below(nodes) as u16);
    let end = |draws: &mut Draws| -> Address { NodeId(draws.below(nodes) as u16).into() };
    match draws.below(9) {
        0 => Command::Pause(node(draws)),
        1 => Command::Resume(node(draws)),
        2 => Command::Slow { node: node(draws), by_ms: draws.below(60) as u32 },
        3 => Command::Cut { from: end(draws), to: end(draws), both: draws.one_in(2) },
        4..=5 => Command::Disturb {
            from: draws.one_in(2).then(|| end(draws)),
            to: draws.one_in(2).then(|| end(draws)),
            disturbance: disturbance(draws),
        },
        _ => meddle(draws, simulation),
    }
}

fn disturbance(draws: &mut Draws) -> Disturbance {
    let mut rate = |most: u64| if draws.one_in(2) { 0 } else { draws.below(most) as u16 };
    Disturbance {
        loss_permille: rate(200),
        duplicate_permille: rate(400),
        reorder_permille: rate(400),
        delay_ms: u32::from(rate(15)),
    }
}

fn meddle(draws: &mut Draws, simulation: &Simulation) -> Command {
    let on_their_way: Vec<_> =
        simulation.in_flight().map(|envelope| (envelope.id, envelope.copy)).collect();
    if on_their_way.is_empty() {
        return Command::Heal;
    }
    let (message, copy) = on_their_way[draws.below(on_their_way.len() as u64) as usize];
    let act = match draws.below(5) {
        0 => MessageAct::Drop,
        1 => MessageAct::Delay { by_ms: draws.below(200) as u32 },
        2 => MessageAct::Duplicate,
        3 => MessageAct::Hold,
        _ => MessageAct::Release,
    };
    Command::Meddle { message, copy, act }
}

/// A partition of any kind, with nodes in no group.
pub fn partition(draws: &mut Draws, simulation: &Simulation) -> Command {
    let count = draws.between(2, 3);
    let mut groups = vec![Vec::new(); count as usize];
    for process in simulation.nodes() {
        // Those that draw the last are named nowhere and form a group of their own.
        if let Some(group) = groups.get_mut(draws.below(count + 1) as usize) {
            group.push(process.id());
        }
    }
    let kind = match draws.below(4) {
        0..=1 => PartitionKind::ClientsReachAll,
        2 => PartitionKind::OneWay,
        _ => {
            let mut sides = vec![Vec::new(); groups.len()];
            for client in 0..3 {
                sides[draws.below(count) as usize].push(ClientId(client));
            }
            PartitionKind::WithClients(sides)
        }
    };
    Command::Partition { groups, kind }
}

/// Everything that ends all of these faults.
pub fn mending(simulation: &Simulation) -> Vec<Command> {
    let network = simulation.network();
    let mut commands: Vec<Command> =
        (!network.is_whole()).then_some(Command::Heal).into_iter().collect();
    let nothing = Disturbance::default();
    commands.extend(network.rules().keys().map(|(from, to)| Command::Disturb {
        from: *from,
        to: *to,
        disturbance: nothing,
    }));
    let paused = simulation.nodes().filter(|process| process.is_paused()).map(NodeProcess::id);
    commands.extend(paused.map(Command::Resume));
    let slow = simulation.nodes().filter(|process| process.slow().as_micros() > 0);
    commands.extend(slow.map(|process| Command::Slow { node: process.id(), by_ms: 0 }));
    let held = simulation.in_flight().filter(|envelope| envelope.held);
    commands.extend(held.map(|envelope| Command::Meddle {
        message: envelope.id,
        copy: envelope.copy,
        act: MessageAct::Release,
    }));
    commands
}
