//! One clear sentence for what is wrong, with its place and its mend.

use dynamo_playground::session::document::{self, Spot};
use dynamo_playground::session::link;

/// What is complained about.
fn complaint(text: &str) -> String {
    match document::read(text) {
        Ok(_) => panic!("nothing is wrong with {text}"),
        Err(complaint) => complaint.to_string(),
    }
}

#[test]
fn a_complaint_names_the_place_and_the_mend() {
    let expected = [
        (
            "",
            "Line 1, column 1: The text ends too early: a part of it is missing. Copy it again, whole.",
        ),
        (
            "{\"version\": 1",
            "Line 1, column 13 (version): The text ends too early: a part of it is missing. Copy it again, whole.",
        ),
        ("[1]", "Line 1, column 1: An object in braces is needed here, not a list."),
        ("{\"version\": 1,}", "Line 1, column 15: Take out the comma before the closing bracket."),
        ("{}", "Line 1, column 1: “version” is missing here. Add it."),
        (
            "{\"verson\": 1}",
            "Line 1, column 2 (verson): “verson” is not known here. Did you mean “version”?",
        ),
        (
            "{\"version\": 9}",
            "Line 1, column 2 (version): This scenario is written in version 9 of the format; version 1 is known here. Open it with a newer playground: reload the page, or build the program anew.",
        ),
        (
            "{\"version\": 1} {}",
            "Line 1, column 16: The scenario ends here, but the text goes on. Take out what follows.",
        ),
        (
            "{\"version\": 1, \"version\": 1}",
            "Line 1, column 16 (version): “version” is given twice. Take one of them out.",
        ),
    ];
    for (text, expected) in expected {
        assert_eq!(complaint(text), expected);
    }
}

#[test]
fn every_line_is_counted() {
    let text = "{\n  \"version\": 1,\n  \"title\": \"ü\", \"cluster\": {\n    \"nodes\": 5,\n    \"read_qourum\": 2\n  }\n}";
    let complaint = document::read(text).expect_err("a slip");
    let path = "cluster.read_qourum".to_owned();
    assert_eq!(complaint.spot, Some(Spot { path, line: 5, column: 5 }));
    assert_eq!(complaint.what, "“read_qourum” is not known here. Did you mean “read_quorum”?");
}

