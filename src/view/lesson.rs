//! A lesson on its way: where it stands, what is told or asked there, and what was answered.

pub mod author;
pub mod drill;
pub mod handout;
mod memory;
mod path;
pub mod progress;
mod prompt;

use std::rc::Rc;

pub use self::prompt::Prompt;
use super::words::file_stem;
use crate::dynamo::identity::NodeId;
use crate::dynamo::time::Time;
use crate::session::document::{Document, Moment, Narration};
use crate::session::lesson::Stop;
use crate::session::questions::{Asked, Choices, Question, QuestionKind, Reply};

/// The answers of a learner to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// What was answered; none if there was no time left to.
    pub reply: Option<Reply>,
    /// Whether the run says the same.
    pub is_right: bool,
}

/// What is known of a question once the lesson has come to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Posed {
    asked: Option<Rc<Prompt>>,
    given: Option<Given>,
    /// What was chosen for that.
    chosen: Draft,
}

/// What is chosen and not yet given as an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The places of what is chosen among the choices.
    pub chosen: Vec<usize>,
    /// The number that is written.
    pub count: Option<u32>,
}

/// What a lesson shows where it stands.
pub enum Shown<'a> {
    /// A text.
    Beat(&'a Narration),
    /// A question.
    Question {
        /// The question.
        question: &'a Question,
        /// What is known of it.
        prompt: &'a Prompt,
        /// What was answered.
        given: Option<&'a Given>,
    },
    /// Its end.
    End,
}

/// A lesson on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Walk {
    /// The lesson.
    pub document: Rc<Document>,
    /// What is chosen and not yet given as an answer.
    pub draft: Draft,
    /// Its own history among those of the session; none if it was deleted.
    pub branch: Option<usize>,
    /// Whether time runs up to the next stop because the learner asked for that.
    pub is_under_way: bool,
    stops: Rc<[(Moment, Stop)]>,
    place: usize,
    posed: Vec<Posed>,
}

impl Walk {
    /// The name under which progress is kept.
    pub fn name(&self) -> String {
        file_stem(&self.document.title)
    }

    /// At how many texts and questions it stops.
    pub fn len(&self) -> usize {
        self.stops.len()
    }

    /// Whether it stops nowhere, which no lesson does.
    pub fn is_empty(&self) -> bool {
        self.stops.is_empty()
    }

    /// At which of its stops it is, from 0; as many as there are at its end.
    pub fn place(&self) -> usize {
        self.place
    }

    /// For each stop whether it is a question, and whether that was answered rightly.
    pub fn dots(&self) -> impl Iterator<Item = Option<Option<bool>>> {
        self.stops.iter().map(|(_, stop)| match stop {
            Stop::Beat(_) => None,
            Stop::Question(index) => {
                Some(self.posed[*index].given.as_ref().map(|given| given.is_right))
            }
        })
    }

    /// The moment of a stop.
    pub fn moment(&self, place: usize) -> Option<Moment> {
        self.stops.get(place).map(|(moment, _)| *moment)
    }

    /// The moment of the stop after this one.
    pub fn next(&self) -> Option<Moment> {
        self.moment(self.place + 1)
    }

