//! The opaque context that a `get` gives and a `put` takes (Dynamo §4.1).

use core::fmt;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::identity::NodeId;
use super::key::Key;
use super::vector_clock::VectorClock;

/// What a client carries from a `get` to the next `put` without looking inside.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CausalContext(Rc<[u8]>);

/// Why a context is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ContextError {
    /// The bytes are not a context of this version of the protocol.
    Malformed,
    /// The context was given for another key.
    OtherKey,
}

/// What a context says to the node that takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// What the reader had seen.
    pub seen: VectorClock,
    /// Who answered the get fastest.
    pub fastest: Option<NodeId>,
}

/// What the bytes say between the format, which is the first of them, and the checksum at the end.
/// All of that is the node's own business: clients compare nothing in it.
#[derive(Serialize, Deserialize)]
struct Content {
    /// The key's position stands for the key: as telling, and of one length.
    position: u128,
    clock: VectorClock,
    /// Who answered the get fastest: the best coordinator of the next put (Dynamo §5).
    fastest: Option<NodeId>,
}

const FORMAT: u8 = 2;

impl CausalContext {
    /// The context of a reader of `key` who has seen all that `clock` has.
    pub fn seal(key: &Key, clock: VectorClock, fastest: Option<NodeId>) -> CausalContext {
        let content = Content { position: key.position().0, clock, fastest };
        let mut bytes = Vec::with_capacity(256);
        bytes.push(FORMAT);
        // Writing to memory has no way to fail; no bytes would be refused as malformed.
        let bytes = postcard::to_extend(&content, bytes).unwrap_or_default();
        let checksum = checksum(bytes.get(1..).unwrap_or_default());
        CausalContext(postcard::to_extend(&checksum, bytes).unwrap_or_default().into())
    }

    /// What the reader had seen, and who answered it fastest.
    ///
    /// # Errors
    /// Bytes that [`CausalContext::seal`] never made, or made for another key.
    pub fn open(&self, key: &Key) -> Result<Opened, ContextError> {
        let content = self.content().ok_or(ContextError::Malformed)?;
        if content.position != key.position().0 {
            return Err(ContextError::OtherKey);
        }
        Ok(Opened { seen: content.clock, fastest: content.fastest })
    }

    /// What the bytes say, if they are whole.
    fn content(&self) -> Option<Content> {
        let (FORMAT, bytes) = self.0.split_first().map(|(first, rest)| (*first, rest))? else {
            return None;
        };
        let (content, behind) = postcard::take_from_bytes::<Content>(bytes).ok()?;
        let (written, rest) = postcard::take_from_bytes::<u32>(behind).ok()?;
        let told = bytes.len() - behind.len();
        (rest.is_empty() && written == checksum(&bytes[..told])).then_some(content)
    }

    /// The bytes as the client carries them.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// A context of bytes from anywhere; [`CausalContext::open`] judges them.
    pub fn from_bytes(bytes: &[u8]) -> CausalContext {
        CausalContext(bytes.into())
    }
}

/// Found wrong after any single damaged byte.
fn checksum(bytes: &[u8]) -> u32 {
    let [a, b, c, d, ..] = md5::compute(bytes).0;
    u32::from_be_bytes([a, b, c, d])
}

impl fmt::Display for ContextError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            ContextError::Malformed => {
                "the context is malformed: pass on the bytes that a get returned, unchanged"
            }
            ContextError::OtherKey => "the context belongs to another key: get this key first",
        })
    }
}

impl core::error::Error for ContextError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamo::identity::Actor;
    use crate::dynamo::time::Time;

    fn sealed() -> (Key, VectorClock, CausalContext) {
        let key = Key::new("cart").unwrap();
        let mut clock = VectorClock::new();
        clock.set(Actor { node: NodeId(1), generation: 0 }, 3, Time::from_millis(5));
        let context = CausalContext::seal(&key, clock.clone(), Some(NodeId(2)));
        (key, clock, context)
    }

    #[test]
    fn opens_what_it_sealed_for_the_same_key_only() {
        let (key, clock, context) = sealed();
        assert_eq!(context.open(&key), Ok(Opened { seen: clock, fastest: Some(NodeId(2)) }));
        let other = Key::new("card").unwrap();
        assert_eq!(context.open(&other), Err(ContextError::OtherKey));
    }

    #[test]
    fn refuses_every_damaged_byte_and_every_cut() {
        let (key, _, context) = sealed();
        for place in 0..context.as_bytes().len() {
            let mut bytes = context.as_bytes().to_vec();
            bytes[place] ^= 0x10;
            assert!(CausalContext::from_bytes(&bytes).open(&key).is_err(), "byte {place}");
            assert!(CausalContext::from_bytes(&bytes[..place]).open(&key).is_err(), "cut {place}");
        }
    }
}
