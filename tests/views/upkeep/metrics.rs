//! Metrics equal a recount of the trace.

use std::collections::BTreeSet;

use dynamo_playground::dynamo::message::{Message, Outcome};
use dynamo_playground::dynamo::note::Note;
use dynamo_playground::dynamo::time::Duration;
use dynamo_playground::session::annals::Kept;
use dynamo_playground::session::annals::measures::{Measure, Measures, Traffic, WINDOW};
use dynamo_playground::session::ledger::answer;
use dynamo_playground::session::occasions::OccasionKind;
use dynamo_playground::session::session::Session;
use dynamo_playground::session::stories;
use dynamo_playground::sim::command::Command;
use dynamo_playground::sim::setup::Setup;
use dynamo_playground::sim::trace::{ClientNote, EventKind, TraceEvent};
use dynamo_playground::view::metrics::{COLUMNS, MetricsView};

use super::{get, moments, put};

/// The percentile of values by its definition.
fn percentile(values: &[Duration], permille: usize) -> Duration {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    sorted[(sorted.len() * permille).div_ceil(1_000) - 1]
}

fn outcomes(trace: &[TraceEvent]) -> Vec<(Option<&Outcome>, Duration)> {
    let ends = trace.iter().filter_map(|event| match event.kind {
        EventKind::Client(ClientNote::Closed { waited }) => Some((answer(trace, event), waited)),
        EventKind::Client(ClientNote::GaveUp { waited }) => Some((None, waited)),
        _ => None,
    });
    ends.collect()
}

#[test]
fn every_measure_is_what_a_recount_of_the_trace_gives() {
    let mut seen = BTreeSet::new();
    moments(|session| {
        let timeline = session.timeline();
        let (trace, now) = (timeline.trace(), timeline.trace().len());
        let mut kept = Kept::<Measures>::default();
        let measures = kept.of(timeline);
        let ends = outcomes(trace);
        let count = |is: &dyn Fn(&Option<&Outcome>) -> bool| {
            ends.iter().filter(|(outcome, _)| is(outcome)).count() as u64
        };
        let good = |outcome: &Option<&Outcome>| {
            matches!(outcome, Some(Outcome::Found { .. } | Outcome::Written))
        };
        let versions = |number: fn(usize) -> bool| move |outcome: &Option<&Outcome>| matches!(outcome, Some(Outcome::Found { object, .. }) if number(object.versions().len()));
        let notes = |is: fn(&Note) -> bool| {
            trace
                .iter()
                .filter(|event| matches!(&event.kind, EventKind::Note(note) if is(note)))
                .count() as u64
        };
        let stale = timeline.occasions().iter().filter(|occasion| {
            (occasion.event.0 as usize) < now && matches!(occasion.kind, OccasionKind::StaleRead(_))
        });
        let found = count(&versions(|_| true));
        let stale = stale.count() as u64;
        let simulation = timeline.simulation();
        let hints = simulation.nodes().map(|node| node.disk().hints().len() as u64).sum();
        let bytes = |traffic: Traffic| {
            let sent = trace.iter().filter_map(|event| match &event.kind {
                EventKind::Sent { payload, .. } if Traffic::of(payload) == traffic => Some(payload),
                _ => None,
            });
            sent.map(|payload| packed(payload)).sum::<u64>()
        };
        for (measure, expected) in [
            (Measure::Answered, count(&good)),
            (Measure::GaveUp, count(&|outcome| outcome.is_none())),
            (Measure::Failed, count(&|outcome| outcome.is_some() && !good(outcome))),
            (Measure::Stale, stale),
            (Measure::Fresh, found - stale),
            (Measure::OneVersion, count(&versions(|number| number <= 1))),
            (Measure::TwoVersions, count(&versions(|number| number == 2))),
            (Measure::ThreeVersions, count(&versions(|number| number == 3))),
            (Measure::MoreVersions, count(&versions(|number| number > 3))),
            (Measure::Hints, hints),
            (Measure::Repairs, notes(|note| matches!(note, Note::ReadRepair { .. }))),
            (Measure::RequestBytes, bytes(Traffic::Request)),
            (Measure::AntiEntropyBytes, bytes(Traffic::AntiEntropy)),
            (Measure::GossipBytes, bytes(Traffic::Gossip)),
            (Measure::OtherBytes, bytes(Traffic::Other)),
        ] {
            assert_eq!(measures.series(measure).after(now), expected, "{measure:?} at {now}");
            if expected > 0 {
                seen.insert(measure as usize);
            }
        }
        let gets = measures.gets().before(now);
        let latencies: Vec<Duration> = ends
            .iter()
            .filter(|(outcome, _)| matches!(outcome, Some(Outcome::Found { .. })))
            .map(|(_, waited)| *waited)
            .collect();
        assert!(gets.iter().map(|timed| timed.latency).eq(latencies.iter().copied()));
        if let Some(last) = gets.last() {
            assert_eq!(last.overall.median, percentile(&latencies, 500));
            assert_eq!(last.overall.p99, percentile(&latencies, 990));
            assert_eq!(last.overall.p999, percentile(&latencies, 999));
        }
    });
    let missing: Vec<Measure> =
        Measure::ALL.into_iter().filter(|measure| !seen.contains(&(*measure as usize))).collect();
    // Four versions side by side are rare.
    assert!(missing.iter().all(|measure| *measure == Measure::MoreVersions), "{missing:?}");
}

