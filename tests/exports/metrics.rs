//! Tables, read by a CSV parser and held against the trace.

use std::collections::BTreeMap;

use dynamo_playground::dynamo::identity::Address;
use dynamo_playground::dynamo::note::Note;
use dynamo_playground::session::export::Format;
use dynamo_playground::sim::trace::{ClientNote, EventKind};

use crate::{AWKWARD, awkward, export, sessions};

type Row = BTreeMap<String, String>;

fn rows(text: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.expect("a row of as many fields as columns")).collect()
}

fn number(row: &Row, column: &str) -> u64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

#[test]
fn the_table_of_requests_adds_up_to_the_trace() {
    for (name, session) in sessions() {
        let trace = session.timeline().trace();
        let rows = rows(&export(Format::Requests, &session));
        let total = |column| rows.iter().map(|row| number(row, column)).sum::<u64>();
        let count = |wanted: &dyn Fn(&EventKind) -> bool| {
            let of_request = trace.iter().filter(|event| event.request.is_some());
            of_request.filter(|event| wanted(&event.kind)).count() as u64
        };
        let note = |wanted: fn(&Note) -> bool| {
            count(&move |kind| matches!(kind, EventKind::Note(note) if wanted(note)))
        };
        assert_eq!(
            total("messages"),
            count(&|kind| matches!(kind, EventKind::Sent { .. })),
            "{name}"
        );
        assert_eq!(total("lost"), count(&|kind| matches!(kind, EventKind::Lost { .. })), "{name}");
        assert_eq!(
            total("repairs"),
            note(|note| matches!(note, Note::ReadRepair { .. })),
            "{name}"
        );
        assert_eq!(total("hints"), note(|note| matches!(note, Note::HintStored { .. })), "{name}");
        assert_eq!(total("silent"), note(|note| matches!(note, Note::Silent { .. })), "{name}");

        for row in &rows {
            let ends = trace.iter().filter(|event| {
                event.request.map(|request| request.to_string()).as_ref() == Some(&row["request"])
                    && matches!(
                        event.kind,
                        EventKind::Client(ClientNote::Closed { .. } | ClientNote::GaveUp { .. })
                    )
            });
            let waited: Vec<u64> = ends
                .map(|event| match event.kind {
                    EventKind::Client(
                        ClientNote::Closed { waited } | ClientNote::GaveUp { waited },
                    ) => waited.as_micros(),
                    _ => unreachable!("filtered above"),
                })
                .collect();
            match row["outcome"].as_str() {
                "open" => {
                    assert_eq!((waited.as_slice(), row["latency_us"].as_str()), (&[][..], ""))
                }
                "found" | "written" | "too_few_answers" | "coordinator_silent" | "refused"
                | "gave_up" => assert_eq!(waited, [number(row, "latency_us")], "{name}: {row:?}"),
                other => panic!("{name}: {other}"),
            }
            assert_eq!(row["outcome"] == "found", !row["versions"].is_empty(), "{name}");
        }
    }
}

#[test]
fn the_table_of_nodes_adds_up_to_the_trace() {
    for (name, session) in sessions() {
        let trace = session.timeline().trace();
        let rows = rows(&export(Format::Nodes, &session));
        assert!(rows.len() >= usize::from(session.scenario().setup.nodes), "{name}");
        for row in &rows {
            let of_node = |wanted: &dyn Fn(&EventKind) -> bool| {
                let own = trace.iter().filter(|event| {
                    event.process.and_then(Address::node).map(|node| node.to_string()).as_ref()
                        == Some(&row["node"])
                });
                own.filter(|event| wanted(&event.kind)).count() as u64
            };
            let note = |wanted: fn(&Note) -> bool| {
                of_node(&move |kind| matches!(kind, EventKind::Note(note) if wanted(note)))
            };
            assert_eq!(
                number(row, "sent"),
                of_node(&|kind| matches!(kind, EventKind::Sent { .. }))
            );
            assert_eq!(
                number(row, "received"),
                of_node(&|kind| matches!(kind, EventKind::Delivered { .. }))
            );
            assert_eq!(
                number(row, "lost"),
                of_node(&|kind| matches!(kind, EventKind::Lost { .. }))
            );
            assert_eq!(
                number(row, "coordinated"),
                note(|note| matches!(note, Note::Coordinating { .. }))
            );
            assert_eq!(
                number(row, "suspected"),
                note(|note| matches!(note, Note::Suspected { .. }))
            );
        }
    }
}

#[test]
fn keys_come_back_from_the_table() {
    let keys: Vec<String> =
        rows(&export(Format::Requests, &awkward())).iter().map(|row| row["key"].clone()).collect();
    for bytes in AWKWARD {
        let expected = match core::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => "0xff00fe80".to_owned(),
        };
        assert!(keys.contains(&expected), "{expected:?}");
    }
}
