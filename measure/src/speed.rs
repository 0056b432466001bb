//! Deliveries in a second.

use std::time::{Duration, Instant};

use crate::load::{Counter, Kept, Load, Mixed, Pings, Tally};

/// Clusters of so many nodes are looked at.
const NODES: [u16; 3] = [5, 100, 1_000];

/// So many messages are delivered in one run.
const DELIVERIES: u64 = 5_000;

/// For so long runs are made.
const TIME: Duration = Duration::from_secs(1);

/// Prints the speeds of all loads.
pub fn print() {
    println!("{:44} {:>6}  {:>12}", "deliveries a second, the best of many runs", "nodes", "");
    for nodes in NODES {
        line("pings", nodes, best::<Counter>(Pings::new(nodes)));
        line("pings, traced", nodes, best::<Kept>(Pings::new(nodes)));
        line("gets and puts", nodes, best::<Counter>(Mixed::new(nodes)));
        line("gets and puts, traced", nodes, best::<Kept>(Mixed::new(nodes)));
    }
}

fn line(what: &str, nodes: u16, best: Duration) {
    println!("{what:44} {nodes:>6}  {:>12.0}", DELIVERIES as f64 / best.as_secs_f64());
}

/// The shortest run. What is kept of one is dropped after it.
fn best<T: Tally>(mut load: impl Load) -> Duration {
    let begin = Instant::now();
    let mut best = Duration::MAX;
    while begin.elapsed() < TIME {
        let mut trace = T::default();
        let start = Instant::now();
        load.run(&mut trace, DELIVERIES);
        best = best.min(start.elapsed());
    }
    best
}
