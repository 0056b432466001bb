//! The whole page: owns the session and the clock, hands pictures down and takes acts up.

mod help_acts;
mod lesson_acts;
mod session_acts;
mod time_acts;
mod watch_acts;

use std::rc::Rc;

use gloo_events::EventListener;
use gloo_render::{AnimationFrame, request_animation_frame};
use yew::{Callback, Component, Context, Html, classes, html};

pub use self::time_acts::Said;
use self::time_acts::TimeDesk;
use super::act::Act;
use super::arrivals;
use super::branches::{BranchesProps, branches_dialog};
use super::clock::{Clock, Pace};
use super::compare::Compare;
use super::controls::{ControlsProps, Group, SeenGroups, controls};
use super::desk::{Beginning, Desk, Taken};
use super::dock::watch::Watched;
use super::dock::wheel;
use super::dock::{self, Dock, Room};
use super::footer::{FooterProps, Spoken, footer, said};
use super::help::Help;
use super::inspector::inspector;
use super::keyboard;
use super::lesson::{self, Course};
use super::motion::Motion;
use super::notice::notices;
use super::offline;
use super::part::{Part, part_tabs};
use super::pictures::{Pictures, Records, Selection};
use super::session_act::Notice;
use super::session_dialog::session_dialog;
use super::shortcuts;
use super::stage::stage;
use super::theme::{Theme, is_narrow, wants_less_motion};
use super::time_act::TimeDialog;
use super::time_bar::{TimeBarProps, time_bar};
use super::tour;
use super::transport::{TransportProps, transport};
use crate::session::session::{GiveError, Session};
use crate::sim::command::Command;
use crate::view::branches::{BranchRow, branch_rows};
use crate::view::parameters::Parameters;

