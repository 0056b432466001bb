//! Whether a command makes sense at a moment.

use super::Simulation;
use crate::dynamo::identity::{Address, NodeId};
use crate::dynamo::membership::Status;
use crate::dynamo::sorted::SortedSet;
use crate::sim::client::Client;
use crate::sim::command::{Command, CommandError, Entry};
use crate::sim::fault::{DELAY_MAX_MS, MessageAct, PartitionKind};
use crate::sim::process::NodeProcess;
use crate::sim::setup::{CAPACITY_MAX, NODES_MAX, ZONES_MAX};

/// Checks a command against the state of the world.
///
/// # Errors
/// Why it makes no sense.
pub(super) fn check(simulation: &Simulation, command: &Command) -> Result<(), CommandError> {
    let exists = |node: NodeId| simulation.node(node).ok_or(CommandError::NoSuchNode(node));
    let stands_still = |node: NodeId| simulation.node(node).is_some_and(NodeProcess::is_paused);
    match command {
        Command::Get { key, entry, quorum, .. } | Command::Put { key, entry, quorum, .. } => {
            if let Entry::Node(node) = entry {
                exists(*node)?;
            }
            let replicas = simulation.setup().store.policy(key).replicas;
            if quorum.is_some_and(|quorum| !(1..=replicas).contains(&quorum)) {
                return Err(CommandError::BadQuorum(replicas));
            }
            if let Command::Put { client, write, .. } = command {
                let blank = Client::new(*client);
                simulation.client(*client).unwrap_or(&blank).compose(key, write)?;
            }
            Ok(())
        }
        Command::Crash(node) if !exists(*node)?.is_up() => Err(CommandError::AlreadyDown(*node)),
        Command::Restart(node) if exists(*node)?.is_up() => Err(CommandError::NotDown(*node)),
        Command::Crash(_) | Command::Restart(_) => Ok(()),
        Command::WipeDisk(node) | Command::Skew { node, .. } => exists(*node).map(|_| ()),
        Command::Join { zone, capacity } => {
            if simulation.nodes().len() >= usize::from(NODES_MAX) {
                return Err(CommandError::TooManyNodes);
            }
            if *zone >= ZONES_MAX || !(1..=CAPACITY_MAX).contains(capacity) {
                return Err(CommandError::BadProfile);
            }
            needs_gossip(simulation)
        }
        Command::Leave(node) => {
            exists(*node)?;
            needs_gossip(simulation)?;
            refuse_if(stands_still(*node), CommandError::StandsStill(*node))?;
            if !simulation.is_member(*node) {
                return Err(CommandError::NotAMember(*node));
            }
            // Others that are on their way out, or not in yet, can take nothing over.
            let members = simulation.membership().members().iter();
            let mut others = members.filter(|(other, _)| *other != node);
            if !others.any(|(_, member)| member.status == Status::Up) {
                return Err(CommandError::LastMember);
            }
            Ok(())
        }
        Command::Remove { node, told } => {
            needs_gossip(simulation)?;
            exists(*told)?;
            if exists(*node)?.is_up() {
                return Err(CommandError::StillRunning(*node));
            }
            refuse_if(stands_still(*told), CommandError::StandsStill(*told))?;
            let told_knows = |node: NodeId| {
                simulation.running(*told).and_then(|told| told.local().membership().status(node))
            };
            // One that is on its way in may wait for the one that is gone, and be the only one left
            // that can be told.
            if matches!(told_knows(*told), None | Some(Status::Left)) {
                return Err(CommandError::NotAMember(*told));
            }
            match told_knows(*node) {
                None | Some(Status::Left) => {
                    Err(CommandError::NotKnown { node: *node, told: *told })
                }
                Some(_) => Ok(()),
            }
        }
        Command::Partition { groups, kind } => check_groups(simulation, groups, kind),
        Command::Heal if simulation.network().is_whole() => Err(CommandError::NotPartitioned),
        Command::Heal => Ok(()),
        Command::NameSeeds(seeds) => {
            needs_gossip(simulation)?;
            seeds.iter().try_for_each(|seed| exists(*seed).map(|_| ()))
        }
        Command::Pause(node) => {
            let process = exists(*node)?;
            if !process.is_up() {
                return Err(CommandError::IsDown(*node));
            }
            refuse_if(process.is_paused(), CommandError::AlreadyPaused(*node))
        }
        Command::Resume(node) => {
            refuse_if(!exists(*node)?.is_paused(), CommandError::NotPaused(*node))
        }
        Command::Slow { node, by_ms } => {
            exists(*node)?;
            refuse_if(*by_ms > DELAY_MAX_MS, CommandError::DelayTooLong)
        }
        Command::Cut { from, to, both } => {
            check_link(simulation, *from, *to)?;
            let cuts = simulation.network().cuts();
            let all = cuts.contains(&(*from, *to)) && (!both || cuts.contains(&(*to, *from)));
            refuse_if(all, CommandError::AlreadyCut(*from, *to))
        }
        Command::Mend { from, to, both } => {
            check_link(simulation, *from, *to)?;
            let cuts = simulation.network().cuts();
            let any = cuts.contains(&(*from, *to)) || (*both && cuts.contains(&(*to, *from)));
            refuse_if(!any, CommandError::NotCut(*from, *to))
        }
        Command::Disturb { from, to, disturbance } => {
            for end in [from, to].into_iter().flatten().filter_map(|end| end.node()) {
                exists(end)?;
            }
            if let Some((from, to)) = from.zip(*to) {
                check_link(simulation, from, to)?;
            }
            refuse_if(disturbance.delay_ms > DELAY_MAX_MS, CommandError::DelayTooLong)?;
            refuse_if(!disturbance.makes_sense(), CommandError::BadRate)
        }
        Command::Meddle { message, copy, act } => {
            let mut on_their_way = simulation.in_flight();
            let envelope = on_their_way
                .find(|envelope| envelope.is(*message, *copy))
                .ok_or(CommandError::NotOnItsWay)?;
            match act {
                MessageAct::Drop => Ok(()),
                MessageAct::Delay { by_ms } => {
                    refuse_if(*by_ms > DELAY_MAX_MS, CommandError::DelayTooLong)
                }
                MessageAct::Duplicate => {
                    let copies = simulation.copies_of(*message);
                    refuse_if(copies == u8::MAX, CommandError::TooManyCopies)
                }
                MessageAct::Hold => refuse_if(envelope.held, CommandError::AlreadyHeld),
                MessageAct::Release => refuse_if(!envelope.held, CommandError::NotHeld),
            }
        }
        Command::StartWorkload(workload) => {
            if let Entry::Node(node) = workload.entry {
                exists(node)?;
            }
            refuse_if(!workload.makes_sense(), CommandError::BadWorkload)
        }
        Command::StopWorkload => {
            refuse_if(simulation.workload().is_none(), CommandError::NoWorkload)
        }
    }
}

