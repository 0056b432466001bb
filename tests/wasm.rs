//! Tests that run as wasm in a browser: `cargo xtask test wasm`.

#![cfg(target_arch = "wasm32")]

mod histories;

use dynamo_playground::session::document::{self, Document};
use dynamo_playground::session::link;
use histories::{SEEDS, line, run, scenario};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn there_is_a_window() {
    assert!(web_sys::window().is_some());
}

/// What is saved and sent in the browser comes back as it was, and replays to the same.
#[wasm_bindgen_test]
fn documents_and_links_come_back_as_they_were() {
    for seed in SEEDS.step_by(16) {
        let session = run(scenario(seed));
        let document = Document::of_session(&session, None);
        let link = link::write(&document).expect("short enough");
        assert_eq!(link::read(&link).as_ref(), Ok(&document), "seed {seed}");
        assert_eq!(document::read(&document::write(&document)).as_ref(), Ok(&document));
        let opened = document.into_session().expect("it was a session before");
        assert_eq!(opened.warnings, [], "seed {seed}");
        assert_eq!(line(seed, &opened.session), line(seed, &session));
    }
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
