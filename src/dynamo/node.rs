//! A storage node: one pure state machine made of the sub-protocols (Dynamo §5: request
//! coordination, membership and failure detection, and a local store).

mod requests;

use std::rc::Rc;

use super::anti_entropy::AntiEntropy;
use super::disk::Disk;
use super::environment::{Administration, Environment, Input, Timer};
use super::failure_detector::FailureDetector;
use super::get::GetCoordinator;
use super::gossip::Gossiper;
use super::hand_on::{HandOn, Route};
use super::handoff::Handoff;
use super::identity::{Address, NodeId, RequestId};
use super::join_and_leave::JoinAndLeave;
use super::local::{Local, StorePlace, tell_beliefs};
use super::membership::Membership;
use super::message::Message;
use super::note::Note;
use super::planted::planted;
use super::put::PutCoordinator;
use super::replay_window::ReplayWindow;
use super::sorted::SortedMap;
use super::storage::Storage;
use super::tombstones::Tombstones;
use super::transfer::Transfer;

/// A node whose process runs. When it ends, [`Node::crash`] gives back the disk, all that is
/// left of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    local: Local,
    /// The requests that clients have sent here.
    asked: ReplayWindow,
    /// The requests that other nodes have handed on to this one.
    forwarded: ReplayWindow,
    hand_on: HandOn,
    puts: SortedMap<RequestId, PutCoordinator>,
    gets: SortedMap<RequestId, GetCoordinator>,
    handoff: Handoff,
    gossiper: Gossiper,
    anti_entropy: AntiEntropy,
    transfer: Transfer,
    tombstones: Tombstones,
    join_and_leave: JoinAndLeave,
}

impl Node {
    /// A node about to start on `disk`, with an empty memory. Its first input must be
    /// [`Input::Start`].
    pub fn new(id: NodeId, disk: Disk) -> Node {
        Node {
            local: Local::new(id, disk),
            asked: ReplayWindow::default(),
            forwarded: ReplayWindow::default(),
            hand_on: HandOn::default(),
            puts: SortedMap::new(),
            gets: SortedMap::new(),
            handoff: Handoff::default(),
            gossiper: Gossiper::default(),
            anti_entropy: AntiEntropy::default(),
            transfer: Transfer::default(),
            tombstones: Tombstones::default(),
            join_and_leave: JoinAndLeave::default(),
        }
    }

    /// The end of the process: only the disk is left, and what was in the write buffer is gone.
    pub fn crash(self) -> Disk {
        self.local.storage.disk
    }

    /// The node's name.
    pub fn id(&self) -> NodeId {
        self.local.id
    }

    /// The node's data.
    pub fn storage(&self) -> &Storage {
        &self.local.storage
    }

    /// The node's name, data, beliefs and view of the ring.
    pub fn local(&self) -> &Local {
        &self.local
    }

    /// Whom the node takes as down.
    pub fn detector(&self) -> &FailureDetector {
        &self.local.detector
    }

    /// Takes one step: reads the input, changes the node, describes the effects.
    pub fn step(&mut self, environment: &mut Environment<'_>, input: Input) {
        match input {
            Input::Start => self.start(environment),
            Input::Message { from, message } => {
                if let Some(node) = from.node() {
                    self.heard_from(environment, node);
                }
                match from {
                    Address::Client(_) => self.receive_from_client(environment, from, &message),
                    Address::Node(node) => self.receive(environment, node, &message),
                }
            }
            Input::Timer(timer) => self.timer_fired(environment, timer),
            Input::Administer(administration) => self.administer(environment, administration),
        }
        if std::mem::take(&mut self.local.misplaced) {
            self.handoff.rehome(environment, &mut self.local);
            self.transfer.hand_over_strays(environment, &mut self.local);
        }
    }

    #[cfg_attr(target_arch = "wasm32", inline(never))]
    fn start(&mut self, environment: &mut Environment<'_>) {
        let local = &mut self.local;
        local.storage.disk.open(environment.epoch);
        let beat_interval = environment.config.gossip_interval.unwrap_or_default();
        local.detector = FailureDetector::new(environment.config.detector, beat_interval);
        local.refresh_rings(environment);
        let mut owners: Vec<NodeId> =
            local.storage.disk.hints().keys().map(|(owner, _)| *owner).collect();
        owners.dedup();
        for owner in owners {
            environment.set_timer(Timer::Probe(owner), environment.config.probe_interval);
        }
        self.gossiper.start(environment, local);
        self.anti_entropy.start(environment, local);
        self.tombstones.start(environment);
        // What was on its way elsewhere when the process ended is still here.
        local.misplaced = true;
        self.join_and_leave.resume(environment, local, &mut self.transfer);
    }

