//! The cards of the tour, each beside the part of the page that it is about. They lie in front of
//! the page but cover as little as they can, and everything stays in use.

use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::{Callback, Html, html};

use super::act::Act;
use super::document;
use super::help::HelpAct;
use crate::view::tour::CardView;

/// Between a card and what it is about, in pixels.
const GAP: f64 = 14.0;

/// On a window that is no wider the card takes its whole width, in pixels.
const NARROW: f64 = 760.0;

/// After so many milliseconds the page has been drawn anew.
const DRAWN_AFTER_MS: u32 = 40;

/// Around what the card is about, in pixels.
const RING: f64 = 5.0;

/// The card.
pub fn card(act: &Callback<Act>, view: &CardView) -> Html {
    html! {
        <>
            <div id="tour-ring" data-anchor={view.anchor.clone()} aria-hidden="true" />
            <aside id="tour" class="tour" aria-labelledby="tour-title">
                <p class="tour-count">{format!("Tour, {} of {}", view.number, view.count)}</p>
                <div role="status">
                    <h2 id="tour-title">{&view.title}</h2>
                    <p>{&view.text}</p>
                </div>
                <div class="tour-buttons">
                    if view.number < view.count {
                        <button id="tour-skip" onclick={act.reform(|_| Act::Help(HelpAct::EndTour))}
                            title="End the tour (Esc)">
                            {"Skip the tour"}
                        </button>
                    }
                    <button id="tour-next" class="primary" onclick={act.reform(|_| Act::Help(HelpAct::DoIt))}>
                        {view.next}
                    </button>
                </div>
            </aside>
        </>
    }
}

/// Keeps the card where it belongs while parts of the page are scrolled, or come in view behind
/// tabs. Dropping the listeners ends it.
pub fn listen() -> Vec<EventListener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    // Scrolling of a panel is told to nobody above it but on the way down.
    let options = EventListenerOptions::run_in_capture_phase();
    let scroll = EventListener::new_with_options(&window, "scroll", options, |_| place());
    // When what was pressed has been drawn.
    let click = EventListener::new(&window, "click", |_| {
        Timeout::new(DRAWN_AFTER_MS, place).forget();
    });
    vec![scroll, click]
}

/// Puts the card beside what it is about, and brings that into view when it is another one than
/// before.
pub fn place() {
    let found = |id: &str| document().and_then(|page| page.get_element_by_id(id));
    let (Some(ring), Some(card)) = (found("tour-ring"), found("tour")) else { return };
    let Some(name) = ring.get_attribute("data-anchor") else { return };
    let Some(anchor) = found(&name).map(|anchor| tab_before(&anchor).unwrap_or(anchor)) else {
        return set(&ring, "display:none");
    };
    if ring.get_attribute("data-shown").as_ref() != Some(&name) {
        // What is in view stays where it is.
        if !is_in_view(&anchor) {
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Center);
            anchor.scroll_into_view_with_scroll_into_view_options(&options);
        }
        // An attribute of a fixed name can always be set.
        let _ = ring.set_attribute("data-shown", &name);
    }
    let (around, own) = (anchor.get_bounding_client_rect(), card.get_bounding_client_rect());
    let (wide, high) = window_size();
    // Where the page is drawn larger, its own lengths are smaller than those on the screen.
    let zoom = zoom(&card, own.width());
    set(
        &ring,
        &format!(
            "left:{:.0}px;top:{:.0}px;width:{:.0}px;height:{:.0}px",
            around.left() / zoom - RING,
            around.top() / zoom - RING,
            around.width() / zoom + 2.0 * RING,
            around.height() / zoom + 2.0 * RING
        ),
    );
    if wide <= NARROW {
        if around.width() == 0.0 {
            // The part that it stands in is not shown.
            set(&ring, "display:none");
        }
        // Beside nothing there is room: at the edge that is farther away.
        let lower = around.top() + around.height() / 2.0 > high / 2.0;
        // At the bottom lie the buttons of time and the tabs of the page's parts.
        let edge = if lower { "top:8px" } else { "bottom:116px" };
        return set(&card, &format!("left:8px;right:8px;{edge}"));
    }
    // Beside it, on the side where there is room; below it if there is none.
    let right = around.right() + GAP;
    let left = around.left() - GAP - own.width();
    let (x, y) = match (right + own.width() <= wide, left >= 0.0) {
        (true, _) => (right, around.top()),
        (false, true) => (left, around.top()),
        (false, false) => (around.left(), around.bottom() + GAP),
    };
    let within = |at: f64, size: f64, most: f64| at.min(most - size - GAP).max(GAP);
    let (x, y) = (within(x, own.width(), wide), within(y, own.height(), high));
    set(&card, &format!("left:{:.0}px;top:{:.0}px", x / zoom, y / zoom));
}

/// How much larger than by its own lengths an element is drawn that is so wide on the screen.
fn zoom(element: &Element, wide: f64) -> f64 {
    let own = element.dyn_ref::<HtmlElement>().map_or(0, HtmlElement::offset_width);
    if own > 0 && wide > 0.0 { wide / f64::from(own) } else { 1.0 }
}

fn set(element: &Element, style: &str) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        element.style().set_css_text(style);
    }
}

/// The tab behind which an element of the controls lies hidden.
fn tab_before(element: &Element) -> Option<Element> {
    let panel = element.closest("[role=tabpanel][hidden]").ok().flatten()?;
    let label = panel.get_attribute("aria-label")?.to_lowercase();
    document()?.get_element_by_id(&format!("group-{label}-tab"))
}

/// Whether an element, or a card of the tour in front of it, is what lies where it stands: a panel
/// may be scrolled past it.
fn is_in_view(element: &Element) -> bool {
    let around = element.get_bounding_client_rect();
    let [x, y] = [around.left() + around.width() / 2.0, around.top() + around.height() / 2.0];
    let found = document().and_then(|page| page.element_from_point(x as f32, y as f32));
    found.is_some_and(|found| {
        element.contains(Some(&found)) || found.closest(".tour").ok().flatten().is_some()
    })
}

fn window_size() -> (f64, f64) {
    let size = |size: Result<wasm_bindgen::JsValue, _>| size.ok().and_then(|size| size.as_f64());
    let window = web_sys::window();
    let wide = window.as_ref().and_then(|window| size(window.inner_width()));
    let high = window.as_ref().and_then(|window| size(window.inner_height()));
    (wide.unwrap_or_default(), high.unwrap_or_default())
}
