//! The trace as lines of JSON, read by a JSON parser.

use std::collections::{BTreeMap, BTreeSet};

use dynamo_playground::session::export::{Format, trace_lines};
use dynamo_playground::sim::BEHAVIOUR;
use dynamo_playground::sim::trace::EventKind;
use serde_json::Value;

use crate::{AWKWARD, awkward, export, sessions};

#[test]
fn every_event_is_a_line_that_says_what_the_trace_says() {
    for (name, session) in sessions() {
        let trace = session.timeline().trace();
        let text = export(Format::Trace, &session);
        assert!(text.ends_with('\n'));
        let mut lines = text
            .split_terminator('\n')
            .map(|line| serde_json::from_str::<Value>(line).expect("a line of JSON"));
        let header = lines.next().expect("a header");
        assert_eq!(header["format"], "dynamo-playground-trace");
        assert_eq!(header["version"], trace_lines::VERSION);
        assert_eq!(header["behaviour"], BEHAVIOUR);
        assert_eq!(header["seed"], session.scenario().seed.to_string());
        assert_eq!(header["title"], session.scenario().title);
        assert_eq!(header["events"], trace.len());
        let lines: Vec<Value> = lines.collect();
        assert_eq!(lines.len(), trace.len(), "{name}");
        for (line, event) in lines.iter().zip(trace) {
            let fields: Vec<&str> =
                line.as_object().expect("an object").keys().map(String::as_str).collect();
            let expected = ["at_us", "cause", "details", "id", "kind", "process", "request"];
            let fields: BTreeSet<&str> = fields.into_iter().collect();
            assert_eq!(fields, expected.into_iter().collect(), "{name}");
            assert_eq!(line["id"], event.id.0);
            assert_eq!(line["at_us"], event.at.as_micros());
            let text = |value: Option<String>| value.map_or(Value::Null, Value::from);
            assert_eq!(line["process"], text(event.process.map(|process| process.to_string())));
            assert_eq!(line["request"], text(event.request.map(|request| request.to_string())));
            assert_eq!(line["cause"], event.cause.map_or(Value::Null, |cause| cause.0.into()));
            assert!(line["details"].is_object(), "{name}: {line}");
            let kind = match event.kind {
                EventKind::Commanded { .. } => "command",
                EventKind::Sent { .. } => "sent",
                EventKind::Delivered { .. } => "delivered",
                EventKind::Lost { .. } => "lost",
                EventKind::Befell { .. } => "befell",
                EventKind::TimerFired(_) => "timer",
                EventKind::Note(_) => "note",
                EventKind::Client(_) => "client",
                EventKind::Issued { .. } => "issued",
            };
            assert_eq!(line["kind"], kind);
            if kind == "command" || kind == "issued" {
                // A member named after the command, as in a scenario file.
                let command = line["details"]["command"].as_object().expect("an object");
                assert_eq!(command.len(), 1, "{name}: {line}");
            }
        }
    }
}

#[test]
fn messages_are_joined_by_their_names_and_nothing_is_unknown() {
    for (name, session) in sessions() {
        let text = export(Format::Trace, &session);
        assert!(!text.contains("\"unknown\""), "{name}");
        assert!(!text.contains("\"unreadable\""), "{name}: contexts are read with their keys");
        let mut sent: BTreeMap<String, Value> = BTreeMap::new();
        for line in text.lines().skip(1) {
            let line: Value = serde_json::from_str(line).expect("a line of JSON");
            let details = &line["details"];
            let message = || details["message"].as_str().expect("a message's name").to_owned();
            match line["kind"].as_str() {
                Some("sent") => {
                    let again = sent.insert(message(), line.clone());
                    assert!(again.is_none(), "{name}: names are given once");
                }
                Some("delivered" | "lost") => {
                    let sending = &sent[&message()];
                    assert_eq!(sending["id"], line["cause"], "{name}");
                    assert_eq!(sending["details"]["to"], line["process"], "{name}");
                }
                Some("befell") => {
                    assert_eq!(sent[&message()]["id"], details["sending"], "{name}");
                }
                _ => {}
            }
        }
    }
}

#[test]
fn every_byte_of_keys_and_values_comes_back() {
    let text = export(Format::Trace, &awkward());
    let mut values = BTreeSet::new();
    for line in text.lines().skip(1) {
        let line: Value = serde_json::from_str(line).expect("a line of JSON");
        if line["details"]["operation"] == "put" && line["details"]["what"] == "ask" {
            assert_eq!(line["details"]["key"], line["details"]["value"]);
            values.insert(bytes(&line["details"]["value"]));
        }
    }
    assert_eq!(values, AWKWARD.iter().map(|bytes| bytes.to_vec()).collect());
}

fn bytes(value: &Value) -> Vec<u8> {
    match value {
        Value::String(text) => text.as_bytes().to_vec(),
        other => {
            let digits = other["hex"].as_str().expect("text or digits");
            let pairs = digits.as_bytes().chunks(2);
            let pair = |pair: &[u8]| String::from_utf8_lossy(pair).into_owned();
            pairs.map(|two| u8::from_str_radix(&pair(two), 16).expect("two digits")).collect()
        }
    }
}
