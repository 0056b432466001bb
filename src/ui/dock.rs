//! The dock below the stage: the wide pictures, one at a time, behind a strip of tabs.

pub mod cluster;
pub mod grid;
pub mod hints;
pub mod history;
pub mod log;
pub mod members;
pub mod merge;
pub mod merkle;
pub mod metrics;
pub mod picking;
pub mod space_time;
pub mod watch;
pub mod wheel;

use gloo_timers::callback::Timeout;
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::{Callback, Html, classes, html};

use self::cluster::figures;
use self::hints::hints;
use self::history::history;
use self::log::log;
use self::members::members;
use self::merkle::merkle;
use self::metrics::metrics;
use self::space_time::space_time;
use self::watch::Watched;
use super::act::Act;
use super::pictures::Pictures;
use super::tabs;
use super::theme::is_wide;
use crate::session::lesson::Show;
use crate::ui::document;

/// On a lower window the dock is folded at first: the stage needs the room.
const ROOMY_HEIGHT: f64 = 960.0;

/// The wide pictures, in the order of their tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// Space and time.
    Time,
    /// The history of the key.
    Versions,
    /// What nodes keep for others.
    Hints,
    /// Every node in figures.
    Nodes,
    /// The comparison of Merkle trees.
    Merkle,
    /// Who believes what of whom.
    Members,
    /// What the run measures.
    Metrics,
    /// Every event in a sentence.
    Log,
}

/// How much room the dock takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// The strip alone.
    Folded,
    /// Beside the stage.
    Open,
    /// In place of the stage.
    Tall,
}

/// What the dock shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dock {
    /// Which picture was last opened.
    pub tab: Tab,
    /// How much room it has.
    pub room: Room,
    /// The node from which on figures are shown.
    pub figures_from: usize,
}

impl Tab {
    /// All of them.
    pub const ALL: [Tab; 8] = [
        Tab::Time,
        Tab::Versions,
        Tab::Hints,
        Tab::Merkle,
        Tab::Members,
        Tab::Nodes,
        Tab::Metrics,
        Tab::Log,
    ];

    /// What stands on it.
    pub fn label(self) -> &'static str {
        match self {
            Tab::Time => "Time",
            Tab::Versions => "Versions",
            Tab::Hints => "Hints",
            Tab::Nodes => "Nodes",
            Tab::Merkle => "Merkle",
            Tab::Members => "Members",
            Tab::Metrics => "Metrics",
            Tab::Log => "Log",
        }
    }

    /// What it shows, in a sentence.
    fn title(self) -> &'static str {
        match self {
            Tab::Versions => {
                "Every version of the key that was ever made, and what its writer had seen"
            }
            Tab::Hints => "Every hint from its storing to its end, and how many wait",
            Tab::Time => "Every message as an arrow from lane to lane, and what happens on each",
            Tab::Log => "Every event in a sentence, to be searched",
            Tab::Nodes => "Every node in figures: its share, what it holds, whom it takes as down",
            Tab::Merkle => {
                "Anti-entropy: two replicas compare their Merkle trees and ship what differs"
            }
            Tab::Members => {
                "Who believes what of whom, beside the truth, and how word of a change spreads"
            }
            Tab::Metrics => {
                "What the run measures: latency, availability, staleness, hints, repairs and bytes"
            }
        }
    }

    fn id(self) -> String {
        format!("tab-{}", self.label().to_ascii_lowercase())
    }
}

impl Tab {
    /// The picture that a text of a lesson asks for; none where that is not in the dock.
    pub fn of(show: Show) -> Option<Tab> {
        match show {
            Show::Stage | Show::Request | Show::Key => None,
            Show::Time => Some(Tab::Time),
            Show::Versions => Some(Tab::Versions),
            Show::Hints => Some(Tab::Hints),
            Show::Merkle => Some(Tab::Merkle),
            Show::Members => Some(Tab::Members),
            Show::Nodes => Some(Tab::Nodes),
            Show::Metrics => Some(Tab::Metrics),
            Show::Log => Some(Tab::Log),
        }
    }
}

impl Dock {
    /// Whether the stage has given room to a picture, and is drawn larger on a smaller ground.
    pub fn takes_room(self) -> bool {
        self.room == Room::Open
    }

