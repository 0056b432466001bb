//! A running session: a scenario, and one history for every way in which a person has made
//! it go on.

use core::fmt;
use std::rc::Rc;

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
    scenario: Rc<Scenario>,
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
        Ok(Session { scenario: Rc::new(scenario), branches })
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
        Ok(Session { scenario: Rc::new(scenario), branches })
    }

    /// What the session started from.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The same, to be kept: who sees that it is the same need not look into it.
    pub fn shared_scenario(&self) -> Rc<Scenario> {
        Rc::clone(&self.scenario)
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
        self.give_in(command, self.timeline().has_future())
    }

    /// The same in a branch of its own even if nothing is known to follow.
    ///
    /// # Errors
    /// A command that makes no sense now, or a history too many; nothing changes then.
    pub fn give_apart(&mut self, command: Command) -> Result<(), GiveError> {
        self.give_in(command, true)
    }

    /// Why time does not go on, and what to do, if the history that is looked at is full and the
    /// cursor stands at its end.
    pub fn why_it_ends(&self) -> Option<String> {
        let timeline = self.timeline();
        let ends = timeline.is_full() && timeline.next_time().is_none();
        ends.then(|| {
            format!("Time stops here. {} Going back is possible at any time.", GiveError::Full)
        })
    }

    fn give_in(&mut self, command: Command, apart: bool) -> Result<(), GiveError> {
        let timeline = self.timeline();
        timeline.simulation().check(&command).map_err(GiveError::Command)?;
        if timeline.is_full() {
            return Err(GiveError::Full);
        }
        if apart {
            let name = name(&command, timeline.simulation().now());
            self.branches.fork(name).map_err(GiveError::Branch)?;
        }
        let timeline = self.timeline_mut();
        timeline.insert(command);
        timeline.step();
        Ok(())
    }
}

/// Histories that were tried beside the one that is looked at.
impl Session {
    /// Keeps what these commands come to, in the place of those of the history that is looked
    /// at, as a history of its own, and looks at it. It parts where the first command differs.
    ///
    /// # Errors
    /// A history too many, or no room for one; nothing changes then.
    pub fn keep(&mut self, name: &str, commands: Vec<Recorded>) -> Result<(), GiveError> {
        let timeline = self.timeline();
        if timeline.is_full() {
            return Err(GiveError::Full);
        }
        let (place, now) = timeline.place();
        let looked_at = self.current_branch();
        let known = timeline.commands();
        let same = known.iter().zip(&commands).take_while(|(one, other)| one == other).count();
        // Both are the same up to what comes first of what is in one of them only.
        let first = known.get(same).into_iter().chain(commands.get(same)).map(|given| given.at);
        let parting = first.min().unwrap_or(now);
        // The step of the last event before that, and no further: a step that tells nothing may
        // already lie beyond.
        let told = timeline.known_trace().partition_point(|event| event.at < parting);
        let last = timeline.known_trace()[..told].last().map(|event| event.id);
        let before = last.map_or(0, |event| timeline.step_of(event));
        let timeline = self.timeline_mut();
        timeline.seek(before);
        if let Err(error) = self.branches.fork(shortened(name, NAME_CHARS_MAX)) {
            // Back to where the reader was.
            let timeline = self.timeline_mut();
            timeline.seek(place);
            timeline.wait_until(now);
            return Err(GiveError::Branch(error));
        }
        self.timeline_mut().set_commands(commands);
        // The history that was looked at stays where it was.
        let kept = self.current_branch();
        self.branches.switch(looked_at).map_err(GiveError::Branch)?;
        let timeline = self.timeline_mut();
        timeline.seek(place);
        timeline.wait_until(now);
        self.branches.switch(kept).map_err(GiveError::Branch)
    }
}

/// What a history is called that begins with a command.
fn name(command: &Command, at: Time) -> String {
    let what = transcript::in_words(command);
    let when = format!(" at {at}");
    let room = NAME_CHARS_MAX - when.chars().count().min(NAME_CHARS_MAX);
    shortened(&what, room) + &when
}

/// A text of at most so many characters.
fn shortened(text: &str, room: usize) -> String {
    match text.char_indices().nth(room) {
        None => text.to_owned(),
        Some(_) => text.chars().take(room.saturating_sub(1)).collect::<String>() + "…",
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamo::identity::NodeId;
    use crate::session::stories;

    #[test]
    fn the_step_that_fills_a_history_is_the_one_that_says_so() {
        let mut session = Session::new(stories::shopping_cart()).unwrap();
        session.timeline_mut().limit(40);
        let mut steps = 0;
        while session.timeline_mut().step() {
            steps += 1;
            let is_last = session.timeline().next_time().is_none();
            assert_eq!(session.why_it_ends().is_some(), is_last, "after {steps} steps");
        }
        // The story is longer: what ends it is that there is no room for more.
        assert!(steps > 5 && session.timeline().trace().len() >= 40);
        let why = session.why_it_ends().unwrap();
        assert!(why.contains("start anew, or delete a branch"), "{why}");
        assert_eq!(session.give(Command::Crash(NodeId(0))), Err(GiveError::Full));

        session.timeline_mut().step_back();
        assert_eq!(session.why_it_ends(), None);
        session.timeline_mut().step();
        assert_eq!(session.why_it_ends(), Some(why));
    }
}
