//! A lesson as a text: what is told and asked, and what the run answers.

use dynamo_playground::dynamo::time::Time;
use dynamo_playground::session::document::{Document, Narration};
use dynamo_playground::session::lesson::variations::vary;
use dynamo_playground::session::lesson::{Stop, minutes, stops, words};
use dynamo_playground::session::questions::Question;
use dynamo_playground::session::timeline::Timeline;
use dynamo_playground::view::narration::{narrate, sentence};

use crate::arguments::Scenario;
use crate::input::{self, Problem};

/// Goes through a lesson.
pub fn describe(scenario: &Scenario) -> Result<String, Problem> {
    let document = input::document(&scenario.file)?;
    let mut text = format!("{}\n{}\n", document.title, document.description);
    if let Some(lesson) = &document.lesson {
        text += &format!("{}, §{}\n", lesson.chapter, lesson.sections.join(", §"));
        text += &format!("problem: {}\ntechnique: {}\n", lesson.problem, lesson.technique);
        text += &format!("advantage: {}\n", lesson.advantage);
    }
    let (narration, questions) = (document.narration.clone(), document.questions.clone());
    text += &format!("about {} minutes\n", minutes(&narration, &questions));
    let mut run = input::run(scenario, document)?;
    for (moment, stop) in stops(&narration, &questions) {
        let timeline = run.timeline_mut();
        timeline.seek_moment(moment);
        text += &match stop {
            Stop::Beat(index) => beat(timeline, &narration[index]),
            Stop::Question(index) => question(timeline, &questions[index]),
        };
    }
    Ok(text)
}

fn now(timeline: &Timeline) -> Time {
    timeline.simulation().now()
}

fn beat(timeline: &Timeline, told: &Narration) -> String {
    let title = told.title.as_deref().unwrap_or_default();
    let words = words(&told.text);
    let mut text = format!("\n{} — {title} ({words} words)\n", now(timeline));
    text += &format!("  {}\n", told.text);
    if let Some(tried) = &told.try_this {
        text += &format!("  try: {tried}\n");
    }
    if let Some(said) = narrate(timeline.trace(), timeline.last_step()).headline {
        text += &format!("  the page says: {}\n", said.text);
    }
    text
}

fn question(timeline: &Timeline, question: &Question) -> String {
    let mut text = format!("\n{} — question: {}\n", now(timeline), question.kind);
    if let Some(own) = &question.text {
        text += &format!("  asked as: {own}\n");
    }
    match question.answer(timeline) {
        None => text += "  the run gives NO ANSWER\n",
        Some(answer) => {
            text += &format!("  answer: {answer}\n");
            if let Some(decided) = answer.decided_by {
                let mut ahead = timeline.clone();
                ahead.seek_event(decided);
                if let Some(event) = ahead.trace().get(decided.0 as usize) {
                    let said = sentence(ahead.trace(), event).text;
                    text += &format!("  decided at {}: {said}\n", now(&ahead));
                }
            }
        }
    }
    if let Some(explanation) = &question.explanation {
        text += &format!("  explanation: {explanation}\n");
    }
    text
}

/// The answers to the questions of a lesson under other seeds and configurations, with what is
/// wrong about them, and whether anything is.
pub fn variations(document: &Document) -> Result<(String, bool), Problem> {
    let table = vary(document).map_err(|complaint| complaint.to_string())?;
    let mut text = String::new();
    let mut fits = true;
    for answers in table {
        let counted =
            answers.counted().into_iter().map(|(answer, count)| format!("{count}× {answer}"));
        let counted: Vec<String> = counted.collect();
        let complaint = answers.complaint();
        fits &= complaint.is_none();
        let mark = if complaint.is_none() { "ok  " } else { "FAIL" };
        text += &format!("     {mark} {}\n          {}", answers.question, counted.join("; "));
        let unknown = answers.answers.len() - answers.known();
        if unknown > 0 {
            text += &format!("; {unknown}× no answer");
        }
        text += &complaint.map(|complaint| format!("\n          {complaint}")).unwrap_or_default();
        text.push('\n');
    }
    Ok((text, fits))
}
