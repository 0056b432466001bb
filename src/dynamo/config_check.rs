//! Whether the knobs of the store make sense, and one sentence for each that does not.

use core::fmt;

use super::config::Config;
use super::key_space::Policy;
use super::placement::{PARTITIONS_MAX, Placement, Strategy, TOKENS_MAX};
use super::time::Duration;

/// The most copies that can be asked for: more would not fit a picture, nor a preference list
/// that anyone runs.
pub const REPLICAS_MAX: u8 = 16;

/// The most levels of a Merkle tree: a million leaves.
pub const MERKLE_DEPTH_MAX: u8 = 20;

/// The shortest that any interval may be: anything shorter would drown all else in upkeep.
pub const INTERVAL_MIN: Duration = Duration::from_millis(1);

/// A knob whose setting makes no sense, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The knob to mend.
    pub knob: Knob,
    /// The key space it belongs to, by prefix; none for the store's own.
    pub key_space: Option<String>,
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
    /// The prefix of a key space.
    Prefix,
    /// The longest clock.
    ClockEntries,
    /// Virtual nodes for each node.
    Tokens,
    /// Equal partitions.
    Partitions,
    /// The depth of Merkle trees.
    MerkleDepth,
    /// How many copies are written to disk at once.
    DurableCopies,
    /// A time-out or an interval.
    Interval(Interval),
}

/// The times that can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Interval {
    /// The time-out of a replica.
    ReplicaTimeout,
    /// The deadline of a request.
    RequestDeadline,
    /// Between two questions whether a node is back.
    Probe,
    /// Between two rounds of gossip.
    Gossip,
    /// Between two comparisons of trees.
    AntiEntropy,
    /// Between two flushes of the write buffer.
    Flush,
    /// The age at which a tombstone may go.
    TombstoneGrace,
    /// Between two questions of a client who the members are.
    ClientRefresh,
}

/// What is wrong with a knob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfigReason {
    /// It must be at least 1.
    Zero,
    /// More copies than nodes; holds how many nodes there are.
    MoreThanNodes(u16),
    /// More than this many.
    MoreThan(u32),
    /// A quorum, or durable copies, of more than are kept; holds N.
    MoreThanReplicas(u8),
    /// Not a power of two.
    NotAPowerOfTwo,
    /// Fewer partitions than nodes; holds how many nodes there are.
    FewerThanNodes(u16),
    /// Shorter than [`INTERVAL_MIN`].
    TooShort,
    /// A key space without a prefix would hold all keys.
    Empty,
}

