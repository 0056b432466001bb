//! One plain sentence for each event: what happened and why, with the paper's section.

use crate::dynamo::environment::Timer;
use crate::dynamo::identity::{Address, NodeId, RequestId};
use crate::dynamo::message::{Message, Operation, Outcome, Request};
use crate::dynamo::note::Note;
use crate::dynamo::object::{Addition, Object};
use crate::dynamo::preference_list::Role;
use crate::sim::command::{Command, Write};
use crate::sim::trace::{ClientNote, EventId, EventKind, LossReason, TraceEvent};

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
        EventKind::Client(note) => client(&capital(&who), note, event.request),
        EventKind::Sent { to, payload, .. } => (sent(&who, *to, payload), "", 5),
        EventKind::Delivered { .. } => match sending(trace, event) {
            Some((from, message)) => (delivered(&who, from, message), "", 10),
            None => (format!("A message reaches {who}."), "", 10),
        },
        EventKind::Lost { reason, .. } => {
            let what = match sending(trace, event) {
                Some((from, message)) => format!("The {} from {from} to {who}", noun(message)),
                None => format!("A message to {who}"),
            };
            let why = match reason {
                LossReason::Partitioned => "is lost: the network between them is cut.",
                LossReason::ReceiverDown => "is lost: nobody runs there.",
            };
            (format!("{what} {why} The sender learns nothing of it."), "", 55)
        }
        EventKind::TimerFired(timer) => timer_fired(&who, *timer),
        EventKind::Note(note) => noted(event.process, &who, note),
    };
    Sentence { event: event.id, text, section, weight }
}

