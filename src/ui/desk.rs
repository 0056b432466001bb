//! What lies around the session: what came along with its document, what the page tells about
//! it, and its memory between visits.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use yew::Callback;

use super::act::Act;
use super::browser;
use super::clock::SPEEDS;
use super::pictures::Selection;
use super::session_act::{Notice, SessionAct};
use super::session_dialog::Standing;
use super::theme::Theme;
use crate::dynamo::identity::ClientId;
use crate::session::breakpoint::Breakpoint;
use crate::session::document::{self, Complaint, Document, Opened};
use crate::session::session::Session;
use crate::session::{link, stories};
use crate::sim::command::Command;
use crate::view::lesson::Walk;
use crate::view::parameters::Parameters;

/// The name under which the browser remembers the session.
const MEMORY: &str = "dynamo-playground session";

/// The name under which it remembers where the lesson stood and what was answered.
const PLACE: &str = "dynamo-playground place";

/// A session that takes more bytes than this is not remembered.
const MEMORY_BYTES_MAX: usize = 2_000_000;

/// The session is remembered so long after it has changed, in milliseconds.
const REMEMBER_AFTER_MS: u32 = 1_000;

/// What lies around the session.
pub struct Desk {
    /// What the page's address asked for.
    pub parameters: Parameters,
    /// What the dialog shows; none while it is away.
    pub standing: Option<Rc<Standing>>,
    /// What the page tells.
    pub notice: Option<Notice>,
    /// The document that the session was opened from: what is not part of a run stays with it.
    document: Option<Document>,
    /// Where the lesson of the last visit stood, until it is taken up.
    pub lesson_place: Option<String>,
    /// The moment at which the session is remembered next.
    next_memory: Option<Timeout>,
}

/// A session as it stands.
pub struct Taken {
    /// The session.
    pub session: Session,
    /// What is selected.
    pub selection: Selection,
    /// What time stops at.
    pub breakpoints: Vec<Breakpoint>,
}

/// A session to begin with.
pub struct Beginning {
    /// The session.
    pub taken: Taken,
    /// What lies around it.
    pub desk: Desk,
}

impl Taken {
    /// A session without anything that came along.
    pub fn anew(session: Session) -> Taken {
        let selection = opening_selection(&session);
        Taken { session, selection, breakpoints: Vec::new() }
    }
}

impl Beginning {
    /// The session that the page's address asks for, or else the one of the last visit, or else
    /// the opening story.
    pub fn new(act: &Callback<Act>) -> Beginning {
        let (query, fragment) = browser::query_and_fragment();
        let themes = Theme::ALL.map(Theme::name);
        let (parameters, complaint) = Parameters::read(&query, &SPEEDS, &themes);
        let mut desk = Desk {
            parameters,
            standing: None,
            notice: complaint.map(Notice::complaint),
            document: None,
            lesson_place: None,
            next_memory: None,
        };
        let asked_for = match fragment.trim_start_matches('#') {
            "" => None,
            _ => desk.open_link(&fragment),
        };
        if let Some(taken) = asked_for {
            return Beginning { taken, desk };
        }
        if let Some(name) = desk.parameters.scenario.clone() {
            match desk.parameters.lesson {
                true => fetch_lesson(act.clone(), name),
                false => fetch_scenario(act.clone(), name),
            }
        } else if desk.parameters.seed.is_none()
            && let Some(taken) = desk.recall()
        {
            return Beginning { taken, desk };
        }
        Beginning { taken: Taken::anew(opening_session(desk.parameters.seed)), desk }
    }
}

/// Whether the page begins with the opening story: its address asks for nothing else, and there is
/// nothing that it remembers.
pub fn begins_with_the_opening() -> bool {
    let (query, fragment) = browser::query_and_fragment();
    query.is_empty() && fragment.is_empty() && browser::remembered(MEMORY).is_none()
}

