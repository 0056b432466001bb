//! How messages look and what they are called: a kind keeps its shape everywhere.

use crate::dynamo::message::{Message, Operation, Outcome};
use crate::dynamo::message_kind::MessageKind;

/// The outline of a message. Filled ones carry data, hollow ones do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageShape {
    /// The outline, around the origin, as the `d` of an SVG path.
    pub path: &'static str,
    /// Whether it carries an object.
    pub filled: bool,
    /// Whether it points to where it goes. A square that turned would look like a diamond.
    pub points: bool,
}

/// The shape of a kind of message. What belongs to one conversation has outlines that are
/// akin.
pub fn shape(kind: MessageKind) -> MessageShape {
    let filled = |path| MessageShape { path, filled: true, points: POINTED.contains(&path) };
    let hollow = |path| MessageShape { path, filled: false, points: POINTED.contains(&path) };
    match kind {
        MessageKind::Ask | MessageKind::Answer => filled(ARROW),
        MessageKind::Forward => filled(CHEVRON),
        MessageKind::ForwardTaken => hollow(CHEVRON),
        MessageKind::Write => filled(SQUARE),
        MessageKind::WriteDone => hollow(SQUARE),
        MessageKind::Read => hollow(DIAMOND),
        MessageKind::ReadResult => filled(DIAMOND),
        MessageKind::ReplicaRefused => hollow(OCTAGON),
        MessageKind::Repair => filled(PLUS),
        MessageKind::Handoff => filled(TRIANGLE),
        MessageKind::HandoffDone => hollow(TRIANGLE),
        MessageKind::Ping => hollow(CIRCLE),
        MessageKind::Pong => filled(CIRCLE),
        MessageKind::Gossip => filled(BUBBLE),
        MessageKind::GossipReply => filled(BUBBLE_BACK),
        MessageKind::MembersWanted => hollow(PENTAGON),
        MessageKind::Members => filled(PENTAGON),
        MessageKind::Compare => filled(HEXAGON),
        MessageKind::CompareRefused => hollow(HEXAGON),
        MessageKind::LeafKeys => filled(LEAF),
        MessageKind::InSync => hollow(LEAF),
        MessageKind::Synchronise => filled(HOURGLASS),
        MessageKind::TransferWanted => hollow(BRACKET),
        MessageKind::TransferOffered => hollow(SLANT),
        MessageKind::TransferConfirmed => hollow(SLANT_BACK),
        MessageKind::Transfer => filled(SLANT),
        MessageKind::TransferDone => hollow(BAR),
        MessageKind::TransferRefused => hollow(STAR),
        MessageKind::TombstoneCheck => hollow(ARCH),
        MessageKind::TombstoneChecked => hollow(ARCH_BACK),
        MessageKind::TombstoneDrop => filled(ARCH),
    }
}

/// The outlines that point to where they go.
const POINTED: [&str; 2] = [ARROW, CHEVRON];

const ARROW: &str = "M-11,-8H5L12,0L5,8H-11Z";
const CHEVRON: &str = "M-12,-8H-1L9,0L-1,8H-12L-4,0Z";
const SQUARE: &str = "M-8,-8H8V8H-8Z";
const DIAMOND: &str = "M0,-11L11,0L0,11L-11,0Z";
const OCTAGON: &str = "M-4,-10H4L10,-4V4L4,10H-4L-10,4V-4Z";
const PLUS: &str = "M-4,-10H4V-4H10V4H4V10H-4V4H-10V-4H-4Z";
const TRIANGLE: &str = "M0,-11L11,9H-11Z";
const CIRCLE: &str = "M-6,0A6,6 0 1 1 6,0A6,6 0 1 1 -6,0Z";
const BUBBLE: &str = "M-9,-8H9V5H0L-6,11V5H-9Z";
const BUBBLE_BACK: &str = "M-9,-8H9V5H6V11L0,5H-9Z";
const PENTAGON: &str = "M0,-11L10,-3L6,9H-6L-10,-3Z";
const HEXAGON: &str = "M-6,-10H6L12,0L6,10H-6L-12,0Z";
const LEAF: &str = "M-11,0C-6,-11 6,-11 11,0C6,11 -6,11 -11,0Z";
const HOURGLASS: &str = "M-10,-9L0,-2L10,-9V9L0,2L-10,9Z";
const BRACKET: &str = "M-11,-8H11V-2H4V8H-4V-2H-11Z";
const SLANT: &str = "M-6,-8H13L6,8H-13Z";
const SLANT_BACK: &str = "M-13,-8H6L13,8H-6Z";
const BAR: &str = "M-12,-5H12V5H-12Z";
const STAR: &str = "M-9,-4L-4,-9L0,-5L4,-9L9,-4L5,0L9,4L4,9L0,5L-4,9L-9,4L-5,0Z";
const ARCH: &str = "M-8,10V-2A8,8 0 0 1 8,-2V10Z";
const ARCH_BACK: &str = "M-8,-10V2A8,8 0 0 0 8,2V-10Z";

