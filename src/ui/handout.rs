//! A lesson on paper: every text with the pictures of its moment, drawn by the same parts as on
//! the page, room for answers, and the answers of the run on a page of their own.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::{Callback, Html, Properties, component, html, use_effect_with, use_node_ref};

use super::act::Act;
use super::dock::history;
use super::dock::log::excerpt;
use super::dock::watch::Watched;
use super::dock::{self, Dock, Room, Tab};
use super::inspector;
use super::lesson::{LessonAct, marked, place_name};
use super::motion::Motion;
use super::pictures::{Pictures, Records, Selection};
use super::stage::stage;
use crate::session::document::contents::Term;
use crate::session::document::{Complaint, Document, Moment, Narration};
use crate::session::lesson::Show;
use crate::session::questions::Choices;
use crate::ui::desk::selection_of;
use crate::view::lesson::author::when;
use crate::view::lesson::handout::{Asked, Handout, Item};

/// How wide and high a window would be in which a picture in place of the stage fits on a sheet of
/// paper, in dots of the page.
const PAPER: (f64, f64) = (744.0, 610.0);

/// So wide the history of a key can be there.
const HISTORY_WIDTH: f64 = 760.0;

/// So many rows of the log are printed.
const LOG_ROWS: usize = 12;

/// The pictures of one moment.
struct Sheet {
    /// The ring; none if the one before shows the same.
    ring: Option<Rc<Pictures>>,
    /// What is looked at.
    selection: Selection,
    /// What else the text asks for.
    other: Option<(Show, Html)>,
    /// How large the history of a key is drawn, beside its size on the page: it has to fit.
    fit: f64,
}

/// All that stands on a handout.
pub struct Made {
    document: Rc<Document>,
    text: Handout,
    sheets: Vec<Sheet>,
    /// The address that opens the lesson; none for one that does not come with the page.
    link: Option<String>,
    /// Whether answers are kept back.
    hides_answers: bool,
    /// Whether notes for who presents it stand on it.
    presents: bool,
    /// What the lesson explains.
    terms: Vec<Term>,
    /// Whether it is there for the printer alone, and goes when that has taken it.
    pub is_passing: bool,
}

/// What a handout is made of.
pub struct Order<'a> {
    /// The lesson.
    pub document: &'a Rc<Document>,
    /// The address that opens it; none for one that does not come with the page.
    pub link: Option<String>,
    /// Whether answers are kept back.
    pub hides_answers: bool,
    /// Whether notes for who presents it stand on it.
    pub presents: bool,
    /// The glossary, as far as it has come.
    pub terms: &'a [Term],
    /// Whether it is there for the printer alone.
    pub is_passing: bool,
}

impl Made {
    /// Makes the handout of a lesson: its run is run again, and the page's own stays as it is.
    ///
    /// # Errors
    /// A setup that makes no sense. That of a lesson that is open does.
    pub fn new(order: Order<'_>) -> Result<Made, Complaint> {
        let Order { document, link, hides_answers, presents, terms, is_passing } = order;
        let text = Handout::new(document);
        let sheets = sheets(document, &text)?;
        let head = document.lesson.as_ref();
        let explained = |term: &&Term| head.is_some_and(|head| head.terms.contains(&term.term));
        let terms = terms.iter().filter(explained).cloned().collect();
        let document = Rc::clone(document);
        Ok(Made { document, text, sheets, link, hides_answers, presents, terms, is_passing })
    }
}

/// The pictures of every stop.
fn sheets(document: &Document, text: &Handout) -> Result<Vec<Sheet>, Complaint> {
    let mut session = document.clone().into_session()?.session;
    let mut selection = selection_of(&session, document.selection.clone());
    let mut records = Records::default();
    records.watch.measure_as(PAPER);
    let mut shown = None;
    let sheet = |(at, item): &(Moment, Item)| {
        session.timeline_mut().seek_moment(*at);
        let told = match item {
            Item::Beat(index) => document.narration.get(*index),
            Item::Question(_) => None,
        };
        let select = match item {
            Item::Beat(_) => told.and_then(|told| told.select.clone()),
            Item::Question(asked) => asked.about.clone(),
        };
        if let Some(select) = select {
            selection.obey(select);
        }
        selection.hides_homes = matches!(item, Item::Question(asked) if asked.hides_homes);
        let show = told.and_then(|told| told.show);
        let tab = show.and_then(Tab::of);
        let room = if tab.is_some() { Room::Tall } else { Room::Folded };
        let dock = Dock { tab: tab.unwrap_or(Tab::Time), room, figures_from: 0 };
        let pictures = Pictures::new(&session, &mut records, &selection, dock, true);
        let request = pictures.request.as_ref().map(|request| request.id);
        let mut draw = || records.watch.draw(session.timeline(), &selection, request, dock);
        let mut watched = draw();
        // The log is looked through a part at a time.
        while tab == Some(Tab::Log) && watched.log.as_ref().is_some_and(|log| !log.complete) {
            watched = draw();
        }
        let other = show.and_then(|show| Some((show, other(show, tab, &pictures, &watched)?)));
        // A question is asked where the text before it has stopped, or the picture tells on.
        let stand = (session.timeline().steps(), selection.clone());
        let is_new = shown.as_ref() != Some(&stand);
        shown = Some(stand);
        let wide = pictures.history.as_ref().map_or(1, history::width).max(1);
        let fit = (HISTORY_WIDTH / wide as f64).min(1.0);
        Sheet { ring: is_new.then_some(pictures), selection: selection.clone(), other, fit }
    };
    Ok(text.items.iter().map(sheet).collect())
}