impl Desk {
    /// Opens a document. What does not belong to the run is kept, to be saved again.
    ///
    /// # Errors
    /// The document makes no sense; nothing has changed then.
    pub fn open(&mut self, document: Document) -> Result<Taken, Complaint> {
        let kept = document.clone();
        let opened = document.into_session()?;
        let warnings: Vec<String> = opened.warnings.iter().map(ToString::to_string).collect();
        let Opened { session, selection, breakpoints, .. } = opened;
        let is_lesson = kept.lesson.is_some();
        self.notice = match (warnings.is_empty(), self.parameters.embed || is_lesson) {
            // Within another page the stage has all the room there is, and a lesson tells itself.
            (true, true) => None,
            (true, false) => Some(format!("“{}” is open.", session.scenario().title)),
            (false, _) => Some(warnings.join(" ")),
        }
        .map(Notice::news);
        let selection = selection_of(&session, selection);
        self.document = Some(kept);
        Ok(Taken { session, selection, breakpoints })
    }

    /// A session opened beside the one of the page, which stays as it is.
    pub fn clone_of(&self, document: &Document) -> Option<Session> {
        document.clone().into_session().ok().map(|opened| opened.session)
    }

    /// Opens a text: a document, or a link.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn open_text(&mut self, text: &str) -> Result<Taken, Complaint> {
        self.open(read_text(text)?)
    }

    /// Opens the link in the page's address, and takes it out of there: what is done from then
    /// on is another session. One that cannot be opened is told of.
    pub fn open_link(&mut self, fragment: &str) -> Option<Taken> {
        match link::read(fragment).and_then(|document| self.open(document)) {
            Ok(opened) => {
                browser::drop_fragment();
                Some(opened)
            }
            Err(complaint) => {
                self.notice =
                    Some(Notice::complaint(format!("The link could not be opened. {complaint}")));
                None
            }
        }
    }

    /// The document that the session was opened from.
    pub fn opened(&self) -> Option<&Document> {
        self.document.as_ref()
    }

    /// The session has begun anew without a document.
    pub fn clear(&mut self) {
        self.document = None;
        self.notice = None;
    }

    /// What the document tells at the moment at which the session stands.
    pub fn told(&self, session: &Session) -> Option<String> {
        let timeline = session.timeline();
        let document = self.document.as_ref()?;
        document.told_at(timeline.steps(), timeline.simulation().now()).map(str::to_owned)
    }

    /// The session as a document, together with what came along with it.
    pub fn document(
        &self,
        session: &Session,
        selection: &Selection,
        breakpoints: &[Breakpoint],
    ) -> Document {
        self.complete(Document::of_session(session, Some(selected(selection))), breakpoints)
    }

    /// A document of the session, together with what came along with it.
    fn complete(&self, document: Document, breakpoints: &[Breakpoint]) -> Document {
        let document = Document { breakpoints: breakpoints.to_vec(), ..document };
        match &self.document {
            None => document,
            Some(kept) => Document {
                description: kept.description.clone(),
                lesson: kept.lesson.clone(),
                until: kept.until,
                narration: kept.narration.clone(),
                questions: kept.questions.clone(),
                expectations: kept.expectations.clone(),
                ..document
            },
        }
    }

    /// Remembers the session in a while, once for all that changes until then.
    pub fn remember_soon(&mut self, act: &Callback<Act>) {
        if self.next_memory.is_none() && !self.parameters.embed {
            let act = act.clone();
            let remember = move || act.emit(Act::Session(SessionAct::Remember));
            self.next_memory = Some(Timeout::new(REMEMBER_AFTER_MS, remember));
        }
    }

    /// Remembers the session now, if anything has changed since it was last.
    pub fn remember(
        &mut self,
        session: &Session,
        selection: &Selection,
        breakpoints: &[Breakpoint],
        walk: Option<&Walk>,
    ) {
        if self.next_memory.take().is_none() {
            return;
        }
        match walk {
            Some(walk) => browser::remember(PLACE, &walk.write()),
            None => browser::forget(PLACE),
        }
        let timeline = session.timeline();
        if timeline.known_steps() == 0 && *session.scenario() == stories::shopping_cart() {
            // There is nothing to remember of the opening.
            return browser::forget(MEMORY);
        }
        let document = Document::without_hash(session, Some(selected(selection)));
        let text = document::write(&self.complete(document, breakpoints));
        if text.len() <= MEMORY_BYTES_MAX {
            browser::remember(MEMORY, &text);
        } else {
            // Better nothing than a session from long before.
            browser::forget(MEMORY);
        }
    }

    /// Forgets the session.
    pub fn forget(&mut self) {
        self.next_memory = None;
        self.clear();
        browser::forget(MEMORY);
        browser::forget(PLACE);
    }

    /// The session of the last visit. One that cannot be opened any more is forgotten.
    fn recall(&mut self) -> Option<Taken> {
        if self.parameters.embed {
            return None;
        }
        self.open_remembered(browser::remembered(MEMORY)?)
    }

    #[inline(never)]
    fn open_remembered(&mut self, text: String) -> Option<Taken> {
        let told = self.notice.take();
        let opened = document::read(&text).and_then(|document| self.open(document)).ok();
        self.notice = told;
        self.lesson_place = browser::remembered(PLACE);
        match &opened {
            None => browser::forget(MEMORY),
            Some(_) if self.notice.is_none() => {
                self.notice = Some(Notice::news(
                    "This is your last session, as you left it. “Share” has a button to start over.",
                ));
            }
            Some(_) => {}
        }
        opened
    }
}

