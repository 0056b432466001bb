//! What every history keeps to, whatever goes wrong in it.

use std::collections::{BTreeMap, BTreeSet};

use dynamo_playground::dynamo::identity::{Address, MessageId, NodeId};
use dynamo_playground::dynamo::time::Time;
use dynamo_playground::sim::command::Command;
use dynamo_playground::sim::fault::MessageAct;
use dynamo_playground::sim::trace::{EventId, EventKind, LossReason, Mishap, TraceEvent};

use crate::histories::{SEEDS, run, scenario};

/// The commands of a trace that were carried out, at the places where they were given.
fn done(event: &TraceEvent) -> Option<&Command> {
    match &event.kind {
        EventKind::Commanded { command, refused: None } => Some(command),
        _ => None,
    }
}

/// Every rule, over every history: a rule that nothing was held against proves nothing.
#[test]
fn every_history_keeps_to_the_rules_of_its_faults() {
    let mut tally: BTreeMap<&str, u32> = BTreeMap::new();
    for seed in SEEDS {
        let session = run(scenario(seed));
        let trace = session.timeline().trace();
        for (what, count) in [
            ("pauses", a_paused_node_does_nothing(seed, trace)),
            ("messages that waited", what_waited_is_taken_up_in_order(seed, trace)),
            ("copies and held ones", a_copy_ends_once_and_not_while_it_is_held(seed, trace)),
            ("lost at a cut or by hand", nothing_arrives_along_a_cut_link(seed, trace)),
        ] {
            *tally.entry(what).or_default() += count;
        }
    }
    assert!(tally.values().all(|count| *count > 100), "{tally:?}");
}

/// Who stands still does nothing, and hears nothing but that it ends.
fn a_paused_node_does_nothing(seed: u64, trace: &[TraceEvent]) -> u32 {
    let mut pauses = 0;
    let mut paused: BTreeSet<NodeId> = BTreeSet::new();
    for event in trace {
        match done(event) {
            Some(Command::Pause(node)) => {
                paused.insert(*node);
                pauses += 1;
            }
            Some(Command::Resume(node) | Command::Crash(node) | Command::WipeDisk(node)) => {
                paused.remove(node);
            }
            _ => {}
        }
        let quiet = matches!(
            event.kind,
            EventKind::Commanded { .. } | EventKind::Lost { .. } | EventKind::Befell { .. }
        );
        let still =
            event.process.and_then(Address::node).is_some_and(|node| paused.contains(&node));
        assert!(quiet || !still, "seed {seed}: {event:?}");
    }
    pauses
}

/// What waited is taken up in the order in which it came, at the moment of the command.
fn what_waited_is_taken_up_in_order(seed: u64, trace: &[TraceEvent]) -> u32 {
    let mut taken_up = 0;
    let mut waiting: BTreeMap<NodeId, Vec<(MessageId, u8)>> = BTreeMap::new();
    let mut resumed: Option<(NodeId, Time)> = None;
    for event in trace {
        match done(event) {
            Some(Command::Resume(node)) => resumed = Some((*node, event.at)),
            Some(Command::Crash(node) | Command::WipeDisk(node)) => {
                waiting.remove(node);
            }
            _ => {}
        }
        let node = event.process.and_then(Address::node);
        match (&event.kind, node) {
            (EventKind::Befell { message, copy, what: Mishap::WaitsForPaused, .. }, Some(node)) => {
                waiting.entry(node).or_default().push((*message, *copy))
            }
            (EventKind::Delivered { message, copy }, Some(node)) => {
                let Some(queue) = waiting.get_mut(&node).filter(|queue| !queue.is_empty()) else {
                    continue;
                };
                assert_eq!(queue.remove(0), (*message, *copy), "seed {seed}");
                // Unless it stood still again before it was done.
                if let Some((resumed, at)) = resumed
                    && resumed == node
                {
                    assert_eq!(event.at, at, "seed {seed}");
                }
                taken_up += 1;
            }
            _ => {}
        }
    }
    taken_up
}

