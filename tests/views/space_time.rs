//! Space and time: over random histories the picture has what the trace has, no more and no
//! less, where and when the trace has it.

use dynamo_playground::dynamo::identity::{Address, ClientId, NodeId};
use dynamo_playground::dynamo::key::{Key, Value};
use dynamo_playground::dynamo::time::{Duration, Time};
use dynamo_playground::session::annals::Kept;
use dynamo_playground::session::annals::passages::Passages;
use dynamo_playground::session::annals::spells::{SpellKind, Spells};
use dynamo_playground::session::session::Session;
use dynamo_playground::session::stories;
use dynamo_playground::session::timeline::Timeline;
use dynamo_playground::sim::command::{Command, Entry, Write};
use dynamo_playground::sim::envelope::WHOLE_WAY;
use dynamo_playground::sim::setup::Setup;
use dynamo_playground::sim::trace::{EventId, EventKind, LossReason, Mishap, TraceEvent};
use dynamo_playground::view::filter::{About, Filter, Traffic};
use dynamo_playground::view::lens::Lens;
use dynamo_playground::view::space_time::{
    BAR_WIDTH, Emphasis, Fate, LABELS, MARKS_MAX, Picked, Scene, SpaceTimeView,
};

const ROOM: (f64, f64) = (1_000.0, 300.0);

/// How many of the random histories are looked at.
const HISTORIES: u64 = 16;

/// What is kept of a history, as the page keeps it.
#[derive(Default)]
struct Records {
    passages: Kept<Passages>,
    spells: Kept<Spells>,
}

impl Records {
    fn draw(&mut self, timeline: &Timeline, lens: &Lens, picked: &Picked<'_>) -> SpaceTimeView {
        let scene = Scene {
            timeline,
            passages: self.passages.of(timeline),
            spells: self.spells.of(timeline),
        };
        SpaceTimeView::new(scene, lens, picked, ROOM)
    }
}

/// A lens on all between two moments.
fn lens(from: Time, to: Time) -> Lens {
    let mut lens = Lens::default();
    lens.fit(from, to);
    lens
}

fn draw(timeline: &Timeline, lens: &Lens) -> SpaceTimeView {
    Records::default().draw(timeline, lens, &Picked::default())
}

/// Stretches of a history, short enough to be drawn event by event, and some that are not.
fn lenses(timeline: &Timeline) -> Vec<Lens> {
    let trace = timeline.known_trace();
    let mut all = Vec::new();
    for length in [40, 150, 5_000] {
        for part in 0..4 {
            let first = trace.len() * part / 4;
            let last = (first + length).min(trace.len() - 1);
            all.push(lens(trace[first].at, trace[last].at));
        }
    }
    all
}

fn within<'a>(trace: &'a [TraceEvent], view: &SpaceTimeView) -> Vec<&'a TraceEvent> {
    trace.iter().filter(|event| view.stretch.contains(event.at)).collect()
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-6 * one.abs().max(1.0)
}

/// A copy of a message as the trace tells of it, found by reading all of it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Way {
    start: EventId,
    copy: u8,
    end: Option<EventId>,
}

fn ways(trace: &[TraceEvent]) -> Vec<Way> {
    let mut ways: Vec<(Way, _)> = Vec::new();
    for event in trace {
        match &event.kind {
            EventKind::Sent { message, .. } => {
                ways.push((Way { start: event.id, copy: 0, end: None }, *message));
            }
            EventKind::Befell { message, copy, what: Mishap::Duplicated, .. } => {
                ways.push((Way { start: event.id, copy: *copy, end: None }, *message));
            }
            EventKind::Delivered { message, copy } | EventKind::Lost { message, copy, .. } => {
                let found =
                    ways.iter_mut().rev().find(|(way, of)| of == message && way.copy == *copy);
                found.expect("it was sent").0.end = Some(event.id);
            }
            _ => {}
        }
    }
    ways.into_iter().map(|(way, _)| way).collect()
}

