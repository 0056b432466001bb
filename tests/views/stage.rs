//! The stage: nothing that is written covers anything, and everything that goes wrong is seen where
//! it goes wrong, whichever way the moment is come to.

use std::rc::Rc;

use dynamo_playground::dynamo::config::Config;
use dynamo_playground::dynamo::identity::{Address, ClientId, NodeId};
use dynamo_playground::dynamo::key::{Key, Value};
use dynamo_playground::dynamo::placement::{Placement, Strategy};
use dynamo_playground::dynamo::time::{Duration, Time};
use dynamo_playground::session::annals::requests::Requests;
use dynamo_playground::session::session::Session;
use dynamo_playground::session::stories::{self, CART};
use dynamo_playground::sim::command::{Command, Entry, Write};
use dynamo_playground::sim::fault::{Disturbance, MessageAct, PartitionKind};
use dynamo_playground::sim::setup::Setup;
use dynamo_playground::sim::workload::Workload;
use dynamo_playground::view::key::KeyView;
use dynamo_playground::view::layout::{Frame, Layout, Point};
use dynamo_playground::view::request::RequestView;
use dynamo_playground::view::ring::{Band, RingView};
use dynamo_playground::view::stage::{
    BADGE_RADIUS, LOST_SHOWN, NodeView, Scene, StageView, badge, cast,
};

/// A picture as the page draws it, with the newest request selected.
struct Picture {
    layout: Layout,
    ring: RingView,
    stage: StageView,
}

fn picture(session: &Session, layout: fn(u16) -> Layout, node: Option<NodeId>) -> Picture {
    let timeline = session.timeline();
    let (simulation, trace) = (timeline.simulation(), timeline.trace());
    let key = KeyView::new(simulation, &Key::new(CART).unwrap());
    let known = Requests::of(trace);
    let requests: Vec<RequestView> = known
        .recent(trace.len(), 6)
        .into_iter()
        .filter_map(|id| RequestView::new(trace, &known, id))
        .filter(|request| !request.is_over())
        .collect();
    let selected = requests.first().map(|request| request.id);
    let zones: Vec<u8> = simulation.nodes().map(|process| process.zone()).collect();
    let layout = layout(simulation.nodes().len() as u16).by_zone(&zones);
    let layout = layout.with_discs(&cast(simulation, Some(&key), &requests, selected, node, None));
    let placement = &simulation.setup().store.placement;
    let band = Rc::new(Band::new(simulation.ring(), &layout, placement));
    let ring = RingView::new(band, simulation.ring(), &layout, Some(&key.key), Some(&key.list));
    let stage = StageView::new(&Scene {
        simulation,
        trace,
        layout: &layout,
        ring: &ring,
        key: Some(&key),
        requests: &requests,
        selected,
        message: None,
    });
    Picture { layout, ring, stage }
}

fn with_nodes(nodes: u16) -> Setup {
    Setup { nodes, ..Setup::default() }
}

fn by_hand(setup: Setup) -> Session {
    Session::new(stories::by_hand(51, setup)).unwrap()
}

fn put(entry: Entry) -> Command {
    let write = Write::Update(Value::new("milk").unwrap());
    Command::Put { client: ClientId(0), key: Key::new(CART).unwrap(), write, entry, quorum: None }
}

/// A text on the picture: what it is, and the room that it takes.
type Text = (String, Frame);

/// Everything that is written; and the discs.
fn written(picture: &Picture) -> (Vec<Text>, Vec<(NodeId, Point)>) {
    let Picture { layout, stage, .. } = picture;
    let mut frames = Vec::new();
    for node in stage.nodes.iter().filter(|node| node.disc) {
        if let Some(caption) = &node.caption {
            frames.push((format!("{}: {}", node.node, caption.text), caption.frame));
        }
        for chip in &node.chips {
            frames.push((format!("{} holds {}", node.node, chip.text), chip.frame));
        }
    }
    for client in &stage.clients {
        frames.push((client.client.to_string(), Frame::around(client.place, 26.0)));
    }
    for stop in picture.ring.key.iter().flat_map(|key| &key.walk) {
        frames.push((format!("walk {}", stop.rank), Frame::around(stop.point, 11.0)));
    }
    let discs = stage.nodes.iter().filter(|node| node.disc);
    assert!(layout.disc_radius() > 10.0);
    (frames, discs.map(|node| (node.node, node.place)).collect())
}