    /// What is shown where it stands.
    pub fn shown(&self) -> Shown<'_> {
        match self.stops.get(self.place) {
            None => Shown::End,
            Some((_, Stop::Beat(index))) => Shown::Beat(&self.document.narration[*index]),
            Some((_, Stop::Question(index))) => match &self.posed[*index] {
                Posed { asked: Some(prompt), given, .. } => Shown::Question {
                    question: &self.document.questions[*index],
                    prompt,
                    given: given.as_ref(),
                },
                Posed { asked: None, .. } => Shown::End,
            },
        }
    }

    /// Whether the lesson has to stop before a next step at this time, `now` being the moment that
    /// is shown; none if the time in between is left out.
    pub fn stops_before(&self, next: Option<Time>, now: Option<Time>, steps: u32) -> bool {
        match self.next() {
            None => false,
            Some(Moment::Time(at)) => {
                now.is_none_or(|now| now >= at) && next.is_none_or(|next| next > at)
            }
            Some(Moment::Step(step)) => steps >= step,
        }
    }

    /// Whether the homes of a key are to be guessed just now.
    pub fn asks_for_homes(&self) -> bool {
        let question = self.question().map(|index| &self.document.questions[index].kind);
        matches!(question, Some(QuestionKind::Primaries(_)))
            && matches!(self.open_question(), Some((_, None)))
    }

    /// Takes a choice, or takes it back.
    pub fn choose(&mut self, place: usize) {
        let Some((prompt, None)) = self.open_question() else { return };
        let one = matches!(prompt.asked.choices, Choices::OneOf(_));
        let chosen = &mut self.draft.chosen;
        match chosen.iter().position(|other| *other == place) {
            Some(_) if one => {}
            Some(index) => {
                chosen.remove(index);
            }
            None => {
                if one {
                    chosen.clear();
                }
                chosen.push(place);
            }
        }
    }

    /// Takes a node that was picked on the ring, where nodes can be answered.
    pub fn pick(&mut self, node: NodeId) {
        let Some((prompt, None)) = self.open_question() else { return };
        let place = match &prompt.asked.choices {
            Choices::OneOf(replies) => replies.iter().position(|reply| *reply == Reply::Node(node)),
            Choices::Nodes(nodes) => nodes.iter().position(|other| *other == node),
            Choices::Values(_) | Choices::Count => None,
        };
        if let Some(place) = place {
            self.choose(place);
        }
    }

    /// Gives what is chosen as the answer. Of a list nothing need be chosen.
    pub fn answer(&mut self) {
        let Some((prompt, None)) = self.open_question() else { return };
        let given = graded(&prompt.asked, &self.draft);
        if let Some(index) = self.question() {
            self.posed[index].given = given;
            self.posed[index].chosen = self.draft.clone();
        }
    }

    /// There is no time left for an answer.
    pub fn give_up(&mut self) {
        if let Some(index) = self.question() {
            self.posed[index].given = Some(Given { reply: None, is_right: false });
        }
    }

    /// What was answered where it stands, if that is a question.
    pub fn given(&self) -> Option<&Given> {
        self.posed[self.question()?].given.as_ref()
    }

    /// The first text that marks a term.
    pub fn place_of(&self, term: &str) -> Option<usize> {
        let marks = |text: &str| {
            let mut pieces = pieces(text).into_iter();
            pieces.any(|piece| matches!(piece, Piece::Term(marked) if is_same_term(marked, term)))
        };
        self.stops.iter().position(|(_, stop)| match stop {
            Stop::Beat(index) => marks(&self.document.narration[*index].text),
            Stop::Question(_) => false,
        })
    }

    /// How many answers are right, and how many questions there are.
    pub fn score(&self) -> (usize, usize) {
        let given = self.posed.iter().filter_map(|posed| posed.given.as_ref());
        (given.filter(|given| given.is_right).count(), self.posed.len())
    }

    /// Of each question whether it was answered rightly.
    pub fn marks(&self) -> impl Iterator<Item = Option<bool>> {
        self.posed.iter().map(|posed| posed.given.as_ref().map(|given| given.is_right))
    }

    fn question(&self) -> Option<usize> {
        match self.stops.get(self.place) {
            Some((_, Stop::Question(index))) => Some(*index),
            _ => None,
        }
    }

    /// The question where it stands, with what was answered.
    fn open_question(&self) -> Option<(Rc<Prompt>, Option<&Given>)> {
        let posed = &self.posed[self.question()?];
        Some((posed.asked.clone()?, posed.given.as_ref()))
    }
}

/// What is chosen, held against what the run says; none if nothing is chosen.
fn graded(asked: &Asked, draft: &Draft) -> Option<Given> {
    let mut places = draft.chosen.clone();
    crate::dynamo::sorted::sort(&mut places);
    let reply = match &asked.choices {
        Choices::OneOf(replies) => places.first().and_then(|place| replies.get(*place)).cloned(),
        Choices::Nodes(nodes) => Some(Reply::Nodes(picked(nodes, &places))),
        Choices::Values(values) => Some(Reply::Values(picked(values, &places))),
        Choices::Count => draft.count.map(Reply::Count),
    };
    let right = asked.answer.as_ref().map(|answer| &answer.value);
    reply.map(|reply| Given { is_right: is_same(Some(&reply), right), reply: Some(reply) })
}

fn picked<T: Clone>(of: &[T], places: &[usize]) -> Vec<T> {
    places.iter().filter_map(|place| of.get(*place).cloned()).collect()
}

/// Whether a reply is right. Of values it counts which there are, not how often one is there.
fn is_same(reply: Option<&Reply>, right: Option<&Reply>) -> bool {
    match (reply, right) {
        (Some(Reply::Values(reply)), Some(Reply::Values(right))) => {
            let mut right = right.clone();
            right.dedup();
            *reply == right
        }
        (reply, right) => reply == right,
    }
}

/// Whether a marked word is a term: small letters and plurals are no difference.
fn is_same_term(marked: &str, term: &str) -> bool {
    let plain = |word: &str| word.to_lowercase().trim_end_matches('s').to_owned();
    plain(marked) == plain(term)
}

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words.
    Plain(&'a str),
    /// A term that is explained.
    Term(&'a str),
    /// Something of the playground's own, as a clock.
    Code(&'a str),
}

/// A text in pieces: `*term*` and `` `code` `` are marked, all else is as it stands.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(['*', '`']) {
        let mark = &rest[start..=start];
        let inside = &rest[start + 1..];
        let Some(end) = inside.find(mark).filter(|end| *end > 0) else { break };
        if start > 0 {
            pieces.push(Piece::Plain(&rest[..start]));
        }
        let marked = &inside[..end];
        pieces.push(if mark == "*" { Piece::Term(marked) } else { Piece::Code(marked) });
        rest = &inside[end + 1..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Plain(rest));
    }
    pieces
}
