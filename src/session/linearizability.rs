//! Whether what the clients saw of one key could have come from a single register: one value,
//! read and replaced by one request at a time, each at some moment between its sending and its
//! answer (Herlihy and Wing, 1990).
//!
//! Dynamo promises no such thing (§2.3, §4.4), so that this is a finding and no fault. It rests on
//! what clients saw alone; of the nodes it only needs to know which request made which version.
//!
//! Every version has a name of its own, so that it is known which write a get saw. The question
//! can then be answered without a search (Gibbons and Korach, 1997): a write and the gets that saw
//! it take up a zone, from the first of their ends, when the value was there, to the last of their
//! beginnings, when it was still there. The history is that of a register unless some two zones
//! each begin before the other is over.
//!
//! A put without an answer, or that failed, is indeterminate: it counts from when somebody has
//! seen it, if ever. A get that found nothing may have seen the beginning or any deletion whose
//! tombstone is forgotten: it offends only where none of them will do.

use core::fmt;

use super::ledger::answer;
use crate::dynamo::identity::{Address, RequestId};
use crate::dynamo::key::Key;
use crate::dynamo::message::{Message, Operation as Asked, Outcome};
use crate::dynamo::note::Note;
use crate::dynamo::object::{Dot, Object};
use crate::dynamo::sorted::{SortedMap, sort_by_key};
use crate::sim::trace::{ClientNote, EventId, EventKind, TraceEvent};

/// More steps than this are not worth the answer.
const STEPS_MAX: usize = 20_000_000;

/// What can be said of a key's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It could be that of a register.
    Linearizable,
    /// It could not.
    NotLinearizable(Offence),
    /// The history is too long to tell.
    Unknown,
}

/// Two requests that cannot be brought into an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offence {
    /// The one that was over first.
    pub first: RequestId,
    /// The other one.
    pub second: RequestId,
    /// The event that shows it: the end of a get.
    pub shown_at: EventId,
    /// Why not.
    pub why: Why,
}

/// Why two requests cannot be brought into an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Both are writes, and a get returned what both had left.
    SideBySide {
        /// The get.
        get: RequestId,
    },
    /// The second, a get that began when the first was over, went back to an older value.
    WentBack {
        /// The write whose value was there when the first was over: the first itself, or what it
        /// returned.
        newer: RequestId,
        /// The write whose value the second returned; none if it found nothing.
        older: Option<RequestId>,
    },
}

/// One request as its client saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Its name.
    pub request: RequestId,
    /// When it was sent.
    pub start: EventId,
    /// When it was over: when a get returned, or a write was known to have succeeded. None for a
    /// write that is indeterminate, and for a get that returned nothing its client could use.
    pub end: Option<EventId>,
    /// What it did.
    pub effect: Effect,
}

/// What a request did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It put a value.
    Put,
    /// It put a tombstone.
    Delete,
    /// It returned what these writes had left; nothing if there are none.
    Get(Vec<RequestId>),
}

/// Judges what the clients saw of a key.
pub fn check(trace: &[TraceEvent], key: &Key) -> Verdict {
    judge(&operations(trace, key))
}

