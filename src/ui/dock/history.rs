//! The history of a key in the dock: the graph of its versions, two of them held against each
//! other, and what a client can make of siblings (Dynamo §4.4).

use yew::{Callback, Html, classes, html};

use super::merge::merge;
use crate::dynamo::object::Dot;
use crate::ui::act::Act;
use crate::ui::footer::section;
use crate::ui::letter::letter;
use crate::ui::tabs::go_along;
use crate::ui::time_act::TimeAct;
use crate::view::history::{ClockPair, EdgeKind, FateKind, HistoryView, PairView, VersionNode};
use crate::view::words::moment;

/// How wide and high a version is drawn.
const CARD: (usize, usize) = (158, 74);

/// How far apart columns and lanes stand.
const PITCH: (usize, usize) = (196, 90);

/// How much room the older versions take that are not drawn one by one.
const OLDER: usize = 96;

/// How far the versions stand from the left: what is older and not drawn is named there.
fn shift(view: &HistoryView) -> usize {
    if view.older > 0 { OLDER } else { 0 }
}

/// How wide the drawing is, in dots of the page.
pub fn width(view: &HistoryView) -> usize {
    let (columns, _) = view.size;
    shift(view) + (columns * PITCH.0).saturating_sub(PITCH.0 - CARD.0)
}

/// The history.
pub fn history(act: &Callback<Act>, view: &HistoryView, nodes: u16) -> Html {
    let shift = shift(view);
    let (_, lanes) = view.size;
    let width = width(view);
    let height = (lanes * PITCH.1).saturating_sub(PITCH.1 - CARD.1);
    html! {
        <div class="history">
            <p class="unseen" id="history-words">{view.description()}</p>
            if view.versions.is_empty() {
                <p class="hint">{view.description()}{" Put something, and it stands here with all that follows."}</p>
            } else {
                // It opens at its newest end.
                <div class="graph-room">
                    <div class="graph" role="group" aria-label={format!("Versions of “{}”", view.key)}
                        data-arrows="own" onkeydown={go_along}
                        ~style={format!("width:{width}px;height:{height}px")}>
                        <svg width={width.to_string()} height={height.to_string()} aria-hidden="true">
                            for edge in 0..view.edges.len() { {line(view, edge, shift)} }
                            for version in view.versions.iter().filter(|version| version.has_older_past) {
                                {older_line(version, shift)}
                            }
                        </svg>
                        if view.older > 0 {
                            <span class="older">{format!("{} older versions", view.older)}</span>
                        }
                        for version in &view.versions {
                            {card(act, view, version, shift, nodes)}
                        }
                    </div>
                    {key_of_lines(view)}
                </div>
                <div class="why">
                    if let Some(pair) = &view.pair {
                        {pair_words(pair)}
                    }
                    {faced(act, view)}
                    if let Some(view) = &view.merge {
                        {merge(act, view)}
                    } else if view.newest().count() > 1 && !view.last_write_wins {
                        <p class="hint">{"A client that gets the key reads all siblings, and can merge them then."}</p>
                    }
                </div>
            }
        </div>
    }
}

fn corner(version: &VersionNode, shift: usize) -> (usize, usize) {
    let (column, lane) = version.place;
    (shift + column * PITCH.0, lane * PITCH.1)
}

fn card(
    act: &Callback<Act>,
    view: &HistoryView,
    version: &VersionNode,
    shift: usize,
    nodes: u16,
) -> Html {
    let (left, top) = corner(version, shift);
    let fate = version.fate.kind;
    let class = match fate {
        FateKind::Newest => "newest",
        FateKind::Sibling => "newest sibling",
        FateKind::Replaced | FateKind::Forgotten => "behind",
        FateKind::ReplacedUnread | FateKind::LostToTime | FateKind::Lost => "lost",
    };
    let faced = view.pair.as_ref().is_some_and(|pair| pair.dots.contains(&version.dot));
    let dot = version.dot;
    let last = view.versions.last().is_some_and(|last| last.dot == dot);
    html! {
        <button key={version.event.0} title={version.description()}
            class={classes!("version", class, faced.then_some("faced"), version.value.is_none().then_some("tombstone"))}
            ~style={format!("left:{left}px;top:{top}px;width:{}px;height:{}px", CARD.0, CARD.1)}
            aria-pressed={view.chosen.contains(&dot).to_string()} tabindex={if last { "0" } else { "-1" }}
            onclick={act.reform(move |_| Act::FaceVersion(dot))}>
            <span class="line">
                {letter(version.maker, nodes)}
                <span class="value">{version.value.as_deref().unwrap_or("deleted")}</span>
            </span>
            <span class="line">
                <code>{version.clock_words(view.clock_kind)}</code>
                <span class="at">{moment(version.at)}</span>
            </span>
            <span class="line">
                <em>{fate.label()}</em>
                <span class="holders">
                    for node in version.holders.iter().take(5).copied() { {letter(node, nodes)} }
                    if version.holders.len() > 5 { {format!("+{}", version.holders.len() - 5)} }
                    for (node, _) in version.hinted.iter().take(2).copied() {
                        <i class="hinted" title="kept as a hint">{letter(node, nodes)}</i>
                    }
                </span>
            </span>
        </button>
    }
}

