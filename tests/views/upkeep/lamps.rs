//! Lamps equal a check of every node and every key.

use dynamo_playground::dynamo::identity::NodeId;
use dynamo_playground::dynamo::key::Key;
use dynamo_playground::dynamo::membership::Status;
use dynamo_playground::dynamo::object::Object;
use dynamo_playground::dynamo::time::Duration;
use dynamo_playground::session::replicas::Replicas;
use dynamo_playground::session::session::Session;
use dynamo_playground::session::stories;
use dynamo_playground::sim::command::Command;
use dynamo_playground::sim::process::NodeProcess;
use dynamo_playground::sim::setup::Setup;
use dynamo_playground::sim::simulation::Simulation;
use dynamo_playground::view::lamps::{Lamp, LampsView};

use super::{get, put};

fn objects(process: &NodeProcess) -> Vec<(Key, Object)> {
    match process.running() {
        Some(running) => {
            let all = running.storage().objects();
            all.map(|(key, object)| (key.clone(), object.clone())).collect()
        }
        None => {
            let all = process.disk().objects().iter();
            all.map(|((_, key), object)| (key.clone(), object.clone())).collect()
        }
    }
}

/// The keys whose primaries do not hold the same, by looking at everything.
fn apart(simulation: &Simulation) -> (usize, usize) {
    let held: Vec<Vec<(Key, Object)>> = simulation.nodes().map(objects).collect();
    let mut keys: Vec<&Key> = held.iter().flatten().map(|(key, _)| key).collect();
    keys.sort();
    keys.dedup();
    let differs = |key: &&&Key| {
        let replicas = simulation.setup().store.policy(key).replicas;
        let list = simulation.ring().preference_list(key.position(), replicas);
        let of = |node: &NodeId| {
            held[node.index()].iter().find(|(held, _)| held == **key).map(|(_, object)| object)
        };
        let copies: Vec<Option<&Object>> = list.primaries().iter().map(of).collect();
        copies.iter().any(|copy| *copy != copies[0] || copy.is_none())
    };
    (keys.len(), keys.iter().filter(differs).count())
}

fn lamp<'a>(view: &'a LampsView, id: &str) -> &'a Lamp {
    view.lamps.iter().find(|lamp| lamp.id == id).unwrap()
}

#[test]
fn lamps_are_lit_as_a_check_of_everything_says_however_one_gets_there() {
    let mut dark = [0; 5];
    let mut checks = 0;
    for seed in (0..256).step_by(13) {
        let mut session = crate::histories::run(crate::histories::scenario(seed));
        let mut replicas = Replicas::default();
        let known = session.timeline().known_steps();
        // Forward step by step, back in strides, and in leaps.
        let places = (0..known).step_by(7).chain((0..known).rev().step_by(61));
        for steps in places.chain([known / 2, 3, known]) {
            session.timeline_mut().seek(steps);
            let timeline = session.timeline();
            let simulation = timeline.simulation();
            replicas.follow(timeline);
            checks += 1;
            let (keys, differing) = apart(simulation);
            assert_eq!((replicas.len(), replicas.apart()), (keys, differing), "{seed} at {steps}");
            let view = LampsView::new(timeline, &replicas, None);
            let hints: usize = simulation.nodes().map(|node| node.disk().hints().len()).sum();
            let truth = simulation.membership();
            let running = || simulation.nodes().filter_map(|process| process.running());
            let agreed = running().all(|node| {
                let members = node.local().membership().members();
                members.len() == truth.members().len()
                    && members.iter().all(|(other, one)| truth.status(*other) == Some(one.status))
            });
            let present =
                |node: NodeId| truth.status(node).is_some_and(|status| status != Status::Left);
            let right = running().all(|node| {
                let falsely = |other: &NodeId| simulation.running(*other).is_some();
                let missed = |process: &NodeProcess| {
                    !process.is_up()
                        && present(process.id())
                        && node.local().membership().status(process.id()).is_some()
                        && !node.detector().seems_down(process.id())
                };
                !node.detector().suspects().keys().any(falsely) && !simulation.nodes().any(missed)
            });
            let stand_still = simulation.nodes().any(|process| {
                simulation.ring().zones().contains_key(&process.id())
                    && (!process.is_up() || process.is_paused())
            });
            let reach = !stand_still && simulation.network().is_whole();
            for (index, (id, holds)) in [
                ("agree", differing == 0),
                ("hints", hints == 0),
                ("members", agreed),
                ("detectors", right),
                ("reach", reach),
            ]
            .into_iter()
            .enumerate()
            {
                let lamp = lamp(&view, id);
                assert_eq!(lamp.holds, holds, "{id} of {seed} at {steps}: {}", lamp.why);
                assert!(lamp.why.ends_with('.') && !lamp.why.contains("  "), "{}", lamp.why);
                dark[index] += usize::from(!holds);
            }
        }
    }
    assert!(checks > 2_000 && dark.iter().all(|times| *times > 50), "{checks} {dark:?}");
}

#[test]
fn a_dark_lamp_says_why_and_who() {
    let mut session = Session::new(stories::by_hand(51, Setup::default())).unwrap();
    let mut replicas = Replicas::default();
    let mut look = |session: &Session, key: Option<&Key>| {
        replicas.follow(session.timeline());
        LampsView::new(session.timeline(), &replicas, key)
    };
    assert_eq!(look(&session, None).description(), "All of it holds.");
    let cart = Key::new("cart").unwrap();
    let list = session.timeline().simulation().ring().preference_list(cart.position(), 3);
    let (first, third) = (list.nodes()[0], list.nodes()[2]);
    session.give(Command::Crash(third)).unwrap();
    session.give(put("cart", "milk", Some(first))).unwrap();
    let later = session.timeline().simulation().now() + Duration::from_millis(400);
    session.timeline_mut().run_until(later);
    let view = look(&session, None);
    let agree = lamp(&view, "agree");
    assert_eq!(agree.keys, std::slice::from_ref(&cart));
    assert!(agree.why.contains(&format!("{third} holds nothing of “cart”")), "{}", agree.why);
    let hints = lamp(&view, "hints");
    assert!(!hints.holds && hints.why.contains(&format!("keeps 1 for {third}")), "{}", hints.why);
    assert_eq!(lamp(&view, "reach").nodes, [third]);
    assert_eq!(lamp(&view, "reach").keys, std::slice::from_ref(&cart));
    session.give(Command::Restart(third)).unwrap();
    for _ in 0..3 {
        session.give(get("cart")).unwrap();
        let later = session.timeline().simulation().now() + Duration::from_millis(900);
        session.timeline_mut().run_until(later);
    }
    assert_eq!(look(&session, None).description(), "All of it holds.");
}

#[test]
fn the_overlap_is_of_the_key_that_is_looked_at() {
    let mut setup = Setup::default();
    setup.store.read_quorum = 1;
    let session = Session::new(stories::by_hand(51, setup)).unwrap();
    let mut replicas = Replicas::default();
    replicas.follow(session.timeline());
    let view = LampsView::new(session.timeline(), &replicas, Some(&Key::new("cart").unwrap()));
    let overlap = lamp(&view, "overlap");
    assert!(!overlap.holds);
    assert!(
        overlap.why.starts_with("For “cart” R + W = 1 + 2 is not more than N = 3"),
        "{}",
        overlap.why
    );
}
