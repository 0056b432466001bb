//! What nodes tell of each other, of their trees and of the ranges that change hands.

use crate::dynamo::membership::{MemberChange, Status};
use crate::dynamo::note::{BackgroundWork, Note};
use crate::view::narration::count;

/// The sentence for what a node tells of its upkeep.
pub(super) fn upkeep(who: &str, note: &Note) -> (String, &'static str, u8) {
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
                "The comparison with {peer} is over: {}, {}, {} bytes and {} from disk in all. Shipping {} would have cost {bytes_held} bytes.",
                count(exchange.hashes as usize, "hash", "hashes"),
                count(exchange.keys_shipped as usize, "object", "objects"),
                exchange.bytes,
                count(exchange.disk_reads as usize, "read", "reads"),
                match keys_held {
                    1 => "the one shared object".to_owned(),
                    held => format!("all {held} shared objects"),
                }
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
