//! Bytes for each event of the trace.

use std::fs;

use crate::load::{Counter, Kept, Load, Mixed, Pings, Tally};

/// So many messages are delivered.
const DELIVERIES: u64 = 400_000;

/// Prints how much memory the process takes on with a trace, and how much without.
pub fn print() {
    println!(
        "{:20} {:>6} {:>10} {:>16} {:>10}",
        "", "nodes", "events", "bytes an event", "without"
    );
    for nodes in [5, 100] {
        line("pings", nodes, grown::<Kept>(Pings::new(nodes)), grown::<Counter>(Pings::new(nodes)));
        let mixed = Mixed::new(nodes);
        let without = grown::<Counter>(mixed.clone());
        line("gets and puts", nodes, grown::<Kept>(mixed), without);
    }
}

fn line(what: &str, nodes: u16, (kept, events): (u64, usize), (without, _): (u64, usize)) {
    let each = |bytes: u64| bytes as f64 / events as f64;
    println!("{what:20} {nodes:>6} {events:>10} {:>16.0} {:>10.0}", each(kept), each(without));
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
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1_024
}
