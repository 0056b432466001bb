//! A draw hangs on what it is for and on nothing else: what is added in one place shifts no
//! draw in another.

use std::collections::BTreeMap;

use dynamo_playground::dynamo::identity::{Address, ClientId, NodeId};
use dynamo_playground::dynamo::key::Key;
use dynamo_playground::dynamo::time::{Duration, Time};
use dynamo_playground::session::scenario::{Scenario, Scripted};
use dynamo_playground::sim::command::{Command, Entry};
use dynamo_playground::sim::trace::{Choice, ClientNote, EventKind, TraceEvent};

use crate::histories::{SEEDS, run, scenario};

const STRANGER: ClientId = ClientId(9);

/// What happened, where and when, without the numbers of the events, which count everything.
fn happenings(trace: &[TraceEvent]) -> Vec<(Time, Option<Address>, &EventKind)> {
    let of_stranger = |event: &&TraceEvent| {
        event.process == Some(STRANGER.into())
            || event.request.is_some_and(|request| request.client == STRANGER)
    };
    let others = trace.iter().filter(|event| !of_stranger(event));
    others.map(|event| (event.at, event.process, &event.kind)).collect()
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
        assert_eq!(happenings(base), happenings(more), "seed {seed}");
    }
}

/// How long every message took that arrived, by its link and its number on the link.
fn delays(trace: &[TraceEvent]) -> BTreeMap<(Address, Address, u32), Duration> {
    let mut links: BTreeMap<(Address, Address), u32> = BTreeMap::new();
    let mut numbers = BTreeMap::new();
    let mut delays = BTreeMap::new();
    for event in trace {
        match (&event.kind, event.process, event.cause) {
            (EventKind::Sent { to, .. }, Some(from), _) => {
                let number = links.entry((from, *to)).or_default();
                *number += 1;
                numbers.insert(event.id, (from, *to, *number));
            }
            (EventKind::Delivered { .. }, _, Some(sending)) => {
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
        let all = scenario(seed);
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
