//! What a run came to: its requests, its keys, its cluster.

use crate::dynamo::identity::RequestId;
use crate::dynamo::key::Key;
use crate::dynamo::message::Outcome;
use crate::dynamo::object::Object;
use crate::dynamo::sorted::{SortedMap, SortedSet};
use crate::dynamo::time::{Duration, Time};
use crate::session::ledger::{RequestKind, answer};
use crate::session::occasions::OccasionKind;
use crate::session::timeline::Timeline;
use crate::sim::simulation::Simulation;
use crate::sim::trace::{ClientNote, EventKind};

/// What became of a request.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestEnd {
    /// What it was; none if it was never sent.
    pub kind: Option<RequestKind>,
    /// Its key; none if it was never sent.
    pub key: Option<Key>,
    /// When the client asked.
    pub since: Time,
    /// What the client knows of it.
    pub answer: Answer,
    /// Whether it was a get that returned too little.
    pub stale: bool,
}

/// What a client knows of its request.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Nothing yet.
    Awaited,
    /// It was answered.
    Given {
        /// How.
        outcome: Outcome,
        /// After how long.
        waited: Duration,
    },
    /// It was given up.
    GivenUp {
        /// After how long.
        waited: Duration,
    },
}

/// How a key stands.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyEnd {
    /// All versions that its running primaries hold, put together.
    pub object: Object,
    /// How many primaries run.
    pub primaries: u8,
    /// Whether all of those hold the same.
    pub agree: bool,
}

/// How a cluster stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClusterEnd {
    /// How many nodes run.
    pub running: u32,
    /// How many hints are kept.
    pub hints: u32,
    /// How often a running node takes another as down.
    pub suspicions: u32,
    /// How many of the keys have siblings at some primary.
    pub conflicts: u32,
    /// Of how many keys the primaries hold different things.
    pub disagreements: u32,
}

/// What became of every request of a run up to its cursor.
pub(super) fn requests(run: &Timeline) -> SortedMap<RequestId, RequestEnd> {
    let mut ends: SortedMap<RequestId, RequestEnd> = SortedMap::new();
    let trace = run.trace();
    for event in trace {
        let (Some(id), EventKind::Client(note)) = (event.request, &event.kind) else { continue };
        let end = ends.entry(id).or_insert_with(|| RequestEnd {
            kind: run.ledger().kind(id),
            key: run.ledger().key(id).cloned(),
            since: event.at,
            answer: Answer::Awaited,
            stale: false,
        });
        match note {
            ClientNote::Closed { waited } => {
                if let Some(outcome) = answer(trace, event) {
                    end.answer = Answer::Given { outcome: outcome.clone(), waited: *waited };
                }
            }
            ClientNote::GaveUp { waited } => end.answer = Answer::GivenUp { waited: *waited },
            _ => {}
        }
    }
    for occasion in run.occasions() {
        let event = trace.get(occasion.event.0 as usize);
        if let (OccasionKind::StaleRead(_), Some(event)) = (&occasion.kind, event)
            && let Some(end) = event.request.and_then(|request| ends.get_mut(&request))
        {
            end.stale = true;
        }
    }
    ends
}

/// All keys of which anything is kept anywhere.
pub(super) fn keys(simulation: &Simulation) -> SortedSet<Key> {
    let mut keys = SortedSet::new();
    for process in simulation.nodes() {
        let disk = process.disk();
        keys.extend(disk.objects().keys().map(|(_, key)| key.clone()));
        keys.extend(disk.hints().keys().map(|(_, key)| key.clone()));
        if let Some(node) = process.running() {
            keys.extend(node.storage().buffer().keys().map(|(_, key)| key.clone()));
        }
    }
    keys
}

/// How a key stands.
pub(super) fn key_end(simulation: &Simulation, key: &Key) -> KeyEnd {
    let store = &simulation.setup().store;
    let list = simulation.ring().preference_list(key.position(), store.policy(key).replicas);
    let running = list.primaries().iter().filter_map(|node| simulation.running(*node));
    let none = Object::new();
    let held: Vec<&Object> = running.map(|node| node.storage().own(key).unwrap_or(&none)).collect();
    let mut object = Object::new();
    for own in &held {
        object.merge(store.clock_kind, own);
    }
    KeyEnd {
        object,
        primaries: held.len() as u8,
        agree: held.windows(2).all(|pair| pair[0] == pair[1]),
    }
}

/// How the cluster stands.
pub(super) fn cluster_end(simulation: &Simulation) -> ClusterEnd {
    let mut end = ClusterEnd::default();
    for process in simulation.nodes() {
        end.hints += process.disk().hints().len() as u32;
        if let Some(node) = process.running() {
            end.running += 1;
            end.suspicions += node.detector().suspects().len() as u32;
        }
    }
    for key in keys(simulation) {
        let key = key_end(simulation, &key);
        end.conflicts += u32::from(key.object.versions().len() > 1);
        end.disagreements += u32::from(!key.agree);
    }
    end
}
