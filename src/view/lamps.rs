//! Lamps: what holds at this moment. Each says why it is lit or not, and who is to blame.

mod nodes;

use super::narration::{count, listed};
use crate::dynamo::config::QuorumKind;
use crate::dynamo::identity::NodeId;
use crate::dynamo::key::Key;
use crate::session::replicas::{Copies, Replicas, own};
use crate::session::timeline::Timeline;
use crate::sim::process::NodeProcess;
use crate::sim::simulation::Simulation;

/// How many culprits are named.
const NAMED: usize = 5;

/// What holds at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct LampsView {
    /// The lamps, in order.
    pub lamps: Vec<Lamp>,
}

/// One thing that holds or does not.
#[derive(Clone, Debug, PartialEq)]
pub struct Lamp {
    /// Its name in the page.
    pub id: &'static str,
    /// What it stands for, in a word or two.
    pub name: &'static str,
    /// Whether it holds.
    pub holds: bool,
    /// Why it does or does not, with the section of the paper.
    pub why: String,
    /// The nodes that are to blame; not all if they are many.
    pub nodes: Vec<NodeId>,
    /// The keys that are concerned; not all if they are many.
    pub keys: Vec<Key>,
}

impl LampsView {
    /// Looks at the moment at the cursor, which `replicas` must have followed to; `key` is the
    /// one that is looked at.
    pub fn new(timeline: &Timeline, replicas: &Replicas, key: Option<&Key>) -> LampsView {
        let simulation = timeline.simulation();
        LampsView {
            lamps: vec![
                agreement(simulation, replicas),
                reach(simulation, replicas),
                nodes::hints(simulation),
                nodes::membership(simulation),
                nodes::detectors(simulation),
                overlap(simulation, key),
            ],
        }
    }

    /// What does not hold, in words.
    pub fn description(&self) -> String {
        let out = || self.lamps.iter().filter(|lamp| !lamp.holds);
        match out().count() {
            0 => "All of it holds.".to_owned(),
            _ => out().map(|lamp| lamp.why.as_str()).collect::<Vec<&str>>().join(" "),
        }
    }
}

fn agreement(simulation: &Simulation, replicas: &Replicas) -> Lamp {
    let apart = |(_, copies): &(&Key, Copies)| !copies.agree;
    let keys = named_keys(replicas, replicas.apart(), apart);
    let all = replicas.len();
    let why = match (keys.first(), all) {
        (None, 0) => "Nobody holds anything, so there is nothing to disagree on.".to_owned(),
        (None, _) => {
            format!("Of {} every primary holds the same versions.", count(all, "key", "keys"))
        }
        (Some(first), _) => format!(
            "Of {} out of {all} the primaries do not hold the same. {} Read repair, hints and anti-entropy bring them together (Dynamo §4.6, §4.7).",
            count(replicas.apart(), "key", "keys"),
            difference(simulation, first),
        ),
    };
    Lamp { id: "agree", name: "agree", holds: keys.is_empty(), why, nodes: Vec::new(), keys }
}

/// How the primaries of a key differ.
#[inline(never)]
fn difference(simulation: &Simulation, key: &Key) -> String {
    let count = simulation.setup().store.policy(key).replicas;
    let primaries = simulation.ring().primaries(key.position(), count);
    let holds =
        |node: &NodeId| simulation.node(*node).is_some_and(|process| own(process, key).is_some());
    let (some, none): (Vec<NodeId>, Vec<NodeId>) = primaries.iter().partition(|node| holds(node));
    match (some.len(), none.len()) {
        (0, _) => format!("“{key}” is held by none of {}.", listed(&none)),
        (_, 0) => format!("{} hold different versions of “{key}”.", listed(&some)),
        (_, 1) => format!("{} holds nothing of “{key}”.", listed(&none)),
        _ => format!("{} hold nothing of “{key}”.", listed(&none)),
    }
}

fn reach(simulation: &Simulation, replicas: &Replicas) -> Lamp {
    let cut_off = |(_, copies): &(&Key, Copies)| !copies.reachable;
    let keys = named_keys(replicas, replicas.cut_off(), cut_off);
    let silent = |process: &&NodeProcess| !process.is_up() || process.is_paused();
    let member = |process: &&NodeProcess| simulation.ring().zones().contains_key(&process.id());
    let nodes: Vec<NodeId> =
        simulation.nodes().filter(member).filter(silent).map(NodeProcess::id).collect();
    let whole = simulation.network().is_whole();
    let holds = nodes.is_empty() && whole;
    let mut why = match (nodes.len(), whole) {
        (0, true) => {
            "Every member runs, and nothing stands between them: the first N of every key can be asked (Dynamo §4.3).".to_owned()
        }
        (0, false) => "The network is not whole.".to_owned(),
        (1, _) => format!("{} does not answer.", listed(&nodes)),
        _ => format!("{} do not answer.", listed(&nodes[..nodes.len().min(NAMED)])),
    };
    if !nodes.is_empty() && !whole {
        why += " Nor is the network whole.";
    }
    if !holds {
        why += &match replicas.cut_off() {
            0 => " No key that is stored needs them.".to_owned(),
            many => format!(
                " The preference lists of {} out of {} have a gap; others stand in for it (Dynamo §4.6).",
                count(many, "key", "keys"),
                replicas.len()
            ),
        };
    }
    let nodes = nodes.into_iter().take(NAMED).collect();
    Lamp { id: "reach", name: "reach", holds, why, nodes, keys }
}

/// The quorum overlap of the key that is looked at, or of all keys by default (Dynamo §4.5).
fn overlap(simulation: &Simulation, key: Option<&Key>) -> Lamp {
    let config = &simulation.setup().store;
    let policy = key.map_or_else(|| config.default_policy(), |key| config.policy(key));
    let (n, r, w) = (policy.replicas, policy.read_quorum, policy.write_quorum);
    let sum = u16::from(r) + u16::from(w);
    let reads = sum > u16::from(n);
    let writes = u16::from(w) * 2 > u16::from(n);
    let of = key.map_or_else(|| "By default".to_owned(), |key| format!("For “{key}”"));
    let mut why = match reads {
        true => format!(
            "{of} R + W = {r} + {w} is more than N = {n}: every read meets the last write in at least {}.",
            count(usize::from(sum - u16::from(n)), "node", "nodes")
        ),
        false => format!(
            "{of} R + W = {r} + {w} is not more than N = {n}: a read can miss the last write (Dynamo §4.5)."
        ),
    };
    why += match writes {
        true => " Two writes meet as well, as W is more than half of N.",
        false => " Two writes need not meet, as W is not more than half of N.",
    };
    if config.quorum_kind == QuorumKind::Sloppy && reads {
        why += " That is among the first N; where others stand in, the quorum is sloppy and promises less (Dynamo §4.6).";
    }
    Lamp {
        id: "overlap",
        name: "R + W > N",
        holds: reads,
        why,
        nodes: Vec::new(),
        keys: Vec::new(),
    }
}

fn named_keys(
    replicas: &Replicas,
    many: usize,
    concerned: impl FnMut(&(&Key, Copies)) -> bool,
) -> Vec<Key> {
    let found = replicas.keys().filter(concerned).take(many.min(NAMED));
    found.map(|(key, _)| key.clone()).collect()
}
