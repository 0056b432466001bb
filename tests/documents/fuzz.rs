//! Valid documents and links, damaged at random. Nothing panics; what is refused is told in a
//! sentence with a place in the text; what is taken is written and read as the same, and is
//! valid by the schema.
//!
//! For a longer run: `FUZZ_CASES=1000000 cargo test --release --test documents fuzz`; that takes in
//! what is opened (`fuzz_opened`) and what is typed (`fuzz_typed`). What is held of every text stands
//! in `holds`; a fuzzer that looks for new ways through the code holds texts to the same (`fuzz/`).

use dynamo_playground::session::document::{self, Document};
use dynamo_playground::session::link;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};

use crate::histories::{run, scenario};
use crate::holds::{link_is_read_or_refused, packed_text_is_read_alike, text_is_read_or_refused};
use crate::schema::validator;
use crate::{EVERYTHING, examples};

/// How many damaged texts of each kind are read unless `FUZZ_CASES` says otherwise.
const CASES: u32 = 3_000;

pub fn config() -> Config {
    let told = std::env::var("FUZZ_CASES").ok().and_then(|cases| cases.parse().ok());
    Config { cases: told.unwrap_or(CASES), failure_persistence: None, ..Config::default() }
}

/// Texts to be damaged.
fn texts() -> Vec<String> {
    let histories =
        [1, 5].map(|seed| document::write(&Document::of_session(&run(scenario(seed)), None)));
    let examples = examples().into_iter().map(|(_, text)| text);
    examples.chain([EVERYTHING.to_owned()]).chain(histories).collect()
}

