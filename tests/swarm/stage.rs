//! A small world whose events can be doctored before checkers see them.

use dynamo_playground::dynamo::config::Config;
use dynamo_playground::dynamo::identity::{ClientId, NodeId};
use dynamo_playground::dynamo::key::{Key, Value};
use dynamo_playground::dynamo::time::{Duration, Time};
use dynamo_playground::sim::command::{Command, Entry, Write};
use dynamo_playground::sim::latency::Latency;
use dynamo_playground::sim::setup::Setup;
use dynamo_playground::sim::simulation::Simulation;
use dynamo_playground::sim::trace::TraceEvent;
use dynamo_playground::swarm::checkers::{Checker, Scene, counters, replicas, tombstones};
use dynamo_playground::swarm::holdings::Holdings;
use dynamo_playground::swarm::run::Report;
use dynamo_playground::swarm::truth::Truth;

/// What changes the events of a step before anybody sees them.
pub type Doctor = fn(&mut Vec<TraceEvent>);

/// A world, what a checker makes of it, and who changes what it sees.
pub struct Stage {
    pub world: Simulation,
    pub truth: Truth,
    pub holdings: Holdings,
    pub report: Report,
    trace: Vec<TraceEvent>,
    checker: Box<dyn Checker>,
    doctor: Doctor,
}

/// Changes nothing.
pub fn honestly(_events: &mut Vec<TraceEvent>) {}

/// Three nodes that keep every key, (N, R, W) = (3, 2, 2), every message 5 ms.
pub fn setup() -> Setup {
    let store = Config { replicas: 3, read_quorum: 2, write_quorum: 2, ..Config::default() };
    let latency = Latency::Constant(Duration::from_millis(5));
    Setup { nodes: 3, store, latency, ..Setup::default() }
}

impl Stage {
    pub fn new(setup: Setup, checker: impl Checker + 'static, doctor: Doctor) -> Stage {
        Stage::with(setup, Box::new(checker), doctor)
    }

    pub fn with(setup: Setup, checker: Box<dyn Checker>, doctor: Doctor) -> Stage {
        Stage {
            world: Simulation::new(1, setup),
            truth: Truth::default(),
            holdings: Holdings::default(),
            report: Report::default(),
            trace: Vec::new(),
            checker,
            doctor,
        }
    }

    /// From now on events are changed so.
    pub fn doctor(&mut self, doctor: Doctor) {
        self.doctor = doctor;
    }

    pub fn give(&mut self, command: Command) {
        let scene = scene(&self.world, &self.truth, &self.holdings, &self.trace);
        self.checker.before(&scene, &command, &mut self.report);
        let mut events = Vec::new();
        self.world.apply(&mut events, &command);
        self.see(events);
    }

    /// Everything happens that happens in the next so many milliseconds.
    pub fn pass(&mut self, milliseconds: u64) {
        let until = self.world.now() + Duration::from_millis(milliseconds);
        while self.world.next_time().is_some_and(|next| next < until) {
            let mut events = Vec::new();
            self.world.step(&mut events);
            self.see(events);
        }
        self.world.wait_until(until);
    }

    pub fn look(&mut self) {
        for change in self.holdings.look_at_all(&self.world, &self.truth) {
            replicas::silently_lost(&self.truth, &change, &mut self.report);
        }
        let scene = scene(&self.world, &self.truth, &self.holdings, &self.trace);
        self.checker.look(&scene, &mut self.report);
    }

    pub fn end(&mut self) {
        let scene = scene(&self.world, &self.truth, &self.holdings, &self.trace);
        self.checker.end(&scene, &mut self.report);
    }

    pub fn scene(&self) -> Scene<'_> {
        scene(&self.world, &self.truth, &self.holdings, &self.trace)
    }

    fn see(&mut self, mut events: Vec<TraceEvent>) {
        (self.doctor)(&mut events);
        if events.is_empty() {
            return;
        }
        let from = self.trace.len();
        self.trace.append(&mut events);
        let events = &self.trace[from..];
        for reissued in self.truth.look_at(&self.world, events) {
            counters::found(&reissued, &mut self.report);
        }
        let changes = self.holdings.look_at(&self.world, &self.truth, events);
        for (key, tombstone) in tombstones::forgotten(&self.truth, events, &changes) {
            self.truth.tombstone_forgotten(key, tombstone);
        }
        let scene = Scene {
            world: &self.world,
            truth: &self.truth,
            holdings: &self.holdings,
            trace: &self.trace,
            events,
            changes: &changes,
        };
        self.checker.step(&scene, &mut self.report);
    }

    /// What was found wrong, in one text.
    pub fn complaints(&self) -> String {
        let whats = self.report.failures.iter().map(|failure| failure.what.clone());
        whats.collect::<Vec<_>>().join("\n")
    }

    pub fn put(&mut self, client: u16, write: Write) {
        let (client, entry) = (ClientId(client), Entry::Node(NodeId(0)));
        self.give(Command::Put { client, key: key(), write, entry, quorum: None });
        self.pass(40);
    }

    pub fn get(&mut self, client: u16) {
        let (client, entry) = (ClientId(client), Entry::Node(NodeId(0)));
        self.give(Command::Get { client, key: key(), entry, quorum: None });
        self.pass(40);
    }
}

fn scene<'a>(
    world: &'a Simulation,
    truth: &'a Truth,
    holdings: &'a Holdings,
    trace: &'a [TraceEvent],
) -> Scene<'a> {
    Scene { world, truth, holdings, trace, events: &[], changes: &[] }
}

pub fn key() -> Key {
    Key::new("cart").expect("a key")
}

pub fn value(text: &str) -> Value {
    Value::new(text).expect("a value")
}

pub fn blind(text: &str) -> Write {
    Write::Blind(value(text))
}

/// The beginning of time.
pub const START: Time = Time::ZERO;
