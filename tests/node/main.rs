//! What no command can bring about: a node driven by hand, message by message.

#![cfg(not(target_arch = "wasm32"))]

mod copies;
mod driven;
mod leaving;
mod transfers;
mod waits;

use std::collections::BTreeSet;

use dynamo_playground::dynamo::causal_context::{CausalContext, ContextError};
use dynamo_playground::dynamo::config::{Config, WriteBuffer};
use dynamo_playground::dynamo::disk::Disk;
use dynamo_playground::dynamo::environment::{Administration, Input, Timer};
use dynamo_playground::dynamo::identity::{Actor, NodeId};
use dynamo_playground::dynamo::key::Key;
use dynamo_playground::dynamo::message::{Message, Operation, Outcome, Refusal, Request};
use dynamo_playground::dynamo::note::Note;
use dynamo_playground::dynamo::object::{ClockKind, Content, Dot, Object, Version};
use dynamo_playground::dynamo::time::{Duration, Time};

use driven::*;

fn assert_refused(asked: Request, refusal: Refusal) {
    let mut a = Driven::start(A);
    let effects = a.receive(CLIENT, Message::Ask(asked));
    assert_eq!(notes(&effects), [&Note::Refused(refusal)]);
    let answer = Message::Answer { request: REQUEST, outcome: Outcome::Refused(refusal) };
    assert_eq!(sent(effects), [(CLIENT.into(), answer)]);
    assert!(a.node.storage().objects().next().is_none(), "nothing is written");
}

fn with_context(context: CausalContext) -> Request {
    request(1, Operation::Put { value: value(), context: Some(context) })
}

#[test]
fn a_malformed_context_is_refused_and_nothing_is_written() {
    let malformed = Refusal::Context(ContextError::Malformed);
    assert_refused(with_context(CausalContext::from_bytes(b"")), malformed);
    assert_refused(with_context(CausalContext::from_bytes(b"no context")), malformed);
}

#[test]
fn a_context_of_another_key_is_refused_and_nothing_is_written() {
    let other = Key::new("card").unwrap();
    let context = CausalContext::seal(&other, clock(3), None);
    assert_refused(with_context(context), Refusal::Context(ContextError::OtherKey));
}

#[test]
fn a_quorum_that_there_cannot_be_is_refused() {
    for quorum in [0, 4, 255] {
        let asked = Request { quorum: Some(quorum), ..request(1, blind()) };
        assert_refused(asked, Refusal::Quorum(3));
    }
}

#[test]
fn a_node_that_is_no_member_hands_requests_on_and_keeps_nothing() {
    let mut stranger = Driven::start(NodeId(7));
    let effects = stranger.ask(blind());
    assert!(matches!(notes(&effects)[..], [Note::HandedOn { .. }]));
    let read = Message::Read { request: REQUEST, key: cart() };
    let refused = Message::ReplicaRefused { request: REQUEST };
    assert_eq!(sent(stranger.receive(A, read)), [(A.into(), refused)]);
}

#[test]
fn a_node_that_knows_no_ring_refuses_its_clients() {
    let mut alone = Driven::start(A).start_again(Some(Disk::default()));
    let effects = alone.ask(blind());
    assert_eq!(notes(&effects), [&Note::Refused(Refusal::NotAMember)]);
}

#[test]
fn a_request_that_is_repeated_while_it_is_worked_on_is_ignored() {
    for operation in [Operation::Get, blind(), Operation::Delete { context: None }] {
        let mut a = Driven::start(A);
        assert!(!sent(a.ask(operation.clone())).is_empty());
        let effects = a.ask(operation.clone());
        assert_eq!(notes(&effects), [&Note::RepeatIgnored]);
        assert!(sent(effects).is_empty());
        // Another node may hand on what came here already.
        let effects = a.receive(B, Message::Forward(request(1, operation)));
        assert_eq!(notes(&effects), [&Note::RepeatIgnored]);
        assert_eq!(sent(effects), [(B.into(), Message::ForwardTaken { request: REQUEST })]);
    }
}

