//! Which events of the stretch are picked out.

use super::lanes::Turnout;
use super::{MARKS_MAX, Scene};
use crate::dynamo::identity::Address;
use crate::sim::trace::{EventId, EventKind, TraceEvent};
use crate::view::filter::Filter;
use crate::view::lens::Stretch;

/// The events of the stretch that are picked out, in figures; one by one only if they are few.
pub(super) struct Within {
    first: usize,
    last: usize,
    pub(super) count: usize,
    pub(super) turnout: Turnout,
    /// The first of them.
    pub(super) events: Vec<EventId>,
    /// The sendings of all messages that were on their way at any time of the stretch.
    pub(super) sendings: Vec<EventId>,
}

impl Within {
    pub(super) fn new(scene: Scene<'_>, stretch: Stretch, filter: &Filter) -> Within {
        let trace = scene.timeline.known_trace();
        let first = trace.partition_point(|event| event.at < stretch.from);
        let last = trace.partition_point(|event| event.at <= stretch.to).max(first);
        let mut turnout = Turnout::new(scene.spells);
        let mut sendings = Vec::new();
        let ledger = scene.timeline.ledger();
        for sending in scene.passages.on_their_way(trace, first) {
            let ends = scene.passages.story(sending).last();
            // What has only befallen it so far is told of in its story as well.
            let ended = ends.and_then(|end| trace.get(end.0 as usize)).filter(|end| {
                matches!(end.kind, EventKind::Delivered { .. } | EventKind::Lost { .. })
            });
            let is_over = ended.is_some_and(|end| end.at < stretch.from);
            let Some(event) = trace.get(sending.0 as usize).filter(|_| !is_over) else { continue };
            if filter.passes(trace, ledger, event) {
                turnout.count(event.process);
                turnout.count(receiver(event));
                sendings.push(sending);
            }
        }
        let mut within = Within { first, last, count: 0, turnout, events: Vec::new(), sendings };
        let mut turnout = within.turnout.clone();
        let (mut count, mut events, mut sent) = (0, Vec::new(), Vec::new());
        within.each(scene, filter, |event| {
            count += 1;
            turnout.count(event.process);
            if matches!(event.kind, EventKind::Sent { .. }) {
                turnout.count(receiver(event));
            }
            if events.len() <= MARKS_MAX {
                events.push(event.id);
                if matches!(event.kind, EventKind::Sent { .. }) {
                    sent.push(event.id);
                }
            }
        });
        within.sendings.append(&mut sent);
        Within { count, turnout, events, ..within }
    }

    pub(super) fn each<'a>(
        &self,
        scene: Scene<'a>,
        filter: &Filter,
        mut take: impl FnMut(&'a TraceEvent),
    ) {
        let trace = scene.timeline.known_trace();
        let ledger = scene.timeline.ledger();
        let everything = filter.is_open();
        for event in trace.get(self.first..self.last).unwrap_or_default() {
            if everything || filter.passes(trace, ledger, event) {
                take(event);
            }
        }
    }

    pub(super) fn is_crowded(&self) -> bool {
        self.count.max(self.sendings.len()) > MARKS_MAX
    }
}

fn receiver(event: &TraceEvent) -> Option<Address> {
    match event.kind {
        EventKind::Sent { to, .. } => Some(to),
        _ => None,
    }
}
