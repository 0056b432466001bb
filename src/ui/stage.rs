//! The stage: the ring, the nodes, the clients and the messages between them.

mod links;

use wasm_bindgen::JsCast;
use yew::{Callback, Html, classes, html};

use self::links::{cut_link, flight, way};
use super::act::Act;
use super::document;
use super::legend::legend;
use super::motion;
use super::pictures::Pictures;
use crate::dynamo::identity::{MessageId, NodeId};
use crate::dynamo::membership::Status;
use crate::dynamo::preference_list::Role;
use crate::dynamo::quorum::Answer;
use crate::dynamo::sorted::sort_by_key;
use crate::view::key::VersionView;
use crate::view::layout::{Layout, Point};
use crate::view::node::status_name;
use crate::view::palette::node_colour;
use crate::view::request::Coordinator;
use crate::view::ring::{KeyMark, RingView};
use crate::view::stage::{ClientView, NodeView};
use crate::view::words::shortened;

/// How many letters of a value stand beside a node.
const VALUE_LETTERS: usize = 18;

/// How many letters of the key stand beside the ring.
const KEY_LETTERS: usize = 10;

/// About how wide the beginning of its MD5 is.
const DIGEST_WIDTH: f64 = 72.0;

/// The stage. Of the selection it shows the node and the message: its name, and which copy of it.
pub fn stage(
    act: &Callback<Act>,
    pictures: &Pictures,
    selected_node: Option<NodeId>,
    selected_message: Option<(MessageId, u8)>,
) -> Html {
    let Layout { width, height, .. } = pictures.layout;
    let stage = &pictures.stage;
    let radius = pictures.layout.disc_radius();
    let focusable = selected_node.unwrap_or(NodeId(0));
    html! {
        <section id="stage" class="stage" aria-label="Stage">
            {legend()}
            <svg viewBox={format!("0 0 {width} {height}")} role="group"
                aria-label={stage.description()} data-arrows="own"
                onkeydown={arrow_keys(act, focusable, stage.nodes.len())}>
                {ring(&pictures.ring, &pictures.layout)}
                <g class="cuts">
                    for (from, to) in &stage.cuts {
                        <line x1={from.x.to_string()} y1={from.y.to_string()}
                            x2={to.x.to_string()} y2={to.y.to_string()} />
                    }
                </g>
                if stage.one_way {
                    <text class="one-way" x={pictures.layout.centre.x.to_string()}
                        y={pictures.layout.centre.y.to_string()}>
                        {"one way: side 1 → 2"}
                    </text>
                }
                <g class="cut-links">
                    for view in &stage.network.cuts { {cut_link(view)} }
                </g>
                <g class="ways">
                    for flight in &stage.flights { {way(flight)} }
                </g>
                <g>
                    for view in &stage.clients { {client(view)} }
                </g>
                <g>
                    for view in &stage.nodes {
                        {node(act, view, radius, selected_node == Some(view.node), focusable == view.node)}
                    }
                </g>
                {walk(&pictures.ring, &pictures.layout)}
                <g class="flights">
                    for view in &stage.flights {
                        {flight(act, view, pictures, selected_message == Some((view.id, view.copy)))}
                    }
                </g>
            </svg>
        </section>
    }
}

/// One tab stop for the whole ring: the arrow keys go from node to node.
fn arrow_keys(act: &Callback<Act>, from: NodeId, count: usize) -> Callback<yew::KeyboardEvent> {
    let act = act.clone();
    Callback::from(move |event: yew::KeyboardEvent| {
        let count = count as u16;
        let next = match event.key().as_str() {
            "ArrowRight" | "ArrowDown" => NodeId((from.0 + 1) % count),
            "ArrowLeft" | "ArrowUp" => NodeId((from.0 + count - 1) % count),
            _ => return,
        };
        event.prevent_default();
        act.emit(Act::SelectNode(Some(next)));
        let element = document().and_then(|page| page.get_element_by_id(&format!("select-{next}")));
        if let Some(element) =
            element.and_then(|found| found.dyn_into::<web_sys::SvgElement>().ok())
        {
            // An element that is not there to be focused is no harm.
            let _ = element.focus();
        }
    })
}

fn ring(view: &RingView, layout: &Layout) -> Html {
    let colour = |node: NodeId| node_colour(node, layout.nodes).fill;
    html! {
        <>
            <g class="ring">
                for arc in &view.arcs {
                    <path class="arc" d={arc.path.clone()} stroke={colour(arc.node)} />
                }
                for token in &view.tokens {
                    <line class="token" x1={token.ends.0.x.to_string()} y1={token.ends.0.y.to_string()}
                        x2={token.ends.1.x.to_string()} y2={token.ends.1.y.to_string()}>
                        <title>{format!("A virtual node of {} at {}", token.node, token.position)}</title>
                    </line>
                }
            </g>
            if let Some(key) = &view.key {
                <g class="key">
                    <path class="walk" d={key.walk_path.clone()} />
                    <path class="pin" d="M0,-13L9,0L0,13L-9,0Z" transform={motion::transform(key.point)} />
                    {key_label(key, layout)}
                </g>
            }
        </>
    }
}

