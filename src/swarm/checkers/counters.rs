//! No counter is issued twice: no two versions of a key have one name (Dynamo §4.4).

use crate::swarm::run::Report;
use crate::swarm::truth::Reissued;

/// Two versions were found with one name.
pub fn found(reissued: &Reissued, report: &mut Report) {
    let Reissued { event, key, dot } = reissued;
    let what = format!("{key}: ({}, {}) was issued before", dot.actor, dot.counter);
    report.fail("counters", Some(*event), what);
}
