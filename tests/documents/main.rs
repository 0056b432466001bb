//! Documents and links: what is saved comes back as it was, and what is wrong is told.

#![cfg(not(target_arch = "wasm32"))]

mod complaints;
mod found;
mod fuzz;
mod fuzz_opened;
mod fuzz_typed;
#[path = "../histories/mod.rs"]
mod histories;
mod holds;
mod hostile;
mod narration;
mod questions;
mod round_trip;
mod schema;

use std::fs;
use std::path::Path;

/// The texts of the scenarios that come with the playground, by their file names.
fn examples() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/scenarios");
    let files = fs::read_dir(folder).expect("the folder is there").flatten();
    let jsons = files.filter(|file| file.path().extension().is_some_and(|kind| kind == "json"));
    let mut examples: Vec<(String, String)> = jsons
        .map(|file| {
            let text = fs::read_to_string(file.path()).expect("a scenario can be read");
            (file.file_name().to_string_lossy().into_owned(), text)
        })
        .collect();
    examples.sort();
    assert!(examples.len() >= 4);
    examples
}

/// A scenario in which every member of the format stands.
const EVERYTHING: &str = include_str!("everything.json");
