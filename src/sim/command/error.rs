//! Why a command cannot be given, and how to mend it.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::dynamo::identity::{Address, ClientId, NodeId};
use crate::sim::fault::{DELAY_MAX_MS, PERMILLE_MAX};
use crate::sim::setup::{CAPACITY_MAX, NODES_MAX, ZONES_MAX};
use crate::sim::workload::{CLIENTS_MAX, KEYS_MAX, OPERATIONS_MAX, SKEW_MAX_HUNDREDTHS};

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
    /// The node stands still already.
    AlreadyPaused(NodeId),
    /// The node does not stand still.
    NotPaused(NodeId),
    /// Nobody runs there.
    IsDown(NodeId),
    /// Whoever stands still hears no administrator.
    StandsStill(NodeId),
    /// Longer than [`DELAY_MAX_MS`].
    DelayTooLong,
    /// A share of messages above [`PERMILLE_MAX`].
    BadRate,
    /// There is no link between these two.
    NoSuchLink(Address, Address),
    /// The link is cut already.
    AlreadyCut(Address, Address),
    /// The link is not cut.
    NotCut(Address, Address),
    /// More groups than there can be nodes.
    TooManyGroups,
    /// A client stands in two groups.
    ClientInTwoGroups(ClientId),
    /// Clients are to stand with a group that there is not.
    NoSuchGroup,
    /// The message is not on its way any more.
    NotOnItsWay,
    /// The message stands still already.
    AlreadyHeld,
    /// The message does not stand still.
    NotHeld,
    /// There are as many copies of the message as can be told apart.
    TooManyCopies,
    /// A workload with a number that there cannot be.
    BadWorkload,
    /// There is no workload.
    NoWorkload,
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
            CommandError::NotKnown { node, told } => write!(
                formatter,
                "{told} knows no member {node}: it has left, or {told} has not heard of it yet."
            ),
            CommandError::CartTooLong => {
                write!(formatter, "The cart would be longer than a value may be.")
            }
            CommandError::AlreadyPaused(node) => write!(formatter, "{node} stands still already."),
            CommandError::NotPaused(node) => write!(formatter, "{node} does not stand still."),
            CommandError::IsDown(node) => {
                write!(formatter, "{node} is down: start it again first.")
            }
            CommandError::StandsStill(node) => {
                write!(formatter, "{node} stands still and hears nobody: resume it first.")
            }
            CommandError::DelayTooLong => {
                write!(formatter, "A delay can be 0 to {DELAY_MAX_MS} ms, which is an hour.")
            }
            CommandError::BadRate => {
                write!(formatter, "A rate can be 0 to {PERMILLE_MAX} of a thousand messages.")
            }
            CommandError::NoSuchLink(from, to) => {
                write!(
                    formatter,
                    "There is no link from {from} to {to}; a link has a node at one end and another process at the other."
                )
            }
            CommandError::AlreadyCut(from, to) => {
                write!(formatter, "The link from {from} to {to} is cut already.")
            }
            CommandError::NotCut(from, to) => {
                write!(formatter, "The link from {from} to {to} is not cut.")
            }
            CommandError::TooManyGroups => {
                write!(formatter, "There can be at most {NODES_MAX} groups.")
            }
            CommandError::ClientInTwoGroups(client) => {
                write!(formatter, "{client} stands in two groups; name it in one.")
            }
            CommandError::NoSuchGroup => write!(
                formatter,
                "Clients are to stand with a group that there is not; name at most one list of clients for each group and one for the nodes in none."
            ),
            CommandError::NotOnItsWay => {
                write!(
                    formatter,
                    "This message is not on its way: it has arrived, was lost, or was never sent."
                )
            }
            CommandError::AlreadyHeld => write!(formatter, "This message is held already."),
            CommandError::NotHeld => write!(formatter, "This message is not held."),
            CommandError::TooManyCopies => {
                write!(formatter, "There can be no more copies of this message.")
            }
            CommandError::BadWorkload => write!(
                formatter,
                "A workload has 1 to {OPERATIONS_MAX} operations a second, 0 to 100 % of them reads, on 1 to {KEYS_MAX} keys, with a skew of 0 to {}, by 1 to {CLIENTS_MAX} clients.",
                SKEW_MAX_HUNDREDTHS / 100
            ),
            CommandError::NoWorkload => write!(formatter, "There is no workload to stop."),
        }
    }
}

impl core::error::Error for CommandError {}
