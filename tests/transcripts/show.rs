//! What a script can look up: data, hints, views of the ring, trees and beliefs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use dynamo_playground::dynamo::identity::NodeId;
use dynamo_playground::dynamo::key::Key;
use dynamo_playground::dynamo::membership::{Membership, Status};
use dynamo_playground::dynamo::preference_list::{PreferenceList, Role};
use dynamo_playground::dynamo::ring::KeyRange;
use dynamo_playground::session::transcript::versions;
use dynamo_playground::sim::process::NodeProcess;
use dynamo_playground::sim::simulation::Simulation;

/// Who keeps a key, by the ring as it is now.
pub fn preference_list(simulation: &Simulation, key: &Key) -> PreferenceList {
    let replicas = simulation.setup().store.policy(key).replicas;
    simulation.ring().preference_list(key.position(), replicas)
}

/// What every node has of a key on disk, hints included; what is in memory only as well if
/// asked for.
pub fn object(simulation: &Simulation, key: &Key, with_buffer: bool) -> String {
    let list = preference_list(simulation, key);
    let mut text = String::new();
    let outside = simulation.nodes().map(NodeProcess::id).filter(|id| list.role(*id).is_none());
    for node in list.nodes().iter().copied().chain(outside) {
        let Some(process) = simulation.node(node) else { continue };
        let part = match list.role(node) {
            Some(Role::Primary(rank)) => format!("P{rank}"),
            Some(Role::Fallback) => {
                let rank = list.fallbacks().iter().position(|fallback| *fallback == node);
                format!("F{}", rank.map_or(0, |rank| rank + 1))
            }
            None => "--".to_owned(),
        };
        let own = process.disk().object(key).map_or("nothing".to_owned(), versions);
        let _ = writeln!(text, "{node} {part}{}: {own}", state(process));
        let buffered = process.running().and_then(|node| {
            let place = (key.position(), key.clone());
            node.storage().buffer().get(&place)
        });
        if let Some(object) = buffered.filter(|_| with_buffer) {
            let _ = writeln!(text, "     in memory: {}", versions(object));
        }
        for ((owner, hinted), hint) in process.disk().hints() {
            if hinted == key {
                let (object, since) = (versions(&hint.object), hint.since);
                let _ = writeln!(text, "     hint for {owner} since {since}: {object}");
            }
        }
    }
    text
}

/// All hints on all disks.
pub fn hints(simulation: &Simulation) -> String {
    let mut text = String::new();
    for process in simulation.nodes() {
        for ((owner, key), hint) in process.disk().hints() {
            let node = process.id();
            let _ = writeln!(text, "{node} for {owner}: {key} = {}", versions(&hint.object));
        }
    }
    if text.is_empty() { "no hints\n".to_owned() } else { text }
}

/// What every node knows of the members; nodes of one view stand together.
pub fn members(simulation: &Simulation) -> String {
    let mut views: Vec<(Vec<String>, String)> = Vec::new();
    for process in simulation.nodes() {
        let view = view(process.disk().membership());
        let name = format!("{}{}", process.id(), state(process));
        match views.iter_mut().find(|(_, known)| *known == view) {
            Some((nodes, _)) => nodes.push(name),
            None => views.push((vec![name], view)),
        }
    }
    let line = |(nodes, view): (Vec<String>, String)| format!("{}: {view}\n", nodes.join(" "));
    views.into_iter().map(line).collect()
}

fn view(membership: &Membership) -> String {
    let mut parts = Vec::new();
    for (status, word) in [
        (Status::Up, "up"),
        (Status::Joining, "joining"),
        (Status::Leaving, "leaving"),
        (Status::Left, "gone"),
    ] {
        let nodes: Vec<NodeId> = membership
            .members()
            .iter()
            .filter(|(_, member)| member.status == status)
            .map(|(node, _)| *node)
            .collect();
        if !nodes.is_empty() {
            parts.push(format!("{word} {}", letters(&nodes)));
        }
    }
    if parts.is_empty() { "nobody".to_owned() } else { parts.join(", ") }
}

