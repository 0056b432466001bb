//! How simulated time follows real time while the page plays.

use crate::dynamo::time::Time;

/// Speeds to choose from: milliseconds of the simulation for each second that passes here.
pub const SPEEDS: [u32; 6] = [2, 5, 10, 20, 50, 200];

/// The speed at the start.
pub const DEFAULT_SPEED: u32 = 10;

/// While no message is on its way there is nothing to watch, and time goes this much faster.
const IDLE_FACTOR: f64 = 20.0;

/// How long one step by hand takes to be shown, in milliseconds.
const GLIDE_MS: f64 = 380.0;

/// A gap between frames longer than this, in milliseconds, is not caught up with: the tab was
/// hidden.
const FRAME_MS_MAX: f64 = 100.0;

/// What moves the clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pace {
    /// Nothing.
    Paused,
    /// Real time.
    Playing,
    /// One step by hand, shown as a short motion up to the moment at which it happens.
    Gliding {
        /// The moment.
        until: Time,
    },
}

/// The clock that pictures in motion are drawn by. It runs ahead of the simulation's, between
/// one event and the next, and never past the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clock {
    /// Microseconds since the simulation began.
    pub now: f64,
    /// What moves it.
    pub pace: Pace,
    /// Milliseconds of the simulation a second.
    pub speed: u32,
    /// The same at the least until the clock stops next: for a long way.
    pub hurry: u32,
    last_frame: Option<f64>,
    glide_rate: f64,
}

impl Clock {
    /// A clock at the beginning, paused.
    pub fn new() -> Clock {
        Clock {
            now: 0.0,
            pace: Pace::Paused,
            speed: DEFAULT_SPEED,
            hurry: 0,
            last_frame: None,
            glide_rate: 0.0,
        }
    }

    /// Sets the clock to the simulation's time.
    pub fn set(&mut self, time: Time) {
        self.now = time.as_micros() as f64;
    }

    /// Stops the clock.
    pub fn pause(&mut self) {
        self.pace = Pace::Paused;
        self.hurry = 0;
        self.last_frame = None;
    }

    /// Lets the clock follow real time.
    pub fn play(&mut self) {
        self.pace = Pace::Playing;
        self.last_frame = None;
    }

    /// Lets the clock move to a moment at which the next step is taken.
    pub fn glide(&mut self, until: Time) {
        self.pace = Pace::Gliding { until };
        self.last_frame = None;
        self.glide_rate = (until.as_micros() as f64 - self.now).max(0.0) / GLIDE_MS;
    }

    /// Moves the clock at a frame; `idle` says whether no message is on its way.
    pub fn frame(&mut self, timestamp_ms: f64, idle: bool) {
        let passed = self.last_frame.map_or(0.0, |last| timestamp_ms - last);
        self.last_frame = Some(timestamp_ms);
        let passed = passed.clamp(0.0, FRAME_MS_MAX);
        match self.pace {
            Pace::Paused => {}
            Pace::Playing => {
                let factor = if idle { IDLE_FACTOR } else { 1.0 };
                // Milliseconds a second are microseconds a millisecond.
                self.now += passed * f64::from(self.speed.max(self.hurry)) * factor;
            }
            Pace::Gliding { until } => {
                self.now += passed * self.glide_rate;
                self.now = self.now.min(until.as_micros() as f64);
            }
        }
    }

    /// The moment that the clock shows, in the simulation's whole microseconds.
    pub fn time(&self) -> Time {
        Time::from_micros(self.now as u64)
    }
}
