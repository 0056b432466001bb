//! The ways of messages: how they leave, what befalls them, and how they end.

use std::rc::Rc;

use super::Simulation;
use crate::dynamo::chance::Purpose;
use crate::dynamo::environment::Input;
use crate::dynamo::identity::{Address, MessageId, NodeId};
use crate::dynamo::message::Message;
use crate::dynamo::time::Duration;
use crate::sim::envelope::Envelope;
use crate::sim::fault::{MessageAct, PERMILLE_MAX};
use crate::sim::queue::Upcoming;
use crate::sim::trace::{EventId, EventKind, LossReason, Mishap, Recorder};

/// The copies of one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Copies {
    /// The number of the last one that came about.
    pub last: u8,
    /// How many of them are on their way.
    on_their_way: u16,
}

impl Simulation {
    /// Has one node say something to another of its own accord: what measures how fast messages
    /// travel needs nothing else to go on.
    pub fn say(&mut self, trace: &mut impl Recorder, from: NodeId, to: NodeId, message: Message) {
        self.send(trace, from.into(), to.into(), message, None);
    }

    pub(super) fn send(
        &mut self,
        trace: &mut impl Recorder,
        from: Address,
        to: Address,
        message: Message,
        cause: impl Into<Option<EventId>>,
    ) {
        let id = self.next_message_id(from);
        let number = self.links.count(from, to);
        let message = Rc::new(message);
        let kind = EventKind::Sent { message: id, to, payload: Rc::clone(&message) };
        let sending = self.record(trace, Some(from), message.request(), cause.into(), kind);
        let envelope = Envelope {
            id,
            copy: 0,
            number,
            from,
            to,
            message,
            sent_at: self.now,
            since: self.now,
            covered: 0,
            ends_at: self.now,
            sending,
            doomed: None,
            held: false,
            arrived: false,
        };
        let twice = self.network.disturbance(from, to).duplicate_permille;
        let twin = self.befalls(&envelope, Purpose::Duplication, twice).then(|| envelope.clone());
        self.launch(trace, envelope);
        if let Some(original) = twin {
            self.duplicate(trace, &original, sending);
        }
    }

    /// Lets a copy of a message leave: settles how long it takes and whether it is lost.
    fn launch(&mut self, trace: &mut impl Recorder, mut envelope: Envelope) {
        let (from, to) = (envelope.from, envelope.to);
        let purpose = if envelope.copy == 0 { Purpose::Latency } else { Purpose::CopyLatency };
        let draw = self.chance.draw(purpose, link(from, to), numbered(&envelope));
        let delay = self.setup.latency.sample(envelope.message.kind(), draw)
            + self.delay_between_zones(from, to);
        let rule = self.network.disturbance(from, to);
        let lost = || self.befalls(&envelope, Purpose::Loss, rule.loss_permille);
        let blocked = self.network.blocks(from, to);
        let doomed = blocked.or_else(|| lost().then_some(LossReason::ByRate));
        if let Some(reason) = doomed {
            // What runs into a cut dies half-way, where the cut is drawn.
            envelope.doomed = Some(reason);
            envelope.ends_at = self.now + delay.half();
        } else {
            envelope.ends_at = self.now + delay;
            if rule.delay_ms > 0 {
                let by = Duration::from_millis(u64::from(rule.delay_ms));
                envelope.ends_at = envelope.ends_at + by;
                self.befall(trace, &envelope, Mishap::Delayed { by }, envelope.sending);
            }
            if self.befalls(&envelope, Purpose::Reordering, rule.reorder_permille) {
                let by = delay + delay;
                envelope.ends_at = envelope.ends_at + by;
                self.befall(trace, &envelope, Mishap::HeldBack { by }, envelope.sending);
            }
        }
        self.queue.schedule(envelope.ends_at, Upcoming::Arrival(envelope));
    }

    /// Whether something that befalls so many of a thousand messages befalls this one.
    fn befalls(&self, envelope: &Envelope, purpose: Purpose, permille: u16) -> bool {
        if permille == 0 {
            return false;
        }
        let subject = link(envelope.from, envelope.to);
        let drawn =
            self.chance.below(purpose, subject, numbered(envelope), u64::from(PERMILLE_MAX));
        drawn < u64::from(permille)
    }

