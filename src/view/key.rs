//! One key: what every node holds of it, and what of that is out of date (Dynamo §4.4).

use super::narration::listed;
use crate::dynamo::identity::NodeId;
use crate::dynamo::key::{Key, Position};
use crate::dynamo::object::Object;
use crate::dynamo::preference_list::{PreferenceList, Role};
use crate::dynamo::vector_clock::VectorClock;
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
    /// What it keeps for others.
    pub hints: Vec<HintView>,
}

/// A version as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct VersionView {
    /// The value, as text.
    pub value: String,
    /// The clock.
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
        let replicas = simulation.setup().store.replicas;
        let list = simulation.ring().preference_list(key.position(), replicas);
        let mut newest = Object::new();
        for node in list.nodes() {
            if let Some(disk) = simulation.disk(*node) {
                newest.merge(&disk.read(key));
            }
        }
        let shown = |object: &Object| -> Vec<VersionView> {
            let versions = object.versions().iter();
            versions
                .map(|version| VersionView {
                    value: version.value.to_string(),
                    clock: version.clock.clone(),
                    stale: !newest.versions().iter().any(|new| new.clock == version.clock),
                })
                .collect()
        };
        let rows = list.nodes().iter().filter_map(|node| {
            let disk = simulation.disk(*node)?;
            let versions = disk.objects().get(key).map(&shown).unwrap_or_default();
            let hints: Vec<HintView> = disk
                .hints()
                .iter()
                .filter(|((_, hinted), _)| hinted == key)
                .map(|((owner, _), hint)| HintView { owner: *owner, versions: shown(&hint.object) })
                .collect();
            let role = list.role(*node);
            let shows =
                matches!(role, Some(Role::Primary(_))) || !versions.is_empty() || !hints.is_empty();
            shows.then_some(ReplicaView { node: *node, role, versions, hints })
        });
        let replicas = rows.collect();
        let conflict = conflict(&newest);
        let position = key.position();
        KeyView { key: key.clone(), position, list, replicas, newest, conflict }
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

/// Why the first two siblings are concurrent, by the two entries that disagree.
fn conflict(object: &Object) -> Option<String> {
    let [one, other, ..] = object.versions() else { return None };
    let (ours, theirs) = one.clock.witnesses(&other.clock)?;
    Some(format!(
        "Neither descends from the other: {} has seen {ours} count to {}, the other only to {}; \
         {} has seen {theirs} count to {}, the first only to {}.",
        one.clock,
        one.clock.counter(ours),
        other.clock.counter(ours),
        other.clock,
        other.clock.counter(theirs),
        one.clock.counter(theirs),
    ))
}
