//! The headless command itself, as a person or a script would run it.

#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use dynamo_playground::session::session::Session;
use dynamo_playground::session::{document, stories};
use dynamo_playground::sim::trace::digest;

/// What came of running the command.
struct Ran {
    status: i32,
    out: String,
    err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        let status = output.status.code().expect("it was not killed");
        let (out, err) = (text(output.stdout), text(output.stderr));
        assert!(!err.contains("panicked"), "{err}");
        Ran { status, out, err }
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dynamo"));
    command.args(arguments).current_dir(scenarios());
    command
}

fn dynamo(arguments: &[&str]) -> Ran {
    command(arguments).output().expect("it can be run").into()
}

/// With this text on standard input.
fn dynamo_reading(arguments: &[&str], text: &str) -> Ran {
    let mut piped = command(arguments);
    piped.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().expect("it can be run");
    let mut input = child.stdin.take().expect("it reads");
    // It does not take in more than it can use.
    let _ = input.write_all(text.as_bytes());
    drop(input);
    child.wait_with_output().expect("it ends").into()
}

fn scenarios() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("static/scenarios")
}

fn cart() -> String {
    fs::read_to_string(scenarios().join("shopping-cart.json")).expect("the cart is there")
}

/// The hash of the cart's run to its end, in a session as the page has it.
fn hash() -> String {
    let mut session = Session::new(stories::shopping_cart()).expect("the story makes sense");
    let timeline = session.timeline_mut();
    while timeline.step() {}
    digest(timeline.trace())
}

#[test]
fn a_run_tells_its_story_and_what_was_expected() {
    let ran = dynamo(&["run", "shopping-cart.json"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("* add \"book\" to cart, via any node"), "{}", ran.out);
    let end = format!("0 commands refused; hash {}.", hash());
    assert!(ran.out.contains(&end), "{end}\n{}", ran.out);
    assert_eq!(ran.out.matches("\nok   ").count(), 10, "{}", ran.out);
    let quiet = dynamo(&["run", "--quiet", "shopping-cart.json"]);
    assert!(quiet.out.starts_with("at rest after ") && ran.out.ends_with(&quiet.out));
}

#[test]
fn standard_input_is_read_and_the_seed_can_be_another() {
    let ran = dynamo_reading(&["run", "-q", "-"], &cart());
    assert_eq!((ran.status, &ran.out), (0, &dynamo(&["run", "-q", "shopping-cart.json"]).out));
    let other = dynamo_reading(&["run", "-q", "--seed", "52", "-"], &cart());
    assert_ne!(other.out, ran.out);
}

#[test]
fn what_is_not_as_expected_is_told_and_ends_with_1() {
    let wrong = cart().replace("\"hints\": { \"count\": 0 }", "\"hints\": { \"count\": 3 }");
    let ran = dynamo_reading(&["run", "-q", "-"], &wrong);
    assert_eq!(ran.status, 1);
    assert!(ran.out.contains("FAIL At the end: hints: expected 3; found 0.\n"), "{}", ran.out);
}

#[test]
fn many_files_are_checked_and_the_worst_counts() {
    let names: Vec<String> = fs::read_dir(scenarios())
        .expect("the folder is there")
        .flatten()
        .map(|file| file.file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".json"))
        .collect();
    let all: Vec<&str> = ["check"].into_iter().chain(names.iter().map(String::as_str)).collect();
    let ran = dynamo(&all);
    assert_eq!((ran.status, ran.out.lines().count()), (0, names.len()), "{}", ran.out);
    assert!(ran.out.lines().all(|line| line.starts_with("ok   ")), "{}", ran.out);
    let wrong = cart().replace("\"hints\": { \"count\": 0 }", "\"hints\": { \"count\": 3 }");
    let unmet = dynamo_reading(&["check", "-", "hinted-handoff.json"], &wrong);
    assert_eq!(unmet.status, 1);
    assert!(unmet.out.starts_with("FAIL -: expectations not met: 1 of 10\n"), "{}", unmet.out);
    let bad = dynamo_reading(&["check", "none.json", "-", "hinted-handoff.json"], &wrong);
    assert_eq!(bad.status, 2);
    let marks: Vec<&str> = bad.out.lines().map(|line| &line[..4]).collect();
    assert_eq!(marks, ["BAD ", "FAIL", "    ", "ok  "], "{}", bad.out);
}

#[test]
fn bad_input_is_told_in_a_line_and_ends_with_2() {
    let told = |text: &str| {
        let ran = dynamo_reading(&["run", "-"], text);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{}", ran.err);
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
        ran.err
    };
    let slip = told("{\"version\": 1, \"cluster\": {\"nodse\": 5}}");
    let expected = "dynamo: standard input: Line 1, column 28 (cluster.nodse): “nodse” is not known \
                    here. Did you mean “nodes”?\n";
    assert_eq!(slip, expected);
    assert!(told("").contains("The text ends too early"));
    assert!(told(&" ".repeat(3_000_000)).contains("at most 2000000 bytes"));
    let missing = dynamo(&["run", "none.json"]);
    assert_eq!(missing.status, 2);
    assert!(missing.err.starts_with("dynamo: none.json: It cannot be read: "), "{}", missing.err);
    assert_eq!(dynamo(&["run"]).status, 2);
    assert_eq!(dynamo(&["run", "--until", "soon", "shopping-cart.json"]).status, 2);
}

