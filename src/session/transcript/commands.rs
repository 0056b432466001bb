//! Commands, and what clients tell of themselves, in words.

use super::words::{letters, name, quoted, quoted_text};
use crate::dynamo::identity::{Address, NodeId};
use crate::sim::command::{Command, Entry, Write};
use crate::sim::fault::{Disturbance, MessageAct, PartitionKind, percent};
use crate::sim::trace::{Choice, ClientNote, LossReason, Mishap};
use crate::sim::workload::{Workload, hundredths};

/// A command, as a person would give it.
pub fn command(command: &Command) -> String {
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
                Write::KeepLast => format!("keep the last write of the siblings of {key}"),
                Write::MergeCounters => format!("merge the counters {key}"),
                Write::MergeSets => format!("merge the sets {key}"),
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
        Command::Partition { groups, kind } => partition(groups, kind),
        Command::Heal => "heal".to_owned(),
        Command::NameSeeds(seeds) if seeds.is_empty() => "the seeds are nobody".to_owned(),
        Command::NameSeeds(seeds) => format!("the seeds are {}", letters(seeds)),
        Command::Pause(node) => format!("pause {node}"),
        Command::Resume(node) => format!("resume {node}"),
        Command::Slow { node, by_ms: 0 } => format!("{node} is as fast as before"),
        Command::Slow { node, by_ms } => format!("{node} is slow by {by_ms} ms"),
        Command::Cut { from, to, both } => format!("cut {}", link(*from, *to, *both)),
        Command::Mend { from, to, both } => format!("mend {}", link(*from, *to, *both)),
        Command::Disturb { from, to, disturbance } => {
            let end = |end: &Option<Address>| end.map_or("any".to_owned(), |end| end.to_string());
            let rates = match disturbance.is_none() {
                true => "nothing".to_owned(),
                false => rates(*disturbance),
            };
            format!("disturb {} > {}: {rates}", end(from), end(to))
        }
        // Which message it is has been looked up in the trace.
        Command::Meddle { message: _, copy: _, act } => match act {
            MessageAct::Drop => "drop".to_owned(),
            MessageAct::Delay { by_ms } => format!("delay by {by_ms} ms"),
            MessageAct::Duplicate => "duplicate".to_owned(),
            MessageAct::Hold => "hold".to_owned(),
            MessageAct::Release => "release".to_owned(),
        },
        Command::StartWorkload(workload) => self::workload(workload),
        Command::StopWorkload => "the workload ends".to_owned(),
    }
}

fn workload(workload: &Workload) -> String {
    let Workload { operations_per_second, read_permille, keys, skew_hundredths, clients, entry } =
        workload;
    format!(
        "workload of {operations_per_second} operations a second, {} reads, {keys} keys, skew {}, {clients} clients, {}",
        percent(*read_permille),
        hundredths(*skew_hundredths),
        via(*entry)
    )
}

fn link(from: Address, to: Address, both: bool) -> String {
    format!("{from} {} {to}", if both { "<>" } else { ">" })
}

fn partition(groups: &[Vec<NodeId>], kind: &PartitionKind) -> String {
    let mut sides: Vec<String> = groups.iter().map(|group| letters(group)).collect();
    if let PartitionKind::WithClients(clients) = kind {
        sides.resize(sides.len().max(clients.len()), "the rest".to_owned());
        for (side, clients) in sides.iter_mut().zip(clients) {
            for client in clients {
                *side += &format!(" + {client}");
            }
        }
    }
    match kind {
        PartitionKind::ClientsReachAll | PartitionKind::WithClients(_) => {
            format!("partition {}", sides.join(" | "))
        }
        PartitionKind::OneWay => format!("partition {}", sides.join(" > ")),
    }
}

/// What a disturbance does, in few words; nothing for none.
pub fn rates(disturbance: Disturbance) -> String {
    let Disturbance { loss_permille, duplicate_permille, reorder_permille, delay_ms } = disturbance;
    let rates =
        [(loss_permille, "lost"), (duplicate_permille, "twice"), (reorder_permille, "held back")];
    let rates = rates.into_iter().filter(|(permille, _)| *permille > 0);
    let mut words: Vec<String> =
        rates.map(|(permille, what)| format!("{} {what}", percent(permille))).collect();
    if delay_ms > 0 {
        words.push(format!("{delay_ms} ms later"));
    }
    words.join(", ")
}

/// What befell a message.
pub(super) fn mishap(what: Mishap) -> String {
    match what {
        Mishap::Duplicated => "a copy more leaves".to_owned(),
        Mishap::HeldBack { by } => format!("held back by {by}"),
        Mishap::Delayed { by } => format!("delayed by {by}"),
        Mishap::Held => "held".to_owned(),
        Mishap::Released => "released".to_owned(),
        Mishap::WaitsForPaused => "waits: the receiver stands still".to_owned(),
        Mishap::WaitsForSlow { by } => format!("waits for {by}: the receiver is slow"),
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
        ClientNote::TurnPassed => "lets its turn pass: it waits for too many answers".to_owned(),
    }
}

/// Why a message was lost.
pub(super) fn loss(reason: LossReason) -> &'static str {
    match reason {
        LossReason::Partitioned => "a partition lay between",
        LossReason::ReceiverDown => "the receiver is down",
        LossReason::Cut => "the link is cut",
        LossReason::OneWay => "the partition lets nothing through in this direction",
        LossReason::ByRate => "the link loses some",
        LossReason::ByHand => "dropped by hand",
    }
}