/// At most so many steps are taken in one frame: what is left waits for the next.
const STEPS_A_FRAME: usize = 32;

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
    records: Records,
    pictures: Rc<Pictures>,
    /// Space and time, and the log: they change oftener than all other pictures.
    watched: Watched,
    motion: Motion,
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
        let pictures = Pictures::new(&session, &mut records, &selection, dock, narrow);
        let shortcuts = context.link().callback(Act::Press);
        let resized = context.link().callback(|()| Act::Resized);
        let resize = web_sys::window()
            .map(|window| EventListener::new(&window, "resize", move |_| resized.emit(())));
        if !desk.parameters.embed {
            offline::begin(&act);
        }
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
            records,
            pictures,
            watched: Watched::default(),
            motion: Motion::default(),
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
        app.ask_for_contents(&act);
        app.watch();
        app.welcome();
        app.seen_groups.add(app.group);
        app.run_clock(context);
        app
    }

    fn update(&mut self, context: &Context<App>, act: Act) -> bool {
        let redraw = match act {
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
            self.ask_for_contents(&context.link().callback(|act| act));
        }
        self.run_clock(context);
        if redraw {
            // A session that is played changes at every frame: it is remembered when it stands.
            if self.clock.pace != Pace::Playing {
                self.desk.remember_soon(&self.act);
            }
            self.pictures = Pictures::new(
                &self.session,
                &mut self.records,
                &self.selection,
                self.dock,
                self.narrow,
            );
            self.watch();
            self.look_on(context);
        }
        redraw
    }

    fn rendered(&mut self, _context: &Context<App>, _first: bool) {
        self.motion.take_up(&self.pictures.stage);
        self.motion.draw(&self.pictures.stage, self.clock.now);
        if self.help.tour.is_some() {
            tour::place();
        }
    }

    fn view(&self, _context: &Context<App>) -> Html {
        let act = &self.act;
        let timeline = self.session.timeline();
        let scenario = self.session.scenario();
        let Parameters { embed, wordless, .. } = self.desk.parameters;
        let class = classes!(
            "page",
            self.part.class(),
            embed.then_some("embed"),
            (!embed && self.dock.room != Room::Folded).then_some("dock-open"),
            (!embed && self.dock.room == Room::Tall).then_some("dock-tall"),
            wordless.then_some("wordless"),
            (self.group == Group::Lesson || self.course.walk.is_some()).then_some("learning")
        );
        let branches = Rc::new(branch_rows(&self.session));
        let buttons = TransportProps {
            act: act.clone(),
            title: scenario.title.clone(),
            playing: self.clock.pace == Pace::Playing,
            speed: self.clock.speed,
            steps: timeline.steps(),
            at_end: timeline.next_time().is_none(),
            now: self.pictures.now,
            theme: self.theme,
        };
        html! {
            <div {class}>
                {transport(&buttons)}
                // What is said while the dialog is open is said within it.
                {notices(act, self.desk.notice.as_ref().filter(|_| self.desk.standing.is_none()))}
                if let Some(tour) = &self.help.tour {
                    {tour::card(act, &tour.card(timeline.simulation()))}
                }
                <main class="workspace">
                    if !embed {
                        {controls(&ControlsProps {
                            act: act.clone(),
                            roster: self.pictures.roster.clone(),
                            messages: self.pictures.messages.clone(),
                            workload: self.pictures.workload,
                            selected_key: self.selection.key.clone(),
                            message: self.selection.message,
                            acting: self.selection.client,
                            scenario: self.session.shared_scenario(),
                            refusal: self.refusal.clone(),
                            shown: self.group,
                            seen: self.seen_groups,
                            lesson: match self.seen_groups.has(Group::Lesson) {
                                true => lesson::panel(act, &self.course, self.is_on_path()),
                                false => Html::default(),
                            },
                            above: match self.course.walk.is_some() && !self.is_on_path() {
                                true => lesson::left(act),
                                false => Html::default(),
                            },
                            is_locked: self.desk.parameters.locked,
                        })}
                    }
                    {stage(act, &self.pictures, self.selection.node, self.selection.message)}
                    if !embed {
                        {inspector(act, &self.pictures, &self.selection)}
                    }
                </main>
                if !embed {
                    {part_tabs(act, self.part)}
                    {dock::dock(act, self.dock, &self.pictures, &self.watched)}
                }
                if embed {
                    <Spoken text={said(&self.pictures.narration)} />
                } else {
                    {footer(&FooterProps {
                        act: act.clone(),
                        pictures: self.pictures.clone(),
                        steps: timeline.steps(),
                        known_steps: timeline.known_steps(),
                        bar: self.time_bar(branches.clone()),
                        // A lesson tells it in its own place.
                        told: self.desk.told(&self.session).filter(|_| self.course.walk.is_none()),
                        moments: self.records.moments.clone(),
                    })}
                }
                {self.dialogs(&branches)}
                {session_dialog(act, self.desk.standing.as_deref(), self.desk.notice.as_ref())}
            </div>
        }
    }
}

impl App {
    /// Asks for the next frame while anything moves.
    fn run_clock(&mut self, context: &Context<App>) {
        if self.clock.pace == Pace::Paused {
            self.frame = None;
        } else if self.frame.is_none() {
            let next = context.link().callback(Act::Frame);
            self.frame = Some(request_animation_frame(move |timestamp| next.emit(timestamp)));
        }
    }

    fn time_bar(&self, branches: Rc<Vec<BranchRow>>) -> Html {
        let timeline = self.session.timeline();
        time_bar(&TimeBarProps {
            act: self.act.clone(),
            targets: self.targets(),
            target: self.time.target.clone(),
            breakpoints: self.time.breakpoints.clone(),
            roster: self.pictures.roster.clone(),
            selected_key: self.selection.key.clone(),
            said: self.time.said.clone().filter(|_| self.time.dialog.is_none()),
            branches,
            at_start: timeline.steps() == 0,
            at_end: timeline.next_time().is_none(),
        })
    }

    fn dialogs(&self, branches: &Rc<Vec<BranchRow>>) -> Html {
        let act = &self.act;
        html! {
            <>
                {branches_dialog(&BranchesProps {
                    act: act.clone(),
                    branches: branches.clone(),
                    open: self.time.dialog == Some(TimeDialog::Branches),
                    complaint: self.time.said.as_ref().map(|said| said.text.clone()),
                })}
                <Compare act={act.clone()} open={self.time.dialog == Some(TimeDialog::Compare)}
                    choices={self.time.choices.clone()}
                    comparison={self.time.comparison.clone()} />
                {lesson::reference(act, &self.course)}
                {shortcuts::sheet(act, self.help.sheet)}
            </>
        }
    }

