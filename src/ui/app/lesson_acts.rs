//! How the page goes through a lesson.

use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

use super::App;
use crate::dynamo::time::Time;
use crate::session::document::{self, Moment, Selection, contents};
use crate::session::lesson::Show;
use crate::ui::act::Act;
use crate::ui::browser;
use crate::ui::clock::Pace;
use crate::ui::controls::Group;
use crate::ui::desk::fetch_lesson;
use crate::ui::dock::{Room, Tab};
use crate::ui::lesson::{LessonAct, Reference};
use crate::ui::part::Part;
use crate::ui::theme::wants_less_motion;
use crate::view::lesson::drill::{Drill, SECONDS, drawn};
use crate::view::lesson::progress::Progress;
use crate::view::lesson::{Shown, Walk};

/// The name under which the browser keeps how far the learner has come.
const PROGRESS: &str = "dynamo-playground lessons";

/// From one stop to the next it takes so many seconds at most, if little happens in between.
const WAY_SECONDS_MAX: u64 = 6;

impl App {
    /// Does what is asked of the lessons.
    pub(super) fn lesson_act(&mut self, act: &Callback<Act>, asked: LessonAct) {
        match asked {
            LessonAct::Open(name, sought) => {
                self.course.sought = sought;
                self.course.reference = None;
                fetch_lesson(act.clone(), name);
            }
            LessonAct::Close => {
                self.clock.pause();
                self.settle();
                self.course.walk = None;
                self.course.drill = None;
            }
            LessonAct::Arrived(text) => {
                self.course.entries = text.and_then(|text| contents::read(&text)).map(Into::into);
                self.course.is_asked_for = self.course.entries.is_some();
            }
            LessonAct::Search(search) => self.course.search = search,
            LessonAct::Next => self.next_stop(),
            LessonAct::Back => {
                let place = self.course.walk.as_ref().map_or(0, Walk::place).saturating_sub(1);
                self.stand_at_stop(place);
            }
            LessonAct::Choose(place) => {
                if let Some(walk) = &mut self.course.walk {
                    walk.choose(place);
                }
            }
            LessonAct::Count(count) => {
                if let Some(walk) = &mut self.course.walk {
                    walk.draft.count = count;
                }
            }
            LessonAct::Answer => {
                if let Some(walk) = &mut self.course.walk {
                    walk.answer();
                }
                self.count_answer();
                self.keep_progress();
                // The form is gone, and with it what had the focus.
                browser::focus_soon("lesson-next");
                browser::scroll_soon("controls", "lesson-graded");
            }
            LessonAct::Show(show) => {
                self.show(show);
                self.part = match show {
                    Show::Stage => Part::Lesson,
                    Show::Request | Show::Key => Part::Inspector,
                    _ => Part::Pictures,
                };
            }
            LessonAct::Resume => self.resume(),
            LessonAct::Forget => {
                browser::forget(PROGRESS);
                self.course.progress = Progress::default();
            }
            LessonAct::LookUp(reference) => {
                self.clock.pause();
                self.course.reference = reference;
                if reference == Some(Reference::Glossary) && !self.course.terms_are_asked_for {
                    self.course.terms_are_asked_for = true;
                    fetch(act, "glossary", LessonAct::TermsArrived);
                }
            }
            LessonAct::TermsArrived(text) => {
                let terms = text.and_then(|text| contents::read_glossary(&text));
                self.course.terms = terms.map(Into::into);
                self.course.terms_are_asked_for = self.course.terms.is_some();
            }
            LessonAct::Print => browser::print(),
            LessonAct::MakeHandout => self.make_handout(false),
            LessonAct::PutHandoutAway => self.put_handout_away(),
            LessonAct::TurnAnswers => self.course.without_answers = !self.course.without_answers,
            LessonAct::BeforePrint => self.before_print(),
            LessonAct::AfterPrint => self.after_print(),
            LessonAct::ForClass(asked) => self.course.class = asked,
            LessonAct::Drill(timed) => {
                self.course.drill = Some(Drill { left: timed.then_some(0), ..Drill::default() });
                self.draw(act);
            }
            LessonAct::Draw => self.draw(act),
            LessonAct::Drawn(text) => self.take_drawn(act, text),
            LessonAct::Tick(question) => self.tick(act, question),
        }
    }

    /// Draws a lesson, whose questions are drawn from when it has come.
    fn draw(&mut self, act: &Callback<Act>) {
        let entries = self.course.entries.clone().unwrap_or_default();
        if let Some(entry) = entries.get(browser::random() as usize % entries.len().max(1)) {
            fetch(act, &entry.name, LessonAct::Drawn);
        }
    }

