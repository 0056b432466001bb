//! What is between processes: messages on their way, and links that are cut.

use yew::{Callback, Html, classes, html};

use super::cross;
use crate::ui::act::Act;
use crate::ui::motion;
use crate::ui::pictures::Pictures;
use crate::view::network::CutView;
use crate::view::stage::FlightView;

/// The line along which a message goes.
pub(super) fn way(flight: &FlightView) -> Html {
    html! {
        <line key={motion::element_id(flight.id, flight.copy)} class={classes!(flight.selected.then_some("selected"))}
            x1={flight.from.x.to_string()} y1={flight.from.y.to_string()}
            x2={flight.to.x.to_string()} y2={flight.to.y.to_string()} />
    }
}

/// A message on its way; one that is chosen can be meddled with.
pub(super) fn flight(
    act: &Callback<Act>,
    view: &FlightView,
    pictures: &Pictures,
    chosen: bool,
) -> Html {
    let class = classes!(
        "flight",
        if view.shape.filled { "filled" } else { "hollow" },
        view.selected.then_some("selected"),
    );
    let place = view.point(pictures.now.as_micros() as f64);
    let turn = if view.shape.points { view.bearing } else { 0.0 };
    let colour = view.colour.as_ref().map_or("currentColor", |colour| &colour.fill);
    let (id, copy) = (view.id, view.copy);
    let mut label = view.label.to_owned();
    if copy > 0 {
        label += &format!(", copy {copy}");
    }
    if view.held {
        label += ", held";
    }
    html! {
        <g key={motion::element_id(id, copy)} id={motion::element_id(id, copy)} {class}
            style={format!("--node:{colour}")} transform={motion::transform(place)}
            onclick={act.reform(move |_| Act::SelectMessage(Some((id, copy))))}>
            <title>{view.description.clone()}</title>
            if view.held || chosen {
                <circle class={if view.held { "held" } else { "chosen" }} r="19" />
            }
            <path d={view.shape.path} transform={format!("rotate({turn:.0})")} />
            <text y={if view.held || chosen { "-24" } else { "-15" }}>{label}</text>
        </g>
    }
}

/// A link that is cut: a cross where nothing gets through, or a bar where one direction is open.
pub(super) fn cut_link(view: &CutView) -> Html {
    let middle = view.start.towards(view.end, 0.5);
    let turn = format!("{} rotate({:.0})", motion::transform(middle), view.bearing);
    html! {
        <g key={format!("{}-{}", view.from, view.to)} class="cut-link">
            <title>{view.description.clone()}</title>
            <line x1={view.start.x.to_string()} y1={view.start.y.to_string()}
                x2={view.end.x.to_string()} y2={view.end.y.to_string()} />
            if view.both {
                <path d={cross(10.0)} transform={motion::transform(middle)} />
            } else {
                // An arrow that runs into a bar.
                <path d="M-18,0H4M-4,-7L4,0L-4,7M9,-11V11" transform={turn} />
            }
        </g>
    }
}
