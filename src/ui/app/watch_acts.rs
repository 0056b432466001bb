//! How the page looks at time and through the log.

use gloo_timers::callback::Timeout;
use yew::Context;

use super::App;
use crate::dynamo::identity::Address;
use crate::dynamo::time::Time;
use crate::sim::trace::{EventId, EventKind, TraceEvent};
use crate::ui::act::Act;
use crate::ui::dock::Tab;
use crate::ui::dock::watch::WatchAct;
use crate::ui::time_act::TimeAct;
use crate::view::filter::{key_of, subject};

impl App {
    /// Does what is asked. Says whether the cursor or the selection has changed.
    pub(super) fn watch_act(&mut self, act: WatchAct) -> bool {
        let now = self.session.timeline().simulation().now();
        let watch = &mut self.records.watch;
        match act {
            WatchAct::Zoom(times, part) => {
                let cursor = watch.lens.stretch().part(now);
                let middle = if (0.0..=1.0).contains(&cursor) { cursor } else { 0.5 };
                watch.lens.zoom(times, part.unwrap_or(middle));
            }
            WatchAct::Shift(part) => watch.lens.shift(part),
            WatchAct::Fit => self.fit(),
            WatchAct::ToggleFollow => watch.lens.follows = !watch.lens.follows,
            WatchAct::Hold(part, on_cursor) => {
                watch.holds_cursor = on_cursor;
                if !on_cursor {
                    watch.lens.grab(part);
                }
            }
            WatchAct::Drag(part) if watch.holds_cursor => {
                let time = watch.lens.stretch().moment(part);
                return self.go_to_known(time);
            }
            WatchAct::Drag(part) => watch.lens.drag(part),
            WatchAct::Release => {
                watch.holds_cursor = false;
                if let Some(time) = watch.lens.release() {
                    return self.go_to_known(time);
                }
            }
            WatchAct::Reach { forward, same_lane } => self.reach(forward, same_lane),
            WatchAct::ReachEnd(last) => self.reach_end(last),
            WatchAct::Point(event) => watch.lens.pointed = event,
            WatchAct::GoToReached => {
                if let Some(event) = watch.lens.reached {
                    return self.go_to_event(event);
                }
            }
            WatchAct::GoTo(event) => return self.go_to_event(event),
            WatchAct::PickTraffic(traffic) => watch.picking.traffic = traffic,
            WatchAct::PickSubject(subject) => watch.picking.subject = subject,
            WatchAct::PickSort(sort) => watch.picking.sort = sort,
            WatchAct::SearchFor(words) => {
                watch.picking.words = words;
                watch.rows.0 = 0;
            }
            WatchAct::Scroll { first, rows } => {
                watch.rows = (first, rows);
            }
            WatchAct::LookOn => watch.next_look = None,
        }
        false
    }

    /// Draws space and time or the log anew.
    pub(super) fn watch(&mut self) {
        let request = self.pictures.request.as_ref().map(|request| request.id);
        let (timeline, watch) = (self.session.timeline(), &mut self.records.watch);
        self.watched = watch.draw(timeline, &self.selection, request, self.dock);
    }

    /// Looks on in a moment, if there is something to look at.
    pub(super) fn look_on(&mut self, context: &Context<App>) {
        let watch = &mut self.records.watch;
        let wanted = watch.looking && self.dock.shown() == Some(Tab::Log);
        if wanted && watch.next_look.is_none() {
            let act = context.link().callback(|()| Act::Watch(WatchAct::LookOn));
            watch.next_look = Some(Timeout::new(0, move || act.emit(())));
        }
    }

    /// Goes to a moment of which something is known.
    fn go_to_known(&mut self, time: Time) -> bool {
        let timeline = self.session.timeline();
        let last = timeline.known_trace().last().map_or(Time::ZERO, |event| event.at);
        let last = last.max(timeline.simulation().now());
        self.time_act(TimeAct::GoTo(time.min(last)));
        true
    }

