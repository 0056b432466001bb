//! What a person asks of time: where to go, where to stop, which history to look at.

use crate::dynamo::time::Time;
use crate::session::breakpoint::Breakpoint;
use crate::sim::trace::EventId;

/// What a person asks of time.
pub enum TimeAct {
    /// Look for this kind of thing; holds the name of the choice.
    ChooseTarget(String),
    /// Go to the next of that kind.
    Next,
    /// Go back to the last of that kind.
    Previous,
    /// Go to a moment.
    GoTo(Time),
    /// Go to where an event has happened.
    GoToEvent(EventId),
    /// Say why a moment cannot be gone to.
    Complain(String),
    /// Put what was said away.
    Dismiss,
    /// Stop at this from now on, or no longer.
    Toggle(Breakpoint),
    /// Show a dialog.
    Show(TimeDialog),
    /// Put the dialog away.
    Hide,
    /// Give a branch another name.
    Rename(usize, String),
    /// Forget a branch.
    Delete(usize),
    /// Compare with this choice: its heading, and its place below.
    Compare(usize, usize),
    /// Keep the run of this choice as a branch.
    Keep(usize, usize),
}

/// The dialogs about time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeDialog {
    /// The list of branches.
    Branches,
    /// Two runs side by side.
    Compare,
}