    /// Any message is a sign of life (Dynamo §4.8.3), and the moment to give hints back.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    fn heard_from(&mut self, environment: &mut Environment<'_>, node: NodeId) {
        let belief = self.local.detector.heard_from(node, environment.now);
        tell_beliefs(environment, belief);
        self.handoff.deliver(environment, &mut self.local, node);
    }

    #[cfg_attr(target_arch = "wasm32", inline(never))]
    fn receive_from_client(
        &mut self,
        environment: &mut Environment<'_>,
        from: Address,
        message: &Message,
    ) {
        match message {
            Message::Ask(request) => self.asked(environment, request),
            Message::MembersWanted => {
                environment.send(from, Message::Members(Rc::clone(&self.local.serving)));
            }
            // Clients say nothing else.
            _ => {}
        }
    }

    #[cfg_attr(target_arch = "wasm32", inline(never))]
    fn receive(&mut self, environment: &mut Environment<'_>, from: NodeId, message: &Message) {
        let local = &mut self.local;
        match message {
            Message::Forward(request) => {
                environment.send(from, Message::ForwardTaken { request: request.id });
                if !self.forwarded.admit(request.id) {
                    environment.note(request.id, Note::RepeatIgnored);
                    return;
                }
                // Whoever handed it on may not have heard that this node has left.
                let route = match self.local.serves() {
                    true => Route::Here,
                    false => self.hand_on.route(environment, &mut self.local, request),
                };
                if route == Route::Here {
                    self.coordinate(environment, request);
                }
            }
            Message::ForwardTaken { request } => self.hand_on.taken(environment, *request),
            Message::Write { request, .. } | Message::Read { request, .. }
                if local.serving.zones().is_empty() || is_stranger(local) =>
            {
                environment.send(from, Message::ReplicaRefused { request: *request });
            }
            Message::Write { request, key, object, hint_for, durable } => {
                let place = StorePlace::of(*hint_for, *durable);
                if !planted!(AcknowledgeBeforeStoring) {
                    local.store(environment, Some(*request), key, object, place);
                }
                environment.send(from, Message::WriteDone { request: *request });
            }
            Message::Read { request, key } => {
                let object = local.storage.read(environment.config.clock_kind, key);
                environment.send(from, Message::ReadResult { request: *request, object });
            }
            // A node that has left takes nothing more in, as it would have to hand it over late.
            // Whoever keeps a hint for it gives the hint to another once it knows.
            Message::Repair { .. } | Message::Handoff { .. } if local.has_left(local.id) => {}
            Message::Repair { request, key, object } => {
                let place = StorePlace::Own { durable: false };
                local.store(environment, Some(*request), key, object, place);
            }
            Message::WriteDone { .. }
            | Message::ReadResult { .. }
            | Message::ReplicaRefused { .. } => self.replica_answered(environment, from, message),
            Message::Handoff { key, object } => {
                let place = StorePlace::Own { durable: true };
                local.store(environment, None, key, object, place);
                let (key, stored) = (key.clone(), object.clone());
                environment.send(from, Message::HandoffDone { key, stored });
            }
            Message::HandoffDone { key, stored } => {
                self.handoff.delivered(environment, local, from, key, stored);
                self.join_and_leave.go_on(environment, local, &mut self.transfer);
            }
            Message::Ping => environment.send(from, Message::Pong),
            Message::Gossip(gossip) => {
                let before = Rc::clone(&local.storage.disk.membership);
                self.gossiper.heard(environment, local, from, gossip);
                Gossiper::reply(environment, local, from.into());
                self.members_changed(environment, before);
            }
            Message::GossipReply(gossip) => {
                let before = Rc::clone(&local.storage.disk.membership);
                self.gossiper.heard(environment, local, from, gossip);
                self.members_changed(environment, before);
            }
            Message::Compare { exchange, ring, hashes } => {
                AntiEntropy::compare(environment, local, from, *exchange, *ring, hashes);
            }
            Message::CompareRefused { .. } => {
                environment.note_upkeep(Note::CompareRefused { peer: from });
            }
            Message::LeafKeys { exchange, leaves } => {
                AntiEntropy::compare_keys(environment, local, from, *exchange, leaves);
            }
            Message::Synchronise { exchange, objects, wanted } => {
                AntiEntropy::synchronise(environment, local, from, *exchange, objects, wanted);
            }
            Message::InSync { exchange } => {
                AntiEntropy::in_sync(environment, local, from, *exchange);
            }
            Message::TransferWanted { range } => {
                Transfer::wanted(environment, local, from, *range);
            }
            Message::TransferOffered { range, offered } => {
                self.transfer.offered(environment, local, from, *range, offered);
                self.join_and_leave.go_on(environment, local, &mut self.transfer);
            }
            Message::TransferConfirmed { range, wanted } => {
                Transfer::confirmed(environment, local, from, *range, wanted);
                if planted!(ForgetOnSending) {
                    self.transfer.forget(environment, local, *range, wanted.clone());
                }
            }
            Message::Transfer { range, objects } => {
                self.transfer.received(environment, local, from, *range, objects);
                self.join_and_leave.go_on(environment, local, &mut self.transfer);
            }
            Message::TransferDone { range, stored } => {
                self.transfer.done(environment, local, from, *range, stored);
                self.join_and_leave.go_on(environment, local, &mut self.transfer);
            }
            Message::TransferRefused { range } => self.transfer.refused(environment, *range),
            Message::TombstoneCheck { key, dot } => {
                Tombstones::check(environment, local, from, key, *dot);
            }
            Message::TombstoneChecked { key, dot, agreed } => {
                self.tombstones.checked(environment, local, from, key, *dot, *agreed);
            }
            Message::TombstoneDrop { key, dot } => {
                Tombstones::dropped(environment, local, key, *dot);
            }
            // A pong has said all it has to say by arriving; the rest is between clients and
            // nodes.
            Message::Pong
            | Message::Ask(_)
            | Message::Answer { .. }
            | Message::MembersWanted
            | Message::Members(_) => {}
        }
    }

    #[cfg_attr(target_arch = "wasm32", inline(never))]
    fn timer_fired(&mut self, environment: &mut Environment<'_>, timer: Timer) {
        let local = &mut self.local;
        match timer {
            Timer::Replicas(request) => {
                let put = self.puts.get_mut(&request);
                let put = put.map(|put| put.replicas_timed_out(environment, local));
                let get = self.gets.get_mut(&request);
                let get = get.map(|get| get.replicas_timed_out(environment, local));
                if let Some(progress) = put.or(get) {
                    self.conclude(request, progress);
                }
            }
            Timer::Deadline(request) => {
                if let Some(put) = self.puts.remove(&request) {
                    put.deadline_passed(environment);
                }
                if let Some(get) = self.gets.remove(&request) {
                    get.deadline_passed(environment);
                }
            }
            Timer::Forward(request) => {
                let back = self.hand_on.timed_out(environment, local, request);
                if let Some(request) = back {
                    self.coordinate(environment, &request);
                }
            }
            Timer::Probe(node) => {
                self.handoff.forget(node);
                if planted!(DropHintOnSilence) {
                    local.storage.disk.take_hints(node);
                }
                if local.is_probed(node) {
                    environment.send(node, Message::Ping);
                    if !planted!(ProbeOnce) {
                        let interval = environment.config.probe_interval;
                        environment.set_timer(Timer::Probe(node), interval);
                    }
                }
            }
            Timer::Gossip => {
                self.gossiper.round(environment, local);
                self.join_and_leave.go_on(environment, local, &mut self.transfer);
            }
            Timer::AntiEntropy => self.anti_entropy.round(environment, local),
            Timer::Flush => {
                let objects = local.storage.flush() as u16;
                environment.note_upkeep(Note::Flushed { objects });
            }
            Timer::Tombstones => self.tombstones.round(environment, local),
            Timer::Pull => self.transfer.pull_timed_out(environment, local),
            Timer::Push => self.transfer.push_timed_out(environment, local),
        }
    }

    #[cfg_attr(target_arch = "wasm32", inline(never))]
    fn administer(&mut self, environment: &mut Environment<'_>, administration: Administration) {
        let local = &mut self.local;
        let before = Rc::clone(&local.storage.disk.membership);
        match administration {
            Administration::Join { zone, capacity } => {
                self.join_and_leave.join(environment, local, zone, capacity);
            }
            Administration::Leave => self.join_and_leave.leave(environment, local),
            Administration::Remove(node) => JoinAndLeave::remove(environment, local, node),
        }
        self.members_changed(environment, before);
    }

    /// After anything that may have changed the view of the members: what follows from it.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    fn members_changed(&mut self, environment: &mut Environment<'_>, before: Rc<Membership>) {
        let local = &mut self.local;
        if planted!(GossipBegetsGossip) {
            Gossiper::spread(environment, local);
        }
        if !Rc::ptr_eq(&local.storage.disk.membership, &before) {
            let placement = &environment.config.placement;
            let (serving, future) = (before.serving_ring(placement), before.future_ring(placement));
            local.refresh_rings(environment);
            let rings_changed = local.serving != serving || local.future != future;
            local.forget_who_left();
            self.handoff.rehome(environment, local);
            if rings_changed {
                self.transfer.forget_plans(local);
                self.transfer.pull_gained(environment, local, [&serving, &future]);
                self.join_and_leave.begin_anew();
                self.transfer.hand_over_strays(environment, local);
            }
        }
        self.join_and_leave.go_on(environment, local, &mut self.transfer);
    }
}

/// Whether a node knows of no part of its own in the ring, now or soon.
fn is_stranger(local: &Local) -> bool {
    !local.serves() && !local.future.zones().contains_key(&local.id)
}
