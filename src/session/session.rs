//! A running session: a scenario, and one history for every way in which a person has made
//! it go on.

use super::scenario::{Recorded, Scenario};
use super::timeline::Timeline;
use crate::sim::command::{Command, CommandError};
use crate::sim::setup::SetupError;

/// A running session.
#[derive(Clone, Debug)]
pub struct Session {
    scenario: Scenario,
    branches: Vec<Timeline>,
    current: usize,
}

impl Session {
    /// A session at the beginning of a scenario.
    ///
    /// # Errors
    /// Everything in the setup that makes no sense.
    pub fn new(scenario: Scenario) -> Result<Session, Vec<SetupError>> {
        scenario.setup.check()?;
        let branches = vec![Timeline::new(&scenario)];
        Ok(Session { scenario, branches, current: 0 })
    }

    /// A session at the beginning of a scenario, with a history of commands that are given in
    /// place of the scenario's own: those of the scenario and those of a person.
    ///
    /// # Errors
    /// Everything in the setup that makes no sense.
    pub fn resumed(
        scenario: Scenario,
        commands: Vec<Recorded>,
    ) -> Result<Session, Vec<SetupError>> {
        scenario.setup.check()?;
        let branches = vec![Timeline::with_commands(&scenario, commands)];
        Ok(Session { scenario, branches, current: 0 })
    }

    /// What the session started from.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The history that is looked at.
    pub fn timeline(&self) -> &Timeline {
        &self.branches[self.current]
    }

    /// The history that is looked at, to move its cursor.
    pub fn timeline_mut(&mut self) -> &mut Timeline {
        &mut self.branches[self.current]
    }

    /// How many histories there are. Giving a command in the past begins a new one and keeps
    /// the old.
    pub fn branch_count(&self) -> usize {
        self.branches.len()
    }

    /// Which of them is looked at, from 0.
    pub fn current_branch(&self) -> usize {
        self.current
    }

    /// Looks at another history. One that does not exist changes nothing.
    pub fn switch_branch(&mut self, branch: usize) {
        if branch < self.branches.len() {
            self.current = branch;
        }
    }

    /// Gives a command now and carries it out. What was known to follow stays, in a branch of
    /// its own.
    ///
    /// # Errors
    /// A command that makes no sense now; nothing changes then.
    pub fn give(&mut self, command: Command) -> Result<(), CommandError> {
        let timeline = self.timeline();
        timeline.simulation().check(&command)?;
        let has_future = timeline.known_steps() > timeline.steps();
        let fork = timeline.fork(command);
        if has_future {
            self.branches.push(fork);
            self.current = self.branches.len() - 1;
        } else {
            self.branches[self.current] = fork;
        }
        self.timeline_mut().step();
        Ok(())
    }
}
