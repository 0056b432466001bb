//! How messages look and what they are called: a kind keeps its shape everywhere.

use crate::dynamo::message::{Message, MessageKind, Outcome};

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

/// The shape of a kind of message.
pub fn shape(kind: MessageKind) -> MessageShape {
    // One outline for each conversation: what goes there and what comes back look alike.
    let path = match kind {
        MessageKind::Ask | MessageKind::Answer => "M-11,-8H5L12,0L5,8H-11Z",
        MessageKind::Forward | MessageKind::ForwardTaken => "M-12,-8H-1L9,0L-1,8H-12L-4,0Z",
        MessageKind::Write | MessageKind::WriteDone => "M-8,-8H8V8H-8Z",
        MessageKind::Read | MessageKind::ReadResult => "M0,-11L11,0L0,11L-11,0Z",
        MessageKind::Repair => "M-4,-10H4V-4H10V4H4V10H-4V4H-10V-4H-4Z",
        MessageKind::Handoff | MessageKind::HandoffDone => "M0,-11L11,9H-11Z",
        MessageKind::Ping | MessageKind::Pong => "M-6,0A6,6 0 1 1 6,0A6,6 0 1 1 -6,0Z",
    };
    let filled = match kind {
        MessageKind::Ask
        | MessageKind::Answer
        | MessageKind::Forward
        | MessageKind::Write
        | MessageKind::ReadResult
        | MessageKind::Repair
        | MessageKind::Handoff
        | MessageKind::Pong => true,
        MessageKind::ForwardTaken
        | MessageKind::WriteDone
        | MessageKind::Read
        | MessageKind::HandoffDone
        | MessageKind::Ping => false,
    };
    let points = matches!(
        kind,
        MessageKind::Ask | MessageKind::Answer | MessageKind::Forward | MessageKind::ForwardTaken
    );
    MessageShape { path, filled, points }
}

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
        MessageKind::Repair => "repair",
        MessageKind::Handoff => "handoff",
        MessageKind::HandoffDone => "hint stored",
        MessageKind::Ping => "ping",
        MessageKind::Pong => "pong",
    }
}

/// What a message is called beside its shape while it flies: its kind, and what matters most.
pub fn label(message: &Message) -> &'static str {
    match message {
        Message::Ask(request) | Message::Forward(request) => match request.operation {
            crate::dynamo::message::Operation::Get => "get",
            crate::dynamo::message::Operation::Put { .. } => "put",
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
