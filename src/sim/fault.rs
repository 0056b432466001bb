//! What can be wrong with the network, as data: rates, kinds of partition, and what is done to
//! one message.

use serde::{Deserialize, Serialize};

use crate::dynamo::identity::ClientId;

/// The largest share of messages, in thousandths: all of them.
pub const PERMILLE_MAX: u16 = 1_000;

/// The longest that anything is delayed by a fault, in milliseconds: an hour.
pub const DELAY_MAX_MS: u32 = 3_600_000;

/// What befalls the messages of a link by rate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disturbance {
    /// Of a thousand messages so many are lost.
    pub loss_permille: u16,
    /// Of a thousand messages so many arrive twice.
    pub duplicate_permille: u16,
    /// Of a thousand messages so many are held back, three times as long as they would have
    /// taken, so that later ones overtake them.
    pub reorder_permille: u16,
    /// Every message takes so much longer, in milliseconds.
    pub delay_ms: u32,
}

impl Disturbance {
    /// Whether nothing befalls anything.
    pub fn is_none(self) -> bool {
        self == Disturbance::default()
    }

    /// Whether every number is one that there can be.
    pub fn makes_sense(self) -> bool {
        let rates = [self.loss_permille, self.duplicate_permille, self.reorder_permille];
        rates.iter().all(|rate| *rate <= PERMILLE_MAX) && self.delay_ms <= DELAY_MAX_MS
    }
}

/// A share in thousandths, as a percentage in words.
pub fn percent(permille: u16) -> String {
    match permille % 10 {
        0 => format!("{} %", permille / 10),
        tenths => format!("{}.{tenths} %", permille / 10),
    }
}

/// What a partition means for clients, and in which directions it cuts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum PartitionKind {
    /// Clients reach the nodes of every group; nodes reach those of their own.
    #[default]
    ClientsReachAll,
    /// Every client stands with one group of nodes and reaches no other: those in the first
    /// list with the first group, and so on; with one list more than there are groups the last
    /// stands with the nodes in no group. Clients in no list stand with the first group.
    WithClients(Vec<Vec<ClientId>>),
    /// The nodes of a group reach those of every later group and are not reached by them.
    /// Clients reach all.
    OneWay,
}

/// What can be done to one message on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MessageAct {
    /// It is lost.
    Drop,
    /// It arrives so much later.
    Delay {
        /// In milliseconds.
        by_ms: u32,
    },
    /// A second copy leaves the sender now and takes a time of its own.
    Duplicate,
    /// It stands still until it is released.
    Hold,
    /// It goes on from where it stands.
    Release,
}
