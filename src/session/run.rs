//! Running a document from its beginning to its end, without a person.

use core::fmt;

use super::document::limits::UNTIL_DEFAULT;
use super::document::{Complaint, Document};
use super::session::Session;
use super::timeline::{EVENTS_MAX, Timeline};
use crate::dynamo::time::Time;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Nothing was left to happen.
    AtRest,
    /// The time was over, while more would have happened.
    TimeOver(Time),
    /// There were [`EVENTS_MAX`] events.
    Full,
}

/// A run on its way.
#[derive(Clone, Debug)]
pub struct Run {
    session: Session,
    until: Time,
}

impl Run {
    /// The beginning of a run. Where the session of the document stood does not matter.
    ///
    /// # Errors
    /// A setup that makes no sense. That of a document that has been read does.
    pub fn new(mut document: Document) -> Result<Run, Complaint> {
        let last = document.commands.last().map_or(Time::ZERO, |command| command.at);
        let until = document.until.unwrap_or(last + UNTIL_DEFAULT);
        document.cursor = None;
        Ok(Run { session: document.into_session()?.session, until })
    }

    /// When it ends at the latest.
    pub fn until(&self) -> Time {
        self.until
    }

    /// Lets it end at another time.
    pub fn set_until(&mut self, until: Time) {
        self.until = until;
    }

    /// The session that is run.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The history so far.
    pub fn timeline(&self) -> &Timeline {
        self.session.timeline()
    }

    /// The history so far, to move its cursor.
    pub fn timeline_mut(&mut self) -> &mut Timeline {
        self.session.timeline_mut()
    }

    /// Goes on for so many steps at most. Says how the run has ended, if it has.
    pub fn go_on(&mut self, steps: u32) -> Option<End> {
        let until = self.until;
        let timeline = self.timeline_mut();
        for _ in 0..steps {
            match timeline.next_time() {
                Some(next) if next > until => return Some(End::TimeOver(until)),
                None if timeline.is_full() => return Some(End::Full),
                None => return Some(End::AtRest),
                Some(_) => {
                    timeline.step();
                }
            }
        }
        None
    }

    /// Goes on to the end.
    pub fn finish(&mut self) -> End {
        loop {
            if let Some(end) = self.go_on(u32::MAX) {
                return end;
            }
        }
    }
}

impl fmt::Display for End {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            End::AtRest => formatter.write_str("at rest"),
            End::TimeOver(time) => write!(formatter, "stopped at {time}"),
            End::Full => write!(formatter, "stopped after {EVENTS_MAX} events"),
        }
    }
}
