//! The contents are those of the files.

use std::fs;
use std::process::Command;

use dynamo_playground::session::document::contents;

use crate::{folder, lessons};

fn made() -> String {
    let made = Command::new(env!("CARGO_BIN_EXE_dynamo"))
        .args(["contents", &folder().to_string_lossy()])
        .output()
        .expect("the command runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    String::from_utf8(made.stdout).expect("text")
}

/// After a change of lessons: `UPDATE_CONTENTS=1 cargo test --test lessons`.
#[test]
fn the_contents_are_up_to_date() {
    let path = folder().join("index.json");
    if std::env::var_os("UPDATE_CONTENTS").is_some() {
        fs::write(&path, made()).expect("the contents can be written");
    }
    let published = fs::read_to_string(path).unwrap_or_default();
    assert!(published == made(), "run with UPDATE_CONTENTS=1");
}

#[test]
fn every_lesson_is_in_the_contents_once_and_its_chapter_is_of_one_piece() {
    let entries = contents::read(&made()).expect("the page can read them");
    let mut named: Vec<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
    named.sort_unstable();
    let lessons = lessons();
    let there: Vec<&str> = lessons.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(named, there, "order.txt names every lesson once");
    let mut chapters: Vec<&str> = entries.iter().map(|entry| entry.head.chapter.as_str()).collect();
    chapters.dedup();
    let mut different = chapters.clone();
    different.sort_unstable();
    different.dedup();
    assert_eq!(chapters.len(), different.len(), "a chapter is interrupted: {chapters:?}");
}

/// Every term that a lesson explains has a sentence, and every sentence a lesson.
#[test]
fn the_glossary_has_every_term() {
    let text = fs::read_to_string(folder().join("glossary.json")).expect("the glossary");
    let glossary = contents::read_glossary(&text).expect("the page can read it");
    let known: Vec<&str> = glossary.iter().map(|term| term.term.as_str()).collect();
    let entries = contents::read(&made()).expect("the contents");
    let mut explained: Vec<&str> =
        entries.iter().flat_map(|entry| &entry.head.terms).map(String::as_str).collect();
    explained.sort_unstable();
    explained.dedup();
    let complaints = |all: &[&str], of: &[&str], what| {
        let missing = all.iter().filter(|term| !of.contains(term));
        missing.map(|term| format!("“{term}” {what}")).collect::<Vec<String>>()
    };
    let mut wrong = complaints(&explained, &known, "is explained and not in the glossary");
    wrong.extend(complaints(&known, &explained, "is in the glossary and explained nowhere"));
    crate::none_of(&wrong);
    assert!(known.is_sorted_by_key(|term| term.to_lowercase()), "by the alphabet");
    assert!(glossary.iter().all(|term| (20..220).contains(&term.text.len())));
}

#[test]
fn names_fit_into_an_address() {
    for (name, _) in lessons() {
        let plain =
            |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'-';
        assert!(name.len() <= 60 && name.bytes().all(plain), "{name}");
    }
}
