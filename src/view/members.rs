//! Membership as a matrix: what every node believes of every other, beside the truth, and how the
//! last change is spreading (Dynamo §4.8).

mod spread;

pub use self::spread::{Knows, Spread};
use super::narration::{count, listed};
use super::node::status_name;
use super::words::moment;
use crate::dynamo::failure_detector::{DetectorKind, FailureDetector};
use crate::dynamo::identity::NodeId;
use crate::dynamo::membership::{Member, Membership, Status};
use crate::session::annals::beliefs::Beliefs;
use crate::session::timeline::Timeline;
use crate::sim::process::NodeProcess;
use crate::sim::simulation::Simulation;
use crate::sim::trace::EventId;

/// So many nodes have a row and a column each; of more, those that are alike share one.
const EACH_MAX: usize = 24;

/// How many columns there are at most for single nodes in a large ring.
const COLUMNS_MAX: usize = 24;

/// Who believes what of whom.
#[derive(Clone, Debug, PartialEq)]
pub struct MembersView {
    /// Whom the columns are about.
    pub columns: Vec<NodeId>,
    /// How many further nodes there are of whom everybody rightly believes that they are up and
    /// members: they have no column.
    pub plain: usize,
    /// How many further nodes there are of whom that is not so, and no column is left for.
    pub left_out: usize,
    /// How it really is.
    pub truth: Vec<TruthCell>,
    /// What nodes believe.
    pub rows: Vec<BeliefRow>,
    /// How the last change has spread.
    pub spread: Option<Spread>,
    /// Which way of telling who is down the nodes have, and by what the word spreads.
    pub means: String,
}

/// What a node really is.
#[derive(Clone, Debug, PartialEq)]
pub struct TruthCell {
    /// The node.
    pub node: NodeId,
    /// What it is to the ring, by all that any running node knows; none if nobody knows it.
    pub status: Option<Status>,
    /// Whether its process runs.
    pub up: bool,
    /// Whether it is a seed (Dynamo §4.8.2).
    pub seed: bool,
    /// The same in a sentence.
    pub description: String,
}

/// What one node, or several that believe the same, believe of all others.
#[derive(Clone, Debug, PartialEq)]
pub struct BeliefRow {
    /// Who.
    pub nodes: Vec<NodeId>,
    /// Whether they run: of one that does not, it is what stands on its disk.
    pub up: bool,
    /// What they believe of each column's node.
    pub cells: Vec<BeliefCell>,
}

/// What a node believes of another.
#[derive(Clone, Debug, PartialEq)]
pub struct BeliefCell {
    /// What it is to the ring; none if it is unknown.
    pub status: Option<Status>,
    /// By how many changes of it that belief is.
    pub version: u32,
    /// Whether it is taken as down.
    pub suspected: bool,
    /// What is wrong about it, in a word; none if both are true.
    pub wrong: Option<&'static str>,
    /// The event by which the node last came to this belief; none if it is from the start.
    pub since: Option<EventId>,
    /// All of it in a sentence or two.
    pub description: String,
}

impl MembersView {
    /// Looks at what all nodes believe at the cursor. The spreading of the last change is shown:
    /// of `node`, if it has changed, or else of anyone.
    #[inline(never)]
    pub fn new(timeline: &Timeline, beliefs: &Beliefs, node: Option<NodeId>) -> MembersView {
        let simulation = timeline.simulation();
        let everyone = || simulation.nodes().map(NodeProcess::id);
        let few = simulation.nodes().len() <= EACH_MAX;
        let groups = groups(simulation, few);
        let (columns, plain, left_out) = match few {
            true => (everyone().collect(), 0, 0),
            false => telling_columns(simulation, &groups, node),
        };
        let rows = groups.into_iter().map(|nodes| {
            let first = nodes.first().and_then(|node| simulation.node(*node));
            let cell = |about: &NodeId| {
                let holder = first?;
                Some(cell(timeline, beliefs, holder, *about))
            };
            BeliefRow {
                up: first.is_some_and(NodeProcess::is_up),
                cells: columns.iter().filter_map(cell).collect(),
                nodes,
            }
        });
        MembersView {
            rows: rows.collect(),
            truth: columns.iter().map(|node| truth(simulation, *node)).collect(),
            columns,
            plain,
            left_out,
            spread: Spread::new(timeline, beliefs, node),
            means: means(simulation),
        }
    }

    /// All that is shown, in words: what is wrong first.
    pub fn description(&self) -> String {
        let mut words = String::new();
        let wrong =
            || self.rows.iter().flat_map(|row| &row.cells).filter(|cell| cell.wrong.is_some());
        match wrong().count() {
            0 => words += "Everybody who runs believes what is true.",
            1 => words += "One belief is not true:",
            many => words += &format!("{many} beliefs are not true:"),
        }
        for cell in wrong().take(4) {
            words += &format!(" {}", cell.description);
        }
        if wrong().count() > 4 {
            words += " And so on.";
        }
        for cell in self.truth.iter().filter(|cell| !cell.up || cell.status != Some(Status::Up)) {
            words += &format!(" {}", cell.description);
        }
        if let Some(spread) = &self.spread {
            words += &format!(" {}", spread.description());
        }
        words
    }
}

