//! The cluster: how many nodes there are and how the store is set up. What is not said is as it
//! has been from the first version of the format on, whatever the playground opens with today.

use core::fmt::Display;

use super::latency::{self, LATENCY};
use super::names::{Length, NODE, write_names};
use super::policy::{
    CLOCKS, COPIES, QUORUMS, STRATEGIES, key_space, policy, write_key_space, write_policy,
};
use crate::dynamo::admission::AdmissionConfig;
use crate::dynamo::config::{Config, QuorumKind, WriteBuffer};
use crate::dynamo::config_check::MERKLE_DEPTH_MAX;
use crate::dynamo::failure_detector::DetectorKind;
use crate::dynamo::key_space::{Policy, Reconciliation};
use crate::dynamo::object::ClockKind;
use crate::dynamo::placement::{PARTITIONS_MAX, Placement, Strategy, TOKENS_MAX};
use crate::dynamo::time::Duration;
use crate::session::document::form::{
    Case, Flaw, List, Mapped, Members, Record, Whole, WordOr, Writer, explain,
};
use crate::session::document::limits::KEY_SPACES_MAX;
use crate::sim::fault::Disturbance;
use crate::sim::latency::Latency;
use crate::sim::setup::{CAPACITY_MAX, NODES_MAX, Setup, ZONES_MAX};

/// What is understood of whatever is not said. A change here would change what old files mean.
fn usual() -> Setup {
    let millis = Duration::from_millis;
    Setup {
        nodes: 5,
        zones: 1,
        capacities: Vec::new(),
        zone_delay: Duration::ZERO,
        disturbance: Disturbance::default(),
        store: Config {
            replicas: 3,
            read_quorum: 2,
            write_quorum: 2,
            reconciliation: Reconciliation::Siblings,
            key_spaces: Vec::new(),
            clock_kind: ClockKind::PerVersion,
            clock_entries_max: 10,
            placement: Placement {
                strategy: Strategy::RandomTokens,
                tokens_per_node: 8,
                partitions: 64,
            },
            quorum_kind: QuorumKind::Sloppy,
            replica_timeout: millis(50),
            request_deadline: millis(300),
            probe_interval: millis(500),
            detector: DetectorKind::Local,
            gossip_interval: None,
            seeds: Vec::new(),
            anti_entropy_interval: None,
            merkle_depth: 6,
            write_buffer: None,
            tombstone_grace: None,
            admission: None,
        },
        latency: Latency::Uniform { min: millis(2), max: millis(12) },
        client_timeout: millis(500),
        client_refresh: millis(10_000),
    }
}

/// Reads a cluster.
pub fn cluster(members: &mut Members<'_>) -> Result<Setup, Flaw> {
    let Setup {
        nodes,
        zones,
        capacities: _,
        zone_delay,
        disturbance: undisturbed,
        store,
        latency,
        client_timeout,
        client_refresh,
    } = usual();
    Ok(Setup {
        nodes: members
            .optional(
                "nodes",
                explain!("How many nodes there are; 5."),
                Whole { least: 1, most: NODES_MAX },
            )?
            .unwrap_or(nodes),
        zones: members
            .optional(
                "zones",
                explain!("Over how many zones (data centres) they are dealt out in turn; 1."),
                Whole { least: 1, most: ZONES_MAX },
            )?
            .unwrap_or(zones),
        capacities: members
            .optional(
                "capacities",
                explain!("How much each node can bear, in their order; 1 for those not listed."),
                List { of: Whole { least: 1, most: CAPACITY_MAX }, most: NODES_MAX.into() },
            )?
            .unwrap_or_default(),
        store: config(members, store)?,
        latency: members
            .optional("latency", explain!("How long a message takes; from 2 to 12 ms."), LATENCY)?
            .unwrap_or(latency),
        zone_delay: length(
            members,
            "zone_delay_ms",
            explain!("How much longer a message takes to a node of another zone; 0."),
            zone_delay,
        )?,
        disturbance: members
            .optional(
                "disturbance",
                explain!("What befalls all messages from the start; nothing."),
                Record(disturbance),
            )?
            .unwrap_or(undisturbed),
        client_timeout: length(
            members,
            "client_timeout_ms",
            explain!("How long a client waits before it gives up; 500."),
            client_timeout,
        )?,
        client_refresh: length(
            members,
            "client_refresh_ms",
            explain!("How often a partition-aware client asks who the members are; 10000."),
            client_refresh,
        )?,
    })
}

