//! What is said between processes, in sentences.

use super::{capital, count, versions};
use crate::dynamo::identity::Address;
use crate::dynamo::message::{Message, Operation, Outcome, Request};
use crate::dynamo::object::Version;

/// What a message is called in a sentence.
pub(super) fn noun(message: &Message) -> &'static str {
    match message {
        Message::Ask(request) => match request.operation {
            Operation::Get => "get request",
            Operation::Put { .. } => "put request",
            Operation::Delete { .. } => "request to delete",
        },
        Message::Forward(_) => "request handed on",
        Message::ForwardTaken { .. } => "word that the request is taken up",
        Message::Answer { .. } => "answer",
        Message::Write { hint_for: None, .. } => "write",
        Message::Write { hint_for: Some(_), .. } => "hinted write",
        Message::WriteDone { .. } => "acknowledgement",
        Message::Read { .. } => "read",
        Message::ReadResult { .. } => "read result",
        Message::ReplicaRefused { .. } => "refusal",
        Message::Repair { .. } => "read repair",
        Message::Handoff { .. } => "hinted replica",
        Message::HandoffDone { .. } => "acknowledgement of the hinted replica",
        Message::Ping => "ping",
        Message::Pong => "pong",
        Message::Gossip(_) => "gossip",
        Message::GossipReply(_) => "gossip in return",
        Message::MembersWanted => "question who the members are",
        Message::Members(_) => "list of members",
        Message::Compare { .. } => "comparison of hashes",
        Message::CompareRefused { .. } => "refusal to compare",
        Message::LeafKeys { .. } => "list of keys",
        Message::Synchronise { .. } => "difference",
        Message::InSync { .. } => "word that all is the same",
        Message::TransferWanted { .. } => "wish for a range",
        Message::TransferOffered { .. } => "offer of a range",
        Message::TransferConfirmed { .. } => "confirmation of the range",
        Message::Transfer { .. } => "range",
        Message::TransferDone { .. } => "word that the range is stored",
        Message::TransferRefused { .. } => "refusal of the range",
        Message::TombstoneCheck { .. } => "question about a tombstone",
        Message::TombstoneChecked { .. } => "answer about the tombstone",
        Message::TombstoneDrop { .. } => "word that the tombstone goes",
    }
}

