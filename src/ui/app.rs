//! The whole page: owns the session and the clock, hands pictures down and takes acts up.

mod author_acts;
mod classroom_acts;
mod help_acts;
mod lesson_acts;
mod page;
mod running;
mod session_acts;
mod time_acts;
mod watch_acts;

use std::rc::Rc;

use gloo_events::EventListener;
use gloo_render::AnimationFrame;
use yew::{Callback, Component, Context, Html};

pub use self::time_acts::Said;
use self::time_acts::TimeDesk;
use super::act::Act;
use super::arrivals;
use super::author::Author;
use super::clock::{Clock, Pace};
use super::controls::{Group, SeenGroups};
use super::desk::{Beginning, Desk, Taken};
use super::dock::watch::Watched;
use super::dock::wheel;
use super::dock::{Dock, Room};
use super::help::Help;
use super::keyboard;
use super::lesson::Course;
use super::motion::Motion;
use super::offline;
use super::part::Part;
use super::pictures::{Pictures, Records, Selection};
use super::second_part;
use super::theme::{Theme, is_narrow};
use super::tour;
use crate::session::session::Session;
use crate::sim::command::Command;
use crate::view::lesson::Walk;

/// The page.
pub struct App {
    /// Takes acts: the same for the whole page and for ever, so that parts see that it is.
    act: Callback<Act>,
    session: Session,
    clock: Clock,
    selection: Selection,
    theme: Theme,
    narrow: bool,
    /// Why the last command could not be done: one sentence.
    refusal: Option<String>,
    part: Part,
    desk: Desk,
    help: Help,
    time: TimeDesk,
    dock: Dock,
    /// The group of the controls that is in sight.
    group: Group,
    seen_groups: SeenGroups,
    course: Course,
    /// The lesson that is being written.
    author: Option<Author>,
    records: Records,
    pictures: Rc<Pictures>,
    /// Space and time, and the log: they change oftener than all other pictures.
    watched: Watched,
    motion: Motion,
    /// Whether both parts of the program are there, and all is drawn.
    whole: bool,
    /// The next frame, while anything moves. Dropping it cancels it.
    frame: Option<AnimationFrame>,
    _listeners: Vec<EventListener>,
}

impl Component for App {
    type Message = Act;
    type Properties = ();

    fn create(context: &Context<App>) -> App {
        let act = context.link().callback(|act| act);
        let Beginning { taken, desk } = Beginning::new(&act);
        let Taken { session, selection, breakpoints } = taken;
        let narrow = is_narrow();
        let dock = Dock::begin();
        let mut records = Records::default();
        records.watch.measure();
        let pictures = Pictures::new(
            &session,
            &mut records,
            &selection,
            dock,
            narrow || (!desk.parameters.embed && dock.takes_room()),
        );
        let shortcuts = context.link().callback(Act::Press);
        let resized = context.link().callback(|()| Act::Resized);
        let resize = web_sys::window()
            .map(|window| EventListener::new(&window, "resize", move |_| resized.emit(())));
        let mut app = App {
            act: act.clone(),
            session,
            clock: Clock::new(),
            selection,
            theme: Theme::begin(desk.parameters.theme.as_deref()),
            narrow,
            refusal: None,
            part: Part::default(),
            desk,
            help: Help::default(),
            time: TimeDesk { breakpoints, ..TimeDesk::default() },
            dock,
            group: Group::Client,
            seen_groups: SeenGroups::default(),
            course: Course::default(),
            author: None,
            records,
            pictures,
            watched: Watched::default(),
            motion: Motion::default(),
            whole: second_part::is_there(),
            frame: None,
            _listeners: keyboard::listen(shortcuts)
                .into_iter()
                .chain(resize)
                .chain(arrivals::listen(&act))
                .chain(tour::listen())
                .chain(wheel::listen(&act))
                .collect(),
        };
        app.settle();
        app.obey_parameters();
        app.take_up_lesson();
        app.open_room_if_asked(&act);
        app.ask_for_contents(&act);
        match app.whole {
            true => app.complete(),
            false => app.await_second_part(),
        }
        app.seen_groups.add(app.group);
        app.run_clock(context);
        app
    }

