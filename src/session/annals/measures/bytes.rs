//! How many bytes messages have, and what they are spent on.

use std::rc::Rc;

use super::Measure;
use crate::dynamo::membership::Membership;
use crate::dynamo::message::{Gossip, Message};

/// So many views of the members have their size kept at hand.
const KEPT: usize = 8;

/// What a message is sent for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Traffic {
    /// A request, read repair included.
    Request,
    /// Comparing trees.
    AntiEntropy,
    /// Gossip, and members that clients ask for.
    Gossip,
    /// Hints that are handed back, ranges that move, probes and tombstones.
    Other,
}

impl Traffic {
    /// What a message is sent for.
    pub fn of(message: &Message) -> Traffic {
        match message {
            Message::Gossip(_)
            | Message::GossipReply(_)
            | Message::MembersWanted
            | Message::Members(_) => Traffic::Gossip,
            message if message.exchange().is_some() => Traffic::AntiEntropy,
            message if message.request().is_some() => Traffic::Request,
            _ => Traffic::Other,
        }
    }

    pub(super) fn measure(self) -> Measure {
        match self {
            Traffic::Request => Measure::RequestBytes,
            Traffic::AntiEntropy => Measure::AntiEntropyBytes,
            Traffic::Gossip => Measure::GossipBytes,
            Traffic::Other => Measure::OtherBytes,
        }
    }
}

/// The sizes of messages, packed for the wire. What nodes gossip is mostly the same view of the
/// members again and again: its size is worked out once.
#[derive(Clone, Debug, Default)]
pub(super) struct Sizes {
    views: Vec<(Rc<Membership>, u32)>,
}

impl Sizes {
    pub(super) fn of(&mut self, message: &Message) -> u32 {
        match message {
            Message::Gossip(gossip) | Message::GossipReply(gossip) => {
                // The kind of a message takes one byte.
                let Gossip { membership, heartbeats, unanswered } = gossip;
                1 + self.view(membership) + packed(&(heartbeats, unanswered))
            }
            _ => packed(message),
        }
    }

    fn view(&mut self, view: &Rc<Membership>) -> u32 {
        if let Some((_, size)) = self.views.iter().find(|(known, _)| Rc::ptr_eq(known, view)) {
            return *size;
        }
        let size = packed(view);
        if self.views.len() == KEPT {
            self.views.remove(0);
        }
        self.views.push((Rc::clone(view), size));
        size
    }
}

fn packed<T: serde::Serialize + ?Sized>(value: &T) -> u32 {
    // Counting has no way to fail.
    postcard::experimental::serialized_size(value).map_or(0, |bytes| bytes as u32)
}
