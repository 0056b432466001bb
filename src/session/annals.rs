//! Annals: what a picture needs to know of the whole history, written down event by event.
//!
//! Annals cover all that is known, what follows the cursor included, and each entry says at which
//! event it came about. A picture reads them up to the cursor; going back and forth writes
//! nothing anew. Only where the history itself is rewritten, by a command given in the past or by
//! looking at another branch, are they begun again.

pub mod beliefs;
pub mod exchanges;
pub mod hints;
pub mod measures;
pub mod passages;
pub mod requests;
pub mod spells;
pub mod versions;

use std::rc::Rc;

use super::timeline::Timeline;
use crate::sim::trace::TraceEvent;

/// Something that is written down event by event.
pub trait Annals {
    /// The annals of nothing, for a history of this setup.
    fn begin(timeline: &Timeline) -> Self;

    /// Takes the next event in; `trace` is all that has happened up to it and may go on behind it.
    fn enter(&mut self, trace: &[TraceEvent], event: &TraceEvent);
}

/// Annals that are kept up with a history.
#[derive(Clone, Debug)]
pub struct Kept<A> {
    /// The annals and the history they are of; none before they are first asked for.
    written: Option<(Rc<()>, A)>,
    /// How many events are in them.
    entered: usize,
}

impl<A> Default for Kept<A> {
    fn default() -> Kept<A> {
        Kept { written: None, entered: 0 }
    }
}

impl<A: Annals> Kept<A> {
    /// The annals of all that is known of a history. Takes in what they do not cover yet.
    #[inline(never)]
    pub fn of(&mut self, timeline: &Timeline) -> &A {
        let trace = timeline.known_trace();
        let lineage = timeline.lineage();
        let written = self.written.take().filter(|(known, _)| Rc::ptr_eq(known, lineage));
        if written.is_none() {
            self.entered = 0;
        }
        let (_, annals) =
            self.written.insert(written.unwrap_or_else(|| (lineage.clone(), A::begin(timeline))));
        for event in trace.iter().skip(self.entered) {
            annals.enter(trace, event);
        }
        self.entered = trace.len();
        annals
    }
}
