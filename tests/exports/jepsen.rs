//! Jepsen histories, read by an EDN parser and held against Jepsen's rules of histories.

use std::collections::{BTreeMap, BTreeSet};

use dynamo_playground::dynamo::message::{Message, Outcome};
use dynamo_playground::session::export::Format;
use dynamo_playground::sim::command::Command;
use dynamo_playground::sim::trace::{ClientNote, EventKind, TraceEvent};
use edn_format::{Keyword, Value, parse_str};

use crate::{AWKWARD, awkward, export, sessions};

/// One line of a history.
struct Operation {
    fields: BTreeMap<Value, Value>,
}

impl Operation {
    fn get(&self, field: &str) -> &Value {
        self.fields
            .get(&Value::Keyword(Keyword::from_name(field)))
            .unwrap_or_else(|| panic!("{field} of {:?}", self.fields))
    }

    fn keyword(&self, field: &str) -> &str {
        match self.get(field) {
            Value::Keyword(keyword) => keyword.name(),
            other => panic!("{field} is {other:?}"),
        }
    }

    fn number(&self, field: &str) -> i64 {
        match self.get(field) {
            Value::Integer(number) => *number,
            other => panic!("{field} is {other:?}"),
        }
    }

    fn pair(&self) -> (&Value, &Value) {
        match self.get("value") {
            Value::Vector(pair) if pair.len() == 2 => (&pair[0], &pair[1]),
            other => panic!("no pair: {other:?}"),
        }
    }
}

fn history(text: &str) -> Vec<Operation> {
    text.split_terminator("}\n")
        .map(|line| match parse_str(&format!("{line}}}")) {
            Ok(Value::Map(fields)) => Operation { fields },
            other => panic!("{line}: {other:?}"),
        })
        .collect()
}

fn count(trace: &[TraceEvent], wanted: impl Fn(&EventKind) -> bool) -> usize {
    trace.iter().filter(|event| wanted(&event.kind)).count()
}

#[test]
fn histories_keep_jepsens_rules() {
    let mut seen = BTreeSet::new();
    for (name, session) in sessions() {
        let operations = history(&export(Format::Jepsen, &session));
        let trace = session.timeline().trace();
        let mut running: BTreeMap<i64, &Operation> = BTreeMap::new();
        let mut gone = BTreeSet::new();
        let mut at = 0;
        for (index, operation) in operations.iter().enumerate() {
            assert_eq!(operation.number("index"), index as i64, "{name}");
            assert!(operation.number("time") >= at, "{name}: time goes back");
            at = operation.number("time");
            let process = operation.number("process");
            let kind = operation.keyword("type");
            seen.insert(format!("{kind} {}", operation.keyword("f")));
            if kind == "invoke" {
                assert!(!gone.contains(&process), "{name}: {process} has crashed");
                let busy = running.insert(process, operation);
                assert!(busy.is_none(), "{name}: {process} does two things at once");
                continue;
            }
            let invoked = running.remove(&process).expect("an invocation");
            for same in ["f", "client"] {
                assert_eq!(operation.get(same), invoked.get(same), "{name}");
            }
            assert_eq!(operation.pair().0, invoked.pair().0, "{name}");
            match kind {
                "ok" => {}
                "fail" => {
                    operation.keyword("error");
                }
                "info" => {
                    operation.keyword("error");
                    assert_ne!(operation.keyword("f"), "read", "{name}: a read changes nothing");
                    gone.insert(process);
                }
                other => panic!("{name}: {other}"),
            }
        }
        let of_kind = |wanted: &str| {
            operations.iter().filter(|operation| operation.keyword("type") == wanted).count()
        };
        let asked = count(trace, |kind| match kind {
            EventKind::Commanded { command, refused: None } | EventKind::Issued { command } => {
                matches!(**command, Command::Get { .. } | Command::Put { .. })
            }
            _ => false,
        });
        assert_eq!(of_kind("invoke"), asked, "{name}");
        let ended = count(trace, |kind| {
            let EventKind::Client(note) = kind else { return false };
            matches!(note, ClientNote::Closed { .. } | ClientNote::GaveUp { .. })
        });
        assert_eq!(of_kind("ok") + of_kind("fail") + of_kind("info"), ended, "{name}");
    }
    for expected in
        ["ok read", "fail read", "ok write", "info write", "ok delete", "info delete", "fail write"]
    {
        assert!(seen.contains(expected), "no history holds {expected}");
    }
}

/// What `:fail` promises: no version of it was ever made.
#[test]
fn a_failed_write_was_never_carried_out() {
    for (name, session) in sessions() {
        let trace = session.timeline().trace();
        let failed: BTreeSet<(i64, i64)> = history(&export(Format::Jepsen, &session))
            .iter()
            .filter(|operation| operation.keyword("type") == "fail")
            .filter(|operation| operation.keyword("f") != "read")
            .map(|operation| (operation.number("client"), operation.number("time")))
            .collect();
        for event in trace {
            let EventKind::Client(ClientNote::Closed { .. } | ClientNote::GaveUp { .. }) =
                event.kind
            else {
                continue;
            };
            let request = event.request.expect("a request");
            let end = (i64::from(request.client.0) + 1, event.at.as_micros() as i64 * 1_000);
            if failed.contains(&end) {
                let stored = trace.iter().any(|other| {
                    other.request == Some(request)
                        && matches!(&other.kind, EventKind::Sent { payload, .. }
                            if matches!(**payload, Message::Write { .. })
                                || matches!(**payload, Message::Answer { outcome: Outcome::Written, .. }))
                });
                assert!(!stored, "{name}: {request} failed and was written");
            }
        }
    }
}

#[test]
fn every_byte_of_keys_and_values_comes_back() {
    let mut read = BTreeSet::new();
    for operation in history(&export(Format::Jepsen, &awkward())) {
        if operation.keyword("f") == "read" && operation.keyword("type") == "ok" {
            let (key, values) = operation.pair();
            let Value::Vector(values) = values else { panic!("{values:?}") };
            assert_eq!(values.as_slice(), std::slice::from_ref(key));
            read.insert(bytes(key));
        }
    }
    assert_eq!(read, AWKWARD.iter().map(|bytes| bytes.to_vec()).collect());
}

fn bytes(value: &Value) -> Vec<u8> {
    match value {
        Value::String(text) => text.as_bytes().to_vec(),
        Value::Vector(numbers) => numbers
            .iter()
            .map(|number| match number {
                Value::Integer(number) => u8::try_from(*number).expect("a byte"),
                other => panic!("{other:?}"),
            })
            .collect(),
        other => panic!("{other:?}"),
    }
}
