//! The cluster: how many nodes there are and how the store is set up. What is not said is as it
//! has been from the first version of the format on, whatever the playground opens with today.

use serde::{Deserialize, Serialize};

use super::latency::Latency;
use super::names::{Millis, NodeName};
use super::variants::named_variants;
use crate::dynamo::admission::AdmissionConfig;
use crate::dynamo::config::{self, Config};
use crate::dynamo::failure_detector::DetectorKind;
use crate::dynamo::key_space::{self, Policy};
use crate::dynamo::object;
use crate::dynamo::placement::{self, Placement};
use crate::sim::setup::Setup;

/// How a cluster is set up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Cluster {
    /// How many nodes there are; 5 unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nodes: Option<u16>,
    /// Over how many zones (data centres) they are dealt out in turn; 1 unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zones: Option<u8>,
    /// How much each node can bear, in the order of the nodes; 1 for those not listed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub capacities: Vec<u8>,
    /// N, R, W and how siblings are dealt with; 3, 2, 2 and kept unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replicas: Option<u8>,
    /// R: how many copies a get waits for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_quorum: Option<u8>,
    /// W: how many copies a put waits for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub write_quorum: Option<u8>,
    /// How siblings are dealt with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reconciliation: Option<Reconciliation>,
    /// Keys that are kept in another way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub key_spaces: Vec<KeySpace>,
    /// Who may answer for a key: the first N healthy nodes, or its primaries alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quorum: Option<QuorumKind>,
    /// How clocks are kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clocks: Option<ClockKind>,
    /// A new version's clock is cut to so many pairs; 10 unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock_entries_max: Option<u8>,
    /// How tokens and partitions are placed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placement: Option<Strategy>,
    /// How many tokens a node of capacity 1 draws; 8 unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokens_per_node: Option<u16>,
    /// Into how many equal partitions the ring is cut, a power of two; 64 unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partitions: Option<u32>,
    /// How long a coordinator waits for one replica; 50 unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replica_timeout_ms: Option<Millis>,
    /// How long a coordinator tries before a request fails; 300 unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_deadline_ms: Option<Millis>,
    /// How often a node asks another that it takes as down whether it is back; 500 unless said
    /// otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probe_interval_ms: Option<Millis>,
    /// What makes a node take another as down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure_detector: Option<Detector>,
    /// How often a node gossips; never unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gossip_interval_ms: Option<Millis>,
    /// Nodes that every node knows from the start.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub seeds: Vec<NodeName>,
    /// How often a node compares its trees with another's; never unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anti_entropy_interval_ms: Option<Millis>,
    /// How many levels a Merkle tree has below its root; 6 unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merkle_depth: Option<u8>,
    /// Writes go to memory first and to disk later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub write_buffer: Option<WriteBuffer>,
    /// How old a tombstone must be before it may go; it never goes unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tombstone_grace_ms: Option<Millis>,
    /// How background work yields to requests; it does not unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admission: Option<Admission>,
    /// How long a message takes; from 2 to 12 ms unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency: Option<Latency>,
    /// How long a client waits before it gives up; 500 unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_timeout_ms: Option<Millis>,
    /// How often a partition-aware client asks who the members are; 10,000 unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_refresh_ms: Option<Millis>,
}

/// Keys with a common beginning that are kept in their own way. What is not said is as for all
/// other keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct KeySpace {
    /// What the keys begin with.
    pub prefix: String,
    /// N.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replicas: Option<u8>,
    /// R.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_quorum: Option<u8>,
    /// W.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub write_quorum: Option<u8>,
    /// How siblings are dealt with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reconciliation: Option<Reconciliation>,
}

named_variants! {
    /// How siblings are dealt with.
    Reconciliation = key_space::Reconciliation {
        /// The client gets all siblings and merges them.
        Siblings,
        /// The version with the latest wall-clock time stays.
        LastWriteWins,
    }
    /// Who may answer for a key.
    QuorumKind = config::QuorumKind {
        /// The first N healthy nodes of the preference list.
        Sloppy,
        /// The key's primaries alone.
        Strict,
    }
    /// How clocks are kept.
    ClockKind = object::ClockKind {
        /// One vector clock for each version.
        PerVersion,
        /// One vector clock for all siblings of an object.
        PerObject,
        /// Dotted version vectors.
        Dotted,
    }
    /// How tokens and partitions are placed.
    Strategy = placement::Strategy {
        /// One random token for each node.
        SingleToken,
        /// Random tokens; they part the ranges.
        RandomTokens,
        /// Random tokens and equal partitions.
        RandomTokensEqualPartitions,
        /// Equal partitions, dealt out evenly.
        EqualPartitions,
    }
}

/// What makes a node take another as down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Detector {
    /// It did not answer me.
    Local,
    /// It did not answer two of us.
    TwoWitnesses,
    /// Its heartbeat has stood still for this long.
    Heartbeat {
        /// How long.
        timeout_ms: Millis,
    },
    /// Its suspicion level phi is above a threshold.
    PhiAccrual {
        /// The threshold, in tenths.
        threshold_tenths: u16,
    },
}