#[test]
fn what_makes_no_sense_is_told_where_it_stands() {
    let within = |inside: &str| complaint(&format!("{{\"version\": 1, {inside}}}"));
    let expected = [
        ("\"behaviour\": 99", "behaviour", "This session needs version 99"),
        (
            "\"seed\": -1",
            "seed",
            "A whole number from 0 to 18446744073709551615 is needed here, not -1.",
        ),
        ("\"seed\": 1.5", "seed", "not a number with decimals."),
        ("\"seed\": 99999999999999999999", "seed", "not a number with decimals."),
        (
            "\"cluster\": {\"nodes\": 1001}",
            "cluster.nodes",
            "A whole number from 1 to 1000 is needed here, not 1001.",
        ),
        ("\"cluster\": {\"nodes\": \"5\"}", "cluster.nodes", "not “5”."),
        ("\"cluster\": {\"nodes\": null}", "cluster.nodes", "not null."),
        (
            "\"cluster\": {\"nodes\": 2}",
            "cluster.replicas",
            "N can be at most 2: there are 2 nodes.",
        ),
        ("\"cluster\": {\"read_quorum\": 4}", "cluster.read_quorum", "R can be at most N = 3"),
        ("\"cluster\": {\"partitions\": 12}", "cluster.partitions", "must be a power of two"),
        ("\"cluster\": {\"seeds\": [\"A\", \"Z\"]}", "cluster.seeds", "Z cannot be a seed"),
        (
            "\"cluster\": {\"failure_detector\": \"two_witnesses\"}",
            "cluster.failure_detector",
            "turn gossip on",
        ),
        (
            "\"cluster\": {\"failure_detector\": \"locl\"}",
            "cluster.failure_detector",
            "Did you mean “local”?",
        ),
        (
            "\"cluster\": {\"gossip_interval_ms\": 0.5}",
            "cluster.gossip_interval_ms",
            "must be at least 1 ms.",
        ),
        (
            "\"cluster\": {\"gossip_interval_ms\": 1e300}",
            "cluster.gossip_interval_ms",
            "A number of milliseconds from 0 to 1000000000",
        ),
        (
            "\"cluster\": {\"latency\": {\"uniform\": {\"min_ms\": 5, \"max_ms\": 1}}}",
            "cluster.latency",
            "The shortest delay must not be longer",
        ),
        (
            "\"cluster\": {\"key_spaces\": [{\"prefix\": \"a\"}, {\"prefix\": \"b\", \"replicas\": 9}]}",
            "cluster.key_spaces[1].replicas",
            "N can be at most 5",
        ),
        (
            "\"cluster\": {\"nodes\": 1000, \"tokens_per_node\": 256}",
            "cluster.tokens_per_node",
            "256000 tokens",
        ),
        (
            "\"commands\": [{\"at_ms\": 5}]",
            "commands[0]",
            "Something is missing here. Add one of: get, put,",
        ),
        ("\"commands\": [{\"at_ms\": 5, \"putt\": {}}]", "commands[0].putt", "Did you mean “put”?"),
        (
            "\"commands\": [{\"crash\": \"A\", \"restart\": \"A\"}]",
            "commands[0].restart",
            "“restart” is one too many",
        ),
        (
            "\"commands\": [{\"crash\": \"1\"}]",
            "commands[0].crash",
            "The letter of a node, A, B, … Z, AA, … ALL,",
        ),
        ("\"commands\": [{\"crash\": \"ALM\"}]", "commands[0].crash", "… ALL,"),
        (
            "\"commands\": [{\"heal\": {}}, {\"put\": {\"key\": \"\", \"value\": \"x\"}}]",
            "commands[1].put.key",
            "A key needs at least one character.",
        ),
        (
            "\"commands\": [{\"put\": {\"kee\": \"a\", \"value\": \"x\"}}]",
            "commands[0].put.kee",
            "Did you mean “key”?",
        ),
        ("\"commands\": [{\"put\": {\"key\": \"a\"}}]", "commands[0].put", "Add one of: value,"),
        (
            "\"commands\": [{\"put\": {\"key\": \"a\", \"value\": \"x\", \"count\": 1}}]",
            "commands[0].put.count",
            "one too many",
        ),
        (
            "\"commands\": [{\"put\": {\"key\": \"a\", \"value\": {\"hex\": \"0\"}}}]",
            "commands[0].put.value",
            "{ \"hex\": \"00ff\" }",
        ),
        (
            "\"commands\": [{\"get\": {\"key\": \"a\", \"client\": 1}}]",
            "commands[0].get.client",
            "A client, as “client 1”, is needed here, not 1.",
        ),
        (
            "\"commands\": [{\"get\": {\"key\": \"a\", \"client\": \"client 0\"}}]",
            "commands[0].get.client",
            "not “client 0”.",
        ),
        (
            "\"commands\": [{\"at_ms\": 9, \"heal\": {}}, {\"at_ms\": 8, \"heal\": {}}]",
            "commands[1].at_ms",
            "Put the commands in the order of their times.",
        ),
        (
            "\"narration\": [{\"text\": \"x\"}]",
            "narration[0]",
            "“at_ms” is missing here. Add it, or “step”.",
        ),
        (
            "\"narration\": [{\"at_ms\": 1, \"step\": 1, \"text\": \"x\"}]",
            "narration[0]",
            "Take one of them out.",
        ),
        (
            "\"expectations\": [{\"noted\": {\"kind\": \"hint_storde\"}}]",
            "expectations[0].noted.kind",
            "Did you mean “hint_stored”?",
        ),
        ("\"expectations\": [{\"hash\": \"12\"}]", "expectations[0].hash", "32 hexadecimal digits"),
        ("\"cursor\": {\"step\": 1000001}", "cursor.step", "A whole number from 0 to 1000000"),
    ];
    for (inside, path, what) in expected {
        let complaint = within(inside);
        assert!(complaint.contains(&format!("({path}): ")), "{inside}\n{complaint}");
        assert!(complaint.contains(what), "{inside}\n{complaint}");
    }
}

#[test]
fn links_that_cannot_be_read_say_why() {
    let document = document::read("{\"version\": 1}").expect("a scenario");
    let link = link::write(&document).expect("short enough");
    let complaint = |link: &str| match link::read(link) {
        Ok(_) => panic!("nothing is wrong with {link}"),
        Err(complaint) => complaint.to_string(),
    };
    let none = "This is no link to a session: one has “#session=1.…” at its end.";
    assert_eq!(complaint(""), none);
    assert_eq!(complaint("https://example.org/#top"), none);
    let future = complaint("#session=7.abc");
    assert!(future.starts_with("This link is of version 7; version 1 is known here."), "{future}");
    let damaged =
        "This link is damaged: a part of it is missing or was changed. Copy it again, whole.";
    for end in 11..link.len() {
        assert_eq!(complaint(&link[..end]), damaged, "{end}");
    }
    assert_eq!(complaint(&format!("{link}!")), damaged);
}

#[test]
fn a_session_that_is_too_long_for_a_link_says_so() {
    // Values that look random: nothing about them can be compressed.
    let word = |number: u64| {
        format!("{:032x}", u128::from(number.wrapping_mul(0x9e37_79b9_7f4a_7c15)) << 17)
    };
    let put = |number| format!("{{\"put\": {{\"key\": \"k\", \"value\": \"{}\"}}}}", word(number));
    let commands: Vec<String> = (1..2_000).map(put).collect();
    let text = format!("{{\"version\": 1, \"commands\": [{}]}}", commands.join(","));
    let document = document::read(&text).expect("a long scenario");
    let long = link::write(&document).expect_err("far too long");
    assert!(long.chars > link::LINK_CHARS_MAX);
    assert!(long.to_string().ends_with("Save it as a file instead."), "{long}");
}
