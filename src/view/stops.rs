//! What time can be asked to go to, and what it stops at by itself, in words.

use super::narration::sentence;
use super::words::{moment, shortened};
use crate::dynamo::identity::{NodeId, RequestId};
use crate::dynamo::key::Key;
use crate::session::breakpoint::{Breakpoint, Fired};
use crate::session::ledger::RequestKind;
use crate::session::next::Target;
use crate::session::occasions::{OccasionKind, Truth};
use crate::session::timeline::Timeline;
use crate::sim::trace::EventKind;

/// Something that can be gone to.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetChoice {
    /// Its name within the page.
    pub id: &'static str,
    /// What it is called, as what the next one is.
    pub label: String,
    /// What is looked for.
    pub target: Target,
}

/// All that can be gone to, given what is selected and at what time stops by itself.
pub fn target_choices(
    node: Option<NodeId>,
    key: Option<&Key>,
    request: Option<RequestId>,
    breakpoints: &[Breakpoint],
) -> Vec<TargetChoice> {
    let choice = |id, label: &str, target| TargetChoice { id, label: label.to_owned(), target };
    let stop = |id, breakpoint: Breakpoint| TargetChoice {
        id,
        label: breakpoint_label(&breakpoint),
        target: Target::Breakpoints(vec![breakpoint]),
    };
    let mut choices = vec![
        choice("delivered", "message delivered", Target::Delivered),
        choice("lost", "message lost", Target::Lost),
        choice("noted", "deed of a node", Target::Noted),
        choice("quorum", "quorum reached", Target::QuorumReached),
        choice("finished", "request finished", Target::RequestFinished),
        choice("command", "command", Target::Commanded),
    ];
    if let Some(node) = node {
        choices.push(choice("node", &format!("event at {node}"), Target::AtNode(node)));
    }
    if let Some(key) = key {
        let label = format!("event about “{}”", shortened(&key.to_string(), 20));
        choices.push(choice("key", &label, Target::AboutKey(key.clone())));
    }
    if let Some(request) = request {
        let label = format!("event of request {request}");
        choices.push(choice("request", &label, Target::OfRequest(request)));
    }
    let ids = ["conflict", "hint", "stale", "failed", "belief"];
    choices.extend(ids.into_iter().zip(Breakpoint::PLAIN).map(|(id, plain)| stop(id, plain)));
    if !breakpoints.is_empty() {
        let target = Target::Breakpoints(breakpoints.to_vec());
        choices.push(choice("set", "breakpoint that is set", target));
    }
    choices
}

/// What a breakpoint is called.
pub fn breakpoint_label(breakpoint: &Breakpoint) -> String {
    match breakpoint {
        Breakpoint::Conflict => "conflict appears".to_owned(),
        Breakpoint::HintStored => "hint is stored".to_owned(),
        Breakpoint::StaleRead => "read is stale".to_owned(),
        Breakpoint::QuorumFailed => "quorum fails".to_owned(),
        Breakpoint::WrongBelief => "node’s belief is wrong".to_owned(),
        Breakpoint::AtNode(node) => format!("something happens at {node}"),
        Breakpoint::AboutKey(key) => {
            format!("something happens about “{}”", shortened(&key.to_string(), 20))
        }
        Breakpoint::Request(RequestKind::Get) => "get is taken up".to_owned(),
        Breakpoint::Request(RequestKind::Put) => "put is taken up".to_owned(),
        Breakpoint::Request(RequestKind::Delete) => "delete is taken up".to_owned(),
    }
}

/// Why time has stopped: which breakpoint, what a spectator knows of it, and the event.
pub fn fired_sentence(timeline: &Timeline, fired: &Fired) -> String {
    let trace = timeline.known_trace();
    let event = trace.get(fired.event.0 as usize);
    let who = event.and_then(|event| event.process);
    let who = who.map_or_else(|| "somebody".to_owned(), |who| who.to_string());
    let why = match &fired.kind {
        // Where a version is stored beside others, the event says so itself.
        Some(OccasionKind::Conflict(count))
            if event.is_some_and(|event| matches!(event.kind, EventKind::Sent { .. })) =>
        {
            format!(" The answer has {count} versions of which none descends from another.")
        }
        Some(OccasionKind::StaleRead(missed)) => {
            let begun = event.and_then(|event| event.request);
            let request = begun.map(|request| format!(" {request}")).unwrap_or_default();
            format!(
                " Request{request} returned neither what request {missed} wrote nor a version that supersedes it, although {missed} had been acknowledged before{request} began."
            )
        }
        Some(OccasionKind::WrongBelief(other, truth)) => match truth {
            Truth::Reachable => {
                format!(" {who} takes {other} as down, but {other} runs and can be reached.")
            }
            Truth::Down => format!(" {who} asks {other} for an answer, but {other} is down."),
            Truth::Paused => {
                format!(" {who} asks {other} for an answer, but {other} stands still.")
            }
            Truth::CutOff => {
                format!(" {who} asks {other} for an answer, but the network between them is cut.")
            }
        },
        Some(_) | None => String::new(),
    };
    let what = event.map(|event| format!(" {}", sentence(trace, event).text)).unwrap_or_default();
    let at = event.map(|event| format!(" at {}", moment(event.at))).unwrap_or_default();
    let label = breakpoint_label(&fired.breakpoint);
    let article = match fired.breakpoint {
        Breakpoint::AtNode(_) | Breakpoint::AboutKey(_) => "",
        _ => "a ",
    };
    format!("Breakpoint{at}: {article}{label}.{why}{what}")
}
