//! What goes wrong with nodes, links and messages, in sentences.

use super::listed;
use crate::dynamo::identity::{Address, NodeId};
use crate::sim::fault::{Disturbance, MessageAct, PartitionKind, percent};
use crate::sim::trace::{LossReason, Mishap};
use crate::view::words::rounded;

/// The sentence for a partition.
pub(super) fn partition(groups: &[Vec<NodeId>], kind: &PartitionKind) -> String {
    let groups = groups.iter().filter(|group| !group.is_empty());
    let sides: Vec<String> = groups.map(|group| listed(group)).collect();
    match kind {
        PartitionKind::ClientsReachAll => {
            format!("The network splits: {}. Clients still reach every node.", sides.join(" | "))
        }
        PartitionKind::WithClients(_) => format!(
            "The network splits: {}. Every client stands on one side and reaches no other.",
            sides.join(" | ")
        ),
        PartitionKind::OneWay => format!(
            "The network splits one way: {}. Messages get through from left to right and none comes back. Clients still reach every node.",
            sides.join(" → ")
        ),
    }
}

/// The sentence for a node that becomes slow.
pub(super) fn slow(node: NodeId, by_ms: u32) -> String {
    match by_ms {
        0 => format!("{node} is as fast as before."),
        _ => format!("{node} is slow now: it takes everything up {by_ms} ms late."),
    }
}

/// The sentence for a link that is cut, or mended.
pub(super) fn link(from: Address, to: Address, both: bool, what: &str) -> String {
    match both {
        true => format!("The link between {from} and {to} is {what} in both directions."),
        false => {
            format!("The link from {from} to {to} is {what}; the way back stays as it is.")
        }
    }
}

/// The sentence for rates.
pub(super) fn disturb(
    from: Option<Address>,
    to: Option<Address>,
    disturbance: Disturbance,
) -> String {
    let links = match (from, to) {
        (None, None) => "every link".to_owned(),
        (Some(from), None) => format!("every link that leaves {from}"),
        (None, Some(to)) => format!("every link that leads to {to}"),
        (Some(from), Some(to)) => format!("the link from {from} to {to}"),
    };
    if disturbance.is_none() {
        return format!("Of {links} nothing special holds any more.");
    }
    format!("From now on, on {links}: {}.", rates(disturbance))
}

/// What befalls messages by rate.
pub(in crate::view) fn rates(disturbance: Disturbance) -> String {
    let Disturbance { loss_permille, duplicate_permille, reorder_permille, delay_ms } = disturbance;
    let rates = [
        (loss_permille, "of the messages are lost"),
        (duplicate_permille, "arrive twice"),
        (reorder_permille, "are held back so that others overtake them"),
    ];
    let rates = rates.into_iter().filter(|(permille, _)| *permille > 0);
    let mut words: Vec<String> =
        rates.map(|(permille, what)| format!("{} {what}", percent(permille))).collect();
    if delay_ms > 0 {
        words.push(format!("all take {delay_ms} ms longer"));
    }
    words.join(", ")
}

/// The sentence for what is done to one message; which one, the next sentence tells.
pub(super) fn meddle(act: MessageAct) -> String {
    match act {
        MessageAct::Drop => "A message on its way is dropped by hand.".to_owned(),
        MessageAct::Delay { by_ms } => format!("A message on its way is delayed by {by_ms} ms."),
        MessageAct::Duplicate => "A message on its way is doubled by hand.".to_owned(),
        MessageAct::Hold => "A message on its way is held by hand.".to_owned(),
        MessageAct::Release => "A message that was held is let go.".to_owned(),
    }
}

/// Why a message was lost, beside what is left of it.
pub(in crate::view) fn lost_in_short(reason: LossReason) -> &'static str {
    match reason {
        LossReason::Partitioned => "lost: network split",
        LossReason::ReceiverDown => "lost: nobody runs there",
        LossReason::Cut => "lost: link cut",
        LossReason::OneWay => "lost: open one way only",
        LossReason::ByRate => "lost: by rate",
        LossReason::ByHand => "dropped by hand",
    }
}

/// Why a message was lost, behind “… is lost:”, and how telling that is.
pub(super) fn lost(reason: LossReason) -> (&'static str, u8) {
    match reason {
        LossReason::Partitioned => ("the network between them is cut.", 55),
        LossReason::ReceiverDown => ("nobody runs there.", 55),
        LossReason::Cut => ("the link between them is cut in this direction.", 55),
        LossReason::OneWay => {
            ("the partition lets messages through in the other direction only.", 55)
        }
        LossReason::ByRate => ("this link loses some of its messages.", 55),
        // More telling than the command, which does not know what the message said.
        LossReason::ByHand => ("it was dropped by hand.", 61),
    }
}

/// The sentence for what befell a message, and how telling it is; `by_rate` if nobody asked for
/// it.
pub(super) fn befell(which: &str, copy: u8, what: Mishap, by_rate: bool) -> (String, u8) {
    let weight = if by_rate { 52 } else { 61 };
    let which = format!("{which}{}", copy_name(copy));
    let text = match what {
        Mishap::Duplicated => {
            format!("{which} leaves: the receiver may get the same message again.")
        }
        Mishap::HeldBack { by } => {
            format!("{which} is held back for {}: later ones may overtake it.", rounded(by))
        }
        Mishap::Delayed { by } => format!("{which} is delayed by {}.", rounded(by)),
        Mishap::Held => format!("{which} stands still until it is released."),
        Mishap::Released => format!("{which} goes on from where it stood."),
        Mishap::WaitsForPaused => {
            format!("{which} has arrived and waits: the receiver stands still.")
        }
        Mishap::WaitsForSlow { by } => {
            format!("{which} has arrived and waits for {}: the receiver is slow.", rounded(by))
        }
    };
    (text, weight)
}

/// Which copy of a message it is, where there are several.
pub(super) fn copy_name(copy: u8) -> String {
    if copy == 0 { String::new() } else { format!(", copy {copy},") }
}
