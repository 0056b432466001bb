//! How the page goes about in time: to the next of a kind, to a stop, to another history.

use std::rc::Rc;

use super::App;
use crate::session::breakpoint::{Breakpoint, fired};
use crate::ui::session_act::Notice;
use crate::ui::time_act::{TimeAct, TimeDialog};
use crate::view::comparison::{ChoiceGroup, ComparisonView, compare_choices, kept};
use crate::view::stops::{TargetChoice, fired_sentence, target_choices};

/// What the page has to do with time, apart from the session and the clock.
#[derive(Default)]
pub struct TimeDesk {
    /// The name of the kind that is looked for.
    pub target: String,
    /// What time stops at.
    pub breakpoints: Vec<Breakpoint>,
    /// What there is to say.
    pub said: Option<Said>,
    /// The dialog that is shown.
    pub dialog: Option<TimeDialog>,
    /// What can be compared with, while the dialog is shown.
    pub choices: Rc<Vec<ChoiceGroup>>,
    /// Two runs side by side, or why they cannot be.
    pub comparison: Option<Result<Rc<ComparisonView>, String>>,
}

/// A sentence about time.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// The sentence.
    pub text: String,
    /// Whether a breakpoint has fired; otherwise something could not be done.
    pub fired: bool,
}

impl App {
    /// All that can be gone to now.
    pub(super) fn targets(&self) -> Vec<TargetChoice> {
        let selection = &self.selection;
        let key = selection.key.as_ref();
        let request = self.pictures.request.as_ref().map(|request| request.id);
        target_choices(selection.node, key, request, &self.time.breakpoints)
    }

    /// Looks whether a breakpoint came true in the step before the cursor, and says so.
    pub(super) fn look_for_breakpoints(&mut self) -> bool {
        let timeline = self.session.timeline();
        let fired = fired(timeline, &self.time.breakpoints);
        let text = fired.map(|fired| fired_sentence(timeline, &fired));
        let stops = text.is_some();
        self.time.said = text.map(|text| Said { text, fired: true });
        stops
    }

    pub(super) fn time_act(&mut self, act: TimeAct) {
        match act {
            TimeAct::ChooseTarget(target) => self.time.target = target,
            TimeAct::Next => self.seek_target(true),
            TimeAct::Previous => self.seek_target(false),
            TimeAct::GoTo(time) => {
                self.clock.pause();
                let arrived = self.session.timeline_mut().seek_time(time);
                self.settle();
                self.follow_lesson();
                self.time.said = None;
                self.tell_if_full();
                if !arrived && !self.session.timeline().is_full() {
                    let now = self.session.timeline().simulation().now();
                    self.complain(format!(
                        "That is farther than can be run at once: it is {now} now."
                    ));
                }
            }
            TimeAct::GoToEvent(event) => {
                self.clock.pause();
                self.time.dialog = None;
                self.session.timeline_mut().seek_event(event);
                self.settle();
            }
            TimeAct::Complain(text) => self.complain(text),
            TimeAct::Dismiss => self.time.said = None,
            TimeAct::Toggle(breakpoint) => {
                let breakpoints = &mut self.time.breakpoints;
                match breakpoints.iter().position(|set| *set == breakpoint) {
                    Some(place) => {
                        breakpoints.remove(place);
                    }
                    None => breakpoints.push(breakpoint),
                }
            }
            TimeAct::Show(dialog) => {
                self.clock.pause();
                self.settle();
                self.time.said = None;
                self.time.dialog = Some(dialog);
                self.time.comparison = None;
                self.time.choices = Rc::new(compare_choices(&self.session));
            }
            TimeAct::Hide => {
                self.time.dialog = None;
                self.time.said = None;
            }
            TimeAct::Rename(branch, name) => {
                let refused = self.session.rename_branch(branch, &name).err();
                self.time.said = refused.map(|error| said(error.to_string()));
            }
            TimeAct::Delete(branch) => {
                self.clock.pause();
                let refused = self.session.delete_branch(branch).err();
                if refused.is_none() {
                    self.forget_branch(branch);
                }
                self.time.said = refused.map(|error| said(error.to_string()));
                self.settle();
            }
            TimeAct::Keep(group, place) => self.keep(group, place),
            TimeAct::Compare(group, place) => {
                let choices = Rc::clone(&self.time.choices);
                let choice = choices.get(group).and_then(|group| group.choices.get(place));
                self.time.comparison =
                    choice.map(|choice| ComparisonView::new(&self.session, choice).map(Rc::new));
            }
        }
    }

    /// Keeps the run that was compared as a branch, and looks at it at the same moment.
    fn keep(&mut self, group: usize, place: usize) {
        let now = self.session.timeline().simulation().now();
        let choices = Rc::clone(&self.time.choices);
        let choice = choices.get(group).and_then(|group| group.choices.get(place));
        let Some((name, commands)) = choice.and_then(|choice| kept(&self.session, choice)) else {
            return;
        };
        match self.session.keep(&name, commands) {
            Ok(()) => {
                self.time.dialog = None;
                self.time.comparison = None;
                self.session.timeline_mut().seek_time(now);
                self.settle();
                self.desk.notice = Some(Notice::news(format!(
                    "You look at the branch “{name}” now; the other is where it was."
                )));
            }
            Err(error) => self.time.comparison = Some(Err(error.to_string())),
        }
    }

    fn seek_target(&mut self, forward: bool) {
        self.clock.pause();
        let targets = self.targets();
        let chosen = targets.iter().find(|choice| choice.id == self.time.target);
        let Some(TargetChoice { label, target, .. }) = chosen.or(targets.first()) else { return };
        let timeline = self.session.timeline_mut();
        let found = match forward {
            true => timeline.seek_next(target),
            false => timeline.seek_previous(target),
        };
        self.settle();
        match found {
            Ok(_) => {
                self.look_for_breakpoints();
            }
            Err(why) => self.complain(format!("{label}: {why}")),
        }
        self.tell_if_full();
    }

    fn complain(&mut self, text: String) {
        self.time.said = Some(said(text));
    }
}

fn said(text: String) -> Said {
    Said { text, fired: false }
}
