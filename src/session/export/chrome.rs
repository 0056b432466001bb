//! A trace in Chrome's trace event format, which Perfetto (<https://ui.perfetto.dev>) opens.
//!
//! - Every node and client is a process with one thread, *events*. What is brought about there
//!   at one moment, by a message, a timer or a command, is a slice of a microsecond, and what the
//!   node or client tells of it are instants. Time stands still while a node works: the slice has
//!   a width only so that it can be seen and arrows can end at it.
//! - A message is an arrow from the slice that sent it to the one that it brought about, and one
//!   that is lost ends at an instant of its receiver, which says why.
//! - A request is a span of its client, from the command to the answer or until the client gives
//!   up, and one of each node that coordinates it.
//! - A command to the whole network stands across all tracks; what befalls a message on its way
//!   stands on a track of its own, *network*.
//!
//! Times are in microseconds, as the format has them. Arguments hold the number of each event, as
//! the trace has it. `otherData` tells the seed, the title and the behaviour version.

use core::fmt::{self, Write};

use serde::Serialize;

use super::Source;
use super::requests::{self, RequestRecord};
use super::text::readable;
use crate::dynamo::identity::Address;
use crate::dynamo::sorted::{SortedMap, sort_by_key};
use crate::dynamo::time::Time;
use crate::session::transcript::Reader;
use crate::sim::BEHAVIOUR;
use crate::sim::trace::{EventId, EventKind, TraceEvent};

/// The one thread of every process.
const EVENTS: u32 = 1;

/// The process of what concerns the whole network.
const NETWORK: u32 = 0;

/// Clients are numbered from here; nodes from 1.
const CLIENTS: u32 = 100_001;

/// How wide a moment is drawn, in microseconds.
const MOMENT_US: u64 = 1;

/// One event of the format.
#[derive(Serialize)]
struct ChromeEvent<'a> {
    name: &'a str,
    ph: &'static str,
    pid: u32,
    tid: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    ts: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dur: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cat: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    /// Where an arrow ends: at the slice around it.
    #[serde(skip_serializing_if = "Option::is_none")]
    bp: Option<&'static str>,
    /// How far an instant reaches: its thread, or everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    s: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    args: Option<Arguments<'a>>,
}

#[derive(Default, Serialize)]
struct Arguments<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sort_index: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OtherData<'a> {
    title: &'a str,
    /// In words, because it may be larger than a number of JavaScript.
    seed: String,
    behaviour: u32,
}

/// Writes the trace.
///
/// # Errors
/// `out` takes no more.
pub fn write(source: &Source<'_>, out: &mut impl Write) -> fmt::Result {
    let other = OtherData {
        title: &source.scenario.title,
        seed: source.scenario.seed.to_string(),
        behaviour: BEHAVIOUR,
    };
    let other = serde_json::to_string(&other).map_err(|_| fmt::Error)?;
    writeln!(out, "{{\"displayTimeUnit\":\"ms\",\"otherData\":{other},\"traceEvents\":[")?;
    let mut list = List { out, begun: false };
    processes(source.trace, &mut list)?;
    let records = requests::read(source.trace);
    let spans = spans(&records, source.trace);
    let arrivals = arrivals(source.trace);
    let reader = Reader::new(source.trace);
    let mut spans = spans.into_iter().peekable();
    for event in source.trace {
        while let Some(span) = spans.next_if(|span| span.event <= event.id) {
            list.span(&span)?;
        }
        moment(event, &reader.sentence(event), &mut list)?;
        for arrival in arrivals.get(&event.id).into_iter().flatten() {
            list.arrow("s", event, *arrival)?;
        }
        if is_arrival(event) && event.cause.is_some() {
            list.arrow("f", event, event.id)?;
        }
    }
    for span in spans {
        list.span(&span)?;
    }
    list.out.write_str("\n]}\n")
}

/// Names every process, and puts clients before nodes.
fn processes<W: Write>(trace: &[TraceEvent], list: &mut List<'_, W>) -> fmt::Result {
    let mut processes: SortedMap<u32, Option<Address>> = SortedMap::new();
    for event in trace {
        processes.insert(process(event.process), event.process);
    }
    for (pid, address) in processes {
        let name = address.map_or_else(|| "network".to_owned(), |address| address.to_string());
        let sort_index = match address {
            None => 0,
            Some(Address::Client(client)) => 1 + u32::from(client.0),
            Some(Address::Node(node)) => 100_000 + u32::from(node.0),
        };
        let named = [
            ("process_name", Arguments { name: Some(&name), ..Arguments::default() }),
            (
                "process_sort_index",
                Arguments { sort_index: Some(sort_index), ..Arguments::default() },
            ),
            ("thread_name", Arguments { name: Some("events"), ..Arguments::default() }),
        ];
        for (name, args) in named {
            list.push(&ChromeEvent { args: Some(args), ..blank(name, "M", pid) })?;
        }
    }
    Ok(())
}

const fn blank<'a>(name: &'a str, ph: &'static str, pid: u32) -> ChromeEvent<'a> {
    ChromeEvent {
        name,
        ph,
        pid,
        tid: EVENTS,
        ts: None,
        dur: None,
        cat: None,
        id: None,
        bp: None,
        s: None,
        args: None,
    }
}

