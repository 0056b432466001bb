//! Processes that end, stand still or are slow.

use super::Simulation;
use crate::dynamo::environment::Timer;
use crate::dynamo::identity::NodeId;
use crate::dynamo::time::{Duration, Time};
use crate::sim::envelope::Envelope;
use crate::sim::queue::Upcoming;
use crate::sim::trace::{EventId, EventKind, LossReason, Mishap, Recorder};

/// Whatever is to come comes before.
const END_OF_TIME: Time = Time::from_micros(u64::MAX);

impl Simulation {
    /// Ends a process. What waits in its host's buffer is lost with it.
    pub(super) fn crash(&mut self, trace: &mut impl Recorder, node: NodeId) {
        let process = self.process_mut(node);
        let buffered = process.waiting.take().unwrap_or_default();
        for place in process.crash() {
            self.queue.cancel(place);
        }
        let waits = |upcoming: &Upcoming| {
            matches!(upcoming, Upcoming::Arrival(envelope) if envelope.arrived)
                && upcoming.is_at(node)
        };
        let late = self.queue.take_until(END_OF_TIME, waits);
        for upcoming in buffered.into_iter().chain(late) {
            if let Upcoming::Arrival(envelope) = upcoming {
                self.lose(trace, &envelope, LossReason::ReceiverDown);
            }
        }
    }

    /// Lets a process that stands still go on. What waits happens now, one after the other, and
    /// before what comes at this very moment.
    pub(super) fn resume(&mut self, node: NodeId) {
        let waiting = self.process_mut(node).waiting.take().unwrap_or_default();
        let due = self.queue.take_until(self.now, |upcoming| upcoming.is_at(node));
        for upcoming in waiting.into_iter().chain(due) {
            let timer = match upcoming {
                Upcoming::Timer { timer, .. } => Some(timer),
                _ => None,
            };
            let place = self.queue.schedule(self.now, upcoming);
            if let Some(timer) = timer {
                self.process_mut(node).timers.insert(timer, place);
            }
        }
    }

    /// Whether a timer that runs out has to wait, as its node stands still or is slow.
    pub(super) fn puts_off_timer(
        &mut self,
        node: NodeId,
        timer: Timer,
        cause: Option<EventId>,
        late: bool,
    ) -> bool {
        let now = self.now;
        let process = self.process_mut(node);
        process.timers.remove(&timer);
        let upcoming = Upcoming::Timer { node, timer, cause, late: true };
        if let Some(waiting) = &mut process.waiting {
            waiting.push(upcoming);
            return true;
        }
        let slow = process.slow();
        if late || slow == Duration::ZERO {
            return false;
        }
        let place = self.queue.schedule(now + slow, upcoming);
        self.process_mut(node).timers.insert(timer, place);
        true
    }

    /// Puts a message that has arrived into its receiver's buffer, if it cannot be taken up at
    /// once. Gives it back if it can.
    pub(super) fn buffer(
        &mut self,
        trace: &mut impl Recorder,
        node: NodeId,
        mut envelope: Envelope,
    ) -> Option<Envelope> {
        let process = &self.nodes[node.index()];
        let slow = process.slow();
        let what = match process.is_paused() {
            true => Mishap::WaitsForPaused,
            false if envelope.arrived || slow == Duration::ZERO => return Some(envelope),
            false => Mishap::WaitsForSlow { by: slow },
        };
        envelope.arrived = true;
        self.befall(trace, &envelope, what, envelope.sending);
        let upcoming = Upcoming::Arrival(envelope);
        match &mut self.process_mut(node).waiting {
            Some(waiting) => waiting.push(upcoming),
            None => {
                self.queue.schedule(self.now + slow, upcoming);
            }
        }
        None
    }

    /// Records what befell a message.
    pub(super) fn befall(
        &mut self,
        trace: &mut impl Recorder,
        envelope: &Envelope,
        what: Mishap,
        cause: EventId,
    ) {
        let Envelope { id, copy, to, sending, .. } = *envelope;
        let process = match what {
            Mishap::WaitsForPaused | Mishap::WaitsForSlow { .. } => Some(to),
            _ => None,
        };
        let kind = EventKind::Befell { message: id, copy, sending, what };
        self.record(trace, process, envelope.message.request(), Some(cause), kind);
    }

    /// Records that a message is lost.
    pub(super) fn lose(
        &mut self,
        trace: &mut impl Recorder,
        envelope: &Envelope,
        reason: LossReason,
    ) {
        let Envelope { id, copy, to, sending, .. } = *envelope;
        let kind = EventKind::Lost { message: id, copy, reason };
        self.record(trace, Some(to), envelope.message.request(), Some(sending), kind);
    }
}