fn assert_nothing_covers_anything(picture: &Picture, when: &str) {
    let (frames, discs) = written(picture);
    let Layout { width, height, .. } = picture.layout;
    for (index, (what, frame)) in frames.iter().enumerate() {
        assert!(frame.left >= 0.0 && frame.left + frame.width <= width, "{when}: {what}");
        assert!(frame.top >= 0.0 && frame.top + frame.height <= height, "{when}: {what}");
        for (other, beside) in &frames[index + 1..] {
            // Numbers on the walk are round.
            let round = what.starts_with("walk") && other.starts_with("walk");
            let apart = frame.middle().distance(beside.middle());
            let meets = if round { apart < frame.width } else { frame.meets(beside) };
            assert!(!meets, "{when}: {what} and {other}");
        }
        for (node, place) in &discs {
            let radius = picture.layout.disc_radius();
            assert!(!frame.meets_circle(*place, radius), "{when}: {what} and disc {node}");
        }
    }
    for (index, (node, place)) in discs.iter().enumerate() {
        for (other, beside) in &discs[index + 1..] {
            let apart = place.distance(*beside);
            assert!(apart > 2.0 * picture.layout.disc_radius(), "{when}: {node} and {other}");
        }
    }
    // The numbers of the ranks cover no text either.
    for view in picture.stage.nodes.iter().filter(|view| view.disc && view.shown_rank().is_some()) {
        let place = badge(&picture.layout, view.place);
        for (what, frame) in frames.iter().filter(|(what, _)| !what.starts_with("walk")) {
            assert!(
                !frame.meets_circle(place, BADGE_RADIUS),
                "{when}: {what}, rank of {}",
                view.node
            );
        }
    }
}

#[test]
fn nothing_covers_anything_in_the_opening_story() {
    for nodes in (3..=24).chain([64]) {
        let mut session = Session::new(stories::shopping_cart_with(51, with_nodes(nodes))).unwrap();
        let (mut chips, mut captions) = (0, 0);
        for moment in [0, 6, 110, 306, 402, 430, 440, 455, 480, 700, 1_508, 1_609, 1_707] {
            session.timeline_mut().seek_time(Time::from_millis(moment));
            for layout in [Layout::wide, Layout::compact] {
                let picture = picture(&session, layout, None);
                assert_nothing_covers_anything(&picture, &format!("{nodes} nodes, {moment} ms"));
                let nodes = &picture.stage.nodes;
                chips += nodes.iter().map(|node| node.chips.len()).sum::<usize>();
                captions += nodes.iter().filter(|node| node.caption.is_some()).count();
            }
        }
        assert!(chips > 20 && captions > 3, "{nodes}: {chips} {captions}");
    }
}

#[test]
fn what_a_node_holds_finds_room_in_a_small_ring() {
    for nodes in 3..=8 {
        let mut session = Session::new(stories::shopping_cart_with(51, with_nodes(nodes))).unwrap();
        session.timeline_mut().seek_time(Time::from_millis(480));
        for layout in [Layout::wide, Layout::compact] {
            for node in picture(&session, layout, None).stage.nodes {
                let holds = node.holds.map_or(0, |holds| holds.versions.len() + holds.hints.len());
                assert_eq!(holds > 0, !node.chips.is_empty(), "{} of {nodes}", node.node);
            }
        }
    }
}

