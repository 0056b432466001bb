//! The scenarios that come with the page: each can be opened, and is what it says.

#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::Path;

use dynamo_playground::session::document;
use dynamo_playground::session::stories;
use dynamo_playground::sim::BEHAVIOUR;

fn texts() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/scenarios");
    let files = fs::read_dir(folder).expect("the folder of scenarios");
    files
        .map(|file| file.expect("a file").path())
        // The folder has a text about itself as well.
        .filter(|path| path.extension().is_none_or(|kind| kind != "md"))
        .map(|path| {
            let text = fs::read_to_string(&path).expect("text");
            (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), text)
        })
        .collect()
}

#[test]
fn every_scenario_can_be_opened_by_its_name() {
    let texts = texts();
    assert!(!texts.is_empty());
    for (name, text) in texts {
        let stem = name.strip_suffix(".json").expect("a file of JSON");
        let plain = |letter: u8| letter.is_ascii_lowercase() || letter == b'-';
        assert!(stem.bytes().all(plain), "{name}: the page's address must be able to name it");
        let document =
            document::read(&text).unwrap_or_else(|complaint| panic!("{name}: {complaint}"));
        assert_eq!(document.behaviour, BEHAVIOUR, "{name}");
        assert!(!document.title.is_empty() && !document.description.is_empty(), "{name}");
        let opened =
            document.into_session().unwrap_or_else(|complaint| panic!("{name}: {complaint}"));
        assert_eq!(opened.warnings, [], "{name}");
    }
}

#[test]
fn the_page_knows_every_scenario() {
    let mut there: Vec<(String, String)> = texts()
        .into_iter()
        .map(|(name, text)| (name, document::read(&text).expect("a scenario").title))
        .collect();
    let mut known: Vec<(String, String)> = stories::FILES
        .into_iter()
        .map(|(name, title)| (format!("{name}.json"), title.to_owned()))
        .collect();
    there.sort();
    known.sort();
    assert_eq!(known, there);
}

#[test]
fn the_shopping_cart_is_the_opening_story() {
    let texts = texts();
    let (_, text) = texts.iter().find(|(name, _)| name == "shopping-cart.json").expect("the story");
    let document = document::read(text).expect("a scenario");
    assert_eq!(document.scenario(), stories::shopping_cart());
}
