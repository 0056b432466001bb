//! What is going to happen, in one total order.

use std::collections::BTreeMap;

use super::envelope::Envelope;
use super::trace::EventId;
use crate::dynamo::environment::Timer;
use crate::dynamo::identity::{ClientId, MessageId, NodeId, RequestId};
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
        /// Whether it has run out before, and its node was too slow or stood still.
        late: bool,
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
    /// An operation of the workload begins.
    Operation,
    /// A client's patience runs out.
    ClientTimeout {
        /// With which request.
        request: RequestId,
        /// What opened it.
        cause: EventId,
    },
}

impl Upcoming {
    /// Whether it happens at this node: to its process, or in its host's buffer.
    pub fn is_at(&self, node: NodeId) -> bool {
        match self {
            Upcoming::Arrival(envelope) => envelope.to == node.into(),
            Upcoming::Timer { node: own, .. } => *own == node,
            Upcoming::ClientRefresh { .. }
            | Upcoming::Operation
            | Upcoming::ClientTimeout { .. } => false,
        }
    }
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

    /// Takes out, in order, everything up to a time of which `wanted` is true.
    pub fn take_until(&mut self, time: Time, wanted: impl Fn(&Upcoming) -> bool) -> Vec<Upcoming> {
        let until = self.events.range(..=(time, u64::MAX));
        let places: Vec<Place> =
            until.filter(|(_, upcoming)| wanted(upcoming)).map(|(place, _)| *place).collect();
        places.iter().filter_map(|place| self.events.remove(place)).collect()
    }

    /// Takes a copy of a message out before it arrives.
    pub fn take_arrival(&mut self, message: MessageId, copy: u8) -> Option<Envelope> {
        let is_wanted = |envelope: &Envelope| envelope.is(message, copy);
        let (place, _) = self.events.iter().find(
            |(_, upcoming)| matches!(upcoming, Upcoming::Arrival(envelope) if is_wanted(envelope)),
        )?;
        match self.events.remove(&{ *place }) {
            Some(Upcoming::Arrival(envelope)) => Some(envelope),
            _ => None,
        }
    }

    /// The messages that are to arrive or to be taken up, in that order.
    pub fn arrivals(&self) -> impl Iterator<Item = &Envelope> {
        self.events.values().filter_map(|upcoming| match upcoming {
            Upcoming::Arrival(envelope) => Some(envelope),
            _ => None,
        })
    }
}
