//! Occasions: what is worth stopping at. They are found when an event is first recorded, while
//! the truth is at hand; searching for them later needs no simulation.

use crate::dynamo::identity::{NodeId, RequestId};
use crate::dynamo::note::Note;
use crate::sim::process::NodeProcess;
use crate::sim::simulation::Simulation;
use crate::sim::trace::{EventId, EventKind, TraceEvent};

/// Something worth stopping at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occasion {
    /// The event at which it showed.
    pub event: EventId,
    /// What it is.
    pub kind: OccasionKind,
}

/// What is worth stopping at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OccasionKind {
    /// A version stands beside others that it does not descend from, for the first time; holds
    /// how many there are.
    Conflict(u16),
    /// A version is kept for another node.
    HintStored,
    /// A get returned too little; holds the write that it should have seen.
    StaleRead(RequestId),
    /// R or W was not reached in time, or cannot be.
    QuorumFailed,
    /// A node acts on a belief that is not true; holds about whom, and the truth.
    WrongBelief(NodeId, Truth),
}

/// The truth about a node that another one is mistaken about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// It runs and can be reached, and is taken as down.
    Reachable,
    /// Its process does not run, and it is asked all the same.
    Down,
    /// Its process stands still, and it is asked all the same.
    Paused,
    /// It runs, but nothing gets through to it; it is asked all the same.
    CutOff,
}

/// What is worth stopping at in an event by itself, given the world right after it.
pub fn noticed(event: &TraceEvent, simulation: &Simulation) -> Option<OccasionKind> {
    let EventKind::Note(note) = &event.kind else { return None };
    match note {
        Note::HintStored { .. } => Some(OccasionKind::HintStored),
        Note::DeadlinePassed { .. } | Note::QuorumImpossible { .. } => {
            Some(OccasionKind::QuorumFailed)
        }
        Note::Suspected { node } | Note::Asked { node, .. } => {
            let who = event.process?.node()?;
            let taken_as_down = matches!(note, Note::Suspected { .. });
            let truth = truth(simulation, who, *node);
            let wrong = taken_as_down == (truth == Truth::Reachable) && who != *node;
            wrong.then_some(OccasionKind::WrongBelief(*node, truth))
        }
        _ => None,
    }
}

/// Whether `other` runs, and whether `node` and it can talk to each other.
fn truth(simulation: &Simulation, node: NodeId, other: NodeId) -> Truth {
    let (network, process) = (simulation.network(), simulation.node(other));
    let blocked = |from: NodeId, to: NodeId| network.blocks(from.into(), to.into()).is_some();
    if process.is_none_or(|process| !process.is_up()) {
        Truth::Down
    } else if process.is_some_and(NodeProcess::is_paused) {
        Truth::Paused
    } else if blocked(node, other) || blocked(other, node) {
        Truth::CutOff
    } else {
        Truth::Reachable
    }
}
