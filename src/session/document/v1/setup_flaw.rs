//! What makes no sense about a cluster as a whole, and where in a file that stands.

use crate::dynamo::config_check::{ConfigError, Interval, Knob};
use crate::session::document::form::Flaw;
use crate::session::document::limits::TOKENS_TOTAL_MAX;
use crate::sim::setup::{Setup, SetupError};

/// The first thing that makes no sense.
pub fn setup_flaw(setup: &Setup) -> Option<Flaw> {
    if let Err(errors) = setup.check()
        && let Some(first) = errors.first()
    {
        return Some(Flaw::new(path(setup, first), first.to_string()));
    }
    let per_node = u64::from(setup.store.placement.tokens_per_node);
    let capacities: u64 = setup.node_ids().map(|node| u64::from(setup.capacity(node))).sum();
    let tokens = per_node * capacities;
    (tokens > TOKENS_TOTAL_MAX).then(|| {
        let what = format!(
            "All nodes together would have {tokens} tokens; at most {TOKENS_TOTAL_MAX} can be. \
             Take fewer nodes, fewer tokens for each, or smaller capacities."
        );
        Flaw::new("cluster.tokens_per_node", what)
    })
}

fn path(setup: &Setup, error: &SetupError) -> String {
    let name = match error {
        SetupError::Nodes => "nodes",
        SetupError::Zones => "zones",
        SetupError::Capacity => "capacities",
        SetupError::Seed(_) => "seeds",
        SetupError::DetectorNeedsGossip => "failure_detector",
        SetupError::Latency(_) => "latency",
        SetupError::ZoneDelay => "zone_delay_ms",
        SetupError::Disturbance => "disturbance",
        SetupError::Store(ConfigError { knob, key_space, .. }) => {
            let mut spaces = setup.store.key_spaces.iter();
            let prefix = key_space.as_ref();
            let index = prefix.and_then(|prefix| spaces.position(|space| space.prefix == *prefix));
            let around = index.map(|index| format!("key_spaces[{index}].")).unwrap_or_default();
            return format!("cluster.{around}{}", knob_name(*knob));
        }
    };
    format!("cluster.{name}")
}

fn knob_name(knob: Knob) -> &'static str {
    match knob {
        Knob::Replicas => "replicas",
        Knob::ReadQuorum => "read_quorum",
        Knob::WriteQuorum => "write_quorum",
        Knob::Prefix => "prefix",
        Knob::ClockEntries => "clock_entries_max",
        Knob::Tokens => "tokens_per_node",
        Knob::Partitions => "partitions",
        Knob::MerkleDepth => "merkle_depth",
        Knob::DurableCopies => "write_buffer.durable_copies",
        Knob::Interval(interval) => match interval {
            Interval::ReplicaTimeout => "replica_timeout_ms",
            Interval::RequestDeadline => "request_deadline_ms",
            Interval::Probe => "probe_interval_ms",
            Interval::Gossip => "gossip_interval_ms",
            Interval::AntiEntropy => "anti_entropy_interval_ms",
            Interval::Flush => "write_buffer.flush_interval_ms",
            Interval::TombstoneGrace => "tombstone_grace_ms",
            Interval::ClientRefresh => "client_refresh_ms",
        },
    }
}
