//! The diagram of space and time: a lane for every process, messages as arrows from lane to
//! lane, and what processes do as marks on their lanes.
//!
//! Only the stretch of time that is looked at is drawn, from the events in it and the messages
//! that were on their way before it. Where there are too many events for marks, bars count them.

mod arrows;
mod density;
mod lanes;
mod words;

pub use self::arrows::{Arrow, Emphasis, Fate};
use self::density::Counting;
pub use self::density::{BAR_WIDTH, Bars};
pub use self::lanes::Lane;
use self::lanes::{Lanes, Turnout};
use super::filter::{Filter, key_of, subject};
use super::lens::{Lens, Stretch};
use super::meaning::Meaning;
use super::narration::{Sentence, sentence};
use crate::dynamo::identity::{Address, MessageId, NodeId, RequestId};
use crate::dynamo::key::Key;
use crate::dynamo::time::Time;
use crate::session::annals::passages::Passages;
use crate::session::annals::spells::{Spell, SpellKind, Spells};
use crate::session::timeline::Timeline;
use crate::sim::command::Command;
use crate::sim::trace::{EventId, EventKind, TraceEvent};

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

/// Marks of one lane that are nearer to each other than this are drawn as one.
const MARK_WIDTH: f64 = 13.0;

/// How far apart the moments that are written down stand at least.
const TICK_WIDTH: f64 = 96.0;

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

/// What a process did, or several things that it did at about the same time.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Where it stands.
    pub point: (f64, f64),
    /// The most telling of what it stands for.
    pub meaning: Meaning,
    /// The event that is the most telling.
    pub event: EventId,
    /// When the first of them happened.
    pub at: Time,
    /// All of them, in order.
    pub events: Vec<EventId>,
    /// How much it stands out.
    pub emphasis: Emphasis,
    /// Whether it comes after the cursor.
    pub later: bool,
}

/// Something that lasts, as a part of a lane, or of all lanes if the network is split.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// What lasts.
    pub kind: SpellKind,
    /// Where it begins and ends, within the picture.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// The lane's middle; none for all lanes.
    pub y: Option<f64>,
    /// What is written on it.
    pub label: String,
}

/// A moment that is written down.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where.
    pub x: f64,
    /// The moment.
    pub label: String,
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

/// The events of the stretch that are picked out, in figures; one by one only if they are few.
struct Within {
    first: usize,
    last: usize,
    count: usize,
    turnout: Turnout,
    /// The first of them.
    events: Vec<EventId>,
    /// The sendings of all messages that were on their way at any time of the stretch.
    sendings: Vec<EventId>,
}

