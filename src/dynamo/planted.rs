//! Planted bugs: mistakes that somebody who builds a Dynamo could make, or has made, each switched
//! on by itself to see whether the swarm finds it.
//!
//! They are there only in a build with the feature `planted`, which nothing but a test asks for.
//! In any other build [`planted!`] is the word `false`, and nothing is left of them.

/// Whether a bug is planted. It stands where the mistake would be made.
#[cfg(feature = "planted")]
macro_rules! planted {
    ($bug:ident) => {
        $crate::dynamo::planted::is_planted($crate::dynamo::planted::Bug::$bug)
    };
}

/// Whether a bug is planted: none is in this build.
#[cfg(not(feature = "planted"))]
macro_rules! planted {
    ($bug:ident) => {
        $crate::dynamo::planted::none()
    };
}

/// No bug is planted. A function, so that the places where one could be read alike in both builds.
#[cfg(not(feature = "planted"))]
#[inline(always)]
pub(super) const fn none() -> bool {
    false
}

pub(super) use planted;

#[cfg(feature = "planted")]
mod bugs {
    use std::cell::Cell;

    thread_local! {
        static PLANTED: Cell<Option<Bug>> = const { Cell::new(None) };
    }

    /// Whether a bug is planted in what runs on this thread.
    pub fn is_planted(bug: Bug) -> bool {
        PLANTED.get() == Some(bug)
    }

    /// Runs something on this thread with a bug.
    pub fn with<T>(bug: Option<Bug>, run: impl FnOnce() -> T) -> T {
        PLANTED.set(bug);
        let result = run();
        PLANTED.set(None);
        result
    }

    /// One list makes the bugs, their descriptions and the list of all.
    macro_rules! bugs {
        ($($bug:ident: $description:literal,)+) => {
            /// A mistake.
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            pub enum Bug {
                $(#[doc = $description] $bug,)+
            }

            impl Bug {
                /// Every one.
                pub const ALL: &[Bug] = &[$(Bug::$bug),+];

                /// What the mistake is.
                pub fn description(self) -> &'static str {
                    match self {
                        $(Bug::$bug => $description,)+
                    }
                }
            }
        };
    }

    bugs! {
        // Versions and their clocks.
        MergeClocksByMinimum: "two clocks are merged by the smaller of their counters",
        DropSibling: "of versions in conflict one is kept",
        KeepAncestors: "versions stay beside those that descend from them",
        TruncateOnRepair: "clocks are cut when replicas are repaired, not when versions are made",
        ContextOfOneSibling: "the context of a get covers the first of several siblings alone",
        ContextIgnored: "a put's coordinator does not look at the context",
        ClaimToHaveReadAll: "a put claims to have read all that its coordinator holds",
        LastWriteByName: "the last write is the one with the highest name, whatever its time",
        ReissueCounterAfterWipe: "a node with a new disk counts from 1 again under its old name",
        ReissueCounterAfterHandover: "what a node has counted goes with the object that it hands over",
        // Quorums.
        CountDuplicateAnswer: "an answer that comes twice counts twice",
        QuorumOffByOne: "one answer fewer than needed is enough",
        RefusalIsAnAnswer: "a refusal counts as an answer",
        SilenceIsAnAnswer: "a node whose time has run out counts as one that has answered",
        AcknowledgeBeforeStoring: "a replica acknowledges a version and never stores it",
        AnswerWithoutMerging: "a get is answered with the first versions that came",
        SkipReadRepair: "replicas that answered with too little are left so",
        RepairUnanswered: "who blocks for read repair does not wait for it",
        WriteWhatWasNotRead: "a put that reads before it writes forgets what it has read",
        // Hints and stand-ins.
        StandInIsPrimary: "a stand-in keeps what it stands in for among its own data",
        DropHintWhenSent: "a hint is deleted when it is sent",
        DropHintOnSilence: "a hint whose owner does not answer is deleted",
        DropGrownHint: "a hint that grew while it was delivered is deleted all the same",
        HintToWrongNode: "a hint goes to the first node of the preference list, not to its owner",
        HintsOfDepartedKept: "hints for nodes that have left are kept for them",
        ProbeOnce: "a node that is out of reach is asked only once whether it is back",
        // Requests.
        ReplayWindowIgnored: "a request that comes twice is carried out twice",
        LateAnswerPanics: "the program gives up on an answer that comes too late",
        PutHandedOnTwice: "a put whose coordinator is silent is handed to another one",
        // Membership and the ring.
        OlderViewWins: "a view of a member replaces another one, older or newer",
        ResurrectRemoved: "a member that was removed is taken back from a view in which it is up",
        OlderStandingWins: "of two claims of a member's standing the older one stands",
        OlderTokenWins: "of two claims of a token the older one stands",
        OlderHeartbeatWins: "word of a heart replaces what was known of it, older or newer",
        GossipBegetsGossip: "whoever hears gossip passes it on at once, news or not",
        GossipRarely: "a node gossips in every twentieth round alone",
        GossipStops: "the timer of gossip is not set again while anybody is taken as down",
        TwoVirtualNodesOfOneHost: "a preference list names a host for each of its virtual nodes",
        ZonesIgnored: "the copies of a key may lie in one zone",
        OwnershipGap: "a range begins one position too late",
        NeverRecovers: "a node that was taken as down stays so",
        // Data at rest.
        BufferIsDurable: "what must be on disk is acknowledged from memory",
        FlushLosesBuffer: "a flush empties the buffer and writes nothing",
        StoreOverwrites: "what comes replaces what is there instead of being merged with it",
        LeafNotUpdatedOnDelete: "a Merkle tree keeps the hash of an object that was deleted",
        TreesNotRegrown: "Merkle trees stay as they were when ranges change hands",
        SkipSubtree: "only the left one of two differing subtrees is compared",
        WrappedRangeCut: "a range across the top of the circle loses its first part",
        // Ranges that change hands.
        ForgetOnSending: "a range is forgotten when it is sent, before it is confirmed",
        ForgetUnstored: "what was not confirmed is forgotten with what was",
        StraysStay: "what a node keeps no longer stays with it",
        BackgroundStarves: "background work can get no slice at all",
        // Deletions.
        TombstoneUnanimityIgnored: "a tombstone goes although a member has not agreed",
        TombstoneIsNoVersion: "an object that was deleted counts as never put when copies are compared",
    }
}

#[cfg(feature = "planted")]
pub use self::bugs::{Bug, is_planted, with};
