//! The key paths beside the simulator's step: `cargo bench --bench paths`.

#[path = "../tests/long_history/mod.rs"]
mod long_history;
mod replicas;

use divan::{Bencher, black_box};
use dynamo_playground::dynamo::key::Position;
use dynamo_playground::dynamo::merkle::MerkleTree;
use dynamo_playground::dynamo::time::Time;
use dynamo_playground::session::annals::Kept;
use dynamo_playground::session::annals::passages::Passages;
use dynamo_playground::session::annals::spells::Spells;
use dynamo_playground::session::document::Document;
use dynamo_playground::session::link;
use dynamo_playground::sim::setup::Setup;
use dynamo_playground::sim::simulation::Simulation;
use dynamo_playground::view::lens::Lens;
use dynamo_playground::view::space_time::{Picked, Scene, SpaceTimeView};
use replicas::Replicas;

/// Clusters of so many nodes are looked at.
const NODES: [u16; 3] = [5, 100, 1_000];

/// Trees and disks of so many keys are looked at.
const KEYS: [u64; 2] = [10_000, 1_000_000];

fn main() {
    divan::main();
}

/// Places that lie as evenly as those of keys.
fn position(number: u64) -> Position {
    Position(u128::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835))
}

fn simulation(nodes: u16) -> Simulation {
    Simulation::new(1, Setup { nodes, ..Setup::default() })
}

/// The first N, as far as the walk has to go.
#[divan::bench(args = NODES)]
fn primaries_of_a_key(bencher: Bencher, nodes: u16) {
    let simulation = simulation(nodes);
    let mut number = 0;
    bencher.bench_local(|| {
        number += 1;
        simulation.ring().primaries(position(number), 3)
    });
}

/// All nodes in order, of keys that nobody has asked for before.
#[divan::bench(args = NODES)]
fn preference_list_of_a_new_key(bencher: Bencher, nodes: u16) {
    let simulation = simulation(nodes);
    let mut number = 0;
    bencher.bench_local(|| {
        number += 1;
        simulation.ring().preference_list(position(number), 3)
    });
}

/// All nodes in order, of keys that have been asked for before.
#[divan::bench(args = NODES)]
fn preference_list_of_a_known_key(bencher: Bencher, nodes: u16) {
    const KNOWN: u64 = 100;
    let simulation = simulation(nodes);
    for number in 0..KNOWN {
        simulation.ring().preference_list(position(number), 3);
    }
    let mut number = 0;
    bencher.bench_local(|| {
        number = (number + 1) % KNOWN;
        simulation.ring().preference_list(position(number), 3)
    });
}

/// In a tree of twelve levels, whatever it holds.
#[divan::bench(args = KEYS)]
fn merkle_update(bencher: Bencher, keys: u64) {
    let mut tree = MerkleTree::new(12);
    let hash = |key: u64, version: u64| position(key * 7 + version).0;
    (0..keys).for_each(|key| tree.replace(position(key), 0, hash(key, 1)));
    let (mut key, mut version) = (0, 1);
    bencher.bench_local(|| {
        tree.replace(position(key), hash(key, version), hash(key, version + 1));
        key = (key + 1) % keys;
        version += u64::from(key == 0);
    });
}

/// Two nodes that differ in ten keys become the same: trees, leaves, objects, and what the other
/// way of doing it would have cost.
#[divan::bench(args = KEYS, sample_count = 10, sample_size = 1)]
fn exchange_of_ten_keys(bencher: Bencher, keys: u64) {
    let mut replicas = Replicas::new(keys);
    bencher.bench_local(|| {
        replicas.differ(10);
        replicas.exchange()
    });
}

#[divan::bench(args = [1_000, 10_000])]
fn write_a_link(bencher: Bencher, events: usize) {
    let session = long_history::session(events);
    bencher.bench_local(|| link::write(&Document::of_session(&session, None)));
}

#[divan::bench(args = [1_000, 10_000])]
fn read_a_link(bencher: Bencher, events: usize) {
    let session = long_history::session(events);
    let link = link::write(&Document::of_session(&session, None)).expect("short enough");
    bencher.bench_local(|| link::read(black_box(&link)));
}

/// The diagram at the end of a history whose annals are kept up.
#[divan::bench(args = long_history::LENGTHS)]
fn draw_space_and_time(bencher: Bencher, events: usize) {
    let timeline = long_history::timeline(events);
    let (mut passages, mut spells) = (Kept::<Passages>::default(), Kept::<Spells>::default());
    let scene = Scene {
        timeline: &timeline,
        passages: passages.of(&timeline),
        spells: spells.of(&timeline),
    };
    let now = timeline.simulation().now();
    let mut lens = Lens::default();
    lens.fit(Time::from_micros(now.as_micros().saturating_sub(300_000)), now);
    bencher.bench_local(|| SpaceTimeView::new(scene, &lens, &Picked::default(), (1_000.0, 300.0)));
}
