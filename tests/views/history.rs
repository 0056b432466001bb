//! The graph of a key's versions: over random histories it agrees with the clocks and with what
//! nodes hold, and it says why versions are in conflict.

use std::collections::BTreeSet;

use crate::histories::{SEEDS, run, scenario};
use dynamo_playground::dynamo::identity::{ClientId, NodeId};
use dynamo_playground::dynamo::key::{Key, Value};
use dynamo_playground::dynamo::key_space::Reconciliation;
use dynamo_playground::dynamo::object::{ClockKind, Dot};
use dynamo_playground::dynamo::time::Duration;
use dynamo_playground::session::annals::Kept;
use dynamo_playground::session::annals::versions::VersionAnnals;
use dynamo_playground::session::session::Session;
use dynamo_playground::session::stories;
use dynamo_playground::sim::command::{Command, Entry, Write};
use dynamo_playground::sim::fault::PartitionKind;
use dynamo_playground::sim::setup::Setup;
use dynamo_playground::view::history::{EdgeKind, FateKind, HistoryView};
use dynamo_playground::view::key::KeyView;

const ANNE: ClientId = ClientId(0);

fn keys() -> impl Iterator<Item = Key> {
    (0..3).map(|number| Key::new(format!("key {number}")).unwrap())
}

fn view(
    kept: &mut Kept<VersionAnnals>,
    session: &Session,
    key: &Key,
    chosen: &[Dot],
) -> HistoryView {
    let timeline = session.timeline();
    HistoryView::new(kept.of(timeline), timeline, key, chosen, ANNE)
}

/// Whether a way of edges leads from one version to a later one.
fn leads(view: &HistoryView, from: usize, to: usize, along: &[EdgeKind]) -> bool {
    from == to
        || view.edges.iter().any(|edge| {
            edge.to == to && along.contains(&edge.kind) && leads(view, from, edge.from, along)
        })
}

/// A random history whose clocks forget nothing.
fn exact(seed: u64, kind: ClockKind) -> Session {
    let mut scenario = scenario(seed);
    let store = &mut scenario.setup.store;
    store.clock_kind = kind;
    store.clock_entries_max = u8::MAX;
    store.reconciliation = Reconciliation::Siblings;
    store.key_spaces.clear();
    store.tombstone_grace = None;
    run(scenario)
}

#[test]
fn the_edges_are_what_exact_clocks_tell() {
    let mut unread = 0;
    for (kind, along) in [
        (ClockKind::PerVersion, &[EdgeKind::Read, EdgeKind::Unread][..]),
        // Nothing is ever replaced unread: what the clock tells has been read.
        (ClockKind::Dotted, &[EdgeKind::Read]),
    ] {
        let (mut before, mut beside) = (0, 0);
        for seed in SEEDS.step_by(6) {
            let session = exact(seed, kind);
            let mut kept = Kept::default();
            for key in keys() {
                let view = view(&mut kept, &session, &key, &[]);
                assert!(view.edges.iter().all(|edge| edge.kind != EdgeKind::CutOff));
                unread += view.edges.iter().filter(|edge| edge.kind == EdgeKind::Unread).count();
                // The drawn past of an old version is only a part of it.
                if view.older > 0 {
                    continue;
                }
                for to in 0..view.versions.len() {
                    for from in 0..to {
                        let (one, other) = (&view.versions[from], &view.versions[to]);
                        let told = match kind {
                            ClockKind::PerVersion => other.clock.descends_from(&one.clock),
                            _ => other.clock.counter(one.dot.actor) >= one.dot.counter,
                        };
                        let drawn = leads(&view, from, to, along);
                        assert_eq!(
                            told,
                            drawn,
                            "seed {seed} {kind:?}: {} to {}",
                            one.name(),
                            other.name()
                        );
                        *(if told { &mut before } else { &mut beside }) += 1;
                    }
                }
                // Immediate predecessors only: no edge has a way around it. What was read is drawn
                // even if the clock counts something later as seen as well.
                for edge in &view.edges {
                    let around = view.edges.iter().any(|other| {
                        other.to == edge.to
                            && other.from != edge.from
                            && (other.kind == EdgeKind::Read || edge.kind == EdgeKind::Unread)
                            && leads(&view, edge.from, other.from, &[EdgeKind::Read])
                    });
                    assert!(!around, "seed {seed} {kind:?}: {edge:?}");
                }
            }
        }
        assert!(before > 200 && beside > 50, "{kind:?}: {before} before, {beside} beside");
    }
    assert!(unread > 0, "no version was replaced unread");
}

