//! Lessons: each is of a fit length, its run comes to what it expects and its questions have
//! answers, which are others under other seeds and configurations.

#![cfg(not(target_arch = "wasm32"))]

mod author;
mod contents;
mod guide;
mod handout;
mod questions;
mod walk;

use std::fs;
use std::path::{Path, PathBuf};

use dynamo_playground::session::document::{self, Document};
use dynamo_playground::session::expectations::check;
use dynamo_playground::session::lesson::variations::vary;
use dynamo_playground::session::lesson::{Stop, minutes, stops, words};
use dynamo_playground::session::run::{End, Run};
use dynamo_playground::view::lesson::Walk;
use dynamo_playground::view::lesson::drill::{drawn, situation};

/// Where the lessons are.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("static/lessons")
}

/// All lessons by their names, in the order of their files.
fn lessons() -> Vec<(String, Document)> {
    let files = fs::read_dir(folder()).expect("the folder of lessons").flatten();
    let mut lessons: Vec<(String, Document)> = files
        .filter_map(|file| {
            let name = file.file_name().into_string().ok()?;
            let name = name
                .strip_suffix(".json")
                .filter(|name| !["index", "glossary", "template"].contains(name))?;
            let text = fs::read_to_string(file.path()).expect("a lesson can be read");
            let document = document::read(&text);
            Some((name.to_owned(), document.unwrap_or_else(|flaw| panic!("{name}: {flaw}"))))
        })
        .collect();
    lessons.sort_by(|one, other| one.0.cmp(&other.0));
    assert!(!lessons.is_empty());
    lessons
}

/// Tells all that is wrong at once.
fn none_of(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[test]
fn every_lesson_is_of_a_fit_length() {
    let mut complaints = Vec::new();
    for (name, document) in lessons() {
        let (narration, questions) = (&document.narration, &document.questions);
        let beats: Vec<_> = narration.iter().filter(|told| told.title.is_some()).collect();
        let minutes = minutes(narration, questions);
        for (what, count, least, most) in [
            ("minutes", minutes, 3, 7),
            ("beats", beats.len() as u32, 6, 12),
            ("questions", questions.len() as u32, 2, 4),
        ] {
            if !(least..=most).contains(&count) {
                complaints.push(format!("{name}: {count} {what}; {least} to {most} are fit"));
            }
        }
        for beat in &beats {
            let (title, count) = (beat.title.clone().unwrap_or_default(), words(&beat.text));
            if count > 75 {
                complaints.push(format!("{name}, “{title}”: {count} words; at most 75 are fit"));
            }
        }
        for (what, text) in [
            ("a title", &document.title),
            ("a description", &document.description),
            ("a problem", &document.lesson.clone().expect("a head").problem),
        ] {
            if text.is_empty() {
                complaints.push(format!("{name} needs {what}"));
            }
        }
    }
    none_of(&complaints);
}

/// Every lesson is gone through as on the page: from stop to stop, each question asked on the
/// way, to the end.
#[test]
fn every_lesson_runs_to_its_end_and_is_what_it_says() {
    let mut complaints = Vec::new();
    for (name, document) in lessons() {
        let expectations = document.expectations.clone();
        if expectations.is_empty() {
            complaints.push(format!("{name} expects nothing: its claims are not checked"));
        }
        let stops = stops(&document.narration, &document.questions);
        let mut run = Run::new(document.clone()).expect("a run");
        for (moment, stop) in stops {
            if !run.timeline_mut().seek_moment(moment) {
                complaints.push(format!("{name}: {moment:?} is not come to"));
            }
            if let Stop::Question(index) = stop
                && document.questions[index].answer(run.timeline()).is_none()
            {
                complaints.push(format!("{name}: no answer to {}", document.questions[index].kind));
            }
        }
        if run.finish() == End::Full {
            complaints.push(format!("{name} is too long"));
        }
        let findings = check(run.timeline_mut(), &expectations);
        let unmet = findings.iter().filter(|finding| !finding.holds);
        complaints.extend(unmet.map(|finding| format!("{name}: {finding}")));
    }
    none_of(&complaints);
}

#[test]
fn answers_are_others_under_other_seeds_and_configurations() {
    let mut complaints = Vec::new();
    for (name, document) in lessons() {
        for answers in vary(&document).expect("setups that make sense") {
            assert!(answers.answers.len() >= 20);
            let complaint = answers.complaint();
            let told =
                |why| format!("{name}, “{}” {why} {:?}", answers.question, answers.counted());
            complaints.extend(complaint.map(told));
        }
    }
    none_of(&complaints);
}

/// A drill asks what nobody has been asked before, and what has an answer.
#[test]
fn questions_can_be_drawn_from_every_lesson() {
    let mut complaints = Vec::new();
    for (name, document) in lessons() {
        let questions: Vec<Document> =
            (0..6).filter_map(|number| drawn(&document, 1_000_003 * number + 77)).collect();
        if questions.len() < 5 {
            complaints.push(format!("{name}: {} of 6 questions drawn", questions.len()));
        }
        for drawn in questions {
            let walk = Walk::new(&drawn).expect("a lesson of one question");
            assert_eq!((walk.len(), drawn.narration.len()), (1, 0));
            let mut run = Run::new(drawn.clone()).expect("a run");
            run.timeline_mut().seek_moment(drawn.questions[0].at);
            assert!(drawn.questions[0].answer(run.timeline()).is_some(), "{name}");
            assert_ne!(drawn.seed, document.seed);
            assert!(situation(&drawn)[0].1[0].contains("nodes, N = "));
        }
    }
    none_of(&complaints);
}
