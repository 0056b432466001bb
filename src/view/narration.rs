//! One plain sentence for each event: what happened and why, with the paper's section.

mod commands;
mod faults;
mod messages;
mod notes;

pub(in crate::view) use self::commands::commanded;
use self::commands::{client, timer_fired};
use self::faults::{befell, copy_name, lost};
pub(super) use self::faults::{lost_in_short, rates};
use self::messages::{delivered, noun, sent};
use self::notes::{noted, version_after_reading};
use crate::dynamo::identity::{Address, NodeId};
use crate::dynamo::message::Message;
use crate::dynamo::note::Note;
use crate::dynamo::object::Object;
use crate::sim::trace::{EventId, EventKind, TraceEvent};

/// What is said of one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// The event.
    pub event: EventId,
    /// What happened and why.
    pub text: String,
    /// Where the paper speaks of it, as in `§4.5`; empty for what is the world's doing.
    pub section: &'static str,
    /// How telling it is: of the sentences of one step the weightiest comes first.
    pub weight: u8,
}

/// What is said of one step: the weightiest sentence, and all others in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narration {
    /// The weightiest; none for a step in which nothing happened.
    pub headline: Option<Sentence>,
    /// The others.
    pub details: Vec<Sentence>,
}

/// Narrates the events of one step; `trace` is all that happened up to its end.
pub fn narrate(trace: &[TraceEvent], step: &[TraceEvent]) -> Narration {
    let mut details: Vec<Sentence> = step.iter().map(|event| sentence(trace, event)).collect();
    let weightiest = details
        .iter()
        .enumerate()
        // Of equals the first: `max_by_key` alone would take the last.
        .max_by_key(|(index, sentence)| (sentence.weight, std::cmp::Reverse(*index)))
        .map(|(index, _)| index);
    let headline = weightiest.map(|index| details.remove(index));
    Narration { headline, details }
}

/// The sentence for one event; `trace` is all that happened up to it.
pub fn sentence(trace: &[TraceEvent], event: &TraceEvent) -> Sentence {
    let who = event.process.map_or_else(|| "The network".to_owned(), |who| who.to_string());
    let (text, section, weight) = match &event.kind {
        EventKind::Commanded { command, refused } => {
            let text = match refused {
                None => commanded(command),
                Some(reason) => format!("{} Not done: {reason}", commanded(command)),
            };
            (text, "", 60)
        }
        EventKind::Issued { command } => (commanded(command), "", 59),
        EventKind::Client(note) => client(&capital(&who), note, event.request),
        EventKind::Sent { to, payload, .. } => (sent(&who, *to, payload), "", 5),
        EventKind::Delivered { .. } => match sending(trace, event) {
            Some((from, message)) => {
                // What a client learns is what the whole request was for.
                let weight = if matches!(message, Message::Answer { .. }) { 81 } else { 10 };
                (delivered(&who, from, message), "", weight)
            }
            None => (format!("A message reaches {who}."), "", 10),
        },
        EventKind::Lost { copy, reason, .. } => {
            let what = match sending(trace, event) {
                Some((from, message)) => format!("The {} from {from} to {who}", noun(message)),
                None => format!("A message to {who}"),
            };
            let what = what + &copy_name(*copy);
            let (why, weight) = lost(*reason);
            (format!("{what} is lost: {why} The sender learns nothing of it."), "", weight)
        }
        EventKind::Befell { copy, sending, what, .. } => {
            let which = match sent_by(trace, *sending) {
                Some((from, to, message)) => {
                    format!("The {} from {from} to {to}", noun(message))
                }
                None => "A message".to_owned(),
            };
            let (text, weight) = befell(&which, *copy, *what, event.cause == Some(*sending));
            (text, "", weight)
        }
        EventKind::TimerFired(timer) => timer_fired(&who, *timer),
        EventKind::Note(Note::VersionMade { clock, .. }) if has_read(trace, event) => {
            (version_after_reading(&who, clock), "§4.4", 40)
        }
        EventKind::Note(note) => noted(event.process, &who, note),
    };
    Sentence { event: event.id, text, section, weight }
}

/// Whether a put has just read what it descends from.
fn has_read(trace: &[TraceEvent], event: &TraceEvent) -> bool {
    let before = event.id.0.checked_sub(1).and_then(|before| trace.get(before as usize));
    before
        .is_some_and(|before| matches!(before.kind, EventKind::Note(Note::VersionsGathered { .. })))
}

/// The sending of the message that an event is about: who sent it, and what it says.
pub fn sending<'a>(trace: &'a [TraceEvent], event: &TraceEvent) -> Option<(Address, &'a Message)> {
    sent_by(trace, event.cause?).map(|(from, _, message)| (from, message))
}

/// The sending of the message that an event tells more of; none for all other events.
pub fn sending_event(event: &TraceEvent) -> Option<EventId> {
    match event.kind {
        EventKind::Delivered { .. } | EventKind::Lost { .. } => event.cause,
        EventKind::Befell { sending, .. } => Some(sending),
        _ => None,
    }
}

/// A sending: who sent a message to whom, and what it says.
pub fn sent_by(trace: &[TraceEvent], sending: EventId) -> Option<(Address, Address, &Message)> {
    let sent = trace.get(sending.0 as usize)?;
    match &sent.kind {
        EventKind::Sent { to, payload, .. } => Some((sent.process?, *to, payload)),
        _ => None,
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    // Sentences begin in English, and the tables for all other scripts are large.
    letters.next().map_or_else(String::new, |first| {
        String::from(first.to_ascii_uppercase()) + letters.as_str()
    })
}

/// A list in words: `A`, `A and B`, `A, B and C`.
pub fn listed(nodes: &[NodeId]) -> String {
    let names: Vec<String> = nodes.iter().map(NodeId::to_string).collect();
    match names.split_last() {
        None => "nobody".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    match number {
        0 => format!("no {one}"),
        1 => format!("one {one}"),
        _ => format!("{number} {many}"),
    }
}

fn versions(object: &Object) -> String {
    count(object.versions().len(), "version", "versions")
}
