//! The causal truth, kept outside the nodes: which write had really seen which, by what its
//! client had read; what the clocks say of it is another matter. And who was told that a write
//! succeeded.

use std::collections::BTreeMap;

use crate::dynamo::config::Config;
use crate::dynamo::disk::Place;
use crate::dynamo::identity::{ClientId, RequestId};
use crate::dynamo::key::Key;
use crate::dynamo::key_space::Reconciliation;
use crate::dynamo::message::{Message, Operation, Outcome};
use crate::dynamo::note::Note;
use crate::dynamo::object::{ClockKind, Dot, Object};
use crate::dynamo::time::Time;
use crate::dynamo::vector_clock::VectorClock;
use crate::sim::command::{Command, Write};
use crate::sim::simulation::Simulation;
use crate::sim::trace::{ClientNote, EventId, EventKind, TraceEvent};

use super::version_set::VersionSet;

/// What a spectator knows of all writes.
#[derive(Debug, Default)]
pub struct Truth {
    keys: BTreeMap<Key, usize>,
    histories: Vec<KeyHistory>,
    requests: BTreeMap<RequestId, Asked>,
}

/// What is known of one request.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The key, by its number.
    pub key: usize,
    /// Whether it is a write.
    pub is_write: bool,
    /// R or W, if it asks for its own.
    pub quorum: Option<u8>,
    /// Whether it puts a tombstone.
    pub is_deletion: bool,
    /// What its client had read that it is put in place of, and all that this had seen.
    pub seen: VersionSet,
    /// The versions it made: more than one only if it was carried out twice.
    pub made: Vec<usize>,
}

/// The versions of one key.
#[derive(Debug)]
pub struct KeyHistory {
    /// The key.
    pub key: Key,
    /// Where its objects lie on a disk.
    pub place: Place,
    /// How many copies are kept.
    pub replicas: u8,
    /// Whether the last write wins.
    pub last_write_wins: bool,
    /// Whether coordinators have new versions descend from what their writers never read.
    pub reads_before_writes: bool,
    /// Every version, in the order in which they were made.
    pub versions: Vec<MadeVersion>,
    places: BTreeMap<Dot, usize>,
    /// Whether some clock was cut.
    pub truncated: bool,
    /// Tombstones that were forgotten, with all that they had seen.
    pub forgotten: VersionSet,
    /// Tombstones that were forgotten.
    pub forgotten_tombstones: VersionSet,
}

/// One version.
#[derive(Debug)]
pub struct MadeVersion {
    /// Its name in the store.
    pub dot: Dot,
    /// Itself and every version that its writer had really seen.
    pub past: VersionSet,
    /// What its clock says.
    pub clock: VectorClock,
    /// When it was made, by its maker's clock.
    pub written: Time,
    /// Who asked for it.
    pub request: RequestId,
    /// The event of its making.
    pub made: EventId,
    /// Whether it is a tombstone.
    pub is_tombstone: bool,
    /// When its client was told that it is written.
    pub acknowledged: Option<EventId>,
    /// What left no copy of it.
    pub destroyed: Option<&'static str>,
}

/// Two versions were given one name.
#[derive(Clone, Debug)]
pub struct Reissued {
    /// The event of the second one.
    pub event: EventId,
    /// The key.
    pub key: Key,
    /// The name.
    pub dot: Dot,
}

impl Truth {
    /// The number of a key, if a request was ever made for it.
    pub fn number(&self, key: &Key) -> Option<usize> {
        self.keys.get(key).copied()
    }

    /// The histories of all keys, by number.
    pub fn histories(&self) -> &[KeyHistory] {
        &self.histories
    }

    /// The history of a key.
    pub fn history(&self, number: usize) -> &KeyHistory {
        &self.histories[number]
    }

    /// The same, to say what was destroyed.
    pub fn history_mut(&mut self, number: usize) -> &mut KeyHistory {
        &mut self.histories[number]
    }

    /// What is known of a request.
    pub fn request(&self, request: RequestId) -> Option<&Asked> {
        self.requests.get(&request)
    }