fn length(
    members: &mut Members<'_>,
    name: &'static str,
    doc: &'static str,
    usual: Duration,
) -> Result<Duration, Flaw> {
    Ok(members.optional(name, doc, Length)?.unwrap_or(usual))
}

fn config(members: &mut Members<'_>, usual: Config) -> Result<Config, Flaw> {
    let policy = policy(members, usual.default_policy())?;
    let spaces = List { of: Record(key_space), most: KEY_SPACES_MAX };
    let spaces = members.optional(
        "key_spaces",
        explain!(
            "Keys that are kept in another way; what is not said of them is as for all others."
        ),
        spaces,
    )?;
    let Policy { replicas, read_quorum, write_quorum, reconciliation } = policy;
    Ok(Config {
        replicas,
        read_quorum,
        write_quorum,
        reconciliation,
        key_spaces: spaces
            .unwrap_or_default()
            .into_iter()
            .map(|space| space.in_store(policy))
            .collect(),
        quorum_kind: members
            .optional(
                "quorum",
                explain!(
                    "Who may answer for a key: the first N healthy nodes, or its primaries alone."
                ),
                QUORUMS,
            )?
            .unwrap_or(usual.quorum_kind),
        clock_kind: members
            .optional("clocks", explain!("How clocks are kept; per_version."), CLOCKS)?
            .unwrap_or(usual.clock_kind),
        clock_entries_max: members
            .optional(
                "clock_entries_max",
                explain!("A new version's clock is cut to so many pairs; 10."),
                Whole { least: 1, most: u8::MAX },
            )?
            .unwrap_or(usual.clock_entries_max),
        placement: placement(members, usual.placement)?,
        replica_timeout: length(
            members,
            "replica_timeout_ms",
            explain!("How long a coordinator waits for one replica; 50."),
            usual.replica_timeout,
        )?,
        request_deadline: length(
            members,
            "request_deadline_ms",
            explain!("How long a coordinator tries before a request fails; 300."),
            usual.request_deadline,
        )?,
        probe_interval: length(
            members,
            "probe_interval_ms",
            explain!("How often a node asks one that it takes as down whether it is back; 500."),
            usual.probe_interval,
        )?,
        detector: members
            .optional(
                "failure_detector",
                explain!("What makes a node take another as down; local."),
                DETECTOR,
            )?
            .unwrap_or(usual.detector),
        gossip_interval: members.optional(
            "gossip_interval_ms",
            explain!("How often a node gossips; never unless said otherwise."),
            Length,
        )?,
        seeds: members
            .optional(
                "seeds",
                explain!("Nodes that every node knows from the start."),
                List { of: NODE, most: NODES_MAX.into() },
            )?
            .unwrap_or_default(),
        anti_entropy_interval: members.optional(
            "anti_entropy_interval_ms",
            explain!("How often a node compares its trees; never unless said otherwise."),
            Length,
        )?,
        merkle_depth: members
            .optional(
                "merkle_depth",
                explain!("How many levels a Merkle tree has below its root; 6."),
                Whole { least: 1, most: MERKLE_DEPTH_MAX },
            )?
            .unwrap_or(usual.merkle_depth),
        write_buffer: members.optional(
            "write_buffer",
            explain!("Writes go to memory first and to disk later; at once unless said otherwise."),
            Record(write_buffer),
        )?,
        tombstone_grace: members.optional(
            "tombstone_grace_ms",
            explain!("How old a tombstone must be before it may go; it never goes by default."),
            Length,
        )?,
        admission: members.optional(
            "admission",
            explain!("How background work yields to requests; it does not unless said otherwise."),
            Record(admission),
        )?,
    })
}

fn placement(members: &mut Members<'_>, usual: Placement) -> Result<Placement, Flaw> {
    Ok(Placement {
        strategy: members
            .optional(
                "placement",
                explain!("How tokens and partitions are placed; random_tokens."),
                STRATEGIES,
            )?
            .unwrap_or(usual.strategy),
        tokens_per_node: members
            .optional(
                "tokens_per_node",
                explain!("How many tokens a node of capacity 1 draws; 8."),
                Whole { least: 1, most: TOKENS_MAX },
            )?
            .unwrap_or(usual.tokens_per_node),
        partitions: members
            .optional(
                "partitions",
                explain!("Into how many equal partitions the ring is cut, a power of two; 64."),
                Whole { least: 1, most: PARTITIONS_MAX },
            )?
            .unwrap_or(usual.partitions),
    })
}

