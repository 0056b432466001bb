//! An answer counts as many copies as it says: a put is acknowledged when W nodes have stored the
//! version, hints included, and a get is answered when R nodes have told what they hold, with all
//! that they told (Dynamo §4.5).

use std::collections::BTreeMap;

use super::{Checker, Scene};
use crate::dynamo::config::ReadRepair;
use crate::dynamo::identity::{Address, NodeId, RequestId};
use crate::dynamo::message::{Message, Outcome};
use crate::dynamo::note::Note;
use crate::dynamo::object::Object;
use crate::sim::trace::{EventId, EventKind, TraceEvent};
use crate::swarm::run::Report;
use crate::swarm::truth::Asked;
use crate::swarm::version_set::VersionSet;

const NAME: &str = "quorums";

/// See the module.
#[derive(Debug, Default)]
pub struct Quorums {
    /// What each node has told the coordinator of a get, by request and coordinator.
    told: BTreeMap<(RequestId, NodeId), Told>,
}

/// What a coordinator has been told.
#[derive(Debug, Default)]
struct Told {
    by: Vec<(NodeId, VersionSet)>,
    /// Whether it has made its answer of it: what comes later is no part of it.
    is_reconciled: bool,
}

impl Checker for Quorums {
    fn step(&mut self, scene: &Scene<'_>, report: &mut Report) {
        for event in scene.events {
            let Some(Address::Node(node)) = event.process else { continue };
            match &event.kind {
                EventKind::Delivered { .. } => self.delivered(scene, event, node),
                // A coordinator that was restarted knows nothing of what it was told before, should
                // the same request come to it again.
                EventKind::Note(Note::Coordinating { .. }) => {
                    event.request.and_then(|request| self.told.remove(&(request, node)));
                }
                // The coordinator's own copy is told by no message.
                EventKind::Note(Note::Counted { node: counted, .. }) if *counted == node => {
                    if let Some(request) = event.request
                        && let Some(asked) = scene.truth.request(request)
                        && !asked.is_write
                    {
                        let now = scene.holdings.of(node, asked.key).now;
                        self.tell(request, node, node, now);
                    }
                }
                EventKind::Note(Note::Reconciled { .. }) => {
                    let told =
                        event.request.and_then(|request| self.told.get_mut(&(request, node)));
                    told.into_iter().for_each(|told| told.is_reconciled = true);
                }
                EventKind::Note(Note::Finished) => {
                    if let Some(request) = event.request {
                        self.told.remove(&(request, node));
                    }
                }
                EventKind::Sent { payload, .. } => {
                    if let Message::Answer { request, outcome } = &**payload {
                        self.answered(scene, (event.id, node), *request, outcome, report);
                    }
                }
                _ => {}
            }
        }
    }
}

impl Quorums {
    fn delivered(&mut self, scene: &Scene<'_>, event: &TraceEvent, node: NodeId) {
        let Some((sent, Message::ReadResult { request, object })) = scene.delivered(event) else {
            return;
        };
        let (Some(Address::Node(from)), Some(asked)) =
            (sent.process, scene.truth.request(*request))
        else {
            return;
        };
        let told = scene.truth.covered(asked.key, [object]);
        self.tell(*request, node, from, told);
    }

    fn tell(&mut self, request: RequestId, to: NodeId, from: NodeId, versions: VersionSet) {
        let told = self.told.entry((request, to)).or_default();
        if !told.is_reconciled && !told.by.iter().any(|(known, _)| *known == from) {
            told.by.push((from, versions));
        }
    }

    fn answered(
        &self,
        scene: &Scene<'_>,
        (event, node): (EventId, NodeId),
        request: RequestId,
        outcome: &Outcome,
        report: &mut Report,
    ) {
        let Some(asked) = scene.truth.request(request) else { return };
        let policy = scene.world.setup().store.policy(&scene.truth.history(asked.key).key);
        match outcome {
            Outcome::Written => {
                let needed = asked.quorum.unwrap_or(policy.write_quorum);
                let stored = copies(scene, asked);
                if stored < usize::from(needed) {
                    let what = format!("put {request}: {stored} of {needed} have stored it");
                    report.fail(NAME, Some(event), what);
                }
            }
            Outcome::Found { object, .. } => {
                let needed = asked.quorum.unwrap_or(policy.read_quorum);
                let told = self.told.get(&(request, node)).map_or(&[][..], |told| &told.by);
                if told.len() < usize::from(needed) {
                    let count = told.len();
                    let what =
                        format!("get {request}: {count} of {needed} have told what they hold");
                    report.fail(NAME, Some(event), what);
                }
                let store = &scene.world.setup().store;
                let copies = copies_of_all(scene, asked, object);
                if store.read_repair == ReadRepair::Blocking
                    && copies < usize::from(policy.write_quorum)
                {
                    let needed = policy.write_quorum;
                    let what = format!("get {request}: {copies} of {needed} hold what it found");
                    report.fail(NAME, Some(event), what);
                }
                withheld(scene, event, (request, asked), object, told, report);
            }
            _ => {}
        }
    }
}

/// How many nodes have at some time held the last version that a put made, or something that it
/// gave way to.
fn copies(scene: &Scene<'_>, asked: &Asked) -> usize {
    let Some(version) = asked.made.last().copied() else { return 0 };
    let history = scene.truth.history(asked.key);
    let has_had = |ever: &VersionSet| history.is_accounted_for(scene.kind(), ever, version);
    let hosts = scene.holdings.hosts();
    hosts.filter_map(|(_, keys)| keys.get(asked.key)).filter(|held| has_had(&held.ever)).count()
}

/// How many nodes have at some time held all that was found, or something that it gave way to.
fn copies_of_all(scene: &Scene<'_>, asked: &Asked, found: &Object) -> usize {
    let history = scene.truth.history(asked.key);
    let found: Vec<usize> =
        found.versions().iter().filter_map(|version| history.number(version.dot)).collect();
    let has_had = |ever: &VersionSet| {
        found.iter().all(|version| history.is_accounted_for(scene.kind(), ever, *version))
    };
    let nodes = scene.world.nodes().map(|process| process.id());
    nodes.filter(|node| has_had(&scene.holdings.of(*node, asked.key).ever)).count()
}

/// What was told to the coordinator and is not in its answer.
fn withheld(
    scene: &Scene<'_>,
    event: EventId,
    (request, asked): (RequestId, &Asked),
    object: &Object,
    told: &[(NodeId, VersionSet)],
    report: &mut Report,
) {
    let history = scene.truth.history(asked.key);
    let found = scene.truth.covered(asked.key, [object]);
    for (node, versions) in told {
        for version in versions.without(&found).iter() {
            match history.excuse(scene.kind(), &found, version) {
                Some(what) => report.tally.bump(what),
                None => {
                    let name = history.name(version);
                    let what =
                        format!("get {request} was told of {name} by {node} and leaves it out");
                    report.fail(NAME, Some(event), what);
                    return;
                }
            }
        }
    }
}
