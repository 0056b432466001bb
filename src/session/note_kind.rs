//! The kinds of notes, by the names that scenarios and exports use. They are part of the format:
//! a note that is called otherwise in the source keeps its name here.

use core::fmt;
use core::str::FromStr;

use crate::dynamo::note::Note;

/// A kind of note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NoteKind(&'static str);

/// One list makes both the match, which has to be exhaustive, and the list of all names.
macro_rules! note_kinds {
    ($($variant:ident = $name:literal),+ $(,)?) => {
        /// The names of all kinds.
        pub const NOTE_KINDS: &[&str] = &[$($name),+];

        impl NoteKind {
            /// The kind of a note.
            pub fn of(note: &Note) -> NoteKind {
                NoteKind(match note {
                    $(Note::$variant { .. } => $name),+
                })
            }
        }
    };
}

note_kinds! {
    HandedOn = "handed_on",
    HandedOnAgain = "handed_on_again",
    HandOnGivenUp = "hand_on_given_up",
    Coordinating = "coordinating",
    VersionMade = "version_made",
    ClockTruncated = "clock_truncated",
    AlsoWritten = "also_written",
    ReplicaRefused = "replica_refused",
    QuorumImpossible = "quorum_impossible",
    Asked = "asked",
    Counted = "counted",
    QuorumReached = "quorum_reached",
    Reconciled = "reconciled",
    Silent = "silent",
    DeadlinePassed = "deadline_passed",
    Finished = "finished",
    ClientCorrected = "client_corrected",
    Refused = "refused",
    RepeatIgnored = "repeat_ignored",
    AnswerTooLate = "answer_too_late",
    Stored = "stored",
    LastWriteKept = "last_write_kept",
    Flushed = "flushed",
    HintStored = "hint_stored",
    HandingOff = "handing_off",
    HintDeleted = "hint_deleted",
    HintKept = "hint_kept",
    ReadRepair = "read_repair",
    Suspected = "suspected",
    Recovered = "recovered",
    HintRehomed = "hint_rehomed",
    MemberLearnt = "member_learnt",
    MemberChanged = "member_changed",
    SeedAsked = "seed_asked",
    AloneInRing = "alone_in_ring",
    TreesGrown = "trees_grown",
    TreesCompared = "trees_compared",
    KeysCompared = "keys_compared",
    ExchangeEnded = "exchange_ended",
    CompareRefused = "compare_refused",
    RangeWanted = "range_wanted",
    RangeSent = "range_sent",
    RangeReceived = "range_received",
    RangeForgotten = "range_forgotten",
    TombstoneAsked = "tombstone_asked",
    TombstoneKept = "tombstone_kept",
    TombstoneForgotten = "tombstone_forgotten",
    Deferred = "deferred",
    RepairAwaited = "repair_awaited",
    RepairReached = "repair_reached",
    VersionsWanted = "versions_wanted",
    VersionsGathered = "versions_gathered",
    VersionsTooLate = "versions_too_late",
}

impl NoteKind {
    /// Its name.
    pub fn name(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for NoteKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.0)
    }
}

/// A text that names no kind of note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchNote;

impl FromStr for NoteKind {
    type Err = NoSuchNote;

    fn from_str(text: &str) -> Result<NoteKind, NoSuchNote> {
        NOTE_KINDS.iter().find(|name| **name == text).map(|name| NoteKind(name)).ok_or(NoSuchNote)
    }
}
