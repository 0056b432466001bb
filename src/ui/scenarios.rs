//! The scenarios that come with the page, to be opened.

use yew::{Callback, Html, html};

use super::act::Act;
use super::session_act::SessionAct;
use crate::session::stories;

/// A button for each scenario.
pub fn scenarios(act: &Callback<Act>) -> Html {
    html! {
        <section class="group" aria-labelledby="scenarios-title">
            <h2 id="scenarios-title">{"Scenarios"}</h2>
            <p class="hint">{"Each tells a story, and goes on as you like."}</p>
            <div class="scenarios">
                for (name, title) in stories::FILES {
                    <button key={name} id={format!("scenario-{name}")} class="wide"
                        onclick={act.reform(move |_| Act::Session(SessionAct::Fetch(name)))}>
                        {title}
                    </button>
                }
            </div>
        </section>
    }
}