/// A network may deliver a message again long after the first time: a put that was carried out
/// twice would leave two versions of one write.
#[test]
fn a_request_that_is_repeated_after_it_was_finished_is_ignored() {
    let mut a = Driven::start(A);
    a.ask(blind());
    for node in [B, C] {
        a.receive(node, Message::WriteDone { request: REQUEST });
    }
    let before = a.node.storage().own(&cart()).cloned();
    let effects = a.ask(blind());
    assert_eq!(notes(&effects), [&Note::RepeatIgnored]);
    assert!(sent(effects).is_empty());
    assert_eq!(a.node.storage().own(&cart()).cloned(), before);
}

#[test]
fn a_request_that_is_handed_on_twice_is_taken_up_once() {
    let mut a = Driven::start(A);
    let forward = Message::Forward(request(1, blind()));
    a.receive(B, forward.clone());
    for node in [B, C] {
        a.receive(node, Message::WriteDone { request: REQUEST });
    }
    let effects = a.receive(B, forward);
    assert_eq!(notes(&effects), [&Note::RepeatIgnored]);
    // Whoever handed it on stops waiting all the same.
    assert_eq!(sent(effects), [(B.into(), Message::ForwardTaken { request: REQUEST })]);
    assert_eq!(a.node.storage().own(&cart()).map(|object| object.versions().len()), Some(1));
}

#[test]
fn a_request_handed_on_is_not_handed_on_again_when_it_is_repeated() {
    let mut stranger = Driven::start(NodeId(7));
    stranger.ask(blind());
    stranger.receive(A, Message::ForwardTaken { request: REQUEST });
    let effects = stranger.ask(blind());
    assert_eq!(notes(&effects), [&Note::RepeatIgnored]);
    assert!(sent(effects).is_empty());
}

/// Requests of one client may come in any order, each once; very old ones count as repeats.
#[test]
fn requests_that_come_out_of_order_are_taken_up() {
    // Alone it has each done with at once: what is ignored later is not what is in work.
    let mut a = Driven::start_with(A, Config { read_quorum: 1, ..Config::default() });
    for gone in [B, C] {
        a.step(Input::Administer(Administration::Remove(gone)));
    }
    let mut takes = |sequence| {
        let effects = a.receive(CLIENT, Message::Ask(request(sequence, Operation::Get)));
        notes(&effects) != [&Note::RepeatIgnored]
    };
    for sequence in [3, 1, 2, 64, 65, 4, 67] {
        assert!(takes(sequence), "{sequence} comes for the first time");
        assert!(!takes(sequence), "{sequence} has come");
    }
    assert!(!takes(64) && !takes(65), "newer ones have come since");
    assert!(!takes(3), "it has come");
    assert!(takes(5), "it has not come, and is not too old");
    assert!(takes(500));
    assert!(!takes(436), "too old to tell");
    assert!(takes(437));
}

#[test]
fn a_quorum_that_the_whole_ring_cannot_make_is_refused_and_nothing_is_written() {
    let mut a = Driven::start(A);
    for gone in [B, C] {
        a.step(Input::Administer(Administration::Remove(gone)));
    }
    let effects = a.ask(blind());
    let refusal = Refusal::TooFewNodes { nodes: 1, needed: 2 };
    assert_eq!(notes(&effects), [&Note::Refused(refusal)]);
    assert!(a.node.storage().objects().next().is_none(), "nothing is written");
}

#[test]
fn an_answer_that_is_repeated_counts_once() {
    let mut a = Driven::start(A);
    a.config.write_quorum = 3;
    a.ask(blind());
    let done = Message::WriteDone { request: REQUEST };
    let counted = Note::Counted { node: B, answered: 2, needed: 3, late: false };
    assert_eq!(notes(&a.receive(B, done.clone())), [&counted]);
    assert_eq!(notes(&a.receive(B, done)), [&Note::RepeatIgnored]);
}

