//! Everything that one process says to another.

use serde::{Deserialize, Serialize};

use super::causal_context::{CausalContext, ContextError};
use super::identity::{NodeId, RequestId};
use super::key::{Key, Value};
use super::object::{Object, Version};
use super::vector_clock::VectorClock;

/// What travels on the network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Message {
    /// A client asks a node, any node (Dynamo §4.5).
    Ask(Request),
    /// A node that does not keep the key hands the request on, one hop (Dynamo §4.5).
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
        /// The new version.
        version: Version,
        /// The node that should have it, if the receiver is only to keep a hint (Dynamo §4.6).
        hint_for: Option<NodeId>,
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
        /// All that the stored versions have seen: it tells which delivery is confirmed.
        stored: VectorClock,
    },
    /// Are you there? Sent to a node that is taken as down (Dynamo §4.8.3).
    Ping,
    /// I am.
    Pong,
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
}

/// The two operations of the store (Dynamo §4.1).
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
    /// A put that reached its quorum.
    Written,
    /// Too few nodes answered in time. A put that ends so is *indeterminate*: some replicas
    /// may have stored it, and it may still spread.
    TooFewAnswers {
        /// How many answered.
        answered: u8,
        /// How many were needed.
        needed: u8,
    },
    /// The node that the request was handed to stayed silent. A put that ends so is
    /// indeterminate: that node may yet carry it out, so no other was given it.
    CoordinatorSilent {
        /// The silent node.
        coordinator: NodeId,
    },
    /// The request makes no sense and was not carried out.
    Refused(ContextError),
}

/// The kind of a message, for shapes and names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MessageKind {
    /// [`Message::Ask`]
    Ask,
    /// [`Message::Forward`]
    Forward,
    /// [`Message::ForwardTaken`]
    ForwardTaken,
    /// [`Message::Answer`]
    Answer,
    /// [`Message::Write`]
    Write,
    /// [`Message::WriteDone`]
    WriteDone,
    /// [`Message::Read`]
    Read,
    /// [`Message::ReadResult`]
    ReadResult,
    /// [`Message::Repair`]
    Repair,
    /// [`Message::Handoff`]
    Handoff,
    /// [`Message::HandoffDone`]
    HandoffDone,
    /// [`Message::Ping`]
    Ping,
    /// [`Message::Pong`]
    Pong,
}

impl MessageKind {
    /// Every kind, once.
    pub const ALL: [MessageKind; 13] = [
        MessageKind::Ask,
        MessageKind::Forward,
        MessageKind::ForwardTaken,
        MessageKind::Answer,
        MessageKind::Write,
        MessageKind::WriteDone,
        MessageKind::Read,
        MessageKind::ReadResult,
        MessageKind::Repair,
        MessageKind::Handoff,
        MessageKind::HandoffDone,
        MessageKind::Ping,
        MessageKind::Pong,
    ];
}

impl Message {
    /// The message's kind.
    pub const fn kind(&self) -> MessageKind {
        match self {
            Message::Ask(_) => MessageKind::Ask,
            Message::Forward(_) => MessageKind::Forward,
            Message::ForwardTaken { .. } => MessageKind::ForwardTaken,
            Message::Answer { .. } => MessageKind::Answer,
            Message::Write { .. } => MessageKind::Write,
            Message::WriteDone { .. } => MessageKind::WriteDone,
            Message::Read { .. } => MessageKind::Read,
            Message::ReadResult { .. } => MessageKind::ReadResult,
            Message::Repair { .. } => MessageKind::Repair,
            Message::Handoff { .. } => MessageKind::Handoff,
            Message::HandoffDone { .. } => MessageKind::HandoffDone,
            Message::Ping => MessageKind::Ping,
            Message::Pong => MessageKind::Pong,
        }
    }

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
            | Message::Repair { request, .. } => Some(*request),
            Message::Handoff { .. }
            | Message::HandoffDone { .. }
            | Message::Ping
            | Message::Pong => None,
        }
    }
}
