//! Who can reach whom, and what befalls messages by rate.

use super::fault::{Disturbance, PartitionKind};
use super::trace::LossReason;
use crate::dynamo::identity::{Address, ClientId, NodeId};
use crate::dynamo::sorted::{SortedMap, SortedSet};

/// The side of the nodes that stand in no group.
const REST: u16 = u16::MAX;

/// The links that a rule is about; none for any end.
pub type Links = (Option<Address>, Option<Address>);

/// The state of the network.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Network {
    partition: Option<Partition>,
    /// Single links that are cut, each in one direction.
    cuts: SortedSet<(Address, Address)>,
    rules: SortedMap<Links, Disturbance>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Partition {
    nodes: SortedMap<NodeId, u16>,
    /// None where clients stand outside: they reach every side.
    clients: Option<SortedMap<ClientId, u16>>,
    one_way: bool,
}

impl Network {
    /// A whole network in which this befalls all messages.
    pub fn new(disturbance: Disturbance) -> Network {
        let mut network = Network::default();
        network.disturb((None, None), disturbance);
        network
    }

    /// Splits the network, in the place of the partition that there is.
    pub fn partition(&mut self, groups: &[Vec<NodeId>], kind: &PartitionKind) {
        let clients = match kind {
            PartitionKind::WithClients(clients) => {
                // The list behind those of the groups is of those who stand with the rest.
                let side = |index: usize| if index < groups.len() { index as u16 } else { REST };
                Some(sides(clients, side))
            }
            PartitionKind::ClientsReachAll | PartitionKind::OneWay => None,
        };
        self.partition = Some(Partition {
            nodes: sides(groups, |index| index as u16),
            clients,
            one_way: *kind == PartitionKind::OneWay,
        });
    }

    /// Ends the partition and mends every cut link.
    pub fn heal(&mut self) {
        self.partition = None;
        self.cuts.clear();
    }

    /// Cuts one direction of a link.
    pub fn cut(&mut self, from: Address, to: Address) {
        self.cuts.insert((from, to));
    }

    /// Mends one direction of a link.
    pub fn mend(&mut self, from: Address, to: Address) {
        self.cuts.remove(&(from, to));
    }

    /// Lets this befall the messages of some links; nothing takes the rule away.
    pub fn disturb(&mut self, links: Links, disturbance: Disturbance) {
        if disturbance.is_none() {
            self.rules.remove(&links);
        } else {
            self.rules.insert(links, disturbance);
        }
    }

    /// Whether there is a partition.
    pub fn is_partitioned(&self) -> bool {
        self.partition.is_some()
    }

    /// Whether there is a partition that lets messages through in one direction.
    pub fn is_one_way(&self) -> bool {
        self.partition.as_ref().is_some_and(|partition| partition.one_way)
    }

    /// Whether there is neither a partition nor a cut link.
    pub fn is_whole(&self) -> bool {
        !self.is_partitioned() && self.cuts.is_empty()
    }

    /// The side on which a node stands; none where there is no partition.
    pub fn side(&self, node: NodeId) -> Option<u16> {
        Some(self.partition.as_ref()?.nodes.get(&node).copied().unwrap_or(REST))
    }

    /// The side on which a client stands; none where it reaches all.
    pub fn client_side(&self, client: ClientId) -> Option<u16> {
        let clients = self.partition.as_ref()?.clients.as_ref()?;
        Some(clients.get(&client).copied().unwrap_or_default())
    }

    /// The links that are cut, each with the end at which messages leave first.
    pub fn cuts(&self) -> &SortedSet<(Address, Address)> {
        &self.cuts
    }

    /// What befalls messages, by the links that each rule is about.
    pub fn rules(&self) -> &SortedMap<Links, Disturbance> {
        &self.rules
    }

    /// What befalls the messages of one link: the rule that is most about it counts.
    pub fn disturbance(&self, from: Address, to: Address) -> Disturbance {
        if self.rules.is_empty() {
            return Disturbance::default();
        }
        let (from, to) = (Some(from), Some(to));
        let links = [(from, to), (from, None), (None, to), (None, None)];
        links.iter().find_map(|links| self.rules.get(links)).copied().unwrap_or_default()
    }

    /// Why a message from `from` does not get through to `to`; none if it does.
    pub fn blocks(&self, from: Address, to: Address) -> Option<LossReason> {
        if self.is_whole() {
            return None;
        }
        let side = |address| match address {
            Address::Node(node) => self.side(node),
            Address::Client(client) => self.client_side(client),
        };
        // Whoever stands on no side reaches every one.
        if let Some((from, to)) = side(from).zip(side(to)) {
            match self.is_one_way() {
                true if from > to => return Some(LossReason::OneWay),
                false if from != to => return Some(LossReason::Partitioned),
                _ => {}
            }
        }
        self.cuts.contains(&(from, to)).then_some(LossReason::Cut)
    }
}

/// The side of everyone who is named in a list.
fn sides<T: Copy + Ord>(groups: &[Vec<T>], side: impl Fn(usize) -> u16) -> SortedMap<T, u16> {
    let numbered = groups.iter().enumerate();
    numbered
        .flat_map(|(index, group)| group.iter().map(move |member| (*member, index)))
        .map(|(member, index)| (member, side(index)))
        .collect()
}
