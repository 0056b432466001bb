//! What is written is read as it was, and replays to the same.

use dynamo_playground::session::document::{self, Document};
use dynamo_playground::session::link;
use dynamo_playground::session::session::Session;
use dynamo_playground::sim::trace::digest;

use crate::histories::{END, SEEDS, run, scenario};

#[test]
fn sessions_come_back_as_they_were() {
    let mut sizes = Vec::new();
    for seed in SEEDS {
        let session = run(scenario(seed));
        let document = Document::of_session(&session, None);
        let text = document::write(&document);
        let read = document::read(&text).unwrap_or_else(|complaint| panic!("{complaint}\n{text}"));
        assert_eq!(read, document, "seed {seed}\n{text}");
        let link = link::write(&document).expect("short enough");
        assert_eq!(link::read(&link).as_ref(), Ok(&document), "seed {seed}");
        sizes.push((link.len(), text.len()));
        same_session(&session, read);
    }
    println!("longest {:?}", sizes.iter().max());
    println!("mean {:?}", sizes.iter().map(|s| s.0).sum::<usize>() / sizes.len());
}

fn same_session(session: &Session, document: Document) {
    let opened = document.into_session().expect("it was one before");
    assert_eq!(opened.warnings, []);
    let (before, mut after) = (session.timeline(), opened.session);
    let after = after.timeline_mut();
    assert_eq!(after.steps(), before.steps());
    assert_eq!(after.simulation().now(), before.simulation().now());
    assert_eq!(digest(after.trace()), digest(before.trace()));
    after.run_until(END);
}
