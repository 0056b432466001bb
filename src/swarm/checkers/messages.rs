//! Messages are conserved: every copy that left is on its way, was delivered or was lost, and
//! none of these twice.

use super::{Checker, Scene};
use crate::sim::trace::{EventKind, Mishap};
use crate::swarm::run::Report;

const NAME: &str = "messages";

/// See the module.
#[derive(Debug, Default)]
pub struct Messages {
    /// How many copies of a message are on their way, by the event of its sending.
    open: Vec<u8>,
    on_their_way: usize,
}

impl Messages {
    fn came_about(&mut self, sending: u32) {
        let place = sending as usize;
        if self.open.len() <= place {
            self.open.resize(place + 1, 0);
        }
        self.open[place] += 1;
        self.on_their_way += 1;
    }

    /// Says whether there was one.
    fn ended(&mut self, sending: u32) -> bool {
        let open = self.open.get_mut(sending as usize).filter(|open| **open > 0);
        let was_there = open.is_some();
        open.into_iter().for_each(|open| *open -= 1);
        self.on_their_way = self.on_their_way.saturating_sub(usize::from(was_there));
        was_there
    }
}

impl Checker for Messages {
    fn step(&mut self, scene: &Scene<'_>, report: &mut Report) {
        for event in scene.events {
            match &event.kind {
                EventKind::Sent { .. } => self.came_about(event.id.0),
                EventKind::Befell { what: Mishap::Duplicated, sending, .. } => {
                    self.came_about(sending.0);
                }
                EventKind::Delivered { message, .. } | EventKind::Lost { message, .. }
                    if !event.cause.is_some_and(|sending| self.ended(sending.0)) =>
                {
                    let what = format!("{message:?} ended once more than it was sent");
                    report.fail(NAME, Some(event.id), what);
                }
                _ => {}
            }
        }
    }

    fn look(&mut self, scene: &Scene<'_>, report: &mut Report) {
        let there = scene.world.in_flight().count() + scene.world.waiting().count();
        if there != self.on_their_way {
            let what = format!("{there} messages are on their way, not {}", self.on_their_way);
            report.fail(NAME, scene.now(), what);
        }
    }
}