/// The numbers of the preference list along the key's walk; nothing may cover them.
fn walk(view: &RingView, layout: &Layout) -> Html {
    let stops = view.key.iter().flat_map(|key| &key.walk);
    html! {
        <g class="stops">
            for stop in stops {
                <g key={stop.rank} transform={motion::transform(stop.point)}>
                    <circle r="11" fill={node_colour(stop.node, layout.nodes).fill} />
                    <text class="rank" dy="0.35em"
                        style={format!("fill:{}", node_colour(stop.node, layout.nodes).ink)}>
                        {stop.rank}
                    </text>
                </g>
            }
        </g>
    }
}

/// The key's name stands outside the ring, turned away from it, but inside the picture.
fn key_label(key: &KeyMark, layout: &Layout) -> Html {
    let name = shortened(&key.key.to_string(), KEY_LETTERS);
    let width = name.chars().map(letter_width).sum::<f64>().max(DIGEST_WIDTH);
    let Point { x, y } = key.label;
    let (anchor, inside) = match x - layout.centre.x {
        offset if offset > 60.0 => ("start", x.min(layout.width - width)),
        offset if offset < -60.0 => ("end", x.max(width)),
        _ => ("middle", x),
    };
    // A name that had to move over the band stands beside the key's mark, not on it.
    let aside = if (x - inside).abs() > 12.0 { (y - layout.centre.y).signum() * 30.0 } else { 0.0 };
    let x = inside.to_string();
    html! {
        <text class="key-name" x={x.clone()} y={(y + aside).to_string()} text-anchor={anchor}>
            {name}
            <tspan class="digest" {x} dy="1.3em">{key.position.to_string()}</tspan>
        </text>
    }
}

/// About how wide a letter of the key's name is, rather too much than too little.
fn letter_width(letter: char) -> f64 {
    match letter {
        'm' | 'w' | 'A'..='Z' | '@' | '%' | '&' => 16.5,
        letter if letter.is_ascii() => 10.5,
        _ => 20.0,
    }
}

fn node(
    act: &Callback<Act>,
    view: &NodeView,
    radius: f64,
    selected: bool,
    focusable: bool,
) -> Html {
    let id = view.node;
    let select = act.reform(move |_| Act::SelectNode(Some(id)));
    let press = {
        let act = act.clone();
        Callback::from(move |event: yew::KeyboardEvent| {
            if matches!(event.key().as_str(), "Enter" | " ") {
                event.prevent_default();
                act.emit(Act::SelectNode(Some(id)));
            }
        })
    };
    let class = classes!(
        "node",
        (!view.up).then_some("down"),
        selected.then_some("selected"),
        view.side.map(|side| format!("side-{side}")),
    );
    let r = radius.to_string();
    html! {
        <g key={id.0} id={format!("node-{id}")} {class} transform={motion::transform(view.place)}
            onclick={select}>
            // What is drawn is told by the button's label.
            <g aria-hidden="true">
                <circle class="halo" r={(radius + 7.0).to_string()} />
                <circle class="disc" r={r} fill={view.colour.fill.clone()} />
                if !view.up {
                    <path class="cross" d={cross(radius * 0.62)} />
                }
                if view.paused {
                    <path class="pause" d={bars(radius)} />
                }
                <text class="initial" dy={if view.coordination.is_some() { "-0.05em" } else { "0.35em" }}
                    style={format!("fill:{}", if view.up { view.colour.ink } else { "var(--ink)" })}>
                    {id.to_string()}
                </text>
                if let Some(coordination) = &view.coordination {
                    {slots(&coordination.wait, view.colour.ink)}
                }
                if let Some(rank) = view.rank {
                    <g transform={format!("translate({:.1} {:.1})", -radius * 0.78, -radius * 0.78)}
                        class={if view.role == Some(Role::Fallback) { "place fallback" } else { "place" }}>
                        <circle class="badge" r="11" />
                        <text class="rank" dy="0.35em">{rank}</text>
                    </g>
                }
                {captions(view, radius)}
                {holdings(view, radius)}
            </g>
            <circle class="touch" id={format!("select-{id}")} r={(radius + 7.0).to_string()}
                role="button" tabindex={if focusable { "0" } else { "-1" }}
                aria-label={view.description.clone()} aria-pressed={selected.to_string()}
                onkeydown={press} />
        </g>
    }
}

