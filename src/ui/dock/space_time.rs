//! The diagram of space and time.

mod drawing;

use web_sys::Element;
use yew::{Callback, Html, KeyboardEvent, PointerEvent, TargetCast, html};

use self::drawing::{drawing, signs};
use super::picking::{self, Picking};
use super::watch::WatchAct;
use crate::dynamo::identity::NodeId;
use crate::sim::trace::EventId;
use crate::ui::act::Act;
use crate::view::lens::{MOVE_STEP, ZOOM_STEP};
use crate::view::space_time::{LABELS, SpaceTimeView, Told};
use crate::view::words::moment;

/// Selects the picture itself.
pub const PICTURE: &str = "#space-time svg.lanes";

/// The diagram, with its buttons.
pub fn space_time(act: &Callback<Act>, view: &SpaceTimeView, picking: &Picking) -> Html {
    let watch = |asked: WatchAct| act.reform(move |_: yew::MouseEvent| Act::Watch(asked.clone()));
    let buttons = [
        ("earlier", "Earlier", "‹", WatchAct::Shift(-MOVE_STEP)),
        ("later", "Later", "›", WatchAct::Shift(MOVE_STEP)),
        ("zoom-out", "Look at more time", "−", WatchAct::Zoom(ZOOM_STEP, None)),
        ("zoom-in", "Look at less time", "+", WatchAct::Zoom(1.0 / ZOOM_STEP, None)),
        ("fit", "Look at all that is picked out", "All", WatchAct::Fit),
    ];
    let told = view.pointed.as_ref().or(view.reached.as_ref());
    let reached = view.reached.as_ref();
    html! {
        <div class="space-time">
            <div class="watch-bar" role="group" aria-label="What is looked at">
                for (id, label, sign, asked) in buttons {
                    <button key={id} {id} title={label} aria-label={label} onclick={watch(asked)}>
                        {sign}
                    </button>
                }
                {picking::fields(act, picking)}
                {signs()}
                {telling(act, told)}
            </div>
            <p class="unseen" id="space-time-words">{view.description()}</p>
            <div id="space-time" role="slider" tabindex="0" data-arrows="own"
                aria-label="Space and time, event by event"
                aria-describedby="space-time-words"
                aria-keyshortcuts="ArrowLeft ArrowRight ArrowUp ArrowDown Enter Home End PageUp PageDown + -"
                aria-valuemin="0"
                aria-valuemax={view.known_until.as_micros().to_string()}
                aria-valuenow={reached.map_or(0, |told| told.at.as_micros()).to_string()}
                aria-valuetext={reached.map_or_else(|| "No event yet".to_owned(), in_words)}
                onkeydown={keys(act)}
                onclick={clicked(act)}
                onpointerover={pointed(act)}
                onpointerleave={act.reform(|_| Act::Watch(WatchAct::Point(None)))}
                onpointerdown={pressed(act)}
                onpointermove={moved(act)}
                onpointerup={act.reform(|_| Act::Watch(WatchAct::Release))}
                onpointercancel={act.reform(|_| Act::Watch(WatchAct::Release))}>
                {drawing(view)}
            </div>
        </div>
    }
}

fn in_words(told: &Told) -> String {
    format!("{}: {} {}", moment(told.at), told.sentence.text, told.sentence.section)
}

/// What is said of the event at the pointer, or else of the one that the keys have come to.
fn telling(act: &Callback<Act>, told: Option<&Told>) -> Html {
    let event = told.map(|told| told.sentence.event);
    let go = act.reform(move |_| match event {
        Some(event) => Act::Watch(WatchAct::GoTo(event)),
        None => Act::Watch(WatchAct::GoToReached),
    });
    html! {
        <p class="telling">
            if let Some(told) = told {
                <span class="time">{moment(told.at)}</span>
                <span class="text">{&told.sentence.text}</span>
                if !told.sentence.section.is_empty() {
                    <span class="section">{told.sentence.section}</span>
                }
                <button id="go-to-event" onclick={go}>{"Go there"}</button>
            } else {
                <span class="text">{"Nothing has happened yet."}</span>
            }
        </p>
    }
}

/// The part of the stretch of time at a place in the window.
pub fn part_at(picture: &Element, client_x: f64) -> f64 {
    let place = picture.get_bounding_client_rect();
    // The picture is as wide as it is drawn, or scaled to the room that there is.
    let width = picture.get_attribute("viewBox").and_then(|edges| {
        // The browser has the tables for numbers with decimals already.
        edges.split_whitespace().nth(2).map(js_sys::Number::parse_float)
    });
    let width = width.filter(|width| width.is_finite()).unwrap_or(1.0);
    let x = (client_x - place.left()) / place.width().max(1.0) * width;
    (x - LABELS) / (width - LABELS).max(1.0)
}

