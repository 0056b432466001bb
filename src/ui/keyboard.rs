//! Keys that work everywhere on the page.

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::Callback;

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortcut {
    /// Play or pause: the space bar.
    PlayOrPause,
    /// One step on: the right arrow.
    Step,
    /// One step back: the left arrow.
    StepBack,
    /// Back to the start: Home.
    Start,
    /// On to the next of the chosen kind: N.
    Next,
    /// Back to the last of the chosen kind: P.
    Previous,
}

/// Listens on the whole page. Dropping the listener ends it.
pub fn listen(callback: Callback<Shortcut>) -> Option<EventListener> {
    let window = web_sys::window()?;
    let options = gloo_events::EventListenerOptions::enable_prevent_default();
    let listener = EventListener::new_with_options(&window, "keydown", options, move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        if event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key() {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(shortcut) = shortcut(&event.key(), target.as_ref()) {
            event.prevent_default();
            callback.emit(shortcut);
        }
    });
    Some(listener)
}

/// Whether a dialog lies before all that keys could do.
fn is_behind_a_dialog() -> bool {
    let found = super::document().map(|document| document.query_selector("dialog[open]"));
    matches!(found, Some(Ok(Some(_))))
}

/// A key means its shortcut only where the focused element has no use of its own for it.
fn shortcut(key: &str, target: Option<&Element>) -> Option<Shortcut> {
    let within = |selector: &str| {
        target.is_some_and(|target| target.closest(selector).ok().flatten().is_some())
    };
    if within("input, select, textarea") || is_behind_a_dialog() {
        return None;
    }
    match key {
        " " if !within("button, a, summary, [role=button]") => Some(Shortcut::PlayOrPause),
        "ArrowRight" if !within("[data-arrows]") => Some(Shortcut::Step),
        "ArrowLeft" if !within("[data-arrows]") => Some(Shortcut::StepBack),
        "Home" => Some(Shortcut::Start),
        "n" | "N" => Some(Shortcut::Next),
        "p" | "P" => Some(Shortcut::Previous),
        _ => None,
    }
}
