//! The room in which a lesson is written: its text, what is wrong with it or what comes of it. The
//! rest of the page is the lesson as it will be.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use web_sys::{HtmlSelectElement, HtmlTextAreaElement};
use yew::{Callback, Html, TargetCast, html};

use super::act::Act;
use super::session_file::picked;
use super::share::Share;
use crate::session::document::contents::Entry;
use crate::session::document::{Complaint, Document};
use crate::session::lesson::variations::{Answers, RUNS};
use crate::session::questions::QuestionKind;
use crate::view::lesson::author::{Report, when};

/// The guide for authors, beside the page.
const GUIDE: &str = "lessons/README.md";

/// What a lesson is begun with, where it is no other lesson.
pub const TEMPLATE: &str = "template";

/// The session as it stood when the room was opened.
pub const SESSION: &str = "session";

/// What an author asks for.
pub enum AuthorAct {
    /// Open the room with the draft of the last time, or an empty lesson.
    Open,
    /// Open the room with the lesson that is open.
    Edit,
    /// Leave the room, and go back to the session as it was.
    Close,
    /// The text is this now.
    Write(String),
    /// Nothing has been written for a moment: look at it.
    Look,
    /// Choose what to begin with.
    Choose(String),
    /// Begin with what is chosen.
    Begin,
    /// A text to begin with has come, or why there is none.
    Arrived(Result<String, String>),
    /// Take the text from before.
    Former,
    /// Go to the place that is wrong.
    GoToFlaw,
    /// Add a text at the moment that is shown.
    AddText,
    /// Choose the question to be added.
    ChooseQuestion(usize),
    /// Add it at the moment that is shown.
    AddQuestion,
    /// Add what holds now to what is expected.
    AddTruths,
    /// Save it as a file.
    Save,
    /// Make a link, or put it away.
    ToggleLink,
    /// Show the details of what is selected in place of the text, or the text again.
    ToggleDetails,
    /// Ask all questions under other seeds.
    Vary,
    /// Ask them in the next run.
    VaryOn,
}

/// The questions of a lesson under other seeds, as far as they were asked.
pub struct Varied {
    /// The lesson.
    pub document: Rc<Document>,
    /// In so many runs.
    pub runs: u64,
    /// What came of it.
    pub table: Vec<Answers>,
}

/// A lesson that is being written.
pub struct Author {
    /// The text.
    pub text: String,
    /// What is wrong with it.
    pub complaint: Option<Complaint>,
    /// The lesson as it last could be read.
    pub document: Option<Rc<Document>>,
    /// What comes of that.
    pub report: Report,
    /// Its questions under other seeds.
    pub varied: Option<Varied>,
    /// The text before another was begun with.
    pub former: Option<String>,
    /// What is chosen to begin with.
    pub chosen: String,
    /// The question that is chosen to be added.
    pub question: usize,
    /// What can be asked at the moment that is shown.
    pub askable: Vec<QuestionKind>,
    /// The link, while it is shown.
    pub link: Option<Result<String, String>>,
    /// What else there is to say.
    pub told: Option<String>,
    /// Whether details are shown in place of the text.
    pub details: bool,
    /// The session from before.
    pub before: Box<Document>,
    /// When the text is looked at.
    pub next_look: Option<Timeout>,
}

impl Author {
    /// An empty room.
    pub fn new(before: Document) -> Author {
        Author {
            text: String::new(),
            complaint: None,
            document: None,
            report: Report::default(),
            varied: None,
            former: None,
            chosen: TEMPLATE.to_owned(),
            question: 0,
            askable: Vec::new(),
            link: None,
            told: None,
            details: false,
            before: Box::new(before),
            next_look: None,
        }
    }
}

fn on<T>(act: &Callback<Act>, make: impl Fn() -> AuthorAct + 'static) -> Callback<T> {
    act.reform(move |_| Act::Author(make()))
}

