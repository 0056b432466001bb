//! The answers to questions are what the run comes to.

use dynamo_playground::session::document::{self, Document, Moment};
use dynamo_playground::session::expectations::{check, moment_step};
use dynamo_playground::session::questions::Answer;
use dynamo_playground::session::run::{End, Run};

use crate::examples;

fn example(name: &str) -> Document {
    let (_, text) = examples().into_iter().find(|(file, _)| file == name).expect("an example");
    document::read(&text).expect("it can be read")
}

/// The answers to all questions of an example, each asked at its moment.
fn answers(name: &str) -> Vec<String> {
    let document = example(name);
    let questions = document.questions.clone();
    let mut run = Run::new(document).expect("it can be run");
    run.finish();
    let timeline = run.timeline_mut();
    let answer = |question: &dynamo_playground::session::questions::Question| {
        let step = moment_step(timeline, question.at);
        timeline.seek(step);
        let answer = question.answer(timeline);
        assert_eq!(timeline.steps(), step, "the question has moved the session");
        answer.map_or("none".to_owned(), |answer| answer.to_string())
    };
    questions.iter().map(answer).collect()
}

#[test]
fn questions_are_answered_by_the_run() {
    assert_eq!(answers("shopping-cart.json"), ["ok", "\"book, pen, lamp\" | \"book, pen, mug\""]);
    assert_eq!(answers("hinted-handoff.json"), ["ok"]);
    assert_eq!(answers("last-write-loses.json"), ["\"first\""]);
    let hashes: u32 = answers("anti-entropy.json")[0].parse().expect("a number");
    assert!(hashes > 0);
}

/// An expectation that could not fail would be worth nothing.
#[test]
fn every_expectation_of_the_examples_can_fail() {
    for (name, text) in examples() {
        let document = document::read(&text).expect("it can be read");
        let expectations = document.expectations.clone();
        assert!(!expectations.is_empty(), "{name}");
        let mut run = Run::new(document.clone()).expect("it can be run");
        assert!(matches!(run.finish(), End::AtRest | End::TimeOver(_)), "{name}");
        for finding in check(run.timeline_mut(), &expectations) {
            assert!(finding.holds, "{name}: {finding}");
        }
        // Where nothing is done, nothing that is expected of it comes about.
        let mut idle = Run::new(Document { commands: Vec::new(), ..document }).expect("a run");
        idle.finish();
        let findings = check(idle.timeline_mut(), &expectations);
        let unmet = findings.iter().filter(|finding| !finding.holds).count();
        assert!(unmet >= 2, "{name}: {findings:#?}");
        for finding in findings.iter().filter(|finding| !finding.holds) {
            assert_ne!(finding.expected, finding.found, "{name}");
        }
    }
}

#[test]
fn a_question_about_nothing_has_no_answer() {
    use dynamo_playground::dynamo::identity::{ClientId, RequestId};
    use dynamo_playground::session::questions::{OfRequest, Question, QuestionKind};
    let run = Run::new(example("shopping-cart.json")).expect("it can be run");
    let id = RequestId { client: ClientId(9), sequence: 1 };
    for asked in [OfRequest::Coordinator, OfRequest::Outcome, OfRequest::Values] {
        let kind = QuestionKind::OfRequest(asked, id);
        let question = Question { at: Moment::Step(0), kind, text: None, explanation: None };
        assert_eq!(question.answer(run.timeline()), None::<Answer>, "{asked:?}");
    }
}
