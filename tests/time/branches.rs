//! Branches: whatever is done with them, each stays the history that its commands determine.

use dynamo_playground::dynamo::identity::{ClientId, NodeId};
use dynamo_playground::dynamo::key::{Key, Value};
use dynamo_playground::dynamo::time::Time;
use dynamo_playground::session::annals::{Annals, Kept};
use dynamo_playground::session::branches::{BRANCHES_MAX, BranchError, NAME_CHARS_MAX};
use dynamo_playground::session::compare::{Change, run};
use dynamo_playground::session::scenario::Scenario;
use dynamo_playground::session::session::{GiveError, Session};
use dynamo_playground::session::stories;
use dynamo_playground::session::timeline::{EVENTS_MAX, Timeline};
use dynamo_playground::sim::command::{Command, Entry, Write};
use dynamo_playground::sim::trace::{TraceEvent, digest};
use proptest::prelude::*;

use crate::histories::{self, END};

/// What is done with the branches of a session.
#[derive(Clone, Copy, Debug)]
enum Deed {
    /// Go to a step, in thousandths of what is known, and give a put of this value there.
    Give(u32, u8),
    /// Go so many steps on.
    Run(u8),
    /// Look at another branch.
    Switch(usize),
    /// Delete a branch.
    Delete(usize),
}

/// What is known of a branch: its trace, and the steps of it.
#[derive(Clone, Debug)]
struct Known {
    trace: Vec<TraceEvent>,
    place: (u32, Time),
}

/// Annals that leave nothing out.
#[derive(Default)]
struct Everything(Vec<TraceEvent>);

impl Annals for Everything {
    fn begin(_timeline: &Timeline) -> Everything {
        Everything::default()
    }

    fn enter(&mut self, trace: &[TraceEvent], event: &TraceEvent) {
        assert_eq!(trace[event.id.0 as usize], *event);
        self.0.push(event.clone());
    }
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        4 => (0_u32..=1_000, any::<u8>()).prop_map(|(place, value)| Deed::Give(place, value)),
        2 => (1_u8..80).prop_map(Deed::Run),
        4 => (0_usize..12).prop_map(Deed::Switch),
        2 => (0_usize..12).prop_map(Deed::Delete),
    ];
    proptest::collection::vec(deed, 1..24)
}

fn put(value: u8) -> Command {
    Command::Put {
        client: ClientId(5),
        key: Key::new("cart").unwrap(),
        write: Write::Update(Value::new(value.to_string()).unwrap()),
        entry: Entry::Node(NodeId(0)),
        quorum: None,
    }
}

fn known(timeline: &Timeline) -> Known {
    Known {
        trace: timeline.known_trace().to_vec(),
        place: (timeline.steps(), timeline.simulation().now()),
    }
}

fn scenario() -> Scenario {
    stories::shopping_cart()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_branch_stays_what_it_was(deeds in deeds()) {
        let mut session = Session::new(scenario()).unwrap();
        session.timeline_mut().run_until(Time::from_millis(450));
        let mut model = vec![known(session.timeline())];
        let mut annals: Kept<Everything> = Kept::default();
        for deed in deeds {
            let current = session.current_branch();
            match deed {
                Deed::Give(place, value) => {
                    let steps = session.timeline().known_steps() * place / 1_000;
                    session.timeline_mut().seek(steps);
                    // It is left where it stands.
                    model[current] = known(session.timeline());
                    let branches = session.branch_count();
                    prop_assert_eq!(session.give(put(value)), Ok(()));
                    match session.branch_count() - branches {
                        0 => model[current] = known(session.timeline()),
                        1 => model.push(known(session.timeline())),
                        more => prop_assert!(false, "{more} branches at once"),
                    }
                }
                Deed::Run(steps) => {
                    for _ in 0..steps {
                        session.timeline_mut().step();
                    }
                    model[current] = known(session.timeline());
                }
                Deed::Switch(branch) => {
                    let exists = branch < model.len();
                    prop_assert_eq!(session.switch_branch(branch).is_ok(), exists);
                }
                Deed::Delete(branch) => {
                    let possible = branch < model.len() && model.len() > 1;
                    prop_assert_eq!(session.delete_branch(branch).is_ok(), possible);
                    if possible {
                        model.remove(branch);
                    }
                }
            }
            prop_assert_eq!(session.branch_count(), model.len());
            let current = &model[session.current_branch()];
            let timeline = session.timeline();
            prop_assert_eq!(&current.trace, timeline.known_trace());
            prop_assert_eq!(current.place, (timeline.steps(), timeline.simulation().now()));
            prop_assert_eq!(&current.trace, &annals.of(timeline).0);
        }
        for (branch, model) in model.iter().enumerate() {
            prop_assert_eq!(
                session.branch_end(branch),
                Some(model.trace.last().map_or(Time::ZERO, |event| event.at))
            );
            session.switch_branch(branch).unwrap();
            let timeline = session.timeline();
            prop_assert_eq!(&model.trace, timeline.known_trace());
            prop_assert_eq!(model.place, (timeline.steps(), timeline.simulation().now()));
            // It is what its commands alone come to, and so are the occasions on the way.
            let mut fresh = Timeline::with_commands(&scenario(), timeline.commands().to_vec());
            fresh.seek(timeline.known_steps());
            prop_assert_eq!(digest(fresh.trace()), digest(timeline.known_trace()));
            prop_assert_eq!(fresh.occasions(), timeline.occasions());
            let steps = fresh.command_steps().map(|(step, _)| step);
            prop_assert!(steps.eq(timeline.command_steps().map(|(step, _)| step)));
        }
        for (branch, shown) in session.branches().iter().enumerate() {
            if let Some(fork) = shown.fork() {
                prop_assert!(fork.parent != branch);
                let shared = |trace: &[TraceEvent]| {
                    trace.iter().take_while(|event| event.at < fork.at).cloned().collect::<Vec<_>>()
                };
                prop_assert_eq!(shared(&model[branch].trace), shared(&model[fork.parent].trace));
            }
        }
    }
}