const DETECTOR: WordOr<DetectorKind> = WordOr {
    words: &[("local", DetectorKind::Local), ("two_witnesses", DetectorKind::TwoWitnesses)],
    cases: &[
        Case {
            name: "heartbeat_ms",
            doc: explain!("Its heartbeat has stood still for this long."),
            kind: &Mapped { kind: Length, into: heartbeat },
        },
        Case {
            name: "phi_tenths",
            doc: explain!("Its suspicion level phi is above this threshold, in tenths."),
            kind: &Mapped { kind: Whole { least: 0, most: u16::MAX }, into: phi_accrual },
        },
    ],
};

fn heartbeat(timeout: Duration) -> DetectorKind {
    DetectorKind::Heartbeat { timeout }
}

fn phi_accrual(threshold_tenths: u16) -> DetectorKind {
    DetectorKind::PhiAccrual { threshold_tenths }
}

fn write_buffer(members: &mut Members<'_>) -> Result<WriteBuffer, Flaw> {
    let flush_interval = members.required(
        "flush_interval_ms",
        explain!("How often it is written to disk."),
        Length,
    )?;
    let durable_copies = members.optional(
        "durable_copies",
        explain!("How many of the N copies are written to disk at once all the same; 0."),
        Whole { least: 0, most: COPIES.most },
    )?;
    Ok(WriteBuffer { flush_interval, durable_copies: durable_copies.unwrap_or_default() })
}

fn admission(members: &mut Members<'_>) -> Result<AdmissionConfig, Flaw> {
    Ok(AdmissionConfig {
        target: members.required(
            "target_ms",
            explain!("How long a request should take at the most."),
            Length,
        )?,
        slices_max: members.required(
            "slices_max",
            explain!("How many slices of background work may be under way at the most."),
            Whole { least: 0, most: u16::MAX },
        )?,
    })
}

/// Reads what befalls messages by rate.
pub fn disturbance(members: &mut Members<'_>) -> Result<Disturbance, Flaw> {
    // A rate that there cannot be is refused when the command is given, not before.
    let mut permille = |name, doc| {
        let rate = members.optional(name, doc, Whole { least: 0, most: u16::MAX })?;
        Ok(rate.unwrap_or_default())
    };
    Ok(Disturbance {
        loss_permille: permille(
            "loss_permille",
            explain!("Of a thousand messages so many are lost."),
        )?,
        duplicate_permille: permille(
            "duplicate_permille",
            explain!("Of a thousand messages so many arrive twice."),
        )?,
        reorder_permille: permille(
            "reorder_permille",
            explain!(
                "Of a thousand messages so many are held back, so that later ones overtake them."
            ),
        )?,
        delay_ms: members
            .optional("delay_ms", explain!("Every message takes so much longer."), DELAY_MS)?
            .unwrap_or_default(),
    })
}

/// A delay in whole milliseconds.
pub const DELAY_MS: Whole<u32> = Whole { least: 0, most: u32::MAX };

/// Writes members whose values are not as usual.
struct Unusual<'a, 'b>(&'a mut Writer<'b>);

impl Unusual<'_, '_> {
    fn bare<T: Display + PartialEq>(&mut self, name: &str, value: T, usual: T) {
        if value != usual {
            self.0.bare(name, &value);
        }
    }

    fn word<T: PartialEq>(&mut self, name: &str, value: T, usual: T, word: &'static str) {
        if value != usual {
            self.0.text(name, &word);
        }
    }

    fn length(&mut self, name: &str, value: Option<Duration>, usual: Option<Duration>) {
        if let Some(length) = value.filter(|_| value != usual) {
            self.0.length(name, length);
        }
    }
}

/// Writes a cluster: what is not as usual.
pub fn write(object: &mut Writer<'_>, setup: &Setup) {
    let usual = usual();
    // Taken apart, so that nothing new can be forgotten.
    let Setup {
        nodes,
        zones,
        capacities,
        zone_delay,
        disturbance,
        store,
        latency,
        client_timeout,
        client_refresh,
    } = setup;
    let mut unusual = Unusual(object);
    unusual.bare("nodes", *nodes, usual.nodes);
    unusual.bare("zones", *zones, usual.zones);
    if !capacities.is_empty() {
        Writer::list(object.name("capacities"), capacities, |out, capacity| {
            out.push_str(&capacity.to_string());
        });
    }
    write_config(object, store, &usual.store);
    if *latency != usual.latency {
        latency::write(object.name("latency"), latency);
    }
    let mut unusual = Unusual(object);
    unusual.length("zone_delay_ms", Some(*zone_delay), Some(usual.zone_delay));
    unusual.length("client_timeout_ms", Some(*client_timeout), Some(usual.client_timeout));
    unusual.length("client_refresh_ms", Some(*client_refresh), Some(usual.client_refresh));
    if *disturbance != usual.disturbance {
        object.nested("disturbance", |object| write_disturbance(object, *disturbance));
    }
}