/// The in-memory write buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WriteBuffer {
    /// How often it is written to disk.
    pub flush_interval_ms: Millis,
    /// How many of the N copies are written to disk at once all the same.
    #[serde(default)]
    pub durable_copies: u8,
}

/// How background work yields to requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Admission {
    /// How long a request may wait for its replicas.
    pub target_ms: Millis,
    /// How many slices of background work may be under way at the most.
    pub slices_max: u16,
}

/// How the format understands what is not said. A change here would change what old files mean.
const NODES: u16 = 5;
const ZONES: u8 = 1;
const POLICY: Policy = Policy {
    replicas: 3,
    read_quorum: 2,
    write_quorum: 2,
    reconciliation: key_space::Reconciliation::Siblings,
};
const QUORUM: QuorumKind = QuorumKind::Sloppy;
const CLOCKS: ClockKind = ClockKind::PerVersion;
const CLOCK_ENTRIES_MAX: u8 = 10;
const PLACEMENT: Strategy = Strategy::RandomTokens;
const TOKENS_PER_NODE: u16 = 8;
const PARTITIONS: u32 = 64;
const REPLICA_TIMEOUT: Millis = Millis::new(50);
const REQUEST_DEADLINE: Millis = Millis::new(300);
const PROBE_INTERVAL: Millis = Millis::new(500);
const DETECTOR: Detector = Detector::Local;
const MERKLE_DEPTH: u8 = 6;
const LATENCY: Latency = Latency::Uniform { min_ms: Millis::new(2), max_ms: Millis::new(12) };
const CLIENT_TIMEOUT: Millis = Millis::new(500);
const CLIENT_REFRESH: Millis = Millis::new(10_000);

/// What has to be said: nothing if it is as it is understood anyway.
fn unless<T: PartialEq>(usual: &T, value: T) -> Option<T> {
    (value != *usual).then_some(value)
}

impl From<&Setup> for Cluster {
    fn from(setup: &Setup) -> Cluster {
        // Taken apart, so that nothing new can be forgotten.
        let Setup { nodes, zones, capacities, store, latency, client_timeout, client_refresh } =
            setup;
        let Config {
            replicas,
            read_quorum,
            write_quorum,
            reconciliation,
            key_spaces,
            clock_kind,
            clock_entries_max,
            placement,
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
        } = store;
        let policy = store.default_policy();
        Cluster {
            nodes: unless(&NODES, *nodes),
            zones: unless(&ZONES, *zones),
            capacities: capacities.clone(),
            replicas: unless(&POLICY.replicas, *replicas),
            read_quorum: unless(&POLICY.read_quorum, *read_quorum),
            write_quorum: unless(&POLICY.write_quorum, *write_quorum),
            reconciliation: unless(&POLICY.reconciliation, *reconciliation).map(Into::into),
            key_spaces: key_spaces.iter().map(|space| KeySpace::new(space, policy)).collect(),
            quorum: unless(&QUORUM, (*quorum_kind).into()),
            clocks: unless(&CLOCKS, (*clock_kind).into()),
            clock_entries_max: unless(&CLOCK_ENTRIES_MAX, *clock_entries_max),
            placement: unless(&PLACEMENT, placement.strategy.into()),
            tokens_per_node: unless(&TOKENS_PER_NODE, placement.tokens_per_node),
            partitions: unless(&PARTITIONS, placement.partitions),
            replica_timeout_ms: unless(&REPLICA_TIMEOUT, (*replica_timeout).into()),
            request_deadline_ms: unless(&REQUEST_DEADLINE, (*request_deadline).into()),
            probe_interval_ms: unless(&PROBE_INTERVAL, (*probe_interval).into()),
            failure_detector: unless(&DETECTOR, (*detector).into()),
            gossip_interval_ms: gossip_interval.map(Into::into),
            seeds: seeds.iter().copied().map(NodeName).collect(),
            anti_entropy_interval_ms: anti_entropy_interval.map(Into::into),
            merkle_depth: unless(&MERKLE_DEPTH, *merkle_depth),
            write_buffer: write_buffer.map(|buffer| WriteBuffer {
                flush_interval_ms: buffer.flush_interval.into(),
                durable_copies: buffer.durable_copies,
            }),
            tombstone_grace_ms: tombstone_grace.map(Into::into),
            admission: admission.map(|admission| Admission {
                target_ms: admission.target.into(),
                slices_max: admission.slices_max,
            }),
            latency: unless(&LATENCY, latency.into()),
            client_timeout_ms: unless(&CLIENT_TIMEOUT, (*client_timeout).into()),
            client_refresh_ms: unless(&CLIENT_REFRESH, (*client_refresh).into()),
        }
    }
}

