//! What is worth stopping at: held against what the store's own reconciliation says, and told of
//! small stories whose answer is plain.

use dynamo_playground::dynamo::identity::{ClientId, NodeId, RequestId};
use dynamo_playground::dynamo::key::{Key, Value};
use dynamo_playground::dynamo::key_space::Reconciliation;
use dynamo_playground::dynamo::message::{Message, Outcome};
use dynamo_playground::dynamo::note::Note;
use dynamo_playground::dynamo::object::{Addition, ClockKind, Dot, Object, Version};
use dynamo_playground::dynamo::time::{Duration, Time};
use dynamo_playground::session::breakpoint::{Breakpoint, Fired, fired};
use dynamo_playground::session::ledger::{RequestKind, answer};
use dynamo_playground::session::next::Target;
use dynamo_playground::session::occasions::{OccasionKind, Truth};
use dynamo_playground::session::session::Session;
use dynamo_playground::session::stories;
use dynamo_playground::session::timeline::Timeline;
use dynamo_playground::sim::command::{Command, Entry, Write};
use dynamo_playground::sim::fault::PartitionKind;
use dynamo_playground::sim::latency::Latency;
use dynamo_playground::sim::setup::Setup;
use dynamo_playground::sim::trace::{ClientNote, EventId, EventKind, TraceEvent};

use crate::histories::{SEEDS, run, scenario};

/// The gets that returned too little, judged anew: every get against every write, by merging the
/// write's version into what the get returned, as any node would.
fn stale(timeline: &Timeline) -> Vec<(EventId, RequestId)> {
    let (trace, ledger) = (timeline.trace(), timeline.ledger());
    let config = &timeline.simulation().setup().store;
    let closed: Vec<(&TraceEvent, RequestId, &Outcome)> = trace
        .iter()
        .filter(|event| matches!(event.kind, EventKind::Client(ClientNote::Closed { .. })))
        .filter_map(|event| Some((event, event.request?, answer(trace, event)?)))
        .collect();
    let began =
        |request| trace.iter().find(|event| event.request == Some(request)).map(|event| event.id);
    let mut found = Vec::new();
    for (event, get, outcome) in &closed {
        let Outcome::Found { object, .. } = outcome else { continue };
        let Some(key) = ledger.key(*get) else { continue };
        let last = closed.iter().rfind(|(acknowledged, put, outcome)| {
            **outcome == Outcome::Written
                && ledger.key(*put) == Some(key)
                && Some(acknowledged.id) < began(*get)
        });
        let Some((_, put, _)) = last else { continue };
        let deleted = ledger.kind(*put) == Some(RequestKind::Delete) && object.is_empty();
        let Some(version) = made(trace, *put).filter(|_| !deleted) else { continue };
        let mut with = (*object).clone();
        let kept = match config.policy(key).reconciliation {
            Reconciliation::Siblings => {
                let addition = with.merge(config.clock_kind, &Object::from(version.clone()));
                !matches!(addition, Addition::Known | Addition::Obsolete)
            }
            Reconciliation::LastWriteWins => {
                let known = object.versions().iter().any(|known| known.dot == version.dot);
                let newer =
                    |known: &Version| (known.written, known.dot) > (version.written, version.dot);
                !known
                    && !object.versions().iter().any(newer)
                    && !matches!(
                        with.merge(config.clock_kind, &Object::from(version)),
                        Addition::Obsolete
                    )
            }
        };
        if kept {
            found.push((event.id, *put));
        }
    }
    found
}

/// The version that a write made, as it was sent to a replica.
fn made(trace: &[TraceEvent], put: RequestId) -> Option<Version> {
    let dot: Dot = trace.iter().find_map(|event| match &event.kind {
        EventKind::Note(Note::VersionMade { dot, .. }) if event.request == Some(put) => Some(*dot),
        _ => None,
    })?;
    trace.iter().find_map(|event| match &event.kind {
        EventKind::Sent { payload, .. } => match &**payload {
            Message::Write { request, object, .. } if *request == put => {
                object.versions().iter().find(|version| version.dot == dot).cloned()
            }
            _ => None,
        },
        _ => None,
    })
}

#[test]
fn a_read_is_stale_where_reconciliation_says_so() {
    let mut by_kind = std::collections::BTreeMap::new();
    for seed in SEEDS {
        // Hasty quorums, so that there is something to be found.
        let mut scenario = scenario(seed);
        let store = &mut scenario.setup.store;
        (store.read_quorum, store.write_quorum) = (1, 1);
        let session = run(scenario);
        let timeline = session.timeline();
        let store = &timeline.simulation().setup().store;
        // A clock that was cut no longer says what it had seen; the ledger remembers it.
        if store.clock_entries_max < 10 {
            continue;
        }
        let found: Vec<(EventId, RequestId)> = timeline
            .occasions()
            .iter()
            .filter_map(|occasion| match occasion.kind {
                OccasionKind::StaleRead(missed) => Some((occasion.event, missed)),
                _ => None,
            })
            // Of a write that no other node was sent there is no version to merge.
            .filter(|(_, missed)| made(timeline.trace(), *missed).is_some())
            .collect();
        let expected = stale(timeline);
        assert_eq!(found, expected, "seed {seed}, {:?}", store.clock_kind);
        *by_kind.entry(format!("{:?}", store.clock_kind)).or_insert(0) += found.len();
    }
    for kind in [ClockKind::PerVersion, ClockKind::PerObject, ClockKind::Dotted] {
        let stale = by_kind.get(&format!("{kind:?}")).copied().unwrap_or_default();
        assert!(stale > 3, "{by_kind:?} are too few to mean anything");
    }
}

