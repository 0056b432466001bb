//! What a run is made of, and where its commands come from: made up as it goes, or given.

use crate::dynamo::time::{Duration, Time};
use crate::session::scenario::Scripted;
use crate::sim::draws::Draws;
use crate::sim::setup::Setup;
use crate::sim::simulation::Simulation;

use super::cluster::{self, Temper};
use super::commands;

/// For so long there are requests and faults.
pub const FAULTS_END: Time = Time::from_millis(6_000);

/// Every so many seeds the cluster is a large one, which takes many times as long.
const LARGE_ONCE_IN: u64 = 50;

/// All that determines a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// Where all chance comes from.
    pub seed: u64,
    /// What is asked of the cluster.
    pub temper: Temper,
    /// The cluster.
    pub setup: Setup,
    /// What is done up to [`FAULTS_END`].
    pub script: Vec<Scripted>,
    /// Whether nodes that were removed are started again in the end.
    pub removed_too: bool,
}

/// Where a run's commands come from.
pub trait Source {
    /// The next command; none if there are no more. It is given at its moment, or now if that has
    /// passed.
    fn next(&mut self, world: &Simulation) -> Option<Scripted>;

    /// When the next command is given; none if there are no more.
    fn next_time(&self) -> Option<Time>;
}

/// Commands that are made up for the world as it is.
#[derive(Debug)]
pub struct MadeUp {
    draws: Draws,
    temper: Temper,
    skews: bool,
    next: Time,
}

/// Commands that are known.
#[derive(Debug)]
pub struct Given<'a> {
    left: std::slice::Iter<'a, Scripted>,
}

impl MadeUp {
    /// The beginning of what grows from a seed; its script is still empty.
    pub fn begin(seed: u64) -> (History, MadeUp) {
        let mut draws = Draws::new(seed);
        let temper = if draws.one_in(8) { Temper::Calm } else { Temper::Rough };
        let mut setup = cluster::setup(&mut draws, temper);
        if seed % LARGE_ONCE_IN == LARGE_ONCE_IN - 1 {
            cluster::enlarge(&mut setup, &mut draws);
        }
        let removed_too = draws.one_in(2);
        let history = History { seed, temper, setup, script: Vec::new(), removed_too };
        let skews = draws.one_in(4);
        let next = Time::ZERO + gap(&mut draws);
        (history, MadeUp { draws, temper, skews, next })
    }
}

impl<'a> Given<'a> {
    /// The commands of a history.
    pub fn of(history: &'a History) -> Given<'a> {
        Given { left: history.script.iter() }
    }
}

fn gap(draws: &mut Draws) -> Duration {
    draws.millis(10, 110)
}

impl Source for MadeUp {
    fn next(&mut self, world: &Simulation) -> Option<Scripted> {
        let at = self.next_time()?;
        let command = match self.temper {
            Temper::Rough => commands::any(&mut self.draws, world, self.skews),
            Temper::Calm => commands::request(&mut self.draws, world, self.temper),
        };
        self.next = at + gap(&mut self.draws);
        Some(Scripted { at, command })
    }

    fn next_time(&self) -> Option<Time> {
        Some(self.next).filter(|next| *next < FAULTS_END)
    }
}

impl Source for Given<'_> {
    fn next(&mut self, _world: &Simulation) -> Option<Scripted> {
        self.left.next().cloned()
    }

    fn next_time(&self) -> Option<Time> {
        self.left.as_slice().first().map(|scripted| scripted.at)
    }
}
