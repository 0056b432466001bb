//! The cluster: how many nodes there are and how the store is set up. What is not said is as it
//! has been from the first version of the format on, whatever the playground opens with today.

use super::latency::{self, LATENCY};
use super::store::{Unusual, length, store, write_store};
use crate::dynamo::config::{Config, QuorumKind, ReadRepair};
use crate::dynamo::failure_detector::DetectorKind;
use crate::dynamo::key_space::Reconciliation;
use crate::dynamo::object::ClockKind;
use crate::dynamo::placement::{Placement, Strategy};
use crate::dynamo::time::Duration;
use crate::session::document::form::{Flaw, List, Members, Record, Whole, Writer, explain};
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
            read_repair: ReadRepair::Asynchronous,
            read_before_write: false,
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
    cluster_over(members, &usual())
}

/// Reads a cluster in which what is not said is as in another.
pub fn cluster_over(members: &mut Members<'_>, base: &Setup) -> Result<Setup, Flaw> {
    let Setup {
        nodes,
        zones,
        capacities,
        zone_delay,
        disturbance: undisturbed,
        store: usual_store,
        latency,
        client_timeout,
        client_refresh,
    } = base.clone();
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
            .unwrap_or(capacities),
        store: store(members, usual_store)?,
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

/// Writes a cluster: what is not as usual.
pub fn write(object: &mut Writer<'_>, setup: &Setup) {
    write_over(object, setup, &usual());
}

/// Writes a cluster: what is not as in another.
pub fn write_over(object: &mut Writer<'_>, setup: &Setup, usual: &Setup) {
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
    if *capacities != usual.capacities {
        Writer::list(object.name("capacities"), capacities, |out, capacity| {
            out.push_str(&capacity.to_string());
        });
    }
    write_store(object, store, &usual.store);
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

/// Writes what befalls messages by rate.
pub fn write_disturbance(object: &mut Writer<'_>, disturbance: Disturbance) {
    let Disturbance { loss_permille, duplicate_permille, reorder_permille, delay_ms } = disturbance;
    let mut unusual = Unusual(object);
    unusual.bare("loss_permille", loss_permille, 0);
    unusual.bare("duplicate_permille", duplicate_permille, 0);
    unusual.bare("reorder_permille", reorder_permille, 0);
    unusual.bare("delay_ms", delay_ms, 0);
}
