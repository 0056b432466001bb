//! The trace as newline-delimited JSON: a header, then one object for each event, for programs.
//!
//! The first line:
//!
//! ```text
//! {"format":"dynamo-playground-trace","version":1,"behaviour":1,"title":"The shopping cart","seed":"51","events":2}
//! ```
//!
//! - `version`: of this format. A reader should refuse a version that it does not know; fields
//!   and kinds may be added within one.
//! - `behaviour`: of the simulation ([`crate::sim::BEHAVIOUR`]). The same scenario comes to the
//!   same trace under the same one.
//! - `seed`: a string of digits, because it may be larger than JavaScript's numbers.
//! - `events`: how many lines follow.
//!
//! Every other line:
//!
//! ```text
//! {"id":7,"at_us":31250,"process":"B","request":"1.1","cause":5,"kind":"delivered","details":{"message":"A/0/3"}}
//! ```
//!
//! - `id`: the event's number, from 0, without gaps.
//! - `at_us`: when, in whole microseconds since the simulation began.
//! - `process`: where: a node by its letter, a client as `client 1`; `null` for what concerns the
//!   whole network. A message is lost at its receiver.
//! - `request`: the request that it belongs to, as the client's number and the client's count, or
//!   `null`.
//! - `cause`: the number of the event without which it would not have happened, or `null`: the
//!   sending of a message that arrives or is lost, the command that meddles with one, what set
//!   a timer, what a node was told when it
//!   told something or sent something.
//! - `kind` and `details`:
//!
//! | `kind` | `details` |
//! |---|---|
//! | `command` | `command`: what was asked for, as in a scenario file; `refused`: why it was not done, or `null` |
//! | `sent` | `message`: its name, as sender, the sender's life and number; `to`; `what`: its kind; further fields as the kind has them |
//! | `delivered` | `message`: its name; `copy`: 0 for the one that was sent, more for duplicates |
//! | `lost` | `message`, `copy`; `reason` |
//! | `befell` | `message`, `copy`; `sending`: the number of its sending; `what` befell it on its way; `by_us` where it is later for it |
//! | `timer` | `timer`: which; `node`, if it is about one |
//! | `note` | `note`: what the node tells; further fields as the note has them |
//! | `client` | `note`: what the client tells; further fields |
//!
//! Within details:
//!
//! - Bytes (keys and values) are a string if they are UTF-8, otherwise `{"hex":"ff00"}`.
//! - A version is `{"value":…}` or `{"tombstone":true}` with its own event `dot` as
//!   `["A",1]`, its `clock` as `{"A":1,"B":2}` and when it was `written_us` by its
//!   coordinator's clock. An object is a list of versions.
//! - A context is `{"clock":…,"fastest":"A"}`, what it says, or `"unreadable"`.
//! - Positions on the ring and hashes are strings of hexadecimal digits; ranges are
//!   `{"first":…,"last":…}`, both inclusive.
//! - Lengths and moments end in `_us` and are in microseconds.

mod messages;
mod notes;
mod values;

use core::fmt::{self, Write};

use serde::Serialize;
use serde_json::Value;

use super::Source;
use crate::dynamo::identity::RequestId;
use crate::dynamo::key::Key;
use crate::dynamo::message::Message;
use crate::dynamo::sorted::SortedMap;
use crate::session::document::command_words;
use crate::sim::BEHAVIOUR;
use crate::sim::trace::EventKind;

/// The version of this format.
pub const VERSION: u32 = 1;

#[derive(Serialize)]
struct Header<'a> {
    format: &'static str,
    version: u32,
    behaviour: u32,
    title: &'a str,
    seed: String,
    events: u64,
}

#[derive(Serialize)]
struct Line {
    id: u32,
    at_us: u64,
    process: Option<String>,
    request: Option<String>,
    cause: Option<u32>,
    kind: &'static str,
    details: Value,
}

/// Writes the header and the events.
///
/// # Errors
/// `out` takes no more.
pub fn write(source: &Source<'_>, out: &mut impl Write) -> fmt::Result {
    let header = Header {
        format: "dynamo-playground-trace",
        version: VERSION,
        behaviour: BEHAVIOUR,
        title: &source.scenario.title,
        seed: source.scenario.seed.to_string(),
        events: source.trace.len() as u64,
    };
    line(&header, out)?;
    // A context can be read only by who knows its key.
    let mut keys: SortedMap<RequestId, &Key> = SortedMap::new();
    for event in source.trace {
        if let EventKind::Sent { payload, .. } = &event.kind
            && let Message::Ask(request) = payload.as_ref()
        {
            keys.insert(request.id, &request.key);
        }
        let key = event.request.and_then(|request| keys.get(&request).copied());
        let (kind, details) = details(&event.kind, key);
        let text = Line {
            id: event.id.0,
            at_us: event.at.as_micros(),
            process: event.process.map(|process| process.to_string()),
            request: event.request.map(|request| request.to_string()),
            cause: event.cause.map(|cause| cause.0),
            kind,
            details,
        };
        line(&text, out)?;
    }
    Ok(())
}

fn line(line: &impl Serialize, out: &mut impl Write) -> fmt::Result {
    out.write_str(&serde_json::to_string(line).map_err(|_| fmt::Error)?)?;
    out.write_str("\n")
}

fn details(kind: &EventKind, key: Option<&Key>) -> (&'static str, Value) {
    match kind {
        EventKind::Commanded { command, refused } => {
            let refused = refused.map_or(Value::Null, |error| error.to_string().into());
            let command = command_words(command);
            ("command", values::fields([("command", command), ("refused", refused)]))
        }
        EventKind::Sent { message, to, payload } => {
            let message = values::message_id(*message);
            ("sent", messages::sent(message, *to, payload, key))
        }
        EventKind::Delivered { message, copy } => ("delivered", values::copy(*message, *copy)),
        EventKind::Lost { message, copy, reason } => {
            let reason = values::loss_reason(*reason);
            ("lost", values::with(values::copy(*message, *copy), [("reason", reason.into())]))
        }
        EventKind::Befell { message, copy, sending, what } => {
            let sending = [("sending", sending.0.into())];
            let befell = values::with(values::copy(*message, *copy), sending);
            ("befell", notes::mishap(befell, *what))
        }
        EventKind::TimerFired(timer) => ("timer", notes::timer(*timer)),
        EventKind::Note(note) => ("note", notes::note(note)),
        EventKind::Client(note) => ("client", notes::client_note(*note)),
        EventKind::Issued { command } => {
            ("issued", values::fields([("command", command_words(command))]))
        }
    }
}
