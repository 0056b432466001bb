//! Random faults of the network and of how fast nodes are.

use crate::dynamo::identity::{Address, ClientId, NodeId};
use crate::sim::command::Command;
use crate::sim::draws::Draws;
use crate::sim::fault::{Disturbance, MessageAct, PartitionKind};
use crate::sim::simulation::Simulation;

use super::commands::CLIENTS;

/// A fault. It may make no sense and be refused.
pub fn fault(draws: &mut Draws, world: &Simulation) -> Command {
    let nodes = world.nodes().len() as u64;
    let node = |draws: &mut Draws| NodeId(draws.below(nodes) as u16);
    let end = |draws: &mut Draws| -> Address {
        match draws.one_in(8) {
            true => ClientId(draws.below(u64::from(CLIENTS)) as u16).into(),
            false => NodeId(draws.below(nodes) as u16).into(),
        }
    };
    match draws.below(18) {
        0..=1 => Command::Pause(node(draws)),
        2..=3 => Command::Resume(node(draws)),
        4..=5 => Command::Slow { node: node(draws), by_ms: draws.below(60) as u32 },
        6..=7 => Command::Cut { from: end(draws), to: end(draws), both: draws.one_in(2) },
        8 => match world.network().cuts().iter().next() {
            Some((from, to)) => Command::Mend { from: *from, to: *to, both: draws.one_in(2) },
            None => Command::Heal,
        },
        9..=11 => Command::Disturb {
            from: draws.one_in(2).then(|| end(draws)),
            to: draws.one_in(2).then(|| end(draws)),
            disturbance: disturbance(draws),
        },
        _ => meddle(draws, world),
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

fn meddle(draws: &mut Draws, world: &Simulation) -> Command {
    let on_their_way: Vec<_> =
        world.in_flight().map(|envelope| (envelope.id, envelope.copy, envelope.held)).collect();
    if on_their_way.is_empty() {
        return Command::Heal;
    }
    let (message, copy, held) = on_their_way[draws.below(on_their_way.len() as u64) as usize];
    let act = match draws.below(5) {
        0 => MessageAct::Drop,
        1 => MessageAct::Delay { by_ms: draws.below(200) as u32 },
        2 => MessageAct::Duplicate,
        _ if held => MessageAct::Release,
        _ => MessageAct::Hold,
    };
    Command::Meddle { message, copy, act }
}

/// A partition of any kind, with nodes in no group.
pub fn partition(draws: &mut Draws, world: &Simulation) -> Command {
    let count = draws.between(2, 3);
    let mut groups = vec![Vec::new(); count as usize];
    for process in world.nodes() {
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
            for client in 0..CLIENTS {
                sides[draws.below(count) as usize].push(ClientId(client));
            }
            PartitionKind::WithClients(sides)
        }
    };
    Command::Partition { groups, kind }
}
