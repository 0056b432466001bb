//! How clients come to a node and what becomes of the answers: load balancer, by hand, or by
//! the ring that a partition-aware client has downloaded (Dynamo §4.5, §6.4).

use std::rc::Rc;

use super::Simulation;
use crate::dynamo::chance::Purpose;
use crate::dynamo::identity::{ClientId, NodeId, RequestId};
use crate::dynamo::key::Key;
use crate::dynamo::message::{Message, Operation, Outcome, Request};
use crate::dynamo::ring::Ring;
use crate::sim::client::{Client, OpenRequest};
use crate::sim::command::Entry;
use crate::sim::queue::Upcoming;
use crate::sim::trace::{Choice, ClientNote, EventId, EventKind, Recorder};

impl Simulation {
    #[allow(clippy::too_many_arguments)] // Each is a part of one command.
    pub(super) fn request(
        &mut self,
        trace: &mut impl Recorder,
        client: ClientId,
        key: &Key,
        operation: Operation,
        entry: Entry,
        quorum: Option<u8>,
        cause: EventId,
    ) -> RequestId {
        let now = self.now;
        let known = self.clients.entry(client).or_insert_with(|| Client::new(client).into());
        let request = Rc::make_mut(known).open(key.clone(), operation, quorum, now);
        let id = request.id;
        match entry {
            Entry::Node(node) => self.turn_to(trace, request, node, Choice::ByHand, cause),
            Entry::LoadBalancer => {
                let node = self.drawn_node(Purpose::LoadBalancer, id);
                self.turn_to(trace, request, node, Choice::LoadBalancer, cause);
            }
            Entry::PartitionAware => self.turn_by_ring(trace, request, cause),
        }
        let at = now + self.setup.client_timeout;
        let place = self.queue.schedule(at, Upcoming::ClientTimeout { request: id, cause });
        self.client_timeouts.insert(id, place);
        id
    }

    /// A node that is drawn from all there are, for one request of a client.
    fn drawn_node(&self, purpose: Purpose, request: RequestId) -> NodeId {
        let (subject, sequence) = (u64::from(request.client.0), u64::from(request.sequence));
        let drawn = self.chance.below(purpose, subject, sequence, self.nodes.len() as u64);
        NodeId(drawn as u16)
    }

    fn turn_to(
        &mut self,
        trace: &mut impl Recorder,
        request: Request,
        to: NodeId,
        by: Choice,
        cause: EventId,
    ) {
        let (client, id) = (request.id.client, request.id);
        let turned = EventKind::Client(ClientNote::Turned { to, by });
        let event = self.record(trace, Some(client.into()), Some(id), Some(cause), turned);
        self.send(trace, client.into(), to.into(), Message::Ask(request), event);
    }

    /// A partition-aware client turns to a node that keeps the key. One that knows no ring yet
    /// downloads it first (Dynamo §6.4).
    fn turn_by_ring(&mut self, trace: &mut impl Recorder, mut request: Request, cause: EventId) {
        let client = request.id.client;
        let replicas = self.setup.store.policy(&request.key).replicas;
        let Some(known) = self.clients.get_mut(&client).map(Rc::make_mut) else { return };
        let coordinators = known.coordinators(&request, replicas);
        if let Some(ring) = known.ring()
            && !coordinators.is_empty()
        {
            request.ring = Some(ring.digest());
            let (subject, sequence) = (u64::from(client.0), u64::from(request.id.sequence));
            let bound = coordinators.len() as u64;
            let drawn = self.chance.below(Purpose::Coordinator, 1 << 32 | subject, sequence, bound);
            let to = coordinators[drawn as usize];
            self.turn_to(trace, request, to, Choice::PartitionAware, cause);
            return;
        }
        let id = request.id;
        known.await_ring(request, cause);
        let event = self.ask_for_members(trace, id, Some(id), cause);
        if !self.client_refreshes.contains_key(&client) {
            self.schedule_refresh(client, 1, event);
        }
    }

    /// Asks a random node who the members are. The draw goes by `draw`, the event belongs to
    /// `request`, if to any.
    fn ask_for_members(
        &mut self,
        trace: &mut impl Recorder,
        draw: RequestId,
        request: Option<RequestId>,
        cause: EventId,
    ) -> EventId {
        let client = draw.client;
        let node = self.drawn_node(Purpose::MembershipSource, draw);
        let asked = EventKind::Client(ClientNote::AskedForMembers { node });
        let event = self.record(trace, Some(client.into()), request, Some(cause), asked);
        self.send(trace, client.into(), node.into(), Message::MembersWanted, event);
        event
    }

    /// The next download: at leisure for a client that knows the ring; soon for one whose
    /// requests wait for it, since the node that was asked may
    /// be down.
    fn schedule_refresh(&mut self, client: ClientId, round: u32, cause: EventId) {
        let Some(known) = self.clients.get(&client) else { return };
        let old = self.client_refreshes.remove(&client);
        old.into_iter().for_each(|place| self.queue.cancel(place));
        let wait = match (known.ring(), known.waits_for_ring()) {
            (Some(_), _) => self.setup.client_refresh,
            (None, true) => self.setup.client_timeout.half().half(),
            (None, false) => return,
        };
        let next = Upcoming::ClientRefresh { client, round, cause };
        let place = self.queue.schedule(self.now + wait, next);
        self.client_refreshes.insert(client, place);
    }

    /// A client has downloaded the ring: requests that waited for it are sent, and the next
    /// download is due.
    pub(super) fn learn_ring(
        &mut self,
        trace: &mut impl Recorder,
        client: ClientId,
        ring: &Rc<Ring>,
        cause: EventId,
    ) {
        // A node that has not joined yet knows of nobody. Asked again at once, by the same draw
        // and so at the same node, it would say so again, and again.
        if ring.tokens().is_empty() {
            return;
        }
        let learnt = EventKind::Client(ClientNote::LearntMembers);
        let event = self.record(trace, Some(client.into()), None, Some(cause), learnt);
        let Some(known) = self.clients.get_mut(&client).map(Rc::make_mut) else { return };
        let first = known.ring().is_none();
        for (request, _) in known.learn(Rc::clone(ring)) {
            self.turn_by_ring(trace, request, event);
        }
        if first {
            self.schedule_refresh(client, 1, event);
        }
    }

    pub(super) fn refresh_client(
        &mut self,
        trace: &mut impl Recorder,
        client: ClientId,
        round: u32,
        cause: EventId,
    ) {
        // Rounds are counted apart from requests: no request has so high a number.
        let draw = RequestId { client, sequence: u32::MAX - round };
        let event = self.ask_for_members(trace, draw, None, cause);
        self.schedule_refresh(client, round + 1, event);
    }

    pub(super) fn answer(
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
        let known = self.clients.get_mut(&client).map(Rc::make_mut);
        let closed = known.and_then(|known| known.answered(*request, outcome));
        let note = match &closed {
            Some(open) => ClientNote::Closed { waited: self.now.since(open.since) },
            None => ClientNote::AnswerIgnored,
        };
        let kind = EventKind::Client(note);
        let event = self.record(trace, Some(client.into()), Some(*request), Some(cause), kind);
        if let (Some(OpenRequest { key, then: Some(value), .. }), Outcome::Found { .. }) =
            (closed, outcome)
        {
            self.write_back(trace, client, &key, value, event);
        }
    }
}
