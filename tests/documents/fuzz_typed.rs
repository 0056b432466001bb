//! What is typed into fields and stands in the page's address: whatever it is, it earns a sentence,
//! or means something that is shown in the same way again.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;

use crate::fuzz::config;
use crate::holds;

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

fn run(hold: impl Fn(&str)) {
    let hold = |text: String| {
        hold(&text);
        Ok(())
    };
    TestRunner::new(config()).run(&text(), hold).unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn fuzz_every_field_takes_a_text_or_tells_why_not() {
    run(holds::fields_take_or_refuse);
}

#[test]
fn fuzz_single_numbers_and_lists_are_read_or_refused() {
    run(holds::words_are_read_or_refused);
}

#[test]
fn fuzz_the_address_is_understood_or_told_of_in_one_message() {
    run(holds::address_is_understood_or_told_of);
}

#[test]
fn fuzz_states_of_data_types_are_taken_as_far_as_they_make_sense() {
    run(holds::states_are_taken_as_far_as_they_make_sense);
}

#[test]
fn fuzz_what_the_device_keeps_is_read_or_left_out() {
    run(holds::kept_texts_are_read_or_left_out);
}
