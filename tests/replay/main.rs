//! Seed, setup and commands determine everything: random histories, run, run again, gone back
//! and forth in, and compared with what they came to before.

#![cfg(not(target_arch = "wasm32"))]

mod addressed_chance;
mod faults;
#[path = "../histories/mod.rs"]
mod histories;
mod switches;
mod time_travel;
mod workloads;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use dynamo_playground::sim::trace::EventKind;
use histories::{
    END, SEEDS, SWITCH_SEEDS, WORKLOAD_SEEDS, kinds, line, merges, run, scenario, with_switches,
    with_workload,
};

/// What no history can hold as long as clients do not lie.
const CANNOT_OCCUR: [(&str, &str); 4] = [
    ("Refusal::Context", "clients pass on contexts as they got them"),
    ("Refusal::Quorum", "a command with such a quorum is refused before it is a request"),
    ("CommandError::TooManyNodes", "the histories are of few nodes"),
    ("CommandError::TooManyCopies", "no message is doubled so often while it is on its way"),
];

/// A change here is a change of behaviour. If it is meant, write the file anew:
/// `UPDATE_GOLDEN=1 cargo test --test replay`.
#[test]
fn histories_come_to_what_they_came_to_before() {
    let lines = SEEDS.map(|seed| line(seed, &run(scenario(seed)))).collect();
    is_as_before("digests.txt", lines);
    let lines = WORKLOAD_SEEDS.map(|seed| line(seed, &run(with_workload(seed)))).collect();
    is_as_before("workloads.txt", lines);
    let lines = SWITCH_SEEDS.map(|seed| line(seed, &run(with_switches(seed)))).collect();
    is_as_before("switches.txt", lines);
}

fn is_as_before(file: &str, lines: String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(file);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &lines).expect("the golden digests can be written");
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    let changed: Vec<&str> = lines
        .lines()
        .zip(golden.lines().chain(std::iter::repeat("nothing")))
        .filter(|(now, before)| now != before)
        .map(|(now, _)| now)
        .collect();
    assert!(
        lines == golden,
        "{} of {} histories of {file} changed, the first to: {}\n\
         If this is as it should be, run with UPDATE_GOLDEN=1.",
        changed.len(),
        lines.lines().count(),
        changed.first().unwrap_or(&"as many as there are"),
    );
}

/// Histories that never went through a thing would say nothing about it.
#[test]
fn histories_hold_everything_that_can_happen() {
    let mut seen = BTreeSet::new();
    for seed in SEEDS {
        seen.extend(kinds::of(run(scenario(seed)).timeline().trace()));
    }
    seen.extend(kinds::of(run(merges()).timeline().trace()));
    for seed in WORKLOAD_SEEDS {
        seen.extend(kinds::of(run(with_workload(seed)).timeline().trace()));
    }
    for seed in SWITCH_SEEDS {
        seen.extend(kinds::of(run(with_switches(seed)).timeline().trace()));
    }
    let exempt: BTreeSet<&str> = CANNOT_OCCUR.iter().map(|(kind, _)| *kind).collect();
    let missing: Vec<&str> = kinds::all()
        .into_iter()
        .filter(|kind| !seen.contains(kind) && !exempt.contains(kind))
        .collect();
    assert!(missing.is_empty(), "no history holds {missing:?}");
    let occurred: Vec<&&str> = exempt.iter().filter(|kind| seen.contains(*kind)).collect();
    assert!(occurred.is_empty(), "these can occur after all: {occurred:?}");
}

/// What holds once every fault is mended, whatever came before. Where nodes gossip they also
/// join and leave, which takes longer: the swarm looks at that.
#[test]
fn in_the_end_no_hint_no_request_and_no_suspicion_is_left() {
    let mut looked_at = 0;
    for scenario in SEEDS.map(scenario).chain(SWITCH_SEEDS.map(with_switches)) {
        let seed = scenario.title.clone();
        let session = run(scenario);
        let simulation = session.timeline().simulation();
        for (client, state) in simulation.clients() {
            assert!(state.open_requests().is_empty(), "{seed}: {client} waits");
        }
        let store = &simulation.setup().store;
        if store.gossip_interval.is_some() || store.admission.is_some() {
            continue;
        }
        looked_at += 1;
        for process in simulation.nodes() {
            let id = process.id();
            assert!(process.is_up(), "{seed}: {id} is down");
            assert!(process.disk().hints().is_empty(), "{seed}: {id} keeps hints");
            let suspects = process.running().map(|node| node.detector().suspects().len());
            assert_eq!(suspects, Some(0), "{seed}: {id} takes others as down");
        }
        let has_upkeep = store.anti_entropy_interval.is_some() || store.tombstone_grace.is_some();
        let refreshes = simulation.clients().any(|(_, client)| client.ring().is_some());
        if !has_upkeep && !refreshes {
            let next = session.timeline().next_time();
            assert_eq!(next, None, "{seed}: not at rest by {END}");
        }
    }
    assert!(looked_at > 40, "only {looked_at} histories without gossip");
}

/// Every event has an effect's number of its own and a cause before it.
#[test]
fn every_event_has_its_place_and_its_cause() {
    let switched = SWITCH_SEEDS.map(with_switches);
    for scenario in SEEDS.map(scenario).chain(WORKLOAD_SEEDS.map(with_workload)).chain(switched) {
        let seed = scenario.title.clone();
        let session = run(scenario);
        let trace = session.timeline().trace();
        for (index, event) in trace.iter().enumerate() {
            assert_eq!(event.id.0 as usize, index, "{seed}");
            let may_be_first = matches!(event.kind, EventKind::TimerFired(_));
            let is_command = matches!(event.kind, EventKind::Commanded { .. });
            let has_cause = event.cause.is_some();
            assert!(has_cause != is_command || may_be_first, "{seed}: {event:?}");
            if let Some(cause) = event.cause {
                assert!(cause < event.id, "{seed}: {event:?}");
                assert!(trace[cause.0 as usize].at <= event.at, "{seed}: {event:?}");
            }
        }
        assert!(trace.windows(2).all(|pair| pair[0].at <= pair[1].at), "{seed}");
    }
}
