//! A drill: single questions of all lessons, each of a run that nobody has seen before.

use crate::dynamo::config::{Config, QuorumKind, ReadRepair};
use crate::dynamo::failure_detector::DetectorKind;
use crate::dynamo::key_space::{Policy, Reconciliation};
use crate::dynamo::object::ClockKind;
use crate::dynamo::time::Time;
use crate::session::document::{Document, Moment};
use crate::session::questions::wording::request;
use crate::session::questions::{Question, QuestionKind};
use crate::session::run::Run;
use crate::session::scenario::Recorded;
use crate::sim::command::Command;
use crate::sim::setup::Setup;
use crate::view::narration::commanded;
use crate::view::words::moment;

/// So many seeds are tried for a run that has an answer.
const TRIES: u64 = 12;

/// How many of the last commands are told, and how many of the next.
const TOLD: usize = 6;

/// How many seconds there are for a question, if time counts.
pub const SECONDS: u32 = 45;

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
/// drawn by a number; none if it has none that the run answers and has not answered yet.
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
        let answer = question.answer(run.timeline())?;
        // What becomes of a request must not have been decided before it is asked.
        let happened = run.timeline().trace().len();
        let is_over =
            matches!(question.kind, QuestionKind::OfRequest(..) | QuestionKind::OfPair(..))
                && answer.decided_by.is_some_and(|event| (event.0 as usize) < happened);
        (!is_over).then_some(drawn)
    })
}

/// What has to be known for an answer, under headings: the cluster, what has been done, what is
/// going to be done.
pub fn situation(document: &Document) -> Vec<(&'static str, Vec<String>)> {
    let question = document.questions.first();
    let asked_at = match question.map(|question| question.at) {
        Some(Moment::Time(at)) => at,
        _ => Time::ZERO,
    };
    let until = question.and_then(|question| question.kind.until());
    let (before, after): (Vec<_>, Vec<_>) =
        document.commands.iter().partition(|given| given.at <= asked_at);
    let line = |given: &&Recorded| format!("{}: {}", moment(given.at), told(&given.command));
    let past = before.iter().skip(before.len().saturating_sub(TOLD)).map(line).collect();
    let to_come = after.iter().filter(|given| until.is_none_or(|until| given.at <= until));
    let to_come = to_come.take(TOLD).map(line).collect();
    let mut told = vec![
        ("The cluster", cluster(&document.setup)),
        ("Done so far", past),
        ("Going to be done", to_come),
    ];
    told.retain(|(_, lines): &(_, Vec<String>)| !lines.is_empty());
    told
}

fn told(command: &Command) -> String {
    request(command).map_or_else(|| commanded(command), |request| request + ".")
}

/// The cluster in short: its numbers, who may answer, and what is not as usual.
pub(super) fn cluster(setup: &Setup) -> Vec<String> {
    let Setup { nodes, store, .. } = setup;
    let usual = Config::default();
    let numbers = |policy: Policy| {
        let Policy { replicas, read_quorum, write_quorum, .. } = policy;
        format!("N = {replicas}, R = {read_quorum}, W = {write_quorum}")
    };
    let mut lines = vec![format!("{nodes} nodes, {}.", numbers(store.default_policy()))];
    for space in &store.key_spaces {
        let last = match space.policy.reconciliation {
            Reconciliation::LastWriteWins => ", the last write wins",
            Reconciliation::Siblings => "",
        };
        lines.push(format!("Keys “{}…”: {}{last}.", space.prefix, numbers(space.policy)));
    }
    let mut say = |applies: bool, line: &str| {
        if applies {
            lines.push(line.to_owned());
        }
    };
    say(store.quorum_kind == QuorumKind::Sloppy, "Sloppy quorum: others may stand in.");
    say(store.quorum_kind == QuorumKind::Strict, "Strict quorum: only homes may answer.");
    say(store.reconciliation == Reconciliation::LastWriteWins, "The last write wins.");
    say(store.clock_kind == ClockKind::PerObject, "One clock for each object.");
    say(store.clock_kind == ClockKind::Dotted, "Dotted version vectors.");
    say(store.read_repair == ReadRepair::Blocking, "Blocking read repair.");
    say(store.read_repair == ReadRepair::Off, "No read repair.");
    say(store.read_before_write, "Puts read before they write.");
    say(store.detector == DetectorKind::TwoWitnesses, "Down takes two witnesses.");
    say(store.write_buffer.is_some(), "Writes go to memory first.");
    if store.clock_entries_max != usual.clock_entries_max {
        lines.push(format!("Clocks are cut to {} pairs.", store.clock_entries_max));
    }
    if let Some(interval) = store.gossip_interval {
        lines.push(format!("Each node gossips every {interval}."));
    }
    if let Some(interval) = store.anti_entropy_interval {
        lines.push(format!("Each node compares trees every {interval}."));
    }
    lines.push(format!(
        "A replica is given {} to answer, a request {}.",
        store.replica_timeout, store.request_deadline
    ));
    lines
}
