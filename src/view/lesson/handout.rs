//! A lesson on paper: its texts and questions with the moments at which they stand, and the
//! answers of the run with what decided them.

use super::Prompt;
use super::drill::cluster;
use crate::session::document::{Document, Moment, Selection};
use crate::session::lesson::{Stop, stops};
use crate::session::questions::{Choices, Question, QuestionKind};
use crate::session::timeline::Timeline;

/// A question on paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Which question of the lesson it is, from 1.
    pub number: usize,
    /// What is asked.
    pub text: String,
    /// What can be answered.
    pub choices: Choices,
    /// What the run says; none if it comes to nothing.
    pub answer: Option<String>,
    /// What decided it, in a sentence that begins with its moment.
    pub decided_by: Option<String>,
    /// Why it is so in general.
    pub explanation: Option<String>,
    /// What it is about, as far as that is there already; none if it is nothing in particular.
    pub about: Option<Selection>,
    /// Whether the homes of a key are to be guessed.
    pub hides_homes: bool,
}

/// What stands at one stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A text: its place in the narration.
    Beat(usize),
    /// A question.
    Question(Box<Asked>),
}

/// A lesson on paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handout {
    /// The cluster, and where chance comes from, in sentences.
    pub cluster: String,
    /// What stands at every stop, with the moment.
    pub items: Vec<(Moment, Item)>,
}

impl Handout {
    /// The handout of a lesson, from a run of its own.
    pub fn new(document: &Document) -> Handout {
        let mut own = Timeline::new(&document.scenario());
        let mut number = 0;
        let item = |(at, stop)| match stop {
            Stop::Beat(index) => (at, Item::Beat(index)),
            Stop::Question(index) => {
                number += 1;
                own.seek_moment(at);
                (at, Item::Question(Box::new(asked(&document.questions[index], number, &own))))
            }
        };
        let items = stops(&document.narration, &document.questions).into_iter().map(item).collect();
        Handout {
            cluster: format!("{} Seed {}.", cluster(&document.setup).join(" "), document.seed),
            items,
        }
    }

    /// All questions.
    pub fn questions(&self) -> impl Iterator<Item = &Asked> {
        self.items.iter().filter_map(|(_, item)| match item {
            Item::Beat(_) => None,
            Item::Question(asked) => Some(&**asked),
        })
    }
}

fn asked(question: &Question, number: usize, then: &Timeline) -> Asked {
    let Prompt { asked, words, decided, about } = Prompt::new(question, then);
    Asked {
        number,
        text: words,
        choices: asked.choices,
        answer: asked.answer.map(|answer| answer.to_string()),
        decided_by: decided,
        explanation: question.explanation.clone(),
        about,
        hides_homes: matches!(question.kind, QuestionKind::Primaries(_)),
    }
}
