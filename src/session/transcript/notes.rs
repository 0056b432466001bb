//! What nodes tell of themselves, in words.

use super::words::{counted, name, preference_list, range, status};
use crate::dynamo::environment::Timer;
use crate::dynamo::exchange::Exchange;
use crate::dynamo::membership::MemberChange;
use crate::dynamo::note::{BackgroundWork, HandOnReason, Note};
use crate::dynamo::object::Addition;
use crate::dynamo::preference_list::Role;

/// What a node tells of itself.
pub(super) fn note(note: &Note) -> String {
    match note {
        Note::HandedOn { key, to, why } => match why {
            HandOnReason::NotAReplica => format!(
                "is not among the first healthy nodes of {}: hands it on to {to}",
                name(key)
            ),
            HandOnReason::Fastest => {
                format!("hands {} on to {to}, which answered the last get fastest", name(key))
            }
        },
        Note::HandedOnAgain { silent, to } => {
            format!("{silent} did not take it up: hands it on to {to}")
        }
        Note::HandOnGivenUp { silent } => {
            format!("{silent} did not take it up, or did and its word was lost: gives the put up")
        }
        Note::Coordinating { key, list, role, needed, deadline } => {
            let role = match role {
                Some(Role::Primary(rank)) => format!("as primary {rank} of"),
                Some(Role::Fallback) => "as a fallback of".to_owned(),
                None => "from outside of".to_owned(),
            };
            let list = preference_list(list);
            format!("coordinates {} {role} {list}, needs {needed} by {deadline}", name(key))
        }
        Note::VersionMade { clock, had_context, .. } => {
            let context = if *had_context { "a context" } else { "no context" };
            format!("makes version {clock}, with {context}")
        }
        Note::ClockTruncated { dropped } => format!("drops the count of {dropped} from its clock"),
        Note::AlsoWritten { node } => format!("{node} is about to keep it: writes it there too"),
        Note::ReplicaRefused { node } => format!("{node} refuses"),
        Note::QuorumImpossible { answered, needed } => {
            format!("cannot reach its quorum any more, {answered} of {needed}")
        }
        Note::Asked { node, stands_in_for, until } => {
            let stead =
                stands_in_for.map(|owner| format!(" in the stead of {owner}")).unwrap_or_default();
            format!("asks {node}{stead}, waits until {until}")
        }
        Note::Counted { node, answered, needed, late } => {
            let late = if *late { ", late" } else { "" };
            format!("counts {node}: {answered} of {needed}{late}")
        }
        Note::QuorumReached { needed } => format!("has its quorum of {needed}"),
        Note::Reconciled { received, left } => {
            format!("reconciles {} to {left}", counted(*received, "version"))
        }
        Note::RepairAwaited { holding, needed } => {
            format!("waits until {needed} copies hold that: {holding} of {needed}")
        }
        Note::RepairReached { needed } => format!("knows that {needed} hold that"),
        Note::VersionsWanted { needed } => {
            format!("reads before it writes, needs {}", counted(*needed, "answer"))
        }
        Note::VersionsGathered { clock, needed } => {
            format!("has read {clock}, needs {needed} to store what comes next")
        }
        Note::VersionsTooLate { node } => format!("{node} answered too late to be read"),
        Note::Silent { node } => format!("{node} did not answer in time"),
        Note::DeadlinePassed { answered, needed } => {
            format!("has only {answered} of {needed} answers at the deadline")
        }
        Note::Finished => "has finished".to_owned(),
        Note::ClientCorrected => "the client goes by an old ring: sends it this one".to_owned(),
        Note::Refused(refusal) => format!("refuses: {refusal}"),
        Note::RepeatIgnored => "ignores a repetition".to_owned(),
        Note::AnswerTooLate { node } => format!("does not wait for the answer of {node} any more"),
        Note::Stored { .. }
        | Note::LastWriteKept { .. }
        | Note::Flushed { .. }
        | Note::ReadRepair { .. }
        | Note::HintStored { .. }
        | Note::HandingOff { .. }
        | Note::HintDeleted { .. }
        | Note::HintKept { .. }
        | Note::HintRehomed { .. }
        | Note::TombstoneAsked { .. }
        | Note::TombstoneKept { .. }
        | Note::TombstoneForgotten { .. } => about_data(note),
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
        | Note::Deferred { .. } => about_upkeep(note),
    }
}