#[test]
fn every_message_of_a_stretch_is_an_arrow_and_nothing_else_is() {
    let (mut spanning, mut lost, mut copies) = (0, 0, 0);
    for seed in 0..HISTORIES {
        let session = crate::histories::run(crate::histories::scenario(seed));
        let (timeline, mut records) = (session.timeline(), Records::default());
        let trace = timeline.known_trace();
        let ways = ways(trace);
        let end = trace.last().unwrap().at;
        let at = |event: EventId| trace[event.0 as usize].at;
        for lens in lenses(timeline) {
            let view = records.draw(timeline, &lens, &Picked::default());
            if view.bars.is_some() {
                continue;
            }
            let mut wanted: Vec<&Way> = ways
                .iter()
                .filter(|way| {
                    let ended = way.end.map_or(end, at);
                    at(way.start) <= view.stretch.to && ended >= view.stretch.from
                })
                .collect();
            let mut drawn: Vec<Way> = view
                .arrows
                .iter()
                .map(|arrow| Way { start: arrow.start, copy: arrow.copy, end: arrow.end() })
                .collect();
            wanted.sort();
            drawn.sort();
            assert_eq!(drawn.iter().collect::<Vec<_>>(), wanted, "history {seed}");
            spanning += wanted
                .iter()
                .filter(|way| {
                    at(way.start) < view.stretch.from
                        && way.end.is_none_or(|end| at(end) > view.stretch.to)
                })
                .count();
            lost += view.arrows.iter().filter(|arrow| matches!(arrow.fate, Fate::Lost(..))).count();
            copies += view.arrows.iter().filter(|arrow| arrow.copy > 0).count();
        }
    }
    assert!(spanning > 5 && lost > 50 && copies > 5, "{spanning}, {lost}, {copies}");
}

#[test]
fn arrows_begin_and_end_when_and_where_the_trace_says() {
    for seed in 0..HISTORIES {
        let session = crate::histories::run(crate::histories::scenario(seed));
        let (timeline, mut records) = (session.timeline(), Records::default());
        let trace = timeline.known_trace();
        for lens in lenses(timeline) {
            let view = records.draw(timeline, &lens, &Picked::default());
            let x = |time: Time| {
                let passed = time.as_micros() as f64 - view.stretch.from.as_micros() as f64;
                let all = view.stretch.length().as_micros() as f64;
                LABELS + passed / all * (view.width - LABELS)
            };
            let y = |process: Address| {
                view.lanes.iter().find(|lane| lane.process == Some(process)).map(|lane| lane.y)
            };
            for arrow in &view.arrows {
                let start = &trace[arrow.start.0 as usize];
                assert!(near(arrow.tail.0, x(start.at)));
                let (Some(above), Some(below)) = (y(arrow.from), y(arrow.to)) else { continue };
                assert!(near(arrow.tail.1, above));
                let half_way = (above + below) / 2.0;
                match arrow.fate {
                    Fate::OnItsWay => {
                        // The cursor stands at the end: it has come as far as it is on the stage.
                        let simulation = timeline.simulation();
                        let (now, mut under_way) = (simulation.now(), simulation.in_flight());
                        let envelope =
                            under_way.find(|it| it.is(arrow.message, arrow.copy)).unwrap();
                        let micros = |time: Time| time.as_micros() as f64;
                        let before = f64::from(envelope.covered) / f64::from(WHOLE_WAY);
                        let passed = (micros(now) - micros(envelope.since))
                            / (micros(envelope.ends_at) - micros(envelope.since)).max(1.0);
                        let since = if envelope.held { 0.0 } else { passed.min(1.0) };
                        let share = before + (1.0 - before) * since;
                        assert!(near(arrow.head.0, x(now)));
                        let high = above + (below - above) * share;
                        assert!((arrow.head.1 - high).abs() < 0.5, "{arrow:?} {high}");
                    }
                    Fate::Delivered(end) => {
                        let end = &trace[end.0 as usize];
                        assert_eq!(end.process, Some(arrow.to));
                        assert!(near(arrow.head.0, x(end.at)) && near(arrow.head.1, below));
                    }
                    Fate::Lost(end, _) => {
                        let end = &trace[end.0 as usize];
                        let EventKind::Lost { reason, .. } = end.kind else { panic!("{end:?}") };
                        // It dies where the cut is, or at a receiver that is not there.
                        let high =
                            if reason == LossReason::ReceiverDown { below } else { half_way };
                        assert!(near(arrow.head.0, x(end.at)) && near(arrow.head.1, high));
                    }
                }
            }
            for mark in &view.marks {
                let first = &trace[mark.events[0].0 as usize];
                assert!(near(mark.point.0, x(first.at)) && mark.at == first.at);
                for event in &mark.events {
                    let event = &trace[event.0 as usize];
                    let lane = view.lanes.iter().find(|lane| lane.y == mark.point.1).unwrap();
                    let is_there = event.process.is_some_and(|process| y(process).is_some());
                    let wanted = event.process.filter(|_| is_there);
                    assert!(lane.process == wanted || view.folded > 0);
                }
            }
        }
    }
}

