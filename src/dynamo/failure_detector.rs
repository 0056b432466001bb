//! A node's own notion of who is down (Dynamo §4.8.3). Nobody tells it the truth.
//!
//! Four ways stand side by side:
//!
//! - *local*: a node that did not answer me is down for me; I ask it now and then whether it is
//!   back, and any message from it shows that it is.
//! - *two witnesses*: a node is down when two nodes say that it did not answer them. One broken
//!   link alone does not make anybody seem down.
//! - *heartbeats*: every node counts up, gossip spreads the counts, and a node whose count has
//!   stood still for too long is down.
//! - *phi accrual*: the same, but the wait is weighed against how regularly the counts used to
//!   come: suspicion grows with every moment of silence and counts as certain above a threshold.

use serde::{Deserialize, Serialize};

use super::identity::NodeId;
use super::planted::planted;
use super::sorted::{SortedMap, SortedSet};
use super::time::{Duration, Time};

/// What makes a node take another as down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DetectorKind {
    /// It did not answer me.
    #[default]
    Local,
    /// It did not answer two of us.
    TwoWitnesses,
    /// Its heartbeat has stood still for this long.
    Heartbeat {
        /// How long.
        timeout: Duration,
    },
    /// Its suspicion level phi is above a threshold.
    PhiAccrual {
        /// The threshold, in tenths.
        threshold_tenths: u16,
    },
}

impl DetectorKind {
    /// Whether this way lives on what gossip carries.
    pub const fn needs_gossip(self) -> bool {
        !matches!(self, DetectorKind::Local)
    }
}

/// A node's count of its own rounds of gossip.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Heartbeat {
    /// How often the node had been started before.
    pub epoch: u32,
    /// The count within that life.
    pub count: u32,
}

/// What a node believes of the others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FailureDetector {
    kind: DetectorKind,
    /// How often hearts beat at most: once in every round of gossip.
    beat_interval: Duration,
    /// Who did not answer this node, and since when.
    unanswered: SortedMap<NodeId, Time>,
    /// Who else says the same of a node.
    witnesses: SortedMap<NodeId, SortedSet<NodeId>>,
    beats: SortedMap<NodeId, Beats>,
    down: SortedMap<NodeId, Time>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Beats {
    latest: Heartbeat,
    at: Time,
    /// The smoothed time between two beats.
    usual: Duration,
}

/// A belief that has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Belief {
    /// This node is taken as down from now on.
    Down(NodeId),
    /// This node is taken as up again.
    Up(NodeId),
}

impl FailureDetector {
    /// A detector that believes well of everybody; hearts beat once in every `beat_interval`.
    pub fn new(kind: DetectorKind, beat_interval: Duration) -> FailureDetector {
        FailureDetector { kind, beat_interval, ..FailureDetector::default() }
    }

    /// Whether `node` is taken as down.
    pub fn seems_down(&self, node: NodeId) -> bool {
        self.down.contains_key(&node)
    }

    /// The nodes taken as down, each with the moment since when.
    pub fn suspects(&self) -> &SortedMap<NodeId, Time> {
        &self.down
    }

    /// How many things it believes of others: what a copy of it costs.
    pub fn entries(&self) -> usize {
        self.unanswered.len() + self.witnesses.len() + self.beats.len() + self.down.len()
    }

    /// Whether `node` owes this node an answer.
    pub fn is_unanswered(&self, node: NodeId) -> bool {
        self.unanswered.contains_key(&node)
    }

    /// Who else says of a node that it did not answer.
    pub fn witnesses(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.witnesses.get(&node).into_iter().flatten().copied()
    }

    /// Which way of telling who is down this is.
    pub fn kind(&self) -> DetectorKind {
        self.kind
    }

    /// Keeps what is known of these nodes and forgets all others.
    pub fn retain(&mut self, keep: impl Fn(NodeId) -> bool) {
        self.unanswered.retain(|node, _| keep(*node));
        self.witnesses.retain(|node, _| keep(*node));
        self.beats.retain(|node, _| keep(*node));
        self.down.retain(|node, _| keep(*node));
    }

    /// What this node has to say to others: who did not answer it.
    pub fn report(&self) -> Vec<NodeId> {
        self.unanswered.keys().copied().collect()
    }

    /// What this node has heard of everybody's heart, to be gossiped on.
    pub fn heartbeats(&self) -> Vec<(NodeId, Heartbeat)> {
        self.beats.iter().map(|(node, beats)| (*node, beats.latest)).collect()
    }

