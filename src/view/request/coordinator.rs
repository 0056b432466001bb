//! A node that coordinates a request: the quorum that it waits for, and how far it has come. A get
//! that was handed on again may have several, and each waits for itself (Dynamo §4.5).

use super::{RequestView, StageName};
use crate::dynamo::identity::NodeId;
use crate::dynamo::note::Note;
use crate::dynamo::preference_list::Role;
use crate::dynamo::quorum::{Answer, Slot};
use crate::dynamo::time::Time;
use crate::sim::trace::{EventId, TraceEvent};

/// The node that coordinates a request, and its wait.
#[derive(Clone, Debug, PartialEq)]
pub struct Coordinator {
    /// The node.
    pub node: NodeId,
    /// When it took the request up, and by which event.
    pub taken_up: (EventId, Time),
    /// R or W.
    pub needed: u8,
    /// Which of the two.
    pub letter: char,
    /// When the request fails unless the quorum is reached.
    pub deadline: Time,
    /// The nodes asked, in order, with what was heard of them.
    pub slots: Vec<SlotView>,
    /// How many have answered.
    pub answered: u8,
    /// How far it has come by itself.
    pub stage: StageName,
}

/// A node of the quorum.
#[derive(Clone, Debug, PartialEq)]
pub struct SlotView {
    /// The slot.
    pub slot: Slot,
    /// What the node is to the key.
    pub role: Option<Role>,
    /// When it was asked.
    pub asked: Time,
}

impl Coordinator {
    /// A node that has just taken a request up.
    pub(super) fn new(
        node: NodeId,
        event: &TraceEvent,
        needed: u8,
        letter: char,
        deadline: Time,
    ) -> Coordinator {
        Coordinator {
            node,
            taken_up: (event.id, event.at),
            needed,
            letter,
            deadline,
            slots: Vec::new(),
            answered: 0,
            stage: StageName::AwaitingQuorum,
        }
    }

    /// Whether it fails unless it hears more before its deadline.
    pub fn can_time_out(&self) -> bool {
        self.stage >= StageName::Reading && self.stage < StageName::Answered
    }

    /// Takes in what it tells of its wait; gives the stage back that this leads into.
    pub(super) fn read(&mut self, event: &TraceEvent, note: &Note) -> Option<StageName> {
        let stage = match note {
            Note::VersionsWanted { needed } => {
                self.ask_anew(*needed, 'R');
                StageName::Reading
            }
            Note::VersionsGathered { needed, .. } => {
                self.ask_anew(*needed, 'W');
                StageName::AwaitingQuorum
            }
            Note::RepairAwaited { .. } => StageName::Repairing,
            Note::QuorumReached { .. } | Note::RepairReached { .. } => StageName::Answered,
            Note::QuorumImpossible { .. } | Note::DeadlinePassed { .. } | Note::Refused(_) => {
                StageName::Failed
            }
            Note::Finished => StageName::Finished,
            _ => {
                self.hear(event, note);
                return None;
            }
        };
        // What comes after it has failed changes nothing.
        if self.stage != StageName::Failed {
            self.stage = stage;
        }
        Some(stage)
    }

    /// It asks for the next of its two quorums.
    fn ask_anew(&mut self, needed: u8, letter: char) {
        self.slots.clear();
        (self.needed, self.letter, self.answered) = (needed, letter, 0);
    }

    fn hear(&mut self, event: &TraceEvent, note: &Note) {
        let (node, answer) = match note {
            Note::Asked { node, stands_in_for, until } => {
                let answer = Answer::Awaited { until: *until };
                let slot = Slot { node: *node, stands_in_for: *stands_in_for, answer };
                self.slots.push(SlotView { slot, role: None, asked: event.at });
                return;
            }
            Note::Counted { node, answered, late, .. } => {
                self.answered = *answered;
                (node, Answer::Given { at: event.at, late: *late })
            }
            Note::ReplicaRefused { node } => (node, Answer::Refused { at: event.at }),
            Note::Silent { node } => (node, Answer::Silent { since: event.at }),
            _ => return,
        };
        if let Some(slot) = self.slots.iter_mut().find(|slot| slot.slot.node == *node) {
            slot.slot.answer = answer;
        }
    }
}

impl RequestView {
    /// Why more than one node coordinates it, in a sentence; none if that is not so.
    pub fn taken_up_again(&self) -> Option<String> {
        let [before @ .., last] = self.coordinators.as_slice() else { return None };
        let before: Vec<String> = before.iter().map(|one| one.node.to_string()).collect();
        (!before.is_empty()).then(|| {
            format!(
                "{} took it up as well, but stayed silent to the node that had handed it on; so {} did too. A get writes nothing that two could spoil, and the client takes the answer that comes first.",
                before.join(" and "),
                last.node
            )
        })
    }
}
