//! What a person, or a script in a person's stead, can do to the simulated world: send a
//! client's request, or cause or mend a fault. There is no other way to influence a run.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::setup::{CAPACITY_MAX, ZONES_MAX};
use crate::dynamo::identity::{ClientId, NodeId};
use crate::dynamo::key::{Key, Value};

/// One act from outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// A client gets an object.
    Get {
        /// The client.
        client: ClientId,
        /// The object's key.
        key: Key,
        /// Which node the client turns to.
        entry: Entry,
        /// R for this request alone; the key's usual one if none.
        quorum: Option<u8>,
    },
    /// A client puts an object.
    Put {
        /// The client.
        client: ClientId,
        /// The object's key.
        key: Key,
        /// What the client writes.
        write: Write,
        /// Which node the client turns to.
        entry: Entry,
        /// W for this request alone; the key's usual one if none.
        quorum: Option<u8>,
    },
    /// A node's process ends at once. Its disk stays.
    Crash(NodeId),
    /// A node's process starts on the disk that the last one left.
    Restart(NodeId),
    /// A node's disk is lost, and its process ends with it. What it starts on next is blank.
    WipeDisk(NodeId),
    /// A node's clock is set ahead of the simulation's by so many milliseconds, or behind.
    Skew {
        /// The node.
        node: NodeId,
        /// How far ahead; behind if negative.
        ahead_ms: i32,
    },
    /// A new node is started and told to join the ring (Dynamo §4.8.1).
    Join {
        /// The zone (data centre) it stands in.
        zone: u8,
        /// How much it can bear compared with a node of capacity 1.
        capacity: u8,
    },
    /// A node is told to hand everything over and leave the ring for good.
    Leave(NodeId),
    /// A node is told that another one is gone for good.
    Remove {
        /// The one that is gone.
        node: NodeId,
        /// The one that is told.
        told: NodeId,
    },
    /// The nodes are split into groups that cannot reach each other. Clients reach all.
    Partition(Vec<Vec<NodeId>>),
    /// Every cut is mended.
    Heal,
    /// The configuration service names these nodes as seeds from now on, in place of the setup's
    /// (Dynamo §4.8.2). Every node reads it, at its next gossip.
    NameSeeds(Vec<NodeId>),
}

/// Which node a client turns to (Dynamo §4.5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry {
    /// Any node: the load balancer draws one, knowing nothing of keys or of who is up.
    #[default]
    LoadBalancer,
    /// This one.
    Node(NodeId),
    /// A node that keeps the key, as far as the client knows: it downloads the members from a
    /// random node now and then (Dynamo §6.4).
    PartitionAware,
}

/// What a client writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Write {
    /// This value, in place of what the client last read: the context goes along.
    Update(Value),
    /// This value, as if the client had read nothing: no context goes along.
    Blind(Value),
    /// The shopping cart that the client last read, siblings merged, with one item more.
    AddToCart(String),
    /// The same with one item less.
    RemoveFromCart(String),
    /// The siblings that the client last read, merged into one cart (Dynamo §4.4).
    MergeCarts,
    /// A tombstone in place of what the client last read.
    Delete,
    /// The replicated counter that the client last read, with so much more.
    Count(i32),
    /// The observed-remove set that the client last read, with one item more.
    AddToSet(String),
    /// The same with one item less.
    RemoveFromSet(String),
}

/// Why a command cannot be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CommandError {
    /// There is no such node.
    NoSuchNode(NodeId),
    /// The node is down already.
    AlreadyDown(NodeId),
    /// The node is running.
    NotDown(NodeId),
    /// Nodes join and leave by gossip, and there is none.
    NeedsGossip,
    /// There are as many nodes as there can be.
    TooManyNodes,
    /// The node that is told must run and be a member.
    NotAMember(NodeId),
    /// A node that runs leaves by itself.
    StillRunning(NodeId),
    /// It is the last member.
    LastMember,
    /// A zone or a capacity that there cannot be.
    BadProfile,
    /// A quorum must be from 1 to N; holds N.
    BadQuorum(u8),
    /// A node stands in two groups.
    InTwoGroups(NodeId),
    /// All nodes are in one group: nothing would be split.
    NothingSplit,
    /// The network is whole.
    NotPartitioned,
    /// The client has read nothing under this key that could be merged.
    NothingRead,
    /// The cart would be longer than a value may be.
    CartTooLong,
    /// The node that is told knows no member of this name that could be removed.
    NotKnown {
        /// The one to be removed.
        node: NodeId,
        /// The one that is told.
        told: NodeId,
    },
}

impl fmt::Display for CommandError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CommandError::NoSuchNode(node) => write!(formatter, "There is no node {node}."),
            CommandError::AlreadyDown(node) => write!(formatter, "{node} is down already."),
            CommandError::NotDown(node) => write!(formatter, "{node} is running."),
            CommandError::NeedsGossip => {
                write!(
                    formatter,
                    "Nodes join and leave by gossip: turn it on in the configuration."
                )
            }
            CommandError::TooManyNodes => write!(formatter, "There can be no more nodes."),
            CommandError::NotAMember(node) => {
                write!(formatter, "{node} must be running and a member of the ring.")
            }
            CommandError::StillRunning(node) => {
                write!(formatter, "{node} is running: tell it to leave, or kill it first.")
            }
            CommandError::LastMember => {
                write!(formatter, "The last member cannot leave: all data would go with it.")
            }
            CommandError::BadProfile => write!(
                formatter,
                "A zone can be 0 to {}, a capacity 1 to {CAPACITY_MAX}.",
                ZONES_MAX - 1
            ),
            CommandError::BadQuorum(replicas) => {
                write!(formatter, "A quorum can be 1 to N = {replicas}.")
            }
            CommandError::InTwoGroups(node) => {
                write!(formatter, "{node} stands in two groups; name it in one.")
            }
            CommandError::NothingSplit => {
                write!(formatter, "Put at least one node on each side of the partition.")
            }
            CommandError::NotPartitioned => write!(formatter, "The network is whole already."),
            CommandError::NothingRead => {
                write!(formatter, "This client has read no version of this key; get it first.")
            }
            CommandError::CartTooLong => {
                write!(formatter, "The cart would be longer than a value may be.")
            }
            CommandError::NotKnown { node, told } => write!(
                formatter,
                "{told} knows no member {node}: it has left, or {told} has not heard of it yet."
            ),
        }
    }
}

impl core::error::Error for CommandError {}
