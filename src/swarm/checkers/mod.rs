//! What must hold, each thing in a file with its name. Checkers look at what a spectator sees and
//! use none of the code that they check; what a mechanism cannot promise they count.

pub mod agreement;
pub mod clock;
pub mod counters;
pub mod durability;
pub mod exchanges;
pub mod members;
pub mod messages;
pub mod puts;
pub mod quorums;
pub mod reads;
pub mod registers;
pub mod repairs;
pub mod replicas;
pub mod rings;
pub mod siblings;
pub mod stand_ins;
pub mod storm;
pub mod tombstones;
pub mod trees;
pub mod views;
pub mod writes;

use crate::dynamo::message::Message;
use crate::dynamo::object::ClockKind;
use crate::sim::command::Command;
use crate::sim::simulation::Simulation;
use crate::sim::trace::{EventId, EventKind, TraceEvent};

use super::history::History;
use super::holdings::{Change, Holdings};
use super::run::Report;
use super::truth::Truth;

/// What there is to see.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The world as it is now.
    pub world: &'a Simulation,
    /// What every write had really seen.
    pub truth: &'a Truth,
    /// What every host holds.
    pub holdings: &'a Holdings,
    /// All that has happened.
    pub trace: &'a [TraceEvent],
    /// What has happened just now, in one step.
    pub events: &'a [TraceEvent],
    /// What that changed.
    pub changes: &'a [Change],
}

impl<'a> Scene<'a> {
    /// How clocks are kept.
    pub fn kind(&self) -> ClockKind {
        self.world.setup().store.clock_kind
    }

    /// The event that this one comes from.
    pub fn cause(&self, event: &TraceEvent) -> Option<&'a TraceEvent> {
        self.trace.get(event.cause?.0 as usize)
    }

    /// The message that was delivered, with its sending.
    pub fn delivered(&self, event: &TraceEvent) -> Option<(&'a TraceEvent, &'a Message)> {
        let EventKind::Delivered { .. } = event.kind else { return None };
        let sent = self.cause(event)?;
        match &sent.kind {
            EventKind::Sent { payload, .. } => Some((sent, payload)),
            _ => None,
        }
    }

    /// The last event.
    pub fn now(&self) -> Option<EventId> {
        self.trace.last().map(|event| event.id)
    }
}

/// Something that must hold.
pub trait Checker {
    /// A command is about to be given.
    fn before(&mut self, _scene: &Scene<'_>, _command: &Command, _report: &mut Report) {}

    /// A step has been made.
    fn step(&mut self, _scene: &Scene<'_>, _report: &mut Report) {}

    /// Now and then: what would take too long at every step.
    fn look(&mut self, _scene: &Scene<'_>, _report: &mut Report) {}

    /// Faults are over and about to be mended.
    fn healed(&mut self, _scene: &Scene<'_>, _report: &mut Report) {}

    /// The run is over and the nodes are at peace.
    fn end(&mut self, _scene: &Scene<'_>, _report: &mut Report) {}
}

/// All checkers, for a run.
pub fn all(history: &History) -> Vec<Box<dyn Checker>> {
    vec![
        Box::new(storm::Storm),
        Box::new(clock::Clock::default()),
        Box::new(messages::Messages::default()),
        Box::new(rings::Rings::default()),
        Box::new(replicas::Replicas),
        Box::new(siblings::Siblings),
        Box::new(quorums::Quorums::default()),
        Box::new(puts::Puts::default()),
        Box::new(stand_ins::StandIns::default()),
        Box::new(durability::Durability),
        Box::new(repairs::Repairs::default()),
        Box::new(reads::Reads::new(history)),
        Box::new(members::Members::new(history)),
        Box::new(views::Views::default()),
        Box::new(tombstones::Tombstones::new(history)),
        Box::new(exchanges::Exchanges),
        Box::new(trees::Trees::default()),
        Box::new(writes::Writes),
        Box::new(registers::Registers),
    ]
}
