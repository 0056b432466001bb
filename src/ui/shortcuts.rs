//! The sheet of shortcuts, made from the table that the keys themselves go by.

use web_sys::HtmlInputElement;
use yew::{Callback, Html, TargetCast, html};

use super::act::Act;
use super::dialog::Dialog;
use super::dock::Tab;
use super::help::HelpAct;
use super::keyboard::{Area, KEYS, letters_are_on};

const AREAS: [(Area, &str); 4] = [
    (Area::Time, "Time"),
    (Area::Stage, "Stage"),
    (Area::Pictures, "Pictures"),
    (Area::Page, "Page"),
];

/// The sheet.
pub fn sheet(act: &Callback<Act>, open: bool) -> Html {
    html! {
        <Dialog id="shortcuts" title="Keys" {open} on_close={act.reform(|()| Act::Help(HelpAct::HideSheet))}>
            if open { {contents(act)} }
        </Dialog>
    }
}

#[inline(never)]
fn contents(act: &Callback<Act>) -> Html {
    let on_letters = act.reform(|event: yew::Event| {
        let field: HtmlInputElement = event.target_unchecked_into();
        Act::Help(HelpAct::TurnLetters(field.checked()))
    });
    html! {
        <>
            <div class="shortcuts">
                for (area, title) in AREAS {
                    <section>
                        <h3>{title}</h3>
                        <dl>
                            for key in KEYS.iter().filter(|key| key.area == area) {
                                {row(key.name.to_owned(), key.does)}
                            }
                            if area == Area::Pictures {
                                for (index, tab) in Tab::ALL.into_iter().enumerate().take(9) {
                                    {row((index + 1).to_string(), tab.label())}
                                }
                            }
                        </dl>
                    </section>
                }
            </div>
            <p class="hint">
                {"The ring, the tabs and each picture are one stop of the Tab key each; the arrow keys go on within."}
            </p>
            <label class="check">
                <input id="letter-keys" type="checkbox" checked={letters_are_on()} onchange={on_letters} />
                {"single letters, digits and signs are shortcuts"}
            </label>
            <section class="group">
                <h3>{"The tour"}</h3>
                <p class="hint">{"It begins with the opening story, in place of your session."}</p>
                <button id="take-tour" onclick={act.reform(|_| Act::Help(HelpAct::BeginTour))}>
                    {"Take the tour"}
                </button>
            </section>
        </>
    }
}

fn row(name: String, does: &'static str) -> Html {
    html! {
        <div>
            <dt><kbd>{name}</kbd></dt>
            <dd>{does}</dd>
        </div>
    }
}
