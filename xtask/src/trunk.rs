//! Running Trunk, which builds the playground and serves it during development.

use std::env;
use std::process::Command;

use crate::console::{Problem, say};
use crate::finish::RECORD_VARIABLE;
use crate::node;
use crate::versions::wasm_opt_version_in;
use crate::workspace::{Workspace, run};

/// The oldest release of wasm-opt that is known to understand what today's compiler emits.
const OLDEST_WASM_OPT: u32 = 123;

/// A Trunk command with the environment it needs; the caller adds the arguments.
pub fn command(workspace: &Workspace) -> Command {
    let mut command = workspace.command("trunk");
    // The version is pinned, so word of a newer one is of no use here.
    command.env("TRUNK_SKIP_VERSION_CHECK", "true");
    // By convention any value of NO_COLOR counts; Trunk accepts no other than `true` and `false`.
    if env::var_os("NO_COLOR").is_some() {
        command.env("NO_COLOR", "true");
    }
    command
}

/// Adds what makes a Trunk command build with optimisations. Tells whether wasm-opt takes part.
pub fn add_release_options(workspace: &Workspace, command: &mut Command) -> bool {
    match ensure_wasm_opt(workspace) {
        Some(version) => {
            // Trunk takes an installed wasm-opt only if it is exactly the version asked for.
            command.arg("--release").env("TRUNK_TOOLS_WASM_OPT", format!("version_{version}"));
            true
        }
        None => {
            say(
                "No recent wasm-opt is there and none can be installed. The build goes on without it: \
                 the result is the same, only larger. Install Node.js, or binaryen, to have it smaller.",
            );
            // Cargo's release profile without Trunk's release mode: only that mode runs wasm-opt.
            command.args(["--cargo-profile", "release"]);
            false
        }
    }
}

/// Builds the playground for publishing, into the folder `dist`. Tells whether it is as small as
/// can be: whether wasm-opt took part.
pub fn build_release(workspace: &Workspace) -> Result<bool, Problem> {
    let mut build = command(workspace);
    build.arg("build");
    let is_small = add_release_options(workspace, &mut build);
    run(&mut build, "The playground could not be built. The lines above tell why.")?;
    Ok(is_small)
}

/// Builds the playground into the folder `dist` such that it records which functions it calls.
pub fn build_recording(workspace: &Workspace) -> Result<(), Problem> {
    let mut build = command(workspace);
    build.arg("build").env(RECORD_VARIABLE, "true");
    add_release_options(workspace, &mut build);
    run(&mut build, "The playground could not be built. The lines above tell why.")
}

/// The release number of the wasm-opt on the search path, after trying to install one if needed.
fn ensure_wasm_opt(workspace: &Workspace) -> Option<u32> {
    installed_wasm_opt(workspace).or_else(|| {
        node::install_binaryen(workspace).ok()?;
        installed_wasm_opt(workspace)
    })
}

fn installed_wasm_opt(workspace: &Workspace) -> Option<u32> {
    workspace
        .output_of("wasm-opt", &["--version"])
        .and_then(|output| wasm_opt_version_in(&output))
        .filter(|version| *version >= OLDEST_WASM_OPT)
}
