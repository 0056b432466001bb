//! A document that has become a session again.

use core::fmt;

use super::limits::OPENING_WORK_MAX;
use super::{Complaint, Document, Narration, Selection};
use crate::session::breakpoint::Breakpoint;
use crate::session::expectations::Expectation;
use crate::session::questions::Question;
use crate::session::session::Session;
use crate::sim::BEHAVIOUR;
use crate::sim::trace::digest;

/// A session that has been opened, and what came along with it.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The session, standing where it stood.
    pub session: Session,
    /// What was selected.
    pub selection: Option<Selection>,
    /// What time stops at.
    pub breakpoints: Vec<Breakpoint>,
    /// Texts to be shown on the way.
    pub narration: Vec<Narration>,
    /// Questions to be asked on the way.
    pub questions: Vec<Question>,
    /// What must be true.
    pub expectations: Vec<Expectation>,
    /// What the reader should know: the session was opened all the same.
    pub warnings: Vec<Warning>,
}

/// Why a session may not be what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    /// It was written when the simulation behaved in another way; holds the version.
    OlderBehaviour(u32),
    /// What happens up to the cursor is not what happened when it was written.
    OtherHistory,
    /// The run has fewer steps than the cursor says, or they would take too long; holds how many
    /// have been made.
    FewerSteps(u32),
}

impl Opened {
    pub(super) fn new(document: Document) -> Result<Opened, Complaint> {
        let scenario = document.scenario();
        let mut session = Session::resumed(scenario, document.commands).map_err(|errors| {
            let sentences: Vec<String> = errors.iter().map(ToString::to_string).collect();
            Complaint::of_the_whole(sentences.join(" "))
        })?;
        let mut warnings = Vec::new();
        if document.behaviour < BEHAVIOUR {
            warnings.push(Warning::OlderBehaviour(document.behaviour));
        }
        if let Some(cursor) = document.cursor {
            let timeline = session.timeline_mut();
            let most = OPENING_WORK_MAX / u32::from(document.setup.nodes.max(20));
            timeline.seek(cursor.steps.min(most));
            if timeline.steps() < cursor.steps {
                warnings.push(Warning::FewerSteps(timeline.steps()));
            } else {
                if let Some(at) = cursor.at {
                    timeline.wait_until(at);
                }
                if cursor.hash.is_some_and(|hash| hash != digest(timeline.trace())) {
                    warnings.push(Warning::OtherHistory);
                }
            }
        }
        Ok(Opened {
            session,
            selection: document.selection,
            breakpoints: document.breakpoints,
            narration: document.narration,
            questions: document.questions,
            expectations: document.expectations,
            warnings,
        })
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Warning::OlderBehaviour(version) => write!(
                formatter,
                "This session was saved under behaviour version {version}; the simulation is at \
                 version {BEHAVIOUR} now, so the run may differ from what it was."
            ),
            Warning::OtherHistory => formatter.write_str(
                "What happens up to the place where the session stood is not what happened when \
                 it was saved: the file was changed, or the simulation was.",
            ),
            Warning::FewerSteps(steps) => {
                write!(
                    formatter,
                    "The session stood farther on, but its run ends, or takes too long: it stands \
                     after {steps} steps now."
                )
            }
        }
    }
}
