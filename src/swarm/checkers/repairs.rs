//! Read repair: a coordinator that is done with a get has sent every primary that told less than
//! the others what it lacks (Dynamo §5), unless the store is set up not to.

use std::collections::BTreeMap;

use super::{Checker, Scene};
use crate::dynamo::config::ReadRepair;
use crate::dynamo::identity::{Address, NodeId, RequestId};
use crate::dynamo::message::Message;
use crate::dynamo::note::Note;
use crate::dynamo::object::Object;
use crate::sim::trace::{EventKind, TraceEvent};
use crate::swarm::run::Report;
use crate::swarm::version_set::VersionSet;

const NAME: &str = "repairs";

/// See the module.
#[derive(Debug, Default)]
pub struct Repairs {
    gets: BTreeMap<(RequestId, NodeId), Get>,
}

/// A get that a node coordinates.
#[derive(Debug, Default)]
struct Get {
    /// Whom it asks by right.
    primaries: Vec<NodeId>,
    /// What was told in time, by whom.
    told: Vec<(NodeId, VersionSet)>,
    /// What the coordinator held when it repaired its own copy: it may hand the range over before
    /// the get is done.
    stored: VersionSet,
}

impl Checker for Repairs {
    fn step(&mut self, scene: &Scene<'_>, report: &mut Report) {
        if scene.world.setup().store.read_repair == ReadRepair::Off {
            return;
        }
        let mut result: Option<(NodeId, &Object)> = None;
        for event in scene.events {
            let (Some(Address::Node(node)), Some(request)) = (event.process, event.request) else {
                continue;
            };
            let Some(asked) = scene.truth.request(request).filter(|asked| !asked.is_write) else {
                continue;
            };
            match &event.kind {
                EventKind::Delivered { .. } => {
                    if let Some((sent, Message::ReadResult { object, .. })) = scene.delivered(event)
                        && let Some(Address::Node(from)) = sent.process
                    {
                        result = Some((from, object));
                    }
                }
                // A repair that the client waits for.
                EventKind::Sent { to: Address::Node(to), payload, .. } => {
                    if let Message::Write { object, .. } = &**payload
                        && let Some(get) = self.gets.get_mut(&(request, node))
                    {
                        let sent = scene.truth.covered(asked.key, [object]);
                        get.told.iter_mut().filter(|(of, _)| of == to).for_each(|(_, told)| {
                            told.extend(&sent);
                        });
                    }
                }
                EventKind::Note(note) => match note {
                    Note::Coordinating { .. } => {
                        self.gets.insert((request, node), Get::default());
                    }
                    Note::Asked { node: asked, stands_in_for: None, .. } => {
                        let get = self.gets.get_mut(&(request, node));
                        get.into_iter().for_each(|get| get.primaries.push(*asked));
                    }
                    Note::Counted { node: counted, .. } => {
                        let told = match result {
                            Some((from, object)) if from == *counted => {
                                scene.truth.covered(asked.key, [object])
                            }
                            _ => scene.holdings.of(*counted, asked.key).now,
                        };
                        let get = self.gets.get_mut(&(request, node));
                        get.into_iter().for_each(|get| get.told.push((*counted, told.clone())));
                    }
                    Note::Stored { .. } => {
                        let stored = scene.holdings.of(node, asked.key).now;
                        let get = self.gets.get_mut(&(request, node));
                        get.into_iter().for_each(|get| get.stored.extend(&stored));
                    }
                    Note::Finished => {
                        if let Some(get) = self.gets.remove(&(request, node)) {
                            let lacking = get.lacking(scene, (request, asked.key), node);
                            for what in lacking {
                                report.fail(NAME, Some(event.id), what);
                            }
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
        }
    }
}

impl Get {
    /// Whoever was left without something that others told of.
    fn lacking(
        &self,
        scene: &Scene<'_>,
        (request, key): (RequestId, usize),
        coordinator: NodeId,
    ) -> Vec<String> {
        let history = scene.truth.history(key);
        // Where the last write wins, only one of the versions is passed on.
        if history.last_write_wins {
            return Vec::new();
        }
        let mut all = VersionSet::new();
        self.told.iter().for_each(|(_, versions)| all.extend(versions));
        let mut complaints = Vec::new();
        for (node, told) in self.told.iter().filter(|(node, _)| self.primaries.contains(node)) {
            let mut has = told.clone();
            if *node == coordinator {
                has.extend(&self.stored);
                has.extend(&scene.holdings.of(coordinator, key).now);
            }
            for object in scene.events.iter().filter_map(|event| repair(event, request, *node)) {
                has.extend(&scene.truth.covered(key, [object]));
            }
            let lacks = |version: &usize| !history.is_accounted_for(scene.kind(), &has, *version);
            if let Some(version) = all.without(&has).iter().find(lacks) {
                let name = history.name(version);
                complaints.push(format!("get {request}: {node} lacks {name} and is not repaired"));
            }
        }
        complaints
    }
}

/// What an event sends a node to repair it.
fn repair(event: &TraceEvent, of: RequestId, node: NodeId) -> Option<&Object> {
    match &event.kind {
        EventKind::Sent { to, payload, .. } if *to == Address::Node(node) => match &**payload {
            Message::Repair { request, object, .. } if *request == of => Some(object),
            _ => None,
        },
        _ => None,
    }
}
