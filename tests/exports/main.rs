//! Exports, read by the parsers of their own formats and held against the trace that they are
//! made from: the story, random histories, and keys and values of every kind of bytes.

#![cfg(not(target_arch = "wasm32"))]

mod chrome;
mod command;
#[path = "../histories/mod.rs"]
mod histories;
mod jepsen;
mod metrics;
mod shiviz;
mod trace_lines;

use dynamo_playground::dynamo::identity::{ClientId, NodeId};
use dynamo_playground::dynamo::key::{Key, Value};
use dynamo_playground::dynamo::time::Time;
use dynamo_playground::session::export::{Format, Source};
use dynamo_playground::session::scenario::{Scenario, Scripted};
use dynamo_playground::session::session::Session;
use dynamo_playground::session::stories;
use dynamo_playground::sim::command::{Command, Entry, Write};
use dynamo_playground::sim::setup::Setup;

/// Histories of which every export is looked at.
const SEEDS: std::ops::Range<u64> = 0..48;

/// Bytes that are awkward in some format: its quotes, its separators, its ends of lines, what
/// looks like markup or a formula, and what is no text at all.
const AWKWARD: [&[u8]; 12] = [
    b"plain",
    b"\"quoted\", 'twice' \\ and \\n",
    b"line one\nline two\r\nline three\ttab",
    "Wörter — 購物車 🛒".as_bytes(),
    b"{\"json\": [1, 2]}",
    b"; a comment } ] ) #_ in EDN",
    b"</script><script>alert(1)</script>",
    b"=SUM(A1:A9)",
    "\u{2028}\u{2029}\u{85}\u{0}\u{1b}[31m".as_bytes(),
    b"\xff\x00\xfe\x80",
    b"0xff00fe80",
    b" leading and trailing ",
];

/// A session with what it is called in complaints.
fn sessions() -> impl Iterator<Item = (String, Session)> {
    let histories =
        SEEDS.map(|seed| (format!("history {seed}"), histories::run(histories::scenario(seed))));
    let workloads = histories::WORKLOAD_SEEDS
        .step_by(8)
        .map(|seed| (format!("workload {seed}"), histories::run(histories::with_workload(seed))));
    [("the story", story()), ("awkward bytes", awkward()), ("nothing at all", nothing())]
        .map(|(name, session)| (name.to_owned(), session))
        .into_iter()
        .chain(histories)
        .chain(workloads)
}

fn story() -> Session {
    histories::run(stories::shopping_cart())
}

fn nothing() -> Session {
    Session::new(stories::by_hand(1, Setup::default())).expect("a setup that makes sense")
}

/// Every awkward text as a title, a key and a value.
fn awkward() -> Session {
    let client = ClientId(0);
    let entry = Entry::Node(NodeId(0));
    let quorum = None;
    let mut script = Vec::new();
    for (index, bytes) in AWKWARD.iter().enumerate() {
        let key = Key::new(bytes).expect("a key");
        let value = Value::new(bytes).expect("a value");
        let write = Write::Blind(value);
        let put = Command::Put { client, key: key.clone(), write, entry, quorum };
        let get = Command::Get { client, key, entry, quorum };
        let at = 100 * index as u64;
        script.push(Scripted { at: Time::from_millis(at), command: put });
        script.push(Scripted { at: Time::from_millis(at + 50), command: get });
    }
    let title = AWKWARD.map(|bytes| String::from_utf8_lossy(bytes)).join("");
    histories::run(Scenario { title, seed: u64::MAX, setup: Setup::default(), script })
}

fn export(format: Format, session: &Session) -> String {
    let source = Source { scenario: session.scenario(), trace: session.timeline().trace() };
    let mut text = String::new();
    format.write(&source, &mut text).expect("writing to memory has no way to fail");
    text
}
