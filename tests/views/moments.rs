//! The pictures' data and words, without a browser: every event has its sentence, and what is
//! said of a picture changes as the picture does.

use std::rc::Rc;

use dynamo_playground::dynamo::config::WriteBuffer;
use dynamo_playground::dynamo::identity::{ClientId, MessageId, NodeId};
use dynamo_playground::dynamo::key::{Key, Value};
use dynamo_playground::dynamo::quorum::Answer;
use dynamo_playground::dynamo::time::{Duration, Time};
use dynamo_playground::session::annals::Kept;
use dynamo_playground::session::annals::requests::Requests;
use dynamo_playground::session::session::Session;
use dynamo_playground::session::stories;
use dynamo_playground::sim::command::{Command, Entry, Write};
use dynamo_playground::sim::fault::{Disturbance, MessageAct, PartitionKind};
use dynamo_playground::sim::setup::Setup;
use dynamo_playground::sim::workload::Workload;
use dynamo_playground::view::cluster::{ClusterView, Coordinations};
use dynamo_playground::view::key::KeyView;
use dynamo_playground::view::layout::{Layout, Point};
use dynamo_playground::view::narration::{narrate, sentence};
use dynamo_playground::view::network::Messages;
use dynamo_playground::view::request::RequestView;
use dynamo_playground::view::ring::{Band, RingView};
use dynamo_playground::view::stage::{Scene, StageView};

fn key() -> Key {
    Key::new("cart").unwrap()
}

fn put(write: Write, entry: Entry) -> Command {
    Command::Put { client: ClientId(0), key: key(), write, entry, quorum: None }
}

fn split(group: Vec<NodeId>) -> Command {
    Command::Partition { groups: vec![group], kind: PartitionKind::ClientsReachAll }
}

fn stage(session: &Session) -> StageView {
    let simulation = session.timeline().simulation();
    let layout = Layout::wide(simulation.nodes().len() as u16);
    let key = KeyView::new(simulation, &key());
    let placement = &simulation.setup().store.placement;
    let band = Rc::new(Band::new(simulation.ring(), &layout, placement));
    let ring = RingView::new(band, simulation.ring(), &layout, Some(&key.key), Some(&key.list));
    StageView::new(&Scene {
        simulation,
        trace: session.timeline().trace(),
        layout: &layout,
        ring: &ring,
        key: Some(&key),
        requests: &[],
        selected: None,
        message: None,
    })
}

/// A session in which every sub-protocol has something to do.
fn busy_session() -> Session {
    let mut setup = Setup::default();
    setup.store.gossip_interval = Some(Duration::from_millis(300));
    setup.store.anti_entropy_interval = Some(Duration::from_millis(300));
    setup.store.tombstone_grace = Some(Duration::from_millis(400));
    setup.store.seeds = vec![NodeId(0), NodeId(1)];
    setup.store.write_buffer =
        Some(WriteBuffer { flush_interval: Duration::from_millis(80), durable_copies: 1 });
    let mut session = Session::new(stories::by_hand(3, setup)).unwrap();
    let milk = || Write::Update(Value::new("milk").unwrap());
    let script = [
        put(milk(), Entry::LoadBalancer),
        Command::Crash(NodeId(1)),
        put(Write::AddToCart("pen".to_owned()), Entry::PartitionAware),
        Command::Get {
            client: ClientId(1),
            key: key(),
            entry: Entry::PartitionAware,
            quorum: None,
        },
        split(vec![NodeId(0), NodeId(2)]),
        put(Write::Blind(Value::new("book").unwrap()), Entry::Node(NodeId(0))),
        put(Write::Count(2), Entry::Node(NodeId(3))),
        Command::Heal,
        Command::Restart(NodeId(1)),
        Command::WipeDisk(NodeId(2)),
        Command::Restart(NodeId(2)),
        Command::Skew { node: NodeId(3), ahead_ms: -40 },
        Command::Join { zone: 0, capacity: 2 },
        Command::Get {
            client: ClientId(0),
            key: key(),
            entry: Entry::LoadBalancer,
            quorum: Some(1),
        },
        Command::Leave(NodeId(4)),
        put(Write::Delete, Entry::LoadBalancer),
        Command::Disturb {
            from: None,
            to: None,
            disturbance: Disturbance {
                loss_permille: 50,
                duplicate_permille: 100,
                reorder_permille: 100,
                delay_ms: 2,
            },
        },
        Command::StartWorkload(Workload {
            operations_per_second: 40,
            clients: 1,
            ..Workload::default()
        }),
        Command::Pause(NodeId(0)),
        Command::Slow { node: NodeId(1), by_ms: 20 },
        Command::Cut { from: NodeId(2).into(), to: NodeId(3).into(), both: false },
        put(Write::AddToCart("cup".to_owned()), Entry::LoadBalancer),
        Command::StopWorkload,
        Command::Resume(NodeId(0)),
        Command::Mend { from: NodeId(2).into(), to: NodeId(3).into(), both: true },
        Command::Partition {
            groups: vec![vec![NodeId(1)], vec![NodeId(2)]],
            kind: PartitionKind::OneWay,
        },
        put(Write::AddToCart("lid".to_owned()), Entry::LoadBalancer),
        Command::Partition {
            groups: vec![vec![NodeId(1)], vec![NodeId(2)]],
            kind: PartitionKind::WithClients(vec![Vec::new(), vec![ClientId(0)]]),
        },
    ];
    for command in script {
        session.give(command).unwrap();
        let later = session.timeline().simulation().now() + Duration::from_millis(700);
        session.timeline_mut().run_until(later);
    }
    let later = session.timeline().simulation().now() + Duration::from_millis(5_000);
    session.timeline_mut().run_until(later);
    session
}

