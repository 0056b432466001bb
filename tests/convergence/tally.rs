//! How often every fault and every mechanism occurred: runs in which nothing went wrong, or
//! nothing had to be mended, prove nothing.

use std::collections::BTreeMap;

use dynamo_playground::dynamo::membership::Status;
use dynamo_playground::dynamo::note::Note;
use dynamo_playground::dynamo::object::Addition;
use dynamo_playground::sim::command::{Command, Write};
use dynamo_playground::sim::simulation::Simulation;
use dynamo_playground::sim::trace::{EventKind, LossReason, Mishap, TraceEvent};

/// All that must occur.
pub const ALL: [&str; 51] = [
    "crash",
    "restart",
    "wiped disk",
    "lost write buffer",
    "partition",
    "skewed clock",
    "join",
    "leave",
    "removal",
    "deletion",
    "message lost at a cut",
    "message lost at a dead node",
    "hint stored",
    "hint delivered",
    "hint re-homed",
    "hint adopted",
    "read repair",
    "objects shipped by anti-entropy",
    "comparison refused",
    "range transferred to a joining node",
    "range handed over",
    "range forgotten",
    "write also sent to an heir",
    "siblings",
    "last write kept",
    "clock truncated",
    "buffer flushed",
    "tombstone forgotten",
    "tombstone kept",
    "joined",
    "left",
    "suspected",
    "recovered",
    "seed asked",
    "background work deferred",
    "replica refused",
    "quorum impossible",
    "put given up",
    "get handed on again",
    "client corrected",
    "pause",
    "slow node",
    "cut link",
    "disturbed links",
    "message meddled with",
    "message lost by rate",
    "message lost at a cut link",
    "message doubled",
    "message held back",
    "message held by hand",
    "message that waited",
];

/// Counts by name.
#[derive(Default)]
pub struct Tally {
    counts: BTreeMap<&'static str, u32>,
}

impl Tally {
    /// How often something occurred.
    pub fn count(&self, what: &str) -> u32 {
        self.counts.get(what).copied().unwrap_or_default()
    }

    /// Whether enough went wrong for the run to prove something.
    pub fn is_eventful(&self) -> bool {
        let changes = ["join", "leave", "removal"].map(|change| self.count(change));
        let needed = ["crash", "partition", "siblings", "suspected"];
        changes.iter().sum::<u32>() > 0 && needed.iter().all(|what| self.count(what) > 0)
    }

    /// Adds what another run counted.
    pub fn add(&mut self, other: &Tally) {
        for (what, count) in &other.counts {
            *self.counts.entry(what).or_default() += count;
        }
    }

    /// Looks at a command before it is carried out.
    pub fn before(&mut self, simulation: &Simulation, command: &Command) {
        if simulation.check(command).is_err() {
            return;
        }
        let what = match command {
            Command::Crash(node) => {
                let node = simulation.running(*node);
                if node.is_some_and(|node| !node.storage().buffer().is_empty()) {
                    self.bump("lost write buffer");
                }
                "crash"
            }
            Command::Restart(_) => "restart",
            Command::WipeDisk(_) => "wiped disk",
            Command::Partition { .. } => "partition",
            Command::Skew { .. } => "skewed clock",
            Command::Join { .. } => "join",
            Command::Leave(_) => "leave",
            Command::Remove { .. } => "removal",
            Command::Put { write: Write::Delete, .. } => "deletion",
            Command::Pause(_) => "pause",
            Command::Slow { .. } => "slow node",
            Command::Cut { .. } => "cut link",
            Command::Disturb { .. } => "disturbed links",
            Command::Meddle { .. } => "message meddled with",
            Command::Get { .. }
            | Command::Put { .. }
            | Command::Heal
            | Command::NameSeeds(_)
            | Command::Resume(_)
            | Command::Mend { .. }
            | Command::StartWorkload(_)
            | Command::StopWorkload => return,
        };
        self.bump(what);
    }

    /// Looks at what has happened.
    pub fn after(&mut self, events: &[TraceEvent]) {
        for event in events {
            match &event.kind {
                EventKind::Lost { reason, .. } => match reason {
                    LossReason::Partitioned | LossReason::OneWay => {
                        self.bump("message lost at a cut");
                    }
                    LossReason::ReceiverDown => self.bump("message lost at a dead node"),
                    LossReason::ByRate => self.bump("message lost by rate"),
                    LossReason::Cut => self.bump("message lost at a cut link"),
                    LossReason::ByHand => {}
                },
                EventKind::Befell { what, .. } => match what {
                    Mishap::Duplicated => self.bump("message doubled"),
                    Mishap::HeldBack { .. } => self.bump("message held back"),
                    Mishap::Held => self.bump("message held by hand"),
                    Mishap::WaitsForPaused | Mishap::WaitsForSlow { .. } => {
                        self.bump("message that waited");
                    }
                    Mishap::Delayed { .. } | Mishap::Released => {}
                },
                EventKind::Note(note) => {
                    if let Some(what) = mechanism(note) {
                        self.bump(what);
                    }
                }
                _ => {}
            }
        }
    }

    fn bump(&mut self, what: &'static str) {
        debug_assert!(ALL.contains(&what), "{what} is not listed");
        *self.counts.entry(what).or_default() += 1;
    }
}

fn mechanism(note: &Note) -> Option<&'static str> {
    Some(match note {
        Note::HintStored { .. } => "hint stored",
        Note::HintDeleted { .. } => "hint delivered",
        Note::HintRehomed { to: Some(_), .. } => "hint re-homed",
        Note::HintRehomed { to: None, .. } => "hint adopted",
        Note::ReadRepair { .. } => "read repair",
        Note::ExchangeEnded { exchange, .. } if exchange.keys_shipped > 0 => {
            "objects shipped by anti-entropy"
        }
        Note::CompareRefused { .. } => "comparison refused",
        Note::RangeWanted { .. } => "range transferred to a joining node",
        Note::RangeReceived { keys, .. } if *keys > 0 => "range handed over",
        Note::RangeForgotten { .. } => "range forgotten",
        Note::AlsoWritten { .. } => "write also sent to an heir",
        Note::Stored { addition: Addition::Siblings(_), .. } => "siblings",
        Note::LastWriteKept { .. } => "last write kept",
        Note::ClockTruncated { .. } => "clock truncated",
        Note::Flushed { objects } if *objects > 0 => "buffer flushed",
        Note::TombstoneForgotten { .. } => "tombstone forgotten",
        Note::TombstoneKept { .. } => "tombstone kept",
        Note::MemberChanged(change) if change.to == Status::Up => "joined",
        Note::MemberChanged(change) if change.to == Status::Left => "left",
        Note::Suspected { .. } => "suspected",
        Note::Recovered { .. } => "recovered",
        Note::SeedAsked { .. } => "seed asked",
        Note::Deferred { .. } => "background work deferred",
        Note::ReplicaRefused { .. } => "replica refused",
        Note::QuorumImpossible { .. } => "quorum impossible",
        Note::HandOnGivenUp { .. } => "put given up",
        Note::HandedOnAgain { .. } => "get handed on again",
        Note::ClientCorrected => "client corrected",
        _ => return None,
    })
}
