//! Which event of one run is which of another, and the first that differs.

use super::{Difference, DifferenceKind, Pair};
use crate::dynamo::environment::Timer;
use crate::dynamo::identity::{Address, MessageId, RequestId};
use crate::dynamo::sorted::SortedMap;
use crate::dynamo::time::Time;
use crate::sim::trace::{EventId, EventKind, TraceEvent};

/// Two traces, aligned.
pub(super) struct Aligned {
    pub(super) commands: Pair<Vec<EventId>>,
    pub(super) first: Option<Difference>,
    pub(super) differing: u32,
    pub(super) same: u32,
}

/// Who an event is, whatever the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Identity {
    /// A command that both runs were given.
    Command(u32),
    /// A message leaves.
    Sent(MessageId),
    /// A copy of a message arrives or is lost.
    Ended(MessageId, u8),
    /// Something befalls a copy of a message on its way: the so many-th thing.
    Befell(MessageId, u8, u32),
    /// A timer runs out for the so many-th time.
    Timer(Option<Address>, Timer, u32),
    /// A node or a client tells something about a request, or about none: the so many-th thing.
    Told(Option<Address>, Option<RequestId>, u32),
    /// A client of the workload makes its so many-th request.
    Issued(Option<Address>, u32),
}

/// An event of a run with its place among those that both runs can have.
struct Placed<'a> {
    event: &'a TraceEvent,
    /// Its number, commands that only this run was given left out: as long as nothing differs,
    /// both runs number alike.
    place: usize,
}

/// Aligns two traces. It looks at every event of either once.
pub(super) fn align(left: &[TraceEvent], right: &[TraceEvent]) -> Aligned {
    let common = common_commands(left, right);
    let (left, left_only) = identify(left, &common.left);
    let (right, right_only) = identify(right, &common.right);
    let mut aligned = Aligned {
        commands: Pair { left: left_only, right: right_only },
        first: None,
        differing: 0,
        same: 0,
    };
    let mut earliest: Option<(Time, usize, Identity)> = None;
    let mut differs = |identity: Identity, pair: Pair<Option<&Placed<'_>>>, kind| {
        aligned.differing += 1;
        let sides = || pair.into_iter().flatten();
        let at = sides().map(|placed| placed.event.at).min().unwrap_or_default();
        let place = sides().map(|placed| placed.place).min().unwrap_or_default();
        if earliest.is_none_or(|earliest| (at, place, identity) < earliest) {
            earliest = Some((at, place, identity));
            let events = pair.map(|placed| placed.map(|placed| placed.event.id));
            aligned.first = Some(Difference { events, kind });
        }
    };
    let mut same = 0;
    for (identity, placed) in &left {
        let other = right.get(identity);
        let kind = match other.map(|other| (placed.event, other.event)) {
            None => DifferenceKind::Missing,
            Some((one, other)) if one.kind != other.kind => DifferenceKind::Content,
            Some((one, other)) if one.at != other.at => DifferenceKind::Time,
            Some(_) => {
                same += 1;
                continue;
            }
        };
        differs(*identity, Pair { left: Some(placed), right: other }, kind);
    }
    for (identity, placed) in right.iter().filter(|(identity, _)| !left.contains_key(identity)) {
        let pair = Pair { left: None, right: Some(placed) };
        differs(*identity, pair, DifferenceKind::Missing);
    }
    aligned.same = same;
    aligned
}

/// For every command of either run its number among those that both were given; none for
/// those that only one was given.
fn common_commands(left: &[TraceEvent], right: &[TraceEvent]) -> Pair<Vec<Option<u32>>> {
    let commands = |trace: &[TraceEvent]| -> Vec<usize> {
        let is_command = |event: &TraceEvent| matches!(event.kind, EventKind::Commanded { .. });
        (0..trace.len()).filter(|index| is_command(&trace[*index])).collect()
    };
    let same = |one: &TraceEvent, other: &TraceEvent| match (&one.kind, &other.kind) {
        (
            EventKind::Commanded { command: one_command, .. },
            EventKind::Commanded { command: other_command, .. },
        ) => one.at == other.at && one_command == other_command,
        _ => false,
    };
    let (ours, theirs) = (commands(left), commands(right));
    let mut common = Pair { left: vec![None; ours.len()], right: vec![None; theirs.len()] };
    let (mut from, mut count) = (0, 0);
    for (place, event) in ours.iter().enumerate() {
        let event = &left[*event];
        // Both are in order of time: what lies before the moment cannot come again.
        while theirs.get(from).is_some_and(|other| right[*other].at < event.at) {
            from += 1;
        }
        let mut candidates =
            (from..theirs.len()).take_while(|other| right[theirs[*other]].at == event.at);
        let found = candidates
            .find(|other| common.right[*other].is_none() && same(event, &right[theirs[*other]]));
        if let Some(found) = found {
            common.left[place] = Some(count);
            common.right[found] = Some(count);
            count += 1;
        }
    }
    common
}

/// Every event of a run by who it is, and the commands that only this run was given.
fn identify<'a>(
    trace: &'a [TraceEvent],
    common: &[Option<u32>],
) -> (SortedMap<Identity, Placed<'a>>, Vec<EventId>) {
    let (mut found, mut own) = (SortedMap::new(), Vec::new());
    let mut commands = common.iter();
    // How many there have been of each kind that has no name of its own.
    let mut counts: SortedMap<Identity, u32> = SortedMap::new();
    for event in trace {
        let place = event.id.0 as usize - own.len();
        let identity = match &event.kind {
            EventKind::Commanded { .. } => match commands.next().copied().flatten() {
                Some(number) => Identity::Command(number),
                None => {
                    own.push(event.id);
                    continue;
                }
            },
            EventKind::Sent { message, .. } => Identity::Sent(*message),
            EventKind::Delivered { message, copy } | EventKind::Lost { message, copy, .. } => {
                Identity::Ended(*message, *copy)
            }
            EventKind::Befell { message, copy, .. } => Identity::Befell(*message, *copy, 0),
            EventKind::TimerFired(timer) => Identity::Timer(event.process, *timer, 0),
            EventKind::Note(_) | EventKind::Client(_) => {
                Identity::Told(event.process, event.request, 0)
            }
            EventKind::Issued { .. } => Identity::Issued(event.process, 0),
        };
        let mut nth = || {
            let count = counts.entry(identity).or_default();
            *count += 1;
            *count
        };
        let identity = match identity {
            Identity::Befell(message, copy, _) => Identity::Befell(message, copy, nth()),
            Identity::Timer(process, timer, _) => Identity::Timer(process, timer, nth()),
            Identity::Told(process, request, _) => Identity::Told(process, request, nth()),
            Identity::Issued(process, _) => Identity::Issued(process, nth()),
            named => named,
        };
        found.insert(identity, Placed { event, place });
    }
    (found, own)
}
