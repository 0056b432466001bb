//! What can be looked up: all mechanisms in one table, and all terms.

use std::rc::Rc;

use yew::{Callback, Html, html};

use super::{Course, LessonAct, on};
use crate::session::document::contents::Entry;
use crate::ui::act::Act;
use crate::ui::dialog::Dialog;

/// What can be looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference {
    /// Problem, technique and advantage of every mechanism, as in the paper's table 1.
    Summary,
    /// Every term in a sentence.
    Glossary,
}

/// Both dialogs.
pub fn reference(act: &Callback<Act>, course: &Course) -> Html {
    let close = act.reform(|()| Act::Lesson(LessonAct::LookUp(None)));
    let is_open = |which| course.reference == Some(which);
    html! {
        <>
            <Dialog id="summary" title="What Dynamo is made of" open={is_open(Reference::Summary)}
                on_close={close.clone()}>
                if is_open(Reference::Summary) { {summary(act, course)} }
            </Dialog>
            <Dialog id="glossary" title="Glossary" open={is_open(Reference::Glossary)} on_close={close}>
                if is_open(Reference::Glossary) { {glossary(act, course)} }
            </Dialog>
        </>
    }
}

fn summary(act: &Callback<Act>, course: &Course) -> Html {
    html! {
        <>
            <p class="hint">
                {"The paper’s table 1, with all that is taught here. Each row opens its lesson. "}
                {print(act)}
            </p>
            <div class="reference" tabindex="0" role="region" aria-label="The table">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{"Lesson"}</th>
                            <th scope="col">{"Problem"}</th>
                            <th scope="col">{"Technique"}</th>
                            <th scope="col">{"Advantage"}</th>
                        </tr>
                    </thead>
                    <tbody>
                        for entry in entries(course) {
                            <tr key={entry.name.clone()}>
                                <th scope="row">{open(act, entry, None)}</th>
                                <td>{&entry.head.problem}</td>
                                <td>{&entry.head.technique}</td>
                                <td>{&entry.head.advantage}</td>
                            </tr>
                        }
                    </tbody>
                </table>
            </div>
        </>
    }
}

fn glossary(act: &Callback<Act>, course: &Course) -> Html {
    html! {
        <>
            <p class="hint">{"Each term opens the place that shows it. "}{print(act)}</p>
            <div class="reference" tabindex="0" role="region" aria-label="The terms">
                <dl>
                    for term in course.terms.iter().flat_map(|terms| terms.iter()) {
                        <dt>
                            if let Some(entry) = entries(course).find(|entry| entry.head.terms.contains(&term.term)) {
                                {open(act, entry, Some(&term.term))}
                            } else {
                                {&term.term}
                            }
                        </dt>
                        <dd>{&term.text}</dd>
                    }
                </dl>
            </div>
        </>
    }
}

fn entries(course: &Course) -> impl Iterator<Item = &Entry> {
    course.entries.iter().flat_map(|entries: &Rc<Vec<Entry>>| entries.iter())
}

/// A button that opens a lesson, where it explains a term.
fn open(act: &Callback<Act>, entry: &Entry, term: Option<&str>) -> Html {
    let (name, sought) = (entry.name.clone(), term.map(str::to_owned));
    html! {
        <button class="plain" title={entry.title.clone()}
            onclick={on(act, move || LessonAct::Open(name.clone(), sought.clone()))}>
            {term.unwrap_or(&entry.title).to_owned()}
        </button>
    }
}

fn print(act: &Callback<Act>) -> Html {
    html! { <button class="plain print" onclick={on(act, || LessonAct::Print)}>{"Print"}</button> }
}
