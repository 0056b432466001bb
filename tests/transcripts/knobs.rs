//! The knobs of the cluster, which a script can set before anything happens.

use dynamo_playground::dynamo::admission::AdmissionConfig;
use dynamo_playground::dynamo::config::{QuorumKind, ReadRepair, WriteBuffer};
use dynamo_playground::dynamo::failure_detector::DetectorKind;
use dynamo_playground::dynamo::key_space::{KeySpace, Policy, Reconciliation};
use dynamo_playground::dynamo::object::ClockKind;
use dynamo_playground::dynamo::placement::{Placement, Strategy};
use dynamo_playground::sim::latency::{Latency, NotALatency, Preset};
use dynamo_playground::sim::setup::Setup;

use crate::faults;
use crate::words::Words;

/// Sets a knob. Says whether there is one of this name.
pub fn set(setup: &mut Setup, knob: &str, words: &mut Words) -> Result<bool, String> {
    let store = &mut setup.store;
    match knob {
        "nodes" => {
            setup.nodes = words.number("how many")?;
            if words.take("tokens") {
                store.placement.tokens_per_node = words.number("how many")?;
            }
        }
        "zones" => setup.zones = words.number("how many")?,
        "capacity" => {
            while !words.is_empty() {
                setup.capacities.push(words.number("a capacity")?);
            }
        }
        "placement" => placement(&mut store.placement, words)?,
        "quorum" => {
            store.replicas = words.number("N")?;
            store.read_quorum = words.number("R")?;
            store.write_quorum = words.number("W")?;
        }
        "space" => {
            let prefix = words.next("a prefix")?;
            let policy = Policy {
                replicas: words.number("N")?,
                read_quorum: words.number("R")?,
                write_quorum: words.number("W")?,
                reconciliation: match words.is_empty() {
                    true => Reconciliation::Siblings,
                    false => reconciliation(words)?,
                },
            };
            store.key_spaces.push(KeySpace { prefix, policy });
        }
        "reconcile" => store.reconciliation = reconciliation(words)?,
        "clocks" => {
            store.clock_kind = match words.next("a kind of clock")?.as_str() {
                "per-version" => ClockKind::PerVersion,
                "per-object" => ClockKind::PerObject,
                "dotted" => ClockKind::Dotted,
                other => return Err(format!("{other} is no kind of clock")),
            }
        }
        "truncate" => store.clock_entries_max = words.number("how many pairs")?,
        "strict" => store.quorum_kind = QuorumKind::Strict,
        "sloppy" => store.quorum_kind = QuorumKind::Sloppy,
        "read-repair" => {
            store.read_repair = match words.next("a way to repair")?.as_str() {
                "asynchronous" => ReadRepair::Asynchronous,
                "blocking" => ReadRepair::Blocking,
                "off" => ReadRepair::Off,
                other => return Err(format!("{other} is no way to repair")),
            }
        }
        "read-before-write" => store.read_before_write = true,
        "replica-timeout" => store.replica_timeout = words.duration()?,
        "deadline" => store.request_deadline = words.duration()?,
        "probe" => store.probe_interval = words.duration()?,
        "client-timeout" => setup.client_timeout = words.duration()?,
        "client-refresh" => setup.client_refresh = words.duration()?,
        "latency" => {
            let mut presets = Preset::ALL.into_iter();
            if let Some(preset) = presets.find(|preset| words.take(preset.name())) {
                setup.latency = preset.latency();
                setup.zone_delay = preset.zone_delay();
                return Ok(true);
            }
            if words.take("as") {
                let latency = words.next("a latency")?.parse();
                setup.latency = latency.map_err(|error: NotALatency| error.to_string())?;
                return Ok(true);
            }
            let min = words.duration()?;
            setup.latency = match words.take("to") {
                true => Latency::Uniform { min, max: words.duration()? },
                false => Latency::Constant(min),
            };
        }
        "zone-delay" => setup.zone_delay = words.duration()?,
        "disturbance" => setup.disturbance = faults::disturbance(words)?,
        _ => return set_upkeep(setup, knob, words),
    }
    Ok(true)
}

/// The knobs of what the nodes do without being asked.
fn set_upkeep(setup: &mut Setup, knob: &str, words: &mut Words) -> Result<bool, String> {
    let store = &mut setup.store;
    match knob {
        "detector" => {
            store.detector = match words.next("a detector")?.as_str() {
                "local" => DetectorKind::Local,
                "two-witnesses" => DetectorKind::TwoWitnesses,
                "heartbeat" => DetectorKind::Heartbeat { timeout: words.duration()? },
                "phi" => {
                    let threshold: u16 = words.number("a threshold")?;
                    DetectorKind::PhiAccrual { threshold_tenths: threshold * 10 }
                }
                other => return Err(format!("{other} is no detector")),
            }
        }
        "gossip" => store.gossip_interval = Some(words.duration()?),
        "seeds" => {
            while !words.is_empty() {
                store.seeds.push(words.letter()?);
            }
        }
        "anti-entropy" => {
            store.anti_entropy_interval = Some(words.duration()?);
            if words.take("depth") {
                store.merkle_depth = words.number("a depth")?;
            }
        }
        "buffer" => {
            let flush_interval = words.duration()?;
            let durable_copies = match words.take("durable") {
                true => words.number("how many copies")?,
                false => 0,
            };
            store.write_buffer = Some(WriteBuffer { flush_interval, durable_copies });
        }
        "grace" => store.tombstone_grace = Some(words.duration()?),
        "admission" => {
            let target = words.duration()?;
            let slices_max = words.number("how many slices")?;
            store.admission = Some(AdmissionConfig { target, slices_max });
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn placement(placement: &mut Placement, words: &mut Words) -> Result<(), String> {
    placement.strategy = match words.next("a strategy")?.as_str() {
        "single" => Strategy::SingleToken,
        "random" => {
            placement.tokens_per_node = words.number("T")?;
            Strategy::RandomTokens
        }
        "random-equal" => {
            placement.tokens_per_node = words.number("T")?;
            placement.partitions = words.number("Q")?;
            Strategy::RandomTokensEqualPartitions
        }
        "equal" => {
            placement.partitions = words.number("Q")?;
            Strategy::EqualPartitions
        }
        other => return Err(format!("{other} is no strategy")),
    };
    Ok(())
}

fn reconciliation(words: &mut Words) -> Result<Reconciliation, String> {
    match words.next("a way to reconcile")?.as_str() {
        "siblings" => Ok(Reconciliation::Siblings),
        "last-write-wins" => Ok(Reconciliation::LastWriteWins),
        other => Err(format!("{other} is no way to reconcile")),
    }
}
