//! What a classroom needs of a lesson: a handout, a link for the class, and what a locked page
//! leaves to its reader.

use std::rc::Rc;

use super::App;
use crate::session::link;
use crate::ui::act::Act;
use crate::ui::browser;
use crate::ui::controls::Group;
use crate::ui::handout::{Made, Order};
use crate::ui::help::HelpAct;
use crate::ui::lesson::{ClassLink, LessonAct};
use crate::ui::part::Part;
use crate::ui::session_act::SessionAct;
use crate::ui::theme::Theme;
use crate::ui::time_act::TimeAct;
use crate::view::lesson::Walk;
use crate::view::words::file_stem;

impl App {
    /// Makes the handout of the lesson that is open.
    pub(super) fn make_handout(&mut self, is_passing: bool) {
        let Some(walk) = &self.course.walk else { return };
        let terms = self.course.terms.clone().unwrap_or_default();
        let made = Made::new(Order {
            document: &walk.document,
            link: self
                .lesson_name(walk)
                .map(|name| format!("{}?lesson={name}", browser::plain_address())),
            hides_answers: self.course.hides_answers,
            presents: self.course.presents,
            terms: &terms,
            is_passing,
        });
        // A lesson that is open can be run again.
        self.course.handout = made.ok().map(Rc::new);
        self.clock.pause();
        if self.course.handout.is_some() {
            // Paper is white.
            Theme::Light.apply();
            if !is_passing {
                browser::go_to_top();
                browser::focus_soon("handout-print");
            }
        }
    }

    /// Puts the handout away.
    pub(super) fn put_handout_away(&mut self) {
        if let Some(made) = self.course.handout.take() {
            self.theme.apply();
            if !made.is_passing {
                browser::focus_soon("lesson-handout");
            }
        }
    }

    /// The printer asks for the page: of a lesson that is in sight it gets the handout.
    pub(super) fn before_print(&mut self) {
        let is_covered = self.course.reference.is_some()
            || self.course.class.is_some()
            || self.desk.standing.is_some()
            || self.help.sheet
            || self.time.dialog.is_some();
        let shows_lesson = self.group == Group::Lesson && self.course.drill.is_none();
        if self.course.handout.is_none() && shows_lesson && !is_covered {
            self.make_handout(true);
        }
    }

    /// The printer has the page.
    pub(super) fn after_print(&mut self) {
        match &self.course.handout {
            Some(made) if made.is_passing => self.put_handout_away(),
            Some(_) => Theme::Light.apply(),
            None => self.theme.apply(),
        }
    }

    /// The name of the lesson in the course; none for one of the reader's own.
    fn lesson_name(&self, walk: &Walk) -> Option<String> {
        let name = walk.name();
        let mut entries = self.course.entries.iter().flat_map(|entries| entries.iter());
        let is_it = entries
            .find(|entry| file_stem(&entry.title) == name && entry.stops as usize == walk.len());
        is_it.map(|entry| entry.name.clone()).filter(|_| self.author.is_none())
    }

    /// The link for a class, or why there is none.
    pub(super) fn class_address(&self, walk: &Walk, asked: &ClassLink) -> Result<String, String> {
        let mut query = Vec::new();
        let mut fragment = String::new();
        match self.lesson_name(walk) {
            Some(name) => query.push(format!("lesson={name}")),
            None => {
                let written =
                    link::write(&walk.document).map_err(|too_long| too_long.to_string())?;
                fragment = format!("#{written}");
            }
        }
        if let (Some(seed), true) = (self.desk.parameters.seed, fragment.is_empty()) {
            query.push(format!("seed={seed}"));
        }
        if asked.begins_here {
            query.push(format!("beat={}", walk.place().min(walk.len().saturating_sub(1)) + 1));
        }
        for (is_wanted, part) in [
            (asked.locked, "locked"),
            (asked.hides_answers, "answers=hidden"),
            (asked.presents, "presenter"),
            (asked.projector, "theme=projector"),
        ] {
            if is_wanted {
                query.push(part.to_owned());
            }
        }
        let query = match query.is_empty() {
            true => String::new(),
            false => format!("?{}", query.join("&")),
        };
        Ok(format!("{}{query}{fragment}", browser::plain_address()))
    }

    /// Whether this is done although the page is locked to its lesson: going through the lesson,
    /// moving time, and looking.
    pub(super) fn is_allowed(&self, act: &Act) -> bool {
        if !self.desk.parameters.locked {
            return true;
        }
        match act {
            Act::Give(_) | Act::Begin(_) | Act::SwitchBranch(_) | Act::Author(_) => false,
            Act::ShowGroup(group) => *group == Group::Lesson,
            Act::ShowPart(part) => !matches!(part, Part::Controls | Part::Author),
            Act::Help(act) => !matches!(act, HelpAct::BeginTour | HelpAct::DoIt),
            Act::Time(act) => !matches!(
                act,
                TimeAct::Show(_)
                    | TimeAct::Rename(..)
                    | TimeAct::Delete(_)
                    | TimeAct::Keep(..)
                    | TimeAct::Compare(..)
            ),
            Act::Session(act) => matches!(
                act,
                // What the address asks for comes by itself.
                SessionAct::Arrived { .. }
                    | SessionAct::Tell(_)
                    | SessionAct::Dismiss
                    | SessionAct::HideDialog
                    | SessionAct::NewerVersionReady
                    | SessionAct::TakeNewerVersion
                    | SessionAct::Remember
            ),
            Act::Lesson(act) => !matches!(
                act,
                LessonAct::Open(..)
                    | LessonAct::Close
                    | LessonAct::Drill(_)
                    | LessonAct::Draw
                    | LessonAct::Drawn(_)
                    | LessonAct::LookUp(Some(_))
                    | LessonAct::ForClass(Some(_))
            ),
            _ => true,
        }
    }
}
