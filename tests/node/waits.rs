//! Waiting in vain: who is asked in the stead of those that are silent or refuse, of whom nothing is
//! expected any more, and what one who has left still does.

use dynamo_playground::dynamo::config::{Config, WriteBuffer};
use dynamo_playground::dynamo::environment::{Administration, Effect, Input, Timer};
use dynamo_playground::dynamo::identity::{Actor, Address, NodeId};
use dynamo_playground::dynamo::key::Key;
use dynamo_playground::dynamo::key_space::Reconciliation;
use dynamo_playground::dynamo::membership::Status;
use dynamo_playground::dynamo::message::{Message, Operation};
use dynamo_playground::dynamo::note::Note;
use dynamo_playground::dynamo::object::{ClockKind, Content, Dot, Object, Version};
use dynamo_playground::dynamo::time::{Duration, Time};

use crate::driven::*;

/// Who is asked for its versions.
fn read_from(effects: Vec<Effect>) -> Vec<NodeId> {
    let asked = |(to, message)| match (to, message) {
        (Address::Node(to), Message::Read { .. }) => Some(to),
        _ => None,
    };
    sent(effects).into_iter().filter_map(asked).collect()
}

/// The first fallback of a key, which coordinates a get of it, and the key's preference list.
fn fallback_that_coordinates() -> (Driven, Vec<NodeId>) {
    let config = Config { replicas: 2, ..Config::default() };
    let any = Driven::start_among(A, 7, config.clone());
    let list = any.node.local().serving.preference_list(cart().position(), 2).nodes().to_vec();
    let mut coordinator = Driven::start_among(list[2], 7, config);
    let get = Message::Forward(request(1, Operation::Get));
    assert_eq!(read_from(coordinator.receive(list[3], get)), list[..2]);
    (coordinator, list)
}

#[test]
fn in_the_stead_of_each_silent_node_another_is_asked() {
    let (mut coordinator, list) = fallback_that_coordinates();
    for stand_ins in [&list[3..5], &list[5..7], &[]] {
        coordinator.now = coordinator.now + coordinator.config.replica_timeout;
        let effects = coordinator.step(Input::Timer(Timer::Replicas(REQUEST)));
        assert_eq!(read_from(effects), stand_ins);
    }
}

#[test]
fn in_the_stead_of_each_node_that_refuses_one_is_asked_that_was_not() {
    let (mut coordinator, list) = fallback_that_coordinates();
    for (refuses, stands_in) in [(0, 3), (3, 4), (1, 5), (4, 6)] {
        let refused = Message::ReplicaRefused { request: REQUEST };
        let effects = coordinator.receive(list[refuses], refused);
        assert_eq!(read_from(effects), [list[stands_in]]);
    }
}

#[test]
fn of_one_who_has_left_no_answer_is_missed() {
    let mut a = Driven::start(A);
    a.ask(blind());
    a.step(Input::Administer(Administration::Remove(B)));
    a.now = a.now + a.config.replica_timeout;
    let effects = a.step(Input::Timer(Timer::Replicas(REQUEST)));
    for (node, is_missed) in [(B, false), (C, true)] {
        assert_eq!(notes(&effects).contains(&&Note::Suspected { node }), is_missed);
        let probes = |effect: &Effect| matches!(effect, Effect::SetTimer { timer: Timer::Probe(probed), .. } if *probed == node);
        assert_eq!(effects.iter().any(probes), is_missed);
    }
}

/// What it took it would have to hand over late.
#[test]
fn one_who_has_left_takes_nothing_more_in() {
    let mut a = Driven::start(A);
    a.step(Input::Administer(Administration::Remove(A)));
    assert_eq!(a.status(), Some(Status::Left));
    let (key, object) = (cart(), version(1));
    let repair = Message::Repair { request: REQUEST, key: key.clone(), object: object.clone() };
    for message in [repair, Message::Handoff { key, object }] {
        assert!(a.receive(B, message).is_empty(), "it confirms nothing");
        assert!(a.node.storage().objects().next().is_none());
    }
}

#[test]
fn what_was_said_before_changes_nothing() {
    let mut a = Driven::start_among(A, 4, Config::default());
    for administration in [Administration::Remove(B), Administration::Leave] {
        a.step(Input::Administer(administration));
        let before = a.node.local().membership().clone();
        let effects = a.step(Input::Administer(administration));
        assert_eq!(*a.node.local().membership(), before);
        assert!(!notes(&effects).iter().any(|note| matches!(note, Note::MemberChanged(_))));
    }
}

/// What a node has lost of its own writes leaves a gap only where nothing unread may be replaced:
/// elsewhere it counts on under its name.
#[test]
fn a_count_is_begun_anew_only_where_a_gap_matters() {
    let buffer = WriteBuffer { flush_interval: Duration::from_millis(100), durable_copies: 0 };
    for clock_kind in [ClockKind::PerVersion, ClockKind::PerObject, ClockKind::Dotted] {
        for reconciliation in [Reconciliation::Siblings, Reconciliation::LastWriteWins] {
            let write_buffer = Some(buffer);
            let config = Config { clock_kind, reconciliation, write_buffer, ..Config::default() };
            let mut a = Driven::start_with(A, config);
            let first = actor_of_write(&mut a, 1);
            let mut a = a.start_again(None);
            let matters =
                clock_kind != ClockKind::PerVersion && reconciliation == Reconciliation::Siblings;
            assert_eq!(actor_of_write(&mut a, 2) != first, matters, "{clock_kind:?}");
        }
    }
}

fn actor_of_write(node: &mut Driven, sequence: u32) -> Actor {
    let effects = node.receive(CLIENT, Message::Ask(request(sequence, blind())));
    let made = notes(&effects).into_iter().find_map(|note| match note {
        Note::VersionMade { dot, .. } => Some(dot.actor),
        _ => None,
    });
    made.unwrap()
}

/// A hint of what a tombstone deleted may bring it back; hints of other keys, and of the tombstone
/// itself, may not.
#[test]
fn a_tombstone_may_go_where_nothing_else_is_held_of_its_key() {
    let dot = Dot { actor: Actor { node: A, generation: 0 }, counter: 2 };
    let content = Content::Tombstone;
    let tombstone: Object = Version { dot, clock: clock(2), content, written: Time::ZERO }.into();
    let other = Key::new("other").unwrap();
    for (hinted, object, agrees) in [
        (&other, version(1), true),
        (&cart(), tombstone.clone(), true),
        (&cart(), version(1), false),
    ] {
        let mut c = Driven::start(C);
        c.keep(&cart(), tombstone.clone());
        let (key, hint_for, durable) = (hinted.clone(), Some(B), true);
        c.receive(A, Message::Write { request: REQUEST, key, object, hint_for, durable });
        let asked = Message::TombstoneCheck { key: cart(), dot };
        let answer = Message::TombstoneChecked { key: cart(), dot, agreed: agrees };
        assert_eq!(sent(c.receive(A, asked)), [(A.into(), answer)], "{hinted}");
    }
}
