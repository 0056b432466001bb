//! A lesson that is being written: whether it can be read, what comes of it, and what can be added
//! to it at the moment at which its run stands.

use super::Walk;
use crate::dynamo::identity::RequestId;
use crate::dynamo::key::Key;
use crate::dynamo::time::Time;
use crate::session::document::{self, Complaint, Document, Moment, Narration};
use crate::session::expectations::{Expectation, Finding, Truth, check};
use crate::session::lesson::{Lesson, Stop, minutes, stops, words};
use crate::session::outcome::ending;
use crate::session::questions::{OfRequest, Question, QuestionKind};
use crate::session::replicas::{own, primaries};
use crate::session::run::Run;
use crate::session::scenario::Origin;
use crate::session::timeline::Timeline;
use crate::sim::trace::{ClientNote, EventKind, TraceEvent};
use crate::view::words::moment;

/// So many steps are run while one writes: what is longer is checked by the command.
const STEPS_MAX: u32 = 40_000;

/// How many texts and questions a lesson has best, and how many words a text.
const TEXTS: (usize, usize) = (6, 12);
const QUESTIONS: (usize, usize) = (2, 4);
const WORDS_MAX: u32 = 75;

/// How many requests to come can be asked about.
const REQUESTS_ASKED: usize = 2;

/// A question of the lesson, and what the run says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// When it is asked.
    pub at: Moment,
    /// What is asked.
    pub question: String,
    /// The answer; none if the run comes to none.
    pub answer: Option<String>,
}

/// What comes of a lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How long it is.
    pub length: String,
    /// What would make it better: sentences.
    pub advice: Vec<String>,
    /// Whether each expectation is met.
    pub findings: Vec<Finding>,
    /// Every question with its answer.
    pub answers: Vec<Answered>,
}

/// Reads a lesson.
///
/// # Errors
/// What is wrong with it first, where, and how to mend it.
pub fn read(text: &str) -> Result<Document, Complaint> {
    let document = document::read(text)?;
    if document.lesson.is_none() {
        return Err(Complaint::of_the_whole(
            "This is a scenario, and no lesson yet: add “\"lesson\": { \"chapter\": \"Our course\" }” \
             beside its commands.",
        ));
    }
    if Walk::new(&document).is_none() {
        return Err(Complaint::of_the_whole(
            "There is nothing to stop at yet: a lesson stops at each text of its narration that has \
             a “title”, and at each question.",
        ));
    }
    Ok(document)
}

/// What comes of a lesson in its own run.
///
/// # Errors
/// A setup that makes no sense. That of a document that has been read does.
pub fn report(document: &Document) -> Result<Report, Complaint> {
    let mut run = Run::new(document.clone())?;
    let mut answers = Vec::new();
    for (at, stop) in stops(&document.narration, &document.questions) {
        if let Stop::Question(index) = stop {
            run.timeline_mut().seek_moment(at);
            let asked = &document.questions[index];
            let answer = asked.answer(run.timeline()).map(|answer| answer.to_string());
            answers.push(Answered { at, question: asked.kind.to_string(), answer });
        }
    }
    let mut advice = advice(document);
    let findings = match run.go_on(STEPS_MAX) {
        Some(_) => check(run.timeline_mut(), &document.expectations),
        None => {
            advice.push(
                "Its run is too long to be gone through while you write: “until_ms” ends it, or \
                 “dynamo check” tells whether its expectations are met."
                    .to_owned(),
            );
            Vec::new()
        }
    };
    if document.expectations.is_empty() {
        advice.push(
            "It expects nothing yet: what its texts claim is checked only as an expectation."
                .to_owned(),
        );
    }
    Ok(Report { length: length(document), advice, findings, answers })
}

fn titled(document: &Document) -> impl Iterator<Item = &Narration> {
    document.narration.iter().filter(|told| told.title.is_some())
}

fn length(document: &Document) -> String {
    let counted = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    };
    let minutes = minutes(&document.narration, &document.questions) as usize;
    format!(
        "{}, {}, about {}",
        counted(titled(document).count(), "text"),
        counted(document.questions.len(), "question"),
        counted(minutes.max(1), "minute"),
    )
}

fn advice(document: &Document) -> Vec<String> {
    let mut advice = Vec::new();
    let counts = [
        (titled(document).count(), TEXTS, "texts with a title"),
        (document.questions.len(), QUESTIONS, "questions"),
    ];
    for (count, (least, most), what) in counts {
        if !(least..=most).contains(&count) {
            advice.push(format!("{least} to {most} {what} are good; it has {count}."));
        }
    }
    for told in titled(document).filter(|told| words(&told.text) > WORDS_MAX) {
        advice.push(format!(
            "“{}” has {} words; more than {WORDS_MAX} are hard to read while something moves.",
            told.title.as_deref().unwrap_or_default(),
            words(&told.text)
        ));
    }
    advice
}

/// A lesson out of a session: all that was done in it is done by the lesson itself.
pub fn of_session(session: Document, now: Time) -> Document {
    let mut commands = session.commands;
    commands.retain(|given| given.at <= now);
    for given in &mut commands {
        (given.origin, given.step) = (Origin::Script, 0);
    }
    let mut narration = session.narration;
    if narration.is_empty() {
        let first = text(Time::ZERO, "How it begins", "Say who does what, and what can be seen.");
        narration.push(first);
        if now > Time::ZERO {
            narration.push(text(now, "What has happened", "Say what can be seen now, and why."));
        }
    }
    let head = session.lesson.unwrap_or_else(|| Lesson {
        chapter: "Our course".to_owned(),
        sections: Vec::new(),
        problem: String::new(),
        technique: String::new(),
        advantage: String::new(),
        terms: Vec::new(),
        variations: Vec::new(),
    });
    Document { commands, narration, lesson: Some(head), cursor: None, ..session }
}

