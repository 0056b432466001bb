//! What a node did and why, in the protocol's own terms: the trace is made of these.

use serde::{Deserialize, Serialize};

use super::exchange::Exchange;
use super::identity::{Actor, NodeId};
use super::key::Key;
use super::membership::MemberChange;
use super::message::Refusal;
use super::object::{Addition, Dot};
use super::preference_list::{PreferenceList, Role};
use super::ring::KeyRange;
use super::time::Time;
use super::vector_clock::VectorClock;

/// One thing that a node did, beyond what its messages say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Note {
    /// Another node is to coordinate the request.
    HandedOn {
        /// The key.
        key: Key,
        /// Which node.
        to: NodeId,
        /// Why that one.
        why: HandOnReason,
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
        /// The version's own event.
        dot: Dot,
        /// The new version's clock.
        clock: VectorClock,
        /// Whether the client gave a context; none for a blind write.
        had_context: bool,
    },
    /// The new version's clock had grown too long: its oldest pair is gone. Versions that
    /// only this pair told apart will seem to be in conflict.
    ClockTruncated {
        /// Whose count was dropped.
        dropped: Actor,
    },
    /// A node that is about to keep the key gets the version as well. It does not count for
    /// the quorum (Dynamo §4.9).
    AlsoWritten {
        /// Who.
        node: NodeId,
    },
    /// A node will not answer: it is no member of the ring.
    ReplicaRefused {
        /// Who.
        node: NodeId,
    },
    /// Too many have refused for the quorum to be reached: the client is told at once.
    QuorumImpossible {
        /// How many have answered.
        answered: u8,
        /// How many were needed.
        needed: u8,
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
    /// The client chose this node by an old ring and is sent the present one (Dynamo §6.4).
    ClientCorrected,
    /// The request makes no sense: the client is told and nothing is done.
    Refused(Refusal),
    /// The same request came a second time while it is worked on.
    RepeatIgnored,
    /// An answer came for a request that this node has finished with.
    AnswerTooLate {
        /// Whose.
        node: NodeId,
    },
    /// Something was added to this node's own data.
    Stored {
        /// The key.
        key: Key,
        /// All that it has seen.
        clock: VectorClock,
        /// What became of it.
        addition: Addition,
        /// Whether it is on disk, or in the write buffer, which a crash would empty.
        durable: bool,
    },
    /// Last write wins: of several versions the one with the latest wall-clock time stays.
    LastWriteKept {
        /// The key.
        key: Key,
        /// How many were dropped.
        dropped: u16,
    },
    /// The write buffer has been written to disk.
    Flushed {
        /// How many objects.
        objects: u16,
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
    /// A hint's owner has left the ring for good: the hint goes to a node that keeps the key.
    HintRehomed {
        /// The key.
        key: Key,
        /// For whom it was.
        from: NodeId,
        /// For whom it is now; none if this node keeps it as its own.
        to: Option<NodeId>,
    },
    /// Gossip has brought news of a member.
    MemberLearnt(MemberChange),
    /// An administrator has changed what a member is.
    MemberChanged(MemberChange),
    /// The node knows no member yet and asks a seed (Dynamo §4.8.2).
    SeedAsked {
        /// The seed.
        seed: NodeId,
    },
    /// The node knows no other member and no seed: it is a ring of its own.
    AloneInRing,
    /// Trees were grown anew, because the process was started or the ring changed.
    TreesGrown {
        /// How many trees.
        trees: u32,
        /// How many objects were read for it.
        keys: u32,
    },
    /// Hashes of one level were held against each other (Dynamo §4.7).
    TreesCompared {
        /// With whom.
        peer: NodeId,
        /// The level, 0 for roots.
        level: u8,
        /// How many hashes.
        compared: u32,
        /// How many differed.
        differing: u32,
    },
    /// Keys of differing leaves were held against each other.
    KeysCompared {
        /// With whom.
        peer: NodeId,
        /// How many keys either side has there.
        compared: u32,
        /// How many differ.
        differing: u32,
    },
    /// A comparison is over.
    ExchangeEnded {
        /// With whom.
        peer: NodeId,
        /// What it cost.
        exchange: Exchange,
        /// How many objects this node holds in the trees that were compared.
        keys_held: u32,
        /// How many bytes shipping all of them would have cost.
        bytes_held: u32,
    },
    /// The other node's ring is another: its trees say nothing about this node's.
    CompareRefused {
        /// The other node.
        peer: NodeId,
    },
    /// A range is asked for (Dynamo §4.9).
    RangeWanted {
        /// The range.
        range: KeyRange,
        /// From whom.
        from: NodeId,
        /// How many ranges are still to come after it.
        left: u32,
    },
    /// A range is handed over.
    RangeSent {
        /// The range.
        range: KeyRange,
        /// To whom.
        to: NodeId,
        /// How many objects.
        keys: u32,
    },
    /// A range has come.
    RangeReceived {
        /// The range.
        range: KeyRange,
        /// From whom.
        from: NodeId,
        /// How many objects.
        keys: u32,
    },
    /// Objects that this node no longer keeps have been stored where they belong and are
    /// forgotten here.
    RangeForgotten {
        /// The range.
        range: KeyRange,
        /// How many objects.
        keys: u32,
    },
    /// Every member is asked whether a tombstone may go.
    TombstoneAsked {
        /// The key.
        key: Key,
    },
    /// Some member has not agreed, because it still holds what the tombstone keeps away or has
    /// not answered: the tombstone stays.
    TombstoneKept {
        /// The key.
        key: Key,
        /// Who.
        because_of: NodeId,
    },
    /// Nobody holds anything older: the tombstone is forgotten.
    TombstoneForgotten {
        /// The key.
        key: Key,
    },
    /// Requests are too slow: background work has to wait (Dynamo §6.5).
    Deferred {
        /// What has to wait.
        work: BackgroundWork,
    },
    /// Read repair blocks: so many copies hold what a get has found, and the client waits until
    /// enough of them do.
    RepairAwaited {
        /// How many copies hold it.
        holding: u8,
        /// How many have to.
        needed: u8,
    },
    /// Enough copies hold what a get has found: the client is told.
    RepairReached {
        /// How many had to.
        needed: u8,
    },
    /// A put reads before it writes: nodes are asked what they hold of the key.
    VersionsWanted {
        /// R.
        needed: u8,
    },
    /// So many nodes as a get would need have answered a put that reads before it writes: the
    /// new version descends from all that they hold.
    VersionsGathered {
        /// All that the nodes' versions have seen.
        clock: VectorClock,
        /// W: how many copies have to be written now.
        needed: u8,
    },
    /// A node answered what it holds after the put's new version had been made.
    VersionsTooLate {
        /// Who.
        node: NodeId,
    },
}

/// Why a node is to coordinate a request in another's stead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HandOnReason {
    /// The node that was asked is not among the first N healthy nodes of the key.
    NotAReplica,
    /// That node answered the client's last get fastest, as the context says (Dynamo §5).
    Fastest,
}

/// Work that yields to requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum BackgroundWork {
    /// Giving hints back.
    Handoff,
    /// Comparing trees.
    AntiEntropy,
    /// Handing ranges over.
    Transfer,
}
