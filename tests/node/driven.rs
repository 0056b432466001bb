//! A node driven by hand, and what it is told and says.

use std::rc::Rc;

use dynamo_playground::dynamo::chance::Chance;
use dynamo_playground::dynamo::config::Config;
use dynamo_playground::dynamo::disk::Disk;
use dynamo_playground::dynamo::environment::{Effect, Environment, Input};
use dynamo_playground::dynamo::identity::{Actor, Address, ClientId, NodeId, RequestId};
use dynamo_playground::dynamo::key::{Key, Value};
use dynamo_playground::dynamo::membership::{Membership, Status};
use dynamo_playground::dynamo::message::{Message, Operation, Request};
use dynamo_playground::dynamo::node::Node;
use dynamo_playground::dynamo::note::Note;
use dynamo_playground::dynamo::object::{Content, Dot, Object, Version};
use dynamo_playground::dynamo::ring::KeyRange;
use dynamo_playground::dynamo::time::Time;
use dynamo_playground::dynamo::vector_clock::VectorClock;

pub const A: NodeId = NodeId(0);
pub const B: NodeId = NodeId(1);
pub const C: NodeId = NodeId(2);
pub const CLIENT: ClientId = ClientId(0);
pub const REQUEST: RequestId = RequestId { client: CLIENT, sequence: 1 };

/// A node of a ring, of three that keep everything unless more are asked for.
pub struct Driven {
    pub node: Node,
    pub config: Config,
    pub now: Time,
    pub epoch: u32,
}

impl Driven {
    pub fn start(id: NodeId) -> Driven {
        Driven::start_with(id, Config::default())
    }

    pub fn start_with(id: NodeId, config: Config) -> Driven {
        Driven::start_among(id, 3, config)
    }

    pub fn start_among(id: NodeId, nodes: u16, config: Config) -> Driven {
        let founders: Vec<(NodeId, u8, u8)> = (0..nodes).map(|node| (NodeId(node), 0, 1)).collect();
        let members = Membership::founding(&config.placement, Chance::new(1), &founders);
        let node = Node::new(id, Disk::blank(members.into()));
        let mut driven = Driven { node, config, now: Time::ZERO, epoch: 0 };
        driven.step(Input::Start);
        driven
    }

    pub fn step(&mut self, input: Input) -> Vec<Effect> {
        let mut effects = Vec::new();
        let mut environment = Environment {
            now: self.now,
            epoch: self.epoch,
            config: &self.config,
            seeds: &self.config.seeds,
            chance: Chance::new(1),
            effects: &mut effects,
        };
        self.node.step(&mut environment, input);
        effects
    }

    pub fn receive(&mut self, from: impl Into<Address>, message: Message) -> Vec<Effect> {
        self.step(Input::Message { from: from.into(), message: Rc::new(message) })
    }

    pub fn ask(&mut self, operation: Operation) -> Vec<Effect> {
        self.receive(CLIENT, Message::Ask(request(1, operation)))
    }

    /// Is sent an object that it is to keep, whoever has made it.
    pub fn keep(&mut self, key: &Key, object: Object) -> Vec<Effect> {
        let key = key.clone();
        let request = REQUEST;
        self.receive(C, Message::Write { request, key, object, hint_for: None, durable: true })
    }

    /// What it takes itself for.
    pub fn status(&self) -> Option<Status> {
        self.node.local().membership().status(self.node.id())
    }

    /// The range of the ring by which it serves.
    pub fn range_of(&self, key: &Key) -> KeyRange {
        self.node.local().serving.range_of(key.position()).unwrap()
    }

    /// The keys that fit, of those with this beginning.
    pub fn keys_that(&self, prefix: &str, fit: impl Fn(&Driven, &Key) -> bool) -> Vec<Key> {
        let keys = (0..600).map(|number| Key::new(format!("{prefix}{number}")).unwrap());
        keys.filter(|key| fit(self, key)).collect()
    }

    /// Whether it is a primary for a key.
    pub fn keeps(&self, key: &Key) -> bool {
        self.node.local().keeps(&self.config, key)
    }

    /// The process ends and starts again, on the disk that it leaves or on another.
    pub fn start_again(self, other_disk: Option<Disk>) -> Driven {
        let Driven { node, config, now, epoch } = self;
        let id = node.id();
        let node = Node::new(id, other_disk.unwrap_or(node.crash()));
        let mut driven = Driven { node, config, now, epoch: epoch + 1 };
        driven.step(Input::Start);
        driven
    }
}

pub fn request(sequence: u32, operation: Operation) -> Request {
    let id = RequestId { client: CLIENT, sequence };
    Request { id, key: cart(), operation, quorum: None, ring: None }
}

pub fn blind() -> Operation {
    Operation::Put { value: value(), context: None }
}

pub fn cart() -> Key {
    Key::new("cart").unwrap()
}

pub fn value() -> Value {
    Value::new("book").unwrap()
}

pub fn clock(counter: u64) -> VectorClock {
    let mut clock = VectorClock::new();
    clock.set(Actor { node: A, generation: 0 }, counter, Time::ZERO);
    clock
}

pub fn version(counter: u64) -> Object {
    let dot = Dot { actor: Actor { node: A, generation: 0 }, counter };
    let content = Content::Value(value());
    Version { dot, clock: clock(counter), content, written: Time::ZERO }.into()
}

/// A write that the receiver is to keep for B.
pub fn hinted_write(sequence: u32, object: Object) -> Message {
    let request = RequestId { client: CLIENT, sequence };
    Message::Write { request, key: cart(), object, hint_for: Some(B), durable: false }
}

/// The messages among effects, with whom they are for.
pub fn sent(effects: Vec<Effect>) -> Vec<(Address, Message)> {
    let message = |effect| match effect {
        Effect::Send { to, message } => Some((to, message)),
        _ => None,
    };
    effects.into_iter().filter_map(message).collect()
}

pub fn notes(effects: &[Effect]) -> Vec<&Note> {
    let mut notes = Vec::new();
    for effect in effects {
        if let Effect::Note { note, .. } = effect {
            notes.push(note);
        }
    }
    notes
}
