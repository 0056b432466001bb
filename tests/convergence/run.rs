//! One random run: requests and faults for a while, then everything is mended, and from then on
//! nothing works but the protocol's own timers.

use dynamo_playground::dynamo::membership::Status;
use dynamo_playground::dynamo::time::{Duration, Time};
use dynamo_playground::sim::command::Command;
use dynamo_playground::sim::simulation::Simulation;
use dynamo_playground::sim::trace::TraceEvent;

use crate::cluster::setup;
use crate::draws::Draws;
use crate::faults::{command, mending, removals};
use crate::tally::Tally;
use crate::witness::Witness;

/// For so long there are requests and faults.
const FAULTS_END: Time = Time::from_millis(8_000);

/// The bound: so long after everything is mended the nodes must agree and be at rest.
const PEACE: Duration = Duration::from_millis(30_000);

/// At rest means: for so long nothing happened but periodic upkeep.
const REST: Duration = Duration::from_millis(3_000);

/// No run needs nearly so many events: messages that beget messages without end would.
const EVENTS_MAX: u32 = 400_000;

/// A run at its end.
pub struct Run {
    /// What it grew from.
    pub seed: u64,
    /// The world.
    pub simulation: Simulation,
    /// The truth about its writes.
    pub witness: Witness,
    /// What has happened.
    pub tally: Tally,
    /// Whether a node was started again after it had been removed.
    pub removed_came_back: bool,
    /// All that happened during the last [`REST`].
    pub rest: Vec<TraceEvent>,
}

/// The run that grows from a seed.
pub fn run(seed: u64) -> Run {
    let mut draws = Draws::new(seed);
    let setup = setup(&mut draws);
    setup.check().unwrap_or_else(|errors| panic!("seed {seed}: {errors:?}"));
    let skews = draws.one_in(4);
    let removed_too = draws.one_in(2);
    let mut run = Run {
        seed,
        simulation: Simulation::new(seed, setup),
        witness: Witness::default(),
        tally: Tally::default(),
        removed_came_back: false,
        rest: Vec::new(),
    };
    let mut next = Time::ZERO;
    loop {
        next = next + Duration::from_millis(draws.between(10, 130));
        if next >= FAULTS_END {
            break;
        }
        run.go_on(next, false);
        let command = command(&mut draws, &run.simulation, skews);
        run.give(&command);
    }
    run.go_on(FAULTS_END, false);
    for command in mending(&run.simulation, removed_too) {
        run.give(&command);
    }
    for command in removals(&run.simulation) {
        run.give(&command);
    }
    run.go_on(FAULTS_END + PEACE, false);
    run.go_on(FAULTS_END + PEACE + REST, true);
    run
}

impl Run {
    fn give(&mut self, command: &Command) {
        self.witness.before(&self.simulation, command);
        self.tally.before(&self.simulation, command);
        if let Command::Restart(node) = command {
            let status = self.simulation.membership().status(*node);
            self.removed_came_back |= status == Some(Status::Left);
        }
        let mut events = Vec::new();
        self.simulation.apply(&mut events, command);
        self.look_at(&events);
    }

    fn go_on(&mut self, until: Time, keep: bool) {
        let mut events = Vec::new();
        while self.simulation.next_time().is_some_and(|next| next <= until) {
            self.simulation.step(&mut events);
            let count = self.simulation.event_count();
            assert!(count < EVENTS_MAX, "seed {}: a storm: {:?}", self.seed, events.last());
            self.look_at(&events);
            if keep {
                self.rest.append(&mut events);
            }
            events.clear();
        }
        self.simulation.wait_until(until);
    }

    fn look_at(&mut self, events: &[TraceEvent]) {
        self.witness.after(&self.simulation, events);
        self.tally.after(events);
    }
}