/// The sending of the message that an event is about: who sent it, and what it says.
pub fn sending<'a>(trace: &'a [TraceEvent], event: &TraceEvent) -> Option<(Address, &'a Message)> {
    let sent = trace.get(event.cause?.0 as usize)?;
    match &sent.kind {
        EventKind::Sent { payload, .. } => Some((sent.process?, payload)),
        _ => None,
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
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

fn count(number: usize, one: &str, many: &str) -> String {
    match number {
        0 => format!("no {one}"),
        1 => format!("one {one}"),
        _ => format!("{number} {many}"),
    }
}

fn versions(object: &Object) -> String {
    count(object.versions().len(), "version", "versions")
}

fn commanded(command: &Command) -> String {
    match command {
        Command::Get { client, key, .. } => {
            format!("{} wants to get “{key}”.", capital(&client.to_string()))
        }
        Command::Put { client, key, write, .. } => {
            let who = capital(&client.to_string());
            match write {
                Write::Update(value) => format!("{who} wants to put “{value}” under “{key}”."),
                Write::Blind(value) => {
                    format!(
                        "{who} wants to put “{value}” under “{key}”, as if it had read nothing."
                    )
                }
                Write::AddToCart(item) => {
                    format!(
                        "{who} adds “{item}” to the “{key}” that it last read and puts the result."
                    )
                }
                Write::RemoveFromCart(item) => {
                    format!(
                        "{who} takes “{item}” out of the “{key}” that it last read and puts the result."
                    )
                }
                Write::MergeCarts => format!(
                    "{who} merges the versions of “{key}” that it last read and puts the result with their context."
                ),
            }
        }
        Command::Crash(node) => format!("{node} crashes. Its memory is gone; its disk stays."),
        Command::Restart(node) => format!("{node} starts again on the disk it left behind."),
        Command::Partition(groups) => {
            let sides: Vec<String> = groups.iter().map(|group| listed(group)).collect();
            format!("The network splits: {}. Clients still reach every node.", sides.join(" | "))
        }
        Command::Heal => "The network is whole again. No node is told.".to_owned(),
    }
}

fn client(who: &str, note: &ClientNote, request: Option<RequestId>) -> (String, &'static str, u8) {
    let request = request.map_or_else(String::new, |request| format!(" {request}"));
    match note {
        ClientNote::Turned { to, balanced: true } => (
            format!(
                "{who} sends request{request} through the load balancer, which draws {to}: any node will do."
            ),
            "§4.5",
            58,
        ),
        ClientNote::Turned { to, balanced: false } => {
            (format!("{who} sends request{request} to {to}."), "§4.5", 58)
        }
        ClientNote::Closed { waited } => {
            (format!("{who} has the answer to request{request} after {waited}."), "", 50)
        }
        ClientNote::GaveUp { waited } => (
            format!(
                "{who} gives request{request} up: no answer within {waited}. If it was a put, nobody can tell whether it took effect."
            ),
            "",
            80,
        ),
        ClientNote::AnswerIgnored => (
            format!("{who} had given request{request} up before; the answer comes too late."),
            "",
            60,
        ),
    }
}

/// What a message is called in a sentence.
fn noun(message: &Message) -> &'static str {
    match message {
        Message::Ask(request) => match request.operation {
            Operation::Get => "get request",
            Operation::Put { .. } => "put request",
        },
        Message::Forward(_) => "request handed on",
        Message::ForwardTaken { .. } => "word that the request is taken up",
        Message::Answer { .. } => "answer",
        Message::Write { hint_for: None, .. } => "write",
        Message::Write { hint_for: Some(_), .. } => "hinted write",
        Message::WriteDone { .. } => "acknowledgement",
        Message::Read { .. } => "read",
        Message::ReadResult { .. } => "read result",
        Message::Repair { .. } => "read repair",
        Message::Handoff { .. } => "hinted replica",
        Message::HandoffDone { .. } => "acknowledgement of the hinted replica",
        Message::Ping => "ping",
        Message::Pong => "pong",
    }
}

fn operation(request: &Request) -> String {
    match &request.operation {
        Operation::Get => format!("get “{}”", request.key),
        Operation::Put { value, .. } => format!("put “{value}” under “{}”", request.key),
    }
}

fn sent(who: &str, to: Address, message: &Message) -> String {
    match message {
        Message::Ask(request) => format!("{} asks {to} to {}.", capital(who), operation(request)),
        Message::Forward(request) => {
            format!("{who} hands request {} on to {to}: {}.", request.id, operation(request))
        }
        Message::ForwardTaken { request } => {
            format!("{who} lets {to} know that it has taken up request {request}.")
        }
        Message::Answer { outcome, .. } => format!("{who} answers {to}: {}", answered(outcome)),
        Message::Write { hint_for: None, version, .. } => {
            format!("{who} sends the version {} to {to}.", version.clock)
        }
        Message::Write { hint_for: Some(owner), version, .. } => {
            format!("{who} sends the version {} to {to}, to be kept for {owner}.", version.clock)
        }
        Message::WriteDone { .. } => format!("{who} acknowledges the write to {to}."),
        Message::Read { key, .. } => format!("{who} asks {to} for its versions of “{key}”."),
        Message::ReadResult { object, .. } => {
            format!("{who} answers {to} with {}.", versions(object))
        }
        Message::Repair { object, .. } => format!("{who} sends {to} {}.", versions(object)),
        Message::Handoff { key, .. } => format!("{who} sends {to} the hinted “{key}”."),
        Message::HandoffDone { key, .. } => {
            format!("{who} tells {to} that the hinted “{key}” is stored.")
        }
        Message::Ping => format!("{who} asks {to} whether it is there."),
        Message::Pong => format!("{who} answers {to}: it is there."),
    }
}

fn answered(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Found { object, .. } => match object.versions() {
            [] => "nothing was ever put.".to_owned(),
            [version] => format!("“{}” {}.", version.value, version.clock),
            siblings => {
                let each: Vec<String> = siblings
                    .iter()
                    .map(|version| format!("“{}” {}", version.value, version.clock))
                    .collect();
                format!("{} siblings: {}.", siblings.len(), each.join(" and "))
            }
        },
        Outcome::Written => "the put succeeded.".to_owned(),
        Outcome::TooFewAnswers { answered, needed } => {
            format!("only {answered} of {needed} nodes answered in time.")
        }
        Outcome::CoordinatorSilent { coordinator } => {
            format!("{coordinator}, to which the request was handed, stays silent.")
        }
        Outcome::Refused(reason) => format!("refused: {reason}."),
    }
}

