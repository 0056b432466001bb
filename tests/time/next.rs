//! To the next of a kind and back: nothing is passed over, and a search in vain changes nothing.

use dynamo_playground::dynamo::identity::{ClientId, NodeId, RequestId};
use dynamo_playground::dynamo::key::Key;
use dynamo_playground::dynamo::time::{Duration, Time};
use dynamo_playground::session::breakpoint::Breakpoint;
use dynamo_playground::session::ledger::RequestKind;
use dynamo_playground::session::next::{NotFound, Target};
use dynamo_playground::session::session::Session;
use dynamo_playground::session::stories;
use dynamo_playground::sim::setup::Setup;

use crate::histories::{END, run, scenario};

const SEEDS: std::ops::Range<u64> = 20..32;

fn targets() -> Vec<Target> {
    let plain = Breakpoint::PLAIN.into_iter();
    let more = [
        Breakpoint::AtNode(NodeId(0)),
        Breakpoint::AboutKey(Key::new("key 1").unwrap()),
        Breakpoint::Request(RequestKind::Delete),
    ];
    [
        Target::Delivered,
        Target::Lost,
        Target::Noted,
        Target::QuorumReached,
        Target::RequestFinished,
        Target::Commanded,
        Target::AtNode(NodeId(1)),
        Target::AboutKey(Key::new("key 0").unwrap()),
        Target::OfRequest(RequestId { client: ClientId(0), sequence: 2 }),
    ]
    .into_iter()
    .chain(plain.chain(more).map(|breakpoint| Target::Breakpoints(vec![breakpoint])))
    .collect()
}

/// What is known beforehand and what is found on the way come to the same, and back likewise.
#[test]
fn every_one_is_found_forth_and_back() {
    let mut found = vec![0; targets().len()];
    for seed in SEEDS {
        // Hasty quorums, so that reads are stale now and then.
        let mut scenario = scenario(seed);
        let store = &mut scenario.setup.store;
        (store.read_quorum, store.write_quorum) = (1, 1);
        let mut known = run(scenario);
        let steps = known.timeline().known_steps();
        for (target, found) in targets().iter().zip(&mut found) {
            let timeline = known.timeline_mut();
            let there: Vec<u32> =
                (1..=steps).filter(|step| target.find(timeline, *step).is_some()).collect();
            *found += there.len();
            timeline.seek(0);
            let mut forth = Vec::new();
            for _ in &there {
                timeline.seek_next(target).unwrap();
                forth.push(timeline.steps());
            }
            assert_eq!(forth, there, "seed {seed}, {target:?}");
            timeline.seek(steps);
            timeline.step();
            let mut back = Vec::new();
            while let Ok(event) = timeline.seek_previous(target) {
                assert!(timeline.last_step().iter().any(|seen| seen.id == event));
                back.push(timeline.steps());
            }
            back.retain(|step| *step <= steps);
            back.reverse();
            assert_eq!(back, there, "seed {seed}, {target:?}");
        }
    }
    let never: Vec<_> = targets().into_iter().zip(found).filter(|(_, found)| *found == 0).collect();
    assert!(never.is_empty(), "{never:?}");
}

#[test]
fn what_is_not_known_yet_is_run_to() {
    for seed in SEEDS {
        let known = run(scenario(seed));
        let mut fresh = Session::new(scenario(seed)).unwrap();
        for target in [Target::QuorumReached, Target::Breakpoints(vec![Breakpoint::HintStored])] {
            let timeline = known.timeline();
            let first = (1..=timeline.known_steps()).find_map(|step| target.find(timeline, step));
            fresh.timeline_mut().seek(0);
            let found = fresh.timeline_mut().seek_next(&target);
            if let Some(first) = first {
                assert_eq!(found, Ok(first), "seed {seed}");
            }
        }
    }
}

#[test]
fn a_search_in_vain_changes_nothing() {
    let nobody = Target::AtNode(NodeId(999));
    let mut story = Session::new(stories::shopping_cart()).unwrap();
    let timeline = story.timeline_mut();
    timeline.run_until(Time::from_millis(303));
    let (steps, trace) = (timeline.steps(), timeline.known_trace().to_vec());
    assert_eq!(timeline.seek_next(&nobody), Err(NotFound::Nothing));
    assert_eq!((timeline.steps(), timeline.known_trace()), (steps, &trace[..]));
    assert_eq!(timeline.simulation().now(), Time::from_millis(303));
    assert!(!timeline.has_future(), "what was looked at in vain is not known");
    assert_eq!(timeline.seek_previous(&nobody), Err(NotFound::Before));
    assert_eq!(timeline.steps(), steps);
}

/// Gossip never ends, and no search in it may run for ever.
#[test]
fn a_search_without_end_is_given_up() {
    let mut setup = Setup::default();
    setup.store.gossip_interval = Some(Duration::from_millis(100));
    let mut session = Session::new(stories::by_hand(1, setup)).unwrap();
    let timeline = session.timeline_mut();
    timeline.run_until(END);
    let steps = timeline.steps();
    let target = Target::Breakpoints(vec![Breakpoint::QuorumFailed]);
    assert_eq!(timeline.seek_next(&target), Err(NotFound::NotSoon));
    assert_eq!((timeline.steps(), timeline.known_steps()), (steps, steps));
    assert!(NotFound::NotSoon.to_string().contains("20000 steps"));
}