fn text(at: Time, title: &str, text: &str) -> Narration {
    Narration {
        at: Moment::Time(at),
        title: Some(title.to_owned()),
        text: text.to_owned(),
        notes: None,
        show: None,
        select: None,
        try_this: None,
    }
}

/// Adds a text at a moment.
pub fn add_text(document: &mut Document, now: Time) {
    let place = document.narration.partition_point(|told| is_until(told.at, now));
    let told = text(now, "A new text", "Say what can be seen here, and why.");
    document.narration.insert(place, told);
}

/// Adds a question at a moment.
pub fn add_question(document: &mut Document, now: Time, kind: QuestionKind) {
    let place = document.questions.partition_point(|asked| is_until(asked.at, now));
    let explanation = Some("Say why it is so in general.".to_owned());
    let question = Question { at: Moment::Time(now), kind, text: None, explanation };
    document.questions.insert(place, question);
}

/// Adds what holds now as expectations: what has become of the newest request, whether the
/// replicas of a key agree, and how many hints wait.
pub fn add_truths(document: &mut Document, timeline: &Timeline, key: Option<&Key>) {
    let (world, trace) = (timeline.simulation(), timeline.trace());
    let is_end = |event: &&TraceEvent| {
        matches!(
            event.kind,
            EventKind::Client(ClientNote::Closed { .. } | ClientNote::GaveUp { .. })
        )
    };
    let over = trace.iter().rev().find(is_end).and_then(|event| event.request);
    let over = over.and_then(|id| Some((id, ending(trace, id)?.outcome)));
    let mut truths = Vec::new();
    if let Some((id, outcome)) = over {
        truths.push(Truth::Request { id, outcome: Some(outcome), values: None });
    }
    if let Some(key) = key {
        let held = primaries(world, key).into_iter();
        let mut held = held.map(|node| world.node(node).and_then(|process| own(process, key)));
        if let Some(first) = held.next().filter(Option::is_some)
            && held.all(|other| other == first)
        {
            truths.push(Truth::ReplicasAgree(key.clone()));
        }
    }
    let kept = |node| world.disk(node).map_or(0, |disk| disk.hints().len() as u32);
    let count = world.nodes().map(|node| kept(node.id())).sum();
    truths.push(Truth::Hints { node: None, count });
    let at = Some(Moment::Time(world.now()));
    let new = truths.into_iter().map(|truth| Expectation { at, truth });
    document.expectations.extend(new);
}

/// Whether a moment does not come after a time. A step is where it stands among its like.
fn is_until(moment: Moment, now: Time) -> bool {
    match moment {
        Moment::Time(at) => at <= now,
        Moment::Step(_) => true,
    }
}

/// What can be asked where a run stands: of the requests to come, of the key, and of the end.
pub fn askable(document: &Document, timeline: &Timeline, key: Option<&Key>) -> Vec<QuestionKind> {
    let mut ahead = timeline.clone();
    let begun = |id: RequestId| ending(timeline.trace(), id).is_some();
    let mut to_come: Vec<RequestId> = Vec::new();
    for _ in 0..STEPS_MAX / 20 {
        if to_come.len() >= REQUESTS_ASKED || !ahead.step() {
            break;
        }
        for id in ahead.last_step().iter().filter_map(|event| event.request) {
            if !to_come.contains(&id) && !begun(id) {
                to_come.push(id);
            }
        }
    }
    let mut kinds = Vec::new();
    for id in to_come.into_iter().take(REQUESTS_ASKED) {
        for asked in [
            OfRequest::Coordinator,
            OfRequest::Outcome,
            OfRequest::Answered,
            OfRequest::Values,
            OfRequest::Versions,
            OfRequest::Stale,
            OfRequest::StandIns,
            OfRequest::Repaired,
            OfRequest::Messages,
            OfRequest::Hops,
        ] {
            kinds.push(QuestionKind::OfRequest(asked, id));
        }
    }
    let last = document.until.or(document.commands.last().map(|given| given.at));
    let until = last.unwrap_or_default().max(timeline.simulation().now());
    if let Some(key) = key {
        kinds.push(QuestionKind::Primaries(key.clone()));
        kinds.push(QuestionKind::Agree { key: key.clone(), until });
        kinds.push(QuestionKind::Linearizable { key: key.clone(), until });
    }
    kinds.extend([QuestionKind::Hints { until }, QuestionKind::Share]);
    kinds
}

/// Where two texts begin to differ, in letters: the line of the second in which that is, from its
/// beginning to its end.
pub fn first_difference(one: &str, other: &str) -> (usize, usize) {
    let same = one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
    let start = other.as_bytes()[..same].iter().rposition(|byte| *byte == b'\n');
    let start = start.map_or(0, |line| line + 1);
    let end = other.as_bytes()[same..].iter().position(|byte| *byte == b'\n');
    (start, end.map_or(other.len(), |line| same + line))
}

/// The moment of a stop in words.
pub fn when(at: Moment) -> String {
    match at {
        Moment::Time(at) => moment(at),
        Moment::Step(step) => format!("step {step}"),
    }
}
