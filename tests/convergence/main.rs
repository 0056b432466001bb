//! Whatever went wrong before: once everything is mended, the nodes come to agree by the
//! protocol's own timers alone, in bounded time, and no acknowledged write is lost without a
//! known reason.

#![cfg(not(target_arch = "wasm32"))]

mod cluster;
#[path = "../histories/draws.rs"]
mod draws;
mod faults;
mod network;
mod run;
mod tally;
mod verdict;
mod witness;

use std::collections::BTreeMap;
use std::ops::Range;

use tally::Tally;

/// The seeds that are tried.
const SEEDS: Range<u64> = 0..130;

/// Other seeds, for a search: `CONVERGENCE_SEEDS=1000..2000 cargo test --test convergence`.
const SEEDS_VARIABLE: &str = "CONVERGENCE_SEEDS";

/// How many of them must have gone through enough to prove something.
const EVENTFUL_MIN: usize = 100;

/// What came of one seed.
struct Finding {
    seed: u64,
    wrong: Vec<String>,
    tally: Tally,
    excuses: Vec<&'static str>,
}

fn try_seed(seed: u64) -> Finding {
    let run = run::run(seed);
    let wrong = verdict::judge(&run);
    let excuses =
        run.witness.acknowledged().iter().filter_map(|write| verdict::excuse(&run, write));
    Finding { seed, wrong, excuses: excuses.collect(), tally: run.tally }
}

fn wanted_seeds() -> Range<u64> {
    let wanted = std::env::var(SEEDS_VARIABLE).unwrap_or_default();
    let ends = wanted.split_once("..").map(|(from, to)| (from.parse(), to.parse()));
    match ends {
        Some((Ok(from), Ok(to))) => from..to,
        _ => SEEDS,
    }
}

/// The seeds, shared out over the processors.
fn try_seeds(seeds: Range<u64>) -> Vec<Finding> {
    let workers = std::thread::available_parallelism().map_or(1, |count| count.get()) as u64;
    std::thread::scope(|scope| {
        let started: Vec<_> = (0..workers)
            .map(|worker| {
                let own: Vec<u64> = seeds.clone().filter(|seed| seed % workers == worker).collect();
                scope.spawn(move || own.into_iter().map(try_seed).collect::<Vec<_>>())
            })
            .collect();
        started.into_iter().flat_map(|worker| worker.join().expect("no panic")).collect()
    })
}

#[test]
fn whatever_went_wrong_the_nodes_come_to_agree() {
    let findings = try_seeds(wanted_seeds());
    let mut tally = Tally::default();
    let mut excuses: BTreeMap<&str, u32> = BTreeMap::new();
    let mut wrong = String::new();
    for finding in &findings {
        tally.add(&finding.tally);
        for excuse in &finding.excuses {
            *excuses.entry(excuse).or_default() += 1;
        }
        for what in &finding.wrong {
            wrong += &format!("seed {}: {what}\n", finding.seed);
        }
    }
    let counts: Vec<String> =
        tally::ALL.iter().map(|what| format!("{what}: {}", tally.count(what))).collect();
    println!("{}\nacknowledged writes that are gone: {excuses:?}", counts.join("\n"));
    assert!(wrong.is_empty(), "{wrong}");
    let eventful = findings.iter().filter(|finding| finding.tally.is_eventful()).count();
    assert!(eventful >= EVENTFUL_MIN, "only {eventful} runs went through enough");
    let missing: Vec<&str> = tally::ALL.into_iter().filter(|what| tally.count(what) == 0).collect();
    assert!(missing.is_empty(), "never occurred: {missing:?}");
}
