//! Commands, and what clients tell of themselves, in words.

use super::words::{letters, name, quoted, quoted_text};
use crate::sim::command::{Command, Entry, Write};
use crate::sim::trace::{Choice, ClientNote, LossReason};

/// A command, as a person would give it.
pub(super) fn command(command: &Command) -> String {
    match command {
        // The client stands in a column of its own.
        Command::Get { client: _, key, entry, quorum } => {
            format!("get {}{}, {}", name(key), own_quorum('R', *quorum), via(*entry))
        }
        Command::Put { client: _, key, write, entry, quorum } => {
            let key = name(key);
            let write = match write {
                Write::Update(value) => format!("put {key} = {}", quoted(value)),
                Write::Blind(value) => format!("put {key} = {} blindly", quoted(value)),
                Write::AddToCart(item) => format!("add {} to {key}", quoted_text(item)),
                Write::RemoveFromCart(item) => format!("remove {} from {key}", quoted_text(item)),
                Write::MergeCarts => format!("merge the siblings of {key}"),
                Write::Delete => format!("delete {key}"),
                Write::Count(amount) => format!("count {key} by {amount:+}"),
                Write::AddToSet(item) => format!("add {} to the set {key}", quoted_text(item)),
                Write::RemoveFromSet(item) => {
                    format!("remove {} from the set {key}", quoted_text(item))
                }
            };
            format!("{write}{}, {}", own_quorum('W', *quorum), via(*entry))
        }
        Command::Crash(node) => format!("crash {node}"),
        Command::Restart(node) => format!("restart {node}"),
        Command::WipeDisk(node) => format!("wipe the disk of {node}"),
        Command::Skew { node, ahead_ms } => format!("set the clock of {node} to {ahead_ms:+} ms"),
        Command::Join { zone, capacity } => {
            format!("a new node joins, in zone {zone}, of capacity {capacity}")
        }
        Command::Leave(node) => format!("{node} is to leave"),
        Command::Remove { node, told } => format!("tell {told} that {node} is gone"),
        Command::Partition(groups) => {
            let sides: Vec<String> = groups.iter().map(|group| letters(group)).collect();
            format!("partition {}", sides.join(" | "))
        }
        Command::Heal => "heal".to_owned(),
        Command::NameSeeds(seeds) if seeds.is_empty() => "the seeds are nobody".to_owned(),
        Command::NameSeeds(seeds) => format!("the seeds are {}", letters(seeds)),
    }
}

fn own_quorum(which: char, quorum: Option<u8>) -> String {
    quorum.map(|size| format!(" with {which} = {size}")).unwrap_or_default()
}

fn via(entry: Entry) -> String {
    match entry {
        Entry::LoadBalancer => "via any node".to_owned(),
        Entry::Node(node) => format!("via {node}"),
        Entry::PartitionAware => "via a node that keeps it".to_owned(),
    }
}

/// What a client tells of itself.
pub(super) fn client_note(note: ClientNote) -> String {
    match note {
        ClientNote::Turned { to, by } => match by {
            Choice::ByHand => format!("turns to {to}"),
            Choice::LoadBalancer => format!("turns to {to}, drawn by the load balancer"),
            Choice::PartitionAware => format!("turns to {to}, which keeps the key by its ring"),
        },
        ClientNote::AskedForMembers { node } => format!("asks {node} who the members are"),
        ClientNote::LearntMembers => "knows the members now".to_owned(),
        ClientNote::Closed { waited } => format!("is answered after {waited}"),
        ClientNote::GaveUp { waited } => format!("gives up after {waited}"),
        ClientNote::AnswerIgnored => "ignores the answer: it waits no more".to_owned(),
    }
}

/// Why a message was lost.
pub(super) fn loss(reason: LossReason) -> &'static str {
    match reason {
        LossReason::Partitioned => "a partition lay between",
        LossReason::ReceiverDown => "the receiver is down",
    }
}
