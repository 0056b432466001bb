//! What fuzzing by coverage has found: each text is given to its target ever after. A file is named
//! after the target (see `fuzz/README.md`) and what was wrong.

use std::fs;
use std::path::Path;

use crate::holds;

#[test]
fn found_texts_are_held_to_what_all_are() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents/found");
    let files: Vec<_> = fs::read_dir(folder).expect("the folder is there").flatten().collect();
    assert!(!files.is_empty());
    for file in files {
        let text = fs::read_to_string(file.path()).expect("a text");
        let name = file.file_name();
        match name.to_string_lossy().split('-').next() {
            Some("texts") => drop(holds::text_is_read_or_refused(&text)),
            Some("links") => {
                holds::link_is_read_or_refused(&text);
                holds::packed_text_is_read_alike(&text);
            }
            Some("played") => drop(holds::played_is_told_and_exported(&text)),
            Some("given") => holds::commands_can_be_given_by_hand(&text),
            Some("fields") => holds::fields_take_or_refuse(&text),
            Some("words") => holds::words_are_read_or_refused(&text),
            Some("addresses") => holds::address_is_understood_or_told_of(&text),
            Some("states") => holds::states_are_taken_as_far_as_they_make_sense(&text),
            Some("kept") => holds::kept_texts_are_read_or_left_out(&text),
            _ => panic!("{name:?} is named after no target"),
        }
    }
}
