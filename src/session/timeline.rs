//! One history: what has happened up to the cursor, and what is already known to follow.
//!
//! Going back is running again from a checkpoint. Checkpoints are a cache: the scenario and
//! the commands alone determine every state.
//!
//! What a history costs: every event stays, at about a sixth of a kilobyte, and so a history ends
//! at a limit ([`EVENTS_MAX`] events for all histories of a session together); checkpoints are
//! bounded apart from that (see [`super::checkpoints`]).

use std::rc::Rc;

use super::checkpoints::{Checkpoint, Checkpoints};
use super::document::Moment;
use super::ledger::Ledger;
use super::occasions::{Occasion, noticed};
use super::scenario::{Origin, Recorded, Scenario};
use super::trace_room;
use crate::dynamo::time::Time;
use crate::sim::command::Command;
use crate::sim::simulation::Simulation;
use crate::sim::trace::{EventId, EventKind, Forgetful, TraceEvent};

/// The most events that all histories of a session may have together. What several histories
/// share counts once.
pub const EVENTS_MAX: usize = 1_000_000;

/// Going to a moment takes at most so many steps that are not known yet: a cluster with upkeep
/// never comes to rest.
pub const RUN_STEPS_MAX: u32 = 100_000;

/// One history and a cursor in it. A step is one command or one event of the simulator, with
/// all that nodes and clients do at once because of it.
#[derive(Clone, Debug)]
pub struct Timeline {
    commands: Vec<Recorded>,
    trace: Vec<TraceEvent>,
    /// How long the trace is after each step; the first entry is 0 for no steps.
    trace_lengths: Vec<u32>,
    /// The steps at which commands were given.
    command_steps: Vec<u32>,
    occasions: Vec<Occasion>,
    /// What a spectator knows at the end of all that is known.
    ledger: Ledger,
    checkpoints: Checkpoints,
    cursor: Checkpoint,
    events_max: usize,
    /// Another one whenever something that was known is known no longer.
    lineage: Rc<()>,
}

/// The later part of a history, taken out of it: what another history does not share.
#[derive(Clone, Debug)]
pub(super) struct Part {
    commands: Vec<Recorded>,
    trace: Vec<TraceEvent>,
    trace_lengths: Vec<u32>,
    command_steps: Vec<u32>,
    occasions: Vec<Occasion>,
    checkpoints: Vec<Checkpoint>,
    /// When the last event of the history happened.
    end: Time,
    /// Where the cursor stood.
    place: (u32, Time),
}

