//! The causal truth, kept outside the nodes: which write had really seen which, who was told
//! that it succeeded, and when a last copy was destroyed.

use std::collections::{BTreeMap, BTreeSet};

use dynamo_playground::dynamo::identity::{ClientId, NodeId, RequestId};
use dynamo_playground::dynamo::key::Key;
use dynamo_playground::dynamo::message::{Message, Outcome};
use dynamo_playground::dynamo::note::Note;
use dynamo_playground::dynamo::object::{Dot, Object};
use dynamo_playground::dynamo::vector_clock::VectorClock;
use dynamo_playground::sim::command::{Command, Write};
use dynamo_playground::sim::process::NodeProcess;
use dynamo_playground::sim::simulation::Simulation;
use dynamo_playground::sim::trace::{EventKind, TraceEvent};

/// What a spectator knows who sees everything.
#[derive(Default)]
pub struct Witness {
    /// How many requests each client has made.
    requests: BTreeMap<ClientId, u32>,
    /// What the client of a write had read when it wrote: these and all that they had seen.
    read_before: BTreeMap<RequestId, BTreeSet<Dot>>,
    made: BTreeMap<RequestId, (Key, Dot)>,
    /// Of every version: itself and every version that its writer had really seen.
    past: BTreeMap<(Key, Dot), BTreeSet<Dot>>,
    /// Of every version: what its clock says.
    clocks: BTreeMap<(Key, Dot), VectorClock>,
    acknowledged: BTreeSet<(Key, Dot)>,
    /// Versions of which no copy was left after this fault.
    destroyed: BTreeMap<(Key, Dot), String>,
    deletions: BTreeSet<RequestId>,
    tombstones: BTreeSet<(Key, Dot)>,
    /// Tombstones that every member has agreed to forget.
    forgotten: BTreeSet<(Key, Dot)>,
}

impl Witness {
    /// Looks at a command before it is carried out: what a client has read by now, and what a
    /// fault is going to destroy.
    pub fn before(&mut self, simulation: &Simulation, command: &Command) {
        if simulation.check(command).is_err() {
            return;
        }
        if let Command::Get { client, .. } | Command::Put { client, .. } = command {
            *self.requests.entry(*client).or_default() += 1;
        }
        match command {
            Command::Put { client, key, write, .. } => {
                let state = simulation.client(*client);
                let sequence = self.requests[client];
                let reading = state.and_then(|client| client.reading(key));
                let mut past = BTreeSet::new();
                if let Some(reading) = reading.filter(|_| !matches!(write, Write::Blind(_))) {
                    for version in reading.object.versions() {
                        past.extend(self.past(key, version.dot));
                    }
                }
                let request = RequestId { client: *client, sequence };
                self.read_before.insert(request, past);
                if *write == Write::Delete {
                    self.deletions.insert(request);
                }
            }
            Command::Crash(node) => self.destroyed_by(simulation, *node, false),
            Command::WipeDisk(node) => self.destroyed_by(simulation, *node, true),
            _ => {}
        }
    }

    /// Looks at what has happened in a step.
    pub fn after(&mut self, simulation: &Simulation, events: &[TraceEvent]) {
        for event in events {
            match (&event.kind, event.process, event.request) {
                (EventKind::Note(Note::VersionMade { dot, clock, .. }), _, Some(request)) => {
                    self.version_made(request, *dot, clock, events);
                }
                (EventKind::Note(Note::TombstoneForgotten { key }), ..) => {
                    // Where there are no other members, nobody is told.
                    let gone = |dot: &Dot| {
                        !simulation.nodes().flat_map(|process| objects(process, key)).any(
                            |object| object.versions().iter().any(|version| version.dot == *dot),
                        )
                    };
                    let tombstones =
                        self.tombstones.iter().filter(|(of, dot)| of == key && gone(dot));
                    self.forgotten.extend(tombstones.cloned());
                }
                (EventKind::Sent { payload, .. }, ..) => match payload.as_ref() {
                    Message::Answer { request, outcome: Outcome::Written } => {
                        self.acknowledged.extend(self.made.get(request).cloned());
                    }
                    Message::TombstoneDrop { key, dot } => {
                        self.forgotten.insert((key.clone(), *dot));
                    }
                    _ => {}
                },
                _ => {}
            }
        }
    }

