//! What `dynamo swarm` tells of runs that fail, and what it writes down.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use dynamo_playground::dynamo::planted::{self, Bug};
use dynamo_playground::session::{document, link};

/// What came of running the command.
struct Ran {
    status: Option<i32>,
    out: String,
    err: String,
}

fn swarm(bug: &str, arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dynamo"));
    command.args(["swarm", "--planted", bug, "--jobs", "1"]).args(arguments);
    let output = command.output().expect("it can be run");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    Ran { status: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// A folder of this name that is not there yet.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("dynamo-swarm-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    folder
}

/// What a line says behind these words.
fn behind<'a>(out: &'a str, words: &str) -> &'a str {
    let found = out.lines().find_map(|line| line.trim_start().strip_prefix(words));
    found.unwrap_or_else(|| panic!("nothing says “{words}”: {out}"))
}

/// Finds a bug and gives what was told, with the document that was written.
fn written(bug: Bug, folder: &Path) -> (Ran, document::Document) {
    let (name, to) = (format!("{bug:?}"), folder.to_string_lossy());
    let ran = swarm(&name, &["--seeds", "0..100", "--stop-at", "1", "--out", &to]);
    assert_eq!(ran.status, Some(1), "{}", ran.out);
    let file = behind(&ran.out, "scenario: ").to_owned();
    let document = document::read(&fs::read_to_string(&file).expect("it is written"));
    let document = document.expect("it can be read");
    assert_eq!(file, folder.join(format!("swarm-{}.json", document.seed)).to_string_lossy());
    fs::remove_dir_all(folder).expect("the folder is there");
    (ran, document)
}

#[test]
fn a_run_that_fails_is_told_made_small_and_written_down() {
    let bug = Bug::StoreOverwrites;
    let (ran, document) = written(bug, &folder("fails"));
    assert_eq!(ran.err, "");
    assert!(ran.out.contains(&format!("seed {} failed:\n", document.seed)), "{}", ran.out);
    assert!(ran.out.ends_with("1 failed.\n"), "{}", ran.out);
    // The sentence of the small run, and how small it is.
    let (checker, event) = (document.title.rsplit(": ").next().unwrap_or_default(), ", at event ");
    let told = behind(&ran.out, "made small: ");
    let commands = document.commands.len();
    let small: usize = told.split(' ').next().and_then(|word| word.parse().ok()).expect("a number");
    assert!(small <= commands && small < 20, "{told}");
    assert!(told.ends_with(&format!("{} nodes", document.setup.nodes)), "{told}");
    let told = ran.out.lines().filter(|line| line.ends_with(&document.description));
    let told: Vec<&str> = told.collect();
    let is_it = |line: &&str| line.trim_start().starts_with(&format!("{checker}{event}"));
    let told = told.into_iter().find(is_it).expect("the failure is told with its event");
    let number = told.split(event).nth(1).and_then(|rest| rest.split(':').next());
    let number: usize = number.and_then(|number| number.parse().ok()).expect("a number");
    // The link holds what the file does.
    let linked = link::read(behind(&ran.out, "link: #")).expect("a link");
    assert_eq!(document::write(&linked), document::write(&document));
    // With the bug it opens at the event, without it the history is another.
    let opened = planted::with(Some(bug), || document.clone().into_session()).expect("a session");
    assert_eq!(opened.warnings, []);
    let timeline = opened.session.timeline();
    assert!(timeline.last_step().iter().any(|event| event.id.0 as usize == number));
}

#[test]
fn a_program_that_gives_up_is_written_down_a_step_before() {
    let bug = Bug::LateAnswerPanics;
    let (ran, document) = written(bug, &folder("gives-up"));
    assert!(ran.out.contains("panic, at event "), "{}", ran.out);
    assert!(document.description.ends_with("answers when nobody waits any more"));
    let opened = planted::with(Some(bug), || document.into_session()).expect("a session");
    assert_eq!(opened.warnings, []);
    let mut timeline = opened.session.timeline().clone();
    let step = std::panic::AssertUnwindSafe(|| planted::with(Some(bug), || timeline.step()));
    assert!(std::panic::catch_unwind(step).is_err(), "the next step shows it");
    planted::with(None, || ());
}

#[test]
fn it_ends_after_so_many_failures() {
    let ran = swarm("StoreOverwrites", &["--seeds", "0..100", "--stop-at", "2"]);
    assert_eq!(ran.status, Some(1));
    assert!(ran.out.ends_with(" runs, 2 failed.\n"), "{}", ran.out);
    assert_eq!(ran.out.matches(" failed:\n").count(), 2, "{}", ran.out);
    // Where no folder is named a link is enough.
    assert!(!ran.out.contains("scenario: ") && ran.out.contains("link: #session="));
}

#[test]
fn a_folder_that_cannot_be_made_earns_a_sentence() {
    let place = folder("in-the-way");
    fs::write(&place, "a file").expect("it can be written");
    let to = place.to_string_lossy();
    let ran = swarm("StoreOverwrites", &["--seeds", "0..100", "--stop-at", "1", "--out", &to]);
    assert_eq!(ran.status, Some(2), "{}", ran.out);
    assert!(ran.err.starts_with("dynamo: ") && ran.err.contains("It cannot be written: "));
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    fs::remove_file(&place).expect("it is there");
    let unknown = swarm("StoreUnderwrites", &[]);
    assert_eq!(unknown.status, Some(2));
    assert!(unknown.err.contains("No bug has this name."), "{}", unknown.err);
}