    /// Whether an open picture stands beside the stage and not below it: the style sheet has the
    /// same width.
    pub fn is_beside(self) -> bool {
        self.room == Room::Open && is_wide()
    }

    /// The dock at the beginning: open if the window has room for it.
    pub fn begin() -> Dock {
        let height = web_sys::window().and_then(|window| window.inner_height().ok()?.as_f64());
        let room = if height >= Some(ROOMY_HEIGHT) { Room::Open } else { Room::Folded };
        Dock { tab: Tab::Time, room, figures_from: 0 }
    }

    /// Brings the tab of the picture into sight: on a phone the strip is longer than the screen.
    pub fn bring_tab(self) {
        let id = self.tab.id();
        // By then the strip is there.
        Timeout::new(0, move || {
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Nearest);
            options.set_inline(ScrollLogicalPosition::Nearest);
            if let Some(tab) = document().and_then(|page| page.get_element_by_id(&id)) {
                tab.scroll_into_view_with_scroll_into_view_options(&options);
            }
        })
        .forget();
    }

    /// The picture that is to be drawn; none while the dock is folded.
    pub fn shown(self) -> Option<Tab> {
        (self.room != Room::Folded).then_some(self.tab)
    }

    /// Opens a picture, or folds the dock if that one is open.
    pub fn press(&mut self, tab: Tab) {
        self.room = match (self.tab == tab, self.room) {
            (_, Room::Folded) => Room::Open,
            (true, _) => Room::Folded,
            (false, room) => room,
        };
        self.tab = tab;
    }
}

/// The dock, around the picture that is open.
pub fn dock(act: &Callback<Act>, dock: Dock, picture: impl FnOnce() -> Html) -> Html {
    let room = match dock.room {
        Room::Folded => "folded",
        Room::Open => "open",
        Room::Tall => "tall",
    };
    let shown = dock.shown();
    let label = |tab: Tab| tabs::Tab {
        id: tab.id(),
        label: tab.label(),
        title: tab.title(),
        panel: "dock-picture",
        selected: shown == Some(tab),
        reached: tab == dock.tab,
        press: act.reform(move |_| Act::PressTab(tab)),
    };
    html! {
        <section id="dock" class={classes!("dock", room)} aria-label="Pictures">
            <div class="dock-strip">
                {tabs::strip("Pictures", Tab::ALL.into_iter().map(label))}
                if shown.is_some() {
                    <button id="dock-tall" aria-pressed={(dock.room == Room::Tall).to_string()}
                        onclick={act.reform(|_| Act::ToggleTallDock)}
                        title="Give the picture the room of the stage as well">
                        {if dock.room == Room::Tall { "Smaller" } else { "Larger" }}
                    </button>
                }
            </div>
            if let Some(tab) = shown {
                // It scrolls if the picture is higher, so the keyboard must get to it.
                <div id="dock-picture" class={classes!("dock-picture", (tab == Tab::Log).then_some("is-log"))} role="tabpanel" tabindex="0"
                    aria-labelledby={tab.id()}>
                    {picture()}
                </div>
            }
        </section>
    }
}

/// A picture without the strip.
#[inline(never)]
pub fn picture(act: &Callback<Act>, tab: Tab, pictures: &Pictures, watched: &Watched) -> Html {
    let nodes = pictures.layout.nodes;
    let drawn = match tab {
        Tab::Time => {
            watched.space_time.as_ref().map(|view| space_time(act, view, &watched.picking))
        }
        Tab::Log => watched.log.as_ref().map(|view| log(act, view, &watched.picking, nodes)),
        Tab::Versions => pictures.history.as_ref().map(|view| history(act, view, nodes)),
        Tab::Hints => pictures.hints.as_ref().map(|view| hints(act, view, nodes)),
        Tab::Nodes => pictures.cluster.as_ref().map(|view| figures(act, view)),
        Tab::Merkle => pictures.merkle.as_ref().map(|view| merkle(act, view, nodes)),
        Tab::Members => pictures.members.as_ref().map(|view| members(act, view, nodes)),
        Tab::Metrics => pictures.metrics.as_ref().map(|view| metrics(act, view)),
    };
    // Only the history of a key can be without a subject.
    drawn.unwrap_or_else(|| html! { <p class="hint">{"Name a key first."}</p> })
}
