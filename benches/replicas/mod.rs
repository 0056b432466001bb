//! Two replicas of many keys that differ in a few.

#[path = "../../tests/two_nodes/mod.rs"]
mod two_nodes;

use std::rc::Rc;

use dynamo_playground::dynamo::environment::Input;
use dynamo_playground::dynamo::identity::{Actor, Address, NodeId};
use dynamo_playground::dynamo::key::{Key, Value};
use dynamo_playground::dynamo::message::Message;
use dynamo_playground::dynamo::object::{Content, Dot, Object, Version};
use dynamo_playground::dynamo::time::Time;
use dynamo_playground::dynamo::vector_clock::VectorClock;
use two_nodes::TwoNodes;

/// The replicas, and how many keys they have.
pub struct Replicas {
    nodes: TwoNodes,
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
        let (config, mut disk) = TwoNodes::store(10);
        for number in 0..keys {
            let key = key(number);
            disk.write((key.position(), key), object(number));
        }
        Replicas { nodes: TwoNodes::new(config, [disk.clone(), disk]), keys }
    }

    /// The first node alone comes to have some more.
    pub fn differ(&mut self, keys: u64) {
        for number in self.keys..self.keys + keys {
            let handoff = Message::Handoff { key: key(number), object: object(number) };
            let from = Address::Node(NodeId(1));
            self.nodes.step(0, Input::Message { from, message: Rc::new(handoff) });
        }
        // The other one is not to hear of it before they compare.
        self.nodes.messages.clear();
        self.keys += keys;
    }

    /// One exchange. Gives how many messages it took.
    pub fn exchange(&mut self) -> usize {
        self.nodes.exchange(|_, _| {})
    }
}