/// What a writer had seen, as a line to its version.
fn line(view: &HistoryView, index: usize, shift: usize) -> Html {
    let edge = view.edges[index];
    let (Some(from), Some(to)) = (view.versions.get(edge.from), view.versions.get(edge.to)) else {
        return Html::default();
    };
    let ((left, top), (right, bottom)) = (corner(from, shift), corner(to, shift));
    let (x, y) = (left + CARD.0, top + CARD.1 / 2);
    let (end, level) = (right, bottom + CARD.1 / 2);
    let bend = PITCH.0 - CARD.0;
    // Beyond its first parent a version is reached from their lanes, at the last moment.
    let first = view.edges[..index].iter().all(|other| other.to != edge.to);
    let path = match first {
        true => format!(
            "M{x},{y}C{},{y} {},{level} {},{level}H{end}",
            x + bend / 2,
            x + bend / 2,
            x + bend
        ),
        false => {
            let turn = end - bend;
            format!(
                "M{x},{y}H{turn}C{},{y} {},{level} {end},{level}",
                turn + bend / 2,
                turn + bend / 2
            )
        }
    };
    let class = match edge.kind {
        EdgeKind::Read => "read",
        EdgeKind::Unread => "unread",
        EdgeKind::CutOff => "cut-off",
    };
    html! { <path {class} d={path} /> }
}

fn older_line(version: &VersionNode, shift: usize) -> Html {
    let (end, top) = corner(version, shift);
    let level = top + CARD.1 / 2;
    let begin = shift.saturating_sub(OLDER / 4);
    html! { <path class="read" d={format!("M{begin},{}H{end}", level)} /> }
}

/// What lines mean, as far as there are such lines.
fn key_of_lines(view: &HistoryView) -> Html {
    let has = |kind| view.edges.iter().any(|edge| edge.kind == kind);
    html! {
        <p class="line-key">
            if has(EdgeKind::Read) { <span class="read">{"its writer had read it"}</span> }
            if has(EdgeKind::Unread) { <span class="unread">{"its clock counts it as seen, its writer had not read it"}</span> }
            if has(EdgeKind::CutOff) { <span class="cut-off">{"read, but cut off its clock"}</span> }
        </p>
    }
}

/// Two versions held against each other.
fn pair_words(pair: &PairView) -> Html {
    html! {
        <div class="pair-of-versions">
            <h2>{if pair.concurrent { "Why these two are in conflict" } else { "Why these two are not in conflict" }}</h2>
            <div class="clocks">
                for clock in &pair.clocks {
                    <code>for entry in clock { {clock_pair(entry)} }</code>
                }
            </div>
            <p id="pair-words">{&pair.sentence}{section(pair.section)}</p>
        </div>
    }
}

fn clock_pair(pair: &ClockPair) -> Html {
    let class = match (pair.telling, pair.missing) {
        (true, false) => "telling",
        (true, true) => "telling missing",
        (false, _) => "",
    };
    html! { <span {class}>{&pair.words}</span> }
}

/// What became of those that are looked at: the two, the one that is chosen, or the last.
fn faced(act: &Callback<Act>, view: &HistoryView) -> Html {
    let last = view.versions.last().map(|version| version.dot);
    let dots: Vec<Dot> = match &view.pair {
        Some(pair) => pair.dots.to_vec(),
        None if view.chosen.is_empty() => last.into_iter().collect(),
        None => view.chosen.clone(),
    };
    let faced = view.versions.iter().filter(|version| dots.contains(&version.dot));
    html! {
        <ul class="faced" id="faced">
            for version in faced {
                <li key={version.event.0}>
                    <b>{version.name()}</b>
                    {format!(" made at {}", moment(version.at))}
                    if let Some(request) = version.request { {format!(" for request {request}")} }
                    if !version.had_context { {", written blindly"} }
                    {format!(": {}. ", version.fate.words)}
                    <button onclick={
                        let (act, event, request) = (act.clone(), version.event, version.request);
                        Callback::from(move |_| {
                            act.emit(Act::SelectRequest(request));
                            act.emit(Act::Time(TimeAct::GoToEvent(event)));
                        })
                    }>{"Go there"}</button>
                </li>
            }
        </ul>
    }
}
