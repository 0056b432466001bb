//! Two runs side by side.

use dynamo_playground::dynamo::config::QuorumKind;
use dynamo_playground::dynamo::identity::NodeId;
use dynamo_playground::dynamo::object::ClockKind;
use dynamo_playground::dynamo::time::{Duration, Time};
use dynamo_playground::session::compare::{
    Change, Comparison, Difference, DifferenceKind, Pair, run,
};
use dynamo_playground::session::scenario::{Recorded, Scenario};
use dynamo_playground::session::stories;
use dynamo_playground::session::timeline::{EVENTS_MAX, Timeline};
use dynamo_playground::sim::command::Command;
use dynamo_playground::sim::latency::Latency;
use dynamo_playground::sim::trace::{EventKind, TraceEvent};

use crate::histories::{END, scenario};

const SEEDS: std::ops::Range<u64> = 0..16;

fn commands(scenario: &Scenario) -> Vec<Recorded> {
    scenario.script.iter().map(Recorded::scripted).collect()
}

/// A history, and the same with a change; none if that makes no sense there.
fn pair(scenario: &Scenario, change: &Change) -> Option<(Timeline, Timeline)> {
    let commands = commands(scenario);
    let base = run(scenario, commands.clone(), END, EVENTS_MAX).ok()?;
    let (changed, commands) = change.apply(scenario.clone(), commands);
    Some((base, run(&changed, commands, END, EVENTS_MAX).ok()?))
}

fn changes() -> Vec<Change> {
    vec![
        Change::ReadQuorum(1),
        Change::WriteQuorum(3),
        Change::Replicas(2),
        Change::Quorum(QuorumKind::Strict),
        Change::Clock(ClockKind::Dotted),
        Change::Latency(Latency::Constant(Duration::from_millis(7))),
        Change::Without(3),
        Change::With { at: Time::from_millis(333), command: Command::Crash(NodeId(0)) },
    ]
}

fn mirrored(difference: Difference) -> Difference {
    let Pair { left, right } = difference.events;
    Difference { events: Pair { left: right, right: left }, ..difference }
}

#[test]
fn a_run_is_the_same_as_itself() {
    for seed in SEEDS {
        let scenario = scenario(seed);
        let once = run(&scenario, commands(&scenario), END, EVENTS_MAX).unwrap();
        let again = run(&scenario, commands(&scenario), END, EVENTS_MAX).unwrap();
        let comparison = Comparison::new(&once, &again);
        assert_eq!((comparison.first, comparison.differing), (None, 0), "seed {seed}");
        assert_eq!(comparison.same as usize, once.trace().len(), "seed {seed}");
        assert_eq!(comparison.commands, Pair { left: vec![], right: vec![] });
        assert!(comparison.requests.iter().all(|(_, pair)| pair.left == pair.right));
        assert!(comparison.keys.iter().all(|(_, pair)| pair.left == pair.right));
        assert_eq!(comparison.ends.left, comparison.ends.right);
    }
}

#[test]
fn which_run_comes_first_does_not_matter() {
    let mut differing = 0;
    for seed in SEEDS {
        for change in changes() {
            let Some((base, changed)) = pair(&scenario(seed), &change) else { continue };
            let there = Comparison::new(&base, &changed);
            let back = Comparison::new(&changed, &base);
            assert_eq!(there.first.map(mirrored), back.first, "seed {seed}, {change:?}");
            assert_eq!((there.differing, there.same), (back.differing, back.same));
            assert_eq!(there.commands.left, back.commands.right);
            for ((id, there), (other, back)) in there.requests.iter().zip(&back.requests) {
                assert_eq!((id, &there.left, &there.right), (other, &back.right, &back.left));
            }
            differing += usize::from(there.first.is_some());
        }
    }
    assert!(differing > 60, "only {differing} changes changed anything");
}

