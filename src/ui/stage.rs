//! The stage: the ring, the nodes, the clients and the messages between them.

mod flights;
mod keys;
mod menu;
mod nodes;
mod regions;
mod ring;

use std::rc::Rc;

use wasm_bindgen::JsCast;
use yew::{Callback, Html, classes, html};

use self::flights::{Flight, crowd, cut_link, lost, rough, way};
use self::keys::{Stop, arrow_keys};
use self::menu::menu;
use self::nodes::{Disc, client};
use super::act::Act;
use super::lamps::Lamps;
use super::legend::Legend;
use super::motion::{CROWDS, FLIGHTS, LOSSES, element_id, transform};
use super::pictures::{Pictures, Selection};
use super::still::{still, still_of_list};
use crate::dynamo::identity::NodeId;
use crate::view::layout::{Layout, Point};
use crate::view::stage::StageView;

/// A message of a crowd is hit from so far away.
const REACH: f64 = 14.0;

/// The stage. Of the selection it shows the node, the message and the client that acts.
pub fn stage(act: &Callback<Act>, pictures: &Rc<Pictures>, selection: &Selection) -> Html {
    let (selected_node, selected_message) = (selection.node, selection.message);
    let layout = &pictures.layout;
    let Layout { width, height, .. } = **layout;
    let stage = &pictures.stage;
    let chosen =
        stage.flights.iter().find(|flight| selected_message == Some((flight.id, flight.copy)));
    let stop = Stop::of(stage, layout, selected_node, chosen);
    let focusable = |node: NodeId| stop == Stop::Node(node);
    let words: Vec<String> =
        [Some(stage.description()), pictures.ring.description()].into_iter().flatten().collect();
    html! {
        <section id="stage" class="stage" aria-label="Stage">
            {still(Legend)}
            {still(Lamps::of(act, pictures))}
            <svg viewBox={format!("0 0 {width} {height}")} role="group"
                class={classes!(layout.compact.then_some("compact"))}
                aria-label={words.join(" ")} data-arrows="own"
                onkeydown={arrow_keys(act, pictures, stop)}
                onclick={pick(act, pictures)}>
                {regions::sides(stage)}
                {still(ring::BandPart::of(pictures))}
                {still(regions::Marks::of(pictures))}
                <g class="cuts" aria-hidden="true">
                    for (from, to) in &stage.cuts { {cut(*from, *to)} }
                </g>
                {regions::names(stage, layout)}
                <g class="cut-links">
                    for view in &stage.network.cuts { {cut_link(view)} }
                </g>
                <g class="rough-links">
                    for view in &stage.rough { {rough(view)} }
                </g>
                <g class="ways">
                    for flight in stage.flights.iter().filter(|flight| flight.crowd.is_none()) {
                        {way(flight)}
                    }
                </g>
                {still(ring::Key::of(pictures))}
                <g>
                    for view in stage.clients.iter().filter(|view| view.together > 0) {
                        {client(act, view, selection.client, layout)}
                    }
                </g>
                <g>
                    for (index, view) in stage.nodes.iter().enumerate().filter(|(_, view)| view.disc) {
                        {still_of_list(u64::from(view.node.0), Disc {
                            act: act.clone(),
                            pictures: pictures.clone(),
                            index,
                            selected: selected_node == Some(view.node),
                            focusable: focusable(view.node),
                        })}
                    }
                </g>
                <g id={CROWDS} class="crowds" aria-hidden="true">
                    for view in &stage.crowds { {crowd(view, layout)} }
                </g>
                <g id={LOSSES} class="losses">
                    for view in &stage.lost { {lost(view, layout)} }
                </g>
                <g id={FLIGHTS} class="flights">
                    for (index, view) in stage.flights.iter().enumerate().filter(|(_, flight)| flight.crowd.is_none()) {
                        {still_of_list(element_id(view.id, view.copy), Flight {
                            act: act.clone(),
                            pictures: pictures.clone(),
                            index,
                            chosen: chosen == Some(view),
                            focusable: stop == Stop::Message(view.id, view.copy),
                        })}
                    }
                </g>
                {notes(stage, pictures, layout)}
            </svg>
            if let Some(chosen) = chosen {
                {menu(act, chosen, pictures.now)}
            }
        </section>
    }
}

/// A line between the sides of a partition.
#[inline(never)]
fn cut(from: Point, to: Point) -> Html {
    html! {
        <line x1={from.x.to_string()} y1={from.y.to_string()}
            x2={to.x.to_string()} y2={to.y.to_string()} />
    }
}

/// What is written in the corners: how the ring is cut, what holds for all links, and what is not
/// drawn one by one.
fn notes(stage: &StageView, pictures: &Pictures, layout: &Layout) -> Html {
    let right = (layout.width - 8.0).to_string();
    let middle = layout.centre.x.to_string();
    let below = layout.centre.y + layout.ring_radius;
    let line = if layout.compact { 44.0 } else { 33.0 };
    html! {
        <g class="notes">
            <g class="strategy">
                for (row, text) in pictures.ring.band.strategy.iter().enumerate() {
                    <text x={right.clone()} y={(20.0 + row as f64 * 17.0).to_string()}>{text}</text>
                }
                if let Some(text) = &stage.rough_everywhere {
                    <text class="trouble" x={right} y="54">{"≈ "}{text}</text>
                }
            </g>
            if let Some(text) = &stage.condensed {
                <text class="condensed" x={middle} y={(below + line).to_string()}>{text}</text>
            }
        </g>
    }
}

/// A click beside everything that stands by itself picks what is nearest: a message of a crowd,
/// or a node that is a mere mark.
fn pick(act: &Callback<Act>, pictures: &Rc<Pictures>) -> Callback<yew::MouseEvent> {
    let (act, pictures) = (act.clone(), pictures.clone());
    Callback::from(move |event: yew::MouseEvent| {
        let layout = &pictures.layout;
        let Some(point) = in_the_picture(&event, layout) else { return };
        let now = pictures.now.as_micros() as f64;
        let crowd = pictures.stage.flights.iter().filter(|flight| flight.crowd.is_some());
        let mut nearest = (REACH, None);
        for flight in crowd {
            let distance = flight.point(now).distance(point);
            if distance < nearest.0 {
                nearest = (distance, Some((flight.id, flight.copy)));
            }
        }
        let away = point.distance(layout.centre) - layout.node_circle;
        if nearest.1.is_some() {
            act.emit(Act::SelectMessage(nearest.1));
        } else if layout.is_condensed() && away.abs() < 16.0 {
            let turn = (layout.centre.bearing(point) + 90.0) / 360.0;
            act.emit(Act::SelectNode(Some(layout.nearest(turn))));
        }
    })
}

/// Where an event happened, in the units of the picture; nowhere if it hit something that stands
/// by itself.
fn in_the_picture(event: &yew::MouseEvent, layout: &Layout) -> Option<Point> {
    let hit: web_sys::Element = event.target()?.dyn_into().ok()?;
    if hit.closest(".node, .flight").ok()?.is_some() {
        return None;
    }
    let frame = hit.closest("svg").ok()??.get_bounding_client_rect();
    let scale = (frame.width() / layout.width).min(frame.height() / layout.height);
    if scale <= 0.0 {
        return None;
    }
    // The picture stands in the middle of its frame.
    let left = frame.left() + (frame.width() - layout.width * scale) / 2.0;
    let top = frame.top() + (frame.height() - layout.height * scale) / 2.0;
    let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
    Some(Point { x: (x - left) / scale, y: (y - top) / scale })
}