#[test]
fn what_was_lost_is_seen_where_and_why_and_for_how_long() {
    let mut session = by_hand(with_nodes(5));
    let list = KeyView::new(session.timeline().simulation(), &Key::new(CART).unwrap()).list;
    let [first, second, third, ..] = list.nodes() else { panic!("{list:?}") };
    session.give(Command::Crash(*second)).unwrap();
    let (from, to) = (Address::Node(*first), Address::Node(*third));
    session.give(Command::Cut { from, to, both: false }).unwrap();
    session.give(put(Entry::Node(*first))).unwrap();
    let mut seen = Vec::new();
    while session.timeline().simulation().now() < Time::from_millis(40) {
        assert!(session.timeline_mut().step());
        let view = picture(&session, Layout::wide, None);
        for lost in view.stage.lost {
            let way = match lost.reason {
                "lost: nobody runs there" => view.layout.way(from, (*second).into()).end,
                "lost: link cut" => view.layout.way(from, to).at(0.5),
                other => panic!("{other}"),
            };
            assert!(lost.place.distance(way) < 0.01, "{lost:?}");
            assert!(lost.description.starts_with(&format!("write from {first} to")), "{lost:?}");
            seen.push(lost);
        }
    }
    assert!(seen.iter().any(|lost| lost.reason == "lost: nobody runs there"));
    assert!(seen.iter().any(|lost| lost.reason == "lost: link cut"));
    // It fades, and is gone after a while.
    let lost = seen.last().unwrap();
    let at = lost.at.as_micros() as f64;
    assert_eq!((lost.left(at), lost.left(at + 1e6)), (1.0, 0.0));
    session.timeline_mut().seek_time(lost.at + Duration::from_millis(5));
    let view = picture(&session, Layout::wide, None).stage;
    assert!(view.lost.iter().any(|other| other.id == lost.id));
    assert!(view.description().contains("Just now"), "{}", view.description());
    session.timeline_mut().seek_time(lost.at + LOST_SHOWN);
    assert!(!picture(&session, Layout::wide, None).stage.lost.contains(lost));
}

#[test]
fn a_moment_looks_the_same_whichever_way_it_is_come_to() {
    let mut session = Session::new(stories::shopping_cart()).unwrap();
    let mut pictures = vec![picture(&session, Layout::wide, None)];
    while session.timeline_mut().step() {
        pictures.push(picture(&session, Layout::wide, None));
    }
    assert!(pictures.iter().any(|picture| !picture.stage.lost.is_empty()));
    for (step, before) in pictures.iter().enumerate().rev().step_by(7) {
        session.timeline_mut().seek(step as u32);
        let again = picture(&session, Layout::wide, None);
        assert_eq!(again.stage, before.stage, "step {step}");
        assert_eq!(again.ring, before.ring, "step {step}");
    }
}

#[test]
fn rates_are_seen_at_links_at_nodes_and_for_all() {
    let mut session = by_hand(with_nodes(5));
    let lossy = Disturbance { loss_permille: 125, ..Disturbance::default() };
    let late = Disturbance { delay_ms: 7, ..Disturbance::default() };
    let (a, b, c) = (NodeId(0).into(), NodeId(1).into(), NodeId(2).into());
    let disturb = |from, to, disturbance| Command::Disturb { from, to, disturbance };
    session.give(disturb(Some(a), Some(b), lossy)).unwrap();
    session.give(disturb(None, Some(c), late)).unwrap();
    session.give(disturb(None, None, Disturbance { duplicate_permille: 10, ..late })).unwrap();
    let Picture { stage, layout, .. } = picture(&session, Layout::wide, None);
    let [link] = stage.rough.as_slice() else { panic!("{:?}", stage.rough) };
    assert_eq!((link.sign.as_str(), link.way), ("12.5 % lost", layout.way(a, b)));
    assert!(link.description.contains("A → B: 12.5 % of the messages are lost"));
    assert_eq!(stage.nodes[2].caption.as_ref().unwrap().text, "in: 7 ms later");
    assert!(stage.nodes[2].description().contains("messages in: 7 ms later"));
    assert_eq!(stage.rough_everywhere.as_deref(), Some("every link: 1 % twice, 7 ms later"));
}

