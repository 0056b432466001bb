//! Many seeds, shared out over the processors.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use super::run::{Failure, Outcome};
use super::tally::Tally;

/// What came of many seeds.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// How many were run.
    pub runs: u64,
    /// What all of them counted.
    pub tally: Tally,
    /// Those that failed, by seed, with what was wrong.
    pub failed: Vec<(u64, Vec<Failure>)>,
}

/// Runs seeds until all are done or so many have failed. `told` hears after each of what has been
/// found so far.
pub fn search(
    seeds: Range<u64>,
    jobs: usize,
    stop_at: usize,
    run: impl Fn(u64) -> Outcome + Sync,
    told: impl Fn(&Found) + Sync,
) -> Found {
    let next = AtomicU64::new(seeds.start);
    let failures = AtomicUsize::new(0);
    let enough = AtomicBool::new(stop_at == 0);
    let found = Mutex::new(Found::default());
    std::thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(|| {
                while !enough.load(Ordering::Relaxed) {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        break;
                    }
                    let outcome = run(seed);
                    let has_failed = !outcome.failures.is_empty();
                    if has_failed && failures.fetch_add(1, Ordering::Relaxed) + 1 >= stop_at {
                        enough.store(true, Ordering::Relaxed);
                    }
                    // Whoever panicked while it held the lock has only been counting.
                    let mut found = found.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                    found.runs += 1;
                    found.tally.merge(&outcome.tally);
                    if has_failed {
                        found.failed.push((seed, outcome.failures));
                    }
                    told(&found);
                }
            });
        }
    });
    let mut found = found.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    found.failed.sort_by_key(|(seed, _)| *seed);
    found
}
