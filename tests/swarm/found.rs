//! What the swarm has found: runs that once failed, each made small.

use dynamo_playground::session::document;
use dynamo_playground::session::expectations::check;
use dynamo_playground::session::run::Run;
use dynamo_playground::swarm;

/// Seeds of which checkers once asked more than the store promises. Members were known to a disk
/// alone that was gone; everybody left; a disk was wiped while word was on its way that it held
/// what had been hinted; a coordinator handed a range over while it repaired it; a node that had
/// left handed over what a forgotten tombstone had replaced.
const SEEDS: [u64; 9] = [10461, 10482, 52089, 53730, 54087, 58166, 58662, 61617, 63046];

#[test]
fn seeds_that_once_failed_fail_no_more() {
    for seed in SEEDS {
        let failures = swarm::run(seed).failures;
        assert!(failures.is_empty(), "{seed}: {failures:?}");
    }
}

#[test]
fn what_once_failed_fails_no_more() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/swarm/found");
    let files = std::fs::read_dir(folder).expect("the folder is there");
    let mut seen = 0;
    for file in files.flatten() {
        let path = file.path();
        let text = std::fs::read_to_string(&path).expect("a file can be read");
        let document = document::read(&text).unwrap_or_else(|flaw| panic!("{path:?}: {flaw}"));
        let expected = document.expectations.clone();
        assert!(!expected.is_empty(), "{path:?} expects nothing");
        let mut run = Run::new(document).expect("a run");
        while run.go_on(10_000).is_none() {}
        for finding in check(run.timeline_mut(), &expected) {
            assert!(finding.holds, "{path:?}: {finding}");
        }
        seen += 1;
    }
    assert!(seen > 0);
}
