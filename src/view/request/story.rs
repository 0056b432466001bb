//! What happened to a request, in sentences: what led from stage to stage, and what befell it
//! beside the usual course.

use super::{Coordinator, RequestView, StageName, StageState};
use crate::dynamo::identity::Address;
use crate::dynamo::note::Note;
use crate::dynamo::quorum::Answer;
use crate::dynamo::time::{Duration, Time};
use crate::sim::trace::{Choice, EventId, TraceEvent};
use crate::view::narration::sentence;
use crate::view::words::rounded;

/// At most so many of the things beside the usual course are told, the last ones.
const BESIDE_TOLD: usize = 12;

/// The sentences of a request.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RequestStory {
    /// What led into each stage that has been entered, in the order of the stages.
    pub transitions: Vec<Option<Told>>,
    /// What happened beside the usual course.
    pub beside: Vec<Told>,
    /// How many more such things there were before.
    pub left_out: usize,
    /// How the request came to its coordinator.
    pub way: String,
}

/// An event in a sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The event.
    pub event: EventId,
    /// How long after the client's request.
    pub after: Duration,
    /// What happened and why.
    pub text: String,
    /// The section of the paper; empty for what is the world's doing.
    pub section: &'static str,
}

/// Whether a note tells of something beside the usual course of a request.
pub(super) fn is_beside(note: &Note) -> bool {
    match note {
        Note::HandedOnAgain { .. }
        | Note::HandOnGivenUp { .. }
        | Note::ClientCorrected
        | Note::AlsoWritten { .. }
        | Note::ClockTruncated { .. }
        | Note::ReplicaRefused { .. }
        | Note::QuorumImpossible { .. }
        | Note::DeadlinePassed { .. }
        | Note::Silent { .. }
        | Note::Refused(_)
        | Note::RepeatIgnored
        | Note::AnswerTooLate { .. }
        | Note::LastWriteKept { .. }
        | Note::HintStored { .. }
        | Note::VersionsTooLate { .. }
        | Note::ReadRepair { .. } => true,
        Note::Asked { stands_in_for, .. } => stands_in_for.is_some(),
        Note::Counted { late, .. } => *late,
        Note::Reconciled { left, .. } => *left > 1,
        _ => false,
    }
}

impl RequestStory {
    /// Tells the story of a request; `trace` is all that happened up to the cursor.
    #[inline(never)]
    pub fn new(trace: &[TraceEvent], view: &RequestView) -> RequestStory {
        let told = |event: EventId| {
            let event = trace.get(event.0 as usize)?;
            let said = sentence(trace, event);
            let (after, text, section) = (event.at.since(view.since), said.text, said.section);
            Some(Told { event: event.id, after, text, section })
        };
        let transitions = view.stages.iter().map(|stage| told(stage.entered?.0)).collect();
        let left_out = view.beside.len().saturating_sub(BESIDE_TOLD);
        RequestStory {
            transitions,
            beside: view.beside[left_out..].iter().filter_map(|event| told(*event)).collect(),
            left_out,
            way: view.way_words(),
        }
    }
}

impl RequestView {
    /// How the request came to its coordinator, and what that cost.
    fn way_words(&self) -> String {
        let keeps = !self.coordinators.is_empty();
        match (self.by, self.hops()) {
            (None, _) => {
                "A partition-aware client has to know the ring before it can turn to a node that keeps the key."
                    .to_owned()
            }
            (Some(Choice::PartitionAware), 0) => {
                "No hop: a partition-aware client goes straight to a node that keeps the key.".to_owned()
            }
            (Some(_), 0) if keeps => {
                "No hop: the node that the client came to is one of those that keep the key.".to_owned()
            }
            (Some(_), 0) => {
                "If that node does not keep the key, it hands the request on: one hop more.".to_owned()
            }
            (Some(Choice::PartitionAware), _) => {
                "The ring by which the client chose was an old one: a hop was needed all the same.".to_owned()
            }
            (Some(_), 1) => "One hop more than a partition-aware client needs.".to_owned(),
            (Some(_), hops) => {
                format!("{hops} hops more than a partition-aware client needs.")
            }
        }
    }

    /// How long the request was in a stage, up to now in the present one; none for one that it was
    /// never in, and for an end.
    pub fn spent(&self, stage: usize, now: Time) -> Option<Duration> {
        let stage = self.stages.get(stage)?;
        let (_, entered) = stage.entered?;
        let is_end = matches!(stage.name, StageName::Finished | StageName::Failed);
        let present = (stage.state == StageState::Current && !is_end).then_some(now);
        Some(stage.before + stage.left.or(present)?.since(entered))
    }

    /// The request in words.
    pub fn description(&self, now: Time) -> String {
        let verb = if self.is_put() { "put" } else { "get" };
        let way: Vec<String> = self.way.iter().map(ToString::to_string).collect();
        let mut text = format!("Request {}, a {verb} of “{}”", self.id, self.key);
        if !way.is_empty() {
            text += &format!(", by way of {}", way.join(", then "));
        }
        text += &format!(": {}.", self.stage().label(self.is_put()));
        for coordinator in &self.coordinators {
            text += &coordinator.description(self.coordinators.len() > 1, now);
        }
        if let Some(why) = self.taken_up_again() {
            text += &format!(" {why}");
        }
        text
    }
}

impl Coordinator {
    /// Its wait in words; `by_name` says whose wait it is.
    fn description(&self, by_name: bool, now: Time) -> String {
        let awaited = self.slots.iter().filter_map(|slot| match slot.slot.answer {
            Answer::Awaited { until } => {
                let left = until.max(now).since(now);
                Some(format!("{} for {} more", Address::from(slot.slot.node), rounded(left)))
            }
            _ => None,
        });
        let awaited: Vec<String> = awaited.collect();
        let Coordinator { node, letter, answered, needed, .. } = self;
        let whose = if by_name { format!("{node}, {}: ", self.state()) } else { String::new() };
        let mut text = format!(" {whose}{answered} of {letter} = {needed} have answered.");
        if !awaited.is_empty() {
            text += &format!(" Awaited: {}.", awaited.join(", "));
        }
        text
    }

    /// How far it has come, in few words.
    pub fn state(&self) -> &'static str {
        match self.stage {
            StageName::Answered => "has answered",
            StageName::Finished => "has finished",
            StageName::Failed => "has failed",
            _ => "waits",
        }
    }
}
