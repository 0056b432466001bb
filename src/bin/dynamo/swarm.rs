//! The swarm: many random runs, and what they come to.

use std::fmt::Write as _;
use std::io::{IsTerminal, Write as _};
use std::num::NonZero;
use std::path::Path;
use std::process::ExitCode;

use dynamo_playground::session::{document, link};
use dynamo_playground::swarm;
use dynamo_playground::swarm::report;
use dynamo_playground::swarm::run::{Failure, Outcome};
use dynamo_playground::swarm::search::{Found, search};
use dynamo_playground::swarm::shrink::shrink;

use crate::arguments::Swarm;
use crate::headless::{UNMET, print};
use crate::input::Problem;

/// A person is told after every so many runs.
const RUNS_PER_WORD: u64 = 50;

/// Runs the seeds that are wanted, and tells what came of them.
pub fn run(wanted: &Swarm) -> Result<ExitCode, Problem> {
    let processors = std::thread::available_parallelism().map_or(1, |count| count.get());
    let jobs = wanted.jobs.map_or(processors, NonZero::get);
    let seeds = match wanted.seed {
        Some(seed) => seed..seed + 1,
        None => wanted.seeds.clone(),
    };
    let is_watched = std::io::stderr().is_terminal();
    let grow = |seed| planting(wanted, || swarm::run(seed));
    let found = search(seeds, jobs, wanted.stop_at.get(), grow, |found| {
        if is_watched && found.runs.is_multiple_of(RUNS_PER_WORD) {
            eprint!("\r{} runs, {} failed ", found.runs, found.failed.len());
            // Whoever cannot be told is not told.
            let _ = std::io::stderr().flush();
        }
    });
    if is_watched {
        eprintln!();
    }
    for (seed, failures) in &found.failed {
        planting(wanted, || tell(wanted, *seed, failures))?;
    }
    print(&summary(&found))?;
    Ok(if found.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(UNMET) })
}

/// Does something with the bug that is to be planted, if there is one.
#[cfg(feature = "planted")]
fn planting<T>(wanted: &Swarm, act: impl FnOnce() -> T) -> T {
    dynamo_playground::dynamo::planted::with(wanted.planted, act)
}

/// No bug can be planted in this build.
#[cfg(not(feature = "planted"))]
fn planting<T>(_wanted: &Swarm, act: impl FnOnce() -> T) -> T {
    act()
}

/// Tells of a run that failed, makes it small, and writes it down.
fn tell(wanted: &Swarm, seed: u64, failures: &[Failure]) -> Result<(), Problem> {
    let mut text = format!("seed {seed} failed:\n");
    for failure in failures {
        text += &format!("  {}\n", words(failure));
    }
    if let Some(first) = failures.first() {
        let smallest = shrink(&swarm::run(seed).history, first.checker);
        match &smallest {
            None => text += "  It cannot be repeated.\n",
            Some(smallest) => text += &small(smallest, first, wanted.out.as_deref())?,
        }
    }
    print(&text).map(|_| ())
}

fn words(failure: &Failure) -> String {
    let event = failure.event.map_or(String::new(), |event| format!(", at event {}", event.0));
    format!("{}{event}: {}", failure.checker, failure.what)
}

/// A run that was made small, in words, and where it is written down.
fn small(outcome: &Outcome, first: &Failure, out: Option<&Path>) -> Result<String, Problem> {
    let complaint = outcome.failures.iter().find(|failure| failure.is_like(first));
    let Some(failure) = complaint else { return Ok(String::new()) };
    let history = &outcome.history;
    let (commands, nodes) = (history.script.len(), history.setup.nodes);
    let document = report::document(outcome, failure);
    let mut text = format!("  made small: {commands} commands, {nodes} nodes\n");
    text += &format!("  {}\n", words(failure));
    if let Some(folder) = out {
        let file = folder.join(format!("swarm-{}.json", history.seed));
        let problem = |error| format!("{}: It cannot be written: {error}.", file.display());
        std::fs::create_dir_all(folder).map_err(problem)?;
        std::fs::write(&file, document::write(&document)).map_err(problem)?;
        text += &format!("  scenario: {}\n", file.display());
    }
    match link::write(&document) {
        Ok(link) => text += &format!("  link: #{link}\n"),
        Err(long) => text += &format!("  {long}\n"),
    }
    Ok(text)
}

fn summary(found: &Found) -> String {
    let mut text = String::new();
    // Writing to memory has no way to fail.
    let mut line = |words: String| {
        let _ = writeln!(text, "{words}");
    };
    for (what, count) in found.tally.counts().chain(found.tally.largest_numbers()) {
        line(format!("{count:>12}  {what}"));
    }
    let missing = found.tally.missing();
    if !missing.is_empty() {
        line(format!("never occurred: {}", missing.join(", ")));
    }
    line(format!("{} runs, {} failed.", found.runs, found.failed.len()));
    text
}
