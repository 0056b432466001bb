//! The simulated world: nodes, clients, a network, one clock.
//!
//! A [`Simulation`] is a value: cloning it is a checkpoint. Seed, setup and commands determine
//! everything that it ever does.

mod clients;
mod command_check;
mod commands;
mod faults;
mod links;
mod messages;
mod workload;

use std::rc::Rc;

use self::links::Links;
use self::messages::Copies;
use self::workload::Running;
use super::client::Client;
use super::command::{Command, CommandError};
use super::envelope::Envelope;
use super::network::Network;
use super::process::NodeProcess;
use super::queue::{EventQueue, Place, Upcoming};
use super::setup::Setup;
use super::trace::{ClientNote, EventId, EventKind, Recorder, TraceEvent};
use crate::dynamo::chance::Chance;
use crate::dynamo::disk::Disk;
use crate::dynamo::environment::{Effect, Environment, Input, Timer};
use crate::dynamo::identity::{Address, ClientId, MessageId, NodeId, RequestId};
use crate::dynamo::membership::{Membership, Status};
use crate::dynamo::node::Node;
use crate::dynamo::note::Note;
use crate::dynamo::ring::Ring;
use crate::dynamo::sorted::SortedMap;
use crate::dynamo::time::Time;

/// Room for what a node asks for in a step. It is empty between steps, so a copy begins without any.
#[derive(Debug, Default)]
struct Room(Vec<Effect>);

impl Clone for Room {
    fn clone(&self) -> Room {
        Room::default()
    }
}

/// A cluster and its clients at one moment.
#[derive(Clone, Debug)]
pub struct Simulation {
    setup: Rc<Setup>,
    chance: Chance,
    /// The members as every founder was told: what a blank disk starts from.
    founders: Rc<Membership>,
    /// What all nodes know of the members, taken together: the spectator's view.
    membership: Rc<Membership>,
    ring: Rc<Ring>,
    /// What the configuration service names: the setup's seeds until somebody changes them.
    seeds: Rc<[NodeId]>,
    now: Time,
    nodes: Vec<Rc<NodeProcess>>,
    clients: SortedMap<ClientId, Rc<Client>>,
    network: Network,
    queue: EventQueue,
    /// Messages that stand still until they are released.
    held: SortedMap<(MessageId, u8), Envelope>,
    /// Of messages of which there are several copies on their way.
    copies: SortedMap<MessageId, Copies>,
    links: Links,
    client_messages: SortedMap<ClientId, u32>,
    client_timeouts: SortedMap<RequestId, Place>,
    /// When each partition-aware client downloads the members next.
    client_refreshes: SortedMap<ClientId, Place>,
    /// What clients do by themselves.
    workload: Option<Running>,
    /// How many operations workloads have begun.
    operations: u64,
    events: u32,
    /// Empty between steps; kept so that a step need not allocate it.
    effects: Room,
}

impl Simulation {
    /// The world before its first event. The setup must have passed [`Setup::check`].
    pub fn new(seed: u64, setup: Setup) -> Simulation {
        let chance = Chance::new(seed);
        let founders = Rc::new(setup.founders(chance));
        let ring = founders.serving_ring(&setup.store.placement);
        let disk = || Disk::blank(Rc::clone(&founders));
        let host = |node| Rc::new(NodeProcess::new(node, setup.zone(node), disk()));
        let nodes = setup.node_ids().map(host).collect();
        let network = Network::new(setup.disturbance);
        let mut simulation = Simulation {
            seeds: setup.store.seeds.as_slice().into(),
            setup: Rc::new(setup),
            chance,
            membership: Rc::clone(&founders),
            founders,
            ring,
            now: Time::ZERO,
            nodes,
            clients: SortedMap::new(),
            network,
            queue: EventQueue::default(),
            held: SortedMap::new(),
            copies: SortedMap::new(),
            links: Links::default(),
            client_messages: SortedMap::new(),
            client_timeouts: SortedMap::new(),
            client_refreshes: SortedMap::new(),
            workload: None,
            operations: 0,
            events: 0,
            effects: Room::default(),
        };
        // A first start on a blank disk has nothing to tell.
        for node in simulation.setup.node_ids() {
            let quiet = &mut super::trace::Forgetful;
            simulation.run_node(quiet, node, Input::Start, None);
        }
        simulation
    }

    /// How the cluster is set up.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The members, by all that any running node knows: no single node need know as much.
    pub fn membership(&self) -> &Membership {
        &self.membership
    }

    /// The seeds that every node knows of at present (Dynamo §4.8.2).
    pub fn seeds(&self) -> &[NodeId] {
        &self.seeds
    }

