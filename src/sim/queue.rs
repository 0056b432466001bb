//! What is going to happen, in one total order.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::envelope::Envelope;
use super::trace::EventId;
use crate::dynamo::environment::Timer;
use crate::dynamo::identity::{ClientId, MessageId, NodeId, RequestId};
use crate::dynamo::sorted::sort;
use crate::dynamo::time::Time;

/// What is scheduled, by name: good until it happens or is taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    slot: u32,
    number: u64,
}

/// Everything that is going to happen if nobody intervenes.
///
/// A heap tells what comes first, and what comes lies in slots that do not move: a heap moves its
/// entries about, and so they are small. What is taken out leaves an entry behind, which is
/// passed over when its time comes.
#[derive(Clone, Debug, Default)]
pub struct EventQueue {
    order: BinaryHeap<Reverse<Turn>>,
    slots: Vec<Slot>,
    /// Slots that hold nothing.
    free: Vec<u32>,
    scheduled: u64,
}

/// A turn in the order of what is to come, in one word, which compares fast: the time, then who
/// was first to ask for it, then the slot, which no order hangs on any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Turn(u128);

/// A million million things can be scheduled in one run, and 16 million stand at a time.
const SLOT_BITS: u32 = 24;

#[derive(Clone, Debug)]
struct Slot {
    /// The number of what lies here, or lay here last.
    number: u64,
    upcoming: Option<Upcoming>,
}

impl Turn {
    fn new(at: Time, Place { slot, number }: Place) -> Turn {
        let within = number << SLOT_BITS | u64::from(slot);
        Turn(u128::from(at.as_micros()) << 64 | u128::from(within))
    }

    fn at(self) -> Time {
        Time::from_micros((self.0 >> 64) as u64)
    }

    fn place(self) -> Place {
        let within = self.0 as u64;
        let slot = within & ((1 << SLOT_BITS) - 1);
        Place { slot: slot as u32, number: within >> SLOT_BITS }
    }
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
        let number = self.scheduled;
        let filled = Slot { number, upcoming: Some(upcoming) };
        let slot = match self.free.pop() {
            Some(slot) => {
                self.slots[slot as usize] = filled;
                slot
            }
            None => {
                self.slots.push(filled);
                self.slots.len() as u32 - 1
            }
        };
        let place = Place { slot, number };
        self.order.push(Reverse(Turn::new(at, place)));
        place
    }

    /// Takes something out before it happens.
    pub fn cancel(&mut self, place: Place) {
        self.take(place);
        if self.order.peek().is_some_and(|Reverse(turn)| turn.place() == place) {
            self.pass_over();
        }
    }

    /// Takes out what happens next.
    pub fn pop(&mut self) -> Option<(Time, Upcoming)> {
        let Reverse(turn) = self.order.pop()?;
        let upcoming = self.take(turn.place())?;
        self.pass_over();
        Some((turn.at(), upcoming))
    }

    /// How many things are going to happen, as far as is settled.
    pub fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// Whether nothing is going to happen.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// When something happens next.
    pub fn next_time(&self) -> Option<Time> {
        // The first entry always stands for something.
        self.order.peek().map(|Reverse(turn)| turn.at())
    }

    /// Takes out, in order, everything up to a time of which `wanted` is true.
    pub fn take_until(&mut self, time: Time, wanted: impl Fn(&Upcoming) -> bool) -> Vec<Upcoming> {
        let turns = self.turns(|turn, upcoming| turn.at() <= time && wanted(upcoming));
        let taken = turns.into_iter().filter_map(|turn| self.take(turn.place())).collect();
        self.pass_over();
        taken
    }

    /// Takes a copy of a message out before it arrives.
    pub fn take_arrival(&mut self, message: MessageId, copy: u8) -> Option<Envelope> {
        let is_wanted = |envelope: &Envelope| envelope.is(message, copy);
        let turn = *self
            .turns(|_, upcoming| matches!(upcoming, Upcoming::Arrival(envelope) if is_wanted(envelope)))
            .first()?;
        let taken = self.take(turn.place());
        self.pass_over();
        match taken {
            Some(Upcoming::Arrival(envelope)) => Some(envelope),
            _ => None,
        }
    }

    /// The messages that are to arrive or to be taken up, in that order.
    pub fn arrivals(&self) -> impl Iterator<Item = &Envelope> {
        let turns = self.turns(|_, upcoming| matches!(upcoming, Upcoming::Arrival(_)));
        turns.into_iter().filter_map(|turn| match self.get(turn) {
            Some(Upcoming::Arrival(envelope)) => Some(envelope),
            _ => None,
        })
    }

    /// The turns of all that is wanted, in order.
    fn turns(&self, wanted: impl Fn(Turn, &Upcoming) -> bool) -> Vec<Turn> {
        let is_wanted =
            |turn: &Turn| self.get(*turn).is_some_and(|upcoming| wanted(*turn, upcoming));
        let all = self.order.iter().map(|Reverse(turn)| *turn);
        let mut turns: Vec<Turn> = all.filter(is_wanted).collect();
        sort(&mut turns);
        turns
    }

    fn get(&self, turn: Turn) -> Option<&Upcoming> {
        let Place { slot, number } = turn.place();
        let slot = self.slots.get(slot as usize).filter(|slot| slot.number == number)?;
        slot.upcoming.as_ref()
    }

    /// Empties a slot, unless it holds something else by now.
    fn take(&mut self, Place { slot, number }: Place) -> Option<Upcoming> {
        let held = self.slots.get_mut(slot as usize).filter(|held| held.number == number)?;
        let upcoming = held.upcoming.take()?;
        self.free.push(slot);
        Some(upcoming)
    }

    /// Lets the first entry stand for something.
    fn pass_over(&mut self) {
        while let Some(Reverse(turn)) = self.order.peek()
            && self.get(*turn).is_none()
        {
            self.order.pop();
        }
    }
}
