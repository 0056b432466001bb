//! All lessons by their chapters, to be searched and opened.

use web_sys::HtmlInputElement;
use yew::{Callback, Html, InputEvent, TargetCast, html};

use super::{Course, LessonAct, Reference, on};
use crate::session::document::contents::Entry;
use crate::ui::act::Act;
use crate::ui::author::AuthorAct;
use crate::view::lesson::drill::SECONDS;
use crate::view::lesson::progress::fits;

/// The contents.
pub fn contents(act: &Callback<Act>, course: &Course) -> Html {
    let on_search = act.reform(|event: InputEvent| {
        let input: HtmlInputElement = event.target_unchecked_into();
        Act::Lesson(LessonAct::Search(input.value()))
    });
    let all = course.entries.iter().flat_map(|entries| entries.iter());
    let found: Vec<&Entry> = all.filter(|entry| fits(entry, &course.search)).collect();
    let chapters = found.chunk_by(|one, other| one.head.chapter == other.head.chapter);
    let count = match (&course.entries, found.len()) {
        (None, _) => "The lessons are on their way.".to_owned(),
        (_, 0) => "No lesson fits.".to_owned(),
        (_, 1) => "1 lesson".to_owned(),
        (_, count) => format!("{count} lessons"),
    };
    html! {
        <section class="group lessons" aria-labelledby="lessons-title">
            <h2 id="lessons-title">{"Lessons"}</h2>
            <p class="hint">{"Each is a story that really runs: predict, see, and take over at any moment."}</p>
            <div class="choice">
                <button id="drill" onclick={on(act, || LessonAct::Drill(false))}
                    title="Questions of all lessons, each of a run that nobody has seen before">
                    {"Drill"}
                </button>
                <button id="drill-timed" onclick={on(act, || LessonAct::Drill(true))}>
                    {format!("Drill, {SECONDS} s each")}
                </button>
                <button id="summary-open" aria-haspopup="dialog"
                    onclick={on(act, || LessonAct::LookUp(Some(Reference::Summary)))}>
                    {"Summary"}
                </button>
                <button id="glossary-open" aria-haspopup="dialog"
                    onclick={on(act, || LessonAct::LookUp(Some(Reference::Glossary)))}>
                    {"Glossary"}
                </button>
                <button id="author-open" onclick={act.reform(|_| Act::Author(AuthorAct::Open))}
                    title="A text, and beside it the lesson as it will be">
                    {"Write a lesson"}
                </button>
            </div>
            <div class="field">
                <label for="lesson-search">{"Look for"}</label>
                <input id="lesson-search" type="search" value={course.search.clone()}
                    oninput={on_search} placeholder="a term, as in: hint" />
            </div>
            <p id="lesson-found" class="hint" role="status">{count}</p>
            for chapter in chapters {
                <h3 key={chapter[0].head.chapter.clone()}>{&chapter[0].head.chapter}</h3>
                <ul>
                    for entry in chapter { {row(act, course, entry)} }
                </ul>
            }
            if !course.progress.is_empty() {
                <p class="hint">
                    {"How far you have come is kept on this device and goes nowhere. "}
                    <button id="lesson-forget" onclick={on(act, || LessonAct::Forget)}>
                        {"Forget it"}
                    </button>
                </p>
            }
        </section>
    }
}

fn row(act: &Callback<Act>, course: &Course, entry: &Entry) -> Html {
    let name = entry.name.clone();
    let mark = course.progress.of(entry);
    let done = match mark {
        None => format!("{} minutes", entry.minutes),
        Some(mark) if mark.is_done() => {
            format!("✓ done, {} of {} right", mark.right(), entry.questions)
        }
        Some(mark) => format!("{} of {}", mark.reached, mark.stops),
    };
    html! {
        <li key={entry.name.clone()}>
            <button id={format!("lesson-{name}")} title={entry.description.clone()}
                onclick={on(act, move || LessonAct::Open(name.clone(), None))}>
                <span>{&entry.title}</span>
                <small>{done}</small>
            </button>
        </li>
    }
}
