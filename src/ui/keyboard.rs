//! Keys that work everywhere on the page: what they mean, where they mean something else, and
//! what stands about them on the sheet of shortcuts. One table says it all.

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::Callback;

use super::browser;
use super::dock::Tab;

/// Under this name the browser remembers that single characters are no shortcuts.
const LETTERS_OFF: &str = "dynamo-playground no letter keys";

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortcut {
    /// Play or pause.
    PlayOrPause,
    /// One step on.
    Step,
    /// One step back.
    StepBack,
    /// Back to the start.
    Start,
    /// On to the next of the chosen kind.
    Next,
    /// Back to the last of the chosen kind.
    Previous,
    /// A moment is to be typed.
    GoTo,
    /// Time runs slower.
    Slower,
    /// Time runs faster.
    Faster,
    /// A picture is opened, or folded away.
    Picture(Tab),
    /// The picture gets the room of the stage, or no longer.
    TallDock,
    /// The other client acts.
    OtherClient,
    /// Other colours.
    Theme,
    /// The sheet of shortcuts is shown.
    Help,
    /// The tour ends.
    EndTour,
}

/// A part of the page to which keys belong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// Time.
    Time,
    /// The stage and the clients.
    Stage,
    /// The pictures in the dock.
    Pictures,
    /// The page itself.
    Page,
}

/// A shortcut on the sheet.
pub struct Key {
    /// The part of the page that it belongs to.
    pub area: Area,
    /// What stands on the key.
    pub name: &'static str,
    /// What it does.
    pub does: &'static str,
    /// What the browser calls it.
    codes: &'static [&'static str],
    /// What it asks for.
    shortcut: Shortcut,
    /// Elements that have a use of their own for it, when they have the focus.
    not_within: &'static str,
}

const fn key(
    area: Area,
    name: &'static str,
    codes: &'static [&'static str],
    shortcut: Shortcut,
    does: &'static str,
) -> Key {
    Key { area, name, does, codes, shortcut, not_within: "" }
}

/// All of them but those of single pictures, in the order of the sheet.
pub const KEYS: [Key; 14] = [
    Key {
        not_within: "button, a, summary, [role=button]",
        ..key(Area::Time, "Space", &[" "], Shortcut::PlayOrPause, "Play or pause")
    },
    Key {
        not_within: "[data-arrows]",
        ..key(Area::Time, "→", &["ArrowRight"], Shortcut::Step, "One step on")
    },
    Key {
        not_within: "[data-arrows]",
        ..key(Area::Time, "←", &["ArrowLeft"], Shortcut::StepBack, "One step back")
    },
    Key {
        not_within: "[role=tablist]",
        ..key(Area::Time, "Home", &["Home"], Shortcut::Start, "Back to the start")
    },
    key(Area::Time, "N", &["n", "N"], Shortcut::Next, "On to the next of the chosen kind"),
    key(Area::Time, "P", &["p", "P"], Shortcut::Previous, "Back to the last of the chosen kind"),
    key(Area::Time, "G", &["g", "G"], Shortcut::GoTo, "Type a moment to go to"),
    key(Area::Time, "[", &["[", ","], Shortcut::Slower, "Slower (or the comma)"),
    key(Area::Time, "]", &["]", "."], Shortcut::Faster, "Faster (or the full stop)"),
    key(Area::Stage, "C", &["c", "C"], Shortcut::OtherClient, "Act as the other client"),
    key(Area::Pictures, "L", &["l", "L"], Shortcut::TallDock, "Larger, or smaller again"),
    key(Area::Page, "T", &["t", "T"], Shortcut::Theme, "Other colours"),
    key(Area::Page, "?", &["?"], Shortcut::Help, "This sheet"),
    key(Area::Page, "Esc", &["Escape"], Shortcut::EndTour, "End the tour, or close a dialog"),
];

/// The picture that a number opens, from 1.
fn picture(code: &str) -> Option<Shortcut> {
    let number: usize = code.parse().ok()?;
    Tab::ALL.get(number.checked_sub(1)?).copied().map(Shortcut::Picture)
}

/// Whether single characters are shortcuts. Who dictates, or presses keys by accident, turns
/// them off.
pub fn letters_are_on() -> bool {
    browser::remembered(LETTERS_OFF).is_none()
}

/// Turns single characters on or off, on this device.
pub fn turn_letters(on: bool) {
    match on {
        true => browser::forget(LETTERS_OFF),
        false => browser::remember(LETTERS_OFF, "off"),
    }
}

/// Listens on the whole page. Dropping the listener ends it.
pub fn listen(callback: Callback<Shortcut>) -> Option<EventListener> {
    let window = web_sys::window()?;
    let options = gloo_events::EventListenerOptions::enable_prevent_default();
    let listener = EventListener::new_with_options(&window, "keydown", options, move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        // Most keyboards need Shift for the question mark, some for brackets.
        let is_sign = |code: &str| code.chars().count() == 1 && !code.trim().is_empty();
        let shifted = event.shift_key()
            && (!is_sign(&event.key()) || event.key().chars().all(char::is_alphanumeric));
        if event.ctrl_key() || event.alt_key() || event.meta_key() || shifted {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(shortcut) = shortcut(&event.key(), target.as_ref()) {
            // Escape closes what the browser itself has opened as well.
            if shortcut != Shortcut::EndTour {
                event.prevent_default();
            }
            callback.emit(shortcut);
        }
    });
    Some(listener)
}

/// Whether a dialog or a handout lies before all that keys could do.
fn is_behind_a_dialog() -> bool {
    let found = super::document().map(|document| document.query_selector("dialog[open], .handout"));
    matches!(found, Some(Ok(Some(_))))
}

/// A key means its shortcut only where the focused element has no use of its own for it.
fn shortcut(code: &str, target: Option<&Element>) -> Option<Shortcut> {
    let within = |selector: &str| {
        target.is_some_and(|target| target.closest(selector).ok().flatten().is_some())
    };
    let types = within("input, select, textarea") && code != "Escape";
    if types || is_behind_a_dialog() {
        return None;
    }
    let is_character = code.chars().count() == 1 && code != " ";
    if is_character && !letters_are_on() {
        return None;
    }
    let known = KEYS.iter().find(|key| key.codes.contains(&code));
    match known {
        Some(key) if !key.not_within.is_empty() && within(key.not_within) => None,
        Some(key) => Some(key.shortcut),
        None => picture(code),
    }
}
