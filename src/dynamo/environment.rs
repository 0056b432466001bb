//! What surrounds a node: what it is told, what it may ask for, and all it can bring about.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::chance::Chance;
use super::config::Config;
use super::identity::{Address, NodeId, RequestId};
use super::message::Message;
use super::note::Note;
use super::time::{Duration, Time};

/// What a node is told. There is nothing else: no node sees another's state, or the truth
/// about who is up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// The process has just been started, for the first time or again.
    Start,
    /// A message has arrived.
    Message {
        /// Who sent it.
        from: Address,
        /// What it says.
        message: Rc<Message>,
    },
    /// A timer that this node has set in its present life has run out.
    Timer(Timer),
    /// An administrator's command, given at this node (Dynamo §4.8.1).
    Administer(Administration),
}

/// What an administrator can tell a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Administration {
    /// Join the ring.
    Join {
        /// The zone (data centre) that the node stands in.
        zone: u8,
        /// How much it can bear compared with a node of capacity 1.
        capacity: u8,
    },
    /// Hand everything over and leave the ring for good.
    Leave,
    /// That other node is gone for good: remove it.
    Remove(NodeId),
}

/// A timer's name. A node has at most one timer of each name; setting it again moves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Timer {
    /// The next of the nodes asked for this request has had its time.
    Replicas(RequestId),
    /// The request has had its time.
    Deadline(RequestId),
    /// The node that this request was handed to has had its time to take it up.
    Forward(RequestId),
    /// Time to ask this node whether it is back.
    Probe(NodeId),
    /// Time to gossip.
    Gossip,
    /// Time to compare trees with another node.
    AntiEntropy,
    /// Time to write the buffer to disk.
    Flush,
    /// Time to see which tombstones may go.
    Tombstones,
    /// A range has had its time to be asked for.
    Pull,
    /// A range has had its time to be handed over.
    Push,
}

/// What a node brings about. It describes effects and never carries them out itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// A message leaves.
    Send {
        /// For whom.
        to: Address,
        /// What it says.
        message: Message,
    },
    /// A timer is to run out.
    SetTimer {
        /// Which.
        timer: Timer,
        /// After how long by the node's own clock.
        after: Duration,
    },
    /// A timer is not wanted any more.
    CancelTimer(Timer),
    /// Something worth telling happened.
    Note {
        /// The request it belongs to, if any.
        request: Option<RequestId>,
        /// What.
        note: Note,
    },
}

/// Everything outside a node while it takes one step.
pub struct Environment<'a> {
    /// The node's own clock, which need not be right.
    pub now: Time,
    /// How often the node has been started before: 0 in its first life.
    pub epoch: u32,
    /// How the store is set up.
    pub config: &'a Config,
    /// The seeds, known from outside the protocol: from static configuration, until a
    /// configuration service names others (Dynamo §4.8.2).
    pub seeds: &'a [NodeId],
    /// Where the node's draws come from.
    pub chance: Chance,
    /// Where effects go, in the order in which they come about.
    pub effects: &'a mut Vec<Effect>,
}

impl Environment<'_> {
    /// Sends a message.
    pub fn send(&mut self, to: impl Into<Address>, message: Message) {
        self.effects.push(Effect::Send { to: to.into(), message });
    }

    /// Sets or moves a timer.
    pub fn set_timer(&mut self, timer: Timer, after: Duration) {
        self.effects.push(Effect::SetTimer { timer, after });
    }

    /// Cancels a timer; nothing happens if it is not set.
    pub fn cancel_timer(&mut self, timer: Timer) {
        self.effects.push(Effect::CancelTimer(timer));
    }

    /// Notes something about a request.
    pub fn note(&mut self, request: RequestId, note: Note) {
        self.tell(Some(request), note);
    }

    /// Notes something that belongs to no request.
    pub fn note_upkeep(&mut self, note: Note) {
        self.tell(None, note);
    }

    /// Notes something that may belong to a request.
    pub fn tell(&mut self, request: Option<RequestId>, note: Note) {
        self.effects.push(Effect::Note { request, note });
    }
}
