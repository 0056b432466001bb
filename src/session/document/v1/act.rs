//! Commands.

use super::cluster::{DELAY_MS, disturbance, write_disturbance};
use super::names::{ADDRESS, CLIENT, MESSAGE, NODE, message_name, write_names};
use super::request::{Asked, asked, write_asked};
use super::workload::{workload, write_workload};
use super::write::{WRITES, write_write};
use crate::dynamo::identity::{Address, ClientId, NodeId};
use crate::session::document::form::{
    Case, Flag, Flaw, List, Mapped, Members, Record, Whole, WordOr, Writer, explain,
};
use crate::session::document::limits::NAMES_MAX;
use crate::sim::command::{Command, Write};
use crate::sim::fault::{MessageAct, PartitionKind};

/// What can be done.
pub const ACTS: &[Case<Command>] = &[
    Case { name: "get", doc: explain!("A client gets an object."), kind: &Record(get) },
    Case { name: "put", doc: explain!("A client writes an object."), kind: &Record(put) },
    Case { name: "delete", doc: explain!("A client deletes an object."), kind: &Record(delete) },
    Case {
        name: "crash",
        doc: explain!("A node's process ends at once. Its disk stays."),
        kind: &Mapped { kind: NODE, into: Command::Crash },
    },
    Case {
        name: "restart",
        doc: explain!("A node's process starts on the disk that the last one left."),
        kind: &Mapped { kind: NODE, into: Command::Restart },
    },
    Case {
        name: "wipe_disk",
        doc: explain!("A node's disk is lost, and its process ends with it."),
        kind: &Mapped { kind: NODE, into: Command::WipeDisk },
    },
    Case {
        name: "pause",
        doc: explain!("A node's process stands still, as in a long collection of garbage."),
        kind: &Mapped { kind: NODE, into: Command::Pause },
    },
    Case {
        name: "resume",
        doc: explain!("A process that stands still goes on."),
        kind: &Mapped { kind: NODE, into: Command::Resume },
    },
    Case {
        name: "slow",
        doc: explain!("A node handles everything so much later; 0 makes it as fast as before."),
        kind: &Record(slow),
    },
    Case {
        name: "skew_clock",
        doc: explain!("A node's clock is set ahead, or behind if negative."),
        kind: &Record(skew),
    },
    Case {
        name: "join",
        doc: explain!("A new node is started and told to join the ring."),
        kind: &Record(join),
    },
    Case {
        name: "leave",
        doc: explain!("A node is told to hand everything over and leave the ring for good."),
        kind: &Mapped { kind: NODE, into: Command::Leave },
    },
    Case {
        name: "remove",
        doc: explain!("A node is told that another one is gone for good."),
        kind: &Record(remove),
    },
    Case {
        name: "name_seeds",
        doc: explain!("The configuration service names these nodes as seeds from now on."),
        kind: &Mapped { kind: NODES, into: Command::NameSeeds },
    },
    Case {
        name: "partition",
        doc: explain!("The nodes are split into groups that cannot reach each other."),
        kind: &Record(partition),
    },
    Case {
        name: "heal",
        doc: explain!("The partition ends, and every cut link is mended."),
        kind: &Record(heal),
    },
    Case { name: "cut", doc: explain!("A link is cut."), kind: &Record(cut) },
    Case { name: "mend", doc: explain!("A cut link is mended."), kind: &Record(mend) },
    Case {
        name: "disturb",
        doc: explain!("From now on this befalls the messages of some links, or nothing."),
        kind: &Record(disturb),
    },
    Case {
        name: "meddle",
        doc: explain!("Something is done to one message on its way."),
        kind: &Record(meddle),
    },
    Case {
        name: "start_workload",
        doc: explain!("From now on clients of their own read and write by themselves."),
        kind: &Record(start_workload),
    },
    Case {
        name: "stop_workload",
        doc: explain!("They do so no more."),
        kind: &Record(stop_workload),
    },
];

const NODES: List<super::names::Named<NodeId>> = List { of: NODE, most: NAMES_MAX };

fn get(members: &mut Members<'_>) -> Result<Command, Flaw> {
    let Asked { client, key, entry, quorum } = asked(members)?;
    Ok(Command::Get { client, key, entry, quorum })
}

fn put(members: &mut Members<'_>) -> Result<Command, Flaw> {
    let Asked { client, key, entry, quorum } = asked(members)?;
    Ok(Command::Put { client, key, write: members.one_of(WRITES)?, entry, quorum })
}

fn delete(members: &mut Members<'_>) -> Result<Command, Flaw> {
    let Asked { client, key, entry, quorum } = asked(members)?;
    Ok(Command::Put { client, key, write: Write::Delete, entry, quorum })
}

