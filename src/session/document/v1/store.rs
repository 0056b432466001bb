//! How the store of every node is set up.

use core::fmt::Display;

use super::names::{Length, NODE, write_names};
use super::policy::{
    CLOCKS, COPIES, QUORUMS, READ_REPAIRS, STRATEGIES, key_space, policy, write_key_space,
    write_policy,
};
use crate::dynamo::admission::AdmissionConfig;
use crate::dynamo::config::{Config, WriteBuffer};
use crate::dynamo::config_check::MERKLE_DEPTH_MAX;
use crate::dynamo::failure_detector::DetectorKind;
use crate::dynamo::key_space::Policy;
use crate::dynamo::placement::{PARTITIONS_MAX, Placement, TOKENS_MAX};
use crate::dynamo::time::Duration;
use crate::session::document::form::{
    Case, Flag, Flaw, List, Mapped, Members, Record, Whole, WordOr, Writer, explain,
};
use crate::session::document::limits::KEY_SPACES_MAX;
use crate::sim::setup::NODES_MAX;

/// Reads how the store of every node is set up.
pub fn store(members: &mut Members<'_>, usual: Config) -> Result<Config, Flaw> {
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
        key_spaces: match spaces {
            Some(spaces) => spaces.into_iter().map(|space| space.in_store(policy)).collect(),
            None => usual.key_spaces,
        },
        quorum_kind: members
            .optional(
                "quorum",
                explain!(
                    "Who may answer for a key: the first N healthy nodes, or its primaries alone."
                ),
                QUORUMS,
            )?
            .unwrap_or(usual.quorum_kind),
        read_repair: members
            .optional(
                "read_repair",
                explain!(
                    "Whether a get brings replicas up to date after it answered (asynchronous, as usual), before (blocking: W copies hold the answer then), or never (off)."
                ),
                READ_REPAIRS,
            )?
            .unwrap_or(usual.read_repair),
        read_before_write: members
            .optional(
                "read_before_write",
                explain!(
                    "Whether a put first asks R copies what they hold, and descends from all of it; false."
                ),
                Flag,
            )?
            .unwrap_or(usual.read_before_write),
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
        gossip_interval: members
            .optional(
                "gossip_interval_ms",
                explain!("How often a node gossips; never unless said otherwise."),
                Length,
            )?
            .or(usual.gossip_interval),
        seeds: members
            .optional(
                "seeds",
                explain!("Nodes that every node knows from the start."),
                List { of: NODE, most: NODES_MAX.into() },
            )?
            .unwrap_or(usual.seeds),
        anti_entropy_interval: members
            .optional(
                "anti_entropy_interval_ms",
                explain!("How often a node compares its trees; never unless said otherwise."),
                Length,
            )?
            .or(usual.anti_entropy_interval),
        merkle_depth: members
            .optional(
                "merkle_depth",
                explain!("How many levels a Merkle tree has below its root; 6."),
                Whole { least: 1, most: MERKLE_DEPTH_MAX },
            )?
            .unwrap_or(usual.merkle_depth),
        write_buffer: members
            .optional(
                "write_buffer",
                explain!(
                    "Writes go to memory first and to disk later; at once unless said otherwise."
                ),
                Record(write_buffer),
            )?
            .or(usual.write_buffer),
        tombstone_grace: members
            .optional(
                "tombstone_grace_ms",
                explain!("How old a tombstone must be before it may go; it never goes by default."),
                Length,
            )?
            .or(usual.tombstone_grace),
        admission: members
            .optional(
                "admission",
                explain!(
                    "How background work yields to requests; it does not unless said otherwise."
                ),
                Record(admission),
            )?
            .or(usual.admission),
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

/// Reads a length of time.
pub fn length(
    members: &mut Members<'_>,
    name: &'static str,
    doc: &'static str,
    usual: Duration,
) -> Result<Duration, Flaw> {
    Ok(members.optional(name, doc, Length)?.unwrap_or(usual))
}

/// Writes members whose values are not as usual.
pub struct Unusual<'a, 'b>(pub &'a mut Writer<'b>);

impl Unusual<'_, '_> {
    /// A number.
    pub fn bare<T: Display + PartialEq>(&mut self, name: &str, value: T, usual: T) {
        if value != usual {
            self.0.bare(name, &value);
        }
    }

    /// A word.
    pub fn word<T: PartialEq>(&mut self, name: &str, value: T, usual: T, word: &'static str) {
        if value != usual {
            self.0.text(name, &word);
        }
    }

    /// A length of time.
    pub fn length(&mut self, name: &str, value: Option<Duration>, usual: Option<Duration>) {
        if let Some(length) = value.filter(|_| value != usual) {
            self.0.length(name, length);
        }
    }
}

/// Writes how the store is set up: what is not as usual.
pub fn write_store(object: &mut Writer<'_>, config: &Config, usual: &Config) {
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
        read_repair,
        read_before_write,
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
    if *key_spaces != usual.key_spaces {
        let each = |out: &mut String, space| write_key_space(out, space, policy);
        Writer::list(object.name("key_spaces"), key_spaces, each);
    }
    let mut unusual = Unusual(object);
    unusual.word("quorum", *quorum_kind, usual.quorum_kind, QUORUMS.word(*quorum_kind));
    let repair = READ_REPAIRS.word(*read_repair);
    unusual.word("read_repair", *read_repair, usual.read_repair, repair);
    unusual.bare("read_before_write", *read_before_write, usual.read_before_write);
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
    unusual.length("gossip_interval_ms", *gossip_interval, usual.gossip_interval);
    let usual_interval = usual.anti_entropy_interval;
    unusual.length("anti_entropy_interval_ms", *anti_entropy_interval, usual_interval);
    unusual.bare("merkle_depth", *merkle_depth, usual.merkle_depth);
    unusual.length("tombstone_grace_ms", *tombstone_grace, usual.tombstone_grace);
    if *detector != usual.detector {
        write_detector(object, *detector);
    }
    if *seeds != usual.seeds {
        write_names(object.name("seeds"), seeds);
    }
    if let Some(WriteBuffer { flush_interval, durable_copies }) = write_buffer
        && *write_buffer != usual.write_buffer
    {
        object.nested("write_buffer", |object| {
            object.length("flush_interval_ms", *flush_interval);
            object.bare("durable_copies", durable_copies);
        });
    }
    if let Some(AdmissionConfig { target, slices_max }) = admission
        && *admission != usual.admission
    {
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
