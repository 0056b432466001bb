//! The wheel over the diagram of space and time. With the control key it zooms, and the page
//! must not zoom as well; that takes a listener that may prevent it.

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, WheelEvent};
use yew::Callback;

use super::space_time::{PICTURE, part_at};
use super::watch::WatchAct;
use crate::ui::act::Act;

/// How much a turn of the wheel by one unit zooms.
const ZOOM_A_UNIT: f64 = 0.0022;

/// A wheel that counts in lines turns by so many units a line.
const LINE_UNITS: f64 = 18.0;

/// What part of the stretch a turn by one unit moves.
const MOVE_A_UNIT: f64 = 0.0009;

/// Listens on the whole page. Dropping the listener ends it.
pub fn listen(act: &Callback<Act>) -> Option<EventListener> {
    let (window, act) = (web_sys::window()?, act.clone());
    let options = EventListenerOptions::enable_prevent_default();
    Some(EventListener::new_with_options(&window, "wheel", options, move |event| {
        let Some(wheel) = event.dyn_ref::<WheelEvent>() else { return };
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let picture = target.and_then(|target| target.closest(PICTURE).ok().flatten());
        let Some(picture) = picture else { return };
        let unit = if wheel.delta_mode() == 0 { 1.0 } else { LINE_UNITS };
        let sideways = if wheel.shift_key() { wheel.delta_y() } else { 0.0 } + wheel.delta_x();
        let asked = if wheel.ctrl_key() {
            let times = (wheel.delta_y() * unit * ZOOM_A_UNIT).exp();
            WatchAct::Zoom(times, Some(part_at(&picture, f64::from(wheel.client_x()))))
        } else if sideways != 0.0 {
            WatchAct::Shift(sideways * unit * MOVE_A_UNIT)
        } else {
            return;
        };
        event.prevent_default();
        act.emit(Act::Watch(asked));
    }))
}
