//! Random histories: a seed becomes a cluster and a script of requests and faults, and those
//! become a trace, the same on every platform.

#![allow(dead_code)] // Every test that includes this module uses a part of it.

mod draws;
pub mod kinds;

use draws::Draws;
use dynamo_playground::dynamo::config::{Config, QuorumKind};
use dynamo_playground::dynamo::identity::{ClientId, NodeId};
use dynamo_playground::dynamo::key::{Key, Value};
use dynamo_playground::dynamo::time::{Duration, Time};
use dynamo_playground::session::scenario::{Scenario, Scripted};
use dynamo_playground::session::session::Session;
use dynamo_playground::sim::command::{Command, Entry, Write};
use dynamo_playground::sim::latency::Latency;
use dynamo_playground::sim::setup::Setup;
use dynamo_playground::sim::trace;

/// The seeds of the golden digests.
pub const SEEDS: std::ops::Range<u64> = 0..256;

/// After this moment no command is given but to mend every fault.
pub const FAULTS_END: Time = Time::from_millis(4_000);

/// By then all that the faults have left behind is worked off.
pub const END: Time = Time::from_millis(9_000);

/// The scenario that grows from a seed.
pub fn scenario(seed: u64) -> Scenario {
    let mut draws = Draws::new(seed);
    let setup = setup(&mut draws);
    let mut script = script(&mut draws, &setup);
    // A restart of a node that runs is refused and changes nothing.
    let mended = [Command::Heal].into_iter().chain(setup.node_ids().map(Command::Restart));
    script.extend(mended.map(|command| Scripted { at: FAULTS_END, command }));
    Scenario { title: format!("History {seed}"), seed, setup, script }
}

/// A scenario at its end.
pub fn run(scenario: Scenario) -> Session {
    let mut session = Session::new(scenario).expect("a setup that makes sense");
    session.timeline_mut().run_until(END);
    session
}

/// The line of a seed among the golden digests: the seed, the steps, the digest of the trace.
pub fn line(seed: u64, session: &Session) -> String {
    let timeline = session.timeline();
    format!("{seed} {} {}\n", timeline.steps(), trace::digest(timeline.trace()))
}

fn setup(draws: &mut Draws) -> Setup {
    let nodes = draws.between(1, 8) as u16;
    let replicas = draws.between(1, u64::from(nodes.min(4))) as u8;
    let quorum_kind = match draws.one_in(4) {
        true => QuorumKind::Strict,
        false => QuorumKind::Sloppy,
    };
    let store = Config {
        replicas,
        read_quorum: draws.between(1, u64::from(replicas)) as u8,
        write_quorum: draws.between(1, u64::from(replicas)) as u8,
        quorum_kind,
        replica_timeout: draws.millis(20, 80),
        request_deadline: draws.millis(100, 300),
        probe_interval: draws.millis(50, 500),
    };
    let latency = match draws.below(3) {
        0 => Latency::Constant(draws.millis(0, 15)),
        1 => Latency::Uniform { min: draws.millis(0, 5), max: draws.millis(5, 40) },
        _ => Latency::Exponential { min: draws.millis(0, 5), mean: draws.millis(1, 20) },
    };
    Setup {
        nodes,
        tokens_per_node: draws.between(1, 8) as u16,
        store,
        latency,
        client_timeout: draws.millis(150, 600),
    }
}

/// Requests and faults, in order of time.
fn script(draws: &mut Draws, setup: &Setup) -> Vec<Scripted> {
    let keys = draws.between(1, 3);
    let clients = draws.between(1, 3);
    let length = draws.between(2_000, 4_000);
    let mut script: Vec<Scripted> = (0..draws.between(10, 40))
        .map(|_| {
            let at = Time::from_micros(draws.below(length * 1_000));
            Scripted { at, command: command(draws, setup, keys, clients) }
        })
        .collect();
    script.sort_by_key(|scripted| scripted.at);
    script
}

fn command(draws: &mut Draws, setup: &Setup, keys: u64, clients: u64) -> Command {
    let node = |draws: &mut Draws| NodeId(draws.below(u64::from(setup.nodes)) as u16);
    match draws.below(20) {
        0..=1 => return Command::Crash(node(draws)),
        2..=3 => return Command::Restart(node(draws)),
        4 => return Command::Heal,
        5 => {
            let mut groups = vec![Vec::new(), Vec::new()];
            for node in setup.node_ids() {
                // Those that draw 2 are named nowhere and form a group of their own.
                if let Some(group) = groups.get_mut(draws.below(3) as usize) {
                    group.push(node);
                }
            }
            return Command::Partition(groups);
        }
        _ => {}
    }
    let client = ClientId(draws.below(clients) as u16);
    let key = Key::new(format!("key {}", draws.below(keys))).expect("a key");
    let entry = match draws.one_in(2) {
        true => Entry::LoadBalancer,
        false => Entry::Node(node(draws)),
    };
    let item = format!("item {}", draws.below(6));
    let value = || Value::new(&item).expect("a value");
    let write = match draws.below(10) {
        0..=3 => return Command::Get { client, key, entry },
        4 => Write::Update(value()),
        5 => Write::Blind(value()),
        6 => Write::RemoveFromCart(item),
        7 => Write::MergeCarts,
        _ => Write::AddToCart(item),
    };
    Command::Put { client, key, write, entry }
}

impl Draws {
    fn millis(&mut self, least: u64, most: u64) -> Duration {
        Duration::from_millis(self.between(least, most))
    }
}