#[test]
fn fates_and_holders_are_those_of_the_disks() {
    let mut kinds = BTreeSet::new();
    for seed in SEEDS.step_by(3) {
        let mut session = run(scenario(seed));
        let mut kept = Kept::default();
        let known = session.timeline().known_steps();
        for steps in [known, known / 2, known / 4] {
            session.timeline_mut().seek(steps);
            let simulation = session.timeline().simulation();
            for key in keys() {
                let view = view(&mut kept, &session, &key, &[]);
                let truth = KeyView::new(simulation, &key);
                let newest: BTreeSet<Dot> = truth.newest.versions().iter().map(|v| v.dot).collect();
                let drawn: BTreeSet<Dot> = view.newest().map(|version| version.dot).collect();
                assert_eq!(drawn, newest, "seed {seed}, step {steps}");
                for version in &view.versions {
                    let holds = |replica: &&dynamo_playground::view::key::ReplicaView| {
                        replica.versions.iter().any(|held| held.dot == version.dot)
                    };
                    let mut holders: Vec<NodeId> =
                        truth.replicas.iter().filter(holds).map(|replica| replica.node).collect();
                    holders.sort();
                    assert_eq!(version.holders, holders);
                    let events = session.timeline().trace().len();
                    assert!((version.event.0 as usize) < events, "it is still to come");
                    assert!(version.fate.words.len() > 8, "{version:?}");
                    let (held, lost) = (!holders.is_empty(), version.fate.kind == FateKind::Lost);
                    assert!(!(held && lost), "seed {seed}: {}", version.description());
                    kinds.insert(version.fate.kind.label());
                }
                // Every version has a place of its own, behind all that its writer had seen.
                let places: BTreeSet<_> = view.versions.iter().map(|v| v.place).collect();
                assert_eq!(places.len(), view.versions.len());
                let ordered = |edge: &dynamo_playground::view::history::Edge| {
                    view.versions[edge.from].place.0 < view.versions[edge.to].place.0
                };
                assert!(view.edges.iter().all(ordered));
                let (columns, lanes) = view.size;
                assert!(places.iter().all(|(column, lane)| *column < columns && *lane < lanes));
            }
        }
    }
    for kind in ["newest", "sibling", "replaced", "replaced unread", "lost to a later time", "lost"]
    {
        assert!(kinds.contains(kind), "none was {kind}: {kinds:?}");
    }
}

/// Two writes, one on each side of a partition; then the network is whole, and both spread.
fn conflict(setup: Setup, writes: [Write; 2]) -> (Session, Key) {
    let key = Key::new("cart").unwrap();
    let mut session = Session::new(stories::by_hand(51, setup)).unwrap();
    let list = session.timeline().simulation().ring().preference_list(key.position(), 3);
    let (first, third) = (list.nodes()[0], list.nodes()[2]);
    let groups = vec![list.nodes()[..2].to_vec(), list.nodes()[2..].to_vec()];
    session.give(Command::Partition { groups, kind: PartitionKind::ClientsReachAll }).unwrap();
    for (client, (node, write)) in [first, third].into_iter().zip(writes).enumerate() {
        give(&mut session, &key, client as u16, node, Some(write));
    }
    session.give(Command::Heal).unwrap();
    pass(&mut session, 2_000);
    (session, key)
}

fn give(session: &mut Session, key: &Key, client: u16, node: NodeId, write: Option<Write>) {
    let (client, key, entry, quorum) = (ClientId(client), key.clone(), Entry::Node(node), None);
    session
        .give(match write {
            Some(write) => Command::Put { client, key, write, entry, quorum },
            None => Command::Get { client, key, entry, quorum },
        })
        .unwrap();
    pass(session, 400);
}

fn pass(session: &mut Session, milliseconds: u64) {
    let later = session.timeline().simulation().now() + Duration::from_millis(milliseconds);
    session.timeline_mut().run_until(later);
}

fn value(text: &str) -> Write {
    Write::Update(Value::new(text).unwrap())
}

