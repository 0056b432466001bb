//! Messages on their way, and what is left of those that were lost a moment ago.

use super::{NodeView, Scene};
use crate::dynamo::identity::{Address, MessageId, NodeId, RequestId};
use crate::dynamo::time::{Duration, Time};
use crate::sim::command::Command;
use crate::sim::envelope::{Envelope, WHOLE_WAY};
use crate::sim::trace::{EventKind, LossReason, TraceEvent};
use crate::view::layout::{Frame, Layout, Point, Way};
use crate::view::message::{MessageShape, label, shape};
use crate::view::narration::{lost_in_short, sent_by};
use crate::view::palette::hue_node;

/// For so long what is left of a lost message is seen.
pub const LOST_SHOWN: Duration = Duration::from_millis(30);

/// No more lost messages are shown: the newest.
const LOST_MAX: usize = 16;

/// What was lost so near to each other was lost at one place.
const SAME_PLACE: f64 = 16.0;

/// Of more messages only those have names that belong to the selected request.
const NAMED_MAX: usize = 10;

/// Of more messages only those are drawn one by one that belong to the selected request.
const SINGLE_MAX: usize = 48;

/// How far above a message, or below it, the middle of its name stands.
const NAME_AWAY: f64 = 20.0;

/// A message on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct FlightView {
    /// The message.
    pub id: MessageId,
    /// Which copy of it.
    pub copy: u8,
    /// The sender.
    pub from: Address,
    /// The receiver.
    pub to: Address,
    /// Whether it stands still.
    pub held: bool,
    /// Its way from end to end.
    pub way: Way,
    /// The share of the way at which it was when it was last held or delayed, or left.
    pub began: f64,
    /// The share of the way at which it ends: all of it, or where it is going to be lost.
    pub reach: f64,
    /// When it was where it began.
    pub since: Time,
    /// When it ends.
    pub ends_at: Time,
    /// Its outline.
    pub shape: MessageShape,
    /// What it is called.
    pub label: &'static str,
    /// The first node of the sender's colour; none for a client's.
    pub hue: Option<NodeId>,
    /// Whether it belongs to the selected request.
    pub selected: bool,
    /// Whether its name stands beside it.
    pub named: bool,
    /// How wide its name is, and how high.
    pub name: (f64, f64),
    /// The crowd that it is drawn in; none if it is drawn by itself.
    pub crowd: Option<usize>,
}

/// Messages that are drawn as one path: they have one colour, and all carry data or none does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crowd {
    /// The first node of the senders' colour; none for clients'.
    pub hue: Option<NodeId>,
    /// Whether they carry objects.
    pub filled: bool,
}

/// What is left of a lost message, where it was lost.
#[derive(Clone, Debug, PartialEq)]
pub struct LostView {
    /// The message.
    pub id: MessageId,
    /// Which copy of it.
    pub copy: u8,
    /// Where it was lost.
    pub place: Point,
    /// When.
    pub at: Time,
    /// Its outline.
    pub shape: MessageShape,
    /// The first node of the sender's colour; none for a client's.
    pub hue: Option<NodeId>,
    /// Why, in few words.
    pub reason: &'static str,
    /// How many were lost at this place for this reason, if it stands for all of them.
    pub times: usize,
    /// How far below it the reason stands; none if there is no room for it.
    pub named: Option<f64>,
    /// All of this in words.
    pub description: String,
}

impl FlightView {
    /// Where the message is at a moment, given in microseconds.
    pub fn point(&self, now: f64) -> Point {
        self.way.at(self.share(now))
    }

    /// The room that its name takes up there, above it or below it.
    pub fn name_frame(&self, at: Point, above: bool) -> Frame {
        let (width, height) = self.name;
        let (left, away) = (at.x - width / 2.0, NAME_AWAY - height / 2.0);
        let top = if above { at.y - away - height } else { at.y + away };
        Frame { left, top, width, height }
    }

    /// The direction in which it goes then, in degrees; 0 for one that does not point.
    pub fn bearing(&self, now: f64) -> f64 {
        if self.shape.points { self.way.bearing(self.share(now)) } else { 0.0 }
    }

    /// The share of its way that it has covered then.
    fn share(&self, now: f64) -> f64 {
        let (start, end) = (self.since.as_micros() as f64, self.ends_at.as_micros() as f64);
        let passed = match self.held {
            true => 0.0,
            false if end > start => ((now - start) / (end - start)).clamp(0.0, 1.0),
            false => 1.0,
        };
        self.began + (self.reach - self.began) * passed
    }

    /// All of this in words.
    pub fn description(&self) -> String {
        let mut words = format!("{} from {} to {}", self.label, self.from, self.to);
        if self.copy > 0 {
            words += &format!(", copy {}", self.copy);
        }
        if self.held {
            words += ", held";
        }
        words
    }
}

impl LostView {
    /// How much of it is left at a moment, given in microseconds: from 1 down to 0.
    pub fn left(&self, now: f64) -> f64 {
        let passed = now - self.at.as_micros() as f64;
        (1.0 - passed / LOST_SHOWN.as_micros() as f64).clamp(0.0, 1.0)
    }
}

/// All messages on their way, and the crowds that most of them are drawn in if they are many.
pub(super) fn flights(scene: &Scene<'_>) -> (Vec<FlightView>, Vec<Crowd>) {
    let mut flights: Vec<FlightView> = scene
        .simulation
        .in_flight()
        .map(|envelope| flight(scene.layout, scene.selected, envelope))
        .collect();
    let mut crowds: Vec<Crowd> = Vec::new();
    let (named, single) = (flights.len() <= NAMED_MAX, flights.len() <= SINGLE_MAX);
    for flight in &mut flights {
        let chosen = scene.message == Some((flight.id, flight.copy));
        let stands_out = flight.selected || flight.held || chosen;
        flight.named = named || stands_out;
        if !single && !stands_out {
            let crowd = Crowd { hue: flight.hue, filled: flight.shape.filled };
            let known = crowds.iter().position(|other| *other == crowd);
            flight.crowd = Some(known.unwrap_or(crowds.len()));
            if known.is_none() {
                crowds.push(crowd);
            }
        }
    }
    (flights, crowds)
}

