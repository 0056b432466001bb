//! Where the project lies, and how programs are found and run for it.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::console::Problem;

/// The folder of the project together with the search path for the programs it needs.
pub struct Workspace {
    root: PathBuf,
    search_path: OsString,
}

impl Workspace {
    /// Locates the project this program belongs to.
    pub fn open() -> Result<Self, Problem> {
        // Cargo sets the variable to the folder of the package it runs, which is this program or,
        // while it has this program run wasm tests, the playground. The value of compile time is
        // right if the program is started in another way and the project has not moved since.
        let package = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package
            .ancestors()
            .find(|folder| folder.join("xtask").join("Cargo.toml").is_file())
            .map(Path::to_path_buf)
            .ok_or_else(|| {
                Problem::new(
                    "The folder of the project was not found. Run this as `cargo xtask` inside of it.",
                )
            })?;
        let search_path = search_path(&root)?;
        Ok(Self { root, search_path })
    }

    /// The folder of the project.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder below which tools are installed, so that nothing outside of the project changes.
    pub fn tools_folder(&self) -> PathBuf {
        tools_folder(&self.root)
    }

    /// The folder into which Cargo builds.
    pub fn target_folder(&self) -> PathBuf {
        self.root.join("target")
    }

    /// The folder of the browser tests.
    pub fn browser_tests_folder(&self) -> PathBuf {
        self.root.join("tests").join("browser")
    }

    /// The full path of a program on the search path, if it is there.
    pub fn find(&self, program: &str) -> Option<PathBuf> {
        env::split_paths(&self.search_path)
            .flat_map(|folder| candidates(&folder, program))
            .find(|candidate| is_executable(candidate))
    }

    /// A command that runs in the project's folder and finds the project's tools first.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("PATH", &self.search_path);
        command
    }

    /// A Cargo command of the toolchain that is in use.
    pub fn cargo(&self) -> Command {
        self.command(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")))
    }

    /// What a program on the search path prints, if it is there and succeeds.
    pub fn output_of(&self, program: &str, arguments: &[&str]) -> Option<String> {
        self.output_of_file(&self.find(program)?, arguments)
    }

    /// What the program with this path prints, if it succeeds.
    pub fn output_of_file(&self, program: &Path, arguments: &[&str]) -> Option<String> {
        let output = self
            .command(program)
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .ok()
            .filter(|output| output.status.success())?;
        Some(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// Runs a command, letting it print freely, and explains a failure with the given sentences.
pub fn run(command: &mut Command, explanation: &str) -> Result<(), Problem> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(Problem::new(explanation)),
        Err(error) => Err(Problem::new(format!(
            "{explanation}\n({} could not be started: {error})",
            command.get_program().to_string_lossy()
        ))),
    }
}

/// The folder in which npm places the programs of the packages installed into `folder`.
pub fn npm_programs(folder: &Path) -> PathBuf {
    folder.join("node_modules").join(".bin")
}

/// The folder for the npm package `binaryen`, which contains wasm-opt.
pub fn binaryen_folder(tools_folder: &Path) -> PathBuf {
    tools_folder.join("binaryen")
}

fn tools_folder(root: &Path) -> PathBuf {
    root.join("target").join("tools")
}

/// The tools of the project, then everything the user has, then what Cargo has installed in case
/// its folder is not on the user's search path.
fn search_path(root: &Path) -> Result<OsString, Problem> {
    let tools = tools_folder(root);
    let mut folders = vec![tools.join("bin"), npm_programs(&binaryen_folder(&tools))];
    if let Some(path) = env::var_os("PATH") {
        folders.extend(env::split_paths(&path));
    }
    let cargo_home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    folders.extend(cargo_home.map(|home| home.join("bin")));
    env::join_paths(folders).map_err(|_| {
        Problem::new(format!(
            "The folder of the project, {}, contains a character that separates folders on the search path. Move the project to a folder without it.",
            root.display()
        ))
    })
}

fn candidates(folder: &Path, program: &str) -> Vec<PathBuf> {
    if cfg!(windows) {
        ["exe", "cmd", "bat"]
            .iter()
            .map(|extension| folder.join(format!("{program}.{extension}")))
            .collect()
    } else {
        vec![folder.join(program)]
    }
}

/// Whether a file is there and may be executed.
pub fn is_executable(file: &Path) -> bool {
    let Ok(metadata) = file.metadata() else {
        return false;
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        metadata.is_file() && metadata.permissions().mode() & 0o111 != 0
    }
    #[cfg(not(unix))]
    {
        metadata.is_file()
    }
}
