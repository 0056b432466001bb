//! The commands of a script that make something go wrong, or right again.

use dynamo_playground::dynamo::identity::{Address, ClientId, NodeId};
use dynamo_playground::sim::command::Command;
use dynamo_playground::sim::fault::{Disturbance, MessageAct, PartitionKind};
use dynamo_playground::sim::process::NodeProcess;

use crate::script::Script;
use crate::words::Words;

/// The command of this name; none if there is no such.
pub fn command(
    script: &mut Script,
    verb: &str,
    words: &mut Words,
) -> Result<Option<Command>, String> {
    Ok(Some(match verb {
        "pause" => Command::Pause(script.node(&words.next("a node")?)?),
        "resume" => Command::Resume(script.node(&words.next("a node")?)?),
        "slow" => {
            let node = script.node(&words.next("a node")?)?;
            let by_ms = millis(words)?;
            Command::Slow { node, by_ms }
        }
        "partition" => partition(script, words)?,
        "cut" | "mend" => {
            let (from, both, to) = link(script, words)?;
            let from = from.ok_or("a link has two ends")?;
            let to = to.ok_or("a link has two ends")?;
            match verb {
                "cut" => Command::Cut { from, to, both },
                _ => Command::Mend { from, to, both },
            }
        }
        "disturb" => {
            let (from, _, to) = link(script, words)?;
            Command::Disturb { from, to, disturbance: disturbance(words)? }
        }
        "drop" => meddle(script, words, |_| Ok(MessageAct::Drop))?,
        "delay" => meddle(script, words, |words| Ok(MessageAct::Delay { by_ms: millis(words)? }))?,
        "duplicate" => meddle(script, words, |_| Ok(MessageAct::Duplicate))?,
        "hold" => meddle(script, words, |_| Ok(MessageAct::Hold))?,
        "release" => meddle(script, words, |_| Ok(MessageAct::Release))?,
        _ => return Ok(None),
    }))
}

/// What befalls messages: `loss 100 twice 50 back 20 late 5ms`, or `nothing`.
pub fn disturbance(words: &mut Words) -> Result<Disturbance, String> {
    let mut all = Disturbance::default();
    if words.take("nothing") {
        return Ok(all);
    }
    while !words.is_empty() {
        match words.next("what befalls them")?.as_str() {
            "loss" => all.loss_permille = words.number("how many of a thousand")?,
            "twice" => all.duplicate_permille = words.number("how many of a thousand")?,
            "back" => all.reorder_permille = words.number("how many of a thousand")?,
            "late" => all.delay_ms = millis(words)?,
            other => return Err(format!("{other} befalls no message")),
        }
    }
    Ok(all)
}

/// Whole milliseconds.
fn millis(words: &mut Words) -> Result<u32, String> {
    let length = words.duration()?;
    u32::try_from(length.as_micros() / 1_000).map_err(|_| "that is too long".to_owned())
}

/// The first message on its way along a link, of a kind and a copy if they are given.
fn meddle(
    script: &mut Script,
    words: &mut Words,
    act: impl Fn(&mut Words) -> Result<MessageAct, String>,
) -> Result<Command, String> {
    let (from, _, to) = link(script, words)?;
    let act = act(words)?;
    let mut kind = None;
    let mut copy: Option<u8> = None;
    while !words.is_empty() {
        match words.next("a kind of message")?.as_str() {
            "copy" => copy = Some(words.number("a copy")?),
            other => kind = Some(other.to_owned()),
        }
    }
    let found = script.simulation()?.in_flight().find(|envelope| {
        let name = format!("{:?}", envelope.message.kind()).to_lowercase();
        from.is_none_or(|from| envelope.from == from)
            && to.is_none_or(|to| envelope.to == to)
            && kind.as_ref().is_none_or(|kind| *kind == name)
            && copy.is_none_or(|copy| envelope.copy == copy)
            // What is released stands still.
            && envelope.held == (act == MessageAct::Release)
    });
    let envelope = found.ok_or("no such message is on its way")?;
    Ok(Command::Meddle { message: envelope.id, copy: envelope.copy, act })
}

/// `A > B`, or `A <> B` for both directions.
fn link(
    script: &mut Script,
    words: &mut Words,
) -> Result<(Option<Address>, bool, Option<Address>), String> {
    let from = end(script, words)?;
    let both = match words.next("a direction")?.as_str() {
        ">" => false,
        "<>" => true,
        other => return Err(format!("{other} is neither > nor <>")),
    };
    Ok((from, both, end(script, words)?))
}

/// A node, the number of a client, or `any`.
fn end(script: &mut Script, words: &mut Words) -> Result<Option<Address>, String> {
    let name = words.next("a node, a client or any")?;
    if name == "any" {
        return Ok(None);
    }
    if let Some(client) = client(&name) {
        return Ok(Some(client.into()));
    }
    Ok(Some(script.node(&name)?.into()))
}

fn client(name: &str) -> Option<ClientId> {
    Some(ClientId(name.parse::<u16>().ok()?.saturating_sub(1)))
}

/// `A B | C | rest`, or `A > rest` one way, or `A + 1 | rest + 2` with clients.
fn partition(script: &mut Script, words: &mut Words) -> Result<Command, String> {
    let mut groups: Vec<Vec<NodeId>> = vec![Vec::new()];
    let mut clients: Vec<Vec<ClientId>> = vec![Vec::new()];
    let (mut one_way, mut with_clients) = (false, false);
    // The number of the group that holds the rest.
    let mut rest = None;
    while !words.is_empty() {
        let word = words.next("a node")?;
        let (group, side) = (groups.last_mut(), clients.last_mut());
        match word.as_str() {
            "|" | ">" => {
                one_way |= word == ">";
                groups.push(Vec::new());
                clients.push(Vec::new());
            }
            "+" => {
                with_clients = true;
                let name = words.next("a client")?;
                let client = client(&name).ok_or(format!("{name} is no client"))?;
                side.into_iter().for_each(|side| side.push(client));
            }
            "rest" => rest = Some(groups.len() - 1),
            name => {
                let node = script.node(name)?;
                group.into_iter().for_each(|group| group.push(node));
            }
        }
    }
    if let Some(rest) = rest {
        let named: Vec<NodeId> = groups.concat();
        let all = script.simulation()?.nodes().map(NodeProcess::id);
        groups[rest].extend(all.filter(|node| !named.contains(node)));
    }
    let kind = match (one_way, with_clients) {
        (true, _) => PartitionKind::OneWay,
        (false, true) => PartitionKind::WithClients(clients),
        (false, false) => PartitionKind::ClientsReachAll,
    };
    Ok(Command::Partition { groups, kind })
}
