//! What moves at every frame goes around the virtual DOM: only positions change.

use core::fmt::Write;

use web_sys::{Element, Node};

use super::document;
use crate::dynamo::identity::{Address, MessageId};
use crate::dynamo::time::Time;
use crate::view::layout::{Frame, Point};
use crate::view::outline::relative;
use crate::view::stage::{FlightView, StageView};
use crate::view::words::moment;

/// How large messages of a crowd are drawn, beside single ones.
const CROWD_SCALE: f64 = 0.55;

/// In a crowd, messages that point to where they go point to one of so many directions.
const DIRECTIONS: f64 = 16.0;

/// The name of a message is not shown so near to where it starts or ends: what is written at the
/// node would lie below it.
const NAMELESS: f64 = 44.0;

/// The name in the page of the list of messages that are drawn by themselves.
pub const FLIGHTS: &str = "flights";

/// The name in the page of the list of crowds.
pub const CROWDS: &str = "crowds";

/// The name in the page of the list of what is left of lost messages.
pub const LOSSES: &str = "losses";

/// The id of the element that draws a copy of a message.
pub fn element_id(message: MessageId, copy: u8) -> String {
    let (kind, number) = match message.sender {
        Address::Client(client) => ('c', client.0),
        Address::Node(node) => ('n', node.0),
    };
    let copy = if copy == 0 { String::new() } else { format!("-{copy}") };
    format!("flight-{kind}{number}-{}-{}{copy}", message.epoch, message.sequence)
}

/// The transform that puts a message where it is.
pub fn transform(point: Point) -> String {
    format!("translate({:.1} {:.1})", point.x, point.y)
}

/// Writes a place of the picture with one decimal. It is done hundreds of times a frame, for which
/// the standard library's way is too long.
fn push_tenths(text: &mut String, number: f64) {
    let tenths = (number.max(0.0) * 10.0) as u32;
    let digits = [tenths / 10_000 % 10, tenths / 1_000 % 10, tenths / 100 % 10, tenths / 10 % 10];
    let first = digits.iter().position(|digit| *digit > 0).unwrap_or(3);
    let digit = |digit: u32| char::from(b'0' + digit as u8);
    text.extend(digits[first..].iter().map(|whole| digit(*whole)));
    text.push('.');
    text.push(digit(tenths % 10));
}

/// A message that is drawn by itself.
struct Single {
    /// The place of its flight in the stage.
    index: usize,
    element: Element,
    /// Its outline, if that turns.
    outline: Option<Element>,
    /// Where its name stands, as far as that has been settled.
    name: Option<NamePlace>,
}

/// Where the name of a message stands.
#[derive(Clone, Copy, Debug, PartialEq)]
enum NamePlace {
    Above,
    Below,
    Nowhere,
}

impl NamePlace {
    fn word(self) -> &'static str {
        match self {
            NamePlace::Above => "above",
            NamePlace::Below => "below",
            NamePlace::Nowhere => "nowhere",
        }
    }
}

/// Where the name of a message stands that is drawn for the first time, as style sheets know it.
pub fn first_name(flight: &FlightView, stage: &StageView, now: f64) -> &'static str {
    place_name(flight, flight.point(now), &mut stage.written.clone()).word()
}

/// Names lie upon no node, and upon nothing else that is written. Takes the room of this one.
fn place_name(flight: &FlightView, at: Point, taken: &mut Vec<Frame>) -> NamePlace {
    let is_near = |end: Point| end.distance(at) < NAMELESS;
    if !flight.held && (is_near(flight.way.at(0.0)) || is_near(flight.way.at(1.0))) {
        return NamePlace::Nowhere;
    }
    for (place, above) in [(NamePlace::Above, true), (NamePlace::Below, false)] {
        let frame = flight.name_frame(at, above);
        if !taken.iter().any(|other| other.meets(&frame)) {
            taken.push(frame);
            return place;
        }
    }
    NamePlace::Nowhere
}