    fn take_drawn(&mut self, act: &Callback<Act>, text: Option<String>) {
        let Some(drill) = self.course.drill.clone() else { return };
        let lesson = text.and_then(|text| document::read(&text).ok());
        let drawn = lesson.and_then(|lesson| drawn(&lesson, u64::from(browser::random())));
        // Rarely no run has an answer: another lesson has one.
        let Some(Ok(taken)) = drawn.map(|document| self.desk.open(document)) else {
            return self.draw(act);
        };
        self.stand_at(taken);
        let (left, drawn) = (drill.left.map(|_| SECONDS), drill.drawn + 1);
        self.course.drill = Some(Drill { left, drawn, ..drill });
        if left.is_some() {
            tick_soon(act, drawn);
        }
    }

    fn tick(&mut self, act: &Callback<Act>, question: u32) {
        let (Some(drill), Some(walk)) = (&mut self.course.drill, &mut self.course.walk) else {
            return;
        };
        // A question that was answered meanwhile, or passed over, has a clock of its own.
        if drill.drawn != question || walk.given().is_some() {
            return;
        }
        let left = drill.left.map(|left| left.saturating_sub(1));
        drill.left = left;
        match left {
            Some(0) => {
                walk.give_up();
                self.count_answer();
            }
            Some(_) => tick_soon(act, question),
            None => {}
        }
    }

    fn count_answer(&mut self) {
        if let (Some(drill), Some(walk)) = (&mut self.course.drill, &self.course.walk)
            && let Some(given) = walk.given()
        {
            drill.answered += 1;
            drill.right += u32::from(given.is_right);
        }
    }

    /// How far the learner had come before.
    pub(super) fn recall_progress(&mut self) {
        let kept = browser::remembered(PROGRESS).unwrap_or_default();
        self.course.progress = Progress::read(&kept);
    }

    /// Asks for the contents as soon as they are to be seen.
    pub(super) fn ask_for_contents(&mut self, act: &Callback<Act>) {
        let is_open = self.course.walk.is_some();
        // The handout tells the terms, and may be asked for at any moment.
        if is_open && !self.course.terms_are_asked_for {
            self.course.terms_are_asked_for = true;
            fetch(act, "glossary", LessonAct::TermsArrived);
        }
        let is_seen = self.group == Group::Lesson || is_open || self.author.is_some();
        if is_seen && !self.course.is_asked_for {
            self.course.is_asked_for = true;
            fetch(act, "index", LessonAct::Arrived);
        }
    }

    /// Takes the lesson that the session was opened from, if it was one.
    pub(super) fn take_up_lesson(&mut self) {
        self.course.walk = self.desk.opened().and_then(Walk::new);
        let remembered = self.desk.lesson_place.take();
        if self.course.walk.is_some() {
            self.begin_walk(remembered);
        }
    }

    #[inline(never)]
    fn begin_walk(&mut self, remembered: Option<String>) {
        let Some(walk) = &mut self.course.walk else { return };
        if walk.is_on_path(&self.session) {
            walk.follow(self.session.timeline());
        }
        if let Some(text) = &remembered {
            walk.recall(text, &self.session);
        }
        let sought = self.course.sought.take().and_then(|term| walk.place_of(&term));
        let begins = self.desk.parameters.beat.take();
        let place = sought.or(begins).unwrap_or_else(|| walk.place()).min(walk.len() - 1);
        let is_left = !walk.is_on_path(&self.session);
        if !walk.document.narration.is_empty() {
            self.course.drill = None;
        }
        self.group = Group::Lesson;
        self.part = Part::Lesson;
        let is_fresh = self.session.timeline().steps() == 0 && remembered.is_none();
        if !is_left && (is_fresh || sought.is_some() || begins.is_some()) {
            self.stand_at_stop(place);
        }
    }

    /// Whether the lesson's own history is looked at.
    pub(super) fn is_on_path(&self) -> bool {
        self.course.walk.as_ref().is_some_and(|walk| walk.is_on_path(&self.session))
    }

    /// Has the lesson stand where time was moved to by hand.
    pub(super) fn follow_lesson(&mut self) {
        if self.is_on_path()
            && let Some(walk) = &mut self.course.walk
        {
            walk.follow(self.session.timeline());
        }
    }

