//! The session as a file: saved, and opened again from a file or a text.

use wasm_bindgen_futures::spawn_local;
use web_sys::{File, HtmlInputElement, HtmlTextAreaElement};
use yew::{Callback, Event, Html, Properties, TargetCast, component, html, use_node_ref};

use super::act::Act;
use super::browser;
use super::session_act::{Origin, SessionAct};

/// No scenario is longer, in bytes: what is longer is not even read.
pub const FILE_BYTES_MAX: usize = crate::session::document::limits::TEXT_BYTES_MAX;

/// What the part about files shows.
#[derive(Clone, PartialEq, Properties)]
pub struct SessionFileProps {
    /// Takes acts.
    pub act: Callback<Act>,
}

/// Reads a file and asks for it to be opened.
pub fn open_file(act: &Callback<Act>, file: File) {
    let act = act.clone();
    spawn_local(async move {
        let text = browser::read_file(&file, FILE_BYTES_MAX).await;
        act.emit(Act::Session(SessionAct::Open { text, from: Origin::File(file.name()) }));
    });
}

/// Opens what a file picker was given.
pub fn picked(act: &Callback<Act>) -> Callback<Event> {
    let act = act.clone();
    Callback::from(move |event: Event| {
        let picker: HtmlInputElement = event.target_unchecked_into();
        if let Some(file) = picker.files().and_then(|files| files.get(0)) {
            open_file(&act, file);
        }
        // The same file can be chosen again once it is mended.
        picker.set_value("");
    })
}

/// Buttons to save and to open.
#[component]
pub fn SessionFile(props: &SessionFileProps) -> Html {
    let act = &props.act;
    let field = use_node_ref();
    let on_text = {
        let (act, field) = (act.clone(), field.clone());
        Callback::from(move |_: yew::MouseEvent| {
            let text = field.cast::<HtmlTextAreaElement>().map(|field| field.value());
            let text = Ok(text.unwrap_or_default());
            act.emit(Act::Session(SessionAct::Open { text, from: Origin::Text }));
        })
    };
    html! {
        <section class="group">
            <h3>{"File"}</h3>
            <p class="hint">
                {"A file can also be dropped anywhere on the page, and its text or a link pasted there."}
            </p>
            <div class="pair">
                <button id="save" onclick={act.reform(|_| Act::Session(SessionAct::Save))}>
                    {"Save as a file"}
                </button>
                <label class="picker">
                    <input id="open-file" type="file" accept=".json,application/json"
                        onchange={picked(act)} />
                    <span>{"Open a file"}</span>
                </label>
            </div>
            <div class="field">
                <label for="open-text">{"Text of a file, or a link"}</label>
                <textarea id="open-text" ref={field} rows="3" spellcheck="false" autocomplete="off" />
            </div>
            <button id="open" onclick={on_text}>{"Open this text"}</button>
        </section>
    }
}
