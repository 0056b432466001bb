//! The kinds of messages: the parts of the protocol by name, without what they carry.

use serde::{Deserialize, Serialize};

use super::message::Message;

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
    /// [`Message::ReplicaRefused`]
    ReplicaRefused,
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
    /// [`Message::Gossip`]
    Gossip,
    /// [`Message::GossipReply`]
    GossipReply,
    /// [`Message::MembersWanted`]
    MembersWanted,
    /// [`Message::Members`]
    Members,
    /// [`Message::Compare`]
    Compare,
    /// [`Message::CompareRefused`]
    CompareRefused,
    /// [`Message::LeafKeys`]
    LeafKeys,
    /// [`Message::Synchronise`]
    Synchronise,
    /// [`Message::InSync`]
    InSync,
    /// [`Message::TransferWanted`]
    TransferWanted,
    /// [`Message::TransferOffered`]
    TransferOffered,
    /// [`Message::TransferConfirmed`]
    TransferConfirmed,
    /// [`Message::Transfer`]
    Transfer,
    /// [`Message::TransferDone`]
    TransferDone,
    /// [`Message::TransferRefused`]
    TransferRefused,
    /// [`Message::TombstoneCheck`]
    TombstoneCheck,
    /// [`Message::TombstoneChecked`]
    TombstoneChecked,
    /// [`Message::TombstoneDrop`]
    TombstoneDrop,
}

impl MessageKind {
    /// Every kind, once.
    pub const ALL: [MessageKind; 32] = [
        MessageKind::Ask,
        MessageKind::Forward,
        MessageKind::ForwardTaken,
        MessageKind::Answer,
        MessageKind::Write,
        MessageKind::WriteDone,
        MessageKind::Read,
        MessageKind::ReadResult,
        MessageKind::ReplicaRefused,
        MessageKind::Repair,
        MessageKind::Handoff,
        MessageKind::HandoffDone,
        MessageKind::Ping,
        MessageKind::Pong,
        MessageKind::Gossip,
        MessageKind::GossipReply,
        MessageKind::MembersWanted,
        MessageKind::Members,
        MessageKind::Compare,
        MessageKind::CompareRefused,
        MessageKind::LeafKeys,
        MessageKind::Synchronise,
        MessageKind::InSync,
        MessageKind::TransferWanted,
        MessageKind::TransferOffered,
        MessageKind::TransferConfirmed,
        MessageKind::Transfer,
        MessageKind::TransferDone,
        MessageKind::TransferRefused,
        MessageKind::TombstoneCheck,
        MessageKind::TombstoneChecked,
        MessageKind::TombstoneDrop,
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
            Message::ReplicaRefused { .. } => MessageKind::ReplicaRefused,
            Message::Repair { .. } => MessageKind::Repair,
            Message::Handoff { .. } => MessageKind::Handoff,
            Message::HandoffDone { .. } => MessageKind::HandoffDone,
            Message::Ping => MessageKind::Ping,
            Message::Pong => MessageKind::Pong,
            Message::Gossip(_) => MessageKind::Gossip,
            Message::GossipReply(_) => MessageKind::GossipReply,
            Message::MembersWanted => MessageKind::MembersWanted,
            Message::Members(_) => MessageKind::Members,
            Message::Compare { .. } => MessageKind::Compare,
            Message::CompareRefused { .. } => MessageKind::CompareRefused,
            Message::LeafKeys { .. } => MessageKind::LeafKeys,
            Message::Synchronise { .. } => MessageKind::Synchronise,
            Message::InSync { .. } => MessageKind::InSync,
            Message::TransferWanted { .. } => MessageKind::TransferWanted,
            Message::TransferOffered { .. } => MessageKind::TransferOffered,
            Message::TransferConfirmed { .. } => MessageKind::TransferConfirmed,
            Message::Transfer { .. } => MessageKind::Transfer,
            Message::TransferDone { .. } => MessageKind::TransferDone,
            Message::TransferRefused { .. } => MessageKind::TransferRefused,
            Message::TombstoneCheck { .. } => MessageKind::TombstoneCheck,
            Message::TombstoneChecked { .. } => MessageKind::TombstoneChecked,
            Message::TombstoneDrop { .. } => MessageKind::TombstoneDrop,
        }
    }
}