impl Within {
    fn new(scene: Scene<'_>, stretch: Stretch, filter: &Filter) -> Within {
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

    fn each<'a>(&self, scene: Scene<'a>, filter: &Filter, mut take: impl FnMut(&'a TraceEvent)) {
        let trace = scene.timeline.known_trace();
        let ledger = scene.timeline.ledger();
        let everything = filter.is_open();
        for event in trace.get(self.first..self.last).unwrap_or_default() {
            if everything || filter.passes(trace, ledger, event) {
                take(event);
            }
        }
    }

    fn is_crowded(&self) -> bool {
        self.count.max(self.sendings.len()) > MARKS_MAX
    }
}

fn receiver(event: &TraceEvent) -> Option<Address> {
    match event.kind {
        EventKind::Sent { to, .. } => Some(to),
        _ => None,
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

/// All that is no message, as marks. What is too near to be told apart is one mark.
fn marks(
    within: &Within,
    trace: &[TraceEvent],
    lanes: &Lanes,
    x: impl Fn(Time) -> f64,
    emphasis: impl Fn(&TraceEvent) -> Emphasis,
) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut last: Vec<Option<usize>> = lanes.lanes.iter().map(|_| None).collect();
    for event in within.events.iter().filter_map(|event| trace.get(event.0 as usize)) {
        let is_of_a_message = matches!(
            event.kind,
            EventKind::Sent { .. }
                | EventKind::Delivered { .. }
                | EventKind::Lost { .. }
                | EventKind::Befell { .. }
        );
        let Some(row) = lanes.row(event.process).filter(|_| !is_of_a_message) else { continue };
        let Some(y) = lanes.y(event.process) else { continue };
        let (meaning, emphasis, x) = (Meaning::of(&event.kind), emphasis(event), x(event.at));
        let Some(last) = last.get_mut(row) else { continue };
        let near = last
            .and_then(|place| marks.get_mut(place))
            .filter(|mark| x - mark.point.0 < MARK_WIDTH);
        match near {
            Some(mark) => {
                mark.events.push(event.id);
                mark.emphasis = mark.emphasis.max(emphasis);
                if meaning > mark.meaning {
                    mark.meaning = meaning;
                    mark.event = event.id;
                }
            }
            None => {
                *last = Some(marks.len());
                let (event, events) = (event.id, vec![event.id]);
                let at = trace.get(event.0 as usize).map_or(Time::ZERO, |event| event.at);
                marks.push(Mark {
                    point: (x, y),
                    meaning,
                    event,
                    at,
                    events,
                    emphasis,
                    later: false,
                });
            }
        }
    }
    marks
}

/// What lasts in the stretch.
fn bands(scene: Scene<'_>, stretch: Stretch, lanes: &Lanes, width: f64) -> Vec<Band> {
    let trace = scene.timeline.known_trace();
    let x = |time: Time| (LABELS + stretch.part(time) * (width - LABELS)).clamp(LABELS, width);
    let known_until = trace.last().map_or(Time::ZERO, |event| event.at);
    let known_until = known_until.max(scene.timeline.simulation().now());
    let band = |spell: &Spell| {
        let process = spell.node.map(Address::Node);
        if process.is_some() && lanes.is_folded(process) {
            return None;
        }
        let label = match spell.kind {
            SpellKind::NotYet => "not there yet".to_owned(),
            SpellKind::Down => "down".to_owned(),
            SpellKind::Paused => "stands still".to_owned(),
            SpellKind::Slow => "slow".to_owned(),
            SpellKind::Split => {
                let command = spell.began.and_then(|event| trace.get(event.0 as usize));
                split(command, scene.spells.nodes())
            }
        };
        let y = match process {
            Some(process) => Some(lanes.y(Some(process))?),
            None => None,
        };
        let to = spell.until.unwrap_or(known_until);
        (to >= stretch.from).then(|| Band {
            kind: spell.kind,
            from: x(spell.from),
            to: x(to),
            y,
            label,
        })
    };
    scene.spells.between(stretch.from, stretch.to).filter_map(band).collect()
}

/// A partition in a few words: `split: A B | C | all others`.
fn split(event: Option<&TraceEvent>, nodes: u16) -> String {
    let mut words = "split".to_owned();
    if let Some(EventKind::Commanded { command, .. }) = event.map(|event| &event.kind)
        && let Command::Partition { groups, .. } = &**command
    {
        for (index, group) in groups.iter().enumerate() {
            words += if index == 0 { ": " } else { " | " };
            for (place, node) in group.iter().take(6).enumerate() {
                words += if place == 0 { "" } else { " " };
                words += &node.to_string();
            }
            words += if group.len() > 6 { " …" } else { "" };
        }
        if groups.iter().map(Vec::len).sum::<usize>() < usize::from(nodes) {
            words += " | all others";
        }
    }
    words
}

/// Round moments, not too near to each other.
fn ticks(stretch: Stretch, width: f64) -> Vec<Tick> {
    let length = stretch.length().as_micros().max(1);
    let wanted = ((width - LABELS) / TICK_WIDTH).max(1.0);
    let least = length as f64 / wanted;
    let mut step: u64 = 1;
    // 1, 2, 5, 10, 20, 50 and so on.
    for times in [2.0, 2.5, 2.0].iter().cycle() {
        if step as f64 >= least {
            break;
        }
        step = (step as f64 * times) as u64;
    }
    let first = stretch.from.as_micros().div_ceil(step);
    let moments = (first..).map(|number| Time::from_micros(number.saturating_mul(step)));
    let tick = |time: Time| Tick {
        x: LABELS + stretch.part(time) * (width - LABELS),
        label: time.to_string(),
    };
    moments.take_while(|time| *time <= stretch.to).take(60).map(tick).collect()
}
