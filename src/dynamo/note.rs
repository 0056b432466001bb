//! What a node did and why, in the protocol's own terms: the trace is made of these.

use serde::{Deserialize, Serialize};

use super::causal_context::ContextError;
use super::identity::NodeId;
use super::key::Key;
use super::object::Addition;
use super::preference_list::{PreferenceList, Role};
use super::time::Time;
use super::vector_clock::VectorClock;

/// One thing that a node did, beyond what its messages say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Note {
    /// Not among the first N healthy nodes of the key, so the request goes to one that is.
    HandedOn {
        /// The key.
        key: Key,
        /// The first of them.
        to: NodeId,
    },
    /// The node that a get was handed to stayed silent: the next one is tried.
    HandedOnAgain {
        /// Who stayed silent.
        silent: NodeId,
        /// Who is tried next.
        to: NodeId,
    },
    /// The node that a put was handed to stayed silent. It may have taken it up all the same,
    /// so nobody else is given it: that could make siblings of one write.
    HandOnGivenUp {
        /// Who stayed silent.
        silent: NodeId,
    },
    /// The request is taken up.
    Coordinating {
        /// The key.
        key: Key,
        /// Who keeps it.
        list: PreferenceList,
        /// What the coordinator is to the key; none if it is not on the ring.
        role: Option<Role>,
        /// R or W.
        needed: u8,
        /// When the request fails if fewer have answered.
        deadline: Time,
    },
    /// A put's new version has its clock.
    VersionMade {
        /// The new version's clock.
        clock: VectorClock,
        /// How many versions the client's context had seen; none for a blind write.
        had_context: bool,
    },
    /// A slot of the quorum: this node's answer counts.
    Asked {
        /// Who.
        node: NodeId,
        /// In whose stead, if it is a fallback.
        stands_in_for: Option<NodeId>,
        /// How long its answer is waited for.
        until: Time,
    },
    /// An answer came and brought the quorum nearer, or was one too many.
    Counted {
        /// Whose.
        node: NodeId,
        /// How many have answered now.
        answered: u8,
        /// How many are needed.
        needed: u8,
        /// Whether the quorum had been reached before.
        late: bool,
    },
    /// The answer that completed the quorum came: the client is told.
    QuorumReached {
        /// How many were needed.
        needed: u8,
    },
    /// The quorum of a get is complete and syntactic reconciliation has left these versions.
    Reconciled {
        /// How many versions the replicas answered with, in all.
        received: u16,
        /// How many are left; more than one are siblings.
        left: u16,
    },
    /// A node did not answer in time.
    Silent {
        /// Who.
        node: NodeId,
    },
    /// The deadline passed with too few answers: the client is told.
    DeadlinePassed {
        /// How many have answered.
        answered: u8,
        /// How many were needed.
        needed: u8,
    },
    /// Every node that was asked has answered or been given up: nothing is left to do.
    Finished,
    /// A put's context cannot be used: the client is told and nothing is written.
    ContextRefused(ContextError),
    /// The same request came a second time while it is worked on.
    RepeatIgnored,
    /// An answer came for a request that this node has finished with.
    AnswerTooLate {
        /// Whose.
        node: NodeId,
    },
    /// A version was added to this node's own data.
    Stored {
        /// The key.
        key: Key,
        /// The version.
        clock: VectorClock,
        /// What became of it.
        addition: Addition,
    },
    /// A version is kept for another node, apart from this node's own data.
    HintStored {
        /// The key.
        key: Key,
        /// The node that should have it.
        owner: NodeId,
        /// The version.
        clock: VectorClock,
    },
    /// The owner of hints is reachable: they are on their way to it.
    HandingOff {
        /// The owner.
        owner: NodeId,
        /// How many keys.
        keys: u16,
    },
    /// The owner has stored a hinted replica: the hint is deleted.
    HintDeleted {
        /// The key.
        key: Key,
        /// The owner.
        owner: NodeId,
    },
    /// A hint grew while it was being delivered: it is kept and sent again.
    HintKept {
        /// The key.
        key: Key,
        /// The owner.
        owner: NodeId,
    },
    /// A replica answered a get with less than others have: it is sent what it lacks.
    ReadRepair {
        /// The replica.
        node: NodeId,
        /// How many versions it lacks.
        lacking: u16,
        /// Whether it had nothing at all.
        had_nothing: bool,
    },
    /// This node now takes another as down: it did not answer (Dynamo §4.8.3).
    Suspected {
        /// Who.
        node: NodeId,
    },
    /// A node that was taken as down has been heard from.
    Recovered {
        /// Who.
        node: NodeId,
    },
}
