//! A drill: single questions of all lessons, each of a run that nobody has seen before.

use crate::session::document::{Document, Moment};
use crate::session::questions::Question;
use crate::session::run::Run;
use crate::sim::setup::Setup;
use crate::view::narration::commanded;
use crate::view::words::moment;

/// So many seeds are tried for a run that has an answer.
const TRIES: u64 = 12;

/// How many of the commands to come are told.
const TOLD: usize = 4;

/// How many seconds there are for a question, if time counts.
pub const SECONDS: u32 = 30;

/// How a drill stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drill {
    /// How many questions were drawn.
    pub drawn: u32,
    /// How many questions were answered.
    pub answered: u32,
    /// How many of them rightly.
    pub right: u32,
    /// How many seconds are left for this one; none if time does not count.
    pub left: Option<u32>,
}

/// A question of a lesson with another seed, under its own cluster or one of its variations,
/// drawn by a number; none if it has none that the run answers.
pub fn drawn(document: &Document, by: u64) -> Option<Document> {
    let lesson = document.lesson.as_ref()?;
    let questions = document.questions.len() as u64;
    let setups = lesson.variations.len() as u64 + 1;
    (0..TRIES).find_map(|attempt| {
        let by = by.wrapping_add(attempt);
        let question = &document.questions[by.checked_rem(questions)? as usize];
        let setup = (by / questions % setups) as usize;
        let setup = setup.checked_sub(1).map_or(&document.setup, |other| &lesson.variations[other]);
        let drawn = Document {
            seed: by,
            setup: setup.clone(),
            narration: Vec::new(),
            // Its own words may tell of the lesson's own run.
            questions: vec![Question { text: None, ..question.clone() }],
            expectations: Vec::new(),
            cursor: None,
            ..document.clone()
        };
        let mut run = Run::new(drawn.clone()).ok()?;
        run.timeline_mut().seek_moment(question.at);
        question.answer(run.timeline()).map(|_| drawn)
    })
}

/// What has to be known for an answer: the cluster in short, and what is going to be done next.
pub fn situation(document: &Document) -> Vec<String> {
    let mut told = vec![cluster(&document.setup)];
    let asked_at = document.questions.first().map(|question| question.at);
    let to_come = document.commands.iter().filter(|given| match asked_at {
        Some(Moment::Time(at)) => given.at > at,
        _ => false,
    });
    let command = |given: &crate::session::scenario::Recorded| {
        format!("At {}: {}", moment(given.at), commanded(&given.command))
    };
    told.extend(to_come.take(TOLD).map(command));
    told
}

/// A cluster in short.
pub(super) fn cluster(setup: &Setup) -> String {
    let Setup { nodes, store, .. } = setup;
    let (n, r, w) = (store.replicas, store.read_quorum, store.write_quorum);
    format!("{nodes} nodes, N = {n}, R = {r}, W = {w}.")
}
