//! Anti-entropy between two nodes, driven by hand: it finds what differs, ships that and
//! nothing outside the leaves that differ, both ways, and ends in equal trees (Dynamo §4.7).

#[path = "../two_nodes/mod.rs"]
mod two_nodes;

use std::collections::{BTreeMap, BTreeSet};

use dynamo_playground::dynamo::config::Config;
use dynamo_playground::dynamo::exchange::{Exchange, LeafKeys};
use dynamo_playground::dynamo::identity::NodeId;
use dynamo_playground::dynamo::key::Key;
use dynamo_playground::dynamo::message::Message;
use dynamo_playground::dynamo::object::{ClockKind, Object};
use proptest::collection::btree_map;
use proptest::prelude::*;
use two_nodes::TwoNodes;

use crate::draw::{any_object, key};

type Content = BTreeMap<Key, Object>;

/// What an exchange has sent.
#[derive(Default)]
struct Sent {
    /// The objects that travelled, by key, and to whom.
    shipped: Vec<(NodeId, Key, Object)>,
    /// Keys named when leaves were compared.
    named: BTreeSet<Key>,
    /// Every message, and to whom.
    messages: Vec<(NodeId, Message)>,
}

impl Sent {
    fn see(&mut self, to: NodeId, message: &Message) {
        self.messages.push((to, message.clone()));
        match message {
            Message::Synchronise { objects, .. } => {
                let objects = objects.iter();
                let shipped = objects.map(|(key, object)| (to, key.clone(), object.clone()));
                self.shipped.extend(shipped);
            }
            Message::LeafKeys { leaves, .. } => {
                let keys = leaves.iter().flat_map(|leaf| &leaf.keys);
                self.named.extend(keys.map(|(key, _)| key.clone()));
            }
            _ => {}
        }
    }
}

fn nodes_with(depth: u8, contents: [&Content; 2]) -> TwoNodes {
    let (config, blank) = TwoNodes::store(depth);
    let disks = contents.map(|content| {
        let mut disk = blank.clone();
        for (key, object) in content {
            disk.write((key.position(), key.clone()), object.clone());
        }
        disk
    });
    TwoNodes::new(Config { clock_kind: ClockKind::Dotted, ..config }, disks)
}

fn exchange(pair: &mut TwoNodes) -> Sent {
    let mut sent = Sent::default();
    pair.exchange(|to, message| sent.see(to, message));
    sent
}

fn content_of(pair: &TwoNodes, index: usize) -> Content {
    let objects = pair.nodes[index].storage().objects();
    objects.map(|(key, object)| (key.clone(), object.clone())).collect()
}

/// What the messages of one exchange come to, if these were the contents before.
fn bill(pair: &TwoNodes, sent: &Sent, contents: [&Content; 2]) -> Exchange {
    let zero = Exchange {
        initiator: NodeId(0),
        number: 1,
        hashes: 0,
        bytes: 0,
        disk_reads: 0,
        keys_shipped: 0,
    };
    let length = |key: &Key| key.as_bytes().len();
    sent.messages.iter().fold(zero, |bill, (to, message)| {
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
    pair: &TwoNodes,
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
        let mut pair = nodes_with(depth, [&a, &b]);
        let sent = exchange(&mut pair);
        let all = merged(&a, &b);
        prop_assert_eq!(&content_of(&pair, 0), &all);
        prop_assert_eq!(&content_of(&pair, 1), &all);
        let forest = |index: usize| &pair.nodes[index].storage().forest;
        prop_assert_eq!(forest(0).trees(), forest(1).trees(), "equal roots");

        let differs = |key: &Key| a.get(key) != b.get(key);
        for (to, key, object) in &sent.shipped {
            let (from, other) = if to.0 == 0 { (&b, &a) } else { (&a, &b) };
            prop_assert_eq!(from.get(key), Some(object), "what the sender had before");
            prop_assert!(differs(key) && other.get(key) != Some(object), "nothing in vain");
        }
        let found: BTreeSet<&Key> = sent.shipped.iter().map(|(_, key, _)| key).collect();
        let differing: BTreeSet<&Key> = all.keys().filter(|key| differs(key)).collect();
        prop_assert_eq!(found, differing, "exactly what differs is found");

        // Keys were only named in leaves that differ.
        let tree = forest(0).trees().values().next().expect("a tree");
        let ring = &pair.nodes[0].local().serving;
        let leaf = |key: &Key| (ring.range_of(key.position()), tree.leaf(key.position()));
        let leaves: BTreeSet<_> = all.keys().filter(|key| differs(key)).map(leaf).collect();
        prop_assert!(sent.named.iter().all(|key| leaves.contains(&leaf(key))));

        // The bill that travelled along is what whoever saw all messages would write.
        let billed = sent.messages.iter().find_map(|(_, message)| match message {
            Message::InSync { exchange } => Some(*exchange),
            _ => None,
        });
        prop_assert_eq!(billed, Some(bill(&pair, &sent, [&a, &b])));

        // Nothing is left to say.
        let sent = exchange(&mut pair);
        prop_assert!(sent.shipped.is_empty() && sent.named.is_empty());
    }
}
