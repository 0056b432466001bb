//! Where copies come to be: repairs that a client waits for, durable writes, nodes on their way in
//! or out, comparisons.

use std::rc::Rc;

use dynamo_playground::dynamo::config::{Config, QuorumKind, ReadRepair, WriteBuffer};
use dynamo_playground::dynamo::environment::{Administration, Input, Timer};
use dynamo_playground::dynamo::exchange::Exchange;
use dynamo_playground::dynamo::failure_detector::Heartbeat;
use dynamo_playground::dynamo::identity::{Actor, Address, NodeId};
use dynamo_playground::dynamo::key::{Key, Value};
use dynamo_playground::dynamo::key_space::Reconciliation;
use dynamo_playground::dynamo::message::{Gossip, Message, Operation, Refusal};
use dynamo_playground::dynamo::node::Node;
use dynamo_playground::dynamo::note::Note;
use dynamo_playground::dynamo::object::{Content, Dot, Object, Version};
use dynamo_playground::dynamo::time::{Duration, Time};
use dynamo_playground::dynamo::vector_clock::VectorClock;

use crate::driven::*;

/// Whoever ends a comparison tells what it has saved: shipping all that both nodes keep, and
/// nothing that only one of them keeps.
#[test]
fn a_comparison_is_held_against_shipping_what_both_nodes_keep() {
    let anti_entropy_interval = Some(Duration::from_millis(1_000));
    let config = Config { replicas: 2, anti_entropy_interval, ..Config::default() };
    let mut a = Driven::start_with(A, config);
    let (mut keys, mut bytes) = (0, 0);
    for number in 0..30 {
        let key = Key::new(format!("key {number}")).unwrap();
        let (object, durable) = (version(1), true);
        let keepers = a.node.local().serving.primaries(key.position(), 2);
        if keepers.contains(&A) && keepers.contains(&B) {
            keys += 1;
            bytes += postcard::to_allocvec(&(&key, &object)).unwrap().len() as u32;
        }
        a.receive(C, Message::Write { request: REQUEST, key, object, hint_for: None, durable });
    }
    assert!((1..30).contains(&keys), "some are kept by both: {keys}");
    let exchange =
        Exchange { initiator: A, number: 1, hashes: 2, bytes: 64, disk_reads: 0, keys_shipped: 0 };
    let effects = a.receive(B, Message::InSync { exchange });
    let ended = Note::ExchangeEnded { peer: B, exchange, keys_held: keys, bytes_held: bytes };
    assert_eq!(notes(&effects), [&ended]);
}

/// Who waits for copies waits for as many nodes as have to keep them.
#[test]
fn a_get_that_repairs_before_it_answers_needs_as_many_nodes_as_a_put() {
    for (read_repair, is_refused) in
        [(ReadRepair::Asynchronous, false), (ReadRepair::Blocking, true)]
    {
        let config = Config { read_repair, read_quorum: 1, write_quorum: 3, ..Config::default() };
        let mut a = Driven::start_with(A, config);
        a.step(Input::Administer(Administration::Remove(C)));
        let effects = a.ask(Operation::Get);
        let refused = Note::Refused(Refusal::TooFewNodes { nodes: 2, needed: 3 });
        assert_eq!(notes(&effects).contains(&&refused), is_refused);
    }
}

fn found(object: Object) -> Message {
    Message::ReadResult { request: REQUEST, object }
}

/// A get that waits for copies: whoever answers with too little is sent it, late or not, and
/// counts once it has stored it, and once only.
#[test]
fn a_get_waits_until_enough_copies_hold_what_it_found() {
    let config = Config {
        read_repair: ReadRepair::Blocking,
        read_quorum: 2,
        write_quorum: 3,
        ..Config::default()
    };
    let mut a = Driven::start_with(A, config);
    let (key, object) = (cart(), version(1));
    let write = Message::Write { request: REQUEST, key, object, hint_for: None, durable: false };
    a.receive(C, write.clone());
    a.ask(Operation::Get);
    for node in [B, C] {
        assert_eq!(sent(a.receive(node, found(Object::new()))), [(node.into(), write.clone())]);
    }
    let done = Message::WriteDone { request: REQUEST };
    let awaited = Note::RepairAwaited { holding: 2, needed: 3 };
    assert_eq!(notes(&a.receive(B, done.clone())), [&awaited]);
    assert_eq!(notes(&a.receive(B, done.clone())), [&Note::RepeatIgnored]);
    let effects = a.receive(C, done);
    assert!(notes(&effects).contains(&&Note::RepairReached { needed: 3 }));
    let answered = |message: &Message| matches!(message, Message::Answer { .. });
    assert!(sent(effects).iter().any(|(to, message)| *to == CLIENT.into() && answered(message)));
}

/// A sibling is lacking even where it is older than what is there: time decides nothing but where
/// the last write wins.
#[test]
fn a_copy_lacks_every_sibling_that_it_does_not_hold() {
    let config = Config { read_repair: ReadRepair::Blocking, ..Config::default() };
    let mut a = Driven::start_with(A, config);
    let (key, object) = (cart(), version(1));
    let write = Message::Write { request: REQUEST, key, object, hint_for: None, durable: false };
    a.receive(C, write.clone());
    a.ask(Operation::Get);
    let actor = Actor { node: B, generation: 0 };
    let (mut clock, written) = (VectorClock::new(), Time::from_millis(5));
    clock.set(actor, 1, written);
    let content = Content::Value(Value::new("pen").unwrap());
    let later = Version { dot: Dot { actor, counter: 1 }, clock, content, written };
    let messages = sent(a.receive(B, found(later.into())));
    assert!(messages.contains(&(B.into(), write)), "{messages:?}");
}

