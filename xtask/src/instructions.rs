//! How many instructions the key paths take, and how many they may.
//!
//! Callgrind counts them. Unlike times they are the same on every run and on a busy machine, so
//! that a path which has become slower is found before anybody could feel it.

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use crate::browser::apt_get;
use crate::console::{Problem, say};
use crate::workspace::{self, Workspace};

/// By how much a path may grow beyond its budget, in thousandths of it: enough for another
/// compiler's whims.
const MARGIN_PERMILLE: u64 = 50;

/// The environment variable that has the budget written anew.
const UPDATE_VARIABLE: &str = "UPDATE_INSTRUCTION_BUDGET";

/// What the functions are called that are measured.
const PREFIX: &str = "measure::paths::";

/// The one that calls all others.
const WALK: &str = "walk";

const HEAD: &str = "\
# How many instructions the key paths of measure/src/paths.rs may take;
# `cargo xtask test instructions` checks it.
# After growth that is worth it: UPDATE_INSTRUCTION_BUDGET=1 cargo xtask test instructions
";

/// Paths, each with how many instructions it takes, or may take.
type Counts = BTreeMap<String, u64>;

/// Walks the key paths, prints what they take, and holds it against the budget.
pub fn check(workspace: &Workspace) -> Result<(), Problem> {
    ensure_valgrind(workspace)?;
    let counts = measured(workspace)?;
    let file = workspace.root().join("measure").join("instruction-budget.txt");
    if env::var_os(UPDATE_VARIABLE).is_some() {
        say("The budget of instructions is written anew.");
        return fs::write(&file, written(&counts)).map_err(|error| {
            Problem::new(format!("{} cannot be written: {error}", file.display()))
        });
    }
    let budgets = fs::read_to_string(&file).ok().and_then(|text| read(&text)).ok_or_else(|| {
        Problem::new(format!(
            "{} is no budget. To have one written: {UPDATE_VARIABLE}=1 cargo xtask test instructions",
            file.display()
        ))
    })?;
    println!("{}", table(&counts, &budgets));
    match complaint(&counts, &budgets) {
        Some(complaint) => Err(Problem::new(format!(
            "{complaint} To have the budget written anew: {UPDATE_VARIABLE}=1 cargo xtask test instructions"
        ))),
        None => Ok(()),
    }
}

/// Makes sure that Valgrind, which callgrind is part of, is there.
fn ensure_valgrind(workspace: &Workspace) -> Result<(), Problem> {
    if workspace.find("valgrind").is_some() {
        return Ok(());
    }
    let is_root = workspace.output_of("id", &["-u"]).is_some_and(|output| output.trim() == "0");
    if is_root && workspace.find("apt-get").is_some() {
        say("Installing Valgrind with apt-get.");
        let installed = apt_get(workspace, &["update"])
            && apt_get(workspace, &["install", "--yes", "valgrind"]);
        if installed && workspace.find("valgrind").is_some() {
            return Ok(());
        }
    }
    Err(Problem::new(
        "Instructions are counted by Valgrind, which is not there and could not be installed; install it with `apt-get install valgrind`, or the way your system provides it.",
    ))
}

fn measured(workspace: &Workspace) -> Result<Counts, Problem> {
    let target = workspace.target_folder();
    workspace::run(
        workspace
            .cargo()
            .args(["build", "--profile", "host", "--package", "measure", "--target-dir"])
            .arg(&target),
        "What measures the key paths could not be built. The lines above tell why.",
    )?;
    let output: PathBuf = target.join("callgrind.out");
    workspace::run(
        workspace
            .command("valgrind")
            .args(["--quiet", "--tool=callgrind", "--compress-strings=no"])
            .arg(format!("--callgrind-out-file={}", output.display()))
            .arg(target.join("host").join("measure"))
            .arg("paths"),
        "The key paths could not be walked under Valgrind. The lines above tell why.",
    )?;
    let text = fs::read_to_string(&output)
        .map_err(|error| Problem::new(format!("{} cannot be read: {error}", output.display())))?;
    Ok(counted(&text))
}

