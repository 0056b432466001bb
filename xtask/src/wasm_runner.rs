//! Running compiled wasm tests in the same browser as the tests of the playground.
//!
//! Cargo hands a compiled test file to `xtask wasm-runner`. That starts the test runner of
//! wasm-bindgen in its interactive mode, in which it serves a page that runs the tests, and has a
//! script open the page and report what it shows. In its own headless mode the runner would need
//! a WebDriver program that fits the installed browser, which is one more thing to install and
//! to keep in step.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, ExitCode, Stdio};

use crate::console::Problem;
use crate::tools::WASM_TARGET;
use crate::workspace::{Workspace, run as run_command};

/// The setting, for Cargo's `--config`, that makes Cargo hand wasm tests to this program.
pub fn cargo_setting() -> Result<String, Problem> {
    let program = env::current_exe().map_err(|error| {
        Problem::new(format!("The path of this program cannot be told: {error}"))
    })?;
    Ok(setting_for(&program.to_string_lossy()))
}

/// A list, and not one string, so that the path may contain spaces.
fn setting_for(program: &str) -> String {
    let escaped = program.replace('\\', "\\\\").replace('"', "\\\"");
    format!("target.{WASM_TARGET}.runner = [\"{escaped}\", \"wasm-runner\"]")
}

/// Runs one compiled file of tests; the arguments are those that Cargo passes to a runner.
pub fn run(workspace: &Workspace, arguments: &[OsString]) -> Result<ExitCode, Problem> {
    // The runner is killed in the end and cannot clean up, so it gets a folder of its own.
    let folder = workspace.tools_folder().join("wasm-tests");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)
        .map_err(|error| Problem::new(format!("{} cannot be made: {error}", folder.display())))?;
    let result = serve_and_open(workspace, arguments, &folder);
    let _ = fs::remove_dir_all(&folder);
    result.map(|()| ExitCode::SUCCESS)
}

fn serve_and_open(
    workspace: &Workspace,
    arguments: &[OsString],
    folder: &Path,
) -> Result<(), Problem> {
    let mut server = TestServer::start(workspace, arguments, folder)?;
    let address = server.address()?;
    run_command(
        workspace
            .command("node")
            .arg("run-wasm-tests.mjs")
            .arg(address)
            .current_dir(workspace.browser_tests_folder()),
        "The wasm tests did not pass.",
    )
}

/// The test runner of wasm-bindgen, serving a page that runs the tests; ends when dropped.
struct TestServer {
    process: Child,
    output: BufReader<ChildStdout>,
}

impl TestServer {
    fn start(
        workspace: &Workspace,
        arguments: &[OsString],
        folder: &Path,
    ) -> Result<Self, Problem> {
        let not_started = |reason: &str| {
            Problem::new(format!("wasm-bindgen-test-runner cannot be started: {reason}"))
        };
        let mut process = workspace
            .command("wasm-bindgen-test-runner")
            .args(arguments)
            .env("NO_HEADLESS", "1")
            // Port 0 has the system choose a free port; the runner then prints which one it is.
            .env("WASM_BINDGEN_TEST_ADDRESS", "127.0.0.1:0")
            .env("TMPDIR", folder)
            .env("TMP", folder)
            .env("TEMP", folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| not_started(&error.to_string()))?;
        match process.stdout.take() {
            Some(output) => Ok(Self { process, output: BufReader::new(output) }),
            None => Err(not_started("it has no output")),
        }
    }

    /// Waits until the runner says where it serves the tests.
    fn address(&mut self) -> Result<String, Problem> {
        let mut said = String::new();
        for line in self.output.by_ref().lines() {
            let line = line.unwrap_or_default();
            if let Some(address) = address_in(&line) {
                return Ok(address.to_owned());
            }
            said.push_str(&line);
            said.push('\n');
        }
        Err(Problem::new(format!(
            "wasm-bindgen-test-runner ended without offering any test to a browser. It said:\n{said}"
        )))
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        // It may have ended by itself, which is as good.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn address_in(line: &str) -> Option<&str> {
    let start = line.find("http://")?;
    line[start..].split_whitespace().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_read_from_what_the_runner_prints() {
        assert_eq!(
            address_in("Interactive browsers tests are now available at http://127.0.0.1:41234"),
            Some("http://127.0.0.1:41234")
        );
        assert_eq!(address_in("no tests to run!"), None);
    }

    #[test]
    fn the_setting_for_cargo_survives_spaces_and_backslashes() {
        assert_eq!(
            setting_for(r"C:\my projects\xtask.exe"),
            r#"target.wasm32-unknown-unknown.runner = ["C:\\my projects\\xtask.exe", "wasm-runner"]"#
        );
    }
}
