//! A message on its way: where it stands, when it ends, and what has been settled about it.

use std::rc::Rc;

use super::trace::{EventId, LossReason};
use crate::dynamo::identity::{Address, MessageId};
use crate::dynamo::message::Message;
use crate::dynamo::time::{Duration, Time};

/// All of a way, in the unit of [`Envelope::covered`].
pub const WHOLE_WAY: u32 = 1_000_000;

/// A copy of a message on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Its name.
    pub id: MessageId,
    /// Which copy of it: 0 for the one that was sent, more for duplicates.
    pub copy: u8,
    /// The number of the message on its link, which its draws are addressed by.
    pub number: u64,
    /// The sender.
    pub from: Address,
    /// The receiver.
    pub to: Address,
    /// What it says.
    pub message: Rc<Message>,
    /// When it left.
    pub sent_at: Time,
    /// Since when it goes at the pace at which it goes now: since it left, unless it was held or
    /// delayed.
    pub since: Time,
    /// How much of its way it had covered by then, in millionths.
    pub covered: u32,
    /// When it arrives, or is lost; for a held one, when it would have.
    pub ends_at: Time,
    /// Its sending in the trace.
    pub sending: EventId,
    /// Why it will not arrive, where that is settled from the start.
    pub doomed: Option<LossReason>,
    /// Whether it stands still.
    pub held: bool,
    /// Whether it has arrived in the buffer of its receiver's host.
    pub arrived: bool,
}

impl Envelope {
    /// Whether this is that copy of that message.
    pub fn is(&self, message: MessageId, copy: u8) -> bool {
        self.id == message && self.copy == copy
    }

    /// Delays it at a moment.
    pub(super) fn delay(&mut self, now: Time, by: Duration) {
        self.mark(now);
        self.ends_at = self.ends_at + by;
    }

    /// Lets it stand still from a moment on.
    pub(super) fn hold(&mut self, now: Time) {
        self.mark(now);
        self.held = true;
    }

    /// Lets it go on from where it stands.
    pub(super) fn release(&mut self, now: Time) {
        self.ends_at = now + self.ends_at.since(self.since);
        self.since = now;
        self.held = false;
    }

    /// The share of its way that it has covered at a moment, from 0 to 1.
    pub fn share(&self, now: Time) -> f64 {
        let mut there = self.clone();
        there.mark(now);
        f64::from(there.covered) / f64::from(WHOLE_WAY)
    }

    /// Notes how far it has come. One that is held comes no farther.
    fn mark(&mut self, now: Time) {
        if self.held {
            return;
        }
        let (gone, whole) = (now.since(self.since), self.ends_at.since(self.since));
        let ahead = u128::from(WHOLE_WAY.saturating_sub(self.covered));
        let gone = ahead * u128::from(gone.as_micros()) / u128::from(whole.as_micros().max(1));
        self.covered = self.covered.saturating_add(gone as u32).min(WHOLE_WAY);
        self.since = now;
    }
}