/// Two of three refuse: the third alone can be no quorum of two, and waiting is of no use.
#[test]
fn a_client_is_told_at_once_when_its_quorum_has_become_impossible() {
    let mut a = Driven::start(A);
    a.ask(blind());
    let refused = Message::ReplicaRefused { request: REQUEST };
    assert!(sent(a.receive(B, refused.clone())).is_empty());
    let effects = a.receive(C, refused);
    let impossible = Note::QuorumImpossible { answered: 1, needed: 2 };
    assert!(notes(&effects).contains(&&impossible));
    let outcome = Outcome::TooFewAnswers { answered: 1, needed: 2 };
    assert_eq!(sent(effects), [(CLIENT.into(), Message::Answer { request: REQUEST, outcome })]);
}

#[test]
fn an_answer_to_nothing_is_noted_and_changes_nothing() {
    let mut a = Driven::start(A);
    let effects = a.receive(B, Message::WriteDone { request: REQUEST });
    assert_eq!(notes(&effects), [&Note::AnswerTooLate { node: B }]);
    let done = Message::HandoffDone { key: cart(), stored: Object::new() };
    assert!(a.receive(B, done).is_empty());
    assert!(a.receive(B, Message::ForwardTaken { request: REQUEST }).is_empty());
    assert!(a.step(Input::Timer(Timer::Deadline(REQUEST))).is_empty());
}

/// Clients ask, and want to know the members; whatever else comes in a client's name is not heard.
#[test]
fn what_only_nodes_say_to_each_other_is_not_taken_from_a_client() {
    let mut a = Driven::start(A);
    let (key, object) = (cart(), version(1));
    for message in [
        Message::Ping,
        Message::Handoff { key: key.clone(), object: object.clone() },
        Message::Write { request: REQUEST, key, object, hint_for: None, durable: true },
    ] {
        assert!(a.receive(CLIENT, message).is_empty());
        assert!(a.node.storage().objects().next().is_none());
    }
}

/// The dots of the versions that a node makes by `count` blind writes.
fn dots_made(node: &mut Driven, first: u32, count: u32) -> Vec<Dot> {
    let mut dots = Vec::new();
    for sequence in first..first + count {
        let effects = node.receive(CLIENT, Message::Ask(request(sequence, blind())));
        dots.extend(notes(&effects).into_iter().filter_map(|note| match note {
            Note::VersionMade { dot, .. } => Some(*dot),
            _ => None,
        }));
    }
    dots
}

#[test]
fn no_counter_is_issued_twice_even_without_a_context() {
    for clock_kind in [ClockKind::PerVersion, ClockKind::PerObject, ClockKind::Dotted] {
        let mut a = Driven::start_with(A, Config { clock_kind, ..Config::default() });
        let counters: Vec<u64> = dots_made(&mut a, 1, 3).iter().map(|dot| dot.counter).collect();
        assert_eq!(counters, [1, 2, 3]);
    }
}

/// Counters go on after a crash, also for versions that only the write buffer held; a node that
/// has lost its disk counts on under another name.
#[test]
fn no_dot_is_issued_twice_through_crashes_and_a_lost_disk() {
    let buffer = WriteBuffer { flush_interval: Duration::from_millis(100), durable_copies: 0 };
    let config = Config { write_buffer: Some(buffer), ..Config::default() };
    let mut a = Driven::start_with(A, config);
    let members = a.node.local().membership().clone();
    let mut dots = dots_made(&mut a, 1, 2);
    assert_eq!(a.node.storage().buffer().len(), 1);
    let mut a = a.start_again(None);
    assert!(a.node.storage().own(&cart()).is_none(), "the buffer is lost, and only it");
    dots.extend(dots_made(&mut a, 3, 2));
    a.step(Input::Timer(Timer::Flush));
    let mut a = a.start_again(None);
    assert!(a.node.storage().own(&cart()).is_some(), "what was flushed is there");
    dots.extend(dots_made(&mut a, 5, 2));
    let mut a = a.start_again(Some(Disk::blank(members.into())));
    dots.extend(dots_made(&mut a, 7, 2));
    let distinct: BTreeSet<Dot> = dots.iter().copied().collect();
    assert_eq!((dots.len(), distinct.len()), (8, 8), "{dots:?}");
    assert_eq!(dots[7].actor.generation, 3, "a new generation");
}