    /// Goes to an event and selects what it is about.
    fn go_to_event(&mut self, event: EventId) -> bool {
        self.time.said = None;
        self.time_act(TimeAct::GoToEvent(event));
        let timeline = self.session.timeline();
        let trace = timeline.known_trace();
        let Some(found) = trace.get(event.0 as usize) else { return true };
        if let Some(key) = key_of(trace, timeline.ledger(), found) {
            self.selection.key = Some(key.clone());
        }
        match (subject(trace, found).request, found.process) {
            (Some(request), _) => self.selection.request = Some(request),
            (None, Some(Address::Node(node))) => self.selection.node = Some(node),
            _ => {}
        }
        let message = match found.kind {
            EventKind::Sent { message, .. } => Some((message, 0)),
            EventKind::Befell { message, copy, .. } => Some((message, copy)),
            _ => None,
        };
        // Only what is on its way can be meddled with.
        let is_on_its_way = |(message, copy): &(_, u8)| {
            timeline.simulation().in_flight().any(|envelope| envelope.is(*message, *copy))
        };
        self.selection.message = message.filter(is_on_its_way);
        self.records.watch.stand_at(self.session.timeline(), Some(event));
        self.records.watch.lens.reveal(found_at(self.session.timeline().known_trace(), event));
        true
    }

    /// Looks at all that is known, or at all of it that is picked out.
    fn fit(&mut self) {
        let watch = &mut self.records.watch;
        let timeline = self.session.timeline();
        let (trace, ledger) = (timeline.known_trace(), timeline.ledger());
        let filter = &watch.lens.filter;
        let is_meant =
            |event: &&TraceEvent| filter.is_open() || filter.passes(trace, ledger, event);
        let first = trace.iter().find(is_meant).map(|event| event.at);
        let last = trace.iter().rev().find(is_meant).map(|event| event.at);
        if let Some((first, last)) = first.zip(last) {
            watch.lens.fit(first, last);
        }
    }

    /// Lets the keys come to the next event that is picked out, or to the one before.
    fn reach(&mut self, forward: bool, same_lane: bool) {
        let watch = &mut self.records.watch;
        let timeline = self.session.timeline();
        let (trace, ledger) = (timeline.known_trace(), timeline.ledger());
        let present = timeline.trace().last().map(|event| event.id);
        let from = watch.lens.reached.or(present);
        let next = if self.dock.shown() == Some(Tab::Log) {
            // In the log the next is the next row.
            let place = from.map_or(0, |event| watch.search.before(timeline, event));
            let is_there = from.is_some() && watch.search.event(place) == from;
            match (forward, is_there) {
                (true, true) => watch.search.event(place + 1),
                (true, false) => watch.search.event(place),
                (false, _) => place.checked_sub(1).and_then(|place| watch.search.event(place)),
            }
        } else {
            let lane =
                from.and_then(|event| trace.get(event.0 as usize)).map(|event| event.process);
            let filter = &watch.lens.filter;
            let is_meant = |event: &&TraceEvent| {
                (!same_lane || lane.is_none_or(|lane| lane == event.process))
                    && filter.passes(trace, ledger, event)
            };
            let place = from.map_or(0, |event| event.0 as usize);
            let found = match (forward, from) {
                (true, Some(_)) => trace.get(place + 1..).unwrap_or_default().iter().find(is_meant),
                (true, None) => trace.iter().find(is_meant),
                (false, _) => trace.get(..place).unwrap_or_default().iter().rev().find(is_meant),
            };
            found.map(|event| event.id)
        };
        if let Some(event) = next.filter(|event| (event.0 as usize) < trace.len()) {
            watch.lens.reached = Some(event);
            watch.lens.pointed = None;
            watch.lens.reveal(found_at(trace, event));
        }
    }

    /// Lets the keys come to the first or the last event that is picked out.
    fn reach_end(&mut self, last: bool) {
        let length = self.session.timeline().known_trace().len() as u32;
        let end = if last { EventId(length) } else { EventId(0) };
        let watch = &mut self.records.watch;
        if !last && self.dock.shown() == Some(Tab::Log) {
            watch.lens.reached = watch.search.event(0);
            return;
        }
        watch.lens.reached = Some(end);
        let trace = self.session.timeline().known_trace();
        let ledger = self.session.timeline().ledger();
        let is_meant =
            trace.first().is_some_and(|first| watch.lens.filter.passes(trace, ledger, first));
        if last || !is_meant {
            self.reach(!last, false);
        }
    }
}

fn found_at(trace: &[TraceEvent], event: EventId) -> Time {
    trace.get(event.0 as usize).map_or(Time::ZERO, |event| event.at)
}
