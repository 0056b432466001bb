//! The bar on top: back, step, play, speed, theme.

use web_sys::HtmlSelectElement;
use yew::{Callback, Html, TargetCast, html};

use super::act::Act;
use super::clock::SPEEDS;
use super::help::HelpAct;
use super::session_act::SessionAct;
use super::theme::Theme;
use crate::dynamo::time::Time;
use crate::view::words::moment;

/// What the bar shows.
pub struct TransportProps {
    /// Takes acts.
    pub act: Callback<Act>,
    /// The scenario's title.
    pub title: String,
    /// Whether time runs.
    pub playing: bool,
    /// Milliseconds a second.
    pub speed: u32,
    /// How many steps lie before the cursor.
    pub steps: u32,
    /// Whether nothing is left to happen.
    pub at_end: bool,
    /// The present moment.
    pub now: Time,
    /// The colours.
    pub theme: Theme,
}

/// The bar on top.
pub fn transport(props: &TransportProps) -> Html {
    let TransportProps { act, title, playing, speed, steps, at_end, now, theme } = props;
    let at_start = *steps == 0;
    let on_speed = act.reform(|event: yew::Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        Act::SetSpeed(select.value().parse().unwrap_or(super::clock::DEFAULT_SPEED))
    });
    let on_theme = act.reform(|event: yew::Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        Act::SetTheme(Theme::named(&select.value()).unwrap_or_default())
    });
    html! {
        <header class="transport">
            <h1>{"Dynamo playground"}<span class="story">{title}</span></h1>
            <div class="buttons" role="group" aria-label="Time">
                <button id="start" disabled={at_start} onclick={act.reform(|_| Act::Seek(0))}
                    title="Back to the start (Home)" aria-label="Back to the start">
                    <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 5v14M19 5L9 12l10 7z"/></svg>
                </button>
                <button id="back" disabled={at_start} onclick={act.reform(|_| Act::StepBack)}
                    title="One step back (left arrow)" aria-label="One step back">
                    <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M15 5L5 12l10 7zM19 5v14"/></svg>
                </button>
                <button id="play" class="primary" disabled={*at_end && !playing}
                    onclick={act.reform(|_| Act::PlayOrPause)}
                    title="Play or pause (space bar)">
                    if *playing {
                        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M8 5v14M16 5v14" stroke-width="4"/></svg>
                        <span>{"Pause"}</span>
                    } else {
                        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M7 4l13 8-13 8z"/></svg>
                        <span>{"Play"}</span>
                    }
                </button>
                <button id="step" disabled={*at_end} onclick={act.reform(|_| Act::Step)}
                    title="One step on (right arrow)">
                    <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M5 5v14M9 5l10 7-10 7z"/></svg>
                    <span>{"Step"}</span>
                </button>
            </div>
            <label class="speed">
                <span>{"Speed"}</span>
                <select id="speed" onchange={on_speed}>
                    for choice in SPEEDS {
                        <option value={choice.to_string()} selected={choice == *speed}>
                            {format!("{choice} ms a second")}
                        </option>
                    }
                </select>
            </label>
            <p class="clock">
                <span id="clock" class="time">{moment(*now)}</span>
                <span class="steps">{"step "}<span id="steps">{steps}</span></span>
            </p>
            <button id="share" onclick={act.reform(|_| Act::Session(SessionAct::ShowDialog))}
                title="Link, file and exports of this session" aria-haspopup="dialog">
                {"Share"}
            </button>
            <button id="help" onclick={act.reform(|_| Act::Help(HelpAct::ShowSheet))}
                title="Keys, and the tour (?)" aria-label="Keys and tour" aria-haspopup="dialog">
                {"?"}
            </button>
            <label class="colours">
                <span>{"Colours"}</span>
                <select id="theme" onchange={on_theme}>
                    for choice in Theme::ALL {
                        <option value={choice.name()} selected={choice == *theme}>
                            {choice.name()}
                        </option>
                    }
                </select>
            </label>
        </header>
    }
}
