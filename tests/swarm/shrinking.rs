//! Runs that fail are made small without losing what is wrong with them, and written down so that
//! they open at the failing event.

use dynamo_playground::session::document;
use dynamo_playground::session::scenario::Scripted;
use dynamo_playground::session::timeline::Timeline;
use dynamo_playground::sim::command::Command;
use dynamo_playground::swarm::report;
use dynamo_playground::swarm::run::{Failure, Outcome, replay, run};
use dynamo_playground::swarm::shrink::shrink_by;

/// A run that came to what it came to, and is said to have failed if a node lost its disk and
/// somebody put something before.
fn judged(mut outcome: Outcome) -> Outcome {
    let is_put = |given: &Scripted| matches!(given.command, Command::Put { .. });
    let is_wipe = |given: &Scripted| matches!(given.command, Command::WipeDisk(_));
    let script = &outcome.history.script;
    let put = script.iter().position(is_put);
    let wipe = script.iter().rposition(is_wipe);
    if put.zip(wipe).is_some_and(|(put, wipe)| put < wipe) {
        let what = "a put, and later a wiped disk".to_owned();
        outcome.failures.push(Failure { checker: "test", what, event: None });
    }
    outcome
}

#[test]
fn what_does_not_matter_goes() {
    let seeds = (0..).map(|seed| judged(run(seed)));
    let failing = seeds.into_iter().find(|outcome| !outcome.failures.is_empty());
    let large = failing.expect("some run has a put and a wiped disk");
    let small = shrink_by(&large.history, "test", &|history| judged(replay(history)));
    let small = small.expect("it fails again");
    assert!(!small.failures.is_empty());
    assert_eq!(small.history.script.len(), 2, "{:#?}", small.history.script);
    assert!(small.history.setup.nodes < 3 && small.history.setup.store.key_spaces.is_empty());
}

/// What one checker says of very different things is not confused.
#[test]
fn what_is_wrong_stays_the_same() {
    let says = |mut outcome: Outcome| {
        let commands = outcome.history.script.len();
        let what = match commands > 5 {
            true => format!("B has {commands} commands, which are many"),
            false => format!("B has {commands} commands, which are few"),
        };
        outcome.failures.push(Failure { checker: "test", what, event: None });
        outcome
    };
    let large = says(run(1)).history;
    let small = shrink_by(&large, "test", &|history| says(replay(history)));
    let small = small.expect("it fails again");
    assert_eq!(small.history.script.len(), 6);
    assert_eq!(small.failures[0].what, "B has 6 commands, which are many");
}

#[test]
fn what_fails_no_more_is_not_made_small() {
    let history = run(1).history;
    assert!(shrink_by(&history, "test", &replay).is_none());
}

#[test]
fn a_failing_run_opens_where_it_fails() {
    let outcome = run(5);
    let event = dynamo_playground::sim::trace::EventId(1_000);
    let failure = Failure { checker: "test", what: "Something.".to_owned(), event: Some(event) };
    let written = document::write(&report::document(&outcome, &failure));
    let read = document::read(&written).expect("what was written can be read");
    let (session, _) = open(read);
    assert!(session.step_events(session.steps()).iter().any(|told| told.id == event));
}

/// The run of a document, where its cursor stands.
fn open(document: document::Document) -> (Timeline, u32) {
    let steps = document.cursor.as_ref().map_or(0, |cursor| cursor.steps);
    let opened = document.into_session().expect("a session");
    (opened.session.timeline().clone(), steps)
}

/// A run that is given its commands again comes to the same.
#[test]
fn a_run_can_be_repeated() {
    for seed in [2, 8, 21] {
        let first = run(seed);
        let again = replay(&first.history);
        assert_eq!(first.given, again.given);
        assert_eq!(first.tally, again.tally);
    }
}
