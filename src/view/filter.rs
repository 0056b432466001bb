//! What is picked out of all that happened, for the diagram of space and time and for the log.

use super::narration::sending_event;
use crate::dynamo::environment::Timer;
use crate::dynamo::identity::{Address, NodeId, RequestId};
use crate::dynamo::key::Key;
use crate::dynamo::message::Message;
use crate::dynamo::message_kind::MessageKind;
use crate::dynamo::note::{BackgroundWork, Note};
use crate::session::ledger::Ledger;
use crate::session::next::note_key;
use crate::sim::command::Command;
use crate::sim::trace::{EventKind, TraceEvent};

/// What an event is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Traffic {
    /// Gets and puts, with all that replicas do for them.
    Requests,
    /// Hints on their way to their owners.
    Hints,
    /// Who is taken as down, and how that is found out.
    Failures,
    /// Gossip and the members.
    Members,
    /// Comparing trees, and tombstones.
    AntiEntropy,
    /// Ranges of keys on their way to new owners.
    Ranges,
    /// What is done to the simulated world.
    World,
}

impl Traffic {
    /// All of them.
    pub const ALL: [Traffic; 7] = [
        Traffic::Requests,
        Traffic::Hints,
        Traffic::Failures,
        Traffic::Members,
        Traffic::AntiEntropy,
        Traffic::Ranges,
        Traffic::World,
    ];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Traffic::Requests => "Requests",
            Traffic::Hints => "Hints",
            Traffic::Failures => "Failure detection",
            Traffic::Members => "Gossip and members",
            Traffic::AntiEntropy => "Anti-entropy",
            Traffic::Ranges => "Ranges moving",
            Traffic::World => "Commands and faults",
        }
    }

    /// What an event is part of; `trace` is all that happened up to it.
    pub fn of(trace: &[TraceEvent], event: &TraceEvent) -> Traffic {
        match &subject(trace, event).kind {
            EventKind::Commanded { command, .. } => match **command {
                Command::Get { .. } | Command::Put { .. } => Traffic::Requests,
                _ => Traffic::World,
            },
            EventKind::Sent { payload, .. } => of_message(payload.kind()),
            EventKind::TimerFired(timer) => of_timer(*timer),
            EventKind::Note(note) => of_note(note),
            EventKind::Client(_)
            | EventKind::Issued { .. }
            | EventKind::Delivered { .. }
            | EventKind::Lost { .. }
            | EventKind::Befell { .. } => Traffic::Requests,
        }
    }
}

fn of_message(kind: MessageKind) -> Traffic {
    match kind {
        MessageKind::Ask
        | MessageKind::Forward
        | MessageKind::ForwardTaken
        | MessageKind::Answer
        | MessageKind::Write
        | MessageKind::WriteDone
        | MessageKind::Read
        | MessageKind::ReadResult
        | MessageKind::ReplicaRefused
        | MessageKind::Repair => Traffic::Requests,
        MessageKind::Handoff | MessageKind::HandoffDone => Traffic::Hints,
        MessageKind::Ping | MessageKind::Pong => Traffic::Failures,
        MessageKind::Gossip
        | MessageKind::GossipReply
        | MessageKind::MembersWanted
        | MessageKind::Members => Traffic::Members,
        MessageKind::Compare
        | MessageKind::CompareRefused
        | MessageKind::LeafKeys
        | MessageKind::Synchronise
        | MessageKind::InSync
        | MessageKind::TombstoneCheck
        | MessageKind::TombstoneChecked
        | MessageKind::TombstoneDrop => Traffic::AntiEntropy,
        MessageKind::TransferWanted
        | MessageKind::TransferOffered
        | MessageKind::TransferConfirmed
        | MessageKind::Transfer
        | MessageKind::TransferDone
        | MessageKind::TransferRefused => Traffic::Ranges,
    }
}

fn of_timer(timer: Timer) -> Traffic {
    match timer {
        Timer::Replicas(_) | Timer::Deadline(_) | Timer::Forward(_) | Timer::Flush => {
            Traffic::Requests
        }
        Timer::Probe(_) => Traffic::Failures,
        Timer::Gossip => Traffic::Members,
        Timer::AntiEntropy | Timer::Tombstones => Traffic::AntiEntropy,
        Timer::Pull | Timer::Push => Traffic::Ranges,
    }
}