fn about_data(note: &Note) -> String {
    match note {
        Note::Stored { key, clock, addition, durable } => {
            let addition = match addition {
                Addition::First => "the first version".to_owned(),
                Addition::Replaced(count) => format!("replaces {}", counted(*count, "version")),
                Addition::Siblings(count) => format!("{} now", counted(*count, "sibling")),
                Addition::Known => "known already".to_owned(),
                Addition::Obsolete => "obsolete already".to_owned(),
            };
            let memory = if *durable { "" } else { ", in memory" };
            format!("stores {} {clock}: {addition}{memory}", name(key))
        }
        Note::LastWriteKept { key, dropped } => {
            format!("keeps the last write of {}, drops {}", name(key), counted(*dropped, "version"))
        }
        Note::Flushed { objects } => format!("writes {} to disk", counted(*objects, "object")),
        Note::ReadRepair { node, lacking, had_nothing } => {
            let nothing = if *had_nothing { ", it had nothing" } else { "" };
            format!("repairs {node}, which lacks {}{nothing}", counted(*lacking, "version"))
        }
        Note::HintStored { key, owner, clock } => {
            format!("keeps a hint for {owner}: {} {clock}", name(key))
        }
        Note::HandingOff { owner, keys } => {
            format!("hands off {} to {owner}", counted(*keys, "hint"))
        }
        Note::HintDeleted { key, owner } => format!("deletes the hint for {owner}: {}", name(key)),
        Note::HintKept { key, owner } => {
            format!("keeps the hint for {owner}, which has grown: {}", name(key))
        }
        Note::HintRehomed { key, from, to } => match to {
            Some(to) => format!("{from} is gone: its hint goes to {to}: {}", name(key)),
            None => format!("makes the hint for {from} its own: {}", name(key)),
        },
        Note::TombstoneAsked { key } => {
            format!("asks everybody whether the tombstone of {} may go", name(key))
        }
        Note::TombstoneKept { key, because_of } => {
            format!("keeps the tombstone of {}: {because_of} has not agreed", name(key))
        }
        Note::TombstoneForgotten { key } => format!("forgets the tombstone of {}", name(key)),
        _ => String::new(),
    }
}

fn about_upkeep(note: &Note) -> String {
    match note {
        Note::Suspected { node } => format!("takes {node} as down"),
        Note::Recovered { node } => format!("takes {node} as up again"),
        Note::MemberLearnt(change) => format!("learns: {}", member_change(change)),
        Note::MemberChanged(change) => format!("decides: {}", member_change(change)),
        Note::SeedAsked { seed } => format!("knows nobody: asks the seed {seed}"),
        Note::AloneInRing => "knows nobody: is a ring of its own".to_owned(),
        Note::TreesGrown { trees, keys } => {
            format!("grows {} anew from {}", counted(*trees, "tree"), counted(*keys, "object"))
        }
        Note::TreesCompared { peer, level, compared, differing } => format!(
            "holds {} of level {level} against those of {peer}: {differing} differ",
            counted(*compared, "hash"),
        ),
        Note::KeysCompared { peer, compared, differing } => format!(
            "holds {} against those of {peer}: {differing} differ",
            counted(*compared, "key")
        ),
        Note::ExchangeEnded { peer, exchange, keys_held, bytes_held } => {
            // Who began it and its number are for machines.
            let Exchange { initiator: _, number: _, hashes, bytes, disk_reads, keys_shipped } =
                exchange;
            format!(
                "is done with {peer}: {}, {}, {} shipped, {bytes} bytes; \
                 all {} would be {bytes_held} bytes",
                counted(*hashes, "hash"),
                counted(*disk_reads, "disk read"),
                counted(*keys_shipped, "object"),
                counted(*keys_held, "object"),
            )
        }
        Note::CompareRefused { peer } => format!("cannot compare with {peer}: another ring"),
        Note::RangeWanted { range, from, left } => {
            format!("wants {} from {from}, {left} more to come", self::range(range))
        }
        Note::RangeSent { range, to, keys } => {
            format!("sends {to} {}, {}", self::range(range), counted(*keys, "object"))
        }
        Note::RangeReceived { range, from, keys: 0 } => {
            format!("needs nothing from {from} of {}", self::range(range))
        }
        Note::RangeReceived { range, from, keys } => {
            format!("gets {} from {from}, {}", self::range(range), counted(*keys, "object"))
        }
        Note::RangeForgotten { range, keys } => {
            let keys = counted(*keys, "object");
            format!("forgets {keys} of {}, kept elsewhere now", self::range(range))
        }
        Note::Deferred { work } => {
            let work = match work {
                BackgroundWork::Handoff => "hints",
                BackgroundWork::AntiEntropy => "anti-entropy",
                BackgroundWork::Transfer => "a transfer",
            };
            format!("lets {work} wait: requests come first")
        }
        _ => String::new(),
    }
}

fn member_change(change: &MemberChange) -> String {
    let MemberChange { node, from, to } = change;
    match from {
        Some(from) => format!("{node} was {}, is {}", status(*from), status(*to)),
        None => format!("{node} is {}", status(*to)),
    }
}

/// What ran out.
pub(super) fn timer(timer: Timer) -> String {
    match timer {
        // The request stands in a column of its own.
        Timer::Replicas(_) => "time for an answer is over".to_owned(),
        Timer::Deadline(_) => "deadline".to_owned(),
        Timer::Forward(_) => "time to take it up is over".to_owned(),
        Timer::Probe(node) => format!("time to probe {node}"),
        Timer::Gossip => "time to gossip".to_owned(),
        Timer::AntiEntropy => "time to compare trees".to_owned(),
        Timer::Flush => "time to flush".to_owned(),
        Timer::Tombstones => "time to look after tombstones".to_owned(),
        Timer::Pull => "time to get a range is over".to_owned(),
        Timer::Push => "time to hand a range over is over".to_owned(),
    }
}
