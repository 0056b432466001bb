//! Anti-entropy between two nodes, driven by hand: it finds what differs, ships that and
//! nothing outside the leaves that differ, both ways, and ends in equal trees (Dynamo §4.7).

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use dynamo_playground::dynamo::chance::Chance;
use dynamo_playground::dynamo::config::Config;
use dynamo_playground::dynamo::disk::Disk;
use dynamo_playground::dynamo::environment::{Effect, Environment, Input, Timer};
use dynamo_playground::dynamo::identity::{Address, NodeId};
use dynamo_playground::dynamo::key::Key;
use dynamo_playground::dynamo::membership::Membership;
use dynamo_playground::dynamo::message::Message;
use dynamo_playground::dynamo::node::Node;
use dynamo_playground::dynamo::object::{ClockKind, Object};
use dynamo_playground::dynamo::time::{Duration, Time};
use proptest::collection::btree_map;
use proptest::prelude::*;

use crate::draw::{any_object, key};

type Content = BTreeMap<Key, Object>;

/// Two nodes that keep everything, and the messages between them.
struct Pair {
    config: Config,
    nodes: [Node; 2],
    messages: VecDeque<(NodeId, Message)>,
    /// The objects that travelled, by key, and to whom.
    shipped: Vec<(NodeId, Key, Object)>,
    /// Keys named when leaves were compared.
    named: BTreeSet<Key>,
}

impl Pair {
    fn new(depth: u8, contents: [&Content; 2]) -> Pair {
        let config = Config {
            replicas: 2,
            clock_kind: ClockKind::Dotted,
            merkle_depth: depth,
            anti_entropy_interval: Some(Duration::from_millis(100)),
            ..Config::default()
        };
        let founders = [(NodeId(0), 0, 1), (NodeId(1), 0, 1)];
        let members = Membership::founding(&config.placement, Chance::new(3), &founders);
        let nodes = [0, 1].map(|index: u16| {
            let mut disk = Disk::blank(members.clone().into());
            for (key, object) in contents[usize::from(index)] {
                disk.write((key.position(), key.clone()), object.clone());
            }
            Node::new(NodeId(index), disk)
        });
        let (messages, shipped, named) = (VecDeque::new(), Vec::new(), BTreeSet::new());
        let mut pair = Pair { config, nodes, messages, shipped, named };
        pair.step(0, Input::Start);
        pair.step(1, Input::Start);
        pair
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
                match &message {
                    Message::Synchronise { objects, .. } => self.shipped.extend(
                        objects.iter().map(|(key, object)| (to, key.clone(), object.clone())),
                    ),
                    Message::LeafKeys { leaves, .. } => {
                        let keys = leaves.iter().flat_map(|leaf| &leaf.keys);
                        self.named.extend(keys.map(|(key, _)| key.clone()));
                    }
                    _ => {}
                }
                self.messages.push_back((to, message));
            }
        }
    }

    /// One exchange, begun by the first node.
    fn exchange(&mut self) {
        self.step(0, Input::Timer(Timer::AntiEntropy));
        let mut count = 0;
        while let Some((to, message)) = self.messages.pop_front() {
            count += 1;
            assert!(count < 100, "an exchange ends");
            let from = NodeId(1 - to.0).into();
            self.step(to.index(), Input::Message { from, message: Rc::new(message) });
        }
    }

    fn content(&self, index: usize) -> Content {
        let objects = self.nodes[index].storage().objects();
        objects.map(|(key, object)| (key.clone(), object.clone())).collect()
    }
}

fn content() -> impl Strategy<Value = Content> {
    btree_map(key(), any_object(), 0..25)
}

fn merged(left: &Content, right: &Content) -> Content {
    let mut merged = left.clone();
    for (key, object) in right {
        merged.entry(key.clone()).or_default().merge(ClockKind::Dotted, object);
    }
    merged
}

proptest! {
    #[test]
    fn one_exchange_makes_two_nodes_the_same(
        common in content(), a in content(), b in content(), depth in 1_u8..8
    ) {
        let (a, b) = (merged(&common, &a), merged(&common, &b));
        let mut pair = Pair::new(depth, [&a, &b]);
        pair.exchange();
        let all = merged(&a, &b);
        prop_assert_eq!(&pair.content(0), &all);
        prop_assert_eq!(&pair.content(1), &all);
        let forest = |index: usize| &pair.nodes[index].storage().forest;
        prop_assert_eq!(forest(0), forest(1), "equal roots");

        let differs = |key: &Key| a.get(key) != b.get(key);
        for (to, key, object) in &pair.shipped {
            let (from, other) = if to.0 == 0 { (&b, &a) } else { (&a, &b) };
            prop_assert_eq!(from.get(key), Some(object), "what the sender had before");
            prop_assert!(differs(key) && other.get(key) != Some(object), "nothing in vain");
        }
        let found: BTreeSet<&Key> = pair.shipped.iter().map(|(_, key, _)| key).collect();
        let differing: BTreeSet<&Key> = all.keys().filter(|key| differs(key)).collect();
        prop_assert_eq!(found, differing, "exactly what differs is found");

        // Keys were only named in leaves that differ.
        let tree = forest(0).trees().values().next().expect("a tree");
        let ring = &pair.nodes[0].local().serving;
        let leaf = |key: &Key| (ring.range_of(key.position()), tree.leaf(key.position()));
        let leaves: BTreeSet<_> = all.keys().filter(|key| differs(key)).map(leaf).collect();
        prop_assert!(pair.named.iter().all(|key| leaves.contains(&leaf(key))));

        // Nothing is left to say.
        pair.shipped.clear();
        pair.named.clear();
        pair.exchange();
        prop_assert!(pair.shipped.is_empty() && pair.named.is_empty());
    }
}
