//! The pictures' data and words, without a browser: every event has its sentence, and what is
//! said of a picture changes as the picture does.

use dynamo_playground::dynamo::config::WriteBuffer;
use dynamo_playground::dynamo::identity::{ClientId, NodeId};
use dynamo_playground::dynamo::key::{Key, Value};
use dynamo_playground::dynamo::quorum::Answer;
use dynamo_playground::dynamo::time::{Duration, Time};
use dynamo_playground::session::session::Session;
use dynamo_playground::session::stories;
use dynamo_playground::sim::command::{Command, Entry, Write};
use dynamo_playground::sim::fault::PartitionKind;
use dynamo_playground::sim::setup::Setup;
use dynamo_playground::view::cluster::ClusterView;
use dynamo_playground::view::key::KeyView;
use dynamo_playground::view::layout::Layout;
use dynamo_playground::view::narration::{narrate, sentence};
use dynamo_playground::view::request::{RequestView, recent_requests};
use dynamo_playground::view::stage::StageView;

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
    StageView::new(simulation, &layout, Some(&key), &[], None)
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
    assert!(stage(&session).nodes[2].description.contains("down"));
    session.give(split(vec![NodeId(0), NodeId(1)])).unwrap();
    let split = stage(&session);
    assert!(split.description().contains("The network is split"), "{}", split.description());
    assert_eq!(split.cuts.len(), 2);
    session.give(Command::Heal).unwrap();
    assert!(stage(&session).cuts.is_empty());
}

#[test]
fn a_request_is_read_from_the_trace_as_the_coordinator_lived_it() {
    let mut session = Session::new(stories::by_hand(51, Setup::default())).unwrap();
    session.give(put(Write::Update(Value::new("milk").unwrap()), Entry::Node(NodeId(1)))).unwrap();
    let mut seen = Vec::new();
    loop {
        let trace = session.timeline().trace();
        let (id, from) = recent_requests(trace, 1)[0];
        let view = RequestView::new(trace, id, from).unwrap();
        if let Some(coordinator) = &view.coordinator {
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
    let view = ClusterView::new(timeline.simulation(), timeline.trace());
    let sum: u32 = view.rows.iter().map(|row| row.share_permille).sum();
    assert!((990..=1_000).contains(&sum), "{sum}");
    assert_eq!(view.rows.len(), 6);
    assert!(view.rows.iter().any(|row| row.coordinated_aware > 0));
    assert_eq!(timeline.trace().first().map(|event| event.at), Some(Time::ZERO));
}
