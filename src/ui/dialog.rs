//! A dialog in front of the page. The browser keeps the focus within it and closes it with Escape.

use web_sys::HtmlDialogElement;
use yew::{
    Callback, Children, Html, NodeRef, Properties, component, html, use_effect_with, use_node_ref,
};

/// What a dialog shows.
#[derive(Clone, PartialEq, Properties)]
pub struct DialogProps {
    /// Its name within the page.
    pub id: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// Whether it is shown.
    pub open: bool,
    /// Called when it is put away.
    pub on_close: Callback<()>,
    /// What is in it.
    pub children: Children,
}

/// A dialog.
#[component]
pub fn Dialog(props: &DialogProps) -> Html {
    let DialogProps { id, title, open, on_close, children } = props;
    let dialog = use_node_ref();
    {
        let dialog = dialog.clone();
        use_effect_with(*open, move |open| show(&dialog, *open));
    }
    let heading = format!("{id}-title");
    html! {
        <dialog id={*id} class="dialog" ref={dialog} aria-labelledby={heading.clone()}
            onclose={on_close.reform(|_: yew::Event| ())}>
            if *open {
                <div class="dialog-head">
                    <h2 id={heading}>{title}</h2>
                    <button class="close" aria-label="Close" onclick={on_close.reform(|_| ())}>
                        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 6l12 12M18 6L6 18"/></svg>
                    </button>
                </div>
                {children.clone()}
            }
        </dialog>
    }
}

fn show(dialog: &NodeRef, open: bool) {
    let Some(dialog) = dialog.cast::<HtmlDialogElement>() else { return };
    if open && !dialog.open() {
        // A dialog that cannot be shown in front is no harm: it stays away.
        let _ = dialog.show_modal();
    } else if !open && dialog.open() {
        dialog.close();
    }
}