fn refuse_if(wrong: bool, error: CommandError) -> Result<(), CommandError> {
    if wrong { Err(error) } else { Ok(()) }
}

/// A link leads from a node to another process, or from a client to a node.
fn check_link(simulation: &Simulation, from: Address, to: Address) -> Result<(), CommandError> {
    for node in [from, to].into_iter().filter_map(Address::node) {
        simulation.node(node).ok_or(CommandError::NoSuchNode(node))?;
    }
    let is_one = from != to && (from.node().is_some() || to.node().is_some());
    refuse_if(!is_one, CommandError::NoSuchLink(from, to))
}

fn check_groups(
    simulation: &Simulation,
    groups: &[Vec<NodeId>],
    kind: &PartitionKind,
) -> Result<(), CommandError> {
    refuse_if(groups.len() > usize::from(NODES_MAX), CommandError::TooManyGroups)?;
    let mut named = SortedSet::new();
    for node in groups.iter().flatten() {
        let known: Option<&NodeProcess> = simulation.node(*node);
        known.ok_or(CommandError::NoSuchNode(*node))?;
        if !named.insert(*node) {
            return Err(CommandError::InTwoGroups(*node));
        }
    }
    let rest = usize::from(named.len() < simulation.nodes().len());
    let mut sides = groups.iter().filter(|group| !group.is_empty()).count() + rest;
    if let PartitionKind::WithClients(clients) = kind {
        refuse_if(clients.len() > groups.len() + 1, CommandError::NoSuchGroup)?;
        let mut named = SortedSet::new();
        for client in clients.iter().flatten() {
            if !named.insert(*client) {
                return Err(CommandError::ClientInTwoGroups(*client));
            }
        }
        // Clients alone can be cut off from all nodes.
        let no_node = |index: usize| match groups.get(index) {
            Some(group) => group.is_empty(),
            None => rest == 0,
        };
        let alone = |(index, clients): &(usize, &Vec<_>)| !clients.is_empty() && no_node(*index);
        sides += clients.iter().enumerate().filter(alone).count();
    }
    refuse_if(sides < 2, CommandError::NothingSplit)
}

fn needs_gossip(simulation: &Simulation) -> Result<(), CommandError> {
    match simulation.setup().store.gossip_interval {
        Some(_) => Ok(()),
        None => Err(CommandError::NeedsGossip),
    }
}