fn of_note(note: &Note) -> Traffic {
    match note {
        Note::HintStored { .. }
        | Note::HandingOff { .. }
        | Note::HintDeleted { .. }
        | Note::HintKept { .. }
        | Note::HintRehomed { .. }
        | Note::Deferred { work: BackgroundWork::Handoff } => Traffic::Hints,
        Note::Suspected { .. } | Note::Recovered { .. } => Traffic::Failures,
        Note::MemberLearnt(_)
        | Note::MemberChanged(_)
        | Note::SeedAsked { .. }
        | Note::AloneInRing => Traffic::Members,
        Note::TreesGrown { .. }
        | Note::TreesCompared { .. }
        | Note::KeysCompared { .. }
        | Note::ExchangeEnded { .. }
        | Note::CompareRefused { .. }
        | Note::TombstoneAsked { .. }
        | Note::TombstoneKept { .. }
        | Note::TombstoneForgotten { .. }
        | Note::Deferred { work: BackgroundWork::AntiEntropy } => Traffic::AntiEntropy,
        Note::RangeWanted { .. }
        | Note::RangeSent { .. }
        | Note::RangeReceived { .. }
        | Note::RangeForgotten { .. }
        | Note::Deferred { work: BackgroundWork::Transfer } => Traffic::Ranges,
        _ => Traffic::Requests,
    }
}

/// What kind of thing an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A message leaves or arrives.
    Messages,
    /// A node or a client tells what it did.
    Deeds,
    /// A message is lost, or something befalls it.
    Mishaps,
    /// A command.
    Commands,
}

impl Sort {
    /// All of them.
    pub const ALL: [Sort; 4] = [Sort::Messages, Sort::Deeds, Sort::Mishaps, Sort::Commands];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Sort::Messages => "Messages that leave and arrive",
            Sort::Deeds => "What nodes and clients do",
            Sort::Mishaps => "What befalls messages",
            Sort::Commands => "Commands",
        }
    }

    /// The kind of an event.
    pub fn of(event: &TraceEvent) -> Sort {
        match event.kind {
            EventKind::Sent { .. } | EventKind::Delivered { .. } => Sort::Messages,
            EventKind::Note(_) | EventKind::Client(_) | EventKind::TimerFired(_) => Sort::Deeds,
            EventKind::Lost { .. } | EventKind::Befell { .. } => Sort::Mishaps,
            EventKind::Commanded { .. } | EventKind::Issued { .. } => Sort::Commands,
        }
    }
}

/// Whom or what an event is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum About {
    /// Anything.
    #[default]
    Anything,
    /// A request.
    Request(RequestId),
    /// A key.
    Key(Key),
    /// A node.
    Node(NodeId),
}

/// What is picked out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// What it is part of; none for everything.
    pub traffic: Option<Traffic>,
    /// What it is about.
    pub about: About,
}

impl Filter {
    /// Whether everything passes.
    pub fn is_open(&self) -> bool {
        *self == Filter::default()
    }

    /// Whether an event passes. All that is told of a message passes if its sending does.
    pub fn passes(&self, trace: &[TraceEvent], ledger: &Ledger, event: &TraceEvent) -> bool {
        self.traffic.is_none_or(|traffic| traffic == Traffic::of(trace, event))
            && match &self.about {
                About::Anything => true,
                About::Request(request) => subject(trace, event).request == Some(*request),
                About::Key(key) => key_of(trace, ledger, event) == Some(key),
                About::Node(node) => concerns(subject(trace, event), *node),
            }
    }
}

/// The event by which another one is judged: of a message its sending, of all others itself.
pub fn subject<'a>(trace: &'a [TraceEvent], event: &'a TraceEvent) -> &'a TraceEvent {
    sending_event(event).and_then(|sending| trace.get(sending.0 as usize)).unwrap_or(event)
}

/// The key that an event is about, if it is about one.
pub fn key_of<'a>(
    trace: &'a [TraceEvent],
    ledger: &'a Ledger,
    event: &'a TraceEvent,
) -> Option<&'a Key> {
    let subject = subject(trace, event);
    let named = match &subject.kind {
        EventKind::Commanded { command, .. } | EventKind::Issued { command } => match &**command {
            Command::Get { key, .. } | Command::Put { key, .. } => Some(key),
            _ => None,
        },
        EventKind::Sent { payload, .. } => match &**payload {
            Message::Handoff { key, .. }
            | Message::HandoffDone { key, .. }
            | Message::TombstoneCheck { key, .. }
            | Message::TombstoneChecked { key, .. }
            | Message::TombstoneDrop { key, .. } => Some(key),
            _ => None,
        },
        EventKind::Note(note) => note_key(note),
        _ => None,
    };
    named.or_else(|| ledger.key(subject.request?))
}

/// Whether something happened at a node, or is a message to it.
fn concerns(event: &TraceEvent, node: NodeId) -> bool {
    let node = Some(Address::Node(node));
    event.process == node || matches!(&event.kind, EventKind::Sent { to, .. } if Some(*to) == node)
}