/// One damage to bytes.
#[derive(Clone, Debug)]
enum Damage {
    Flip(Index, u8),
    Put(Index, Vec<u8>),
    CutOut(Index, u8),
    Repeat(Index, u8),
    Truncate(Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    let pieces: Vec<Vec<u8>> = [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\\u0000",
        "null",
        "-1",
        "1e999",
        "NaN",
        "0.1",
        "99999999999999999999",
        "\u{feff}",
        "\u{2028}",
        "[[[[[[[[",
        "{\"a\":{\"a\":",
        "\"A\"",
    ]
    .map(|piece| piece.as_bytes().to_vec())
    .to_vec();
    prop_oneof![
        (any::<Index>(), 0..8_u8).prop_map(|(at, bit)| Damage::Flip(at, bit)),
        (any::<Index>(), select(pieces)).prop_map(|(at, piece)| Damage::Put(at, piece)),
        (any::<Index>(), vec(any::<u8>(), 1..4)).prop_map(|(at, piece)| Damage::Put(at, piece)),
        (any::<Index>(), 1..40_u8).prop_map(|(at, length)| Damage::CutOut(at, length)),
        (any::<Index>(), 1..40_u8).prop_map(|(at, length)| Damage::Repeat(at, length)),
        any::<Index>().prop_map(Damage::Truncate),
    ]
}

fn damaged(text: &str, damages: &[Damage]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for damage in damages {
        if bytes.is_empty() {
            break;
        }
        let length = bytes.len();
        let span = |at: &Index, count: u8| {
            let at = at.index(length);
            at..length.min(at + usize::from(count))
        };
        match damage {
            Damage::Flip(at, bit) => bytes[at.index(length)] ^= 1 << bit,
            Damage::Put(at, piece) => {
                let at = at.index(length);
                bytes.splice(at..at, piece.iter().copied());
            }
            Damage::CutOut(at, count) => drop(bytes.drain(span(at, *count))),
            Damage::Repeat(at, count) => {
                let piece = bytes[span(at, *count)].to_vec();
                let at = at.index(length);
                bytes.splice(at..at, piece);
            }
            Damage::Truncate(at) => bytes.truncate(at.index(length)),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A value that may stand where another is meant to.
fn strange() -> impl Strategy<Value = Value> {
    let texts = ["", "A", "AAAA", "client 1", "client 0", "1.1", "<script>", "cart", "\u{0}\n"];
    let deep = (0..100).fold(Value::Null, |inside, _| json!([inside]));
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-2..300_i64).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (0..40_000_u32).prop_map(|number| json!(f64::from(number) / 16.0)),
        select(texts.to_vec()).prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
        Just(json!({ "hex": "00" })),
        Just(deep),
        Just(json!(vec![0; 20_000])),
    ]
}

/// One change to the tree of a document.
#[derive(Clone, Debug)]
enum Change {
    Replace(Value),
    TakeOut,
    Rename(Index, char),
    Double,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        3 => strange().prop_map(Change::Replace),
        2 => Just(Change::TakeOut),
        1 => (any::<Index>(), any::<char>()).prop_map(|(at, letter)| Change::Rename(at, letter)),
        1 => Just(Change::Double),
    ]
}

/// Changes one value somewhere in a tree, chosen by the way down.
fn change_in(value: &mut Value, way: &[Index], change: &Change) {
    let (here, rest) = way.split_first().expect("a way of one step at least");
    match value {
        Value::Object(members) if !members.is_empty() => {
            let index = here.index(members.len());
            let Some(name) = members.keys().nth(index).cloned() else { return };
            let is_leaf =
                rest.is_empty() || !(members[&name].is_object() || members[&name].is_array());
            if !is_leaf {
                return change_in(&mut members[&name], rest, change);
            }
            match change {
                Change::Replace(other) => drop(members.insert(name, other.clone())),
                Change::TakeOut => drop(members.remove(&name)),
                Change::Rename(at, letter) => {
                    let inside = members.remove(&name).unwrap_or_default();
                    let mut letters: Vec<char> = name.chars().collect();
                    letters.insert(at.index(letters.len() + 1), *letter);
                    members.insert(letters.into_iter().collect(), inside);
                }
                Change::Double => {
                    let inside = members[&name].clone();
                    members.insert(name, json!([inside.clone(), inside]));
                }
            }
        }
        Value::Array(elements) if !elements.is_empty() => {
            let index = here.index(elements.len());
            let inside = &mut elements[index];
            if !rest.is_empty() && (inside.is_object() || inside.is_array()) {
                return change_in(inside, rest, change);
            }
            match change {
                Change::Replace(other) => elements[index] = other.clone(),
                Change::TakeOut | Change::Rename(..) => drop(elements.remove(index)),
                Change::Double => elements.insert(index, elements[index].clone()),
            }
        }
        other => *other = json!({}),
    }
}

/// The tree of a document with some changes in it.
pub fn changed_tree() -> impl Strategy<Value = Value> {
    let trees: Vec<Value> =
        texts().iter().map(|text| serde_json::from_str(text).expect("JSON")).collect();
    let step = vec(any::<Index>(), 1..6);
    (select(trees), vec((step, change()), 1..3)).prop_map(|(mut tree, changes)| {
        for (way, change) in &changes {
            change_in(&mut tree, way, change);
        }
        tree
    })
}

#[test]
fn damaged_texts_are_refused_or_still_make_sense() {
    let strategy = (select(texts()), vec(damage(), 1..5));
    TestRunner::new(config())
        .run(&strategy, |(text, damages)| {
            text_is_read_or_refused(&damaged(&text, &damages));
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn changed_trees_are_refused_or_valid_by_the_schema() {
    let validator = validator();
    let taken = std::cell::Cell::new(0_u32);
    TestRunner::new(config())
        .run(&changed_tree(), |tree| {
            let text = tree.to_string();
            if text_is_read_or_refused(&text) {
                taken.set(taken.get() + 1);
                prop_assert!(validator.is_valid(&tree), "{text}");
            }
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
    assert!(taken.get() > config().cases / 100, "only {} were taken", taken.get());
}

#[test]
fn damaged_links_are_refused_or_still_make_sense() {
    let document = |text: &String| document::read(text).expect("a scenario");
    let links: Vec<String> =
        texts().iter().map(|text| link::write(&document(text)).expect("short enough")).collect();
    let strategy = (select(links), vec(damage(), 1..4));
    TestRunner::new(config())
        .run(&strategy, |(link, damages)| {
            link_is_read_or_refused(&damaged(&link, &damages));
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}

/// Bytes that were never a link or a document.
#[test]
fn noise_is_refused() {
    let strategy = ("\\PC{0,60}", vec(any::<u8>(), 0..200));
    TestRunner::new(config())
        .run(&strategy, |(text, bytes)| {
            text_is_read_or_refused(&text);
            packed_text_is_read_alike(&text);
            let tree = Map::from_iter([(text.clone(), json!(text))]);
            text_is_read_or_refused(&Value::Object(tree).to_string());
            use base64::Engine;
            let packed = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&bytes);
            let read = link::read(&format!("#session=1.{packed}"));
            prop_assert!(read.is_err());
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}