    /// `node` did not answer this node.
    pub fn not_answered(&mut self, node: NodeId, now: Time) -> Option<Belief> {
        self.unanswered.entry(node).or_insert(now);
        self.settle(node, now)
    }

    /// Something came from `node` itself.
    pub fn heard_from(&mut self, node: NodeId, now: Time) -> Option<Belief> {
        if planted!(NeverRecovers)
            || self.unanswered.remove(&node).is_none() && !self.seems_down(node)
        {
            return None;
        }
        // Whoever can be heard is up, whatever others say.
        self.witnesses.remove(&node);
        if let Some(beats) = self.beats.get_mut(&node) {
            beats.at = now;
        }
        self.settle(node, now)
    }

    /// `witness` says who did not answer it; whom it does not name has.
    pub fn told(&mut self, witness: NodeId, unanswered: &[NodeId], now: Time) -> Vec<Belief> {
        let mut concerned: SortedSet<NodeId> = unanswered.iter().copied().collect();
        for (node, witnesses) in self.witnesses.iter_mut() {
            if witnesses.remove(&witness) {
                concerned.insert(*node);
            }
        }
        for node in unanswered {
            self.witnesses.entry(*node).or_default().insert(witness);
        }
        self.witnesses.retain(|_, witnesses| !witnesses.is_empty());
        concerned.into_iter().filter_map(|node| self.settle(node, now)).collect()
    }

    /// Gossip brought word of hearts.
    pub fn beats(&mut self, heartbeats: &[(NodeId, Heartbeat)], now: Time) -> Vec<Belief> {
        let mut beliefs = Vec::new();
        for (node, heartbeat) in heartbeats {
            let fresh = Beats { latest: *heartbeat, at: now, usual: Duration::ZERO };
            match self.beats.get_mut(node) {
                None => {
                    self.beats.insert(*node, fresh);
                }
                Some(known)
                    if *heartbeat > known.latest
                        || planted!(OlderHeartbeatWins) && *heartbeat != known.latest =>
                {
                    let gap = now.since(known.at).as_micros();
                    let usual = match known.usual.as_micros() {
                        0 => gap,
                        usual => (usual * 7 + gap) / 8,
                    };
                    *known = Beats { usual: Duration::from_micros(usual), ..fresh };
                }
                Some(_) => continue,
            }
            beliefs.extend(self.settle(*node, now));
        }
        beliefs
    }

    /// Time has passed: looks at every heart anew.
    pub fn look_around(&mut self, now: Time) -> Vec<Belief> {
        let known: Vec<NodeId> = self.beats.keys().copied().collect();
        known.into_iter().filter_map(|node| self.settle(node, now)).collect()
    }

    /// The suspicion level of a node in tenths: the negative decimal logarithm of how likely so
    /// long a silence is if beats come as irregularly as they can (exponentially). News of
    /// several beats may come in a burst; beats themselves are never so dense.
    pub fn phi_tenths(&self, node: NodeId, now: Time) -> u64 {
        let Some(beats) = self.beats.get(&node) else { return 0 };
        let usual = beats.usual.max(self.beat_interval).as_micros();
        if usual == 0 {
            return 0;
        }
        // log10(e) = 0.4343; whole numbers, so that every platform agrees.
        now.since(beats.at).as_micros() * 4_343 / (usual * 1_000)
    }

    fn settle(&mut self, node: NodeId, now: Time) -> Option<Belief> {
        let own = self.is_unanswered(node);
        let is_down = match self.kind {
            DetectorKind::Local => own,
            DetectorKind::TwoWitnesses => {
                let others = self.witnesses.get(&node).map_or(0, SortedSet::len);
                others + usize::from(own) >= 2
            }
            DetectorKind::Heartbeat { timeout } => {
                self.beats.get(&node).is_some_and(|beats| now.since(beats.at) > timeout)
            }
            DetectorKind::PhiAccrual { threshold_tenths } => {
                self.phi_tenths(node, now) > u64::from(threshold_tenths)
            }
        };
        match (self.seems_down(node), is_down) {
            (false, true) => {
                self.down.insert(node, now);
                Some(Belief::Down(node))
            }
            (true, false) => {
                self.down.remove(&node);
                Some(Belief::Up(node))
            }
            _ => None,
        }
    }
}