/// Every copy of a message comes about once and ends at most once, and held ones do not end by
/// themselves.
fn a_copy_ends_once_and_not_while_it_is_held(seed: u64, trace: &[TraceEvent]) -> u32 {
    let (mut copies, mut held_ones) = (0, 0);
    let mut on_their_way: BTreeSet<(MessageId, u8)> = BTreeSet::new();
    let mut held: BTreeSet<(MessageId, u8)> = BTreeSet::new();
    for event in trace {
        match &event.kind {
            EventKind::Sent { message, .. } => {
                assert!(on_their_way.insert((*message, 0)), "seed {seed}: {event:?}");
            }
            EventKind::Befell { message, copy, what, sending } => {
                assert_sending(trace, *sending, *message);
                let this = (*message, *copy);
                match what {
                    Mishap::Duplicated => {
                        copies += 1;
                        assert!(on_their_way.insert(this), "seed {seed}: {event:?}");
                    }
                    Mishap::Held => {
                        held_ones += 1;
                        assert!(held.insert(this), "seed {seed}: {event:?}");
                    }
                    Mishap::Released => assert!(held.remove(&this), "seed {seed}: {event:?}"),
                    _ => {}
                }
                assert!(on_their_way.contains(&this), "seed {seed}: {event:?}");
            }
            EventKind::Delivered { message, copy } => {
                let this = (*message, *copy);
                assert!(on_their_way.remove(&this), "seed {seed}: {event:?}");
                assert!(!held.contains(&this), "seed {seed}: {event:?}");
            }
            EventKind::Lost { message, copy, reason } => {
                let this = (*message, *copy);
                assert!(on_their_way.remove(&this), "seed {seed}: {event:?}");
                let by_hand = *reason == LossReason::ByHand;
                assert!(by_hand || !held.remove(&this), "seed {seed}: {event:?}");
                held.remove(&this);
            }
            _ => {}
        }
    }
    copies + held_ones
}

fn assert_sending(trace: &[TraceEvent], sending: EventId, message: MessageId) {
    let sent = &trace[sending.0 as usize].kind;
    assert!(matches!(sent, EventKind::Sent { message: sent, .. } if *sent == message), "{sent:?}");
}

/// Nothing arrives along a link that is cut, and what the reason of a loss says is true.
fn nothing_arrives_along_a_cut_link(seed: u64, trace: &[TraceEvent]) -> u32 {
    let (mut lost, mut dropped) = (0, 0);
    let mut cuts: BTreeSet<(Address, Address)> = BTreeSet::new();
    // Lost half-way: the link may have been mended since it was sent.
    let mut cut_at_sending: BTreeSet<EventId> = BTreeSet::new();
    let mut waited: BTreeSet<(MessageId, u8)> = BTreeSet::new();
    let mut to_drop = None;
    for event in trace {
        match done(event) {
            Some(Command::Cut { from, to, both }) => {
                cuts.insert((*from, *to));
                if *both {
                    cuts.insert((*to, *from));
                }
            }
            Some(Command::Mend { from, to, both }) => {
                cuts.remove(&(*from, *to));
                if *both {
                    cuts.remove(&(*to, *from));
                }
            }
            Some(Command::Heal) => cuts.clear(),
            Some(Command::Meddle { message, copy, act: MessageAct::Drop }) => {
                to_drop = Some((*message, *copy));
            }
            _ => {}
        }
        match (&event.kind, event.process) {
            (EventKind::Sent { to, .. }, Some(from)) if cuts.contains(&(from, *to)) => {
                cut_at_sending.insert(event.id);
            }
            (
                EventKind::Befell {
                    message,
                    copy,
                    what: Mishap::WaitsForPaused | Mishap::WaitsForSlow { .. },
                    ..
                },
                _,
            ) => {
                waited.insert((*message, *copy));
            }
            (EventKind::Delivered { message, copy }, Some(to)) => {
                let open = !cuts.contains(&(message.sender, to));
                let before = waited.contains(&(*message, *copy));
                assert!(open || before, "seed {seed}: {event:?}");
            }
            (EventKind::Lost { message, reason: LossReason::Cut, copy }, Some(to)) => {
                lost += 1;
                let cut = cuts.contains(&(message.sender, to))
                    || event.cause.is_some_and(|sending| cut_at_sending.contains(&sending));
                assert!(cut || *copy > 0, "seed {seed}: {event:?}");
            }
            (EventKind::Lost { message, copy, reason: LossReason::ByHand }, _) => {
                dropped += 1;
                assert_eq!(to_drop.take(), Some((*message, *copy)), "seed {seed}");
            }
            _ => {}
        }
    }
    lost + dropped
}
