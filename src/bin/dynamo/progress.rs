//! Word of long work, on standard error and only if a person looks at it.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use dynamo_playground::session::run::{End, Run};

use crate::arguments::Until;

/// Nothing is said of what takes less time.
const PATIENCE: Duration = Duration::from_secs(1);

/// So many steps are made between two looks at the clock.
const STEPS: u32 = 5_000;

/// Runs to the end, or to a step or an event before it.
pub fn finish(run: &mut Run, until: Option<Until>) -> End {
    let mut told = Instant::now();
    let mut has_told = false;
    let end = loop {
        if let Some(end) = go_on(run, until) {
            break end;
        }
        if told.elapsed() > PATIENCE && std::io::stderr().is_terminal() {
            told = Instant::now();
            has_told = true;
            let timeline = run.timeline();
            let (now, events) = (timeline.simulation().now(), timeline.trace().len());
            eprint!("\r{now} of {}, {events} events ", run.until());
            // Whoever cannot be told is not told.
            let _ = std::io::stderr().flush();
        }
    };
    if has_told {
        eprintln!();
    }
    end
}

fn go_on(run: &mut Run, until: Option<Until>) -> Option<End> {
    let here = |run: &Run| Some(End::TimeOver(run.timeline().simulation().now()));
    match until {
        None | Some(Until::Time(_)) => run.go_on(STEPS),
        Some(Until::Step(step)) => {
            let left = step.saturating_sub(run.timeline().steps());
            if left == 0 {
                return here(run);
            }
            run.go_on(left.min(STEPS))
        }
        Some(Until::Event(event)) => {
            for _ in 0..STEPS {
                if run.timeline().trace().len() > event as usize {
                    return here(run);
                }
                if let Some(end) = run.go_on(1) {
                    return Some(end);
                }
            }
            None
        }
    }
}
