//! The charts, one by one.

use super::{Axis, Chart, DOTS_MAX, Dot, Line};
use crate::dynamo::time::Duration;
use crate::session::annals::measures::{Latencies, Measure, Measures, Series, Timed};
use crate::view::narration::count;
use crate::view::words::rounded;

pub(super) fn all(axis: &Axis<'_>, measures: &Measures) -> Vec<Chart> {
    let of = |measure| measures.series(measure);
    vec![
        latency(axis, "gets", "Latency of gets", measures.gets()),
        latency(axis, "puts", "Latency of puts", measures.puts()),
        availability(axis, [of(Measure::Answered), of(Measure::Failed), of(Measure::GaveUp)]),
        stale(axis, [of(Measure::Fresh), of(Measure::Stale)]),
        divergent(
            axis,
            [
                of(Measure::OneVersion),
                of(Measure::TwoVersions),
                of(Measure::ThreeVersions),
                of(Measure::MoreVersions),
            ],
        ),
        amount(
            axis,
            of(Measure::Hints),
            ("hints", "Hints outstanding", "now", ("hint", "hints")),
            "Versions that stand-ins keep for nodes out of reach (Dynamo §4.6).",
        ),
        amount(
            axis,
            of(Measure::Repairs),
            ("repairs", "Read repairs", "so far", ("repair", "repairs")),
            "Replicas that answered a get with too little, and were sent what they lacked (Dynamo §5).",
        ),
        bytes(
            axis,
            [
                of(Measure::RequestBytes),
                of(Measure::AntiEntropyBytes),
                of(Measure::GossipBytes),
                of(Measure::OtherBytes),
            ],
        ),
    ]
}

fn latency(axis: &Axis<'_>, id: &'static str, title: &'static str, latencies: &Latencies) -> Chart {
    let all = latencies.before(axis.timeline.trace().len());
    let last = |events: usize| latencies.before(events).last();
    let shown: &[Timed] = if all.len() <= DOTS_MAX { all } else { &[] };
    let drawn = axis.events.iter().filter_map(|events| last(*events)).map(|last| last.recent.p99);
    let top = drawn.chain(shown.iter().map(|timed| timed.latency)).max().unwrap_or_default();
    let height = top.as_micros() as f64;
    let line = |name, value: fn(&Timed) -> Duration| {
        axis.line(name, height, |events| Some(value(last(events)?).as_micros() as f64))
    };
    let dot = |timed: &Timed| Dot {
        x: axis.place(timed.at),
        y: timed.latency.as_micros() as f64 / height.max(1.0),
        request: timed.request,
        event: timed.event,
        description: format!("Request {}: {}", timed.request, rounded(timed.latency)),
    };
    let (figure, beside) = match all.last() {
        None => ("none yet".to_owned(), String::new()),
        Some(Timed { overall, .. }) => (
            rounded(overall.median),
            format!(
                "median, {} p99, {} p99.9, of {}",
                rounded(overall.p99),
                rounded(overall.p999),
                all.len()
            ),
        ),
    };
    let points = axis.points(
        |events| last(events).map(|last| last.event),
        |events| match last(events) {
            None => String::new(),
            Some(Timed { recent, .. }) => {
                format!("median {}, p99 {}", rounded(recent.median), rounded(recent.p99))
            }
        },
    );
    Chart {
        id,
        title,
        figure,
        beside,
        meaning: "How long clients waited for an answer that counts. The paper promises the 99.9th percentile, not the mean (Dynamo §2.2). Lines: of the latest 100. Of fewer than 1,000, p99.9 is the longest.",
        top: (!all.is_empty()).then(|| rounded(top)),
        lines: vec![
            line("median", |timed| timed.recent.median),
            line("p99", |timed| timed.recent.p99),
        ],
        dots: shown.iter().map(dot).collect(),
        points,
    }
}

fn availability(axis: &Axis<'_>, series: [&Series; 3]) -> Chart {
    let events = axis.timeline.trace().len();
    let [answered, failed, gave_up] = series.map(|series| series.after(events));
    let (figure, beside) = match share(&series, events) {
        None => ("none yet".to_owned(), String::new()),
        Some(share) => {
            (percent(share), format!("{answered} answered, {failed} failed, {gave_up} given up"))
        }
    };
    Chart {
        id: "availability",
        title: "Availability",
        figure,
        beside,
        meaning: "The share of requests that were answered with what was asked for. Whoever gave up learnt nothing: such a put may still take effect (Dynamo §2.3, §4.6).",
        top: (answered + failed + gave_up > 0).then(|| "100 %".to_owned()),
        lines: vec![axis.line("answered", 1.0, |events| share(&series, events))],
        dots: Vec::new(),
        points: axis.points(
            |events| latest(&series, events),
            |events| share(&series, events).map(percent).unwrap_or_default(),
        ),
    }
}