    /// Stops at the next text or question if it comes before a next step at this time. Says
    /// whether it did.
    pub(super) fn stop_at_lesson(&mut self, next: Option<Time>, now: Option<Time>) -> bool {
        if !self.is_on_path() {
            return false;
        }
        let steps = self.session.timeline().steps();
        let Some(walk) = &self.course.walk else { return false };
        let stops = walk.stops_before(next, now, steps);
        if stops {
            self.stand_at_stop(walk.place() + 1);
        }
        stops
    }

    fn next_stop(&mut self) {
        let Some(walk) = &mut self.course.walk else { return };
        let place = walk.place() + 1;
        let now = self.session.timeline().simulation().now();
        match walk.next() {
            Some(Moment::Time(at)) if at > now && !walk.is_under_way && !wants_less_motion() => {
                walk.is_under_way = true;
                self.clock.play();
                self.clock.hurry = (at.since(now).as_micros() / 1_000 / WAY_SECONDS_MAX) as u32;
            }
            _ => self.stand_at_stop(place),
        }
    }

    /// Goes to a stop: what is shown there is shown.
    pub(super) fn stand_at_stop(&mut self, place: usize) {
        self.clock.pause();
        let Some(walk) = &mut self.course.walk else { return };
        walk.go_to(place, &mut self.session);
        self.show_stop();
    }

    /// Shows what is to be seen at the stop at which the lesson stands.
    fn show_stop(&mut self) {
        let Some(walk) = &self.course.walk else { return };
        let (show, select) = match walk.shown() {
            Shown::Beat(told) => (told.show, told.select.clone()),
            Shown::Question { prompt, .. } => (None, prompt.about.clone()),
            Shown::End => (None, None),
        };
        browser::scroll_to_top("controls");
        self.time.said = None;
        self.settle();
        if let Some(select) = select {
            // A request is looked at together with its key.
            let ledger = self.session.timeline().ledger();
            let key = select.key.clone().or_else(|| ledger.key(select.request?).cloned());
            let (request, node) = (select.request, select.node);
            self.selection.obey(Selection { key, ..select });
            browser::scroll_soon(
                "inspector",
                match (request, node) {
                    (Some(_), _) => "request-title",
                    (None, Some(_)) => "node-title",
                    (None, None) => "key-title",
                },
            );
        }
        if let Some(show) = show {
            self.show(show);
        }
        self.keep_progress();
    }

    fn show(&mut self, show: Show) {
        let Some(tab) = Tab::of(show) else {
            // The stage and the inspector have the more room.
            self.dock.room = Room::Folded;
            return;
        };
        self.dock.tab = tab;
        if self.dock.room == Room::Folded {
            self.dock.room = Room::Open;
        }
    }

    /// Goes back to the lesson's own history, where it was left. If that is gone, it is run again.
    fn resume(&mut self) {
        let Some(walk) = &mut self.course.walk else { return };
        self.clock.pause();
        self.group = Group::Lesson;
        let place = walk.place();
        if walk.resume(&mut self.session).is_ok() {
            return self.show_stop();
        }
        // There is no room for it beside the others.
        let document = (*walk.document).clone();
        if let Ok(taken) = self.desk.open(document) {
            self.stand_at(taken);
            self.stand_at_stop(place);
        }
    }

    fn keep_progress(&mut self) {
        if let (Some(walk), None, None) = (&self.course.walk, &self.course.drill, &self.author) {
            self.course.progress.note(walk);
            if !self.desk.parameters.embed {
                browser::remember(PROGRESS, &self.course.progress.write());
            }
        }
    }

    /// A history was deleted: others have taken its number.
    pub(super) fn forget_branch(&mut self, deleted: usize) {
        if let Some(walk) = &mut self.course.walk {
            walk.forget_branch(deleted);
        }
    }

    /// Whether time runs up to the next stop.
    pub(super) fn pause_lesson(&mut self) {
        if self.clock.pace == Pace::Paused
            && let Some(walk) = &mut self.course.walk
        {
            walk.is_under_way = false;
        }
    }
}

/// Fetches a file of the lessons.
fn fetch(act: &Callback<Act>, name: &str, arrived: fn(Option<String>) -> LessonAct) {
    let (act, address) = (act.clone(), format!("lessons/{name}.json"));
    spawn_local(async move {
        act.emit(Act::Lesson(arrived(browser::fetch(&address).await)));
    });
}

/// A second later the clock of a question has gone on.
fn tick_soon(act: &Callback<Act>, question: u32) {
    let act = act.clone();
    Timeout::new(1_000, move || act.emit(Act::Lesson(LessonAct::Tick(question)))).forget();
}