    fn update(&mut self, context: &Context<App>, act: Act) -> bool {
        let redraw = match act {
            act if !self.is_allowed(&act) => {
                self.tell_of_lock();
                true
            }
            Act::Author(asked) => {
                let act = self.act.clone();
                self.author_act(&act, asked);
                true
            }
            Act::Frame(timestamp) => {
                self.frame = None;
                self.frame(timestamp)
            }
            Act::Session(asked) => {
                let act = self.act.clone();
                self.session_act(&act, asked)
            }
            Act::Lesson(asked) => {
                let act = context.link().callback(|act| act);
                self.lesson_act(&act, asked);
                true
            }
            Act::Whole => {
                self.whole = true;
                self.complete();
                self.look_on(context);
                return true;
            }
            Act::Watch(act) => {
                if !self.watch_act(act) {
                    // What all other pictures show is as it was.
                    self.watch();
                    self.look_on(context);
                    return true;
                }
                true
            }
            act => {
                self.act(act);
                true
            }
        };
        if redraw {
            self.seen_groups.add(self.group);
            self.look_at_tour();
            self.pause_lesson();
            if self.clock.pace == Pace::Paused {
                self.see_what_can_be_asked();
            }
            self.ask_for_contents(&context.link().callback(|act| act));
        }
        self.run_clock(context);
        if redraw {
            // A session that is played changes at every frame: it is remembered when it stands.
            if self.clock.pace != Pace::Playing {
                self.desk.remember_soon(&self.act);
            }
            let walk = self.course.walk.as_ref();
            self.selection.hides_homes = walk.is_some_and(Walk::asks_for_homes);
            let compact = self.is_compact();
            self.pictures = Pictures::new(
                &self.session,
                &mut self.records,
                &self.selection,
                self.dock,
                compact,
            );
            self.watch();
            self.look_on(context);
        }
        redraw
    }

    fn rendered(&mut self, _context: &Context<App>, first: bool) {
        if first {
            second_part::bring_soon();
        }
        self.motion.take_up(&self.pictures.stage);
        self.motion.draw(&self.pictures.stage, self.clock.now);
        if self.help.tour.is_some() {
            tour::place();
        }
    }

    fn view(&self, _context: &Context<App>) -> Html {
        self.page()
    }
}

impl App {
    /// Whether the stage is drawn larger on a smaller ground.
    fn is_compact(&self) -> bool {
        self.narrow || (!self.desk.parameters.embed && self.dock.takes_room())
    }

    /// Has it told when all can be drawn.
    fn await_second_part(&self) {
        let act = self.act.clone();
        wasm_bindgen_futures::spawn_local(async move {
            second_part::arrival().await;
            act.emit(Act::Whole);
        });
    }

    /// Begins what takes both parts of the program, and what need not be there before them.
    fn complete(&mut self) {
        if !self.desk.parameters.embed {
            offline::begin(&self.act);
        }
        self.watch();
        self.welcome();
    }

