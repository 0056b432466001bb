//! Damaged documents that are taken, opened and played: whatever they hold, time goes on, every
//! event is told, and every export is what its format asks for.

use proptest::test_runner::TestRunner;

use crate::fuzz::{changed_tree, config};
use crate::holds::{commands_can_be_given_by_hand, played_is_told_and_exported};

/// One in so many cases is played, as that takes longer than to read.
const PLAYED_ONE_IN: u32 = 8;

#[test]
fn fuzz_what_is_taken_can_be_played_told_and_exported() {
    let mut config = config();
    config.cases = (config.cases / PLAYED_ONE_IN).max(1);
    let cases = config.cases;
    let count = std::cell::Cell::new(0_u32);
    TestRunner::new(config)
        .run(&changed_tree(), |tree| {
            count.set(count.get() + u32::from(played_is_told_and_exported(&tree.to_string())));
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
    assert!(count.get() > cases / 20, "only {} of {cases} were played", count.get());
    println!("{} of {cases} were played", count.get());
}

#[test]
fn fuzz_what_is_taken_can_be_given_by_hand() {
    let mut config = config();
    config.cases = (config.cases / PLAYED_ONE_IN).max(1);
    TestRunner::new(config)
        .run(&changed_tree(), |tree| {
            commands_can_be_given_by_hand(&tree.to_string());
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}
