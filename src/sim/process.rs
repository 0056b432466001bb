//! A storage host: a process that runs or does not, and the disk that outlives it.

use super::queue::{Place, Upcoming};
use crate::dynamo::disk::Disk;
use crate::dynamo::environment::Timer;
use crate::dynamo::identity::NodeId;
use crate::dynamo::node::Node;
use crate::dynamo::sorted::SortedMap;
use crate::dynamo::time::{Duration, Time};

/// A storage host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeProcess {
    id: NodeId,
    epoch: u32,
    messages: u32,
    clock_ahead_ms: i32,
    /// The zone (data centre) that the host stands in.
    zone: u8,
    /// How much later everything is handled than it could be.
    slow: Duration,
    state: State,
    /// What has come while the process stands still; none while it does not.
    pub(super) waiting: Option<Vec<Upcoming>>,
    /// Where the node's timers stand in the order of what is to come.
    pub(super) timers: SortedMap<Timer, Place>,
}

#[derive(Debug, PartialEq, Eq)]
enum State {
    Up(Box<Node>),
    Down(Disk),
}

impl Clone for State {
    // Whoever only looks whether there is something to copy need not hold all that copies.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    fn clone(&self) -> State {
        match self {
            State::Up(node) => State::Up(node.clone()),
            State::Down(disk) => State::Down(disk.clone()),
        }
    }
}

impl NodeProcess {
    /// A host whose process has just been started on this disk.
    pub fn new(id: NodeId, zone: u8, disk: Disk) -> NodeProcess {
        NodeProcess {
            id,
            epoch: 0,
            messages: 0,
            clock_ahead_ms: 0,
            zone,
            slow: Duration::ZERO,
            state: State::Up(Box::new(Node::new(id, disk))),
            waiting: None,
            timers: SortedMap::new(),
        }
    }

    /// The zone that the host stands in.
    pub fn zone(&self) -> u8 {
        self.zone
    }

    /// Whether the process stands still.
    pub fn is_paused(&self) -> bool {
        self.waiting.is_some()
    }

    /// How much later everything is handled than it could be.
    pub fn slow(&self) -> Duration {
        self.slow
    }

    /// Makes the host slow, or as fast as before.
    pub(super) fn slow_down(&mut self, by: Duration) {
        self.slow = by;
    }

    /// How far the host's clock is ahead of the simulation's, in milliseconds.
    pub fn clock_ahead_ms(&self) -> i32 {
        self.clock_ahead_ms
    }

    /// What the host's clock shows at a moment of the simulation.
    pub(super) fn clock(&self, now: Time) -> Time {
        let ahead = i64::from(self.clock_ahead_ms) * 1_000;
        Time::from_micros(now.as_micros().saturating_add_signed(ahead))
    }

    /// Sets the host's clock.
    pub(super) fn skew(&mut self, ahead_ms: i32) {
        self.clock_ahead_ms = ahead_ms;
    }

    /// Puts another disk into a host whose process does not run.
    pub(super) fn replace_disk(&mut self, disk: Disk) {
        if let State::Down(old) = &mut self.state {
            *old = disk;
        }
    }

    /// The node's name.
    pub fn id(&self) -> NodeId {
        self.id
    }

    /// How often the process has been started again.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// Whether the process runs.
    pub fn is_up(&self) -> bool {
        matches!(self.state, State::Up(_))
    }

    /// The node, while its process runs.
    pub fn running(&self) -> Option<&Node> {
        match &self.state {
            State::Up(node) => Some(node),
            State::Down(_) => None,
        }
    }

    /// The disk, whether the process runs or not.
    pub fn disk(&self) -> &Disk {
        match &self.state {
            State::Up(node) => &node.storage().disk,
            State::Down(disk) => disk,
        }
    }

    /// How many entries the host's maps have, roughly: what a copy of it costs.
    pub(super) fn entries(&self) -> usize {
        let disk = self.disk();
        let memory = self.running().map_or(0, |node| {
            let storage = node.storage();
            // A tree is a few kilobytes of hashes, a belief a few dozen bytes.
            storage.buffer().len()
                + storage.forest.trees().len() * 8
                + node.detector().entries() / 4
        });
        // What every host has, its identity and its empty maps, is worth a dozen of them.
        12 + disk.objects().len() + disk.hints().len() + self.timers.len() / 2 + memory
    }

    pub(super) fn running_mut(&mut self) -> Option<&mut Node> {
        match &mut self.state {
            State::Up(node) => Some(node),
            State::Down(_) => None,
        }
    }

    /// Ends the process. Gives the places of its timers, which end with it.
    pub(super) fn crash(&mut self) -> Vec<Place> {
        let state = std::mem::replace(&mut self.state, State::Down(Disk::default()));
        self.state = State::Down(match state {
            State::Up(node) => node.crash(),
            State::Down(disk) => disk,
        });
        std::mem::take(&mut self.timers).into_values().collect()
    }

    /// Starts the process anew on the disk that is there.
    pub(super) fn restart(&mut self) {
        let state = std::mem::replace(&mut self.state, State::Down(Disk::default()));
        self.state = match state {
            State::Down(disk) => {
                self.epoch += 1;
                self.messages = 0;
                State::Up(Box::new(Node::new(self.id, disk)))
            }
            up => up,
        };
    }

    /// The number of the next message that the process sends.
    pub(super) fn next_message(&mut self) -> u32 {
        self.messages += 1;
        self.messages
    }
}
