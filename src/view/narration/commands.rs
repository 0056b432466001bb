//! What people and clients do, in sentences.

use super::{capital, faults, listed};
use crate::dynamo::environment::Timer;
use crate::dynamo::identity::RequestId;
use crate::sim::command::{Command, Write};
use crate::sim::fault::percent;
use crate::sim::trace::{Choice, ClientNote};
use crate::sim::workload::{OPEN_MAX, Workload, hundredths};
use crate::view::words::rounded;

/// The sentence for a command.
pub(in crate::view) fn commanded(command: &Command) -> String {
    match command {
        Command::Get { client, key, .. } => {
            format!("{} wants to get “{key}”.", capital(&client.to_string()))
        }
        Command::Put { client, key, write, .. } => {
            let who = capital(&client.to_string());
            match write {
                Write::Update(value) => format!("{who} wants to put “{value}” under “{key}”."),
                Write::Blind(value) => format!(
                    "{who} wants to put “{value}” under “{key}”, as if it had read nothing."
                ),
                Write::AddToCart(item) => format!(
                    "{who} adds “{item}” to the “{key}” that it last read and puts the result."
                ),
                Write::RemoveFromCart(item) => format!(
                    "{who} takes “{item}” out of the “{key}” that it last read and puts the result."
                ),
                Write::MergeCarts => format!(
                    "{who} merges the versions of “{key}” that it last read and puts the result with their context."
                ),
                Write::Delete => format!("{who} wants to delete “{key}”."),
                Write::Count(amount) => {
                    format!(
                        "{who} counts {amount:+} on the counter “{key}” that it last read and puts the whole state: states merge in any order, while single operations would each have to arrive exactly once."
                    )
                }
                Write::AddToSet(item) => {
                    format!(
                        "{who} adds “{item}” to the set “{key}” that it last read and puts the whole state."
                    )
                }
                Write::RemoveFromSet(item) => {
                    format!(
                        "{who} removes “{item}” from the set “{key}” that it last read and puts the whole state."
                    )
                }
                Write::KeepLast => format!(
                    "{who} keeps the version of “{key}” with the latest wall-clock time of those that it last read and puts it in place of all."
                ),
                Write::MergeCounters => {
                    format!(
                        "{who} merges the states of the counter “{key}” that it last read and puts the result."
                    )
                }
                Write::MergeSets => {
                    format!(
                        "{who} merges the states of the set “{key}” that it last read and puts the result."
                    )
                }
            }
        }
        Command::Crash(node) => format!("{node} crashes. Its memory is gone; its disk stays."),
        Command::Restart(node) => format!("{node} starts again on the disk that is there."),
        Command::WipeDisk(node) => {
            format!("{node} loses its disk, with all data, hints and counters on it.")
        }
        Command::Skew { node, ahead_ms: 0 } => format!("The clock of {node} is set right."),
        Command::Skew { node, ahead_ms } => {
            let direction = if *ahead_ms < 0 { "behind" } else { "ahead" };
            format!("The clock of {node} is now {} ms {direction}.", ahead_ms.unsigned_abs())
        }
        Command::Join { .. } => "A new node is started and told to join the ring.".to_owned(),
        Command::Leave(node) => {
            format!("{node} is told to hand everything over and leave the ring.")
        }
        Command::Remove { node, told } => format!("{told} is told that {node} is gone for good."),
        Command::Partition { groups, kind } => faults::partition(groups, kind),
        Command::Heal => "The network is whole again. No node is told.".to_owned(),
        Command::NameSeeds(seeds) if seeds.is_empty() => {
            "The configuration service names no seeds any more.".to_owned()
        }
        Command::NameSeeds(seeds) => format!(
            "The configuration service names the seeds {}: every node now gossips with them too, whether it knows them as members or not.",
            listed(seeds)
        ),
        Command::Pause(node) => format!(
            "{node} stands still, as in a long collection of garbage. What comes waits; its clock goes on."
        ),
        Command::Resume(node) => {
            format!("{node} goes on and takes up what has waited, one after the other.")
        }
        Command::Slow { node, by_ms } => faults::slow(*node, *by_ms),
        Command::Cut { from, to, both } => faults::link(*from, *to, *both, "cut"),
        Command::Mend { from, to, both } => faults::link(*from, *to, *both, "mended"),
        Command::Disturb { from, to, disturbance } => faults::disturb(*from, *to, *disturbance),
        Command::Meddle { act, .. } => faults::meddle(*act),
        Command::StartWorkload(workload) => started(workload),
        Command::StopWorkload => {
            "The workload ends. What is under way is still answered; nothing new begins.".to_owned()
        }
    }
}

