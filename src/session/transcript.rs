//! A trace as text: who said what to whom, and why, one line for every event.
//!
//! ```text
//!         time  where     request
//!         0 ms  client 1        * put cart = "book", via A
//!                         1.1     turns to A
//!                         1.1   > A: ask put cart = "book", no context
//!        10 ms  A         1.1   < client 1: ask put cart = "book", no context
//! ```
//!
//! The time is left out where it is that of the line before, and so is the place, unless the
//! line begins something new there. Its mark tells what a line is:
//!
//! - `*`: a command from outside,
//! - `<`: a message arrived; `>`: one left; `x`: one was lost on its way to this place,
//! - `~`: something befell a message on its way or in its receiver's buffer,
//! - `@`: a timer ran out,
//! - none: the node or the client tells what it did.

mod commands;
mod messages;
mod notes;
mod words;

use std::fmt::Write as _;

use crate::dynamo::identity::{Address, MessageId, RequestId};
use crate::dynamo::key::Key;
use crate::dynamo::message::Message;
use crate::dynamo::sorted::SortedMap;
use crate::dynamo::time::Time;
use crate::sim::command::Command;
use crate::sim::trace::{EventId, EventKind, TraceEvent};

/// The whole of a trace, or of a part of one, as text.
pub fn render(trace: &[TraceEvent]) -> String {
    render_from(trace, 0)
}

/// A trace as text, without its first `skipped` events. Those are still looked up where a later
/// one is their effect.
pub fn render_from(trace: &[TraceEvent], skipped: usize) -> String {
    render_where(trace, skipped, |_, _| true)
}

/// The same, with no more than the events that are `wanted`, by what they are and by the
/// sentence that tells of them.
pub fn render_where(
    trace: &[TraceEvent],
    skipped: usize,
    wanted: impl Fn(&TraceEvent, &str) -> bool,
) -> String {
    let reader = Reader::new(trace);
    let mut text = String::new();
    let mut last: Option<(Time, Option<Address>)> = None;
    for event in trace.iter().skip(skipped) {
        let sentence = reader.sentence(event);
        if !wanted(event, &sentence) {
            continue;
        }
        let here = (event.at, event.process);
        let begins = match event.kind {
            EventKind::Commanded { .. }
            | EventKind::Delivered { .. }
            | EventKind::Lost { .. }
            | EventKind::Befell { .. }
            | EventKind::TimerFired(_) => true,
            EventKind::Sent { .. }
            | EventKind::Note(_)
            | EventKind::Client(_)
            | EventKind::Issued { .. } => last != Some(here),
        };
        let time = match last {
            Some((at, _)) if at == event.at => String::new(),
            _ => event.at.to_string(),
        };
        let place = match (begins, event.process) {
            (false, _) => String::new(),
            (true, Some(process)) => process.to_string(),
            (true, None) => "world".to_owned(),
        };
        let request = event.request.map(|request| request.to_string()).unwrap_or_default();
        // Writing to memory has no way to fail.
        let _ = writeln!(text, "{time:>12}  {place:<9} {request:<5} {sentence}");
        last = Some(here);
    }
    text
}

/// A command, as a person would give it.
pub use commands::{command as in_words, rates};

/// Keys, values and versions, as a transcript shows them.
pub use words::{name, values, versions};

/// The sentences of a trace, with what has to be looked up elsewhere in it.
pub(super) struct Reader<'a> {
    trace: &'a [TraceEvent],
    /// The key of every request: without it no context can be read.
    keys: SortedMap<RequestId, &'a Key>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(trace: &'a [TraceEvent]) -> Reader<'a> {
        let asked = trace.iter().filter_map(|event| match &event.kind {
            EventKind::Sent { payload, .. } => match payload.as_ref() {
                Message::Ask(request) | Message::Forward(request) => {
                    Some((request.id, &request.key))
                }
                _ => None,
            },
            _ => None,
        });
        Reader { trace, keys: asked.collect() }
    }

    /// What happened, with its mark before it.
    pub(super) fn sentence(&self, event: &TraceEvent) -> String {
        match &event.kind {
            EventKind::Commanded { command, refused } => {
                let meddled = match command.as_ref() {
                    Command::Meddle { message, copy, .. } => self.meddled(*message, *copy),
                    _ => String::new(),
                };
                let command = commands::command(command) + &meddled;
                match refused {
                    None => format!("* {command}"),
                    Some(error) => format!("* {command}; refused: {error}"),
                }
            }
            EventKind::Issued { command } => format!("* {}", commands::command(command)),
            EventKind::Sent { message: _, to, payload } => {
                format!("> {to}: {}", self.message(payload))
            }
            EventKind::Delivered { message, copy } => {
                let (sending, copy) = (self.sending(event.cause, *message), copy_name(*copy));
                format!("< {}: {sending}{copy}", message.sender)
            }
            EventKind::Lost { message, copy, reason } => {
                let (sending, copy) = (self.sending(event.cause, *message), copy_name(*copy));
                let reason = commands::loss(*reason);
                format!("x {}: {sending}{copy}; lost: {reason}", message.sender)
            }
            EventKind::Befell { message, copy, sending, what } => {
                let said = self.sending(Some(*sending), *message);
                let way = self.way(*message, *sending, event.process.is_some());
                format!("~ {way}: {said}{}; {}", copy_name(*copy), commands::mishap(*what))
            }
            EventKind::TimerFired(timer) => format!("@ {}", notes::timer(*timer)),
            EventKind::Note(note) => format!("  {}", notes::note(note)),
            EventKind::Client(note) => format!("  {}", commands::client_note(*note)),
        }
    }

    /// What the message said whose sending is `cause`.
    fn sending(&self, cause: Option<EventId>, id: MessageId) -> String {
        match cause.and_then(|cause| self.event(cause)).map(|event| &event.kind) {
            Some(EventKind::Sent { message, payload, .. }) if *message == id => {
                self.message(payload)
            }
            _ => format!("message {} of life {}, which is not shown", id.sequence, id.epoch),
        }
    }

    /// The ends of a message, or its sender alone where the receiver's place stands before.
    fn way(&self, message: MessageId, sending: EventId, at_receiver: bool) -> String {
        match self.event(sending).map(|event| &event.kind) {
            Some(EventKind::Sent { to, .. }) if !at_receiver => {
                format!("{} > {to}", message.sender)
            }
            _ => message.sender.to_string(),
        }
    }

    /// The message that a command meddles with.
    fn meddled(&self, message: MessageId, copy: u8) -> String {
        let is_sending = |event: &&TraceEvent| matches!(&event.kind, EventKind::Sent { message: sent, .. } if *sent == message);
        let sending = self.trace.iter().find(is_sending).map(|event| event.id);
        let said = self.sending(sending, message);
        let way =
            sending.map_or(message.sender.to_string(), |sending| self.way(message, sending, false));
        format!(" {way}: {said}{}", copy_name(copy))
    }

    fn message(&self, message: &Message) -> String {
        let key = message.request().and_then(|request| self.keys.get(&request));
        messages::message(message, key.copied())
    }

    /// The event of this number, if it is in the part of the trace that is at hand.
    fn event(&self, id: EventId) -> Option<&'a TraceEvent> {
        let first = self.trace.first()?.id;
        let event = self.trace.get(id.0.checked_sub(first.0)? as usize)?;
        (event.id == id).then_some(event)
    }
}

