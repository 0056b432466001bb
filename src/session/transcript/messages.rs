//! Messages in words.

use super::words::{counted, letters, name, quoted, range, status, versions};
use crate::dynamo::causal_context::CausalContext;
use crate::dynamo::exchange::LeafKeys;
use crate::dynamo::identity::NodeId;
use crate::dynamo::key::Key;
use crate::dynamo::membership::Status;
use crate::dynamo::message::Gossip;
use crate::dynamo::message::{Message, Operation, Outcome, Request};
use crate::dynamo::object::Object;

/// A message. `of` is the key of the request that it serves, if that is known.
pub(super) fn message(message: &Message, of: Option<&Key>) -> String {
    match message {
        Message::Ask(asked) => format!("ask {}", request(asked)),
        Message::Forward(asked) => format!("forward {}", request(asked)),
        // The request itself stands in a column of its own.
        Message::ForwardTaken { request: _ } => "forward taken".to_owned(),
        Message::Answer { request: _, outcome } => {
            format!("answer: {}", self::outcome(outcome, of))
        }
        Message::Write { request: _, key, object, hint_for, durable } => {
            let hint = hint_for.map(|owner| format!(", a hint for {owner}")).unwrap_or_default();
            let durable = if *durable { ", to disk at once" } else { "" };
            format!("write {} = {}{hint}{durable}", name(key), versions(object))
        }
        Message::WriteDone { request: _ } => "write done".to_owned(),
        Message::Read { request: _, key } => format!("read {}", name(key)),
        Message::ReadResult { request: _, object } => format!("read result: {}", versions(object)),
        Message::ReplicaRefused { request: _ } => "refused: not a member".to_owned(),
        Message::Repair { request: _, key, object } => {
            format!("repair {}: {}", name(key), versions(object))
        }
        Message::Handoff { key, object } => format!("handoff {}: {}", name(key), versions(object)),
        Message::HandoffDone { key, stored } => {
            format!("handoff done {} {}", name(key), stored.history())
        }
        Message::Ping => "ping".to_owned(),
        Message::Pong => "pong".to_owned(),
        Message::Gossip(gossip) => format!("gossip: {}", self::gossip(gossip)),
        Message::GossipReply(gossip) => format!("gossip reply: {}", self::gossip(gossip)),
        Message::MembersWanted => "who are the members?".to_owned(),
        Message::Members(ring) => {
            let members: Vec<NodeId> = ring.zones().keys().copied().collect();
            format!("the members are {}", letters(&members))
        }
        Message::TransferWanted { .. }
        | Message::TransferOffered { .. }
        | Message::TransferConfirmed { .. }
        | Message::Transfer { .. }
        | Message::TransferDone { .. }
        | Message::TransferRefused { .. } => transfer(message),
        Message::Compare { .. }
        | Message::CompareRefused { .. }
        | Message::LeafKeys { .. }
        | Message::Synchronise { .. }
        | Message::InSync { .. } => anti_entropy(message),
        Message::TombstoneCheck { key, dot: _ } => {
            format!("may the tombstone of {} go?", name(key))
        }
        Message::TombstoneChecked { key, dot: _, agreed } => {
            let answer = if *agreed { "may go" } else { "must stay" };
            format!("the tombstone of {} {answer}", name(key))
        }
        Message::TombstoneDrop { key, dot: _ } => {
            format!("all agree: drop the tombstone of {}", name(key))
        }
    }
}

fn transfer(message: &Message) -> String {
    match message {
        Message::TransferWanted { range } => format!("wants {}", self::range(range)),
        Message::TransferOffered { range, offered } => {
            format!("offers {}, {}", self::range(range), counted(offered.len() as u32, "object"))
        }
        Message::TransferConfirmed { range, wanted } => {
            let wanted = counted(wanted.len() as u32, "object");
            format!("confirms {}, wants {wanted}", self::range(range))
        }
        Message::Transfer { range, objects } => {
            format!("transfers {}{}", self::range(range), listed(objects))
        }
        Message::TransferDone { range, stored } => {
            format!("has stored {}, {}", self::range(range), counted(stored.len(), "object"))
        }
        Message::TransferRefused { range } => format!("refuses {}", self::range(range)),
        _ => String::new(),
    }
}

