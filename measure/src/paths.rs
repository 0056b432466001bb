//! The key paths, each in a function of its own that callgrind can tell from what goes before.
//! What is no path by itself is always a part of the one that calls it.

use std::hint::black_box;

use dynamo_playground::dynamo::key::{Key, Position, Value};
use dynamo_playground::dynamo::merkle::MerkleTree;
use dynamo_playground::dynamo::ring::Ring;
use dynamo_playground::dynamo::time::{Duration, Time};
use dynamo_playground::session::annals::Kept as KeptAnnals;
use dynamo_playground::session::annals::passages::Passages;
use dynamo_playground::session::annals::spells::Spells;
use dynamo_playground::session::document::Document;
use dynamo_playground::session::link;
use dynamo_playground::session::scenario::{Scenario, Scripted};
use dynamo_playground::session::session::Session;
use dynamo_playground::session::timeline::Timeline;
use dynamo_playground::sim::command::{Command, Entry, Write};
use dynamo_playground::sim::setup::Setup;
use dynamo_playground::sim::simulation::Simulation;
use dynamo_playground::view::lens::Lens;
use dynamo_playground::view::space_time::{Picked, Scene, SpaceTimeView};

use crate::load::{Counter, Kept, Load, Mixed, Pings};

/// Walks all of them.
pub fn walk() {
    let mut pings = Pings::new(100);
    pings.run(&mut Counter::default(), 1_000);
    bare_pings(&mut pings);
    traced_pings(&mut pings);
    let mut mixed = Mixed::warmed_up(100, 10_000);
    traced_gets_and_puts(&mut mixed);
    let simulation = Simulation::new(1, Setup { nodes: 100, ..Setup::default() });
    first_ring_lookups(simulation.ring());
    further_ring_lookups(simulation.ring());
    merkle_updates(&mut tree(10_000));
    let mut session = Session::new(scenario()).expect("a setup that makes sense");
    run_a_session(session.timeline_mut());
    seeks(session.timeline_mut());
    let link = write_a_link(&session);
    read_a_link(&link);
    draw_space_and_time(session.timeline());
}

/// 2,000 deliveries.
#[inline(never)]
fn bare_pings(pings: &mut Pings) {
    pings.run(&mut Counter::default(), 2_000);
}

/// 2,000 deliveries.
#[inline(never)]
fn traced_pings(pings: &mut Pings) {
    black_box(kept(pings, 2_000));
}

/// 5,000 deliveries.
#[inline(never)]
fn traced_gets_and_puts(mixed: &mut Mixed) {
    black_box(kept(mixed, 5_000));
}

#[inline(always)]
fn kept(load: &mut impl Load, deliveries: u64) -> Kept {
    let mut kept = Kept::default();
    load.run(&mut kept, deliveries);
    kept
}

/// Of 1,000 keys each for the first time.
#[inline(never)]
fn first_ring_lookups(ring: &Ring) {
    look_up(ring);
}

/// Of the same keys again, ten times.
#[inline(never)]
fn further_ring_lookups(ring: &Ring) {
    for _ in 0..10 {
        look_up(ring);
    }
}

#[inline(always)]
fn look_up(ring: &Ring) {
    for number in 0..1_000 {
        black_box(ring.preference_list(position(number), 3));
    }
}

/// A place on the ring that is as good as any.
#[inline(always)]
fn position(number: u64) -> Position {
    Position(u128::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835))
}

#[inline(always)]
fn tree(keys: u64) -> MerkleTree {
    let mut tree = MerkleTree::new(12);
    (0..keys).for_each(|key| tree.replace(position(key), 0, hash(key)));
    tree
}

#[inline(always)]
fn hash(number: u64) -> u128 {
    position(number + 1).0
}

/// 1,000 of 10,000 objects change, in a tree of twelve levels.
#[inline(never)]
fn merkle_updates(tree: &mut MerkleTree) {
    for key in 0..1_000 {
        tree.replace(position(key), hash(key), hash(key + 10_000));
    }
}

/// Five nodes, two clients that get and put, and a crash.
#[inline(always)]
fn scenario() -> Scenario {
    let entry = Entry::LoadBalancer;
    let command = |number: u16| {
        let client = dynamo_playground::dynamo::identity::ClientId(number % 2);
        let key = Key::new(format!("key {}", number % 7)).expect("a key");
        let node = dynamo_playground::dynamo::identity::NodeId(1);
        match number {
            20 => Command::Crash(node),
            60 => Command::Restart(node),
            even if even % 2 == 0 => Command::Get { client, key, entry, quorum: None },
            _ => {
                let value = Value::new(format!("value {number}")).expect("a value");
                Command::Put { client, key, write: Write::Update(value), entry, quorum: None }
            }
        }
    };
    let scripted = |number: u16| Scripted {
        at: Time::from_millis(u64::from(number) * 10),
        command: command(number),
    };
    let mut setup = Setup::default();
    setup.store.gossip_interval = Some(Duration::from_millis(200));
    Scenario { title: String::new(), seed: 7, setup, script: (0..150).map(scripted).collect() }
}

/// 2,000 steps, with checkpoints.
#[inline(never)]
fn run_a_session(timeline: &mut Timeline) {
    for _ in 0..2_000 {
        timeline.step();
    }
}

/// To 40 moments, far from each other.
#[inline(never)]
fn seeks(timeline: &mut Timeline) {
    let steps = timeline.known_steps();
    for number in 0..40 {
        timeline.seek(number * 1_237 % steps);
    }
}

#[inline(never)]
fn write_a_link(session: &Session) -> String {
    link::write(&Document::of_session(session, None)).expect("short enough")
}

#[inline(never)]
fn read_a_link(link: &str) {
    let document = link::read(link).expect("it was written just now");
    black_box(document);
}

/// What the diagram needs to know of the history, and the diagram of all of it.
#[inline(never)]
fn draw_space_and_time(timeline: &Timeline) {
    let (mut passages, mut spells) =
        (KeptAnnals::<Passages>::default(), KeptAnnals::<Spells>::default());
    let scene = Scene { timeline, passages: passages.of(timeline), spells: spells.of(timeline) };
    let mut lens = Lens::default();
    lens.fit(Time::ZERO, Time::from_millis(400));
    black_box(SpaceTimeView::new(scene, &lens, &Picked::default(), (1_000.0, 300.0)));
}
