//! Ranges that come and go, driven by hand: whom a node asks for what it is to keep, what it takes
//! in, and what it forgets (Dynamo §4.9).

use dynamo_playground::dynamo::config::Config;
use dynamo_playground::dynamo::environment::{Administration, Effect, Input, Timer};
use dynamo_playground::dynamo::identity::{Address, NodeId};
use dynamo_playground::dynamo::key::Key;
use dynamo_playground::dynamo::membership::Status;
use dynamo_playground::dynamo::merkle::digest;
use dynamo_playground::dynamo::message::Message;
use dynamo_playground::dynamo::ring::KeyRange;

use crate::driven::*;

/// Who was asked for which range.
fn wanted(effects: Vec<Effect>) -> Vec<(NodeId, KeyRange)> {
    let wanted = |(to, message)| match (to, message) {
        (Address::Node(to), Message::TransferWanted { range }) => Some((to, range)),
        _ => None,
    };
    sent(effects).into_iter().filter_map(wanted).collect()
}

/// A range comes, empty. Gives who is asked for the next one.
fn come(node: &mut Driven, (from, range): (NodeId, KeyRange)) -> Vec<(NodeId, KeyRange)> {
    wanted(node.receive(from, Message::Transfer { range, objects: Vec::new() }))
}

/// Gives a node the ranges that it asks for, as long as it asks. Gives what it has asked for.
fn give_all(node: &mut Driven) -> Vec<KeyRange> {
    let mut given = Vec::new();
    let mut asked = wanted(node.step(Input::Timer(Timer::Pull)));
    while let Some((from, range)) = asked.pop() {
        assert!(asked.is_empty(), "one after the other");
        assert_ne!(from, node.node.id(), "of oneself one need not ask");
        given.push(range);
        asked = come(node, (from, range));
    }
    given
}

/// When dead nodes are removed, one after the other, whoever comes in for them asks those who still
/// have it, for all of it.
#[test]
fn what_was_gained_by_removals_is_asked_for() {
    let mut a = Driven::start_among(A, 6, Config { replicas: 2, ..Config::default() });
    let all = a.keys_that("key ", |_, _| true);
    let kept_before = a.keys_that("key ", Driven::keeps);
    for removed in [NodeId(4), NodeId(5)] {
        assert!(a.step(Input::Administer(Administration::Remove(removed))).len() > 1);
    }
    let gained: Vec<&Key> =
        all.iter().filter(|key| a.keeps(key) && !kept_before.contains(key)).collect();
    assert!(!gained.is_empty());
    let given = give_all(&mut a);
    for key in gained {
        assert!(given.iter().any(|range| range.contains(key.position())), "{key}");
    }
}

/// A change of the ring while a node joins lets it plan anew; what has come has come.
#[test]
fn a_range_that_has_come_is_not_asked_for_again() {
    let joining = NodeId(7);
    let mut joining = Driven::start_among(joining, 4, Config::default());
    let join = Administration::Join { zone: 0, capacity: 1 };
    let mut asked = wanted(joining.step(Input::Administer(join)));
    let mut given = Vec::new();
    for _ in 0..6 {
        given.push(asked[0].1);
        asked = come(&mut joining, asked[0]);
    }
    joining.step(Input::Administer(Administration::Remove(NodeId(3))));
    let later = give_all(&mut joining);
    assert_eq!(joining.status(), Some(Status::Up));
    let ranges = joining.node.local().serving.ranges_of(joining.node.id(), 3);
    assert!(ranges.iter().any(|range| given.contains(range)), "some are what they were");
    for range in ranges {
        assert!(given.contains(&range) != later.contains(&range), "{range:?}");
    }
}

/// A node that waits for a range takes no other that it is not to keep.
#[test]
fn a_range_that_a_node_does_not_keep_is_refused() {
    let config = Config { replicas: 1, read_quorum: 1, write_quorum: 1, ..Config::default() };
    let mut joining = Driven::start_among(NodeId(7), 4, config);
    let join = Administration::Join { zone: 0, capacity: 1 };
    assert_eq!(wanted(joining.step(Input::Administer(join))).len(), 1);
    let key = &joining.keys_that("key ", |node, key| !node.keeps(key))[0];
    let range = joining.range_of(key);
    let local = joining.node.local();
    assert!(!local.future.primaries(range.last, 1).contains(&local.id));
    let effects = joining.receive(A, Message::TransferOffered { range, offered: Vec::new() });
    assert_eq!(sent(effects), [(A.into(), Message::TransferRefused { range })]);
}

/// What a node does not keep it forgets on the word of one that does, for what that one says that it
/// has stored.
#[test]
fn a_stray_is_forgotten_once_a_primary_has_stored_it() {
    let mut a = Driven::start_among(A, 5, Config { replicas: 2, ..Config::default() });
    let key = &a.keys_that("key ", |a, key| !a.keeps(key))[0];
    let range = a.range_of(key);
    let nodes = a.node.local().serving.preference_list(key.position(), 2).nodes().to_vec();
    let hashes = vec![(key.clone(), digest(key, &version(1)))];
    let offered = Message::TransferOffered { range, offered: hashes.clone() };
    assert!(sent(a.keep(key, version(1))).contains(&(nodes[0].into(), offered)));
    let fallback = nodes[2..].iter().find(|node| **node != A).unwrap();
    for (from, stored, is_forgotten) in [
        (nodes[0], Vec::new(), false),
        (*fallback, hashes.clone(), false),
        (nodes[0], hashes, true),
    ] {
        a.receive(from, Message::TransferDone { range, stored });
        assert_eq!(a.node.storage().own(key).is_none(), is_forgotten, "{from}");
    }
}
