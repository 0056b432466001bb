//! A running session: a scenario, and one history for every way in which a person has made
//! it go on.

use core::fmt;

use super::branches::{Branch, BranchError, Branches, NAME_CHARS_MAX};
use super::scenario::{Recorded, Scenario};
use super::timeline::{EVENTS_MAX, Timeline};
use super::transcript;
use crate::dynamo::time::Time;
use crate::sim::command::{Command, CommandError};
use crate::sim::setup::SetupError;

/// What the first history is called.
const FIRST: &str = "original";

/// A running session.
#[derive(Clone, Debug)]
pub struct Session {
    scenario: Scenario,
    branches: Branches,
}

/// Why a command could not be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GiveError {
    /// It makes no sense now.
    Command(CommandError),
    /// It would begin a history of its own, and that cannot be.
    Branch(BranchError),
    /// The histories have reached [`EVENTS_MAX`] events.
    Full,
}

impl Session {
    /// A session at the beginning of a scenario.
    ///
    /// # Errors
    /// Everything in the setup that makes no sense.
    pub fn new(scenario: Scenario) -> Result<Session, Vec<SetupError>> {
        scenario.setup.check()?;
        let branches = Branches::new(FIRST, Timeline::new(&scenario));
        Ok(Session { scenario, branches })
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
        let branches = Branches::new(FIRST, Timeline::with_commands(&scenario, commands));
        Ok(Session { scenario, branches })
    }

    /// What the session started from.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The history that is looked at.
    pub fn timeline(&self) -> &Timeline {
        self.branches.timeline()
    }

    /// The history that is looked at, to move its cursor.
    pub fn timeline_mut(&mut self) -> &mut Timeline {
        self.branches.timeline_mut()
    }

    /// All histories. Giving a command in the past begins a new one and keeps the old.
    pub fn branches(&self) -> &[Branch] {
        self.branches.all()
    }

    /// How many histories there are.
    pub fn branch_count(&self) -> usize {
        self.branches().len()
    }

    /// Which of them is looked at, from 0.
    pub fn current_branch(&self) -> usize {
        self.branches.current()
    }

    /// The commands of a history, those to come included.
    pub fn branch_commands(&self, branch: usize) -> Option<&[Recorded]> {
        self.branches.commands(branch)
    }

    /// The moment of the last event that is known of a history.
    pub fn branch_end(&self, branch: usize) -> Option<Time> {
        self.branches.end(branch)
    }

    /// Looks at another history, where its cursor stood.
    ///
    /// # Errors
    /// [`BranchError::NoSuchBranch`].
    pub fn switch_branch(&mut self, branch: usize) -> Result<(), BranchError> {
        self.branches.switch(branch)
    }

    /// Gives a history another name.
    ///
    /// # Errors
    /// [`BranchError::NoSuchBranch`], [`BranchError::BadName`].
    pub fn rename_branch(&mut self, branch: usize, name: &str) -> Result<(), BranchError> {
        self.branches.rename(branch, name)
    }

    /// Forgets a history; those that have parted from it stay.
    ///
    /// # Errors
    /// [`BranchError::NoSuchBranch`], [`BranchError::LastBranch`].
    pub fn delete_branch(&mut self, branch: usize) -> Result<(), BranchError> {
        self.branches.delete(branch)
    }

    /// Gives a command now and carries it out. What was known to follow stays, in a branch of
    /// its own.
    ///
    /// # Errors
    /// A command that makes no sense now, or a history too many; nothing changes then.
    pub fn give(&mut self, command: Command) -> Result<(), GiveError> {
        let timeline = self.timeline();
        timeline.simulation().check(&command).map_err(GiveError::Command)?;
        if timeline.is_full() {
            return Err(GiveError::Full);
        }
        if timeline.has_future() {
            let name = name(&command, timeline.simulation().now());
            self.branches.fork(name).map_err(GiveError::Branch)?;
        }
        let timeline = self.timeline_mut();
        timeline.insert(command);
        timeline.step();
        Ok(())
    }
}

/// What a history is called that begins with a command.
fn name(command: &Command, at: Time) -> String {
    let what = transcript::in_words(command);
    let when = format!(" at {at}");
    let room = NAME_CHARS_MAX - when.chars().count().min(NAME_CHARS_MAX);
    match what.char_indices().nth(room) {
        None => what + &when,
        Some(_) => {
            let short: String = what.chars().take(room.saturating_sub(1)).collect();
            format!("{short}…{when}")
        }
    }
}

impl fmt::Display for GiveError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GiveError::Command(error) => error.fmt(formatter),
            GiveError::Branch(error) => error.fmt(formatter),
            GiveError::Full => write!(
                formatter,
                "There are {EVENTS_MAX} events, the most that are kept: start anew, or delete a branch."
            ),
        }
    }
}

impl core::error::Error for GiveError {}