/// An event of the trace as a slice or an instant.
fn moment<W: Write>(event: &TraceEvent, sentence: &str, list: &mut List<'_, W>) -> fmt::Result {
    let pid = process(event.process);
    let args = Arguments {
        event: Some(event.id.0),
        request: event.request.map(|request| request.to_string()),
        ..Arguments::default()
    };
    let at = ChromeEvent {
        ts: Some(event.at.as_micros()),
        args: Some(args),
        ..blank(sentence.trim_start(), "X", pid)
    };
    let dur = Some(MOMENT_US);
    list.push(&match event.kind {
        EventKind::Commanded { .. } if event.process.is_none() => {
            ChromeEvent { ph: "i", s: Some("g"), cat: Some("command"), ..at }
        }
        // Most of it happens between the processes, on the network's own track.
        EventKind::Befell { .. } => {
            ChromeEvent { ph: "i", s: Some("t"), cat: Some("message"), ..at }
        }
        EventKind::Commanded { .. } | EventKind::Issued { .. } => {
            ChromeEvent { dur, cat: Some("command"), ..at }
        }
        EventKind::Delivered { .. } => ChromeEvent { dur, cat: Some("message"), ..at },
        EventKind::Lost { .. } => ChromeEvent { dur, cat: Some("lost"), ..at },
        EventKind::TimerFired(_) => ChromeEvent { dur, cat: Some("timer"), ..at },
        EventKind::Sent { .. } => ChromeEvent { dur, cat: Some("sent"), ..at },
        EventKind::Note(_) | EventKind::Client(_) => {
            ChromeEvent { ph: "i", s: Some("t"), cat: Some("note"), ..at }
        }
    })
}

fn process(process: Option<Address>) -> u32 {
    match process {
        None => NETWORK,
        Some(Address::Node(node)) => 1 + u32::from(node.0),
        Some(Address::Client(client)) => CLIENTS + u32::from(client.0),
    }
}

fn is_arrival(event: &TraceEvent) -> bool {
    matches!(event.kind, EventKind::Delivered { .. } | EventKind::Lost { .. })
}

/// What became of each message: its arrivals and losses, by its sending.
fn arrivals(trace: &[TraceEvent]) -> SortedMap<EventId, Vec<EventId>> {
    let mut arrivals: SortedMap<EventId, Vec<EventId>> = SortedMap::new();
    for event in trace.iter().filter(|event| is_arrival(event)) {
        if let Some(sending) = event.cause {
            arrivals.entry(sending).or_default().push(event.id);
        }
    }
    arrivals
}

/// One end of the span of a request.
struct SpanEnd {
    event: EventId,
    at: Time,
    /// Ends stand before beginnings of the same event.
    begins: bool,
    process: u32,
    cat: &'static str,
    id: String,
    name: String,
    key: String,
    outcome: Option<&'static str>,
}

/// Both ends of every span, in the order of the trace. What is open at the end of the trace ends
/// there.
fn spans(records: &[RequestRecord<'_>], trace: &[TraceEvent]) -> Vec<SpanEnd> {
    let last = trace.last().map_or((EventId(0), Time::ZERO), |event| (event.id, event.at));
    let mut ends = Vec::new();
    for record in records {
        let key = readable(record.key.as_bytes());
        let name = format!("{} {key}", record.kind.name());
        let mut span = |process, cat, id: String, from: (EventId, Time), to: (EventId, Time)| {
            for (begins, (event, at)) in [(true, from), (false, to)] {
                let outcome = (!begins).then(|| record.outcome());
                let (id, name, key) = (id.clone(), name.clone(), key.clone());
                ends.push(SpanEnd { event, at, begins, process, cat, id, name, key, outcome });
            }
        };
        let client = process(Some(record.id.client.into()));
        let end = record.end.map_or(last, |end| (end.event, end.at));
        span(client, "request", record.id.to_string(), record.invoked, end);
        for (index, coordination) in record.coordinations.iter().enumerate() {
            let id = format!("{}@{}/{index}", record.id, coordination.node);
            let node = process(Some(coordination.node.into()));
            let until = coordination.until.unwrap_or(last);
            span(node, "coordination", id, coordination.since, until);
        }
    }
    // Stable: of one event's, a span that is empty still begins before it ends.
    sort_by_key(&mut ends, |end| end.event);
    ends
}

/// The events of the format, written one by one.
struct List<'a, W> {
    out: &'a mut W,
    begun: bool,
}

impl<W: Write> List<'_, W> {
    fn push(&mut self, event: &ChromeEvent<'_>) -> fmt::Result {
        let text = serde_json::to_string(event).map_err(|_| fmt::Error)?;
        self.out.write_str(if self.begun { ",\n" } else { "" })?;
        self.begun = true;
        self.out.write_str(&text)
    }

    fn span(&mut self, end: &SpanEnd) -> fmt::Result {
        let args = Arguments {
            event: Some(end.event.0),
            key: Some(end.key.clone()),
            outcome: end.outcome,
            ..Arguments::default()
        };
        self.push(&ChromeEvent {
            ts: Some(end.at.as_micros()),
            cat: Some(end.cat),
            id: Some(&end.id),
            args: Some(args),
            ..blank(&end.name, if end.begins { "b" } else { "e" }, end.process)
        })
    }

    /// One end of an arrow, at the event at hand. The arrival numbers it.
    fn arrow(&mut self, ph: &'static str, event: &TraceEvent, arrival: EventId) -> fmt::Result {
        let id = arrival.0.to_string();
        self.push(&ChromeEvent {
            ts: Some(event.at.as_micros()),
            cat: Some("message"),
            id: Some(&id),
            bp: (ph == "f").then_some("e"),
            ..blank("message", ph, process(event.process))
        })
    }
}