/// Reads what callgrind has written: a function's name, then lines each of which ends with the
/// instructions of a place in it, or of all that is called from there.
fn counted(text: &str) -> Counts {
    let mut counts = Counts::new();
    let mut path = None;
    for line in text.lines() {
        if let Some(function) = line.strip_prefix("fn=") {
            // Closures and the compiler's suffixes stand behind the name.
            path = function.split_once(PREFIX).map(|(_, name)| name).filter(|name| *name != WALK);
        } else if let Some(path) = path
            && line.starts_with(|first: char| first.is_ascii_digit() || "+-*".contains(first))
            && let Some(count) = line.split_whitespace().nth(1)
        {
            *counts.entry(path.to_owned()).or_default() += count.parse().unwrap_or(0);
        }
    }
    counts
}

/// Reads a budget: lines of a path and its instructions, and remarks.
fn read(text: &str) -> Option<Counts> {
    let line = |line: &str| {
        let (path, count) = line.split_once(' ')?;
        Some((path.to_owned(), count.trim().parse().ok()?))
    };
    text.lines().filter(|line| !line.starts_with('#')).map(line).collect()
}

fn written(counts: &Counts) -> String {
    let mut text = HEAD.to_owned();
    for (path, count) in counts {
        // Writing to memory has no way to fail.
        let _ = writeln!(text, "{path} {count}");
    }
    text
}

/// What is wrong, in a sentence: a path that has grown by more than the margin, of several the
/// one that has grown most; one without a budget; or one that is gone.
fn complaint(counts: &Counts, budgets: &Counts) -> Option<String> {
    if let Some(path) = budgets.keys().find(|path| !counts.contains_key(*path)) {
        return Some(format!("The path {path} has a budget and was not walked."));
    }
    if let Some(path) = counts.keys().find(|path| !budgets.contains_key(*path)) {
        return Some(format!("The path {path} has no budget."));
    }
    let over = |(path, count): (&String, &u64)| {
        let budget = budgets.get(path).copied().unwrap_or_default();
        let permille = count * 1_000 / budget.max(1);
        (permille > 1_000 + MARGIN_PERMILLE).then(|| (permille, path.clone(), *count, budget))
    };
    let (_, path, count, budget) = counts.iter().filter_map(over).max()?;
    Some(format!(
        "The path {path} takes {count} instructions, where the budget is {budget} and a margin of {}%.",
        MARGIN_PERMILLE / 10
    ))
}

fn table(counts: &Counts, budgets: &Counts) -> String {
    let mut table = format!("{:24}  {:>12}  {:>12}\n", "Path", "Instructions", "Budget");
    for (path, count) in counts {
        let budget = budgets.get(path).copied().unwrap_or_default();
        let _ = writeln!(table, "{path:24}  {count:>12}  {budget:>12}");
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALLGRIND: &str = "\
events: Ir
fl=/project/measure/src/paths.rs
fn=measure::paths::walk
10 5
cfn=measure::paths::seeks
calls=1 20
11 300
fn=measure::paths::seeks
20 7
+2 3
cfn=other::function
calls=4 0
* 290
fn=other::function
1 290
";

    fn counts(seeks: u64) -> Counts {
        Counts::from([("seeks".to_owned(), seeks)])
    }

    #[test]
    fn a_path_takes_what_it_does_itself_and_what_it_has_others_do() {
        assert_eq!(counted(CALLGRIND), counts(300));
    }

    #[test]
    fn what_is_written_is_read_again_and_is_no_more_than_allowed() {
        let budgets = read(&written(&counts(300_000))).expect("a budget");
        assert_eq!(budgets, counts(300_000));
        assert_eq!(complaint(&counts(300_000), &budgets), None);
        assert_eq!(complaint(&counts(200_000), &budgets), None);
    }

    #[test]
    fn growth_is_borne_up_to_the_margin_and_named_beyond_it() {
        assert_eq!(complaint(&counts(315_000), &counts(300_000)), None);
        let complaint = complaint(&counts(315_400), &counts(300_000)).expect("too many");
        assert!(complaint.contains("seeks takes 315400 instructions"), "{complaint}");
        assert_eq!(complaint.matches(". ").count(), 0, "one sentence: {complaint}");
    }

    #[test]
    fn every_path_has_a_budget_and_every_budget_its_path() {
        assert!(
            complaint(&counts(1), &Counts::new()).is_some_and(|text| text.contains("no budget"))
        );
        assert!(
            complaint(&Counts::new(), &counts(1)).is_some_and(|text| text.contains("not walked"))
        );
    }
}
