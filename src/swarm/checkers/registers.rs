//! Whether what clients saw of each key could be a register's. Dynamo promises no such thing: it
//! is a finding, and counted.

use super::{Checker, Scene};
use crate::session::linearizability::{Verdict, Why, judge, operations};
use crate::swarm::run::Report;

/// See the module.
#[derive(Debug)]
pub struct Registers;

impl Checker for Registers {
    fn end(&mut self, scene: &Scene<'_>, report: &mut Report) {
        for history in scene.truth.histories() {
            report.tally.bump(match judge(&operations(scene.trace, &history.key)) {
                Verdict::Linearizable => "registers: linearizable",
                Verdict::Unknown => "registers: too long to tell",
                Verdict::NotLinearizable(offence) => match offence.why {
                    Why::SideBySide { .. } => "finding: not linearizable, siblings",
                    Why::WentBack { .. } => "finding: not linearizable, a get went back",
                },
            });
        }
    }
}
