//! The tools that come from Rust's own channels: rustup for what belongs to the compiler, and
//! `cargo install` for Trunk, wasm-bindgen and cargo-deny.

use std::fs;
use std::path::Path;

use crate::console::{Problem, say};
use crate::versions::{Version, locked_version, version_in};
use crate::workspace::{Workspace, run};

/// What the playground is compiled for.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The version of Trunk to install; any other release of the same minor version is taken as well
/// if it is there already.
const TRUNK: Version = Version { major: 0, minor: 21, patch: 14 };

/// The version of cargo-deny to install; any other release of the same minor version is taken as
/// well if it is there already.
const CARGO_DENY: Version = Version { major: 0, minor: 20, patch: 2 };

/// Makes sure that the compiler can compile for wasm.
pub fn ensure_wasm_target(workspace: &Workspace) -> Result<(), Problem> {
    // Asking the compiler and not rustup also finds a target that came with a Linux distribution.
    let library_folder =
        workspace.output_of("rustc", &["--print", "target-libdir", "--target", WASM_TARGET]);
    if library_folder.is_some_and(|folder| Path::new(folder.trim()).is_dir()) {
        return Ok(());
    }
    say(format_args!("Adding the compilation target {WASM_TARGET} to Rust."));
    if workspace.find("rustup").is_none() {
        return Err(Problem::new(format!(
            "Rust cannot compile for {WASM_TARGET}, and rustup, which could add that, is not installed.\n\
             Install Rust with rustup from https://rustup.rs, or install the standard library for \
             {WASM_TARGET} the way your system provides it; then run this command again."
        )));
    }
    run(
        workspace.command("rustup").args(["target", "add", WASM_TARGET]),
        "rustup could not add the compilation target. It needs the network and the right to write \
         into its own folder. The lines above tell what went wrong; run this command again once that is settled.",
    )
}

/// Makes sure that `cargo fmt` and `cargo clippy` are there.
pub fn ensure_components(workspace: &Workspace) -> Result<(), Problem> {
    for (component, subcommand) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        let present = workspace
            .cargo()
            .args([subcommand, "--version"])
            .output()
            .is_ok_and(|output| output.status.success());
        if present {
            continue;
        }
        say(format_args!("Adding the component {component} to Rust."));
        run(
            workspace.command("rustup").args(["component", "add", component]),
            &format!(
                "The Rust component {component} is missing and rustup could not add it. It needs \
                 rustup (https://rustup.rs) and the network."
            ),
        )?;
    }
    Ok(())
}

/// Makes sure that Trunk, which builds and serves the playground, is there.
pub fn ensure_trunk(workspace: &Workspace) -> Result<(), Problem> {
    let present =
        workspace.output_of("trunk", &["--version"]).and_then(|output| version_in(&output));
    if present.is_some_and(|found| (found.major, found.minor) == (TRUNK.major, TRUNK.minor)) {
        return Ok(());
    }
    say(format_args!(
        "Installing Trunk {TRUNK} into target/tools. It is compiled once, which takes some minutes."
    ));
    // With --locked, the dependencies are the ones that this release was tested with.
    install(workspace, "trunk", &TRUNK.to_string(), &["--locked"])
}

/// Makes sure that cargo-deny, which looks through the dependencies, is there.
pub fn ensure_cargo_deny(workspace: &Workspace) -> Result<(), Problem> {
    let present =
        workspace.output_of("cargo-deny", &["--version"]).and_then(|output| version_in(&output));
    if present
        .is_some_and(|found| (found.major, found.minor) == (CARGO_DENY.major, CARGO_DENY.minor))
    {
        return Ok(());
    }
    say(format_args!(
        "Installing cargo-deny {CARGO_DENY} into target/tools. It is compiled once, which takes some minutes."
    ));
    install(workspace, "cargo-deny", &CARGO_DENY.to_string(), &["--locked"])
}

/// Makes sure that wasm-bindgen and its test runner are there in the version that the playground
/// is compiled against: their formats change with every release, so it has to be exactly that.
pub fn ensure_wasm_bindgen(workspace: &Workspace) -> Result<(), Problem> {
    let wanted = wanted_wasm_bindgen(workspace)?;
    let is_wanted = |program| {
        workspace
            .output_of(program, &["--version"])
            .and_then(|output| version_in(&output))
            .is_some_and(|found| found.to_string() == wanted)
    };
    if is_wanted("wasm-bindgen") && is_wanted("wasm-bindgen-test-runner") {
        return Ok(());
    }
    say(format_args!(
        "Installing wasm-bindgen {wanted} into target/tools. It is compiled once, which takes a few minutes."
    ));
    // No --locked: the lock file of this package is not maintained for installing it by itself.
    // --force: only one of its programs may be missing, or an older version may be in place.
    install(workspace, "wasm-bindgen-cli", &wanted, &["--force"])
}

fn wanted_wasm_bindgen(workspace: &Workspace) -> Result<String, Problem> {
    let lock_file = workspace.root().join("Cargo.lock");
    let text = fs::read_to_string(&lock_file).map_err(|error| {
        Problem::new(format!("{} cannot be read: {error}", lock_file.display()))
    })?;
    locked_version(&text, "wasm-bindgen").ok_or_else(|| {
        Problem::new(format!(
            "{} names no version of wasm-bindgen. `cargo update --workspace` writes it anew.",
            lock_file.display()
        ))
    })
}

fn install(
    workspace: &Workspace,
    package: &str,
    version: &str,
    options: &[&str],
) -> Result<(), Problem> {
    let root = workspace.tools_folder();
    run(
        workspace
            .cargo()
            .args(["install", package, "--version"])
            .arg(format!("={version}"))
            .arg("--root")
            .arg(&root)
            .args(options),
        &format!(
            "{package} {version} could not be installed. Installing needs the network (crates.io), a C \
             compiler, and the right to write into {}. The lines above tell what went wrong; run this \
             command again once that is settled.\n\
             If {package} {version} is installed in any other way, this command uses it from the search path.",
            root.display()
        ),
    )
}