fn hue(layout: &Layout, sender: Address) -> Option<NodeId> {
    sender.node().map(|node| hue_node(node, layout.nodes))
}

fn flight(layout: &Layout, selected: Option<RequestId>, envelope: &Envelope) -> FlightView {
    let reach = if envelope.doomed.is_some() { 0.5 } else { 1.0 };
    FlightView {
        id: envelope.id,
        copy: envelope.copy,
        from: envelope.from,
        to: envelope.to,
        held: envelope.held,
        way: layout.way(envelope.from, envelope.to),
        began: reach * f64::from(envelope.covered) / f64::from(WHOLE_WAY),
        reach,
        since: envelope.since,
        ends_at: envelope.ends_at,
        shape: shape(envelope.message.kind()),
        label: label(&envelope.message),
        hue: hue(layout, envelope.from),
        selected: selected.is_some() && envelope.message.request() == selected,
        named: false,
        name: (layout.text_width(label(&envelope.message)), layout.letter_size()),
        crowd: None,
    }
}

/// What was lost a moment ago, newest first: read from the trace, so that it is seen whichever
/// way the moment is come to.
pub(super) fn lost(scene: &Scene<'_>, nodes: &[NodeView]) -> Vec<LostView> {
    let now = scene.simulation.now();
    let recent = scene.trace.iter().rev().take_while(|event| now.since(event.at) < LOST_SHOWN);
    let mut all: Vec<LostView> =
        recent.filter_map(|event| lost_view(scene, event)).take(LOST_MAX).collect();
    let mut taken = written(nodes);
    let layout = scene.layout;
    gather(&mut all);
    for lost in all.iter_mut().filter(|lost| lost.times > 0) {
        let frame = |below: f64| lost.frame(layout, below);
        let free = |below: &f64| {
            let frame = frame(*below);
            !taken.iter().any(|taken| taken.meets(&frame))
                && !nodes
                    .iter()
                    .filter(|node| node.disc)
                    .any(|node| frame.meets_circle(node.place, layout.disc_radius() + 2.0))
        };
        let below = [24.0, -24.0, 42.0, -42.0].into_iter().find(free);
        taken.extend(below.map(frame));
        lost.named = below;
    }
    all
}

/// Of several that were lost at one place for one reason the newest stands for all.
fn gather(all: &mut [LostView]) {
    for index in 1..all.len() {
        let (before, rest) = all.split_at_mut(index);
        let Some(lost) = rest.first_mut() else { return };
        let near = |other: &&mut LostView| {
            other.times > 0
                && other.reason == lost.reason
                && other.place.distance(lost.place) < SAME_PLACE
        };
        if let Some(first) = before.iter_mut().find(near) {
            first.times += 1;
            lost.times = 0;
        }
    }
}

/// The room of all that is written beside nodes.
pub(super) fn written(nodes: &[NodeView]) -> Vec<Frame> {
    let frames = nodes.iter().flat_map(|node| {
        let chips = node.chips.iter().map(|chip| chip.frame);
        chips.chain(node.caption.iter().map(|caption| caption.frame))
    });
    frames.collect()
}

impl LostView {
    /// The room of its reason, so far below it.
    pub(super) fn frame(&self, layout: &Layout, below: f64) -> Frame {
        let (width, height) = (layout.text_width(&self.label()) * 1.1, layout.letter_size() + 3.0);
        let (left, top) = (self.place.x - width / 2.0, self.place.y + below - height / 2.0);
        Frame { left, top, width, height }
    }

    /// Why, and how often.
    pub fn label(&self) -> String {
        match self.times {
            0 | 1 => self.reason.to_owned(),
            times => format!("{times} × {}", self.reason),
        }
    }
}

fn lost_view(scene: &Scene<'_>, event: &TraceEvent) -> Option<LostView> {
    let EventKind::Lost { message, copy, reason } = event.kind else { return None };
    let sending = event.cause?;
    let (from, to, payload) = sent_by(scene.trace, sending)?;
    let later = scene.trace.get(sending.0 as usize..event.id.0 as usize).unwrap_or_default();
    let way = scene.layout.way(from, to);
    let what = label(payload);
    let why = lost_in_short(reason);
    Some(LostView {
        id: message,
        copy,
        place: way.at(place(reason, later)),
        at: event.at,
        shape: shape(payload.kind()),
        hue: hue(scene.layout, from),
        reason: why,
        times: 1,
        named: None,
        description: format!("{what} from {from} to {to}, {why}"),
    })
}

/// The share of its way at which a message was lost. What was cut off when it left dies half-way,
/// where the cut is drawn; what was cut off later, or found nobody, at the receiver. How far one
/// had come that was dropped by hand is not on record: it is drawn half-way as well.
fn place(reason: LossReason, since: &[TraceEvent]) -> f64 {
    let cut_later = || {
        since.iter().any(|event| match &event.kind {
            EventKind::Commanded { command, refused: None } => {
                matches!(**command, Command::Partition { .. } | Command::Cut { .. })
            }
            _ => false,
        })
    };
    match reason {
        LossReason::ReceiverDown => 1.0,
        LossReason::ByRate | LossReason::ByHand => 0.5,
        LossReason::Partitioned | LossReason::Cut | LossReason::OneWay => {
            if cut_later() {
                1.0
            } else {
                0.5
            }
        }
    }
}