fn started(workload: &Workload) -> String {
    let Workload { operations_per_second, read_permille, keys, skew_hundredths, clients, entry: _ } =
        workload;
    format!(
        "A workload begins: {operations_per_second} operations a second by {clients} clients on {keys} keys, {} reads, skew {}. They begin whether or not earlier ones are answered, so that a slow cluster is seen to be slow.",
        percent(*read_permille),
        hundredths(*skew_hundredths)
    )
}

/// The sentence for what a client did, the paper's section, and its weight.
pub(super) fn client(
    who: &str,
    note: &ClientNote,
    request: Option<RequestId>,
) -> (String, &'static str, u8) {
    let request = request.map_or_else(String::new, |request| format!(" {request}"));
    match note {
        ClientNote::Turned { to, by: Choice::LoadBalancer } => (
            format!(
                "{who} sends request{request} through the load balancer, which draws {to}: any node will do."
            ),
            "§4.5",
            58,
        ),
        ClientNote::Turned { to, by: Choice::ByHand } => {
            (format!("{who} sends request{request} to {to}."), "§4.5", 58)
        }
        ClientNote::Turned { to, by: Choice::PartitionAware } => (
            format!(
                "{who} sends request{request} straight to {to}, which keeps the key by the ring that the client knows: no hop is lost."
            ),
            "§6.4",
            58,
        ),
        ClientNote::AskedForMembers { node } => {
            (format!("{who} asks {node}, drawn at random, who the members are."), "§6.4", 56)
        }
        ClientNote::LearntMembers => {
            (format!("{who} knows the ring now and can tell who keeps a key."), "§6.4", 57)
        }
        ClientNote::Closed { waited } => (
            format!("{who} has waited {} for the answer to request{request}.", rounded(*waited)),
            "",
            50,
        ),
        ClientNote::GaveUp { waited } => (
            format!(
                "{who} gives request{request} up: no answer within {}. If it was a put, nobody can tell whether it took effect.",
                rounded(*waited)
            ),
            "",
            80,
        ),
        ClientNote::AnswerIgnored => (
            format!("{who} had given request{request} up before; the answer comes too late."),
            "",
            60,
        ),
        ClientNote::TurnPassed => (
            format!(
                "{who} lets its turn pass: it waits for {OPEN_MAX} answers already. The cluster does not keep up with the workload."
            ),
            "",
            55,
        ),
    }
}

/// The sentence for a timer, the paper's section, and its weight.
pub(super) fn timer_fired(who: &str, timer: Timer) -> (String, &'static str, u8) {
    match timer {
        Timer::Replicas(request) => (
            format!("{who} has waited long enough for the silent nodes of request {request}."),
            "§4.6",
            20,
        ),
        Timer::Deadline(request) => {
            (format!("Request {request} has run out of time at {who}."), "§4.5", 20)
        }
        Timer::Forward(request) => (
            format!("{who} has heard nothing from the node that was handed request {request}."),
            "§4.5",
            20,
        ),
        Timer::Probe(node) => {
            (format!("It is time for {who} to ask {node} whether it is back."), "§4.8.3", 30)
        }
        Timer::Gossip => (format!("It is time for {who} to gossip."), "§4.8.1", 14),
        Timer::AntiEntropy => {
            (format!("It is time for {who} to compare its trees with another node’s."), "§4.7", 14)
        }
        Timer::Flush => (format!("It is time for {who} to write its buffer to disk."), "§6.1", 14),
        Timer::Tombstones => {
            (format!("It is time for {who} to see which tombstones may go."), "§4.4", 14)
        }
        Timer::Pull => (format!("{who} asks again for the range that it waits for."), "§4.9", 30),
        Timer::Push => (format!("{who} tries again to hand a range over."), "§4.9", 30),
    }
}
