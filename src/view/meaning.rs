//! What an event means in the diagram of space and time: a small set of marks.

use crate::dynamo::note::Note;
use crate::dynamo::object::Addition;
use crate::sim::command::Command;
use crate::sim::trace::{ClientNote, EventKind, Mishap};

/// What an event means, the more telling the later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// A stage of something else.
    Other,
    /// Something befell a message on its way.
    Mishap,
    /// Trees or keys were compared.
    Compared,
    /// A range changes hands.
    Range,
    /// News of a member.
    Member,
    /// A client turns to a node.
    Begun,
    /// An object was stored.
    Stored,
    /// A version was made.
    VersionMade,
    /// A replica is sent what it lacks.
    Repaired,
    /// A hint is kept.
    HintStored,
    /// A hint has reached its owner.
    HintDelivered,
    /// R or W was reached.
    Quorum,
    /// A client has its answer.
    Answered,
    /// A node is not taken as down any more.
    Recovered,
    /// A node is taken as down.
    Suspected,
    /// Versions stand side by side.
    Siblings,
    /// A request failed, or nobody answered in time.
    Failed,
    /// A command.
    Command,
}

impl Meaning {
    /// All that have a sign of their own.
    pub const ALL: [Meaning; 18] = [
        Meaning::Other,
        Meaning::Mishap,
        Meaning::Compared,
        Meaning::Range,
        Meaning::Member,
        Meaning::Begun,
        Meaning::Stored,
        Meaning::VersionMade,
        Meaning::Repaired,
        Meaning::HintStored,
        Meaning::HintDelivered,
        Meaning::Quorum,
        Meaning::Answered,
        Meaning::Recovered,
        Meaning::Suspected,
        Meaning::Siblings,
        Meaning::Failed,
        Meaning::Command,
    ];

    /// What it is called, its sign as the `d` of an SVG path around the origin, and the class
    /// of its look: what is over is filled, a hint dashed, silence a cross.
    pub fn look(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Meaning::Other => ("a step", "M0,-4V4", "hollow"),
            Meaning::Mishap => ("on the way", "M-4,-4L4,4M-4,0H4", "hollow"),
            Meaning::Compared => ("compared", "M-3.5,-6H3.5L7,0L3.5,6H-3.5L-7,0Z", "hollow"),
            Meaning::Range => ("a range moves", "M-3,-5H8L3,5H-8Z", "hollow"),
            Meaning::Member => ("news of a member", "M0,-7L6.5,-2L4,6H-4L-6.5,-2Z", "hollow"),
            Meaning::Begun => ("a request begins", "M-4,-6L7,0L-4,6Z", "filled"),
            Meaning::Stored => ("stored", "M-5,-5H5V5H-5Z", "filled"),
            Meaning::VersionMade => {
                ("version made", "M0,-7L2,-2L7,0L2,2L0,7L-2,2L-7,0L-2,-2Z", "filled")
            }
            Meaning::Repaired => {
                ("read repair", "M-2.5,-6H2.5V-2.5H6V2.5H2.5V6H-2.5V2.5H-6V-2.5H-2.5Z", "filled")
            }
            Meaning::HintStored => ("hint kept", "M-5.5,-5.5H5.5V5.5H-5.5Z", "hint"),
            Meaning::HintDelivered => {
                ("hint delivered", "M-5.5,-5.5H5.5V5.5H-5.5ZM-3,0L-1,3L4,-3", "hint")
            }
            Meaning::Quorum => {
                ("quorum reached", "M-7,0A7,7 0 1 1 7,0A7,7 0 1 1 -7,0ZM-3.5,0L-1,3L4,-3", "good")
            }
            Meaning::Answered => ("answered", "M-6,0A6,6 0 1 1 6,0A6,6 0 1 1 -6,0Z", "filled"),
            Meaning::Recovered => ("back again", "M-6,0A6,6 0 1 1 6,0M6,0L3,-4M6,0L9,-4", "hollow"),
            Meaning::Suspected => {
                ("taken as down", "M-7,0A7,7 0 1 1 7,0A7,7 0 1 1 -7,0ZM0,-4V1M0,3V4.5", "bad")
            }
            Meaning::Siblings => ("siblings", "M0,7V1M0,1L-5,-6M0,1L5,-6", "bad"),
            Meaning::Failed => ("failed, or silent", "M-5.5,-5.5L5.5,5.5M-5.5,5.5L5.5,-5.5", "bad"),
            Meaning::Command => ("a command", "M-4,8V-7H6L3,-3.5L6,0H-4", "hollow"),
        }
    }

    /// What an event means. A message's leaving and its end are no marks but ends of arrows.
    pub fn of(kind: &EventKind) -> Meaning {
        match kind {
            EventKind::Commanded { command, refused: None }
                if matches!(**command, Command::Get { .. } | Command::Put { .. }) =>
            {
                Meaning::Begun
            }
            EventKind::Commanded { .. } => Meaning::Command,
            EventKind::Befell { what: Mishap::Released, .. } => Meaning::Other,
            EventKind::Befell { .. } => Meaning::Mishap,
            EventKind::Client(note) => match note {
                ClientNote::Turned { .. } => Meaning::Begun,
                ClientNote::Closed { .. } => Meaning::Answered,
                ClientNote::GaveUp { .. } => Meaning::Failed,
                _ => Meaning::Other,
            },
            EventKind::Note(note) => of_note(note),
            _ => Meaning::Other,
        }
    }
}

fn of_note(note: &Note) -> Meaning {
    match note {
        Note::Stored { addition: Addition::Siblings(_), .. } => Meaning::Siblings,
        Note::Reconciled { left, .. } if *left > 1 => Meaning::Siblings,
        Note::Stored { .. } => Meaning::Stored,
        Note::VersionMade { .. } => Meaning::VersionMade,
        Note::QuorumReached { .. } | Note::RepairReached { .. } => Meaning::Quorum,
        Note::HintStored { .. } => Meaning::HintStored,
        Note::HintDeleted { .. } => Meaning::HintDelivered,
        Note::ReadRepair { .. } => Meaning::Repaired,
        Note::Suspected { .. } => Meaning::Suspected,
        Note::Recovered { .. } => Meaning::Recovered,
        Note::Silent { .. }
        | Note::DeadlinePassed { .. }
        | Note::QuorumImpossible { .. }
        | Note::HandOnGivenUp { .. }
        | Note::HandedOnAgain { .. }
        | Note::Refused(_) => Meaning::Failed,
        Note::TreesCompared { .. } | Note::KeysCompared { .. } | Note::ExchangeEnded { .. } => {
            Meaning::Compared
        }
        Note::RangeSent { .. } | Note::RangeReceived { .. } | Note::RangeForgotten { .. } => {
            Meaning::Range
        }
        Note::MemberLearnt(_) | Note::MemberChanged(_) => Meaning::Member,
        _ => Meaning::Other,
    }
}
