//! Writing a lesson: what is said of a text, and what can be added to it.

use std::fs;

use dynamo_playground::dynamo::identity::NodeId;
use dynamo_playground::dynamo::time::Time;
use dynamo_playground::session::document::{self, Document, Moment};
use dynamo_playground::session::run::Run;
use dynamo_playground::session::stories;
use dynamo_playground::sim::command::Command;
use dynamo_playground::view::lesson::Walk;
use dynamo_playground::view::lesson::author::{
    add_question, add_text, add_truths, askable, first_difference, of_session, read, report,
};

use crate::{folder, lessons};

fn template() -> Document {
    let text = fs::read_to_string(folder().join("template.json")).expect("the empty lesson");
    read(&text).expect("it is a lesson")
}

/// What the page says is what the command says.
#[test]
fn every_lesson_is_reported_as_it_is_checked() {
    for (name, document) in lessons() {
        let report = report(&document).expect("a run");
        assert_eq!(report.findings.len(), document.expectations.len(), "{name}");
        for finding in &report.findings {
            assert!(finding.holds, "{name}: {finding}");
        }
        assert_eq!(report.answers.len(), document.questions.len(), "{name}");
        assert!(report.answers.iter().all(|asked| asked.answer.is_some()), "{name}");
        assert!(report.advice.is_empty(), "{name}: {:?}", report.advice);
    }
}

#[test]
fn the_empty_lesson_holds_and_wants_more() {
    let report = report(&template()).expect("a run");
    assert!(report.findings.iter().all(|finding| finding.holds));
    assert_eq!(report.length, "3 texts, 1 question, about 1 minute");
    assert_eq!(report.advice.len(), 2, "{:?}", report.advice);
}

#[test]
fn what_is_no_lesson_yet_is_told_with_the_mend() {
    let flaw = |text: &str| read(text).expect_err("no lesson").to_string();
    assert!(flaw("").contains("ends too early"));
    assert!(flaw("{ \"version\": 1 }").contains("“\"lesson\": { \"chapter\""));
    let headed = "{ \"version\": 1, \"lesson\": { \"chapter\": \"x\" } }";
    assert!(flaw(headed).contains("“title”"));
    assert!(flaw("{ \"version\": 1,\n  \"sede\": 7 }").starts_with("Line 2, column 3"));
}

/// Whatever is added at whatever moment of whatever lesson: it is still one, what was expected of
/// the moment holds, and what can be asked has an answer.
#[test]
fn what_is_added_fits() {
    for (name, document) in lessons().into_iter().step_by(5) {
        let mut run = Run::new(document.clone()).expect("a run");
        let key = document.narration.iter().find_map(|told| told.select.as_ref()?.key.clone());
        for part in [0, 1, 3] {
            let last = document.commands.last().map_or(0, |given| given.at.as_micros());
            let now = Time::from_micros(last * part / 3);
            run.timeline_mut().seek_time(now);
            let mut longer = document.clone();
            add_text(&mut longer, now);
            add_truths(&mut longer, run.timeline(), key.as_ref());
            let kinds = askable(&longer, run.timeline(), key.as_ref());
            assert!(!kinds.is_empty(), "{name}");
            add_question(&mut longer, now, kinds[0].clone());
            let text = document::write(&longer);
            let longer = read(&text).unwrap_or_else(|flaw| panic!("{name}: {flaw}"));
            let walk = Walk::new(&longer).expect("a lesson");
            assert_eq!(walk.len(), Walk::new(&document).expect("a lesson").len() + 2);
            let report = report(&longer).expect("a run");
            for finding in &report.findings {
                assert!(finding.holds, "{name} at {now}: {finding}");
            }
            let (start, end) = first_difference(&document::write(&document), &text);
            assert!(start <= end && text.is_char_boundary(start) && text.is_char_boundary(end));
        }
    }
}

/// A session as it stands becomes a lesson that does the same by itself.
#[test]
fn a_session_becomes_a_lesson() {
    let opened = Document::of_scenario(&stories::shopping_cart()).into_session();
    let mut session = opened.expect("the opening story").session;
    session.timeline_mut().seek_time(Time::from_micros(30_000));
    session.give(Command::Crash(NodeId(2))).expect("C runs");
    session.timeline_mut().seek_time(Time::from_micros(90_000));
    let now = session.timeline().simulation().now();
    let made = of_session(Document::of_session(&session, None), now);
    let read = read(&document::write(&made)).expect("a lesson");
    let walk = Walk::new(&read).expect("a lesson");
    assert_eq!(walk.branch, Some(0), "it does all by itself");
    assert_eq!(read.narration.last().map(|told| told.at), Some(Moment::Time(now)));
    let mut run = Run::new(read).expect("a run");
    run.timeline_mut().seek_time(now);
    let down = run.timeline().simulation().node(NodeId(2)).map(|node| node.is_up());
    assert_eq!(down, Some(false));
}
