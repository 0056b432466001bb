//! The parts of the page. A narrow screen shows one at a time, behind tabs; a wide one shows all.

use yew::{Callback, Html};

use super::act::Act;
use super::tabs::{self, Tab};

/// A part of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// The ring, and the line of time.
    #[default]
    Stage,
    /// What can be done.
    Controls,
    /// What is selected.
    Inspector,
    /// The dock.
    Pictures,
    /// What a lesson tells, below the ring.
    Lesson,
    /// The text of a lesson that is being written.
    Author,
}

impl Part {
    /// All of them, in the order of their tabs.
    const ALL: [Part; 5] =
        [Part::Stage, Part::Lesson, Part::Controls, Part::Inspector, Part::Pictures];

    /// Those there are while a lesson is being written.
    const OF_AUTHOR: [Part; 5] =
        [Part::Author, Part::Stage, Part::Lesson, Part::Controls, Part::Pictures];

    /// Those there are on a page that is locked to its lesson.
    const LOCKED: [Part; 4] = [Part::Stage, Part::Lesson, Part::Inspector, Part::Pictures];

    /// The page's class while a narrow screen shows this part.
    pub fn class(self) -> &'static str {
        match self {
            Part::Stage => "part-stage",
            Part::Controls => "part-controls",
            Part::Inspector => "part-inspector",
            Part::Pictures => "part-pictures",
            Part::Lesson => "part-lesson",
            Part::Author => "part-author",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Part::Stage => "Ring",
            Part::Controls => "Act",
            Part::Inspector => "Details",
            Part::Pictures => "Pictures",
            Part::Lesson => "Learn",
            Part::Author => "Write",
        }
    }

    /// What it is by its name within the page.
    fn panel(self) -> &'static str {
        match self {
            Part::Stage => "stage",
            Part::Controls => "controls",
            Part::Inspector => "inspector",
            Part::Pictures => "dock",
            Part::Lesson => "group-learn",
            Part::Author => "author",
        }
    }
}

/// The tabs, which only a narrow screen shows.
pub fn part_tabs(act: &Callback<Act>, shown: Part, writes: bool, is_locked: bool) -> Html {
    let parts = match (writes, is_locked) {
        (true, _) => &Part::OF_AUTHOR[..],
        (_, true) => &Part::LOCKED[..],
        _ => &Part::ALL[..],
    };
    let tab = |part: Part| Tab {
        id: format!("show-{}", part.panel()),
        label: part.label(),
        title: "",
        panel: part.panel(),
        selected: part == shown,
        reached: part == shown,
        press: act.reform(move |_| Act::ShowPart(part)),
    };
    yew::html! {
        <nav class="parts" aria-label="Parts of the page">
            {tabs::strip("Parts of the page", parts.iter().copied().map(tab))}
        </nav>
    }
}
