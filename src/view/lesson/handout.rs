//! A lesson on paper: its texts and questions with the moments at which they stand, and the
//! answers of the run with what decided them.

use super::drill::cluster;
use crate::session::document::{Document, Moment};
use crate::session::lesson::{Stop, stops};
use crate::session::questions::{Choices, Question};
use crate::session::timeline::Timeline;
use crate::sim::trace::EventId;
use crate::view::narration::sentence;
use crate::view::words::moment;

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
    /// The cluster, and where chance comes from.
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
        Handout { cluster: format!("{} Seed {}.", cluster(&document.setup), document.seed), items }
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
    let asked = question.ask(then);
    let decided_by = asked.answer.as_ref().and_then(|answer| answer.decided_by);
    Asked {
        number,
        text: question.text.clone().unwrap_or_else(|| question.kind.to_string()),
        choices: asked.choices,
        answer: asked.answer.map(|answer| answer.to_string()),
        decided_by: decided_by.and_then(|event| told(event, then)),
        explanation: question.explanation.clone(),
    }
}

/// What is said of an event that need not have happened yet.
fn told(event: EventId, then: &Timeline) -> Option<String> {
    let mut ahead = then.clone();
    ahead.seek_event(event);
    let trace = ahead.trace();
    let place = trace.iter().position(|other| other.id == event)?;
    let said = sentence(&trace[..=place], &trace[place]);
    Some(format!("{}: {} {}", moment(trace[place].at), said.text, said.section).trim().to_owned())
}