#[test]
fn two_siblings_are_explained_for_every_kind_of_clock_and_merged_into_one() {
    for (kind, words) in [
        (ClockKind::PerVersion, "neither has seen the other"),
        (ClockKind::Dotted, "had not seen"),
        (ClockKind::PerObject, "share"),
    ] {
        let mut setup = Setup::default();
        setup.store.clock_kind = kind;
        let (mut session, key) = conflict(setup, [value("milk"), value("bread")]);
        let mut kept = Kept::default();
        let split = view(&mut kept, &session, &key, &[]);
        assert!(split.description().contains("2 of them are siblings"), "{}", split.description());
        let pair = split.pair.as_ref().expect("the siblings are held against each other");
        assert!(pair.concurrent && pair.sentence.contains(words), "{kind:?}: {}", pair.sentence);
        for clock in &pair.clocks {
            assert!(clock.iter().any(|pair| pair.telling), "{kind:?}: {clock:?}");
        }
        assert_eq!(split.merge, None, "nothing has been read");
        assert_eq!(split.versions[0].place.0, split.versions[1].place.0, "side by side");

        let node = split.versions[0].maker;
        give(&mut session, &key, 0, node, None);
        let read = view(&mut kept, &session, &key, &[]);
        let merge = read.merge.expect("the client has read both");
        assert_eq!(merge.siblings, 2);
        let would: Vec<&str> = merge.choices.iter().map(|choice| choice.would.as_str()).collect();
        assert!(would.contains(&"writes “milk”") && would.contains(&"writes “bread”"), "{would:?}");
        let union = merge.choices.iter().find(|choice| choice.label.starts_with("Union")).unwrap();
        assert!(union.would.contains("milk") && union.would.contains("bread"));
        give(&mut session, &key, 0, node, Some(union.write.clone()));
        let merged = view(&mut kept, &session, &key, &[]);
        let newest: Vec<_> = merged.newest().collect();
        let [newest] = newest.as_slice() else { panic!("{}", merged.description()) };
        // What it said it would write is what was written.
        assert_eq!(format!("writes “{}”", newest.value.clone().unwrap()), union.would);
        let parents = merged.edges.iter().filter(|edge| edge.to == 2);
        assert_eq!(parents.filter(|edge| edge.kind == EdgeKind::Read).count(), 2);
        assert!(merged.versions[..2].iter().all(|v| v.fate.kind == FateKind::Replaced));
        // Two others can be chosen instead.
        let chosen = [merged.versions[0].dot, merged.versions[2].dot];
        let pair = view(&mut kept, &session, &key, &chosen).pair.unwrap();
        assert_eq!(pair.dots, chosen);
        assert!(!pair.concurrent);
    }
}

#[test]
fn each_way_to_merge_writes_what_it_says() {
    for (writes, label) in [
        ([value("milk"), value("bread")], "Last write"),
        ([value("milk"), value("bread")], "Keep “milk”"),
        ([value("milk"), Write::Delete], "Keep the deletion"),
        ([Write::Count(3), Write::Count(2)], "Add the counters up"),
        ([Write::AddToSet("pen".into()), Write::AddToSet("mug".into())], "Join the sets"),
    ] {
        let (mut session, key) = conflict(Setup::default(), writes);
        let mut kept = Kept::default();
        let node = view(&mut kept, &session, &key, &[]).versions[0].maker;
        give(&mut session, &key, 0, node, None);
        let merge = view(&mut kept, &session, &key, &[]).merge.expect("siblings have been read");
        let choice = merge.choices.iter().find(|choice| choice.label.starts_with(label));
        let choice = choice.unwrap_or_else(|| panic!("no {label}: {merge:?}"));
        give(&mut session, &key, 0, node, Some(choice.write.clone()));
        let after = view(&mut kept, &session, &key, &[]);
        let [newest] = after.newest().collect::<Vec<_>>()[..] else {
            panic!("{label}: {}", after.description())
        };
        let wrote = match &newest.value {
            Some(value) => format!("writes “{value}”"),
            None => "writes a tombstone".to_owned(),
        };
        assert_eq!(wrote, choice.would);
    }
}

#[test]
fn last_write_wins_tells_whose_time_was_later_and_what_was_lost() {
    let mut setup = Setup::default();
    setup.store.reconciliation = Reconciliation::LastWriteWins;
    let (session, key) = conflict(setup, [value("milk"), value("bread")]);
    let view = view(&mut Kept::default(), &session, &key, &[]);
    let [lost] = view.versions.iter().filter(|v| v.fate.is_loss()).collect::<Vec<_>>()[..] else {
        panic!("{}", view.description())
    };
    assert_eq!(lost.value.as_deref(), Some("milk"));
    assert_eq!(lost.fate.kind, FateKind::LostToTime);
    assert!(lost.acknowledged && lost.fate.words.contains("had been told"), "{}", lost.fate.words);
    assert!(view.description().contains("last write wins"));
    // What was lost is held against what there is instead, without being asked for.
    let pair = view.pair.as_ref().expect("a write was lost");
    assert!(pair.dots.contains(&lost.dot) && pair.sentence.starts_with("Last write wins: times"));
}