/// The room. `now` is the moment that is shown.
pub fn room(
    act: &Callback<Act>,
    author: &Author,
    entries: &[Entry],
    now: &str,
    details: Html,
) -> Html {
    let on_text = act.reform(|event: yew::InputEvent| {
        let field: HtmlTextAreaElement = event.target_unchecked_into();
        Act::Author(AuthorAct::Write(field.value()))
    });
    html! {
        <section id="author" class="panel author" aria-labelledby="author-title">
            <div class="author-head">
                <h2 id="author-title">{"Write a lesson"}</h2>
                <button id="author-details" aria-pressed={author.details.to_string()}
                    title="The request, the key and the node that are selected"
                    onclick={on(act, || AuthorAct::ToggleDetails)}>{"Details"}</button>
                <button id="author-close" onclick={on(act, || AuthorAct::Close)}>{"Done"}</button>
            </div>
            <div hidden={!author.details}>{details}</div>
            <div class="author-room" hidden={author.details}>
                {beginnings(act, author, entries)}
                <label class="unseen" for="author-text">{"The lesson"}</label>
                <textarea id="author-text" spellcheck="false" autocomplete="off" autocapitalize="off"
                    aria-describedby="author-said" aria-invalid={author.complaint.is_some().to_string()}
                    value={author.text.clone()} oninput={on_text} />
                {said(act, author)}
                {additions(act, author, now)}
                {keeping(act, author)}
                {checked(author)}
                {varied(act, author)}
            </div>
        </section>
    }
}

/// What to begin with.
fn beginnings(act: &Callback<Act>, author: &Author, entries: &[Entry]) -> Html {
    let on_choice = act.reform(|event: yew::Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        Act::Author(AuthorAct::Choose(select.value()))
    });
    let first = [(TEMPLATE, "an empty lesson"), (SESSION, "the session as it was")];
    let option = |value: &str, label: &str| {
        html! {
            <option key={value.to_owned()} value={value.to_owned()} selected={author.chosen == value}>
                {label.to_owned()}
            </option>
        }
    };
    html! {
        <div class="author-row">
            <label for="author-begin">{"Begin with"}</label>
            <select id="author-begin" onchange={on_choice}>
                for (value, label) in first { {option(value, label)} }
                for entry in entries { {option(&entry.name, &entry.title)} }
            </select>
            <button id="author-take" onclick={on(act, || AuthorAct::Begin)}>{"Begin"}</button>
            <label class="picker">
                <input id="author-file" type="file" accept=".json,application/json" onchange={picked(act)} />
                <span>{"A file"}</span>
            </label>
            if author.former.is_some() {
                <button id="author-former" onclick={on(act, || AuthorAct::Former)}
                    title="The text that was here before">{"Back to my text"}</button>
            }
        </div>
    }
}

/// What is wrong, or how long it is.
fn said(act: &Callback<Act>, author: &Author) -> Html {
    html! {
        <div class="author-said">
        <div id="author-said" role="status">
            if let Some(complaint) = &author.complaint {
                <p class="complaint">{complaint.to_string()}</p>
                <p class="hint">
                    if author.document.is_some() { {"The page shows it as it was when it last could be read. "} }
                </p>
            } else if author.document.is_some() {
                <p>{"✓ It can be read: "}{&author.report.length}{". "}{met(&author.report)}</p>
            }
            if let Some(told) = &author.told { <p class="hint">{told}</p> }
        </div>
        if author.complaint.as_ref().is_some_and(|complaint| complaint.spot.is_some()) {
            <button id="author-flaw" onclick={on(act, || AuthorAct::GoToFlaw)}>{"Go to that place"}</button>
        }
        </div>
    }
}

/// How many expectations are met.
fn met(report: &Report) -> String {
    let held = report.findings.iter().filter(|finding| finding.holds).count();
    format!("{held} of {} expectations are met.", report.findings.len())
}

