//! Random commands, each made for the world as it is at that moment. One may make no sense and be
//! refused: that is part of a history.

use crate::dynamo::identity::{ClientId, NodeId};
use crate::dynamo::key::{Key, Value};
use crate::sim::command::{Command, Entry, Write};
use crate::sim::draws::Draws;
use crate::sim::setup;
use crate::sim::simulation::Simulation;
use crate::sim::workload::Workload;

use super::cluster::{KEY_SPACE, SEEDS, Temper};
use super::faults;

/// The most nodes of a small cluster, those that have left included.
const NODES_MAX: u64 = 10;

/// So many join a large one at most.
const NEWCOMERS_MAX: u64 = 3;

/// How many clients act by command.
pub const CLIENTS: u16 = 3;

/// The keys that commands are about, by number: some of them lie in the key space.
const KEYS: u64 = 8;

/// What is done next: a request, a fault, or a change of the members.
pub fn any(draws: &mut Draws, world: &Simulation, skews: bool) -> Command {
    let nodes = world.nodes().len() as u64;
    let nodes_max = NODES_MAX.max(u64::from(world.setup().nodes) + NEWCOMERS_MAX);
    let node = |draws: &mut Draws| NodeId(draws.below(nodes) as u16);
    match draws.below(200) {
        0..=13 => Command::Crash(node(draws)),
        14..=31 => Command::Restart(node(draws)),
        32..=33 => Command::WipeDisk(node(draws)),
        34..=38 => faults::partition(draws, world),
        39..=45 => Command::Heal,
        46..=49 if nodes < nodes_max => {
            Command::Join { zone: draws.below(3) as u8, capacity: draws.between(1, 3) as u8 }
        }
        50..=51 => Command::Leave(node(draws)),
        52..=57 => removal(draws, world),
        58..=59 if skews => {
            Command::Skew { node: node(draws), ahead_ms: draws.below(1_000) as i32 - 500 }
        }
        60..=78 => faults::fault(draws, world),
        79..=81 => workload(draws),
        82..=83 => Command::StopWorkload,
        84 => Command::NameSeeds(vec![node(draws), SEEDS[0]]),
        _ => request(draws, world, Temper::Rough),
    }
}

/// The removal of one that is down, if there is one, told to one that runs. A seed stays.
fn removal(draws: &mut Draws, world: &Simulation) -> Command {
    let mut pick = |running: bool| {
        let fitting: Vec<NodeId> = world
            .nodes()
            .filter(|process| process.is_up() == running && (running || process.id() != SEEDS[0]))
            .map(|process| process.id())
            .collect();
        match fitting.len() {
            // Nobody fits: a node that there is not is refused.
            0 => NodeId(setup::NODES_MAX - 1),
            count => fitting[draws.below(count as u64) as usize],
        }
    };
    Command::Remove { node: pick(false), told: pick(true) }
}

fn workload(draws: &mut Draws) -> Command {
    Command::StartWorkload(Workload {
        operations_per_second: draws.between(1, 12) as u16,
        read_permille: draws.between(300, 900) as u16,
        keys: draws.between(1, 4) as u16,
        skew_hundredths: draws.below(151) as u16,
        clients: draws.between(1, 4) as u16,
        entry: draws.one_of([Entry::LoadBalancer, Entry::PartitionAware]),
    })
}

/// A get or a put.
pub fn request(draws: &mut Draws, world: &Simulation, temper: Temper) -> Command {
    let client = ClientId(draws.below(u64::from(CLIENTS)) as u16);
    let number = draws.below(KEYS);
    let prefix = if number < 5 { "key " } else { KEY_SPACE };
    let value = Value::new(format!("value {}", draws.below(1_000)));
    // Short names and values are never refused.
    let (Ok(key), Ok(value)) = (Key::new(format!("{prefix}{number}")), value) else {
        return Command::Heal;
    };
    let entry = match draws.below(4) {
        0 => Entry::Node(NodeId(draws.below(world.nodes().len() as u64) as u16)),
        1 => Entry::PartitionAware,
        _ => Entry::LoadBalancer,
    };
    let replicas = u64::from(world.setup().store.policy(&key).replicas);
    let own_quorum = draws.one_in(6) && temper == Temper::Rough;
    let quorum = own_quorum.then(|| draws.between(1, replicas) as u8);
    let item = format!("item {}", draws.below(4));
    let merges = draws.one_in(2);
    let write = match draws.below(20) {
        0..=7 => return Command::Get { client, key, entry, quorum },
        8..=10 => Write::Blind(value),
        11..=12 => Write::Delete,
        // Data types each have keys of their own, or they would make no sense of each other.
        13 => data_type(draws, number, item),
        14 if number == 1 && merges => Write::MergeCarts,
        14 if number == 1 => Write::RemoveFromCart(item),
        14 if number == 2 => Write::MergeCounters,
        14 if number == 3 && merges => Write::MergeSets,
        14 if number == 3 => Write::RemoveFromSet(item),
        15 => Write::KeepLast,
        _ => Write::Update(value),
    };
    Command::Put { client, key, write, entry, quorum }
}

/// A write of a data type. Each has keys of its own: they would make no sense of each other.
fn data_type(draws: &mut Draws, number: u64, item: String) -> Write {
    match number {
        2 => Write::Count(draws.below(9) as i32 - 4),
        3 => Write::AddToSet(item),
        _ => Write::AddToCart(item),
    }
}
