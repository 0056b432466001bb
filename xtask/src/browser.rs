//! Finding the browser for the tests, or installing one.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::console::{Problem, say};
use crate::workspace::{Workspace, is_executable};

/// The environment variable by which the scripts of the browser tests learn which browser to use.
pub const BROWSER_VARIABLE: &str = "PLAYGROUND_BROWSER";

/// Users can name a browser of their own in these environment variables.
const USER_VARIABLES: [&str; 2] = ["CHROME", "CHROMIUM"];

const PROGRAMS: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// The browser to test with. Requires the npm packages of the browser tests.
pub fn ensure(workspace: &Workspace) -> Result<PathBuf, Problem> {
    if let Some(browser) = named_by_user(workspace)? {
        return Ok(browser);
    }
    if let Some(browser) = installed(workspace).or_else(|| playwrights_own(workspace)) {
        return Ok(browser);
    }
    install(workspace).ok_or_else(|| {
        Problem::new(
            "The tests in the browser need Chromium or Chrome; none was found, and none could be installed.\n\
             Install Chromium or Google Chrome the way your system provides it, or set the environment \
             variable CHROME to the path of its executable; then run this command again.",
        )
    })
}

fn named_by_user(workspace: &Workspace) -> Result<Option<PathBuf>, Problem> {
    let Some((variable, value)) = USER_VARIABLES
        .iter()
        .find_map(|variable| Some((variable, env::var_os(variable)?)))
        .filter(|(_, value)| !value.is_empty())
    else {
        return Ok(None);
    };
    let path = PathBuf::from(&value);
    if is_executable(&path) {
        // The browser is started from another folder, to which a relative path would not apply.
        return Ok(Some(std::path::absolute(&path).unwrap_or(path)));
    }
    match workspace.find(&value.to_string_lossy()) {
        Some(path) => Ok(Some(path)),
        None => Err(Problem::new(format!(
            "The environment variable {variable} names the browser {}, which is not an executable file.",
            path.display()
        ))),
    }
}

fn installed(workspace: &Workspace) -> Option<PathBuf> {
    PROGRAMS
        .iter()
        .filter_map(|program| workspace.find(program))
        .chain(usual_places())
        .find(|browser| works(workspace, browser))
}

/// Where browsers lie on systems on which they are not on the search path.
fn usual_places() -> Vec<PathBuf> {
    if cfg!(target_os = "macos") {
        let applications = [
            Some(PathBuf::from("/Applications")),
            env::home_dir().map(|home| home.join("Applications")),
        ];
        let bundles = [
            "Google Chrome.app/Contents/MacOS/Google Chrome",
            "Chromium.app/Contents/MacOS/Chromium",
        ];
        places(applications.into_iter().flatten(), &bundles)
    } else if cfg!(windows) {
        let folders = ["ProgramFiles", "ProgramFiles(x86)", "LocalAppData"];
        let executables =
            ["Google/Chrome/Application/chrome.exe", "Chromium/Application/chrome.exe"];
        let folders = folders.iter().filter_map(env::var_os).map(PathBuf::from);
        places(folders, &executables)
    } else {
        Vec::new()
    }
}

fn places(folders: impl Iterator<Item = PathBuf>, executables: &[&str]) -> Vec<PathBuf> {
    folders
        .flat_map(|folder| executables.iter().map(move |executable| folder.join(executable)))
        .collect()
}

/// Whether an executable really is a browser: some systems place a script under its name that
/// only advises to install one.
fn works(workspace: &Workspace, browser: &Path) -> bool {
    // On Windows, Chrome does not print its version but opens a window.
    is_executable(browser)
        && (cfg!(windows)
            || workspace
                .output_of_file(browser, &["--version"])
                .is_some_and(|output| !output.trim().is_empty()))
}

/// The browser that Playwright has downloaded earlier, if it has.
fn playwrights_own(workspace: &Workspace) -> Option<PathBuf> {
    let output = workspace
        .command("node")
        .args([
            "--input-type=module",
            "--eval",
            "import { chromium } from '@playwright/test'; console.log(chromium.executablePath());",
        ])
        .current_dir(workspace.browser_tests_folder())
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let path = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    is_executable(&path).then_some(path)
}

fn install(workspace: &Workspace) -> Option<PathBuf> {
    let is_root = workspace.output_of("id", &["-u"]).is_some_and(|output| output.trim() == "0");
    if is_root && workspace.find("apt-get").is_some() {
        say("Installing Chromium with apt-get.");
        let succeeded = apt_get(workspace, &["update"])
            && apt_get(workspace, &["install", "--yes", "chromium"]);
        if let Some(browser) = installed(workspace).filter(|_| succeeded) {
            return Some(browser);
        }
    }
    say("Downloading Chromium with Playwright.");
    let mut playwright = workspace.command("node");
    playwright
        .args(["node_modules/@playwright/test/cli.js", "install"])
        .current_dir(workspace.browser_tests_folder());
    if is_root {
        // The libraries that the browser needs can be added only by root.
        playwright.arg("--with-deps");
    }
    playwright.arg("chromium");
    let succeeded = playwright.status().is_ok_and(|status| status.success());
    playwrights_own(workspace).filter(|_| succeeded)
}

/// Whether apt-get has done what it was asked for.
pub fn apt_get(workspace: &Workspace, arguments: &[&str]) -> bool {
    workspace
        .command("apt-get")
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
