//! What can be done to the message that is chosen, right at the stage.

use yew::{Callback, Html, html};

use crate::dynamo::time::Time;
use crate::sim::command::Command;
use crate::sim::fault::MessageAct;
use crate::ui::act::Act;
use crate::view::stage::FlightView;
use crate::view::words::rounded;

/// By how much the stage delays a message, in milliseconds; the panel delays by any time.
const DELAY_MS: u32 = 20;

#[inline(never)]
pub(super) fn menu(act: &Callback<Act>, chosen: &FlightView, now: Time) -> Html {
    let (message, copy) = (chosen.id, chosen.copy);
    let give = |what: MessageAct| {
        act.reform(move |_: yew::MouseEvent| {
            Act::Give(Command::Meddle { message, copy, act: what })
        })
    };
    let hold = if chosen.held { MessageAct::Release } else { MessageAct::Hold };
    let acts = [
        ("drop", "Drop", MessageAct::Drop, "It is lost"),
        (
            "hold",
            if chosen.held { "Release" } else { "Hold" },
            hold,
            "It stands still until it is released",
        ),
        ("delay", "Delay 20 ms", MessageAct::Delay { by_ms: DELAY_MS }, "It arrives so much later"),
        ("double", "Double", MessageAct::Duplicate, "A second copy leaves now"),
    ];
    let left = if chosen.held {
        String::new()
    } else {
        format!(", {} to go", rounded(chosen.ends_at.since(now)))
    };
    html! {
        <div class="message-menu" role="group" aria-label="The chosen message">
            <p>{chosen.description()}{left}</p>
            for (id, name, what, title) in acts {
                <button id={format!("stage-{id}")} {title} onclick={give(what)}>{name}</button>
            }
            <button id="stage-leave" aria-label="Leave this message"
                onclick={act.reform(|_| Act::SelectMessage(None))}>{"✕"}</button>
        </div>
    }
}
