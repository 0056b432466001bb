//! What makes a scenario a lesson: where it belongs, what it teaches in short, and under which
//! other configurations its questions must have other answers.

pub mod variations;

use super::document::{Moment, Narration};
use super::questions::Question;
use crate::sim::setup::Setup;

/// The head of a lesson. Its texts and questions are those of the scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// The chapter of the course.
    pub chapter: String,
    /// The sections of the paper that it is about, as `4.6`.
    pub sections: Vec<String>,
    /// The problem, as in the paper's table 1.
    pub problem: String,
    /// The technique that solves it.
    pub technique: String,
    /// The advantage of that technique.
    pub advantage: String,
    /// The terms that it explains.
    pub terms: Vec<String>,
    /// Other clusters for the same questions.
    pub variations: Vec<Setup>,
}

/// A picture that a text asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    /// The stage alone.
    Stage,
    /// The inspector of the request.
    Request,
    /// The inspector of the key.
    Key,
    /// Space and time.
    Time,
    /// The history of the key.
    Versions,
    /// What nodes keep for others.
    Hints,
    /// The comparison of Merkle trees.
    Merkle,
    /// Who believes what of whom.
    Members,
    /// Every node in figures.
    Nodes,
    /// What the run measures.
    Metrics,
    /// Every event in a sentence.
    Log,
}

/// How many words a minute are read and looked up on the stage.
const WORDS_A_MINUTE: u32 = 150;

/// How long a text is watched being played, and how long a question is thought about.
const SECONDS: (u32, u32) = (8, 25);

/// How many minutes a lesson takes.
pub fn minutes(narration: &[Narration], questions: &[Question]) -> u32 {
    let beats = narration.iter().filter(|told| told.title.is_some());
    let texts = beats.clone().map(|told| told.text.as_str());
    let asked = questions.iter().flat_map(|asked| [&asked.text, &asked.explanation]);
    let words = texts.chain(asked.flatten().map(String::as_str)).map(words).sum::<u32>();
    let (watching, thinking) = SECONDS;
    let others = beats.count() as u32 * watching + questions.len() as u32 * thinking;
    (words * 60 / WORDS_A_MINUTE + others + 30) / 60
}

/// How many words a text has.
pub fn words(text: &str) -> u32 {
    text.split_whitespace().count() as u32
}

/// A place at which a lesson stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// A text with a title: its place in the narration.
    Beat(usize),
    /// A question: its place among the questions.
    Question(usize),
}

/// The stops of a lesson in the order of their moments; at one moment texts come before
/// questions. Each has its moment.
pub fn stops(narration: &[Narration], questions: &[Question]) -> Vec<(Moment, Stop)> {
    let mut stops: Vec<(Moment, Stop)> = Vec::new();
    let beats = narration.iter().enumerate().filter(|(_, told)| told.title.is_some());
    let beats = beats.map(|(index, told)| (told.at, Stop::Beat(index)));
    let asked = questions.iter().enumerate();
    for (moment, stop) in beats.chain(asked.map(|(index, one)| (one.at, Stop::Question(index)))) {
        let place = stops.iter().position(|(other, _)| is_before(moment, *other));
        stops.insert(place.unwrap_or(stops.len()), (moment, stop));
    }
    stops
}

/// Whether one moment is certainly before another. A step and a time are in the order in which
/// they are told.
fn is_before(one: Moment, other: Moment) -> bool {
    match (one, other) {
        (Moment::Time(one), Moment::Time(other)) => one < other,
        (Moment::Step(one), Moment::Step(other)) => one < other,
        _ => false,
    }
}