    fn version_made(
        &mut self,
        request: RequestId,
        dot: Dot,
        clock: &VectorClock,
        events: &[TraceEvent],
    ) {
        let key = events.iter().find_map(|event| match &event.kind {
            EventKind::Note(Note::Coordinating { key, .. }) if event.request == Some(request) => {
                Some(key.clone())
            }
            _ => None,
        });
        let Some(key) = key else { return };
        let mut past = self.read_before.get(&request).cloned().unwrap_or_default();
        past.insert(dot);
        let version = (key, dot);
        assert!(!self.past.contains_key(&version), "{version:?} is made twice");
        self.made.insert(request, version.clone());
        if self.deletions.contains(&request) {
            self.tombstones.insert(version.clone());
        }
        self.clocks.insert(version.clone(), clock.clone());
        self.past.insert(version, past);
    }

    /// Of every version that the fault leaves no copy of: that it was this fault. What lies with
    /// a node that is going to keep the key no longer does not count: it has been, or is going to
    /// be, confirmed by the one that comes in, and forgotten.
    fn destroyed_by(&mut self, simulation: &Simulation, node: NodeId, disk_too: bool) {
        let Some(victim) = simulation.node(node) else { return };
        if !disk_too && victim.running().is_none_or(|node| node.storage().buffer().is_empty()) {
            return;
        }
        let others: Vec<&NodeProcess> =
            simulation.nodes().filter(|process| process.id() != node).collect();
        let keys: BTreeSet<&Key> = self.past.keys().map(|(key, _)| key).collect();
        let mut destroyed = Vec::new();
        for key in keys {
            let before = self.covered(key, &objects(victim, key));
            let mut after = BTreeSet::new();
            for process in &others {
                let mut left = objects(process, key);
                if !future_primaries(simulation, key).contains(&process.id()) {
                    left = hinted(process, key);
                }
                after.extend(self.covered(key, &left));
            }
            if !disk_too {
                after.extend(self.covered(key, &objects_on_disk(victim, key)));
            }
            destroyed.extend(before.difference(&after).map(|dot| (key.clone(), *dot)));
        }
        let fault = if disk_too { "a wiped disk" } else { "a lost write buffer" };
        self.destroyed.extend(destroyed.into_iter().map(|write| (write, fault.to_owned())));
    }

    /// All versions that are there or superseded by what is there.
    pub fn covered(&self, key: &Key, objects: &[&Object]) -> BTreeSet<Dot> {
        let versions = objects.iter().flat_map(|object| object.versions());
        versions.flat_map(|version| self.past(key, version.dot)).collect()
    }

    /// A version and every version that its writer had really seen.
    pub fn past(&self, key: &Key, dot: Dot) -> BTreeSet<Dot> {
        self.past.get(&(key.clone(), dot)).cloned().unwrap_or_default()
    }

    /// The writes that clients were told have succeeded.
    pub fn acknowledged(&self) -> &BTreeSet<(Key, Dot)> {
        &self.acknowledged
    }

    /// The fault after which no copy of a version was left.
    pub fn destroyed(&self, write: &(Key, Dot)) -> Option<&str> {
        self.destroyed.get(write).map(String::as_str)
    }

    /// The tombstones of a key that every member has agreed to forget.
    pub fn forgotten<'a>(&'a self, key: &'a Key) -> impl Iterator<Item = Dot> + 'a {
        self.forgotten.iter().filter(move |(of, _)| of == key).map(|(_, dot)| *dot)
    }

    /// Whether some version claims by its clock to have seen this one, and has not: the price
    /// of clocks per version, which know an actor's writes only by the last.
    pub fn is_claimed_unseen(&self, write: &(Key, Dot)) -> bool {
        let (key, dot) = write;
        self.clocks.iter().any(|((of, later), clock)| {
            of == key
                && clock.counter(dot.actor) >= dot.counter
                && !self.past(key, *later).contains(dot)
        })
    }
}

/// All that a host has of a key: on disk, in the buffer and as hints.
pub fn objects<'a>(process: &'a NodeProcess, key: &Key) -> Vec<&'a Object> {
    let mut objects = objects_on_disk(process, key);
    let place = (key.position(), key.clone());
    objects.extend(process.running().and_then(|node| node.storage().buffer().get(&place)));
    objects
}

fn future_primaries(simulation: &Simulation, key: &Key) -> Vec<NodeId> {
    let store = &simulation.setup().store;
    let ring = simulation.membership().future_ring(&store.placement);
    ring.preference_list(key.position(), store.policy(key).replicas).primaries().to_vec()
}

fn hinted<'a>(process: &'a NodeProcess, key: &Key) -> Vec<&'a Object> {
    let hints = process.disk().hints().iter().filter(|((_, hinted), _)| hinted == key);
    hints.map(|(_, hint)| &hint.object).collect()
}

fn objects_on_disk<'a>(process: &'a NodeProcess, key: &Key) -> Vec<&'a Object> {
    process.disk().object(key).into_iter().chain(hinted(process, key)).collect()
}
