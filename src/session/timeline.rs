//! One history: what has happened up to the cursor, and what is already known to follow.
//!
//! Going back is running again from a checkpoint. Checkpoints are a cache: the scenario and
//! the commands alone determine every state.

use super::scenario::{Origin, Recorded, Scenario};
use crate::dynamo::time::Time;
use crate::sim::command::Command;
use crate::sim::simulation::Simulation;
use crate::sim::trace::{EventId, EventKind, Forgetful, TraceEvent};

/// A checkpoint is kept every so many steps.
const CHECKPOINT_STEPS: u32 = 64;

/// One history and a cursor in it. A step is one command or one event of the simulator, with
/// all that nodes and clients do at once because of it.
#[derive(Clone, Debug)]
pub struct Timeline {
    commands: Vec<Recorded>,
    trace: Vec<TraceEvent>,
    /// How long the trace is after each step; the first entry is 0 for no steps.
    trace_lengths: Vec<u32>,
    checkpoints: Vec<Checkpoint>,
    cursor: Checkpoint,
}

#[derive(Clone, Debug)]
struct Checkpoint {
    steps: u32,
    commands_given: usize,
    simulation: Simulation,
}

/// What the next step is going to be.
enum Next {
    Command(Recorded),
    Event,
    Nothing,
}

impl Timeline {
    /// The beginning of a scenario, whose setup must have passed its check.
    pub fn new(scenario: &Scenario) -> Timeline {
        Timeline::with_commands(scenario, scenario.script.iter().map(Recorded::scripted).collect())
    }

    /// The beginning of a scenario, whose setup must have passed its check, with these commands
    /// in place of those that it gives by itself.
    pub fn with_commands(scenario: &Scenario, commands: Vec<Recorded>) -> Timeline {
        let cursor = Checkpoint {
            steps: 0,
            commands_given: 0,
            simulation: Simulation::new(scenario.seed, scenario.setup.clone()),
        };
        Timeline {
            commands,
            trace: Vec::new(),
            trace_lengths: vec![0],
            checkpoints: vec![cursor.clone()],
            cursor,
        }
    }

    /// The simulated world at the cursor.
    pub fn simulation(&self) -> &Simulation {
        &self.cursor.simulation
    }

    /// How many steps lie before the cursor.
    pub fn steps(&self) -> u32 {
        self.cursor.steps
    }

    /// How many steps are known, those after the cursor included.
    pub fn known_steps(&self) -> u32 {
        self.trace_lengths.len() as u32 - 1
    }

    /// Everything that has happened up to the cursor.
    pub fn trace(&self) -> &[TraceEvent] {
        &self.trace[..self.trace_length(self.cursor.steps)]
    }

    /// Everything that is known, what follows the cursor included.
    pub fn known_trace(&self) -> &[TraceEvent] {
        &self.trace
    }

    /// The events of the step before the cursor.
    pub fn last_step(&self) -> &[TraceEvent] {
        self.step_events(self.cursor.steps)
    }

    /// The events of the step that makes `steps` steps complete; none for 0.
    pub fn step_events(&self, steps: u32) -> &[TraceEvent] {
        &self.trace[self.trace_length(steps.saturating_sub(1))..self.trace_length(steps)]
    }

    /// The commands of this history, those to come included.
    pub fn commands(&self) -> &[Recorded] {
        &self.commands
    }

    /// How many of the commands have been given at the cursor.
    pub fn commands_given(&self) -> usize {
        self.cursor.commands_given
    }

    /// The known steps at which a command was given, each with the command's event.
    pub fn command_steps(&self) -> impl Iterator<Item = (u32, &TraceEvent)> {
        (1..=self.known_steps()).filter_map(|step| {
            let first = self.step_events(step).first()?;
            matches!(first.kind, EventKind::Commanded { .. }).then_some((step, first))
        })
    }

    /// The step in which an event happened, counted so that seeking to it shows the event.
    pub fn step_of(&self, event: EventId) -> u32 {
        self.trace_lengths.partition_point(|length| *length <= event.0) as u32
    }

