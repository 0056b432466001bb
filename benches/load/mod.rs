//! What the simulator is given to do where its speed is measured.

#![allow(dead_code)] // Every measurement that includes this module uses a part of it.

use dynamo_playground::dynamo::identity::NodeId;
use dynamo_playground::dynamo::message::Message;
use dynamo_playground::dynamo::time::{Duration, Time};
use dynamo_playground::sim::command::{Command, Entry};
use dynamo_playground::sim::latency::Latency;
use dynamo_playground::sim::setup::Setup;
use dynamo_playground::sim::simulation::Simulation;
use dynamo_playground::sim::trace::{EventKind, Recorder, TraceEvent};
use dynamo_playground::sim::workload::Workload;

/// So many pings are on their way at a time.
const PINGS: usize = 500;

/// Counts what is delivered, and forgets it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counter {
    /// How many messages have been delivered.
    pub deliveries: u64,
}

impl Recorder for Counter {
    fn record(&mut self, event: TraceEvent) {
        self.deliveries += u64::from(is_delivery(&event));
    }
}

/// The trace as the playground keeps it, and how many messages have been delivered.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// All that happened.
    pub trace: Vec<TraceEvent>,
    /// How many messages have been delivered.
    pub deliveries: u64,
}

impl Recorder for Kept {
    fn record(&mut self, event: TraceEvent) {
        self.deliveries += u64::from(is_delivery(&event));
        self.trace.push(event);
    }
}

/// A recorder that says how many messages have been delivered.
pub trait Tally: Recorder + Default {
    /// How many.
    fn deliveries(&self) -> u64;

    /// How many events are kept.
    fn events(&self) -> usize {
        0
    }
}

impl Tally for Counter {
    fn deliveries(&self) -> u64 {
        self.deliveries
    }
}

impl Tally for Kept {
    fn deliveries(&self) -> u64 {
        self.deliveries
    }

    fn events(&self) -> usize {
        self.trace.len()
    }
}

fn is_delivery(event: &TraceEvent) -> bool {
    matches!(event.kind, EventKind::Delivered { .. })
}

/// Something that goes on for as long as one likes.
pub trait Load {
    /// Goes on until so many messages have been delivered.
    fn run(&mut self, trace: &mut impl Tally, deliveries: u64);
}

/// From 2 to 12 ms, every delay equally often.
fn random_latency() -> Latency {
    Latency::Uniform { min: Duration::from_millis(2), max: Duration::from_millis(12) }
}

/// Bare deliveries: [`PINGS`] pings on their way between nodes that do nothing else. Each is
/// answered by its receiver; once the answer is there, the next ping leaves.
#[derive(Clone)]
pub struct Pings {
    simulation: Simulation,
    next: u32,
}

impl Pings {
    /// The cluster, with all pings sent.
    pub fn new(nodes: u16) -> Pings {
        let setup = Setup { nodes, latency: random_latency(), ..Setup::default() };
        let mut pings = Pings { simulation: Simulation::new(1, setup), next: 0 };
        for _ in 0..PINGS {
            pings.send(&mut Counter::default());
        }
        pings
    }

    /// From every node in turn to one that is farther on each time.
    fn send(&mut self, trace: &mut impl Recorder) {
        let nodes = self.simulation.nodes().len() as u32;
        let from = self.next % nodes;
        let to = (from + 1 + self.next / nodes % (nodes - 1)) % nodes;
        self.next = self.next.wrapping_add(1);
        self.simulation.say(trace, NodeId(from as u16), NodeId(to as u16), Message::Ping);
    }
}

impl Load for Pings {
    fn run(&mut self, trace: &mut impl Tally, deliveries: u64) {
        let end = trace.deliveries() + deliveries;
        while trace.deliveries() < end {
            let before = self.simulation.event_count();
            self.simulation.step(trace);
            // A delivered ping is answered, which is a second event; an answer is not.
            if self.simulation.event_count() == before + 1 {
                self.send(trace);
            }
        }
    }
}

/// The whole protocol: eight clients that get and put as fast as a workload can, gossip,
/// anti-entropy, and nodes that crash and come back, so that hints are kept and handed over.
#[derive(Clone)]
pub struct Mixed {
    simulation: Simulation,
    crashes: u32,
}

/// How far crashes stand apart; after half of it the node is back.
const CRASH_GAP: Duration = Duration::from_millis(2_000);

impl Mixed {
    /// The cluster, once its caches are warm and every key has been written.
    pub fn new(nodes: u16) -> Mixed {
        Mixed::warmed_up(nodes, 50_000)
    }

    /// The cluster after so many deliveries.
    pub fn warmed_up(nodes: u16, deliveries: u64) -> Mixed {
        let mut setup = Setup { nodes, latency: random_latency(), ..Setup::default() };
        setup.store.gossip_interval = Some(Duration::from_millis(1_000));
        setup.store.anti_entropy_interval = Some(Duration::from_millis(1_000));
        let mut simulation = Simulation::new(1, setup);
        let workload = Workload {
            operations_per_second: 1_000,
            keys: 1_000,
            clients: 8,
            entry: Entry::LoadBalancer,
            ..Workload::default()
        };
        simulation.apply(&mut Counter::default(), &Command::StartWorkload(workload));
        let mut mixed = Mixed { simulation, crashes: 0 };
        mixed.run(&mut Counter::default(), deliveries);
        mixed
    }

    /// The cluster as it is now.
    pub fn simulation(&self) -> &Simulation {
        &self.simulation
    }

    /// When the next node crashes or comes back, and that command.
    fn next_command(&self) -> (Time, Command) {
        let nodes = self.simulation.nodes().len() as u32;
        let node = NodeId((self.crashes / 2 * 7 % nodes) as u16);
        let at = CRASH_GAP.half().as_micros() * u64::from(self.crashes + 1);
        let command = match self.crashes % 2 {
            0 => Command::Crash(node),
            _ => Command::Restart(node),
        };
        (Time::from_micros(at), command)
    }
}

impl Load for Mixed {
    fn run(&mut self, trace: &mut impl Tally, deliveries: u64) {
        let end = trace.deliveries() + deliveries;
        let (mut at, mut command) = self.next_command();
        while trace.deliveries() < end {
            if self.simulation.next_time().is_none_or(|next| next >= at) {
                self.simulation.wait_until(at);
                self.simulation.apply(trace, &command);
                self.crashes += 1;
                (at, command) = self.next_command();
            }
            self.simulation.step(trace);
        }
    }
}
