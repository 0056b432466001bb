//! What moves at every frame goes around the virtual DOM: only positions change.

use super::document;
use crate::dynamo::identity::{Address, MessageId};
use crate::dynamo::time::Time;
use crate::view::layout::Point;
use crate::view::stage::FlightView;
use crate::view::words::moment;

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

/// Moves every message to where it is at `now`, and shows the time.
pub fn draw(flights: &[FlightView], now: f64) {
    let Some(document) = document() else { return };
    for flight in flights {
        if let Some(element) = document.get_element_by_id(&element_id(flight.id, flight.copy)) {
            // A transform attribute can always be set.
            let _ = element.set_attribute("transform", &transform(flight.point(now)));
        }
    }
    if let Some(element) = document.get_element_by_id("clock") {
        element.set_text_content(Some(&moment(Time::from_micros(now as u64))));
    }
}
