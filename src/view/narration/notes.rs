//! What nodes tell of themselves, in sentences.

use super::{count, listed};
use crate::dynamo::identity::Address;
use crate::dynamo::membership::{MemberChange, Status};
use crate::dynamo::note::{BackgroundWork, HandOnReason, Note};
use crate::dynamo::object::Addition;
use crate::dynamo::preference_list::Role;
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

/// That so many copies hold something.
fn hold(copies: u8) -> String {
    match copies {
        1 => "1 copy holds".to_owned(),
        many => format!("{many} copies hold"),
    }
}

fn coordination(process: Option<Address>, who: &str, note: &Note) -> (String, &'static str, u8) {
    match note {
        Note::HandedOn { key, to, why: HandOnReason::NotAReplica } => (
            format!(
                "{who} hands the request on to {to}: {who} is not among the first N healthy nodes of “{key}”, {to} is."
            ),
            "§4.5",
            70,
        ),
        Note::HandedOn { to, why: HandOnReason::Fastest, .. } => (
            format!(
                "{who} hands the put on to {to}, which answered the client’s last get fastest: there the client will read its own write."
            ),
            "§5",
            70,
        ),
        Note::HandedOnAgain { silent, to } => (
            format!(
                "{who} hands the get on to {to}, since {silent} stays silent. A get can be done twice without harm."
            ),
            "§4.5",
            75,
        ),
        Note::HandOnGivenUp { silent } => (
            format!(
                "{who} does not hand the put to another node: {silent} is silent but may have taken it up, and two coordinators would make two versions of one write."
            ),
            "§4.5",
            80,
        ),
        Note::ClientCorrected => (
            format!(
                "{who} sees that the client chose it by an old ring and sends it the present one."
            ),
            "§6.4",
            62,
        ),
        Note::Coordinating { key, list, role, needed, .. } => {
            let why = match role {
                Some(Role::Primary(rank)) => {
                    let primaries = listed(list.primaries());
                    format!("it is number {rank} of the preference list {primaries}")
                }
                Some(Role::Fallback) => "it stands in for a node that seems down".to_owned(),
                None => "it was asked to".to_owned(),
            };
            let answers = count(usize::from(*needed), "answer", "answers");
            (
                format!(
                    "{who} coordinates the request for “{key}”: {why}. It needs {answers} in all, its own included."
                ),
                "§4.5",
                72,
            )
        }
        Note::VersionMade { clock, had_context: true, .. } => (
            format!(
                "{who} makes the new version {clock}: what the client’s context had seen, with {who}’s own counter raised."
            ),
            "§4.4",
            40,
        ),
        Note::VersionMade { clock, had_context: false, .. } => (
            format!(
                "{who} makes the new version {clock}. The client gave no context, so it claims to have read nothing."
            ),
            "§4.4",
            40,
        ),
        Note::ClockTruncated { dropped } => (
            format!(
                "{who} drops the oldest pair of the clock, that of {dropped}: it had grown too long. Versions that only this pair told apart will seem to be in conflict."
            ),
            "§4.4",
            89,
        ),
        Note::AlsoWritten { node } => (
            format!(
                "{node} is about to keep the key and gets the version as well, without counting for the quorum."
            ),
            "§4.9",
            47,
        ),
        Note::Asked { node, stands_in_for: None, .. } if process == Some((*node).into()) => {
            (format!("{who} counts itself among the nodes that keep the key."), "§4.5", 6)
        }
        Note::Asked { node, stands_in_for: None, until } => {
            (format!("{who} asks {node} and waits for it until {until}."), "§4.5", 6)
        }
        Note::Asked { node, stands_in_for: Some(owner), .. } => (
            format!(
                "{node} stands in for {owner}, which seems down: it is the next healthy node of the preference list."
            ),
            "§4.6",
            74,
        ),
        Note::Counted { node, answered, needed, late: false } => (
            format!("{who} counts {node}’s answer: {answered} of the {needed} needed."),
            "§4.5",
            45,
        ),
        Note::Counted { node, late: true, .. } => (
            format!("{node}’s answer comes after the quorum. {who} did not have to wait for it."),
            "§4.5",
            46,
        ),
        Note::QuorumReached { needed } => (
            format!(
                "{who} has its quorum of {needed} and answers the client without waiting for the others."
            ),
            "§4.5",
            85,
        ),
        Note::Reconciled { left: 0, .. } => {
            (format!("{who} finds no version: nothing was ever put under this key."), "§4.4", 86)
        }
        Note::Reconciled { received, left: 1 } => {
            let received = count(usize::from(*received), "version", "versions");
            (
                format!(
                    "{who} reconciles the {received} received to one: the others are the same or its ancestors."
                ),
                "§4.4",
                84,
            )
        }
        Note::Reconciled { received, left } => (
            format!(
                "{who} reconciles the {received} versions received to {left} siblings: none of them descends from another, so only the application can merge them."
            ),
            "§4.4",
            95,
        ),
        Note::RepairAwaited { holding: 0, needed } => (
            format!(
                "{who} does not answer the client yet: {needed} copies must hold what it has found, and none is known to. Read repair blocks."
            ),
            "§5",
            83,
        ),
        Note::RepairAwaited { holding, needed } => (
            format!(
                "{who} does not answer the client yet: {needed} copies must hold what it has found, and {holding} of them do. Read repair blocks."
            ),
            "§5",
            83,
        ),
        Note::RepairReached { needed } => (
            format!(
                "{} now what {who} has found, as many as a put writes: no later get that meets one of them finds less, and the client gets its answer.",
                hold(*needed)
            ),
            "§5",
            85,
        ),
        Note::VersionsWanted { needed } => (
            format!(
                "{who} reads before it writes: it needs {} before it makes the new version. The paper’s puts save this round trip.",
                count(usize::from(*needed), "answer", "answers")
            ),
            "§4.5",
            71,
        ),
        Note::VersionsGathered { clock, .. } => (
            match clock.is_empty() {
                true => format!("{who} has read enough copies, and none holds anything."),
                false => format!(
                    "{who} has read enough copies: the new version will descend from all that they hold, {clock}, whether its writer had read it or not."
                ),
            },
            "§4.4",
            73,
        ),
        Note::VersionsTooLate { node } => (
            format!(
                "{node}’s versions come too late: {who} has made the new version from what others hold."
            ),
            "§4.5",
            47,
        ),
        Note::Silent { node } => (
            format!(
                "{who} stops waiting for {node}: no answer in time. Silence is not a refusal, {node} may have done its part."
            ),
            "§4.6",
            65,
        ),
        Note::ReplicaRefused { node } => {
            (format!("{node} refuses: it is no member of the ring."), "§4.8.1", 66)
        }
        Note::QuorumImpossible { answered, needed } => (
            format!(
                "{who} fails the request at once: too many refuse for {needed} answers to come, and only {answered} came."
            ),
            "§4.5",
            90,
        ),
        Note::DeadlinePassed { answered, needed } => (
            format!(
                "{who} fails the request: only {answered} of {needed} answers by the deadline. A put that fails may still have been stored somewhere."
            ),
            "§4.5",
            90,
        ),
        Note::Finished => (
            format!("{who} is done with the request: every node has answered or been given up."),
            "§4.5",
            15,
        ),
        Note::Refused(reason) => (format!("{who} refuses the request: {reason}."), "§4.1", 80),
        Note::RepeatIgnored => {
            (format!("{who} has seen this before and ignores the repetition."), "", 35)
        }
        Note::AnswerTooLate { node } => (
            format!(
                "{node}’s answer comes too late: {who} is done with the request. What {node} stored stays."
            ),
            "§4.5",
            48,
        ),
        _ => (String::new(), "", 0),
    }
}

