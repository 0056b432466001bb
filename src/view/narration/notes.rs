//! What nodes tell of themselves, in sentences.

mod coordination;
mod storage;
mod upkeep;

use self::coordination::coordination;
use self::storage::storage;
use self::upkeep::upkeep;
use crate::dynamo::identity::Address;
use crate::dynamo::note::Note;
use crate::dynamo::vector_clock::VectorClock;

/// The sentence for a note: what happened and why, the paper's section, and its weight.
pub(super) fn noted(
    process: Option<Address>,
    who: &str,
    note: &Note,
) -> (String, &'static str, u8) {
    match note {
        Note::HandedOn { .. }
        | Note::HandedOnAgain { .. }
        | Note::HandOnGivenUp { .. }
        | Note::ClientCorrected
        | Note::Coordinating { .. }
        | Note::VersionMade { .. }
        | Note::ClockTruncated { .. }
        | Note::AlsoWritten { .. }
        | Note::Asked { .. }
        | Note::Counted { .. }
        | Note::QuorumReached { .. }
        | Note::Reconciled { .. }
        | Note::RepairAwaited { .. }
        | Note::RepairReached { .. }
        | Note::VersionsWanted { .. }
        | Note::VersionsGathered { .. }
        | Note::VersionsTooLate { .. }
        | Note::Silent { .. }
        | Note::ReplicaRefused { .. }
        | Note::QuorumImpossible { .. }
        | Note::DeadlinePassed { .. }
        | Note::Finished
        | Note::Refused(_)
        | Note::RepeatIgnored
        | Note::AnswerTooLate { .. } => coordination(process, who, note),
        Note::Stored { .. }
        | Note::LastWriteKept { .. }
        | Note::Flushed { .. }
        | Note::HintStored { .. }
        | Note::HandingOff { .. }
        | Note::HintDeleted { .. }
        | Note::HintKept { .. }
        | Note::HintRehomed { .. }
        | Note::ReadRepair { .. }
        | Note::TombstoneAsked { .. }
        | Note::TombstoneKept { .. }
        | Note::TombstoneForgotten { .. } => storage(who, note),
        Note::Suspected { .. }
        | Note::Recovered { .. }
        | Note::MemberLearnt(_)
        | Note::MemberChanged(_)
        | Note::SeedAsked { .. }
        | Note::AloneInRing
        | Note::TreesGrown { .. }
        | Note::TreesCompared { .. }
        | Note::KeysCompared { .. }
        | Note::ExchangeEnded { .. }
        | Note::CompareRefused { .. }
        | Note::RangeWanted { .. }
        | Note::RangeSent { .. }
        | Note::RangeReceived { .. }
        | Note::RangeForgotten { .. }
        | Note::Deferred { .. } => upkeep(who, note),
    }
}

/// The sentence for a version that descends from all that its coordinator has read.
pub(super) fn version_after_reading(who: &str, clock: &VectorClock) -> String {
    format!(
        "{who} makes the new version {clock}: all that it has read and its writer had seen, with {who}’s own counter raised."
    )
}