/// What a kind of message is called in pictures and legends.
pub fn name(kind: MessageKind) -> &'static str {
    match kind {
        MessageKind::Ask => "request",
        MessageKind::Forward => "hand on",
        MessageKind::ForwardTaken => "taken up",
        MessageKind::Answer => "answer",
        MessageKind::Write => "write",
        MessageKind::WriteDone => "stored",
        MessageKind::Read => "read",
        MessageKind::ReadResult => "versions",
        MessageKind::ReplicaRefused => "refused",
        MessageKind::Repair => "repair",
        MessageKind::Handoff => "handoff",
        MessageKind::HandoffDone => "hint stored",
        MessageKind::Ping => "ping",
        MessageKind::Pong => "pong",
        MessageKind::Gossip => "gossip",
        MessageKind::GossipReply => "gossip back",
        MessageKind::MembersWanted => "who is there?",
        MessageKind::Members => "members",
        MessageKind::Compare => "hashes",
        MessageKind::CompareRefused => "other ring",
        MessageKind::LeafKeys => "leaf keys",
        MessageKind::Synchronise => "what differs",
        MessageKind::InSync => "in sync",
        MessageKind::TransferWanted => "range wanted",
        MessageKind::TransferOffered => "range offered",
        MessageKind::TransferConfirmed => "range confirmed",
        MessageKind::Transfer => "range",
        MessageKind::TransferDone => "range stored",
        MessageKind::TransferRefused => "not my range",
        MessageKind::TombstoneCheck => "may it go?",
        MessageKind::TombstoneChecked => "it may, or not",
        MessageKind::TombstoneDrop => "tombstone goes",
    }
}

/// What a message is called beside its shape while it flies: its kind, and what matters most.
pub fn label(message: &Message) -> &'static str {
    match message {
        Message::Ask(request) | Message::Forward(request) => match request.operation {
            Operation::Get => "get",
            Operation::Put { .. } => "put",
            Operation::Delete { .. } => "delete",
        },
        Message::Write { hint_for: Some(_), .. } => "write + hint",
        Message::Answer { outcome, .. } => match outcome {
            Outcome::Found { object, .. } if object.versions().len() > 1 => "siblings",
            Outcome::Found { .. } => "found",
            Outcome::Written => "written",
            Outcome::TooFewAnswers { .. } | Outcome::CoordinatorSilent { .. } => "failed",
            Outcome::Refused(_) => "refused",
        },
        other => name(other.kind()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_kinds_look_alike() {
        for (index, one) in MessageKind::ALL.iter().enumerate() {
            for other in &MessageKind::ALL[index + 1..] {
                let twins = matches!(
                    (one, other),
                    // A request and its answer are told apart by their direction.
                    (MessageKind::Ask, MessageKind::Answer)
                );
                assert!(twins || shape(*one) != shape(*other), "{one:?} and {other:?}");
                assert_ne!(name(*one), name(*other));
            }
        }
    }
}
