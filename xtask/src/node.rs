//! Node.js and the packages that come through npm.

use std::fs;

use crate::console::{Problem, say};
use crate::versions::version_in;
use crate::workspace::{Workspace, binaryen_folder, run};

/// The oldest major version of Node.js that Playwright supports.
const OLDEST_NODE: u32 = 20;

/// The version of the npm package `binaryen`; the release of wasm-opt in it is the one that
/// `Trunk.toml` names.
const BINARYEN: &str = "132.0.0";

const QUIETLY: [&str; 2] = ["--no-audit", "--no-fund"];

/// Makes sure that Node.js and npm are there. They are not installed from here, since every
/// system has its own right way to do that.
pub fn require(workspace: &Workspace) -> Result<(), Problem> {
    let advice = format!(
        "Install Node.js {OLDEST_NODE} or newer (https://nodejs.org, or the packages of your system) and run this command again."
    );
    let version =
        workspace.output_of("node", &["--version"]).and_then(|output| version_in(&output));
    match version {
        None => Err(Problem::new(format!(
            "The tests in the browser need Node.js, which was not found.\n{advice}"
        ))),
        Some(version) if version.major < OLDEST_NODE => Err(Problem::new(format!(
            "The tests in the browser need a newer Node.js than the {version} that was found.\n{advice}"
        ))),
        Some(_) if workspace.find("npm").is_none() => Err(Problem::new(format!(
            "The tests in the browser need npm, which was not found beside Node.js.\n{advice}"
        ))),
        Some(_) => Ok(()),
    }
}

/// Makes sure that the packages of the browser tests are installed as their lock file says.
pub fn ensure_packages(workspace: &Workspace) -> Result<(), Problem> {
    require(workspace)?;
    let folder = workspace.browser_tests_folder();
    let lock_file = folder.join("package-lock.json");
    // `npm ci` always starts from nothing; a copy of the lock file tells when that is needless.
    let installed = folder.join("node_modules").join(".installed-lock.json");
    let wanted = fs::read(&lock_file).map_err(|error| {
        Problem::new(format!("{} cannot be read: {error}", lock_file.display()))
    })?;
    if fs::read(&installed).is_ok_and(|present| present == wanted) {
        return Ok(());
    }
    say("Installing the npm packages of the browser tests.");
    run(
        workspace.command(npm(workspace)?).arg("ci").args(QUIETLY).current_dir(&folder),
        "The npm packages of the browser tests could not be installed. That needs the network. The \
         lines above tell what went wrong; run this command again once that is settled.",
    )?;
    fs::write(&installed, wanted).map_err(|error| {
        Problem::new(format!("{} cannot be written: {error}", installed.display()))
    })
}

/// Installs wasm-opt from npm into the project's tools, where the search path leads to it.
pub fn install_binaryen(workspace: &Workspace) -> Result<(), Problem> {
    let npm = npm(workspace)?;
    say(format_args!(
        "Installing wasm-opt from the npm package binaryen {BINARYEN} into target/tools."
    ));
    let folder = binaryen_folder(&workspace.tools_folder());
    fs::create_dir_all(&folder)
        .map_err(|error| Problem::new(format!("{} cannot be made: {error}", folder.display())))?;
    run(
        workspace
            .command(npm)
            .args(["install", "--no-save", "--no-package-lock", "--prefix"])
            .arg(&folder)
            .arg(format!("binaryen@{BINARYEN}"))
            .args(QUIETLY)
            .current_dir(&folder),
        "The npm package binaryen could not be installed.",
    )
}

fn npm(workspace: &Workspace) -> Result<std::path::PathBuf, Problem> {
    workspace.find("npm").ok_or_else(|| {
        Problem::new("npm was not found; it comes with Node.js (https://nodejs.org).")
    })
}
