//! How time and the log are looked at: the lens, what is picked out, what is searched for.

use std::rc::Rc;

use gloo_timers::callback::Timeout;

use super::picking::{Picking, Subject};
use crate::dynamo::identity::RequestId;
use crate::session::annals::Kept;
use crate::session::annals::passages::Passages;
use crate::session::annals::spells::Spells;
use crate::session::timeline::Timeline;
use crate::sim::trace::EventId;
use crate::ui::dock::{Dock, Room, Tab};
use crate::ui::pictures::Selection;
use crate::ui::theme::larger;
use crate::view::filter::{About, Sort, Traffic};
use crate::view::lens::Lens;
use crate::view::log::{LogView, Search, Wanted};
use crate::view::space_time::{Picked, Scene, SpaceTimeView};

/// What stands on the left and the right of a picture in the dock.
const PADDING: f64 = 32.0;

/// What stands above and below a picture that has the room of the stage.
const AROUND_TALL: f64 = 330.0;

/// Windows that are no wider have their parts behind tabs.
const PHONE_WIDTH: f64 = 700.0;

/// What stands above and below the picture there, within the part.
const AROUND_ON_PHONE: f64 = 160.0;

/// What stands above and below the picture in a dock that is open: its strip and its buttons.
const AROUND_OPEN: f64 = 100.0;

/// The part of the window's width that a dock beside the stage has.
const BESIDE: f64 = 0.36;

/// Rows above and below those in view, so that a turn of the wheel shows no gap.
pub const SPARE_ROWS: usize = 12;

/// How many sentences are looked through at once; what is left waits for the next moment.
const SENTENCES_AT_ONCE: usize = 1_500;

/// How many events, where no sentence has to be made.
const EVENTS_AT_ONCE: usize = 30_000;

/// What a person asks of the diagram of space and time and of the log.
#[derive(Clone, Debug, PartialEq)]
pub enum WatchAct {
    /// Look at so many times as much time, about a part of the picture; about the cursor if none.
    Zoom(f64, Option<f64>),
    /// Move on by a part of the picture.
    Shift(f64),
    /// Look at all that is known, or at all of it that is picked out.
    Fit,
    /// Go along with the cursor, or no longer.
    ToggleFollow,
    /// The pointer goes down at a part of the picture; says whether on the cursor.
    Hold(f64, bool),
    /// The pointer moves to a part of the picture.
    Drag(f64),
    /// The pointer goes up.
    Release,
    /// The keys go to the next event or to the one before; on the same lane only, if so.
    Reach {
        /// Whether to the next.
        forward: bool,
        /// Whether on the same lane.
        same_lane: bool,
    },
    /// The keys go to the first event, or to the last.
    ReachEnd(bool),
    /// The pointer is at an event, or at none.
    Point(Option<EventId>),
    /// Go to the event that the keys have come to.
    GoToReached,
    /// Go to an event and select what it is about.
    GoTo(EventId),
    /// Pick out what is part of this.
    PickTraffic(Option<Traffic>),
    /// Pick out what is about this.
    PickSubject(Subject),
    /// Pick out this kind of event.
    PickSort(Option<Sort>),
    /// Look for these words.
    SearchFor(String),
    /// Show so many rows of the log from this one on.
    Scroll {
        /// The first row.
        first: usize,
        /// How many.
        rows: usize,
    },
    /// Go on looking.
    LookOn,
}

/// Space and time, or the log, and what is picked out there.
#[derive(Clone, Debug, Default)]
pub struct Watched {
    /// Space and time, if that is shown.
    pub space_time: Option<SpaceTimeView>,
    /// The log, if it is shown.
    pub log: Option<Rc<LogView>>,
    /// What is picked out.
    pub picking: Picking,
}

/// How time and the log are looked at.
#[derive(Default)]
pub struct Watch {
    passages: Kept<Passages>,
    spells: Kept<Spells>,
    /// The stretch of time.
    pub lens: Lens,
    /// What is picked out.
    pub picking: Picking,
    /// Whether the pointer holds the cursor.
    pub holds_cursor: bool,
    /// What has been found.
    pub search: Search,
    /// Whether something is still to be looked at.
    pub looking: bool,
    /// When it is looked at.
    pub next_look: Option<Timeout>,
    /// The rows of the log that are shown.
    pub rows: (usize, usize),
    /// The place of the row that is lit.
    lit: Option<usize>,
    /// How wide and high the window is.
    window: (f64, f64),
    /// How much larger than by its own lengths the page is drawn.
    larger: f64,
    /// The steps before the cursor when it was last looked at.
    steps: u32,
}