fn stale(axis: &Axis<'_>, series: [&Series; 2]) -> Chart {
    let events = axis.timeline.trace().len();
    let [fresh, stale] = series.map(|series| series.after(events));
    let [_, missed] = series;
    let (figure, beside) = match share(&[series[1], series[0]], events) {
        None => ("none yet".to_owned(), String::new()),
        Some(share) => (
            stale.to_string(),
            format!("of {}, {}", count((fresh + stale) as usize, "get", "gets"), percent(share)),
        ),
    };
    Chart {
        id: "stale",
        title: "Stale gets",
        figure,
        beside,
        meaning: "Gets that missed a write which a client had been told of before they began. With R + W > N and no stand-ins there is none (Dynamo §4.5).",
        top: (fresh + stale > 0).then(|| stale.max(1).to_string()),
        lines: vec![axis.line("stale gets", stale.max(1) as f64, |events| {
            latest(&series, events).map(|_| missed.after(events) as f64)
        })],
        dots: Vec::new(),
        points: axis.points(
            |events| missed.last_change(events),
            |events| count(missed.after(events) as usize, "stale get", "stale gets"),
        ),
    }
}

/// Of so many requests for Amazon's shopping cart in 24 hours one version was returned (Dynamo §6.3).
const AT_AMAZON: &str = "99.94 %";

fn divergent(axis: &Axis<'_>, series: [&Series; 4]) -> Chart {
    let events = axis.timeline.trace().len();
    let several = |events: usize| series[1..].iter().map(|one| one.after(events)).sum::<u64>();
    let [one, two, three, more] = series.map(|series| series.after(events));
    let (figure, beside) = match share(&series, events) {
        None => ("none yet".to_owned(), String::new()),
        Some(share) => (
            percent(share),
            format!(
                "saw one version, at Amazon {AT_AMAZON}; {two} gets two, {three} three, {more} more"
            ),
        ),
    };
    let top = several(events).max(1);
    Chart {
        id: "divergent",
        title: "Divergent versions",
        figure,
        beside,
        meaning: "How many versions gets returned; the line counts those with siblings. In 24 hours of Amazon’s shopping cart 99.94 % of requests saw one version (Dynamo §6.3).",
        top: (one + several(events) > 0).then(|| top.to_string()),
        lines: vec![axis.line("gets with siblings", top as f64, |events| {
            latest(&series, events).map(|_| several(events) as f64)
        })],
        dots: Vec::new(),
        points: axis.points(
            |events| latest(&series[1..], events),
            |events| count(several(events) as usize, "get with siblings", "gets with siblings"),
        ),
    }
}

fn amount(
    axis: &Axis<'_>,
    series: &Series,
    (id, title, when, (one, many)): (
        &'static str,
        &'static str,
        &'static str,
        (&'static str, &'static str),
    ),
    meaning: &'static str,
) -> Chart {
    let now = series.after(axis.timeline.trace().len());
    let most = axis.events.iter().map(|events| series.after(*events)).max().unwrap_or_default();
    Chart {
        id,
        title,
        figure: now.to_string(),
        beside: when.to_owned(),
        meaning,
        top: (most > 0).then(|| most.to_string()),
        lines: vec![axis.line(many, most as f64, |events| Some(series.after(events) as f64))],
        dots: Vec::new(),
        points: axis.points(
            |events| series.last_change(events),
            |events| count(series.after(events) as usize, one, many),
        ),
    }
}

fn bytes(axis: &Axis<'_>, series: [&Series; 4]) -> Chart {
    let names = ["requests", "anti-entropy", "gossip", "all else"];
    let events = axis.timeline.trace().len();
    let totals = series.map(|series| series.after(events));
    let most = totals.into_iter().max().unwrap_or_default();
    let listed = |events: usize| {
        let shares = names.iter().zip(series);
        let shares = shares.map(|(name, series)| format!("{name} {}", size(series.after(events))));
        shares.collect::<Vec<String>>().join(", ")
    };
    let lines = names.iter().zip(series).filter(|(_, series)| series.after(events) > 0);
    let line = |(name, series): (&&'static str, &Series)| -> Line {
        axis.line(name, most as f64, |events| Some(series.after(events) as f64))
    };
    Chart {
        id: "bytes",
        title: "Bytes sent",
        figure: size(totals.iter().sum()),
        beside: listed(events),
        meaning: "What all messages are worth, packed for the wire: requests with read repair, comparing trees (Dynamo §4.7), gossip (§4.8); all else is hints handed back, ranges that move, and probes.",
        top: (most > 0).then(|| size(most)),
        lines: lines.map(line).collect(),
        dots: Vec::new(),
        points: axis.points(|events| latest(&series, events), listed),
    }
}

/// The share of the first among all of them.
fn share(series: &[&Series], events: usize) -> Option<f64> {
    let all: u64 = series.iter().map(|series| series.after(events)).sum();
    let first = series.first()?.after(events);
    (all > 0).then(|| first as f64 / all as f64)
}

fn latest(series: &[&Series], events: usize) -> Option<crate::sim::trace::EventId> {
    series.iter().filter_map(|series| series.last_change(events)).max()
}

/// In hundredths, rounded down: what is not quite all never reads so.
fn percent(share: f64) -> String {
    let hundredths = (share * 10_000.0) as u32;
    match (hundredths / 100, hundredths % 100) {
        (whole, 0) => format!("{whole} %"),
        (whole, part) => format!("{whole}.{part:02} %"),
    }
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{}.{} kB", bytes / 1_000, bytes % 1_000 / 100),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}