/// What the next step is going to be.
enum Next<'a> {
    Command(&'a Recorded),
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
            command_steps: Vec::new(),
            occasions: Vec::new(),
            ledger: Ledger::default(),
            checkpoints: Checkpoints::new(cursor.clone()),
            cursor,
            events_max: EVENTS_MAX,
            lineage: Rc::default(),
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
        let with_event = |step: &u32| Some((*step, self.step_events(*step).first()?));
        self.command_steps.iter().filter_map(with_event)
    }

    /// The step in which an event happened, counted so that seeking to it shows the event.
    pub fn step_of(&self, event: EventId) -> u32 {
        self.trace_lengths.partition_point(|length| *length <= event.0) as u32
    }

    /// The fewest steps after which all that is told up to a time has happened. Steps that follow
    /// and tell nothing may lie before it or behind it.
    pub fn steps_at(&self, time: Time) -> u32 {
        let events = self.trace.partition_point(|event| event.at <= time) as u32;
        self.trace_lengths.partition_point(|length| *length < events) as u32
    }

    /// What is worth stopping at in all that is known, in order.
    pub fn occasions(&self) -> &[Occasion] {
        &self.occasions
    }

    /// What is worth stopping at in one step.
    pub fn step_occasions(&self, steps: u32) -> &[Occasion] {
        let place = |length: usize| {
            self.occasions.partition_point(|occasion| (occasion.event.0 as usize) < length)
        };
        let first = place(self.trace_length(steps.saturating_sub(1)));
        &self.occasions[first..place(self.trace_length(steps))]
    }

    /// The same as long as events only come to what is known: whoever has taken some of them in
    /// need not take them in again.
    pub fn lineage(&self) -> &Rc<()> {
        &self.lineage
    }

    /// What a spectator knows of all requests and writes, those after the cursor included.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The moments that need not be run to again.
    pub fn checkpoints(&self) -> &Checkpoints {
        &self.checkpoints
    }

    /// Whether the history has reached its limit and cannot go on.
    pub fn is_full(&self) -> bool {
        self.trace.len() >= self.events_max
    }

    /// Whether something is known of the time after the cursor that giving another command
    /// would make untrue: what has been seen to happen, or a person's commands to come.
    pub fn has_future(&self) -> bool {
        let to_come = self.commands.get(self.cursor.commands_given..).unwrap_or_default();
        self.known_steps() > self.cursor.steps
            || to_come.iter().any(|recorded| recorded.origin == Origin::Person)
    }

    /// When the next step happens if nobody intervenes; none if nothing is left to happen, or
    /// the history is full.
    pub fn next_time(&self) -> Option<Time> {
        if self.is_full() && self.cursor.steps == self.known_steps() {
            return None;
        }
        match next(&self.cursor, &self.commands) {
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
            false if self.is_full() => false,
            false => {
                trace_room::make_room(&mut self.trace);
                advance(&mut self.cursor, &self.commands, &mut self.trace)
            }
        };
        if !stepped {
            return false;
        }
        if !known {
            self.record();
        }
        self.checkpoints.offer(&self.cursor);
        true
    }

    /// Goes to the moment right after `steps` steps, or as far as anything happens.
    pub fn seek(&mut self, steps: u32) {
        let nearest = self.checkpoints.before(steps);
        // Running on from the cursor is never farther than from a checkpoint before it.
        let shortcut = nearest
            .filter(|nearest| steps < self.cursor.steps || nearest.steps > self.cursor.steps);
        if let Some(shortcut) = shortcut {
            self.cursor = shortcut.clone();
        }
        while self.cursor.steps < steps && self.step() {}
    }

    /// Goes back one step. Says whether there was one. What follows stays known.
    pub fn step_back(&mut self) -> bool {
        let steps = self.cursor.steps;
        self.seek(steps.saturating_sub(1));
        steps > 0
    }

    /// Goes to the end of the step in which an event happens, which need not be known yet, or
    /// as far as anything happens.
    pub fn seek_event(&mut self, event: EventId) {
        let known = |timeline: &Timeline| timeline.trace.len() > event.0 as usize;
        if !known(self) {
            self.seek(self.known_steps());
            while !known(self) && self.step() {}
        }
        self.seek(self.step_of(event).min(self.known_steps()));
    }

    /// Goes to a moment, back or forth: everything up to it has happened, and nothing else.
    /// Gives up after [`RUN_STEPS_MAX`] steps that were not known. Says whether it is there.
    pub fn seek_time(&mut self, time: Time) -> bool {
        let known = self.known_steps();
        let steps = self.steps_at(time);
        // Time that has passed since the last step is gone back on as well.
        if self.cursor.simulation.now() > time
            && let Some(earlier) = self.checkpoints.before(steps)
        {
            self.cursor = earlier.clone();
        }
        self.seek(steps);
        // Of the last known step nobody can say yet whether it is the last of its moment.
        while self.next_time().is_some_and(|next| next <= time) {
            if self.cursor.steps >= known.saturating_add(RUN_STEPS_MAX) || !self.step() {
                return false;
            }
        }
        self.wait_until(time);
        true
    }

    /// Goes to a moment, back or forth. Says whether it is there.
    pub fn seek_moment(&mut self, moment: Moment) -> bool {
        match moment {
            Moment::Time(time) => self.seek_time(time),
            Moment::Step(step) => {
                self.seek(step);
                self.steps() == step
            }
        }
    }

    /// Goes through everything that happens up to `time`, and lets the rest of it pass.
    pub fn run_until(&mut self, time: Time) {
        while self.next_time().is_some_and(|next| next <= time) && self.step() {}
        self.wait_until(time);
    }

    /// Lets time pass in which nothing happens: up to `time`, but not beyond the next event.
    pub fn wait_until(&mut self, time: Time) {
        // A command to come is an event as well.
        let limit = self.next_time().unwrap_or(time).min(time);
        self.cursor.simulation.wait_until(limit);
    }

    /// Makes these the commands of this history: they agree up to the cursor.
    pub(super) fn set_commands(&mut self, commands: Vec<Recorded>) {
        self.commands = commands;
    }

    /// Forgets all that is known after `steps` steps, and brings the cursor to a place before.
    pub(super) fn forget_after(&mut self, steps: u32, place: (u32, Time)) {
        self.split_off(steps, place);
        self.settle(place, self.events_max);
    }

    /// Makes a person's command the next one, in place of all that a person gave later. What
    /// the scenario still has to give follows. Nothing may be known after the cursor.
    pub(super) fn insert(&mut self, command: Command) {
        let Checkpoint { steps, commands_given, simulation } = &self.cursor;
        let by_hand =
            Recorded { at: simulation.now(), step: *steps, command, origin: Origin::Person };
        let later = self.commands.split_off(*commands_given);
        let scripted = later.into_iter().filter(|recorded| recorded.origin == Origin::Script);
        self.commands.push(by_hand);
        self.commands.extend(scripted);
    }

    /// Takes out all that is known after `steps` steps; `place` is where the cursor of this
    /// history is to stand when it is looked at again. The cursor stays if it stands before
    /// that; otherwise it comes to stand at some moment before. Ends with
    /// [`Timeline::settle`].
    pub(super) fn split_off(&mut self, steps: u32, place: (u32, Time)) -> Part {
        if self.cursor.steps > steps
            && let Some(earlier) = self.checkpoints.before(steps)
        {
            self.cursor = earlier.clone();
        }
        let length = self.trace_length(steps);
        let occasions =
            self.occasions.partition_point(|occasion| (occasion.event.0 as usize) < length);
        let commands = self.command_steps.partition_point(|step| *step <= steps);
        Part {
            end: self.trace.last().map_or(Time::ZERO, |event| event.at),
            commands: self.commands.clone(),
            trace: self.trace.split_off(length),
            trace_lengths: self.trace_lengths.split_off(steps as usize + 1),
            command_steps: self.command_steps.split_off(commands),
            occasions: self.occasions.split_off(occasions),
            checkpoints: self.checkpoints.split_off(steps),
            place,
        }
    }

    /// Puts a part back in. The history must be as long as it was when the part was taken out.
    /// Gives the place where the cursor stood. Ends with [`Timeline::settle`].
    pub(super) fn append(&mut self, part: Part) -> (u32, Time) {
        let Part { commands, trace, trace_lengths, command_steps, .. } = part;
        self.commands = commands;
        self.trace.extend(trace);
        self.trace_lengths.extend(trace_lengths);
        self.command_steps.extend(command_steps);
        self.occasions.extend(part.occasions);
        self.checkpoints.append(part.checkpoints);
        part.place
    }

    /// Takes everything in anew that hangs on the history as a whole, after parts of it have been
    /// taken out or put in, and brings the cursor to a place.
    pub(super) fn settle(&mut self, (steps, now): (u32, Time), events_max: usize) {
        self.events_max = events_max;
        self.lineage = Rc::default();
        self.ledger = Ledger::default();
        let config = &self.cursor.simulation.setup().store;
        for event in &self.trace {
            // What it shows is among the occasions already.
            self.ledger.enter(config, &self.trace, event);
        }
        self.seek(steps);
        self.wait_until(now);
    }

    /// Ends the history after so many events at the latest.
    pub(super) fn limit(&mut self, events_max: usize) {
        self.events_max = events_max;
    }

    /// Where the cursor stands: after how many steps, and when.
    pub(super) fn place(&self) -> (u32, Time) {
        (self.cursor.steps, self.cursor.simulation.now())
    }

    fn record(&mut self) {
        let length = self.trace_length(self.known_steps());
        self.trace_lengths.push(self.trace.len() as u32);
        let first = self.trace.get(length).map(|event| &event.kind);
        if matches!(first, Some(EventKind::Commanded { .. })) {
            self.command_steps.push(self.known_steps());
        }
        let simulation = &self.cursor.simulation;
        let config = &simulation.setup().store;
        for event in &self.trace[length..] {
            if let Some(kind) = noticed(event, simulation) {
                self.occasions.push(Occasion { event: event.id, kind });
            }
            self.occasions.extend(self.ledger.enter(config, &self.trace, event));
        }
    }

    fn trace_length(&self, steps: u32) -> usize {
        self.trace_lengths[steps as usize] as usize
    }
}

impl Drop for Timeline {
    fn drop(&mut self) {
        trace_room::give_back(std::mem::take(&mut self.trace));
    }
}

impl Part {
    /// Its events.
    pub fn events(&self) -> &[TraceEvent] {
        &self.trace
    }

    /// The commands of the history that it belongs to.
    pub fn commands(&self) -> &[Recorded] {
        &self.commands
    }

    /// When the last event of the history happened.
    pub fn end(&self) -> Time {
        self.end
    }
}

fn next<'a>(cursor: &Checkpoint, commands: &'a [Recorded]) -> Next<'a> {
    let event = cursor.simulation.next_time();
    match (commands.get(cursor.commands_given), event) {
        (Some(command), None) => Next::Command(command),
        // Of several things at one moment the number of steps tells which came first; it means
        // nothing else, so that the same commands make sense in another cluster.
        (Some(command), Some(event))
            if command.at < event || (command.at == event && command.step <= cursor.steps) =>
        {
            Next::Command(command)
        }
        (_, Some(_)) => Next::Event,
        (None, None) => Next::Nothing,
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