fn picture_of(event: &PointerEvent) -> Option<Element> {
    let target = event.target_dyn_into::<Element>()?;
    target.closest(PICTURE).ok().flatten()
}

/// The event that something in the picture is about.
fn event_at(target: Option<Element>) -> Option<EventId> {
    let marked = target?.closest("[data-event]").ok().flatten()?;
    marked.get_attribute("data-event")?.parse().ok().map(EventId)
}

/// The node whose name stands at a lane.
fn node_at(target: Option<Element>) -> Option<NodeId> {
    let named = target?.closest("[data-node]").ok().flatten()?;
    named.get_attribute("data-node")?.parse().ok()
}

fn clicked(act: &Callback<Act>) -> Callback<yew::MouseEvent> {
    let act = act.clone();
    Callback::from(move |event: yew::MouseEvent| {
        if let Some(event) = event_at(event.target_dyn_into()) {
            act.emit(Act::Watch(WatchAct::GoTo(event)));
        } else if let Some(node) = node_at(event.target_dyn_into()) {
            act.emit(Act::SelectNode(Some(node)));
        }
    })
}

fn pointed(act: &Callback<Act>) -> Callback<PointerEvent> {
    let act = act.clone();
    Callback::from(move |event: PointerEvent| {
        if event.buttons() == 0 {
            act.emit(Act::Watch(WatchAct::Point(event_at(event.target_dyn_into()))));
        }
    })
}

fn pressed(act: &Callback<Act>) -> Callback<PointerEvent> {
    let act = act.clone();
    Callback::from(move |event: PointerEvent| {
        let target = event.target_dyn_into::<Element>();
        let Some(picture) = picture_of(&event).filter(|_| event.button() == 0) else { return };
        if event_at(target.clone()).is_some() || node_at(target.clone()).is_some() {
            return;
        }
        let cursor = target.and_then(|target| target.closest(".cursor").ok().flatten());
        // Without the capture the drag ends at the picture's edge, which is no harm.
        let _ = picture.set_pointer_capture(event.pointer_id());
        let part = part_at(&picture, f64::from(event.client_x()));
        act.emit(Act::Watch(WatchAct::Hold(part, cursor.is_some())));
    })
}

fn moved(act: &Callback<Act>) -> Callback<PointerEvent> {
    let act = act.clone();
    Callback::from(move |event: PointerEvent| {
        if event.buttons() == 1
            && let Some(picture) = picture_of(&event)
            && picture.has_pointer_capture(event.pointer_id())
        {
            let part = part_at(&picture, f64::from(event.client_x()));
            act.emit(Act::Watch(WatchAct::Drag(part)));
        }
    })
}

/// One tab stop: the arrow keys go from event to event, Enter goes there in time.
fn keys(act: &Callback<Act>) -> Callback<KeyboardEvent> {
    let act = act.clone();
    Callback::from(move |event: KeyboardEvent| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let reach = |forward, same_lane| WatchAct::Reach { forward, same_lane };
        let asked = match (event.key().as_str(), event.shift_key()) {
            ("ArrowRight", true) => Act::Step,
            ("ArrowLeft", true) => Act::StepBack,
            ("ArrowRight", false) => Act::Watch(reach(true, false)),
            ("ArrowLeft", false) => Act::Watch(reach(false, false)),
            ("ArrowDown", _) => Act::Watch(reach(true, true)),
            ("ArrowUp", _) => Act::Watch(reach(false, true)),
            ("Home", _) => Act::Watch(WatchAct::ReachEnd(false)),
            ("End", _) => Act::Watch(WatchAct::ReachEnd(true)),
            ("Enter", _) => Act::Watch(WatchAct::GoToReached),
            ("PageUp", _) => Act::Watch(WatchAct::Shift(-MOVE_STEP)),
            ("PageDown", _) => Act::Watch(WatchAct::Shift(MOVE_STEP)),
            ("+" | "=", _) => Act::Watch(WatchAct::Zoom(1.0 / ZOOM_STEP, None)),
            ("-", _) => Act::Watch(WatchAct::Zoom(ZOOM_STEP, None)),
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        act.emit(asked);
    })
}
