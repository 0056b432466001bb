//! All replicas of all keys laid side by side, as only a spectator can: whether they agree, and
//! whether those who should keep a key can be reached.
//!
//! This is about the moment at the cursor. It is kept up as the cursor moves: between two moments
//! of one history only those keys can have changed that the events between them are about. Where
//! that is too many, or a disk is lost, or the ring is another, everything is looked at anew.

use std::rc::Rc;

use super::timeline::Timeline;
use crate::dynamo::disk::Place;
use crate::dynamo::identity::NodeId;
use crate::dynamo::key::Key;
use crate::dynamo::note::Note;
use crate::dynamo::object::Object;
use crate::dynamo::ring::KeyRange;
use crate::dynamo::sorted::SortedMap;
use crate::sim::command::Command;
use crate::sim::process::NodeProcess;
use crate::sim::simulation::Simulation;
use crate::sim::trace::{EventKind, TraceEvent};

/// Looking at so many events one by one costs about as much as looking at one key.
const EVENTS_FOR_A_KEY: usize = 4;

/// The replicas of all keys at one moment.
#[derive(Clone, Debug, Default)]
pub struct Replicas {
    /// The moment: the history, how many events, and the ring; none before the first look.
    moment: Option<(Rc<()>, usize, u64)>,
    keys: SortedMap<Place, Copies>,
    apart: usize,
    cut_off: usize,
}

/// The copies of one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copies {
    /// Whether all of its primaries hold the same versions.
    pub agree: bool,
    /// Whether all of its primaries run and can reach each other.
    pub reachable: bool,
}

