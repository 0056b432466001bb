//! The histories of a session as a tree: each but the first has parted from another one, and
//! what two of them share is there once.
//!
//! Only the history that is looked at is whole. Of every other one lies here what it does not
//! share with that one; to look at another is to take parts out and put others in, which moves
//! events and copies none.

use core::fmt;

use super::scenario::Recorded;
use super::timeline::{EVENTS_MAX, Part, Timeline};
use crate::dynamo::time::Time;

/// The most histories of one session.
pub const BRANCHES_MAX: usize = 24;

/// The longest name of a history, in characters.
pub const NAME_CHARS_MAX: usize = 60;

/// One way in which a session has gone on.
#[derive(Clone, Debug)]
pub struct Branch {
    name: String,
    fork: Option<Fork>,
    /// What it does not share with the history that is looked at, or with the one on the way to
    /// that. None for that one alone.
    rest: Option<Part>,
}

/// Where a history has parted from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fork {
    /// From which.
    pub parent: usize,
    /// After how many steps.
    pub steps: u32,
    /// When.
    pub at: Time,
}

/// Why the histories cannot be changed so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BranchError {
    /// There is none of that number.
    NoSuchBranch,
    /// It is the only one.
    LastBranch,
    /// There are [`BRANCHES_MAX`].
    TooMany,
    /// A name has 1 to [`NAME_CHARS_MAX`] characters.
    BadName,
}

impl Branch {
    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it has parted from another; none for the first.
    pub fn fork(&self) -> Option<Fork> {
        self.fork
    }
}

/// All histories of a session. One of them is looked at.
#[derive(Clone, Debug)]
pub struct Branches {
    all: Vec<Branch>,
    current: usize,
    timeline: Timeline,
}

impl Branches {
    /// The first history alone.
    pub fn new(name: &str, timeline: Timeline) -> Branches {
        let first = Branch { name: name.to_owned(), fork: None, rest: None };
        Branches { all: vec![first], current: 0, timeline }
    }

    /// All histories.
    pub fn all(&self) -> &[Branch] {
        &self.all
    }

    /// Which of them is looked at, from 0.
    pub fn current(&self) -> usize {
        self.current
    }

    /// The history that is looked at.
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// The history that is looked at, to move its cursor.
    pub fn timeline_mut(&mut self) -> &mut Timeline {
        &mut self.timeline
    }

    /// Looks at another history, where its cursor stood.
    ///
    /// # Errors
    /// [`BranchError::NoSuchBranch`].
    pub fn switch(&mut self, branch: usize) -> Result<(), BranchError> {
        if branch >= self.all.len() {
            return Err(BranchError::NoSuchBranch);
        }
        if branch == self.current {
            return Ok(());
        }
        let place = self.bring(branch, self.timeline.place());
        self.settle(place);
        Ok(())
    }

    /// Gives a history another name.
    ///
    /// # Errors
    /// [`BranchError::NoSuchBranch`], [`BranchError::BadName`].
    pub fn rename(&mut self, branch: usize, name: &str) -> Result<(), BranchError> {
        let name = name.trim();
        if !(1..=NAME_CHARS_MAX).contains(&name.chars().count()) {
            return Err(BranchError::BadName);
        }
        self.all.get_mut(branch).ok_or(BranchError::NoSuchBranch)?.name = name.to_owned();
        Ok(())
    }

    /// Forgets a history. What others share with it stays; whatever has parted from it has then
    /// parted from those.
    ///
    /// # Errors
    /// [`BranchError::NoSuchBranch`], [`BranchError::LastBranch`].
    pub fn delete(&mut self, branch: usize) -> Result<(), BranchError> {
        if branch >= self.all.len() {
            return Err(BranchError::NoSuchBranch);
        }
        let children: Vec<usize> = self.children(branch).collect();
        // The child that has parted last shares all that any other child shares.
        let heir = children
            .iter()
            .copied()
            .max_by_key(|child| self.all[*child].fork.map(|fork| fork.steps));
        let parent = self.all[branch].fork.map(|fork| fork.parent);
        let Some(next) = heir.or(parent) else { return Err(BranchError::LastBranch) };
        let other = if self.current == branch { next } else { self.current };
        // With the next of kin in view, nothing of it lies in the parts of the one that goes.
        let mut place = self.bring(next, self.timeline.place());
        if let Some(heir) = heir {
            let fork = self.all[branch].fork;
            for child in children {
                if let Some(fork) = &mut self.all[child].fork {
                    fork.parent = heir;
                }
            }
            self.all[heir].fork = fork;
        }
        if other != next {
            place = self.bring(other, place);
        }
        self.all.remove(branch);
        let moved = |index: usize| if index > branch { index - 1 } else { index };
        self.current = moved(self.current);
        for fork in self.all.iter_mut().filter_map(|branch| branch.fork.as_mut()) {
            fork.parent = moved(fork.parent);
        }
        self.settle(place);
        Ok(())
    }

