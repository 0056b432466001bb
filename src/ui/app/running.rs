//! How time passes on the page: step by step, or as the clock runs.

use gloo_render::request_animation_frame;
use yew::Context;

use super::App;
use crate::ui::act::Act;
use crate::ui::clock::Pace;
use crate::ui::session_act::Notice;
use crate::ui::theme::wants_less_motion;

/// At most so many steps are taken in one frame: what is left waits for the next.
const STEPS_A_FRAME: usize = 32;

impl App {
    /// Asks for the next frame while anything moves.
    pub(super) fn run_clock(&mut self, context: &Context<App>) {
        if self.clock.pace == Pace::Paused {
            self.frame = None;
        } else if self.frame.is_none() {
            let next = context.link().callback(Act::Frame);
            self.frame = Some(request_animation_frame(move |timestamp| next.emit(timestamp)));
        }
    }

    /// One step by hand. The messages on their way are shown moving up to it, unless the
    /// reader wants less motion or is in a hurry.
    pub(super) fn step(&mut self) {
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
    pub(super) fn advance(&mut self) -> bool {
        self.session.timeline_mut().step();
        let is_full = self.tell_if_full();
        self.look_for_breakpoints() || is_full
    }

    /// Sets the clock to the simulation's time after a jump.
    pub(super) fn settle(&mut self) {
        self.clock.set(self.session.timeline().simulation().now());
    }

    /// Says why time does not go on, and what to do, when there is no room for more. Says whether
    /// that is so.
    pub(super) fn tell_if_full(&mut self) -> bool {
        let why = self.session.why_it_ends();
        let is_full = why.is_some();
        if let Some(why) = why {
            self.desk.notice = Some(Notice::complaint(why));
        }
        is_full
    }

    pub(super) fn is_idle(&self) -> bool {
        self.session.timeline().simulation().in_flight().all(|envelope| envelope.held)
    }

    /// Moves the clock, and takes the steps whose time has come. Says whether there were any:
    /// if not, only what is in motion is drawn anew.
    pub(super) fn frame(&mut self, timestamp: f64) -> bool {
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
