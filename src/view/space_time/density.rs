//! Bars in place of marks, where there would be too many of them: how many events each lane has
//! in each short stretch of time.

use super::LABELS;
use super::lanes::Lanes;
use crate::sim::trace::{EventKind, TraceEvent};
use crate::view::lens::Stretch;

/// About how wide a bar is: all of them together are as wide as the lanes.
pub const BAR_WIDTH: f64 = 6.0;

/// The bars of one lane.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// How many events each has.
    pub counts: Vec<u32>,
    /// How many of them tell of a lost message.
    pub lost: Vec<u32>,
    /// All bars, as the `d` of an SVG path.
    pub path: String,
    /// Those of what was lost.
    pub lost_path: String,
}

/// Counts events into bars, lane by lane.
#[derive(Clone, Debug)]
pub(super) struct Counting {
    bars: usize,
    /// How wide each is.
    wide: f64,
    counts: Vec<Vec<u32>>,
    lost: Vec<Vec<u32>>,
}

impl Counting {
    pub(super) fn new(lanes: &Lanes, width: f64) -> Counting {
        let bars = ((width / BAR_WIDTH) as usize).max(1);
        let nothing: Vec<Vec<u32>> = lanes.lanes.iter().map(|_| vec![0; bars]).collect();
        Counting { bars, wide: width / bars as f64, counts: nothing.clone(), lost: nothing }
    }

    pub(super) fn count(&mut self, lanes: &Lanes, stretch: Stretch, event: &TraceEvent) {
        let Some(row) = lanes.row(event.process) else { return };
        let bar = (stretch.part(event.at) * self.bars as f64) as usize;
        let bar = bar.min(self.bars - 1);
        let is_lost = matches!(event.kind, EventKind::Lost { .. });
        let lost = is_lost.then_some(&mut self.lost);
        for counts in std::iter::once(&mut self.counts).chain(lost) {
            if let Some(count) = counts.get_mut(row).and_then(|bars| bars.get_mut(bar)) {
                *count += 1;
            }
        }
    }

    /// The bars, each as high as its count is beside the highest of all.
    pub(super) fn bars(self, lanes: &Lanes) -> Vec<Bars> {
        let most = self.counts.iter().flatten().copied().max().unwrap_or(0).max(1);
        let drawn = lanes.lanes.iter().zip(self.counts).zip(self.lost);
        drawn
            .map(|((lane, counts), lost)| {
                let bottom = lane.y + lanes.height_of_one / 2.0 - 2.0;
                let room = lanes.height_of_one - 5.0;
                let path = |counts: &[u32]| path(counts, most, bottom, (self.wide, room));
                let (all, of_lost) = (path(&counts), path(&lost));
                Bars { counts, lost, path: all, lost_path: of_lost }
            })
            .collect()
    }
}

fn path(counts: &[u32], most: u32, bottom: f64, (wide, room): (f64, f64)) -> String {
    use core::fmt::Write;
    let mut path = String::new();
    for (bar, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        // The root keeps single events visible beside hundreds.
        let height = room * libm::sqrt(f64::from(*count) / f64::from(most));
        let left = LABELS + bar as f64 * wide;
        let (height, width) = (height.max(1.5), wide - 1.0);
        // Writing to memory has no way to fail.
        let _ = write!(path, "M{left:.1},{bottom:.1}v-{height:.1}h{width:.1}v{height:.1}z");
    }
    path
}
