//! Siblings are pairwise concurrent by their clocks; and by what their writers had really seen,
//! where clocks can tell that. Where they cannot, a version that stands beside its own ancestor is
//! a false conflict, and counted.

use super::{Checker, Scene};
use crate::dynamo::object::{ClockKind, Object};
use crate::dynamo::vector_clock::Causality;
use crate::swarm::holdings::objects;
use crate::swarm::run::Report;

const NAME: &str = "siblings";

/// See the module.
#[derive(Debug)]
pub struct Siblings;

impl Checker for Siblings {
    fn step(&mut self, scene: &Scene<'_>, report: &mut Report) {
        for change in scene.changes {
            let Some(process) = scene.world.node(change.node) else { continue };
            for object in objects(process, scene.truth, change.key) {
                if object.versions().len() > 1 {
                    look(scene, change.key, object, report);
                }
            }
        }
    }
}

fn look(scene: &Scene<'_>, key: usize, object: &Object, report: &mut Report) {
    let history = scene.truth.history(key);
    if history.last_write_wins && !is_hint(scene, object) {
        let what = format!("{}: siblings, where the last write wins", history.key);
        report.fail(NAME, scene.now(), what);
    }
    for (place, one) in object.versions().iter().enumerate() {
        for other in &object.versions()[place + 1..] {
            let names = || {
                let dots =
                    [one.dot, other.dot].map(|dot| format!("({}, {})", dot.actor, dot.counter));
                format!("{}: {} and {}", history.key, dots[0], dots[1])
            };
            if one.compare(scene.kind(), other) != Causality::Concurrent {
                let what = format!("{} are siblings and not concurrent", names());
                report.fail(NAME, scene.now(), what);
            }
            let (Some(first), Some(second)) = (history.number(one.dot), history.number(other.dot))
            else {
                report.fail(NAME, scene.now(), format!("{}: nobody has made one", names()));
                continue;
            };
            let [first, second] = [(first, second), (second, first)]
                .map(|(of, past)| history.versions[of].past.contains(past));
            if first || second {
                match scene.kind() {
                    // One clock for all siblings cannot tell them apart.
                    ClockKind::PerObject => {
                        report.tally.bump("false conflict: clocks per object");
                    }
                    _ if history.truncated => report.tally.bump("false conflict: cut clock"),
                    _ => {
                        let what = format!("{}: one stands beside its ancestor", names());
                        report.fail(NAME, scene.now(), what);
                    }
                }
            }
        }
    }
}

/// Hints are no data of their own: the last write wins where they are delivered.
fn is_hint(scene: &Scene<'_>, object: &Object) -> bool {
    let hints = scene.world.nodes().flat_map(|process| process.disk().hints().values());
    hints.into_iter().any(|hint| std::ptr::eq(&hint.object, object))
}
