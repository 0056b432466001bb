//! What a simulated cluster is made of.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::latency::Latency;
use crate::dynamo::chance::{Chance, Purpose};
use crate::dynamo::config::{Config, ConfigError};
use crate::dynamo::identity::NodeId;
use crate::dynamo::key::Position;
use crate::dynamo::ring::{Ring, Token};
use crate::dynamo::time::Duration;

/// The most nodes of one cluster.
pub const NODES_MAX: u16 = 1_000;

/// The most virtual nodes of one node.
pub const TOKENS_MAX: u16 = 256;

/// A cluster before its first event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setup {
    /// How many storage nodes there are.
    pub nodes: u16,
    /// How many virtual nodes each of them has (Dynamo §4.2).
    pub tokens_per_node: u16,
    /// How the store is set up.
    pub store: Config,
    /// How long messages take.
    pub latency: Latency,
    /// How long a client waits before it stops hoping for an answer.
    pub client_timeout: Duration,
}

/// Why a cluster cannot be set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetupError {
    /// Not from 1 to [`NODES_MAX`].
    Nodes,
    /// Not from 1 to [`TOKENS_MAX`].
    Tokens,
    /// A knob of the store.
    Store(ConfigError),
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
        if !(1..=TOKENS_MAX).contains(&self.tokens_per_node) {
            errors.push(SetupError::Tokens);
        }
        // A wrong number of nodes has its own sentence; the knobs are held against it once it
        // is right.
        let nodes = if nodes_make_sense { self.nodes } else { NODES_MAX };
        if let Err(knobs) = self.store.check(nodes) {
            errors.extend(knobs.into_iter().map(SetupError::Store));
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// All nodes.
    pub fn node_ids(&self) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        (0..self.nodes).map(NodeId)
    }

    /// The ring: every node's tokens at random places (Dynamo §4.2, §6.2, strategy 1).
    pub fn ring(&self, chance: Chance) -> Ring {
        let token = |node: NodeId, number: u16| {
            let half = |side: u64| {
                u128::from(chance.draw(
                    Purpose::Token,
                    u64::from(node.0),
                    u64::from(number) * 2 + side,
                ))
            };
            Token { position: Position(half(0) << 64 | half(1)), node }
        };
        Ring::new(
            self.node_ids()
                .flat_map(|node| (0..self.tokens_per_node).map(move |number| token(node, number))),
        )
    }
}

impl Default for Setup {
    /// Five nodes of eight tokens, the paper's quorums, a network of 2 to 12 ms.
    fn default() -> Setup {
        Setup {
            nodes: 5,
            tokens_per_node: 8,
            store: Config::default(),
            latency: Latency::Uniform {
                min: Duration::from_millis(2),
                max: Duration::from_millis(12),
            },
            client_timeout: Duration::from_millis(500),
        }
    }
}

impl fmt::Display for SetupError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SetupError::Nodes => write!(formatter, "There can be 1 to {NODES_MAX} nodes."),
            SetupError::Tokens => {
                write!(formatter, "A node can have 1 to {TOKENS_MAX} virtual nodes.")
            }
            SetupError::Store(error) => error.fmt(formatter),
        }
    }
}

impl core::error::Error for SetupError {}