#[test]
fn every_event_of_a_stretch_is_drawn_once() {
    let mut looked_at = 0;
    for seed in 0..HISTORIES {
        let session = crate::histories::run(crate::histories::scenario(seed));
        let (timeline, mut records) = (session.timeline(), Records::default());
        let trace = timeline.known_trace();
        for lens in lenses(timeline) {
            let view = records.draw(timeline, &lens, &Picked::default());
            let events = within(trace, &view);
            assert_eq!(view.events, events.len());
            if view.bars.is_some() || view.folded > 0 {
                continue;
            }
            let mut drawn: Vec<EventId> =
                view.marks.iter().flat_map(|mark| mark.events.clone()).collect();
            for arrow in &view.arrows {
                // A copy begins with what befell the message.
                drawn.extend((arrow.copy == 0).then_some(arrow.start));
                drawn.extend(arrow.end());
                drawn.extend(arrow.mishaps.iter().map(|(event, ..)| *event));
            }
            drawn.retain(|event| view.stretch.contains(trace[event.0 as usize].at));
            drawn.sort();
            let wanted: Vec<EventId> = events.iter().map(|event| event.id).collect();
            assert_eq!(drawn, wanted, "history {seed}");
            assert!(wanted.iter().all(|event| view.point(*event).is_some()));
            looked_at += wanted.len();
        }
    }
    assert!(looked_at > 3_000, "{looked_at}");
}

#[test]
fn bars_count_every_event_where_and_when_it_happened() {
    let mut crowded = 0;
    for seed in 0..HISTORIES {
        let session = crate::histories::run(crate::histories::scenario(seed));
        let timeline = session.timeline();
        let trace = timeline.known_trace();
        let view = draw(timeline, &lens(Time::ZERO, trace.last().unwrap().at));
        let Some(bars) = &view.bars else {
            assert!(trace.len() <= MARKS_MAX);
            continue;
        };
        crowded += 1;
        assert!(view.arrows.is_empty() && view.marks.is_empty());
        let counted: u32 = bars.iter().flat_map(|lane| &lane.counts).sum();
        assert_eq!(counted as usize, trace.len());
        let nodes = timeline.simulation().nodes().len();
        for (lane, bars) in view.lanes.iter().zip(bars) {
            // What is told of a node that there is not is the world's.
            let is_there =
                |process: &Address| process.node().is_none_or(|node| node.index() < nodes);
            let mut wanted = vec![0; bars.counts.len()];
            for event in trace.iter().filter(|event| event.process.filter(is_there) == lane.process)
            {
                let bar = (view.stretch.part(event.at) * wanted.len() as f64) as usize;
                let last = wanted.len() - 1;
                wanted[bar.min(last)] += 1;
            }
            assert!(view.folded > 0 || bars.counts == wanted, "history {seed}, {}", lane.label);
            let wide = (view.width - LABELS) / bars.counts.len() as f64;
            assert!((wide - BAR_WIDTH).abs() < 1.0);
            assert!(bars.lost.iter().zip(&bars.counts).all(|(lost, all)| lost <= all));
        }
        let lost = trace.iter().filter(|event| matches!(event.kind, EventKind::Lost { .. }));
        assert_eq!(bars.iter().flat_map(|lane| &lane.lost).sum::<u32>() as usize, lost.count());
    }
    assert!(crowded > 10, "{crowded}");
}

