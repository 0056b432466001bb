//! Commands, carried out.

use std::rc::Rc;

use super::Simulation;
use crate::dynamo::disk::Disk;
use crate::dynamo::environment::{Administration, Input};
use crate::dynamo::identity::{Address, NodeId};
use crate::dynamo::message::Operation;
use crate::dynamo::time::Duration;
use crate::sim::client::Client;
use crate::sim::command::Command;
use crate::sim::process::NodeProcess;
use crate::sim::trace::{EventKind, Recorder};

impl Simulation {
    /// Carries a command out at this moment. One that makes no sense is recorded as refused
    /// and changes nothing.
    pub fn apply(&mut self, trace: &mut impl Recorder, command: &Command) {
        let refused = self.check(command).err();
        let process: Option<Address> = match command {
            Command::Get { client, .. } | Command::Put { client, .. } => Some((*client).into()),
            Command::Crash(node)
            | Command::Restart(node)
            | Command::WipeDisk(node)
            | Command::Skew { node, .. }
            | Command::Pause(node)
            | Command::Resume(node)
            | Command::Slow { node, .. }
            | Command::Leave(node)
            | Command::Remove { told: node, .. } => Some((*node).into()),
            Command::Join { .. } => Some(NodeId(self.nodes.len() as u16).into()),
            Command::Partition { .. }
            | Command::Heal
            | Command::NameSeeds(_)
            | Command::Cut { .. }
            | Command::Mend { .. }
            | Command::Disturb { .. }
            | Command::Meddle { .. }
            | Command::StartWorkload(_)
            | Command::StopWorkload => None,
        };
        let kind = EventKind::Commanded { command: Rc::new(command.clone()), refused };
        let event = self.record(trace, process, None, None, kind);
        if refused.is_some() {
            return;
        }
        match command {
            Command::Get { client, key, entry, quorum } => {
                self.request(trace, *client, key, Operation::Get, *entry, *quorum, event);
            }
            Command::Put { client, key, write, entry, quorum } => {
                let known =
                    self.clients.entry(*client).or_insert_with(|| Client::new(*client).into());
                // Checked above: a write that cannot be composed has been refused.
                if let Ok(operation) = known.compose(key, write) {
                    self.request(trace, *client, key, operation, *entry, *quorum, event);
                }
            }
            Command::Crash(node) => {
                self.crash(trace, *node);
                self.look_at_members();
            }
            Command::Restart(node) => {
                self.process_mut(*node).restart();
                self.run_node(trace, *node, Input::Start, event);
                self.look_at_members();
            }
            Command::WipeDisk(node) => {
                self.crash(trace, *node);
                self.look_at_members();
                let blank = Disk::blank(Rc::clone(&self.founders));
                self.process_mut(*node).replace_disk(blank);
            }
            Command::Skew { node, ahead_ms } => self.process_mut(*node).skew(*ahead_ms),
            Command::Join { zone, capacity } => {
                let node = NodeId(self.nodes.len() as u16);
                let disk = Disk::blank(Rc::default());
                self.nodes.push(Rc::new(NodeProcess::new(node, *zone, disk)));
                self.run_node(trace, node, Input::Start, event);
                let join = Administration::Join { zone: *zone, capacity: *capacity };
                self.run_node(trace, node, Input::Administer(join), event);
            }
            Command::Leave(node) => {
                self.run_node(trace, *node, Input::Administer(Administration::Leave), event);
            }
            Command::Remove { node, told } => {
                let remove = Administration::Remove(*node);
                self.run_node(trace, *told, Input::Administer(remove), event);
            }
            Command::Partition { groups, kind } => self.network.partition(groups, kind),
            Command::Heal => self.network.heal(),
            Command::NameSeeds(seeds) => self.seeds = seeds.as_slice().into(),
            Command::Pause(node) => self.process_mut(*node).waiting = Some(Vec::new()),
            Command::Resume(node) => self.resume(*node),
            Command::Slow { node, by_ms } => {
                let by = Duration::from_millis(u64::from(*by_ms));
                self.process_mut(*node).slow_down(by);
            }
            Command::Cut { from, to, both } => {
                self.network.cut(*from, *to);
                if *both {
                    self.network.cut(*to, *from);
                }
            }
            Command::Mend { from, to, both } => {
                self.network.mend(*from, *to);
                if *both {
                    self.network.mend(*to, *from);
                }
            }
            Command::Disturb { from, to, disturbance } => {
                self.network.disturb((*from, *to), *disturbance);
            }
            Command::Meddle { message, copy, act } => {
                self.meddle(trace, *message, *copy, *act, event);
            }
            Command::StartWorkload(workload) => self.start_workload(*workload, event),
            Command::StopWorkload => self.stop_workload(),
        }
    }
}
