//! A comparison of trees as its messages tell it: which hashes were sent, and, from the answers,
//! which of them differed.

use crate::dynamo::exchange::{Compared, LeafKeys};
use crate::dynamo::forest::TreeId;
use crate::dynamo::identity::NodeId;
use crate::dynamo::merkle::{Hash, Place, combine};
use crate::dynamo::message::Message;
use crate::sim::trace::{EventId, EventKind, TraceEvent};

/// One message of a comparison.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letter<'a> {
    pub(super) sent: &'a TraceEvent,
    pub(super) from: NodeId,
    pub(super) to: NodeId,
    pub(super) message: &'a Message,
    pub(super) arrived: bool,
    pub(super) lost: Option<EventId>,
    /// Which of the messages answers it.
    answer: Option<usize>,
}

/// What came of holding two hashes against each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// They are equal, and so is all below: nobody looks there.
    Equal,
    /// They differ.
    Differs,
    /// They are about to be held against each other.
    Awaited,
    /// They never were: the message was lost or refused, or the receiver crashed.
    Never,
}

/// A place in two trees whose hashes were held against each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Which tree.
    pub tree: TreeId,
    /// Where in it.
    pub place: Place,
    /// What came of it.
    pub verdict: Verdict,
    /// The hash at the node that began, and at the other, as far as the messages tell.
    pub hashes: [Option<Hash>; 2],
    /// The first of its two children, if they were compared in turn: the second follows.
    pub children: Option<usize>,
}

/// The messages of a comparison from the first on, each the answer to the one before it. Copies
/// that the network has made are answered as well; they say the same and are left out.
pub(super) fn letters<'a>(trace: &'a [TraceEvent], events: &[EventId]) -> Vec<Letter<'a>> {
    let at = |event: EventId| trace.get(event.0 as usize);
    let mut all: Vec<Letter<'a>> = Vec::new();
    for event in events.iter().filter_map(|event| at(*event)) {
        let sending = |all: &[Letter<'_>], id: Option<EventId>| {
            all.iter().position(|letter| Some(letter.sent.id) == id)
        };
        match &event.kind {
            EventKind::Sent { to, payload, .. } => {
                let ends = event.process.and_then(|from| from.node()).zip(to.node());
                let Some((from, to)) = ends else { continue };
                let arrival = event.cause.and_then(at);
                let answered = sending(&all, arrival.and_then(|arrival| arrival.cause));
                let answers = all.len();
                if let Some(letter) = answered.and_then(|index| all.get_mut(index)) {
                    letter.answer.get_or_insert(answers);
                }
                let message = payload.as_ref();
                let (arrived, lost, answer) = (false, None, None);
                all.push(Letter { sent: event, from, to, message, arrived, lost, answer });
            }
            EventKind::Delivered { .. } | EventKind::Lost { .. } => {
                let index = sending(&all, event.cause);
                let Some(letter) = index.and_then(|index| all.get_mut(index)) else { continue };
                match event.kind {
                    EventKind::Lost { .. } => letter.lost = Some(event.id),
                    _ => letter.arrived = true,
                }
            }
            _ => {}
        }
    }
    let mut chain = Vec::new();
    let mut next = all.first().copied();
    while let Some(letter) = next {
        next = letter.answer.and_then(|answer| all.get(answer).copied());
        chain.push(letter);
    }
    chain
}

impl Letter<'_> {
    /// Whether it is still on its way.
    pub(super) fn is_under_way(&self) -> bool {
        !self.arrived && self.lost.is_none()
    }
}

/// All places that were compared, level by level, in the order of the messages.
pub(super) fn spots(letters: &[Letter<'_>]) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    let mut above: Vec<usize> = Vec::new();
    let first = letters.first().map(|letter| letter.from);
    for (index, letter) in letters.iter().enumerate() {
        let Message::Compare { hashes, .. } = letter.message else { break };
        let mut answer = Answer::to(letter, letters.get(index + 1));
        let sender = usize::from(Some(letter.from) != first);
        let mut differing = Vec::new();
        for (number, compared) in hashes.iter().enumerate() {
            let (verdict, theirs) = answer.about(compared);
            if verdict == Verdict::Differs {
                differing.push(spots.len());
            }
            if index > 0 && number % 2 == 0 {
                let children = spots.len();
                let parent = above.get(number / 2).copied();
                if let Some(parent) = parent.and_then(|parent| spots.get_mut(parent)) {
                    parent.children = Some(children);
                }
            }
            let mut hashes = [theirs; 2];
            hashes[sender] = Some(compared.hash);
            let Compared { tree, place, .. } = *compared;
            spots.push(Spot { tree, place, verdict, hashes, children: None });
        }
        above = differing;
    }
    spots
}

/// What the next message says of the hashes of the one before it. Both are in the same order.
enum Answer<'a> {
    Deeper(&'a [Compared]),
    Leaves(&'a [LeafKeys]),
    Same,
    Awaited,
    Never,
}

impl<'a> Answer<'a> {
    fn to(letter: &Letter<'_>, answer: Option<&Letter<'a>>) -> Answer<'a> {
        match answer.map(|answer| answer.message) {
            Some(Message::Compare { hashes, .. }) => Answer::Deeper(hashes),
            Some(Message::LeafKeys { leaves, .. }) => Answer::Leaves(leaves),
            Some(Message::InSync { .. }) => Answer::Same,
            None if letter.is_under_way() => Answer::Awaited,
            _ => Answer::Never,
        }
    }

    /// What came of a hash, and the hash of the other side.
    fn about(&mut self, compared: &Compared) -> (Verdict, Option<Hash>) {
        let same = (Verdict::Equal, Some(compared.hash));
        match self {
            Answer::Deeper([left, right, rest @ ..])
                if left.tree == compared.tree && left.place == compared.place.children()[0] =>
            {
                let hash = combine(left.hash, right.hash);
                *self = Answer::Deeper(rest);
                (Verdict::Differs, Some(hash))
            }
            Answer::Leaves([leaf, rest @ ..])
                if leaf.tree == compared.tree && leaf.leaf == compared.place =>
            {
                // A leaf's hash is made of those of its objects, in whatever order.
                let hash = leaf.keys.iter().fold(0, |sum, (_, hash)| sum ^ hash);
                *self = Answer::Leaves(rest);
                (Verdict::Differs, Some(hash))
            }
            Answer::Deeper(_) | Answer::Leaves(_) | Answer::Same => same,
            Answer::Awaited => (Verdict::Awaited, None),
            Answer::Never => (Verdict::Never, None),
        }
    }
}
