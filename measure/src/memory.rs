//! Bytes for each event of the trace.

use std::fs;
use std::process::Command;

use crate::full::Full;
use crate::load::{Counter, Kept, Load, Mixed, Pings, Tally};

/// So many messages are delivered.
const DELIVERIES: u64 = 400_000;

/// Prints how much memory a process takes on with a trace, and how much without. Each run has a
/// process of its own: what one has freed another would take up again.
pub fn print() {
    println!("{:14} {:>6} {:>8} {:>10} {:>14}", "", "nodes", "", "events", "bytes");
    let program = std::env::current_exe().unwrap_or_default();
    for load in ["pings", "gets-and-puts"] {
        for nodes in ["5", "100"] {
            for trace in ["traced", "untraced"] {
                // It prints its line; where it cannot be started, the line is missing.
                let _ = Command::new(&program).args(["memory", load, nodes, trace]).status();
            }
        }
    }
}

/// Prints what a session takes whose history is full: at the end, and at most on the way there.
pub fn full() {
    let before = told("VmRSS:");
    let full = Full::new();
    let (after, most) = (told("VmRSS:") - before, told("VmHWM:") - before);
    let (events, mega) = (full.events(), 1_000_000);
    println!("a full history of {events} events: {} MB, at most {} MB", after / mega, most / mega);
}

/// Prints the line of one run.
pub fn line(load: &str, nodes: u16, trace: &str) {
    let (bytes, events) = match (load, trace) {
        ("pings", "traced") => grown::<Kept>(Pings::new(nodes)),
        ("pings", _) => grown::<Counter>(Pings::new(nodes)),
        (_, "traced") => grown::<Kept>(Mixed::new(nodes)),
        _ => grown::<Counter>(Mixed::new(nodes)),
    };
    print!("{load:14} {nodes:>6} {trace:>8} {events:>10} {bytes:>14}");
    match events {
        0 => println!(),
        events => println!("  {} an event", bytes / events as u64),
    }
}

/// By how much the process has grown over a run, and how many events it has kept.
fn grown<T: Tally>(mut load: impl Load) -> (u64, usize) {
    let before = resident();
    let mut trace = T::default();
    load.run(&mut trace, DELIVERIES);
    (resident().saturating_sub(before), trace.events())
}

/// How much memory the process takes, as Linux tells; nothing elsewhere.
fn resident() -> u64 {
    told("VmRSS:")
}

/// A line of what Linux tells of the process's memory, in bytes; nothing elsewhere.
fn told(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1_024
}
