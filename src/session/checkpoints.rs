//! Checkpoints: moments of a history that need not be run to again. They are a cache; leaving
//! any of them out changes no state, only how long it takes to get there.
//!
//! Their number and their weight are bounded, whatever the length of the history: when there
//! are too many, every second one goes, and the distance between the others doubles.

use crate::sim::simulation::Simulation;

/// The most checkpoints of one history. Between two of them lie at most
/// [`SPACING_MIN`] steps, or twice the length of the history divided by this.
pub const CHECKPOINTS_MAX: usize = 128;

/// The most that all checkpoints of a history may hold together, in entries of their maps: an
/// entry takes about a quarter of a kilobyte.
pub const CHECKPOINT_ENTRIES_MAX: usize = 250_000;

/// The distance between checkpoints as long as there are few, in steps.
pub const SPACING_MIN: u32 = 64;

/// However heavy a cluster is, so many checkpoints are kept: without any, going back would be
/// running from the start.
const CHECKPOINTS_MIN: usize = 8;

/// A moment of a history.
#[derive(Clone, Debug)]
pub struct Checkpoint {
    /// How many steps lie before it.
    pub steps: u32,
    /// How many of the history's commands have been given.
    pub commands_given: usize,
    /// The world.
    pub simulation: Simulation,
}

/// The checkpoints of one history, the earliest first.
#[derive(Clone, Debug)]
pub struct Checkpoints {
    kept: Vec<Checkpoint>,
    /// What each holds that the one before it does not.
    entries: Vec<usize>,
    /// A power of two times [`SPACING_MIN`]: every checkpoint stands at a multiple of it.
    spacing: u32,
}

impl Checkpoints {
    /// The beginning of a history alone.
    pub fn new(beginning: Checkpoint) -> Checkpoints {
        let entries = vec![beginning.simulation.entries_beside(None)];
        Checkpoints { kept: vec![beginning], entries, spacing: SPACING_MIN }
    }

    /// The latest one at or before a step.
    pub fn before(&self, steps: u32) -> Option<&Checkpoint> {
        let after = self.kept.partition_point(|checkpoint| checkpoint.steps <= steps);
        self.kept[..after].last()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.kept.len()
    }

    /// What they hold together, in entries of maps; what several share counts once.
    pub fn entries(&self) -> usize {
        self.entries.iter().sum()
    }

    /// How far apart they stand, in steps.
    pub fn spacing(&self) -> u32 {
        self.spacing
    }

    /// Keeps a moment if it stands where one is wanted and there is none.
    pub fn offer(&mut self, moment: &Checkpoint) {
        if !moment.steps.is_multiple_of(self.spacing) {
            return;
        }
        let place = self.kept.partition_point(|checkpoint| checkpoint.steps < moment.steps);
        if self.kept.get(place).is_some_and(|known| known.steps == moment.steps) {
            return;
        }
        self.kept.insert(place, moment.clone());
        self.entries.insert(place, 0);
        self.weigh(place);
        self.weigh(place + 1);
        self.thin();
    }

    /// Takes out those after a step.
    pub fn split_off(&mut self, steps: u32) -> Vec<Checkpoint> {
        let after = self.kept.partition_point(|checkpoint| checkpoint.steps <= steps);
        self.entries.truncate(after);
        self.kept.split_off(after)
    }

    /// Adds checkpoints that come after all others.
    pub fn append(&mut self, later: Vec<Checkpoint>) {
        for checkpoint in later {
            self.kept.push(checkpoint);
            self.entries.push(0);
            self.weigh(self.kept.len() - 1);
        }
        let spacing = self.spacing;
        self.retain_multiples(spacing);
        self.thin();
    }

    fn weigh(&mut self, place: usize) {
        let Some(checkpoint) = self.kept.get(place) else { return };
        let earlier = place.checked_sub(1).map(|earlier| &self.kept[earlier].simulation);
        self.entries[place] = checkpoint.simulation.entries_beside(earlier);
    }

    fn thin(&mut self) {
        let too_heavy = |checkpoints: &Checkpoints| {
            checkpoints.kept.len() > CHECKPOINTS_MIN
                && checkpoints.entries() > CHECKPOINT_ENTRIES_MAX
        };
        while self.kept.len() > CHECKPOINTS_MAX || too_heavy(self) {
            self.retain_multiples(self.spacing * 2);
        }
    }

    fn retain_multiples(&mut self, spacing: u32) {
        self.spacing = spacing;
        self.kept.retain(|checkpoint| checkpoint.steps.is_multiple_of(spacing));
        self.entries.truncate(self.kept.len());
        for place in 0..self.kept.len() {
            self.weigh(place);
        }
    }
}
