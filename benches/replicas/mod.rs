//! Two nodes that keep the same, driven by hand.

use std::collections::VecDeque;
use std::rc::Rc;

use dynamo_playground::dynamo::chance::Chance;
use dynamo_playground::dynamo::config::Config;
use dynamo_playground::dynamo::disk::Disk;
use dynamo_playground::dynamo::environment::{Effect, Environment, Input, Timer};
use dynamo_playground::dynamo::identity::{Actor, Address, NodeId};
use dynamo_playground::dynamo::key::{Key, Value};
use dynamo_playground::dynamo::membership::Membership;
use dynamo_playground::dynamo::message::Message;
use dynamo_playground::dynamo::node::Node;
use dynamo_playground::dynamo::object::{Content, Dot, Object, Version};
use dynamo_playground::dynamo::time::{Duration, Time};
use dynamo_playground::dynamo::vector_clock::VectorClock;

/// The nodes and the messages between them.
pub struct Replicas {
    config: Config,
    nodes: [Node; 2],
    messages: VecDeque<(NodeId, Message)>,
    keys: u64,
}

fn key(number: u64) -> Key {
    Key::new(format!("key {number}")).expect("a key")
}

fn object(number: u64) -> Object {
    let actor = Actor { node: NodeId(0), generation: 0 };
    let mut clock = VectorClock::new();
    clock.set(actor, number + 1, Time::ZERO);
    let content = Content::Value(Value::new(format!("value {number}")).expect("a value"));
    Version { dot: Dot { actor, counter: number + 1 }, clock, content, written: Time::ZERO }.into()
}

impl Replicas {
    /// Both have so many keys.
    pub fn new(keys: u64) -> Replicas {
        let config = Config {
            replicas: 2,
            merkle_depth: 10,
            anti_entropy_interval: Some(Duration::from_millis(100)),
            ..Config::default()
        };
        let founders = [(NodeId(0), 0, 1), (NodeId(1), 0, 1)];
        let members = Rc::new(Membership::founding(&config.placement, Chance::new(3), &founders));
        let mut disk = Disk::blank(members);
        for number in 0..keys {
            let key = key(number);
            disk.write((key.position(), key), object(number));
        }
        let nodes = [Node::new(NodeId(0), disk.clone()), Node::new(NodeId(1), disk)];
        let mut replicas = Replicas { config, nodes, messages: VecDeque::new(), keys };
        replicas.step(0, Input::Start);
        replicas.step(1, Input::Start);
        replicas.messages.clear();
        replicas
    }

    /// The first node alone comes to have some more.
    pub fn differ(&mut self, keys: u64) {
        for number in self.keys..self.keys + keys {
            let message = Message::Handoff { key: key(number), object: object(number) };
            let from = Address::Node(NodeId(1));
            self.step(0, Input::Message { from, message: Rc::new(message) });
        }
        self.keys += keys;
        self.messages.clear();
    }

    /// One exchange, begun by the first node. Gives how many messages it took.
    pub fn exchange(&mut self) -> usize {
        self.step(0, Input::Timer(Timer::AntiEntropy));
        let mut count = 0;
        while let Some((to, message)) = self.messages.pop_front() {
            count += 1;
            let from = NodeId(1 - to.0).into();
            self.step(to.index(), Input::Message { from, message: Rc::new(message) });
        }
        count
    }

    fn step(&mut self, index: usize, input: Input) {
        let mut effects = Vec::new();
        let mut environment = Environment {
            now: Time::ZERO,
            epoch: 0,
            config: &self.config,
            seeds: &self.config.seeds,
            chance: Chance::new(3),
            effects: &mut effects,
        };
        self.nodes[index].step(&mut environment, input);
        for effect in effects {
            if let Effect::Send { to: Address::Node(to), message } = effect {
                self.messages.push_back((to, message));
            }
        }
    }
}
