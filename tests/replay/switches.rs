//! What other read repairs, and puts that read before they write, promise in every history.

use std::collections::BTreeMap;

use dynamo_playground::dynamo::config::ReadRepair;
use dynamo_playground::dynamo::failure_detector::DetectorKind;
use dynamo_playground::dynamo::identity::RequestId;
use dynamo_playground::dynamo::key::Key;
use dynamo_playground::dynamo::key_space::Reconciliation;
use dynamo_playground::dynamo::message::{Message, Outcome};
use dynamo_playground::dynamo::note::Note;
use dynamo_playground::dynamo::object::Object;
use dynamo_playground::dynamo::vector_clock::VectorClock;
use dynamo_playground::session::scenario::Scenario;
use dynamo_playground::session::session::Session;
use dynamo_playground::sim::command::Command;
use dynamo_playground::sim::process::NodeProcess;
use dynamo_playground::sim::simulation::Simulation;
use dynamo_playground::sim::trace::{EventKind, TraceEvent};

use crate::histories::{END, SEEDS, SWITCH_SEEDS, run, scenario, with_switches};

fn notes(trace: &[TraceEvent]) -> impl Iterator<Item = (&TraceEvent, &Note)> {
    trace.iter().filter_map(|event| match &event.kind {
        EventKind::Note(note) => Some((event, note)),
        _ => None,
    })
}

/// Every version descends from all that its coordinator has just read, and no other put is read
/// for.
#[test]
fn a_put_that_reads_first_descends_from_all_that_was_read() {
    let mut made = 0;
    for seed in SWITCH_SEEDS {
        let scenario = with_switches(seed);
        let store = scenario.setup.store.clone();
        let session = run(scenario);
        let mut read: Option<&VectorClock> = None;
        for (event, note) in notes(session.timeline().trace()) {
            match note {
                Note::VersionsGathered { clock, .. } => read = Some(clock),
                Note::VersionMade { dot, .. } => {
                    assert_eq!(read.is_some(), store.read_before_write, "seed {seed}");
                    // The clock that is told may have been cut; nobody was before the put.
                    if let (Note::VersionMade { clock, .. }, Some(read)) = (note, read.take())
                        && usize::from(store.clock_entries_max) > clock.entries().len()
                    {
                        assert!(clock.descends_from(read), "seed {seed}: {event:?}");
                        assert!(read.counter(dot.actor) < dot.counter, "seed {seed}: {event:?}");
                        made += u32::from(!read.is_empty());
                    }
                }
                _ => {}
            }
        }
    }
    assert!(made > 100, "{made}");
}

/// Nobody repairs where repair is off. Where it blocks, every answer was waited for.
#[test]
fn read_repair_is_as_it_is_set() {
    let mut repairs: BTreeMap<&str, u32> = BTreeMap::new();
    for seed in SWITCH_SEEDS {
        let scenario = with_switches(seed);
        let repair = scenario.setup.store.read_repair;
        let session = run(scenario);
        let trace = session.timeline().trace();
        let count = |wanted: fn(&Note) -> bool| {
            notes(trace).filter(|(_, note)| wanted(note)).count() as u32
        };
        let repaired = count(|note| matches!(note, Note::ReadRepair { .. }));
        let reached = count(|note| matches!(note, Note::RepairReached { .. }));
        let found = trace.iter().filter(|event| found(event).is_some()).count() as u32;
        let (kind, expected) = match repair {
            ReadRepair::Asynchronous => ("asynchronous", 0),
            ReadRepair::Blocking => ("blocking", found),
            ReadRepair::Off => ("off", 0),
        };
        assert_eq!(reached, expected, "seed {seed}");
        assert!(repaired == 0 || repair != ReadRepair::Off, "seed {seed}");
        *repairs.entry(kind).or_default() += repaired;
    }
    assert!(repairs["asynchronous"] > 10 && repairs["blocking"] > 20, "{repairs:?}");
}

/// What a get that succeeded tells its client.
fn found(event: &TraceEvent) -> Option<(RequestId, &Object)> {
    match &event.kind {
        EventKind::Sent { payload, .. } => match &**payload {
            Message::Answer { request, outcome: Outcome::Found { object, .. } } => {
                Some((*request, object))
            }
            _ => None,
        },
        _ => None,
    }
}

/// At the moment at which a get answers, W disks hold what it has found, or something that
/// descends from it. No disk of these histories loses anything, lawfully or not.
#[test]
fn where_read_repair_blocks_enough_copies_hold_what_a_get_tells() {
    let mut told = 0;
    for scenario in SEEDS.map(with_safe_disks) {
        let title = scenario.title.clone();
        let store = scenario.setup.store.clone();
        let mut session = Session::new(scenario).expect("a setup that makes sense");
        let mut keys: BTreeMap<RequestId, Key> = BTreeMap::new();
        while session.timeline().next_time().is_some_and(|next| next <= END) {
            session.timeline_mut().step();
            let timeline = session.timeline();
            for event in timeline.last_step() {
                if let (EventKind::Note(Note::Coordinating { key, .. }), Some(request)) =
                    (&event.kind, event.request)
                {
                    keys.insert(request, key.clone());
                }
                if let Some((request, object)) = found(event) {
                    let key = &keys[&request];
                    let holding = holding(timeline.simulation(), key, object);
                    let needed = usize::from(store.policy(key).write_quorum);
                    assert!(holding >= needed, "{title}: {request}: {holding} of {needed}");
                    told += u32::from(!object.is_empty());
                }
            }
        }
    }
    assert!(told > 40, "{told}");
}

/// A history in which nothing but read repair is out of the ordinary, and nobody moves in or out.
fn with_safe_disks(seed: u64) -> Scenario {
    let mut scenario = scenario(seed);
    let store = &mut scenario.setup.store;
    store.read_repair = ReadRepair::Blocking;
    store.read_before_write = seed.is_multiple_of(2);
    store.reconciliation = Reconciliation::Siblings;
    store.key_spaces.clear();
    store.detector = DetectorKind::Local;
    (store.write_buffer, store.tombstone_grace, store.gossip_interval) = (None, None, None);
    scenario.script.retain(|given| {
        !matches!(
            given.command,
            Command::WipeDisk(_)
                | Command::Join { .. }
                | Command::Leave(_)
                | Command::Remove { .. }
        )
    });
    scenario
}

/// How many disks hold an object, hints included.
fn holding(simulation: &Simulation, key: &Key, object: &Object) -> usize {
    let kind = simulation.setup().store.clock_kind;
    let holds = |process: &NodeProcess| {
        let disk = process.disk();
        let mut held = disk.object(key).cloned().unwrap_or_default();
        let hints = disk.hints().iter().filter(|((_, of), _)| of == key);
        hints.for_each(|(_, hint)| {
            held.merge(kind, &hint.object);
        });
        object.lacking_in(kind, &held).is_empty()
    };
    simulation.nodes().filter(|process| holds(process)).count()
}
