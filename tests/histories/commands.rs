//! Random requests and faults. Some make no sense and are refused: that is part of a history.

use dynamo_playground::dynamo::identity::{ClientId, NodeId};
use dynamo_playground::dynamo::key::{Key, Value};
use dynamo_playground::dynamo::time::Time;
use dynamo_playground::session::scenario::Scripted;
use dynamo_playground::sim::command::{Command, Entry, Write};
use dynamo_playground::sim::setup::Setup;
use dynamo_playground::sim::workload::Workload;

use super::faults::{fault, partition};
use dynamo_playground::sim::draws::Draws;

/// Requests and faults, in order of time.
pub fn script(draws: &mut Draws, setup: &Setup) -> Vec<Scripted> {
    let keys = draws.between(1, 3);
    let clients = draws.between(1, 3);
    let length = draws.between(1_500, 2_500);
    let mut script: Vec<Scripted> = (0..draws.between(20, 60))
        .map(|_| {
            let at = Time::from_micros(draws.below(length * 1_000));
            Scripted { at, command: command(draws, setup, keys, clients) }
        })
        .collect();
    script.sort_by_key(|scripted| scripted.at);
    script
}

fn command(draws: &mut Draws, setup: &Setup, keys: u64, clients: u64) -> Command {
    match draws.below(69) {
        0..=4 => Command::Crash(node(draws, setup)),
        5..=8 => Command::Restart(node(draws, setup)),
        9 => Command::WipeDisk(node(draws, setup)),
        10 => {
            Command::Skew { node: node(draws, setup), ahead_ms: draws.between(0, 800) as i32 - 400 }
        }
        11..=12 => Command::Join {
            zone: if draws.one_in(8) { 9 } else { draws.below(3) as u8 },
            capacity: draws.between(1, 3) as u8,
        },
        13 => Command::Leave(node(draws, setup)),
        14..=16 => Command::Remove { node: node(draws, setup), told: node(draws, setup) },
        17..=18 => Command::Heal,
        19..=20 => partition(draws, setup, clients),
        21 => Command::NameSeeds((0..draws.below(3)).map(|_| node(draws, setup)).collect()),
        22..=30 => fault(draws, setup, clients),
        _ => request(draws, setup, keys, clients),
    }
}

/// Workloads that begin, change and end; some with numbers that there cannot be.
pub fn workloads(draws: &mut Draws, setup: &Setup) -> Vec<Scripted> {
    let started = Command::StartWorkload(Workload {
        operations_per_second: draws.between(1, 150) as u16,
        ..Workload::default()
    });
    let first = Scripted { at: Time::ZERO, command: started };
    let changes = (0..draws.between(1, 4)).map(|_| {
        let at = Time::from_micros(draws.below(2_000_000));
        let command = match draws.below(4) {
            0 => Command::StopWorkload,
            _ => Command::StartWorkload(workload(draws, setup)),
        };
        Scripted { at, command }
    });
    std::iter::once(first).chain(changes).collect()
}

fn workload(draws: &mut Draws, setup: &Setup) -> Workload {
    let entry = match draws.below(4) {
        0 => Entry::PartitionAware,
        1 => Entry::Node(node(draws, setup)),
        _ => Entry::LoadBalancer,
    };
    Workload {
        operations_per_second: draws.between(1, 200) as u16,
        read_permille: if draws.one_in(16) { 1_001 } else { draws.below(1_001) as u16 },
        keys: draws.between(1, 12) as u16,
        skew_hundredths: draws.below(301) as u16,
        clients: if draws.one_in(16) { 0 } else { draws.between(1, 8) as u16 },
        entry,
    }
}

/// A node, now and then one that joined later, or that there is not.
pub fn node(draws: &mut Draws, setup: &Setup) -> NodeId {
    let later = if draws.one_in(4) { 2 } else { 0 };
    NodeId(draws.below(u64::from(setup.nodes) + later) as u16)
}

fn request(draws: &mut Draws, setup: &Setup, keys: u64, clients: u64) -> Command {
    let client = ClientId(draws.below(clients) as u16);
    let key = Key::new(format!("key {}", draws.below(keys))).expect("a key");
    let entry = match draws.below(5) {
        0..=1 => Entry::LoadBalancer,
        2 => Entry::PartitionAware,
        _ => Entry::Node(node(draws, setup)),
    };
    let quorum = draws.one_in(8).then(|| draws.between(0, 4) as u8);
    let item = format!("item {}", draws.below(6));
    // Two such items are more than a value may hold.
    let long = || format!("item {}", "x".repeat(600));
    let value = || Value::new(&item).expect("a value");
    let write = match draws.below(20) {
        0..=5 => return Command::Get { client, key, entry, quorum },
        6..=8 => Write::Update(value()),
        9..=10 => Write::Blind(value()),
        11 => Write::RemoveFromCart(item),
        12 => Write::MergeCarts,
        13..=14 => Write::Delete,
        15 => Write::Count(draws.below(9) as i32 - 4),
        16 => Write::AddToSet(item),
        17 => Write::RemoveFromSet(item),
        18 if draws.one_in(2) => Write::AddToCart(long() + &item),
        _ => Write::AddToCart(item),
    };
    Command::Put { client, key, write, entry, quorum }
}

/// A put of this through the load balancer, or a get.
pub fn put_or_get(client: u16, write: Option<Write>) -> Command {
    let client = ClientId(client);
    let key = Key::new("key 0").expect("a key");
    let (entry, quorum) = (Entry::LoadBalancer, None);
    match write {
        Some(write) => Command::Put { client, key, write, entry, quorum },
        None => Command::Get { client, key, entry, quorum },
    }
}