fn storage(who: &str, note: &Note) -> (String, &'static str, u8) {
    match note {
        Note::Stored { key, clock, addition, durable } => {
            let text = match addition {
                Addition::First => format!("{who} stores {clock} as its first version of “{key}”"),
                Addition::Replaced(1) => {
                    format!("{who} stores {clock} in place of the version that it descends from")
                }
                Addition::Replaced(many) => format!(
                    "{who} stores {clock} in place of the {many} versions that it descends from: reconciled"
                ),
                Addition::Siblings(many) => format!(
                    "{who} keeps {clock} beside what it has: {many} siblings now, of which none descends from another"
                ),
                Addition::Known => format!("{who} has {clock} already"),
                Addition::Obsolete => {
                    format!("{who} drops {clock}: it has a version that descends from it")
                }
            };
            let place = if *durable { "." } else { ", in memory only: a crash would lose it." };
            let weight = match addition {
                Addition::Siblings(_) => 88,
                Addition::Replaced(many) if *many > 1 => 87,
                _ => 52,
            };
            (text + place, "§4.4", weight)
        }
        Note::LastWriteKept { dropped, .. } => {
            let others = count(usize::from(*dropped), "other", "others");
            (
                format!(
                    "{who} keeps the version with the latest wall-clock time and drops {others}: last write wins, read or unread."
                ),
                "§6",
                91,
            )
        }
        Note::Flushed { objects } => {
            let objects = count(usize::from(*objects), "object", "objects");
            (
                format!(
                    "{who} writes {objects} from memory to disk: a crash cannot lose them now."
                ),
                "§6.1",
                53,
            )
        }
        Note::HintStored { key, owner, clock } => (
            format!(
                "{who} keeps {clock} of “{key}” as a hint for {owner}, apart from its own data."
            ),
            "§4.6",
            76,
        ),
        Note::HandingOff { owner, keys } => {
            let objects = count(usize::from(*keys), "hinted object", "hinted objects");
            (format!("{who} has heard from {owner} and hands {objects} over."), "§4.6", 77)
        }
        Note::HintDeleted { key, owner } => {
            (format!("{who} deletes its hint of “{key}”: {owner} has stored it."), "§4.6", 78)
        }
        Note::HintKept { key, owner } => (
            format!("{who} keeps its hint of “{key}” for {owner}: it has grown since it was sent."),
            "§4.6",
            70,
        ),
        Note::HintRehomed { key, from, to: Some(to) } => (
            format!(
                "{who}’s hint of “{key}” was for {from}, which is no member any more: it goes to {to}, which keeps the key."
            ),
            "§4.6",
            79,
        ),
        Note::HintRehomed { key, from, to: None } => {
            (format!("{who} takes its hint of “{key}” for {from} among its own data."), "§4.6", 79)
        }
        Note::ReadRepair { node, lacking, had_nothing } => {
            let what = count(usize::from(*lacking), "version", "versions");
            let why = if *had_nothing { "it had nothing" } else { "its answer was out of date" };
            (format!("Read repair: {who} sends {node} {what}, since {why}."), "§5", 82)
        }
        Note::TombstoneAsked { key } => (
            format!(
                "{who} asks every member whether the tombstone of “{key}” may go: does anybody hold something older?"
            ),
            "§4.4",
            67,
        ),
        Note::TombstoneKept { key, because_of } => (
            format!(
                "The tombstone of “{key}” stays: {because_of} has not agreed. It may hold what the tombstone keeps away."
            ),
            "§4.4",
            68,
        ),
        Note::TombstoneForgotten { key } => (
            format!("{who} forgets the tombstone of “{key}”: nobody holds anything older."),
            "§4.4",
            69,
        ),
        _ => (String::new(), "", 0),
    }
}

