//! The comparison of Merkle trees.

use std::cell::Cell;

use dynamo_playground::dynamo::environment::Timer;
use dynamo_playground::dynamo::identity::{MessageId, NodeId};
use dynamo_playground::dynamo::key::Key;
use dynamo_playground::dynamo::message::Message;
use dynamo_playground::dynamo::note::Note;
use dynamo_playground::dynamo::time::{Duration, Time};
use dynamo_playground::session::annals::Kept;
use dynamo_playground::session::annals::exchanges::Exchanges;
use dynamo_playground::session::session::Session;
use dynamo_playground::session::stories;
use dynamo_playground::session::timeline::Timeline;
use dynamo_playground::sim::command::Command;
use dynamo_playground::sim::setup::Setup;
use dynamo_playground::sim::trace::{EventKind, TraceEvent};
use dynamo_playground::view::merkle::{Fate, MerkleView, Verdict};

use super::{moments, put};

fn cause<'a>(trace: &'a [TraceEvent], event: &TraceEvent) -> Option<&'a TraceEvent> {
    trace.get(event.cause?.0 as usize)
}

fn view(timeline: &Timeline, chosen: Option<MessageId>) -> MerkleView {
    MerkleView::new(timeline, Kept::<Exchanges>::default().of(timeline), chosen, None)
}

/// The sendings of roots by a node whose interval was over.
fn begun(trace: &[TraceEvent]) -> Vec<MessageId> {
    let begins = |event: &&TraceEvent| {
        matches!(&event.kind, EventKind::Sent { payload, .. }
            if matches!(**payload, Message::Compare { .. }))
            && cause(trace, event)
                .is_some_and(|cause| cause.kind == EventKind::TimerFired(Timer::AntiEntropy))
    };
    let name = |event: &TraceEvent| match event.kind {
        EventKind::Sent { message, .. } => Some(message),
        _ => None,
    };
    trace.iter().filter(begins).filter_map(name).collect()
}

#[test]
fn every_comparison_of_the_trace_is_there_and_no_other() {
    let seen = Cell::new(0);
    moments(|session| {
        let view = view(session.timeline(), None);
        let mut begun = begun(session.timeline().trace());
        assert_eq!(view.rows.len() + view.earlier, begun.len());
        begun.reverse();
        begun.truncate(view.rows.len());
        assert!(view.rows.iter().map(|row| row.name).eq(begun));
        seen.set(seen.get() + view.rows.len());
    });
    assert!(seen.get() > 300, "{}", seen.get());
}