#[test]
fn sides_and_zones_are_grounds_with_names() {
    let mut session = by_hand(Setup { zones: 3, ..with_nodes(9) });
    let before = picture(&session, Layout::wide, None).stage;
    assert_eq!(before.zones.iter().map(|zone| zone.zone).collect::<Vec<_>>(), [0, 1, 2]);
    assert!(before.description().contains("zone 1: A, D and G; zone 2: B, E and H"));
    assert!(before.nodes[4].description().contains("in zone 2"));
    assert!(before.sides.is_empty() && before.cuts.is_empty());
    // A zone stands together, so that to cut it off takes two lines.
    let groups = vec![vec![NodeId(1), NodeId(4), NodeId(7)]];
    session.give(Command::Partition { groups, kind: PartitionKind::ClientsReachAll }).unwrap();
    let after = picture(&session, Layout::wide, None).stage;
    assert_eq!((after.cuts.len(), after.sides.len()), (2, 2));
    assert!(after.sides.iter().all(|side| side.name.is_some()));
    session.give(Command::Heal).unwrap();
    assert_eq!(picture(&session, Layout::wide, None).stage.description(), before.description());
}

#[test]
fn the_strategies_look_different_and_their_shares_make_a_whole() {
    let mut seen = Vec::new();
    for strategy in [
        Strategy::SingleToken,
        Strategy::RandomTokens,
        Strategy::RandomTokensEqualPartitions,
        Strategy::EqualPartitions,
    ] {
        let placement = Placement { strategy, ..Placement::default() };
        let store = Config { placement, ..Config::default() };
        let session = by_hand(Setup { store, ..with_nodes(5) });
        let Picture { ring, stage, .. } = picture(&session, Layout::wide, None);
        let equal = placement.equal_partitions().unwrap_or_default() as usize;
        assert_eq!(ring.band.cells.matches('M').count(), equal);
        let sum: f64 = stage.nodes.iter().map(|node| node.share).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{sum}");
        let spread = stage.nodes.iter().map(|node| node.load).fold(0.0, f64::max);
        seen.push((ring.band.strategy.clone(), spread));
        for node in &stage.nodes {
            let words = format!("owns {} of the ring", node.percent());
            assert!(node.description().contains(&words), "{}", node.description());
        }
    }
    assert!(seen[0].1 > seen[1].1 && seen[1].1 > seen[3].1, "{seen:?}");
    let names: Vec<&str> = seen.iter().map(|(name, _)| name[0].as_str()).collect();
    let expected =
        ["Basic hashing (§4.2)", "Strategy 1 (§6.2)", "Strategy 2 (§6.2)", "Strategy 3 (§6.2)"];
    assert_eq!(names, expected);
}

#[test]
fn the_walk_numbers_its_nodes_and_marks_what_it_passes_by() {
    for (nodes, zones) in [(5, 1), (9, 3), (12, 2), (40, 4)] {
        let session = by_hand(Setup { zones, ..with_nodes(nodes) });
        let simulation = session.timeline().simulation();
        let (position, ring) = (Key::new(CART).unwrap().position(), simulation.ring());
        let list = ring.preference_list(position, 3);
        let key = picture(&session, Layout::wide, None).ring.key.unwrap();
        let mut ranked: Vec<(u16, NodeId)> =
            key.walk.iter().map(|stop| (stop.rank, stop.node)).collect();
        ranked.sort_unstable();
        let expected: Vec<(u16, NodeId)> =
            (1..).zip(list.nodes().iter().copied()).take(5).collect();
        assert_eq!(ranked, expected);
        assert!(key.walk.iter().all(|stop| stop.fallback == (stop.rank > 3)));
        // All tokens up to the last primary are met or passed by.
        let start = ring.tokens().partition_point(|token| token.position < position);
        let around = (0..).map(|step| ring.tokens()[(start + step) % ring.tokens().len()].node);
        let (mut missing, mut steps) = (list.primaries().to_vec(), 0);
        for node in around {
            steps += 1;
            missing.retain(|primary| *primary != node);
            if missing.is_empty() {
                break;
            }
        }
        let fallbacks = key.walk.iter().filter(|stop| stop.fallback).count();
        let met = 3 + key.skips.len();
        assert!(met <= steps && steps <= met + fallbacks, "{nodes}: {steps} {met}");
    }
}

