//! What the swarm has found: runs that once failed, each made small.

use dynamo_playground::session::document;
use dynamo_playground::session::expectations::check;
use dynamo_playground::session::run::Run;

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
