//! A failing run as a session that opens in the playground, where the failure shows.

use std::panic::{self, AssertUnwindSafe};

use crate::dynamo::time::Time;
use crate::session::document::{Cursor, Document};
use crate::session::scenario::{Recorded, Scenario};
use crate::session::timeline::Timeline;
use crate::sim::BEHAVIOUR;
use crate::sim::trace::{EventId, digest};

use super::run::{Failure, Outcome, PANIC};

/// Behind the last command a run goes on for so long at least.
const AFTERWARDS_MS: u64 = 2_000;

/// The session of a run that failed so, with its cursor where the failure shows: at its event, or
/// when everything had been mended, if it is that something did not happen from then on. Where the
/// program gave up, it stands a step before.
pub fn document(outcome: &Outcome, failure: &Failure) -> Document {
    let history = &outcome.history;
    let title = format!("Swarm {}: {}", history.seed, failure.checker);
    let scenario = Scenario {
        title: title.clone(),
        seed: history.seed,
        setup: history.setup.clone(),
        script: outcome.given.clone(),
    };
    let mut timeline = Timeline::new(&scenario);
    let last = outcome.given.last().map_or(Time::ZERO, |given| given.at);
    match failure.event {
        _ if failure.checker == PANIC => {
            timeline.seek(steps_before_panic(&scenario, failure.event));
        }
        Some(event) => timeline.seek_event(event),
        None => {
            timeline.seek_time(last);
        }
    }
    let end = timeline.simulation().now().max(last).as_micros() + AFTERWARDS_MS * 1_000;
    let cursor = Cursor { steps: timeline.steps(), at: None, hash: Some(digest(timeline.trace())) };
    Document {
        behaviour: BEHAVIOUR,
        title,
        description: failure.what.clone(),
        seed: history.seed,
        setup: scenario.setup,
        commands: outcome.given.iter().map(Recorded::scripted).collect(),
        until: Some(Time::from_micros(end)),
        breakpoints: Vec::new(),
        narration: Vec::new(),
        questions: Vec::new(),
        expectations: Vec::new(),
        cursor: Some(cursor),
        selection: None,
        lesson: None,
    }
}

/// How many steps a run takes until the program gives up, about this event: the next one would show
/// it.
fn steps_before_panic(scenario: &Scenario, event: Option<EventId>) -> u32 {
    let mut timeline = Timeline::new(scenario);
    let (mut steps, events) = (0, event.map_or(0, |event| event.0 as usize + 1));
    // What is left of the timeline behind the panic is not looked at.
    let _ = panic::catch_unwind(AssertUnwindSafe(|| {
        while timeline.trace().len() <= events && timeline.step() {
            steps = timeline.steps();
        }
    }));
    steps
}
