//! One tab stop for the whole stage: the arrow keys go from node to node, and to the messages.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use yew::Callback;

use crate::dynamo::identity::{MessageId, NodeId};
use crate::ui::act::Act;
use crate::ui::document;
use crate::ui::motion::element_id;
use crate::ui::pictures::Pictures;
use crate::view::layout::Layout;
use crate::view::stage::{FlightView, StageView};

/// Where the keyboard comes in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Stop {
    /// At a node.
    Node(NodeId),
    /// At a message on its way.
    Message(MessageId, u8),
}

impl Stop {
    /// At the chosen message, or else at the selected node, or at the first that there is.
    pub(super) fn of(
        stage: &StageView,
        layout: &Layout,
        selected: Option<NodeId>,
        chosen: Option<&FlightView>,
    ) -> Stop {
        let first = stage.nodes.iter().find(|view| view.disc).map(|view| view.node);
        let selected = selected.filter(|node| layout.is_disc(*node));
        match chosen {
            Some(flight) => Stop::Message(flight.id, flight.copy),
            None => Stop::Node(selected.or(first).unwrap_or(NodeId(0))),
        }
    }

    fn element_id(self) -> String {
        match self {
            Stop::Node(node) => format!("select-{node}"),
            Stop::Message(message, copy) => format!("pick-{}", element_id(message, copy)),
        }
    }
}

/// Left and right go around the ring, or from message to message; down goes to the messages and up
/// back to the nodes.
pub(super) fn arrow_keys(
    act: &Callback<Act>,
    pictures: &Rc<Pictures>,
    from: Stop,
) -> Callback<yew::KeyboardEvent> {
    let (act, pictures) = (act.clone(), pictures.clone());
    Callback::from(move |event: yew::KeyboardEvent| {
        let next = match event.key().as_str() {
            "ArrowRight" => beside(&pictures, from, 1),
            "ArrowLeft" => beside(&pictures, from, -1),
            "ArrowDown" => first_message(&pictures).or(Some(from)),
            "ArrowUp" => Some(Stop::of(&pictures.stage, &pictures.layout, None, None)),
            "Enter" | " " => Some(from),
            _ => None,
        };
        let Some(next) = next else { return };
        event.prevent_default();
        act.emit(match next {
            Stop::Node(node) => Act::SelectNode(Some(node)),
            Stop::Message(message, copy) => Act::SelectMessage(Some((message, copy))),
        });
        if matches!((from, next), (Stop::Message(..), Stop::Node(_))) {
            act.emit(Act::SelectMessage(None));
        }
        // A node that is a mere mark has its disc only after the next drawing.
        Timeout::new(0, move || focus(next)).forget();
    })
}

fn focus(stop: Stop) {
    let element = document().and_then(|page| page.get_element_by_id(&stop.element_id()));
    if let Some(element) = element.and_then(|found| found.dyn_into::<web_sys::SvgElement>().ok()) {
        // An element that is not there to be focused is no harm.
        let _ = element.focus();
    }
}

fn first_message(pictures: &Pictures) -> Option<Stop> {
    let flights = &pictures.stage.flights;
    let of_request = flights.iter().find(|flight| flight.selected);
    of_request.or(flights.first()).map(|flight| Stop::Message(flight.id, flight.copy))
}

/// The neighbour, this way or that.
fn beside(pictures: &Pictures, from: Stop, by: i32) -> Option<Stop> {
    match from {
        Stop::Node(node) => {
            let layout = &pictures.layout;
            let slot = i32::from(layout.slot(node)) + by;
            Some(Stop::Node(layout.nearest(f64::from(slot) / f64::from(layout.nodes.max(1)))))
        }
        Stop::Message(message, copy) => {
            let flights = &pictures.stage.flights;
            let place = flights.iter().position(|it| (it.id, it.copy) == (message, copy))?;
            let next = (place as i32 + by).rem_euclid(flights.len() as i32);
            flights.get(next as usize).map(|flight| Stop::Message(flight.id, flight.copy))
        }
    }
}
