//! Rings: consistent hashing against a naive model (Dynamo §4.2, §4.3).

use dynamo_playground::dynamo::identity::NodeId;
use dynamo_playground::dynamo::key::Position;
use dynamo_playground::dynamo::ring::{Ring, Token};
use dynamo_playground::dynamo::sorted::SortedMap;
use proptest::prelude::*;

use crate::draw::{position, tokens};

/// How far one has to go clockwise from `from` to `to`.
fn way(from: Position, to: Position) -> u128 {
    to.0.wrapping_sub(from.0)
}

/// All tokens, nearest clockwise first; at one place the lower node's wins.
fn clockwise(tokens: &[Token], from: Position) -> Vec<Token> {
    let mut tokens = tokens.to_vec();
    tokens.sort_by_key(|token| (way(from, token.position), token.node));
    tokens.dedup_by_key(|token| token.position);
    tokens
}

/// The nodes of these tokens, each where it comes first.
fn distinct(tokens: &[Token]) -> Vec<NodeId> {
    let mut nodes = Vec::new();
    for token in tokens {
        if !nodes.contains(&token.node) {
            nodes.push(token.node);
        }
    }
    nodes
}

proptest! {
    /// As many equal partitions as are asked for part the circle, even if that is one.
    #[test]
    fn equal_partitions_part_the_circle(tokens in tokens(), bits in 0_u32..7, at in position()) {
        prop_assume!(!tokens.is_empty());
        let count = 1 << bits;
        let ring = Ring::with_partitions(tokens, Some(count), &SortedMap::new());
        let ranges = ring.ranges();
        prop_assert_eq!(ranges.len(), count as usize);
        for (index, range) in ranges.iter().enumerate() {
            let next = &ranges[(index + 1) % ranges.len()];
            prop_assert_eq!(range.last.0.wrapping_add(1), next.first.0);
            prop_assert_eq!(range.last.0.wrapping_sub(range.first.0), u128::MAX >> bits);
        }
        let holding: Vec<_> = ranges.iter().filter(|range| range.contains(at)).collect();
        prop_assert_eq!(holding, [&ring.range_of(at).expect("somebody keeps it")]);
    }

    #[test]
    fn a_position_belongs_to_the_first_token_clockwise(tokens in tokens(), at in position()) {
        let ring = Ring::new(tokens.clone());
        prop_assert_eq!(ring.owner(at), clockwise(&tokens, at).first().copied());
        prop_assert_eq!(ring.owner(at).is_some(), !tokens.is_empty(), "every position is owned");
    }

    #[test]
    fn a_token_owns_the_place_where_it_lies(tokens in tokens()) {
        let ring = Ring::new(tokens);
        for token in ring.tokens() {
            prop_assert_eq!(ring.owner(token.position), Some(*token));
        }
        prop_assert!(ring.tokens().windows(2).all(|pair| pair[0].position < pair[1].position));
    }

    #[test]
    fn a_preference_list_holds_every_node_once_in_clockwise_order(
        tokens in tokens(), at in position(), replicas in 1_u8..8
    ) {
        let ring = Ring::new(tokens.clone());
        let list = ring.preference_list(at, replicas);
        let expected = distinct(&clockwise(&tokens, at));
        prop_assert_eq!(list.nodes(), &expected[..]);
        prop_assert_eq!(usize::from(ring.node_count()), expected.len());
        prop_assert_eq!(list.primaries().len(), expected.len().min(usize::from(replicas)));
        prop_assert_eq!([list.primaries(), list.fallbacks()].concat(), expected);
    }

    /// A larger N asks more nodes and lets none go.
    #[test]
    fn fewer_replicas_are_a_prefix_of_more(
        tokens in tokens(), at in position(), replicas in 1_u8..8
    ) {
        let ring = Ring::new(tokens);
        let fewer = ring.preference_list(at, replicas);
        let more = ring.preference_list(at, replicas + 1);
        prop_assert!(more.primaries().starts_with(fewer.primaries()));
    }

    /// The point of consistent hashing: a node that joins moves no key between the others.
    #[test]
    fn a_node_that_joins_only_takes(tokens in tokens(), more in tokens(), at in position()) {
        let newcomer = NodeId(99);
        let joined = more.into_iter().map(|token| Token { node: newcomer, ..token });
        let before = Ring::new(tokens.clone());
        let after = Ring::new(tokens.into_iter().chain(joined));
        let owner = |ring: &Ring| ring.owner(at).map(|token| token.node);
        prop_assert!(owner(&after) == owner(&before) || owner(&after) == Some(newcomer));
    }
}
