//! Whether the swarm finds bugs: each of those in `src/dynamo/planted.rs` is planted, and the
//! ordinary swarm, which knows of none, runs its ordinary seeds from the first one on until one
//! fails. What fails without the bug as well does not count.
//!
//! The table of who was found by what:
//! `cargo test --profile host --features planted --test planted -- --nocapture`

#![cfg(not(target_arch = "wasm32"))]

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use dynamo_playground::dynamo::planted::{self, Bug};
use dynamo_playground::swarm;
use dynamo_playground::swarm::run::Failure;

/// So many seeds must be enough for every bug.
const SEEDS_MAX: u64 = 2_000;

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
    (0..SEEDS_MAX).find_map(|seed| {
        let failure = run(seed, Some(bug))?;
        let took = began.elapsed();
        run(seed, None).is_none().then_some(Found { seed, took, failure })
    })
}

/// One bug after the other, shared out over the processors.
fn find_all(bugs: &[Bug]) -> Vec<(Bug, Option<Found>)> {
    let workers = std::thread::available_parallelism().map_or(1, |count| count.get());
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(bug) = bugs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let way = find(*bug);
                    found.lock().expect("no worker panics").push((*bug, way));
                }
            });
        }
    });
    let mut found = found.into_inner().expect("no worker panics");
    found.sort_by_key(|(bug, _)| *bug as usize);
    found
}

#[test]
fn the_swarm_finds_every_planted_bug() {
    let wanted = std::env::var("PLANTED").ok();
    let is_wanted =
        |bug: &&Bug| wanted.as_ref().is_none_or(|wanted| format!("{bug:?}").contains(wanted));
    let bugs: Vec<Bug> = Bug::ALL.iter().filter(is_wanted).copied().collect();
    let mut missed = Vec::new();
    for (bug, found) in find_all(&bugs) {
        let name = format!("{bug:?}");
        match found {
            Some(Found { seed, took, failure }) => println!(
                "{name:28} {:5} seeds {:8.2} s  {:12} {}",
                seed + 1,
                took.as_secs_f64(),
                failure.checker,
                failure.what,
            ),
            None => missed.push(format!("{name}: {}", bug.description())),
        }
    }
    assert!(missed.is_empty(), "not found in {SEEDS_MAX} seeds:\n{}", missed.join("\n"));
    assert!(bugs.len() >= 25 || wanted.is_some(), "only {} bugs", bugs.len());
}