/// The sentence for a message that leaves.
pub(super) fn sent(who: &str, to: Address, message: &Message) -> String {
    match message {
        Message::Ask(request) => format!("{} asks {to} to {}.", capital(who), operation(request)),
        Message::Forward(request) => {
            format!("{who} hands request {} on to {to}: {}.", request.id, operation(request))
        }
        Message::ForwardTaken { request } => {
            format!("{who} lets {to} know that it has taken up request {request}.")
        }
        Message::Answer { outcome, .. } => format!("{who} answers {to}: {}", answered(outcome)),
        Message::Write { hint_for: None, object, durable, .. } => {
            let disk = if *durable { ", to be on disk before it is acknowledged" } else { "" };
            format!("{who} sends {} to {to}{disk}.", object.history())
        }
        Message::Write { hint_for: Some(owner), object, .. } => {
            format!("{who} sends {} to {to}, to be kept for {owner}.", object.history())
        }
        Message::WriteDone { .. } => format!("{who} acknowledges the write to {to}."),
        Message::Read { key, .. } => format!("{who} asks {to} for its versions of “{key}”."),
        Message::ReadResult { object, .. } => {
            format!("{who} answers {to} with {}.", versions(object))
        }
        Message::ReplicaRefused { .. } => {
            format!("{who} refuses: it is no member of the ring that it knows.")
        }
        Message::Repair { object, .. } => format!("{who} sends {to} {}.", versions(object)),
        Message::Handoff { key, .. } => format!("{who} sends {to} the hinted “{key}”."),
        Message::HandoffDone { key, .. } => {
            format!("{who} tells {to} that the hinted “{key}” is stored.")
        }
        Message::Ping => format!("{who} asks {to} whether it is there."),
        Message::Pong => format!("{who} answers {to}: it is there."),
        Message::Gossip(_) => format!("{who} tells {to} what it knows of the members."),
        Message::GossipReply(_) => format!("{who} tells {to} what it knows of the members now."),
        Message::MembersWanted => format!("{} asks {to} who the members are.", capital(who)),
        Message::Members(ring) => format!(
            "{who} sends {to} the ring of {}.",
            count(usize::from(ring.node_count()), "member", "members")
        ),
        Message::Compare { hashes, .. } => {
            let level = hashes.first().map_or(0, |compared| compared.place.level);
            match level {
                0 => format!("{who} sends {to} the {} roots of their trees.", hashes.len()),
                _ => format!("{who} sends {to} {} hashes of level {level}.", hashes.len()),
            }
        }
        Message::CompareRefused { .. } => {
            format!("{who} refuses to compare: its ring is another.")
        }
        Message::LeafKeys { leaves, .. } => format!(
            "{who} sends {to} the keys of {} that differ.",
            count(leaves.len(), "leaf", "leaves")
        ),
        Message::Synchronise { objects, wanted, .. } => format!(
            "{who} sends {to} {} that it lacks and asks for {}.",
            count(objects.len(), "object", "objects"),
            match wanted.len() {
                0 => "nothing".to_owned(),
                many => many.to_string(),
            }
        ),
        Message::InSync { .. } => format!("{who} tells {to} that nothing more differs."),
        Message::TransferWanted { .. } => format!("{who} asks {to} for a range."),
        Message::TransferOffered { offered, .. } => format!(
            "{who} offers {to} a range with {}, by their hashes.",
            count(offered.len(), "object", "objects")
        ),
        Message::TransferConfirmed { wanted, .. } => format!(
            "{who} confirms that it wants the range: {} that it has not got.",
            count(wanted.len(), "object", "objects")
        ),
        Message::Transfer { objects, .. } => format!(
            "{who} sends {to} the {} of the range.",
            count(objects.len(), "object", "objects")
        ),
        Message::TransferDone { .. } => format!("{who} tells {to} that the range is stored."),
        Message::TransferRefused { .. } => {
            format!("{who} refuses the range: by its ring it has no part in it.")
        }
        Message::TombstoneCheck { key, .. } => {
            format!("{who} asks {to} whether the tombstone of “{key}” may go.")
        }
        Message::TombstoneChecked { agreed: true, .. } => {
            format!("{who} holds nothing that the tombstone keeps away.")
        }
        Message::TombstoneChecked { agreed: false, .. } => {
            format!("{who} still holds what the tombstone keeps away.")
        }
        Message::TombstoneDrop { key, .. } => {
            format!("{who} tells {to} that the tombstone of “{key}” goes.")
        }
    }
}

/// The sentence for a message that arrives.
pub(super) fn delivered(who: &str, from: Address, message: &Message) -> String {
    match message {
        Message::Answer { outcome, .. } => {
            format!("{} hears from {from}: {}", capital(who), answered(outcome))
        }
        Message::ReadResult { object, .. } => {
            format!("{who} gets the {} of {from}: {}.", noun(message), versions(object))
        }
        Message::WriteDone { .. } => format!("{who} hears that {from} has stored the version."),
        Message::ForwardTaken { .. } => {
            format!("{who} hears that {from} has taken up the request.")
        }
        _ => format!("The {} from {from} reaches {who}.", noun(message)),
    }
}

fn operation(request: &Request) -> String {
    match &request.operation {
        Operation::Get => format!("get “{}”", request.key),
        Operation::Put { value, .. } => format!("put “{value}” under “{}”", request.key),
        Operation::Delete { .. } => format!("delete “{}”", request.key),
    }
}

fn answered(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Found { object, .. } => match object.versions() {
            [] => "nothing was ever put.".to_owned(),
            [version] => format!("{}.", content(version)),
            siblings => {
                let each: Vec<String> = siblings.iter().map(content).collect();
                format!("{} siblings: {}.", siblings.len(), each.join(" and "))
            }
        },
        Outcome::Written => "the write succeeded.".to_owned(),
        Outcome::TooFewAnswers { answered, needed } => {
            format!("only {answered} of {needed} nodes answered in time.")
        }
        Outcome::CoordinatorSilent { coordinator } => {
            format!("{coordinator}, to which the request was handed, stays silent.")
        }
        Outcome::Refused(reason) => format!("refused: {reason}."),
    }
}

/// What a version holds, and its history.
fn content(version: &Version) -> String {
    match version.value() {
        Some(value) => format!("“{value}” {}", version.history()),
        None => format!("a deletion {}", version.history()),
    }
}
