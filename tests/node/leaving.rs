//! A node that leaves, driven by hand: what it offers and to whom, when it says that it has left,
//! and what it still holds then (Dynamo §4.9).

use std::rc::Rc;

use dynamo_playground::dynamo::admission::AdmissionConfig;
use dynamo_playground::dynamo::chance::Chance;
use dynamo_playground::dynamo::config::Config;
use dynamo_playground::dynamo::environment::{Administration, Effect, Input, Timer};
use dynamo_playground::dynamo::identity::{Address, NodeId};
use dynamo_playground::dynamo::key::Key;
use dynamo_playground::dynamo::key_space::{KeySpace, Policy};
use dynamo_playground::dynamo::membership::Status;
use dynamo_playground::dynamo::merkle::{Hash, digest};
use dynamo_playground::dynamo::message::{Gossip, Message};
use dynamo_playground::dynamo::note::{BackgroundWork, Note};
use dynamo_playground::dynamo::ring::KeyRange;
use dynamo_playground::dynamo::time::Duration;

use crate::driven::*;

/// Whom what was offered.
type Offer = (NodeId, KeyRange, Vec<(Key, Hash)>);

fn offers(effects: Vec<Effect>) -> Vec<Offer> {
    let offer = |(to, message)| match (to, message) {
        (Address::Node(to), Message::TransferOffered { range, offered }) => {
            Some((to, range, offered))
        }
        _ => None,
    };
    sent(effects).into_iter().filter_map(offer).collect()
}

fn leave(node: &mut Driven) -> Vec<Offer> {
    offers(node.step(Input::Administer(Administration::Leave)))
}

/// Whoever was offered something has stored it.
fn confirm(node: &mut Driven, offer: &Offer) -> Vec<Effect> {
    let (to, range, stored) = offer.clone();
    node.receive(to, Message::TransferDone { range, stored })
}

fn hashes(keys: &[&Key]) -> Vec<(Key, Hash)> {
    keys.iter().map(|key| ((*key).clone(), digest(key, &version(1)))).collect()
}

/// Keys that a node keeps, each in a range of its own.
fn keys_apart(node: &Driven) -> Vec<Key> {
    let mut apart: Vec<Key> = Vec::new();
    for key in node.keys_that("key ", Driven::keeps) {
        if !apart.iter().any(|other| node.range_of(other) == node.range_of(&key)) {
            apart.push(key);
        }
    }
    apart
}

/// The one that comes in for the node.
fn heir(node: &Driven, key: &Key) -> NodeId {
    let local = node.node.local();
    let replicas = node.config.policy(key).replicas;
    let now = local.serving.primaries(key.position(), replicas);
    let then = local.future.primaries(key.position(), replicas);
    let heirs: Vec<NodeId> = then.into_iter().filter(|node| !now.contains(node)).collect();
    let [heir] = heirs[..] else { panic!("{heirs:?}") };
    heir
}

fn held(node: &Driven) -> Vec<Key> {
    node.node.storage().objects().map(|(key, _)| key.clone()).collect()
}

#[test]
fn what_comes_in_while_a_node_leaves_is_handed_over_before_it_has_left() {
    let mut a = Driven::start_among(A, 4, Config::default());
    let [first, second] = &keys_apart(&a)[..2] else { panic!("it keeps much") };
    a.keep(first, version(1));
    let offered = leave(&mut a);
    assert_eq!(offered, [(heir(&a, first), a.range_of(first), hashes(&[first]))]);
    assert!(offers(a.keep(second, version(1))).is_empty());
    // Every round of gossip is a reason to look how far it has come.
    assert!(offers(a.step(Input::Timer(Timer::Gossip))).is_empty(), "it is on its way");
    let offered = offers(confirm(&mut a, &offered[0]));
    assert_eq!(offered, [(heir(&a, second), a.range_of(second), hashes(&[second]))]);
    assert_eq!(a.status(), Some(Status::Leaving));
    assert!(offers(confirm(&mut a, &offered[0])).is_empty());
    assert_eq!(a.status(), Some(Status::Left));
    assert!(held(&a).is_empty(), "all of it is with others");
}

/// Written to after each offer, it never gets to the end: goes on until its last look is under way.
/// Gives what it offered then.
fn leave_under_load(a: &mut Driven, keys: &[Key]) -> Offer {
    a.keep(&keys[0], version(1));
    let mut offered = leave(a);
    for key in &keys[1..] {
        a.keep(key, version(1));
        assert_eq!(a.status(), Some(Status::Leaving));
        offered = offers(confirm(a, &offered[0]));
        assert_eq!(offered.len(), 1, "{key}");
        assert_eq!(offered[0].2, hashes(&[key]));
    }
    offered.remove(0)
}

/// The sixteenth look is the last.
const LOOKS: usize = 16;

