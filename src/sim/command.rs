//! What a person, or a script in a person's stead, can do to the simulated world: send a
//! client's request, or cause or mend a fault. There is no other way to influence a run.

mod error;

use serde::{Deserialize, Serialize};

pub use self::error::CommandError;
use super::fault::{Disturbance, MessageAct, PartitionKind};
use super::workload::Workload;
use crate::dynamo::identity::{Address, ClientId, MessageId, NodeId};
use crate::dynamo::key::{Key, Value};

/// One act from outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// A client gets an object.
    Get {
        /// The client.
        client: ClientId,
        /// The object's key.
        key: Key,
        /// Which node the client turns to.
        entry: Entry,
        /// R for this request alone; the key's usual one if none.
        quorum: Option<u8>,
    },
    /// A client puts an object.
    Put {
        /// The client.
        client: ClientId,
        /// The object's key.
        key: Key,
        /// What the client writes.
        write: Write,
        /// Which node the client turns to.
        entry: Entry,
        /// W for this request alone; the key's usual one if none.
        quorum: Option<u8>,
    },
    /// A node's process ends at once. Its disk stays.
    Crash(NodeId),
    /// A node's process starts on the disk that the last one left.
    Restart(NodeId),
    /// A node's disk is lost, and its process ends with it. What it starts on next is blank.
    WipeDisk(NodeId),
    /// A node's clock is set ahead of the simulation's by so many milliseconds, or behind.
    Skew {
        /// The node.
        node: NodeId,
        /// How far ahead; behind if negative.
        ahead_ms: i32,
    },
    /// A new node is started and told to join the ring (Dynamo §4.8.1).
    Join {
        /// The zone (data centre) it stands in.
        zone: u8,
        /// How much it can bear compared with a node of capacity 1.
        capacity: u8,
    },
    /// A node is told to hand everything over and leave the ring for good.
    Leave(NodeId),
    /// A node is told that another one is gone for good.
    Remove {
        /// The one that is gone.
        node: NodeId,
        /// The one that is told.
        told: NodeId,
    },
    /// The nodes are split into groups that cannot reach each other, in the place of the
    /// partition that there is.
    Partition {
        /// The groups. Nodes in none, those that join later as well, form one more behind them.
        groups: Vec<Vec<NodeId>>,
        /// What it means for clients, and in which directions it cuts.
        kind: PartitionKind,
    },
    /// The partition ends, and every cut link is mended. Rates and held messages stay.
    Heal,
    /// The configuration service names these nodes as seeds from now on, in place of the setup's
    /// (Dynamo §4.8.2). Every node reads it, at its next gossip.
    NameSeeds(Vec<NodeId>),
    /// A node's process stands still, as in a long collection of garbage: messages wait in its
    /// host's buffer, and so do timers that run out. Its clock goes on. A crash drops what waits.
    Pause(NodeId),
    /// A process that stands still goes on: what waits is handled now, in the order in which it
    /// came.
    Resume(NodeId),
    /// A node becomes slow: it handles every message that arrives and every timer that runs out
    /// so much later, each by itself. Until then a message waits in its host's buffer. The host
    /// stays slow when its process is started again.
    Slow {
        /// The node.
        node: NodeId,
        /// How much later, in milliseconds; 0 makes it as fast as before.
        by_ms: u32,
    },
    /// A link is cut: what is sent along it is lost.
    Cut {
        /// The end at which messages leave.
        from: Address,
        /// The end that they reach no more.
        to: Address,
        /// Whether the opposite direction is cut as well.
        both: bool,
    },
    /// A cut link is mended.
    Mend {
        /// The end at which messages leave.
        from: Address,
        /// The end that they reach again.
        to: Address,
        /// Whether the opposite direction is mended as well.
        both: bool,
    },
    /// From now on this befalls the messages of some links, in the place of what has been said
    /// of just these links before. Of several rules that fit a message one counts: that of both
    /// ends before that of the sender, that before the receiver's, that before the one of all.
    Disturb {
        /// The end at which messages leave; none for any.
        from: Option<Address>,
        /// The end that they are for; none for any.
        to: Option<Address>,
        /// What befalls them; the default takes the rule away.
        disturbance: Disturbance,
    },
    /// One message on its way is meddled with.
    Meddle {
        /// The message.
        message: MessageId,
        /// Which copy of it: 0 for the one that was sent, more for duplicates.
        copy: u8,
        /// What is done to it.
        act: MessageAct,
    },
    /// From now on clients read and write by themselves, in the place of what they have done so
    /// far.
    StartWorkload(Workload),
    /// They do so no more.
    StopWorkload,
}

/// Which node a client turns to (Dynamo §4.5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry {
    /// Any node: the load balancer draws one, knowing nothing of keys or of who is up.
    #[default]
    LoadBalancer,
    /// This one.
    Node(NodeId),
    /// A node that keeps the key, as far as the client knows: it downloads the members from a
    /// random node now and then (Dynamo §6.4).
    PartitionAware,
}

/// What a client writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Write {
    /// This value, in place of what the client last read: the context goes along.
    Update(Value),
    /// This value, as if the client had read nothing: no context goes along.
    Blind(Value),
    /// The shopping cart that the client last read, siblings merged, with one item more.
    AddToCart(String),
    /// The same with one item less.
    RemoveFromCart(String),
    /// The siblings that the client last read, merged into one cart (Dynamo §4.4).
    MergeCarts,
    /// A tombstone in place of what the client last read.
    Delete,
    /// The replicated counter that the client last read, with so much more.
    Count(i32),
    /// The observed-remove set that the client last read, with one item more.
    AddToSet(String),
    /// The same with one item less.
    RemoveFromSet(String),
    /// Of the siblings that the client last read the one with the latest wall-clock time, in the
    /// place of all (last write wins, by the client's own choice).
    KeepLast,
    /// The replicated counters that the client last read, merged into one.
    MergeCounters,
    /// The observed-remove sets that the client last read, merged into one.
    MergeSets,
}

impl Write {
    /// Whether it only brings together what the client has read: there is nothing to write for
    /// one that has read nothing.
    pub const fn needs_reading(&self) -> bool {
        matches!(
            self,
            Write::MergeCarts | Write::KeepLast | Write::MergeCounters | Write::MergeSets
        )
    }
}
