//! ShiViz's own rules: its parser (js/model/parser.js), how it takes a file (js/shiviz.js) and
//! what it demands of clocks (js/model/modelGraph.js).

use std::collections::BTreeMap;

use dynamo_playground::dynamo::identity::Address;
use dynamo_playground::session::export::Format;
use dynamo_playground::sim::trace::{EventKind, TraceEvent};
use regex::Regex;

use crate::{export, sessions};

type Clock = BTreeMap<String, u64>;

struct LogEvent {
    text: String,
    host: String,
    clock: Clock,
}

/// Reads a file as ShiViz does: the first line is the parser, put between `^` and `$`, the second
/// separates executions, and the rest is the log.
fn parse(file: &str) -> Vec<LogEvent> {
    let mut lines = file.splitn(3, '\n');
    let parser = lines.next().expect("a first line");
    assert_eq!(lines.next(), Some(""), "there is one execution and nothing to separate it");
    let log = lines.next().expect("a log").trim();
    // JavaScript's `m`: the ends of lines are ends. A dot matches no end of a line of any kind.
    let parser = parser.replace(".*", r"[^\n\r\u{2028}\u{2029}]*");
    let parser = Regex::new(&format!("(?m)^{parser}$")).expect("a regular expression");
    let mut end = 0;
    let mut events = Vec::new();
    for found in parser.captures_iter(log) {
        let whole = found.get(0).expect("a match");
        assert_eq!(log[end..whole.start()].trim(), "", "nothing is skipped");
        end = whole.end();
        events.push(LogEvent {
            text: found["event"].to_owned(),
            host: found["host"].to_owned(),
            clock: serde_json::from_str(&found["clock"]).expect("a clock in JSON"),
        });
    }
    assert_eq!(&log[end..], "", "nothing is left over");
    events
}

fn host(event: &TraceEvent) -> String {
    match (&event.kind, event.process) {
        (EventKind::Lost { .. }, _) | (_, None) => "network".to_owned(),
        (_, Some(Address::Node(node))) => node.to_string(),
        (_, Some(Address::Client(client))) => format!("client-{}", client.0 + 1),
    }
}

#[test]
fn shiviz_accepts_every_log_and_its_clocks_are_those_of_the_trace() {
    for (name, session) in sessions() {
        let trace = session.timeline().trace();
        let file = export(Format::Shiviz, &session);
        if trace.is_empty() {
            assert_eq!(file.lines().count(), 2, "{name}");
            continue;
        }
        let events = parse(&file);
        assert_eq!(events.len(), trace.len(), "{name}");

        // Of each host the last clock, and of each event the clock that it must have.
        let mut newest: BTreeMap<&str, Clock> = BTreeMap::new();
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for (read, event) in events.iter().zip(trace) {
            assert_eq!(read.host, host(event), "{name}, event {}", event.id.0);
            assert!(read.text.starts_with(&event.at.to_string()), "{name}: {}", read.text);
            // Each host's own entry begins at 1 and grows by 1.
            let count = counts.entry(&read.host).or_default();
            *count += 1;
            assert_eq!(read.clock.get(&read.host), Some(&*count), "{name}: {}", read.text);

            let mut clock = newest.get(read.host.as_str()).cloned().unwrap_or_default();
            if let EventKind::Delivered { .. } | EventKind::Lost { .. } = event.kind {
                let sending = &events[event.cause.expect("a sending").0 as usize];
                assert_ne!(sending.host, "network");
                for (host, seen) in &sending.clock {
                    let ours = clock.entry(host.clone()).or_default();
                    *ours = (*ours).max(*seen);
                }
            }
            clock.insert(read.host.clone(), *count);
            assert_eq!(read.clock, clock, "{name}: {}", read.text);
            newest.insert(&read.host, clock);
        }
        // Nobody has seen what never happened.
        for clock in events.iter().map(|event| &event.clock) {
            for (host, seen) in clock {
                assert!(counts.get(host.as_str()).is_some_and(|count| count >= seen), "{name}");
            }
        }
    }
}

#[test]
fn a_lost_message_teaches_its_receiver_nothing() {
    let losses = sessions().flat_map(|(_, session)| {
        let events = parse_all(&session);
        let trace = session.timeline().trace().to_vec();
        trace.into_iter().zip(events).collect::<Vec<_>>()
    });
    let mut seen = 0;
    for (event, read) in losses {
        if let EventKind::Lost { .. } = event.kind {
            assert_eq!(read.host, "network");
            seen += 1;
        }
    }
    assert!(seen > 100, "the histories lose messages");
}

fn parse_all(session: &dynamo_playground::session::session::Session) -> Vec<LogEvent> {
    match session.timeline().trace().is_empty() {
        true => Vec::new(),
        false => parse(&export(Format::Shiviz, session)),
    }
}
