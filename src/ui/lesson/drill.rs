//! The panel of a drill.

use yew::{Callback, Html, html};

use super::question::question;
use super::{Course, LessonAct, heading, on};
use crate::ui::act::Act;
use crate::view::lesson::drill::{Drill, situation};
use crate::view::lesson::{Shown, Walk};

/// The panel.
pub fn drill(act: &Callback<Act>, course: &Course, drill: &Drill, walk: &Walk) -> Html {
    let Drill { answered, right, left, drawn: _ } = drill;
    let shown = walk.shown();
    let is_open = matches!(shown, Shown::Question { given: None, .. });
    html! {
        <section class="group lesson" aria-labelledby="lesson-title">
            {heading(act, false, html! {
                <>
                    <span id="drill-score">{format!("{right} of {answered} right")}</span>
                    if let Some(left) = left {
                        if is_open { <span id="drill-left">{format!(" · {left} s")}</span> }
                    }
                </>
            })}
            <h2 id="lesson-title">{"Drill: "}{&walk.document.title}</h2>
            <div id="drill-situation" class="drill-situation">
                for (heading, told) in situation(&walk.document) {
                    <h3>{heading}</h3>
                    <ul>for line in told { <li>{line}</li> }</ul>
                }
            </div>
            <div id="lesson-text" class="lesson-text" aria-live="polite">
                if let Shown::Question { question: asked_for, prompt, given } = shown {
                    {question(act, course, &walk.draft, (asked_for, prompt, given))}
                }
            </div>
            <div class="lesson-buttons">
                <button id="lesson-next" class={(!is_open).then_some("primary")}
                    onclick={on(act, || LessonAct::Draw)}>
                    {if is_open { "Another" } else { "Next question" }}
                </button>
            </div>
        </section>
    }
}
