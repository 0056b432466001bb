//! The diagram of space and time: a lane for every process, messages as arrows from lane to
//! lane, and what processes do as marks on their lanes.
//!
//! Only the stretch of time that is looked at is drawn, from the events in it and the messages
//! that were on their way before it. Where there are too many events for marks, bars count them.

mod arrows;
mod bands;
mod density;
mod lanes;
mod marks;
mod ticks;
mod within;
mod words;

pub use self::arrows::{Arrow, Emphasis, Fate};
pub use self::bands::Band;
use self::bands::bands;
use self::density::Counting;
pub use self::density::{BAR_WIDTH, Bars};
pub use self::lanes::Lane;
use self::lanes::Lanes;
pub use self::marks::Mark;
use self::marks::marks;
pub use self::ticks::Tick;
use self::ticks::ticks;
use self::within::Within;
use super::filter::{key_of, subject};
use super::lens::{Lens, Stretch};
use super::narration::{Sentence, sentence};
use crate::dynamo::identity::{MessageId, NodeId, RequestId};
use crate::dynamo::key::Key;
use crate::dynamo::time::Time;
use crate::session::annals::passages::Passages;
use crate::session::annals::spells::Spells;
use crate::session::timeline::Timeline;
use crate::sim::trace::{EventId, TraceEvent};

/// At most so many events are drawn one by one.
pub const MARKS_MAX: usize = 400;

/// How wide the names of the lanes are.
pub const LABELS: f64 = 78.0;

/// How high what stands above the lanes is: the hours, and what befell the network.
pub const TOP: f64 = 36.0;

/// How high a lane is: as high as there is room for, between these.
const LANE_HEIGHTS: (f64, f64) = (22.0, 84.0);

/// A lane can be as low as this where all of them are in sight then.
const LANE_HEIGHT_LEAST: f64 = 13.0;

/// What the diagram is drawn from.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The history and the cursor in it.
    pub timeline: &'a Timeline,
    /// The ways of messages in all that is known of it.
    pub passages: &'a Passages,
    /// What lasted in it.
    pub spells: &'a Spells,
}

/// What is selected.
#[derive(Clone, Debug, Default)]
pub struct Picked<'a> {
    /// The node.
    pub node: Option<NodeId>,
    /// The key.
    pub key: Option<&'a Key>,
    /// The request.
    pub request: Option<RequestId>,
    /// The message, and which copy of it.
    pub message: Option<(MessageId, u8)>,
}

/// An event that is pointed at or that the keys have come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// What is said of it.
    pub sentence: Sentence,
    /// When it happened.
    pub at: Time,
    /// Where it is drawn, if it is.
    pub point: Option<(f64, f64)>,
}

/// The diagram.
#[derive(Clone, Debug, PartialEq)]
pub struct SpaceTimeView {
    /// The stretch of time that is looked at.
    pub stretch: Stretch,
    /// How wide the picture is.
    pub width: f64,
    /// How high.
    pub height: f64,
    /// The lanes, from top to bottom.
    pub lanes: Vec<Lane>,
    /// How high each is.
    pub lane_height: f64,
    /// How many nodes and clients share the last lane.
    pub folded: usize,
    /// How many take no part and have no lane.
    pub idle: usize,
    /// What lasts.
    pub bands: Vec<Band>,
    /// The messages; none where there are too many.
    pub arrows: Vec<Arrow>,
    /// How many messages go between those that share a lane, and are not drawn.
    pub unseen: usize,
    /// What processes did; none where there is too much of it.
    pub marks: Vec<Mark>,
    /// The bars of every lane, where there is too much for marks.
    pub bars: Option<Vec<Bars>>,
    /// How many events of the stretch are picked out.
    pub events: usize,
    /// The moments that are written down.
    pub ticks: Vec<Tick>,
    /// The cursor's moment.
    pub now: Time,
    /// Where the cursor is, which may be outside.
    pub cursor: f64,
    /// The last moment of which anything is known.
    pub known_until: Time,
    /// Whether the stretch goes along with the cursor.
    pub follows: bool,
    /// The event that the keys have come to, or the one before the cursor.
    pub reached: Option<Told>,
    /// The event that the pointer is at.
    pub pointed: Option<Told>,
}

/// The share of its way that a copy of a message has covered, if the cursor stands at the end of
/// all that is known.
fn on_its_way(timeline: &Timeline, arrow: &Arrow) -> Option<f64> {
    let simulation = timeline.simulation();
    let at_end = timeline.trace().len() == timeline.known_trace().len();
    let mut under_way = simulation.in_flight().filter(|_| at_end);
    let envelope = under_way.find(|envelope| envelope.is(arrow.message, arrow.copy))?;
    Some(envelope.share(simulation.now()))
}

