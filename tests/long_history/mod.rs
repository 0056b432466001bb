//! Long histories: clients at work on many keys while nodes come and go, until there are as many
//! events as are wanted.

#![allow(dead_code)] // Every test that includes this module uses a part of it.

use dynamo_playground::dynamo::identity::{ClientId, NodeId};
use dynamo_playground::dynamo::key::{Key, Value};
use dynamo_playground::dynamo::time::{Duration, Time};
use dynamo_playground::session::scenario::{Scenario, Scripted};
use dynamo_playground::session::session::Session;
use dynamo_playground::session::timeline::Timeline;
use dynamo_playground::sim::command::{Command, Entry, Write};
use dynamo_playground::sim::setup::Setup;

/// The lengths that are looked at, in events.
pub const LENGTHS: [usize; 3] = [1_000, 10_000, 100_000];

/// How far commands stand apart, in milliseconds.
const GAP_MS: u64 = 12;

/// How many keys there are.
const KEYS: u64 = 64;

/// Five nodes, four clients, gets and puts in turn, and a crash or a restart now and then, for at
/// least so many commands.
pub fn scenario(commands: u64) -> Scenario {
    scenario_of(commands, KEYS)
}

fn scenario_of(commands: u64, keys: u64) -> Scenario {
    let entry = Entry::LoadBalancer;
    let key = |number: u64| Key::new(format!("key {}", number * 7 % keys)).expect("a key");
    let command = |number: u64| {
        let client = ClientId((number % 4) as u16);
        match number % 50 {
            20 => Command::Crash(NodeId((number / 50 % 5) as u16)),
            40 => Command::Restart(NodeId((number / 50 % 5) as u16)),
            even if even % 2 == 0 => {
                Command::Get { client, key: key(number / 2), entry, quorum: None }
            }
            _ => {
                let value = Value::new(format!("value {number}")).expect("a value");
                let write = Write::Update(value);
                Command::Put { client, key: key(number / 2), write, entry, quorum: None }
            }
        }
    };
    let script = (0..commands)
        .map(|number| Scripted { at: Time::from_millis(number * GAP_MS), command: command(number) })
        .collect();
    Scenario { title: "A long history".to_owned(), seed: 7, setup: Setup::default(), script }
}

/// A history of so many events, its cursor at the end.
pub fn timeline(events: usize) -> Timeline {
    session(events).timeline().clone()
}

/// A session with a history of so many events.
pub fn session(events: usize) -> Session {
    filled(scenario(events as u64 / 12), events)
}

/// A session in which every put is of another key.
pub fn many_keys(events: usize) -> Session {
    let commands = events as u64 / 12;
    filled(scenario_of(commands, commands), events)
}

/// A large cluster that gossips, compares trees and serves clients.
pub fn large(nodes: u16, events: usize) -> Session {
    let mut scenario = scenario(events as u64 / 12);
    scenario.setup.nodes = nodes;
    scenario.setup.store.gossip_interval = Some(Duration::from_millis(1_000));
    filled(scenario, events)
}

fn filled(scenario: Scenario, events: usize) -> Session {
    let mut session = Session::new(scenario).expect("a setup that makes sense");
    let timeline = session.timeline_mut();
    while timeline.known_trace().len() < events && timeline.step() {}
    session
}
