//! Failure detectors: beliefs follow from what was heard, by the rule of the kind, and from
//! nothing else (Dynamo §4.8.3).

use std::collections::{BTreeMap, BTreeSet};

use dynamo_playground::dynamo::failure_detector::{
    Belief, DetectorKind, FailureDetector, Heartbeat,
};
use dynamo_playground::dynamo::identity::NodeId;
use dynamo_playground::dynamo::time::{Duration, Time};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;

const TIMEOUT: Duration = Duration::from_millis(20);

/// What a node hears, one thing every millisecond.
#[derive(Clone, Debug)]
enum Heard {
    From(NodeId),
    NoAnswer(NodeId),
    Report(NodeId, BTreeSet<NodeId>),
    Beat(NodeId, u32),
    Nothing,
}

fn node() -> impl Strategy<Value = NodeId> {
    (1_u16..5).prop_map(NodeId)
}

fn heard() -> impl Strategy<Value = Heard> {
    prop_oneof![
        node().prop_map(Heard::From),
        node().prop_map(Heard::NoAnswer),
        (node(), btree_set(node(), 0..3)).prop_map(|(from, silent)| Heard::Report(from, silent)),
        (node(), 0_u32..20).prop_map(|(node, count)| Heard::Beat(node, count)),
        Just(Heard::Nothing),
    ]
}

fn kinds() -> [DetectorKind; 4] {
    [
        DetectorKind::Local,
        DetectorKind::TwoWitnesses,
        DetectorKind::Heartbeat { timeout: TIMEOUT },
        DetectorKind::PhiAccrual { threshold_tenths: 80 },
    ]
}

/// Who did not answer, and who says so.
#[derive(Default)]
struct Model {
    unanswered: BTreeSet<NodeId>,
    reports: BTreeMap<NodeId, BTreeSet<NodeId>>,
}

impl Model {
    fn witnesses(&self, node: NodeId) -> usize {
        let others = self.reports.values().filter(|silent| silent.contains(&node)).count();
        others + usize::from(self.unanswered.contains(&node))
    }
}

fn hear(detector: &mut FailureDetector, heard: &Heard, now: Time) -> Vec<Belief> {
    match heard {
        Heard::From(node) => detector.heard_from(*node, now).into_iter().collect(),
        Heard::NoAnswer(node) => detector.not_answered(*node, now).into_iter().collect(),
        Heard::Report(witness, silent) => {
            detector.told(*witness, &silent.iter().copied().collect::<Vec<_>>(), now)
        }
        Heard::Beat(node, count) => {
            detector.beats(&[(*node, Heartbeat { epoch: 0, count: *count })], now)
        }
        Heard::Nothing => detector.look_around(now),
    }
}

/// How often hearts beat at most.
const BEAT: Duration = Duration::from_millis(1);

