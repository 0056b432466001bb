//! Everything that one process says to another: for requests (Dynamo §4.5), hints (§4.6),
//! anti-entropy (§4.7), membership (§4.8) and moving ranges (§4.9).

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::causal_context::{CausalContext, ContextError};
use super::exchange::{Compared, Exchange, LeafKeys};
use super::failure_detector::Heartbeat;
use super::identity::{NodeId, RequestId};
use super::key::{Key, Value};
use super::membership::Membership;
use super::merkle::Hash;
use super::object::{Dot, Object};
use super::ring::{KeyRange, Ring};

/// What travels on the network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Message {
    /// A client asks a node, any node (Dynamo §4.5).
    Ask(Request),
    /// A node hands the request on to its coordinator, one hop (Dynamo §4.5).
    Forward(Request),
    /// The node that was handed a request has taken it up.
    ForwardTaken {
        /// The request.
        request: RequestId,
    },
    /// The answer to the client.
    Answer {
        /// The request that is answered.
        request: RequestId,
        /// What came of it.
        outcome: Outcome,
    },
    /// A coordinator gives a replica the new version (Dynamo §4.5).
    Write {
        /// The put it belongs to.
        request: RequestId,
        /// The key.
        key: Key,
        /// The new version, with whatever must travel with it.
        object: Object,
        /// The node that should have it, if the receiver is only to keep a hint (Dynamo §4.6).
        hint_for: Option<NodeId>,
        /// Whether it must be on disk before it is acknowledged (Dynamo §6.1).
        durable: bool,
    },
    /// The replica has stored the version.
    WriteDone {
        /// The put it belongs to.
        request: RequestId,
    },
    /// A coordinator asks a replica for all its versions (Dynamo §4.5).
    Read {
        /// The get it belongs to.
        request: RequestId,
        /// The key.
        key: Key,
    },
    /// The replica's versions.
    ReadResult {
        /// The get it belongs to.
        request: RequestId,
        /// All versions that the replica holds, its hints included.
        object: Object,
    },
    /// A node that is no member of the ring cannot do what a coordinator asked.
    ReplicaRefused {
        /// The request it belongs to.
        request: RequestId,
    },
    /// A coordinator brings a replica that answered with too little up to date (Dynamo §5).
    Repair {
        /// The get that found it out.
        request: RequestId,
        /// The key.
        key: Key,
        /// What the replica lacked.
        object: Object,
    },
    /// A stand-in hands a hinted replica to the node it was meant for (Dynamo §4.6).
    Handoff {
        /// The key.
        key: Key,
        /// The hinted versions.
        object: Object,
    },
    /// The intended owner has stored the hinted versions.
    HandoffDone {
        /// The key.
        key: Key,
        /// The versions that are stored: those and no others may be forgotten.
        stored: Object,
    },
    /// Are you there? Sent to a node that did not answer (Dynamo §4.8.3).
    Ping,
    /// I am.
    Pong,
    /// What a node knows of the members, their hearts and their silence (Dynamo §4.8.1).
    Gossip(Gossip),
    /// The same in answer: views are reconciled both ways.
    GossipReply(Gossip),
    /// A client asks who the members are (Dynamo §6.4).
    MembersWanted,
    /// The ring as the node knows it.
    Members(Rc<Ring>),
    /// Hashes of trees, to be held against the receiver's (Dynamo §4.7).
    Compare {
        /// The exchange it belongs to.
        exchange: Exchange,
        /// The sender's ring: trees of another must not be compared.
        ring: u64,
        /// The hashes, all of one level.
        hashes: Vec<Compared>,
    },
    /// The rings differ: the trees say nothing about each other.
    CompareRefused {
        /// The exchange it belongs to.
        exchange: Exchange,
    },
    /// The keys of the leaves that differ, each with its hash.
    LeafKeys {
        /// The exchange it belongs to.
        exchange: Exchange,
        /// The leaves.
        leaves: Vec<LeafKeys>,
    },
    /// Objects that the receiver lacks, and keys that the sender lacks.
    Synchronise {
        /// The exchange it belongs to.
        exchange: Exchange,
        /// What the receiver lacks.
        objects: Vec<(Key, Object)>,
        /// What the sender lacks.
        wanted: Vec<Key>,
    },
    /// All the same: nothing more to compare.
    InSync {
        /// The exchange it belongs to.
        exchange: Exchange,
    },
    /// A joining node asks for a range that it is going to keep (Dynamo §4.9).
    TransferWanted {
        /// The range.
        range: KeyRange,
    },
    /// A node has a range to hand over; it is sent only once the receiver confirms.
    TransferOffered {
        /// The range.
        range: KeyRange,
        /// Its objects, by their hashes: what the receiver has on disk already need not be sent.
        offered: Vec<(Key, Hash)>,
    },
    /// The receiver wants the range, and has not got all of it yet.
    TransferConfirmed {
        /// The range.
        range: KeyRange,
        /// What of it the receiver has not got yet.
        wanted: Vec<Key>,
    },
    /// The range's objects that the receiver wants.
    Transfer {
        /// The range.
        range: KeyRange,
        /// The objects.
        objects: Vec<(Key, Object)>,
    },
    /// The objects are stored: the sender may forget them if it keeps them no longer.
    TransferDone {
        /// The range.
        range: KeyRange,
        /// All objects of the range that the receiver has on disk, by their hashes, those sent
        /// just now as they were sent.
        stored: Vec<(Key, Hash)>,
    },
    /// The receiver does not know its part in this: its ring is another.
    TransferRefused {
        /// The range.
        range: KeyRange,
    },
    /// May the tombstone go? Sent to every member.
    TombstoneCheck {
        /// The key.
        key: Key,
        /// The tombstone's dot.
        dot: Dot,
    },
    /// Whether the member holds nothing that the tombstone keeps away.
    TombstoneChecked {
        /// The key.
        key: Key,
        /// The tombstone's dot.
        dot: Dot,
        /// Whether it may go as far as this member is concerned.
        agreed: bool,
    },
    /// Every member agreed: the tombstone goes.
    TombstoneDrop {
        /// The key.
        key: Key,
        /// The tombstone's dot.
        dot: Dot,
    },
}

