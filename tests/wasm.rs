//! Tests that run as wasm in a browser: `cargo xtask test wasm`.

#![cfg(target_arch = "wasm32")]

mod histories;

use histories::{SEEDS, line, run, scenario};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn there_is_a_window() {
    assert!(web_sys::window().is_some());
}

/// A link made on one machine shows the same on every other: 32-bit words and the browser's
/// arithmetic change nothing. The digests are those of the tests on the host.
#[wasm_bindgen_test]
fn histories_come_to_the_same_as_on_the_host() {
    let golden = include_str!("golden/digests.txt");
    assert_eq!(golden.lines().count() as u64, SEEDS.end - SEEDS.start);
    for (seed, expected) in SEEDS.zip(golden.lines()) {
        assert_eq!(line(seed, &run(scenario(seed))).trim_end(), expected);
    }
}
