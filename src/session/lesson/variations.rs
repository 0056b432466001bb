//! The questions of a lesson under other seeds and configurations: an answer that is always the
//! same could be learnt by heart.

use super::{Stop, stops};
use crate::dynamo::sorted::sort_by_key;
use crate::session::document::{Complaint, Document};
use crate::session::run::Run;

/// Under so many seeds and configurations every question is asked.
pub const RUNS: u64 = 24;

/// The answers to one question.
#[derive(Clone, Debug)]
pub struct Answers {
    /// The question in words.
    pub question: String,
    /// The answer in each run; none where the run comes to none. The first is the lesson's own.
    pub answers: Vec<Option<String>>,
}

impl Answers {
    /// All different answers, each with how often it came, the most frequent first.
    pub fn counted(&self) -> Vec<(&str, usize)> {
        let mut counted: Vec<(&str, usize)> = Vec::new();
        for answer in self.answers.iter().flatten() {
            match counted.iter_mut().find(|(known, _)| known == answer) {
                Some((_, count)) => *count += 1,
                None => counted.push((answer, 1)),
            }
        }
        sort_by_key(&mut counted, |(_, count)| core::cmp::Reverse(*count));
        counted
    }

    /// In how many runs there is an answer.
    pub fn known(&self) -> usize {
        self.answers.iter().flatten().count()
    }

    /// Why the question is none to be asked: one sentence.
    pub fn complaint(&self) -> Option<String> {
        let runs = self.answers.len();
        if self.answers.first().is_none_or(Option::is_none) {
            return Some("The lesson’s own run gives no answer.".to_owned());
        }
        if self.known() * 2 <= runs {
            return Some(format!("There is an answer in {} of {runs} runs only.", self.known()));
        }
        (self.counted().len() < 2).then(|| format!("The answer is the same in all {runs} runs."))
    }
}

/// Asks all questions of a lesson under its own seed and cluster first, then under others: its
/// variations in turn, each with a seed of its own.
///
/// # Errors
/// A setup that makes no sense. Those of a document that has been read do.
pub fn vary(document: &Document) -> Result<Vec<Answers>, Complaint> {
    let mut table = unasked(document);
    for run in 0..RUNS {
        ask(document, run, &mut table)?;
    }
    Ok(table)
}

/// All questions of a lesson, not asked in any run yet.
pub fn unasked(document: &Document) -> Vec<Answers> {
    let questions = document.questions.iter();
    questions
        .map(|question| Answers { question: question.kind.to_string(), answers: Vec::new() })
        .collect()
}

/// Asks all questions of a lesson in one of the [`RUNS`] runs.
///
/// # Errors
/// A setup that makes no sense. Those of a document that has been read do.
pub fn ask(document: &Document, run: u64, table: &mut [Answers]) -> Result<(), Complaint> {
    let variations = document.lesson.as_ref().map_or(&[][..], |lesson| &lesson.variations);
    let setups: Vec<_> = core::iter::once(&document.setup).chain(variations).collect();
    let varied = Document {
        seed: document.seed.wrapping_add(run),
        setup: setups[(run % setups.len() as u64) as usize].clone(),
        cursor: None,
        ..document.clone()
    };
    let mut run = Run::new(varied)?;
    for (moment, stop) in stops(&document.narration, &document.questions) {
        if let Stop::Question(index) = stop {
            run.timeline_mut().seek_moment(moment);
            let answer = document.questions[index].answer(run.timeline());
            table[index].answers.push(answer.map(|answer| answer.to_string()));
        }
    }
    Ok(())
}