/// Up to the first difference both runs are the same, event by event; none of them is left out.
#[test]
fn nothing_differs_before_the_first_difference() {
    for seed in SEEDS {
        for change in changes() {
            let Some((base, changed)) = pair(&scenario(seed), &change) else { continue };
            let comparison = Comparison::new(&base, &changed);
            let own = |trace: &[TraceEvent], own: &[_]| -> Vec<TraceEvent> {
                trace.iter().filter(|event| !own.contains(&event.id)).cloned().collect()
            };
            let left = own(base.trace(), &comparison.commands.left);
            let right = own(changed.trace(), &comparison.commands.right);
            let same = |(one, other): &(&TraceEvent, &TraceEvent)| {
                (one.at, &one.kind) == (other.at, &other.kind)
            };
            let alike = left.iter().zip(&right).take_while(same).count();
            let Some(first) = comparison.first else {
                assert_eq!(alike, left.len().max(right.len()), "seed {seed}, {change:?}");
                continue;
            };
            let at = |index: usize, trace: &[TraceEvent]| trace.get(index).map(|event| event.at);
            let expected = [at(alike, &left), at(alike, &right)].into_iter().flatten().min();
            let found = first.events.left.map(|id| base.trace()[id.0 as usize].at);
            let other = first.events.right.map(|id| changed.trace()[id.0 as usize].at);
            assert_eq!(found.into_iter().chain(other).min(), expected, "seed {seed}, {change:?}");
        }
    }
}

/// Dropping one message is the first difference that there is, whichever message it is.
#[test]
fn a_dropped_message_differs_at_its_end() {
    let mut dropped = 0;
    for seed in SEEDS {
        let scenario = scenario(seed);
        let base = run(&scenario, commands(&scenario), END, EVENTS_MAX).unwrap();
        let delivered = base.trace().iter().filter_map(|event| match event.kind {
            EventKind::Delivered { message, copy: 0 } => Some((event, message)),
            _ => None,
        });
        for (end, message) in delivered.step_by(97) {
            let change = Change::dropped(base.trace(), message).unwrap();
            let (_, changed) = pair(&scenario, &change).unwrap();
            let comparison = Comparison::new(&base, &changed);
            assert_eq!(comparison.commands.right.len(), 1, "seed {seed}, {message:?}");
            // What waits in the buffer of a process that stands still has arrived.
            let command = comparison.commands.right[0].0 as usize;
            let given = &changed.trace()[command].kind;
            if !matches!(given, EventKind::Commanded { refused: None, .. }) {
                continue;
            }
            dropped += 1;
            let first = comparison.first.unwrap();
            assert_eq!(first.events.left, Some(end.id), "seed {seed}, {message:?}");
            assert_eq!(first.kind, DifferenceKind::Content);
            let lost = &changed.trace()[first.events.right.unwrap().0 as usize].kind;
            assert!(matches!(lost, EventKind::Lost { message: lost, .. } if *lost == message));
        }
    }
    assert!(dropped > 50, "only {dropped} messages were dropped");
}

#[test]
fn one_command_less_is_told_apart_from_what_follows() {
    let story = stories::shopping_cart();
    let split = story
        .script
        .iter()
        .position(|scripted| matches!(scripted.command, Command::Partition { .. }));
    let (base, changed) = pair(&story, &Change::Without(split.unwrap())).unwrap();
    let comparison = Comparison::new(&base, &changed);
    assert_eq!(comparison.commands.left.len(), 1);
    // Without a cut there is nothing to be mended: the command is given all the same.
    assert!(comparison.commands.right.is_empty());
    let first = comparison.first.unwrap();
    assert_ne!(first.kind, DifferenceKind::Missing);
    let event = &base.trace()[first.events.left.unwrap().0 as usize];
    assert!(matches!(event.kind, EventKind::Lost { .. } | EventKind::Note(_)), "{event:?}");
    assert!(comparison.ends.left.conflicts <= 1 && comparison.ends.right.conflicts == 0);
}
