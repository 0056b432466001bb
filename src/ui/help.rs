//! What helps the reader along: the sheet of shortcuts, and the tour.

use crate::view::tour::Tour;

/// Under this name the browser remembers that the tour has been seen.
pub const TOUR_SEEN: &str = "dynamo-playground tour";

/// What is shown of it.
#[derive(Default)]
pub struct Help {
    /// Whether the sheet is shown.
    pub sheet: bool,
    /// How far the reader is in the tour; none if there is none.
    pub tour: Option<Tour>,
}

/// What a person asks of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HelpAct {
    /// Show the sheet.
    ShowSheet,
    /// Put it away.
    HideSheet,
    /// Let single characters be shortcuts, or not.
    TurnLetters(bool),
    /// Begin the tour, with the opening story.
    BeginTour,
    /// Do what the card asks for.
    DoIt,
    /// End the tour.
    EndTour,
}
