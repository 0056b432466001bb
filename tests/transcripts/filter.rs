//! Which events of a trace a transcript shows: gossip alone would drown everything else.

use dynamo_playground::dynamo::environment::Timer;
use dynamo_playground::dynamo::message::Message;
use dynamo_playground::dynamo::message_kind::MessageKind;
use dynamo_playground::dynamo::note::Note;
use dynamo_playground::sim::trace::{ClientNote, EventKind, TraceEvent};

/// What is shown: events of any topic that is asked for, but none that is hidden.
#[derive(Default)]
pub struct Filter {
    only: Vec<String>,
    hidden: Vec<String>,
}

impl Filter {
    /// Everything of these topics and nothing else.
    pub fn only(topics: Vec<String>) -> Filter {
        Filter { only: topics, hidden: Vec::new() }
    }

    /// Nothing of these topics any more.
    pub fn hide(&mut self, topics: Vec<String>) {
        self.hidden.extend(topics);
    }

    /// Whether an event is shown; its sentence tells of it.
    pub fn wants(&self, trace: &[TraceEvent], event: &TraceEvent, sentence: &str) -> bool {
        let is_of = |topic: &String| is_of(topic, trace, event, sentence);
        (self.only.is_empty() || self.only.iter().any(is_of)) && !self.hidden.iter().any(is_of)
    }
}

/// Whether an event belongs to a topic. What is no topic is looked for in the sentence.
fn is_of(topic: &str, trace: &[TraceEvent], event: &TraceEvent, sentence: &str) -> bool {
    match topic {
        "commands" => matches!(event.kind, EventKind::Commanded { .. }),
        "notes" => matches!(event.kind, EventKind::Note(_)),
        "clients" => matches!(event.kind, EventKind::Client(_)),
        "timers" => matches!(event.kind, EventKind::TimerFired(_)),
        "messages" => message(trace, event).is_some(),
        "sent" => matches!(event.kind, EventKind::Sent { .. }),
        "arrived" => matches!(event.kind, EventKind::Delivered { .. }),
        "lost" => matches!(event.kind, EventKind::Lost { .. }),
        "requests" => event.request.is_some(),
        "answers" => {
            matches!(event.kind, EventKind::Delivered { .. })
                && message(trace, event).map(Message::kind) == Some(MessageKind::Answer)
        }
        "gossip" | "pings" | "hints" | "members" | "beliefs" | "transfers" | "trees"
        | "tombstones" | "stores" | "versions" => {
            let subject = match &event.kind {
                EventKind::Note(note) => note_subject(note),
                EventKind::TimerFired(timer) => timer_subject(*timer),
                EventKind::Client(
                    ClientNote::AskedForMembers { .. } | ClientNote::LearntMembers,
                ) => "members",
                _ => message(trace, event).map_or("", |message| message_subject(message.kind())),
            };
            subject == topic
        }
        text => sentence.contains(text),
    }
}

/// The message that was sent, arrived, was lost, or that something befell.
fn message<'a>(trace: &'a [TraceEvent], event: &'a TraceEvent) -> Option<&'a Message> {
    let sending = match &event.kind {
        EventKind::Sent { .. } => event,
        EventKind::Delivered { .. } | EventKind::Lost { .. } => {
            trace.get(event.cause?.0 as usize)?
        }
        EventKind::Befell { sending, .. } => trace.get(sending.0 as usize)?,
        _ => return None,
    };
    match &sending.kind {
        EventKind::Sent { payload, .. } => Some(payload),
        _ => None,
    }
}

fn message_subject(kind: MessageKind) -> &'static str {
    match kind {
        MessageKind::Gossip | MessageKind::GossipReply => "gossip",
        MessageKind::Ping | MessageKind::Pong => "pings",
        MessageKind::Handoff | MessageKind::HandoffDone => "hints",
        MessageKind::MembersWanted | MessageKind::Members => "members",
        MessageKind::Compare
        | MessageKind::CompareRefused
        | MessageKind::LeafKeys
        | MessageKind::Synchronise
        | MessageKind::InSync => "trees",
        MessageKind::TransferWanted
        | MessageKind::TransferOffered
        | MessageKind::TransferConfirmed
        | MessageKind::Transfer
        | MessageKind::TransferDone
        | MessageKind::TransferRefused => "transfers",
        MessageKind::TombstoneCheck
        | MessageKind::TombstoneChecked
        | MessageKind::TombstoneDrop => "tombstones",
        _ => "",
    }
}

fn timer_subject(timer: Timer) -> &'static str {
    match timer {
        Timer::Gossip => "gossip",
        Timer::Probe(_) => "pings",
        Timer::AntiEntropy => "trees",
        Timer::Tombstones => "tombstones",
        Timer::Pull | Timer::Push => "transfers",
        Timer::Flush => "stores",
        Timer::Replicas(_) | Timer::Deadline(_) | Timer::Forward(_) => "",
    }
}

fn note_subject(note: &Note) -> &'static str {
    match note {
        Note::HintStored { .. }
        | Note::HandingOff { .. }
        | Note::HintDeleted { .. }
        | Note::HintKept { .. }
        | Note::HintRehomed { .. } => "hints",
        Note::MemberLearnt(_)
        | Note::MemberChanged(_)
        | Note::SeedAsked { .. }
        | Note::AloneInRing => "members",
        Note::Suspected { .. } | Note::Recovered { .. } => "beliefs",
        Note::TreesGrown { .. }
        | Note::TreesCompared { .. }
        | Note::KeysCompared { .. }
        | Note::ExchangeEnded { .. }
        | Note::CompareRefused { .. } => "trees",
        Note::RangeWanted { .. }
        | Note::RangeSent { .. }
        | Note::RangeReceived { .. }
        | Note::RangeForgotten { .. } => "transfers",
        Note::TombstoneAsked { .. }
        | Note::TombstoneKept { .. }
        | Note::TombstoneForgotten { .. } => "tombstones",
        Note::Stored { .. } | Note::LastWriteKept { .. } | Note::Flushed { .. } => "stores",
        Note::VersionMade { .. } | Note::ClockTruncated { .. } => "versions",
        _ => "",
    }
}