fn other(show: Show, tab: Option<Tab>, pictures: &Pictures, watched: &Watched) -> Option<Html> {
    let act = Callback::noop();
    match (tab, &watched.log) {
        (Some(Tab::Log), Some(log)) => Some(excerpt(&act, log, pictures.layout.nodes, LOG_ROWS)),
        (Some(tab), _) => Some(dock::picture(&act, tab, pictures, watched)),
        (None, _) => inspector::excerpt(&act, pictures, show),
    }
}

/// What the sheet shows.
#[derive(Clone, Properties)]
pub struct PaperProps {
    /// Takes acts.
    pub act: Callback<Act>,
    /// What stands on it.
    pub made: Rc<Made>,
    /// Whether the answers stand on it.
    pub answers: bool,
}

impl PartialEq for PaperProps {
    fn eq(&self, other: &PaperProps) -> bool {
        Rc::ptr_eq(&self.made, &other.made) && self.answers == other.answers
    }
}

/// The handout, as it will be printed.
#[component]
pub fn Paper(props: &PaperProps) -> Html {
    let PaperProps { act, made, answers } = props;
    let root = use_node_ref();
    use_effect_with(root.clone(), {
        let made = Rc::clone(made);
        move |root| {
            if let Some(root) = root.cast::<Element>() {
                settle(&root, &made);
            }
        }
    });
    let lesson =
        |asked: fn() -> LessonAct| act.reform(move |_: yew::MouseEvent| Act::Lesson(asked()));
    let on_key = {
        let act = act.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                act.emit(Act::Lesson(LessonAct::PutHandoutAway));
            }
        })
    };
    let document = &made.document;
    html! {
        <main id="handout" class="handout" ref={root} aria-labelledby="handout-title" onkeydown={on_key}>
            <div class="handout-bar" role="group" aria-label="This handout">
                <button id="handout-print" class="primary" onclick={lesson(|| LessonAct::Print)}>{"Print"}</button>
                if !made.hides_answers {
                    <label class="check">
                        <input id="handout-answers" type="checkbox" checked={*answers}
                            onchange={act.reform(|_| Act::Lesson(LessonAct::TurnAnswers))} />
                        {"answers on the last page"}
                    </label>
                }
                <button id="handout-close" onclick={lesson(|| LessonAct::PutHandoutAway)}>{"Back to the lesson"}</button>
            </div>
            {head(made)}
            for (place, ((at, item), sheet)) in made.text.items.iter().zip(&made.sheets).enumerate() {
                {match item {
                    Item::Beat(index) => beat(made, place + 1, *at, &document.narration[*index], sheet),
                    Item::Question(asked) => question(place + 1, *at, asked, sheet),
                }}
            }
            if *answers && !made.hides_answers && made.text.questions().next().is_some() {
                {solutions(made)}
            }
            {terms(made)}
            <footer class="handout-foot">
                {match &made.link {
                    Some(link) => html! { <>{"To go through it: "}<a href={link.clone()}>{link}</a></> },
                    None => html! { {"To go through it, open the lesson’s file in the Dynamo playground."} },
                }}
            </footer>
        </main>
    }
}

fn head(made: &Made) -> Html {
    let Document { title, description, lesson, .. } = &*made.document;
    html! {
        <header>
            if let Some(lesson) = lesson {
                <p class="hint">
                    {"Dynamo playground · "}{&lesson.chapter}
                    for section in &lesson.sections { {format!(" · §{section}")} }
                </p>
            }
            <h1 id="handout-title">{title}</h1>
            <p>{description}</p>
            if let Some(lesson) = lesson {
                <dl class="mechanism">
                    for (name, text) in [
                        ("Problem", &lesson.problem),
                        ("Technique", &lesson.technique),
                        ("Advantage", &lesson.advantage),
                    ] {
                        if !text.is_empty() { <dt>{name}</dt><dd>{text}</dd> }
                    }
                </dl>
            }
            <p class="hint">{"The cluster: "}{&made.text.cluster}</p>
        </header>
    }
}