#[test]
fn every_event_has_its_sentence() {
    let session = busy_session();
    let trace = session.timeline().trace();
    assert!(trace.len() > 2_000);
    for event in trace {
        let sentence = sentence(trace, event);
        let text = &sentence.text;
        assert!(text.ends_with(['.', '?', ']']) && text.len() > 8, "{event:?}: “{text}”");
        assert!(!text.contains("  ") && !text.contains(".."), "{text}");
        assert!(sentence.section.is_empty() || sentence.section.starts_with('§'));
    }
}

#[test]
fn every_step_has_a_headline_and_says_each_thing_once() {
    let mut session = Session::new(stories::shopping_cart()).unwrap();
    while session.timeline_mut().step() {
        let timeline = session.timeline();
        let narration = narrate(timeline.trace(), timeline.last_step());
        let headline = narration.headline.expect("a step in which nothing happened");
        assert_eq!(narration.details.len() + 1, timeline.last_step().len());
        assert!(narration.details.iter().all(|other| other.event != headline.event));
        assert!(narration.details.iter().all(|other| other.weight <= headline.weight));
    }
}

#[test]
fn what_is_said_of_the_stage_changes_as_it_does() {
    let mut session = Session::new(stories::by_hand(51, Setup::default())).unwrap();
    assert!(stage(&session).description().contains("No message is on its way."));
    session.give(put(Write::Update(Value::new("milk").unwrap()), Entry::LoadBalancer)).unwrap();
    assert!(stage(&session).description().contains("One message is on its way."));
    session.give(Command::Crash(NodeId(2))).unwrap();
    assert!(stage(&session).description().contains("C is down."));
    assert!(stage(&session).nodes[2].description().contains("down"));
    session.give(split(vec![NodeId(0), NodeId(1)])).unwrap();
    let split = stage(&session);
    assert!(split.description().contains("The network is split"), "{}", split.description());
    assert_eq!(split.cuts.len(), 2);
    session.give(Command::Heal).unwrap();
    assert!(stage(&session).cuts.is_empty());
}

/// The first message on its way: its name, and which copy of it.
fn first_on_its_way(session: &Session) -> (MessageId, u8) {
    let mut messages = session.timeline().simulation().in_flight();
    messages.next().map(|envelope| (envelope.id, envelope.copy)).expect("one is on its way")
}

#[test]
fn whatever_goes_wrong_is_seen_and_said() {
    let mut session = Session::new(stories::by_hand(51, Setup::default())).unwrap();
    let whole = stage(&session).description();
    let (a, b, c) = (NodeId(0), NodeId(1), NodeId(2));
    session.give(Command::Pause(a)).unwrap();
    session.give(Command::Slow { node: b, by_ms: 40 }).unwrap();
    session.give(Command::Cut { from: a.into(), to: b.into(), both: true }).unwrap();
    session.give(Command::Cut { from: b.into(), to: c.into(), both: false }).unwrap();
    let disturbance = Disturbance { duplicate_permille: 125, ..Disturbance::default() };
    session.give(Command::Disturb { from: None, to: Some(c.into()), disturbance }).unwrap();
    let view = stage(&session);
    assert!(view.nodes[0].paused && view.nodes[0].description().contains("stands still"));
    assert_eq!(view.nodes[1].slow_ms, 40);
    assert_eq!(view.network.cuts.len(), 2, "two directions of one link are one cut");
    assert!(view.network.cuts[0].both && !view.network.cuts[1].both);
    for words in [
        "A stands still.",
        "B is slow.",
        "The link between A and B is cut.",
        "The link from B to C is cut in this direction.",
        "any → C: 12.5 % arrive twice.",
    ] {
        assert!(view.description().contains(words), "{words}: {}", view.description());
    }

    // A message waits at the node that stands still.
    session.give(put(Write::Update(Value::new("milk").unwrap()), Entry::Node(a))).unwrap();
    while stage(&session).nodes[0].waiting == 0 {
        assert!(session.timeline_mut().step());
    }
    assert!(stage(&session).nodes[0].description().contains("one message waits"));

    session.give(Command::Resume(a)).unwrap();
    session.give(Command::Slow { node: b, by_ms: 0 }).unwrap();
    session.give(Command::Heal).unwrap();
    let nothing = Disturbance::default();
    session
        .give(Command::Disturb { from: None, to: Some(c.into()), disturbance: nothing })
        .unwrap();
    session.timeline_mut().run_until(Time::from_millis(2_000));
    assert_eq!(stage(&session).description(), whole);
}

