//! Anti-entropy between two nodes, driven by hand: it finds what differs, ships that and
//! nothing outside the leaves that differ, both ways, and ends in equal trees (Dynamo §4.7).

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use dynamo_playground::dynamo::chance::Chance;
use dynamo_playground::dynamo::config::Config;
use dynamo_playground::dynamo::disk::Disk;
use dynamo_playground::dynamo::environment::{Effect, Environment, Input, Timer};
use dynamo_playground::dynamo::exchange::{Exchange, LeafKeys};
use dynamo_playground::dynamo::identity::{Address, NodeId};
use dynamo_playground::dynamo::key::Key;
use dynamo_playground::dynamo::membership::Membership;
use dynamo_playground::dynamo::message::Message;
use dynamo_playground::dynamo::node::Node;
use dynamo_playground::dynamo::note::Note;
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
    /// Every message, and to whom.
    sent: Vec<(NodeId, Message)>,
    /// What each node told.
    notes: Vec<(NodeId, Note)>,
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
        let (sent, notes) = (Vec::new(), Vec::new());
        let mut pair = Pair { config, nodes, messages, shipped, named, sent, notes };
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
                self.sent.push((to, message.clone()));
                self.messages.push_back((to, message));
            } else if let Effect::Note { note, .. } = effect {
                self.notes.push((self.nodes[index].id(), note));
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

/// What the messages of one exchange come to, if these were the contents before.
fn bill(pair: &Pair, contents: [&Content; 2]) -> Exchange {
    let zero = Exchange {
        initiator: NodeId(0),
        number: 1,
        hashes: 0,
        bytes: 0,
        disk_reads: 0,
        keys_shipped: 0,
    };
    let length = |key: &Key| key.as_bytes().len();
    pair.sent.iter().fold(zero, |bill, (to, message)| {
        let (hashes, bytes, reads, shipped) = match message {
            // A hash and the place of it.
            Message::Compare { hashes, .. } => (hashes.len(), 32 * hashes.len(), 0, 0),
            Message::LeafKeys { leaves, .. } => {
                let named = leaves.iter().flat_map(|leaf| &leaf.keys);
                let bytes: usize = named.clone().map(|(key, _)| length(key) + 16).sum();
                // Both sides read what they have there.
                let own = in_leaves(pair, leaves, contents[to.index()].keys());
                (named.clone().count(), bytes, named.count() + own.len(), 0)
            }
            Message::Synchronise { objects, wanted, .. } => {
                let keys: usize = wanted.iter().map(length).sum();
                let bytes: usize = objects.iter().map(encoded).sum();
                (0, keys + bytes, wanted.len(), objects.len())
            }
            _ => (0, 0, 0, 0),
        };
        Exchange {
            hashes: bill.hashes + hashes as u32,
            bytes: bill.bytes + bytes as u32,
            disk_reads: bill.disk_reads + reads as u32,
            keys_shipped: bill.keys_shipped + shipped as u32,
            ..bill
        }
    })
}

/// The keys that lie in some leaves.
fn in_leaves<'a>(
    pair: &Pair,
    leaves: &[LeafKeys],
    keys: impl Iterator<Item = &'a Key>,
) -> BTreeSet<Key> {
    let forest = &pair.nodes[0].storage().forest;
    let lies_in = |key: &Key| {
        leaves.iter().any(|LeafKeys { tree, leaf, .. }| {
            let sums_up = forest.trees().get(tree).map(|hashes| hashes.leaf(key.position()));
            tree.range.contains(key.position()) && sums_up == Some(*leaf)
        })
    };
    keys.filter(|key| lies_in(key)).cloned().collect()
}

/// How many bytes an object takes.
fn encoded(object: &(Key, Object)) -> usize {
    postcard::to_allocvec(object).expect("memory is enough").len()
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

        // Whoever ends the exchange tells what it cost, and what it saved.
        let bill = bill(&pair, [&a, &b]);
        let contents = [&all, &all].map(|all| all.clone().into_iter().collect::<Vec<_>>());
        let told = pair.notes.iter().filter_map(|(node, note)| match note {
            Note::ExchangeEnded { peer, exchange, keys_held, bytes_held } => {
                Some((*node, *peer, *exchange, *keys_held, *bytes_held))
            }
            _ => None,
        });
        let expected = [NodeId(0), NodeId(1)].map(|node| {
            let held = &contents[node.index()];
            let bytes: usize = held.iter().map(encoded).sum();
            (node, NodeId(1 - node.0), bill, held.len() as u32, bytes as u32)
        });
        let mut ended: Vec<_> = told.collect();
        ended.sort_by_key(|(node, ..)| *node);
        prop_assert_eq!(ended, expected);
        for (_, message) in &pair.sent {
            let Message::LeafKeys { leaves, .. } = message else { continue };
            let compared = in_leaves(&pair, leaves, all.keys());
            let differing = compared.iter().filter(|key| differs(key)).count() as u32;
            let told = pair.notes.iter().find_map(|(_, note)| match note {
                Note::KeysCompared { compared, differing, .. } => Some((*compared, *differing)),
                _ => None,
            });
            prop_assert_eq!(told, Some((compared.len() as u32, differing)));
        }

        // Nothing is left to say.
        pair.shipped.clear();
        pair.named.clear();
        pair.exchange();
        prop_assert!(pair.shipped.is_empty() && pair.named.is_empty());
    }
}
