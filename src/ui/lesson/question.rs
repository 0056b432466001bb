//! A question: what can be answered, and what the run said.

use web_sys::HtmlInputElement;
use yew::{Callback, Html, InputEvent, SubmitEvent, TargetCast, classes, html};

use super::{Course, LessonAct, marked, on};
use crate::session::questions::{Choices, Question};
use crate::ui::act::Act;
use crate::ui::time_act::TimeAct;
use crate::view::lesson::{Draft, Given, Prompt};

/// A question, what is known of it, and what was answered.
type Posed<'a> = (&'a Question, &'a Prompt, Option<&'a Given>);

/// The question.
pub fn question(
    act: &Callback<Act>,
    course: &Course,
    draft: &Draft,
    (question, prompt, given): Posed<'_>,
) -> Html {
    let asked = &prompt.asked;
    html! {
        <>
            <h3 id="lesson-beat">{"What do you expect?"}</h3>
            <p id="lesson-question">{marked(&prompt.words)}</p>
            {match (&asked.answer, given) {
                (None, _) => html! {
                    <p class="hint">{"With this seed and this cluster the run comes to no answer."}</p>
                },
                (Some(_), None) => form(act, draft, &asked.choices),
                (Some(_), Some(given)) if course.hides_answers => html! {
                    <p id="lesson-noted">{"Noted: "}<b>{given.reply.as_ref().map(ToString::to_string)}</b>{". Answers are kept back here; go on and see."}</p>
                },
                (Some(_), Some(given)) => graded(act, question, prompt, given),
            }}
        </>
    }
}

fn form(act: &Callback<Act>, draft: &Draft, choices: &Choices) -> Html {
    let on_submit = act.reform(|event: SubmitEvent| {
        event.prevent_default();
        Act::Lesson(LessonAct::Answer)
    });
    let on_count = act.reform(|event: InputEvent| {
        let input: HtmlInputElement = event.target_unchecked_into();
        Act::Lesson(LessonAct::Count(input.value().parse().ok()))
    });
    let is_many = choices.is_many();
    let is_count = *choices == Choices::Count;
    let hint = match choices {
        Choices::Nodes(_) => "Choose here or on the ring; none is an answer too.",
        Choices::Values(_) => "Choose all of them; nothing is an answer too.",
        _ => "",
    };
    html! {
        <form id="lesson-form" onsubmit={on_submit} aria-labelledby="lesson-question">
            if is_count {
                <input id="lesson-count" type="number" min="0" max="1000000" inputmode="numeric"
                    aria-labelledby="lesson-question" oninput={on_count}
                    value={draft.count.map(|count| count.to_string())} />
            } else {
                <div class="lesson-choices" role={if is_many { "group" } else { "radiogroup" }}
                    aria-labelledby="lesson-question" data-arrows="own">
                    for (place, label) in choices.labels().into_iter().enumerate() {
                        <label key={place}>
                            <input type={if is_many { "checkbox" } else { "radio" }} name="lesson-choice"
                                checked={draft.chosen.contains(&place)}
                                onchange={on(act, move || LessonAct::Choose(place))} />
                            <span>{label}</span>
                        </label>
                    }
                </div>
            }
            if !hint.is_empty() { <p class="hint">{hint}</p> }
            <button id="lesson-answer" class="primary" type="submit"
                disabled={!is_many && draft.chosen.is_empty() && draft.count.is_none()}>
                {"That is my answer"}
            </button>
        </form>
    }
}

fn graded(act: &Callback<Act>, question: &Question, prompt: &Prompt, given: &Given) -> Html {
    let answer = prompt.asked.answer.as_ref();
    let (mark, word) = match (given.is_right, &given.reply) {
        (true, _) => ("✓", "Right"),
        (false, Some(_)) => ("✗", "Not so"),
        (false, None) => ("✗", "The time is over"),
    };
    html! {
        <div id="lesson-graded" class={classes!("lesson-graded", if given.is_right { "right" } else { "wrong" })}>
            <p>
                <b><span aria-hidden="true">{mark}{" "}</span>{word}{". "}</b>
                if let (false, Some(reply)) = (given.is_right, &given.reply) {
                    {format!("You said: {reply}. ")}
                }
                {"The run says: "}<b id="lesson-right">{answer.map(ToString::to_string)}</b>{"."}
            </p>
            if let Some(explanation) = &question.explanation {
                <p>{marked(explanation)}</p>
            }
            if let Some(decided) = &prompt.decided {
                <p id="lesson-why" class="hint">{"It was decided at "}{decided}</p>
            }
            if let Some(event) = answer.and_then(|answer| answer.decided_by) {
                <button id="lesson-decided" onclick={act.reform(move |_| Act::Time(TimeAct::GoToEvent(event)))}>
                    {"Go to what decided it"}
                </button>
            }
        </div>
    }
}
