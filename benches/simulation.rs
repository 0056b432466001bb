//! How fast the simulator is: `cargo bench --bench simulation`.
//!
//! An item is one delivered message, with all that it brings about. A trace is kept as the
//! playground keeps it; dropping it is not measured.

mod load;

use divan::Bencher;
use divan::counter::ItemsCount;
use load::{Counter, Kept, Load, Mixed, Pings, Tally};

/// Clusters of so many nodes are looked at.
const NODES: [u16; 3] = [5, 100, 1_000];

/// So many messages are delivered in one sample.
const DELIVERIES: u64 = 10_000;

fn main() {
    divan::main();
}

fn measure<T: Tally>(bencher: Bencher, mut load: impl Load) {
    bencher
        .counter(ItemsCount::new(DELIVERIES))
        .with_inputs(T::default)
        .bench_local_refs(|trace| load.run(trace, DELIVERIES));
}

#[divan::bench(args = NODES, sample_size = 1)]
fn pings(bencher: Bencher, nodes: u16) {
    measure::<Counter>(bencher, Pings::new(nodes));
}

#[divan::bench(args = NODES, sample_size = 1)]
fn pings_traced(bencher: Bencher, nodes: u16) {
    measure::<Kept>(bencher, Pings::new(nodes));
}

#[divan::bench(args = NODES, sample_size = 1)]
fn gets_and_puts(bencher: Bencher, nodes: u16) {
    measure::<Counter>(bencher, Mixed::new(nodes));
}

#[divan::bench(args = NODES, sample_size = 1)]
fn gets_and_puts_traced(bencher: Bencher, nodes: u16) {
    measure::<Kept>(bencher, Mixed::new(nodes));
}
