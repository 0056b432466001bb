//! Counts by name: every fault, every mechanism, every excuse and every finding. Runs in which
//! nothing went wrong, or nothing had to be mended, prove nothing; and what a mechanism cannot
//! promise is to be seen, not hidden.

use std::collections::BTreeMap;

use crate::dynamo::membership::Status;
use crate::dynamo::note::Note;
use crate::dynamo::object::Addition;
use crate::sim::command::{Command, Write};
use crate::sim::fault::{MessageAct, PartitionKind};
use crate::sim::trace::{EventKind, LossReason, Mishap, TraceEvent};

/// Every fault that there is, by the name it is counted under: a swarm in which one is missing
/// proves less than it says.
pub const FAULTS: [&str; 34] = [
    "fault: crash",
    "fault: restart",
    "fault: wiped disk",
    "recorded loss: an unflushed buffer",
    "fault: skewed clock",
    "fault: pause",
    "fault: slow node",
    "fault: partition, clients reach all",
    "fault: partition with clients",
    "fault: partition one way",
    "fault: cut link",
    "fault: cut link, both ways",
    "fault: loss by rate",
    "fault: doubling by rate",
    "fault: holding back by rate",
    "fault: delay",
    "fault: message dropped",
    "fault: message delayed",
    "fault: message doubled",
    "fault: message held",
    "fault: message released",
    "fault: join",
    "fault: leave",
    "fault: removal",
    "fault: other seeds",
    "lost: at a partition",
    "lost: at a partition one way",
    "lost: at a cut link",
    "lost: at a dead node",
    "lost: by rate",
    "lost: by hand",
    "befell: doubled",
    "befell: held back",
    "befell: delayed",
];

/// Every mechanism that must have been at work.
pub const MECHANISMS: [&str; 39] = [
    "did: stored a hint",
    "did: delivered a hint",
    "did: re-homed a hint",
    "did: adopted a hint",
    "did: kept a hint that grew",
    "did: repaired a replica",
    "did: shipped objects by anti-entropy",
    "did: refused to compare trees",
    "did: asked for a range",
    "did: received a range",
    "did: forgot a range",
    "did: wrote to an heir as well",
    "did: kept siblings",
    "did: kept the last write",
    "did: cut a clock",
    "did: flushed the buffer",
    "did: forgot a tombstone",
    "did: kept a tombstone",
    "did: joined",
    "did: left",
    "did: suspected",
    "did: recovered",
    "did: asked a seed",
    "did: deferred background work",
    "did: refused as no member",
    "did: gave a quorum up",
    "did: gave a put up that was handed on",
    "did: handed a get on again",
    "did: handed a request on",
    "did: corrected a client",
    "did: ignored a repetition",
    "did: passed a deadline",
    "did: waited at a paused node",
    "did: waited at a slow node",
    "did: waited for repaired copies",
    "did: read before it wrote",
    "did: a deletion",
    "did: a workload's request",
    "did: a write of a data type",
];

/// Counts by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    counts: BTreeMap<&'static str, u64>,
    largest: BTreeMap<&'static str, u64>,
}

impl Tally {
    /// How often something was counted.
    pub fn count(&self, what: &str) -> u64 {
        self.counts.get(what).copied().unwrap_or_default()
    }

    /// Counts something.
    pub fn bump(&mut self, what: &'static str) {
        self.add(what, 1);
    }

    /// Counts something so many times.
    pub fn add(&mut self, what: &'static str, times: u64) {
        *self.counts.entry(what).or_default() += times;
    }

    /// Keeps the largest of a number.
    pub fn largest(&mut self, what: &'static str, number: u64) {
        let known = self.largest.entry(what).or_default();
        *known = number.max(*known);
    }

    /// All counts, by name.
    pub fn counts(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        self.counts.iter().map(|(what, count)| (*what, *count))
    }

    /// All largest numbers, by name.
    pub fn largest_numbers(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        self.largest.iter().map(|(what, number)| (*what, *number))
    }

    /// Adds what another run counted.
    pub fn merge(&mut self, other: &Tally) {
        other.counts().for_each(|(what, count)| self.add(what, count));
        other.largest_numbers().for_each(|(what, number)| self.largest(what, number));
    }