#[test]
fn a_held_message_stands_where_it_was_held_and_goes_on_from_there() {
    let mut session = Session::new(stories::by_hand(51, Setup::default())).unwrap();
    session.give(put(Write::Update(Value::new("milk").unwrap()), Entry::Node(NodeId(0)))).unwrap();
    let place = |session: &Session| {
        let flight = &stage(session).flights[0];
        flight.point(session.timeline().simulation().now().as_micros() as f64)
    };
    let meddle = |session: &mut Session, act| {
        let (message, copy) = first_on_its_way(session);
        session.give(Command::Meddle { message, copy, act }).unwrap();
    };
    session.timeline_mut().run_until(Time::from_millis(1));
    let near = |one: Point, other: Point| one.distance(other) < 0.01;
    let before = place(&session);
    meddle(&mut session, MessageAct::Hold);
    let held = stage(&session);
    assert!(held.flights[0].held && held.flights[0].description().ends_with(", held"));
    let listed = Messages::new(session.timeline().simulation()).listed;
    assert!(listed[0].description.ends_with(", held"));
    assert!(near(place(&session), before));
    session.timeline_mut().run_until(Time::from_millis(300));
    assert!(near(place(&session), before), "it stands still");
    meddle(&mut session, MessageAct::Release);
    assert!(near(place(&session), before), "it goes on from where it stood");
    meddle(&mut session, MessageAct::Delay { by_ms: 20 });
    assert!(near(place(&session), before), "it goes on from there, more slowly");
    meddle(&mut session, MessageAct::Duplicate);
    let copies = stage(&session).flights;
    assert_eq!(copies.len(), 2);
    assert!(copies.iter().any(|flight| flight.description().ends_with(", copy 1")));
}

#[test]
fn a_request_is_read_from_the_trace_as_the_coordinator_lived_it() {
    let mut session = Session::new(stories::by_hand(51, Setup::default())).unwrap();
    session.give(put(Write::Update(Value::new("milk").unwrap()), Entry::Node(NodeId(1)))).unwrap();
    let mut seen = Vec::new();
    loop {
        let trace = session.timeline().trace();
        let requests = Requests::of(trace);
        let view = RequestView::new(trace, &requests, requests.recent(trace.len(), 1)[0]).unwrap();
        for coordinator in &view.coordinators {
            let given = |slot: &&_| matches!(slot_answer(slot), Answer::Given { .. });
            let answered = coordinator.slots.iter().filter(given).count();
            assert_eq!(answered, usize::from(coordinator.answered));
            assert_eq!(view.outcome.is_some(), answered >= usize::from(coordinator.needed));
        }
        if seen.last() != Some(&view.stage()) {
            seen.push(view.stage());
        }
        if !session.timeline_mut().step() {
            break;
        }
    }
    assert!(seen.is_sorted(), "{seen:?}");
    assert!(seen.len() >= 4, "{seen:?}");
}

fn slot_answer(slot: &dynamo_playground::view::request::SlotView) -> Answer {
    slot.slot.answer
}

#[test]
fn shares_of_all_members_make_a_whole() {
    let session = busy_session();
    let timeline = session.timeline();
    let view = ClusterView::new(timeline, Kept::<Coordinations>::default().of(timeline), 0);
    let sum: u32 = view.rows.iter().map(|row| row.share_permille).sum();
    assert!((990..=1_000).contains(&sum), "{sum}");
    assert_eq!(view.rows.len(), 6);
    assert!(view.rows.iter().any(|row| row.coordinated_aware > 0));
    assert_eq!(timeline.trace().first().map(|event| event.at), Some(Time::ZERO));
}
