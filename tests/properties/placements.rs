//! The strategies of placement: who gets how much of the ring (Dynamo §6.2).

use std::collections::{BTreeMap, BTreeSet};

use std::rc::Rc;

use dynamo_playground::dynamo::chance::Chance;
use dynamo_playground::dynamo::identity::NodeId;
use dynamo_playground::dynamo::key::Position;
use dynamo_playground::dynamo::membership::{Membership, Status};
use dynamo_playground::dynamo::placement::{Placement, Strategy as Placing, partition_end};
use dynamo_playground::dynamo::ring::Ring;
use dynamo_playground::dynamo::sorted::SortedMap;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::draw::{founders, placement, position};

fn tokens_of(ring: &Ring) -> BTreeMap<NodeId, u32> {
    let mut counts = BTreeMap::new();
    for token in ring.tokens() {
        *counts.entry(token.node).or_default() += 1;
    }
    counts
}

fn ring(placement: &Placement, seed: u64, founders: &[(NodeId, u8, u8)]) -> Rc<Ring> {
    Membership::founding(placement, Chance::new(seed), founders).serving_ring(placement)
}

fn equal_partitions(bits: u32) -> Placement {
    let strategy = Placing::EqualPartitions;
    Placement { strategy, tokens_per_node: 1, partitions: 1 << bits }
}

