//! The moments that are written down above the lanes.

use super::LABELS;
use crate::dynamo::time::Time;
use crate::view::lens::Stretch;

/// How far apart the moments that are written down stand at least.
const TICK_WIDTH: f64 = 96.0;

/// A moment that is written down.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where.
    pub x: f64,
    /// The moment.
    pub label: String,
}

/// Round moments, not too near to each other.
pub(super) fn ticks(stretch: Stretch, width: f64) -> Vec<Tick> {
    let length = stretch.length().as_micros().max(1);
    let wanted = ((width - LABELS) / TICK_WIDTH).max(1.0);
    let least = length as f64 / wanted;
    let mut step: u64 = 1;
    // 1, 2, 5, 10, 20, 50 and so on.
    for times in [2.0, 2.5, 2.0].iter().cycle() {
        if step as f64 >= least {
            break;
        }
        step = (step as f64 * times) as u64;
    }
    let first = stretch.from.as_micros().div_ceil(step);
    let moments = (first..).map(|number| Time::from_micros(number.saturating_mul(step)));
    let tick = |time: Time| Tick {
        x: LABELS + stretch.part(time) * (width - LABELS),
        label: time.to_string(),
    };
    moments.take_while(|time| *time <= stretch.to).take(60).map(tick).collect()
}
