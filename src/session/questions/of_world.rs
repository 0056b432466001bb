//! Questions about the world at a moment, and about what happens next in it.

use super::of_request::{Story, decided};
use super::{Answer, QuestionKind, Reply, Span, Upcoming};
use crate::dynamo::identity::{NodeId, RequestId};
use crate::dynamo::key::Key;
use crate::dynamo::membership::MemberChange;
use crate::dynamo::message::Message;
use crate::dynamo::note::Note;
use crate::dynamo::object::{Dot, Object};
use crate::dynamo::sorted::{SortedMap, sort};
use crate::session::linearizability::{Verdict, check};
use crate::session::replicas::{copies, own, primaries};
use crate::session::timeline::Timeline;
use crate::sim::command::Command;
use crate::sim::simulation::Simulation;
use crate::sim::trace::{EventKind, TraceEvent};

/// In which of these spans the number of gossip meetings is.
pub const SPANS: [Span; 5] = [
    Span { least: 0, most: Some(5) },
    Span { least: 6, most: Some(10) },
    Span { least: 11, most: Some(15) },
    Span { least: 16, most: Some(20) },
    Span { least: 21, most: None },
];

/// How much of the ring each node keeps as one of the first `replicas`, out of all together.
pub fn shares(simulation: &Simulation) -> SortedMap<NodeId, f64> {
    let ring = simulation.ring();
    let replicas = simulation.setup().store.replicas;
    let mut shares: SortedMap<NodeId, f64> = SortedMap::new();
    for range in ring.ranges() {
        let width = range.last.0.wrapping_sub(range.first.0) as f64 + 1.0;
        for node in ring.primaries(range.last, replicas) {
            *shares.entry(node).or_default() += width;
        }
    }
    shares
}

/// The answer to a question that needs no time to pass.
pub fn at_once(kind: &QuestionKind, timeline: &Timeline) -> Option<Answer> {
    let simulation = timeline.simulation();
    let value = match kind {
        QuestionKind::Primaries(key) => {
            let mut primaries = primaries(simulation, key);
            sort(&mut primaries);
            Reply::Nodes(primaries)
        }
        QuestionKind::Share => {
            let shares = shares(simulation);
            let largest = shares.iter().max_by(|one, other| one.1.total_cmp(other.1));
            Reply::Node(*largest?.0)
        }
        _ => return None,
    };
    Some(Answer { value, decided_by: None })
}

/// The answer to a question about the moment at which the timeline stands now.
pub fn at_that_time(kind: &QuestionKind, timeline: &Timeline) -> Option<Answer> {
    let simulation = timeline.simulation();
    // The last event that made the world so.
    let by = |made: &dyn Fn(Option<NodeId>, &EventKind) -> bool| {
        let node = |event: &TraceEvent| event.process.and_then(|process| process.node());
        let mut events = timeline.trace().iter().rev();
        events.find(|event| made(node(event), &event.kind)).map(|event| event.id)
    };
    let (value, decided_by) = match kind {
        QuestionKind::Survives { request, .. } => {
            let (key, dots) = write(timeline, *request)?;
            let survives = is_kept(simulation, &key, &dots);
            (Reply::Flag(survives), by(&|_, event| takes_away(event, &key) || adds(event, &key)))
        }
        QuestionKind::Stored { key, node, .. } => {
            let object = simulation.disk(*node)?.object(key);
            let count = object.map_or(0, |object| object.versions().len() as u32);
            (Reply::Count(count), by(&|at, event| at == Some(*node) && adds(event, key)))
        }
        QuestionKind::Agree { key, .. } => {
            let agree = copies(simulation, key).is_none_or(|copies| copies.agree);
            (Reply::Flag(agree), by(&|_, event| adds(event, key)))
        }
        QuestionKind::Linearizable { key, .. } => {
            return match check(timeline.trace(), key) {
                Verdict::Linearizable => {
                    Some(Answer { value: Reply::Flag(true), decided_by: None })
                }
                Verdict::NotLinearizable(offence) => {
                    let decided_by = Some(offence.shown_at);
                    Some(Answer { value: Reply::Flag(false), decided_by })
                }
                Verdict::Unknown => None,
            };
        }
        QuestionKind::Hints { .. } => {
            let kept = simulation.nodes().map(|process| process.disk().hints().len() as u32);
            let changes = |_, event: &EventKind| {
                let EventKind::Note(note) = event else { return false };
                matches!(
                    note,
                    Note::HintStored { .. } | Note::HintDeleted { .. } | Note::HintRehomed { .. }
                )
            };
            (Reply::Count(kept.sum()), by(&changes))
        }
        QuestionKind::BelievesDown { node, about, .. } => {
            let down = simulation.running(*node)?.detector().seems_down(*about);
            let changes = |at, event: &EventKind| {
                let EventKind::Note(note) = event else { return false };
                let of = |other: &NodeId| at == Some(*node) && other == about;
                matches!(note, Note::Suspected { node } | Note::Recovered { node } if of(node))
            };
            (Reply::Flag(down), by(&changes))
        }
        QuestionKind::Knows { node, about, .. } => {
            let known = simulation.disk(*node)?.membership().present().any(|one| one == *about);
            let changes = |at, event: &EventKind| {
                at == Some(*node) && changed(event).is_some_and(|change| change.node == *about)
            };
            (Reply::Flag(known), by(&changes))
        }
        _ => return None,
    };
    Some(Answer { value, decided_by })
}