impl Config {
    /// Checks the knobs against each other and against the number of nodes.
    ///
    /// # Errors
    /// Every knob that makes no sense, each once.
    pub fn check(&self, nodes: u16) -> Result<(), Vec<ConfigError>> {
        let mut errors = Vec::new();
        let own = |knob, reason| ConfigError { knob, key_space: None, reason };
        check_policy(self.default_policy(), nodes, None, &mut errors);
        for space in &self.key_spaces {
            let prefix = Some(space.prefix.as_str());
            if space.prefix.is_empty() {
                let key_space = prefix.map(str::to_owned);
                errors.push(ConfigError {
                    knob: Knob::Prefix,
                    key_space,
                    reason: ConfigReason::Empty,
                });
            }
            check_policy(space.policy, nodes, prefix, &mut errors);
        }
        if self.clock_entries_max == 0 {
            errors.push(own(Knob::ClockEntries, ConfigReason::Zero));
        }
        errors.extend(
            check_placement(&self.placement, nodes)
                .into_iter()
                .map(|(knob, reason)| own(knob, reason)),
        );
        if self.merkle_depth == 0 {
            errors.push(own(Knob::MerkleDepth, ConfigReason::Zero));
        }
        if self.merkle_depth > MERKLE_DEPTH_MAX {
            let reason = ConfigReason::MoreThan(u32::from(MERKLE_DEPTH_MAX));
            errors.push(own(Knob::MerkleDepth, reason));
        }
        if let Some(buffer) = self.write_buffer
            && buffer.durable_copies > self.replicas
        {
            errors.push(own(Knob::DurableCopies, ConfigReason::MoreThanReplicas(self.replicas)));
        }
        let intervals = [
            (Interval::ReplicaTimeout, Some(self.replica_timeout)),
            (Interval::RequestDeadline, Some(self.request_deadline)),
            (Interval::Probe, Some(self.probe_interval)),
            (Interval::Gossip, self.gossip_interval),
            (Interval::AntiEntropy, self.anti_entropy_interval),
            (Interval::Flush, self.write_buffer.map(|buffer| buffer.flush_interval)),
            (Interval::TombstoneGrace, self.tombstone_grace),
        ];
        for (interval, length) in intervals {
            if length.is_some_and(|length| length < INTERVAL_MIN) {
                errors.push(own(Knob::Interval(interval), ConfigReason::TooShort));
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

/// What makes no sense about a placement, given the number of nodes.
fn check_placement(placement: &Placement, nodes: u16) -> Vec<(Knob, ConfigReason)> {
    let tokens = match placement.tokens_per_node {
        0 => Some(ConfigReason::Zero),
        many if many > TOKENS_MAX => Some(ConfigReason::MoreThan(u32::from(TOKENS_MAX))),
        _ => None,
    };
    let partitions = match placement.partitions {
        0 => Some(ConfigReason::Zero),
        many if many > PARTITIONS_MAX => Some(ConfigReason::MoreThan(PARTITIONS_MAX)),
        many if !many.is_power_of_two() => Some(ConfigReason::NotAPowerOfTwo),
        many if many < u32::from(nodes) && placement.strategy == Strategy::EqualPartitions => {
            Some(ConfigReason::FewerThanNodes(nodes))
        }
        _ => None,
    };
    let found = [(Knob::Tokens, tokens), (Knob::Partitions, partitions)];
    found.into_iter().filter_map(|(knob, reason)| Some((knob, reason?))).collect()
}

fn check_policy(policy: Policy, nodes: u16, prefix: Option<&str>, errors: &mut Vec<ConfigError>) {
    let Policy { replicas, read_quorum, write_quorum, .. } = policy;
    let wrong_replicas = match replicas {
        0 => Some(ConfigReason::Zero),
        n if n > REPLICAS_MAX => Some(ConfigReason::MoreThan(u32::from(REPLICAS_MAX))),
        n if u16::from(n) > nodes => Some(ConfigReason::MoreThanNodes(nodes)),
        _ => None,
    };
    let wrong_quorum = |size: u8| match size {
        0 => Some(ConfigReason::Zero),
        // A wrong N has its own sentence; quorums are held against it once it is right.
        size if wrong_replicas.is_none() && size > replicas => {
            Some(ConfigReason::MoreThanReplicas(replicas))
        }
        _ => None,
    };
    let found = [
        (Knob::Replicas, wrong_replicas),
        (Knob::ReadQuorum, wrong_quorum(read_quorum)),
        (Knob::WriteQuorum, wrong_quorum(write_quorum)),
    ];
    errors.extend(found.into_iter().filter_map(|(knob, reason)| {
        Some(ConfigError { knob, key_space: prefix.map(str::to_owned), reason: reason? })
    }));
}

impl fmt::Display for Knob {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Knob::Replicas => "N",
            Knob::ReadQuorum => "R",
            Knob::WriteQuorum => "W",
            Knob::Prefix => "A key space’s prefix",
            Knob::ClockEntries => "The longest clock",
            Knob::Tokens => "The number of virtual nodes",
            Knob::Partitions => "The number of partitions",
            Knob::MerkleDepth => "The depth of the Merkle trees",
            Knob::DurableCopies => "The number of durable copies",
            Knob::Interval(interval) => match interval {
                Interval::ReplicaTimeout => "The time-out of a replica",
                Interval::RequestDeadline => "The deadline of a request",
                Interval::Probe => "The probe interval",
                Interval::Gossip => "The gossip interval",
                Interval::AntiEntropy => "The anti-entropy interval",
                Interval::Flush => "The flush interval",
                Interval::TombstoneGrace => "The grace of tombstones",
                Interval::ClientRefresh => "The refresh interval of clients",
            },
        })
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(prefix) = &self.key_space {
            write!(formatter, "Key space “{prefix}”: ")?;
        }
        let knob = self.knob;
        match self.reason {
            ConfigReason::Zero => write!(formatter, "{knob} must be at least 1."),
            ConfigReason::MoreThanNodes(nodes) => {
                write!(formatter, "{knob} can be at most {nodes}: there are {nodes} nodes.")
            }
            ConfigReason::MoreThan(most) => write!(formatter, "{knob} can be at most {most}."),
            ConfigReason::MoreThanReplicas(replicas) => write!(
                formatter,
                "{knob} can be at most N = {replicas}: no more copies than that can answer."
            ),
            ConfigReason::NotAPowerOfTwo => {
                write!(formatter, "{knob} must be a power of two, as 16, 32 or 64.")
            }
            ConfigReason::FewerThanNodes(nodes) => {
                write!(formatter, "{knob} must be at least {nodes}: one for each node.")
            }
            ConfigReason::TooShort => write!(formatter, "{knob} must be at least {INTERVAL_MIN}."),
            ConfigReason::Empty => write!(formatter, "{knob} needs at least one character."),
        }
    }
}

impl core::error::Error for ConfigError {}
