//! What a person, or a script in a person's stead, can do to the simulated world: send a
//! client's request, or cause or mend a fault. There is no other way to influence a run.

use core::fmt;

use serde::{Deserialize, Serialize};

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
    },
    /// A node's process ends at once. Its disk stays.
    Crash(NodeId),
    /// A node's process starts on the disk that the last one left.
    Restart(NodeId),
    /// The nodes are split into groups that cannot reach each other. Clients reach all.
    Partition(Vec<Vec<NodeId>>),
    /// Every cut is mended.
    Heal,
}

/// Which node a client turns to (Dynamo §4.5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry {
    /// Any node: the load balancer draws one, knowing nothing of keys or of who is up.
    #[default]
    LoadBalancer,
    /// This one.
    Node(NodeId),
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
}

impl fmt::Display for CommandError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CommandError::NoSuchNode(node) => write!(formatter, "There is no node {node}."),
            CommandError::AlreadyDown(node) => write!(formatter, "{node} is down already."),
            CommandError::NotDown(node) => write!(formatter, "{node} is running."),
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
        }
    }
}

impl core::error::Error for CommandError {}
