//! The project's own commands, run as `cargo xtask play`, `cargo xtask test` and the like.
//!
//! They need nothing but Rust to start: whatever else a command uses it finds on the machine or
//! installs below `target/tools`, so that nothing outside of the project changes.

mod arguments;
mod browser;
mod check;
mod console;
mod dependencies;
mod download;
mod finish;
mod instructions;
mod node;
mod offline;
mod play;
mod policy;
mod report;
mod scripts;
mod split;
mod styles;
mod suite;
mod tools;
mod trunk;
mod versions;
mod wasm_runner;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

use arguments::{Request, UsageError};
use console::Problem;
use workspace::Workspace;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let request = match arguments::parse(&arguments) {
        Ok(request) => request,
        Err(UsageError(message)) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    match carry_out(request) {
        Ok(code) => code,
        Err(problem) => {
            eprintln!("\n{problem}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(request: Request) -> Result<ExitCode, Problem> {
    match request {
        Request::Help(text) => {
            print!("{text}");
            Ok(ExitCode::SUCCESS)
        }
        Request::Play(options) => play::run(&Workspace::open()?, &options),
        Request::Test(selection) => suite::run(&Workspace::open()?, selection),
        Request::Finish => finish::run(),
        Request::Check => check::run(&Workspace::open()?),
        Request::Dependencies => dependencies::run(&Workspace::open()?),
        Request::WasmRunner(arguments) => wasm_runner::run(&Workspace::open()?, &arguments),
    }
}
