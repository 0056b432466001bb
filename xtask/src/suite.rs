//! `cargo xtask test`: all tests, on this machine and in a browser.

use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};
use std::{env, fs};

use crate::arguments::Selection;
use crate::browser::{self, BROWSER_VARIABLE};
use crate::console::{Problem, say};
use crate::report::Report;
use crate::tools;
use crate::workspace::{self, Workspace};
use crate::{download, instructions, node, play, split, trunk, wasm_runner};

/// The environment variable that has the first part of the program chosen anew.
const UPDATE_FIRST_PART: &str = "UPDATE_FIRST_PART";

const WITHOUT_SET_UP: &str = "What they need could not be set up.";

/// Runs the selected stages; a failure in one does not keep the others from running, unless they
/// depend on it.
pub fn run(workspace: &Workspace, selection: Selection) -> Result<ExitCode, Problem> {
    let mut report = Report::default();
    if selection.host {
        report.stage("host tests", || host_tests(workspace));
        report.stage("planted bugs", || planted_bugs(workspace));
    }
    if selection.instructions {
        report.stage("instruction budget", || instructions::check(workspace));
    }
    if selection.wasm || selection.browser {
        let tools = report.stage("wasm tools", || wasm_tools(workspace, selection));
        let browser = report.stage("browser set-up", || {
            node::ensure_packages(workspace)?;
            browser::ensure(workspace)
        });
        let ready = tools.and(browser.as_deref());
        if selection.wasm {
            match ready {
                Some(browser) => {
                    report.stage("wasm tests", || wasm_tests(workspace, browser));
                }
                None => report.not_run("wasm tests", WITHOUT_SET_UP),
            }
        }
        if selection.browser {
            match ready {
                Some(browser) => playground_tests(workspace, browser, &mut report),
                None => report.not_run("browser tests", WITHOUT_SET_UP),
            }
        }
    }
    Ok(report.finish())
}

fn host_tests(workspace: &Workspace) -> Result<(), Problem> {
    workspace::run(
        workspace.cargo().args(["test", "--workspace", "--no-fail-fast"]),
        "A test on this machine failed. The lines above tell which.",
    )
}

/// Apart from all other tests: those are of the code as it is.
fn planted_bugs(workspace: &Workspace) -> Result<(), Problem> {
    workspace::run(
        workspace.cargo().args(["test", "--package", "dynamo-playground"]).args([
            "--features",
            "planted",
            "--test",
            "planted",
        ]),
        "The swarm does not find every planted bug any more. The lines above tell which it misses.",
    )
}

fn wasm_tools(workspace: &Workspace, selection: Selection) -> Result<(), Problem> {
    tools::ensure_wasm_target(workspace)?;
    tools::ensure_wasm_bindgen(workspace)?;
    if selection.browser {
        tools::ensure_trunk(workspace)?;
    }
    Ok(())
}

fn wasm_tests(workspace: &Workspace, browser: &Path) -> Result<(), Problem> {
    workspace::run(
        workspace
            .cargo()
            .args(["test", "--package", "dynamo-playground"])
            .args(["--target", tools::WASM_TARGET, "--test", "wasm"])
            .arg("--config")
            .arg(wasm_runner::cargo_setting()?)
            .env(BROWSER_VARIABLE, browser),
        "The tests that run as wasm failed. The lines above tell which, or why they could not run.",
    )
}

/// Builds the command that runs scenarios without a browser; gives its path.
fn headless_command(workspace: &Workspace) -> Result<PathBuf, Problem> {
    let folder = workspace.target_folder();
    workspace::run(
        workspace
            .cargo()
            .args(["build", "--package", "dynamo-playground", "--bin", "dynamo", "--target-dir"])
            .arg(&folder),
        "The headless command could not be built. The lines above tell why.",
    )?;
    let name = format!("dynamo{}", env::consts::EXE_SUFFIX);
    Ok(folder.join("debug").join(name))
}

/// Looks anew which functions the first picture takes.
fn first_part(workspace: &Workspace, browser: &Path) -> Result<(), Problem> {
    trunk::build_recording(workspace)?;
    let script = workspace.browser_tests_folder().join("first-part.mjs");
    let mut look = workspace.command("node");
    look.arg(&script).env(BROWSER_VARIABLE, browser).stderr(Stdio::inherit());
    let problem = |why: &dyn std::fmt::Display| {
        Problem::new(format!(
            "It could not be looked which functions the first picture takes: {why}"
        ))
    };
    let seen = look.output().map_err(|error| problem(&error))?;
    if !seen.status.success() {
        return Err(problem(&"the lines above tell why."));
    }
    fs::write(split::first_file(workspace), &seen.stdout).map_err(|error| problem(&error))
}

fn playground_tests(workspace: &Workspace, browser: &Path, report: &mut Report) {
    if env::var_os(UPDATE_FIRST_PART).is_some() {
        report.stage("first part of the program", || first_part(workspace, browser));
    }
    let built = report.stage("release build", || trunk::build_release(workspace));
    match built {
        None => {
            report.not_run("browser tests", "There is no playground to test.");
            return;
        }
        Some(true) => {
            report.stage("download budget", || download::check(workspace));
        }
        Some(false) => say("Without wasm-opt the size of the download says nothing."),
    }
    // A session saved in the page must come to the same without one.
    let Some(command) = report.stage("headless command", || headless_command(workspace)) else {
        report.not_run("browser tests", "There is no headless command to hold the page against.");
        return;
    };
    report.stage("browser tests", || {
        workspace::run(
            workspace
                .command("node")
                .args(["node_modules/@playwright/test/cli.js", "test"])
                // A forgotten `.only` would leave out all other tests without a word.
                .arg("--forbid-only")
                .current_dir(workspace.browser_tests_folder())
                .env(BROWSER_VARIABLE, browser)
                .env("PLAYGROUND_COMMAND", command)
                .env("PLAYGROUND_TEST_PORT", play::free_port()?.to_string()),
            "A test in the browser failed. The lines above tell which; pictures of the page are in tests/browser/results.",
        )
    });
}
