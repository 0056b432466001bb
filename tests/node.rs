//! What no command can bring about: a node driven by hand, message by message.

#![cfg(not(target_arch = "wasm32"))]

use std::rc::Rc;

use dynamo_playground::dynamo::causal_context::{CausalContext, ContextError};
use dynamo_playground::dynamo::config::Config;
use dynamo_playground::dynamo::disk::Disk;
use dynamo_playground::dynamo::environment::{Effect, Environment, Input, Timer};
use dynamo_playground::dynamo::identity::{Actor, Address, ClientId, NodeId, RequestId};
use dynamo_playground::dynamo::key::{Key, Position, Value};
use dynamo_playground::dynamo::message::{Message, Operation, Outcome, Request};
use dynamo_playground::dynamo::node::Node;
use dynamo_playground::dynamo::note::Note;
use dynamo_playground::dynamo::object::Version;
use dynamo_playground::dynamo::ring::{Ring, Token};
use dynamo_playground::dynamo::time::Time;
use dynamo_playground::dynamo::vector_clock::VectorClock;

const A: NodeId = NodeId(0);
const B: NodeId = NodeId(1);
const CLIENT: ClientId = ClientId(0);
const REQUEST: RequestId = RequestId { client: CLIENT, sequence: 1 };

/// A node of a ring of three, each of which keeps everything.
struct Driven {
    node: Node,
    ring: Ring,
    config: Config,
}

impl Driven {
    fn start(id: NodeId) -> Driven {
        let tokens = (0..3)
            .map(|node| Token { position: Position(u128::from(node) << 120), node: NodeId(node) });
        let node = Node::new(id, Disk::default());
        let mut driven = Driven { node, ring: Ring::new(tokens), config: Config::default() };
        driven.step(Input::Start);
        driven
    }

    fn step(&mut self, input: Input) -> Vec<Effect> {
        let mut effects = Vec::new();
        let mut environment = Environment {
            now: Time::ZERO,
            epoch: 0,
            config: &self.config,
            ring: &self.ring,
            effects: &mut effects,
        };
        self.node.step(&mut environment, input);
        effects
    }

    fn receive(&mut self, from: impl Into<Address>, message: Message) -> Vec<Effect> {
        self.step(Input::Message { from: from.into(), message: Rc::new(message) })
    }

    fn ask(&mut self, operation: Operation) -> Vec<Effect> {
        let request = Request { id: REQUEST, key: cart(), operation };
        self.receive(CLIENT, Message::Ask(request))
    }
}

fn cart() -> Key {
    Key::new("cart").unwrap()
}

fn value() -> Value {
    Value::new("book").unwrap()
}

fn version(counter: u64) -> Version {
    let mut clock = VectorClock::new();
    clock.set(Actor { node: A, generation: 0 }, counter, Time::ZERO);
    Version { clock, value: value() }
}

/// The messages among effects, with whom they are for.
fn sent(effects: Vec<Effect>) -> Vec<(Address, Message)> {
    let message = |effect| match effect {
        Effect::Send { to, message } => Some((to, message)),
        _ => None,
    };
    effects.into_iter().filter_map(message).collect()
}

fn notes(effects: &[Effect]) -> Vec<&Note> {
    let mut notes = Vec::new();
    for effect in effects {
        if let Effect::Note { note, .. } = effect {
            notes.push(note);
        }
    }
    notes
}

fn assert_refused(context: CausalContext, error: ContextError) {
    let mut a = Driven::start(A);
    let effects = a.ask(Operation::Put { value: value(), context: Some(context) });
    assert_eq!(notes(&effects), [&Note::ContextRefused(error)]);
    let answer = Message::Answer { request: REQUEST, outcome: Outcome::Refused(error) };
    assert_eq!(sent(effects), [(CLIENT.into(), answer)]);
    assert!(a.node.disk().objects().is_empty(), "nothing is written");
}

#[test]
fn a_malformed_context_is_refused_and_nothing_is_written() {
    assert_refused(CausalContext::from_bytes(b""), ContextError::Malformed);
    assert_refused(CausalContext::from_bytes(b"no context"), ContextError::Malformed);
}

