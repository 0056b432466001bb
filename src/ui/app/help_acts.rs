//! The sheet of shortcuts, the tour, and what keys ask for.

use super::App;
use crate::dynamo::identity::ClientId;
use crate::session::stories;
use crate::ui::act::Act;
use crate::ui::browser;
use crate::ui::clock::SPEEDS;
use crate::ui::desk::{Taken, opening_session};
use crate::ui::help::{HelpAct, TOUR_SEEN};
use crate::ui::keyboard::{Shortcut, turn_letters};
use crate::ui::part::Part;
use crate::ui::time_act::TimeAct;
use crate::view::tour::{Deed, Tour};

/// In so many steps comes true what a card asks for, or it is left to the reader.
const STEPS_MAX: u32 = 2_000;

impl App {
    /// Begins the tour if nobody has been here before and nothing else was asked for.
    pub(super) fn welcome(&mut self) {
        let asked = &self.desk.parameters;
        let is_bare =
            !(asked.embed || asked.autoplay || asked.wordless || asked.locked || asked.author)
                && asked.scenario.is_none();
        let is_opening = self.session.timeline().known_steps() == 0
            && *self.session.scenario() == stories::shopping_cart();
        let is_quiet = self.desk.notice.is_none();
        // Where nothing is remembered it would begin every time.
        let is_new = browser::has_memory() && browser::remembered(TOUR_SEEN).is_none();
        if is_bare && is_opening && is_quiet && is_new {
            self.begin_tour();
        }
    }

    pub(super) fn help_act(&mut self, act: HelpAct) {
        match act {
            HelpAct::ShowSheet => {
                self.clock.pause();
                self.settle();
                self.help.sheet = true;
            }
            HelpAct::HideSheet => self.help.sheet = false,
            HelpAct::TurnLetters(on) => turn_letters(on),
            HelpAct::BeginTour => {
                self.desk.forget();
                self.stand_at(Taken::anew(opening_session(None)));
                self.help.sheet = false;
                self.begin_tour();
            }
            HelpAct::DoIt => self.do_it(),
            HelpAct::EndTour => self.end_tour(),
        }
    }

    /// Goes on to the next card when what this one asks for has come true.
    pub(super) fn look_at_tour(&mut self) {
        let simulation = self.session.timeline().simulation();
        let reached = self.help.tour.as_mut().is_some_and(|tour| tour.look(simulation));
        if reached {
            // The reader is to see the moment.
            self.clock.pause();
            self.settle();
            // A narrow screen shows one part at a time.
            let simulation = self.session.timeline().simulation();
            let card = self.help.tour.as_ref().map(|tour| tour.card(simulation));
            self.part = match card.is_some_and(|card| card.is_about_controls) {
                true => Part::Controls,
                false => Part::Stage,
            };
        }
    }

    fn begin_tour(&mut self) {
        let key = self.selection.key.as_ref();
        let simulation = self.session.timeline().simulation();
        self.help.tour = key.and_then(|key| Tour::new(simulation, key));
    }

    fn end_tour(&mut self) {
        if self.help.tour.take().is_some() {
            browser::remember(TOUR_SEEN, "seen");
        }
    }

    /// Does what the card asks the reader for.
    fn do_it(&mut self) {
        let Some(tour) = self.help.tour.clone() else { return };
        match tour.deed(self.session.timeline().simulation()) {
            Deed::Step => {
                self.session.timeline_mut().step();
                self.settle();
            }
            Deed::Give(command) => self.give(command),
            Deed::End => self.end_tour(),
            Deed::GoOn => {
                self.clock.pause();
                let timeline = self.session.timeline_mut();
                for _ in 0..STEPS_MAX {
                    if tour.clone().look(timeline.simulation()) || !timeline.step() {
                        break;
                    }
                }
                self.settle();
            }
        }
    }

    /// What a key asks for.
    pub(super) fn shortcut(&mut self, shortcut: Shortcut) {
        let act = match shortcut {
            Shortcut::PlayOrPause => Act::PlayOrPause,
            Shortcut::Step => Act::Step,
            Shortcut::StepBack => Act::StepBack,
            Shortcut::Start => Act::Seek(0),
            Shortcut::Next => Act::Time(TimeAct::Next),
            Shortcut::Previous => Act::Time(TimeAct::Previous),
            Shortcut::Slower => self.other_speed(|place| place.checked_sub(1)),
            Shortcut::Faster => self.other_speed(|place| place.checked_add(1)),
            Shortcut::Picture(tab) => Act::PressTab(tab),
            Shortcut::TallDock => Act::ToggleTallDock,
            Shortcut::OtherClient => {
                let other = if self.selection.client == ClientId(0) { 1 } else { 0 };
                Act::SelectClient(ClientId(other))
            }
            Shortcut::Theme => Act::SetTheme(self.theme.next()),
            Shortcut::Help => Act::Help(HelpAct::ShowSheet),
            Shortcut::EndTour => Act::Help(HelpAct::EndTour),
            Shortcut::GoTo => return browser::focus("go-to"),
        };
        self.act(act);
    }

    fn other_speed(&self, other: impl Fn(usize) -> Option<usize>) -> Act {
        let place = SPEEDS.iter().position(|speed| *speed == self.clock.speed).unwrap_or_default();
        let speed = other(place).and_then(|place| SPEEDS.get(place));
        Act::SetSpeed(*speed.unwrap_or(&self.clock.speed))
    }
}