#[test]
fn bytes_that_are_no_text_are_told() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("no-text.json");
    fs::write(&path, [b'{', 0xff]).expect("it can be written");
    let ran = dynamo(&["run", &path.to_string_lossy()]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("This is no text: byte 1 is no part of UTF-8."), "{}", ran.err);
}

#[test]
fn an_older_scenario_is_run_with_a_warning() {
    let older = cart().replace("\"behaviour\": 1", "\"behaviour\": 0");
    let ran = dynamo_reading(&["run", "-q", "-"], &older);
    assert_eq!(ran.status, 0);
    assert!(ran.err.contains("saved under behaviour version 0"), "{}", ran.err);
}

#[test]
fn replay_shows_the_cluster_at_a_moment() {
    let at_time = dynamo(&["replay", "--until", "690", "shopping-cart.json"]);
    assert_eq!(at_time.status, 0, "{}", at_time.err);
    assert!(at_time.out.starts_with("time      690 ms\n"), "{}", at_time.out);
    assert!(at_time.out.contains("\nB: up\n  cart = \"book, pen, lamp\" "), "{}", at_time.out);
    assert!(at_time.out.contains("network   cut or partitioned\n"), "{}", at_time.out);
    let field = |ran: &Ran, name: &str| {
        let line = ran.out.lines().find(|line| line.starts_with(name)).expect("it is shown");
        line[name.len()..].trim().to_owned()
    };
    let steps = field(&at_time, "steps");
    let at_step = dynamo(&["replay", "--until", &format!("step:{steps}"), "shopping-cart.json"]);
    assert_eq!(field(&at_step, "hash"), field(&at_time, "hash"));
    let event = dynamo(&["replay", "--until", "event:100", "shopping-cart.json"]);
    let events: u32 = field(&event, "events").parse().expect("a number");
    assert!((101..110).contains(&events), "{events}");
    assert_eq!(field(&dynamo(&["replay", "shopping-cart.json"]), "hash"), hash());
}

/// A cluster in which gossip never ends.
#[test]
fn what_never_ends_is_stopped() {
    let endless = "{\"version\": 1, \"cluster\": {\"gossip_interval_ms\": 100}}";
    let usual = dynamo_reading(&["run", "-q", "-"], endless);
    assert!(usual.out.starts_with("stopped at 10000 ms after "), "{}", usual.out);
    let said = endless.replace("}}", "}, \"until_ms\": 1500}");
    let said = dynamo_reading(&["run", "-q", "-"], &said);
    assert!(said.out.starts_with("stopped at 1500 ms after "), "{}", said.out);
    let asked = dynamo_reading(&["run", "-q", "--until", "700.5", "-"], endless);
    assert!(asked.out.starts_with("stopped at 700.5 ms after "), "{}", asked.out);
}

#[test]
fn two_runs_are_compared() {
    let same = dynamo(&["compare", "--change", "read_quorum=2", "shopping-cart.json"]);
    assert_eq!(same.status, 0, "{}", same.out);
    assert!(same.out.ends_with(" events are the same, 0 differ.\n"), "{}", same.out);
    let other = dynamo(&["compare", "-c", "quorum=strict", "shopping-cart.json"]);
    assert_eq!(other.status, 1, "{}", other.err);
    assert!(other.out.contains("\nThe first event that differs:\n- "), "{}", other.out);
    assert!(other.out.contains("  2.2: ok -> indeterminate\n"), "{}", other.out);
    let shorter = dynamo(&["compare", "--without", "6", "shopping-cart.json"]);
    assert!(shorter.out.contains("* add \"lamp\" to cart, via B"), "{}", shorter.out);
    let files = dynamo(&["compare", "--with", "hinted-handoff.json", "shopping-cart.json"]);
    assert_eq!(files.status, 1, "{}", files.err);
    for (wrong, what) in [
        (vec!["-c", "read_quorum=9"], "(cluster.read_quorum): R can be at most N = 3"),
        (vec!["-c", "reed_quorum=1"], "Did you mean “read_quorum”?"),
        (vec!["--without", "99"], "There is no command 99."),
        (vec![], "Say what is to change"),
    ] {
        let arguments = [vec!["compare", "shopping-cart.json"], wrong].concat();
        let ran = dynamo(&arguments);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""));
        assert!(ran.err.contains(what), "{}", ran.err);
    }
}

#[test]
fn links_are_made_and_opened() {
    let made = dynamo(&["link", "--base", "https://example.org/play/", "shopping-cart.json"]);
    assert_eq!(made.status, 0, "{}", made.err);
    let link = made.out.trim_end();
    assert!(link.starts_with("https://example.org/play/#session=1."), "{link}");
    let usual = dynamo(&["format", "shopping-cart.json"]).out;
    assert_eq!(dynamo(&["open", link]).out, usual);
    assert_eq!(dynamo_reading(&["open", "-"], &made.out).out, usual);
    assert_eq!(document::read(&usual), document::read(&cart()));
    let damaged = dynamo(&["open", &link[..link.len() - 9]]);
    assert_eq!(damaged.status, 2);
    assert!(damaged.err.contains("This link is damaged"), "{}", damaged.err);
}

#[test]
fn the_schema_the_help_and_completions_are_printed() {
    assert_eq!(dynamo(&["schema"]).out, document::schema());
    let help = dynamo(&["--help"]);
    assert_eq!(help.status, 0);
    assert!(help.out.contains("Examples:\n  dynamo run cart.json"), "{}", help.out);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = dynamo(&["completions", shell]);
        assert_eq!(script.status, 0);
        assert!(script.out.contains("dynamo") && script.out.contains("replay"), "{shell}");
    }
}
