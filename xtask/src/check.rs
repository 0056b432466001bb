//! `cargo xtask check`: formatting and lints.

use std::process::ExitCode;

use crate::console::Problem;
use crate::report::Report;
use crate::tools::{self, WASM_TARGET};
use crate::workspace::{self, Workspace};

const CLIPPY_ADVICE: &str = "Clippy found something. The lines above tell what.";

/// Runs all checks.
pub fn run(workspace: &Workspace) -> Result<ExitCode, Problem> {
    tools::ensure_components(workspace)?;
    tools::ensure_wasm_target(workspace)?;
    let mut report = Report::default();
    report.stage("formatting", || {
        workspace::run(
            workspace.cargo().args(["fmt", "--all", "--check"]),
            "The formatting differs from that of rustfmt. `cargo fmt --all` settles that.",
        )
    });
    report.stage("lints for this machine", || {
        // The lints for wasm see the code as it is without planted bugs.
        let what = ["--workspace", "--all-targets", "--features", "dynamo-playground/planted"];
        clippy(workspace, &what)
    });
    report.stage("lints for wasm", || {
        // Benches are of this machine alone.
        let what = ["--package", "dynamo-playground", "--lib", "--bins", "--tests"];
        clippy(workspace, &[&what[..], &["--target", WASM_TARGET]].concat())
    });
    Ok(report.finish())
}

fn clippy(workspace: &Workspace, what: &[&str]) -> Result<(), Problem> {
    workspace::run(
        workspace.cargo().arg("clippy").args(what).args(["--", "-D", "warnings"]),
        CLIPPY_ADVICE,
    )
}
