//! A random cluster, every knob of which is turned in some history.

use dynamo_playground::dynamo::admission::AdmissionConfig;
use dynamo_playground::dynamo::config::{Config, QuorumKind, ReadRepair, WriteBuffer};
use dynamo_playground::dynamo::failure_detector::DetectorKind;
use dynamo_playground::dynamo::identity::NodeId;
use dynamo_playground::dynamo::key_space::{KeySpace, Policy, Reconciliation};
use dynamo_playground::dynamo::object::ClockKind;
use dynamo_playground::dynamo::placement::{Placement, Strategy};
use dynamo_playground::dynamo::time::Duration;
use dynamo_playground::sim::fault::Disturbance;
use dynamo_playground::sim::latency::{Latency, Preset};
use dynamo_playground::sim::setup::Setup;

use dynamo_playground::sim::draws::Draws;

/// The cluster of a history.
pub fn setup(draws: &mut Draws) -> Setup {
    let nodes = draws.between(1, 7) as u16;
    let store = store(draws, nodes);
    let latency = match draws.below(4) {
        3 => Preset::ALL[draws.below(4) as usize].latency(),
        0 => Latency::Constant(draws.millis(0, 15)),
        1 => Latency::Uniform { min: draws.millis(0, 5), max: draws.millis(5, 60) },
        _ => Latency::Exponential { min: draws.millis(0, 5), mean: draws.millis(1, 20) },
    };
    Setup {
        nodes,
        zones: draws.between(1, 3) as u8,
        capacities: (0..draws.below(4)).map(|_| draws.between(1, 4) as u8).collect(),
        store,
        latency,
        client_timeout: draws.millis(150, 600),
        client_refresh: draws.millis(500, 2_000),
        zone_delay: if draws.one_in(3) { draws.millis(0, 40) } else { Duration::ZERO },
        disturbance: Disturbance {
            loss_permille: if draws.one_in(6) { draws.below(80) as u16 } else { 0 },
            ..Disturbance::default()
        },
    }
}

/// Other ways to repair and to write, which histories whose digests were kept before do not know
/// of. Strict quorums that meet are drawn often: there they promise something.
pub fn switch(draws: &mut Draws, store: &mut Config) {
    store.read_repair = match draws.below(3) {
        0 => ReadRepair::Off,
        1 => ReadRepair::Blocking,
        _ => ReadRepair::Asynchronous,
    };
    store.read_before_write = draws.one_in(2);
    if draws.one_in(3) {
        let majority = store.replicas / 2 + 1;
        (store.read_quorum, store.write_quorum) = (majority, majority);
        store.quorum_kind = QuorumKind::Strict;
    }
}

fn store(draws: &mut Draws, nodes: u16) -> Config {
    let Policy { replicas, read_quorum, write_quorum, reconciliation } = policy(draws, nodes);
    let gossips = draws.one_in(2);
    Config {
        replicas,
        read_quorum,
        write_quorum,
        reconciliation,
        key_spaces: match draws.one_in(3) {
            true => vec![KeySpace { prefix: "key 1".to_owned(), policy: policy(draws, nodes) }],
            false => Vec::new(),
        },
        clock_kind: draws.one_of([ClockKind::PerVersion, ClockKind::PerObject, ClockKind::Dotted]),
        clock_entries_max: if draws.one_in(5) { draws.between(1, 3) as u8 } else { 10 },
        placement: placement(draws),
        quorum_kind: if draws.one_in(4) { QuorumKind::Strict } else { QuorumKind::Sloppy },
        read_repair: ReadRepair::Asynchronous,
        read_before_write: false,
        replica_timeout: draws.millis(20, 80),
        request_deadline: draws.millis(100, 300),
        probe_interval: draws.millis(50, 400),
        detector: detector(draws, gossips),
        gossip_interval: gossips.then(|| draws.millis(100, 400)),
        // Where there are no seeds, a node that joins stays a ring of its own.
        seeds: (0..nodes.min(2)).filter(|_| !draws.one_in(3)).map(NodeId).collect(),
        anti_entropy_interval: draws.one_in(3).then(|| draws.millis(100, 500)),
        merkle_depth: draws.between(1, 6) as u8,
        write_buffer: draws.one_in(3).then(|| WriteBuffer {
            flush_interval: draws.millis(50, 800),
            durable_copies: draws.below(u64::from(replicas) + 1) as u8,
        }),
        tombstone_grace: draws.one_in(2).then(|| draws.millis(200, 800)),
        admission: draws.one_in(3).then(|| AdmissionConfig {
            target: draws.millis(5, 60),
            slices_max: draws.between(1, 3) as u16,
        }),
    }
}

fn policy(draws: &mut Draws, nodes: u16) -> Policy {
    let replicas = draws.between(1, u64::from(nodes.min(4))) as u8;
    Policy {
        replicas,
        read_quorum: draws.between(1, u64::from(replicas)) as u8,
        write_quorum: draws.between(1, u64::from(replicas)) as u8,
        reconciliation: match draws.one_in(4) {
            true => Reconciliation::LastWriteWins,
            false => Reconciliation::Siblings,
        },
    }
}

fn placement(draws: &mut Draws) -> Placement {
    let strategies = [
        Strategy::SingleToken,
        Strategy::RandomTokens,
        Strategy::RandomTokensEqualPartitions,
        Strategy::EqualPartitions,
    ];
    let strategy = draws.one_of(strategies);
    let partitions = draws.one_of([8, 16]);
    Placement { strategy, tokens_per_node: draws.between(1, 4) as u16, partitions }
}

fn detector(draws: &mut Draws, gossips: bool) -> DetectorKind {
    match draws.below(4) {
        0 if gossips => DetectorKind::TwoWitnesses,
        1 if gossips => DetectorKind::Heartbeat { timeout: draws.millis(800, 2_000) },
        2 if gossips => {
            DetectorKind::PhiAccrual { threshold_tenths: draws.between(40, 120) as u16 }
        }
        _ => DetectorKind::Local,
    }
}
