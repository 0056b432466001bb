//! The simulated world: nodes, clients, a network, one clock.
//!
//! A [`Simulation`] is a value: cloning it is a checkpoint. Seed, setup and commands determine
//! everything that it ever does.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::client::Client;
use super::command::{Command, CommandError, Entry};
use super::network::Network;
use super::process::NodeProcess;
use super::queue::{Envelope, EventQueue, Place, Upcoming};
use super::setup::Setup;
use super::trace::{ClientNote, EventId, EventKind, LossReason, Recorder, TraceEvent};
use crate::dynamo::chance::{Chance, Purpose};
use crate::dynamo::disk::Disk;
use crate::dynamo::environment::{Effect, Environment, Input, Timer};
use crate::dynamo::identity::{Address, ClientId, MessageId, NodeId, RequestId};
use crate::dynamo::key::Key;
use crate::dynamo::message::{Message, Operation};
use crate::dynamo::node::Node;
use crate::dynamo::ring::Ring;
use crate::dynamo::time::Time;

/// A cluster and its clients at one moment.
#[derive(Clone, Debug)]
pub struct Simulation {
    setup: Rc<Setup>,
    ring: Rc<Ring>,
    chance: Chance,
    now: Time,
    nodes: Vec<Rc<NodeProcess>>,
    clients: BTreeMap<ClientId, Client>,
    network: Network,
    queue: EventQueue,
    links: BTreeMap<(Address, Address), u64>,
    client_messages: BTreeMap<ClientId, u32>,
    client_timeouts: BTreeMap<RequestId, Place>,
    events: u32,
    /// Empty between steps; kept so that a step need not allocate it.
    effects: Vec<Effect>,
}

impl Simulation {
    /// The world before its first event. The setup must have passed [`Setup::check`].
    pub fn new(seed: u64, setup: Setup) -> Simulation {
        let chance = Chance::new(seed);
        let ring = Rc::new(setup.ring(chance));
        let nodes = setup.node_ids().map(|node| Rc::new(NodeProcess::new(node))).collect();
        let mut simulation = Simulation {
            setup: Rc::new(setup),
            ring,
            chance,
            now: Time::ZERO,
            nodes,
            clients: BTreeMap::new(),
            network: Network::default(),
            queue: EventQueue::default(),
            links: BTreeMap::new(),
            client_messages: BTreeMap::new(),
            client_timeouts: BTreeMap::new(),
            events: 0,
            effects: Vec::new(),
        };
        // A first start on a blank disk has nothing to tell.
        for node in simulation.setup.node_ids() {
            let quiet = &mut super::trace::Forgetful;
            simulation.run_node(quiet, node, Input::Start, EventId(0));
        }
        simulation
    }

    /// How the cluster is set up.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The ring.
    pub fn ring(&self) -> &Ring {
        &self.ring
    }

    /// The present moment.
    pub fn now(&self) -> Time {
        self.now
    }

