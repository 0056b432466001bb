//! The fields, in order.

use super::texts::{
    joined, key_space, nodes, number, optional, optional_text, reconciliation, reconciliation_text,
};
use super::{Field, FieldInput, Group};
use crate::dynamo::admission::AdmissionConfig;
use crate::dynamo::config::{QuorumKind, ReadRepair, WriteBuffer};
use crate::dynamo::failure_detector::DetectorKind;
use crate::dynamo::key_space::{Policy, Reconciliation};
use crate::dynamo::object::ClockKind;
use crate::dynamo::placement::Strategy;
use crate::dynamo::time::Duration;

/// Every field but those of the network, in order.
pub(super) const STORE: &[Field] = &[
    Field {
        id: "copies",
        label: "N, copies",
        group: Group::Quorums,
        input: FieldInput::Number,
        read: |setup| setup.store.replicas.to_string(),
        write: |setup, text| number(text, &mut setup.store.replicas),
    },
    Field {
        id: "read-quorum",
        label: "R, to read",
        group: Group::Quorums,
        input: FieldInput::Number,
        read: |setup| setup.store.read_quorum.to_string(),
        write: |setup, text| number(text, &mut setup.store.read_quorum),
    },
    Field {
        id: "write-quorum",
        label: "W, to write",
        group: Group::Quorums,
        input: FieldInput::Number,
        read: |setup| setup.store.write_quorum.to_string(),
        write: |setup, text| number(text, &mut setup.store.write_quorum),
    },
    Field {
        id: "nodes",
        label: "Nodes",
        group: Group::Quorums,
        input: FieldInput::Number,
        read: |setup| setup.nodes.to_string(),
        write: |setup, text| number(text, &mut setup.nodes),
    },
    Field {
        id: "strategy",
        label: "Strategy (§6.2)",
        group: Group::Placement,
        input: FieldInput::Choice(&[
            ("random", "1: T random tokens"),
            ("random-equal", "2: T tokens, Q partitions"),
            ("equal", "3: Q/S tokens, Q partitions"),
            ("single", "one token, as a contrast"),
        ]),
        read: |setup| {
            match setup.store.placement.strategy {
                Strategy::RandomTokens => "random",
                Strategy::RandomTokensEqualPartitions => "random-equal",
                Strategy::EqualPartitions => "equal",
                Strategy::SingleToken => "single",
            }
            .to_owned()
        },
        write: |setup, text| {
            setup.store.placement.strategy = match text {
                "random-equal" => Strategy::RandomTokensEqualPartitions,
                "equal" => Strategy::EqualPartitions,
                "single" => Strategy::SingleToken,
                _ => Strategy::RandomTokens,
            };
            Ok(())
        },
    },
    Field {
        id: "tokens",
        label: "T, tokens each",
        group: Group::Placement,
        input: FieldInput::Number,
        read: |setup| setup.store.placement.tokens_per_node.to_string(),
        write: |setup, text| number(text, &mut setup.store.placement.tokens_per_node),
    },
    Field {
        id: "partitions",
        label: "Q, partitions",
        group: Group::Placement,
        input: FieldInput::Number,
        read: |setup| setup.store.placement.partitions.to_string(),
        write: |setup, text| number(text, &mut setup.store.placement.partitions),
    },
    Field {
        id: "zones",
        label: "Zones",
        group: Group::Placement,
        input: FieldInput::Number,
        read: |setup| setup.zones.to_string(),
        write: |setup, text| number(text, &mut setup.zones),
    },
    Field {
        id: "capacities",
        label: "Capacities of A, B, … (1 if empty)",
        group: Group::Placement,
        input: FieldInput::Text,
        read: |setup| joined(&setup.capacities),
        write: |setup, text| {
            setup.capacities = text
                .split([' ', ','])
                .filter(|part| !part.is_empty())
                .map(|part| part.parse().map_err(|_| "Write numbers, as in: 1 2 1.".to_owned()))
                .collect::<Result<_, _>>()?;
            Ok(())
        },
    },
    Field {
        id: "read-before-write",
        label: "Puts",
        group: Group::Versions,
        input: FieldInput::Choice(&[
            ("no", "write at once (the paper)"),
            ("yes", "read R copies before"),
        ]),
        read: |setup| if setup.store.read_before_write { "yes" } else { "no" }.to_owned(),
        write: |setup, text| {
            setup.store.read_before_write = text == "yes";
            Ok(())
        },
    },
    Field {
        id: "clock-kind",
        label: "Clocks (§4.4)",
        group: Group::Versions,
        input: FieldInput::Choice(&[
            ("per-version", "per version (the paper)"),
            ("per-object", "per object (early Riak)"),
            ("dotted", "dotted version vectors"),
        ]),
        read: |setup| {
            match setup.store.clock_kind {
                ClockKind::PerVersion => "per-version",
                ClockKind::PerObject => "per-object",
                ClockKind::Dotted => "dotted",
            }
            .to_owned()
        },
        write: |setup, text| {
            setup.store.clock_kind = match text {
                "per-object" => ClockKind::PerObject,
                "dotted" => ClockKind::Dotted,
                _ => ClockKind::PerVersion,
            };
            Ok(())
        },
    },
    Field {
        id: "clock-entries",
        label: "Longest clock, in pairs",
        group: Group::Versions,
        input: FieldInput::Number,
        read: |setup| setup.store.clock_entries_max.to_string(),
        write: |setup, text| number(text, &mut setup.store.clock_entries_max),
    },
    Field {
        id: "reconciliation",
        label: "Siblings",
        group: Group::Versions,
        input: FieldInput::Choice(&[
            ("siblings", "the client merges them"),
            ("last-write-wins", "last write wins"),
        ]),
        read: |setup| reconciliation_text(setup.store.reconciliation).to_owned(),
        write: |setup, text| {
            setup.store.reconciliation = reconciliation(text);
            Ok(())
        },
    },
    Field {
        id: "key-spaces",
        label: "Key spaces: prefix N R W, …",
        group: Group::Versions,
        input: FieldInput::Text,
        read: |setup| {
            let spaces = setup.store.key_spaces.iter().map(|space| {
                let Policy { replicas, read_quorum, write_quorum, reconciliation } = space.policy;
                let last = match reconciliation {
                    Reconciliation::Siblings => "",
                    Reconciliation::LastWriteWins => " last-write-wins",
                };
                format!("{} {replicas} {read_quorum} {write_quorum}{last}", space.prefix)
            });
            spaces.collect::<Vec<_>>().join(", ")
        },
        write: |setup, text| {
            let spaces = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            setup.store.key_spaces = spaces.map(key_space).collect::<Result<_, _>>()?;
            Ok(())
        },
    },
    Field {
        id: "quorum-kind",
        label: "Quorum (§4.6)",
        group: Group::Failures,
        input: FieldInput::Choice(&[
            ("sloppy", "sloppy: N healthy nodes"),
            ("strict", "strict: the N primaries"),
        ]),
        read: |setup| {
            match setup.store.quorum_kind {
                QuorumKind::Sloppy => "sloppy",
                QuorumKind::Strict => "strict",
            }
            .to_owned()
        },
        write: |setup, text| {
            setup.store.quorum_kind = match text {
                "strict" => QuorumKind::Strict,
                _ => QuorumKind::Sloppy,
            };
            Ok(())
        },
    },
    Field {
        id: "read-repair",
        label: "Read repair (§5)",
        group: Group::Failures,
        input: FieldInput::Choice(&[
            ("asynchronous", "after the answer (the paper)"),
            ("blocking", "before it: W copies hold it"),
            ("off", "off"),
        ]),
        read: |setup| {
            match setup.store.read_repair {
                ReadRepair::Asynchronous => "asynchronous",
                ReadRepair::Blocking => "blocking",
                ReadRepair::Off => "off",
            }
            .to_owned()
        },
        write: |setup, text| {
            setup.store.read_repair = match text {
                "blocking" => ReadRepair::Blocking,
                "off" => ReadRepair::Off,
                _ => ReadRepair::Asynchronous,
            };
            Ok(())
        },
    },
    Field {
        id: "gossip-interval",
        label: "Gossip every … ms (empty: never)",
        group: Group::Failures,
        input: FieldInput::Number,
        read: |setup| optional_text(setup.store.gossip_interval),
        write: |setup, text| optional(text, &mut setup.store.gossip_interval),
    },
    Field {
        id: "seeds",
        label: "Seeds, as in: A B",
        group: Group::Failures,
        input: FieldInput::Text,
        read: |setup| joined(&setup.store.seeds),
        write: |setup, text| {
            setup.store.seeds = nodes(text)?;
            Ok(())
        },
    },
    Field {
        id: "detector",
        label: "Failure detector (§4.8.3)",
        group: Group::Failures,
        input: FieldInput::Choice(&[
            ("local", "local: no answer to me"),
            ("two-witnesses", "two witnesses"),
            ("heartbeat", "heartbeats: 3 s of silence"),
            ("phi", "phi accrual: above 8"),
        ]),
        read: |setup| {
            match setup.store.detector {
                DetectorKind::Local => "local",
                DetectorKind::TwoWitnesses => "two-witnesses",
                DetectorKind::Heartbeat { .. } => "heartbeat",
                DetectorKind::PhiAccrual { .. } => "phi",
            }
            .to_owned()
        },
        write: |setup, text| {
            setup.store.detector = match text {
                "two-witnesses" => DetectorKind::TwoWitnesses,
                "heartbeat" => DetectorKind::Heartbeat { timeout: Duration::from_millis(3_000) },
                "phi" => DetectorKind::PhiAccrual { threshold_tenths: 80 },
                _ => DetectorKind::Local,
            };
            Ok(())
        },
    },
    Field {
        id: "anti-entropy",
        label: "Anti-entropy every … ms (empty: never)",
        group: Group::Failures,
        input: FieldInput::Number,
        read: |setup| optional_text(setup.store.anti_entropy_interval),
        write: |setup, text| optional(text, &mut setup.store.anti_entropy_interval),
    },
    Field {
        id: "merkle-depth",
        label: "Levels of a Merkle tree",
        group: Group::Failures,
        input: FieldInput::Number,
        read: |setup| setup.store.merkle_depth.to_string(),
        write: |setup, text| number(text, &mut setup.store.merkle_depth),
    },
    Field {
        id: "flush-interval",
        label: "Write buffer, flushed every … ms (empty: none)",
        group: Group::Durability,
        input: FieldInput::Number,
        read: |setup| optional_text(setup.store.write_buffer.map(|buffer| buffer.flush_interval)),
        write: |setup, text| {
            let durable_copies = setup.store.write_buffer.map_or(1, |buffer| buffer.durable_copies);
            let mut flush_interval = None;
            optional(text, &mut flush_interval)?;
            setup.store.write_buffer =
                flush_interval.map(|flush_interval| WriteBuffer { flush_interval, durable_copies });
            Ok(())
        },
    },
    Field {
        id: "durable-copies",
        label: "Copies on disk at once",
        group: Group::Durability,
        input: FieldInput::Number,
        read: |setup| {
            setup.store.write_buffer.map_or(1, |buffer| buffer.durable_copies).to_string()
        },
        write: |setup, text| {
            let mut durable_copies = 1;
            number(text, &mut durable_copies)?;
            if let Some(buffer) = &mut setup.store.write_buffer {
                buffer.durable_copies = durable_copies;
            }
            Ok(())
        },
    },
    Field {
        id: "tombstone-grace",
        label: "Tombstones may go after … ms (empty: never)",
        group: Group::Durability,
        input: FieldInput::Number,
        read: |setup| optional_text(setup.store.tombstone_grace),
        write: |setup, text| optional(text, &mut setup.store.tombstone_grace),
    },
    Field {
        id: "admission",
        label: "Reads below … ms before background work (empty: no limit)",
        group: Group::Durability,
        input: FieldInput::Number,
        read: |setup| optional_text(setup.store.admission.map(|admission| admission.target)),
        write: |setup, text| {
            let mut target = None;
            optional(text, &mut target)?;
            setup.store.admission =
                target.map(|target| AdmissionConfig { target, ..AdmissionConfig::default() });
            Ok(())
        },
    },
];