impl SpaceTimeView {
    /// Draws what is seen through the lens, as wide and about as high as the room that there is.
    #[inline(never)]
    pub fn new(
        scene: Scene<'_>,
        lens: &Lens,
        picked: &Picked<'_>,
        (width, height): (f64, f64),
    ) -> SpaceTimeView {
        let Scene { timeline, passages, .. } = scene;
        let (trace, now) = (timeline.known_trace(), timeline.simulation().now());
        let stretch = lens.stretch();
        let width = width.max(LABELS + 4.0 * BAR_WIDTH);
        let x = |time: Time| LABELS + stretch.part(time) * (width - LABELS);
        let within = Within::new(scene, stretch, &lens.filter);
        let lanes = Lanes::new(within.turnout.clone(), picked.node, height);
        let passed = timeline.trace().len() as u32;
        let mut view = SpaceTimeView {
            stretch,
            width,
            height: lanes.height(),
            lanes: lanes.lanes.clone(),
            lane_height: lanes.height_of_one,
            folded: lanes.folded,
            idle: lanes.idle,
            bands: bands(scene, stretch, &lanes, width),
            arrows: Vec::new(),
            unseen: 0,
            marks: Vec::new(),
            bars: None,
            events: within.count,
            ticks: ticks(stretch, width),
            now,
            cursor: x(now),
            known_until: trace.last().map_or(now, |event| event.at.max(now)),
            follows: lens.follows,
            reached: None,
            pointed: None,
        };
        if within.is_crowded() {
            let mut counting = Counting::new(&lanes, width - LABELS);
            within.each(scene, &lens.filter, |event| counting.count(&lanes, stretch, event));
            view.bars = Some(counting.bars(&lanes));
        } else {
            let emphasis = |event: &TraceEvent| emphasis(timeline, picked, event);
            let arrows = within
                .sendings
                .iter()
                .flat_map(|sending| arrows::copies(trace, passages, *sending));
            let placed =
                arrows.filter(|arrow| arrow.sent <= stretch.to && arrow.ended >= stretch.from);
            for mut arrow in placed {
                let (from, to) = (Some(arrow.from), Some(arrow.to));
                if lanes.is_folded(from) && lanes.is_folded(to) {
                    view.unseen += 1;
                    continue;
                }
                let Some((above, below)) = lanes.y(from).zip(lanes.y(to)) else { continue };
                arrow.tail = (x(arrow.sent), above);
                let share = match arrow.fate {
                    Fate::Delivered(_) | Fate::Lost(_, false) => 1.0,
                    // What does not reach its receiver's lane ends half-way to it.
                    Fate::Lost(_, true) => 0.5,
                    // As on the stage: as far as it has come by now. Of one whose end lies beyond
                    // what is known that is only known at the end of it.
                    Fate::OnItsWay => match on_its_way(timeline, &arrow) {
                        Some(share) => {
                            arrow.ended = now;
                            share
                        }
                        None => 0.5,
                    },
                };
                arrow.head = (x(arrow.ended), above + (below - above) * share);
                let sending = trace.get(arrow.start.0 as usize);
                arrow.emphasis = match sending {
                    _ if picked.message == Some((arrow.message, arrow.copy)) => Emphasis::Message,
                    Some(sending) => emphasis(sending),
                    None => Emphasis::Plain,
                };
                arrow.later =
                    (arrow.start.0 >= passed, arrow.end().is_some_and(|end| end.0 >= passed));
                view.arrows.push(arrow);
            }
            view.marks = marks(&within, trace, &lanes, x, emphasis);
            for mark in &mut view.marks {
                mark.later = mark.event.0 >= passed;
            }
        }
        view.reached = view
            .told(trace, lens.reached.or_else(|| timeline.trace().last().map(|event| event.id)));
        view.pointed = view.told(trace, lens.pointed);
        view
    }

    /// The part of the stretch at a place in the picture.
    pub fn part(&self, x: f64) -> f64 {
        (x - LABELS) / (self.width - LABELS)
    }

    /// Where an event is drawn, if it is.
    pub fn point(&self, event: EventId) -> Option<(f64, f64)> {
        let of_arrow = |arrow: &Arrow| match arrow.mishaps.iter().find(|(id, ..)| *id == event) {
            _ if arrow.start == event => Some(arrow.tail),
            _ if arrow.end() == Some(event) => Some(arrow.head),
            Some((_, at, _)) => Some(arrow.point(*at)),
            None => None,
        };
        let of_mark = |mark: &&Mark| mark.events.contains(&event);
        let marked = self.marks.iter().find(of_mark).map(|mark| mark.point);
        marked.or_else(|| self.arrows.iter().find_map(of_arrow))
    }

    fn told(&self, trace: &[TraceEvent], event: Option<EventId>) -> Option<Told> {
        let event = trace.get(event?.0 as usize)?;
        Some(Told { sentence: sentence(trace, event), at: event.at, point: self.point(event.id) })
    }
}

fn emphasis(timeline: &Timeline, picked: &Picked<'_>, event: &TraceEvent) -> Emphasis {
    let trace = timeline.known_trace();
    let request = subject(trace, event).request;
    if request.is_some() && request == picked.request {
        Emphasis::Request
    } else if picked.key.is_some() && key_of(trace, timeline.ledger(), event) == picked.key {
        Emphasis::Key
    } else {
        Emphasis::Plain
    }
}
