//! Going back and forth shows the same as going forth once.

use dynamo_playground::dynamo::identity::{ClientId, NodeId};
use dynamo_playground::dynamo::key::{Key, Value};
use dynamo_playground::dynamo::time::Time;
use dynamo_playground::session::session::Session;
use dynamo_playground::session::timeline::Timeline;
use dynamo_playground::sim::client::Client;
use dynamo_playground::sim::command::{Command, Entry, Write};
use dynamo_playground::sim::envelope::Envelope;
use dynamo_playground::sim::network::Network;
use dynamo_playground::sim::process::NodeProcess;
use dynamo_playground::sim::trace::digest;

use crate::histories::{END, run, scenario};

/// Enough for every kind of setup, few enough to step through one by one.
const FEW_SEEDS: std::ops::Range<u64> = 0..24;

/// A prime, so that the steps looked at fall anywhere between checkpoints.
const STRIDE: u32 = 37;

/// All that can be seen of a simulated world.
#[derive(Debug, PartialEq)]
struct State {
    now: Time,
    next: Option<Time>,
    nodes: Vec<NodeProcess>,
    clients: Vec<Client>,
    network: Network,
    in_flight: Vec<Envelope>,
    commands_given: usize,
    events: usize,
}

fn state(timeline: &Timeline) -> State {
    let simulation = timeline.simulation();
    State {
        now: simulation.now(),
        next: timeline.next_time(),
        nodes: simulation.nodes().cloned().collect(),
        clients: simulation.clients().map(|(_, client)| client.clone()).collect(),
        network: simulation.network().clone(),
        in_flight: simulation.in_flight().cloned().collect(),
        commands_given: timeline.commands_given(),
        events: timeline.trace().len(),
    }
}

/// Goes on to the end; where there is upkeep, something is always left to happen.
fn finish(session: &mut Session) {
    session.timeline_mut().run_until(END);
}

/// Goes one step on, unless that leads beyond the end.
fn step(timeline: &mut Timeline) -> bool {
    timeline.next_time().is_some_and(|next| next <= END) && timeline.step()
}

/// What a person may do that no script did.
fn by_hand() -> Command {
    Command::Put {
        client: ClientId(7),
        key: Key::new("key 0").unwrap(),
        write: Write::Update(Value::new("by hand").unwrap()),
        entry: Entry::Node(NodeId(0)),
        quorum: None,
    }
}

#[test]
fn every_step_looks_the_same_from_wherever_one_comes() {
    for seed in FEW_SEEDS {
        let mut session = Session::new(scenario(seed)).unwrap();
        let timeline = session.timeline_mut();
        let mut states = vec![(0, state(timeline))];
        while step(timeline) {
            if timeline.steps().is_multiple_of(STRIDE) {
                states.push((timeline.steps(), state(timeline)));
            }
        }
        let (end, trace) = (timeline.steps(), timeline.trace().to_vec());
        states.push((end, state(timeline)));
        // Back to front, and then leaping to and fro.
        let there_and_back = states
            .iter()
            .rev()
            .chain(states.iter().step_by(3))
            .chain(states.iter().rev().step_by(5));
        for (steps, expected) in there_and_back {
            timeline.seek(*steps);
            assert_eq!(timeline.steps(), *steps, "seed {seed}");
            assert_eq!(&state(timeline), expected, "seed {seed}, step {steps}");
            assert_eq!(timeline.trace(), &trace[..expected.events], "seed {seed}, step {steps}");
        }
        timeline.seek(end);
        assert_eq!(timeline.steps(), end, "seed {seed}");
        assert_eq!(timeline.known_trace(), trace, "seed {seed}: nothing is recorded twice");
    }
}

#[test]
fn one_step_back_undoes_one_step() {
    for seed in FEW_SEEDS {
        let mut session = run(scenario(seed));
        let timeline = session.timeline_mut();
        timeline.seek(timeline.known_steps() / 2);
        let before = state(timeline);
        assert!(timeline.step());
        assert_ne!(state(timeline), before, "seed {seed}: a step changes something");
        assert!(timeline.step_back());
        assert_eq!(state(timeline), before, "seed {seed}");
        timeline.seek(0);
        assert!(!timeline.step_back());
    }
}

/// Going on from the past records nothing anew, so that a trace known from the start is the
/// only witness: a session that has never been anywhere must agree with it.
#[test]
fn running_again_comes_to_the_same() {
    for seed in FEW_SEEDS {
        let mut session = run(scenario(seed));
        let first = digest(session.timeline().trace());
        let end = state(session.timeline());
        let timeline = session.timeline_mut();
        timeline.seek(0);
        timeline.run_until(END);
        assert_eq!(digest(timeline.trace()), first, "seed {seed}");
        assert_eq!(state(timeline), end, "seed {seed}");
        assert_eq!(digest(run(scenario(seed)).timeline().trace()), first, "seed {seed}");
    }
}

#[test]
fn the_same_command_at_the_same_step_makes_the_same_branch() {
    for seed in FEW_SEEDS {
        let mut session = run(scenario(seed));
        let steps = session.timeline().known_steps() / 3;
        let original = session.timeline().known_trace().to_vec();
        let mut branches = Vec::new();
        for _ in 0..2 {
            session.switch_branch(0).unwrap();
            session.timeline_mut().seek(steps);
            let past = session.timeline().trace().to_vec();
            session.give(by_hand()).unwrap();
            assert!(session.timeline().trace().starts_with(&past), "seed {seed}");
            finish(&mut session);
            branches.push(session.timeline().trace().to_vec());
        }
        assert_eq!(session.branch_count(), 3, "seed {seed}: both branches and the first history");
        assert_eq!(branches[0], branches[1], "seed {seed}");
        assert_ne!(branches[0], original, "seed {seed}");
        session.switch_branch(0).unwrap();
        assert_eq!(session.timeline().known_trace(), original, "seed {seed}: it is kept");
    }
}

/// What a person did is part of the history and happens again at its own step.
#[test]
fn a_command_given_by_hand_is_replayed() {
    for seed in FEW_SEEDS {
        let mut session = run(scenario(seed));
        let steps = session.timeline().known_steps() / 2;
        session.timeline_mut().seek(steps);
        session.give(by_hand()).unwrap();
        finish(&mut session);
        let timeline = session.timeline_mut();
        let end = state(timeline);
        let given = steps + 1;
        timeline.seek(given);
        let after = state(timeline);
        timeline.seek(0);
        timeline.seek(given);
        assert_eq!(state(timeline), after, "seed {seed}");
        timeline.seek(timeline.known_steps());
        timeline.run_until(END);
        assert_eq!(state(timeline), end, "seed {seed}");
    }
}
