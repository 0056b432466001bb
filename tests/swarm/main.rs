//! The swarm: a small one, checkers that must be able to fail, and how failing runs are made
//! small. `dynamo swarm` runs a large one.

#![cfg(not(target_arch = "wasm32"))]

mod bad_histories;
mod command;
mod found;
mod shrinking;
mod stage;

use dynamo_playground::swarm::run::run;
use dynamo_playground::swarm::search::search;

#[test]
fn whatever_went_wrong_nothing_that_was_promised_is_broken() {
    let processors = std::thread::available_parallelism().map_or(1, |count| count.get());
    let found = search(0..250, processors, 5, run, |_| {});
    assert!(found.failed.is_empty(), "{:#?}", found.failed);
    let missing = found.tally.missing();
    assert!(missing.is_empty(), "never occurred: {missing:?}");
}

#[test]
fn a_seed_says_all() {
    for seed in [3, 14] {
        let (one, other) = (run(seed), run(seed));
        assert_eq!(one.given, other.given);
        assert_eq!(one.tally, other.tally);
    }
}
