//! How a lesson is written in the page.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

use super::App;
use crate::session::document::{self, Document, Spot};
use crate::session::lesson::variations::{RUNS, ask, unasked};
use crate::session::link;
use crate::ui::act::Act;
use crate::ui::author::{Author, AuthorAct, SESSION, TEMPLATE, Varied};
use crate::ui::browser;
use crate::ui::part::Part;
use crate::ui::session_act::Notice;
use crate::view::lesson::Walk;
use crate::view::lesson::author::{
    add_question, add_text, add_truths, askable, first_difference, of_session, read, report,
};
use crate::view::words::file_stem;

/// The name under which the browser keeps what is being written.
const DRAFT: &str = "dynamo-playground draft";

/// The text is looked at so long after the last letter, in milliseconds.
const LOOK_AFTER_MS: u32 = 350;

/// The name of the field in the page.
const FIELD: &str = "author-text";

impl App {
    /// Does what an author asks for.
    pub(super) fn author_act(&mut self, act: &Callback<Act>, asked: AuthorAct) {
        match asked {
            AuthorAct::Open => {
                self.open_room();
                match browser::remembered(DRAFT) {
                    Some(text) => self.write(text),
                    None => fetch(act, TEMPLATE),
                }
            }
            AuthorAct::Edit => {
                let lesson = self.course.walk.as_ref().map(|walk| document::write(&walk.document));
                self.open_room();
                self.begin_with(lesson.unwrap_or_default());
            }
            AuthorAct::Close => self.close_room(),
            AuthorAct::Begin => self.begin(act),
            AuthorAct::Arrived(Ok(text)) => self.begin_with(text),
            AuthorAct::Arrived(Err(reason)) => self.tell_author(reason),
            AuthorAct::Look => self.look_at_text(),
            AuthorAct::AddText => self.add(|document, app| {
                add_text(document, app.session.timeline().simulation().now());
            }),
            AuthorAct::AddQuestion => self.add(|document, app| {
                let Some(author) = &app.author else { return };
                if let Some(kind) = author.askable.get(author.question).cloned() {
                    add_question(document, app.session.timeline().simulation().now(), kind);
                }
            }),
            AuthorAct::AddTruths => self.add(|document, app| {
                add_truths(document, app.session.timeline(), app.selection.key.as_ref());
            }),
            asked => self.ask_of_room(act, asked),
        }
    }

    /// What concerns the room alone.
    fn ask_of_room(&mut self, act: &Callback<Act>, asked: AuthorAct) {
        let Some(author) = &mut self.author else { return };
        match asked {
            AuthorAct::Write(text) => {
                author.text = text;
                author.told = None;
                author.link = None;
                let act = act.clone();
                let look = move || act.emit(Act::Author(AuthorAct::Look));
                // The one before is called off.
                author.next_look = Some(Timeout::new(LOOK_AFTER_MS, look));
            }
            AuthorAct::Choose(chosen) => author.chosen = chosen,
            AuthorAct::ChooseQuestion(question) => author.question = question,
            AuthorAct::Former => {
                if let Some(text) = author.former.take() {
                    author.former = Some(core::mem::take(&mut author.text));
                    self.write(text);
                }
            }
            AuthorAct::GoToFlaw => {
                let spot = author.complaint.as_ref().and_then(|complaint| complaint.spot.as_ref());
                if let Some(Spot { line, column, .. }) = spot {
                    let (start, end) = place(&author.text, *line, *column);
                    browser::select_text(FIELD, &author.text, start, end);
                }
            }
            AuthorAct::Save => {
                let title = author.document.as_ref().map_or("", |document| &document.title);
                let name = format!("{}.json", file_stem(title));
                let taken = browser::download_text(&name, "application/json", &author.text);
                author.told = Some(match taken {
                    true => format!("Saved as {name}."),
                    false => "The browser did not take the file.".to_owned(),
                });
            }
            AuthorAct::ToggleLink => {
                author.link = match (&author.link, &author.document) {
                    (None, Some(document)) => Some(match link::write(document) {
                        Ok(fragment) => Ok(format!("{}#{fragment}", browser::plain_address())),
                        Err(too_long) => Err(too_long.to_string()),
                    }),
                    _ => None,
                };
            }
            AuthorAct::ToggleDetails => author.details = !author.details,
            AuthorAct::Vary => {
                author.varied = author.document.clone().map(|document| {
                    let table = unasked(&document);
                    Varied { document, runs: 0, table }
                });
                vary_soon(act);
            }
            AuthorAct::VaryOn => {
                if let Some(Varied { document, runs, table }) = &mut author.varied
                    && *runs < RUNS
                    // Variations of a lesson that has been read make sense.
                    && ask(document, *runs, table).is_ok()
                {
                    *runs += 1;
                    vary_soon(act);
                }
            }
            _ => {}
        }
    }

    fn open_room(&mut self) {
        if self.author.is_some() {
            return;
        }
        self.clock.pause();
        self.settle();
        // What was done up to now is what comes back.
        self.remember();
        self.author = Some(Author::new(self.document()));
        self.part = Part::Author;
        browser::focus_soon(FIELD);
    }

    fn close_room(&mut self) {
        let Some(author) = self.author.take() else { return };
        if let Ok(taken) = self.desk.open(*author.before) {
            self.stand_at(taken);
        }
        self.desk.notice = None;
        browser::focus_soon("author-open");
    }