#[test]
fn a_node_that_is_written_to_all_the_time_leaves_all_the_same() {
    let mut a = Driven::start_among(A, 4, Config::default());
    let keys = keys_apart(&a);
    let last = &keys[LOOKS];
    let offered = leave_under_load(&mut a, &keys[..LOOKS]);
    a.keep(last, version(1));
    // The word of one who is not to keep it is worth nothing.
    let (range, stored) = (a.range_of(last), hashes(&[last]));
    a.receive(NodeId(9), Message::TransferDone { range, stored });
    let late = offers(confirm(&mut a, &offered));
    assert_eq!(a.status(), Some(Status::Left));
    assert_eq!(held(&a), std::slice::from_ref(last), "nobody has confirmed it");
    let [(_, _, offered)] = &late[..] else { panic!("it is handed over late: {late:?}") };
    assert_eq!(*offered, hashes(&[last]));
    confirm(&mut a, &late[0]);
    assert!(held(&a).is_empty());
}

/// What was confirmed by those who were to keep the keys says nothing of those who are to now.
#[test]
fn a_change_of_the_ring_makes_a_leaving_node_begin_anew() {
    let mut a = Driven::start_among(A, 4, Config::default());
    let keys = keys_apart(&a);
    leave_under_load(&mut a, &keys[..LOOKS]);
    let mut offered = offers(a.step(Input::Administer(Administration::Remove(NodeId(3)))));
    let mut handed: Vec<(Key, Hash)> = Vec::new();
    while a.status() == Some(Status::Leaving) {
        assert_eq!(offered.len(), 1, "one after the other");
        handed.extend_from_slice(&offered[0].2);
        offered = offers(confirm(&mut a, &offered[0]));
    }
    handed.sort();
    let mut expected = hashes(&keys[..LOOKS].iter().collect::<Vec<_>>());
    expected.sort();
    assert_eq!(handed, expected);
    assert!(held(&a).is_empty());
}

/// News that leave the ring what it is are no reason to begin anew.
#[test]
fn what_changes_no_ring_changes_no_plan() {
    let mut a = Driven::start_among(A, 4, Config::default());
    let key = &keys_apart(&a)[0];
    a.keep(key, version(1));
    leave(&mut a);
    let (placement, other) = (a.config.placement, NodeId(9));
    let mut membership = a.node.local().membership().clone();
    membership.join(&placement, Chance::new(1), other, 0, 1);
    membership.leave(&placement, other);
    membership.set_status(other, Status::Left);
    let membership = Rc::new(membership);
    let gossip = Gossip { membership, heartbeats: Vec::new(), unanswered: Vec::new() };
    let effects = a.receive(C, Message::GossipReply(gossip));
    assert_eq!(a.node.local().membership().status(other), Some(Status::Left));
    assert!(sent(effects).is_empty());
}

/// Where the ring gets too small for anybody to come in, one of those who stay must have it: they
/// may have missed what this node was told.
#[test]
fn in_a_small_ring_one_of_those_who_stay_is_handed_what_there_is() {
    let mut a = Driven::start(A);
    a.keep(&cart(), version(1));
    let first = leave(&mut a);
    let [(to, range, offered)] = &first[..] else { panic!("{first:?}") };
    assert_eq!((range, offered), (&a.range_of(&cart()), &hashes(&[&cart()])));
    assert_eq!(a.status(), Some(Status::Leaving));
    let second = offers(a.step(Input::Timer(Timer::Push)));
    assert_eq!(second, [(NodeId(3 - to.0), *range, offered.clone())], "the other is asked");
    confirm(&mut a, &second[0]);
    assert_eq!(a.status(), Some(Status::Left));
    assert!(held(&a).is_empty());
}

#[test]
fn a_range_of_which_only_a_part_was_stored_is_offered_again_when_its_time_has_passed() {
    let mut a = Driven::start_among(A, 4, Config::default());
    let key = &keys_apart(&a)[0];
    let fits = |a: &Driven, other: &Key| a.range_of(other) == a.range_of(key) && other != key;
    let same_range = &a.keys_that("key ", fits)[0];
    for key in [key, same_range] {
        a.keep(key, version(1));
    }
    let offered = leave(&mut a);
    let (to, range, all) = &offered[0];
    let (to, range, stored) = (*to, *range, hashes(&[key]));
    assert_eq!(all.len(), 2);
    let effects = a.receive(to, Message::TransferDone { range, stored });
    assert!(!effects.contains(&Effect::CancelTimer(Timer::Push)) && sent(effects).is_empty());
    // Word of another range is none of this one.
    let (range, stored) = (a.range_of(&keys_apart(&a)[1]), Vec::new());
    let effects = a.receive(to, Message::TransferDone { range, stored });
    assert!(!effects.contains(&Effect::CancelTimer(Timer::Push)) && sent(effects).is_empty());
    assert_eq!(a.status(), Some(Status::Leaving));
    assert_eq!(offers(a.step(Input::Timer(Timer::Push))), offered);
    confirm(&mut a, &offered[0]);
    assert_eq!(a.status(), Some(Status::Left));
    assert!(held(&a).is_empty());
}