#[test]
fn a_later_write_that_had_read_wins_by_its_clock_and_not_by_its_time() {
    let mut setup = Setup::default();
    setup.store.reconciliation = Reconciliation::LastWriteWins;
    let key = Key::new("cart").unwrap();
    let mut session = Session::new(stories::by_hand(51, setup)).unwrap();
    let list = session.timeline().simulation().ring().preference_list(key.position(), 3);
    let (first, second) = (list.nodes()[0], list.nodes()[1]);
    session.give(Command::Skew { node: first, ahead_ms: 5_000 }).unwrap();
    give(&mut session, &key, 0, first, Some(value("milk")));
    give(&mut session, &key, 0, second, None);
    give(&mut session, &key, 0, second, Some(value("bread")));
    let mut kept = Kept::default();
    let versions = view(&mut kept, &session, &key, &[]).versions;
    let dots: Vec<Dot> = versions.iter().map(|version| version.dot).collect();
    let pair = view(&mut kept, &session, &key, &dots).pair.expect("two versions");
    assert!(!pair.sentence.contains("times decide"), "{}", pair.sentence);
}

#[test]
fn versions_of_puts_that_read_first_stand_in_the_history() {
    let mut setup = Setup::default();
    setup.store.read_before_write = true;
    let key = Key::new("cart").unwrap();
    let mut session = Session::new(stories::by_hand(51, setup)).unwrap();
    let list = session.timeline().simulation().ring().preference_list(key.position(), 3);
    let (first, other) = (list.nodes()[0], list.nodes()[4]);
    give(&mut session, &key, 0, first, Some(value("milk")));
    // Handed on by a node that keeps no copy.
    give(&mut session, &key, 1, other, Some(value("bread")));
    let view = view(&mut Kept::default(), &session, &key, &[]);
    let values: Vec<_> = view.versions.iter().map(|version| version.value.as_deref()).collect();
    assert_eq!(values, [Some("milk"), Some("bread")]);
    assert!(view.versions.iter().all(|version| version.acknowledged));
}

#[test]
fn a_cut_clock_makes_siblings_of_what_was_read() {
    let mut setup = Setup::default();
    setup.store.clock_entries_max = 1;
    let key = Key::new("cart").unwrap();
    let mut session = Session::new(stories::by_hand(51, setup)).unwrap();
    let list = session.timeline().simulation().ring().preference_list(key.position(), 3);
    let (first, second) = (list.nodes()[0], list.nodes()[1]);
    give(&mut session, &key, 0, first, Some(value("milk")));
    give(&mut session, &key, 0, first, None);
    session.give(Command::Crash(first)).unwrap();
    give(&mut session, &key, 0, second, Some(value("bread")));
    let view = view(&mut Kept::default(), &session, &key, &[]);
    assert_eq!(view.edges.iter().map(|edge| edge.kind).collect::<Vec<_>>(), [EdgeKind::CutOff]);
    assert_eq!(view.newest().count(), 2);
    let pair = view.pair.unwrap();
    assert!(pair.sentence.contains("cut off its clock"), "{}", pair.sentence);
}

#[test]
fn a_long_history_is_drawn_from_its_newest_part() {
    let key = Key::new("cart").unwrap();
    let mut session = Session::new(stories::by_hand(51, Setup::default())).unwrap();
    let node = session.timeline().simulation().ring().preference_list(key.position(), 3).nodes()[0];
    for number in 0..70 {
        give(&mut session, &key, 0, node, None);
        give(&mut session, &key, 0, node, Some(value(&format!("{number}"))));
    }
    let view = view(&mut Kept::default(), &session, &key, &[]);
    assert_eq!(view.versions.len() + view.older, 70);
    assert!(view.older > 0 && view.versions[0].has_older_past);
    assert!(view.versions[1..].iter().all(|version| !version.has_older_past));
    assert_eq!(view.versions.last().unwrap().value.as_deref(), Some("69"));
    assert_eq!(view.size, (view.versions.len(), 1));
    assert!(view.description().starts_with("70 versions"));
}
