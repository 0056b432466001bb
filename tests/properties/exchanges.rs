//! Anti-entropy between two nodes, driven by hand: it finds what differs, ships that and
//! nothing outside the leaves that differ, both ways, and ends in equal trees (Dynamo §4.7).

#[path = "../two_nodes/mod.rs"]
mod two_nodes;

use std::collections::{BTreeMap, BTreeSet};

use dynamo_playground::dynamo::config::Config;
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
}

impl Sent {
    fn see(&mut self, to: NodeId, message: &Message) {
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

        // Nothing is left to say.
        let sent = exchange(&mut pair);
        prop_assert!(sent.shipped.is_empty() && sent.named.is_empty());
    }
}
