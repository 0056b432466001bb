//! The acts upon the session as a whole.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use yew::Callback;

use super::App;
use super::time_acts::TimeDesk;
use crate::session::document::{self, Document};
use crate::session::export::Source;
use crate::session::link;
use crate::sim::trace::digest;
use crate::ui::act::Act;
use crate::ui::browser;
use crate::ui::clock::{Clock, Pace};
use crate::ui::desk::{Taken, fetch_scenario, opening_session};
use crate::ui::offline;
use crate::ui::picture_file::Picture;
use crate::ui::session_act::{Notice, Origin, PictureFormat, SessionAct};
use crate::ui::session_dialog::Standing;
use crate::view::words::{file_stem, moment};

/// No export that the page makes is longer, in bytes: it stands in memory as a whole.
const EXPORT_BYTES_MAX: usize = 64_000_000;

const NOT_TAKEN: &str = "The browser did not take the file.";

impl App {
    /// Does what is asked. Says whether the page has to be drawn anew.
    pub(super) fn session_act(&mut self, act: &Callback<Act>, asked: SessionAct) -> bool {
        match asked {
            SessionAct::ShowDialog => {
                self.clock.pause();
                self.desk.notice = None;
                self.desk.standing = Some(Rc::new(self.standing()));
            }
            SessionAct::HideDialog => {
                // What was told in the dialog was read there.
                if self.desk.standing.take().is_some() {
                    self.desk.notice = None;
                }
            }
            SessionAct::Save => {
                let text = document::write(&self.document());
                let name = format!("{}.json", self.file_stem());
                let taken = browser::download_text(&name, "application/json", &text);
                self.tell_of_download(taken, &name);
            }
            SessionAct::Export(format) => {
                let timeline = self.session.timeline();
                let source = Source { scenario: self.session.scenario(), trace: timeline.trace() };
                let name = format!("{}-{}", self.file_stem(), format.file_name());
                match format.to_text(&source, EXPORT_BYTES_MAX) {
                    Ok(text) => {
                        let taken = browser::download_text(&name, format.media_type(), &text);
                        self.tell_of_download(taken, &name);
                    }
                    Err(error) => self.desk.notice = Some(Notice::complaint(error.to_string())),
                }
            }
            SessionAct::Picture(format) => self.hand_over_picture(act, format),
            SessionAct::Open { text, from } => {
                if !self.takes_text(&text) {
                    self.open(text, &from);
                }
            }
            SessionAct::FragmentChanged => {
                let (_, fragment) = browser::query_and_fragment();
                if fragment.trim_start_matches('#').is_empty() {
                    return false;
                }
                if let Some(taken) = self.desk.open_link(&fragment) {
                    self.stand_at(taken);
                }
            }
            SessionAct::Fetch(name) => {
                fetch_scenario(act.clone(), name.to_owned());
                return false;
            }
            SessionAct::Arrived { name, text } => self.arrive(&name, text),
            SessionAct::Tell(notice) => self.desk.notice = Some(notice),
            SessionAct::Dismiss => self.desk.notice = None,
            SessionAct::NewerVersionReady => self.desk.notice = Some(Notice::newer_version()),
            SessionAct::TakeNewerVersion => {
                self.remember();
                offline::take_over();
            }
            SessionAct::StartOver => {
                self.desk.forget();
                self.stand_at(Taken::anew(opening_session(None)));
            }
            SessionAct::Remember => {
                self.remember();
                return false;
            }
        }
        true
    }

    /// Remembers the session and the lesson for the next visit.
    pub(super) fn remember(&mut self) {
        // The draft of an author is kept by itself, and the session from before stays.
        if self.author.is_some() {
            return;
        }
        let walk = self.course.walk.as_ref().filter(|_| self.course.drill.is_none());
        let breakpoints = &self.time.breakpoints;
        self.desk.remember(&self.session, &self.selection, breakpoints, walk);
    }

    /// Takes another session, where it stands.
    pub(super) fn stand_at(&mut self, taken: Taken) {
        let Taken { session, selection, breakpoints } = taken;
        self.session = session;
        self.selection = selection;
        let target = std::mem::take(&mut self.time.target);
        self.time = TimeDesk { breakpoints, target, ..TimeDesk::default() };
        self.refusal = None;
        self.help.tour = None;
        self.desk.standing = None;
        self.course.class = None;
        let speed = self.clock.speed;
        self.clock = Clock::new();
        self.clock.speed = speed;
        self.settle();
        self.take_up_lesson();
    }