#[test]
fn many_nodes_condense_and_whoever_takes_part_stands_out() {
    let mut session = by_hand(with_nodes(1_000));
    let selected = Some(NodeId(777));
    session.give(Command::Crash(NodeId(500))).unwrap();
    session.give(put(Entry::Node(NodeId(321)))).unwrap();
    session.timeline_mut().run_until(Time::from_millis(14));
    let view = picture(&session, Layout::wide, selected);
    let list = KeyView::new(session.timeline().simulation(), &Key::new(CART).unwrap()).list;
    let mut expected = list.primaries().to_vec();
    expected.extend([NodeId(500), NodeId(777), NodeId(321)]);
    for node in expected {
        assert!(view.stage.nodes[node.index()].disc, "{node}");
    }
    let discs = view.stage.nodes.iter().filter(|node| node.disc).count();
    let sentence = format!("1000 nodes as marks; {discs} stand out.");
    assert!(view.stage.description().contains(&sentence), "{}", view.stage.description());
    assert_nothing_covers_anything(&view, "1,000 nodes");
    assert!(view.ring.band.arcs.len() <= 24 && view.ring.band.marks.len() <= 24);
    // More down than can stand out have a cross at their mark.
    for node in 0..40 {
        session.give(Command::Crash(NodeId(node))).unwrap();
    }
    let view = picture(&session, Layout::wide, selected);
    let crosses = view.stage.down_marks.matches('M').count();
    let out = view.stage.nodes.iter().filter(|node| node.disc && !node.up).count();
    assert_eq!(crosses + out, 41);
    assert!(view.stage.description().contains("41 nodes are down."));
}

#[test]
fn many_messages_are_drawn_as_crowds_and_chosen_ones_by_themselves() {
    let mut setup = Setup { latency: "100–120".parse().unwrap(), ..with_nodes(64) };
    setup.store.gossip_interval = Some(Duration::from_millis(28));
    let mut session = by_hand(setup);
    session.timeline_mut().seek_time(Time::from_millis(400));
    session.give(put(Entry::Node(NodeId(3)))).unwrap();
    let view = picture(&session, Layout::wide, None).stage;
    assert!(view.flights.len() > 400, "{}", view.flights.len());
    let single: Vec<_> = view.flights.iter().filter(|flight| flight.crowd.is_none()).collect();
    assert!(!single.is_empty() && single.iter().all(|flight| flight.selected));
    for flight in &view.flights {
        if let Some(crowd) = flight.crowd {
            assert_eq!(view.crowds[crowd].hue, flight.hue);
            assert_eq!(view.crowds[crowd].filled, flight.shape.filled);
        }
    }
    assert!(view.crowds.len() <= 50);
    // One that is held stands out as well.
    let chosen = view.flights.iter().find(|flight| flight.crowd.is_some()).unwrap();
    let (message, copy) = (chosen.id, chosen.copy);
    session.give(Command::Meddle { message, copy, act: MessageAct::Hold }).unwrap();
    let view = picture(&session, Layout::wide, None).stage;
    assert!(view.flights.iter().any(|flight| flight.id == message && flight.crowd.is_none()));
}