impl From<&Cluster> for Setup {
    fn from(cluster: &Cluster) -> Setup {
        let policy = Policy {
            replicas: cluster.replicas.unwrap_or(POLICY.replicas),
            read_quorum: cluster.read_quorum.unwrap_or(POLICY.read_quorum),
            write_quorum: cluster.write_quorum.unwrap_or(POLICY.write_quorum),
            reconciliation: cluster.reconciliation.map_or(POLICY.reconciliation, Into::into),
        };
        Setup {
            nodes: cluster.nodes.unwrap_or(NODES),
            zones: cluster.zones.unwrap_or(ZONES),
            capacities: cluster.capacities.clone(),
            store: Config {
                replicas: policy.replicas,
                read_quorum: policy.read_quorum,
                write_quorum: policy.write_quorum,
                reconciliation: policy.reconciliation,
                key_spaces: cluster.key_spaces.iter().map(|space| space.in_store(policy)).collect(),
                clock_kind: cluster.clocks.unwrap_or(CLOCKS).into(),
                clock_entries_max: cluster.clock_entries_max.unwrap_or(CLOCK_ENTRIES_MAX),
                placement: Placement {
                    strategy: cluster.placement.unwrap_or(PLACEMENT).into(),
                    tokens_per_node: cluster.tokens_per_node.unwrap_or(TOKENS_PER_NODE),
                    partitions: cluster.partitions.unwrap_or(PARTITIONS),
                },
                quorum_kind: cluster.quorum.unwrap_or(QUORUM).into(),
                replica_timeout: cluster.replica_timeout_ms.unwrap_or(REPLICA_TIMEOUT).into(),
                request_deadline: cluster.request_deadline_ms.unwrap_or(REQUEST_DEADLINE).into(),
                probe_interval: cluster.probe_interval_ms.unwrap_or(PROBE_INTERVAL).into(),
                detector: cluster.failure_detector.unwrap_or(DETECTOR).into(),
                gossip_interval: cluster.gossip_interval_ms.map(Into::into),
                seeds: cluster.seeds.iter().map(|seed| seed.0).collect(),
                anti_entropy_interval: cluster.anti_entropy_interval_ms.map(Into::into),
                merkle_depth: cluster.merkle_depth.unwrap_or(MERKLE_DEPTH),
                write_buffer: cluster.write_buffer.map(|buffer| config::WriteBuffer {
                    flush_interval: buffer.flush_interval_ms.into(),
                    durable_copies: buffer.durable_copies,
                }),
                tombstone_grace: cluster.tombstone_grace_ms.map(Into::into),
                admission: cluster.admission.map(|admission| AdmissionConfig {
                    target: admission.target_ms.into(),
                    slices_max: admission.slices_max,
                }),
            },
            latency: cluster.latency.as_ref().unwrap_or(&LATENCY).into(),
            client_timeout: cluster.client_timeout_ms.unwrap_or(CLIENT_TIMEOUT).into(),
            client_refresh: cluster.client_refresh_ms.unwrap_or(CLIENT_REFRESH).into(),
        }
    }
}

impl KeySpace {
    fn new(space: &key_space::KeySpace, usual: Policy) -> KeySpace {
        let Policy { replicas, read_quorum, write_quorum, reconciliation } = space.policy;
        KeySpace {
            prefix: space.prefix.clone(),
            replicas: unless(&usual.replicas, replicas),
            read_quorum: unless(&usual.read_quorum, read_quorum),
            write_quorum: unless(&usual.write_quorum, write_quorum),
            reconciliation: unless(&usual.reconciliation, reconciliation).map(Into::into),
        }
    }

    fn in_store(&self, usual: Policy) -> key_space::KeySpace {
        let policy = Policy {
            replicas: self.replicas.unwrap_or(usual.replicas),
            read_quorum: self.read_quorum.unwrap_or(usual.read_quorum),
            write_quorum: self.write_quorum.unwrap_or(usual.write_quorum),
            reconciliation: self.reconciliation.map_or(usual.reconciliation, Into::into),
        };
        key_space::KeySpace { prefix: self.prefix.clone(), policy }
    }
}

impl From<DetectorKind> for Detector {
    fn from(kind: DetectorKind) -> Detector {
        match kind {
            DetectorKind::Local => Detector::Local,
            DetectorKind::TwoWitnesses => Detector::TwoWitnesses,
            DetectorKind::Heartbeat { timeout } => {
                Detector::Heartbeat { timeout_ms: timeout.into() }
            }
            DetectorKind::PhiAccrual { threshold_tenths } => {
                Detector::PhiAccrual { threshold_tenths }
            }
        }
    }
}

impl From<Detector> for DetectorKind {
    fn from(detector: Detector) -> DetectorKind {
        match detector {
            Detector::Local => DetectorKind::Local,
            Detector::TwoWitnesses => DetectorKind::TwoWitnesses,
            Detector::Heartbeat { timeout_ms } => {
                DetectorKind::Heartbeat { timeout: timeout_ms.into() }
            }
            Detector::PhiAccrual { threshold_tenths } => {
                DetectorKind::PhiAccrual { threshold_tenths }
            }
        }
    }
}