    /// What the page's address asks for beside the session.
    pub(super) fn obey_parameters(&mut self) {
        self.recall_progress();
        self.course.presents = self.desk.parameters.presenter;
        self.course.hides_answers = self.desk.parameters.answers_hidden;
        self.course.is_locked = self.desk.parameters.locked;
        if let Some(speed) = self.desk.parameters.speed {
            self.clock.speed = speed;
        }
        // A scenario that is still on its way is played when it has come.
        if self.desk.parameters.autoplay && self.desk.parameters.scenario.is_none() {
            self.clock.play();
        }
    }

    fn open(&mut self, text: Result<String, String>, from: &Origin) {
        let opened = text
            .and_then(|text| self.desk.open_text(&text).map_err(|complaint| complaint.to_string()));
        match opened {
            Ok(taken) => self.stand_at(taken),
            Err(reason) => {
                if self.clock.pace == Pace::Playing {
                    self.clock.pause();
                }
                self.desk.notice = Some(Notice::complaint(format!(
                    "{} could not be opened; your session is as it was. {reason}",
                    from.subject()
                )));
            }
        }
    }

    /// A scenario that the page's address asks for has come.
    fn arrive(&mut self, name: &str, text: Option<String>) {
        let parameters = self.desk.parameters.clone();
        let Some(text) = text else {
            let what = if parameters.lesson { "lesson" } else { "scenario" };
            self.desk.notice = Some(Notice::complaint(format!(
                "There is no {what} “{name}” here. Mend the page’s address, or go on with this one."
            )));
            return;
        };
        let opened = document::read(&text).and_then(|mut document| {
            if let Some(seed) = parameters.seed {
                // Where it stood with another seed, something else happens.
                document.seed = seed;
                document.cursor = None;
                document.selection = None;
            }
            self.desk.open(document)
        });
        match opened {
            Ok(taken) => {
                self.stand_at(taken);
                if parameters.autoplay {
                    self.clock.play();
                }
            }
            Err(complaint) => {
                self.desk.notice = Some(Notice::complaint(format!(
                    "The scenario “{name}” could not be opened. {complaint}"
                )));
            }
        }
    }

    pub(super) fn document(&self) -> Document {
        self.desk.document(&self.session, &self.selection, &self.time.breakpoints)
    }

    fn standing(&self) -> Standing {
        let timeline = self.session.timeline();
        let document = self.document();
        let link = match link::write(&document) {
            Ok(fragment) => Ok(format!("{}#{fragment}", browser::plain_address())),
            Err(too_long) => Err(too_long.to_string()),
        };
        let now = moment(timeline.simulation().now());
        Standing {
            place: format!("Step {}, at {now}", timeline.steps()),
            hash: digest(timeline.trace()),
            link,
        }
    }

    fn file_stem(&self) -> String {
        file_stem(&self.session.scenario().title)
    }

    fn tell_of_download(&mut self, taken: bool, name: &str) {
        self.desk.notice = Some(match taken {
            true => Notice::news(format!("Saved as {name}.")),
            false => Notice::complaint(NOT_TAKEN),
        });
    }

    fn hand_over_picture(&mut self, act: &Callback<Act>, format: PictureFormat) {
        let Some(picture) = Picture::of_stage() else {
            self.desk.notice = Some(Notice::complaint("There is no stage to be drawn."));
            return;
        };
        let stem = self.file_stem();
        match format {
            PictureFormat::Svg => {
                let name = format!("{stem}.svg");
                let taken = browser::download_text(&name, "image/svg+xml", &picture.svg);
                self.tell_of_download(taken, &name);
            }
            PictureFormat::Png => {
                let act = act.clone();
                spawn_local(async move {
                    let name = format!("{stem}.png");
                    let taken = match picture.to_png().await {
                        Some(dots) => browser::download(&name, &dots),
                        None => false,
                    };
                    let notice = match taken {
                        true => Notice::news(format!("Saved as {name}.")),
                        false => Notice::complaint(
                            "The browser could not draw the picture as PNG: take the SVG.",
                        ),
                    };
                    act.emit(Act::Session(SessionAct::Tell(notice)));
                });
            }
        }
    }
}
