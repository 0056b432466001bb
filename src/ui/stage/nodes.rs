//! The nodes and the clients.

use std::rc::Rc;

use yew::{Callback, Html, classes, html};

use super::transform;
use crate::dynamo::identity::ClientId;
use crate::dynamo::preference_list::Role;
use crate::dynamo::quorum::Answer;
use crate::dynamo::sorted::sort_by_key;
use crate::ui::act::Act;
use crate::ui::pictures::Pictures;
use crate::ui::still::Part;
use crate::view::layout::{Layout, Point};
use crate::view::request::Coordinator;
use crate::view::stage::{BADGE_RADIUS, ChipView, ClientView, NodeView, badge};

/// A disc of this size has room for two lines below its letter.
const ROOMY: f64 = 36.0;

/// A smaller disc has no room for the slots of a quorum.
const SLOTS_MIN: f64 = 16.0;

/// So many clients are the reader's; others belong to the workload.
const CLIENTS_BY_HAND: u16 = 2;

/// A node that deviates by more from an even load is out of balance (Dynamo §6.2).
const BALANCE: f64 = 0.15;

/// A node's disc, with what stands in it and beside it.
pub(super) struct Disc {
    pub(super) act: Callback<Act>,
    pub(super) pictures: Rc<Pictures>,
    /// Its place among the nodes of the stage.
    pub(super) index: usize,
    pub(super) selected: bool,
    pub(super) focusable: bool,
}

impl Disc {
    fn view(&self) -> Option<&NodeView> {
        self.pictures.stage.nodes.get(self.index)
    }
}

impl PartialEq for Disc {
    fn eq(&self, other: &Disc) -> bool {
        Rc::ptr_eq(&self.pictures.layout, &other.pictures.layout)
            && self.view() == other.view()
            && (self.selected, self.focusable) == (other.selected, other.focusable)
    }
}

impl Part for Disc {
    fn draw(&self) -> Html {
        let drawn = self.view().map(|view| {
            node(&self.act, view, &self.pictures.layout, self.selected, self.focusable)
        });
        drawn.unwrap_or_default()
    }
}

fn node(
    act: &Callback<Act>,
    view: &NodeView,
    layout: &Layout,
    selected: bool,
    focusable: bool,
) -> Html {
    let id = view.node;
    let radius = layout.disc_radius();
    let class = classes!("node", (!view.up).then_some("down"), selected.then_some("selected"));
    let reach = (radius + 9.0).to_string();
    let ink = if view.up { view.colour.ink } else { "var(--ink)" };
    let words = view.description();
    html! {
        <g id={format!("node-{id}")} {class} transform={transform(view.place)}
            onclick={act.reform(move |_| Act::SelectNode(Some(id)))}>
            <title>{words.clone()}</title>
            // What is drawn is told by the button's label.
            <g aria-hidden="true">
                <circle class="halo" r={reach.clone()} />
                {load(view, radius)}
                <circle class="disc" r={radius.to_string()} fill={view.colour.fill.clone()} />
                if !view.up {
                    <path class="cross" d={cross(radius * 0.62)} />
                }
                if view.paused {
                    <path class="pause" d={bars(radius)} />
                }
                {inside(view, radius, ink)}
                if let Some(rank) = view.shown_rank() {
                    {number(view, layout, rank)}
                }
                if let Some(caption) = &view.caption {
                    {text("caption", view, caption.frame.middle(), &caption.text)}
                }
                if !view.chips.is_empty() {
                    <g class="holdings">
                        for one in &view.chips { {chip(one, view.place)} }
                    </g>
                }
            </g>
            <circle class="touch" id={format!("select-{id}")} r={reach}
                role="button" tabindex={if focusable { "0" } else { "-1" }}
                aria-label={words} aria-pressed={selected.to_string()} />
        </g>
    }
}