fn delivered(who: &str, from: Address, message: &Message) -> String {
    match message {
        Message::Answer { outcome, .. } => {
            format!("{} hears from {from}: {}", capital(who), answered(outcome))
        }
        Message::ReadResult { object, .. } => {
            format!("{who} gets the {} of {from}: {}.", noun(message), versions(object))
        }
        Message::WriteDone { .. } => format!("{who} hears that {from} has stored the version."),
        _ => format!("The {} from {from} reaches {who}.", noun(message)),
    }
}

fn timer_fired(who: &str, timer: Timer) -> (String, &'static str, u8) {
    match timer {
        Timer::Replicas(request) => (
            format!("{who} has waited long enough for the silent nodes of request {request}."),
            "§4.6",
            20,
        ),
        Timer::Deadline(request) => {
            (format!("Request {request} has run out of time at {who}."), "§4.5", 20)
        }
        Timer::Forward(request) => (
            format!("{who} has heard nothing from the node that was handed request {request}."),
            "§4.5",
            20,
        ),
        Timer::Probe(node) => {
            (format!("It is time for {who} to ask {node} whether it is back."), "§4.8.3", 30)
        }
    }
}

fn noted(process: Option<Address>, who: &str, note: &Note) -> (String, &'static str, u8) {
    match note {
        Note::HandedOn { key, to } => (
            format!(
                "{who} hands the request on to {to}: {who} is not among the first N healthy nodes of “{key}”, and {to} is the first of them."
            ),
            "§4.5",
            70,
        ),
        Note::HandedOnAgain { silent, to } => (
            format!(
                "{who} hands the get on to {to}, since {silent} stays silent. A get can be done twice without harm."
            ),
            "§4.5",
            75,
        ),
        Note::HandOnGivenUp { silent } => (
            format!(
                "{who} does not hand the put to another node: {silent} is silent but may have taken it up, and two coordinators would make two versions of one write."
            ),
            "§4.5",
            80,
        ),
        Note::Coordinating { key, list, role, needed, .. } => {
            let why = match role {
                Some(Role::Primary(rank)) => {
                    format!(
                        "it is number {rank} of the preference list {}",
                        listed(list.primaries())
                    )
                }
                Some(Role::Fallback) => "it stands in for a node that seems down".to_owned(),
                None => "it was asked to".to_owned(),
            };
            (
                format!(
                    "{who} coordinates the request for “{key}”: {why}. It needs {} in all, its own included.",
                    count(usize::from(*needed), "answer", "answers")
                ),
                "§4.5",
                72,
            )
        }
        Note::VersionMade { clock, had_context: true } => (
            format!(
                "{who} makes the new version {clock}: the clock of the client’s context, with {who}’s own counter raised."
            ),
            "§4.4",
            40,
        ),
        Note::VersionMade { clock, had_context: false } => (
            format!(
                "{who} makes the new version {clock}. The client gave no context, so it descends from nothing the client has read."
            ),
            "§4.4",
            40,
        ),
        Note::Asked { node, stands_in_for: None, .. } if process == Some((*node).into()) => {
            (format!("{who} counts itself among the nodes that keep the key."), "§4.5", 6)
        }
        Note::Asked { node, stands_in_for: None, until } => {
            (format!("{who} asks {node} and waits for it until {until}."), "§4.5", 6)
        }
        Note::Asked { node, stands_in_for: Some(owner), .. } => (
            format!(
                "{node} stands in for {owner}, which seems down: it is the next healthy node of the preference list."
            ),
            "§4.6",
            74,
        ),
        Note::Counted { node, answered, needed, late: false } => (
            format!("{who} counts {node}’s answer: {answered} of the {needed} needed."),
            "§4.5",
            45,
        ),
        Note::Counted { node, late: true, .. } => (
            format!("{node}’s answer comes after the quorum. {who} did not have to wait for it."),
            "§4.5",
            46,
        ),
        Note::QuorumReached { needed } => (
            format!(
                "{who} has its quorum of {needed} and answers the client without waiting for the others."
            ),
            "§4.5",
            85,
        ),
        Note::Reconciled { received, left: 0 } => (
            format!(
                "{who} finds {}: nothing was ever put under this key.",
                count(usize::from(*received), "version", "versions")
            ),
            "§4.4",
            86,
        ),
        Note::Reconciled { received, left: 1 } => (
            format!(
                "{who} reconciles the {} received to one: the others are the same or its ancestors.",
                count(usize::from(*received), "version", "versions")
            ),
            "§4.4",
            84,
        ),
        Note::Reconciled { received, left } => (
            format!(
                "{who} reconciles the {received} versions received to {left} siblings: none of them descends from another, so only the application can merge them."
            ),
            "§4.4",
            95,
        ),
        Note::Silent { node } => (
            format!(
                "{who} stops waiting for {node}: no answer in time. Silence is not a refusal, {node} may have done its part."
            ),
            "§4.6",
            65,
        ),
        Note::DeadlinePassed { answered, needed } => (
            format!(
                "{who} fails the request: only {answered} of {needed} answers by the deadline. A put that fails may still have been stored somewhere."
            ),
            "§4.5",
            90,
        ),
        Note::Finished => (
            format!("{who} is done with the request: every node has answered or been given up."),
            "§4.5",
            15,
        ),
        Note::ContextRefused(reason) => (format!("{who} refuses the put: {reason}."), "§4.1", 80),
        Note::RepeatIgnored => {
            (format!("{who} has seen this before and ignores the repetition."), "", 35)
        }
        Note::AnswerTooLate { node } => (
            format!(
                "{node}’s answer comes too late: {who} is done with the request. What {node} stored stays."
            ),
            "§4.5",
            48,
        ),
        Note::Stored { key, clock, addition } => {
            let text = match addition {
                Addition::First => format!("{who} stores {clock} as its first version of “{key}”."),
                Addition::Replaced(1) => {
                    format!("{who} stores {clock} in place of the version that it descends from.")
                }
                Addition::Replaced(many) => format!(
                    "{who} stores {clock} in place of the {many} versions that it descends from: reconciled."
                ),
                Addition::Sibling(_) => format!(
                    "{who} keeps {clock} beside what it has: neither descends from the other, they are siblings."
                ),
                Addition::Known => format!("{who} has {clock} already."),
                Addition::Obsolete => {
                    format!("{who} drops {clock}: it has a version that descends from it.")
                }
            };
            let weight = match addition {
                Addition::Sibling(_) => 88,
                Addition::Replaced(many) if *many > 1 => 87,
                _ => 52,
            };
            (text, "§4.4", weight)
        }
        Note::HintStored { key, owner, clock } => (
            format!(
                "{who} keeps {clock} of “{key}” as a hint for {owner}, apart from its own data."
            ),
            "§4.6",
            76,
        ),
        Note::HandingOff { owner, keys } => (
            format!(
                "{who} has heard from {owner} and hands {} over.",
                count(usize::from(*keys), "hinted object", "hinted objects")
            ),
            "§4.6",
            77,
        ),
        Note::HintDeleted { key, owner } => {
            (format!("{who} deletes its hint of “{key}”: {owner} has stored it."), "§4.6", 78)
        }
        Note::HintKept { key, owner } => (
            format!("{who} keeps its hint of “{key}” for {owner}: it has grown since it was sent."),
            "§4.6",
            70,
        ),
        Note::ReadRepair { node, lacking, had_nothing } => {
            let what = count(usize::from(*lacking), "version", "versions");
            let why = if *had_nothing { "it had nothing" } else { "its answer was out of date" };
            (format!("Read repair: {who} sends {node} {what}, since {why}."), "§5", 82)
        }
        Note::Suspected { node } => (
            format!("{who} takes {node} as down from now on, and asks it from time to time."),
            "§4.8.3",
            64,
        ),
        Note::Recovered { node } => {
            (format!("{who} hears from {node} and takes it as up again."), "§4.8.3", 66)
        }
    }
}