    /// All nodes, running or not.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = &NodeProcess> {
        self.nodes.iter().map(Rc::as_ref)
    }

    /// One node.
    pub fn node(&self, node: NodeId) -> Option<&NodeProcess> {
        self.nodes.get(node.index()).map(Rc::as_ref)
    }

    /// One client; none if it has not done anything yet.
    pub fn client(&self, client: ClientId) -> Option<&Client> {
        self.clients.get(&client)
    }

    /// All clients that have done something.
    pub fn clients(&self) -> impl Iterator<Item = (&ClientId, &Client)> {
        self.clients.iter()
    }

    /// Who can reach whom.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The messages on their way, in the order in which they end.
    pub fn in_flight(&self) -> impl Iterator<Item = &Envelope> {
        self.queue.in_flight()
    }

    /// When something happens next if nobody intervenes.
    pub fn next_time(&self) -> Option<Time> {
        self.queue.next_time()
    }

    /// How many events have been recorded.
    pub fn event_count(&self) -> u32 {
        self.events
    }

    /// Lets time pass in which nothing happens: up to `time`, but not beyond the next event.
    pub fn wait_until(&mut self, time: Time) {
        let limit = self.next_time().unwrap_or(time).min(time);
        self.now = self.now.max(limit);
    }

    /// Lets the next thing happen. Says whether there was any.
    pub fn step(&mut self, trace: &mut impl Recorder) -> bool {
        let Some((at, upcoming)) = self.queue.pop() else { return false };
        self.now = at;
        match upcoming {
            Upcoming::Arrival(envelope) => self.arrive(trace, envelope),
            Upcoming::Timer { node, timer, cause } => {
                Rc::make_mut(&mut self.nodes[node.index()]).timers.remove(&timer);
                let request = timer_request(timer);
                let kind = EventKind::TimerFired(timer);
                let event = self.record(trace, Some(node.into()), request, Some(cause), kind);
                self.run_node(trace, node, Input::Timer(timer), event);
            }
            Upcoming::ClientTimeout { request, cause } => {
                self.client_timeouts.remove(&request);
                let client = self.clients.get_mut(&request.client);
                if let Some(open) = client.and_then(|client| client.give_up(request)) {
                    let waited = self.now.since(open.since);
                    let kind = EventKind::Client(ClientNote::GaveUp { waited });
                    let process = Some(request.client.into());
                    self.record(trace, process, Some(request), Some(cause), kind);
                }
            }
        }
        true
    }

    /// Whether a command makes sense at this moment.
    ///
    /// # Errors
    /// Why it does not.
    pub fn check(&self, command: &Command) -> Result<(), CommandError> {
        let exists = |node: NodeId| match self.node(node) {
            Some(process) => Ok(process),
            None => Err(CommandError::NoSuchNode(node)),
        };
        match command {
            Command::Get { entry, .. } | Command::Put { entry, .. } => {
                if let Entry::Node(node) = entry {
                    exists(*node)?;
                }
                if let Command::Put { client, key, write, .. } = command {
                    let blank = Client::new(*client);
                    self.client(*client).unwrap_or(&blank).compose(key, write)?;
                }
                Ok(())
            }
            Command::Crash(node) if !exists(*node)?.is_up() => {
                Err(CommandError::AlreadyDown(*node))
            }
            Command::Restart(node) if exists(*node)?.is_up() => Err(CommandError::NotDown(*node)),
            Command::Crash(_) | Command::Restart(_) => Ok(()),
            Command::Partition(groups) => {
                let mut named = std::collections::BTreeSet::new();
                for node in groups.iter().flatten() {
                    exists(*node)?;
                    if !named.insert(*node) {
                        return Err(CommandError::InTwoGroups(*node));
                    }
                }
                let rest = usize::from(named.len() < self.nodes.len());
                let sides = groups.iter().filter(|group| !group.is_empty()).count() + rest;
                if sides < 2 { Err(CommandError::NothingSplit) } else { Ok(()) }
            }
            Command::Heal if !self.network.is_partitioned() => Err(CommandError::NotPartitioned),
            Command::Heal => Ok(()),
        }
    }

    /// Carries a command out at this moment. One that makes no sense is recorded as refused
    /// and changes nothing.
    pub fn apply(&mut self, trace: &mut impl Recorder, command: &Command) {
        let refused = self.check(command).err();
        let process: Option<Address> = match command {
            Command::Get { client, .. } | Command::Put { client, .. } => Some((*client).into()),
            Command::Crash(node) | Command::Restart(node) => Some((*node).into()),
            Command::Partition(_) | Command::Heal => None,
        };
        let kind = EventKind::Commanded { command: Rc::new(command.clone()), refused };
        let event = self.record(trace, process, None, None, kind);
        if refused.is_some() {
            return;
        }
        match command {
            Command::Get { client, key, entry } => {
                self.request(trace, *client, key, Operation::Get, *entry, event);
            }
            Command::Put { client, key, write, entry } => {
                let known = self.clients.entry(*client).or_insert_with(|| Client::new(*client));
                // Checked above: a write that cannot be composed has been refused.
                if let Ok(operation) = known.compose(key, write) {
                    self.request(trace, *client, key, operation, *entry, event);
                }
            }
            Command::Crash(node) => {
                for place in Rc::make_mut(&mut self.nodes[node.index()]).crash() {
                    self.queue.cancel(place);
                }
            }
            Command::Restart(node) => {
                Rc::make_mut(&mut self.nodes[node.index()]).restart();
                self.run_node(trace, *node, Input::Start, event);
            }
            Command::Partition(groups) => {
                self.network.partition(groups, self.setup.node_ids());
            }
            Command::Heal => self.network.heal(),
        }
    }

    fn request(
        &mut self,
        trace: &mut impl Recorder,
        client: ClientId,
        key: &Key,
        operation: Operation,
        entry: Entry,
        cause: EventId,
    ) {
        let now = self.now;
        let known = self.clients.entry(client).or_insert_with(|| Client::new(client));
        let request = known.open(key.clone(), operation, now);
        let id = request.id;
        let (to, balanced) = match entry {
            Entry::Node(node) => (node, false),
            Entry::LoadBalancer => {
                let (subject, sequence) = (u64::from(client.0), u64::from(id.sequence));
                let nodes = self.nodes.len() as u64;
                let drawn = self.chance.below(Purpose::LoadBalancer, subject, sequence, nodes);
                (NodeId(drawn as u16), true)
            }
        };
        let turned = EventKind::Client(ClientNote::Turned { to, balanced });
        let event = self.record(trace, Some(client.into()), Some(id), Some(cause), turned);
        self.send(trace, client.into(), to.into(), Message::Ask(request), event);
        let at = now + self.setup.client_timeout;
        let place = self.queue.schedule(at, Upcoming::ClientTimeout { request: id, cause: event });
        self.client_timeouts.insert(id, place);
    }

    fn arrive(&mut self, trace: &mut impl Recorder, envelope: Envelope) {
        let Envelope { id, from, to, message, sending, doomed, .. } = envelope;
        let up = to.node().is_none_or(|node| self.nodes[node.index()].is_up());
        let lost = doomed
            .or((!self.network.connects(from, to)).then_some(LossReason::Partitioned))
            .or((!up).then_some(LossReason::ReceiverDown));
        let request = message.request();
        if let Some(reason) = lost {
            let kind = EventKind::Lost { message: id, reason };
            self.record(trace, Some(to), request, Some(sending), kind);
            return;
        }
        let kind = EventKind::Delivered { message: id };
        let event = self.record(trace, Some(to), request, Some(sending), kind);
        match to {
            Address::Node(node) => {
                self.run_node(trace, node, Input::Message { from, message }, event);
            }
            Address::Client(client) => self.answer(trace, client, &message, event),
        }
    }

    fn answer(
        &mut self,
        trace: &mut impl Recorder,
        client: ClientId,
        message: &Message,
        cause: EventId,
    ) {
        let Message::Answer { request, outcome } = message else { return };
        if let Some(place) = self.client_timeouts.remove(request) {
            self.queue.cancel(place);
        }
        let known = self.clients.get_mut(&client);
        let closed = known.and_then(|known| known.answered(*request, outcome));
        let note = match closed {
            Some(open) => ClientNote::Closed { waited: self.now.since(open.since) },
            None => ClientNote::AnswerIgnored,
        };
        let kind = EventKind::Client(note);
        self.record(trace, Some(client.into()), Some(*request), Some(cause), kind);
    }

    /// Feeds a node one input and carries out what it describes.
    fn run_node(&mut self, trace: &mut impl Recorder, node: NodeId, input: Input, cause: EventId) {
        let mut effects = std::mem::take(&mut self.effects);
        let process = Rc::make_mut(&mut self.nodes[node.index()]);
        let epoch = process.epoch();
        if let Some(running) = process.running_mut() {
            let mut environment = Environment {
                now: self.now,
                epoch,
                config: &self.setup.store,
                ring: &self.ring,
                effects: &mut effects,
            };
            running.step(&mut environment, input);
        }
        for effect in effects.drain(..) {
            match effect {
                Effect::Send { to, message } => self.send(trace, node.into(), to, message, cause),
                Effect::SetTimer { timer, after } => {
                    self.cancel_timer(node, timer);
                    let upcoming = Upcoming::Timer { node, timer, cause };
                    let place = self.queue.schedule(self.now + after, upcoming);
                    Rc::make_mut(&mut self.nodes[node.index()]).timers.insert(timer, place);
                }
                Effect::CancelTimer(timer) => self.cancel_timer(node, timer),
                Effect::Note { request, note } => {
                    let kind = EventKind::Note(note);
                    self.record(trace, Some(node.into()), request, Some(cause), kind);
                }
            }
        }
        self.effects = effects;
    }

    fn cancel_timer(&mut self, node: NodeId, timer: Timer) {
        let place: Option<Place> =
            Rc::make_mut(&mut self.nodes[node.index()]).timers.remove(&timer);
        if let Some(place) = place {
            self.queue.cancel(place);
        }
    }

    fn send(
        &mut self,
        trace: &mut impl Recorder,
        from: Address,
        to: Address,
        message: Message,
        cause: EventId,
    ) {
        let id = self.next_message_id(from);
        let sequence = self.links.entry((from, to)).or_default();
        *sequence += 1;
        let draw = self.chance.draw(Purpose::Latency, link(from, to), *sequence);
        let delay = self.setup.latency.sample(draw);
        // What runs into a cut dies half-way, where the cut is drawn.
        let doomed = (!self.network.connects(from, to)).then_some(LossReason::Partitioned);
        let ends_at = self.now + if doomed.is_some() { delay.half() } else { delay };
        let message = Rc::new(message);
        let request = message.request();
        let kind = EventKind::Sent { message: id, to, payload: Rc::clone(&message) };
        let sending = self.record(trace, Some(from), request, Some(cause), kind);
        let sent_at = self.now;
        let envelope = Envelope { id, from, to, message, sent_at, ends_at, sending, doomed };
        self.queue.schedule(ends_at, Upcoming::Arrival(envelope));
    }

    fn next_message_id(&mut self, sender: Address) -> MessageId {
        match sender {
            Address::Node(node) => {
                let process = Rc::make_mut(&mut self.nodes[node.index()]);
                MessageId { sender, epoch: process.epoch(), sequence: process.next_message() }
            }
            Address::Client(client) => {
                let sequence = self.client_messages.entry(client).or_default();
                *sequence += 1;
                MessageId { sender, epoch: 0, sequence: *sequence }
            }
        }
    }

    fn record(
        &mut self,
        trace: &mut impl Recorder,
        process: Option<Address>,
        request: Option<RequestId>,
        cause: Option<EventId>,
        kind: EventKind,
    ) -> EventId {
        let id = EventId(self.events);
        self.events += 1;
        trace.record(TraceEvent { id, at: self.now, process, request, cause, kind });
        id
    }
}

/// The disk of a node, whether it runs or not.
impl Simulation {
    /// What a node has on disk; none if there is no such node.
    pub fn disk(&self, node: NodeId) -> Option<&Disk> {
        self.node(node).map(NodeProcess::disk)
    }

    /// A running node; none while it is down.
    pub fn running(&self, node: NodeId) -> Option<&Node> {
        self.node(node).and_then(NodeProcess::running)
    }
}

/// A number for the link from one process to another, the same in every run.
fn link(from: Address, to: Address) -> u64 {
    let number = |address: Address| match address {
        Address::Node(node) => u64::from(node.0),
        Address::Client(client) => 1 << 16 | u64::from(client.0),
    };
    number(from) << 32 | number(to)
}

fn timer_request(timer: Timer) -> Option<RequestId> {
    match timer {
        Timer::Replicas(request) | Timer::Deadline(request) | Timer::Forward(request) => {
            Some(request)
        }
        Timer::Probe(_) => None,
    }
}