#[test]
fn what_lasts_is_what_the_world_is_like() {
    for seed in 0..HISTORIES {
        let mut session = Session::new(crate::histories::scenario(seed)).unwrap();
        let mut spells = Kept::<Spells>::default();
        while session.timeline().simulation().now() < crate::histories::END {
            let before = session.timeline().steps();
            session.timeline_mut().seek(before + 25);
            let timeline = session.timeline();
            let simulation = timeline.simulation();
            let annals = spells.of(timeline);
            assert_eq!(usize::from(annals.nodes()), simulation.nodes().len());
            let lasts = |node: Option<NodeId>, kind| {
                let now = simulation.now();
                annals
                    .between(now, now)
                    .any(|spell| spell.node == node && spell.kind == kind && spell.until.is_none())
            };
            for process in simulation.nodes() {
                let node = Some(process.id());
                assert_eq!(lasts(node, SpellKind::Down), !process.is_up(), "{seed}: {node:?}");
                assert_eq!(lasts(node, SpellKind::Paused), process.is_paused(), "{seed}: {node:?}");
                let slow = process.slow() > Duration::ZERO;
                assert_eq!(lasts(node, SpellKind::Slow), slow, "{seed}: {node:?}");
            }
            assert_eq!(
                lasts(None, SpellKind::Split),
                simulation.network().is_partitioned(),
                "history {seed}"
            );
            if timeline.steps() == before {
                break;
            }
        }
    }
}

#[test]
fn what_is_picked_out_is_what_is_counted() {
    for seed in 0..HISTORIES {
        let session = crate::histories::run(crate::histories::scenario(seed));
        let (timeline, mut records) = (session.timeline(), Records::default());
        let trace = timeline.known_trace();
        let whole = lens(Time::ZERO, trace.last().unwrap().at);
        let mut count = |traffic: Option<Traffic>, about: About| {
            let mut lens = whole.clone();
            lens.filter = Filter { traffic, about };
            records.draw(timeline, &lens, &Picked::default()).events
        };
        // Every event is part of one thing.
        let parts = Traffic::ALL.map(|traffic| count(Some(traffic), About::Anything));
        assert_eq!(parts.iter().sum::<usize>(), trace.len(), "{parts:?}");
        let requests: Vec<_> = trace.iter().filter_map(|event| event.request).take(40).collect();
        for request in requests {
            let wanted = trace.iter().filter(|event| event.request == Some(request)).count();
            assert_eq!(count(None, About::Request(request)), wanted, "history {seed}: {request}");
        }
        let node = NodeId(1);
        let there = trace.iter().filter(|event| event.process == Some(node.into())).count();
        assert!(count(None, About::Node(node)) >= there);
        assert!(count(None, About::Node(node)) < trace.len());
    }
}

fn key() -> Key {
    Key::new("cart").unwrap()
}

fn put() -> Command {
    let write = Write::Update(Value::new("milk").unwrap());
    Command::Put {
        client: ClientId(0),
        key: key(),
        write,
        entry: Entry::LoadBalancer,
        quorum: None,
    }
}

#[test]
fn what_is_said_changes_as_the_picture_does() {
    let mut session = Session::new(stories::by_hand(51, Setup::default())).unwrap();
    let mut lens = Lens::default();
    let words = |session: &Session, lens: &Lens| draw(session.timeline(), lens).description();
    let nothing = words(&session, &lens);
    assert!(nothing.contains("0 events on 5 lanes"), "{nothing}");
    session.give(put()).unwrap();
    let sent = words(&session, &lens);
    assert!(sent.contains("1 message, 1 still on the way"), "{sent}");
    assert!(sent.contains("a request begins"), "{sent}");
    session.timeline_mut().run_until(Time::from_millis(55));
    let done = words(&session, &lens);
    assert!(done.contains("quorum reached") && !done.contains("on the way"), "{done}");
    session.give(Command::Crash(NodeId(2))).unwrap();
    assert!(words(&session, &lens).contains("C is down for a while."));
    let groups = vec![vec![NodeId(0), NodeId(1)]];
    let kind = dynamo_playground::sim::fault::PartitionKind::ClientsReachAll;
    session.give(Command::Partition { groups, kind }).unwrap();
    let split = words(&session, &lens);
    assert!(split.contains("The network is split: A B | all others."), "{split}");
    lens.shift(3.0);
    let elsewhere = words(&session, &lens);
    assert!(elsewhere.contains("which is outside"), "{elsewhere}");
    assert!(elsewhere.contains("0 events"), "{elsewhere}");
}

