//! The words of a transcript. Every kind of thing is spelled out, so that a new one cannot be
//! left out unnoticed.

use crate::dynamo::causal_context::CausalContext;
use crate::dynamo::environment::Timer;
use crate::dynamo::identity::NodeId;
use crate::dynamo::key::{Key, Value};
use crate::dynamo::message::{Message, Operation, Outcome, Request};
use crate::dynamo::note::Note;
use crate::dynamo::object::{Addition, Object, Version};
use crate::dynamo::preference_list::{PreferenceList, Role};
use crate::sim::command::{Command, Entry, Write};
use crate::sim::trace::{ClientNote, LossReason};

/// A command, as a person would give it.
pub(super) fn command(command: &Command) -> String {
    match command {
        Command::Get { client: _, key, entry } => format!("get {}, {}", name(key), via(*entry)),
        Command::Put { client: _, key, write, entry } => {
            let key = name(key);
            let write = match write {
                Write::Update(value) => format!("put {key} = {}", quoted(value)),
                Write::Blind(value) => format!("put {key} = {} blindly", quoted(value)),
                Write::AddToCart(item) => format!("add {} to {key}", quoted_text(item)),
                Write::RemoveFromCart(item) => format!("remove {} from {key}", quoted_text(item)),
                Write::MergeCarts => format!("merge the siblings of {key}"),
            };
            format!("{write}, {}", via(*entry))
        }
        Command::Crash(node) => format!("crash {node}"),
        Command::Restart(node) => format!("restart {node}"),
        Command::Partition(groups) => {
            let sides: Vec<String> = groups.iter().map(|group| letters(group)).collect();
            format!("partition {}", sides.join(" | "))
        }
        Command::Heal => "heal".to_owned(),
    }
}

fn via(entry: Entry) -> String {
    match entry {
        Entry::LoadBalancer => "via any node".to_owned(),
        Entry::Node(node) => format!("via {node}"),
    }
}

/// A message. `of` is the key of the request that it serves, if that is known.
pub(super) fn message(message: &Message, of: Option<&Key>) -> String {
    match message {
        Message::Ask(asked) => format!("ask {}", request(asked)),
        Message::Forward(asked) => format!("forward {}", request(asked)),
        // The request itself stands in a column of its own.
        Message::ForwardTaken { request: _ } => "forward taken".to_owned(),
        Message::Answer { request: _, outcome } => {
            format!("answer: {}", self::outcome(outcome, of))
        }
        Message::Write { request: _, key, version, hint_for } => {
            let hint = hint_for.map(|owner| format!(", a hint for {owner}")).unwrap_or_default();
            format!("write {} = {}{hint}", name(key), self::version(version))
        }
        Message::WriteDone { request: _ } => "write done".to_owned(),
        Message::Read { request: _, key } => format!("read {}", name(key)),
        Message::ReadResult { request: _, object } => format!("read result: {}", versions(object)),
        Message::Repair { request: _, key, object } => {
            format!("repair {}: {}", name(key), versions(object))
        }
        Message::Handoff { key, object } => format!("handoff {}: {}", name(key), versions(object)),
        Message::HandoffDone { key, stored } => format!("handoff done {} {stored}", name(key)),
        Message::Ping => "ping".to_owned(),
        Message::Pong => "pong".to_owned(),
    }
}

fn request(request: &Request) -> String {
    // The request's name stands in a column of its own.
    let Request { id: _, key, operation } = request;
    match operation {
        Operation::Get => format!("get {}", name(key)),
        Operation::Put { value, context } => {
            let context = match context {
                None => "no context".to_owned(),
                Some(context) => self::context(context, Some(key)),
            };
            format!("put {} = {}, {context}", name(key), quoted(value))
        }
    }
}

