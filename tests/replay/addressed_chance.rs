//! A draw hangs on what it is for and on nothing else: what is added in one place shifts no
//! draw in another.

use std::collections::{BTreeMap, BTreeSet};

use dynamo_playground::dynamo::identity::{Address, ClientId, NodeId};
use dynamo_playground::dynamo::key::Key;
use dynamo_playground::dynamo::time::{Duration, Time};
use dynamo_playground::session::scenario::{Scenario, Scripted};
use dynamo_playground::sim::command::{Command, Entry};
use dynamo_playground::sim::fault::Disturbance;
use dynamo_playground::sim::latency::Latency;
use dynamo_playground::sim::trace::{
    Choice, ClientNote, EventId, EventKind, LossReason, Mishap, TraceEvent,
};

use crate::histories::{SEEDS, run, scenario};

const STRANGER: ClientId = ClientId(9);

/// What happened, where and when, without the numbers of the events, which count everything.
fn happenings(trace: &[TraceEvent]) -> Vec<(Time, Option<Address>, EventKind)> {
    let links_of_stranger = |event: &TraceEvent| match &event.kind {
        EventKind::Commanded { command, .. } => {
            matches!(**command, Command::Disturb { from: Some(from), .. } if from == STRANGER.into())
        }
        _ => false,
    };
    let of_stranger = |event: &TraceEvent| {
        event.process == Some(STRANGER.into())
            || event.request.is_some_and(|request| request.client == STRANGER)
            || links_of_stranger(event)
    };
    let without_number = |kind: &EventKind| match kind.clone() {
        EventKind::Befell { message, copy, sending: _, what } => {
            EventKind::Befell { message, copy, sending: EventId(0), what }
        }
        kind => kind,
    };
    let others = trace.iter().filter(|event| !of_stranger(event));
    others.map(|event| (event.at, event.process, without_number(&event.kind))).collect()
}

/// Two runs in which the same happened, but for what the stranger did.
fn assert_same(seed: u64, base: &[TraceEvent], more: &[TraceEvent]) {
    let (base, more) = (happenings(base), happenings(more));
    let difference = base.iter().zip(&more).find(|(base, more)| base != more);
    assert_eq!(difference, None, "seed {seed}");
    assert_eq!(base.len(), more.len(), "seed {seed}");
}

/// The same scenario on a cluster with one node that is down from the beginning and for ever.
fn with_dead_node(mut scenario: Scenario, dead: NodeId) -> Scenario {
    scenario.script.retain(|scripted| scripted.command != Command::Restart(dead));
    scenario.script.insert(0, Scripted { at: Time::ZERO, command: Command::Crash(dead) });
    scenario
}

/// One more message, to a node that is down, is lost and can have no effect at all.
#[test]
fn one_message_more_shifts_no_draw() {
    for seed in SEEDS.step_by(4) {
        let base = scenario(seed);
        let dead = NodeId(base.setup.nodes - 1);
        let base = with_dead_node(base, dead);
        let mut more = base.clone();
        let key = Key::new("key 0").unwrap();
        for at in [100, 1_000, 2_000].map(Time::from_millis) {
            let entry = Entry::Node(dead);
            let get = Command::Get { client: STRANGER, key: key.clone(), entry, quorum: None };
            let place = more.script.partition_point(|scripted| scripted.at <= at);
            more.script.insert(place, Scripted { at, command: get });
        }
        let (base, more) = (run(base), run(more));
        let (base, more) = (base.timeline().trace(), more.timeline().trace());
        assert!(more.len() > base.len(), "seed {seed}: the messages were sent");
        assert_same(seed, base, more);
    }
}

/// A fault that befalls no message is as good as none, at whatever rate.
#[test]
fn rates_of_an_unused_link_shift_no_draw() {
    for seed in SEEDS.step_by(8) {
        let base = scenario(seed);
        let mut more = base.clone();
        let disturbance = Disturbance {
            loss_permille: 500,
            duplicate_permille: 500,
            reorder_permille: 500,
            delay_ms: 7,
        };
        let disturb = Command::Disturb { from: Some(STRANGER.into()), to: None, disturbance };
        more.script.insert(0, Scripted { at: Time::ZERO, command: disturb });
        let (base, more) = (run(base), run(more));
        assert_same(seed, base.timeline().trace(), more.timeline().trace());
    }
}

/// What a message meets on its way by rate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Met {
    lost: bool,
    doubled: bool,
    held_back: bool,
}

/// What every message met by rate, by its link and its number on the link. Those that ended for
/// another reason are left out.
fn met(trace: &[TraceEvent]) -> BTreeMap<(Address, Address, u32), Met> {
    let mut links: BTreeMap<(Address, Address), u32> = BTreeMap::new();
    let mut numbers = BTreeMap::new();
    let mut all: BTreeMap<_, Met> = BTreeMap::new();
    // Whatever is still on its way at the end may yet be lost.
    let mut ended = BTreeSet::new();
    for event in trace {
        match (&event.kind, event.process, event.cause) {
            (EventKind::Sent { to, .. }, Some(from), _) => {
                let number = links.entry((from, *to)).or_default();
                *number += 1;
                numbers.insert(event.id, (from, *to, *number));
                all.insert((from, *to, *number), Met::default());
            }
            (EventKind::Befell { sending, copy, what, .. }, _, cause)
                if cause == Some(*sending) =>
            {
                let met = all.entry(numbers[sending]).or_default();
                met.doubled |= *what == Mishap::Duplicated;
                met.held_back |= *copy == 0 && matches!(what, Mishap::HeldBack { .. });
            }
            (EventKind::Lost { copy: 0, reason: LossReason::ByRate, .. }, _, Some(sending)) => {
                all.entry(numbers[&sending]).or_default().lost = true;
                ended.insert(numbers[&sending]);
            }
            (EventKind::Delivered { copy: 0, .. }, _, Some(sending)) => {
                ended.insert(numbers[&sending]);
            }
            _ => {}
        }
    }
    all.retain(|message, _| ended.contains(message));
    all
}