#[test]
fn what_is_said_of_a_comparison_is_what_its_nodes_noted() {
    let [mut levels, mut objects, mut under_way, mut unjudged] = [0; 4];
    let mut fates = Vec::new();
    for seed in (0..256).step_by(5) {
        let mut session = crate::histories::run(crate::histories::scenario(seed));
        let known = session.timeline().known_steps();
        for part in [3, 5, 8] {
            session.timeline_mut().seek(known * part / 8);
            let timeline = session.timeline();
            let trace = timeline.trace();
            for row in view(timeline, None).rows {
                let view = view(timeline, Some(row.name)).shown.expect("the one that was chosen");
                assert_eq!(view.fate, row.fate);
                fates.push(view.fate);
                for round in &view.rounds {
                    let arrival = trace.iter().find(|event| {
                        event.cause == Some(round.event)
                            && matches!(event.kind, EventKind::Delivered { .. })
                    });
                    let noted = trace.iter().find_map(|event| match &event.kind {
                        EventKind::Note(Note::TreesCompared {
                            level, differing, compared, ..
                        }) if arrival.is_some_and(|arrival| event.cause == Some(arrival.id)) => {
                            Some((*level, *differing, *compared))
                        }
                        _ => None,
                    });
                    let Some((level, differing, compared)) = noted else {
                        under_way += usize::from(arrival.is_none());
                        continue;
                    };
                    levels += 1;
                    assert_eq!(round.level, Some(level));
                    let verb = if differing == 1 { "differs" } else { "differ" };
                    match differing {
                        0 => assert!(round.result.starts_with("All are equal"), "{}", round.result),
                        _ => assert!(
                            round.result.starts_with(&format!("{differing} {verb}")),
                            "{differing} of {compared}: {}",
                            round.result
                        ),
                    }
                }
                for mark in &view.marks.marks {
                    let [left, right] = &mark.hashes;
                    match mark.verdict {
                        Verdict::Equal => assert_eq!(left, right),
                        Verdict::Differs => assert!(left != right || left.is_none()),
                        Verdict::Awaited | Verdict::Never => unjudged += 1,
                    }
                    let parent = mark.parent.map(|parent| &view.marks.marks[parent]);
                    assert!(parent.is_none_or(|parent| {
                        parent.verdict == Verdict::Differs && parent.level + 1 == mark.level
                    }));
                    assert!(mark.slot > 0.0 && mark.slot < view.marks.slots as f64);
                }
                let sent = view.rounds.iter().flat_map(|round| {
                    match &trace[round.event.0 as usize].kind {
                        EventKind::Sent { payload, .. } => match &**payload {
                            Message::Synchronise { objects, .. } => objects.as_slice(),
                            _ => &[],
                        },
                        _ => &[],
                    }
                });
                let named: Vec<&Key> = view.shipped.iter().map(|shipped| &shipped.key).collect();
                let sent: Vec<&Key> = sent.map(|(key, _)| key).collect();
                assert_eq!(named, sent[..named.len()]);
                assert_eq!(named.len() + view.more_shipped, sent.len());
                assert_eq!(view.cost.objects as usize, sent.len());
                objects += sent.len();
            }
        }
    }
    assert!(levels > 500 && objects > 20 && under_way > 3, "{levels} {objects} {under_way}");
    assert!(unjudged > 10, "{unjudged}");
    for fate in [Fate::UnderWay, Fate::Same, Fate::Refused, Fate::BrokenOff, Fate::Shipped(1)] {
        assert!(fates.contains(&fate), "{fate:?}");
    }
}

fn wiped() -> Session {
    let mut setup = Setup::default();
    setup.store.anti_entropy_interval = Some(Duration::from_millis(400));
    let mut session = Session::new(stories::by_hand(51, setup)).unwrap();
    for number in 0..12 {
        session.give(put(&format!("key {number}"), "milk", None)).unwrap();
    }
    session.timeline_mut().run_until(Time::from_millis(300));
    session.give(Command::WipeDisk(NodeId(2))).unwrap();
    session.give(Command::Restart(NodeId(2))).unwrap();
    session
}

#[test]
fn a_wiped_node_is_refilled_and_each_step_says_why() {
    let mut session = wiped();
    assert!(view(session.timeline(), None).rebuilt.is_empty(), "there was nothing to read");
    let mut said: Vec<String> = Vec::new();
    let mut shipped = 0;
    while session.timeline().simulation().now() < Time::from_millis(2_500) {
        session.timeline_mut().step();
        let view = view(session.timeline(), None);
        let words = view.description();
        if said.last() != Some(&words) {
            said.push(words);
        }
        let Some(shown) = view.shown else { continue };
        shipped = shipped.max(shown.shipped.iter().filter(|one| one.to == NodeId(2)).count());
    }
    let all = said.join("\n");
    for words in [
        "so what is below",
        "These are leaves, so their keys are compared.",
        "What differs is shipped, nothing else.",
        "C had nothing under it",
        "Shipping everything",
        "All are equal, so nobody looks any deeper.",
    ] {
        assert!(all.contains(words), "{words}\n{all}");
    }
    assert!(shipped > 1);
}

#[test]
fn without_comparisons_it_says_why() {
    let mut session = Session::new(stories::by_hand(51, Setup::default())).unwrap();
    session.timeline_mut().step();
    let view = view(session.timeline(), None);
    assert!(view.description().contains("Anti-entropy is off"), "{}", view.description());
    assert!(view.shown.is_none());
}