proptest! {
    #[test]
    fn every_position_is_owned_and_lies_in_one_range(
        placement in placement(), founders in founders(), seed in any::<u64>(),
        at in vec(position(), 1..8), replicas in 1_u8..5,
    ) {
        let ring = ring(&placement, seed, &founders);
        let ranges = ring.ranges();
        for position in at {
            prop_assert!(ring.owner(position).is_some());
            let holders: Vec<_> = ranges.iter().filter(|range| range.contains(position)).collect();
            prop_assert_eq!(holders.len(), 1, "no gap and no overlap");
            let range = ring.range_of(position).expect("a range");
            prop_assert_eq!(*holders[0], range);
            // All keys of a range have one preference list.
            let list = ring.preference_list(position, replicas);
            prop_assert_eq!(&ring.preference_list(range.first, replicas), &list);
            prop_assert_eq!(&ring.preference_list(range.last, replicas), &list);
            let distinct: BTreeSet<NodeId> = list.nodes().iter().copied().collect();
            prop_assert_eq!(distinct.len(), list.nodes().len(), "distinct");
            prop_assert_eq!(distinct.len(), usize::from(ring.node_count()), "complete");
        }
    }

    #[test]
    fn ranges_cover_the_circle(
        placement in placement(), founders in founders(), seed in any::<u64>()
    ) {
        let ring = ring(&placement, seed, &founders);
        let ranges = ring.ranges();
        let width = |first: Position, last: Position| last.0.wrapping_sub(first.0);
        // One range may be the whole circle, whose width is one more than fits.
        let sum = ranges
            .iter()
            .fold(0_u128, |sum, range| sum.wrapping_add(width(range.first, range.last)).wrapping_add(1));
        prop_assert_eq!(sum, 0, "the widths come to the whole circle");
        for (index, range) in ranges.iter().enumerate() {
            let next = ranges[(index + 1) % ranges.len()];
            prop_assert_eq!(Position(range.last.0.wrapping_add(1)), next.first);
        }
        for (node, _, _) in &founders {
            for range in ring.ranges_of(*node, 2) {
                prop_assert!(ring.preference_list(range.last, 2).primaries().contains(node));
            }
        }
    }

    /// No zone has two copies more than another that could have one more.
    #[test]
    fn copies_are_spread_over_the_zones_as_evenly_as_can_be(
        placement in placement(), founders in founders(), seed in any::<u64>(), at in position(),
        replicas in 1_u8..6,
    ) {
        let ring = ring(&placement, seed, &founders);
        let zone = |node: &NodeId| founders[node.index()].1;
        let on_ring: BTreeSet<NodeId> = ring.zones().keys().copied().collect();
        let list = ring.preference_list(at, replicas);
        let copies = |of: u8| list.primaries().iter().filter(|node| zone(node) == of).count();
        let nodes = |of: u8| on_ring.iter().filter(|node| zone(node) == of).count();
        for rich in 0..3 {
            for poor in 0..3 {
                let has_room = copies(poor) < nodes(poor);
                prop_assert!(copies(rich) <= copies(poor) + 1 || !has_room);
            }
        }
        // The first is whoever owns the position, whatever its zone.
        prop_assert_eq!(list.nodes().first().copied(), ring.owner(at).map(|token| token.node));
    }

    #[test]
    fn strategy_3_deals_the_partitions_out_by_capacity(
        founders in founders(), seed in any::<u64>(), bits in 4_u32..8
    ) {
        let placement = equal_partitions(bits);
        let counts = tokens_of(&ring(&placement, seed, &founders));
        let total: u32 = founders.iter().map(|(_, _, capacity)| u32::from(*capacity)).sum();
        for (node, _, capacity) in &founders {
            let count = counts.get(node).copied().unwrap_or_default();
            let fair = f64::from(placement.partitions) * f64::from(*capacity) / f64::from(total);
            prop_assert!((f64::from(count) - fair).abs() <= 1.0, "{node}: {count}, fair {fair}");
        }
        let equal: Vec<_> = founders.iter().map(|(node, zone, _)| (*node, *zone, 1)).collect();
        let counts = tokens_of(&ring(&placement, seed, &equal));
        let (least, most) = (counts.values().min(), counts.values().max());
        prop_assert!(most.zip(least).is_some_and(|(most, least)| most - least <= 1));
    }

    /// Nodes of equal capacity come and go, each before the next, and stay within one token of
    /// their fair share; every token that can be has an owner.
    #[test]
    fn strategy_3_stays_fair_after_joins_and_departures(
        seed in any::<u64>(), comings in vec(any::<Option<u8>>(), 0..8)
    ) {
        let placement = equal_partitions(6);
        let chance = Chance::new(seed);
        let founders: Vec<_> = (0..4).map(|node| (NodeId(node), 0, 1)).collect();
        let mut members = Membership::founding(&placement, chance, &founders);
        let mut next = 4;
        for leaver in comings {
            let up: Vec<NodeId> = members.present().collect();
            match leaver {
                Some(drawn) if up.len() > 2 => {
                    let node = up[usize::from(drawn) % up.len()];
                    members.leave(&placement, node);
                    prop_assert_eq!(members.status(node), Some(Status::Leaving));
                    members.set_status(node, Status::Left);
                }
                _ => {
                    let node = NodeId(next);
                    next += 1;
                    let before = members.serving_ring(&placement);
                    members.join(&placement, chance, node, 0, 1);
                    prop_assert_eq!(&members.serving_ring(&placement), &before, "not before it is up");
                    members.set_status(node, Status::Up);
                }
            }
            let ring = members.serving_ring(&placement);
            prop_assert_eq!(&members.future_ring(&placement), &ring, "nothing is changing");
            prop_assert_eq!(ring.tokens().len(), 64, "no token is lost");
            let counts = tokens_of(&ring);
            let fair = 64.0 / members.present().count() as f64;
            for node in members.present() {
                let count = f64::from(counts.get(&node).copied().unwrap_or_default());
                prop_assert!((count - fair).abs() <= 1.0, "{}: {} of {}", node, count, fair);
            }
        }
    }

    /// A node that joins takes from the richest and takes its share, one that leaves gives to the
    /// poorest: rich and poor for what each can bear.
    #[test]
    fn strategy_3_takes_from_the_richest_and_gives_to_the_poorest(
        seed in any::<u64>(), owned in vec(0_u16..5, 16..64), capacities in vec(1_u8..9, 5)
    ) {
        let placement = equal_partitions(6);
        let named = capacities.iter().enumerate();
        let mut bears: SortedMap<NodeId, u8> =
            named.map(|(index, capacity)| (NodeId(index as u16), *capacity)).collect();
        let owners: SortedMap<Position, NodeId> = owned
            .iter()
            .enumerate()
            .map(|(index, owner)| (partition_end(index as u32, 64), NodeId(*owner)))
            .collect();
        let count = |owners: &SortedMap<Position, NodeId>, node: NodeId| {
            owners.values().filter(|owner| **owner == node).count() as u64
        };
        let wealth = |tokens: u64, node: NodeId| {
            tokens * 1_000 / u64::from(capacities[node.index()])
        };

        let joining = NodeId(4);
        let mut before = owners.clone();
        before.retain(|_, owner| *owner != joining);
        let stolen = placement.stolen_tokens(Chance::new(seed), &before, &bears, joining);
        let all: u64 = capacities.iter().copied().map(u64::from).sum();
        let share = before.len() as u64 * u64::from(capacities[4]) / all;
        prop_assert_eq!(stolen.len() as u64, share);
        let mut after = before.clone();
        after.extend(stolen.into_iter().map(|position| (position, joining)));
        prop_assert_eq!(count(&after, joining), share, "each is taken once");
        for giver in (0..4).map(NodeId).filter(|node| count(&after, *node) < count(&before, *node)) {
            for other in (0..4).map(NodeId) {
                let when_it_gave = wealth(count(&after, giver) + 1, giver);
                prop_assert!(when_it_gave >= wealth(count(&after, other), other));
            }
        }

        let leaving = NodeId(0);
        bears.remove(&leaving);
        let bequeathed = placement.bequeathed_tokens(&owners, &bears, leaving);
        let mut after = owners.clone();
        after.extend(bequeathed);
        prop_assert_eq!(count(&after, leaving), 0);
        for heir in (1..5).map(NodeId).filter(|node| count(&after, *node) > count(&owners, *node)) {
            for other in (1..5).map(NodeId) {
                let when_it_got = wealth(count(&after, heir) - 1, heir);
                prop_assert!(when_it_got <= wealth(count(&after, other), other));
            }
        }
    }

    /// A token is a position and a node, or where tokens are partitions a node alone.
    #[test]
    fn metadata_is_counted_by_what_a_token_takes(
        placement in placement(), founders in founders(), seed in any::<u64>()
    ) {
        let ring = ring(&placement, seed, &founders);
        let tokens = ring.tokens().len() as u32;
        let bytes = match placement.strategy {
            Placing::EqualPartitions => 2 * placement.partitions,
            _ => 18 * tokens,
        };
        prop_assert_eq!(ring.metadata_bytes(), bytes);
    }

    /// A node draws its own tokens, whoever else draws, and as many as it can bear.
    #[test]
    fn tokens_hang_on_the_node_alone(
        placement in placement(), founders in founders(), seed in any::<u64>()
    ) {
        let chance = Chance::new(seed);
        for (node, _, capacity) in &founders {
            let drawn = placement.drawn_tokens(chance, *node, *capacity);
            let expected = match placement.strategy {
                Placing::SingleToken => 1,
                Placing::EqualPartitions => 0,
                _ => usize::from(placement.tokens_per_node) * usize::from(*capacity),
            };
            prop_assert_eq!(drawn.len(), expected);
            let ring = ring(&placement, seed, &founders);
            let has = |at: &Position| ring.owner(*at).is_some_and(|token| token.node == *node);
            prop_assert!(ring.tokens().len() < expected || placement.equal_partitions().is_some()
                || drawn.iter().all(has));
        }
    }
}
