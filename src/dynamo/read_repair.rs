//! Read repair that blocks: the client of a `get` waits until W copies hold what it is going to
//! be told (Dynamo §5 repairs afterwards; this is the second round of a register in the manner
//! of Attiya, Bar-Noy and Dolev, and what Cassandra does).
//!
//! W is the number that a `put` waits for. Where R + W > N, R copies and W copies have one in
//! common, so no later `get` finds less than this one: without the wait a version that only one
//! copy holds is read by one client and missed by the next.

use super::identity::NodeId;
use super::object::Object;

/// A get's wait for enough copies to hold what it has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepairWait {
    /// What the client is going to be told.
    found: Object,
    /// W.
    needed: u8,
    /// Who holds it, or something that descends from it.
    holding: Vec<NodeId>,
    /// Who has been sent what it lacks and has not said yet that it is stored.
    sent: Vec<NodeId>,
}

impl RepairWait {
    /// A wait until `needed` copies hold `found`, of nobody yet.
    pub fn new(found: Object, needed: u8) -> RepairWait {
        RepairWait { found, needed, holding: Vec::new(), sent: Vec::new() }
    }

    /// What the client is going to be told.
    pub fn found(&self) -> &Object {
        &self.found
    }

    /// How many copies have to hold it.
    pub fn needed(&self) -> u8 {
        self.needed
    }

    /// How many copies hold it.
    pub fn holding(&self) -> u8 {
        self.holding.len() as u8
    }

    /// Whether enough copies hold it.
    pub fn is_over(&self) -> bool {
        self.holding() >= self.needed
    }

    /// Notes that `node` has been sent what it lacks.
    pub fn sent_to(&mut self, node: NodeId) {
        self.sent.push(node);
    }

    /// Whether `node` has been sent what it lacks and has not said yet that it is stored.
    pub fn awaits(&self, node: NodeId) -> bool {
        self.sent.contains(&node)
    }

    /// Notes that `node` holds what was found; each node counts once.
    pub fn held_by(&mut self, node: NodeId) {
        self.sent.retain(|sent| *sent != node);
        if !self.holding.contains(&node) {
            self.holding.push(node);
        }
    }
}