fn slow(members: &mut Members<'_>) -> Result<Command, Flaw> {
    let node = members.required("node", explain!("The node."), NODE)?;
    Ok(Command::Slow { node, by_ms: members.required("by_ms", explain!("How much."), DELAY_MS)? })
}

fn skew(members: &mut Members<'_>) -> Result<Command, Flaw> {
    let node = members.required("node", explain!("The node."), NODE)?;
    let ahead = Whole { least: i32::MIN, most: i32::MAX };
    Ok(Command::Skew {
        node,
        ahead_ms: members.required("ahead_ms", explain!("How far ahead."), ahead)?,
    })
}

fn join(members: &mut Members<'_>) -> Result<Command, Flaw> {
    // One that there cannot be is refused when the command is given.
    let zone = explain!("The zone (data centre) that it stands in, from 0; 0.");
    let zone = members.optional("zone", zone, Whole { least: 0, most: u8::MAX })?;
    let capacity = explain!("How much it can bear compared with a node of capacity 1; 1.");
    let capacity = members.optional("capacity", capacity, Whole { least: 0, most: u8::MAX })?;
    Ok(Command::Join { zone: zone.unwrap_or_default(), capacity: capacity.unwrap_or(1) })
}

fn remove(members: &mut Members<'_>) -> Result<Command, Flaw> {
    let node = members.required("node", explain!("The one that is gone."), NODE)?;
    Ok(Command::Remove { node, told: members.required("told", explain!("The one told."), NODE)? })
}

fn partition(members: &mut Members<'_>) -> Result<Command, Flaw> {
    let groups = explain!("The groups; nodes in none form one more behind them.");
    let groups = members.required("groups", groups, List { of: NODES, most: NAMES_MAX })?;
    let kind = explain!("In which directions it cuts, and on which sides clients stand.");
    let kind = members.optional("kind", kind, PARTITION_KIND)?;
    Ok(Command::Partition { groups, kind: kind.unwrap_or_default() })
}

/// What a partition means for clients, and in which directions it cuts.
const PARTITION_KIND: WordOr<PartitionKind> = WordOr {
    words: &[
        ("clients_reach_all", PartitionKind::ClientsReachAll),
        ("one_way", PartitionKind::OneWay),
    ],
    cases: &[Case {
        name: "with_clients",
        doc: explain!("For every group the clients that stand with it and reach no other."),
        kind: &Mapped {
            kind: List { of: List { of: CLIENT, most: NAMES_MAX }, most: NAMES_MAX },
            into: PartitionKind::WithClients,
        },
    }],
};

fn heal(_: &mut Members<'_>) -> Result<Command, Flaw> {
    Ok(Command::Heal)
}

fn link(members: &mut Members<'_>) -> Result<(Address, Address, bool), Flaw> {
    let from = members.required("from", explain!("The end at which messages leave."), ADDRESS)?;
    let to = members.required("to", explain!("The end that they are for."), ADDRESS)?;
    let both = explain!("Whether the opposite direction is meant as well; it is not.");
    let both = members.optional("both", both, Flag)?;
    Ok((from, to, both.unwrap_or_default()))
}

fn cut(members: &mut Members<'_>) -> Result<Command, Flaw> {
    let (from, to, both) = link(members)?;
    Ok(Command::Cut { from, to, both })
}

fn mend(members: &mut Members<'_>) -> Result<Command, Flaw> {
    let (from, to, both) = link(members)?;
    Ok(Command::Mend { from, to, both })
}

fn disturb(members: &mut Members<'_>) -> Result<Command, Flaw> {
    let from = explain!("The end at which messages leave; any unless said otherwise.");
    let from = members.optional("from", from, ADDRESS)?;
    let to = explain!("The end that they are for; any unless said otherwise.");
    let to = members.optional("to", to, ADDRESS)?;
    Ok(Command::Disturb { from, to, disturbance: disturbance(members)? })
}

fn meddle(members: &mut Members<'_>) -> Result<Command, Flaw> {
    let message =
        explain!("The message: its sender, how often that had been started again, a number.");
    let message = members.required("message", message, MESSAGE)?;
    let copy = explain!("Which copy of it: 0 for the one that was sent; 0.");
    let copy = members.optional("copy", copy, Whole { least: 0, most: u8::MAX })?;
    let act = members.required("act", explain!("What is done to it."), MESSAGE_ACT)?;
    Ok(Command::Meddle { message, copy: copy.unwrap_or_default(), act })
}

const MESSAGE_ACT: WordOr<MessageAct> = WordOr {
    words: &[
        ("drop", MessageAct::Drop),
        ("duplicate", MessageAct::Duplicate),
        ("hold", MessageAct::Hold),
        ("release", MessageAct::Release),
    ],
    cases: &[Case {
        name: "delay_ms",
        doc: explain!("It arrives so much later."),
        kind: &Mapped { kind: DELAY_MS, into: delay },
    }],
};

