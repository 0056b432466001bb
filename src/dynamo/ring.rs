//! The ring: who owns which part of the circle (Dynamo §4.2).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::identity::NodeId;
use super::key::Position;
use super::preference_list::PreferenceList;

/// The tokens of all nodes in order. A node owns the positions between the token before its
/// own and its own: a key belongs to the first token at or after the key's position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ring {
    tokens: Vec<Token>,
    nodes: u16,
}

/// One virtual node: a node's claim to the arc that ends here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Token {
    /// Where the arc ends, inclusive.
    pub position: Position,
    /// The physical node behind the virtual one.
    pub node: NodeId,
}

impl Ring {
    /// A ring of these tokens. Of two tokens at one position the lower node's wins, so that
    /// every node that knows the same tokens knows the same ring.
    pub fn new(tokens: impl IntoIterator<Item = Token>) -> Ring {
        let mut tokens: Vec<Token> = tokens.into_iter().collect();
        tokens.sort_unstable();
        tokens.dedup_by_key(|token| token.position);
        let mut nodes: Vec<NodeId> = tokens.iter().map(|token| token.node).collect();
        nodes.sort_unstable();
        nodes.dedup();
        Ring { tokens, nodes: nodes.len() as u16 }
    }

    /// The tokens, by position.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// How many physical nodes own at least one token.
    pub fn node_count(&self) -> u16 {
        self.nodes
    }

    /// The token whose arc holds `position`; none on an empty ring.
    pub fn owner(&self, position: Position) -> Option<Token> {
        self.clockwise_from(position).next()
    }

    /// Who keeps a key at `position`: distinct physical nodes, clockwise, the first `replicas`
    /// of them as primaries. A ring of fewer nodes gives what there is.
    pub fn preference_list(&self, position: Position, replicas: u8) -> PreferenceList {
        let mut nodes = Vec::with_capacity(usize::from(self.nodes));
        let mut seen = BTreeSet::new();
        for token in self.clockwise_from(position) {
            if seen.insert(token.node) {
                nodes.push(token.node);
                if nodes.len() == usize::from(self.nodes) {
                    break;
                }
            }
        }
        PreferenceList::new(nodes, replicas)
    }

    fn clockwise_from(&self, position: Position) -> impl Iterator<Item = Token> + '_ {
        let start = self.tokens.partition_point(|token| token.position < position);
        self.tokens[start..].iter().chain(&self.tokens[..start]).copied()
    }
}