    /// How much longer a message takes as its ends are nodes of different zones.
    fn delay_between_zones(&self, from: Address, to: Address) -> Duration {
        if self.setup.zone_delay == Duration::ZERO {
            return Duration::ZERO;
        }
        let zone = |address: Address| Some(self.node(address.node()?)?.zone());
        match zone(from).zip(zone(to)) {
            Some((from, to)) if from != to => self.setup.zone_delay,
            _ => Duration::ZERO,
        }
    }

    /// Lets one more copy of a message leave now.
    fn duplicate(&mut self, trace: &mut impl Recorder, original: &Envelope, cause: EventId) {
        let copies = self.copies.entry(original.id).or_insert(Copies { last: 0, on_their_way: 1 });
        copies.last = copies.last.saturating_add(1);
        copies.on_their_way += 1;
        let envelope = Envelope {
            copy: copies.last,
            sent_at: self.now,
            since: self.now,
            covered: 0,
            doomed: None,
            held: false,
            ..original.clone()
        };
        self.befall(trace, &envelope, Mishap::Duplicated, cause);
        self.launch(trace, envelope);
    }

    /// Forgets a copy that is on its way no more.
    fn end(&mut self, envelope: &Envelope) {
        if let Some(copies) = self.copies.get_mut(&envelope.id) {
            copies.on_their_way -= 1;
            if copies.on_their_way == 0 {
                self.copies.remove(&envelope.id);
            }
        }
    }

    pub(super) fn arrive(&mut self, trace: &mut impl Recorder, envelope: Envelope) {
        let (from, to) = (envelope.from, envelope.to);
        if !envelope.arrived {
            self.end(&envelope);
            let up = to.node().is_none_or(|node| self.nodes[node.index()].is_up());
            let lost = envelope
                .doomed
                .or_else(|| self.network.blocks(from, to))
                .or((!up).then_some(LossReason::ReceiverDown));
            if let Some(reason) = lost {
                self.lose(trace, &envelope, reason);
                return;
            }
        }
        let envelope = match to {
            Address::Node(node) => self.buffer(trace, node, envelope),
            Address::Client(_) => Some(envelope),
        };
        let Some(Envelope { id, copy, message, sending, .. }) = envelope else { return };
        let kind = EventKind::Delivered { message: id, copy };
        let event = self.record(trace, Some(to), message.request(), Some(sending), kind);
        match to {
            Address::Node(node) => {
                self.run_node(trace, node, Input::Message { from, message }, event);
            }
            Address::Client(client) => match &*message {
                Message::Members(ring) => self.learn_ring(trace, client, ring, event),
                answer => self.answer(trace, client, answer, event),
            },
        }
    }

    /// Meddles with one message on its way. The command has been checked.
    pub(super) fn meddle(
        &mut self,
        trace: &mut impl Recorder,
        message: MessageId,
        copy: u8,
        act: MessageAct,
        cause: EventId,
    ) {
        let held = self.held.remove(&(message, copy));
        let taken = held.or_else(|| self.queue.take_arrival(message, copy));
        let Some(mut envelope) = taken else { return };
        match act {
            MessageAct::Drop => {
                self.end(&envelope);
                self.lose(trace, &envelope, LossReason::ByHand);
                return;
            }
            MessageAct::Delay { by_ms } => {
                let by = Duration::from_millis(u64::from(by_ms));
                envelope.delay(self.now, by);
                self.befall(trace, &envelope, Mishap::Delayed { by }, cause);
            }
            MessageAct::Duplicate => self.duplicate(trace, &envelope, cause),
            MessageAct::Hold => {
                envelope.hold(self.now);
                self.befall(trace, &envelope, Mishap::Held, cause);
            }
            MessageAct::Release => {
                envelope.release(self.now);
                self.befall(trace, &envelope, Mishap::Released, cause);
            }
        }
        if envelope.held {
            self.held.insert((message, copy), envelope);
        } else {
            self.queue.schedule(envelope.ends_at, Upcoming::Arrival(envelope));
        }
    }

    fn next_message_id(&mut self, sender: Address) -> MessageId {
        match sender {
            Address::Node(node) => {
                let process = self.process_mut(node);
                MessageId { sender, epoch: process.epoch(), sequence: process.next_message() }
            }
            Address::Client(client) => {
                let sequence = self.client_messages.entry(client).or_default();
                *sequence += 1;
                MessageId { sender, epoch: 0, sequence: *sequence }
            }
        }
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

/// The number by which a copy's draws are addressed: the message's own on its link, with the
/// copy's above it.
fn numbered(envelope: &Envelope) -> u64 {
    u64::from(envelope.copy) << 56 | envelope.number
}