    /// Whatever should have occurred and never did.
    pub fn missing(&self) -> Vec<&'static str> {
        let all = FAULTS.into_iter().chain(MECHANISMS);
        all.filter(|what| self.count(what) == 0).collect()
    }

    /// Counts what happened in a step.
    pub fn look_at(&mut self, events: &[TraceEvent]) {
        self.add("events", events.len() as u64);
        for event in events {
            match &event.kind {
                EventKind::Commanded { command, refused: None } => self.command(command),
                EventKind::Commanded { .. } => self.bump("refused commands"),
                EventKind::Issued { .. } => self.bump("did: a workload's request"),
                EventKind::Lost { reason, .. } => self.bump(match reason {
                    LossReason::Partitioned => "lost: at a partition",
                    LossReason::OneWay => "lost: at a partition one way",
                    LossReason::ReceiverDown => "lost: at a dead node",
                    LossReason::ByRate => "lost: by rate",
                    LossReason::Cut => "lost: at a cut link",
                    LossReason::ByHand => "lost: by hand",
                }),
                EventKind::Befell { what, .. } => match what {
                    Mishap::Duplicated => self.bump("befell: doubled"),
                    Mishap::HeldBack { .. } => self.bump("befell: held back"),
                    Mishap::Delayed { .. } => self.bump("befell: delayed"),
                    Mishap::WaitsForPaused => self.bump("did: waited at a paused node"),
                    Mishap::WaitsForSlow { .. } => self.bump("did: waited at a slow node"),
                    Mishap::Held | Mishap::Released => {}
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

    fn command(&mut self, command: &Command) {
        let what = match command {
            Command::Get { .. } => "requests: get",
            Command::Put { write, .. } => {
                match write {
                    Write::Delete => self.bump("did: a deletion"),
                    Write::Update(_) | Write::Blind(_) | Write::KeepLast => {}
                    _ => self.bump("did: a write of a data type"),
                }
                "requests: put"
            }
            Command::Crash(_) => "fault: crash",
            Command::Restart(_) => "fault: restart",
            Command::WipeDisk(_) => "fault: wiped disk",
            Command::Partition { kind, .. } => match kind {
                PartitionKind::ClientsReachAll => "fault: partition, clients reach all",
                PartitionKind::WithClients(_) => "fault: partition with clients",
                PartitionKind::OneWay => "fault: partition one way",
            },
            Command::Skew { .. } => "fault: skewed clock",
            Command::Join { .. } => "fault: join",
            Command::Leave(_) => "fault: leave",
            Command::Remove { .. } => "fault: removal",
            Command::Pause(_) => "fault: pause",
            Command::Slow { .. } => "fault: slow node",
            Command::Cut { both: false, .. } => "fault: cut link",
            Command::Cut { both: true, .. } => "fault: cut link, both ways",
            Command::NameSeeds(_) => "fault: other seeds",
            Command::Meddle { act, .. } => match act {
                MessageAct::Drop => "fault: message dropped",
                MessageAct::Delay { .. } => "fault: message delayed",
                MessageAct::Duplicate => "fault: message doubled",
                MessageAct::Hold => "fault: message held",
                MessageAct::Release => "fault: message released",
            },
            Command::Disturb { disturbance, .. } => {
                let rates = [
                    ("fault: loss by rate", u32::from(disturbance.loss_permille)),
                    ("fault: doubling by rate", u32::from(disturbance.duplicate_permille)),
                    ("fault: holding back by rate", u32::from(disturbance.reorder_permille)),
                    ("fault: delay", disturbance.delay_ms),
                ];
                let some = rates.into_iter().filter(|(_, rate)| *rate > 0);
                some.for_each(|(what, _)| self.bump(what));
                return;
            }
            Command::Heal
            | Command::Resume(_)
            | Command::Mend { .. }
            | Command::StartWorkload(_)
            | Command::StopWorkload => return,
        };
        self.bump(what);
    }
}

fn mechanism(note: &Note) -> Option<&'static str> {
    Some(match note {
        Note::HintStored { .. } => "did: stored a hint",
        Note::HintDeleted { .. } => "did: delivered a hint",
        Note::HintKept { .. } => "did: kept a hint that grew",
        Note::HintRehomed { to: Some(_), .. } => "did: re-homed a hint",
        Note::HintRehomed { to: None, .. } => "did: adopted a hint",
        Note::ReadRepair { .. } => "did: repaired a replica",
        Note::ExchangeEnded { exchange, .. } if exchange.keys_shipped > 0 => {
            "did: shipped objects by anti-entropy"
        }
        Note::CompareRefused { .. } => "did: refused to compare trees",
        Note::RangeWanted { .. } => "did: asked for a range",
        Note::RangeReceived { keys, .. } if *keys > 0 => "did: received a range",
        Note::RangeForgotten { .. } => "did: forgot a range",
        Note::AlsoWritten { .. } => "did: wrote to an heir as well",
        Note::Stored { addition: Addition::Siblings(_), .. } => "did: kept siblings",
        Note::LastWriteKept { .. } => "did: kept the last write",
        Note::ClockTruncated { .. } => "did: cut a clock",
        Note::Flushed { objects } if *objects > 0 => "did: flushed the buffer",
        Note::TombstoneForgotten { .. } => "did: forgot a tombstone",
        Note::TombstoneKept { .. } => "did: kept a tombstone",
        Note::MemberChanged(change) if change.to == Status::Up => "did: joined",
        Note::MemberChanged(change) if change.to == Status::Left => "did: left",
        Note::Suspected { .. } => "did: suspected",
        Note::Recovered { .. } => "did: recovered",
        Note::SeedAsked { .. } => "did: asked a seed",
        Note::Deferred { .. } => "did: deferred background work",
        Note::ReplicaRefused { .. } => "did: refused as no member",
        Note::QuorumImpossible { .. } => "did: gave a quorum up",
        Note::HandOnGivenUp { .. } => "did: gave a put up that was handed on",
        Note::HandedOnAgain { .. } => "did: handed a get on again",
        Note::HandedOn { .. } => "did: handed a request on",
        Note::ClientCorrected => "did: corrected a client",
        Note::RepairReached { .. } => "did: waited for repaired copies",
        Note::VersionsGathered { .. } => "did: read before it wrote",
        Note::RepeatIgnored => "did: ignored a repetition",
        Note::DeadlinePassed { .. } => "did: passed a deadline",
        _ => return None,
    })
}