/// The letter, and what stands below it: the slots of a quorum, or how much is the node's.
fn inside(view: &NodeView, radius: f64, ink: &'static str) -> Html {
    let name = view.node.to_string();
    let size = (radius * [0.98, 0.82, 0.62][name.len().clamp(1, 3) - 1]).min(25.0);
    let roomy = radius >= ROOMY;
    let waits = match radius {
        ROOMY.. => 2,
        SLOTS_MIN.. => 1,
        _ => 0,
    };
    let waits: Vec<&Coordinator> =
        view.coordinations.iter().take(waits).map(|coordination| &coordination.wait).collect();
    let letter = match waits.len() {
        0 if roomy => -radius * 0.26,
        0 => 0.0,
        _ => -radius * 0.32,
    };
    let first = if waits.len() > 1 { 8.0 } else { radius * 0.4 };
    html! {
        <>
            <text class="initial" y={format!("{letter:.1}")} dy="0.35em"
                ~style={format!("fill:{ink};font-size:{size:.0}px")}>
                {name}
            </text>
            for (row, wait) in waits.iter().enumerate() {
                {slots(wait, ink, first + row as f64 * 15.0, radius)}
            }
            if waits.is_empty() && roomy {
                <text class="figure" y={format!("{:.1}", radius * 0.4)} ~style={format!("fill:{ink}")}>
                    {view.percent()}
                </text>
                <text class="figure" y={format!("{:.1}", radius * 0.74)} ~style={format!("fill:{ink}")}>
                    {match view.keys {
                        1 => "1 key".to_owned(),
                        many => format!("{many} keys"),
                    }}
                </text>
            }
        </>
    }
}

/// How much of the ring is the node's: half a turn is an even part.
fn load(view: &NodeView, radius: f64) -> Html {
    let radius = radius + 4.0;
    let heavy = (view.load - 1.0).abs() > BALANCE;
    let share = (view.load * 50.0).clamp(0.0, 100.0);
    html! {
        <>
            <circle class="load" r={radius.to_string()} />
            <circle class={if heavy { "load used uneven" } else { "load used" }} r={radius.to_string()}
                pathLength="100" transform="rotate(-90)" stroke={view.colour.fill.clone()}
                stroke-dasharray={format!("{share:.1} 100")} />
            <path class="even-part" d={format!("M0,{:.1}v5", radius - 2.5)} />
        </>
    }
}

#[inline(never)]
fn number(view: &NodeView, layout: &Layout, rank: usize) -> Html {
    let Point { x, y } = badge(layout, Point::default());
    let class = if view.role == Some(Role::Fallback) { "place fallback" } else { "place" };
    html! {
        <g {class} transform={transform(Point { x, y })}>
            <circle class="badge" r={BADGE_RADIUS.to_string()} />
            <text class="rank" dy="0.35em">{rank}</text>
        </g>
    }
}

/// A text at a place of the picture, within the group of a node.
fn text(class: &'static str, view: &NodeView, Point { x, y }: Point, text: &str) -> Html {
    html! {
        <text {class} x={format!("{:.1}", x - view.place.x)} y={format!("{:.1}", y - view.place.y)}
            dy="0.35em">
            {text}
        </text>
    }
}

#[inline(never)]
fn chip(chip: &ChipView, place: Point) -> Html {
    let class = classes!("chip", chip.stale.then_some("stale"), chip.hinted.then_some("hinted"));
    let Point { x, y } = chip.frame.middle();
    html! {
        <g {class} transform={transform(Point { x: x - place.x, y: y - place.y })}>
            <rect x={(-chip.frame.width / 2.0).to_string()} y={(-chip.frame.height / 2.0).to_string()}
                width={chip.frame.width.to_string()} height={chip.frame.height.to_string()} rx="5" />
            <text dy="0.35em">{&chip.text}</text>
        </g>
    }
}

/// The sign of a process that stands still: two bars, on the left and the right of its letter.
#[inline(never)]
fn bars(radius: f64) -> String {
    let (x, y) = (radius * 0.66, radius * 0.42);
    format!("M{0:.1},{1:.1}V{2:.1}M{3:.1},{1:.1}V{2:.1}", -x, -y, y, x)
}

