//! A failing run made small: commands that do not matter go, nodes and knobs as well, for as long
//! as the same checker complains of the same (delta debugging, Zeller and Hildebrandt, 2002). Chance is
//! addressed, so that leaving a command out shifts no draw of what stays.

use crate::dynamo::config::QuorumKind;
use crate::dynamo::failure_detector::DetectorKind;
use crate::dynamo::key_space::Reconciliation;
use crate::dynamo::object::ClockKind;
use crate::dynamo::placement::Strategy;
use crate::dynamo::time::Duration;
use crate::sim::fault::Disturbance;
use crate::sim::latency::Latency;
use crate::sim::setup::Setup;

use super::history::History;
use super::run::{Failure, Outcome, replay};

/// So many runs are tried at most.
pub const RUNS_MAX: u32 = 1_500;

/// The smallest run that was found, of which the same checker says the same, names and numbers
/// aside; none if the run given fails no more when it is run again.
pub fn shrink(history: &History, checker: &'static str) -> Option<Outcome> {
    shrink_by(history, checker, &replay)
}

/// The same by another judgement of what a run comes to.
pub fn shrink_by(
    history: &History,
    checker: &'static str,
    judge: &dyn Fn(&History) -> Outcome,
) -> Option<Outcome> {
    let smallest = judge(history);
    let complaint = smallest.failures.iter().find(|failure| failure.checker == checker)?;
    let complaint = complaint.clone();
    let mut shrinking = Shrinking { smallest, complaint, judge, runs: 0 };
    loop {
        let before = size(&shrinking.smallest.history);
        shrinking.drop_commands();
        shrinking.simplify();
        let after = size(&shrinking.smallest.history);
        if after >= before || shrinking.runs >= RUNS_MAX {
            return Some(shrinking.smallest);
        }
    }
}

/// How large a run is: its commands, its nodes, and the knobs that could be simpler.
fn size(history: &History) -> usize {
    let knobs = SIMPLER.iter().filter(|simpler| {
        let mut setup = history.setup.clone();
        simpler(&mut setup);
        setup != history.setup
    });
    history.script.len() + usize::from(history.setup.nodes) + knobs.count()
}

struct Shrinking<'a> {
    smallest: Outcome,
    judge: &'a dyn Fn(&History) -> Outcome,
    complaint: Failure,
    runs: u32,
}

impl Shrinking<'_> {
    fn fails(&self, outcome: &Outcome) -> bool {
        outcome.failures.iter().any(|failure| failure.is_like(&self.complaint))
    }

    /// Takes a smaller run if it still fails.
    fn offer(&mut self, smaller: &History) -> bool {
        if self.runs >= RUNS_MAX || smaller.setup.check().is_err() {
            return false;
        }
        self.runs += 1;
        let outcome = (self.judge)(smaller);
        let fails = self.fails(&outcome);
        if fails {
            self.smallest = outcome;
        }
        fails
    }

    /// Leaves out the larger parts first, then ever smaller ones.
    fn drop_commands(&mut self) {
        let mut part = self.smallest.history.script.len().div_ceil(2);
        while part > 0 {
            let mut from = 0;
            while from < self.smallest.history.script.len() {
                let mut smaller = self.smallest.history.clone();
                let to = (from + part).min(smaller.script.len());
                smaller.script.drain(from..to);
                if !self.offer(&smaller) {
                    from = to;
                }
            }
            part /= 2;
        }
    }

    fn simplify(&mut self) {
        while self.smallest.history.setup.nodes > 1 {
            let mut smaller = self.smallest.history.clone();
            smaller.setup.nodes -= 1;
            smaller.setup.capacities.truncate(usize::from(smaller.setup.nodes));
            if !self.offer(&smaller) {
                break;
            }
        }
        if self.smallest.history.removed_too {
            let smaller = History { removed_too: false, ..self.smallest.history.clone() };
            self.offer(&smaller);
        }
        for simpler in SIMPLER {
            let mut smaller = self.smallest.history.clone();
            simpler(&mut smaller.setup);
            if smaller.setup != self.smallest.history.setup {
                self.offer(&smaller);
            }
        }
    }
}

/// Ways in which a cluster can be simpler.
const SIMPLER: [fn(&mut Setup); 17] = [
    |setup| setup.zones = 1,
    |setup| setup.capacities.clear(),
    |setup| setup.zone_delay = Duration::ZERO,
    |setup| setup.disturbance = Disturbance::default(),
    |setup| setup.latency = Latency::Constant(Duration::from_millis(5)),
    |setup| setup.store.key_spaces.clear(),
    |setup| setup.store.detector = DetectorKind::Local,
    |setup| setup.store.admission = None,
    |setup| setup.store.write_buffer = None,
    |setup| setup.store.tombstone_grace = None,
    |setup| setup.store.anti_entropy_interval = Some(Duration::from_millis(300)),
    |setup| setup.store.merkle_depth = 1,
    |setup| setup.store.clock_entries_max = 10,
    |setup| setup.store.reconciliation = Reconciliation::Siblings,
    |setup| setup.store.clock_kind = ClockKind::Dotted,
    |setup| setup.store.quorum_kind = QuorumKind::Sloppy,
    |setup| setup.store.placement.strategy = Strategy::SingleToken,
];
