//! Counting answers against a naive model, with repetitions, strangers and late answers
//! (Dynamo §4.5).

use std::collections::{BTreeMap, BTreeSet};

use dynamo_playground::dynamo::identity::NodeId;
use dynamo_playground::dynamo::quorum::{Answer, Counted, Quorum};
use dynamo_playground::dynamo::time::{Duration, Time};
use proptest::collection::vec;
use proptest::prelude::*;

const PATIENCE: Duration = Duration::from_millis(5);

/// What can happen to a quorum, one thing every millisecond.
#[derive(Clone, Copy, Debug)]
enum Happening {
    Ask(NodeId),
    Answer(NodeId),
    Refuse(NodeId),
    GiveUp,
}

fn happening() -> impl Strategy<Value = Happening> {
    let node = || (0_u16..5).prop_map(NodeId);
    prop_oneof![
        2 => node().prop_map(Happening::Ask),
        3 => node().prop_map(Happening::Answer),
        1 => node().prop_map(Happening::Refuse),
        1 => Just(Happening::GiveUp),
    ]
}

/// Who was asked and until when, who answered, who refused, who was given up.
#[derive(Default)]
struct Model {
    asked: BTreeMap<NodeId, Time>,
    answered: BTreeSet<NodeId>,
    refused: BTreeSet<NodeId>,
    given_up: BTreeSet<NodeId>,
}

impl Model {
    /// The nodes that are waited for.
    fn awaited(&self) -> impl Iterator<Item = (&NodeId, &Time)> {
        self.asked.iter().filter(|(node, _)| !self.is_over(node) && !self.given_up.contains(node))
    }

    /// Whether a node has said all that it is going to say.
    fn is_over(&self, node: &NodeId) -> bool {
        self.answered.contains(node) || self.refused.contains(node)
    }

    /// Whether a refusal is taken as one.
    fn refuse(&mut self, node: NodeId) -> bool {
        self.asked.contains_key(&node) && !self.is_over(&node) && self.refused.insert(node)
    }

    fn count(&mut self, node: NodeId, needed: usize) -> Counted {
        let before = self.answered.len();
        if !self.asked.contains_key(&node) || self.is_over(&node) {
            return Counted::Ignored;
        }
        self.answered.insert(node);
        match (before >= needed, self.answered.len() >= needed) {
            (true, _) => Counted::Late,
            (false, true) => Counted::Reached,
            (false, false) => Counted::Awaiting,
        }
    }
}

proptest! {
    #[test]
    fn counts_like_the_model(needed in 1_u8..5, happenings in vec(happening(), 0..40)) {
        let mut quorum = Quorum::new(needed);
        let mut model = Model::default();
        let mut reached = 0;
        for (moment, happening) in happenings.into_iter().enumerate() {
            let now = Time::from_millis(moment as u64);
            match happening {
                Happening::Ask(node) => {
                    let until = now + PATIENCE;
                    quorum.ask(node, None, until);
                    model.asked.entry(node).or_insert(until);
                }
                Happening::Answer(node) => {
                    let counted = quorum.count(node, now);
                    prop_assert_eq!(counted, model.count(node, usize::from(needed)));
                    reached += u32::from(counted == Counted::Reached);
                }
                Happening::Refuse(node) => {
                    let slot = quorum.refuse(node, now);
                    prop_assert_eq!(slot.is_some(), model.refuse(node));
                    prop_assert!(slot.is_none_or(|slot| slot.node == node));
                }
                Happening::GiveUp => {
                    let silent: BTreeSet<NodeId> =
                        quorum.give_up(now).iter().map(|slot| slot.node).collect();
                    let expected: BTreeSet<NodeId> = model
                        .awaited()
                        .filter(|(_, until)| **until <= now)
                        .map(|(node, _)| *node)
                        .collect();
                    prop_assert_eq!(&silent, &expected);
                    model.given_up.extend(silent);
                }
            }
            prop_assert_eq!(usize::from(quorum.answered()), model.answered.len());
            prop_assert_eq!(quorum.is_reached(), model.answered.len() >= usize::from(needed));
            prop_assert_eq!(quorum.is_waiting(), model.awaited().count() > 0);
            prop_assert_eq!(quorum.next_timeout(), model.awaited().map(|(_, until)| *until).min());
            prop_assert_eq!(quorum.slots().len(), model.asked.len(), "one slot for a node");
            prop_assert_eq!(reached, u32::from(quorum.is_reached()), "reached once");
            let left = model.asked.len() - model.refused.len();
            prop_assert_eq!(quorum.is_possible(), left >= usize::from(needed));
            for node in (0..5).map(NodeId) {
                prop_assert_eq!(quorum.has_answered(node), model.answered.contains(&node));
                let waits = model.awaited().any(|(awaited, _)| *awaited == node);
                let latency = quorum.latency(node, now, PATIENCE);
                prop_assert_eq!(latency.is_some(), waits);
                prop_assert!(latency.is_none_or(|latency| latency <= PATIENCE));
            }
        }
        for slot in quorum.slots() {
            let given = matches!(slot.answer, Answer::Given { .. });
            prop_assert_eq!(given, model.answered.contains(&slot.node));
            if let Answer::Given { late: false, .. } = slot.answer {
                prop_assert!(!model.given_up.contains(&slot.node));
            }
        }
    }
}
