//! The panel of lessons: what is told and asked where the lesson stands, or the contents.

mod class_link;
mod contents;
mod drill;
mod question;
mod reference;

use std::rc::Rc;

use yew::{Callback, Html, classes, html};

pub use self::class_link::{ClassLink, class_dialog};
use self::contents::contents;
use self::drill::drill;
use self::question::question;
pub use self::reference::{Reference, reference};
use super::act::Act;
use super::author::AuthorAct;
use super::handout::Made;
use crate::session::document::Narration;
use crate::session::document::contents::{Entry, Term};
use crate::session::lesson::Show;
use crate::view::lesson::drill::Drill;
use crate::view::lesson::progress::Progress;
use crate::view::lesson::{Piece, Shown, Walk, pieces};
use crate::view::words::file_stem;

/// What a person asks of the lessons.
pub enum LessonAct {
    /// Open a lesson of the contents, by its name, where it explains a term.
    Open(String, Option<String>),
    /// Prompt the lesson away and show the contents.
    Close,
    /// The contents have come.
    Arrived(Option<String>),
    /// Look for lessons.
    Search(String),
    /// Go on to the next stop, or straight to it if time is on its way there.
    Next,
    /// Go back to the stop before.
    Back,
    /// Choose an answer, or take the choice back.
    Choose(usize),
    /// Write a number.
    Count(Option<u32>),
    /// Give the answer.
    Answer,
    /// Show the picture that the text asks for.
    Show(Show),
    /// Go back to the lesson's own history.
    Resume,
    /// Forget all progress.
    Forget,
    /// Show something to look up, or put it away.
    LookUp(Option<Reference>),
    /// The glossary has come.
    TermsArrived(Option<String>),
    /// Print what is looked up, or the handout.
    Print,
    /// Make a handout of the lesson.
    MakeHandout,
    /// Put it away.
    PutHandoutAway,
    /// Print answers on it, or not.
    TurnAnswers,
    /// The printer asks for the page.
    BeforePrint,
    /// The printer has the page.
    AfterPrint,
    /// Make such a link for a class, or put that away.
    ForClass(Option<ClassLink>),
    /// Begin a drill; says whether time counts.
    Drill(bool),
    /// Draw the next question of the drill.
    Draw,
    /// The lesson of that question has come.
    Drawn(Option<String>),
    /// A second has passed for the so many-th question of the drill.
    Tick(u32),
}

/// What the page has to do with lessons.
#[derive(Default)]
pub struct Course {
    /// The lesson that is open.
    pub walk: Option<Walk>,
    /// All lessons; none before they have come.
    pub entries: Option<Rc<Vec<Entry>>>,
    /// Whether they were asked for.
    pub is_asked_for: bool,
    /// How far the learner has come.
    pub progress: Progress,
    /// What is looked for.
    pub search: String,
    /// What is looked up.
    pub reference: Option<Reference>,
    /// The glossary; none before it has come.
    pub terms: Option<Rc<Vec<Term>>>,
    /// Whether it was asked for.
    pub terms_are_asked_for: bool,
    /// The term whose explanation the next lesson is opened at.
    pub sought: Option<String>,
    /// How the drill stands, if there is one.
    pub drill: Option<Drill>,
    /// Whether notes for who presents are shown.
    pub presents: bool,
    /// Whether answers are kept back.
    pub hides_answers: bool,
    /// Whether nothing can be done but go through the lesson.
    pub is_locked: bool,
    /// The handout, while it is shown.
    pub handout: Option<Rc<Made>>,
    /// Whether answers do not stand on it.
    pub without_answers: bool,
    /// What a link for a class asks for, while it is made.
    pub class: Option<ClassLink>,
}