/// Who shares a row: in a small ring nobody, in a large one all that believe the same.
fn groups(simulation: &Simulation, few: bool) -> Vec<Vec<NodeId>> {
    let mut groups: Vec<(&NodeProcess, Vec<NodeId>)> = Vec::new();
    for process in simulation.nodes() {
        let alike = groups.iter_mut().find(|(first, _)| !few && believe_the_same(first, process));
        match alike {
            Some((_, nodes)) => nodes.push(process.id()),
            None => groups.push((process, vec![process.id()])),
        }
    }
    groups.into_iter().map(|(_, nodes)| nodes).collect()
}

fn believe_the_same(one: &NodeProcess, other: &NodeProcess) -> bool {
    let suspects = |process: &NodeProcess| {
        let running = process.running();
        running.map(|node| node.detector().suspects().keys().copied().collect::<Vec<NodeId>>())
    };
    same_members(one.disk().membership(), other.disk().membership())
        && suspects(one) == suspects(other)
}

/// Nodes that know the same mostly share one view, which need not be compared then.
fn same_members(one: &Membership, other: &Membership) -> bool {
    core::ptr::eq(one, other) || one.members() == other.members()
}

/// In a large ring: the nodes of whom somebody believes something else than that they are up and
/// members, or who really are something else; how many others there are, and for how many no
/// column is left.
fn telling_columns(
    simulation: &Simulation,
    groups: &[Vec<NodeId>],
    chosen: Option<NodeId>,
) -> (Vec<NodeId>, usize, usize) {
    let believers: Vec<&NodeProcess> =
        groups.iter().filter_map(|nodes| simulation.node(*nodes.first()?)).collect();
    let tells = |process: &&NodeProcess| {
        let node = process.id();
        let plain = |status: Option<Status>| status == Some(Status::Up);
        !process.is_up()
            || !plain(simulation.membership().status(node))
            || believers.iter().any(|believer| {
                !plain(believer.disk().membership().status(node)) || suspects(believer, node)
            })
    };
    let mut columns: Vec<NodeId> = simulation.nodes().filter(tells).map(NodeProcess::id).collect();
    let left_out = columns.len().saturating_sub(COLUMNS_MAX);
    let plain = simulation.nodes().len() - columns.len();
    columns.truncate(COLUMNS_MAX);
    match chosen.filter(|chosen| !columns.contains(chosen)) {
        Some(chosen) if simulation.node(chosen).is_some() => {
            let place = columns.partition_point(|node| *node < chosen);
            columns.insert(place, chosen);
            (columns, plain.saturating_sub(usize::from(left_out == 0)), left_out)
        }
        _ => (columns, plain, left_out),
    }
}

fn suspects(process: &NodeProcess, node: NodeId) -> bool {
    process.running().is_some_and(|running| running.detector().seems_down(node))
}

fn truth(simulation: &Simulation, node: NodeId) -> TruthCell {
    let status = simulation.membership().status(node);
    let up = simulation.running(node).is_some();
    let seed = simulation.seeds().contains(&node);
    let standing = status.map_or("not known to anybody", standing);
    let runs = if up { "runs" } else { "is down" };
    let also = if seed { "; it is a seed" } else { "" };
    let description = format!("In truth {node} {standing} and {runs}{also}.");
    TruthCell { node, status, up, seed, description }
}

/// A standing as part of a sentence.
fn standing(status: Status) -> &'static str {
    match status {
        Status::Joining => "is joining",
        Status::Up => "is a member",
        Status::Leaving => "is leaving",
        Status::Left => "has left",
    }
}