/// Whether an event is something that a node noted of its work for no request.
pub fn is_upkeep(event: &TraceEvent) -> bool {
    event.request.is_none() && matches!(event.kind, EventKind::Note(_))
}

/// What the next comparison or transfer comes to, if it is among these events.
pub fn next(asked: Upcoming, events: &[TraceEvent]) -> Option<Answer> {
    events.iter().find_map(|event| {
        let EventKind::Note(note) = &event.kind else { return None };
        let count = match (asked, note) {
            (Upcoming::Hashes, Note::ExchangeEnded { exchange, .. }) => exchange.hashes,
            (Upcoming::Shipped, Note::ExchangeEnded { exchange, .. }) => exchange.keys_shipped,
            (Upcoming::Shipped, Note::RangeSent { keys, .. }) => *keys,
            _ => return None,
        };
        Some(decided(Reply::Count(count), event))
    })
}

/// How many gossip meetings it takes until all who run know what has become of a node: of the
/// last change before the question, or of the first after it.
pub fn rounds(about: NodeId, timeline: &Timeline, asked_at: usize) -> Option<Answer> {
    let (simulation, trace) = (timeline.simulation(), timeline.trace());
    let is_change = |event: &&TraceEvent| {
        let EventKind::Note(Note::MemberChanged(change)) = &event.kind else { return false };
        change.node == about
    };
    let (before, after) = trace.split_at(asked_at);
    let change = before.iter().rev().find(is_change).or_else(|| after.iter().find(is_change))?;
    let to = changed(&change.kind)?.to;
    let mut running = simulation.nodes().filter(|process| process.is_up());
    // The standings of a member follow each other in their order.
    if !running.all(|process| process.disk().membership().status(about) >= Some(to)) {
        return None;
    }
    let since = trace.get(change.id.0 as usize..)?;
    let gossip = |sending: &TraceEvent| {
        matches!(&sending.kind, EventKind::Sent { payload, .. }
            if matches!(**payload, Message::Gossip(_)))
    };
    let meetings = since.iter().filter(|event| {
        let sending = event.cause.and_then(|cause| trace.get(cause.0 as usize));
        matches!(event.kind, EventKind::Delivered { .. }) && sending.is_some_and(gossip)
    });
    let learnt = |event: &&TraceEvent| changed(&event.kind).is_some_and(|one| one.node == about);
    let last = since.iter().rev().find(learnt).unwrap_or(change);
    let meetings = meetings.count() as u32;
    let span = SPANS.iter().find(|span| span.most.is_none_or(|most| meetings <= most))?;
    Some(decided(Reply::Span(*span), last))
}

/// The change of a member's standing that an event tells of.
fn changed(event: &EventKind) -> Option<&MemberChange> {
    match event {
        EventKind::Note(Note::MemberChanged(change) | Note::MemberLearnt(change)) => Some(change),
        _ => None,
    }
}

/// The key of a write and the versions that it has made.
fn write(timeline: &Timeline, request: RequestId) -> Option<(Key, Vec<Dot>)> {
    let dots: Vec<Dot> = Story::new(timeline, request)
        .notes()
        .filter_map(|(_, note)| match note {
            Note::VersionMade { dot, .. } => Some(*dot),
            _ => None,
        })
        .collect();
    let key = timeline.ledger().key(request)?.clone();
    (!dots.is_empty()).then_some((key, dots))
}

/// Whether any replica, hinted ones included, holds one of these versions or what has seen one.
fn is_kept(simulation: &Simulation, key: &Key, dots: &[Dot]) -> bool {
    let holds = |object: &Object| {
        object.versions().iter().any(|version| {
            let history = version.history();
            dots.iter().any(|dot| history.counter(dot.actor) >= dot.counter)
        })
    };
    simulation.nodes().any(|process| {
        let hints = process.disk().hints().iter();
        let mut hinted = hints.filter(|((_, of), _)| of == key).map(|(_, hint)| &hint.object);
        own(process, key).is_some_and(holds) || hinted.any(holds)
    })
}

/// Whether something was stored of a key.
fn adds(event: &EventKind, key: &Key) -> bool {
    let EventKind::Note(note) = event else { return false };
    matches!(note, Note::Stored { key: of, .. } | Note::HintStored { key: of, .. } if of == key)
}

/// Whether something may have been lost of a key.
fn takes_away(event: &EventKind, key: &Key) -> bool {
    match event {
        EventKind::Commanded { command, refused: None } => {
            matches!(**command, Command::WipeDisk(_) | Command::Crash(_))
        }
        EventKind::Note(Note::LastWriteKept { key: of, .. }) => of == key,
        _ => false,
    }
}