/// Which copy of a message it is, where there are several.
fn copy_name(copy: u8) -> String {
    if copy == 0 { String::new() } else { format!(", copy {copy}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamo::identity::{ClientId, NodeId};
    use crate::dynamo::key::Value;
    use crate::dynamo::time::Duration;
    use crate::session::scenario::{Scenario, Scripted};
    use crate::session::timeline::Timeline;
    use crate::sim::command::{Entry, Write};
    use crate::sim::latency::Latency;
    use crate::sim::setup::Setup;

    /// A put and a crash on a ring of one node.
    fn trace() -> Vec<TraceEvent> {
        let mut setup = Setup {
            nodes: 1,
            latency: Latency::Constant(Duration::from_millis(10)),
            ..Setup::default()
        };
        setup.store.replicas = 1;
        setup.store.read_quorum = 1;
        setup.store.write_quorum = 1;
        let put = Command::Put {
            client: ClientId(0),
            key: Key::new("cart").unwrap(),
            write: Write::Update(Value::new("book").unwrap()),
            entry: Entry::Node(NodeId(0)),
            quorum: None,
        };
        let crash = Command::Crash(NodeId(0));
        let script = [(0, put), (50, crash.clone()), (60, crash)]
            .map(|(at, command)| Scripted { at: Time::from_millis(at), command })
            .to_vec();
        let scenario = Scenario { title: String::new(), seed: 1, setup, script };
        let mut timeline = Timeline::new(&scenario);
        timeline.run_until(Time::from_millis(100));
        timeline.trace().to_vec()
    }

    #[test]
    fn reads_like_a_conversation() {
        let expected = r#"
        0 ms  client 1        * put cart = "book", via A
                        1.1     turns to A
                        1.1   > A: ask put cart = "book", no context
       10 ms  A         1.1   < client 1: ask put cart = "book", no context
                        1.1     coordinates cart as primary 1 of A, needs 1 by 310 ms
                        1.1     makes version [(A, 1)], with no context
                        1.1     asks A, waits until 60 ms
                        1.1     stores cart [(A, 1)]: the first version
                        1.1     counts A: 1 of 1
                        1.1     has its quorum of 1
                        1.1   > client 1: answer: written
                        1.1     has finished
       20 ms  client 1  1.1   < A: answer: written
                        1.1     is answered after 20 ms
       50 ms  A               * crash A
       60 ms  A               * crash A; refused: A is down already.
"#;
        assert_eq!(format!("\n{}", render(&trace())), expected);
    }

    #[test]
    fn a_part_of_a_trace_says_what_it_does_not_show() {
        let trace = trace();
        let delivered = trace
            .iter()
            .position(|event| matches!(event.kind, EventKind::Delivered { .. }))
            .unwrap();
        let part = render(&trace[delivered..]);
        assert!(part.contains("< client 1: message 1 of life 0, which is not shown"), "{part}");
        let later = render_from(&trace, delivered);
        assert!(later.contains("< client 1: ask put cart"), "{later}");
        assert!(render(&trace).ends_with(&later));
    }

    #[test]
    fn a_trace_that_makes_no_sense_is_rendered_all_the_same() {
        let mut trace = trace();
        trace.reverse();
        for event in &mut trace {
            event.cause = Some(EventId(u32::MAX));
        }
        assert_eq!(render(&trace).lines().count(), trace.len());
        assert_eq!(render(&[]), "");
        assert_eq!(render_from(&trace, usize::MAX), "");
    }
}
