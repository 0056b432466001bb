//! What is typed into fields and stands in the page's address: whatever it is, it earns a sentence,
//! or means something that is shown in the same way again.

use dynamo_playground::dynamo::identity::ClientId;
use dynamo_playground::sim::data_type::{Counter, ObservedRemoveSet};
use dynamo_playground::sim::latency::Latency;
use dynamo_playground::sim::setup::Setup;
use dynamo_playground::view::knobs::{self, delay_ms, fields, followers, nodes, permille};
use dynamo_playground::view::parameters::Parameters;
use dynamo_playground::view::words::{file_stem, moment, shortened, typed_moment};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;

use crate::fuzz::config;

/// Pieces of what is meant to be typed somewhere, and of what is not.
const PIECES: [&str; 64] = [
    "0",
    "1",
    "5",
    "00",
    "65535",
    "65536",
    "4294967295",
    "4294967296",
    "18446744073709551615",
    "18446744073709551616",
    "340282366920938463463374607431768211456",
    "0.5",
    ".",
    "..",
    "1e9",
    "+",
    "-",
    "–",
    "−",
    "%",
    ",",
    ";",
    ":",
    " ",
    "\t",
    "\u{a0}",
    "\u{0}",
    "(",
    ")",
    "Pareto(",
    "Exp(",
    "writes ",
    "others ",
    "90% ",
    "A",
    "B",
    "Z",
    "ZZZ",
    "ALL",
    "AAAA",
    "a b",
    "log/ 3 1 3",
    " last-write-wins",
    "siblings",
    "equal",
    "count ",
    "set ",
    "| seen",
    "@",
    "1.",
    "1+",
    "=",
    "&",
    "?",
    "#",
    "scenario",
    "seed=",
    "speed=20",
    "theme=dark",
    "autoplay",
    "embed=maybe",
    "%ff",
    "<img src=x onerror=a>",
    "🛒",
];

/// A text of such pieces, or any other.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => vec(select(&PIECES[..]), 0..9).prop_map(|pieces| pieces.concat()),
        1 => ".{0,30}",
        1 => vec(any::<u8>(), 0..30).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
    ]
}

fn run(hold: impl Fn(String) -> Result<(), TestCaseError>) {
    TestRunner::new(config()).run(&text(), hold).unwrap_or_else(|failure| panic!("{failure}"));
}

/// A complaint is a sentence that can be shown.
fn is_sentence(complaint: &str) -> bool {
    complaint.ends_with(['.', '?']) && complaint.chars().count() < 1_500
}

#[test]
fn fuzz_every_field_takes_a_text_or_tells_why_not() {
    run(|text| {
        for field in fields() {
            let mut setup = Setup::default();
            if let Err(complaint) = (field.write)(&mut setup, &text) {
                prop_assert!(is_sentence(&complaint), "{}: {complaint}", field.id);
                continue;
            }
            if let Err(errors) = setup.check() {
                for error in errors {
                    prop_assert!(is_sentence(&error.to_string()), "{}: {error}", field.id);
                }
            }
            let shown = (field.read)(&setup);
            let mut again = Setup::default();
            prop_assert_eq!((field.write)(&mut again, &shown), Ok(()), "{}: “{}”", field.id, shown);
            prop_assert_eq!((field.read)(&again), shown, "{}: “{}”", field.id, text);
            let _ = followers(field.id, &text);
        }
        Ok(())
    });
}

#[test]
fn fuzz_single_numbers_and_lists_are_read_or_refused() {
    run(|text| {
        for told in [
            delay_ms(&text).err(),
            permille(&text).err(),
            nodes(&text).err(),
            knobs::whole_number(&text).err(),
        ] {
            prop_assert!(told.is_none_or(|complaint| is_sentence(&complaint)));
        }
        if let Some(time) = typed_moment(&text) {
            prop_assert!(!moment(time).is_empty());
        }
        if let Ok(latency) = text.parse::<Latency>() {
            prop_assert_eq!(latency.to_string().parse::<Latency>(), Ok(latency));
        }
        prop_assert!(shortened(&text, 5).chars().count() <= 6);
        let stem = file_stem(&text);
        prop_assert!(
            stem.chars().all(|letter| letter.is_alphanumeric() || letter == '-'),
            "{stem}"
        );
        Ok(())
    });
}

#[test]
fn fuzz_the_address_is_understood_or_told_of_in_one_message() {
    run(|text| {
        let (speeds, themes) = ([2, 20, 200], ["light", "dark"]);
        let (parameters, told) = Parameters::read(&text, &speeds, &themes);
        if let Some(told) = told {
            prop_assert!(is_sentence(&told) && !told.contains(char::is_control), "{told:?}");
        }
        // The name becomes a part of an address.
        let letters =
            |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        prop_assert!(parameters.scenario.is_none_or(|name| letters(&name) && !name.is_empty()));
        prop_assert!(parameters.speed.is_none_or(|speed| speeds.contains(&speed)));
        prop_assert!(parameters.theme.is_none_or(|theme| themes.contains(&theme.as_str())));
        Ok(())
    });
}

/// Anyone can put a text that looks like the state of a counter or a set, or nearly so.
#[test]
fn fuzz_states_of_data_types_are_taken_as_far_as_they_make_sense() {
    run(|text| {
        for text in [format!("count 1: {text}"), format!("set {text}"), text] {
            let mut counter = Counter::parse(&text);
            prop_assert_eq!(&Counter::parse(&counter.to_text()), &counter);
            counter.add(ClientId(0), i64::MIN);
            counter.merge(&Counter::parse(&text));
            prop_assert!(!counter.to_text().is_empty());
            let mut set = ObservedRemoveSet::parse(&text);
            set.add(ClientId(0), "milk");
            set.merge(&ObservedRemoveSet::parse(&text));
            prop_assert!(set.items().count() >= 1 && !set.to_text().is_empty());
        }
        Ok(())
    });
}
