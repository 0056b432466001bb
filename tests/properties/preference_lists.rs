//! Preference lists: who is asked, and who stands in (Dynamo §4.6).

use std::collections::BTreeSet;

use dynamo_playground::dynamo::config::QuorumKind;
use dynamo_playground::dynamo::identity::NodeId;
use dynamo_playground::dynamo::preference_list::{PreferenceList, Role};
use proptest::collection::btree_set;
use proptest::prelude::*;

use crate::draw::{position, ring};

fn list() -> impl Strategy<Value = PreferenceList> {
    (ring(), position(), 1_u8..5)
        .prop_map(|(ring, at, replicas)| ring.preference_list(at, replicas))
}

fn some_nodes() -> impl Strategy<Value = BTreeSet<NodeId>> {
    btree_set((0_u16..6).prop_map(NodeId), 0..6)
}

proptest! {
    #[test]
    fn the_first_healthy_nodes_are_n_and_distinct(list in list(), down in some_nodes()) {
        for kind in [QuorumKind::Sloppy, QuorumKind::Strict] {
            let chosen = list.first_healthy(kind, |node| down.contains(&node));
            let nodes: BTreeSet<NodeId> = chosen.iter().map(|entry| entry.node).collect();
            prop_assert_eq!(nodes.len(), chosen.len(), "distinct");
            prop_assert_eq!(chosen.len(), list.primaries().len(), "min(N, nodes)");
        }
    }

    #[test]
    fn a_sloppy_quorum_asks_the_healthy_first(list in list(), down in some_nodes()) {
        let chosen = list.first_healthy(QuorumKind::Sloppy, |node| down.contains(&node));
        let asked = |node: &NodeId| chosen.iter().any(|entry| entry.node == *node);
        // Nobody who seems up is passed over for one who seems down or stands further back.
        let count = list.primaries().len();
        let healthy = list.nodes().iter().filter(|node| !down.contains(node));
        let expected: Vec<&NodeId> = healthy.take(count).collect();
        prop_assert!(expected.iter().all(|node| asked(node)));
        for entry in &chosen {
            let is_primary = matches!(list.role(entry.node), Some(Role::Primary(_)));
            prop_assert_eq!(entry.stands_in_for.is_none(), is_primary);
            prop_assert!(is_primary || !down.contains(&entry.node), "a fallback seems up");
        }
    }

    #[test]
    fn every_primary_that_seems_down_is_stood_in_for_at_most_once(
        list in list(), down in some_nodes()
    ) {
        let chosen = list.first_healthy(QuorumKind::Sloppy, |node| down.contains(&node));
        let owners: Vec<NodeId> = chosen.iter().filter_map(|entry| entry.stands_in_for).collect();
        let distinct: BTreeSet<NodeId> = owners.iter().copied().collect();
        prop_assert_eq!(distinct.len(), owners.len());
        for owner in owners {
            prop_assert!(list.primaries().contains(&owner) && down.contains(&owner));
            prop_assert!(chosen.iter().all(|entry| entry.node != owner));
        }
    }

    #[test]
    fn a_strict_quorum_asks_the_primaries_and_nobody_else(list in list(), down in some_nodes()) {
        let chosen = list.first_healthy(QuorumKind::Strict, |node| down.contains(&node));
        let nodes: Vec<NodeId> = chosen.iter().map(|entry| entry.node).collect();
        prop_assert_eq!(nodes, list.primaries());
        prop_assert!(chosen.iter().all(|entry| entry.stands_in_for.is_none()));
    }

    #[test]
    fn the_next_stand_in_is_the_first_fallback_that_is_free(
        list in list(), asked in some_nodes(), down in some_nodes()
    ) {
        let next = |kind| list.next_stand_in(kind, |n| asked.contains(&n), |n| down.contains(&n));
        let free = |node: &&NodeId| !asked.contains(node) && !down.contains(node);
        let expected = list.nodes()[list.primaries().len()..].iter().find(free);
        prop_assert_eq!(next(QuorumKind::Sloppy), expected.copied());
        prop_assert_eq!(next(QuorumKind::Strict), None);
    }

    #[test]
    fn a_role_tells_the_rank(list in list()) {
        for (index, node) in list.nodes().iter().enumerate() {
            let expected = match index < list.primaries().len() {
                true => Role::Primary(index as u8 + 1),
                false => Role::Fallback,
            };
            prop_assert_eq!(list.role(*node), Some(expected));
        }
        prop_assert_eq!(list.role(NodeId(99)), None);
    }
}
