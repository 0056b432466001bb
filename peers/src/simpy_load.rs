//! [SimPy](https://pypi.org/project/simpy/), in a process of its own, which measures itself.

use std::process::Command;

use crate::{DELAYS_US, HOPS, MESSAGES};

/// Deliveries in a second; none where there is no Python with SimPy.
pub fn run(python: &str, way: &str) -> Option<f64> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/simpy_load.py");
    // A tenth of the deliveries: it is slow, and its speed does not hang on their number.
    let numbers = [MESSAGES.to_string(), (HOPS / 10).to_string()];
    let delays = [DELAYS_US.0.to_string(), DELAYS_US.1.to_string()];
    let output =
        Command::new(python).arg(script).arg(way).args(numbers).args(delays).output().ok()?;
    String::from_utf8_lossy(&output.stdout).trim().parse().ok()
}
