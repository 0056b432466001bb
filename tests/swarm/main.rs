//! A small swarm: whatever went wrong, nothing is lost without a known reason and the nodes come
//! to agree. `dynamo swarm` runs a large one.

#![cfg(not(target_arch = "wasm32"))]

use dynamo_playground::swarm::search::search;

#[test]
fn whatever_went_wrong_nothing_that_was_promised_is_broken() {
    let processors = std::thread::available_parallelism().map_or(1, |count| count.get());
    let found = search(0..200, processors, 5, |_| {});
    assert!(found.failed.is_empty(), "{:#?}", found.failed);
    let missing = found.tally.missing();
    assert!(missing.is_empty(), "never occurred: {missing:?}");
}