    /// Takes a file, or a text that was pasted, if the room is open. Says whether it is.
    pub(super) fn takes_text(&mut self, text: &Result<String, String>) -> bool {
        if self.author.is_none() {
            return false;
        }
        match text {
            Err(reason) => self.tell_author(reason.clone()),
            // A link is written out.
            Ok(text)
                if text.contains("://")
                    && link::is_link(text.split_once('#').map_or("", |link| link.1)) =>
            {
                match link::read(text) {
                    Ok(document) => self.begin_with(document::write(&document)),
                    Err(complaint) => self.tell_author(complaint.to_string()),
                }
            }
            Ok(text) => self.begin_with(text.clone()),
        }
        true
    }

    fn tell_author(&mut self, what: String) {
        if let Some(author) = &mut self.author {
            author.told = Some(what);
        }
    }

    fn begin(&mut self, act: &Callback<Act>) {
        let Some(author) = &self.author else { return };
        match author.chosen.as_str() {
            SESSION => {
                let before = (*author.before).clone();
                let now = self
                    .desk
                    .clone_of(&before)
                    .map(|session| session.timeline().simulation().now());
                let lesson = of_session(before, now.unwrap_or_default());
                self.begin_with(document::write(&lesson));
            }
            name => fetch(act, name),
        }
    }

    /// Takes another text; the one from before can be taken back.
    fn begin_with(&mut self, text: String) {
        let Some(author) = &mut self.author else { return };
        let former = core::mem::take(&mut author.text);
        author.former = Some(former).filter(|former| !former.is_empty() && *former != text);
        self.course.walk = None;
        self.write(text);
    }

    /// Writes a text into the field, and looks at it at once.
    fn write(&mut self, text: String) {
        if let Some(author) = &mut self.author {
            author.text = text;
            author.told = None;
            author.link = None;
            self.look_at_text();
        }
    }

    /// Looks whether the text can be read, and shows what comes of it.
    fn look_at_text(&mut self) {
        let Some(author) = &mut self.author else { return };
        author.next_look = None;
        browser::remember(DRAFT, &author.text);
        match read(&author.text) {
            Err(complaint) => author.complaint = Some(complaint),
            Ok(document) => {
                author.complaint = None;
                // Blanks change nothing of the lesson.
                if author.document.as_deref() == Some(&document) && self.course.walk.is_some() {
                    return;
                }
                match report(&document) {
                    Ok(report) => author.report = report,
                    Err(complaint) => author.complaint = Some(complaint),
                }
                author.document = Some(Rc::new(document.clone()));
                author.varied = None;
                self.preview(document);
            }
        }
    }

    /// Shows the lesson as it will be, at the stop at which it stood.
    fn preview(&mut self, document: Document) {
        let place = self.course.walk.as_ref().map_or(0, Walk::place);
        let (part, group) = (self.part, self.group);
        let is_shown = self.course.walk.is_some();
        if let Ok(taken) = self.desk.open(Document { cursor: None, ..document }) {
            self.stand_at(taken);
            self.stand_at_stop(place);
            self.desk.notice = None;
            if is_shown {
                self.group = group;
            }
            self.part = part;
        }
    }

    /// Adds something to the lesson, and shows where it stands in the text.
    fn add(&mut self, add: impl Fn(&mut Document, &App)) {
        let Some(author) = &self.author else { return };
        let (Some(document), None) = (&author.document, &author.complaint) else { return };
        let old = document::write(document);
        let mut document = (**document).clone();
        add(&mut document, self);
        let new = document::write(&document);
        let (start, end) = first_difference(&old, &new);
        if let Some(author) = &mut self.author {
            author.former = Some(author.text.clone());
        }
        self.write(new.clone());
        browser::select_text_soon(FIELD, new, start, end);
    }

    /// What can be asked where the lesson stands, while the room is open.
    pub(super) fn see_what_can_be_asked(&mut self) {
        let Some(author) = &mut self.author else { return };
        let Some(document) = &author.document else { return };
        if author.details {
            return;
        }
        let key = self.selection.key.as_ref();
        author.askable = askable(document, self.session.timeline(), key);
        author.question = author.question.min(author.askable.len().saturating_sub(1));
    }

    /// Begins as the page's address asks for.
    pub(super) fn open_room_if_asked(&mut self, act: &Callback<Act>) {
        if self.desk.parameters.author && !self.desk.parameters.locked {
            self.author_act(act, AuthorAct::Open);
        }
    }

    /// Says that a locked page does not do this.
    pub(super) fn tell_of_lock(&mut self) {
        self.desk.notice = Some(Notice::news(
            "This page is locked to its lesson: your teacher has left you the lesson, time, and all \
             there is to look at.",
        ));
    }
}

/// Fetches a lesson to begin with.
fn fetch(act: &Callback<Act>, name: &str) {
    let (act, address) = (act.clone(), format!("lessons/{name}.json"));
    spawn_local(async move {
        let text = browser::fetch(&address).await;
        let text = text.ok_or_else(|| "The lesson could not be fetched.".to_owned());
        act.emit(Act::Author(AuthorAct::Arrived(text)));
    });
}

/// The page is drawn before the next run.
fn vary_soon(act: &Callback<Act>) {
    let act = act.clone();
    Timeout::new(0, move || act.emit(Act::Author(AuthorAct::VaryOn))).forget();
}

/// A place of a text, in bytes, from its letter on to the end of its line.
fn place(text: &str, line: u32, column: u32) -> (usize, usize) {
    let mut start = 0;
    for (number, content) in text.split('\n').enumerate() {
        if number + 1 == line as usize {
            let before = content.char_indices().nth((column as usize).saturating_sub(1));
            let before = before.map_or(content.len(), |(place, _)| place);
            return (start + before, start + content.len());
        }
        start += content.len() + 1;
    }
    (text.len(), text.len())
}
