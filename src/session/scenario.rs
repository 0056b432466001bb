//! A session as data: a seed, a setup and a list of commands determine all that happens.

use crate::dynamo::time::Time;
use crate::sim::command::Command;
use crate::sim::setup::Setup;

/// The start of a session: everything that is known before the first step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// What it is called.
    pub title: String,
    /// Where all chance comes from.
    pub seed: u64,
    /// The cluster.
    pub setup: Setup,
    /// What is going to be done, in order of time.
    pub script: Vec<Scripted>,
}

/// A command that the scenario gives by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scripted {
    /// When.
    pub at: Time,
    /// What.
    pub command: Command,
}

/// A command in the history of a timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// When it is given.
    pub at: Time,
    /// It is given after this many steps at the earliest: of several things at one moment, it
    /// tells which came first.
    pub step: u32,
    /// What.
    pub command: Command,
    /// Whether a person gave it or the scenario.
    pub origin: Origin,
}

impl Recorded {
    /// A command that the scenario gives.
    pub fn scripted(scripted: &Scripted) -> Recorded {
        Recorded {
            at: scripted.at,
            step: 0,
            command: scripted.command.clone(),
            origin: Origin::Script,
        }
    }
}

/// Who gave a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The scenario. It is given in every branch.
    Script,
    /// A person. It belongs to one branch.
    Person,
}
