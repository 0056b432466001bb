//! The dialog that makes a link for a class: what it fixes, locks and hides is ticked.

use yew::{Callback, Html, html};

use super::LessonAct;
use crate::ui::act::Act;
use crate::ui::dialog::Dialog;
use crate::ui::share::Share;

/// What a link for a class asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClassLink {
    /// The lesson begins where it stands now.
    pub begins_here: bool,
    /// Nothing can be done but go through the lesson, move time and look.
    pub locked: bool,
    /// Whether an answer is right is kept back.
    pub hides_answers: bool,
    /// With the notes for who presents it.
    pub presents: bool,
    /// Large, and black on white.
    pub projector: bool,
}

/// The dialog. `link` is there while it is shown.
pub fn class_dialog(
    act: &Callback<Act>,
    asked: Option<ClassLink>,
    place: usize,
    link: Result<String, String>,
) -> Html {
    let close = act.reform(|()| Act::Lesson(LessonAct::ForClass(None)));
    html! {
        <Dialog id="class-dialog" title="A link for a class" open={asked.is_some()} on_close={close}>
            if let Some(asked) = asked {
                {ticks(act, asked, place)}
                <Share {link} copied="Copied: whoever opens it begins the lesson so." />
            }
        </Dialog>
    }
}

fn ticks(act: &Callback<Act>, asked: ClassLink, place: usize) -> Html {
    let tick = |id: &'static str,
                is_on: bool,
                with: ClassLink,
                label: String,
                hint: &'static str| {
        html! {
            <label class="check tick">
                <input {id} type="checkbox" checked={is_on}
                    onchange={act.reform(move |_| Act::Lesson(LessonAct::ForClass(Some(with))))} />
                <span>{label}<small>{hint}</small></span>
            </label>
        }
    };
    let ClassLink { begins_here, locked, hides_answers, presents, projector } = asked;
    html! {
        <fieldset class="ticks">
            <legend>{"Who opens it"}</legend>
            {tick("class-here", begins_here, ClassLink { begins_here: !begins_here, ..asked },
                format!("begins here, at stop {}", place + 1), "and not at the first text")}
            {tick("class-locked", locked, ClassLink { locked: !locked, ..asked },
                "stays with the lesson".to_owned(), "no commands, no other lesson or session, no sharing; time can be moved, and everything looked at")}
            {tick("class-hidden", hides_answers, ClassLink { hides_answers: !hides_answers, ..asked },
                "is not told whether an answer is right".to_owned(), "nor on the handout")}
            {tick("class-presenter", presents, ClassLink { presents: !presents, ..asked },
                "sees the notes for who presents".to_owned(), "for yourself")}
            {tick("class-projector", projector, ClassLink { projector: !projector, ..asked },
                "sees it large, black on white".to_owned(), "for a projector")}
        </fieldset>
    }
}
