//! Who there is: of every moment only what the controls need to know, which seldom changes.

use super::stage::{NodeView, StageView};
use crate::dynamo::identity::{Address, ClientId, NodeId};
use crate::dynamo::sorted::sort_by_key;

/// Of more nodes, no control has a button or a line for each: a node is named by typing.
pub const LISTED_MAX: usize = 40;

/// All nodes and clients, and what is wrong with the network.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    /// The nodes, by letter.
    pub nodes: Vec<Standing>,
    /// The clients that there are by now.
    pub clients: Vec<ClientId>,
    /// Whether there is neither a partition nor a cut link.
    pub whole: bool,
    /// What is wrong with single links, each in words.
    pub faulty: Vec<String>,
}

/// A node, as far as a command about it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The node.
    pub node: NodeId,
    /// Whether its process runs.
    pub up: bool,
    /// Whether its process stands still.
    pub paused: bool,
}

impl Roster {
    /// Who there is on a stage.
    pub fn of(stage: &StageView) -> Roster {
        let standing =
            |view: &NodeView| Standing { node: view.node, up: view.up, paused: view.paused };
        let network = &stage.network;
        let cuts = network.cuts.iter().map(|cut| &cut.description);
        let rules = network.rules.iter().map(|rule| &rule.description);
        Roster {
            nodes: stage.nodes.iter().map(standing).collect(),
            clients: stage.clients.iter().map(|view| view.client).collect(),
            whole: network.whole,
            faulty: cuts.chain(rules).cloned().collect(),
        }
    }

    /// Whether there are too many nodes to list them.
    pub fn is_large(&self) -> bool {
        self.nodes.len() > LISTED_MAX
    }

    /// A node, if there is such a one.
    pub fn standing(&self, node: NodeId) -> Option<&Standing> {
        self.nodes.get(node.index()).filter(|standing| standing.node == node)
    }

    /// How many nodes there are.
    pub fn count(&self) -> u16 {
        self.nodes.len() as u16
    }

    /// Every end that a message can have.
    pub fn ends(&self) -> impl Iterator<Item = Address> {
        let nodes = self.nodes.iter().map(|standing| Address::Node(standing.node));
        nodes.chain(self.clients.iter().map(|client| Address::Client(*client)))
    }

    /// Reads the name of a node, as in `B`.
    ///
    /// # Errors
    /// What is wrong with the name, in one sentence.
    pub fn named(&self, text: &str) -> Result<NodeId, String> {
        let last = self.nodes.last().map_or(NodeId(0), |standing| standing.node);
        let named = text.trim().to_ascii_uppercase().parse::<NodeId>().ok();
        named
            .filter(|node| self.standing(*node).is_some())
            .ok_or_else(|| format!("Type the letters of a node, from A to {last}."))
    }

    /// Reads the names of several nodes, as in `B K–R`.
    ///
    /// # Errors
    /// What is wrong with them, in one sentence.
    pub fn several(&self, text: &str) -> Result<Vec<NodeId>, String> {
        let mut nodes = Vec::new();
        for part in text.split([' ', ',']).filter(|part| !part.is_empty()) {
            let (first, last) = part.split_once(['-', '–']).unwrap_or((part, part));
            let (first, last) = (self.named(first)?, self.named(last)?);
            nodes.extend((first.0..=last.0).map(NodeId));
        }
        sort_by_key(&mut nodes, |node| *node);
        nodes.dedup();
        Ok(nodes)
    }
}
