//! Gets that miss an acknowledged write. Dynamo promises none of its clients that there are none;
//! but with strict quorums, R + W > N, no faults and one client at a time every get reads what was
//! written before (Dynamo §4.5). Elsewhere they are counted.

use std::collections::BTreeMap;

use super::{Checker, Scene};
use crate::dynamo::identity::RequestId;
use crate::dynamo::message::Outcome;
use crate::session::ledger::answer;
use crate::sim::trace::{ClientNote, EventId, EventKind};
use crate::swarm::cluster::Temper;
use crate::swarm::history::History;
use crate::swarm::run::Report;

const NAME: &str = "reads";

/// See the module.
#[derive(Debug)]
pub struct Reads {
    must_read: bool,
    began: BTreeMap<RequestId, EventId>,
    /// The versions whose clients know that they are written, by key, and since when.
    known: BTreeMap<usize, Vec<(EventId, usize)>>,
}

impl Reads {
    /// For a run.
    pub fn new(history: &History) -> Reads {
        let must_read = history.temper == Temper::Calm;
        Reads { must_read, began: BTreeMap::new(), known: BTreeMap::new() }
    }
}

impl Checker for Reads {
    fn step(&mut self, scene: &Scene<'_>, report: &mut Report) {
        for event in scene.events {
            let (EventKind::Client(note), Some(request)) = (&event.kind, event.request) else {
                continue;
            };
            match note {
                ClientNote::Turned { .. } | ClientNote::AskedForMembers { .. } => {
                    self.began.entry(request).or_insert(event.id);
                }
                ClientNote::Closed { .. } => {
                    let Some(began) = self.began.remove(&request) else { continue };
                    let Some(asked) = scene.truth.request(request) else { continue };
                    let history = scene.truth.history(asked.key);
                    match answer(scene.trace, event) {
                        Some(Outcome::Written) => {
                            let known = self.known.entry(asked.key).or_default();
                            known.extend(asked.made.last().map(|made| (event.id, *made)));
                        }
                        Some(Outcome::Found { object, .. }) => {
                            let mut found = scene.truth.covered(asked.key, [object]);
                            found.extend(&history.forgotten);
                            let known = self.known.get(&asked.key).into_iter().flatten();
                            let before = known.filter(|(since, _)| *since < began);
                            let missed = before.map(|(_, version)| *version).find(|version| {
                                !history.is_accounted_for(scene.kind(), &found, *version)
                            });
                            match missed {
                                None => report.tally.bump("gets that saw all"),
                                Some(version) if self.must_read => {
                                    let name = history.name(version);
                                    let what = format!(
                                        "get {request} misses {name}, which was written before"
                                    );
                                    report.fail(NAME, Some(event.id), what);
                                }
                                Some(_) => report.tally.bump("finding: a get missed a write"),
                            }
                        }
                        _ => {}
                    }
                }
                _ => {}
            }
        }
    }
}
