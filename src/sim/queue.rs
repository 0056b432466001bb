//! What is going to happen, in one total order.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::trace::{EventId, LossReason};
use crate::dynamo::environment::Timer;
use crate::dynamo::identity::{Address, ClientId, MessageId, NodeId, RequestId};
use crate::dynamo::message::Message;
use crate::dynamo::time::Time;

/// A place in the order of what is to come: by time, then by who was first to ask for it.
pub type Place = (Time, u64);

/// Everything that is going to happen if nobody intervenes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventQueue {
    events: BTreeMap<Place, Upcoming>,
    scheduled: u64,
}

/// Something that is going to happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Upcoming {
    /// A message reaches the end of its way.
    Arrival(Envelope),
    /// A node's timer runs out.
    Timer {
        /// Whose.
        node: NodeId,
        /// Which.
        timer: Timer,
        /// What set it; none if it was set before the first event.
        cause: Option<EventId>,
    },
    /// A partition-aware client asks anew who the members are (Dynamo §6.4).
    ClientRefresh {
        /// The client.
        client: ClientId,
        /// How often it has asked so.
        round: u32,
        /// What came before.
        cause: EventId,
    },
    /// A client's patience runs out.
    ClientTimeout {
        /// With which request.
        request: RequestId,
        /// What opened it.
        cause: EventId,
    },
}

/// A message on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Its name.
    pub id: MessageId,
    /// The sender.
    pub from: Address,
    /// The receiver.
    pub to: Address,
    /// What it says.
    pub message: Rc<Message>,
    /// When it left.
    pub sent_at: Time,
    /// When it arrives, or is lost.
    pub ends_at: Time,
    /// Its sending in the trace.
    pub sending: EventId,
    /// Why it will not arrive, where that is settled from the start.
    pub doomed: Option<LossReason>,
}

impl EventQueue {
    /// Adds something at a time, behind all else of that time.
    pub fn schedule(&mut self, at: Time, upcoming: Upcoming) -> Place {
        self.scheduled += 1;
        let place = (at, self.scheduled);
        self.events.insert(place, upcoming);
        place
    }

    /// Takes something out before it happens.
    pub fn cancel(&mut self, place: Place) {
        self.events.remove(&place);
    }

    /// Takes out what happens next.
    pub fn pop(&mut self) -> Option<(Time, Upcoming)> {
        self.events.pop_first().map(|((at, _), upcoming)| (at, upcoming))
    }

    /// How many things are going to happen, as far as is settled.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether nothing is going to happen.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// When something happens next.
    pub fn next_time(&self) -> Option<Time> {
        self.events.first_key_value().map(|((at, _), _)| *at)
    }

    /// The messages on their way, in the order in which they end.
    pub fn in_flight(&self) -> impl Iterator<Item = &Envelope> {
        self.events.values().filter_map(|upcoming| match upcoming {
            Upcoming::Arrival(envelope) => Some(envelope),
            _ => None,
        })
    }
}
