//! What the playground's key paths cost on this machine, by measures of three kinds:
//!
//! - `measure paths` walks every key path once. It prints nothing of interest by itself; under
//!   callgrind, which `cargo xtask test instructions` runs it with, it tells how many instructions
//!   each takes. They are the same on a busy machine as on an idle one.
//! - `measure speed` prints how many messages the simulator delivers in a second: the best of many
//!   short runs, as whatever else a machine does only ever makes a run slower.
//! - `measure memory` prints how many bytes an event of the trace takes, and `measure memory full`
//!   what a session takes whose history is full.

mod full;
#[path = "../../benches/load/mod.rs"]
mod load;
mod memory;
mod paths;
mod speed;

use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<&str>>()[..] {
        ["paths"] => paths::walk(),
        ["speed"] => speed::print(),
        ["memory"] => memory::print(),
        ["memory", "full"] => memory::full(),
        ["memory", load, nodes, trace] => memory::line(load, nodes.parse().unwrap_or(5), trace),
        _ => {
            eprintln!("Usage: measure paths|speed|memory|memory full");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}