fn upkeep(who: &str, note: &Note) -> (String, &'static str, u8) {
    match note {
        Note::Suspected { node } => (
            format!("{who} takes {node} as down from now on, by what it knows itself."),
            "§4.8.3",
            64,
        ),
        Note::Recovered { node } => {
            (format!("{who} hears of {node} and takes it as up again."), "§4.8.3", 66)
        }
        Note::MemberLearnt(change) => {
            (format!("{who} learns by gossip that {}.", member(change)), "§4.8.1", 71)
        }
        Note::MemberChanged(change) => {
            (format!("{who} notes down that {}, and tells others.", member(change)), "§4.8.1", 73)
        }
        Note::SeedAsked { seed } => {
            (format!("{who} knows no member yet and asks the seed {seed}."), "§4.8.2", 72)
        }
        Note::AloneInRing => (
            format!(
                "{who} knows no other member and no seed: it is a ring of its own, a logical partition."
            ),
            "§4.8.2",
            90,
        ),
        Note::TreesGrown { trees, keys } => (
            format!(
                "{who} grows {trees} Merkle trees anew and has to read {} for it.",
                count(*keys as usize, "object", "objects")
            ),
            "§4.7",
            55,
        ),
        Note::TreesCompared { peer, level: 0, compared, differing: 0 } => {
            (format!("{who} compares {compared} roots with {peer}: all the same."), "§4.7", 54)
        }
        Note::TreesCompared { peer, level, compared, differing } => (
            format!(
                "{who} compares {compared} hashes of level {level} with {peer}: {differing} differ."
            ),
            "§4.7",
            63,
        ),
        Note::KeysCompared { peer, compared, differing } => (
            format!(
                "{who} compares {} with {peer}: {differing} differ and are shipped, nothing else.",
                count(*compared as usize, "key", "keys")
            ),
            "§4.7",
            75,
        ),
        Note::ExchangeEnded { peer, exchange, keys_held, bytes_held } => (
            format!(
                "The comparison with {peer} is over: {} hashes, {} objects, {} bytes and {} reads from disk in all. Shipping all {keys_held} shared objects would have cost {bytes_held} bytes.",
                exchange.hashes, exchange.keys_shipped, exchange.bytes, exchange.disk_reads
            ),
            "§4.7",
            61,
        ),
        Note::CompareRefused { peer } => (
            format!("{peer} knows another ring than {who}: their trees must not be compared."),
            "§4.7",
            62,
        ),
        Note::RangeWanted { from, left, .. } => (
            format!("{who} asks {from} for a range that it is going to keep; {left} more to come."),
            "§4.9",
            67,
        ),
        Note::RangeSent { to, keys, .. } => (
            format!(
                "{to} has confirmed: {who} sends it {}.",
                count(*keys as usize, "object", "objects")
            ),
            "§4.9",
            68,
        ),
        Note::RangeReceived { from, keys: 0, .. } => (
            format!("{who} needs nothing of the range that {from} offers: it has it all on disk."),
            "§4.9",
            69,
        ),
        Note::RangeReceived { from, keys, .. } => (
            format!("{who} stores {} from {from}.", count(*keys as usize, "object", "objects")),
            "§4.9",
            69,
        ),
        Note::RangeForgotten { keys, .. } => (
            format!(
                "{who} forgets {} that it keeps no longer: they are stored where they belong.",
                count(*keys as usize, "object", "objects")
            ),
            "§4.9",
            70,
        ),
        Note::Deferred { work } => {
            let what = match work {
                BackgroundWork::Handoff => "giving hints back",
                BackgroundWork::AntiEntropy => "comparing trees",
                BackgroundWork::Transfer => "handing ranges over",
            };
            (
                format!("{who} puts {what} off: requests are too slow for work in the background."),
                "§6.5",
                72,
            )
        }
        _ => (String::new(), "", 0),
    }
}

fn member(change: &MemberChange) -> String {
    let node = change.node;
    match change.to {
        Status::Joining => format!("{node} is joining"),
        Status::Up => format!("{node} is a full member"),
        Status::Leaving => format!("{node} is leaving"),
        Status::Left => format!("{node} is no member any more"),
    }
}
