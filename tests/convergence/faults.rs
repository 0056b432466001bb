//! Random requests and faults, each made for the world as it is at that moment.

use dynamo_playground::dynamo::identity::{ClientId, NodeId};
use dynamo_playground::dynamo::key::{Key, Value};
use dynamo_playground::dynamo::membership::Status;
use dynamo_playground::sim::command::{Command, Entry, Write};
use dynamo_playground::sim::simulation::Simulation;

use crate::cluster::{KEY_SPACE, SEEDS};
use crate::draws::Draws;
use crate::network;

/// The most nodes of a cluster, those that have left included.
const NODES_MAX: u64 = 10;

/// All keys that are ever used.
pub fn keys() -> Vec<Key> {
    let plain = (0..8).map(|number| format!("key {number}"));
    let own = (0..4).map(|number| format!("{KEY_SPACE}{number}"));
    plain.chain(own).map(|name| Key::new(name).expect("a key")).collect()
}

/// What is done next. It may make no sense and be refused.
pub fn command(draws: &mut Draws, simulation: &Simulation, skews: bool) -> Command {
    let nodes = simulation.nodes().len() as u64;
    let node = |draws: &mut Draws| NodeId(draws.below(nodes) as u16);
    match draws.below(100) {
        0..=6 => Command::Crash(node(draws)),
        7..=15 => Command::Restart(node(draws)),
        16 => Command::WipeDisk(node(draws)),
        17..=19 => network::partition(draws, simulation),
        20..=23 => Command::Heal,
        24..=25 if nodes < NODES_MAX => {
            Command::Join { zone: draws.below(3) as u8, capacity: draws.between(1, 3) as u8 }
        }
        26 => Command::Leave(node(draws)),
        27..=29 => removal(draws, simulation),
        31..=39 => network::fault(draws, simulation),
        30 if skews => {
            Command::Skew { node: node(draws), ahead_ms: draws.below(1_000) as i32 - 500 }
        }
        _ => request(draws, simulation),
    }
}

/// Everything that ends every fault: the network is whole and carries everything, whoever stands
/// still goes on, and whoever is down comes back; those who were removed only if `removed_too`.
pub fn mending(simulation: &Simulation, removed_too: bool) -> Vec<Command> {
    let is_removed =
        |node: NodeId| simulation.membership().status(node) == Some(Status::Left) && !removed_too;
    let is_gone = |node: NodeId| node != SEEDS[0] && is_removed(node);
    let down = simulation.nodes().filter(|process| !process.is_up());
    let restarts =
        down.map(|process| process.id()).filter(|node| !is_gone(*node)).map(Command::Restart);
    let skewed = simulation.nodes().filter(|process| process.clock_ahead_ms() != 0);
    let clocks = skewed.map(|process| Command::Skew { node: process.id(), ahead_ms: 0 });
    network::mending(simulation).into_iter().chain(clocks).chain(restarts).collect()
}

/// Those who stay down are removed once more: whoever was told may be gone as well, and nobody
/// else know of it.
pub fn removals(simulation: &Simulation) -> Vec<Command> {
    let member = simulation.nodes().find(|process| simulation.is_member(process.id()));
    let Some(told) = member.map(|process| process.id()) else { return Vec::new() };
    let down = simulation.nodes().filter(|process| !process.is_up());
    down.map(|process| Command::Remove { node: process.id(), told }).collect()
}

/// The removal of one that is down, if there is one, told to one that runs. A seed stays.
fn removal(draws: &mut Draws, simulation: &Simulation) -> Command {
    let mut pick = |running: bool| {
        let fitting: Vec<NodeId> = simulation
            .nodes()
            .filter(|process| process.is_up() == running && (running || process.id() != SEEDS[0]))
            .map(|process| process.id())
            .collect();
        match fitting.len() {
            // Nobody fits: a node that there is not is refused.
            0 => NodeId(u16::MAX),
            count => fitting[draws.below(count as u64) as usize],
        }
    };
    Command::Remove { node: pick(false), told: pick(true) }
}

fn request(draws: &mut Draws, simulation: &Simulation) -> Command {
    let client = ClientId(draws.below(3) as u16);
    let keys = keys();
    let key = keys[draws.below(keys.len() as u64) as usize].clone();
    let entry = match draws.below(4) {
        0 => Entry::Node(NodeId(draws.below(simulation.nodes().len() as u64) as u16)),
        1 => Entry::PartitionAware,
        _ => Entry::LoadBalancer,
    };
    let replicas = u64::from(simulation.setup().store.policy(&key).replicas);
    let quorum = draws.one_in(6).then(|| draws.between(1, replicas) as u8);
    let value = Value::new(format!("value {}", draws.below(1_000))).expect("a short value");
    let write = match draws.below(10) {
        0..=3 => return Command::Get { client, key, entry, quorum },
        4..=5 => Write::Blind(value),
        6 => Write::Delete,
        _ => Write::Update(value),
    };
    Command::Put { client, key, write, entry, quorum }
}
