//! A question as it is put to a learner: in words, with what it is about and what decides it.

use crate::session::document::Selection;
use crate::session::linearizability::{Offence, Verdict, Why, check};
use crate::session::questions::wording::in_full;
use crate::session::questions::{Asked, Question, QuestionKind};
use crate::session::timeline::Timeline;
use crate::sim::trace::{ClientNote, EventKind, TraceEvent};
use crate::view::narration::sentence;
use crate::view::words::moment;

/// A question that was put to the learner.
#[derive(Debug, PartialEq, Eq)]
pub struct Prompt {
    /// What can be answered, and what the run says.
    pub asked: Asked,
    /// The question: the lesson's words, or else those of its kind.
    pub words: String,
    /// The event that decides, in a sentence with its time.
    pub decided: Option<String>,
    /// What it is about, as far as that is there already; none if about nothing in particular.
    pub about: Option<Selection>,
}

impl Prompt {
    /// Asks a question of a timeline that stands at its moment.
    pub(super) fn new(question: &Question, timeline: &Timeline) -> Prompt {
        let mut ahead = timeline.clone();
        let asked = question.ask(&mut ahead);
        let trace = ahead.trace();
        let event = asked.answer.as_ref().and_then(|answer| answer.decided_by);
        let event = event.and_then(|event| trace.get(event.0 as usize));
        Prompt {
            words: question.text.clone().unwrap_or_else(|| in_full(&question.kind, trace)),
            decided: unordered(&question.kind, trace).or_else(|| {
                let event = telling(trace, event?);
                Some(format!("{}: {}", moment(event.at), sentence(trace, event).text))
            }),
            about: about(&question.kind, timeline, &ahead),
            asked,
        }
    }
}

/// What an event is told by: that a client has its answer, by the answer.
fn telling<'a>(trace: &'a [TraceEvent], event: &'a TraceEvent) -> &'a TraceEvent {
    let cause = event.cause.and_then(|cause| trace.get(cause.0 as usize));
    match (&event.kind, cause) {
        (EventKind::Client(ClientNote::Closed { .. }), Some(cause)) => cause,
        _ => event,
    }
}

/// Which two requests fit no order, if that is what decides.
fn unordered(kind: &QuestionKind, trace: &[TraceEvent]) -> Option<String> {
    let QuestionKind::Linearizable { key, .. } = kind else { return None };
    let Verdict::NotLinearizable(Offence { first, second, shown_at, why }) = check(trace, key)
    else {
        return None;
    };
    let at = moment(trace.get(shown_at.0 as usize)?.at);
    Some(match why {
        Why::SideBySide { get } => format!(
            "{at}: requests {first} and {second} fit no order, for request {get} returned what both had left."
        ),
        Why::WentBack { newer, older } => {
            let older = older.map_or_else(
                || "nothing".to_owned(),
                |older| format!("what request {older} had left"),
            );
            format!(
                "{at}: requests {first} and {second} fit no order. {second} began when {first} was over, and returned {older}, though request {newer} had come after it."
            )
        }
    })
}

/// What a question is about: a request that has begun, the key, the node; none if it is about
/// nothing in particular.
fn about(kind: &QuestionKind, now: &Timeline, ahead: &Timeline) -> Option<Selection> {
    let (request, key, node) = match kind {
        QuestionKind::OfRequest(_, request)
        | QuestionKind::OfPair(_, _, request)
        | QuestionKind::Survives { request, .. } => (Some(*request), None, None),
        QuestionKind::Primaries(key)
        | QuestionKind::Agree { key, .. }
        | QuestionKind::Linearizable { key, .. } => (None, Some(key), None),
        QuestionKind::Stored { key, node, .. } => (None, Some(key), Some(*node)),
        QuestionKind::BelievesDown { node, .. } | QuestionKind::Knows { node, .. } => {
            (None, None, Some(*node))
        }
        QuestionKind::Rounds { about } => (None, None, Some(*about)),
        QuestionKind::Hints { .. } | QuestionKind::Next(_) | QuestionKind::Share => {
            (None, None, None)
        }
    };
    let key = key.or_else(|| ahead.ledger().key(request?)).cloned();
    let request = request.filter(|request| now.ledger().key(*request).is_some());
    let about = Selection { key, request, node, ..Selection::default() };
    (about != Selection::default()).then_some(about)
}