proptest! {
    /// A change is told exactly when there is one.
    #[test]
    fn every_change_of_belief_is_told_once(all in vec(heard(), 0..60)) {
        for kind in kinds() {
            let mut detector = FailureDetector::new(kind, BEAT);
            let mut down = BTreeSet::new();
            for (moment, heard) in all.iter().enumerate() {
                let now = Time::from_millis(moment as u64);
                for belief in hear(&mut detector, heard, now) {
                    match belief {
                        Belief::Down(node) => prop_assert!(down.insert(node)),
                        Belief::Up(node) => prop_assert!(down.remove(&node)),
                    }
                }
                let suspects: BTreeSet<NodeId> = detector.suspects().keys().copied().collect();
                prop_assert_eq!(&suspects, &down);
                prop_assert!(detector.suspects().values().all(|since| *since <= now));
            }
        }
    }

    #[test]
    fn a_local_detector_takes_as_down_whoever_owes_an_answer(all in vec(heard(), 0..60)) {
        let mut detector = FailureDetector::new(DetectorKind::Local, BEAT);
        let mut model = Model::default();
        for (moment, heard) in all.iter().enumerate() {
            hear(&mut detector, heard, Time::from_millis(moment as u64));
            match heard {
                Heard::From(node) => model.unanswered.remove(node),
                Heard::NoAnswer(node) => model.unanswered.insert(*node),
                _ => false,
            };
            let report: BTreeSet<NodeId> = detector.report().into_iter().collect();
            prop_assert_eq!(&report, &model.unanswered);
            let suspects: BTreeSet<NodeId> = detector.suspects().keys().copied().collect();
            prop_assert_eq!(&suspects, &model.unanswered);
        }
    }

    /// Two witnesses, this node perhaps one of them; whoever can be heard is up, whatever others
    /// have said before.
    #[test]
    fn two_witnesses_make_a_suspicion_and_one_does_not(all in vec(heard(), 0..60)) {
        let mut detector = FailureDetector::new(DetectorKind::TwoWitnesses, BEAT);
        let mut model = Model::default();
        for (moment, heard) in all.iter().enumerate() {
            let was_down: Vec<bool> =
                (1..5).map(|node| detector.seems_down(NodeId(node))).collect();
            hear(&mut detector, heard, Time::from_millis(moment as u64));
            match heard {
                Heard::From(node) => {
                    let owed = model.unanswered.remove(node);
                    if owed || was_down[node.index() - 1] {
                        model.reports.values_mut().for_each(|silent| {
                            silent.remove(node);
                        });
                    }
                }
                Heard::NoAnswer(node) => {
                    model.unanswered.insert(*node);
                }
                Heard::Report(witness, silent) => {
                    model.reports.insert(*witness, silent.clone());
                }
                _ => {}
            }
            for node in (1..5).map(NodeId) {
                prop_assert_eq!(detector.seems_down(node), model.witnesses(node) >= 2);
            }
        }
    }

    /// A heart that beats on is up, and one that has stood still for too long is down.
    #[test]
    fn a_heart_that_stands_still_is_down(gaps in vec(1_u64..40, 1..20)) {
        let heart = NodeId(1);
        for kind in &kinds()[2..] {
            let mut detector = FailureDetector::new(*kind, BEAT);
            let mut now = 0;
            for (count, gap) in gaps.iter().enumerate() {
                now += gap;
                let beat = Heartbeat { epoch: 0, count: count as u32 + 1 };
                detector.beats(&[(heart, beat)], Time::from_millis(now));
                prop_assert!(!detector.seems_down(heart), "it has just been heard");
                // Old news is no sign of life, and makes nobody younger.
                let old = Heartbeat { epoch: 0, count: count as u32 };
                prop_assert!(detector.beats(&[(heart, old)], Time::from_millis(now)).is_empty());
                if let DetectorKind::Heartbeat { timeout } = kind {
                    let last = Time::from_millis(now) + *timeout;
                    detector.look_around(last);
                    prop_assert!(!detector.seems_down(heart), "not yet");
                    let mut later = detector.clone();
                    later.look_around(last + Duration::from_micros(1));
                    prop_assert!(later.seems_down(heart));
                }
            }
            detector.look_around(Time::from_millis(now + 10_000));
            prop_assert!(detector.seems_down(heart), "{kind:?}");
        }
    }

    /// The longer the silence the higher the level.
    #[test]
    fn phi_grows_with_silence(gap in 1_u64..100, silence in 0_u64..1_000, more in 0_u64..1_000) {
        let mut detector = FailureDetector::new(DetectorKind::PhiAccrual { threshold_tenths: 80 }, BEAT);
        let heart = NodeId(1);
        for count in 0..3 {
            let beat = Heartbeat { epoch: 0, count };
            detector.beats(&[(heart, beat)], Time::from_millis(u64::from(count) * gap));
        }
        let phi = |after: u64| detector.phi_tenths(heart, Time::from_millis(2 * gap + after));
        prop_assert_eq!(phi(0), 0);
        prop_assert!(phi(silence) <= phi(silence + more));
        // log10(e) for each usual gap.
        prop_assert_eq!(phi(gap * 10), 43);
    }

    /// News of many beats may come in a burst, which says nothing of how often hearts beat.
    #[test]
    fn a_burst_of_news_makes_nobody_suspect(beats in 1_u32..20, silence in 0_u64..15) {
        let mut detector = FailureDetector::new(DetectorKind::PhiAccrual { threshold_tenths: 80 }, BEAT);
        let heart = NodeId(1);
        for count in 0..beats {
            let beat = Heartbeat { epoch: 0, count };
            detector.beats(&[(heart, beat)], Time::from_micros(u64::from(count)));
        }
        detector.look_around(Time::from_millis(silence));
        prop_assert!(!detector.seems_down(heart));
    }
}