fn write_config(object: &mut Writer<'_>, config: &Config, usual: &Config) {
    let Config {
        replicas: _,
        read_quorum: _,
        write_quorum: _,
        reconciliation: _,
        key_spaces,
        clock_kind,
        clock_entries_max,
        placement: Placement { strategy, tokens_per_node, partitions },
        quorum_kind,
        replica_timeout,
        request_deadline,
        probe_interval,
        detector,
        gossip_interval,
        seeds,
        anti_entropy_interval,
        merkle_depth,
        write_buffer,
        tombstone_grace,
        admission,
    } = config;
    let policy = config.default_policy();
    write_policy(object, policy, usual.default_policy());
    if !key_spaces.is_empty() {
        let each = |out: &mut String, space| write_key_space(out, space, policy);
        Writer::list(object.name("key_spaces"), key_spaces, each);
    }
    let mut unusual = Unusual(object);
    unusual.word("quorum", *quorum_kind, usual.quorum_kind, QUORUMS.word(*quorum_kind));
    unusual.word("clocks", *clock_kind, usual.clock_kind, CLOCKS.word(*clock_kind));
    unusual.bare("clock_entries_max", *clock_entries_max, usual.clock_entries_max);
    let placed = &usual.placement;
    unusual.word("placement", *strategy, placed.strategy, STRATEGIES.word(*strategy));
    unusual.bare("tokens_per_node", *tokens_per_node, placed.tokens_per_node);
    unusual.bare("partitions", *partitions, placed.partitions);
    for (name, length, usual) in [
        ("replica_timeout_ms", *replica_timeout, usual.replica_timeout),
        ("request_deadline_ms", *request_deadline, usual.request_deadline),
        ("probe_interval_ms", *probe_interval, usual.probe_interval),
    ] {
        unusual.length(name, Some(length), Some(usual));
    }
    unusual.length("gossip_interval_ms", *gossip_interval, None);
    unusual.length("anti_entropy_interval_ms", *anti_entropy_interval, None);
    unusual.bare("merkle_depth", *merkle_depth, usual.merkle_depth);
    unusual.length("tombstone_grace_ms", *tombstone_grace, None);
    if *detector != usual.detector {
        write_detector(object, *detector);
    }
    if !seeds.is_empty() {
        write_names(object.name("seeds"), seeds);
    }
    if let Some(WriteBuffer { flush_interval, durable_copies }) = write_buffer {
        object.nested("write_buffer", |object| {
            object.length("flush_interval_ms", *flush_interval);
            object.bare("durable_copies", durable_copies);
        });
    }
    if let Some(AdmissionConfig { target, slices_max }) = admission {
        object.nested("admission", |object| {
            object.length("target_ms", *target);
            object.bare("slices_max", slices_max);
        });
    }
}

fn write_detector(object: &mut Writer<'_>, detector: DetectorKind) {
    let name = "failure_detector";
    match detector {
        DetectorKind::Local => object.text(name, &"local"),
        DetectorKind::TwoWitnesses => object.text(name, &"two_witnesses"),
        DetectorKind::Heartbeat { timeout } => {
            object.nested(name, |object| object.length("heartbeat_ms", timeout));
        }
        DetectorKind::PhiAccrual { threshold_tenths } => {
            object.nested(name, |object| object.bare("phi_tenths", &threshold_tenths));
        }
    }
}

/// Writes what befalls messages by rate.
pub fn write_disturbance(object: &mut Writer<'_>, disturbance: Disturbance) {
    let Disturbance { loss_permille, duplicate_permille, reorder_permille, delay_ms } = disturbance;
    let mut unusual = Unusual(object);
    unusual.bare("loss_permille", loss_permille, 0);
    unusual.bare("duplicate_permille", duplicate_permille, 0);
    unusual.bare("reorder_permille", reorder_permille, 0);
    unusual.bare("delay_ms", delay_ms, 0);
}
