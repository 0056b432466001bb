//! A storage node: one pure state machine made of the sub-protocols.

use std::collections::BTreeMap;

use super::disk::Disk;
use super::environment::{Environment, Input, Timer};
use super::failure_detector::FailureDetector;
use super::get::GetCoordinator;
use super::hand_on::{HandOn, Route};
use super::handoff::Handoff;
use super::identity::{Address, NodeId, RequestId};
use super::local::Local;
use super::message::{Message, Operation, Outcome, Request};
use super::note::Note;
use super::put::PutCoordinator;

/// A node whose process runs. When it ends, [`Node::crash`] gives back the disk, all that is
/// left of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    id: NodeId,
    disk: Disk,
    detector: FailureDetector,
    hand_on: HandOn,
    puts: BTreeMap<RequestId, PutCoordinator>,
    gets: BTreeMap<RequestId, GetCoordinator>,
    handoff: Handoff,
}

impl Node {
    /// A node about to start on `disk`, with an empty memory. Its first input must be
    /// [`Input::Start`].
    pub fn new(id: NodeId, disk: Disk) -> Node {
        Node {
            id,
            disk,
            detector: FailureDetector::default(),
            hand_on: HandOn::default(),
            puts: BTreeMap::new(),
            gets: BTreeMap::new(),
            handoff: Handoff::default(),
        }
    }

    /// The end of the process: only the disk is left.
    pub fn crash(self) -> Disk {
        self.disk
    }

    /// The node's name.
    pub fn id(&self) -> NodeId {
        self.id
    }

    /// The node's disk.
    pub fn disk(&self) -> &Disk {
        &self.disk
    }

    /// Whom the node takes as down.
    pub fn detector(&self) -> &FailureDetector {
        &self.detector
    }

    /// Takes one step: reads the input, changes the node, describes the effects.
    pub fn step(&mut self, environment: &mut Environment<'_>, input: Input) {
        match input {
            Input::Start => self.start(environment),
            Input::Message { from, message } => {
                if let Some(node) = from.node() {
                    self.heard_from(environment, node);
                }
                self.receive(environment, from, &message);
            }
            Input::Timer(timer) => self.timer_fired(environment, timer),
        }
    }

