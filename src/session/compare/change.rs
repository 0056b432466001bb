//! The one change by which a run differs from another.

use crate::dynamo::config::{QuorumKind, ReadRepair};
use crate::dynamo::failure_detector::DetectorKind;
use crate::dynamo::identity::MessageId;
use crate::dynamo::key_space::Reconciliation;
use crate::dynamo::object::ClockKind;
use crate::dynamo::time::Time;
use crate::session::scenario::{Origin, Recorded, Scenario};
use crate::session::timeline::Timeline;
use crate::sim::command::Command;
use crate::sim::fault::MessageAct;
use crate::sim::latency::Latency;
use crate::sim::setup::SetupError;
use crate::sim::trace::{EventKind, TraceEvent};

/// The one change.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Another N, for all keys outside of key spaces.
    Replicas(u8),
    /// Another R.
    ReadQuorum(u8),
    /// Another W.
    WriteQuorum(u8),
    /// Sloppy or strict quorums.
    Quorum(QuorumKind),
    /// Gets bring replicas up to date in another way.
    ReadRepair(ReadRepair),
    /// Puts read before they write, or do not.
    ReadBeforeWrite(bool),
    /// Clocks are kept in another way.
    Clock(ClockKind),
    /// Siblings are dealt with in another way.
    Reconciliation(Reconciliation),
    /// Nodes suspect each other for other reasons.
    Detector(DetectorKind),
    /// Messages take another time.
    Latency(Latency),
    /// One command is not given: the so many-th of the history, from 0.
    Without(usize),
    /// One command more is given.
    With {
        /// When.
        at: Time,
        /// Which.
        command: Command,
    },
}

impl Change {
    /// The loss of a message: it is dropped as soon as it is on its way. None if it was never
    /// sent.
    pub fn dropped(trace: &[TraceEvent], message: MessageId) -> Option<Change> {
        let is_sending = |event: &&TraceEvent| matches!(event.kind, EventKind::Sent { message: sent, .. } if sent == message);
        let sent = trace.iter().find(is_sending)?;
        let command = Command::Meddle { message, copy: 0, act: MessageAct::Drop };
        let at = Time::from_micros(sent.at.as_micros() + 1);
        Some(Change::With { at, command })
    }

    /// The scenario and the commands with this change. What would make no sense is found when
    /// they are run.
    pub fn apply(
        &self,
        mut scenario: Scenario,
        mut commands: Vec<Recorded>,
    ) -> (Scenario, Vec<Recorded>) {
        let store = &mut scenario.setup.store;
        match self {
            Change::Replicas(replicas) => store.replicas = *replicas,
            Change::ReadQuorum(quorum) => store.read_quorum = *quorum,
            Change::WriteQuorum(quorum) => store.write_quorum = *quorum,
            Change::Quorum(kind) => store.quorum_kind = *kind,
            Change::ReadRepair(repair) => store.read_repair = *repair,
            Change::ReadBeforeWrite(reads) => store.read_before_write = *reads,
            Change::Clock(kind) => store.clock_kind = *kind,
            Change::Reconciliation(reconciliation) => store.reconciliation = *reconciliation,
            Change::Detector(kind) => store.detector = *kind,
            Change::Latency(latency) => scenario.setup.latency = latency.clone(),
            Change::Without(index) => {
                if *index < commands.len() {
                    commands.remove(*index);
                }
            }
            Change::With { at, command } => {
                let later = commands.partition_point(|known| known.at <= *at);
                let command =
                    Recorded { at: *at, step: 0, command: command.clone(), origin: Origin::Person };
                commands.insert(later, command);
            }
        }
        (scenario, commands)
    }
}

/// Runs a scenario with these commands up to a moment, or until there are so many events.
///
/// # Errors
/// Everything in the setup that makes no sense.
pub fn run(
    scenario: &Scenario,
    commands: Vec<Recorded>,
    until: Time,
    events_max: usize,
) -> Result<Timeline, Vec<SetupError>> {
    scenario.setup.check()?;
    let mut timeline = Timeline::with_commands(scenario, commands);
    timeline.limit(events_max);
    timeline.run_until(until);
    Ok(timeline)
}
