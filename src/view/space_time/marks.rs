//! What processes do, as marks on their lanes.

use super::Emphasis;
use super::lanes::Lanes;
use super::within::Within;
use crate::dynamo::time::Time;
use crate::sim::trace::{EventId, EventKind, TraceEvent};
use crate::view::meaning::Meaning;

/// Marks of one lane that are nearer to each other than this are drawn as one.
const MARK_WIDTH: f64 = 13.0;

/// What a process did, or several things that it did at about the same time.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Where it stands.
    pub point: (f64, f64),
    /// The most telling of what it stands for.
    pub meaning: Meaning,
    /// The event that is the most telling.
    pub event: EventId,
    /// When the first of them happened.
    pub at: Time,
    /// All of them, in order.
    pub events: Vec<EventId>,
    /// How much it stands out.
    pub emphasis: Emphasis,
    /// Whether it comes after the cursor.
    pub later: bool,
}

/// All that is no message, as marks. What is too near to be told apart is one mark.
pub(super) fn marks(
    within: &Within,
    trace: &[TraceEvent],
    lanes: &Lanes,
    x: impl Fn(Time) -> f64,
    emphasis: impl Fn(&TraceEvent) -> Emphasis,
) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut last: Vec<Option<usize>> = lanes.lanes.iter().map(|_| None).collect();
    for event in within.events.iter().filter_map(|event| trace.get(event.0 as usize)) {
        let is_of_a_message = matches!(
            event.kind,
            EventKind::Sent { .. }
                | EventKind::Delivered { .. }
                | EventKind::Lost { .. }
                | EventKind::Befell { .. }
        );
        let Some(row) = lanes.row(event.process).filter(|_| !is_of_a_message) else { continue };
        let Some(y) = lanes.y(event.process) else { continue };
        let (meaning, emphasis, x) = (Meaning::of(&event.kind), emphasis(event), x(event.at));
        let Some(last) = last.get_mut(row) else { continue };
        let near = last
            .and_then(|place| marks.get_mut(place))
            .filter(|mark| x - mark.point.0 < MARK_WIDTH);
        match near {
            Some(mark) => {
                mark.events.push(event.id);
                mark.emphasis = mark.emphasis.max(emphasis);
                if meaning > mark.meaning {
                    mark.meaning = meaning;
                    mark.event = event.id;
                }
            }
            None => {
                *last = Some(marks.len());
                let (event, events) = (event.id, vec![event.id]);
                let at = trace.get(event.0 as usize).map_or(Time::ZERO, |event| event.at);
                marks.push(Mark {
                    point: (x, y),
                    meaning,
                    event,
                    at,
                    events,
                    emphasis,
                    later: false,
                });
            }
        }
    }
    marks
}
