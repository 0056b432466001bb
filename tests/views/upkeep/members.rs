//! Membership: the matrix and the spreading of changes.

use dynamo_playground::dynamo::failure_detector::DetectorKind;
use dynamo_playground::dynamo::identity::NodeId;
use dynamo_playground::dynamo::membership::{MemberChange, Status};
use dynamo_playground::dynamo::note::Note;
use dynamo_playground::dynamo::time::{Duration, Time};
use dynamo_playground::session::annals::Kept;
use dynamo_playground::session::annals::beliefs::Beliefs;
use dynamo_playground::session::session::Session;
use dynamo_playground::session::stories;
use dynamo_playground::session::timeline::Timeline;
use dynamo_playground::sim::command::Command;
use dynamo_playground::sim::setup::Setup;
use dynamo_playground::sim::trace::EventKind;
use dynamo_playground::view::members::MembersView;

use super::moments;

fn view(timeline: &Timeline, node: Option<NodeId>) -> MembersView {
    MembersView::new(timeline, Kept::<Beliefs>::default().of(timeline), node)
}

#[test]
fn the_matrix_is_what_every_node_believes() {
    let (mut cells, mut wrong, mut since) = (0, 0, 0);
    moments(|session| {
        let timeline = session.timeline();
        let simulation = timeline.simulation();
        let view = view(timeline, None);
        assert_eq!(view.rows.len(), simulation.nodes().len());
        for (row, process) in view.rows.iter().zip(simulation.nodes()) {
            assert_eq!(row.nodes, [process.id()]);
            assert_eq!(row.up, process.is_up());
            assert_eq!(row.cells.len(), view.columns.len());
            for (cell, about) in row.cells.iter().zip(&view.columns) {
                let member = process.disk().membership().members().get(about);
                assert_eq!(cell.status, member.map(|member| member.status));
                assert_eq!(cell.version, member.map_or(0, |member| member.version));
                let detector = process.running().map(|running| running.detector());
                assert_eq!(cell.suspected, detector.is_some_and(|one| one.seems_down(*about)));
                let truth = simulation.membership().status(*about);
                let differs = cell.status != truth;
                let runs = simulation.running(*about).is_some();
                let misjudged = cell.suspected && runs;
                assert!(cell.wrong.is_some() || !(differs || misjudged), "{}", cell.description);
                assert!(cell.wrong.is_none() || differs || cell.suspected == runs);
                assert!(cell.description.starts_with(&process.id().to_string()));
                cells += 1;
                wrong += usize::from(cell.wrong.is_some());
                // Whoever says since when says so of an event of that node about that one.
                let Some(event) = cell.since else { continue };
                let event = &timeline.trace()[event.0 as usize];
                assert_eq!(event.process, Some(process.id().into()));
                let EventKind::Note(note) = &event.kind else { panic!("{event:?}") };
                let told = match note {
                    Note::MemberLearnt(MemberChange { node, .. })
                    | Note::MemberChanged(MemberChange { node, .. })
                    | Note::Suspected { node }
                    | Note::Recovered { node } => node,
                    _ => panic!("{note:?}"),
                };
                assert_eq!(told, about);
                since += 1;
            }
        }
        for (truth, node) in view.truth.iter().zip(simulation.nodes()) {
            assert_eq!(truth.up, node.is_up());
            assert_eq!(truth.status, simulation.membership().status(truth.node));
        }
    });
    assert!(cells > 5_000 && wrong > 100 && since > 200, "{cells} {wrong} {since}");
}

fn gossiping() -> Session {
    let mut setup = Setup::default();
    setup.store.gossip_interval = Some(Duration::from_millis(200));
    setup.store.seeds = vec![NodeId(0)];
    Session::new(stories::by_hand(51, setup)).unwrap()
}

