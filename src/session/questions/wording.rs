//! Questions in full: whoever reads one needs no text around it. What a request is about is looked
//! up in the run.

use core::fmt;

use super::QuestionKind;
use super::words::phrase;
use crate::dynamo::identity::RequestId;
use crate::sim::command::{Command, Entry, Write};
use crate::sim::trace::{ClientNote, EventKind, TraceEvent};

/// A question that names its requests by what they are about. `trace` goes up to the answer.
pub fn in_full(kind: &QuestionKind, trace: &[TraceEvent]) -> String {
    InFull { kind, trace }.to_string()
}

struct InFull<'a> {
    kind: &'a QuestionKind,
    trace: &'a [TraceEvent],
}

impl fmt::Display for InFull<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        phrase(self.kind, formatter, &|id| named(self.trace, id))
    }
}

/// What a client was told to do, as a noun; none if it is not about a request.
pub fn request(command: &Command) -> Option<String> {
    match command {
        Command::Get { client, key, entry, quorum } => {
            Some(format!("{client}’s get of “{key}”{}{}", own_quorum('R', *quorum), via(*entry)))
        }
        Command::Put { client, key, write, entry, quorum } => {
            let (write, quorum) = (written(write), own_quorum('W', *quorum));
            Some(format!("{client}’s put {write} “{key}”{quorum}{}", via(*entry)))
        }
        _ => None,
    }
}

fn named(trace: &[TraceEvent], id: RequestId) -> String {
    match given(trace, id) {
        Some((start, Some(what))) => format!("{what} (request {id}, at {})", start.at),
        _ => format!("request {id}"),
    }
}

/// The event with which a request began, and what its client had been told.
fn given(trace: &[TraceEvent], id: RequestId) -> Option<(&TraceEvent, Option<String>)> {
    let start = trace.iter().find(|event| {
        let begins = matches!(
            event.kind,
            EventKind::Client(ClientNote::Turned { .. } | ClientNote::AskedForMembers { .. })
        );
        begins && event.request == Some(id)
    })?;
    let cause = trace.get(start.cause?.0 as usize)?;
    match &cause.kind {
        EventKind::Commanded { command, .. } | EventKind::Issued { command } => {
            Some((start, request(command)))
        }
        _ => None,
    }
}

fn written(write: &Write) -> String {
    match write {
        Write::Update(value) => format!("of “{value}” under"),
        Write::Blind(value) => format!("of “{value}”, without a context, under"),
        Write::AddToCart(item) => format!("that adds “{item}” to"),
        Write::RemoveFromCart(item) => format!("that takes “{item}” out of"),
        Write::AddToSet(item) => format!("that adds “{item}” to the set"),
        Write::RemoveFromSet(item) => format!("that takes “{item}” out of the set"),
        Write::Count(amount) => format!("that counts {amount:+} on"),
        Write::Delete => "that deletes".to_owned(),
        Write::KeepLast => "that keeps the latest version of".to_owned(),
        Write::MergeCarts | Write::MergeCounters | Write::MergeSets => {
            "that merges what was read of".to_owned()
        }
    }
}

fn own_quorum(letter: char, quorum: Option<u8>) -> String {
    quorum.map_or_else(String::new, |quorum| format!(", {letter} = {quorum},"))
}

fn via(entry: Entry) -> String {
    match entry {
        Entry::LoadBalancer => " through the load balancer".to_owned(),
        Entry::Node(node) => format!(" through {node}"),
        Entry::PartitionAware => " by the client’s own ring".to_owned(),
    }
}
