//! Two nodes that keep everything, and the messages between them, driven by hand.

#![allow(dead_code)] // Every test that includes this module uses a part of it.

use std::collections::VecDeque;
use std::rc::Rc;

use dynamo_playground::dynamo::chance::Chance;
use dynamo_playground::dynamo::config::Config;
use dynamo_playground::dynamo::disk::Disk;
use dynamo_playground::dynamo::environment::{Effect, Environment, Input, Timer};
use dynamo_playground::dynamo::identity::{Address, NodeId};
use dynamo_playground::dynamo::membership::Membership;
use dynamo_playground::dynamo::message::Message;
use dynamo_playground::dynamo::node::Node;
use dynamo_playground::dynamo::time::{Duration, Time};

/// The nodes and the messages between them.
pub struct TwoNodes {
    config: Config,
    /// The nodes.
    pub nodes: [Node; 2],
    /// The messages on their way, and for whom they are.
    pub messages: VecDeque<(NodeId, Message)>,
}

impl TwoNodes {
    /// A store of two nodes whose trees are so deep, and a blank disk of it.
    pub fn store(merkle_depth: u8) -> (Config, Disk) {
        let config = Config {
            replicas: 2,
            merkle_depth,
            anti_entropy_interval: Some(Duration::from_millis(100)),
            ..Config::default()
        };
        let founders = [(NodeId(0), 0, 1), (NodeId(1), 0, 1)];
        let members = Membership::founding(&config.placement, Chance::new(3), &founders);
        (config, Disk::blank(Rc::new(members)))
    }

    /// The nodes, just started on these disks.
    pub fn new(config: Config, disks: [Disk; 2]) -> TwoNodes {
        let [first, second] = disks;
        let nodes = [Node::new(NodeId(0), first), Node::new(NodeId(1), second)];
        let mut two = TwoNodes { config, nodes, messages: VecDeque::new() };
        two.step(0, Input::Start);
        two.step(1, Input::Start);
        two.messages.clear();
        two
    }

    /// One exchange, begun by the first node; `see` is shown every message, and for whom it is.
    /// Gives how many messages it took.
    pub fn exchange(&mut self, mut see: impl FnMut(NodeId, &Message)) -> usize {
        self.step(0, Input::Timer(Timer::AntiEntropy));
        let mut count = 0;
        while let Some((to, message)) = self.messages.pop_front() {
            count += 1;
            assert!(count < 100, "an exchange ends");
            see(to, &message);
            let from = NodeId(1 - to.0).into();
            self.step(to.index(), Input::Message { from, message: Rc::new(message) });
        }
        count
    }

    /// One of them takes an input; what it sends is on its way then.
    pub fn step(&mut self, index: usize, input: Input) {
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
