//! How much a first visit downloads, and how much it may.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use crate::console::{Problem, say};
use crate::workspace::Workspace;

/// By how much each kind may grow beyond its budget, in thousandths of it: enough for another
/// compiler's whims, too little for another picture.
const MARGIN_PERMILLE: u64 = 20;

/// The environment variable that has the budget written anew.
const UPDATE_VARIABLE: &str = "UPDATE_DOWNLOAD_BUDGET";

const HEAD: &str = "\
# What a first visit may download, in bytes after brotli; `cargo xtask test browser` checks it.
# After growth that is worth it: UPDATE_DOWNLOAD_BUDGET=1 cargo xtask test browser
";

/// The files of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Kind {
    name: String,
    /// As they are.
    plain: u64,
    /// As they are sent.
    brotli: u64,
}

/// What a kind may weigh.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Budget {
    name: String,
    brotli: u64,
}

/// Measures the built playground, prints what it found, and holds it against the budget.
pub fn check(workspace: &Workspace) -> Result<(), Problem> {
    let script = workspace.browser_tests_folder().join("download-sizes.mjs");
    let kinds = workspace
        .output_of("node", &[&script.to_string_lossy()])
        .and_then(|output| measured(&output))
        .ok_or_else(|| {
            Problem::new(format!(
                "The download could not be measured. `node {}` tells why.",
                script.display()
            ))
        })?;
    let file = budget_file(workspace);
    if env::var_os(UPDATE_VARIABLE).is_some() {
        say("The budget of the download is written anew.");
        return fs::write(&file, written(&kinds)).map_err(|error| {
            Problem::new(format!("{} cannot be written: {error}", file.display()))
        });
    }
    let budgets = fs::read_to_string(&file).ok().and_then(|text| read(&text)).ok_or_else(|| {
        Problem::new(format!(
            "{} is no budget. To have one written: {UPDATE_VARIABLE}=1 cargo xtask test browser",
            file.display()
        ))
    })?;
    println!("{}", table(&kinds, &budgets));
    match overdrawn(&kinds, &budgets) {
        Some(complaint) => Err(Problem::new(format!(
            "{complaint} Make it smaller, or, if it is worth it: {UPDATE_VARIABLE}=1 cargo xtask test browser"
        ))),
        None => Ok(()),
    }
}

fn budget_file(workspace: &Workspace) -> PathBuf {
    workspace.browser_tests_folder().join("download-budget.txt")
}

/// Reads lines of a kind, its bytes, and its bytes after brotli.
fn measured(output: &str) -> Option<Vec<Kind>> {
    let line = |line: &str| {
        let mut words = line.split_whitespace();
        let name = words.next()?.to_owned();
        let plain = words.next()?.parse().ok()?;
        let brotli = words.next()?.parse().ok()?;
        Some(Kind { name, plain, brotli })
    };
    output.lines().map(line).collect()
}

/// Reads a budget: lines of a kind and its bytes, and remarks.
fn read(text: &str) -> Option<Vec<Budget>> {
    let line = |line: &str| {
        let (name, brotli) = line.split_once(' ')?;
        Some(Budget { name: name.to_owned(), brotli: brotli.trim().parse().ok()? })
    };
    text.lines().filter(|line| !line.starts_with('#')).map(line).collect()
}

fn written(kinds: &[Kind]) -> String {
    let mut text = HEAD.to_owned();
    for kind in kinds {
        // Writing to memory has no way to fail.
        let _ = writeln!(text, "{} {}", kind.name, kind.brotli);
    }
    text
}

fn budget_of(kind: &Kind, budgets: &[Budget]) -> u64 {
    budgets.iter().find(|budget| budget.name == kind.name).map_or(0, |budget| budget.brotli)
}

/// Which kind has grown by more than the margin, in a sentence: of several the one that has
/// grown most.
fn overdrawn(kinds: &[Kind], budgets: &[Budget]) -> Option<String> {
    let over = |kind: &Kind| {
        let budget = budget_of(kind, budgets);
        let allowed = budget + budget * MARGIN_PERMILLE / 1_000;
        kind.brotli.checked_sub(allowed).filter(|over| *over > 0)
    };
    let (_, kind) =
        kinds.iter().filter_map(|kind| Some((over(kind)?, kind))).max_by_key(|(by, _)| *by)?;
    let budget = budget_of(kind, budgets);
    let Kind { name, brotli, .. } = kind;
    Some(format!(
        "The download has grown: {name} takes {brotli} bytes after brotli, where the budget is {budget} \
         and a margin of {}%.",
        MARGIN_PERMILLE / 10
    ))
}

fn table(kinds: &[Kind], budgets: &[Budget]) -> String {
    let mut table = format!("{:5}  {:>9}  {:>9}  {:>9}\n", "Kind", "Bytes", "Brotli", "Budget");
    let mut row = |name: &str, plain: u64, brotli: u64, budget: u64| {
        let _ = writeln!(table, "{name:5}  {plain:>9}  {brotli:>9}  {budget:>9}");
    };
    for kind in kinds {
        row(&kind.name, kind.plain, kind.brotli, budget_of(kind, budgets));
    }
    let sum = |of: fn(&Kind) -> u64| kinds.iter().map(of).sum();
    let budget = kinds.iter().map(|kind| budget_of(kind, budgets)).sum();
    row("all", sum(|kind| kind.plain), sum(|kind| kind.brotli), budget);
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(wasm: u64) -> Vec<Kind> {
        measured(&format!("html 1500 600\nwasm 900000 {wasm}\n")).expect("lines that are right")
    }

    #[test]
    fn what_is_written_is_read_again_and_is_no_more_than_allowed() {
        let budgets = read(&written(&kinds(300_000))).expect("a budget");
        assert_eq!(budgets.len(), 2, "the remarks are no budgets");
        assert_eq!(overdrawn(&kinds(300_000), &budgets), None);
    }

    #[test]
    fn growth_is_borne_up_to_the_margin_and_named_beyond_it() {
        let budgets = read("html 600\nwasm 300000\n").expect("a budget");
        assert_eq!(overdrawn(&kinds(306_000), &budgets), None);
        let complaint = overdrawn(&kinds(306_001), &budgets).expect("too much");
        assert!(complaint.contains("wasm takes 306001 bytes"), "{complaint}");
        assert_eq!(complaint.matches(". ").count(), 0, "one sentence: {complaint}");
    }

    #[test]
    fn a_kind_without_a_budget_may_weigh_nothing() {
        let budgets = read("wasm 300000\n").expect("a budget");
        let complaint = overdrawn(&kinds(300_000), &budgets).expect("html has no budget");
        assert!(complaint.contains("html takes 600 bytes"), "{complaint}");
    }

    #[test]
    fn what_is_no_measure_is_not_taken_for_one() {
        assert_eq!(measured("wasm many few"), None);
        assert_eq!(read("wasm\n"), None);
    }

    #[test]
    fn the_table_adds_up() {
        let budgets = read("html 600\nwasm 300000\n").expect("a budget");
        assert_eq!(
            table(&kinds(299_000), &budgets),
            "\
Kind       Bytes     Brotli     Budget
html        1500        600        600
wasm      900000     299000     300000
all       901500     299600     300600
"
        );
    }
}