/// What stands above a node's disc.
fn captions(view: &NodeView, radius: f64) -> Html {
    let side = view.side.map(|side| format!("side {side}"));
    let down = (!view.up).then(|| "down".to_owned());
    let status = match view.status {
        Some(Status::Up) => None,
        Some(status) => Some(status_name(status).to_owned()),
        None => Some("no member".to_owned()),
    };
    let paused = view.paused.then(|| "stands still".to_owned());
    let slow = (view.slow_ms > 0).then(|| "slow".to_owned());
    let waiting = (view.waiting > 0).then(|| format!("{} waiting", view.waiting));
    let all = [status, down, paused, slow, waiting, side];
    let trouble: Vec<String> = all.into_iter().flatten().collect();
    let y = (-radius - 14.0).to_string();
    html! {
        <text class="caption" {y}>
            if let Some(coordination) = &view.coordination {
                <tspan>{coordination.verb()}{" "}{coordination.request.to_string()}</tspan>
            }
            if !trouble.is_empty() {
                <tspan class="trouble">
                    {if view.coordination.is_some() { ", " } else { "" }}{trouble.join(", ")}
                </tspan>
            }
        </text>
    }
}

/// The sign of a process that stands still: two bars, on the left and the right of its letter.
fn bars(radius: f64) -> String {
    let (x, y) = (radius * 0.62, radius * 0.42);
    format!("M{0:.1},{1:.1}V{2:.1}M{3:.1},{1:.1}V{2:.1}", -x, -y, y, x)
}

/// A cross around the origin.
fn cross(arm: f64) -> String {
    format!("M{0:.1},{0:.1}L{1:.1},{1:.1}M{0:.1},{1:.1}L{1:.1},{0:.1}", -arm, arm)
}

/// The quorum's slots in the coordinator's disc, with a mark behind the last one needed.
fn slots(wait: &Coordinator, ink: &'static str) -> Html {
    let (width, gap) = (13.0, 8.0);
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
    let mark = start + f64::from(wait.needed) * width + gap / 2.0;
    html! {
        <g class="slots" style={format!("--ink:{ink}")} transform="translate(0 19)">
            for (index, answer) in answered.into_iter().enumerate() {
                <rect x={(offset(index) + 1.5).to_string()} y="-5" width="10" height="10" rx="2"
                    class={match answer {
                        Answer::Given { .. } => "given",
                        Answer::Awaited { .. } => "awaited",
                        Answer::Silent { .. } | Answer::Refused { .. } => "silent",
                    }} />
            }
            <line class="mark" x1={mark.to_string()} x2={mark.to_string()} y1="-9" y2="9" />
        </g>
    }
}

/// What a node holds of the selected key, below its disc.
fn holdings(view: &NodeView, radius: f64) -> Html {
    let Some(holds) = &view.holds else { return Html::default() };
    let own = holds.versions.iter().map(|version| (chip_text(version), version.stale, None));
    let hinted = holds.hints.iter().flat_map(|hint| {
        let owner = hint.owner;
        hint.versions.iter().map(move |version| (chip_text(version), version.stale, Some(owner)))
    });
    let rows: Vec<(String, bool, Option<NodeId>)> = own.chain(hinted).collect();
    html! {
        <g class="holdings">
            for (index, (text, stale, owner)) in rows.into_iter().enumerate() {
                {chip(index, radius, &text, stale, owner)}
            }
        </g>
    }
}

fn chip_text(version: &VersionView) -> String {
    shortened(version.value.as_deref().unwrap_or("deleted"), VALUE_LETTERS)
}

fn chip(index: usize, radius: f64, text: &str, stale: bool, owner: Option<NodeId>) -> Html {
    let text = match owner {
        Some(owner) => format!("for {owner}: {text}"),
        None => text.to_owned(),
    };
    let width = 16.0 + text.chars().count() as f64 * 7.0;
    let top = radius + 9.0 + index as f64 * 23.0;
    let class = classes!("chip", stale.then_some("stale"), owner.is_some().then_some("hinted"));
    html! {
        <g {class}>
            <rect x={(-width / 2.0).to_string()} y={top.to_string()} width={width.to_string()}
                height="20" rx="5" />
            <text y={(top + 14.0).to_string()}>{text}</text>
        </g>
    }
}

fn client(view: &ClientView) -> Html {
    let waiting = view.waiting > 0;
    let class = classes!("client", waiting.then_some("waiting"));
    let read = view.read.as_ref().map(|values| match values.as_slice() {
        [] => "read: nothing".to_owned(),
        [value] => format!("read: {}", shortened(value, VALUE_LETTERS)),
        many => format!("read: {} siblings", many.len()),
    });
    let state = if waiting { Some("waiting".to_owned()) } else { read };
    let side = view.side.map(|side| format!(", side {side}")).unwrap_or_default();
    html! {
        <g key={view.client.0} {class} transform={motion::transform(view.place)}>
            <rect x="-26" y="-26" width="52" height="52" rx="9" />
            <text class="initial" dy="0.35em">{view.client.0 + 1}</text>
            <text class="name" y="42">{view.client.to_string() + &side}</text>
            if let Some(state) = state {
                <text class="name state" y="-35">{state}</text>
            }
        </g>
    }
}
