//! Clients that read and write by themselves: at their rate, whoever answers, until they are
//! stopped, and the same whichever way one comes.

use std::collections::BTreeMap;

use dynamo_playground::dynamo::identity::{Address, NodeId, RequestId};
use dynamo_playground::dynamo::key::Key;
use dynamo_playground::dynamo::time::Time;
use dynamo_playground::session::scenario::{Scenario, Scripted};
use dynamo_playground::session::session::Session;
use dynamo_playground::sim::command::{Command, Entry};
use dynamo_playground::sim::setup::Setup;
use dynamo_playground::sim::trace::{ClientNote, EventKind, TraceEvent, digest};
use dynamo_playground::sim::workload::{CLIENTS_MAX, OPEN_MAX, Workload};

use crate::histories::{END, WORKLOAD_SEEDS, run, with_workload};

const BRISK: Workload = Workload {
    operations_per_second: 100,
    read_permille: 700,
    keys: 20,
    skew_hundredths: 100,
    clients: 5,
    entry: Entry::LoadBalancer,
};

const END_OF_WORK: Time = Time::from_millis(8_000);

fn scenario(seed: u64, commands: Vec<(u64, Command)>) -> Scenario {
    let at = |(at, command)| Scripted { at: Time::from_millis(at), command };
    Scenario {
        title: "Workload".to_owned(),
        seed,
        setup: Setup::default(),
        script: commands.into_iter().map(at).collect(),
    }
}

fn worked(seed: u64, commands: Vec<(u64, Command)>) -> Session {
    let mut session = Session::new(scenario(seed, commands)).expect("a setup that makes sense");
    session.timeline_mut().run_until(END_OF_WORK);
    session
}

/// What clients did by themselves, in order.
fn issued(trace: &[TraceEvent]) -> impl Iterator<Item = (&TraceEvent, &Command)> {
    trace.iter().filter_map(|event| match &event.kind {
        EventKind::Issued { command } => Some((event, &**command)),
        _ => None,
    })
}

fn key(command: &Command) -> &Key {
    match command {
        Command::Get { key, .. } | Command::Put { key, .. } => key,
        other => panic!("no request: {other:?}"),
    }
}

#[test]
fn it_keeps_to_its_rate_its_keys_its_clients_and_its_share_of_reads() {
    for seed in 0..8 {
        let session = worked(seed, vec![(0, Command::StartWorkload(BRISK))]);
        let trace = session.timeline().trace();
        let gets = issued(trace).filter(|(_, command)| matches!(command, Command::Get { .. }));
        let operations = gets.count() as f64;
        let writes =
            issued(trace).filter(|(_, command)| matches!(command, Command::Put { .. })).count();
        // Six standard deviations of a Poisson process around 800 operations in 8 seconds.
        assert!((630.0..970.0).contains(&operations), "seed {seed}: {operations} operations");
        // Nothing fails here: every read that is for a write is followed by it.
        let share = writes as f64 / operations;
        assert!((0.2..0.4).contains(&share), "seed {seed}: {share} of all are writes");
        let mut counts: BTreeMap<&Key, u32> = BTreeMap::new();
        for (event, command) in issued(trace) {
            *counts.entry(key(command)).or_default() += 1;
            let Some(Address::Client(client)) = event.process else { panic!("{event:?}") };
            assert!((2..2 + BRISK.clients).contains(&client.0), "seed {seed}: {client}");
        }
        assert!(counts.len() <= usize::from(BRISK.keys), "seed {seed}");
        let most = counts.iter().max_by_key(|(_, count)| **count).map(|(key, _)| key.to_string());
        assert_eq!(most.as_deref(), Some("load/1"), "seed {seed}: {counts:?}");
    }
}

#[test]
fn a_write_carries_what_its_read_found() {
    let session = worked(3, vec![(0, Command::StartWorkload(BRISK))]);
    let trace = session.timeline().trace();
    let mut writes = 0;
    for (event, command) in issued(trace) {
        let cause = &trace[event.cause.expect("a cause").0 as usize];
        match command {
            Command::Put { client, .. } => {
                writes += 1;
                assert!(matches!(cause.kind, EventKind::Client(ClientNote::Closed { .. })));
                assert_eq!(cause.process, Some((*client).into()));
                assert_eq!(cause.at, event.at);
            }
            _ => assert!(matches!(cause.kind, EventKind::Commanded { .. }), "{cause:?}"),
        }
    }
    assert!(writes > 100, "{writes}");
    // Whoever writes has read: versions part only where two write at once.
    let simulation = session.timeline().simulation();
    for node in simulation.nodes() {
        for ((_, key), object) in node.disk().objects() {
            assert!(object.versions().len() <= 5, "{key} has {}", object.versions().len());
        }
    }
}

#[test]
fn it_stops_when_it_is_stopped() {
    let stop = 3_000;
    let commands = vec![(0, Command::StartWorkload(BRISK)), (stop, Command::StopWorkload)];
    let session = worked(5, commands);
    let trace = session.timeline().trace();
    let last = issued(trace).map(|(event, _)| event.at).last().expect("it began");
    assert!(last > Time::from_millis(stop - 500), "{last}");
    assert!(last <= Time::from_millis(stop), "{last}");
    assert_eq!(session.timeline().simulation().workload(), None);
    let simulation = session.timeline().simulation();
    assert!(simulation.clients().all(|(_, client)| client.open_requests().is_empty()));
    assert_eq!(session.timeline().next_time(), None, "nothing is left to happen");
}

