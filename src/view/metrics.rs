//! What the run measures, as small charts over one axis of time: latency, availability, staleness,
//! divergent versions, hints, repairs and bytes (Dynamo §6).

mod charts;

use super::words::moment;
use crate::dynamo::identity::RequestId;
use crate::dynamo::time::Time;
use crate::session::annals::measures::Measures;
use crate::session::timeline::Timeline;
use crate::sim::trace::EventId;

/// So many moments of the axis are looked at.
pub const COLUMNS: usize = 40;

/// Of more requests the lines alone are drawn.
const DOTS_MAX: usize = 160;

/// All charts.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricsView {
    /// The charts.
    pub charts: Vec<Chart>,
    /// Where the cursor stands on the axis, from 0 to 1.
    pub cursor: f64,
    /// The end of the axis: of all that is known.
    pub end: Time,
}

/// One chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// Its name in the page.
    pub id: &'static str,
    /// What is measured.
    pub title: &'static str,
    /// The figure at the cursor.
    pub figure: String,
    /// What stands beside the figure.
    pub beside: String,
    /// What it means, with the section of the paper.
    pub meaning: &'static str,
    /// What the top of the chart stands for; nothing is drawn without it.
    pub top: Option<String>,
    /// The lines.
    pub lines: Vec<Line>,
    /// Single requests, if they are few.
    pub dots: Vec<Dot>,
    /// The moments at which something changed.
    pub points: Vec<Point>,
}

/// One line of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it shows.
    pub name: &'static str,
    /// Its corners, from the left: both from 0 to 1, upwards.
    pub corners: Vec<(f64, f64)>,
}

/// One request in a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Dot {
    /// How far to the right, from 0 to 1.
    pub x: f64,
    /// How far up, from 0 to 1.
    pub y: f64,
    /// The request.
    pub request: RequestId,
    /// The event by which it ended.
    pub event: EventId,
    /// All of it in words.
    pub description: String,
}

/// A moment at which something changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Which of the [`COLUMNS`].
    pub column: usize,
    /// The last event up to it that changed something.
    pub event: EventId,
    /// The request that the event belongs to.
    pub request: Option<RequestId>,
    /// What the lines show there, in words.
    pub description: String,
}

/// The moments of the axis up to the cursor, each with how many events had happened by then.
struct Axis<'a> {
    timeline: &'a Timeline,
    end: Time,
    events: Vec<usize>,
}

impl MetricsView {
    /// Measures up to the cursor.
    #[inline(never)]
    pub fn new(timeline: &Timeline, measures: &Measures) -> MetricsView {
        let axis = Axis::new(timeline);
        let now = timeline.simulation().now();
        MetricsView { charts: charts::all(&axis, measures), cursor: axis.place(now), end: axis.end }
    }

    /// All figures in words.
    pub fn description(&self) -> String {
        let mut words = String::new();
        for chart in &self.charts {
            words += &format!("{}: {} {}. ", chart.title, chart.figure, chart.beside);
        }
        words.truncate(words.trim_end().len());
        words
    }
}

impl<'a> Axis<'a> {
    fn new(timeline: &'a Timeline) -> Axis<'a> {
        let (trace, now) = (timeline.trace(), timeline.simulation().now());
        let known = timeline.known_trace().last().map_or(Time::ZERO, |event| event.at);
        let end = known.max(now);
        let mut events: Vec<usize> = Vec::new();
        for column in 1..=COLUMNS {
            let at = Time::from_micros(end.as_micros() * column as u64 / COLUMNS as u64);
            if at >= now {
                events.push(trace.len());
                break;
            }
            events.push(trace.partition_point(|event| event.at <= at));
        }
        Axis { timeline, end, events }
    }

    fn place(&self, at: Time) -> f64 {
        at.as_micros() as f64 / self.end.as_micros().max(1) as f64
    }

    /// Where a column's moment stands: the last one is the cursor's.
    fn column_place(&self, column: usize) -> f64 {
        match column + 1 == self.events.len() {
            true => self.place(self.timeline.simulation().now()),
            false => (column + 1) as f64 / COLUMNS as f64,
        }
    }

    fn column_time(&self, column: usize) -> String {
        let micros = self.column_place(column) * self.end.as_micros() as f64;
        moment(Time::from_micros(micros as u64))
    }

    /// The columns in which something changed, by the last event that changes it; `words` says
    /// what is shown after so many events.
    fn points(
        &self,
        last_change: impl Fn(usize) -> Option<EventId>,
        words: impl Fn(usize) -> String,
    ) -> Vec<Point> {
        let mut points: Vec<Point> = Vec::new();
        for (column, events) in self.events.iter().enumerate() {
            let Some(event) = last_change(*events) else { continue };
            if points.last().is_some_and(|last| last.event == event) {
                continue;
            }
            let request =
                self.timeline.trace().get(event.0 as usize).and_then(|event| event.request);
            let description = format!("At {}: {}", self.column_time(column), words(*events));
            points.push(Point { column, event, request, description });
        }
        points
    }

    /// A line through the values after so many events each.
    fn line(&self, name: &'static str, top: f64, value: impl Fn(usize) -> Option<f64>) -> Line {
        let corners = self.events.iter().enumerate();
        let corners = corners.filter_map(|(column, events)| {
            let height = value(*events)? / top.max(f64::MIN_POSITIVE);
            Some((self.column_place(column), height.clamp(0.0, 1.0)))
        });
        Line { name, corners: corners.collect() }
    }
}
