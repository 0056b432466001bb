//! The knobs of the store, with the paper's defaults.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::time::Duration;

/// The most copies that can be asked for: more would not fit a picture, nor a preference list
/// that anyone runs.
pub const REPLICAS_MAX: u8 = 16;

/// How every node of a ring is set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// N: how many copies of an object are kept (Dynamo §4.3).
    pub replicas: u8,
    /// R: how many copies a `get` waits for, the coordinator's own included (Dynamo §4.5).
    pub read_quorum: u8,
    /// W: how many copies a `put` waits for, the coordinator's own included (Dynamo §4.5).
    pub write_quorum: u8,
    /// Whether nodes behind the first N stand in for those out of reach (Dynamo §4.6).
    pub quorum_kind: QuorumKind,
    /// How long a coordinator waits for one replica before it takes it as down.
    pub replica_timeout: Duration,
    /// How long a coordinator tries before it tells the client that the request failed.
    pub request_deadline: Duration,
    /// How often a node asks another that it takes as down whether it is back (Dynamo §4.8.3).
    pub probe_interval: Duration,
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

/// A knob whose setting makes no sense, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The knob to mend.
    pub knob: Knob,
    /// What is wrong with it.
    pub reason: ConfigReason,
}

/// The knobs that can be set wrongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Knob {
    /// N.
    Replicas,
    /// R.
    ReadQuorum,
    /// W.
    WriteQuorum,
}

/// What is wrong with a knob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfigReason {
    /// It must be at least 1.
    Zero,
    /// More copies than nodes; holds how many nodes there are.
    MoreThanNodes(u16),
    /// More copies than [`REPLICAS_MAX`].
    TooMany,
    /// A quorum of more copies than are kept; holds N.
    MoreThanReplicas(u8),
}

impl Config {
    /// Checks the knobs against each other and against the number of nodes.
    ///
    /// # Errors
    /// Every knob that makes no sense, each once.
    pub fn check(&self, nodes: u16) -> Result<(), Vec<ConfigError>> {
        let replicas = match self.replicas {
            0 => Some(ConfigReason::Zero),
            n if n > REPLICAS_MAX => Some(ConfigReason::TooMany),
            n if u16::from(n) > nodes => Some(ConfigReason::MoreThanNodes(nodes)),
            _ => None,
        };
        let quorum = |size: u8| match size {
            0 => Some(ConfigReason::Zero),
            // A wrong N has its own sentence; quorums are held against it once it is right.
            size if replicas.is_none() && size > self.replicas => {
                Some(ConfigReason::MoreThanReplicas(self.replicas))
            }
            _ => None,
        };
        let errors: Vec<ConfigError> = [
            (Knob::Replicas, replicas),
            (Knob::ReadQuorum, quorum(self.read_quorum)),
            (Knob::WriteQuorum, quorum(self.write_quorum)),
        ]
        .into_iter()
        .filter_map(|(knob, reason)| Some(ConfigError { knob, reason: reason? }))
        .collect();
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

impl Default for Config {
    /// (N, R, W) = (3, 2, 2), the paper's usual setting (Dynamo §6).
    fn default() -> Config {
        Config {
            replicas: 3,
            read_quorum: 2,
            write_quorum: 2,
            quorum_kind: QuorumKind::Sloppy,
            replica_timeout: Duration::from_millis(50),
            request_deadline: Duration::from_millis(300),
            probe_interval: Duration::from_millis(500),
        }
    }
}

impl Knob {
    /// The letter the paper uses.
    pub const fn letter(self) -> char {
        match self {
            Knob::Replicas => 'N',
            Knob::ReadQuorum => 'R',
            Knob::WriteQuorum => 'W',
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let knob = self.knob.letter();
        match self.reason {
            ConfigReason::Zero => write!(formatter, "{knob} must be at least 1."),
            ConfigReason::MoreThanNodes(nodes) => {
                write!(formatter, "{knob} can be at most {nodes}: there are {nodes} nodes.")
            }
            ConfigReason::TooMany => write!(formatter, "{knob} can be at most {REPLICAS_MAX}."),
            ConfigReason::MoreThanReplicas(replicas) => write!(
                formatter,
                "{knob} can be at most N = {replicas}: no more copies than that can answer."
            ),
        }
    }
}

impl core::error::Error for ConfigError {}