    /// The ring of those members.
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
        self.clients.get(&client).map(Rc::as_ref)
    }

    /// All clients that have done something.
    pub fn clients(&self) -> impl Iterator<Item = (&ClientId, &Client)> {
        self.clients.iter().map(|(id, client)| (id, &**client))
    }

    /// Who can reach whom.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The messages on their way, in the order in which they end; those that stand still last.
    pub fn in_flight(&self) -> impl Iterator<Item = &Envelope> {
        self.queue.arrivals().filter(|envelope| !envelope.arrived).chain(self.held.values())
    }

    /// The messages in the buffers of hosts, as their nodes stand still or are slow; those for one
    /// node in the order in which they will be taken up.
    pub fn waiting(&self) -> impl Iterator<Item = &Envelope> {
        let buffered = self.nodes.iter().flat_map(|process| process.waiting.iter().flatten());
        let buffered = buffered.filter_map(|upcoming| match upcoming {
            Upcoming::Arrival(envelope) => Some(envelope),
            _ => None,
        });
        buffered.chain(self.queue.arrivals().filter(|envelope| envelope.arrived))
    }

    /// How many duplicates of a message on its way there have been.
    pub fn copies_of(&self, message: MessageId) -> u8 {
        self.copies.get(&message).map_or(0, |copies| copies.last)
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
            Upcoming::Timer { node, timer, cause, late } => {
                if self.puts_off_timer(node, timer, cause, late) {
                    return true;
                }
                let request = timer_request(timer);
                let kind = EventKind::TimerFired(timer);
                let event = self.record(trace, Some(node.into()), request, cause, kind);
                self.run_node(trace, node, Input::Timer(timer), event);
            }
            Upcoming::ClientRefresh { client, round, cause } => {
                self.refresh_client(trace, client, round, cause);
            }
            Upcoming::Operation => self.begin_operation(trace),
            Upcoming::ClientTimeout { request, cause } => {
                self.client_timeouts.remove(&request);
                let client = self.clients.get_mut(&request.client).map(Rc::make_mut);
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
        command_check::check(self, command)
    }

    fn process_mut(&mut self, node: NodeId) -> &mut NodeProcess {
        Rc::make_mut(&mut self.nodes[node.index()])
    }

    /// Feeds a node one input and carries out what it describes.
    fn run_node(
        &mut self,
        trace: &mut impl Recorder,
        node: NodeId,
        input: Input,
        cause: impl Into<Option<EventId>>,
    ) {
        let cause = cause.into();
        let mut effects = std::mem::take(&mut self.effects.0);
        let process = Rc::make_mut(&mut self.nodes[node.index()]);
        let (epoch, now) = (process.epoch(), process.clock(self.now));
        let mut members_changed = false;
        if let Some(running) = process.running_mut() {
            let mut environment = Environment {
                now,
                epoch,
                config: &self.setup.store,
                seeds: &self.seeds,
                chance: self.chance,
                effects: &mut effects,
            };
            running.step(&mut environment, input);
        }
        for effect in effects.drain(..) {
            match effect {
                Effect::Send { to, message } => self.send(trace, node.into(), to, message, cause),
                Effect::SetTimer { timer, after } => {
                    let upcoming = Upcoming::Timer { node, timer, cause, late: false };
                    let place = self.queue.schedule(self.now + after, upcoming);
                    if let Some(moved) = self.process_mut(node).timers.insert(timer, place) {
                        self.queue.cancel(moved);
                    }
                }
                Effect::CancelTimer(timer) => self.cancel_timer(node, timer),
                Effect::Note { request, note } => {
                    members_changed |=
                        matches!(note, Note::MemberLearnt(_) | Note::MemberChanged(_));
                    let kind = EventKind::Note(note);
                    self.record(trace, Some(node.into()), request, cause, kind);
                }
            }
        }
        self.effects.0 = effects;
        if members_changed {
            self.look_at_members();
        }
    }

    /// Puts together what all running nodes know of the members. While none runs, the last
    /// picture stands.
    fn look_at_members(&mut self) {
        // Most nodes share their view with others: each is looked at once.
        let mut views: Vec<&Rc<Membership>> = Vec::new();
        for node in self.nodes.iter().filter_map(|process| process.running()) {
            let view = node.local().shared_membership();
            if !views.iter().any(|known| Rc::ptr_eq(known, view)) {
                views.push(view);
            }
        }
        let Some((first, others)) = views.split_first() else { return };
        let mut membership = Rc::clone(first);
        for view in others {
            Rc::make_mut(&mut membership).merge(view);
        }
        if membership.members().is_empty() {
            return;
        }
        self.ring = membership.serving_ring(&self.setup.store.placement);
        self.membership = membership;
    }

    fn cancel_timer(&mut self, node: NodeId, timer: Timer) {
        let place: Option<Place> =
            Rc::make_mut(&mut self.nodes[node.index()]).timers.remove(&timer);
        if let Some(place) = place {
            self.queue.cancel(place);
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

/// What a checkpoint costs.
impl Simulation {
    /// How many entries of maps this holds that it does not share with an earlier moment.
    pub fn entries_beside(&self, earlier: Option<&Simulation>) -> usize {
        let process = |process: &Rc<NodeProcess>| {
            let known = earlier.and_then(|earlier| earlier.nodes.get(process.id().index()));
            match known.is_some_and(|known| Rc::ptr_eq(known, process)) {
                true => 0,
                false => process.entries(),
            }
        };
        self.nodes.iter().map(process).sum::<usize>()
            // A number is small beside an object.
            + self.links.entries_beside(earlier.map(|earlier| &earlier.links)) / 16
            + self.queue.len()
            + self.clients.len()
            + self.nodes.len() / 8
    }
}

/// What a spectator can look up of single nodes.
impl Simulation {
    /// What a node has on disk; none if there is no such node.
    pub fn disk(&self, node: NodeId) -> Option<&Disk> {
        self.node(node).map(NodeProcess::disk)
    }

    /// Whether a node runs and is a full member, as far as it knows itself.
    pub fn is_member(&self, node: NodeId) -> bool {
        let knows = |node: &Node| node.storage().disk.membership().status(node.id());
        self.running(node).and_then(knows) == Some(Status::Up)
    }

    /// A running node; none while it is down.
    pub fn running(&self, node: NodeId) -> Option<&Node> {
        self.node(node).and_then(NodeProcess::running)
    }
}

fn timer_request(timer: Timer) -> Option<RequestId> {
    match timer {
        Timer::Replicas(request) | Timer::Deadline(request) | Timer::Forward(request) => {
            Some(request)
        }
        Timer::Probe(_)
        | Timer::Gossip
        | Timer::AntiEntropy
        | Timer::Flush
        | Timer::Tombstones
        | Timer::Pull
        | Timer::Push => None,
    }
}