    /// Begins a new history at the cursor, which shares all that lies before, and looks at it.
    ///
    /// # Errors
    /// [`BranchError::TooMany`].
    pub fn fork(&mut self, name: String) -> Result<(), BranchError> {
        if self.all.len() >= BRANCHES_MAX {
            return Err(BranchError::TooMany);
        }
        let place = self.timeline.place();
        let (steps, at) = place;
        let commands = self.timeline.commands().to_vec();
        // Before its own beginning, a history is its parent.
        let mut parent = self.current;
        while let Some(fork) = self.all[parent].fork.filter(|fork| steps <= fork.steps) {
            parent = fork.parent;
        }
        let parents = self.bring(parent, place);
        self.all[parent].rest = Some(self.timeline.split_off(steps, parents));
        self.timeline.set_commands(commands);
        let fork = Fork { parent, steps, at };
        self.all.push(Branch { name, fork: Some(fork), rest: None });
        self.current = self.all.len() - 1;
        self.settle(place);
        Ok(())
    }

    /// The commands of a history, those to come included.
    pub fn commands(&self, branch: usize) -> Option<&[Recorded]> {
        let rest = self.all.get(branch)?.rest.as_ref();
        Some(rest.map_or(self.timeline.commands(), Part::commands))
    }

    /// The moment of the last event that is known of a history.
    pub fn end(&self, branch: usize) -> Option<Time> {
        let known = self.timeline.known_trace();
        match &self.all.get(branch)?.rest {
            None => Some(known.last().map_or(Time::ZERO, |event| event.at)),
            Some(rest) => Some(rest.end()),
        }
    }

    fn children(&self, branch: usize) -> impl Iterator<Item = usize> {
        let is_child = move |other: &Branch| other.fork.is_some_and(|fork| fork.parent == branch);
        self.all
            .iter()
            .enumerate()
            .filter(move |(_, other)| is_child(other))
            .map(|(index, _)| index)
    }

    /// The way from the first history down to one.
    fn path(&self, branch: usize) -> Vec<usize> {
        let mut path = vec![branch];
        while let Some(fork) = path.last().and_then(|last| self.all[*last].fork) {
            path.push(fork.parent);
        }
        path.reverse();
        path
    }

    /// Makes a history whole, and takes the one that was whole apart, whose cursor stands, or
    /// would stand, at this place. Gives the place of the other's cursor.
    fn bring(&mut self, target: usize, mut place: (u32, Time)) -> (u32, Time) {
        let (from, to) = (self.path(self.current), self.path(target));
        let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
        for branch in from[shared..].iter().rev() {
            if let Some(fork) = self.all[*branch].fork {
                self.all[*branch].rest = Some(self.timeline.split_off(fork.steps, place));
                place = self.put_in(fork.parent, place);
            }
        }
        for branch in &to[shared..] {
            if let Some(fork) = self.all[*branch].fork {
                self.all[fork.parent].rest = Some(self.timeline.split_off(fork.steps, place));
                place = self.put_in(*branch, place);
            }
        }
        self.current = target;
        place
    }

    fn put_in(&mut self, branch: usize, place: (u32, Time)) -> (u32, Time) {
        self.all[branch].rest.take().map_or(place, |part| self.timeline.append(part))
    }

    fn settle(&mut self, place: (u32, Time)) {
        let elsewhere = self.all.iter().filter_map(|branch| branch.rest.as_ref());
        let events: usize = elsewhere.map(|part| part.events().len()).sum();
        self.timeline.settle(place, EVENTS_MAX.saturating_sub(events));
    }
}

impl fmt::Display for BranchError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BranchError::NoSuchBranch => formatter.write_str("There is no such branch."),
            BranchError::LastBranch => {
                formatter.write_str("This is the only branch: it cannot be deleted.")
            }
            BranchError::TooMany => write!(
                formatter,
                "There are {BRANCHES_MAX} branches already: delete one, or go to the end of this one."
            ),
            BranchError::BadName => {
                write!(formatter, "A branch’s name has 1 to {NAME_CHARS_MAX} letters.")
            }
        }
    }
}

impl core::error::Error for BranchError {}