/// What a node tells a peer when it gossips (Dynamo §4.8.1, §4.8.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gossip {
    /// Who the members are, as far as it knows.
    pub membership: Rc<Membership>,
    /// What it has heard of everybody's heart.
    pub heartbeats: Vec<(NodeId, Heartbeat)>,
    /// Who did not answer it.
    pub unanswered: Vec<NodeId>,
}

/// A client's request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its name on every hop.
    pub id: RequestId,
    /// The key.
    pub key: Key,
    /// What to do.
    pub operation: Operation,
    /// R or W for this request alone; the key's usual one if none.
    pub quorum: Option<u8>,
    /// The digest of the ring by which a partition-aware client chose the node; none for
    /// clients that know no ring (Dynamo §6.4).
    pub ring: Option<u64>,
}

/// The operations of the store (Dynamo §4.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Operation {
    /// Return the object, or all its siblings, and a context.
    Get,
    /// Store a new version.
    Put {
        /// The value.
        value: Value,
        /// What the writer had read; none for a blind write.
        context: Option<CausalContext>,
    },
    /// Store a tombstone.
    Delete {
        /// What the writer had read; none for a blind deletion.
        context: Option<CausalContext>,
    },
}

impl Operation {
    /// The context that a write comes with.
    pub fn context(&self) -> Option<&CausalContext> {
        match self {
            Operation::Get => None,
            Operation::Put { context, .. } | Operation::Delete { context } => context.as_ref(),
        }
    }

    /// Whether it makes a new version.
    pub fn is_write(&self) -> bool {
        !matches!(self, Operation::Get)
    }
}

/// What a client is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// A get that reached its quorum.
    Found {
        /// All versions of which none descends from another; none if nothing was ever put.
        object: Object,
        /// What to put back with the next version.
        context: CausalContext,
    },
    /// A write that reached its quorum.
    Written,
    /// Too few nodes answered in time, or too many refused. A write that ends so is
    /// *indeterminate*: some replicas may have stored it, and it may still spread.
    TooFewAnswers {
        /// How many answered.
        answered: u8,
        /// How many were needed.
        needed: u8,
    },
    /// The node that the request was handed to stayed silent. A write that ends so is
    /// indeterminate: that node may yet carry it out, so no other was given it.
    CoordinatorSilent {
        /// The silent node.
        coordinator: NodeId,
    },
    /// The request makes no sense and was not carried out.
    Refused(Refusal),
}

/// Why a request is refused. Nothing has been written then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// Its context cannot be used.
    Context(ContextError),
    /// It asks for a quorum that there cannot be; holds N.
    Quorum(u8),
    /// The node is no member of the ring, or not yet.
    NotAMember,
    /// The whole ring has fewer nodes than the request needs answers.
    TooFewNodes {
        /// How many nodes there are, as far as the coordinator knows.
        nodes: u16,
        /// How many answers are needed.
        needed: u8,
    },
}

impl core::fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Refusal::Context(error) => error.fmt(formatter),
            Refusal::Quorum(replicas) => {
                write!(formatter, "the quorum must be from 1 to N = {replicas}")
            }
            Refusal::NotAMember => {
                write!(formatter, "this node is not a member of the ring: ask another")
            }
            Refusal::TooFewNodes { nodes: 1, needed } => {
                write!(formatter, "{needed} nodes must answer, and there is only one")
            }
            Refusal::TooFewNodes { nodes, needed } => {
                write!(formatter, "{needed} nodes must answer, and there are only {nodes}")
            }
        }
    }
}

impl Message {
    /// The request that the message serves; none for the store's own upkeep.
    pub const fn request(&self) -> Option<RequestId> {
        match self {
            Message::Ask(request) | Message::Forward(request) => Some(request.id),
            Message::ForwardTaken { request }
            | Message::Answer { request, .. }
            | Message::Write { request, .. }
            | Message::WriteDone { request }
            | Message::Read { request, .. }
            | Message::ReadResult { request, .. }
            | Message::ReplicaRefused { request }
            | Message::Repair { request, .. } => Some(*request),
            _ => None,
        }
    }

    /// The comparison of trees that this belongs to.
    pub const fn exchange(&self) -> Option<&Exchange> {
        match self {
            Message::Compare { exchange, .. }
            | Message::CompareRefused { exchange }
            | Message::LeafKeys { exchange, .. }
            | Message::Synchronise { exchange, .. }
            | Message::InSync { exchange } => Some(exchange),
            _ => None,
        }
    }
}