#[test]
fn a_change_takes_the_place_of_what_was() {
    let slower = Workload { operations_per_second: 5, keys: 1, ..BRISK };
    let commands =
        vec![(0, Command::StartWorkload(BRISK)), (2_000, Command::StartWorkload(slower))];
    let session = worked(6, commands);
    let trace = session.timeline().trace();
    let later = |event: &TraceEvent| event.at > Time::from_millis(2_200);
    let after = issued(trace).filter(|(event, _)| later(event));
    let (count, others) = after.fold((0, 0), |(count, others), (_, command)| {
        (count + 1, others + u32::from(key(command).to_string() != "load/1"))
    });
    assert!((5..80).contains(&count), "{count}");
    assert_eq!(others, 0);
}

#[test]
fn nobody_waits_for_more_than_a_few_answers() {
    // All nodes stand still: no answer ever comes.
    let rush = Workload { operations_per_second: 1_000, clients: CLIENTS_MAX, ..BRISK };
    let nodes = (0..Setup::default().nodes).map(|node| (0, Command::Pause(NodeId(node))));
    let commands = nodes.chain([(0, Command::StartWorkload(rush))]).collect();
    let mut session = Session::new(scenario(7, commands)).expect("a setup that makes sense");
    let mut passed = 0;
    while session.timeline().simulation().now() < Time::from_millis(2_000) {
        assert!(session.timeline_mut().step());
        let simulation = session.timeline().simulation();
        for (client, state) in simulation.clients() {
            assert!(state.open_requests().len() <= OPEN_MAX, "{client}");
        }
    }
    for event in session.timeline().trace() {
        passed += u32::from(matches!(event.kind, EventKind::Client(ClientNote::TurnPassed)));
    }
    assert!(passed > 1_000, "{passed}");
}

#[test]
fn no_other_draw_is_shifted() {
    // What befalls the first client is the same with and without a workload beside it, up to
    // the first of the workload's doings: chance is addressed.
    let by_hand = |client: u16| Command::Get {
        client: dynamo_playground::dynamo::identity::ClientId(client),
        key: Key::new("cart").expect("a key"),
        entry: Entry::LoadBalancer,
        quorum: None,
    };
    let first = RequestId { client: dynamo_playground::dynamo::identity::ClientId(0), sequence: 1 };
    let of_request = |session: &Session| -> Vec<(Time, EventKind)> {
        let trace = session.timeline().trace().iter();
        let own = trace.filter(|event| event.request == Some(first));
        own.filter(|event| matches!(event.kind, EventKind::Client(_)))
            .map(|event| (event.at, event.kind.clone()))
            .collect()
    };
    for seed in 0..16 {
        let alone = worked(seed, vec![(10, by_hand(0))]);
        // Its clients turn to nodes over other links, which draw apart.
        let slow = Workload { operations_per_second: 1, ..BRISK };
        let beside = worked(seed, vec![(0, Command::StartWorkload(slow)), (10, by_hand(0))]);
        let turned = |told: &[(Time, EventKind)]| told.first().cloned();
        let (alone, beside) = (of_request(&alone), of_request(&beside));
        assert!(turned(&alone).is_some());
        assert_eq!(turned(&alone), turned(&beside), "seed {seed}");
    }
}

#[test]
fn going_back_and_forth_shows_the_same() {
    for seed in WORKLOAD_SEEDS.step_by(9) {
        let mut session = run(with_workload(seed));
        let known = digest(session.timeline().trace());
        let timeline = session.timeline_mut();
        let end = timeline.steps();
        for step in [end / 2, 3, end - 1, 0, end / 3] {
            timeline.seek(step);
            assert_eq!(timeline.steps(), step);
        }
        // From the middle on everything is worked out anew, in a second session.
        let mut again = run(with_workload(seed));
        again.timeline_mut().seek(end / 3);
        session.timeline_mut().run_until(END);
        again.timeline_mut().run_until(END);
        assert_eq!(digest(session.timeline().trace()), known, "seed {seed}");
        assert_eq!(digest(again.timeline().trace()), known, "seed {seed}");
    }
}

#[test]
fn bad_numbers_are_refused_with_a_sentence() {
    let session = worked(1, vec![]);
    let simulation = session.timeline().simulation();
    let ways: [fn(&mut Workload); 8] = [
        |workload| workload.operations_per_second = 0,
        |workload| workload.operations_per_second = u16::MAX,
        |workload| workload.read_permille = 1_001,
        |workload| workload.keys = 0,
        |workload| workload.keys = 1_001,
        |workload| workload.skew_hundredths = 301,
        |workload| workload.clients = 0,
        |workload| workload.clients = CLIENTS_MAX + 1,
    ];
    for way in ways {
        let mut workload = BRISK;
        way(&mut workload);
        let refused = simulation.check(&Command::StartWorkload(workload)).expect_err("refused");
        let sentence = refused.to_string();
        assert!(sentence.ends_with('.') && sentence.contains("1000"), "{sentence}");
    }
    let nobody = Workload { entry: Entry::Node(NodeId(99)), ..BRISK };
    assert!(simulation.check(&Command::StartWorkload(nobody)).is_err());
    assert!(simulation.check(&Command::StopWorkload).is_err());
    assert!(simulation.check(&Command::StartWorkload(BRISK)).is_ok());
}
