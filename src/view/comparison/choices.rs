//! What the history that is looked at can be compared with.

use crate::dynamo::config::{Config, QuorumKind, ReadRepair};
use crate::dynamo::key_space::Reconciliation;
use crate::dynamo::object::ClockKind;
use crate::dynamo::time::Duration;
use crate::session::compare::Change;
use crate::session::scenario::Recorded;
use crate::session::session::Session;
use crate::session::transcript;
use crate::sim::latency::Latency;
use crate::sim::setup::Setup;
use crate::view::message::label;
use crate::view::words::{moment, shortened};

/// The most commands, and the most messages, that can be chosen to be left out.
const LEFT_OUT_MAX: usize = 24;

/// Something to compare with.
#[derive(Clone, Debug, PartialEq)]
pub struct CompareChoice {
    /// What it is called.
    pub label: String,
    /// What it is.
    pub beside: Beside,
}

/// What is run beside the history that is looked at.
#[derive(Clone, Debug, PartialEq)]
pub enum Beside {
    /// The same with one change.
    Change(Change),
    /// Another history.
    Branch(usize),
}

/// Choices under one heading.
#[derive(Clone, Debug, PartialEq)]
pub struct ChoiceGroup {
    /// The heading.
    pub title: &'static str,
    /// The choices.
    pub choices: Vec<CompareChoice>,
}

/// All that the history that is looked at can be compared with.
pub fn compare_choices(session: &Session) -> Vec<ChoiceGroup> {
    let setup = &session.scenario().setup;
    let group = |title, choices| ChoiceGroup { title, choices };
    let mut groups = vec![
        group("another history", branches(session)),
        group("with other quorums", quorums(&setup.store, setup.nodes)),
        group("with other reads and writes", reads_and_writes(&setup.store)),
        group("with other versions", versions(&setup.store)),
        group("with other latencies", latencies(setup)),
        group("without a message that is on its way now", messages(session)),
        group("without a command", commands(session)),
    ];
    groups.retain(|group| !group.choices.is_empty());
    groups
}

/// What a compared run would be called as a branch, and its commands. None for another history,
/// which is one already, and for a change of the cluster: all branches share one.
pub fn kept(session: &Session, choice: &CompareChoice) -> Option<(String, Vec<Recorded>)> {
    let Beside::Change(change) = &choice.beside else { return None };
    let commands = session.branch_commands(session.current_branch())?.to_vec();
    let scenario = session.scenario();
    let (changed, commands) = change.apply(scenario.clone(), commands);
    (changed.setup == scenario.setup).then(|| (format!("without {}", choice.label), commands))
}

fn change(label: impl Into<String>, change: Change) -> CompareChoice {
    CompareChoice { label: label.into(), beside: Beside::Change(change) }
}

fn branches(session: &Session) -> Vec<CompareChoice> {
    let others = session.branches().iter().enumerate();
    others
        .filter(|(branch, _)| *branch != session.current_branch())
        .map(|(branch, other)| CompareChoice {
            label: other.name().to_owned(),
            beside: Beside::Branch(branch),
        })
        .collect()
}

fn quorums(store: &Config, nodes: u16) -> Vec<CompareChoice> {
    let copies = 1..=store.replicas;
    let most = u8::try_from(nodes).unwrap_or(u8::MAX).min(store.replicas.saturating_add(2));
    let least = store.read_quorum.max(store.write_quorum).max(1);
    let reads = copies.clone().filter(|size| *size != store.read_quorum);
    let writes = copies.filter(|size| *size != store.write_quorum);
    let replicas = (least..=most).filter(|copies| *copies != store.replicas);
    let kind = match store.quorum_kind {
        QuorumKind::Sloppy => change("strict quorums", Change::Quorum(QuorumKind::Strict)),
        QuorumKind::Strict => change("sloppy quorums", Change::Quorum(QuorumKind::Sloppy)),
    };
    reads
        .map(|size| change(format!("R = {size}"), Change::ReadQuorum(size)))
        .chain(writes.map(|size| change(format!("W = {size}"), Change::WriteQuorum(size))))
        .chain(replicas.map(|copies| change(format!("N = {copies}"), Change::Replicas(copies))))
        .chain([kind])
        .collect()
}

fn reads_and_writes(store: &Config) -> Vec<CompareChoice> {
    let repairs = [
        (ReadRepair::Asynchronous, "read repair after the answer"),
        (ReadRepair::Blocking, "read repair before the answer"),
        (ReadRepair::Off, "no read repair"),
    ];
    let other = match store.read_before_write {
        true => change("writing without reading", Change::ReadBeforeWrite(false)),
        false => change("reading before writing", Change::ReadBeforeWrite(true)),
    };
    repairs
        .into_iter()
        .filter(|(repair, _)| *repair != store.read_repair)
        .map(|(repair, label)| change(label, Change::ReadRepair(repair)))
        .chain([other])
        .collect()
}

fn versions(store: &Config) -> Vec<CompareChoice> {
    let clocks = [
        (ClockKind::PerVersion, "vector clocks per version"),
        (ClockKind::PerObject, "vector clocks per object"),
        (ClockKind::Dotted, "dotted version vectors"),
    ];
    let other = match store.reconciliation {
        Reconciliation::Siblings => {
            change("last write wins", Change::Reconciliation(Reconciliation::LastWriteWins))
        }
        Reconciliation::LastWriteWins => {
            change("siblings are kept", Change::Reconciliation(Reconciliation::Siblings))
        }
    };
    clocks
        .into_iter()
        .filter(|(kind, _)| *kind != store.clock_kind)
        .map(|(kind, label)| change(label, Change::Clock(kind)))
        .chain([other])
        .collect()
}

fn latencies(setup: &Setup) -> Vec<CompareChoice> {
    [1, 5, 20, 60]
        .into_iter()
        .map(|ms| (ms, Latency::Constant(Duration::from_millis(ms))))
        .filter(|(_, latency)| *latency != setup.latency)
        .map(|(ms, latency)| change(format!("always {ms} ms"), Change::Latency(latency)))
        .collect()
}

fn messages(session: &Session) -> Vec<CompareChoice> {
    let timeline = session.timeline();
    let in_flight = timeline.simulation().in_flight().take(LEFT_OUT_MAX);
    in_flight
        .filter_map(|envelope| {
            let dropped = Change::dropped(timeline.trace(), envelope.id)?;
            let what = label(&envelope.message);
            Some(change(format!("{what} from {} to {}", envelope.from, envelope.to), dropped))
        })
        .collect()
}

fn commands(session: &Session) -> Vec<CompareChoice> {
    let timeline = session.timeline();
    let given = timeline.commands().iter().enumerate().take(timeline.commands_given());
    let newest = given.rev().take(LEFT_OUT_MAX);
    newest
        .map(|(index, recorded)| {
            let what = shortened(&transcript::in_words(&recorded.command), 50);
            change(format!("{what} at {}", moment(recorded.at)), Change::Without(index))
        })
        .collect()
}