    /// When the next step happens if nobody intervenes; none if nothing is left to happen.
    pub fn next_time(&self) -> Option<Time> {
        match self.next() {
            // A command given by hand waits for no time: its moment is the cursor's.
            Next::Command(recorded) => Some(recorded.at.max(self.cursor.simulation.now())),
            Next::Event => self.cursor.simulation.next_time(),
            Next::Nothing => None,
        }
    }

    /// Goes one step on. Says whether there was one.
    pub fn step(&mut self) -> bool {
        let known = self.cursor.steps < self.known_steps();
        let stepped = match known {
            true => advance(&mut self.cursor, &self.commands, &mut Forgetful),
            false => advance(&mut self.cursor, &self.commands, &mut self.trace),
        };
        if !stepped {
            return false;
        }
        if !known {
            self.trace_lengths.push(self.trace.len() as u32);
        }
        let newest = self.checkpoints.last().map_or(0, |checkpoint| checkpoint.steps);
        if self.cursor.steps >= newest + CHECKPOINT_STEPS {
            self.checkpoints.push(self.cursor.clone());
        }
        true
    }

    /// Goes to the moment right after `steps` steps, or as far as anything happens.
    pub fn seek(&mut self, steps: u32) {
        if steps < self.cursor.steps {
            let place = self.checkpoints.partition_point(|checkpoint| checkpoint.steps <= steps);
            self.cursor = self.checkpoints[place.saturating_sub(1)].clone();
        }
        while self.cursor.steps < steps && self.step() {}
    }

    /// Goes back one step. Says whether there was one. What follows stays known.
    pub fn step_back(&mut self) -> bool {
        let steps = self.cursor.steps;
        self.seek(steps.saturating_sub(1));
        steps > 0
    }

    /// Goes through everything that happens up to `time`, and lets the rest of it pass.
    pub fn run_until(&mut self, time: Time) {
        while self.next_time().is_some_and(|next| next <= time) && self.step() {}
        self.wait_until(time);
    }

    /// Lets time pass in which nothing happens: up to `time`, but not beyond the next event.
    pub fn wait_until(&mut self, time: Time) {
        self.cursor.simulation.wait_until(time);
    }

    /// This history up to the cursor, followed by a command that a person gives now. What the
    /// scenario still has to give follows; what a person gave later does not.
    pub fn fork(&self, command: Command) -> Timeline {
        let Checkpoint { steps, commands_given, simulation } = &self.cursor;
        let (given, later) = self.commands.split_at(*commands_given);
        let by_hand =
            Recorded { at: simulation.now(), step: *steps, command, origin: Origin::Person };
        let scripted = later.iter().filter(|recorded| recorded.origin == Origin::Script);
        Timeline {
            commands: given.iter().cloned().chain([by_hand]).chain(scripted.cloned()).collect(),
            trace: self.trace().to_vec(),
            trace_lengths: self.trace_lengths[..=*steps as usize].to_vec(),
            checkpoints: self
                .checkpoints
                .iter()
                .filter(|checkpoint| checkpoint.steps <= *steps)
                .cloned()
                .collect(),
            cursor: self.cursor.clone(),
        }
    }

    fn next(&self) -> Next {
        next(&self.cursor, &self.commands)
    }

    fn trace_length(&self, steps: u32) -> usize {
        self.trace_lengths[steps as usize] as usize
    }
}

fn next(cursor: &Checkpoint, commands: &[Recorded]) -> Next {
    let event = cursor.simulation.next_time();
    match (commands.get(cursor.commands_given), event) {
        (Some(command), event)
            if command.step <= cursor.steps && event.is_none_or(|event| command.at <= event) =>
        {
            Next::Command(command.clone())
        }
        (_, Some(_)) => Next::Event,
        _ => Next::Nothing,
    }
}

fn advance(
    cursor: &mut Checkpoint,
    commands: &[Recorded],
    trace: &mut impl crate::sim::trace::Recorder,
) -> bool {
    match next(cursor, commands) {
        Next::Command(recorded) => {
            cursor.simulation.wait_until(recorded.at);
            cursor.simulation.apply(trace, &recorded.command);
            cursor.commands_given += 1;
        }
        Next::Event => {
            cursor.simulation.step(trace);
        }
        Next::Nothing => return false,
    }
    cursor.steps += 1;
    true
}