#[test]
fn what_comes_after_the_cursor_is_told_apart() {
    let mut session = Session::new(stories::shopping_cart()).unwrap();
    session.timeline_mut().seek(60);
    session.timeline_mut().seek(20);
    let timeline = session.timeline();
    let lens = lens(Time::ZERO, Time::from_millis(300));
    let view = draw(timeline, &lens);
    let passed = timeline.trace().len() as u32;
    assert!(view.marks.iter().any(|mark| mark.later) && view.marks.iter().any(|mark| !mark.later));
    for arrow in &view.arrows {
        assert_eq!(arrow.later.0, arrow.start.0 >= passed);
        assert_eq!(arrow.later.1, arrow.end().is_some_and(|end| end.0 >= passed));
    }
    assert!(view.arrows.iter().any(|arrow| arrow.later == (false, true)), "one on its way");
    assert!(view.marks.iter().all(|mark| mark.later == (mark.event.0 >= passed)));
}

#[test]
fn what_is_selected_stands_out() {
    let mut session = Session::new(stories::shopping_cart()).unwrap();
    session.timeline_mut().seek(60);
    let timeline = session.timeline();
    let lens = lens(Time::ZERO, Time::from_millis(300));
    let request = timeline.trace().iter().find_map(|event| event.request).unwrap();
    let chosen = draw(timeline, &lens).arrows[2].clone();
    let picked = Picked {
        node: Some(NodeId(3)),
        request: Some(request),
        message: Some((chosen.message, chosen.copy)),
        key: None,
    };
    let view = Records::default().draw(timeline, &lens, &picked);
    for arrow in &view.arrows {
        let wanted = if arrow.start == chosen.start {
            Emphasis::Message
        } else if arrow.request == Some(request) {
            Emphasis::Request
        } else {
            Emphasis::Plain
        };
        assert_eq!(arrow.emphasis, wanted);
    }
    let selected: Vec<&str> =
        view.lanes.iter().filter(|lane| lane.selected).map(|lane| lane.label.as_str()).collect();
    assert_eq!(selected, ["D"]);
}

#[test]
fn many_nodes_share_a_lane() {
    let mut setup = Setup { nodes: 300, ..Setup::default() };
    setup.store.gossip_interval = Some(Duration::from_millis(200));
    let mut session = Session::new(stories::by_hand(3, setup)).unwrap();
    session.timeline_mut().run_until(Time::from_millis(260));
    let timeline = session.timeline();
    let picked = Picked { node: Some(NodeId(290)), ..Picked::default() };
    let mut short = Lens::default();
    short.fit(Time::from_millis(200), Time::from_millis(202));
    for lens in [lens(Time::ZERO, Time::from_millis(260)), short] {
        let view = Records::default().draw(timeline, &lens, &picked);
        assert!(view.lanes.len() <= 26, "{}", view.lanes.len());
        assert!(view.lanes.iter().any(|lane| lane.label == "KE" && lane.selected));
        let own = view.lanes.iter().filter(|lane| lane.process.is_some()).count();
        assert_eq!(own + view.folded + view.idle, 300);
        assert!(view.arrows.len() + view.marks.len() <= 2 * MARKS_MAX);
        if view.folded > 0 {
            assert_eq!(view.lanes.last().unwrap().label, format!("{} others", view.folded));
            assert!(view.description().contains("The last lane is shared by"));
        }
        if let Some(bars) = &view.bars {
            let counted: u32 = bars.iter().flat_map(|lane| &lane.counts).sum();
            assert_eq!(counted as usize, view.events);
        }
    }
}
