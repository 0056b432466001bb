//! What reaches the page from outside: a file that is dropped on it, a text that is pasted, a
//! link that is opened in it, a printer that asks for it.

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, DragEvent, Element};
use yew::Callback;

use super::act::Act;
use super::lesson::LessonAct;
use super::session_act::{Origin, SessionAct};
use super::session_file::open_file;
use super::theme::Theme;

/// Listens on the whole page. Dropping the listeners ends it.
pub fn listen(act: &Callback<Act>) -> Vec<EventListener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let options = EventListenerOptions::enable_prevent_default();
    // Without this the browser would leave the page for the file.
    let over = EventListener::new_with_options(&window, "dragover", options, |event| {
        if event.dyn_ref::<DragEvent>().and_then(dropped).is_some_and(|(files, _)| files) {
            event.prevent_default();
        }
    });
    let drop = {
        let act = act.clone();
        EventListener::new_with_options(&window, "drop", options, move |event| {
            let found = event.dyn_ref::<DragEvent>().and_then(dropped);
            if let Some((true, file)) = found {
                event.prevent_default();
                if let Some(file) = file {
                    open_file(&act, file);
                }
            }
        })
    };
    let paste = {
        let act = act.clone();
        EventListener::new_with_options(&window, "paste", options, move |event| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let fields = "input, textarea, select, [contenteditable]";
            if target.is_some_and(|target| target.closest(fields).ok().flatten().is_some()) {
                return;
            }
            let pasted = event
                .dyn_ref::<ClipboardEvent>()
                .and_then(ClipboardEvent::clipboard_data)
                .and_then(|data| data.get_data("text/plain").ok());
            if let Some(text) = pasted.filter(|text| !text.trim().is_empty()) {
                event.prevent_default();
                let act_of = SessionAct::Open { text: Ok(text), from: Origin::Text };
                act.emit(Act::Session(act_of));
            }
        })
    };
    let link = {
        let act = act.clone();
        EventListener::new(&window, "hashchange", move |_| {
            act.emit(Act::Session(SessionAct::FragmentChanged));
        })
    };
    // What was done last is kept even if the page is left at once.
    let left = {
        let act = act.clone();
        EventListener::new(&window, "pagehide", move |_| {
            act.emit(Act::Session(SessionAct::Remember));
        })
    };
    let before_print = {
        let act = act.clone();
        EventListener::new(&window, "beforeprint", move |_| {
            // Paper is white, whatever the page is.
            Theme::Light.apply();
            act.emit(Act::Lesson(LessonAct::BeforePrint));
        })
    };
    let after_print = {
        let act = act.clone();
        EventListener::new(&window, "afterprint", move |_| {
            act.emit(Act::Lesson(LessonAct::AfterPrint));
        })
    };
    vec![over, drop, paste, link, left, before_print, after_print]
}

/// Whether files are dragged, and the first of them once they are dropped.
fn dropped(event: &DragEvent) -> Option<(bool, Option<web_sys::File>)> {
    let data = event.data_transfer()?;
    let files = data.types().iter().any(|kind| kind.as_string().as_deref() == Some("Files"));
    Some((files, data.files().and_then(|files| files.get(0))))
}
