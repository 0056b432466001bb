//! Strips of tabs: one tab stop each, and the arrow keys go along them.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};
use yew::{Callback, Html, MouseEvent, TargetCast, html};

/// One tab of a strip.
pub struct Tab {
    /// Its name within the page.
    pub id: String,
    /// What stands on it.
    pub label: &'static str,
    /// What it shows, in a sentence; empty if the label says it all.
    pub title: &'static str,
    /// What it shows, by its name within the page.
    pub panel: &'static str,
    /// Whether that is shown.
    pub selected: bool,
    /// Whether the tab key goes to it: to one of a strip.
    pub reached: bool,
    /// Takes that it is pressed.
    pub press: Callback<MouseEvent>,
}

/// A strip of tabs.
pub fn strip(label: &'static str, tabs: impl Iterator<Item = Tab>) -> Html {
    html! {
        <div class="tabs" role="tablist" aria-label={label} data-arrows="own" onkeydown={go_along}>
            for tab in tabs {
                <button key={tab.label} id={tab.id} role="tab"
                    title={(!tab.title.is_empty()).then_some(tab.title)}
                    aria-selected={tab.selected.to_string()}
                    aria-controls={tab.selected.then_some(tab.panel)}
                    tabindex={if tab.reached { "0" } else { "-1" }}
                    onclick={tab.press}>
                    {tab.label}
                </button>
            }
        </div>
    }
}

/// The arrow keys go along neighbours; Enter and the space bar press one, as with any button.
pub fn go_along(event: KeyboardEvent) {
    let Some(tab) = event.target_dyn_into::<HtmlElement>() else { return };
    let neighbour = match event.key().as_str() {
        "ArrowRight" => tab.next_element_sibling(),
        "ArrowLeft" => tab.previous_element_sibling(),
        "Home" => tab.parent_element().and_then(|strip| strip.first_element_child()),
        "End" => tab.parent_element().and_then(|strip| strip.last_element_child()),
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    if let Some(neighbour) = neighbour.and_then(|tab| tab.dyn_into::<HtmlElement>().ok()) {
        // A tab that is there can take the focus.
        let _ = neighbour.focus();
    }
}
