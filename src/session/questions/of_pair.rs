//! Questions about two requests.

use super::of_request::{Story, decided};
use super::{Answer, OfPair, Relation, Reply};
use crate::dynamo::identity::RequestId;
use crate::dynamo::message::Message;
use crate::dynamo::note::Note;
use crate::dynamo::object::{Content, Version};
use crate::dynamo::time::{Duration, Time};
use crate::dynamo::vector_clock::Causality;
use crate::session::timeline::Timeline;
use crate::sim::trace::{ClientNote, EventKind, TraceEvent};

/// The answer by what has happened, if it is known.
pub fn answer(asked: OfPair, requests: [RequestId; 2], timeline: &Timeline) -> Option<Answer> {
    let [one, other] = requests.map(|request| Story::new(timeline, request));
    match asked {
        OfPair::Slower => {
            let (one, other) = (waited(one.closed()?)?, waited(other.closed()?)?);
            let (slower, (_, by)) = match one.0 == other.0 {
                // Neither is the answer.
                true => return None,
                false if one.0 > other.0 => (requests[0], one),
                false => (requests[1], other),
            };
            Some(decided(Reply::Request(slower), by))
        }
        OfPair::Relation => {
            let ((one, first), (other, second)) = (made(&one)?, made(&other)?);
            let kind = timeline.simulation().setup().store.clock_kind;
            let relation = match one.compare(kind, &other) {
                Causality::Before => Relation::Before,
                Causality::After => Relation::After,
                Causality::Concurrent => Relation::Concurrent,
                Causality::Equal => return None,
            };
            let last = if first.id > second.id { first } else { second };
            Some(decided(Reply::Relation(relation), last))
        }
    }
}

fn waited(closed: &TraceEvent) -> Option<(Duration, &TraceEvent)> {
    match closed.kind {
        EventKind::Client(ClientNote::Closed { waited } | ClientNote::GaveUp { waited }) => {
            Some((waited, closed))
        }
        _ => None,
    }
}

/// The version that a put has made, and the event of its making.
fn made<'a>(story: &Story<'a>) -> Option<(Version, &'a TraceEvent)> {
    let (event, dot, clock) = story.notes().find_map(|(event, note)| match note {
        Note::VersionMade { dot, clock, .. } => Some((event, *dot, clock)),
        _ => None,
    })?;
    // A version's clock with its own event in it is not always the clock that it is compared by:
    // that one travels to the replicas.
    let sent = story.events().find_map(|event| match &event.kind {
        EventKind::Sent { payload, .. } => match &**payload {
            Message::Write { object, .. } => {
                object.versions().iter().find(|version| version.dot == dot).cloned()
            }
            _ => None,
        },
        _ => None,
    });
    let noted =
        || Version { dot, clock: clock.clone(), content: Content::Tombstone, written: Time::ZERO };
    Some((sent.unwrap_or_else(noted), event))
}
