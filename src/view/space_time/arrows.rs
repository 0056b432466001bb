//! Messages as arrows in time.

use crate::dynamo::identity::{Address, MessageId, RequestId};
use crate::dynamo::message_kind::MessageKind;
use crate::dynamo::time::Time;
use crate::session::annals::passages::Passages;
use crate::sim::trace::{EventId, EventKind, LossReason, Mishap, TraceEvent};
use crate::view::narration::sent_by;

/// What became of a copy of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It arrived and was taken up.
    Delivered(EventId),
    /// It was lost; holds whether that was on the way, and not at its receiver.
    Lost(EventId, bool),
    /// Nothing more is known of it.
    OnItsWay,
}

/// A copy of a message on its way from lane to lane.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrow {
    /// The message.
    pub message: MessageId,
    /// Which copy of it.
    pub copy: u8,
    /// What kind of message.
    pub kind: MessageKind,
    /// The sender.
    pub from: Address,
    /// The receiver.
    pub to: Address,
    /// The request it belongs to.
    pub request: Option<RequestId>,
    /// The event at which it came about: its sending, or its duplication.
    pub start: EventId,
    /// When it came about.
    pub sent: Time,
    /// What became of it.
    pub fate: Fate,
    /// When it ended; for one on its way the end of all that is known.
    pub ended: Time,
    /// What befell it on its way.
    pub mishaps: Vec<(EventId, Time, Mishap)>,
    /// Where it begins.
    pub tail: (f64, f64),
    /// Where it ends.
    pub head: (f64, f64),
    /// How much it stands out.
    pub emphasis: Emphasis,
    /// Whether its beginning and its end come after the cursor.
    pub later: (bool, bool),
}

/// How much something stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Emphasis {
    /// Not at all.
    Plain,
    /// It is about the selected key.
    Key,
    /// It belongs to the selected request.
    Request,
    /// It is the selected message.
    Message,
}

impl Arrow {
    /// The event that ends it.
    pub fn end(&self) -> Option<EventId> {
        match self.fate {
            Fate::Delivered(event) | Fate::Lost(event, _) => Some(event),
            Fate::OnItsWay => None,
        }
    }

    /// Where it is at a moment.
    pub fn point(&self, time: Time) -> (f64, f64) {
        let whole = self.ended.since(self.sent).as_micros().max(1) as f64;
        let part = (time.since(self.sent).as_micros() as f64 / whole).min(1.0);
        let between = |from: f64, to: f64| from + (to - from) * part;
        (between(self.tail.0, self.head.0), between(self.tail.1, self.head.1))
    }
}

/// The copies of a message, none of them placed yet.
pub(super) fn copies(trace: &[TraceEvent], passages: &Passages, sending: EventId) -> Vec<Arrow> {
    let Some((from, to, payload)) = sent_by(trace, sending) else { return Vec::new() };
    let Some(TraceEvent { at, request, kind: EventKind::Sent { message, .. }, .. }) =
        trace.get(sending.0 as usize)
    else {
        return Vec::new();
    };
    let known_until = trace.last().map_or(*at, |event| event.at);
    let begun = |copy: u8, start: EventId, sent: Time| Arrow {
        message: *message,
        copy,
        kind: payload.kind(),
        from,
        to,
        request: *request,
        start,
        sent,
        fate: Fate::OnItsWay,
        ended: known_until,
        mishaps: Vec::new(),
        tail: (0.0, 0.0),
        head: (0.0, 0.0),
        emphasis: Emphasis::Plain,
        later: (false, false),
    };
    let mut arrows = vec![begun(0, sending, *at)];
    for event in passages.story(sending).filter_map(|event| trace.get(event.0 as usize)) {
        match &event.kind {
            EventKind::Befell { copy, what: Mishap::Duplicated, .. } => {
                let mut twin = begun(*copy, event.id, event.at);
                twin.mishaps.push((event.id, event.at, Mishap::Duplicated));
                arrows.push(twin);
            }
            EventKind::Befell { copy, what, .. } => {
                if let Some(arrow) = under_way(&mut arrows, *copy) {
                    arrow.mishaps.push((event.id, event.at, *what));
                }
            }
            EventKind::Delivered { copy, .. } => {
                if let Some(arrow) = under_way(&mut arrows, *copy) {
                    arrow.fate = Fate::Delivered(event.id);
                    arrow.ended = event.at;
                }
            }
            EventKind::Lost { copy, reason, .. } => {
                if let Some(arrow) = under_way(&mut arrows, *copy) {
                    let at_receiver = *reason == LossReason::ReceiverDown;
                    arrow.fate = Fate::Lost(event.id, !at_receiver);
                    arrow.ended = event.at;
                }
            }
            _ => {}
        }
    }
    arrows
}

/// The copy of that number, as long as it is on its way.
fn under_way(arrows: &mut [Arrow], copy: u8) -> Option<&mut Arrow> {
    arrows.iter_mut().find(|arrow| arrow.copy == copy && arrow.fate == Fate::OnItsWay)
}
