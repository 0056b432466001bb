//! Random clusters in which everything that mends is switched on: gossip, anti-entropy and
//! hinted handoff.

use dynamo_playground::dynamo::admission::AdmissionConfig;
use dynamo_playground::dynamo::config::{Config, QuorumKind, ReadRepair, WriteBuffer};
use dynamo_playground::dynamo::failure_detector::DetectorKind;
use dynamo_playground::dynamo::identity::NodeId;
use dynamo_playground::dynamo::key_space::{KeySpace, Policy, Reconciliation};
use dynamo_playground::dynamo::object::ClockKind;
use dynamo_playground::dynamo::placement::{Placement, Strategy};
use dynamo_playground::dynamo::time::Duration;
use dynamo_playground::sim::fault::Disturbance;
use dynamo_playground::sim::latency::Latency;
use dynamo_playground::sim::setup::Setup;

use crate::draws::Draws;

/// The nodes that every node knows from the start. The first of them runs in the end, whatever
/// became of it: a node that joins has to find somebody.
pub const SEEDS: [NodeId; 2] = [NodeId(0), NodeId(1)];

/// Keys that begin so have a policy of their own.
pub const KEY_SPACE: &str = "own ";

/// A cluster for a seed.
pub fn setup(draws: &mut Draws) -> Setup {
    let nodes = draws.between(3, 7) as u16;
    let replicas = if draws.one_in(8) { 1 } else { draws.between(2, 3) as u8 };
    let buffered = draws.one_in(3);
    let store = Config {
        replicas,
        read_quorum: draws.between(1, u64::from(replicas)) as u8,
        write_quorum: draws.between(1, u64::from(replicas)) as u8,
        reconciliation: reconciliation(draws, 6),
        key_spaces: key_spaces(draws),
        clock_kind: one_of(
            draws,
            [ClockKind::PerVersion, ClockKind::PerObject, ClockKind::Dotted, ClockKind::Dotted],
        ),
        clock_entries_max: if draws.one_in(6) { draws.between(1, 3) as u8 } else { 60 },
        placement: placement(draws),
        quorum_kind: if draws.one_in(4) { QuorumKind::Strict } else { QuorumKind::Sloppy },
        read_repair: ReadRepair::Asynchronous,
        read_before_write: false,
        replica_timeout: millis(draws, 30, 60),
        request_deadline: millis(draws, 100, 300),
        probe_interval: millis(draws, 100, 400),
        detector: detector(draws),
        gossip_interval: Some(millis(draws, 100, 300)),
        seeds: SEEDS.to_vec(),
        anti_entropy_interval: Some(millis(draws, 150, 400)),
        merkle_depth: draws.between(1, 6) as u8,
        write_buffer: buffered.then(|| WriteBuffer {
            flush_interval: millis(draws, 100, 2_000),
            durable_copies: draws.below(2) as u8,
        }),
        // Far longer than any message is under way.
        tombstone_grace: (!draws.one_in(3)).then(|| millis(draws, 800, 2_000)),
        admission: draws.one_in(3).then(|| AdmissionConfig {
            target: millis(draws, 20, 60),
            slices_max: draws.between(8, 24) as u16,
        }),
    };
    let latency = match draws.below(3) {
        0 => Latency::Constant(millis(draws, 1, 12)),
        1 => Latency::Uniform { min: millis(draws, 0, 5), max: millis(draws, 5, 20) },
        _ => Latency::Exponential { min: millis(draws, 0, 3), mean: millis(draws, 1, 10) },
    };
    Setup {
        nodes,
        zones: draws.between(1, 3) as u8,
        capacities: (0..nodes).map(|_| draws.between(1, 3) as u8).collect(),
        store,
        latency,
        client_timeout: Duration::from_millis(600),
        client_refresh: Duration::from_millis(1_500),
        zone_delay: Duration::ZERO,
        disturbance: Disturbance::default(),
    }
}

fn placement(draws: &mut Draws) -> Placement {
    let strategy = one_of(
        draws,
        [
            Strategy::SingleToken,
            Strategy::RandomTokens,
            Strategy::RandomTokensEqualPartitions,
            Strategy::EqualPartitions,
        ],
    );
    let partitions = one_of(draws, [16, 32]);
    Placement { strategy, tokens_per_node: draws.between(1, 4) as u16, partitions }
}

fn key_spaces(draws: &mut Draws) -> Vec<KeySpace> {
    if draws.one_in(2) {
        return Vec::new();
    }
    let replicas = draws.between(1, 3) as u8;
    let policy = Policy {
        replicas,
        read_quorum: draws.between(1, u64::from(replicas)) as u8,
        write_quorum: draws.between(1, u64::from(replicas)) as u8,
        reconciliation: reconciliation(draws, 2),
    };
    vec![KeySpace { prefix: KEY_SPACE.to_owned(), policy }]
}

fn reconciliation(draws: &mut Draws, once_in: u64) -> Reconciliation {
    match draws.one_in(once_in) {
        true => Reconciliation::LastWriteWins,
        false => Reconciliation::Siblings,
    }
}

fn detector(draws: &mut Draws) -> DetectorKind {
    match draws.below(5) {
        0 => DetectorKind::TwoWitnesses,
        1 => DetectorKind::Heartbeat { timeout: millis(draws, 1_500, 3_000) },
        2 => DetectorKind::PhiAccrual { threshold_tenths: draws.between(60, 120) as u16 },
        _ => DetectorKind::Local,
    }
}

pub fn millis(draws: &mut Draws, least: u64, most: u64) -> Duration {
    Duration::from_millis(draws.between(least, most))
}

pub fn one_of<T: Copy, const COUNT: usize>(draws: &mut Draws, choices: [T; COUNT]) -> T {
    choices[draws.below(COUNT as u64) as usize]
}