fn outcome(outcome: &Outcome, of: Option<&Key>) -> String {
    match outcome {
        Outcome::Found { object, context } => {
            format!("found {}, {}", versions(object), self::context(context, of))
        }
        Outcome::Written => "written".to_owned(),
        Outcome::TooFewAnswers { answered, needed } => {
            format!("too few answers, {answered} of {needed}")
        }
        Outcome::CoordinatorSilent { coordinator } => {
            format!("coordinator {coordinator} is silent")
        }
        Outcome::Refused(error) => format!("refused: {error}"),
    }
}

fn context(context: &CausalContext, of: Option<&Key>) -> String {
    match of.map(|key| context.open(key)) {
        Some(Ok(clock)) => format!("context {clock}"),
        Some(Err(error)) => {
            format!("unusable context of {} bytes: {error}", context.as_bytes().len())
        }
        None => format!("context of {} bytes", context.as_bytes().len()),
    }
}

/// What a node tells of itself.
pub(super) fn note(note: &Note) -> String {
    match note {
        Note::HandedOn { key, to } => {
            format!("is not among the first healthy nodes of {}: hands it on to {to}", name(key))
        }
        Note::HandedOnAgain { silent, to } => {
            format!("{silent} did not take it up: hands it on to {to}")
        }
        Note::HandOnGivenUp { silent } => {
            format!("{silent} did not take it up, or did and its word was lost: gives the put up")
        }
        Note::Coordinating { key, list, role, needed, deadline } => {
            let role = match role {
                Some(Role::Primary(rank)) => format!("as primary {rank} of"),
                Some(Role::Fallback) => "as a fallback of".to_owned(),
                None => "from outside of".to_owned(),
            };
            let list = preference_list(list);
            format!("coordinates {} {role} {list}, needs {needed} by {deadline}", name(key))
        }
        Note::VersionMade { clock, had_context } => {
            let context = if *had_context { "a context" } else { "no context" };
            format!("makes version {clock}, with {context}")
        }
        Note::Asked { node, stands_in_for, until } => {
            let stead =
                stands_in_for.map(|owner| format!(" in the stead of {owner}")).unwrap_or_default();
            format!("asks {node}{stead}, waits until {until}")
        }
        Note::Counted { node, answered, needed, late } => {
            let late = if *late { ", late" } else { "" };
            format!("counts {node}: {answered} of {needed}{late}")
        }
        Note::QuorumReached { needed } => format!("has its quorum of {needed}"),
        Note::Reconciled { received, left } => {
            format!("reconciles {} to {left}", counted(*received, "version"))
        }
        Note::Silent { node } => format!("{node} did not answer in time"),
        Note::DeadlinePassed { answered, needed } => {
            format!("has only {answered} of {needed} answers at the deadline")
        }
        Note::Finished => "has finished".to_owned(),
        Note::ContextRefused(error) => format!("refuses the put: {error}"),
        Note::RepeatIgnored => "ignores a repetition".to_owned(),
        Note::AnswerTooLate { node } => format!("does not wait for the answer of {node} any more"),
        Note::Stored { key, clock, addition } => {
            let addition = match addition {
                Addition::First => "the first version".to_owned(),
                Addition::Replaced(count) => format!("replaces {}", counted(*count, "version")),
                Addition::Sibling(count) => format!("beside {}", counted(*count, "sibling")),
                Addition::Known => "known already".to_owned(),
                Addition::Obsolete => "obsolete already".to_owned(),
            };
            format!("stores {} {clock}: {addition}", name(key))
        }
        Note::HintStored { key, owner, clock } => {
            format!("keeps a hint for {owner}: {} {clock}", name(key))
        }
        Note::HandingOff { owner, keys } => {
            format!("hands off {} to {owner}", counted(*keys, "hint"))
        }
        Note::HintDeleted { key, owner } => format!("deletes the hint for {owner}: {}", name(key)),
        Note::HintKept { key, owner } => {
            format!("keeps the hint for {owner}, which has grown: {}", name(key))
        }
        Note::ReadRepair { node, lacking, had_nothing } => {
            let nothing = if *had_nothing { ", it had nothing" } else { "" };
            format!("repairs {node}, which lacks {}{nothing}", counted(*lacking, "version"))
        }
        Note::Suspected { node } => format!("takes {node} as down"),
        Note::Recovered { node } => format!("takes {node} as up again"),
    }
}

