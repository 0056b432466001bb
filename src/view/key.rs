//! One key: what every node holds of it, and what of that is out of date (Dynamo §4.4).

use super::narration::listed;
use crate::dynamo::identity::NodeId;
use crate::dynamo::key::{Key, Position};
use crate::dynamo::key_space::Reconciliation;
use crate::dynamo::object::{ClockKind, Dot, Object};
use crate::dynamo::preference_list::{PreferenceList, Role};
use crate::dynamo::vector_clock::VectorClock;
use crate::sim::process::NodeProcess;
use crate::sim::simulation::Simulation;

/// A key across the cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyView {
    /// The key.
    pub key: Key,
    /// Its position on the ring: the MD5 of its bytes.
    pub position: Position,
    /// All nodes in the order in which they are asked to keep it.
    pub list: PreferenceList,
    /// Every node that keeps it by right or holds something of it, in preference order.
    pub replicas: Vec<ReplicaView>,
    /// All versions held anywhere of which none descends from another.
    pub newest: Object,
    /// Why the newest are siblings, if they are.
    pub conflict: Option<String>,
}

/// What one node holds of a key.
#[derive(Clone, Debug, PartialEq)]
pub struct ReplicaView {
    /// The node.
    pub node: NodeId,
    /// What it is to the key.
    pub role: Option<Role>,
    /// Its own versions.
    pub versions: Vec<VersionView>,
    /// Whether they are in memory only, where a crash would lose them.
    pub buffered: bool,
    /// What it keeps for others.
    pub hints: Vec<HintView>,
    /// The versions that it lacks of the newest, each by its own event, as in `C:2`. Of those that
    /// it keeps for others it lacks none.
    pub lacks: Vec<String>,
}

/// A version as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct VersionView {
    /// The value, as text; none for a deletion.
    pub value: Option<String>,
    /// The version's own event.
    pub dot: Dot,
    /// All that has happened before the version or with it.
    pub clock: VectorClock,
    /// Whether some node holds a version that descends from it.
    pub stale: bool,
}

/// A hint as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct HintView {
    /// The node it is meant for.
    pub owner: NodeId,
    /// The versions.
    pub versions: Vec<VersionView>,
}

impl KeyView {
    /// Looks a key up on every disk. This is the spectator's view: no node has it.
    pub fn new(simulation: &Simulation, key: &Key) -> KeyView {
        let config = &simulation.setup().store;
        let policy = config.policy(key);
        let list = simulation.ring().preference_list(key.position(), policy.replicas);
        let newest = newest(simulation, key);
        let shown = |object: &Object| -> Vec<VersionView> {
            let versions = object.versions().iter();
            versions
                .map(|version| VersionView {
                    value: version.value().map(ToString::to_string),
                    dot: version.dot,
                    clock: version.history(),
                    stale: !newest.versions().iter().any(|new| new.dot == version.dot),
                })
                .collect()
        };
        // Nodes that are on no list may still hold something: they have left, or are joining.
        let listed_first = list.nodes().iter().copied();
        let others = simulation.nodes().map(NodeProcess::id);
        let others = others.filter(|node| !list.nodes().contains(node));
        let order: Vec<NodeId> = listed_first.chain(others).collect();
        let rows = order.into_iter().filter_map(|node| {
            let process = simulation.node(node)?;
            let versions = shown(&held(process, key));
            let hints: Vec<HintView> = process
                .disk()
                .hints()
                .iter()
                .filter(|((_, hinted), _)| hinted == key)
                .map(|((owner, _), hint)| HintView { owner: *owner, versions: shown(&hint.object) })
                .collect();
            let role = list.role(node);
            let shows =
                matches!(role, Some(Role::Primary(_))) || !versions.is_empty() || !hints.is_empty();
            let place = (key.position(), key.clone());
            let buffered =
                process.running().is_some_and(|node| node.storage().buffer().contains_key(&place));
            let has = |dot: Dot| {
                let hinted = hints.iter().flat_map(|hint| &hint.versions);
                versions.iter().chain(hinted).any(|version| version.dot == dot)
            };
            let lacks = newest.versions().iter().filter(|version| !has(version.dot));
            let lacks = lacks.map(|version| dot_words(version.dot)).collect();
            shows.then_some(ReplicaView { node, role, versions, buffered, hints, lacks })
        });
        let replicas = rows.collect();
        let conflict = conflict(config.clock_kind, &newest);
        let position = key.position();
        KeyView { key: key.clone(), position, list, replicas, newest, conflict }
    }