/// What can be added at the moment that is shown.
fn additions(act: &Callback<Act>, author: &Author, now: &str) -> Html {
    let cannot = author.complaint.is_some() || author.document.is_none();
    let on_choice = act.reform(|event: yew::Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        Act::Author(AuthorAct::ChooseQuestion(select.value().parse().unwrap_or_default()))
    });
    html! {
        <fieldset class="author-add" disabled={cannot}>
            <legend>{format!("Add at {now}")}</legend>
            <button id="author-add-text" onclick={on(act, || AuthorAct::AddText)}>{"A text"}</button>
            <button id="author-add-truths" onclick={on(act, || AuthorAct::AddTruths)}
                title="What has become of the newest request, whether the replicas of the key agree, how many hints wait">
                {"What holds now, as expected"}
            </button>
            <div class="author-row">
                <select id="author-question" aria-label="Question" onchange={on_choice}>
                    for (place, kind) in author.askable.iter().enumerate() {
                        <option value={place.to_string()} selected={place == author.question}>{kind.to_string()}</option>
                    }
                </select>
                <button id="author-add-question" disabled={author.askable.is_empty()}
                    onclick={on(act, || AuthorAct::AddQuestion)}>{"Ask"}</button>
            </div>
        </fieldset>
    }
}

fn keeping(act: &Callback<Act>, author: &Author) -> Html {
    let cannot = author.complaint.is_some() || author.document.is_none();
    html! {
        <div class="author-keep">
        <div class="author-row">
            <button id="author-save" onclick={on(act, || AuthorAct::Save)}>{"Save as a file"}</button>
            <button id="author-link" disabled={cannot} aria-expanded={author.link.is_some().to_string()}
                onclick={on(act, || AuthorAct::ToggleLink)}>{"Link"}</button>
            <a href={GUIDE} target="_blank" rel="noopener">{"Guide"}</a>
        </div>
        if let Some(link) = &author.link {
            <Share link={link.clone()} copied="Copied: whoever opens it begins this lesson." />
        }
        <p class="hint">{"The draft is kept on this device."}</p>
        </div>
    }
}

/// What comes of the lesson.
fn checked(author: &Author) -> Html {
    let Report { advice, findings, answers, .. } = &author.report;
    html! {
        if author.document.is_some() {
            <section class="group" aria-labelledby="author-checked">
                <h3 id="author-checked">{met(&author.report)}</h3>
                <ul id="author-findings" class="checked">
                    for finding in findings {
                        <li class={if finding.holds { "good" } else { "bad" }}>
                            {if finding.holds { "✓ " } else { "✗ " }}{finding.to_string()}
                        </li>
                    }
                </ul>
                <h3>{"Answers of the run"}</h3>
                <ul id="author-answers" class="checked">
                    for answered in answers {
                        <li class={if answered.answer.is_some() { "good" } else { "bad" }}>
                            {when(answered.at)}{": "}{&answered.question}{" "}
                            <b>{answered.answer.as_deref().unwrap_or("no answer")}</b>
                        </li>
                    }
                </ul>
                if !advice.is_empty() {
                    <ul id="author-advice" class="checked hint">
                        for one in advice { <li>{one}</li> }
                    </ul>
                }
            </section>
        }
    }
}

/// The answers under other seeds.
fn varied(act: &Callback<Act>, author: &Author) -> Html {
    let Some(document) = &author.document else { return Html::default() };
    if document.questions.is_empty() {
        return Html::default();
    }
    let varied = author.varied.as_ref().filter(|varied| Rc::ptr_eq(&varied.document, document));
    html! {
        <section class="group" aria-labelledby="author-varied">
            <h3 id="author-varied">{"Other seeds, other answers"}</h3>
            if let Some(varied) = varied {
                <p class="hint" role="status">{format!("{} of {RUNS} runs", varied.runs)}</p>
                <ul id="author-variations" class="checked">
                    for answers in &varied.table {
                        <li class={if answers.complaint().is_none() { "good" } else { "bad" }}>
                            {&answers.question}{" "}
                            for (answer, count) in answers.counted() { <b>{format!("{answer} ×{count} ")}</b> }
                            if let (true, Some(complaint)) = (varied.runs == RUNS, answers.complaint()) {
                                {complaint}
                            }
                        </li>
                    }
                </ul>
            } else {
                <p class="hint">{"An answer that is always the same can be learnt by heart."}</p>
                <button id="author-vary" onclick={on(act, || AuthorAct::Vary)}>
                    {format!("Ask in {RUNS} runs")}
                </button>
            }
        </section>
    }
}