/// The requests for a key, in the order in which they were sent.
pub fn operations(trace: &[TraceEvent], key: &Key) -> Vec<Operation> {
    let mut operations: Vec<Operation> = Vec::new();
    let mut places: SortedMap<RequestId, usize> = SortedMap::new();
    let mut makers: SortedMap<Dot, RequestId> = SortedMap::new();
    for event in trace {
        let Some(request) = event.request else { continue };
        let place = places.get(&request).copied();
        match (&event.kind, place) {
            (EventKind::Sent { payload, .. }, None) => {
                if let (Message::Ask(asked), Some(Address::Client(_))) = (&**payload, event.process)
                    && asked.key == *key
                {
                    let effect = match asked.operation {
                        Asked::Get => Effect::Get(Vec::new()),
                        Asked::Put { .. } => Effect::Put,
                        Asked::Delete { .. } => Effect::Delete,
                    };
                    places.insert(request, operations.len());
                    operations.push(Operation { request, start: event.id, end: None, effect });
                }
            }
            (EventKind::Note(Note::VersionMade { dot, .. }), Some(_)) => {
                makers.insert(*dot, request);
            }
            (EventKind::Client(ClientNote::Closed { .. }), Some(place)) => {
                let Some(operation) = operations.get_mut(place) else { continue };
                match (&mut operation.effect, answer(trace, event)) {
                    (Effect::Get(seen), Some(Outcome::Found { object, .. })) => {
                        *seen = writes_of(object, &makers);
                        operation.end = Some(event.id);
                    }
                    (Effect::Put | Effect::Delete, Some(Outcome::Written)) => {
                        operation.end = Some(event.id);
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
    operations
}

/// The writes whose values an answer holds. Of tombstones it holds one at most: that there are
/// several says no more than that nothing is there.
fn writes_of(object: &Object, makers: &SortedMap<Dot, RequestId>) -> Vec<RequestId> {
    let of = |values: bool| {
        let mut writes: Vec<RequestId> = Vec::new();
        let versions = object.versions().iter();
        for version in versions.filter(|version| version.value().is_some() == values) {
            if let Some(write) = makers.get(&version.dot)
                && !writes.contains(write)
            {
                writes.push(*write);
            }
        }
        writes
    };
    match of(true) {
        writes if !writes.is_empty() => writes,
        _ => match of(false) {
            deletions if deletions.len() == 1 => deletions,
            _ => Vec::new(),
        },
    }
}

/// Judges a history; the operations stand in the order of their sending.
pub fn judge(operations: &[Operation]) -> Verdict {
    let history = History::of(operations);
    let side_by_side = history.side_by_side();
    let went_back = history.clash(None);
    let first = match (side_by_side, went_back) {
        (Some(one), Some(other)) if other.shown_at < one.shown_at => Some(other),
        (Some(one), _) => Some(one),
        (None, other) => other,
    };
    if let Some(offence) = first {
        return Verdict::NotLinearizable(offence);
    }
    // Where there were deletions, a get that found nothing may fit in several places.
    let mut steps = 0;
    for (place, get) in operations.iter().enumerate() {
        let candidates = history.seen_by_nothing(get);
        if candidates.len() < 2 {
            continue;
        }
        steps += candidates.len() * operations.len();
        if steps > STEPS_MAX {
            return Verdict::Unknown;
        }
        let mut offence = None;
        for candidate in candidates {
            offence = history.clash(Some((place, candidate)));
            if offence.is_none() {
                break;
            }
        }
        if let Some(offence) = offence {
            return Verdict::NotLinearizable(offence);
        }
    }
    Verdict::Linearizable
}

/// A history of which it is known which write each get saw.
struct History<'a> {
    operations: &'a [Operation],
    /// Of each operation the write that it belongs to, by its place: a write to itself, a get to
    /// what it saw. One place behind the last stands for the beginning. None for a get that says
    /// nothing, or not for certain what it saw.
    belongs_to: Vec<Option<usize>>,
}

/// How long the value of a write was there for certain.
#[derive(Clone, Copy)]
struct Zone {
    /// The write, by its place.
    write: usize,
    /// The first end of it and of the gets that saw it: it was there.
    there: u32,
    /// The last beginning: it was still there.
    still: u32,
}

/// Before the first event and after the last; events lie between, moved by one.
const BEGINNING: u32 = 0;
const NEVER: u32 = u32::MAX;

fn start(operation: &Operation) -> u32 {
    operation.start.0.saturating_add(1)
}

fn end(operation: &Operation) -> u32 {
    operation.end.map_or(NEVER, |end| end.0.saturating_add(1))
}

/// When it is known what an operation did: a write shows it by beginning, a get by its end.
fn shown(operation: &&Operation) -> u32 {
    if matches!(operation.effect, Effect::Get(_)) { end(operation) } else { BEGINNING }
}

impl History<'_> {
    fn of(operations: &[Operation]) -> History<'_> {
        let mut writes: SortedMap<RequestId, usize> = SortedMap::new();
        for (place, operation) in operations.iter().enumerate() {
            if !matches!(operation.effect, Effect::Get(_)) {
                writes.insert(operation.request, place);
            }
        }
        let mut history = History { operations, belongs_to: Vec::new() };
        for (place, operation) in operations.iter().enumerate() {
            let write = match &operation.effect {
                Effect::Put | Effect::Delete => Some(place),
                Effect::Get(_) if operation.end.is_none() => None,
                Effect::Get(seen) => match seen.as_slice() {
                    [] => match history.seen_by_nothing(operation).as_slice() {
                        [beginning] => Some(*beginning),
                        _ => None,
                    },
                    [write] => writes.get(write).copied(),
                    _ => None,
                },
            };
            history.belongs_to.push(write);
        }
        history
    }

    /// What a get that found nothing may have seen: the beginning, or a deletion; the last one
    /// last. None for any other operation.
    fn seen_by_nothing(&self, get: &Operation) -> Vec<usize> {
        match &get.effect {
            Effect::Get(seen) if seen.is_empty() && get.end.is_some() => {}
            _ => return Vec::new(),
        }
        let before = self.operations.iter().enumerate().filter(|(_, deletion)| {
            deletion.effect == Effect::Delete && start(deletion) < end(get)
        });
        let beginning = core::iter::once(self.operations.len());
        beginning.chain(before.map(|(place, _)| place)).collect()
    }

    /// The first get that returned several values.
    fn side_by_side(&self) -> Option<Offence> {
        let gets = self.operations.iter().filter_map(|get| match &get.effect {
            Effect::Get(seen) => match seen.as_slice() {
                [one, other, ..] => Some((get, get.end?, *one, *other)),
                _ => None,
            },
            _ => None,
        });
        let (get, shown_at, first, second) = gets.min_by_key(|(_, end, ..)| *end)?;
        let why = Why::SideBySide { get: get.request };
        Some(Offence { first, second, shown_at, why })
    }

    /// The first two zones that cannot be brought into an order, if a get belongs to a write as
    /// given.
    fn clash(&self, given: Option<(usize, usize)>) -> Option<Offence> {
        let belongs = |place: usize| match given {
            Some((get, write)) if get == place => Some(write),
            _ => self.belongs_to.get(place).copied().flatten(),
        };
        let places = 0..=self.operations.len();
        let mut zones: Vec<Zone> =
            places.map(|write| Zone { write, there: NEVER, still: BEGINNING }).collect();
        for (place, operation) in self.operations.iter().enumerate() {
            if let Some(zone) = belongs(place).and_then(|write| zones.get_mut(write)) {
                zone.there = zone.there.min(end(operation));
                zone.still = zone.still.max(start(operation));
            }
        }
        if let Some(beginning) = zones.last_mut() {
            beginning.there = BEGINNING;
        }
        zones.retain(|zone| zone.there != NEVER);
        sort_by_key(&mut zones, |zone| zone.there);
        // Of the zones up to each: the one that lasts longest.
        let mut lasting: Vec<Zone> = Vec::new();
        for newer in zones {
            let earlier = lasting.partition_point(|older| older.there < newer.still);
            // The list grows in the order of beginnings, but holds the longest so far.
            let older = earlier.checked_sub(1).and_then(|place| lasting.get(place));
            if let Some(older) = older.filter(|older| older.still > newer.there) {
                return self.offence(*older, newer, belongs);
            }
            if lasting.last().is_none_or(|longest| longest.still < newer.still) {
                lasting.push(newer);
            }
        }
        None
    }

    /// The two requests that show that two zones each begin before the other is over: in each
    /// something began when the other's value was there already. The later of these two is a get
    /// that went back.
    fn offence(
        &self,
        one: Zone,
        other: Zone,
        belongs: impl Fn(usize) -> Option<usize>,
    ) -> Option<Offence> {
        let of_zone = |zone: Zone, fits: &dyn Fn(&Operation) -> bool| {
            let all = self.operations.iter().enumerate();
            let own = all.filter(|(place, _)| belongs(*place) == Some(zone.write));
            own.map(|(_, operation)| operation)
                .filter(|operation| fits(operation))
                .min_by_key(shown)
        };
        let began_in =
            |zone: Zone, rival: Zone| of_zone(zone, &|operation| start(operation) > rival.there);
        let mut older = (one, began_in(one, other)?);
        let mut newer = (other, began_in(other, one)?);
        if shown(&newer.1) > shown(&older.1) {
            core::mem::swap(&mut older, &mut newer);
        }
        let ((older, second), (newer, witness)) = (older, newer);
        let first = match (BEGINNING + 1..start(second)).contains(&shown(&witness)) {
            true => witness,
            false => of_zone(newer, &|operation| end(operation) == newer.there)?,
        };
        let write = |zone: Zone| self.operations.get(zone.write).map(|write| write.request);
        let why = Why::WentBack { newer: write(newer)?, older: write(older) };
        let shown_at = second.end.unwrap_or(second.start);
        Some(Offence { first: first.request, second: second.request, shown_at, why })
    }
}

/// Why, in words.
impl fmt::Display for Offence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Offence { first, second, .. } = self;
        match self.why {
            Why::SideBySide { get } => write!(
                formatter,
                "Get {get} returned what the writes {first} and {second} left side by side: a register holds one value at a time."
            ),
            Why::WentBack { newer, older } => {
                write!(formatter, "Get {second} began after ")?;
                match newer == *first {
                    true => write!(formatter, "the write {newer} was over, and ")?,
                    false => write!(
                        formatter,
                        "get {first} had returned what the write {newer} left, and "
                    )?,
                }
                match older {
                    Some(older) => {
                        write!(formatter, "returned what the write {older} left before it.")
                    }
                    None => formatter.write_str("found nothing."),
                }
            }
        }
    }
}