/// Of what the reader looks at, what a document holds.
fn selected(selection: &Selection) -> document::Selection {
    document::Selection {
        key: selection.key.clone(),
        request: selection.request,
        node: selection.node,
        client: Some(selection.client),
        comparison: selection.exchange,
    }
}

/// A document, or the one that a link holds.
fn read_text(text: &str) -> Result<Document, Complaint> {
    let text = text.trim();
    let is_link = text.starts_with("http://") || text.starts_with("https://");
    match text.split_once('#') {
        Some((_, fragment)) if is_link => link::read(fragment),
        _ => document::read(text),
    }
}

/// Fetches a lesson that comes with the page.
pub fn fetch_lesson(act: Callback<Act>, name: String) {
    fetch_document(act, "lessons", name);
}

/// Fetches a scenario that comes with the page.
pub fn fetch_scenario(act: Callback<Act>, name: String) {
    fetch_document(act, "scenarios", name);
}

fn fetch_document(act: Callback<Act>, folder: &'static str, name: String) {
    wasm_bindgen_futures::spawn_local(async move {
        let text = browser::fetch(&format!("{folder}/{name}.json")).await;
        act.emit(Act::Session(SessionAct::Arrived { name, text }));
    });
}

/// The opening story, with another seed if one is asked for.
pub fn opening_session(seed: Option<u64>) -> Session {
    let story = stories::shopping_cart();
    let story = match seed {
        Some(seed) => stories::shopping_cart_with(seed, story.setup),
        None => story,
    };
    match Session::new(story) {
        Ok(session) => session,
        // The story's setup is checked by a test on the host.
        Err(_) => unreachable!("the story that comes with the playground can be set up"),
    }
}

/// What is selected when a document is opened.
pub fn selection_of(session: &Session, selected: Option<document::Selection>) -> Selection {
    let mut selection = opening_selection(session);
    selection.obey(selected.unwrap_or_default());
    selection
}

/// What is selected when a session begins: the key of its first request.
fn opening_selection(session: &Session) -> Selection {
    let first_key = session.scenario().script.iter().find_map(|scripted| match &scripted.command {
        Command::Get { key, .. } | Command::Put { key, .. } => Some(key.clone()),
        _ => None,
    });
    Selection {
        request: None,
        key: first_key,
        node: None,
        message: None,
        exchange: None,
        client: ClientId(0),
        faced: Vec::new(),
        hides_homes: false,
    }
}
