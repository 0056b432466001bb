//! How long it takes to go anywhere in a long history, and what that costs:
//! `cargo bench --bench seek`.

#[path = "../tests/long_history/mod.rs"]
mod long_history;

use divan::counter::ItemsCount;
use divan::{AllocProfiler, Bencher, black_box};
use dynamo_playground::dynamo::identity::NodeId;
use dynamo_playground::session::session::Session;
use dynamo_playground::session::timeline::Timeline;
use dynamo_playground::sim::command::Command;
use long_history::{LENGTHS, session, timeline};

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

/// From the start to everywhere in turn: each place is a golden section farther on, so that no
/// two lie near each other.
#[divan::bench(args = LENGTHS)]
fn seek(bencher: Bencher, events: usize) {
    let mut timeline = timeline(events);
    let mut place = 0.0;
    bencher.bench_local(|| {
        place = (place + 0.618_034) % 1.0;
        timeline.seek(black_box((f64::from(timeline.known_steps()) * place) as u32));
    });
}

#[divan::bench(args = LENGTHS)]
fn one_step_back_at_the_end(bencher: Bencher, events: usize) {
    let mut timeline = timeline(events);
    bencher.bench_local(|| {
        timeline.seek(timeline.known_steps());
        timeline.step_back()
    });
}

#[divan::bench(args = LENGTHS)]
fn give_a_command_at_the_end(bencher: Bencher, events: usize) {
    let mut session = session(events);
    let mut down = false;
    bencher.bench_local(|| {
        let node = NodeId(0);
        let command = if down { Command::Restart(node) } else { Command::Crash(node) };
        down = !down;
        session.give(command)
    });
}

/// Giving a command half-way begins a branch, which is deleted again.
#[divan::bench(args = LENGTHS, sample_count = 20)]
fn branch_off_half_way_and_back(bencher: Bencher, events: usize) {
    let mut session = session(events);
    let steps = session.timeline().known_steps() / 2;
    session.timeline_mut().seek(steps);
    bencher.bench_local(|| {
        session.give(Command::Crash(NodeId(0))).ok();
        session.switch_branch(0).ok();
        session.delete_branch(1)
    });
}

#[divan::bench(args = LENGTHS, sample_count = 5, sample_size = 1)]
fn run_from_the_start(bencher: Bencher, events: usize) {
    bencher.counter(ItemsCount::new(events)).bench_local(|| timeline(events));
}

#[divan::bench(args = [5_u16, 100, 1_000])]
fn clone_a_simulation(bencher: Bencher, nodes: u16) {
    let session: Session = long_history::large(nodes, 20_000);
    let simulation = session.timeline().simulation();
    bencher.bench_local(|| simulation.clone());
}

/// The same with every node touched since: what a checkpoint holds at most.
#[divan::bench(args = [5_u16, 100, 1_000], sample_count = 10, sample_size = 1)]
fn copy_every_node(bencher: Bencher, nodes: u16) {
    let session: Session = long_history::large(nodes, 20_000);
    let simulation = session.timeline().simulation();
    bencher.bench_local(|| simulation.nodes().cloned().collect::<Vec<_>>());
}

#[divan::bench(args = LENGTHS, sample_count = 5, sample_size = 1)]
fn clone_a_timeline(bencher: Bencher, events: usize) {
    let timeline: Timeline = timeline(events);
    bencher.bench_local(|| timeline.clone());
}