    /// Takes in what happened in a step. Says which names were given twice.
    pub fn look_at(&mut self, world: &Simulation, events: &[TraceEvent]) -> Vec<Reissued> {
        let mut reissued = Vec::new();
        let mut command: Option<&Command> = None;
        for event in events {
            match &event.kind {
                EventKind::Commanded { command: given, refused: None }
                | EventKind::Issued { command: given } => command = Some(given),
                EventKind::Client(
                    ClientNote::Turned { .. } | ClientNote::AskedForMembers { .. },
                ) => {
                    if let (Some(request), Some(given)) = (event.request, command.take()) {
                        self.ask(world, request, given);
                    }
                }
                EventKind::Note(Note::VersionMade { dot, clock, .. }) => {
                    let Some(request) = event.request else { continue };
                    reissued.extend(self.version_made(event, request, *dot, clock));
                }
                EventKind::Note(Note::ClockTruncated { .. }) => {
                    let asked = event.request.and_then(|request| self.requests.get(&request));
                    if let Some(key) = asked.map(|asked| asked.key) {
                        self.histories[key].truncated = true;
                    }
                }
                EventKind::Sent { payload, .. } => match &**payload {
                    Message::Answer { request, outcome: Outcome::Written } => {
                        self.acknowledged(*request, event.id);
                    }
                    // A client that keeps the last of what it read may come to delete it.
                    Message::Ask(request) => {
                        if let Some(asked) = self.requests.get_mut(&request.id) {
                            asked.is_deletion =
                                matches!(request.operation, Operation::Delete { .. });
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        reissued
    }

    /// A client makes a request up: what it has read by now is what it replaces.
    fn ask(&mut self, world: &Simulation, request: RequestId, command: &Command) {
        if self.requests.contains_key(&request) {
            return;
        }
        let (key, write, quorum) = match command {
            Command::Get { key, quorum, .. } => (key, None, *quorum),
            Command::Put { key, write, quorum, .. } => (key, Some(write), *quorum),
            _ => return,
        };
        let number = self.begin_key(&world.setup().store, key);
        let reads = write.is_some_and(|write| !matches!(write, Write::Blind(_)));
        let seen = match reads {
            true => self.read(world, request.client, key, number),
            false => VersionSet::new(),
        };
        let (is_write, made) = (write.is_some(), Vec::new());
        let asked = Asked { key: number, is_write, quorum, is_deletion: false, seen, made };
        self.requests.insert(request, asked);
    }

    fn read(&self, world: &Simulation, client: ClientId, key: &Key, number: usize) -> VersionSet {
        let reading = world.client(client).and_then(|client| client.reading(key));
        reading.map_or(VersionSet::new(), |reading| self.covered(number, [&reading.object]))
    }

    fn begin_key(&mut self, config: &Config, key: &Key) -> usize {
        if let Some(number) = self.keys.get(key) {
            return *number;
        }
        let policy = config.policy(key);
        self.histories.push(KeyHistory {
            key: key.clone(),
            place: (key.position(), key.clone()),
            replicas: policy.replicas,
            last_write_wins: policy.reconciliation == Reconciliation::LastWriteWins,
            reads_before_writes: config.read_before_write,
            versions: Vec::new(),
            places: BTreeMap::new(),
            truncated: false,
            forgotten: VersionSet::new(),
            forgotten_tombstones: VersionSet::new(),
        });
        self.keys.insert(key.clone(), self.histories.len() - 1);
        self.histories.len() - 1
    }

    fn version_made(
        &mut self,
        event: &TraceEvent,
        request: RequestId,
        dot: Dot,
        clock: &VectorClock,
    ) -> Option<Reissued> {
        let asked = self.requests.get_mut(&request)?;
        let history = &mut self.histories[asked.key];
        if history.places.contains_key(&dot) {
            return Some(Reissued { event: event.id, key: history.key.clone(), dot });
        }
        let number = history.versions.len();
        let mut past = asked.seen.clone();
        past.insert(number);
        asked.made.push(number);
        let own = clock.entries().iter().find(|entry| entry.actor == dot.actor);
        history.places.insert(dot, number);
        history.versions.push(MadeVersion {
            dot,
            past,
            clock: clock.clone(),
            written: own.map_or(event.at, |entry| entry.updated),
            request,
            made: event.id,
            is_tombstone: asked.is_deletion,
            acknowledged: None,
            destroyed: None,
        });
        None
    }

    fn acknowledged(&mut self, request: RequestId, event: EventId) {
        let Some(asked) = self.requests.get(&request) else { return };
        let history = &mut self.histories[asked.key];
        if let Some(version) = asked.made.last().and_then(|made| history.versions.get_mut(*made)) {
            version.acknowledged.get_or_insert(event);
        }
    }

    /// A tombstone was forgotten, with all that it had kept away.
    pub fn tombstone_forgotten(&mut self, key: usize, tombstone: usize) {
        let history = &mut self.histories[key];
        let Some(version) = history.versions.get(tombstone) else { return };
        history.forgotten.extend(&version.past);
        history.forgotten_tombstones.insert(tombstone);
    }

    /// All versions that are in some objects of a key, or were really seen by what is in them.
    pub fn covered<'a>(
        &self,
        key: usize,
        objects: impl IntoIterator<Item = &'a Object>,
    ) -> VersionSet {
        let history = &self.histories[key];
        let mut covered = VersionSet::new();
        for version in objects.into_iter().flat_map(Object::versions) {
            if let Some(version) = history.number(version.dot) {
                covered.extend(&history.versions[version].past);
            }
        }
        covered
    }
}

impl KeyHistory {
    /// The number of a version.
    pub fn number(&self, dot: Dot) -> Option<usize> {
        self.places.get(&dot).copied()
    }

    /// Why a version may have given way, at somebody who holds all that is `covered`, to one that
    /// had never seen it: the known price of how the store is set up. It may have given way to
    /// one that has given way itself. None if there is no reason.
    pub fn excuse(
        &self,
        kind: ClockKind,
        covered: &VersionSet,
        version: usize,
    ) -> Option<&'static str> {
        let reason = self.price(kind, covered, version);
        if reason.is_some() {
            return reason;
        }
        let mut reach = covered.clone();
        loop {
            let all = 0..self.versions.len();
            let gone: Vec<usize> = all
                .filter(|gone| !reach.contains(*gone) && self.price(kind, &reach, *gone).is_some())
                .collect();
            if gone.is_empty() {
                return None;
            }
            gone.iter().for_each(|gone| reach.extend(&self.versions[*gone].past));
            if reach.contains(version) {
                return Some("excuse: gave way to what gave way itself");
            }
            let reason = self.price(kind, &reach, version);
            if reason.is_some() {
                return reason;
            }
        }
    }

    /// Why a version may have given way to one of several, not all of which had seen it.
    fn price(&self, kind: ClockKind, rivals: &VersionSet, version: usize) -> Option<&'static str> {
        let lost = &self.versions[version];
        rivals.iter().find_map(|rival| {
            let rival = &self.versions[rival];
            let claims = rival.clock.counter(lost.dot.actor) >= lost.dot.counter;
            if self.last_write_wins && (rival.written, rival.dot) > (lost.written, lost.dot) {
                return Some("excuse: last write wins");
            }
            if self.reads_before_writes && claims {
                return Some("excuse: read before write, overwritten by the coordinator");
            }
            // Whoever has seen (A, 2) counts as having seen (A, 1), read or not.
            if kind == ClockKind::PerVersion && claims {
                return Some("excuse: clocks per version, overwritten through a stale context");
            }
            // A clock that was cut cannot tell what it has forgotten.
            let looks_old = claims || rival.clock.descends_from(&lost.clock);
            (self.truncated && looks_old).then_some("excuse: cut clock")
        })
    }

    /// Whether a version is covered, or gave way for a known reason.
    pub fn is_accounted_for(&self, kind: ClockKind, covered: &VersionSet, version: usize) -> bool {
        covered.contains(version) || self.excuse(kind, covered, version).is_some()
    }

    /// A version's name, for sentences.
    pub fn name(&self, version: usize) -> String {
        let Dot { actor, counter } = self.versions[version].dot;
        format!("({actor}, {counter})")
    }

    /// The names of several.
    pub fn names(&self, versions: &VersionSet) -> String {
        let names: Vec<String> = versions.iter().map(|version| self.name(version)).collect();
        names.join(" ")
    }
}