    /// Which replicas agree and which lag, in a sentence.
    pub fn agreement(&self) -> String {
        let keeps = |replica: &&ReplicaView| matches!(replica.role, Some(Role::Primary(_)));
        let replicas: Vec<&ReplicaView> = self.replicas.iter().filter(keeps).collect();
        let behind = replicas.iter().filter(|replica| !replica.lacks.is_empty());
        let behind: Vec<String> = behind
            .map(|replica| format!("{} lacks {}", replica.node, replica.lacks.join(" and ")))
            .collect();
        match (self.newest.versions().len(), behind.as_slice()) {
            (0, _) => "No node holds anything.".to_owned(),
            (_, []) => format!("All {} replicas agree.", replicas.len()),
            (_, behind) => format!("{}.", behind.join("; ")),
        }
    }

    /// The key in words.
    pub fn description(&self) -> String {
        let holders: Vec<NodeId> = self
            .replicas
            .iter()
            .filter(|replica| !replica.versions.is_empty())
            .map(|replica| replica.node)
            .collect();
        match self.newest.versions().len() {
            0 => format!("No node holds a version of “{}”.", self.key),
            1 => format!("“{}” is held by {}; there is no conflict.", self.key, listed(&holders)),
            many => format!(
                "“{}” is held by {} in {many} conflicting versions.",
                self.key,
                listed(&holders)
            ),
        }
    }
}

/// All versions of a key held anywhere, hints included, of which none descends from another; where
/// the last write wins, the last one of them.
pub(super) fn newest(simulation: &Simulation, key: &Key) -> Object {
    let config = &simulation.setup().store;
    let mut newest = Object::new();
    for process in simulation.nodes() {
        newest.merge(config.clock_kind, &held(process, key));
        for ((_, hinted), hint) in process.disk().hints() {
            if hinted == key {
                newest.merge(config.clock_kind, &hint.object);
            }
        }
    }
    if config.policy(key).reconciliation == Reconciliation::LastWriteWins {
        newest.keep_last_write();
    }
    newest
}

/// What a node holds of a key as its own, in memory or on disk.
pub(super) fn held(process: &NodeProcess, key: &Key) -> Object {
    let own = match process.running() {
        Some(node) => node.storage().own(key),
        None => process.disk().object(key),
    };
    own.cloned().unwrap_or_default()
}

/// A version's own event, as pairs of clocks are written.
pub(super) fn dot_words(dot: Dot) -> String {
    format!("{}:{}", dot.actor, dot.counter)
}

/// Why the first two siblings are concurrent, by what tells their clocks apart.
fn conflict(kind: ClockKind, object: &Object) -> Option<String> {
    let [one, other, ..] = object.versions() else { return None };
    Some(match kind {
        ClockKind::PerVersion => {
            let (ours, theirs) = one.clock.witnesses(&other.clock)?;
            format!(
                "Neither descends from the other: {} has seen {ours} count to {}, the other only to {}; \
                 {} has seen {theirs} count to {}, the first only to {}.",
                one.clock,
                one.clock.counter(ours),
                other.clock.counter(ours),
                other.clock,
                other.clock.counter(theirs),
                one.clock.counter(theirs),
            )
        }
        ClockKind::PerObject => format!(
            "All siblings share the clock {}: it tells when something unread was there, but not which of them the writer had read.",
            one.clock
        ),
        ClockKind::Dotted => format!(
            "Neither writer had read the other’s version: {} had not seen ({}, {}), and {} had not seen ({}, {}).",
            one.clock,
            other.dot.actor,
            other.dot.counter,
            other.clock,
            one.dot.actor,
            one.dot.counter
        ),
    })
}
