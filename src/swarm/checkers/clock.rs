//! Time goes on: no event lies before one that was told earlier, none before its own cause, and
//! nothing is to come before now.

use super::{Checker, Scene};
use crate::dynamo::time::Time;
use crate::swarm::run::Report;

const NAME: &str = "clock";

/// See the module.
#[derive(Debug, Default)]
pub struct Clock {
    last: Time,
    events: u32,
}

impl Checker for Clock {
    fn step(&mut self, scene: &Scene<'_>, report: &mut Report) {
        for event in scene.events {
            let early = event.at < self.last
                || scene.cause(event).is_some_and(|cause| cause.at > event.at)
                || event.cause.is_some_and(|cause| cause >= event.id);
            if early || event.id.0 != self.events {
                let what =
                    format!("event {} lies at {}, after {}", event.id.0, event.at, self.last);
                report.fail(NAME, Some(event.id), what);
            }
            self.last = event.at;
            self.events = event.id.0 + 1;
        }
        let now = scene.world.now();
        if scene.world.next_time().is_some_and(|next| next < now) {
            report.fail(NAME, scene.now(), format!("something is to come before {now}"));
        }
    }
}