impl Watch {
    /// Takes the measures of the window.
    pub fn measure(&mut self) {
        let page = crate::ui::document().and_then(|page| page.document_element());
        let (width, height) =
            page.map_or((0, 0), |page| (page.client_width(), page.client_height()));
        self.window = (f64::from(width), f64::from(height));
        self.larger = larger();
    }

    /// Takes the measures of a window that is not there, as of a sheet of paper.
    pub fn measure_as(&mut self, window: (f64, f64)) {
        self.window = window;
        self.larger = 1.0;
    }

    /// How wide and high the picture can be in the dock.
    fn room(&self, dock: Dock) -> (f64, f64) {
        let larger_by = self.larger.max(1.0);
        let (width, height) = (self.window.0 / larger_by, self.window.1 / larger_by);
        if dock.is_beside() {
            return (width * BESIDE - PADDING, height - AROUND_TALL);
        }
        let high = match dock.room {
            Room::Tall => height - AROUND_TALL,
            // On a phone the page has no stage beside it.
            _ if width <= PHONE_WIDTH => height * 0.55 - AROUND_ON_PHONE,
            // A part of the window, whatever is drawn larger in it.
            Room::Open | Room::Folded => (self.window.1 * 0.34).clamp(230.0, 460.0) - AROUND_OPEN,
        };
        (width - PADDING, high)
    }

    /// Draws space and time or the log, whichever the dock shows.
    pub fn draw(
        &mut self,
        timeline: &Timeline,
        selection: &Selection,
        request: Option<RequestId>,
        dock: Dock,
    ) -> Watched {
        self.settle(timeline, selection, request);
        let open = dock.shown();
        Watched {
            space_time: (open == Some(Tab::Time))
                .then(|| self.space_time(timeline, selection, request, dock)),
            log: (open == Some(Tab::Log)).then(|| Rc::new(self.log(timeline))),
            picking: self.picking.clone(),
        }
    }

    /// Takes in where the cursor is and what is selected.
    fn settle(&mut self, timeline: &Timeline, selection: &Selection, request: Option<RequestId>) {
        if self.steps != timeline.steps() {
            self.stand_at(timeline, None);
        }
        if !self.holds_cursor {
            self.lens.keep(timeline.simulation().now());
        }
        let picking = &mut self.picking;
        picking.request = request;
        picking.key = selection.key.clone();
        picking.node = selection.node;
        picking.follows = self.lens.follows;
        let about = match picking.subject {
            Subject::Anything => None,
            Subject::Request => request.map(About::Request),
            Subject::Key => selection.key.clone().map(About::Key),
            Subject::Node => selection.node.map(About::Node),
        };
        self.lens.filter.traffic = picking.traffic;
        self.lens.filter.about = about.unwrap_or_default();
    }

    /// The cursor has come to another moment, and the keys to this event.
    pub fn stand_at(&mut self, timeline: &Timeline, event: Option<EventId>) {
        self.steps = timeline.steps();
        self.lens.reached = event;
        self.lens.pointed = None;
    }

    /// Space and time.
    fn space_time(
        &mut self,
        timeline: &Timeline,
        selection: &Selection,
        request: Option<RequestId>,
        dock: Dock,
    ) -> SpaceTimeView {
        let room = self.room(dock);
        let scene = Scene {
            timeline,
            passages: self.passages.of(timeline),
            spells: self.spells.of(timeline),
        };
        let picked = Picked {
            node: selection.node,
            key: selection.key.as_ref(),
            request,
            message: selection.message,
        };
        SpaceTimeView::new(scene, &self.lens, &picked, room)
    }

    /// The log. Looks for more of what is wanted, but not for long.
    fn log(&mut self, timeline: &Timeline) -> LogView {
        let wanted = Wanted {
            words: self.picking.words.clone(),
            sort: self.picking.sort,
            filter: self.lens.filter.clone(),
        };
        let wordless = wanted.words.trim().is_empty();
        let at_once = if wordless { EVENTS_AT_ONCE } else { SENTENCES_AT_ONCE };
        self.looking = self.search.look(timeline, &wanted, at_once);
        let rows = self.rows.1.max(2 * SPARE_ROWS + 1);
        let reached = self.lens.reached;
        let view = LogView::new(timeline, &self.search, reached, self.rows.0, rows);
        let lit = view.reached.or(view.present.filter(|_| self.lens.follows));
        let is_new = lit != self.lit;
        self.lit = lit;
        // Whoever scrolls away from it stays where they are, until another row is lit.
        let shown = |place: &usize| view.rows.iter().any(|row| row.place == *place);
        match lit.filter(|place| is_new && !shown(place)) {
            Some(place) => {
                self.rows.0 = place.saturating_sub(rows / 2);
                LogView::new(timeline, &self.search, reached, self.rows.0, rows)
            }
            None => view,
        }
    }
}
