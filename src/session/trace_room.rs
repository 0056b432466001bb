//! Room for a long trace, taken once and handed from one history to the next.
//!
//! A trace that doubled on and on would leave behind, in the browser for good, as much as it takes;
//! and room that was given back would be cut up by small things before the next long history comes.
//! So a trace that has grown long takes room for all the events that there can be. What nothing
//! stands in yet costs nothing, as no system hands out pages before something is written to them.

use std::cell::Cell;

use super::timeline::EVENTS_MAX;
use crate::sim::trace::TraceEvent;

/// A trace of fewer events grows as any list does.
const SMALL_TRACE_MAX: usize = 1 << 16;

/// The last step of a full history may go beyond [`EVENTS_MAX`]; by fewer events than these.
const LAST_STEP_MAX: usize = 1 << 15;

/// Events for which there is room.
const ROOM: usize = EVENTS_MAX + LAST_STEP_MAX;

thread_local! {
    /// The room that no history has.
    static SPARE: Cell<Vec<TraceEvent>> = const { Cell::new(Vec::new()) };
}

/// Gives a trace room for all that can come, once it is long.
pub fn make_room(trace: &mut Vec<TraceEvent>) {
    if trace.len() < SMALL_TRACE_MAX || trace.capacity() >= ROOM {
        return;
    }
    let mut room = SPARE.take();
    room.reserve_exact(ROOM);
    room.append(trace);
    *trace = room;
}

/// A history has gone, and its trace with it: the next long one has its room.
pub fn give_back(mut trace: Vec<TraceEvent>) {
    if trace.capacity() >= ROOM {
        trace.clear();
        // A program that ends has no use for it.
        let _ = SPARE.try_with(|spare| spare.set(trace));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamo::time::Time;
    use crate::sim::trace::{ClientNote, EventId, EventKind};

    fn trace(length: usize) -> Vec<TraceEvent> {
        let event = TraceEvent {
            id: EventId(0),
            at: Time::ZERO,
            process: None,
            request: None,
            cause: None,
            kind: EventKind::Client(ClientNote::LearntMembers),
        };
        vec![event; length]
    }

    #[test]
    fn a_long_trace_has_the_room_of_the_one_before() {
        let mut first = trace(SMALL_TRACE_MAX);
        make_room(&mut first);
        assert_eq!(first.len(), SMALL_TRACE_MAX);
        let place = first.as_ptr();
        give_back(first);
        let mut second = trace(SMALL_TRACE_MAX + 1);
        make_room(&mut second);
        assert_eq!(second.as_ptr(), place);
        assert_eq!(second.len(), SMALL_TRACE_MAX + 1);
        assert!(second.capacity() >= ROOM);
    }

    #[test]
    fn two_long_traces_have_a_room_each_and_a_short_one_none() {
        let [mut first, mut second] = [(); 2].map(|()| trace(SMALL_TRACE_MAX));
        make_room(&mut first);
        make_room(&mut second);
        assert_ne!(first.as_ptr(), second.as_ptr());
        let mut short = trace(SMALL_TRACE_MAX - 1);
        make_room(&mut short);
        assert!(short.capacity() < ROOM);
    }
}
