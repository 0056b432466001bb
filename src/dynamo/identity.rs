//! Who is who: names that stay the same in every run, whatever else changes.

use core::fmt;

use serde::{Deserialize, Serialize};

/// A storage host of the ring. Shown as a letter: `A`, `B`, … `Z`, `AA`, …
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NodeId(pub u16);

/// A client application outside the ring. Shown as `client 1`, `client 2`, …
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ClientId(pub u16);

/// One end of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Address {
    /// A client application.
    Client(ClientId),
    /// A storage host.
    Node(NodeId),
}

/// One `get` or `put` of one client; it keeps this name on every hop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RequestId {
    /// Who asked.
    pub client: ClientId,
    /// The client's own count of its requests, from 1.
    pub sequence: u32,
}

/// One message on the network: the sender, which life of the sender, and its own count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MessageId {
    /// Who sent it.
    pub sender: Address,
    /// How often the sender had been started again by then.
    pub epoch: u32,
    /// The sender's count of its messages within that epoch, from 1.
    pub sequence: u32,
}

/// The name under which a node counts its writes in a vector clock.
///
/// A node that lost its disk no longer knows which counters it has used; it goes on under a
/// new generation, so that no counter is ever issued twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Actor {
    /// The node.
    pub node: NodeId,
    /// The epoch in which the node's present disk was first used, and above
    /// [`Actor::LIFE_BITS`] how often it has begun to count anew for a key.
    pub generation: u32,
}

impl NodeId {
    /// The node's place in a list of all nodes.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl Actor {
    /// Below so many bits of a generation stands the epoch of the disk, above them the life of a
    /// key's count.
    pub const LIFE_BITS: u32 = 16;
}

impl Address {
    /// The node, if this is one.
    pub const fn node(self) -> Option<NodeId> {
        match self {
            Address::Node(node) => Some(node),
            Address::Client(_) => None,
        }
    }
}

impl From<NodeId> for Address {
    fn from(node: NodeId) -> Address {
        Address::Node(node)
    }
}

impl From<ClientId> for Address {
    fn from(client: ClientId) -> Address {
        Address::Client(client)
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Letters as in the columns of a spreadsheet; u16 needs four at most.
        let mut letters = [0_u8; 4];
        let mut start = letters.len();
        let mut rest = u32::from(self.0) + 1;
        while rest > 0 {
            start -= 1;
            letters[start] = b'A' + ((rest - 1) % 26) as u8;
            rest = (rest - 1) / 26;
        }
        formatter.pad(core::str::from_utf8(&letters[start..]).unwrap_or("?"))
    }
}

impl core::str::FromStr for NodeId {
    type Err = NoSuchLetter;

    fn from_str(text: &str) -> Result<NodeId, NoSuchLetter> {
        let digits = text.bytes().map(|letter| match letter.to_ascii_uppercase() {
            letter @ b'A'..=b'Z' => Some(u32::from(letter - b'A') + 1),
            _ => None,
        });
        let number = digits.take(5).try_fold(0_u32, |sum, digit| Some(sum * 26 + digit?));
        number
            .and_then(|number| number.checked_sub(1))
            .and_then(|number| u16::try_from(number).ok())
            .map(NodeId)
            .ok_or(NoSuchLetter)
    }
}

/// A text that names no node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchLetter;

impl fmt::Display for NoSuchLetter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Nodes are called A, B, … Z, AA, …")
    }
}

impl core::error::Error for NoSuchLetter {}

impl fmt::Display for ClientId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "client {}", self.0 + 1)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Client(client) => client.fmt(formatter),
            Address::Node(node) => node.fmt(formatter),
        }
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.client.0 + 1, self.sequence)
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node.fmt(formatter)?;
        let (epoch, life) =
            (self.generation & ((1 << Actor::LIFE_BITS) - 1), self.generation >> Actor::LIFE_BITS);
        match (epoch, life) {
            (0, 0) => Ok(()),
            (epoch, 0) => write!(formatter, "·{epoch}"),
            (epoch, life) => write!(formatter, "·{epoch}.{life}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_are_lettered_like_spreadsheet_columns() {
        let letters = |number| NodeId(number).to_string();
        assert_eq!(letters(0), "A");
        assert_eq!(letters(25), "Z");
        assert_eq!(letters(26), "AA");
        assert_eq!(letters(701), "ZZ");
        assert_eq!(letters(702), "AAA");
        assert_eq!(letters(u16::MAX), "CRXP");
        for number in [0, 25, 26, 701, 702, u16::MAX] {
            assert_eq!(letters(number).parse(), Ok(NodeId(number)));
        }
        for text in ["", "1", "A1", "CRXQ", "ZZZZZZZZ"] {
            assert_eq!(text.parse::<NodeId>(), Err(NoSuchLetter), "{text}");
        }
    }
}
