//! The lens through which the diagram of space and time is seen: a stretch of time that can be
//! zoomed, moved, and kept about the cursor.

use super::filter::Filter;
use crate::dynamo::time::{Duration, Time};
use crate::sim::trace::EventId;

/// The shortest stretch that can be looked at, in microseconds.
const SPAN_MIN: u64 = 100;

/// The longest, in microseconds: ten hours.
const SPAN_MAX: u64 = 36_000_000_000;

/// The stretch at the beginning, in microseconds.
const SPAN_FIRST: u64 = 60_000;

/// Where in the stretch the cursor is kept: between these parts of it.
const KEPT: (f64, f64) = (0.12, 0.82);

/// A pointer that moves less than this part of the stretch is not meant to have moved.
const TREMOR: f64 = 0.003;

/// How much longer or shorter one press of a zoom button makes the stretch.
pub const ZOOM_STEP: f64 = 1.6;

/// What part of the stretch one press of a move button goes on.
pub const MOVE_STEP: f64 = 0.4;

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Its beginning.
    pub from: Time,
    /// Its end.
    pub to: Time,
}

/// What the reader looks at and what is picked out.
#[derive(Clone, Debug, PartialEq)]
pub struct Lens {
    from: Time,
    span: u64,
    /// Whether the stretch goes along with the cursor.
    pub follows: bool,
    /// The moment that the pointer holds, and whether it has moved since.
    grabbed: Option<(Time, bool)>,
    /// What is picked out.
    pub filter: Filter,
    /// The event that the arrow keys have come to.
    pub reached: Option<EventId>,
    /// The event that the pointer is at.
    pub pointed: Option<EventId>,
}

impl Default for Lens {
    fn default() -> Lens {
        Lens {
            from: Time::ZERO,
            span: SPAN_FIRST,
            follows: true,
            grabbed: None,
            filter: Filter::default(),
            reached: None,
            pointed: None,
        }
    }
}

impl Stretch {
    /// How long it is.
    pub fn length(&self) -> Duration {
        self.to.since(self.from)
    }

    /// What part of it has passed at a moment: 0 to 1, less before it and more behind it.
    pub fn part(&self, time: Time) -> f64 {
        (time.as_micros() as f64 - self.from.as_micros() as f64)
            / self.length().as_micros().max(1) as f64
    }

    /// The moment at which a part of it has passed.
    pub fn moment(&self, part: f64) -> Time {
        let passed = part * self.length().as_micros() as f64;
        Time::from_micros((self.from.as_micros() as f64 + passed).max(0.0) as u64)
    }

    /// Whether a moment lies in it.
    pub fn contains(&self, time: Time) -> bool {
        self.from <= time && time <= self.to
    }
}

impl Lens {
    /// What is looked at.
    pub fn stretch(&self) -> Stretch {
        Stretch { from: self.from, to: self.from + Duration::from_micros(self.span) }
    }

    /// Lets the stretch go along with the cursor, if it is to and the cursor has left it.
    pub fn keep(&mut self, now: Time) {
        if !self.follows {
            return;
        }
        let part = self.stretch().part(now);
        if part > KEPT.1 {
            self.put(now, KEPT.1);
        } else if part < KEPT.0 {
            self.put(now, KEPT.0);
        }
    }

    /// Makes the stretch so many times as long about the moment at a part of it.
    pub fn zoom(&mut self, times: f64, part: f64) {
        let moment = self.stretch().moment(part);
        self.span = ((self.span as f64 * times) as u64).clamp(SPAN_MIN, SPAN_MAX);
        self.put(moment, part);
    }

    /// Moves the stretch by a part of itself, and goes along with the cursor no longer.
    pub fn shift(&mut self, part: f64) {
        self.follows = false;
        self.from = self.stretch().moment(part);
    }

    /// Looks at all between two moments, with a little room on either side.
    pub fn fit(&mut self, from: Time, to: Time) {
        self.follows = false;
        let length = to.since(from).as_micros();
        self.span = (length + length / 10).clamp(SPAN_MIN, SPAN_MAX);
        let room = self.span.saturating_sub(length) / 2;
        self.from = Time::from_micros(from.as_micros().saturating_sub(room));
    }

    /// Moves the stretch so that a moment lies in it, which need not be the cursor's.
    pub fn reveal(&mut self, time: Time) {
        if !self.stretch().contains(time) {
            self.follows = false;
            self.put(time, 0.5);
        }
    }

    /// The pointer takes hold at a part of the stretch.
    pub fn grab(&mut self, part: f64) {
        self.grabbed = Some((self.stretch().moment(part), false));
    }

    /// The pointer goes to a part of the stretch, and what it holds with it.
    pub fn drag(&mut self, part: f64) {
        let now = self.stretch();
        if let Some((held, moved)) = &mut self.grabbed
            && (*moved || (now.part(*held) - part).abs() > TREMOR)
        {
            *moved = true;
            let held = *held;
            self.follows = false;
            self.put(held, part);
        }
    }

    /// The pointer lets go. Gives the moment that it pressed, if it has not moved.
    pub fn release(&mut self) -> Option<Time> {
        self.grabbed.take().filter(|(_, moved)| !moved).map(|(time, _)| time)
    }

    /// Puts a moment at a part of the stretch, as far as there is time before it.
    fn put(&mut self, moment: Time, part: f64) {
        let before = (part * self.span as f64) as u64;
        self.from = Time::from_micros(moment.as_micros().saturating_sub(before));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooming_keeps_the_moment_under_the_pointer() {
        let mut lens = Lens::default();
        lens.shift(10.0);
        let moment = lens.stretch().moment(0.3).as_micros();
        for times in [0.5, 0.5, 3.0, 0.1, 20.0] {
            lens.zoom(times, 0.3);
            assert!(lens.stretch().moment(0.3).as_micros().abs_diff(moment) < 8);
        }
        lens.zoom(1e-12, 0.5);
        assert_eq!(lens.stretch().length().as_micros(), SPAN_MIN);
        lens.zoom(1e15, 0.5);
        assert_eq!(lens.stretch().length().as_micros(), SPAN_MAX);
    }

    #[test]
    fn it_goes_along_with_the_cursor_until_it_is_moved() {
        let mut lens = Lens::default();
        for now in [0, 25, 59, 500, 20_000, 300, 0] {
            let now = Time::from_millis(now);
            lens.keep(now);
            assert!(lens.stretch().contains(now), "{now}");
        }
        lens.shift(2.0);
        lens.keep(Time::ZERO);
        assert!(!lens.stretch().contains(Time::ZERO));
    }

    #[test]
    fn what_the_pointer_holds_goes_with_it() {
        let mut lens = Lens::default();
        lens.shift(3.0);
        let held = lens.stretch().moment(0.5);
        lens.grab(0.5);
        lens.drag(0.2);
        assert!((lens.stretch().part(held) - 0.2).abs() < 1e-3);
        assert_eq!(lens.release(), None, "a drag is no press");
        lens.grab(0.2);
        assert!(lens.release().is_some());
        lens.drag(0.9);
        assert!((lens.stretch().part(held) - 0.2).abs() < 1e-3, "nothing is held any more");
    }
}