fn packed(message: &Message) -> u64 {
    postcard::to_allocvec(message).unwrap().len() as u64
}

fn reading(gets: usize) -> Session {
    let mut session = Session::new(stories::by_hand(51, Setup::default())).unwrap();
    session.give(put("cart", "milk", None)).unwrap();
    for _ in 0..gets {
        session.give(get("cart")).unwrap();
        let later = session.timeline().simulation().now() + Duration::from_millis(9);
        session.timeline_mut().run_until(later);
    }
    while session.timeline_mut().step() {}
    session
}

#[test]
fn running_percentiles_are_of_the_latest_requests_alone() {
    let session = reading(WINDOW + 40);
    let mut kept = Kept::<Measures>::default();
    let gets = kept.of(session.timeline()).gets().before(usize::MAX);
    let all: Vec<Duration> = gets.iter().map(|timed| timed.latency).collect();
    assert_eq!(all.len(), WINDOW + 40);
    for (index, timed) in gets.iter().enumerate() {
        let window = &all[(index + 1).saturating_sub(WINDOW)..=index];
        assert_eq!(timed.recent.median, percentile(window, 500));
        assert_eq!(timed.recent.p99, percentile(window, 990));
        assert_eq!(timed.overall.p999, percentile(&all[..=index], 999));
    }
}

#[test]
fn charts_show_what_was_measured_up_to_the_cursor_and_no_more() {
    let mut session = reading(30);
    let mut kept = Kept::<Measures>::default();
    let whole = MetricsView::new(session.timeline(), kept.of(session.timeline()));
    let known = session.timeline().known_steps();
    session.timeline_mut().seek(known / 2);
    let half = MetricsView::new(session.timeline(), kept.of(session.timeline()));
    assert_ne!(whole.description(), half.description());
    assert!(half.cursor < 1.0 && half.end == whole.end);
    for view in [&whole, &half] {
        for chart in &view.charts {
            let corners = chart.lines.iter().flat_map(|line| &line.corners);
            for (x, y) in corners {
                assert!((0.0..=view.cursor + 1e-9).contains(x) && (0.0..=1.0).contains(y));
            }
            assert!(
                chart.points.len() <= COLUMNS && chart.points.is_sorted_by_key(|one| one.event)
            );
            let trace = session.timeline().known_trace();
            for dot in &chart.dots {
                let event = &trace[dot.event.0 as usize];
                assert_eq!(event.request, Some(dot.request));
                assert!(
                    (dot.x - event.at.as_micros() as f64 / view.end.as_micros() as f64).abs()
                        < 1e-9
                );
            }
        }
    }
    let gets = |view: &MetricsView| view.charts[0].dots.len();
    assert_eq!(gets(&whole), 30);
    assert!(gets(&half) < 30 && gets(&half) > 0);
}

#[test]
fn what_is_said_changes_with_what_happens() {
    let mut session = reading(3);
    let view = |session: &Session| {
        MetricsView::new(session.timeline(), Kept::<Measures>::default().of(session.timeline()))
    };
    let before = view(&session).description();
    assert!(before.contains("Availability: 100 % 4 answered, 0 failed, 0 given up"), "{before}");
    assert!(before.contains("Hints outstanding: 0 now"), "{before}");
    let list = session
        .timeline()
        .simulation()
        .ring()
        .preference_list(dynamo_playground::dynamo::key::Key::new("cart").unwrap().position(), 3);
    session.give(Command::Crash(list.nodes()[2])).unwrap();
    session.give(put("cart", "bread", Some(list.nodes()[0]))).unwrap();
    let later = session.timeline().simulation().now() + Duration::from_millis(400);
    session.timeline_mut().run_until(later);
    let after = view(&session).description();
    assert!(after.contains("Hints outstanding: 1 now"), "{after}");
}
