//! Random clusters: every knob is turned in some of them.

use crate::dynamo::admission::AdmissionConfig;
use crate::dynamo::config::{Config, QuorumKind, ReadRepair, WriteBuffer};
use crate::dynamo::failure_detector::DetectorKind;
use crate::dynamo::identity::NodeId;
use crate::dynamo::key_space::{KeySpace, Policy, Reconciliation};
use crate::dynamo::object::ClockKind;
use crate::dynamo::placement::{Placement, Strategy};
use crate::dynamo::time::Duration;
use crate::sim::draws::Draws;
use crate::sim::fault::Disturbance;
use crate::sim::latency::{Latency, Preset};
use crate::sim::setup::Setup;

/// The nodes that every node knows from the start. The first of them runs in the end, whatever
/// became of it: a node that joins has to find somebody.
pub const SEEDS: [NodeId; 2] = [NodeId(0), NodeId(1)];

/// Keys that begin so have a policy of their own, if any have.
pub const KEY_SPACE: &str = "own ";

/// A clock that is cut only where a cluster is meant to show what that costs.
const CLOCK_ENTRIES_ENOUGH: u8 = 60;

/// What is asked of a cluster beside chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Temper {
    /// Everything goes wrong.
    Rough,
    /// Nothing does, one client acts at a time, and quorums are strict and overlap: a client must
    /// read what it wrote.
    Calm,
}

/// A cluster.
pub fn setup(draws: &mut Draws, temper: Temper) -> Setup {
    let nodes = draws.between(3, 7) as u16;
    let mut store = store(draws, temper);
    let latency = match draws.below(4) {
        0 => Latency::Constant(draws.millis(1, 12)),
        1 => Latency::Uniform { min: draws.millis(0, 5), max: draws.millis(5, 20) },
        2 => Latency::Exponential { min: draws.millis(0, 3), mean: draws.millis(1, 10) },
        _ => Preset::ALL[draws.below(Preset::ALL.len() as u64) as usize].latency(),
    };
    if matches!(latency, Latency::Mixtures(_)) {
        // A production store's slowest messages take longer than any grace.
        store.tombstone_grace = None;
    }
    let disturbance = match draws.one_in(8) && temper == Temper::Rough {
        true => Disturbance { loss_permille: draws.below(60) as u16, ..Disturbance::default() },
        false => Disturbance::default(),
    };
    Setup {
        nodes,
        zones: draws.between(1, 3) as u8,
        capacities: (0..nodes).map(|_| draws.between(1, 3) as u8).collect(),
        store,
        latency,
        client_timeout: draws.millis(400, 800),
        client_refresh: draws.millis(800, 2_000),
        zone_delay: if draws.one_in(4) { draws.millis(1, 12) } else { Duration::ZERO },
        disturbance,
    }
}

/// The same cluster of many nodes: word takes longer to get around.
pub fn enlarge(setup: &mut Setup, draws: &mut Draws) {
    setup.nodes = draws.between(20, 40) as u16;
    setup.capacities = (0..setup.nodes).map(|_| draws.between(1, 3) as u8).collect();
    // Enough for everybody to have some.
    setup.store.placement.partitions = 128;
}

fn store(draws: &mut Draws, temper: Temper) -> Config {
    let Policy { replicas, read_quorum, write_quorum, reconciliation } = policy(draws, temper, 6);
    let gossips = !draws.one_in(10);
    // Without comparing trees only reads mend what differs, and a tombstone that some node has
    // never heard of stays for good.
    let compares = !draws.one_in(6);
    Config {
        replicas,
        read_quorum,
        write_quorum,
        reconciliation,
        key_spaces: key_spaces(draws, temper),
        clock_kind: draws.one_of([
            ClockKind::PerVersion,
            ClockKind::PerObject,
            ClockKind::Dotted,
            ClockKind::Dotted,
        ]),
        clock_entries_max: match draws.one_in(6) {
            true => draws.between(1, 3) as u8,
            false => CLOCK_ENTRIES_ENOUGH,
        },
        placement: placement(draws),
        quorum_kind: match draws.one_in(4) || temper == Temper::Calm {
            true => QuorumKind::Strict,
            false => QuorumKind::Sloppy,
        },
        read_repair: match draws.below(8) {
            // Something has to mend what differs, also where W copies cannot be had.
            0..=1 if compares => ReadRepair::Blocking,
            2 if compares => ReadRepair::Off,
            _ => ReadRepair::Asynchronous,
        },
        read_before_write: draws.one_in(8),
        replica_timeout: draws.millis(30, 60),
        request_deadline: draws.millis(100, 300),
        probe_interval: draws.millis(100, 400),
        detector: detector(draws, gossips),
        gossip_interval: gossips.then(|| draws.millis(100, 300)),
        seeds: SEEDS.to_vec(),
        anti_entropy_interval: compares.then(|| draws.millis(150, 400)),
        merkle_depth: draws.between(1, 6) as u8,
        write_buffer: draws.one_in(3).then(|| WriteBuffer {
            flush_interval: draws.millis(100, 2_000),
            durable_copies: draws.below(2) as u8,
        }),
        // Far longer than any message is under way.
        tombstone_grace: (compares && !draws.one_in(3)).then(|| draws.millis(800, 2_000)),
        admission: draws.one_in(3).then(|| AdmissionConfig {
            target: draws.millis(20, 60),
            slices_max: draws.between(8, 24) as u16,
        }),
    }
}

fn policy(draws: &mut Draws, temper: Temper, last_write_wins_once_in: u64) -> Policy {
    let replicas = if draws.one_in(8) { 1 } else { draws.between(2, 3) as u8 };
    let read_quorum = draws.between(1, u64::from(replicas)) as u8;
    let least = match temper {
        Temper::Rough => 1,
        Temper::Calm => replicas - read_quorum + 1,
    };
    let write_quorum = draws.between(u64::from(least), u64::from(replicas)) as u8;
    let reconciliation = match draws.one_in(last_write_wins_once_in) {
        true => Reconciliation::LastWriteWins,
        false => Reconciliation::Siblings,
    };
    Policy { replicas, read_quorum, write_quorum, reconciliation }
}

fn placement(draws: &mut Draws) -> Placement {
    let strategy = draws.one_of([
        Strategy::SingleToken,
        Strategy::RandomTokens,
        Strategy::RandomTokensEqualPartitions,
        Strategy::EqualPartitions,
    ]);
    let partitions = draws.one_of([16, 32]);
    Placement { strategy, tokens_per_node: draws.between(1, 4) as u16, partitions }
}

fn key_spaces(draws: &mut Draws, temper: Temper) -> Vec<KeySpace> {
    if draws.one_in(2) {
        return Vec::new();
    }
    vec![KeySpace { prefix: KEY_SPACE.to_owned(), policy: policy(draws, temper, 2) }]
}

fn detector(draws: &mut Draws, gossips: bool) -> DetectorKind {
    match draws.below(5) {
        0 if gossips => DetectorKind::TwoWitnesses,
        1 if gossips => DetectorKind::Heartbeat { timeout: draws.millis(1_500, 3_000) },
        2 if gossips => {
            DetectorKind::PhiAccrual { threshold_tenths: draws.between(60, 120) as u16 }
        }
        _ => DetectorKind::Local,
    }
}
