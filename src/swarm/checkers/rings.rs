//! The ring, as every node knows it: the whole circle is owned, by members, and every preference
//! list names every node once (Dynamo §4.2, §4.3).

use std::rc::Rc;

use super::{Checker, Scene};
use crate::dynamo::identity::NodeId;
use crate::dynamo::ring::{KeyRange, Ring, Token};
use crate::swarm::run::Report;

const NAME: &str = "rings";

/// See the module.
#[derive(Debug, Default)]
pub struct Rings {
    /// The rings of each node that were looked at last.
    known: Vec<Option<[Rc<Ring>; 2]>>,
}

impl Checker for Rings {
    fn step(&mut self, scene: &Scene<'_>, report: &mut Report) {
        let Some(node) = scene.events[0].process.and_then(|process| process.node()) else { return };
        let Some(running) = scene.world.running(node) else { return };
        let rings = [&running.local().serving, &running.local().future];
        if self.known.len() <= node.index() {
            self.known.resize(node.index() + 1, None);
        }
        let known = &mut self.known[node.index()];
        let is_known = |ring: &Rc<Ring>| {
            known.as_ref().is_some_and(|known| known.iter().any(|other| Rc::ptr_eq(ring, other)))
        };
        let config = &scene.world.setup().store;
        for ring in rings.into_iter().filter(|ring| !is_known(ring)) {
            for replicas in config.replica_counts() {
                if let Some(what) = flaw(ring, replicas) {
                    report.fail(NAME, scene.now(), format!("{node}’s ring: {what}"));
                }
            }
        }
        *known = Some(rings.map(Rc::clone));
    }
}

/// What is wrong with a ring on which so many copies are kept.
pub fn flaw(ring: &Ring, replicas: u8) -> Option<String> {
    if !ring.tokens().is_sorted_by(|one, next| one.position < next.position) {
        return Some("two tokens stand at one place, or out of order".to_owned());
    }
    let ranges = ring.ranges();
    if let Some(what) = gap(&ranges) {
        return Some(what);
    }
    for range in ranges {
        let list = ring.preference_list(range.last, replicas);
        let mut nodes: Vec<NodeId> = list.nodes().to_vec();
        nodes.sort_unstable();
        nodes.dedup();
        let owners: Vec<NodeId> = ring.zones().keys().copied().collect();
        if nodes != owners || list.nodes().len() != nodes.len() {
            return Some(format!("a preference list names {:?} and not each once", list.nodes()));
        }
        if list.primaries() != ring.primaries(range.last, replicas) {
            return Some("a preference list and its primaries differ".to_owned());
        }
        let copies = usize::from(replicas).min(owners.len());
        let mut zones: Vec<Option<&u8>> =
            list.primaries().iter().map(|node| ring.zones().get(node)).collect();
        zones.sort_unstable();
        zones.dedup();
        let mut all: Vec<&u8> = ring.zones().values().collect();
        all.sort_unstable();
        all.dedup();
        if list.primaries().len() != copies || zones.len() != copies.min(all.len()) {
            return Some(format!("{copies} copies lie at {:?}", list.primaries()));
        }
        if all.len() == 1 && list.nodes() != walk(ring, range) {
            return Some("a preference list is not the walk around the ring".to_owned());
        }
    }
    None
}

/// Where the ranges do not follow each other around the whole circle.
fn gap(ranges: &[KeyRange]) -> Option<String> {
    let next = ranges.iter().cycle().skip(1);
    let apart =
        ranges.iter().zip(next).find(|(one, next)| next.first.0 != one.last.0.wrapping_add(1));
    apart.map(|(one, _)| format!("nobody owns what follows {}", one.last))
}

/// All nodes as they are met from the end of a range on, each once.
fn walk(ring: &Ring, range: KeyRange) -> Vec<NodeId> {
    let (before, after): (Vec<&Token>, Vec<&Token>) =
        ring.tokens().iter().partition(|token| token.position < range.last);
    let mut met = Vec::new();
    for token in after.into_iter().chain(before) {
        if !met.contains(&token.node) {
            met.push(token.node);
        }
    }
    met
}