/// The panel. `is_on_path` says whether the lesson's own history is looked at.
#[inline(never)]
pub fn panel(act: &Callback<Act>, course: &Course, is_on_path: bool) -> Html {
    match (&course.walk, &course.drill) {
        (Some(walk), Some(stand)) => drill(act, course, stand, walk),
        (Some(walk), None) => lesson(act, course, walk, is_on_path),
        (None, _) => contents(act, course),
    }
}

/// Says that the lesson's own history is not looked at, whatever group of the controls is in sight.
#[inline(never)]
pub fn left(act: &Callback<Act>) -> Html {
    html! {
        <div id="lesson-left" class="lesson-left" role="status">
            <p>{"You left the lesson’s path: this is a history of your own. Look around as long as you like."}</p>
            <button id="lesson-resume" class="primary" onclick={on(act, || LessonAct::Resume)}>
                {"Back to the lesson"}
            </button>
        </div>
    }
}

/// Takes an act of the panel.
fn on<T>(act: &Callback<Act>, make: impl Fn() -> LessonAct + 'static) -> Callback<T> {
    act.reform(move |_| Act::Lesson(make()))
}

fn lesson(act: &Callback<Act>, course: &Course, walk: &Walk, is_on_path: bool) -> Html {
    let document = &walk.document;
    let head = document.lesson.as_ref();
    let place = walk.place();
    let shown = walk.shown();
    let is_open = matches!(&shown, Shown::Question { given: None, prompt, .. } if prompt.asked.answer.is_some());
    let next = match &shown {
        _ if walk.is_under_way => "Skip ahead",
        Shown::End => "",
        Shown::Question { .. } if is_open => "Skip",
        _ if walk.next().is_none() => "Finish",
        _ => "Next",
    };
    html! {
        <section class="group lesson" aria-labelledby="lesson-title">
            {heading(act, course.is_locked, html! {
                <>
                    {head.map(|head| sections(&head.sections))}
                    <span id="lesson-place">{format!("{} of {}", (place + 1).min(walk.len()), walk.len())}</span>
                </>
            })}
            <h2 id="lesson-title">{&document.title}</h2>
            {dots(walk)}
            if course.is_locked {
                // Before the text: however long that is, it is known what can be done.
                <p id="lesson-locked" class="hint">
                    {"Your teacher has locked this page to the lesson: no commands, no sharing."}
                </p>
            }
            <div id="lesson-text" class={classes!("lesson-text", (walk.is_under_way || !is_on_path).then_some("past"))}
                aria-live="polite">
                {match shown {
                    Shown::Beat(told) => beat(act, course, told),
                    Shown::Question { question: asked_for, prompt, given } => {
                        question(act, course, &walk.draft, (asked_for, prompt, given))
                    }
                    Shown::End => end(act, course, walk),
                }}
            </div>
            {tools(act, course)}
            <div class="lesson-buttons">
                <button id="lesson-back" disabled={place == 0 || !is_on_path}
                    onclick={on(act, || LessonAct::Back)}>
                    {"Back"}
                </button>
                if !next.is_empty() {
                    <button id="lesson-next" class={(!is_open).then_some("primary")}
                        disabled={!is_on_path} onclick={on(act, || LessonAct::Next)}>
                        {next}
                    </button>
                }
            </div>
        </section>
    }
}

/// What can be made of a lesson.
fn tools(act: &Callback<Act>, course: &Course) -> Html {
    html! {
        <>
            <p class="lesson-tools">
                <button id="lesson-handout" class="plain" onclick={on(act, || LessonAct::MakeHandout)}
                    title="The whole lesson with its pictures, to be printed">{"Handout"}</button>
                if !course.is_locked {
                    <button id="lesson-class" class="plain" aria-haspopup="dialog"
                        onclick={on(act, || LessonAct::ForClass(Some(ClassLink::default())))}>
                        {"Link for a class"}
                    </button>
                    <button id="lesson-edit" class="plain" onclick={act.reform(|_| Act::Author(AuthorAct::Edit))}
                        title="Make a lesson of your own out of it">{"Edit"}</button>
                }
            </p>
        </>
    }
}