#[test]
fn a_branch_is_named_after_the_command_that_began_it() {
    let mut session = Session::new(scenario()).unwrap();
    session.timeline_mut().run_until(Time::from_millis(450));
    session.timeline_mut().seek_time(Time::from_millis(120));
    session.give(Command::Crash(NodeId(2))).unwrap();
    let names: Vec<&str> = session.branches().iter().map(|branch| branch.name()).collect();
    assert_eq!(names, ["original", "crash C at 120 ms"]);
    let fork = session.branches()[1].fork().unwrap();
    assert_eq!((fork.parent, fork.at), (0, Time::from_millis(120)));
    session.rename_branch(1, "  without C ").unwrap();
    assert_eq!(session.branches()[1].name(), "without C");
    for name in ["", "   ", &"x".repeat(NAME_CHARS_MAX + 1)] {
        assert_eq!(session.rename_branch(1, name), Err(BranchError::BadName), "{name}");
    }
    assert_eq!(session.rename_branch(7, "x"), Err(BranchError::NoSuchBranch));
}

#[test]
fn a_long_command_makes_no_name_that_is_too_long() {
    let mut session = Session::new(scenario()).unwrap();
    session.timeline_mut().run_until(Time::from_millis(450));
    session.timeline_mut().seek(0);
    let value = Value::new("ü".repeat(200)).unwrap();
    let command = Command::Put {
        client: ClientId(0),
        key: Key::new("k".repeat(100)).unwrap(),
        write: Write::Update(value),
        entry: Entry::LoadBalancer,
        quorum: None,
    };
    session.give(command).unwrap();
    let name = session.branches()[1].name();
    assert_eq!(name.chars().count(), NAME_CHARS_MAX);
    assert!(name.ends_with("… at 0 ms"), "{name}");
}

#[test]
fn there_are_not_more_branches_than_there_may_be() {
    let mut session = Session::new(scenario()).unwrap();
    session.timeline_mut().run_until(Time::from_millis(450));
    for _ in 1..BRANCHES_MAX {
        session.switch_branch(0).unwrap();
        session.timeline_mut().seek(5);
        session.give(put(1)).unwrap();
    }
    session.switch_branch(0).unwrap();
    let before = known(session.timeline());
    session.timeline_mut().seek(5);
    assert_eq!(session.give(put(1)), Err(GiveError::Branch(BranchError::TooMany)));
    assert_eq!(session.timeline().known_trace(), before.trace);
    // At the end of a branch no new one is needed.
    let end = session.timeline().known_steps();
    session.timeline_mut().seek(end);
    assert_eq!(session.give(put(1)), Ok(()));
    assert_eq!(session.delete_branch(1), Ok(()));
    assert_eq!(session.branch_count(), BRANCHES_MAX - 1);
}

/// A changed run that is kept is the run that was compared, and the other history stays.
#[test]
fn a_changed_run_that_is_kept_goes_on_as_it_was_compared() {
    let mut kept = 0;
    for seed in 0..24 {
        let scenario = histories::scenario(seed);
        let mut session = Session::new(scenario.clone()).unwrap();
        session.timeline_mut().run_until(END);
        let before = digest(session.timeline().trace());
        // Wherever the reader stands.
        let middle = session.timeline().steps() / 2;
        session.timeline_mut().seek(middle);
        let commands = session.branch_commands(0).unwrap().to_vec();
        let more = Command::Crash(NodeId(0));
        let changes = [
            Change::Without(seed as usize % commands.len()),
            Change::Without(commands.len() - 1),
            Change::Without(0),
            Change::With { at: Time::from_millis(1 + 97 * seed), command: more },
        ];
        for (number, change) in changes.iter().enumerate() {
            let (_, changed) = change.apply(scenario.clone(), commands.clone());
            let run = run(&scenario, changed.clone(), END, EVENTS_MAX).unwrap();
            session.keep(&format!("kept {number}"), changed).unwrap();
            assert_eq!(session.current_branch(), number + 1);
            session.timeline_mut().run_until(END);
            let now = digest(session.timeline().trace());
            assert_eq!(now, digest(run.trace()), "seed {seed}: {change:?}");
            kept += u32::from(now != before);
            session.switch_branch(0).unwrap();
            session.timeline_mut().run_until(END);
            assert_eq!(digest(session.timeline().trace()), before, "seed {seed}: {change:?}");
        }
    }
    assert!(kept > 40, "only {kept} changes changed anything");
}

#[test]
fn what_cannot_be_kept_changes_nothing() {
    let mut session = Session::new(histories::scenario(3)).unwrap();
    session.timeline_mut().run_until(END);
    session.timeline_mut().seek(100);
    let commands = session.branch_commands(0).unwrap()[1..].to_vec();
    for number in 1..BRANCHES_MAX {
        session.keep(&format!("{number} {}", "x".repeat(200)), commands.clone()).unwrap();
        session.switch_branch(0).unwrap();
    }
    session.timeline_mut().seek(100);
    let (steps, now) = (session.timeline().steps(), session.timeline().simulation().now());
    let refused = session.keep("one too many", commands).unwrap_err();
    assert_eq!(refused, GiveError::Branch(BranchError::TooMany));
    assert_eq!((session.timeline().steps(), session.timeline().simulation().now()), (steps, now));
    assert_eq!(session.branch_count(), BRANCHES_MAX);
    assert!(
        session.branches().iter().all(|branch| branch.name().chars().count() <= NAME_CHARS_MAX)
    );
}
