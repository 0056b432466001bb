//! Every kind of question has the answer that can be read off the transcript of a run that is
//! known, and names the event that decided.

use dynamo_playground::session::document;
use dynamo_playground::session::lesson::{Stop, stops};
use dynamo_playground::session::questions::{Choices, Reply};
use dynamo_playground::session::run::Run;
use dynamo_playground::session::transcript;

/// What is asked of a run, with the answer; the last is what the deciding event's line in the
/// transcript has in it.
type Table = [(&'static str, &'static str, &'static str)];

/// Asks every question of a table.
fn ask(scenario: &str, table: &Table) {
    let questions: Vec<&str> = table.iter().map(|(question, _, _)| *question).collect();
    let text = format!(
        "{{ \"version\": 1, \"seed\": 7, {scenario}, \"questions\": [{}] }}",
        questions.join(",\n")
    );
    let document = document::read(&text).unwrap_or_else(|flaw| panic!("{flaw}"));
    let all = stops(&document.narration, &document.questions);
    let mut run = Run::new(document.clone()).expect("a run");
    let mut complaints = Vec::new();
    for (moment, stop) in all {
        let Stop::Question(index) = stop else { continue };
        let timeline = run.timeline_mut();
        assert!(timeline.seek_moment(moment));
        let (question, expected, decided) = table[index];
        let mut ahead = timeline.clone();
        let asked = document.questions[index].ask(&mut ahead);
        // The history that it was run ahead on holds what decided.
        let told = asked.answer.as_ref().map_or("no answer".to_owned(), ToString::to_string);
        let by = asked.answer.as_ref().and_then(|answer| answer.decided_by);
        let line = by.map_or(String::new(), |by| {
            transcript::render(&ahead.trace()[by.0 as usize..=by.0 as usize])
        });
        if told != expected || !line.contains(decided) || line.is_empty() != decided.is_empty() {
            complaints.push(format!("{question}: {told}, not {expected}; decided by {line}"));
        }
        // What is right can be answered.
        if let Some(answer) = asked.answer {
            let possible = match (asked.choices, &answer.value) {
                (Choices::OneOf(replies), value) => replies.contains(value),
                (Choices::Nodes(all), Reply::Nodes(nodes)) => {
                    nodes.iter().all(|node| all.contains(node))
                }
                (Choices::Values(all), Reply::Values(values)) => {
                    values.iter().all(|value| all.contains(value))
                }
                (Choices::Count, Reply::Count(_)) => true,
                _ => false,
            };
            assert!(possible, "{question}: {answer}");
        }
    }
    crate::none_of(&complaints);
}

/// Constant latency; the primaries of “cart” are E, B and C, A and D follow.
const CALM: &str = r#""cluster": { "latency": { "constant_ms": 10 } }"#;

#[test]
fn of_a_put_and_gets_in_calm_weather() {
    let commands = r#""commands": [
        { "at_ms": 1, "put": { "key": "cart", "value": "book", "via": "A" } },
        { "at_ms": 200, "get": { "key": "cart", "client": "client 2", "via": "C" } },
        { "at_ms": 300, "put": { "key": "cart", "value": "pen", "client": "client 2", "via": "B" } },
        { "at_ms": 400, "put": { "key": "cart", "blind_value": "mug", "client": "client 3", "via": "E" } },
        { "at_ms": 500, "get": { "key": "cart", "client": "client 3", "via": "E" } }
    ]"#;
    ask(
        &format!("{CALM}, {commands}"),
        &[
            (r#"{ "at_ms": 0, "primaries": { "key": "cart" } }"#, "B, C, E", ""),
            (r#"{ "at_ms": 0, "coordinator": { "request": "1.1" } }"#, "C", "coordinates"),
            (r#"{ "at_ms": 0, "hops": { "request": "1.1" } }"#, "1", "coordinates"),
            (r#"{ "at_ms": 0, "outcome": { "request": "1.1" } }"#, "ok", "has its quorum"),
            (r#"{ "at_ms": 0, "messages": { "request": "1.1" } }"#, "8", "answer: written"),
            (r#"{ "at_ms": 0, "stand_ins": { "request": "1.1" } }"#, "none", "is answered"),
            (r#"{ "at_ms": 0, "answered": { "request": "1.1" } }"#, "C, E", "has its quorum"),
            (r#"{ "at_ms": 150, "hops": { "request": "2.1" } }"#, "0", "coordinates"),
            (r#"{ "at_ms": 150, "values": { "request": "2.1" } }"#, "\"book\"", "has its quorum"),
            (r#"{ "at_ms": 150, "versions": { "request": "2.1" } }"#, "1", "has its quorum"),
            (r#"{ "at_ms": 150, "repaired": { "request": "2.1" } }"#, "none", "is answered"),
            (r#"{ "at_ms": 150, "stale": { "request": "2.1" } }"#, "no", "is answered"),
            (r#"{ "at_ms": 150, "slower": { "requests": ["1.1", "2.1"] } }"#, "1.1", "after 50 ms"),
            (
                r#"{ "at_ms": 150, "relation": { "requests": ["1.1", "2.2"] } }"#,
                "the second has seen the first",
                "makes version",
            ),
            (
                r#"{ "at_ms": 150, "relation": { "requests": ["2.2", "3.1"] } }"#,
                "neither has seen the other",
                "makes version",
            ),
            (r#"{ "at_ms": 150, "versions": { "request": "3.2" } }"#, "2", "has its quorum"),
            (
                r#"{ "at_ms": 150, "survives": { "request": "1.1", "until_ms": 390 } }"#,
                "yes",
                "stores cart",
            ),
            (
                r#"{ "at_ms": 150, "stored": { "key": "cart", "node": "B", "until_ms": 480 } }"#,
                "2",
                "stores cart",
            ),
            (r#"{ "at_ms": 150, "agree": { "key": "cart", "until_ms": 315 } }"#, "no", "stores"),
            (r#"{ "at_ms": 150, "agree": { "key": "cart", "until_ms": 390 } }"#, "yes", "stores"),
            (r#"{ "at_ms": 150, "linearizable": { "key": "cart", "until_ms": 390 } }"#, "yes", ""),
            (
                r#"{ "at_ms": 150, "linearizable": { "key": "cart", "until_ms": 900 } }"#,
                "no",
                "is answered",
            ),
            (r#"{ "at_ms": 600, "outcome": { "request": "9.9" } }"#, "no answer", ""),
        ],
    );
}

#[test]
fn of_stand_ins_and_beliefs() {
    let commands = r#""commands": [
        { "at_ms": 0, "crash": "B" },
        { "put": { "key": "cart", "value": "book", "via": "E" } },
        { "at_ms": 200, "restart": "B" },
        { "at_ms": 2000, "get": { "key": "cart", "via": "E" } }
    ]"#;
    ask(
        &format!("{CALM}, {commands}"),
        &[
            (r#"{ "at_ms": 0, "stand_ins": { "request": "1.1" } }"#, "A", "keeps a hint for B"),
            (r#"{ "at_ms": 0, "hints": { "until_ms": 100 } }"#, "1", "keeps a hint for B"),
            (r#"{ "at_ms": 0, "hints": { "until_ms": 900 } }"#, "0", "deletes the hint"),
            (r#"{ "at_ms": 0, "hints": { "until_ms": 30 } }"#, "0", ""),
            (
                r#"{ "at_ms": 0, "believes_down": { "node": "E", "about": "B", "until_ms": 100 } }"#,
                "yes",
                "takes B as down",
            ),
            (
                r#"{ "at_ms": 0, "believes_down": { "node": "E", "about": "B", "until_ms": 900 } }"#,
                "no",
                "takes B as up again",
            ),
            (
                r#"{ "at_ms": 0, "believes_down": { "node": "B", "about": "A", "until_ms": 100 } }"#,
                "no answer",
                "",
            ),
            (
                r#"{ "at_ms": 0, "knows": { "node": "A", "about": "B", "until_ms": 100 } }"#,
                "yes",
                "",
            ),
        ],
    );
}

#[test]
fn of_a_read_that_repairs_and_a_write_that_is_lost() {
    let commands = r#""commands": [
        { "at_ms": 0, "crash": "C" },
        { "put": { "key": "cart", "value": "book", "via": "E" } },
        { "at_ms": 200, "restart": "C" },
        { "at_ms": 1000, "get": { "key": "cart", "via": "E" } },
        { "at_ms": 1500, "wipe_disk": "E" },
        { "wipe_disk": "B" },
        { "wipe_disk": "C" }
    ]"#;
    ask(
        &format!(
            r#""cluster": {{ "latency": {{ "constant_ms": 10 }}, "quorum": "strict" }}, {commands}"#
        ),
        &[
            (r#"{ "at_ms": 300, "repaired": { "request": "1.2" } }"#, "C", "repairs C"),
            (
                r#"{ "at_ms": 300, "survives": { "request": "1.1", "until_ms": 1400 } }"#,
                "yes",
                "stores cart",
            ),
            (
                r#"{ "at_ms": 300, "survives": { "request": "1.1", "until_ms": 1600 } }"#,
                "no",
                "wipe",
            ),
        ],
    );
}

#[test]
fn of_members_and_ranges() {
    let cluster = r#""cluster": { "nodes": 4, "latency": { "constant_ms": 10 }, "gossip_interval_ms": 100, "seeds": ["A"] }"#;
    let commands = r#""commands": [
        { "at_ms": 0, "put": { "key": "cart", "value": "book" } },
        { "at_ms": 500, "join": {} }
    ]"#;
    ask(
        &format!("{cluster}, {commands}, \"until_ms\": 4000"),
        &[
            (
                r#"{ "at_ms": 400, "knows": { "node": "A", "about": "E", "until_ms": 450 } }"#,
                "no",
                "",
            ),
            (
                r#"{ "at_ms": 400, "knows": { "node": "A", "about": "E", "until_ms": 3000 } }"#,
                "yes",
                "learns: E",
            ),
            (r#"{ "at_ms": 400, "rounds": { "about": "E" } }"#, "6 to 10", "learns: E"),
            (r#"{ "at_ms": 400, "shipped": {} }"#, "1", "1 object"),
            (r#"{ "at_ms": 400, "share": {} }"#, "C", ""),
        ],
    );
}

#[test]
fn of_trees() {
    let cluster = r#""cluster": { "latency": { "constant_ms": 10 }, "quorum": "strict", "anti_entropy_interval_ms": 1000, "merkle_depth": 2 }"#;
    let commands = r#""commands": [
        { "at_ms": 0, "crash": "C" },
        { "put": { "key": "cart", "value": "book", "via": "E" } },
        { "at_ms": 200, "restart": "C" }
    ]"#;
    ask(
        &format!("{cluster}, {commands}, \"until_ms\": 4000"),
        &[
            (r#"{ "at_ms": 250, "hashes": {} }"#, "14", "14 hashes"),
            (r#"{ "at_ms": 250, "shipped": {} }"#, "0", "0 objects shipped"),
        ],
    );
}
