//! The hints in the dock: the debt over time, and a life line for each (Dynamo §4.6).

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};
use yew::{Callback, Html, TargetCast, classes, html};

use crate::session::annals::hints::HintEvent;
use crate::sim::trace::EventId;
use crate::ui::act::Act;
use crate::ui::letter::letter;
use crate::ui::tabs::go_along;
use crate::ui::time_act::TimeAct;
use crate::view::hints::{HintsView, LifeMark, LifeView};
use crate::view::words::moment;

/// How high the debt is drawn.
const HEIGHT: f64 = 40.0;

/// The hints.
pub fn hints(act: &Callback<Act>, view: &HintsView, nodes: u16) -> Html {
    let style = format!("--now:{:.2}%", view.now * 100.0);
    html! {
        <div class="hints" ~style={style}>
            <p class="unseen" id="hints-words">{view.description()}</p>
            if view.lives.is_empty() {
                <p class="hint">{view.description()}{" Kill a node and write: another one stands in and keeps a hint."}</p>
            } else {
                <div class="debt">
                    <p><b id="hint-debt">{view.debt}</b>
                        {if view.debt == 1 { " hint is waiting" } else { " hints are waiting" }}
                        <span class="role">{format!("at most {}", view.debt_most)}</span>
                    </p>
                    {debt(view)}
                    <p class="span" aria-hidden="true">
                        <span>{moment(view.span.0)}</span><span>{moment(view.span.1)}</span>
                    </p>
                </div>
                <ol class="lives" aria-label="Hints, those that wait first" data-arrows="own"
                    onkeydown={go_about}>
                    for (index, life) in view.lives.iter().enumerate() {
                        {row(act, life, nodes, index == 0)}
                    }
                </ol>
                if view.left_out > 0 {
                    <p class="hint">{format!("{} older ones are not drawn.", view.left_out)}</p>
                }
            }
        </div>
    }
}

/// How many hints there were, as a line of steps.
fn debt(view: &HintsView) -> Html {
    let height =
        |count: u32| HEIGHT - f64::from(count) * (HEIGHT - 4.0) / f64::from(view.debt_most.max(1));
    let mut path = format!("M0,{:.1}", height(0));
    for (place, count) in &view.steps {
        path += &format!("H{:.1}V{:.1}", place * 1_000.0, height(*count));
    }
    path += "H1000";
    html! {
        <div class="track">
            <svg viewBox={format!("0 0 1000 {HEIGHT}")} preserveAspectRatio="none" aria-hidden="true">
                <path class="area" d={format!("{path}V{HEIGHT}H0Z")} />
                <path class="line" d={path} />
            </svg>
            // What is known of the time after the present moment.
            <i class="to-come" />
        </div>
    }
}

fn row(act: &Callback<Act>, life: &LifeView, nodes: u16, first: bool) -> Html {
    let lost = life.marks.last().is_some_and(|mark| mark.what == HintEvent::DiskLost);
    let class = match (life.outstanding, lost) {
        (true, _) => "outstanding",
        (_, true) => "lost",
        _ => "over",
    };
    let (begin, end) = life.reach;
    let style = format!("--begin:{:.2}%;--end:{:.2}%", begin * 100.0, end * 100.0);
    html! {
        <li key={format!("{} {} {}", life.stand_in, life.owner, life.stored.0)} class={classes!(class)}>
            <button class="life" tabindex={if first { "0" } else { "-1" }} aria-label={life.sentence()}
                title="Go to where it was stored" onclick={go(act, life, life.stored)}>
                {letter(life.stand_in, nodes)}{if life.outstanding { " keeps " } else { " kept " }}
                <span class="key">{format!("“{}”", life.key)}</span>
                {" for "}{letter(life.owner, nodes)}
            </button>
            <div class="track" ~style={style}>
                <i class="bar" />
                for mark in &life.marks { {mark_button(act, life, mark)} }
            </div>
            <span class="standing">{&life.standing}</span>
        </li>
    }
}

fn mark_button(act: &Callback<Act>, life: &LifeView, mark: &LifeMark) -> Html {
    let (class, sign) = match mark.what {
        HintEvent::Grown => ("grown", "+"),
        HintEvent::Sent => ("sent", "▲"),
        HintEvent::Arrived => ("arrived", "▽"),
        HintEvent::Kept => ("kept", "+"),
        HintEvent::Delivered => ("delivered", "■"),
        HintEvent::Rehomed { .. } => ("rehomed", "→"),
        HintEvent::LostOnTheWay | HintEvent::WordLost | HintEvent::DiskLost => ("gone", "✕"),
    };
    html! {
        <button class={classes!("moment", class)} tabindex="-1" title={mark.words.clone()}
            aria-label={mark.words.clone()} ~style={format!("left:{:.2}%", mark.place * 100.0)}
            onclick={go(act, life, mark.event)}>
            {sign}
        </button>
    }
}

/// Goes to an event in the life of a hint, and looks at who keeps it and at its key.
fn go(act: &Callback<Act>, life: &LifeView, event: EventId) -> Callback<yew::MouseEvent> {
    let (act, key, stand_in) = (act.clone(), life.key.clone(), life.stand_in);
    Callback::from(move |_| {
        act.emit(Act::SelectKey(key.clone()));
        act.emit(Act::SelectNode(Some(stand_in)));
        act.emit(Act::Time(TimeAct::GoToEvent(event)));
    })
}

/// Up and down go from life to life, left and right from moment to moment.
fn go_about(event: KeyboardEvent) {
    let Some(focused) = event.target_dyn_into::<HtmlElement>() else { return };
    let Some(row) = focused.closest("li").ok().flatten() else { return };
    let first = |row: Option<web_sys::Element>| row.and_then(|row| row.first_element_child());
    let is_life = focused.matches(".life") == Ok(true);
    let next = match (event.key().as_str(), is_life) {
        ("ArrowDown", _) => first(row.next_element_sibling()),
        ("ArrowUp", _) => first(row.previous_element_sibling()),
        ("ArrowRight", true) => row.query_selector(".moment").ok().flatten(),
        ("ArrowLeft", false) if !precedes(&focused) => row.first_element_child(),
        _ => return go_along(event),
    };
    event.prevent_default();
    event.stop_propagation();
    if let Some(next) = next.and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
        // A button that is there can take the focus.
        let _ = next.focus();
    }
}

/// Whether a moment stands before this one in its life.
fn precedes(focused: &HtmlElement) -> bool {
    let before = focused.previous_element_sibling();
    before.is_some_and(|before| before.matches(".moment") == Ok(true))
}