/// The load of every node, and what it costs every node to know the ring (Dynamo §6.2).
pub fn ring(simulation: &Simulation) -> String {
    let ring = simulation.ring();
    let replicas = simulation.setup().store.replicas;
    let mut owned: BTreeMap<NodeId, f64> = BTreeMap::new();
    let mut kept: BTreeMap<NodeId, f64> = BTreeMap::new();
    for range in ring.ranges() {
        let list = ring.preference_list(range.last, replicas);
        for (rank, node) in list.primaries().iter().enumerate() {
            if rank == 0 {
                *owned.entry(*node).or_default() += share(range);
            }
            *kept.entry(*node).or_default() += share(range);
        }
    }
    let mut text = String::new();
    for (node, zone) in ring.zones() {
        let tokens = ring.tokens().iter().filter(|token| token.node == *node).count();
        let percent = |shares: &BTreeMap<NodeId, f64>| shares.get(node).unwrap_or(&0.0) * 100.0;
        let member = simulation.membership().members().get(node);
        let capacity = member.map_or(1, |member| member.capacity);
        let _ = writeln!(
            text,
            "{node}: zone {zone}, capacity {capacity}, tokens {tokens}, \
             first for {:.1} % of the keys, keeps {:.1} %",
            percent(&owned),
            percent(&kept)
        );
    }
    let (ranges, bytes) = (ring.ranges().len(), ring.metadata_bytes());
    let _ = writeln!(text, "{ranges} ranges, {bytes} bytes of metadata on every node");
    text
}

fn share(range: KeyRange) -> f64 {
    let width = range.last.0.wrapping_sub(range.first.0) as f64 + 1.0;
    width / 2_f64.powi(128)
}

/// How many trees every node has and what they sum up; nodes with the same ring share a number,
/// and so do equal trees of the key's range.
pub fn trees(simulation: &Simulation, key: Option<&Key>) -> String {
    let mut text = String::new();
    let mut rings: Vec<u64> = Vec::new();
    let mut roots: Vec<u128> = Vec::new();
    for node in simulation.nodes().filter_map(NodeProcess::running) {
        let trees = node.storage().forest.trees();
        let ring = number_of(&mut rings, node.local().serving.digest());
        let keys = node.storage().objects().count();
        let _ =
            write!(text, "{}: {} trees over {keys} objects by ring {ring}", node.id(), trees.len());
        let of_key = key.and_then(|key| {
            let root = dynamo_playground::dynamo::merkle::Place::ROOT;
            let replicas = simulation.setup().store.policy(key).replicas;
            let mut fits = trees
                .iter()
                .filter(|(id, _)| id.replicas == replicas && id.range.contains(key.position()));
            fits.next().map(|(_, tree)| tree.hash(root))
        });
        let _ = match of_key {
            Some(0) => writeln!(text, ", that of the key is empty"),
            Some(root) => writeln!(text, ", that of the key is {}", number_of(&mut roots, root)),
            None => writeln!(text),
        };
    }
    text
}

/// A small number in the place of a large one.
fn number_of<T: PartialEq>(known: &mut Vec<T>, value: T) -> usize {
    let place = known.iter().position(|other| *other == value);
    place.unwrap_or_else(|| {
        known.push(value);
        known.len() - 1
    }) + 1
}

/// Whom every running node takes as down, and how suspicious it finds all others.
pub fn beliefs(simulation: &Simulation) -> String {
    let mut text = String::new();
    for node in simulation.nodes().filter_map(NodeProcess::running) {
        let suspects: Vec<String> = node
            .detector()
            .suspects()
            .iter()
            .map(|(suspect, since)| format!("{suspect} since {since}"))
            .collect();
        let suspects = if suspects.is_empty() { "nobody".to_owned() } else { suspects.join(", ") };
        let _ = writeln!(text, "{} takes as down: {suspects}", node.id());
    }
    text
}

fn state(process: &NodeProcess) -> &'static str {
    if process.is_up() { "" } else { " (down)" }
}

/// Names, one after the other.
pub fn letters(nodes: &[NodeId]) -> String {
    nodes.iter().map(NodeId::to_string).collect::<Vec<String>>().join(" ")
}

#[test]
fn equal_values_share_a_number() {
    let mut known = Vec::new();
    let numbers: Vec<usize> =
        [7, 9, 7].into_iter().map(|value| number_of(&mut known, value)).collect();
    assert_eq!(numbers, [1, 2, 1]);
}
