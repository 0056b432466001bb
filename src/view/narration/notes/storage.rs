//! What nodes tell of the versions, hints and tombstones that they keep.

use crate::dynamo::note::Note;
use crate::dynamo::object::Addition;
use crate::view::narration::count;

/// The sentence for what a node tells of its store.
pub(super) fn storage(who: &str, note: &Note) -> (String, &'static str, u8) {
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
