//! Texts that are made to do harm are told like any other. What they cost is measured by
//! `cargo bench --bench documents`; here a reader that takes their bait would not come to an end.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use dynamo_playground::session::document::{self, limits::TEXT_BYTES_MAX};
use dynamo_playground::session::link;
use miniz_oxide::deflate::compress_to_vec_zlib;

fn refused(what: &str, text: &str) -> String {
    let complaint = document::read(text).err().unwrap_or_else(|| panic!("{what} was read"));
    let complaint = complaint.to_string();
    assert!(complaint.chars().count() < 1_000, "{what}: {complaint}");
    complaint
}

/// As much of a piece as a scenario may hold.
fn full_of(before: &str, piece: &str, after: &str) -> String {
    let count = (TEXT_BYTES_MAX - before.len() - after.len()) / piece.len();
    format!("{before}{}{after}", piece.repeat(count))
}

#[test]
fn large_and_deep_texts_are_refused() {
    let oversized = " ".repeat(TEXT_BYTES_MAX + 1);
    assert!(refused("oversized", &oversized).contains("at most 2000000 bytes"));
    let deep = "too many brackets within brackets";
    assert!(refused("deep lists", &full_of("", "[", "")).contains(deep));
    assert!(refused("deep objects", &full_of("", "{\"a\":", "")).contains(deep));
    let version = "{\"version\": 1, ";
    let commands =
        full_of(&format!("{version}\"commands\": ["), "{\"heal\":{}},", "{\"heal\":{}}]}");
    assert!(refused("commands", &commands).contains("at most 10000 can be"));
    let groups = format!("{version}\"commands\": [{{\"partition\": {{\"groups\": [");
    assert!(refused("groups", &full_of(&groups, "[],", "[]]}}]}")).contains("at most 5000"));
    let numbers = format!("{version}\"cluster\": {{\"capacities\": [");
    assert!(refused("numbers", &full_of(&numbers, "1,", "1]}}")).contains("at most 1000"));
    let title = full_of(&format!("{version}\"title\": \""), "x", "\"}");
    assert!(refused("title", &title).contains("at most 200 can be"));
    let escapes = full_of(&format!("{version}\"title\": \""), "\\ud83d\\ude00", "\"}");
    assert!(refused("escapes", &escapes).contains("at most 200 can be"));
    let digits = full_of(&format!("{version}\"seed\": "), "9", "}");
    assert!(refused("digits", &digits).contains("too large"));
    let name = full_of("{\"version\": 1, \"", "a", "\": 1}");
    assert!(refused("name", &name).contains("is not known here"));
}

#[test]
fn many_names_are_refused() {
    let names: Vec<String> = (0..120_000).map(|number| format!("\"kex{number}\":1")).collect();
    let inside = names.join(",");
    refused("names", &format!("{{{inside}}}"));
    refused(
        "names of a put",
        &format!("{{\"version\":1,\"commands\":[{{\"put\":{{{inside}}}}}]}}"),
    );
    let nested = "{\"a\":".repeat(100);
    let elements = full_of(&format!("{nested}["), "0,", "0]");
    refused("a long list far inside", &format!("{elements}{}", "}".repeat(100)));
}

#[test]
fn what_is_no_json_is_refused() {
    for text in [
        "{\"version\": NaN}",
        "{\"version\": Infinity}",
        "{\"version\": 1e400}",
        "{\"version\": 01}",
        "{'version': 1}",
        "{version: 1}",
        "// comment\n{\"version\": 1}",
        "\u{feff}{\"version\": 1}",
        "{\"version\": 1, \"title\": \"\u{0}\"}",
        "{\"version\": 1, \"title\": \"\\ud800\"}",
        "null",
        "\"version\"",
        "<script>alert(1)</script>",
    ] {
        refused(text, text);
    }
}

/// Markup in a text is a text: it is kept letter by letter and told shortened.
#[test]
fn markup_is_text() {
    let script = "</script><img src=x onerror=alert(1)>";
    let text = format!("{{\"version\": 1, \"title\": \"{script}\"}}");
    let document = document::read(&text).expect("a title may hold anything");
    assert_eq!(document.title, script);
    assert_eq!(document::read(&document::write(&document)), Ok(document));
    let told = refused("line breaks", "{\"version\": 1, \"\\n\\u001b[31mred\": 1}");
    assert!(!told.contains(['\n', '\u{1b}']), "{told:?}");
}

#[test]
fn links_that_unpack_to_much_are_refused() {
    let bomb = compress_to_vec_zlib(&vec![b' '; 100_000_000], 6);
    let link = format!("#session=1.{}", URL_SAFE_NO_PAD.encode(&bomb));
    let complaint = link::read(&link).expect_err("far too large").to_string();
    assert!(complaint.contains("unpacks to more than 2000000 bytes"), "{complaint}");
    let long = format!("#session=1.{}", "A".repeat(5_000_000));
    assert!(link::read(&long).expect_err("too long").to_string().contains("at most 200000"));
    let binary = compress_to_vec_zlib(&[0xff; 100], 6);
    let link = format!("#session=1.{}", URL_SAFE_NO_PAD.encode(binary));
    assert!(link::read(&link).expect_err("no text").to_string().contains("damaged"));
}

/// The largest clusters that a document may hold.
#[test]
fn the_largest_clusters_are_opened() {
    for cluster in [
        "\"nodes\": 1000, \"tokens_per_node\": 100",
        "\"nodes\": 1000, \"merkle_depth\": 20, \"anti_entropy_interval_ms\": 1",
        "\"nodes\": 12, \"tokens_per_node\": 256, \"capacities\": [8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8]",
    ] {
        let text = format!("{{\"version\": 1, \"cluster\": {{{cluster}}}}}");
        let document = document::read(&text).unwrap_or_else(|complaint| panic!("{complaint}"));
        document.into_session().expect("a session");
    }
}