fn cell(timeline: &Timeline, beliefs: &Beliefs, holder: &NodeProcess, about: NodeId) -> BeliefCell {
    let (simulation, events) = (timeline.simulation(), timeline.trace().len());
    let node = holder.id();
    let member: Option<&Member> = holder.disk().membership().members().get(&about);
    let status = member.map(|member| member.status);
    let version = member.map_or(0, |member| member.version);
    let suspected = suspects(holder, about);
    let up = simulation.running(about).is_some();
    let truth = simulation.membership().members().get(&about);
    let gone = matches!(truth.map(|truth| truth.status), None | Some(Status::Left));
    let wrong = if status != truth.map(|truth| truth.status) {
        // It is never ahead of the truth, which is all that anybody knows.
        Some(if member.is_none() { "unknown" } else { "behind" })
    } else if suspected && up {
        Some("wrongly taken as down")
    } else if !suspected && !up && holder.is_up() && !gone {
        Some("not noticed")
    } else {
        None
    };
    let since = beliefs.standing(node, about, events);
    let changed_mind = beliefs.suspicion(node, about, events);
    let mut description = match status {
        None => format!("{node} has never heard of {about}"),
        Some(_) if node == about => format!("{node} knows of itself that it {}", of_itself(status)),
        Some(status) => format!("{node} believes that {about} {}", standing(status)),
    };
    if status.is_some() {
        description += &format!(", by change {version} of its standing");
    }
    description += &match since.and_then(|event| timeline.trace().get(event.0 as usize)) {
        Some(event) => format!(", since {}", moment(event.at)),
        None if status.is_some() => ", from the start".to_owned(),
        None => String::new(),
    };
    if !holder.is_up() {
        description += "; so it stands on the disk, for its process is down";
    } else if suspected {
        description += &suspicion(simulation, holder, about);
    }
    description += ".";
    if let Some(wrong) = wrong {
        description += &in_truth(wrong, about, truth.map(|truth| truth.status));
    }
    BeliefCell {
        status,
        version,
        suspected,
        wrong,
        since: if suspected { changed_mind.or(since) } else { since.max(changed_mind) },
        description,
    }
}

fn of_itself(status: Option<Status>) -> &'static str {
    status.map_or("is unknown", standing)
}

fn in_truth(wrong: &str, about: NodeId, truth: Option<Status>) -> String {
    match (wrong, truth) {
        ("wrongly taken as down", _) => format!(" That is not so: {about} runs."),
        ("not noticed", _) => format!(" It has not noticed that {about} is down."),
        (_, Some(truth)) => format!(" That is behind: {about} {} by now.", standing(truth)),
        (_, None) => format!(" Nobody who runs knows {about} any more."),
    }
}

/// Why a node is taken as down, by the detector's own way.
fn suspicion(simulation: &Simulation, holder: &NodeProcess, about: NodeId) -> String {
    let Some(detector) = holder.running().map(|running| running.detector()) else {
        return String::new();
    };
    let since = detector.suspects().get(&about).copied().unwrap_or_default();
    let why = match detector.kind() {
        DetectorKind::Local => "it did not answer".to_owned(),
        DetectorKind::TwoWitnesses => witnesses(detector, holder.id(), about),
        DetectorKind::Heartbeat { timeout } => {
            format!("its heartbeat has stood still for more than {timeout}")
        }
        DetectorKind::PhiAccrual { .. } => {
            let phi = detector.phi_tenths(about, simulation.now());
            format!("by its silence phi is {}.{}", phi / 10, phi % 10)
        }
    };
    format!("; takes it as down since {} by its own clock: {why}", moment(since))
}

/// Whom a node did not answer, as far as another knows.
pub(super) fn witnesses(detector: &FailureDetector, node: NodeId, about: NodeId) -> String {
    let mut all: Vec<NodeId> =
        detector.witnesses(about).filter(|witness| *witness != node).collect();
    if detector.is_unanswered(about) {
        all.insert(0, node);
    }
    format!("it did not answer {}", listed(&all))
}

fn means(simulation: &Simulation) -> String {
    let store = &simulation.setup().store;
    let detector = match store.detector {
        DetectorKind::Local => {
            "whoever does not answer a node is down for that node alone".to_owned()
        }
        DetectorKind::TwoWitnesses => {
            "a node is down when two say that it did not answer them".to_owned()
        }
        DetectorKind::Heartbeat { timeout } => {
            format!("a node is down when its heartbeat has stood still for {timeout}")
        }
        DetectorKind::PhiAccrual { threshold_tenths } => format!(
            "a node is down when its suspicion phi is above {}.{}",
            threshold_tenths / 10,
            threshold_tenths % 10
        ),
    };
    let gossip = match store.gossip_interval {
        Some(interval) => format!("every node gossips once in {interval}"),
        None => "nobody gossips, but for changes by administrators".to_owned(),
    };
    let seeds = simulation.seeds();
    let seeds = match seeds.len() {
        0 if store.gossip_interval.is_some() => {
            "; there is no seed, so that a node that joins finds nobody and nobody finds it"
                .to_owned()
        }
        0 => String::new(),
        many => {
            format!("; {}: {}", count(many, "seed", "seeds").replace("one", "1"), listed(seeds))
        }
    };
    format!("Detector: {detector} (Dynamo §4.8.3). Gossip: {gossip}{seeds} (§4.8.1, §4.8.2).")
}

/// What a standing is called in the matrix: one letter and the word.
pub fn letter(status: Option<Status>) -> (&'static str, &'static str) {
    match status {
        None => ("?", "unknown"),
        Some(status) => {
            let letter = match status {
                Status::Joining => "j",
                Status::Up => "m",
                Status::Leaving => "l",
                Status::Left => "–",
            };
            (letter, status_name(status))
        }
    }
}