fn key() -> Key {
    Key::new("cart").unwrap()
}

fn put(client: u16, value: &str, node: NodeId) -> Command {
    let write = Write::Blind(Value::new(value).unwrap());
    Command::Put {
        client: ClientId(client),
        key: key(),
        write,
        entry: Entry::Node(node),
        quorum: None,
    }
}

fn split(node: NodeId) -> Command {
    Command::Partition { groups: vec![vec![node]], kind: PartitionKind::ClientsReachAll }
}

fn get(node: NodeId) -> Command {
    Command::Get { client: ClientId(3), key: key(), entry: Entry::Node(node), quorum: None }
}

/// A cluster of three in which a message takes 5 ms, and one answer is enough.
fn hasty() -> Session {
    let mut setup = Setup {
        nodes: 3,
        latency: Latency::Constant(Duration::from_millis(5)),
        ..Setup::default()
    };
    setup.store.read_quorum = 1;
    setup.store.write_quorum = 1;
    Session::new(stories::by_hand(1, setup)).unwrap()
}

fn kinds(session: &Session) -> Vec<OccasionKind> {
    session.timeline().occasions().iter().map(|occasion| occasion.kind.clone()).collect()
}

#[test]
fn a_get_on_the_other_side_of_a_cut_is_stale() {
    let mut session = hasty();
    session.give(split(NodeId(0))).unwrap();
    session.give(put(0, "milk", NodeId(0))).unwrap();
    session.timeline_mut().run_until(Time::from_millis(20));
    session.give(get(NodeId(1))).unwrap();
    let missed = RequestId { client: ClientId(0), sequence: 1 };
    let found = session.timeline_mut().seek_next(&Target::Breakpoints(vec![Breakpoint::StaleRead]));
    let expected = Fired {
        breakpoint: Breakpoint::StaleRead,
        event: found.unwrap(),
        kind: Some(OccasionKind::StaleRead(missed)),
    };
    assert_eq!(fired(session.timeline(), &Breakpoint::PLAIN), Some(expected));
    assert_eq!(fired(session.timeline(), &[Breakpoint::Conflict]), None);
}

#[test]
fn a_get_that_began_before_the_answer_is_not_stale() {
    let mut session = hasty();
    session.give(split(NodeId(0))).unwrap();
    session.give(put(0, "milk", NodeId(0))).unwrap();
    // The put is answered at 10 ms: both were under way together, and either order is right.
    session.timeline_mut().run_until(Time::from_millis(9));
    session.give(get(NodeId(1))).unwrap();
    session.timeline_mut().run_until(Time::from_millis(60));
    assert!(!kinds(&session).iter().any(|kind| matches!(kind, OccasionKind::StaleRead(_))));
}

#[test]
fn one_conflict_is_one_occasion() {
    let mut session = hasty();
    session.give(put(0, "milk", NodeId(0))).unwrap();
    session.give(put(1, "tea", NodeId(1))).unwrap();
    session.timeline_mut().run_until(Time::from_millis(400));
    session.give(get(NodeId(2))).unwrap();
    session.timeline_mut().run_until(Time::from_millis(800));
    let conflicts: Vec<OccasionKind> = kinds(&session)
        .into_iter()
        .filter(|kind| matches!(kind, OccasionKind::Conflict(_)))
        .collect();
    // Either version comes to stand beside the other, at one replica or another.
    assert_eq!(conflicts, [OccasionKind::Conflict(2), OccasionKind::Conflict(2)]);
}

#[test]
fn beliefs_are_held_against_the_truth() {
    let mut session = hasty();
    session.give(Command::Crash(NodeId(2))).unwrap();
    session.give(put(0, "milk", NodeId(0))).unwrap();
    session.timeline_mut().run_until(Time::from_millis(200));
    let wrong = |session: &Session| -> Vec<OccasionKind> {
        let is_wrong = |kind: &OccasionKind| matches!(kind, OccasionKind::WrongBelief(..));
        kinds(session).into_iter().filter(is_wrong).collect()
    };
    // It is asked though it is dead; that it is taken as down then is true.
    assert_eq!(wrong(&session), [OccasionKind::WrongBelief(NodeId(2), Truth::Down)]);

    let mut session = hasty();
    session.give(split(NodeId(2))).unwrap();
    session.give(put(0, "milk", NodeId(0))).unwrap();
    session.timeline_mut().run_until(Time::from_millis(40));
    session.give(Command::Heal).unwrap();
    session.timeline_mut().run_until(Time::from_millis(200));
    // It is asked through the cut, and taken as down when the cut is mended.
    assert_eq!(
        wrong(&session),
        [
            OccasionKind::WrongBelief(NodeId(2), Truth::CutOff),
            OccasionKind::WrongBelief(NodeId(2), Truth::Reachable),
        ]
    );
}