#[test]
fn a_context_of_another_key_is_refused_and_nothing_is_written() {
    let other = Key::new("card").unwrap();
    assert_refused(CausalContext::seal(&other, version(3).clock), ContextError::OtherKey);
}

#[test]
fn a_request_that_is_repeated_while_it_is_worked_on_is_ignored() {
    for operation in [Operation::Get, Operation::Put { value: value(), context: None }] {
        let mut a = Driven::start(A);
        assert!(!sent(a.ask(operation.clone())).is_empty());
        let effects = a.ask(operation.clone());
        assert_eq!(notes(&effects), [&Note::RepeatIgnored]);
        assert!(sent(effects).is_empty());
        // Another node may hand on what came here already.
        let request = Request { id: REQUEST, key: cart(), operation };
        let effects = a.receive(B, Message::Forward(request));
        assert_eq!(notes(&effects), [&Note::RepeatIgnored]);
        assert_eq!(sent(effects), [(B.into(), Message::ForwardTaken { request: REQUEST })]);
    }
}

#[test]
fn an_answer_that_is_repeated_counts_once() {
    let mut a = Driven::start(A);
    a.config.write_quorum = 3;
    a.ask(Operation::Put { value: value(), context: None });
    let done = Message::WriteDone { request: REQUEST };
    let counted = Note::Counted { node: B, answered: 2, needed: 3, late: false };
    assert_eq!(notes(&a.receive(B, done.clone())), [&counted]);
    assert_eq!(notes(&a.receive(B, done)), [&Note::RepeatIgnored]);
}

#[test]
fn an_answer_to_nothing_is_noted_and_changes_nothing() {
    let mut a = Driven::start(A);
    let effects = a.receive(B, Message::WriteDone { request: REQUEST });
    assert_eq!(notes(&effects), [&Note::AnswerTooLate { node: B }]);
    let done = Message::HandoffDone { key: cart(), stored: VectorClock::new() };
    assert!(a.receive(B, done).is_empty());
    assert!(a.receive(B, Message::ForwardTaken { request: REQUEST }).is_empty());
    assert!(a.step(Input::Timer(Timer::Deadline(REQUEST))).is_empty());
}

#[test]
fn no_counter_is_issued_twice_even_without_a_context() {
    let mut a = Driven::start(A);
    let mut counters = Vec::new();
    for sequence in 1..=3 {
        let id = RequestId { client: CLIENT, sequence };
        let operation = Operation::Put { value: value(), context: None };
        let effects = a.receive(CLIENT, Message::Ask(Request { id, key: cart(), operation }));
        counters.extend(notes(&effects).into_iter().filter_map(|note| match note {
            Note::VersionMade { clock, .. } => Some(clock.entries()[0].counter),
            _ => None,
        }));
    }
    assert_eq!(counters, [1, 2, 3]);
}

/// A hint that grows while a first delivery of it is under way must outlive the confirmation of
/// that first delivery: the owner has not stored what came later.
#[test]
fn a_confirmation_deletes_only_what_was_delivered() {
    let mut stand_in = Driven::start(A);
    let mut owner = Driven::start(B);
    let write = |sequence, version| Message::Write {
        request: RequestId { client: CLIENT, sequence },
        key: cart(),
        version,
        hint_for: Some(B),
    };
    stand_in.receive(NodeId(2), write(1, version(1)));
    let mut first = sent(stand_in.receive(B, Message::Pong));
    // The confirmation takes so long that the stand-in asks again.
    stand_in.step(Input::Timer(Timer::Probe(B)));
    stand_in.receive(NodeId(2), write(2, version(2)));
    // This delivery is going to be lost.
    assert!(!sent(stand_in.receive(B, Message::Pong)).is_empty());
    let mut confirmation = sent(owner.receive(A, first.remove(0).1));
    stand_in.receive(B, confirmation.remove(0).1);
    let hint = stand_in.node.disk().hints_for(B).next();
    assert!(hint.is_some(), "the second version exists nowhere else");
}