/// Whoever was told by the leaving node that it has a key may have forgotten it for that.
#[test]
fn the_word_of_one_who_was_given_ours_does_not_count() {
    let mut a = Driven::start_among(A, 4, Config::default());
    let key = &keys_apart(&a)[0];
    a.keep(key, version(1));
    let offered = leave(&mut a);
    let (to, range, hashes) = offered[0].clone();
    let ours = a.receive(to, Message::TransferOffered { range, offered: hashes.clone() });
    let done = Message::TransferDone { range, stored: hashes };
    assert_eq!(sent(ours), [(to.into(), done)]);
    assert_eq!(offers(confirm(&mut a, &offered[0])), offered, "it is offered again");
    assert_eq!(a.status(), Some(Status::Leaving));
}

/// Who stands in for another and leaves gives the hint to those who keep the key, before it has
/// left.
#[test]
fn hints_of_a_leaving_node_go_where_their_keys_are_kept() {
    let mut a = Driven::start_among(A, 5, Config { replicas: 2, ..Config::default() });
    let others = a.keys_that("key ", |a, key| !a.keeps(key));
    let first = &others[0];
    let second = others.iter().find(|key| a.range_of(key) != a.range_of(first)).unwrap();
    let hint = |key: &Key| Message::Write {
        request: REQUEST,
        key: key.clone(),
        object: version(1),
        hint_for: Some(B),
        durable: false,
    };
    let primary =
        |a: &Driven, key: &Key| a.node.local().serving.primaries(key.position(), 1).remove(0);
    a.receive(C, hint(first));
    let offered = leave(&mut a);
    assert_eq!(offered, [(primary(&a, first), a.range_of(first), hashes(&[first]))]);
    a.receive(C, hint(second));
    let offered = offers(confirm(&mut a, &offered[0]));
    assert_eq!(offered, [(primary(&a, second), a.range_of(second), hashes(&[second]))]);
    assert_eq!(a.status(), Some(Status::Leaving));
    confirm(&mut a, &offered[0]);
    assert_eq!(a.status(), Some(Status::Left));
    assert!(held(&a).is_empty() && a.node.storage().disk.hints().is_empty());
}

/// Keys that are kept in another number of copies lie in the same ranges and go to others.
#[test]
fn the_keys_of_another_key_space_are_handed_over_apart() {
    let mut config = Config::default();
    let policy = config.default_policy();
    let single = Policy { replicas: 1, ..policy };
    config.key_spaces = vec![KeySpace { prefix: "single ".into(), policy: single }];
    let mut a = Driven::start_among(A, 4, config);
    let alone = &a.keys_that("single ", Driven::keeps)[0];
    let fits = |a: &Driven, key: &Key| a.range_of(key) == a.range_of(alone);
    let thrice = &a.keys_that("key ", fits)[0];
    for key in [alone, thrice] {
        a.keep(key, version(1));
    }
    let offered = leave(&mut a);
    assert_eq!(offered[0].0, heir(&a, alone));
    let (to, range, stored) = (offered[0].0, a.range_of(alone), hashes(&[alone]));
    let offered = offers(a.receive(to, Message::TransferDone { range, stored }));
    assert_eq!(offered.len(), 1, "the next ones' turn has come");
    assert_eq!(offered[0].0, heir(&a, thrice));
    confirm(&mut a, &offered[0]);
    assert_eq!(a.status(), Some(Status::Left));
    assert!(held(&a).is_empty());
}

#[test]
fn ranges_leave_in_the_slices_of_time_that_background_work_gets() {
    let admission = AdmissionConfig { slices_max: 1, ..AdmissionConfig::default() };
    let config = Config { admission: Some(admission), ..Config::default() };
    let mut a = Driven::start_among(A, 4, config);
    let keys = keys_apart(&a);
    for key in &keys[..2] {
        a.keep(key, version(1));
    }
    let deferred = Note::Deferred { work: BackgroundWork::Transfer };
    let effects = a.step(Input::Administer(Administration::Leave));
    assert!(!notes(&effects).contains(&&deferred));
    let offered = offers(effects);
    let effects = confirm(&mut a, &offered[0]);
    assert!(notes(&effects).contains(&&deferred));
    assert!(offers(effects).is_empty(), "the second's only slice is used");
    a.now = a.now + Duration::from_millis(1_000);
    let effects = a.step(Input::Timer(Timer::Push));
    assert!(!notes(&effects).contains(&&deferred));
    assert_eq!(offers(effects).len(), 1);
}