#[test]
fn clients_without_a_place_of_their_own_stand_together() {
    for (layout, alone) in [(Layout::wide as fn(u16) -> Layout, 8), (Layout::compact, 2)] {
        let mut session = by_hand(with_nodes(5));
        let workload = Workload { clients: 20, operations_per_second: 500, ..Workload::default() };
        session.give(Command::StartWorkload(workload)).unwrap();
        session.timeline_mut().run_until(Time::from_millis(400));
        let view = picture(&session, layout, None);
        let clients = &view.stage.clients;
        assert_eq!(clients.len(), 22, "all of them are there");
        let drawn: Vec<_> = clients.iter().filter(|client| client.together > 0).collect();
        assert_eq!(drawn.len(), alone + 2);
        assert_eq!(drawn.iter().map(|client| client.together).sum::<usize>(), 22);
        for (index, one) in drawn.iter().enumerate() {
            for other in &drawn[index + 1..] {
                assert!(one.place.distance(other.place) > 60.0, "{one:?} {other:?}");
            }
        }
        let crowd = drawn.iter().find(|client| client.together > 1).unwrap();
        assert_eq!(crowd.name(), format!("{} clients", (22 - alone) / 2));
        let waits = |client: &&ClientId| {
            let known = session.timeline().simulation().client(**client);
            known.is_some_and(|known| !known.open_requests().is_empty())
        };
        let ids: Vec<ClientId> = clients.iter().map(|client| client.client).collect();
        let same_side =
            |client: &&ClientId| view.layout.client(**client).distance(crowd.place) < 1.0;
        assert_eq!(crowd.waiting, ids.iter().filter(same_side).filter(waits).count());
    }
}

#[test]
fn names_of_messages_have_room_above_and_below() {
    let mut session = by_hand(with_nodes(5));
    session.give(put(Entry::LoadBalancer)).unwrap();
    session.timeline_mut().run_until(Time::from_millis(14));
    let view = picture(&session, Layout::wide, None);
    assert!(!view.stage.flights.is_empty());
    for flight in &view.stage.flights {
        let at = Point { x: 300.0, y: 200.0 };
        let (above, below) = (flight.name_frame(at, true), flight.name_frame(at, false));
        assert!(!above.meets(&below));
        assert!(above.top + above.height < at.y && below.top > at.y);
        assert!(above.width > 10.0 && (above.middle().x - at.x).abs() < 0.1);
    }
    // What no name may cover: everything that stands beside nodes.
    let count = |node: &NodeView| usize::from(node.caption.is_some()) + node.chips.len();
    let beside: usize = view.stage.nodes.iter().map(count).sum();
    assert!(beside > 0 && view.stage.written.len() >= beside);
}

#[test]
fn who_knows_nobody_is_seen_to_be_a_ring_of_its_own() {
    let mut setup = with_nodes(4);
    setup.store.gossip_interval = Some(Duration::from_millis(50));
    let mut session = by_hand(setup);
    session.give(Command::Join { capacity: 1, zone: 0 }).unwrap();
    session.timeline_mut().run_until(Time::from_millis(300));
    let view = picture(&session, Layout::wide, None);
    let alone: Vec<NodeId> =
        view.stage.nodes.iter().filter(|node| node.alone).map(|node| node.node).collect();
    assert_eq!(alone, [NodeId(4)]);
    let joined = &view.stage.nodes[4];
    assert_eq!(joined.caption.as_ref().map(|label| label.text.as_str()), Some("a ring of its own"));
    assert!(joined.description().contains("knows no other member"));
    assert!(view.stage.description().contains("E knows no other member and is a ring of its own."));

    // Once it is told of a seed, the two rings become one.
    session.give(Command::NameSeeds(vec![NodeId(0)])).unwrap();
    session.timeline_mut().run_until(Time::from_millis(3_000));
    let view = picture(&session, Layout::wide, None);
    assert!(view.stage.nodes.iter().all(|node| !node.alone));
}
