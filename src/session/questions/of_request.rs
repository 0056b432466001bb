//! Questions about one request.

use super::{Answer, OfRequest, Reply};
use crate::dynamo::identity::{NodeId, RequestId};
use crate::dynamo::message;
use crate::dynamo::note::Note;
use crate::dynamo::sorted::sort;
use crate::session::ledger;
use crate::session::occasions::OccasionKind;
use crate::session::outcome::ending;
use crate::session::timeline::Timeline;
use crate::sim::trace::{ClientNote, EventKind, TraceEvent};

/// All that has happened of one request.
pub struct Story<'a> {
    timeline: &'a Timeline,
    request: RequestId,
}

/// The answer by what has happened, if it is known. When everything is `over`, what has happened
/// is all.
pub fn answer(
    asked: OfRequest,
    request: RequestId,
    timeline: &Timeline,
    over: bool,
) -> Option<Answer> {
    let story = &Story { timeline, request };
    match asked {
        OfRequest::Coordinator => {
            let taken_up = story.taken_up()?;
            Some(decided(Reply::Node(taken_up.process?.node()?), taken_up))
        }
        OfRequest::Hops => {
            let taken_up = story.taken_up()?;
            let hops = story.notes().filter(|(event, note)| {
                matches!(note, Note::HandedOn { .. }) && event.id < taken_up.id
            });
            Some(decided(Reply::Count(hops.count() as u32), taken_up))
        }
        OfRequest::Outcome => {
            let closed = story.closed()?;
            let outcome = ending(timeline.trace(), request)?.outcome;
            Some(decided(Reply::Outcome(outcome), story.verdict().unwrap_or(closed)))
        }
        OfRequest::Values => {
            let closed = story.closed()?;
            let mut values = ending(timeline.trace(), request)?.values?;
            sort(&mut values);
            Some(decided(Reply::Values(values), story.verdict().unwrap_or(closed)))
        }
        OfRequest::Versions => {
            let closed = story.closed()?;
            let count = found(timeline, closed)?.versions().len() as u32;
            Some(decided(Reply::Count(count), story.verdict().unwrap_or(closed)))
        }
        OfRequest::Stale => {
            let closed = story.closed()?;
            found(timeline, closed)?;
            let stale = timeline.occasions().iter().any(|occasion| {
                occasion.event == closed.id && matches!(occasion.kind, OccasionKind::StaleRead(_))
            });
            Some(decided(Reply::Flag(stale), closed))
        }
        OfRequest::Answered => {
            let verdict = story.verdict()?;
            let counted = story.notes().filter_map(|(_, note)| match note {
                Note::Counted { node, late: false, .. } => Some(*node),
                _ => None,
            });
            Some(decided(nodes(counted), verdict))
        }
        OfRequest::StandIns => story.in_the_end(over, |event, note| match note {
            Note::HintStored { .. } => event.process?.node(),
            _ => None,
        }),
        OfRequest::Repaired => story.in_the_end(over, |_, note| match note {
            Note::ReadRepair { node, .. } => Some(*node),
            _ => None,
        }),
        OfRequest::Messages => {
            let sent: Vec<&TraceEvent> = story.events().filter(|event| is_sent(event)).collect();
            let last = sent.last().filter(|_| over || story.is_over())?;
            Some(decided(Reply::Count(sent.len() as u32), last))
        }
    }
}

/// An answer that an event has decided.
pub fn decided(value: Reply, by: &TraceEvent) -> Answer {
    Answer { value, decided_by: Some(by.id) }
}

/// Some nodes, in order, each once.
fn nodes(of: impl Iterator<Item = NodeId>) -> Reply {
    let mut nodes: Vec<NodeId> = of.collect();
    sort(&mut nodes);
    nodes.dedup();
    Reply::Nodes(nodes)
}

/// What a get was answered with; none if it found out nothing.
fn found<'a>(
    timeline: &'a Timeline,
    closed: &TraceEvent,
) -> Option<&'a crate::dynamo::object::Object> {
    match ledger::answer(timeline.trace(), closed)? {
        message::Outcome::Found { object, .. } => Some(object),
        _ => None,
    }
}

fn is_sent(event: &TraceEvent) -> bool {
    matches!(event.kind, EventKind::Sent { .. })
}

impl<'a> Story<'a> {
    /// The story of a request so far.
    pub fn new(timeline: &'a Timeline, request: RequestId) -> Story<'a> {
        Story { timeline, request }
    }

    /// Its events.
    pub fn events(&self) -> impl Iterator<Item = &'a TraceEvent> {
        let request = self.request;
        self.timeline.trace().iter().filter(move |event| event.request == Some(request))
    }

    /// What nodes have noted about it.
    pub fn notes(&self) -> impl Iterator<Item = (&'a TraceEvent, &'a Note)> {
        self.events().filter_map(|event| match &event.kind {
            EventKind::Note(note) => Some((event, note)),
            _ => None,
        })
    }

    fn taken_up(&self) -> Option<&'a TraceEvent> {
        self.notes()
            .find(|(_, note)| matches!(note, Note::Coordinating { .. }))
            .map(|(event, _)| event)
    }

    /// The event by which its client had an answer, or gave up.
    pub fn closed(&self) -> Option<&'a TraceEvent> {
        self.events().find(|event| {
            matches!(
                event.kind,
                EventKind::Client(ClientNote::Closed { .. } | ClientNote::GaveUp { .. })
            )
        })
    }

    /// The event by which its coordinator knew what to answer.
    fn verdict(&self) -> Option<&'a TraceEvent> {
        let verdict = |note: &Note| {
            matches!(
                note,
                Note::QuorumReached { .. }
                    | Note::QuorumImpossible { .. }
                    | Note::DeadlinePassed { .. }
                    | Note::Refused(_)
            )
        };
        self.notes().find(|(_, note)| verdict(note)).map(|(event, _)| event)
    }

    /// Whether nothing more comes of it.
    fn is_over(&self) -> bool {
        let finished = self.notes().any(|(_, note)| matches!(note, Note::Finished));
        let (simulation, trace) = (self.timeline.simulation(), self.timeline.trace());
        finished
            && self.closed().is_some()
            && !simulation.in_flight().chain(simulation.waiting()).any(|envelope| {
                let sending = trace.get(envelope.sending.0 as usize);
                sending.is_some_and(|sending| sending.request == Some(self.request))
            })
    }

    /// The nodes that notes are about, once nothing more comes of it. What decided is the last of
    /// these notes, or the end.
    fn in_the_end(
        &self,
        over: bool,
        about: impl Fn(&TraceEvent, &Note) -> Option<NodeId>,
    ) -> Option<Answer> {
        if !over && !self.is_over() {
            return None;
        }
        let hits: Vec<(&TraceEvent, NodeId)> =
            self.notes().filter_map(|(event, note)| Some((event, about(event, note)?))).collect();
        let last = hits.last().map(|(event, _)| *event).or_else(|| self.events().last())?;
        Some(decided(nodes(hits.into_iter().map(|(_, node)| node)), last))
    }
}
