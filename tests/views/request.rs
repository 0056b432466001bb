//! The inspector of a request: over random histories it agrees with the trace, stage by stage.

use std::collections::BTreeSet;

use crate::histories::{
    SEEDS, SWITCH_SEEDS, WORKLOAD_SEEDS, run, scenario, with_switches, with_workload,
};
use dynamo_playground::dynamo::identity::{ClientId, NodeId, RequestId};
use dynamo_playground::dynamo::key::{Key, Value};
use dynamo_playground::dynamo::message::{Message, Outcome};
use dynamo_playground::dynamo::note::Note;
use dynamo_playground::dynamo::quorum::Answer;
use dynamo_playground::dynamo::time::Time;
use dynamo_playground::session::annals::requests::Requests;
use dynamo_playground::session::session::Session;
use dynamo_playground::session::stories;
use dynamo_playground::sim::command::{Command, Entry, Write};
use dynamo_playground::sim::setup::Setup;
use dynamo_playground::sim::trace::{Choice, EventId, EventKind, TraceEvent};
use dynamo_playground::view::request::{RequestStory, RequestView, StageName, StageState};

/// The events of a request, of the whole trace.
fn of(trace: &[TraceEvent], id: RequestId) -> Vec<&TraceEvent> {
    trace.iter().filter(|event| event.request == Some(id)).collect()
}

#[test]
fn every_request_is_told_as_the_trace_has_it() {
    let (mut ends, mut told, mut hops) = (BTreeSet::new(), 0, BTreeSet::new());
    let switched = SWITCH_SEEDS.step_by(4).map(with_switches);
    for scenario in SEEDS.step_by(8).map(scenario).chain(switched) {
        let seed = scenario.title.clone();
        let session = run(scenario);
        let whole = session.timeline().trace();
        for part in [1, 2, 3] {
            let trace = &whole[..whole.len() * part / 3];
            let now = trace.last().map_or(Time::ZERO, |event| event.at);
            // What is known of the future makes no difference.
            let requests = Requests::of(whole);
            for id in requests.recent(trace.len(), 40) {
                let view = RequestView::new(trace, &requests, id).expect("it has been made");
                let own = of(trace, id);
                let present = |stage: &&_| {
                    matches!(
                        stage,
                        dynamo_playground::view::request::Stage { state: StageState::Current, .. }
                    )
                };
                assert_eq!(view.stages.iter().filter(present).count(), 1, "{seed}: {id}");
                let entered: Vec<EventId> =
                    view.stages.iter().filter_map(|stage| Some(stage.entered?.0)).collect();
                assert!(entered.is_sorted(), "{seed}: {id}: {:?}", view.stages);
                ends.insert(view.stage());

                // All the time up to the present stage was spent in the ones before.
                let passed = (0..view.stages.len())
                    .filter(|stage| view.stages[*stage].state == StageState::Passed)
                    .filter_map(|stage| view.spent(stage, now))
                    .fold(0, |sum, spent| sum + spent.as_micros());
                let current = view.stages.iter().rfind(present).expect("there is a present stage");
                let (_, since) = current.entered.expect("the present stage has been entered");
                let passed = passed + current.before.as_micros();
                assert_eq!(passed, since.since(view.since).as_micros(), "{seed}: {id}");

                // Its way has a hop for every time that it was handed on.
                let handed = own.iter().filter(|event| {
                    matches!(
                        &event.kind,
                        EventKind::Note(Note::HandedOn { .. } | Note::HandedOnAgain { .. })
                    )
                });
                let handed = handed.count();
                assert_eq!(view.hops(), handed, "{seed}: {id}");
                hops.insert((view.by.map(|by| by == Choice::PartitionAware), handed));
                let sent = own.iter().any(|event| {
                    matches!(&event.kind, EventKind::Sent { payload, .. } if matches!(**payload, Message::Ask(_)))
                });
                assert_eq!(view.operation.is_some(), sent);

                // Whoever took it up is there, in order, each with what it heard itself.
                let took_up = own.iter().filter(|event| {
                    matches!(event.kind, EventKind::Note(Note::Coordinating { .. }))
                });
                let took_up: Vec<_> = took_up.map(|event| (event.id, event.at)).collect();
                let known: Vec<_> = view.coordinators.iter().map(|one| one.taken_up).collect();
                assert_eq!(known, took_up, "{seed}: {id}");
                for coordinator in &view.coordinators {
                    let given = |slot: &&dynamo_playground::view::request::SlotView| {
                        matches!(slot.slot.answer, Answer::Given { .. })
                    };
                    let answered = coordinator.slots.iter().filter(given).count();
                    assert_eq!(answered, usize::from(coordinator.answered), "{seed}: {id}");
                }
                if matches!(view.outcome, Some(Outcome::Written | Outcome::Found { .. }))
                    && !view.gave_up
                {
                    assert!(view.stage() >= StageName::Answered);
                }

                let story = RequestStory::new(trace, &view);
                assert_eq!(story.transitions.len(), view.stages.len());
                for (stage, transition) in view.stages.iter().zip(&story.transitions) {
                    assert_eq!(
                        stage.entered.map(|(event, _)| event),
                        transition.as_ref().map(|told| told.event)
                    );
                }
                assert_eq!(story.beside.len() + story.left_out, view.beside.len());
                for beside in &story.beside {
                    assert!(beside.text.ends_with('.'), "{}", beside.text);
                    assert_eq!(trace[beside.event.0 as usize].request, Some(id));
                }
                told += story.beside.len();
                let repairs = own.iter().filter(|event| {
                    matches!(
                        event.kind,
                        EventKind::Note(Note::ReadRepair { .. } | Note::Silent { .. })
                    )
                });
                assert!(repairs.clone().all(|event| view.beside.contains(&event.id)));
                assert!(view.description(now).starts_with(&format!("Request {id}")));
            }
        }
    }
    assert!(ends.len() >= 7, "{ends:?}");
    assert!(told > 300, "{told}");
    for way in [(Some(true), 0), (Some(false), 0), (Some(false), 1)] {
        assert!(hops.contains(&way), "{way:?}: {hops:?}");
    }
}