/// A cross around the origin.
#[inline(never)]
pub(super) fn cross(arm: f64) -> String {
    format!("M{0:.1},{0:.1}L{1:.1},{1:.1}M{0:.1},{1:.1}L{1:.1},{0:.1}", -arm, arm)
}

/// The quorum's slots in the coordinator's disc, with a mark behind the last one needed.
#[inline(never)]
fn slots(wait: &Coordinator, ink: &'static str, y: f64, radius: f64) -> Html {
    let gap = 8.0;
    // They fit into the disc, however many they are.
    let room = 2.0 * libm::sqrt((radius * radius - y * y).max(64.0)) - gap - 6.0;
    let width = (room / wait.slots.len().max(1) as f64).min(13.0);
    let start = -(wait.slots.len() as f64 * width + gap) / 2.0;
    let offset = |index: usize| {
        // Behind the mark there is a gap, so that the mark touches no slot.
        let behind = index >= usize::from(wait.needed);
        start + index as f64 * width + if behind { gap } else { 0.0 }
    };
    let mut answered: Vec<&Answer> = wait.slots.iter().map(|slot| &slot.slot.answer).collect();
    // Answers fill the slots from the left, whoever gave them; the inspector names them.
    sort_by_key(&mut answered, |answer| match answer {
        Answer::Given { at, .. } => (0, *at),
        Answer::Awaited { until } => (1, *until),
        Answer::Silent { since } => (2, *since),
        Answer::Refused { at } => (3, *at),
    });
    let mark = (start + f64::from(wait.needed) * width + gap / 2.0).to_string();
    let inner = (width - 3.0).max(2.0);
    html! {
        <g class="slots" ~style={format!("--ink:{ink}")} transform={format!("translate(0 {y:.1})")}>
            for (index, answer) in answered.into_iter().enumerate() {
                <rect x={(offset(index) + 1.5).to_string()} y={(-inner / 2.0).to_string()}
                    width={inner.to_string()} height={inner.to_string()} rx="2"
                    class={match answer {
                        Answer::Given { .. } => "given",
                        Answer::Awaited { .. } => "awaited",
                        Answer::Silent { .. } | Answer::Refused { .. } => "silent",
                    }} />
            }
            <line class="mark" x1={mark.clone()} x2={mark} y1="-8" y2="8" />
        </g>
    }
}

/// A client, or several that stand at one place. The reader can act as one of the first two.
pub(super) fn client(
    act: &Callback<Act>,
    view: &ClientView,
    acting: ClientId,
    layout: &Layout,
) -> Html {
    let id = view.client;
    let is_by_hand = id.0 < CLIENTS_BY_HAND;
    let class = classes!(
        "client",
        (view.waiting > 0).then_some("waiting"),
        is_by_hand.then_some("by-hand"),
        (is_by_hand && id == acting).then_some("acting")
    );
    let side = view.side.map(|side| format!(", side {side}")).unwrap_or_default();
    // What is written below stands within the picture, and off the ways of messages.
    let (anchor, x) = match view.place.x < layout.centre.x {
        true => ("start", 10.0 - view.place.x),
        false => ("end", layout.width - 10.0 - view.place.x),
    };
    let line = |class: &'static str, y: &'static str, text: String| {
        html! {
            <text {class} x={x.to_string()} {y} ~style={format!("text-anchor:{anchor}")}>{text}</text>
        }
    };
    let select = act.reform(move |_| Act::SelectClient(id));
    html! {
        <g key={id.0} {class} transform={transform(view.place)}
            onclick={is_by_hand.then_some(select)}>
            if view.together > 1 {
                // Others stand behind it.
                <rect x="-20" y="-32" width="52" height="52" rx="9" />
            }
            <rect x="-26" y="-26" width="52" height="52" rx="9" />
            <text class="initial" dy="0.35em">
                {match view.together {
                    0 | 1 => (id.0 + 1).to_string(),
                    many => format!("×{many}"),
                }}
            </text>
            {line("name", "43", view.name() + &side)}
            if let Some(state) = view.state() {
                {line("name state", "61", state)}
            }
        </g>
    }
}
