//! The inspector of a request: over random histories it agrees with the trace, stage by stage.

use std::collections::BTreeSet;

use crate::histories::{
    SEEDS, SWITCH_SEEDS, WORKLOAD_SEEDS, run, scenario, with_switches, with_workload,
};
use dynamo_playground::dynamo::identity::RequestId;
use dynamo_playground::dynamo::message::{Message, Outcome};
use dynamo_playground::dynamo::note::Note;
use dynamo_playground::dynamo::quorum::Answer;
use dynamo_playground::dynamo::time::Time;
use dynamo_playground::session::annals::requests::Requests;
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

                if let Some(coordinator) = &view.coordinator {
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