#[test]
fn a_request_of_the_workload_is_told_like_any_other() {
    let (mut shown, mut puts) = (0, 0);
    for seed in WORKLOAD_SEEDS.step_by(4) {
        let session = run(with_workload(seed));
        let trace = session.timeline().trace();
        let requests = Requests::of(trace);
        for id in requests.recent(trace.len(), 200) {
            let view = RequestView::new(trace, &requests, id);
            let view = view.unwrap_or_else(|| panic!("seed {seed}: {id} is not told"));
            assert!(!view.stages.is_empty(), "seed {seed}: {id}");
            if id.client.0 > 1 {
                shown += 1;
                puts += usize::from(view.is_put());
            }
        }
    }
    assert!(shown > 100 && puts > 10 && puts < shown, "{shown} {puts}");
}

/// A get that node E does not keep is handed on; who takes it up cannot tell E so, and E hands it
/// on again.
#[test]
fn a_get_that_was_handed_on_again_has_every_coordinator() {
    let mut session = Session::new(stories::by_hand(51, Setup::default())).unwrap();
    let (client, key, quorum) = (ClientId(0), Key::new("cart").unwrap(), None);
    let write = Write::Update(Value::new("milk").unwrap());
    let entry = Entry::Node(NodeId(1));
    session.give(Command::Put { client, key: key.clone(), write, entry, quorum }).unwrap();
    while session.timeline_mut().step() {}
    let entry = Entry::Node(NodeId(4));
    session.give(Command::Get { client, key, entry, quorum }).unwrap();
    let first = loop {
        let handed_on = session.timeline().trace().iter().find_map(|event| match &event.kind {
            EventKind::Note(Note::HandedOn { to, .. }) => Some(*to),
            _ => None,
        });
        if let Some(to) = handed_on {
            break to;
        }
        assert!(session.timeline_mut().step(), "it is handed on");
    };
    session.give(Command::Cut { from: first.into(), to: NodeId(4).into(), both: false }).unwrap();
    let mut counts = BTreeSet::new();
    loop {
        let trace = session.timeline().trace();
        let requests = Requests::of(trace);
        let id = requests.recent(trace.len(), 1)[0];
        let view = RequestView::new(trace, &requests, id).unwrap();
        counts.insert(view.coordinators.len());
        let now = trace.last().map_or(Time::ZERO, |event| event.at);
        let words = view.description(now);
        assert_eq!(view.taken_up_again().is_some(), view.coordinators.len() > 1);
        for coordinator in &view.coordinators {
            // Counted from its own notes alone.
            let counted = of(trace, id).into_iter().filter(|event| {
                event.process == Some(coordinator.node.into())
                    && matches!(event.kind, EventKind::Note(Note::Counted { .. }))
            });
            let counted = counted.count();
            assert_eq!(usize::from(coordinator.answered), counted);
            let said = format!("{counted} of R = {} have answered", coordinator.needed);
            let said = match view.coordinators.len() {
                1 => said,
                _ => format!("{}, {}: {said}", coordinator.node, coordinator.state()),
            };
            assert!(words.contains(&said), "{said}: {words}");
        }
        // The cut stays, and so E asks for ever whether that node is back.
        if view.coordinators.len() == 2
            && view.coordinators.iter().all(|one| one.stage == StageName::Finished)
        {
            assert_eq!(view.coordinators[0].node, first);
            assert_eq!(view.coordinators.len(), 2);
            assert_ne!(view.coordinators[1].node, first);
            assert!(view.coordinators.iter().all(|one| one.slots.len() == 3));
            assert_eq!(view.stage(), StageName::Finished);
            assert!(matches!(view.outcome, Some(Outcome::Found { .. })));
            break;
        }
        assert!(now < Time::from_millis(5_000), "{:?}", view.coordinators);
        assert!(session.timeline_mut().step());
    }
    assert_eq!(counts, BTreeSet::from([0, 1, 2]));
}