    fn local(&mut self) -> Local<'_> {
        Local { id: self.id, disk: &mut self.disk, detector: &mut self.detector }
    }

    fn start(&mut self, environment: &mut Environment<'_>) {
        self.disk.open(environment.epoch);
        let mut owners: Vec<NodeId> = self.disk.hints().keys().map(|(owner, _)| *owner).collect();
        owners.dedup();
        for owner in owners {
            environment.set_timer(Timer::Probe(owner), environment.config.probe_interval);
        }
    }

    /// Any message is a sign of life (Dynamo §4.8.3), and the moment to give hints back.
    fn heard_from(&mut self, environment: &mut Environment<'_>, node: NodeId) {
        if self.detector.heard_from(node) {
            environment.note_upkeep(Note::Recovered { node });
        }
        let local = Local { id: self.id, disk: &mut self.disk, detector: &mut self.detector };
        self.handoff.deliver(environment, &local, node);
    }

    fn receive(&mut self, environment: &mut Environment<'_>, from: Address, message: &Message) {
        match message {
            Message::Ask(request) => self.asked(environment, request),
            Message::Forward(request) => {
                environment.send(from, Message::ForwardTaken { request: request.id });
                self.coordinate(environment, request);
            }
            Message::ForwardTaken { request } => self.hand_on.taken(environment, *request),
            Message::Write { request, key, version, hint_for } => {
                let note = self.local().store(environment, key, version, *hint_for);
                environment.note(*request, note);
                environment.send(from, Message::WriteDone { request: *request });
            }
            Message::Read { request, key } => {
                let object = self.disk.read(key);
                environment.send(from, Message::ReadResult { request: *request, object });
            }
            Message::Repair { request, key, object } => {
                for version in object.versions() {
                    let note = self.local().store(environment, key, version, None);
                    environment.note(*request, note);
                }
            }
            Message::Handoff { key, object } => {
                for version in object.versions() {
                    let note = self.local().store(environment, key, version, None);
                    environment.note_upkeep(note);
                }
                let stored = object.merged_clock();
                environment.send(from, Message::HandoffDone { key: key.clone(), stored });
            }
            Message::Ping => environment.send(from, Message::Pong),
            Message::WriteDone { .. }
            | Message::ReadResult { .. }
            | Message::HandoffDone { .. }
            | Message::Pong => {
                if let Address::Node(node) = from {
                    self.answered(environment, node, message);
                }
            }
            // Only clients are answered, and no client is a node.
            Message::Answer { .. } => {}
        }
    }

    /// What another node answered to something that this one had sent.
    fn answered(&mut self, environment: &mut Environment<'_>, node: NodeId, message: &Message) {
        let mut local = Local { id: self.id, disk: &mut self.disk, detector: &mut self.detector };
        match message {
            Message::WriteDone { request } => match self.puts.get_mut(request) {
                Some(put) => {
                    if put.answered_by(environment, node) {
                        self.puts.remove(request);
                    }
                }
                None => environment.note(*request, Note::AnswerTooLate { node }),
            },
            Message::ReadResult { request, object } => match self.gets.get_mut(request) {
                Some(get) => {
                    if get.answered_by(environment, &mut local, node, object.clone()) {
                        self.gets.remove(request);
                    }
                }
                None => environment.note(*request, Note::AnswerTooLate { node }),
            },
            Message::HandoffDone { key, stored } => {
                self.handoff.delivered(environment, &mut local, node, key, stored);
            }
            // A pong has said all it has to say by arriving.
            _ => {}
        }
    }

    /// A client's request: this node coordinates it or hands it on, one hop (Dynamo §4.5).
    fn asked(&mut self, environment: &mut Environment<'_>, request: &Request) {
        if self.works_on(request.id) {
            environment.note(request.id, Note::RepeatIgnored);
            return;
        }
        let mut local = Local { id: self.id, disk: &mut self.disk, detector: &mut self.detector };
        match self.hand_on.route(environment, &mut local, request) {
            Route::Here => self.coordinate(environment, request),
            Route::Elsewhere => {}
        }
    }

    fn works_on(&self, request: RequestId) -> bool {
        self.puts.contains_key(&request)
            || self.gets.contains_key(&request)
            || self.hand_on.is_waiting_for(request)
    }

    fn coordinate(&mut self, environment: &mut Environment<'_>, request: &Request) {
        let Request { id, key, operation } = request;
        if self.puts.contains_key(id) || self.gets.contains_key(id) {
            environment.note(*id, Note::RepeatIgnored);
            return;
        }
        let mut local = Local { id: self.id, disk: &mut self.disk, detector: &mut self.detector };
        match operation {
            Operation::Get => {
                if let Some(get) = GetCoordinator::begin(environment, &mut local, *id, key) {
                    self.gets.insert(*id, get);
                }
            }
            Operation::Put { value, context } => {
                match context.as_ref().map(|context| context.open(key)).transpose() {
                    Ok(seen) => {
                        let put =
                            PutCoordinator::begin(environment, &mut local, *id, key, value, seen);
                        if let Some(put) = put {
                            self.puts.insert(*id, put);
                        }
                    }
                    Err(error) => {
                        environment.note(*id, Note::ContextRefused(error));
                        let outcome = Outcome::Refused(error);
                        environment.send(id.client, Message::Answer { request: *id, outcome });
                    }
                }
            }
        }
    }

    fn timer_fired(&mut self, environment: &mut Environment<'_>, timer: Timer) {
        let mut local = Local { id: self.id, disk: &mut self.disk, detector: &mut self.detector };
        match timer {
            Timer::Replicas(request) => {
                if let Some(put) = self.puts.get_mut(&request)
                    && put.replicas_timed_out(environment, &mut local)
                {
                    self.puts.remove(&request);
                }
                if let Some(get) = self.gets.get_mut(&request)
                    && get.replicas_timed_out(environment, &mut local)
                {
                    self.gets.remove(&request);
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
                let route = self.hand_on.timed_out(environment, &mut local, request);
                if let Some(request) = route {
                    self.coordinate(environment, &request);
                }
            }
            Timer::Probe(node) => {
                self.handoff.forget(node);
                let has_hints = self.disk.hints_for(node).next().is_some();
                if has_hints || self.detector.seems_down(node) {
                    environment.send(node, Message::Ping);
                    environment.set_timer(Timer::Probe(node), environment.config.probe_interval);
                }
            }
        }
    }
}
