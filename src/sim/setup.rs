//! What a simulated cluster is made of.

use core::fmt;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::fault::{DELAY_MAX_MS, Disturbance, PERMILLE_MAX};
use super::latency::{DELAY_MAX, Latency, LatencyError};
use crate::dynamo::chance::Chance;
use crate::dynamo::config::Config;
use crate::dynamo::config_check::{ConfigError, ConfigReason, Interval, Knob};
use crate::dynamo::identity::NodeId;
use crate::dynamo::membership::Membership;
use crate::dynamo::ring::Ring;
use crate::dynamo::time::Duration;

/// The most nodes of one cluster.
pub const NODES_MAX: u16 = 1_000;

/// The most zones of one cluster.
pub const ZONES_MAX: u8 = 9;

/// The largest capacity of a node.
pub const CAPACITY_MAX: u8 = 8;

/// A cluster before its first event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setup {
    /// How many storage nodes there are.
    pub nodes: u16,
    /// Over how many zones (data centres) they are dealt out in turn.
    pub zones: u8,
    /// How much each node can bear, in the order of the nodes; 1 for those not listed.
    pub capacities: Vec<u8>,
    /// How the store is set up.
    pub store: Config,
    /// How long messages take.
    pub latency: Latency,
    /// How long a client waits before it stops hoping for an answer.
    pub client_timeout: Duration,
    /// How often a partition-aware client asks a node who the members are (Dynamo §6.4).
    pub client_refresh: Duration,
    /// How much longer a message takes from a node of one zone to a node of another. Clients
    /// stand in no zone.
    pub zone_delay: Duration,
    /// What befalls all messages from the start, until a command says otherwise.
    pub disturbance: Disturbance,
}

/// Why a cluster cannot be set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetupError {
    /// Not from 1 to [`NODES_MAX`].
    Nodes,
    /// Not from 1 to [`ZONES_MAX`].
    Zones,
    /// Some capacity is not from 1 to [`CAPACITY_MAX`].
    Capacity,
    /// A seed that is no node of the cluster.
    Seed(NodeId),
    /// A detector that needs gossip where there is none.
    DetectorNeedsGossip,
    /// A knob of the store.
    Store(ConfigError),
    /// How long messages take.
    Latency(LatencyError),
    /// More than [`DELAY_MAX`] from zone to zone.
    ZoneDelay,
    /// A rate above [`PERMILLE_MAX`], or too long a delay.
    Disturbance,
}

impl Setup {
    /// Checks every number.
    ///
    /// # Errors
    /// Everything that makes no sense, each thing once.
    pub fn check(&self) -> Result<(), Vec<SetupError>> {
        let mut errors = Vec::new();
        let nodes_make_sense = (1..=NODES_MAX).contains(&self.nodes);
        if !nodes_make_sense {
            errors.push(SetupError::Nodes);
        }
        if !(1..=ZONES_MAX).contains(&self.zones) {
            errors.push(SetupError::Zones);
        }
        if !self.capacities.iter().all(|capacity| (1..=CAPACITY_MAX).contains(capacity)) {
            errors.push(SetupError::Capacity);
        }
        let store = &self.store;
        errors.extend(
            store
                .seeds
                .iter()
                .filter(|seed| seed.0 >= self.nodes)
                .map(|seed| SetupError::Seed(*seed)),
        );
        if store.detector.needs_gossip() && store.gossip_interval.is_none() {
            errors.push(SetupError::DetectorNeedsGossip);
        }
        // A wrong number of nodes has its own sentence; the knobs are held against it once it
        // is right.
        let nodes = if nodes_make_sense { self.nodes } else { NODES_MAX };
        if let Err(knobs) = store.check(nodes) {
            errors.extend(knobs.into_iter().map(SetupError::Store));
        }
        if self.client_refresh < crate::dynamo::config_check::INTERVAL_MIN {
            let knob = Knob::Interval(Interval::ClientRefresh);
            let error = ConfigError { knob, key_space: None, reason: ConfigReason::TooShort };
            errors.push(SetupError::Store(error));
        }
        errors.extend(self.latency.check().err().map(SetupError::Latency));
        if self.zone_delay > DELAY_MAX {
            errors.push(SetupError::ZoneDelay);
        }
        if !self.disturbance.makes_sense() {
            errors.push(SetupError::Disturbance);
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// All nodes that start together.
    pub fn node_ids(&self) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        (0..self.nodes).map(NodeId)
    }

    /// The zone of a node.
    pub fn zone(&self, node: NodeId) -> u8 {
        (node.0 % u16::from(self.zones.max(1))) as u8
    }

    /// How much a node can bear.
    pub fn capacity(&self, node: NodeId) -> u8 {
        self.capacities.get(node.index()).copied().unwrap_or(1)
    }

    /// The members as every node is told when it is set up.
    pub fn founders(&self, chance: Chance) -> Membership {
        let nodes: Vec<(NodeId, u8, u8)> =
            self.node_ids().map(|node| (node, self.zone(node), self.capacity(node))).collect();
        Membership::founding(&self.store.placement, chance, &nodes)
    }

    /// The ring of the nodes that start together.
    pub fn ring(&self, chance: Chance) -> Rc<Ring> {
        self.founders(chance).serving_ring(&self.store.placement)
    }
}

impl Default for Setup {
    /// Five nodes of eight tokens, the paper's quorums, a network of 2 to 12 ms.
    fn default() -> Setup {
        Setup {
            nodes: 5,
            zones: 1,
            capacities: Vec::new(),
            store: Config::default(),
            latency: Latency::Uniform {
                min: Duration::from_millis(2),
                max: Duration::from_millis(12),
            },
            client_timeout: Duration::from_millis(500),
            client_refresh: Duration::from_millis(10_000),
            zone_delay: Duration::ZERO,
            disturbance: Disturbance::default(),
        }
    }
}

impl fmt::Display for SetupError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SetupError::Nodes => write!(formatter, "There can be 1 to {NODES_MAX} nodes."),
            SetupError::Zones => write!(formatter, "There can be 1 to {ZONES_MAX} zones."),
            SetupError::Capacity => {
                write!(formatter, "A node’s capacity can be 1 to {CAPACITY_MAX}.")
            }
            SetupError::Seed(node) => {
                write!(formatter, "{node} cannot be a seed: it is no node of the cluster.")
            }
            SetupError::DetectorNeedsGossip => {
                write!(formatter, "This failure detector lives on gossip: turn gossip on.")
            }
            SetupError::Store(error) => error.fmt(formatter),
            SetupError::Latency(error) => error.fmt(formatter),
            SetupError::ZoneDelay => {
                write!(formatter, "A message can take at most an hour longer to another zone.")
            }
            SetupError::Disturbance => write!(
                formatter,
                "A rate can be 0 to {PERMILLE_MAX} of a thousand messages, a delay 0 to {DELAY_MAX_MS} ms."
            ),
        }
    }
}

impl core::error::Error for SetupError {}