#[test]
fn word_of_a_join_spreads_from_one_to_all() {
    let mut session = gossiping();
    assert!(view(session.timeline(), None).spread.is_none());
    session.give(Command::Join { zone: 0, capacity: 1 }).unwrap();
    let joined = NodeId(5);
    let mut counts: Vec<usize> = Vec::new();
    let mut said = Vec::new();
    while session.timeline().simulation().now() < Time::from_millis(4_000) {
        session.timeline_mut().step();
        let timeline = session.timeline();
        let Some(spread) = view(timeline, None).spread else { continue };
        if spread.to != Status::Up {
            continue;
        }
        let simulation = timeline.simulation();
        let knows = |node: &NodeId| {
            simulation.disk(*node).unwrap().membership().status(joined) == Some(Status::Up)
        };
        assert_eq!(spread.about, joined);
        assert!(spread.known.iter().all(|known| knows(&known.node)));
        assert!(!spread.unknowing.iter().any(knows));
        assert_eq!(spread.known.len() + spread.unknowing.len(), 6);
        assert!(spread.known.is_sorted_by_key(|known| known.event));
        assert_eq!(spread.known[0].node, joined);
        counts.push(spread.known.len());
        said.push(spread.description());
    }
    counts.dedup();
    assert!(counts.is_sorted() && counts.first() == Some(&1) && counts.last() == Some(&6));
    assert!(counts.len() >= 4, "{counts:?}");
    let last = said.last().unwrap();
    assert!(last.starts_with("That F is a member is known to 6 of 6 after "), "{last}");
    assert!(said[0].contains("do not know yet"), "{}", said[0]);
}

#[test]
fn suspicion_names_its_witnesses() {
    let mut setup = Setup::default();
    setup.store.gossip_interval = Some(Duration::from_millis(100));
    setup.store.detector = DetectorKind::TwoWitnesses;
    let mut session = Session::new(stories::by_hand(51, setup)).unwrap();
    session.give(Command::Crash(NodeId(2))).unwrap();
    let missed = view(session.timeline(), None).description();
    assert!(missed.contains("It has not noticed that C is down."), "{missed}");
    for number in 0..12 {
        session.give(super::put(&format!("key {number}"), "milk", None)).unwrap();
        let later = session.timeline().simulation().now() + Duration::from_millis(120);
        session.timeline_mut().run_until(later);
    }
    let view = view(session.timeline(), None);
    let words: Vec<&str> = view
        .rows
        .iter()
        .filter_map(|row| Some(row.cells.get(2)?.description.as_str()))
        .filter(|words| words.contains("takes it as down since"))
        .collect();
    assert!(words.len() >= 3, "{words:?}");
    assert!(
        words.iter().all(|words| words.contains("it did not answer ") && words.contains(" and "))
    );
    assert_ne!(view.description(), missed);
}

#[test]
fn in_a_large_ring_those_who_believe_the_same_share_a_row() {
    let setup = Setup { nodes: 60, ..Setup::default() };
    let mut session = Session::new(stories::by_hand(7, setup)).unwrap();
    let whole = view(session.timeline(), None);
    assert_eq!((whole.rows.len(), whole.columns.len(), whole.plain), (1, 0, 60));
    session.give(Command::Crash(NodeId(9))).unwrap();
    for number in 0..40 {
        session.give(super::put(&format!("key {number}"), "milk", None)).unwrap();
    }
    session.timeline_mut().run_until(Time::from_millis(2_000));
    let view = view(session.timeline(), Some(NodeId(3)));
    assert_eq!(view.columns, [NodeId(3), NodeId(9)]);
    assert_eq!(view.plain, 58);
    let simulation = session.timeline().simulation();
    let everyone: usize = view.rows.iter().map(|row| row.nodes.len()).sum();
    assert_eq!(everyone, 60);
    for row in &view.rows {
        for node in &row.nodes {
            let detector = simulation.running(*node).map(|running| running.detector());
            let suspects = detector.is_some_and(|detector| detector.seems_down(NodeId(9)));
            assert_eq!(row.cells[1].suspected, suspects, "{node}");
        }
    }
    assert!(view.rows.len() >= 3, "some suspect it, some do not, and it is down itself");
}
