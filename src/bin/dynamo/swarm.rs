//! The swarm: many random runs, and what they come to.

use std::fmt::Write;
use std::process::ExitCode;

use dynamo_playground::swarm::search::{Found, search};

use crate::arguments::Swarm;
use crate::headless::{UNMET, print};
use crate::input::Problem;

/// Runs the seeds that are wanted.
pub fn run(wanted: &Swarm) -> Result<ExitCode, Problem> {
    let processors = std::thread::available_parallelism().map_or(1, |count| count.get());
    let jobs = wanted.jobs.unwrap_or(processors);
    let seeds = match wanted.seed {
        Some(seed) => seed..seed.saturating_add(1),
        None => wanted.seeds.clone(),
    };
    let found = search(seeds, jobs, wanted.stop_at, |_| {});
    print(&summary(&found))?;
    Ok(if found.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(UNMET) })
}

fn summary(found: &Found) -> String {
    let mut text = String::new();
    // Writing to memory has no way to fail.
    let mut line = |words: String| {
        let _ = writeln!(text, "{words}");
    };
    for (seed, failures) in &found.failed {
        for failure in failures {
            let event =
                failure.event.map_or(String::new(), |event| format!(" at event {}", event.0));
            line(format!("seed {seed}: {}{event}: {}", failure.checker, failure.what));
        }
    }
    for (what, count) in found.tally.counts() {
        line(format!("{count:>12}  {what}"));
    }
    for (what, number) in found.tally.largest_numbers() {
        line(format!("{number:>12}  {what}"));
    }
    let missing = found.tally.missing();
    if !missing.is_empty() {
        line(format!("never occurred: {}", missing.join(", ")));
    }
    line(format!("{} runs, {} failed.", found.runs, found.failed.len()));
    text
}
