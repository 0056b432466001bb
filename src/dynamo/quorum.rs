//! Counting answers: pure, and apart from what a coordinator does about them (Dynamo §4.5).

use serde::{Deserialize, Serialize};

use super::identity::NodeId;
use super::planted::planted;
use super::time::{Duration, Time};

/// The nodes that a coordinator has asked, and what it has heard.
///
/// Every node has one slot. The first answer of a node counts; a second one from the same node
/// does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quorum {
    needed: u8,
    slots: Vec<Slot>,
}

/// One node that was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Who was asked.
    pub node: NodeId,
    /// The primary in whose stead it was asked, if it is a fallback.
    pub stands_in_for: Option<NodeId>,
    /// What was heard.
    pub answer: Answer,
}

/// What a coordinator has heard of one node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// Nothing yet; after this moment the node is taken as down.
    Awaited {
        /// When the wait ends.
        until: Time,
    },
    /// Its answer came.
    Given {
        /// When it came.
        at: Time,
        /// Whether the quorum had already been reached, or the node been given up.
        late: bool,
    },
    /// It will not answer: it is no member of the ring.
    Refused {
        /// When it said so.
        at: Time,
    },
    /// Nothing came in time. It may yet come: silence is not a refusal.
    Silent {
        /// When the coordinator gave up waiting.
        since: Time,
    },
}

/// What one more answer meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// It was needed, and more are.
    Awaiting,
    /// It was the one that completed the quorum.
    Reached,
    /// The quorum had been complete before.
    Late,
    /// The node had answered before, or was never asked.
    Ignored,
}

impl Quorum {
    /// A quorum of `needed` answers, of nobody yet.
    pub const fn new(needed: u8) -> Quorum {
        Quorum { needed, slots: Vec::new() }
    }

    /// How many answers are needed.
    pub const fn needed(&self) -> u8 {
        self.needed
    }

    /// The nodes asked, in the order in which they were asked.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// How many nodes have answered.
    pub fn answered(&self) -> u8 {
        let given = |slot: &&Slot| matches!(slot.answer, Answer::Given { .. });
        self.slots.iter().filter(given).count() as u8
    }

    /// Whether enough nodes have answered.
    pub fn is_reached(&self) -> bool {
        self.answered() + u8::from(planted!(QuorumOffByOne)) >= self.needed
    }

    /// Whether any node's time to answer is still running.
    pub fn is_waiting(&self) -> bool {
        self.slots.iter().any(|slot| matches!(slot.answer, Answer::Awaited { .. }))
    }

    /// Whether `node` has been asked.
    pub fn has_asked(&self, node: NodeId) -> bool {
        self.slots.iter().any(|slot| slot.node == node)
    }

    /// Notes that `node` has been asked. Asking a node twice changes nothing.
    pub fn ask(&mut self, node: NodeId, stands_in_for: Option<NodeId>, until: Time) {
        if !self.has_asked(node) {
            self.slots.push(Slot { node, stands_in_for, answer: Answer::Awaited { until } });
        }
    }

    /// Counts an answer of `node` at the moment `at`.
    pub fn count(&mut self, node: NodeId, at: Time) -> Counted {
        let reached_before = self.is_reached();
        let twice = planted!(CountDuplicateAnswer) && self.has_answered(node);
        let fits = |slot: &&mut Slot| match twice {
            true => matches!(slot.answer, Answer::Awaited { .. }),
            false => slot.node == node,
        };
        let Some(slot) = self.slots.iter_mut().find(fits) else {
            return Counted::Ignored;
        };
        let given_up = match slot.answer {
            Answer::Given { .. } | Answer::Refused { .. } => return Counted::Ignored,
            Answer::Silent { .. } => true,
            Answer::Awaited { .. } => false,
        };
        slot.answer = Answer::Given { at, late: reached_before || given_up };
        match (reached_before, self.is_reached()) {
            (true, _) => Counted::Late,
            (false, true) => Counted::Reached,
            (false, false) => Counted::Awaiting,
        }
    }

    /// Notes that `node` will not answer. Gives its slot; none if it had answered before.
    pub fn refuse(&mut self, node: NodeId, at: Time) -> Option<Slot> {
        let open = |slot: &&mut Slot| {
            slot.node == node
                && !matches!(slot.answer, Answer::Given { .. } | Answer::Refused { .. })
        };
        let slot = self.slots.iter_mut().find(open)?;
        slot.answer = Answer::Refused { at };
        Some(slot.clone())
    }

    /// Whether the quorum can still be reached by the nodes asked. Silence is not a refusal:
    /// whoever is silent may yet answer.
    pub fn is_possible(&self) -> bool {
        let refused = |slot: &&Slot| matches!(slot.answer, Answer::Refused { .. });
        let left = self.slots.len() - self.slots.iter().filter(refused).count();
        left >= usize::from(self.needed)
    }

    /// Whether `node` has answered.
    pub fn has_answered(&self, node: NodeId) -> bool {
        let given = |slot: &Slot| slot.node == node && matches!(slot.answer, Answer::Given { .. });
        self.slots.iter().any(given)
    }

    /// How long `node` has taken to answer; none if it was not awaited.
    pub fn latency(&self, node: NodeId, now: Time, timeout: Duration) -> Option<Duration> {
        self.slots.iter().find_map(|slot| match slot.answer {
            Answer::Awaited { until } if slot.node == node => Some(timeout - until.since(now)),
            _ => None,
        })
    }

    /// Gives up every node whose time to answer has run out by `now`; says which.
    pub fn give_up(&mut self, now: Time) -> Vec<Slot> {
        let mut silent = Vec::new();
        for slot in &mut self.slots {
            if matches!(slot.answer, Answer::Awaited { until } if until <= now) {
                slot.answer = Answer::Silent { since: now };
                silent.push(slot.clone());
            }
        }
        silent
    }

    /// The next moment at which a node's time to answer runs out.
    pub fn next_timeout(&self) -> Option<Time> {
        let until = |slot: &Slot| match slot.answer {
            Answer::Awaited { until } => Some(until),
            _ => None,
        };
        self.slots.iter().filter_map(until).min()
    }
}