/// What a client tells of itself.
pub(super) fn client_note(note: ClientNote) -> String {
    match note {
        ClientNote::Turned { to, balanced: false } => format!("turns to {to}"),
        ClientNote::Turned { to, balanced: true } => {
            format!("turns to {to}, drawn by the load balancer")
        }
        ClientNote::Closed { waited } => format!("is answered after {waited}"),
        ClientNote::GaveUp { waited } => format!("gives up after {waited}"),
        ClientNote::AnswerIgnored => "ignores the answer: it waits no more".to_owned(),
    }
}

/// What ran out.
pub(super) fn timer(timer: Timer) -> String {
    match timer {
        // The request stands in a column of its own.
        Timer::Replicas(_) => "time for an answer is over".to_owned(),
        Timer::Deadline(_) => "deadline".to_owned(),
        Timer::Forward(_) => "time to take it up is over".to_owned(),
        Timer::Probe(node) => format!("time to probe {node}"),
    }
}

/// Why a message was lost.
pub(super) fn loss(reason: LossReason) -> &'static str {
    match reason {
        LossReason::Partitioned => "a partition lay between",
        LossReason::ReceiverDown => "the receiver is down",
    }
}

fn versions(object: &Object) -> String {
    match object.versions() {
        [] => "nothing".to_owned(),
        versions => versions.iter().map(version).collect::<Vec<String>>().join(" | "),
    }
}

fn version(version: &Version) -> String {
    format!("{} {}", quoted(&version.value), version.clock)
}

/// Primaries, then fallbacks if there are any: `A B C | D E`.
fn preference_list(list: &PreferenceList) -> String {
    let primaries = letters(list.primaries());
    match list.fallbacks() {
        [] => primaries,
        fallbacks => format!("{primaries} | {}", letters(fallbacks)),
    }
}

fn letters(nodes: &[NodeId]) -> String {
    nodes.iter().map(NodeId::to_string).collect::<Vec<String>>().join(" ")
}

fn counted(count: u16, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

/// A key: bare if it is a plain word, otherwise in quotes.
fn name(key: &Key) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:/".contains(byte);
    match key.as_bytes().iter().all(plain) {
        true => key.to_string(),
        false => quoted_bytes(key.as_bytes()),
    }
}

fn quoted(value: &Value) -> String {
    quoted_bytes(value.as_bytes())
}

/// Text in quotes; bytes that are none in hexadecimal digits.
fn quoted_bytes(bytes: &[u8]) -> String {
    match core::str::from_utf8(bytes) {
        Ok(text) => quoted_text(text),
        Err(_) => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("0x{digits}")
        }
    }
}

/// Text in quotes, on one line whatever is in it.
fn quoted_text(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            control if control.is_control() || matches!(control, '\u{2028}' | '\u{2029}') => {
                quoted.extend(control.escape_unicode());
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamo::vector_clock::VectorClock;

    #[test]
    fn whatever_a_value_holds_stays_on_one_line() {
        assert_eq!(quoted_text("a \"b\" \\ c\nd\u{1}ü"), "\"a \\\"b\\\" \\\\ c\\nd\\u{1}ü\"");
        assert_eq!(quoted(&Value::new([0xff, 0x00]).unwrap()), "0xff00");
        assert_eq!(name(&Key::new("cart/1").unwrap()), "cart/1");
        assert_eq!(name(&Key::new("a cart").unwrap()), "\"a cart\"");
    }

    #[test]
    fn a_context_is_read_with_the_key_it_was_given_for() {
        let (cart, card) = (Key::new("cart").unwrap(), Key::new("card").unwrap());
        let sealed = CausalContext::seal(&cart, VectorClock::new());
        assert_eq!(context(&sealed, Some(&cart)), "context []");
        assert!(context(&sealed, Some(&card)).contains("another key"));
        assert!(context(&sealed, None).ends_with("bytes"));
    }
}
