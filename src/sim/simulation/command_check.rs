//! Whether a command makes sense at a moment.

use std::collections::BTreeSet;

use super::Simulation;
use crate::dynamo::identity::NodeId;
use crate::dynamo::membership::Status;
use crate::sim::client::Client;
use crate::sim::command::{Command, CommandError, Entry};
use crate::sim::process::NodeProcess;
use crate::sim::setup::{CAPACITY_MAX, NODES_MAX, ZONES_MAX};

/// Checks a command against the state of the world.
///
/// # Errors
/// Why it makes no sense.
pub(super) fn check(simulation: &Simulation, command: &Command) -> Result<(), CommandError> {
    let exists = |node: NodeId| simulation.node(node).ok_or(CommandError::NoSuchNode(node));
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
            if !simulation.is_member(*told) {
                return Err(CommandError::NotAMember(*told));
            }
            let known =
                simulation.running(*told).and_then(|told| told.local().membership().status(*node));
            match known {
                None | Some(Status::Left) => {
                    Err(CommandError::NotKnown { node: *node, told: *told })
                }
                Some(_) => Ok(()),
            }
        }
        Command::Partition(groups) => check_groups(simulation, groups),
        Command::Heal if !simulation.network().is_partitioned() => {
            Err(CommandError::NotPartitioned)
        }
        Command::Heal => Ok(()),
        Command::NameSeeds(seeds) => {
            needs_gossip(simulation)?;
            seeds.iter().try_for_each(|seed| exists(*seed).map(|_| ()))
        }
    }
}

fn check_groups(simulation: &Simulation, groups: &[Vec<NodeId>]) -> Result<(), CommandError> {
    let mut named = BTreeSet::new();
    for node in groups.iter().flatten() {
        let known: Option<&NodeProcess> = simulation.node(*node);
        known.ok_or(CommandError::NoSuchNode(*node))?;
        if !named.insert(*node) {
            return Err(CommandError::InTwoGroups(*node));
        }
    }
    let rest = usize::from(named.len() < simulation.nodes().len());
    let sides = groups.iter().filter(|group| !group.is_empty()).count() + rest;
    if sides < 2 { Err(CommandError::NothingSplit) } else { Ok(()) }
}

fn needs_gossip(simulation: &Simulation) -> Result<(), CommandError> {
    match simulation.setup().store.gossip_interval {
        Some(_) => Ok(()),
        None => Err(CommandError::NeedsGossip),
    }
}
