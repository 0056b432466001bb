//! Where tokens and partitions lie: the three strategies, and basic consistent hashing as the
//! contrast (Dynamo §4.2, §6.2).

use serde::{Deserialize, Serialize};

use super::chance::{Chance, Purpose};
use super::identity::NodeId;
use super::key::Position;
use super::sorted::SortedMap;

/// The most virtual nodes of a node of capacity 1.
pub const TOKENS_MAX: u16 = 256;

/// The most equal partitions of a ring.
pub const PARTITIONS_MAX: u32 = 4_096;

/// How tokens and partitions are placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placement {
    /// By which strategy.
    pub strategy: Strategy,
    /// T: how many tokens a node of capacity 1 draws.
    pub tokens_per_node: u16,
    /// Q: into how many equal partitions the ring is cut; a power of two.
    pub partitions: u32,
}

/// The strategies of partitioning and placement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Strategy {
    /// Basic consistent hashing: one random token for each node, whatever its capacity.
    SingleToken,
    /// Strategy 1: T random tokens for each node; the tokens part the ranges.
    #[default]
    RandomTokens,
    /// Strategy 2: T random tokens for each node, Q equal partitions; a partition is placed at
    /// the tokens behind its end.
    RandomTokensEqualPartitions,
    /// Strategy 3: Q/S tokens for each node, Q equal partitions; each token is a partition.
    EqualPartitions,
}

impl Default for Placement {
    fn default() -> Placement {
        Placement { strategy: Strategy::default(), tokens_per_node: 8, partitions: 64 }
    }
}

impl Placement {
    /// Q, for the strategies that cut the ring into equal partitions.
    pub fn equal_partitions(&self) -> Option<u32> {
        match self.strategy {
            Strategy::SingleToken | Strategy::RandomTokens => None,
            Strategy::RandomTokensEqualPartitions | Strategy::EqualPartitions => {
                Some(self.partitions)
            }
        }
    }

    /// The tokens of nodes that start together, each with its capacity.
    pub fn initial_tokens(
        &self,
        chance: Chance,
        nodes: &[(NodeId, u8)],
    ) -> Vec<(Position, NodeId)> {
        match self.strategy {
            Strategy::EqualPartitions => {
                let turns = weighted_turns(nodes, self.partitions);
                (0..self.partitions)
                    .map(|index| partition_end(index, self.partitions))
                    .zip(turns)
                    .collect()
            }
            _ => nodes
                .iter()
                .flat_map(|(node, capacity)| {
                    let drawn = self.drawn_tokens(chance, *node, *capacity);
                    drawn.into_iter().map(|position| (position, *node))
                })
                .collect(),
        }
    }

    /// The tokens that a node draws by itself; none where partitions are dealt out instead.
    pub fn drawn_tokens(&self, chance: Chance, node: NodeId, capacity: u8) -> Vec<Position> {
        let count = match self.strategy {
            Strategy::SingleToken => 1,
            Strategy::RandomTokens | Strategy::RandomTokensEqualPartitions => {
                u32::from(self.tokens_per_node) * u32::from(capacity.max(1))
            }
            Strategy::EqualPartitions => 0,
        };
        let half = |number: u32, side: u64| {
            let sequence = u64::from(number) * 2 + side;
            u128::from(chance.draw(Purpose::Token, u64::from(node.0), sequence))
        };
        (0..count).map(|number| Position(half(number, 0) << 64 | half(number, 1))).collect()
    }

    /// The partitions that a joining node takes over so that each node has its fair share: one
    /// by one from whoever has most for its capacity (Dynamo §6.2, strategy 3).
    pub fn stolen_tokens(
        &self,
        chance: Chance,
        owners: &SortedMap<Position, NodeId>,
        capacities: &SortedMap<NodeId, u8>,
        node: NodeId,
    ) -> Vec<Position> {
        let weight = |node: &NodeId| u64::from(capacities.get(node).copied().unwrap_or(1).max(1));
        let total: u64 = capacities.keys().map(weight).sum();
        let share = owners.len() as u64 * weight(&node) / total.max(1);
        let mut left = owners.clone();
        left.retain(|_, owner| *owner != node);
        let mut stolen = Vec::new();
        for number in 0..share {
            let counts = counted(&left);
            // The richest for its capacity; of equals the first.
            let richest = counts.iter().max_by_key(|(owner, count)| {
                (*count * 1_000 / weight(owner), std::cmp::Reverse(**owner))
            });
            let Some((richest, count)) = richest else { break };
            let drawn = chance.below(Purpose::Partition, u64::from(node.0), number, *count);
            let position = left
                .iter()
                .filter(|(_, owner)| *owner == richest)
                .nth(drawn as usize)
                .map(|(p, _)| *p);
            let Some(position) = position else { break };
            left.remove(&position);
            stolen.push(position);
        }
        stolen
    }

    /// Who takes over the partitions of a leaving node: one by one whoever of those with a
    /// capacity has least for it (Dynamo §6.2, strategy 3).
    pub fn bequeathed_tokens(
        &self,
        owners: &SortedMap<Position, NodeId>,
        capacities: &SortedMap<NodeId, u8>,
        leaving: NodeId,
    ) -> Vec<(Position, NodeId)> {
        let mut counts = counted(owners);
        // Others that leave, or have left, inherit nothing.
        counts.retain(|node, _| capacities.contains_key(node));
        for node in capacities.keys() {
            counts.entry(*node).or_default();
        }
        let weight = |node: &NodeId| u64::from(capacities.get(node).copied().unwrap_or(1).max(1));
        let mut heirs = Vec::new();
        for (position, _) in owners.iter().filter(|(_, owner)| **owner == leaving) {
            let poorest = counts
                .iter()
                .min_by_key(|(node, count)| (*count * 1_000 / weight(node), **node))
                .map(|(node, _)| *node);
            let Some(heir) = poorest else { break };
            *counts.entry(heir).or_default() += 1;
            heirs.push((*position, heir));
        }
        heirs
    }
}

/// The last position of a partition of `count` equal ones; `count` is a power of two.
pub fn partition_end(index: u32, count: u32) -> Position {
    match count.trailing_zeros() {
        0 => Position(u128::MAX),
        bits => {
            let width = 128 - bits;
            // The last partition ends at the last position of all.
            Position((u128::from(index) << width) | ((1_u128 << width) - 1))
        }
    }
}

fn counted(owners: &SortedMap<Position, NodeId>) -> SortedMap<NodeId, u64> {
    let mut counts = SortedMap::new();
    for owner in owners.values() {
        *counts.entry(*owner).or_default() += 1;
    }
    counts
}

/// Nodes in turn, each as often as its capacity says and as evenly spread as can be: whoever
/// has waited longest for its capacity is next.
fn weighted_turns(nodes: &[(NodeId, u8)], turns: u32) -> Vec<NodeId> {
    let total: i64 = nodes.iter().map(|(_, capacity)| i64::from((*capacity).max(1))).sum();
    let mut credits: Vec<i64> = vec![0; nodes.len()];
    let mut order = Vec::with_capacity(turns as usize);
    for _ in 0..turns {
        for (credit, (_, capacity)) in credits.iter_mut().zip(nodes) {
            *credit += i64::from((*capacity).max(1));
        }
        let next =
            (0..nodes.len()).max_by_key(|index| (credits[*index], std::cmp::Reverse(*index)));
        let Some(next) = next else { break };
        credits[next] -= total;
        order.push(nodes[next].0);
    }
    order
}