    fn act(&mut self, act: Act) {
        // What was said of one moment is not said of another.
        if matches!(
            act,
            Act::StepBack | Act::Seek(_) | Act::Give(_) | Act::SwitchBranch(_) | Act::Begin(_)
        ) {
            self.time.said = None;
        }
        // News is read when the reader goes on, and would stand in the way.
        if matches!(act, Act::PlayOrPause | Act::Step | Act::Give(_)) {
            self.desk.notice.take_if(|notice| notice.is_read_by_now());
        }
        match act {
            Act::PlayOrPause => match self.clock.pace {
                Pace::Playing => self.clock.pause(),
                Pace::Paused | Pace::Gliding { .. } => self.clock.play(),
            },
            Act::Step => self.step(),
            Act::Time(act) => self.time_act(act),
            Act::StepBack => {
                self.clock.pause();
                self.session.timeline_mut().step_back();
                self.settle();
                self.follow_lesson();
            }
            Act::Seek(steps) => {
                self.clock.pause();
                self.session.timeline_mut().seek(steps);
                self.settle();
                self.follow_lesson();
            }
            Act::SetSpeed(speed) => self.clock.speed = speed,
            Act::Give(command) => self.give(command),
            Act::SwitchBranch(branch) => {
                self.clock.pause();
                // There is no choice of a branch that does not exist.
                let _ = self.session.switch_branch(branch);
                self.settle();
            }
            Act::SelectRequest(request) => {
                self.selection.request = request;
                let timeline = self.session.timeline();
                let about = request.and_then(|request| self.records.key_of(timeline, request));
                if let Some(key) = about {
                    self.selection.look_at(key);
                }
            }
            Act::SelectNode(node) => {
                self.selection.node = node;
                if let (Some(walk), Some(node)) = (&mut self.course.walk, node) {
                    walk.pick(node);
                }
            }
            Act::SelectMessage(message) => {
                if message.is_some() && message != self.selection.message {
                    // It is chosen to have something done to it.
                    self.group = Group::Faults;
                }
                self.selection.message = message;
            }
            Act::SelectKey(key) => self.selection.look_at(key),
            Act::FaceVersion(dot) => self.selection.face(dot),
            Act::SelectExchange(exchange) => self.selection.exchange = Some(exchange),
            Act::SelectClient(client) => self.selection.client = client,
            Act::PressTab(tab) => {
                self.dock.press(tab);
                self.dock.bring_tab();
            }
            Act::ShowFigures(first) => self.dock.figures_from = first,
            Act::ToggleTallDock => {
                self.dock.room = if self.dock.room == Room::Tall { Room::Open } else { Room::Tall };
            }
            Act::Begin(scenario) => {
                // The fields have shown what is wrong before; a session is only replaced by
                // one that can run.
                if let Ok(session) = Session::new(*scenario) {
                    self.desk.clear();
                    let breakpoints = std::mem::take(&mut self.time.breakpoints);
                    self.stand_at(Taken { breakpoints, ..Taken::anew(session) });
                }
            }
            Act::ShowGroup(group) => self.group = group,
            Act::ShowPart(part) => {
                self.part = part;
                match part {
                    Part::Lesson => self.group = Group::Lesson,
                    Part::Controls
                        if self.group == Group::Lesson && !self.desk.parameters.locked =>
                    {
                        self.group = Group::Client;
                    }
                    _ => {}
                }
                if part == Part::Pictures {
                    self.dock.bring_tab();
                    if self.dock.room == Room::Folded {
                        self.dock.room = Room::Open;
                    }
                }
            }
            Act::SetTheme(theme) => {
                self.theme = theme;
                self.theme.apply();
                self.records.watch.measure();
            }
            Act::Resized => {
                self.narrow = is_narrow();
                self.records.watch.measure();
            }
            Act::Press(shortcut) => self.shortcut(shortcut),
            Act::Help(act) => self.help_act(act),
            Act::Whole
            | Act::Frame(_)
            | Act::Session(_)
            | Act::Watch(_)
            | Act::Lesson(_)
            | Act::Author(_) => {}
        }
    }

    fn give(&mut self, command: Command) {
        if let Pace::Gliding { .. } = self.clock.pace {
            self.clock.pause();
        }
        // The command is given at the moment that the reader sees.
        self.session.timeline_mut().run_until(self.clock.time());
        if let Command::Get { key, .. } | Command::Put { key, .. } = &command {
            self.selection.look_at(key.clone());
            self.selection.request = None;
        }
        let given = match self.is_on_path() {
            // The lesson's own history stays as it is.
            true => self.session.give_apart(command),
            false => self.session.give(command),
        };
        self.refusal = given.err().map(|error| error.to_string());
        self.settle();
    }
}
