//! Bare deliveries by several simulators, one after the other on one core: the same number of
//! nodes, of messages on their way, of deliveries in all, and delays between the same bounds.
//! Setting up is not measured. Each is run a few times in turn and its best run counts.
//!
//! A delivery makes its receiver send the next message, to another node each time. What each does
//! beyond that is what it is made for: ours addresses every draw, knows partitions and faults,
//! lets real nodes answer, and writes down, where it is traced, every sending and delivery with
//! its cause.

#[path = "../../benches/load/mod.rs"]
mod load;
mod nexosim_load;
mod simpy_load;
mod simulacra_load;

use std::time::Instant;

use load::{Counter, Kept, Load, Pings, Tally};

/// How many nodes there are.
pub const NODES: u16 = 100;

/// How many messages are on their way at a time.
pub const MESSAGES: u32 = 500;

/// How many deliveries each message stands for: its receiver sends it on.
pub const HOPS: u32 = 1_000;

/// How many deliveries are measured.
pub const DELIVERIES: u64 = MESSAGES as u64 * HOPS as u64;

/// From the shortest delay to the longest, in microseconds.
pub const DELAYS_US: (u64, u64) = (2_000, 12_000);

/// How often each is run.
const ROUNDS: u32 = 5;

fn main() {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let runs: [(&str, &dyn Fn() -> Option<f64>); 7] = [
        ("dynamo-playground", &ours::<Counter>),
        ("dynamo-playground, traced", &ours::<Kept>),
        ("simulacra 0.1, bare kernel", &|| Some(simulacra_load::kernel())),
        ("simulacra 0.1, tasks", &|| Some(simulacra_load::tasks())),
        ("nexosim 1.0, one thread", &|| Some(nexosim_load::run())),
        ("SimPy 4.1, callbacks", &|| simpy_load::run(&python, "callbacks")),
        ("SimPy 4.1, processes", &|| simpy_load::run(&python, "processes")),
    ];
    let mut best = [0.0_f64; 7];
    for _ in 0..ROUNDS {
        for (best, (_, run)) in best.iter_mut().zip(&runs) {
            *best = best.max(run().unwrap_or_default());
        }
    }
    println!("{:28} {:>18} {:>8}", "", "deliveries/s", "of ours");
    for ((name, _), rate) in runs.iter().zip(best) {
        match rate > 0.0 {
            true => println!("{name:28} {rate:>18.0} {:>8.3}", rate / best[0]),
            false => println!("{name:28} {:>18}", "not there"),
        }
    }
}

/// Deliveries in a second since a moment.
pub fn rate(deliveries: u64, since: Instant) -> f64 {
    deliveries as f64 / since.elapsed().as_secs_f64()
}

/// A generator of numbers for those that have none of their own.
pub fn mix(word: u64) -> u64 {
    let word = word.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// A delay that a number stands for, in microseconds.
pub fn delay_us(number: u64) -> u64 {
    DELAYS_US.0 + mix(number) % (DELAYS_US.1 - DELAYS_US.0 + 1)
}

fn ours<T: Tally>() -> Option<f64> {
    let mut pings = Pings::new(NODES);
    let mut trace = T::default();
    let since = Instant::now();
    pings.run(&mut trace, DELIVERIES);
    Some(rate(DELIVERIES, since))
}
