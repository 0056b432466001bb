//! Damaged documents that are taken, opened and played: whatever they hold, time goes on, every
//! event is told, and every export is what its format asks for.

use dynamo_playground::session::document::{self, Document};
use dynamo_playground::session::export::{Format, Source};
use dynamo_playground::session::session::Session;
use dynamo_playground::session::{link, transcript};
use dynamo_playground::view::log::{Search, Wanted};
use dynamo_playground::view::narration::sentence;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::Value;

use crate::fuzz::{changed_tree, config};

/// One in so many cases is played, as that takes longer than to read.
const PLAYED_ONE_IN: u32 = 8;

/// How far each session is played.
const STEPS: u32 = 300;

/// Larger clusters take long and hold nothing else.
const NODES_MAX: u16 = 12;

/// A session that stands at the end of some steps, if the tree is a document.
fn played(tree: &Value) -> Result<Option<Session>, TestCaseError> {
    let Ok(document) = document::read(&tree.to_string()) else { return Ok(None) };
    if document.setup.nodes > NODES_MAX {
        return Ok(None);
    }
    let document = Document { cursor: None, ..document };
    let mut session = match document.into_session() {
        Ok(opened) => opened.session,
        Err(complaint) => {
            return Err(TestCaseError::fail(format!("read, and not opened: {complaint}")));
        }
    };
    let timeline = session.timeline_mut();
    while timeline.steps() < STEPS && timeline.step() {}
    Ok(Some(session))
}

fn export(format: Format, session: &Session) -> String {
    let source = Source { scenario: session.scenario(), trace: session.timeline().trace() };
    let mut text = String::new();
    format.write(&source, &mut text).expect("writing to memory has no way to fail");
    text
}

/// Every event as a sentence without anything that a terminal or a page would obey.
fn tells_everything(session: &Session) -> Result<(), TestCaseError> {
    let trace = session.timeline().trace();
    for event in trace {
        let said = sentence(trace, event).text;
        prop_assert!(!said.is_empty() && !said.contains(char::is_control), "{said:?}");
    }
    prop_assert!(!transcript::render(trace).is_empty() || trace.is_empty());
    let mut search = Search::default();
    let wanted = Wanted { words: "a \u{130} <b>".to_owned(), ..Wanted::default() };
    while search.look(session.timeline(), &wanted, 97) {}
    Ok(())
}

/// Every export, read by a parser of its own format.
fn exports_everything(session: &Session) -> Result<(), TestCaseError> {
    let trace = session.timeline().trace();
    let json = |text: &str| serde_json::from_str::<Value>(text).is_ok();
    let lines = export(Format::Trace, session);
    prop_assert!(lines.lines().all(json), "{lines}");
    prop_assert_eq!(lines.lines().count(), trace.len() + 1);
    let chrome = export(Format::Chrome, session);
    prop_assert!(json(&chrome), "{chrome}");
    for line in export(Format::Jepsen, session).lines() {
        prop_assert!(edn_format::parse_str(line).is_ok(), "{line}");
    }
    for format in [Format::Requests, Format::Nodes] {
        let table = export(format, session);
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        prop_assert!(reader.records().all(|record| record.is_ok()), "{table}");
    }
    let log = export(Format::Shiviz, session);
    prop_assert!(!log.contains('\r') && !log.contains('\u{0}'), "{log:?}");
    Ok(())
}

/// It can be saved and shared wherever it stands, and is the same again.
fn comes_back(session: &Session) -> Result<(), TestCaseError> {
    let document = Document::of_session(session, None);
    let read = document::read(&document::write(&document));
    prop_assert_eq!(read, Ok(document.clone()));
    if let Ok(link) = link::write(&document) {
        prop_assert_eq!(link::read(&link), Ok(document.clone()));
    }
    let hash = |session: &Session| {
        dynamo_playground::sim::trace::digest(session.timeline().trace()).to_string()
    };
    let again =
        document.into_session().map_err(|complaint| TestCaseError::fail(complaint.to_string()))?;
    prop_assert_eq!(hash(&again.session), hash(session));
    Ok(())
}

#[test]
fn fuzz_what_is_taken_can_be_played_told_and_exported() {
    let mut config = config();
    config.cases = (config.cases / PLAYED_ONE_IN).max(1);
    let cases = config.cases;
    let count = std::cell::Cell::new(0_u32);
    TestRunner::new(config)
        .run(&changed_tree(), |tree| {
            if let Some(session) = played(&tree)? {
                count.set(count.get() + 1);
                tells_everything(&session)?;
                exports_everything(&session)?;
                comes_back(&session)?;
            }
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
    assert!(count.get() > cases / 20, "only {} of {cases} were played", count.get());
    println!("{} of {cases} were played", count.get());
}