fn anti_entropy(message: &Message) -> String {
    match message {
        Message::Compare { exchange: _, ring: _, hashes } => {
            let level = hashes.first().map_or(0, |compared| compared.place.level);
            format!("compare {} of level {level}", counted(hashes.len(), "hash"))
        }
        Message::CompareRefused { exchange: _ } => "refused: another ring".to_owned(),
        Message::LeafKeys { exchange: _, leaves } => {
            let keys = leaves.iter().flat_map(|LeafKeys { keys, .. }| keys);
            let keys: Vec<String> = keys.map(|(key, _)| name(key)).collect();
            let leaves = counted(leaves.len(), "leaf");
            match keys.is_empty() {
                true => format!("compare keys of {leaves}: none"),
                false => format!("compare keys of {leaves}: {}", keys.join(" ")),
            }
        }
        Message::Synchronise { exchange: _, objects, wanted } => {
            let wanted: Vec<String> = wanted.iter().map(name).collect();
            let wants = match wanted.is_empty() {
                true => String::new(),
                false => format!(", wants {}", wanted.join(" ")),
            };
            format!("synchronise{}{wants}", listed(objects))
        }
        Message::InSync { exchange: _ } => "in sync".to_owned(),
        _ => String::new(),
    }
}

fn listed(objects: &[(Key, Object)]) -> String {
    let objects = objects.iter();
    objects.map(|(key, object)| format!(", {} = {}", name(key), versions(object))).collect()
}

/// Who the members are, and who did not answer; that all others are well goes without saying.
fn gossip(gossip: &Gossip) -> String {
    let members = gossip.membership.members();
    let up: Vec<NodeId> = members
        .iter()
        .filter(|(_, member)| member.status == Status::Up)
        .map(|(node, _)| *node)
        .collect();
    let mut text = match up.is_empty() {
        true => "nobody up".to_owned(),
        false => format!("{} up", letters(&up)),
    };
    for (node, member) in members.iter().filter(|(_, member)| member.status != Status::Up) {
        text += &format!(", {node} {}", status(member.status));
    }
    if !gossip.unanswered.is_empty() {
        text += &format!("; no answer from {}", letters(&gossip.unanswered));
    }
    text
}

fn request(request: &Request) -> String {
    // The request's name stands in a column of its own; the ring is for machines.
    let Request { id: _, key, operation, quorum, ring: _ } = request;
    let quorum = quorum.map(|size| format!(", quorum {size}")).unwrap_or_default();
    let with = |context: &Option<CausalContext>| match context {
        None => "no context".to_owned(),
        Some(context) => self::context(context, Some(key)),
    };
    match operation {
        Operation::Get => format!("get {}{quorum}", name(key)),
        Operation::Put { value, context } => {
            format!("put {} = {}, {}{quorum}", name(key), quoted(value), with(context))
        }
        Operation::Delete { context } => {
            format!("delete {}, {}{quorum}", name(key), with(context))
        }
    }
}

fn outcome(outcome: &Outcome, of: Option<&Key>) -> String {
    match outcome {
        Outcome::Found { object, context } => {
            format!("found {}, {}", versions(object), self::context(context, of))
        }
        Outcome::Written => "written".to_owned(),
        Outcome::TooFewAnswers { answered, needed } => {
            format!("too few answers, {answered} of {needed}")
        }
        Outcome::CoordinatorSilent { coordinator } => {
            format!("coordinator {coordinator} is silent")
        }
        Outcome::Refused(refusal) => format!("refused: {refusal}"),
    }
}

fn context(context: &CausalContext, of: Option<&Key>) -> String {
    match of.map(|key| context.open(key)) {
        Some(Ok(opened)) => format!("context {}", opened.seen),
        Some(Err(error)) => {
            format!("unusable context of {} bytes: {error}", context.as_bytes().len())
        }
        None => format!("context of {} bytes", context.as_bytes().len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamo::vector_clock::VectorClock;

    #[test]
    fn a_context_is_read_with_the_key_it_was_given_for() {
        let (cart, card) = (Key::new("cart").unwrap(), Key::new("card").unwrap());
        let sealed = CausalContext::seal(&cart, VectorClock::new(), None);
        assert_eq!(context(&sealed, Some(&cart)), "context []");
        assert!(context(&sealed, Some(&card)).contains("another key"));
        assert!(context(&sealed, None).ends_with("bytes"));
    }
}