/// The elements that move, looked up once after they were drawn, and room for what is written
/// into them.
#[derive(Default)]
pub struct Motion {
    singles: Vec<Single>,
    crowds: Vec<(Element, String)>,
    lost: Vec<Element>,
    /// The text that tells the time: to put another text in its place would cost a look at the
    /// style of the whole bar.
    clock: Option<Node>,
    /// The outlines in a crowd, by kind and direction.
    outlines: Vec<(&'static str, u8, String)>,
    text: String,
    /// The room of what is written already.
    taken: Vec<Frame>,
}

impl Single {
    /// Moves it to where its message is at `now`.
    #[inline(never)]
    fn draw(&mut self, flight: &FlightView, now: f64, taken: &mut Vec<Frame>, text: &mut String) {
        let point = flight.point(now);
        let Point { x, y } = point;
        if flight.named {
            let place = place_name(flight, point, taken);
            if self.name != Some(place) {
                self.name = Some(place);
                let _ = self.element.set_attribute("data-name", place.word());
            }
        }
        text.clear();
        text.push_str("translate(");
        push_tenths(text, x);
        text.push(' ');
        push_tenths(text, y);
        text.push(')');
        let _ = self.element.set_attribute("transform", text);
        if let Some(outline) = &self.outline {
            text.clear();
            let _ = write!(text, "rotate({:.0})", flight.bearing(now));
            let _ = outline.set_attribute("transform", text);
        }
    }
}

impl Motion {
    /// Looks up what moves on a stage that has just been drawn.
    pub fn take_up(&mut self, stage: &StageView) {
        let Some(document) = document() else { return };
        self.take_up_within(stage, |list| document.get_element_by_id(list));
        self.clock = document.get_element_by_id("clock").and_then(|clock| clock.first_child());
    }

    /// The same for a stage whose lists are found so.
    pub fn take_up_within(&mut self, stage: &StageView, list: impl Fn(&str) -> Option<Element>) {
        // To go along a list takes far less time than to look for each.
        let elements = |name: &str| {
            let first = list(name).and_then(|list| list.first_element_child());
            core::iter::successors(first, Element::next_element_sibling)
        };
        let singles = stage.flights.iter().enumerate().filter(|(_, flight)| flight.crowd.is_none());
        let found = singles.zip(elements(FLIGHTS)).map(|((index, flight), element)| {
            let outline = match flight.shape.points {
                true => element.query_selector("path").ok().flatten(),
                false => None,
            };
            Single { index, element, outline, name: None }
        });
        self.singles.clear();
        self.singles.extend(found);
        self.lost.clear();
        self.lost.extend(elements(LOSSES));
        self.crowds.clear();
        self.crowds.extend(elements(CROWDS).map(|element| (element, String::new())));
    }

    /// Moves every message to where it is at `now`, and shows the time.
    pub fn draw(&mut self, stage: &StageView, now: f64) {
        // Attributes of fixed names can always be set, and writing to memory cannot fail.
        self.taken.clear();
        self.taken.extend_from_slice(&stage.written);
        for single in &mut self.singles {
            if let Some(flight) = stage.flights.get(single.index) {
                single.draw(flight, now, &mut self.taken, &mut self.text);
            }
        }
        if !self.crowds.is_empty() {
            self.draw_crowds(stage, now);
        }
        for (element, lost) in self.lost.iter().zip(&stage.lost) {
            self.text.clear();
            let _ = write!(self.text, "{:.2}", lost.left(now));
            let _ = element.set_attribute("opacity", &self.text);
        }
        if let Some(clock) = &self.clock {
            clock.set_node_value(Some(&moment(Time::from_micros(now as u64))));
        }
    }

    /// All messages of one colour are one path: hundreds of elements would be too much for a
    /// frame.
    #[inline(never)]
    fn draw_crowds(&mut self, stage: &StageView, now: f64) {
        for (_, text) in &mut self.crowds {
            text.clear();
        }
        for flight in &stage.flights {
            let Some((_, text)) = flight.crowd.and_then(|crowd| self.crowds.get_mut(crowd)) else {
                continue;
            };
            let turns = flight.bearing(now) / 360.0 * DIRECTIONS;
            let direction = turns.round().rem_euclid(DIRECTIONS) as u8;
            let (path, point) = (flight.shape.path, flight.point(now));
            let known = self
                .outlines
                .iter()
                .position(|(of, to, _)| core::ptr::eq(*of, path) && *to == direction);
            let place = known.unwrap_or_else(|| {
                let degrees = f64::from(direction) * 360.0 / DIRECTIONS;
                self.outlines.push((path, direction, relative(path, CROWD_SCALE, degrees)));
                self.outlines.len() - 1
            });
            text.push('M');
            push_tenths(text, point.x);
            text.push(',');
            push_tenths(text, point.y);
            if let Some((.., outline)) = self.outlines.get(place) {
                text.push_str(outline);
            }
        }
        for (element, text) in &self.crowds {
            let _ = element.set_attribute("d", text);
        }
    }
}
