//! Whether the swarm finds bugs: each of those in `src/dynamo/planted.rs` is planted, and the
//! ordinary swarm, which knows of none, runs its ordinary seeds from the first one on until one
//! fails. What fails without the bug as well does not count.
//!
//! The table of who was found by what:
//! `cargo test --profile host --features planted --test planted -- --nocapture`

#![cfg(not(target_arch = "wasm32"))]

mod command;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use dynamo_playground::dynamo::planted::{self, Bug};
use dynamo_playground::swarm;
use dynamo_playground::swarm::checkers::storm;
use dynamo_playground::swarm::run::{Failure, PANIC};

/// So many seeds must be enough for every bug.
const SEEDS_MAX: u64 = 1_000;

/// How a bug was found.
struct Found {
    seed: u64,
    took: Duration,
    failure: Failure,
}

fn run(seed: u64, bug: Option<Bug>) -> Option<Failure> {
    planted::with(bug, || swarm::run(seed)).failures.into_iter().next()
}

fn find(bug: Bug) -> Option<Found> {
    let began = Instant::now();
    let found = (0..SEEDS_MAX).find_map(|seed| {
        let failure = run(seed, Some(bug))?;
        let took = began.elapsed();
        run(seed, None).is_none().then_some(Found { seed, took, failure })
    });
    let name = format!("{bug:?}");
    match &found {
        Some(Found { seed, took, failure: Failure { checker, what, .. } }) => {
            println!("{name:28} {:5} {:8.2} s  {checker:12} {what}", seed + 1, took.as_secs_f64());
        }
        None => println!("{name:28} not found: {}", bug.description()),
    }
    found
}

/// The bugs that are not found, of these: one after the other, shared out over the processors.
fn missed(bugs: &[Bug]) -> Vec<Bug> {
    let workers = std::thread::available_parallelism().map_or(1, |count| count.get());
    let next = AtomicUsize::new(0);
    let missed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(bug) = bugs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if find(*bug).is_none() {
                        missed.lock().expect("no worker panics").push(*bug);
                    }
                }
            });
        }
    });
    missed.into_inner().expect("no worker panics")
}

/// One bug alone, for a search: `PLANTED=SkipReadRepair`, or a part of a name.
#[test]
fn the_swarm_finds_every_planted_bug() {
    let wanted = std::env::var("PLANTED").unwrap_or_default();
    let is_wanted = |bug: &&Bug| format!("{bug:?}").contains(&wanted);
    let bugs: Vec<Bug> = Bug::ALL.iter().filter(is_wanted).copied().collect();
    println!("{:28} {:>5} {:>10}  {:12} what was found", "bug", "seeds", "time", "by");
    let missed = missed(&bugs);
    assert!(missed.is_empty(), "not found in {SEEDS_MAX} seeds: {missed:?}");
    assert!(bugs.len() >= 25 || !wanted.is_empty(), "only {} bugs", bugs.len());
}

/// What no checker has to look for is told by its own name.
#[test]
fn a_panic_and_a_storm_are_called_so() {
    for (bug, name) in [(Bug::LateAnswerPanics, PANIC), (Bug::GossipBegetsGossip, storm::NAME)] {
        let found = find(bug).expect("the swarm finds it");
        assert_eq!(found.failure.checker, name, "{}", found.failure.what);
    }
}