/// The way back to all lessons, and beside it where one stands.
fn heading(act: &Callback<Act>, is_locked: bool, standing: Html) -> Html {
    html! {
        <div class="lesson-head">
            if !is_locked {
            <button id="lesson-contents" class="plain" onclick={on(act, || LessonAct::Close)}>
                {"‹ All lessons"}
            </button>
            }
            <span class="hint">{standing}</span>
        </div>
    }
}

/// The sections of the paper.
fn sections(sections: &[String]) -> String {
    sections.iter().map(|section| format!("§{section} · ")).collect()
}

fn dots(walk: &Walk) -> Html {
    let place = walk.place();
    html! {
        <div class="lesson-dots" aria-hidden="true">
            for (index, dot) in walk.dots().enumerate() {
                <i key={index} class={classes!(
                    (index < place).then_some("past"),
                    (index == place).then_some("here"),
                    dot.is_some().then_some("asks"),
                    (dot == Some(Some(true))).then_some("right"),
                    (dot == Some(Some(false))).then_some("wrong"),
                )} />
            }
        </div>
    }
}

fn beat(act: &Callback<Act>, course: &Course, told: &Narration) -> Html {
    let shows = told.show.filter(|show| *show != Show::Stage);
    html! {
        <>
            <h3 id="lesson-beat">{told.title.clone()}</h3>
            <p>{marked(&told.text)}</p>
            if let Some(show) = shows {
                <button id="lesson-show" class="plain" onclick={on(act, move || LessonAct::Show(show))}>
                    {"Look at: "}{place_name(show)}
                </button>
            }
            if let Some(try_this) = &told.try_this {
                <p class="lesson-try"><b>{"Try: "}</b>{marked(try_this)}</p>
            }
            if course.presents {
                if let Some(notes) = &told.notes {
                    <p class="lesson-notes"><b>{"Notes: "}</b>{marked(notes)}</p>
                }
            }
        </>
    }
}

fn end(act: &Callback<Act>, course: &Course, walk: &Walk) -> Html {
    let (right, asked) = walk.score();
    let name = walk.name();
    let entries = course.entries.iter().flat_map(|entries| entries.iter());
    let next = entries.skip_while(|entry| file_stem(&entry.title) != name).nth(1);
    html! {
        <>
            <h3 id="lesson-beat">{"The end"}</h3>
            <p>
                if asked > 0 && !course.hides_answers {
                    {format!("You predicted {right} of {asked} as the run has it. ")}
                }
                if !course.is_locked {
                    {"The cluster goes on as long as you like: give it a command."}
                }
            </p>
            if let Some(next) = next.filter(|_| !course.is_locked) {
                <button id="lesson-following" class="wide primary"
                    onclick={let name = next.name.clone(); on(act, move || LessonAct::Open(name.clone(), None))}>
                    {"Next: "}{&next.title}
                </button>
            }
        </>
    }
}

/// A text with its terms and its code marked.
pub fn marked(text: &str) -> Html {
    let piece = |piece: Piece<'_>| match piece {
        Piece::Plain(words) => html! { {words.to_owned()} },
        Piece::Term(words) => html! { <em>{words.to_owned()}</em> },
        Piece::Code(words) => html! { <code>{words.to_owned()}</code> },
    };
    pieces(text).into_iter().map(piece).collect()
}

/// What a picture is called within a sentence.
pub fn place_name(show: Show) -> &'static str {
    match show {
        Show::Stage => "the ring",
        Show::Request => "the request",
        Show::Key => "the key",
        Show::Time => "space and time",
        Show::Versions => "the versions",
        Show::Hints => "the hints",
        Show::Merkle => "the Merkle trees",
        Show::Members => "the members",
        Show::Nodes => "the nodes in figures",
        Show::Metrics => "the metrics",
        Show::Log => "the log",
    }
}
