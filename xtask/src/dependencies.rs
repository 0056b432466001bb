//! `cargo xtask dependencies`: licences, versions and origins of what the project depends on.
//!
//! What is allowed stands in `deny.toml`; cargo-deny holds the crates against it. Which versions
//! their authors have withdrawn is asked of the registry, by Cargo itself: cargo-deny would tell as
//! well, but only together with RustSec's database of known weaknesses, which is not everywhere to
//! be had.

use std::fs;
use std::process::{Command, ExitCode, Stdio};

use crate::console::{Problem, say};
use crate::report::Report;
use crate::tools;
use crate::workspace::{self, Workspace};

/// The licences that packages of the browser tests may have; they are not part of the playground.
const NPM_LICENCES: [&str; 3] = ["Apache-2.0", "MIT", "MPL-2.0"];

/// What Cargo says of a withdrawn version.
const YANKED: &str = "is yanked";

/// Runs all checks.
pub fn run(workspace: &Workspace) -> Result<ExitCode, Problem> {
    let mut report = Report::default();
    report.stage("withdrawn versions", || withdrawn(workspace));
    report.stage("licences of npm packages", || npm_licences(workspace));
    if report.stage("cargo-deny", || tools::ensure_cargo_deny(workspace)).is_none() {
        report.not_run("licences and origins", "cargo-deny is missing.");
        return Ok(report.finish());
    }
    report.stage("licences and origins", || {
        run_deny(workspace, &["--workspace", "--locked", "check", "licenses", "sources"])
    });
    // Of the playground alone: only what is in the download counts.
    report.stage("crates that are there twice", || {
        run_deny(workspace, &["--locked", "check", "bans"])
    });
    report.stage("known weaknesses", || known_weaknesses(workspace));
    Ok(report.finish())
}

fn deny(workspace: &Workspace, arguments: &[&str]) -> Command {
    let mut command = workspace.command("cargo-deny");
    command.args(arguments);
    command
}

fn run_deny(workspace: &Workspace, arguments: &[&str]) -> Result<(), Problem> {
    workspace::run(
        &mut deny(workspace, arguments),
        "A dependency is not as `deny.toml` asks for. The lines above tell which.",
    )
}

/// Fails on known weaknesses; that they cannot be looked up is said, and no failure.
fn known_weaknesses(workspace: &Workspace) -> Result<(), Problem> {
    let fetched = deny(workspace, &["fetch", "db"]).stderr(Stdio::null()).status();
    if !fetched.is_ok_and(|status| status.success()) {
        say(
            "RustSec's database of known weaknesses (https://github.com/RustSec/advisory-db) could not \
             be fetched. NOTHING WAS CHECKED against it; run this where the network reaches it.",
        );
        return Ok(());
    }
    run_deny(workspace, &["--workspace", "--locked", "check", "advisories"])
}

/// Fails if a version in the lock file has been withdrawn by its author.
fn withdrawn(workspace: &Workspace) -> Result<(), Problem> {
    let output = workspace
        .cargo()
        // Cargo looks that up before it writes a package, which is of no other use here.
        .args(["package", "--package", "dynamo-playground", "--package", "xtask"])
        .args(["--no-verify", "--allow-dirty", "--locked"])
        .output()
        .map_err(|error| Problem::new(format!("Cargo could not be started: {error}")))?;
    let told = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(Problem::new(format!(
            "Whether a dependency has been withdrawn could not be asked; that needs the network.\n{told}"
        )));
    }
    match withdrawn_in(&told) {
        None => Ok(()),
        Some(lines) => Err(Problem::new(format!(
            "A dependency has been withdrawn by its author. `cargo update` looks for another version.\n{lines}"
        ))),
    }
}

/// The lines about withdrawn versions in what Cargo says.
fn withdrawn_in(told: &str) -> Option<String> {
    let lines: Vec<&str> = told.lines().filter(|line| line.contains(YANKED)).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn npm_licences(workspace: &Workspace) -> Result<(), Problem> {
    let file = workspace.browser_tests_folder().join("package-lock.json");
    let text = fs::read_to_string(&file)
        .map_err(|error| Problem::new(format!("{} cannot be read: {error}", file.display())))?;
    let wrong: Vec<String> = licences(&text)
        .into_iter()
        .filter(|(_, licence)| !licence.is_some_and(|licence| NPM_LICENCES.contains(&licence)))
        .map(|(package, licence)| format!("{package}: {}", licence.unwrap_or("none is named")))
        .collect();
    if wrong.is_empty() {
        return Ok(());
    }
    Err(Problem::new(format!(
        "An npm package of the browser tests has another licence than {}.\n{}",
        NPM_LICENCES.join(", "),
        wrong.join("\n")
    )))
}

/// The packages in a lock file of npm as npm writes it, a member in each line, with their licences.
fn licences(lock: &str) -> Vec<(&str, Option<&str>)> {
    let mut packages: Vec<(&str, Option<&str>)> = Vec::new();
    for line in lock.lines().map(str::trim) {
        if let Some(package) = line.strip_prefix("\"node_modules/") {
            packages.extend(package.strip_suffix("\": {").map(|package| (package, None)));
        } else if let Some(rest) = line.strip_prefix("\"license\": \"")
            && let Some((_, licence)) = packages.last_mut()
        {
            *licence = rest.split('"').next();
        }
    }
    packages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_of_a_lock_file_is_found_with_its_licence() {
        let lock = r#"{
  "license": "MIT",
  "packages": {
    "": { "name": "tests" },
    "node_modules/@axe-core/playwright": {
      "version": "4.14.0",
      "license": "MPL-2.0",
      "dependencies": { "axe-core": "~4.14.0" }
    },
    "node_modules/playwright/node_modules/fsevents": {
      "version": "2.3.2"
    }
  }
}"#;
        let expected =
            [("@axe-core/playwright", Some("MPL-2.0")), ("playwright/node_modules/fsevents", None)];
        assert_eq!(licences(lock), expected);
    }

    #[test]
    fn withdrawn_versions_are_found_in_what_cargo_says() {
        let told = "   Packaging y v0.1.0\nwarning: package `futures-util v0.3.30` in Cargo.lock is \
                    yanked in registry `crates-io`, consider updating to a version that is not yanked\n";
        assert!(withdrawn_in(told).is_some_and(|lines| lines.contains("futures-util")));
        assert_eq!(withdrawn_in("    Updating crates.io index\n    Packaged 4 files\n"), None);
    }
}
