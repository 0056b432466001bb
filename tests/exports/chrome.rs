//! The rules of the trace event format (Nicolás Duca, Dominic Hamon: "Trace Event Format") and of
//! Perfetto's importer, as far as this export touches them.

use std::collections::{BTreeMap, BTreeSet};

use dynamo_playground::session::export::Format;
use dynamo_playground::sim::BEHAVIOUR;
use dynamo_playground::sim::trace::EventKind;
use serde_json::Value;

use crate::{export, sessions};

fn number(event: &Value, field: &str) -> u64 {
    event[field].as_u64().unwrap_or_else(|| panic!("{field} of {event}"))
}

fn text<'a>(event: &'a Value, field: &str) -> &'a str {
    event[field].as_str().unwrap_or_else(|| panic!("{field} of {event}"))
}

#[test]
fn every_trace_keeps_the_rules_of_the_format() {
    for (name, session) in sessions() {
        let whole: Value = serde_json::from_str(&export(Format::Chrome, &session)).expect("JSON");
        assert_eq!(whole["displayTimeUnit"], "ms");
        assert_eq!(whole["otherData"]["behaviour"], BEHAVIOUR);
        assert_eq!(whole["otherData"]["seed"], session.scenario().seed.to_string());
        let events = whole["traceEvents"].as_array().expect("a list");

        let mut named = BTreeSet::new();
        let mut last = 0;
        let mut open: BTreeMap<(u64, &str, &str), u64> = BTreeMap::new();
        let mut arrows: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
        let mut ended = 0;
        let mut slice: BTreeMap<u64, (u64, u64)> = BTreeMap::new();
        for event in events {
            let (pid, _tid) = (number(event, "pid"), number(event, "tid"));
            let phase = text(event, "ph");
            if phase == "M" {
                named.insert((pid, text(event, "name")));
                continue;
            }
            for metadata in ["process_name", "process_sort_index", "thread_name"] {
                assert!(named.contains(&(pid, metadata)), "{name}: {pid} has no {metadata}");
            }
            let at = number(event, "ts");
            assert!(at >= last, "{name}: time goes back");
            last = at;
            let span = || (pid, text(event, "cat"), text(event, "id"));
            match phase {
                "X" => {
                    // Slices of a thread must nest: those of one moment are of one width.
                    let duration = number(event, "dur");
                    if let Some((before, width)) = slice.insert(pid, (at, duration)) {
                        let nested = before == at && width == duration;
                        assert!(nested || before + width <= at, "{name}: slices overlap");
                    }
                }
                "i" => assert!(["t", "g"].contains(&text(event, "s"))),
                "b" => assert_eq!(open.insert(span(), at), None, "{name}: begun twice"),
                "e" => {
                    let begun = open.remove(&span()).expect("a span that has begun");
                    assert!(begun <= at);
                }
                "s" => {
                    // An arrow begins and ends in a slice.
                    assert_eq!(slice[&pid].0, at, "{name}");
                    assert_eq!(arrows.insert(text(event, "id"), (at, pid)), None, "{name}");
                }
                "f" => {
                    assert_eq!(text(event, "bp"), "e");
                    assert_eq!(slice[&pid].0, at, "{name}");
                    let (begun, _) = arrows.remove(text(event, "id")).expect("an arrow's begin");
                    assert!(begun <= at);
                    ended += 1;
                }
                other => panic!("{name}: phase {other}"),
            }
        }
        assert_eq!(open, BTreeMap::new(), "{name}: spans without an end");
        assert_eq!(arrows, BTreeMap::new(), "{name}: arrows without an end");
        let trace = session.timeline().trace();
        let arrived = trace.iter().filter(|event| {
            matches!(event.kind, EventKind::Delivered { .. } | EventKind::Lost { .. })
        });
        assert_eq!(ended, arrived.count(), "{name}");
        // Every event of the trace is drawn once.
        let drawn: BTreeSet<u64> = events
            .iter()
            .filter(|event| ["X", "i"].contains(&text(event, "ph")))
            .map(|event| number(&event["args"], "event"))
            .collect();
        assert_eq!(drawn.len(), trace.len(), "{name}");
    }
}