fn delay(by_ms: u32) -> MessageAct {
    MessageAct::Delay { by_ms }
}

fn start_workload(members: &mut Members<'_>) -> Result<Command, Flaw> {
    Ok(Command::StartWorkload(workload(members)?))
}

fn stop_workload(_: &mut Members<'_>) -> Result<Command, Flaw> {
    Ok(Command::StopWorkload)
}

/// Writes a command as a member of an entry.
pub fn write(entry: &mut Writer<'_>, command: &Command) {
    match command {
        Command::Get { client, key, entry: via, quorum } => entry.nested("get", |object| {
            write_asked(object, *client, key, *via, *quorum);
        }),
        Command::Put { client, key, write: Write::Delete, entry: via, quorum } => {
            entry.nested("delete", |object| write_asked(object, *client, key, *via, *quorum));
        }
        Command::Put { client, key, write, entry: via, quorum } => entry.nested("put", |object| {
            write_asked(object, *client, key, *via, *quorum);
            write_write(object, write);
        }),
        Command::Crash(node) => entry.text("crash", node),
        Command::Restart(node) => entry.text("restart", node),
        Command::WipeDisk(node) => entry.text("wipe_disk", node),
        Command::Pause(node) => entry.text("pause", node),
        Command::Resume(node) => entry.text("resume", node),
        Command::Leave(node) => entry.text("leave", node),
        Command::NameSeeds(nodes) => write_names(entry.name("name_seeds"), nodes),
        Command::Slow { node, by_ms } => entry.nested("slow", |object| {
            object.text("node", node);
            object.bare("by_ms", by_ms);
        }),
        Command::Skew { node, ahead_ms } => entry.nested("skew_clock", |object| {
            object.text("node", node);
            object.bare("ahead_ms", ahead_ms);
        }),
        Command::Join { zone, capacity } => entry.nested("join", |object| {
            object.bare("zone", zone);
            object.bare("capacity", capacity);
        }),
        Command::Remove { node, told } => entry.nested("remove", |object| {
            object.text("node", node);
            object.text("told", told);
        }),
        Command::Partition { groups, kind } => entry.nested("partition", |object| {
            let each = |out: &mut String, group: &Vec<NodeId>| write_names(out, group);
            Writer::list(object.name("groups"), groups, each);
            write_partition_kind(object, kind);
        }),
        Command::Heal => entry.nested("heal", |_| {}),
        Command::Cut { from, to, both } => {
            entry.nested("cut", |object| write_link(object, *from, *to, *both));
        }
        Command::Mend { from, to, both } => {
            entry.nested("mend", |object| write_link(object, *from, *to, *both));
        }
        Command::Disturb { from, to, disturbance } => entry.nested("disturb", |object| {
            write_ends(object, *from, *to);
            write_disturbance(object, *disturbance);
        }),
        Command::Meddle { message, copy, act } => entry.nested("meddle", |object| {
            object.text("message", &message_name(*message));
            if *copy != 0 {
                object.bare("copy", copy);
            }
            write_message_act(object, *act);
        }),
        Command::StartWorkload(workload) => {
            entry.nested("start_workload", |object| write_workload(object, workload));
        }
        Command::StopWorkload => entry.nested("stop_workload", |_| {}),
    }
}

fn write_partition_kind(object: &mut Writer<'_>, kind: &PartitionKind) {
    match kind {
        PartitionKind::ClientsReachAll => {}
        PartitionKind::OneWay => object.text("kind", &"one_way"),
        PartitionKind::WithClients(sides) => object.nested("kind", |object| {
            let each = |out: &mut String, side: &Vec<ClientId>| write_names(out, side);
            Writer::list(object.name("with_clients"), sides, each);
        }),
    }
}

fn write_link(object: &mut Writer<'_>, from: Address, to: Address, both: bool) {
    write_ends(object, Some(from), Some(to));
    if both {
        object.bare("both", &both);
    }
}

fn write_ends(object: &mut Writer<'_>, from: Option<Address>, to: Option<Address>) {
    for (name, end) in [("from", from), ("to", to)] {
        if let Some(end) = end {
            object.text(name, &end);
        }
    }
}

fn write_message_act(object: &mut Writer<'_>, act: MessageAct) {
    let word = match act {
        MessageAct::Drop => "drop",
        MessageAct::Duplicate => "duplicate",
        MessageAct::Hold => "hold",
        MessageAct::Release => "release",
        MessageAct::Delay { by_ms } => {
            return object.nested("act", |object| object.bare("delay_ms", &by_ms));
        }
    };
    object.text("act", &word);
}