/// A hint that grows while a first delivery of it is under way must outlive the confirmation of
/// that first delivery: the owner has not stored what came later.
#[test]
fn a_confirmation_deletes_only_what_was_delivered() {
    let mut stand_in = Driven::start(A);
    let mut owner = Driven::start(B);
    stand_in.receive(C, hinted_write(1, version(1)));
    let mut first = sent(stand_in.receive(B, Message::Pong));
    // The confirmation takes so long that the stand-in asks again.
    stand_in.step(Input::Timer(Timer::Probe(B)));
    stand_in.receive(C, hinted_write(2, version(2)));
    // This delivery is going to be lost.
    assert!(!sent(stand_in.receive(B, Message::Pong)).is_empty());
    let mut confirmation = sent(owner.receive(A, first.remove(0).1));
    stand_in.receive(B, confirmation.remove(0).1);
    let hint = stand_in.node.storage().disk.hints_for(B).next();
    assert!(hint.is_some(), "the second version exists nowhere else");
}

/// The same where no second delivery was begun: what was delivered is not all there is.
#[test]
fn a_hint_that_has_grown_is_kept_and_sent_again() {
    let mut stand_in = Driven::start(A);
    stand_in.receive(C, hinted_write(1, version(1)));
    stand_in.receive(B, Message::Pong);
    stand_in.receive(C, hinted_write(2, version(2)));
    let done = Message::HandoffDone { key: cart(), stored: version(1) };
    let effects = stand_in.receive(B, done);
    assert!(notes(&effects).contains(&&Note::HintKept { key: cart(), owner: B }));
    let again = Message::Handoff { key: cart(), object: version(2) };
    assert!(sent(effects).contains(&(B.into(), again)));
}

/// A coordinator that does not know yet that a node has left sends a hint for it: whoever gets
/// the hint and knows better does not keep it for ever.
#[test]
fn a_hint_for_one_who_has_left_finds_another_home_at_once() {
    let mut a = Driven::start_with(A, Config { replicas: 1, ..Config::default() });
    a.step(Input::Administer(Administration::Remove(B)));
    let effects = a.receive(C, hinted_write(1, version(1)));
    let rehomed = |note: &&Note| matches!(note, Note::HintRehomed { from: B, .. });
    assert!(notes(&effects).into_iter().any(|note| rehomed(&note)));
    assert!(a.node.storage().disk.hints_for(B).next().is_none());
}

/// A tombstone in the write buffer alone may be gone after a crash, and what it deleted, which is
/// on disk, be back: as long as that can happen nobody may forget the tombstone.
#[test]
fn a_tombstone_that_is_not_on_disk_may_not_go() {
    let buffer = WriteBuffer { flush_interval: Duration::from_millis(100), durable_copies: 0 };
    let mut b = Driven::start_with(B, Config { write_buffer: Some(buffer), ..Config::default() });
    let dot = Dot { actor: Actor { node: A, generation: 0 }, counter: 2 };
    let content = Content::Tombstone;
    let tombstone = Version { dot, clock: clock(2), content, written: Time::ZERO }.into();
    let (key, durable) = (cart(), false);
    b.receive(
        A,
        Message::Write { request: REQUEST, key, object: tombstone, hint_for: None, durable },
    );
    let mut agrees = || {
        let asked = Message::TombstoneCheck { key: cart(), dot };
        let answers = sent(b.receive(A, asked));
        let agreed = matches!(answers[..], [(_, Message::TombstoneChecked { agreed: true, .. })]);
        b.step(Input::Timer(Timer::Flush));
        agreed
    };
    assert!(!agrees(), "it is in the buffer");
    assert!(agrees(), "it is on disk");
}