/// Where the last write wins, whoever holds a later one than was found lacks nothing.
#[test]
fn a_copy_lacks_no_write_that_is_older_than_its_own() {
    let config = Config {
        read_repair: ReadRepair::Blocking,
        reconciliation: Reconciliation::LastWriteWins,
        ..Config::default()
    };
    let actor = Actor { node: B, generation: 0 };
    let written_at = |moment: u64| -> Object {
        let (mut clock, written) = (VectorClock::new(), Time::from_millis(moment));
        clock.set(actor, 1, written);
        let content = Content::Value(value());
        Version { dot: Dot { actor, counter: 1 }, clock, content, written }.into()
    };
    for (own_is_later, moment) in [(false, 5), (true, 0)] {
        let mut a = Driven::start_with(A, config.clone());
        let own = Version { written: Time::from_millis(3), ..version(1).versions()[0].clone() };
        let (key, object) = (cart(), own.into());
        let (hint_for, durable) = (None, false);
        a.receive(C, Message::Write { request: REQUEST, key, object, hint_for, durable });
        a.ask(Operation::Get);
        let messages = sent(a.receive(B, found(written_at(moment))));
        let is_write = |message: &Message| matches!(message, Message::Write { .. });
        let is_sent = messages.iter().any(|(to, message)| *to == B.into() && is_write(message));
        assert_eq!(is_sent, own_is_later, "{messages:?}");
    }
}

/// The copies that must be durable are those of others as far as there are others.
#[test]
fn a_coordinator_writes_to_disk_only_where_others_are_too_few() {
    for durable_copies in 0..=3 {
        let flush_interval = Duration::from_millis(100);
        let buffer = WriteBuffer { flush_interval, durable_copies };
        let mut a =
            Driven::start_with(A, Config { write_buffer: Some(buffer), ..Config::default() });
        let messages = sent(a.ask(blind()));
        let durable = |(_, message): &&(Address, Message)| match message {
            Message::Write { durable, .. } => *durable,
            _ => false,
        };
        let others = messages.iter().filter(durable).count();
        assert_eq!(others, usize::from(durable_copies).min(2));
        let in_memory = usize::from(durable_copies < 3);
        assert_eq!(a.node.storage().buffer().len(), in_memory, "{durable_copies}");
    }
}

/// New writes reach a node that is on its way in (Dynamo §4.9).
#[test]
fn a_node_that_joins_stores_what_it_is_sent() {
    let mut joining = Driven::start(NodeId(7));
    let join = Administration::Join { zone: 0, capacity: 1 };
    joining.step(Input::Administer(join));
    let local = joining.node.local();
    assert!(!local.serves() && local.future.zones().contains_key(&NodeId(7)));
    let (key, object) = (cart(), version(1));
    let write = Message::Write { request: REQUEST, key, object, hint_for: None, durable: true };
    let done = Message::WriteDone { request: REQUEST };
    assert!(sent(joining.receive(A, write)).contains(&(A.into(), done)));
}

#[test]
fn a_request_is_not_handed_on_to_a_node_that_seems_down() {
    let config = Config { quorum_kind: QuorumKind::Strict, ..Config::default() };
    let mut stranger = Driven::start_with(NodeId(7), config);
    let mut asked_in_vain = 0;
    for sequence in 1..60 {
        let asked = request(sequence, blind());
        let id = asked.id;
        let effects = stranger.receive(CLIENT, Message::Ask(asked));
        let [Note::HandedOn { to, .. }] = notes(&effects)[..] else { panic!("{effects:?}") };
        if *to == B {
            asked_in_vain += 1;
            stranger.step(Input::Timer(Timer::Forward(id)));
        } else {
            stranger.receive(*to, Message::ForwardTaken { request: id });
        }
    }
    assert_eq!(asked_in_vain, 1);
}

/// Of those who have left nothing is expected, and a node knows best of itself that it runs.
#[test]
fn gossip_of_those_who_have_left_and_of_oneself_is_no_news() {
    let mut a = Driven::start(A);
    let membership = Rc::clone(a.node.local().shared_membership());
    a.step(Input::Administer(Administration::Remove(B)));
    let heart = Heartbeat { epoch: 0, count: 3 };
    let gossip =
        Gossip { membership, unanswered: vec![A, B], heartbeats: vec![(B, heart), (C, heart)] };
    a.receive(C, Message::Gossip(gossip));
    let detector = a.node.detector();
    assert_eq!(detector.heartbeats(), [(C, heart)]);
    for node in [A, B] {
        assert_eq!(detector.witnesses(node).count(), 0);
    }
}

/// Trees are grown from what is on disk when a node starts, and only where they are compared.
#[test]
fn trees_are_grown_at_the_start_if_there_is_anything_to_compare() {
    for (anti_entropy_interval, is_written) in [
        (None, true),
        (Some(Duration::from_millis(100)), false),
        (Some(Duration::from_millis(100)), true),
    ] {
        let config = Config { anti_entropy_interval, ..Config::default() };
        let mut a = Driven::start_with(A, config);
        if is_written {
            a.ask(blind());
        }
        let Driven { node, config, now, epoch } = a;
        let node = Node::new(A, node.crash());
        let mut a = Driven { node, config, now, epoch: epoch + 1 };
        let effects = a.step(Input::Start);
        let grown = notes(&effects).into_iter().find_map(|note| match note {
            Note::TreesGrown { keys, .. } => Some(*keys),
            _ => None,
        });
        let is_compared = anti_entropy_interval.is_some() && is_written;
        assert_eq!(grown, is_compared.then_some(1));
    }
}