/// Whatever else happens: the n-th message of a link is lost, doubled or held back, or not.
#[test]
fn what_a_message_meets_is_the_same_in_every_history_of_a_seed() {
    let (mut compared, mut lost, mut doubled, mut held_back) = (0, 0, 0, 0);
    for seed in SEEDS.step_by(4) {
        let mut all = scenario(seed);
        all.setup.disturbance = Disturbance {
            loss_permille: 150,
            duplicate_permille: 300,
            reorder_permille: 300,
            delay_ms: 0,
        };
        all.script.retain(|given| {
            !matches!(given.command, Command::Disturb { .. } | Command::Meddle { .. })
        });
        let mut half = all.clone();
        let mut keep = false;
        half.script.retain(|_| {
            keep = !keep;
            keep
        });
        let (all, half) = (run(all), run(half));
        let (all, half) = (met(all.timeline().trace()), met(half.timeline().trace()));
        for (message, met) in &half {
            if let Some(other) = all.get(message) {
                assert_eq!(met, other, "seed {seed}, {message:?}");
                compared += 1;
                lost += u32::from(met.lost);
                doubled += u32::from(met.doubled);
                held_back += u32::from(met.held_back);
            }
        }
    }
    assert!(compared > 1_000, "only {compared} messages have been compared");
    for (met, permille) in [(lost, 150), (doubled, 300), (held_back, 255)] {
        let expected = compared * permille / 1_000;
        let near = expected * 8 / 10..expected * 12 / 10;
        assert!(near.contains(&met), "{met} of {compared}, not {permille} of a thousand");
    }
}

/// How long every message took that arrived, by its link and its number on the link.
fn delays(trace: &[TraceEvent]) -> BTreeMap<(Address, Address, u32), Duration> {
    let mut links: BTreeMap<(Address, Address), u32> = BTreeMap::new();
    let mut numbers = BTreeMap::new();
    let mut delays = BTreeMap::new();
    let mut befallen = BTreeSet::new();
    for event in trace {
        match (&event.kind, event.process, event.cause) {
            (EventKind::Sent { to, .. }, Some(from), _) => {
                let number = links.entry((from, *to)).or_default();
                *number += 1;
                numbers.insert(event.id, (from, *to, *number));
            }
            // By hand, by rate, or by a slow receiver: those are delays of another kind.
            (EventKind::Befell { sending, what, .. }, _, _) if *what != Mishap::Duplicated => {
                befallen.insert(*sending);
            }
            (EventKind::Delivered { copy: 0, .. }, _, Some(sending))
                if !befallen.contains(&sending) =>
            {
                let delay = event.at.since(trace[sending.0 as usize].at);
                delays.insert(numbers[&sending], delay);
            }
            _ => {}
        }
    }
    delays
}

/// Whatever else happens: the n-th message of a link takes as long as it takes.
#[test]
fn a_message_takes_as_long_in_every_history_of_a_seed() {
    let mut compared = 0;
    for seed in SEEDS.step_by(4) {
        let mut all = scenario(seed);
        if let Latency::Mixtures(mixtures) = &mut all.setup.latency {
            // The n-th message of a link may be a write in one history and none in the other.
            mixtures.writes = mixtures.others.clone();
        }
        let mut half = all.clone();
        let mut keep = false;
        half.script.retain(|_| {
            keep = !keep;
            keep
        });
        let (all, half) = (run(all), run(half));
        let (all, half) = (delays(all.timeline().trace()), delays(half.timeline().trace()));
        for (message, delay) in &half {
            if let Some(other) = all.get(message) {
                assert_eq!(delay, other, "seed {seed}, {message:?}");
                compared += 1;
            }
        }
    }
    assert!(compared > 1_000, "only {compared} messages have been compared");
}

/// The load balancer draws for a client's n-th request, whoever else asks in between.
#[test]
fn the_load_balancer_does_not_mind_other_clients() {
    fn drawn(trace: &[TraceEvent], client: ClientId) -> Vec<NodeId> {
        let drawn = |event: &TraceEvent| match event.kind {
            EventKind::Client(ClientNote::Turned { to, by: Choice::LoadBalancer })
                if event.process == Some(client.into()) =>
            {
                Some(to)
            }
            _ => None,
        };
        trace.iter().filter_map(drawn).collect()
    }
    let get = |client, at| {
        let (key, entry) = (Key::new("key 0").unwrap(), Entry::LoadBalancer);
        Scripted {
            at: Time::from_millis(at),
            command: Command::Get { client, key, entry, quorum: None },
        }
    };
    let base = Scenario {
        script: (0..10).map(|count| get(ClientId(0), count * 100)).collect(),
        ..scenario(5)
    };
    let mut more = base.clone();
    more.script.extend((0..10).map(|count| get(STRANGER, count * 100 + 50)));
    more.script.sort_by_key(|scripted| scripted.at);
    let (base, more) = (run(base), run(more));
    let alone = drawn(base.timeline().trace(), ClientId(0));
    assert_eq!(alone.len(), 10);
    assert_eq!(alone, drawn(more.timeline().trace(), ClientId(0)));
    assert_eq!(drawn(more.timeline().trace(), STRANGER).len(), 10);
}
