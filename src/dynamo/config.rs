//! The knobs of the store, with the paper's defaults (Dynamo §6).

use serde::{Deserialize, Serialize};

use super::admission::AdmissionConfig;
use super::failure_detector::DetectorKind;
use super::identity::NodeId;
use super::key::Key;
use super::key_space::{KeySpace, Policy, Reconciliation};
use super::object::ClockKind;
use super::placement::Placement;
use super::sorted::SortedSet;
use super::time::Duration;

/// How every node of a ring is set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// N: how many copies of an object are kept (Dynamo §4.3).
    pub replicas: u8,
    /// R: how many copies a `get` waits for, the coordinator's own included (Dynamo §4.5).
    pub read_quorum: u8,
    /// W: how many copies a `put` waits for, the coordinator's own included (Dynamo §4.5).
    pub write_quorum: u8,
    /// How siblings are dealt with (Dynamo §4.4, §6).
    pub reconciliation: Reconciliation,
    /// Keys that are kept in another way. Of several that fit, the longest prefix counts.
    pub key_spaces: Vec<KeySpace>,
    /// How clocks are kept (Dynamo §4.4).
    pub clock_kind: ClockKind,
    /// A new version's clock is cut to so many pairs (Dynamo §4.4).
    pub clock_entries_max: u8,
    /// How tokens and partitions are placed (Dynamo §6.2).
    pub placement: Placement,
    /// Whether nodes behind the first N stand in for those out of reach (Dynamo §4.6).
    pub quorum_kind: QuorumKind,
    /// How replicas that answered a `get` with too little are brought up to date (Dynamo §5).
    pub read_repair: ReadRepair,
    /// Whether the coordinator of a `put` first asks R copies what they hold, and makes a version
    /// that descends from all of it. A `put` then replaces every version acknowledged before it,
    /// whatever the clocks of the coordinators say; what its writer never read goes as well.
    pub read_before_write: bool,
    /// How long a coordinator waits for one replica before it takes it as silent.
    pub replica_timeout: Duration,
    /// How long a coordinator tries before it tells the client that the request failed.
    pub request_deadline: Duration,
    /// How often a node asks another that it takes as down whether it is back (Dynamo §4.8.3).
    pub probe_interval: Duration,
    /// What makes a node take another as down (Dynamo §4.8.3).
    pub detector: DetectorKind,
    /// How often a node gossips with another drawn at random (Dynamo §4.8.1); never if none.
    pub gossip_interval: Option<Duration>,
    /// Nodes that every node knows from the start, so that no two parts of the ring can stay
    /// unaware of each other (Dynamo §4.8.2).
    pub seeds: Vec<NodeId>,
    /// How often a node compares its trees with another's (Dynamo §4.7); never if none.
    pub anti_entropy_interval: Option<Duration>,
    /// How many levels a Merkle tree has below its root (Dynamo §4.7).
    pub merkle_depth: u8,
    /// Writes go to memory first and to disk later; at once if none (Dynamo §6.1).
    pub write_buffer: Option<WriteBuffer>,
    /// How old a tombstone must be before it may go; it never goes if none.
    pub tombstone_grace: Option<Duration>,
    /// How background work yields to requests (Dynamo §6.5); it does not if none.
    pub admission: Option<AdmissionConfig>,
}

/// Who may answer for a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum QuorumKind {
    /// The first N healthy nodes of the preference list (Dynamo §4.6).
    #[default]
    Sloppy,
    /// The key's primaries and nobody else.
    Strict,
}

/// How a `get` brings replicas up to date that answered with too little (Dynamo §5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReadRepair {
    /// Once the client has its answer: no reader waits for it.
    #[default]
    Asynchronous,
    /// Before the client has its answer: it gets what W copies hold, as after a `put`, so that no
    /// later `get` that meets W copies finds less. Readers wait for it, and may fail by it.
    Blocking,
    /// Never.
    Off,
}

/// The in-memory write buffer (Dynamo §6.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriteBuffer {
    /// How often it is written to disk.
    pub flush_interval: Duration,
    /// How many of the N copies are written to disk at once all the same.
    pub durable_copies: u8,
}

impl Config {
    /// How the objects of all keys outside of key spaces are kept.
    pub fn default_policy(&self) -> Policy {
        Policy {
            replicas: self.replicas,
            read_quorum: self.read_quorum,
            write_quorum: self.write_quorum,
            reconciliation: self.reconciliation,
        }
    }

    /// Every number of copies that some keys are kept in: their primaries differ.
    pub fn replica_counts(&self) -> SortedSet<u8> {
        let spaces = self.key_spaces.iter().map(|space| space.policy.replicas);
        spaces.chain([self.replicas]).collect()
    }

    /// How the object of a key is kept.
    pub fn policy(&self, key: &Key) -> Policy {
        let spaces = self.key_spaces.iter().filter(|space| space.holds(key));
        let closest = spaces.max_by_key(|space| space.prefix.len());
        closest.map_or_else(|| self.default_policy(), |space| space.policy)
    }
}

impl Default for Config {
    /// (N, R, W) = (3, 2, 2), the paper's usual setting (Dynamo §6); no work in the background
    /// but what requests bring about.
    fn default() -> Config {
        Config {
            replicas: 3,
            read_quorum: 2,
            write_quorum: 2,
            reconciliation: Reconciliation::Siblings,
            key_spaces: Vec::new(),
            clock_kind: ClockKind::PerVersion,
            clock_entries_max: 10,
            placement: Placement::default(),
            quorum_kind: QuorumKind::Sloppy,
            read_repair: ReadRepair::Asynchronous,
            read_before_write: false,
            replica_timeout: Duration::from_millis(50),
            request_deadline: Duration::from_millis(300),
            probe_interval: Duration::from_millis(500),
            detector: DetectorKind::Local,
            gossip_interval: None,
            seeds: Vec::new(),
            anti_entropy_interval: None,
            merkle_depth: 6,
            write_buffer: None,
            tombstone_grace: None,
            admission: None,
        }
    }
}
