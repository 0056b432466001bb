//! `dynamo swarm` as a person or a script would run it, where nothing fails. What it does with runs
//! that fail is seen with bugs planted: `tests/planted/command.rs`.

use std::process::Command;

/// What came of running the command.
struct Ran {
    status: Option<i32>,
    out: String,
    err: String,
}

fn swarm(arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dynamo"));
    let output = command.arg("swarm").args(arguments).output().expect("it can be run");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    Ran { status: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// How often something was counted.
fn count(out: &str, what: &str) -> u64 {
    let line = out.lines().find_map(|line| line.trim_start().strip_suffix(what));
    line.map_or(0, |count| count.trim().parse().expect("a number"))
}

#[test]
fn a_clean_swarm_says_what_happened_in_it() {
    let ran = swarm(&["--seeds", "0..9", "--jobs", "2"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""), "{}", ran.out);
    assert!(ran.out.ends_with("\n9 runs, 0 failed.\n"), "{}", ran.out);
    assert_eq!(count(&ran.out, "  runs: rough") + count(&ran.out, "  runs: calm"), 9);
    assert!(count(&ran.out, "  fault: crash") > 0, "{}", ran.out);
    // A calm run alone says what it has not proved.
    let calm = (0..).map(|seed: u32| swarm(&["--seed", &seed.to_string()]));
    let calm = calm.take(50).find(|ran| count(&ran.out, "  runs: calm") == 1);
    let calm = calm.expect("some run is calm");
    assert!(calm.out.contains("\nnever occurred: fault: crash, "), "{}", calm.out);
}

#[test]
fn how_many_run_at_a_time_changes_nothing() {
    let one = swarm(&["--seeds", "3..9", "--jobs", "1"]);
    let many = swarm(&["--seeds", "3..9", "--jobs", "4"]);
    assert_eq!((one.status, one.out), (many.status, many.out));
}

#[test]
fn one_seed_is_a_swarm_of_one() {
    let seed = swarm(&["--seed", "7"]);
    assert_eq!(seed.out, swarm(&["--seeds", "7..8"]).out);
    assert!(seed.out.ends_with("\n1 runs, 0 failed.\n"), "{}", seed.out);
    // The last one that there can be has none behind it.
    let last = swarm(&["--seed", &u64::MAX.to_string()]);
    assert_eq!(last.status, Some(2), "{}", last.out);
}

#[test]
fn nothing_is_written_where_nothing_fails() {
    let folder = std::env::temp_dir().join(format!("dynamo-swarm-clean-{}", std::process::id()));
    let ran = swarm(&["--seeds", "0..2", "--out", &folder.to_string_lossy()]);
    assert_eq!(ran.status, Some(0));
    assert!(!folder.exists());
}

#[test]
fn what_makes_no_sense_earns_a_sentence() {
    for (arguments, sentence) in [
        (&["--seeds", "5"][..], "Write two numbers as in 0..1000."),
        (&["--seeds", "one..two"], "Write two numbers as in 0..1000."),
        (&["--seeds", "0..18446744073709551616"], "Write two numbers as in 0..1000."),
        (&["--seeds", "9..3"], "The second number is the larger one."),
        (&["--seeds", "3..3"], "The second number is the larger one."),
        (&["--seed", "-1"], "'-1'"),
        (&["--seed", "1", "--seeds", "0..2"], "cannot be used with"),
        (&["--seed", "18446744073709551615"], "The last seed is 18446744073709551614."),
        (&["--jobs", "0"], "zero"),
        (&["--jobs", "many"], "invalid digit"),
        (&["--stop-at", "0"], "zero"),
        (&["--out"], "a value is required"),
        (&["--faster"], "unexpected argument"),
    ] {
        let ran = swarm(arguments);
        assert_eq!((ran.status, ran.out.as_str()), (Some(2), ""), "{arguments:?}");
        let first = ran.err.lines().next().unwrap_or_default();
        assert!(first.contains(sentence), "{arguments:?}: {}", ran.err);
        assert!(!ran.err.contains("panicked"), "{arguments:?}: {}", ran.err);
    }
}
