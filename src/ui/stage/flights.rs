//! What is between processes: messages on their way, what is left of lost ones, and links that are
//! cut or disturbed.

use std::rc::Rc;

use yew::{Callback, Html, classes, html};

use super::nodes::cross;
use super::transform;
use crate::dynamo::identity::NodeId;
use crate::ui::act::Act;
use crate::ui::motion::{element_id, first_name};
use crate::ui::pictures::Pictures;
use crate::ui::still::Part;
use crate::view::layout::Layout;
use crate::view::network::CutView;
use crate::view::palette::node_colour;
use crate::view::stage::{Crowd, FlightView, LostView, RoughLink};

/// The line along which a message goes.
#[inline(never)]
pub(super) fn way(flight: &FlightView) -> Html {
    html! {
        <path key={element_id(flight.id, flight.copy)} class={classes!(flight.selected.then_some("selected"))}
            d={flight.way.path()} />
    }
}

#[inline(never)]
fn colour(hue: Option<NodeId>, layout: &Layout) -> String {
    let fill = hue.map_or("currentColor".to_owned(), |node| node_colour(node, layout.nodes).fill);
    format!("--node:{fill}")
}

fn fullness(filled: bool) -> &'static str {
    if filled { "filled" } else { "hollow" }
}

/// A message on its way; one that is chosen can be meddled with. Where it is and whither it points
/// is written in at every frame.
pub(super) struct Flight {
    pub(super) act: Callback<Act>,
    pub(super) pictures: Rc<Pictures>,
    /// Its place among the messages of the stage.
    pub(super) index: usize,
    pub(super) chosen: bool,
    pub(super) focusable: bool,
}

impl Flight {
    fn view(&self) -> Option<&FlightView> {
        self.pictures.stage.flights.get(self.index)
    }
}

impl PartialEq for Flight {
    fn eq(&self, other: &Flight) -> bool {
        self.view() == other.view()
            && self.pictures.layout.nodes == other.pictures.layout.nodes
            && (self.chosen, self.focusable) == (other.chosen, other.focusable)
    }
}

impl Part for Flight {
    fn draw(&self) -> Html {
        let Flight { act, pictures, chosen, focusable, .. } = self;
        let drawn = self.view().map(|view| flight(act, view, pictures, *chosen, *focusable));
        drawn.unwrap_or_default()
    }
}

fn flight(
    act: &Callback<Act>,
    view: &FlightView,
    pictures: &Pictures,
    chosen: bool,
    focusable: bool,
) -> Html {
    let class =
        classes!("flight", fullness(view.shape.filled), view.selected.then_some("selected"));
    let (id, copy) = (view.id, view.copy);
    // From here on it is moved without being drawn anew; on paper it stays.
    let now = pictures.now.as_micros() as f64;
    let turn = view.shape.points.then(|| format!("rotate({:.0})", view.bearing(now)));
    let mut label = view.label.to_owned();
    if copy > 0 {
        label += &format!(", copy {copy}");
    }
    if view.held {
        label += ", held";
    }
    let select = act.reform(move |_| Act::SelectMessage(Some((id, copy))));
    html! {
        <g id={element_id(id, copy)} {class} transform={transform(view.point(now))}
            data-name={view.named.then(|| first_name(view, &pictures.stage, now))} ~style={colour(view.hue, &pictures.layout)} onclick={select}>
            <title>{view.description()}</title>
            // A button by itself: what is drawn beside it is told by its label.
            <circle class="halo touch" id={format!("pick-{}", element_id(id, copy))} r="19"
                role="button" tabindex={if focusable { "0" } else { "-1" }}
                aria-label={view.description()} aria-pressed={chosen.to_string()} />
            if view.held || chosen {
                <circle class={if view.held { "held" } else { "chosen" }} r="19" />
            }
            <path d={view.shape.path} transform={turn} />
            if view.named {
                <text y={if view.held || chosen { "-24" } else { "-15" }}>{label}</text>
            }
        </g>
    }
}

/// Many messages of one colour: where they are is written in at every frame.
#[inline(never)]
pub(super) fn crowd(view: &Crowd, layout: &Layout) -> Html {
    let key = view.hue.map_or(u32::MAX / 2, |node| u32::from(node.0)) * 2 + u32::from(view.filled);
    html! {
        <path {key} class={classes!("crowd", fullness(view.filled))} ~style={colour(view.hue, layout)} />
    }
}

/// What is left of a lost message: its outline, crossed out, and why.
#[inline(never)]
pub(super) fn lost(view: &LostView, layout: &Layout) -> Html {
    html! {
        <g key={element_id(view.id, view.copy)} class="lost" ~style={colour(view.hue, layout)}
            transform={transform(view.place)}>
            <title>{view.description.clone()}</title>
            <path class="outline" d={view.shape.path} />
            <path class="cross" d={cross(11.0)} />
            if let Some(below) = view.named {
                <text y={below.to_string()} dy="0.35em">{view.label()}</text>
            }
        </g>
    }
}

/// A link that is cut: a cross where nothing gets through, or a bar where one direction is open.
#[inline(never)]
pub(super) fn cut_link(view: &CutView) -> Html {
    let middle = transform(view.way.at(0.5));
    let turn = format!("{middle} rotate({:.0})", view.way.bearing(0.5));
    html! {
        <g key={format!("{}-{}", view.from, view.to)} class="cut-link">
            <title>{view.description.clone()}</title>
            <path class="line" d={view.way.path()} />
            if view.both {
                <path d={cross(10.0)} transform={middle} />
            } else {
                // An arrow that runs into a bar.
                <path d="M-18,0H4M-4,-7L4,0L-4,7M9,-11V11" transform={turn} />
            }
        </g>
    }
}

/// A link that loses, doubles, holds back or delays some of its messages.
#[inline(never)]
pub(super) fn rough(view: &RoughLink) -> Html {
    let turn = format!("{} rotate({:.0})", transform(view.way.at(0.72)), view.way.bearing(0.72));
    html! {
        <g class="rough-link">
            <title>{view.description.clone()}</title>
            <path class="line" d={view.way.path()} />
            <path d="M-6,-6L4,0L-6,6" transform={turn} />
            <text transform={transform(view.way.at(0.5))} dy="0.35em">{"≈ "}{&view.sign}</text>
        </g>
    }
}
