//! Long histories: checkpoints are few, and leaving any out changes nothing.

use dynamo_playground::dynamo::time::Time;
use dynamo_playground::session::checkpoints::{
    CHECKPOINT_ENTRIES_MAX, CHECKPOINTS_MAX, SPACING_MIN,
};
use dynamo_playground::session::timeline::Timeline;
use dynamo_playground::sim::process::NodeProcess;

use crate::histories::{run, scenario as histories_scenario};
use crate::long_history::{many_keys, scenario, timeline};

/// Enough for checkpoints to be thinned more than once.
const EVENTS: usize = 40_000;

fn nodes(timeline: &Timeline) -> Vec<NodeProcess> {
    timeline.simulation().nodes().cloned().collect()
}

#[test]
fn checkpoints_stay_few_and_are_never_far() {
    let timeline = timeline(EVENTS);
    let checkpoints = timeline.checkpoints();
    assert!(checkpoints.spacing() > SPACING_MIN, "nothing was thinned");
    assert!(checkpoints.count() <= CHECKPOINTS_MAX);
    let steps = timeline.known_steps();
    assert!(checkpoints.spacing() <= steps * 4 / CHECKPOINTS_MAX as u32);
    for step in (0..steps).step_by(997) {
        let before = checkpoints.before(step).expect("the beginning is always kept");
        assert!(step - before.steps < checkpoints.spacing(), "step {step}");
    }
}

/// What is heavy is kept less often.
#[test]
fn checkpoints_of_much_data_weigh_no_more() {
    let session = many_keys(40_000);
    let checkpoints = session.timeline().checkpoints();
    let otherwise = session.timeline().known_steps() / SPACING_MIN;
    assert!(checkpoints.entries() <= CHECKPOINT_ENTRIES_MAX);
    assert!(checkpoints.count() * 2 <= otherwise as usize + 2, "as many as of little data");
    assert!(checkpoints.count() > 4);
}

/// Steps that tell nothing lie at moments of their own as well.
#[test]
fn a_moment_is_never_passed() {
    for seed in (0..64).step_by(9) {
        let mut there = run(histories_scenario(seed)).timeline().clone();
        let mut fresh = Timeline::new(&histories_scenario(seed));
        for millis in (0..4_000).step_by(23) {
            let time = Time::from_millis(millis);
            fresh.run_until(time);
            there.seek(there.known_steps());
            assert!(there.seek_time(time), "seed {seed}");
            assert_eq!(there.simulation().now(), fresh.simulation().now(), "seed {seed}, {time}");
            assert_eq!(there.steps(), fresh.steps(), "seed {seed}, {time}");
        }
    }
}

#[test]
fn wherever_one_comes_from_it_is_the_same_place() {
    let mut there = timeline(EVENTS);
    let steps = there.known_steps();
    let mut fresh = Timeline::new(&scenario(EVENTS as u64 / 12));
    // Ever farther on, each time from somewhere else.
    for (place, from) in [(1_000, steps), (7_777, 3), (20_001, 19_999), (steps - 1, 40)] {
        there.seek(from);
        there.seek(place);
        fresh.seek(place);
        assert_eq!(there.steps(), place);
        assert_eq!(there.simulation().now(), fresh.simulation().now(), "step {place}");
        assert_eq!(nodes(&there), nodes(&fresh), "step {place}");
        assert_eq!(there.trace(), fresh.trace(), "step {place}");
    }
}

#[test]
fn a_moment_is_all_that_happens_up_to_it() {
    let mut timeline = timeline(5_000);
    let end = timeline.trace().last().map_or(Time::ZERO, |event| event.at).as_micros();
    for tenth in [3, 1, 9, 0, 5] {
        let time = Time::from_micros(end / 10 * tenth);
        timeline.seek_time(time);
        assert_eq!(timeline.simulation().now(), time);
        let happened = timeline.known_trace().iter().filter(|event| event.at <= time).count();
        assert_eq!(timeline.trace().len(), happened, "at {time}");
    }
    timeline.seek_time(Time::from_micros(end + 40_000));
    assert!(timeline.known_trace().last().is_some_and(|event| event.at.as_micros() > end));
}

/// Between two events there are moments as well: going back from a later one to an earlier one is
/// going back.
#[test]
fn a_moment_in_which_nothing_happens_is_gone_back_to() {
    let mut timeline = Timeline::new(&histories_scenario(3));
    let gap = |timeline: &Timeline| {
        let (last, next) = (timeline.simulation().now(), timeline.next_time()?);
        (next.as_micros() > last.as_micros() + 2).then_some((last, next))
    };
    timeline.seek(20);
    while gap(&timeline).is_none() {
        assert!(timeline.step(), "a gap between two events");
    }
    let steps = timeline.steps();
    let (last, next) = gap(&timeline).expect("a gap");
    let [early, late] = [1, 2].map(|later| Time::from_micros(last.as_micros() + later));
    for time in [late, early, late] {
        assert!(timeline.seek_time(time));
        assert_eq!((timeline.steps(), timeline.simulation().now()), (steps, time));
    }
    // A step given there is given there.
    assert!(timeline.step());
    assert_eq!(timeline.simulation().now(), next);
}