impl Replicas {
    /// Looks at the moment at the cursor.
    pub fn follow(&mut self, timeline: &Timeline) {
        let (simulation, trace) = (timeline.simulation(), timeline.trace());
        let (lineage, ring) = (timeline.lineage(), simulation.ring().digest());
        let known =
            self.moment.as_ref().filter(|(known, _, of)| Rc::ptr_eq(known, lineage) && *of == ring);
        let since = known.map(|(_, events, _)| *events);
        self.moment = Some((Rc::clone(lineage), trace.len(), ring));
        let between = since.and_then(|since| {
            let (first, last) = (since.min(trace.len()), since.max(trace.len()));
            timeline.known_trace().get(first..last)
        });
        let few =
            |events: &&[TraceEvent]| events.len() <= 1_000 + self.keys.len() * EVENTS_FOR_A_KEY;
        match between.filter(few) {
            Some(events) => self.look_at_changes(simulation, events),
            None => self.look_at_all(simulation),
        }
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether nobody holds anything.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// How many keys there are whose primaries do not hold the same.
    pub fn apart(&self) -> usize {
        self.apart
    }

    /// How many keys there are whose primaries do not all run or cannot all reach each other.
    pub fn cut_off(&self) -> usize {
        self.cut_off
    }

    /// All keys, by position, each with what is to be said of its copies.
    pub fn keys(&self) -> impl Iterator<Item = (&Key, Copies)> {
        self.keys.iter().map(|((_, key), copies)| (key, *copies))
    }

    fn look_at_all(&mut self, simulation: &Simulation) {
        self.keys.clear();
        (self.apart, self.cut_off) = (0, 0);
        for process in simulation.nodes() {
            let buffer = process.running().map(|running| running.storage().buffer());
            let places = process.disk().objects().keys();
            for (_, key) in places.chain(buffer.into_iter().flat_map(|buffer| buffer.keys())) {
                let place = (key.position(), key.clone());
                if !self.keys.contains_key(&place) {
                    self.look_at(simulation, place);
                }
            }
        }
    }

    #[inline(never)]
    fn look_at_changes(&mut self, simulation: &Simulation, events: &[TraceEvent]) {
        if events.iter().any(|event| changes_everything(simulation, event)) {
            return self.look_at_all(simulation);
        }
        let mut faults = false;
        for event in events {
            match &event.kind {
                EventKind::Note(Note::Stored { key, .. } | Note::TombstoneForgotten { key }) => {
                    self.look_at(simulation, (key.position(), key.clone()));
                }
                EventKind::Note(Note::RangeForgotten { range, .. }) => {
                    self.look_at_range(simulation, *range);
                }
                EventKind::Commanded { command, refused: None } => {
                    faults |= !matches!(**command, Command::Get { .. } | Command::Put { .. });
                }
                _ => {}
            }
        }
        if faults {
            let all: Vec<Place> = self.keys.keys().cloned().collect();
            for place in all {
                self.look_at(simulation, place);
            }
        }
    }

    fn look_at_range(&mut self, simulation: &Simulation, range: KeyRange) {
        let within = self.keys.keys().filter(|(position, _)| range.contains(*position));
        let within: Vec<Place> = within.cloned().collect();
        for place in within {
            self.look_at(simulation, place);
        }
    }

    fn look_at(&mut self, simulation: &Simulation, place: Place) {
        let copies = copies(simulation, &place.1);
        let known = match copies {
            Some(copies) => self.keys.insert(place, copies),
            None => self.keys.remove(&place),
        };
        for (copies, counted) in [
            (known, usize::wrapping_sub as fn(usize, usize) -> usize),
            (copies, usize::wrapping_add),
        ] {
            if let Some(copies) = copies {
                self.apart = counted(self.apart, usize::from(!copies.agree));
                self.cut_off = counted(self.cut_off, usize::from(!copies.reachable));
            }
        }
    }
}

/// Whether an event can have changed what is held of any key.
fn changes_everything(simulation: &Simulation, event: &TraceEvent) -> bool {
    let EventKind::Commanded { command, refused: None } = &event.kind else { return false };
    match **command {
        Command::WipeDisk(_) => true,
        // What was in the write buffer alone is gone.
        Command::Crash(_) => simulation.setup().store.write_buffer.is_some(),
        _ => false,
    }
}

/// The copies of a key; none if nobody holds anything of it.
pub fn copies(simulation: &Simulation, key: &Key) -> Option<Copies> {
    let primaries = primaries(simulation, key);
    let held = |node: NodeId| simulation.node(node).and_then(|process| own(process, key));
    let mut objects = primaries.iter().map(|node| held(*node));
    let first = objects.next().flatten();
    let agree = objects.all(|object| object == first);
    if first.is_none() && agree {
        // Mostly a primary holds it; otherwise somebody else may.
        simulation.nodes().find_map(|process| own(process, key))?;
        return Some(Copies { agree: false, reachable: reachable(simulation, &primaries) });
    }
    Some(Copies { agree, reachable: reachable(simulation, &primaries) })
}

/// The nodes that should keep a key, by the ring that all nodes together know.
pub fn primaries(simulation: &Simulation, key: &Key) -> Vec<NodeId> {
    let replicas = simulation.setup().store.policy(key).replicas;
    simulation.ring().primaries(key.position(), replicas)
}

/// What a node holds of a key as its own, on disk or, if it runs, in memory.
pub fn own<'a>(process: &'a NodeProcess, key: &Key) -> Option<&'a Object> {
    match process.running() {
        Some(running) => running.storage().own(key),
        None => process.disk().object(key),
    }
}

/// Whether a node works on what reaches it.
pub fn works(simulation: &Simulation, node: NodeId) -> bool {
    simulation.node(node).is_some_and(|process| process.is_up() && !process.is_paused())
}

fn reachable(simulation: &Simulation, nodes: &[NodeId]) -> bool {
    let network = simulation.network();
    let blocked = |from: NodeId, to: NodeId| network.blocks(from.into(), to.into()).is_some();
    nodes.iter().all(|node| works(simulation, *node))
        && (network.is_whole()
            || nodes.iter().all(|from| nodes.iter().all(|to| !blocked(*from, *to))))
}
