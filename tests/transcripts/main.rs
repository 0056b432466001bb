//! Readable transcripts: each text file in this folder is a script, what happens when it is
//! followed, and a comment on what it shows.
//!
//! A file is made of blocks: commands, a line `----`, and the transcript of what they bring
//! about, up to an empty line. [`script`] tells which commands there are. After a change that
//! is meant to change the transcripts, write them anew and read the difference:
//!
//! ```text
//! UPDATE_TRANSCRIPTS=1 cargo test --test transcripts && git diff tests/transcripts
//! ```

#![cfg(not(target_arch = "wasm32"))]

mod difference;
mod faults;
mod file;
mod filter;
mod knobs;
mod script;
mod show;
mod words;

use std::fs;
use std::path::{Path, PathBuf};

use script::Script;

#[test]
fn every_script_brings_about_its_transcript() {
    let update = std::env::var_os("UPDATE_TRANSCRIPTS").is_some();
    let mut complaints = Vec::new();
    let paths = scripts();
    assert!(paths.len() >= 10, "the scripts are missing");
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let expected = fs::read_to_string(&path).expect("a script can be read");
        match follow(&expected) {
            Err(complaint) => complaints.push(format!("{name}: {complaint}")),
            Ok(actual) if actual == expected => {}
            Ok(actual) if update => fs::write(&path, actual).expect("a script can be written"),
            Ok(actual) => {
                complaints.push(format!("{name}:\n{}", difference::between(&expected, &actual)))
            }
        }
    }
    assert!(
        complaints.is_empty(),
        "{}\nIf this is as it should be, run with UPDATE_TRANSCRIPTS=1.",
        complaints.join("\n")
    );
}

/// The text of a script with the transcript that it brings about now.
fn follow(text: &str) -> Result<String, String> {
    let mut script = Script::default();
    let mut blocks = file::parse(text)?;
    for block in &mut blocks {
        block.output = String::new();
        for (number, line) in &block.commands {
            let complain = |complaint| format!("line {number}: {line}: {complaint}");
            block.output += &script.follow(line).map_err(complain)?;
        }
        block.output += &script.rest();
    }
    Ok(file::print(&blocks))
}

fn scripts() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    let entries = fs::read_dir(folder).expect("the folder of the scripts is there");
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    paths.sort();
    paths
}

#[test]
fn a_script_that_makes_no_sense_is_complained_about() {
    let complaint = |script: &str| follow(&format!("{script}\n----\n")).unwrap_err();
    assert!(complaint("put").contains("line 1: put: a key is missing"));
    assert!(complaint("get cart\ndance").contains("no such command"));
    assert!(complaint("get cart via Q").contains("no node Q"));
    assert!(complaint("get cart\nseed 8").contains("before anything happens"));
    assert!(complaint("get cart via P1").contains("no key"));
    assert!(complaint("quorum 3 9 2\nget cart").contains("R can be at most N = 3"));
    assert!(complaint("put cart \"book by 1").contains("quote"));
    assert!(complaint("get cart by 1 twice").contains("twice"));
    assert!(complaint("clocks sundial").contains("no kind of clock"));
    assert!(complaint("placement equal").contains("Q is missing"));
    assert!(complaint("seeds Z\nget cart").contains("Z cannot be a seed"));
    assert!(complaint("skew A 500").contains("not like +500ms"));
    assert!(complaint("cut A B").contains("neither > nor <>"));
    assert!(complaint("hold A > B").contains("no such message is on its way"));
    assert!(complaint("disturb any > A rain").contains("rain befalls no message"));
    assert!(complaint("get cart w 2").contains("w makes no sense here"));
    assert!(complaint("gossip 1s\nput cart \"book\"\nrun\nrun").contains("no end to this"));
}
