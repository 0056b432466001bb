//! What the messages of a comparison carry, what came of each, and what is shipped in the end.

use super::messages::{Letter, Spot, Verdict};
use crate::dynamo::identity::NodeId;
use crate::dynamo::key::Key;
use crate::dynamo::message::Message;
use crate::sim::trace::EventId;
use crate::view::narration::count;

/// How many shipped keys are named.
const KEYS_NAMED: usize = 24;

/// One message of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Round {
    /// Its sending.
    pub event: EventId,
    /// From whom.
    pub from: NodeId,
    /// To whom.
    pub to: NodeId,
    /// The level of its hashes, if that is what it carries.
    pub level: Option<u8>,
    /// What it carries.
    pub said: String,
    /// What came of it, and why it goes on as it does.
    pub result: String,
}

/// An object that was shipped.
#[derive(Clone, Debug, PartialEq)]
pub struct Shipped {
    /// The key.
    pub key: Key,
    /// From whom.
    pub from: NodeId,
    /// To whom.
    pub to: NodeId,
    /// The sending.
    pub event: EventId,
    /// Whether it has arrived.
    pub arrived: bool,
    /// Whether the receiver had nothing at all under the key.
    pub was_missing: bool,
}

impl Shipped {
    /// One sentence.
    pub fn description(&self) -> String {
        let Shipped { key, from, to, .. } = self;
        let why = match self.was_missing {
            true => format!("{to} had nothing under it"),
            false => "the two had different versions".to_owned(),
        };
        let way = if self.arrived { "went" } else { "is on its way" };
        format!("“{key}” {way} from {from} to {to}: {why}.")
    }
}

/// What a message carries, and what came of it.
pub(super) fn round(letter: &Letter<'_>, answer: Option<&Letter<'_>>, spots: &[Spot]) -> Round {
    let Letter { from, to, .. } = *letter;
    let mut level = None;
    let (said, result) = match letter.message {
        Message::Compare { hashes, .. } => {
            let depth = hashes.first().map_or(0, |hash| hash.place.level);
            level = Some(depth);
            let differing = spots
                .iter()
                .filter(|spot| spot.place.level == depth && spot.verdict == Verdict::Differs);
            let differing = differing.count();
            let said = match depth {
                0 => count(hashes.len(), "root", "roots"),
                depth => format!("{} of level {depth}", count(hashes.len(), "hash", "hashes")),
            };
            let verb = if differing == 1 { "differs" } else { "differ" };
            let result = match answer.map(|answer| answer.message) {
                Some(Message::Compare { .. }) => format!(
                    "{differing} {verb}, so what is below {} is compared.",
                    if differing == 1 { "it" } else { "them" }
                ),
                Some(Message::LeafKeys { .. }) => {
                    format!("{differing} {verb}. These are leaves, so their keys are compared.")
                }
                Some(Message::CompareRefused { .. }) => {
                    format!(
                        "{to} knows another ring: trees of two rings say nothing of each other."
                    )
                }
                Some(_) => "All are equal, so nobody looks any deeper.".to_owned(),
                None => waiting(letter),
            };
            (said, result)
        }
        Message::LeafKeys { leaves, .. } => {
            let keys = leaves.iter().map(|leaf| leaf.keys.len()).sum();
            let said = format!(
                "the hashes of {} in {}",
                count(keys, "key", "keys"),
                count(leaves.len(), "leaf", "leaves")
            );
            let result = match answer.map(|answer| answer.message) {
                Some(Message::Synchronise { .. }) => {
                    "What differs is shipped, nothing else.".to_owned()
                }
                Some(_) => "The keys agree by now.".to_owned(),
                None => waiting(letter),
            };
            (said, result)
        }
        Message::Synchronise { objects, wanted, .. } => {
            let sent = count(objects.len(), "object", "objects");
            let asked = count(wanted.len(), "object", "objects");
            let said = match (objects.len(), wanted.len()) {
                (0, _) => format!("no object, but a wish for {asked}"),
                (_, 0) => sent,
                _ => format!("{sent}, and a wish for {asked}"),
            };
            let result = match answer {
                Some(_) if objects.is_empty() => format!("{to} sends what {from} lacks."),
                Some(_) if wanted.is_empty() => format!("{to} stores what came."),
                Some(_) => format!("{to} stores what came and sends what {from} lacks."),
                None => waiting(letter),
            };
            (said, result)
        }
        Message::CompareRefused { .. } => ("its refusal".to_owned(), waiting(letter)),
        _ => ("word that it is over".to_owned(), waiting(letter)),
    };
    Round { event: letter.sent.id, from, to, level, said, result }
}

fn waiting(letter: &Letter<'_>) -> String {
    match letter.lost {
        Some(_) if !letter.arrived => {
            "It is lost, and nobody sends it again: the next round starts anew.".to_owned()
        }
        _ if letter.arrived => String::new(),
        _ => "It is on its way.".to_owned(),
    }
}

/// The first objects that were shipped, whether the other side had anything under their keys, and
/// how many came after them.
pub(super) fn shipped(letters: &[Letter<'_>]) -> (Vec<Shipped>, usize) {
    let mut shipped: Vec<Shipped> = Vec::new();
    let mut all = 0;
    // Which keys the last message named: those of its sender.
    let mut named: Vec<&Key> = Vec::new();
    for letter in letters {
        match letter.message {
            Message::LeafKeys { leaves, .. } => {
                named = leaves.iter().flat_map(|leaf| &leaf.keys).map(|(key, _)| key).collect();
            }
            Message::Synchronise { objects, .. } => {
                all += objects.len();
                for (key, _) in objects.iter().take(KEYS_NAMED - shipped.len()) {
                    shipped.push(Shipped {
                        key: key.clone(),
                        from: letter.from,
                        to: letter.to,
                        event: letter.sent.id,
                        arrived: letter.arrived,
                        was_missing: !named.contains(&key),
                    });
                }
                named = objects.iter().map(|(key, _)| key).collect();
            }
            _ => {}
        }
    }
    let more = all - shipped.len();
    (shipped, more)
}