    fn act(&mut self, act: Act) {
        // What was said of one moment is not said of another.
        if matches!(
            act,
            Act::StepBack | Act::Seek(_) | Act::Give(_) | Act::SwitchBranch(_) | Act::Begin(_)
        ) {
            self.time.said = None;
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
            Act::SelectRequest(request) => self.selection.request = request,
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
            }
            Act::Resized => {
                self.narrow = is_narrow();
                self.records.watch.measure();
            }
            Act::Press(shortcut) => self.shortcut(shortcut),
            Act::Help(act) => self.help_act(act),
            Act::Frame(_) | Act::Session(_) | Act::Watch(_) | Act::Lesson(_) => {}
        }
    }

    /// One step by hand. The messages on their way are shown moving up to it, unless the
    /// reader wants less motion or is in a hurry.
    fn step(&mut self) {
        let hurried = matches!(self.clock.pace, Pace::Gliding { .. });
        let next = self.session.timeline().next_time();
        if self.stop_at_lesson(next, None) {
            return;
        }
        let Some(next) = next else { return };
        if hurried || wants_less_motion() || self.is_idle() {
            self.clock.pause();
            self.advance();
            self.settle();
        } else {
            self.clock.glide(next);
        }
    }

    /// Takes one step, however it was asked for, and tells what is to be told of it: a breakpoint
    /// that came true, or that there is no room for another. Says whether time stops there.
    fn advance(&mut self) -> bool {
        self.session.timeline_mut().step();
        let is_full = self.tell_if_full();
        self.look_for_breakpoints() || is_full
    }

    fn give(&mut self, command: Command) {
        if self.desk.parameters.locked {
            self.refusal = Some("This page is locked to its lesson.".to_owned());
            return;
        }
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

    /// Sets the clock to the simulation's time after a jump.
    fn settle(&mut self) {
        self.clock.set(self.session.timeline().simulation().now());
    }

    /// Says why time does not go on, and what to do, when there is no room for more. Says whether
    /// that is so.
    fn tell_if_full(&mut self) -> bool {
        let timeline = self.session.timeline();
        let is_full = timeline.is_full() && timeline.next_time().is_none();
        if is_full {
            self.desk.notice = Some(Notice::complaint(format!(
                "Time stops here. {} Going back is possible at any time.",
                GiveError::Full
            )));
        }
        is_full
    }

    fn is_idle(&self) -> bool {
        self.session.timeline().simulation().in_flight().all(|envelope| envelope.held)
    }

    /// Moves the clock, and takes the steps whose time has come. Says whether there were any:
    /// if not, only what is in motion is drawn anew.
    fn frame(&mut self, timestamp: f64) -> bool {
        self.clock.frame(timestamp, self.is_idle());
        let mut stepped = false;
        for _ in 0..STEPS_A_FRAME {
            let next = self.session.timeline().next_time();
            if self.clock.pace == Pace::Playing
                && self.stop_at_lesson(next, Some(self.clock.time()))
            {
                return true;
            }
            match next {
                Some(next) if next.as_micros() as f64 <= self.clock.now => {
                    let stops = self.advance();
                    stepped = true;
                    if stops || matches!(self.clock.pace, Pace::Gliding { .. }) {
                        self.clock.pause();
                        self.settle();
                        return true;
                    }
                    // Idle time ends with the first thing that happens.
                    if self.clock.now > next.as_micros() as f64 && !self.is_idle() {
                        self.clock.set(next);
                    }
                }
                Some(_) => break,
                None => {
                    self.clock.pause();
                    self.settle();
                    self.tell_if_full();
                    return true;
                }
            }
        }
        if !stepped {
            self.motion.draw(&self.pictures.stage, self.clock.now);
        }
        stepped
    }
}