fn beat(made: &Made, place: usize, at: Moment, told: &Narration, sheet: &Sheet) -> Html {
    let title = told.title.clone().unwrap_or_default();
    html! {
        <section key={place} class="sheet">
            <div class="beside">
                <div class="told">
                    <h2>{format!("{place}. {title}")}<small>{when(at)}</small></h2>
                    <p>{marked(&told.text)}</p>
                    if let Some(try_this) = &told.try_this {
                        <p class="lesson-try"><b>{"Try: "}</b>{marked(try_this)}</p>
                    }
                    if let (true, Some(notes)) = (made.presents, &told.notes) {
                        <p class="lesson-notes"><b>{"Notes: "}</b>{marked(notes)}</p>
                    }
                </div>
                {ring(sheet)}
            </div>
            if let Some((show, drawn)) = &sheet.other {
                <figure class="other">
                    // A picture, whose buttons have no use on paper. The text tells what it shows.
                    <div inert={true} class={figure_class(*show)} ~style={format!("--fit:{:.2}", sheet.fit)}>
                        {drawn.clone()}
                    </div>
                    <figcaption>{format!("{title}: {}", place_name(*show))}</figcaption>
                </figure>
            }
        </section>
    }
}

fn figure_class(show: Show) -> &'static str {
    match show {
        Show::Request => "panel inspector request",
        Show::Key => "panel inspector key",
        _ => "dock-picture",
    }
}

fn ring(sheet: &Sheet) -> Html {
    let Some(pictures) = &sheet.ring else { return Html::default() };
    html! {
        <figure class="ring">
            <div inert={true}>{stage(&Callback::noop(), pictures, &sheet.selection)}</div>
            <figcaption class="unseen">{pictures.stage.description()}</figcaption>
        </figure>
    }
}

fn question(place: usize, at: Moment, asked: &Asked, sheet: &Sheet) -> Html {
    html! {
        <section key={place} class="sheet asks">
            <div class="beside">
                <div class="told">
                    <h2>{format!("{place}. What do you expect?")}<small>{when(at)}</small></h2>
                    <p>{format!("Question {}: ", asked.number)}{marked(&asked.text)}</p>
                    {room(&asked.choices)}
                </div>
                {ring(sheet)}
            </div>
        </section>
    }
}

/// Room for an answer.
fn room(choices: &Choices) -> Html {
    html! {
        <>
            if *choices == Choices::Count {
                <p class="blank">{"Answer: "}</p>
            } else {
                <ul class="boxes">
                    for label in choices.labels() { <li><i aria-hidden="true" />{label}</li> }
                </ul>
                if choices.is_many() { <p class="hint">{"Any number of them, or none."}</p> }
            }
            <p class="blank">{"Because "}</p>
            <p class="blank" />
        </>
    }
}

fn solutions(made: &Made) -> Html {
    html! {
        <section id="handout-solutions" class="solutions">
            <h2>{"What the run says"}</h2>
            for asked in made.text.questions() {
                <div class="solution" key={asked.number}>
                    <p>
                        {format!("Question {}: ", asked.number)}{marked(&asked.text)}{" "}
                        <b>{asked.answer.as_deref().unwrap_or("The run comes to no answer.")}</b>
                    </p>
                    if let Some(decided_by) = &asked.decided_by {
                        <p class="hint">{"Decided at "}{decided_by}</p>
                    }
                    if let Some(explanation) = &asked.explanation { <p>{marked(explanation)}</p> }
                </div>
            }
        </section>
    }
}

fn terms(made: &Made) -> Html {
    html! {
        if !made.terms.is_empty() {
            <section class="terms">
                <h2>{"Terms"}</h2>
                <dl>
                    for term in &made.terms { <div><dt>{&term.term}</dt><dd>{&term.text}</dd></div> }
                </dl>
            </section>
        }
    }
}

/// Puts messages where they are, and takes away what may be in a page only once.
fn settle(root: &Element, made: &Made) {
    let all = |within: &Element, selector: &str| -> Vec<Element> {
        let found = within.query_selector_all(selector).ok();
        let nodes = found.iter().flat_map(|list| (0..list.length()).filter_map(|at| list.get(at)));
        nodes.filter_map(|node| node.dyn_into().ok()).collect()
    };
    let rings = made.sheets.iter().filter_map(|sheet| sheet.ring.as_ref());
    for (figure, pictures) in all(root, "figure.ring").iter().zip(rings) {
        let mut motion = Motion::default();
        motion.take_up_within(&pictures.stage, |list| {
            figure.query_selector(&format!("#{list}")).ok().flatten()
        });
        motion.draw(&pictures.stage, pictures.now.as_micros() as f64);
    }
    for figure in all(root, "figure") {
        // Attributes of fixed names can always be set.
        for named in all(&figure, "[id]:not(clipPath)") {
            let _ = named.remove_attribute("id");
        }
    }
}
