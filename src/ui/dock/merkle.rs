//! The comparison of Merkle trees: the list, the two trees side by side with the messages between
//! them, what was shipped, and the bill.

use yew::{Callback, Html, classes, html};

use super::grid::{go_about, mark_id, tab_index};
use crate::dynamo::identity::NodeId;
use crate::ui::act::Act;
use crate::ui::letter::letter;
use crate::ui::motion::element_id;
use crate::ui::session_act::SessionAct;
use crate::ui::time_act::TimeAct;
use crate::view::merkle::{
    BYTES, Cost, ExchangeRow, ExchangeView, Fate, Mark, Marks, MerkleView, Round, Shipped, Verdict,
};
use crate::view::words::moment;

/// How high a level of a tree is, in pixels.
const LEVEL: f64 = 40.0;

/// With more slots than this the hashes are left to the words.
const SLOTS_WITH_HASHES: usize = 9;

/// The comparisons.
pub fn merkle(act: &Callback<Act>, view: &MerkleView, nodes: u16) -> Html {
    html! {
        <div class="merkle" role="group" aria-label="Comparison of Merkle trees"
            aria-describedby="merkle-words">
            <p class="unseen" id="merkle-words">{view.description()}</p>
            if let Some(idle) = &view.idle {
                <div class="idle">
                    <p id="merkle-idle">{idle.clone()}</p>
                    if view.off {
                        <p class="hint">
                            {"To see trees compared, open this scenario, or set “Anti-entropy every … ms” under Setup and start anew."}
                        </p>
                        <button id="merkle-scenario"
                            onclick={act.reform(|_| Act::Session(SessionAct::Fetch("anti-entropy")))}>
                            {"Open the scenario “Anti-entropy”"}
                        </button>
                    }
                </div>
            }
            if let Some(shown) = &view.shown {
                {exchange(act, shown, nodes)}
            }
            <div class="merkle-aside">
                if !view.rows.is_empty() {
                    <h2>{"Comparisons, newest first"}</h2>
                    <ol class="exchanges">
                        for row in &view.rows { {line(act, row, nodes)} }
                        if view.earlier > 0 {
                            <li class="hint">{format!("and {} before", view.earlier)}</li>
                        }
                    </ol>
                }
                if !view.rebuilt.is_empty() {
                    <h2>{"Trees grown anew"}</h2>
                    <ol class="rebuilt">
                        for (event, text) in view.rebuilt.iter().cloned() {
                            <li key={event.0}>
                                <button class="plain" onclick={act.reform(move |_| Act::Time(TimeAct::GoToEvent(event)))}>
                                    {text}
                                </button>
                            </li>
                        }
                    </ol>
                }
            </div>
        </div>
    }
}

fn line(act: &Callback<Act>, row: &ExchangeRow, nodes: u16) -> Html {
    let name = row.name;
    html! {
        <li key={element_id(name, 0)}>
            <button class={classes!("exchange", fate_class(row.fate))}
                aria-pressed={row.shown.to_string()}
                onclick={act.reform(move |_| Act::SelectExchange(name))}>
                {letter(row.initiator, nodes)}{" "}{letter(row.peer, nodes)}
                <span class="sign" aria-hidden="true">{row.fate.sign()}</span>
                {row.fate.words()}
                <span class="when">{moment(row.at)}</span>
            </button>
        </li>
    }
}

fn fate_class(fate: Fate) -> &'static str {
    match fate {
        Fate::UnderWay => "going",
        Fate::Same => "same",
        Fate::Shipped(_) => "shipped",
        Fate::Refused | Fate::BrokenOff => "failed",
    }
}

fn exchange(act: &Callback<Act>, view: &ExchangeView, nodes: u16) -> Html {
    html! {
        <section class="descent" aria-label="The comparison that is looked at">
            {tree(act, view, 0, view.initiator, nodes)}
            <ol class="rounds">
                for round in &view.rounds { {round_row(act, view, round)} }
            </ol>
            {tree(act, view, 1, view.peer, nodes)}
            <div class="outcome-line">
                if !view.shipped.is_empty() {
                    <ul class="shipped">
                        for one in &view.shipped { {shipped(act, one, nodes)} }
                        if view.more_shipped > 0 {
                            <li>{format!("and {} more", view.more_shipped)}</li>
                        }
                    </ul>
                }
                {bill(&view.cost)}
            </div>
        </section>
    }
}

/// A message, on the height of the level that it carries.
fn round_row(act: &Callback<Act>, view: &ExchangeView, round: &Round) -> Html {
    let event = round.event;
    let to_right = round.from == view.initiator;
    html! {
        <li key={event.0} class={if to_right { "to-right" } else { "to-left" }}>
            <button class="plain" onclick={act.reform(move |_| Act::Time(TimeAct::GoToEvent(event)))}>
                <span class="arrow">
                    {if to_right { format!("{} → {}: ", round.from, round.to) } else { format!("{} ← {}: ", round.to, round.from) }}
                    <b>{round.said.clone()}</b>
                </span>
                <span class="result">{round.result.clone()}</span>
            </button>
        </li>
    }
}

fn tree(act: &Callback<Act>, view: &ExchangeView, side: usize, node: NodeId, nodes: u16) -> Html {
    let Marks { marks, slots, deepest } = &view.marks;
    let height = (f64::from(*deepest) + 1.0) * LEVEL;
    let (name, who) = if side == 0 { ("left", "began") } else { ("right", "answers") };
    let mut places: Vec<usize> = vec![0; usize::from(*deepest) + 1];
    html! {
        <div class="tree" role="group" aria-label={format!("The trees of {node}")}
            data-arrows="own" onkeydown={go_about}>
            <p class="whose">
                <button class="plain" onclick={act.reform(move |_| Act::SelectNode(Some(node)))}
                    aria-label={format!("Select {node}")}>{letter(node, nodes)}</button>
                {" "}{who}
            </p>
            <div class="branches" ~style={format!("height:{height}px")}>
                <svg viewBox={format!("0 0 {} {height}", slots.max(&1))} preserveAspectRatio="none" aria-hidden="true">
                    for mark in marks {
                        if let Some(parent) = mark.parent.and_then(|parent| marks.get(parent)) {
                            <line class={verdict_class(mark.verdict)}
                                x1={parent.slot.to_string()} y1={y(parent).to_string()}
                                x2={mark.slot.to_string()} y2={y(mark).to_string()} />
                        }
                    }
                </svg>
                for (index, mark) in marks.iter().enumerate() {
                    {tree_mark(mark, (name, side), *slots, (&mut places, index == 0))}
                }
            </div>
        </div>
    }
}

fn y(mark: &Mark) -> f64 {
    (f64::from(mark.level) + 0.5) * LEVEL
}

fn tree_mark(
    mark: &Mark,
    (name, side): (&str, usize),
    slots: usize,
    (places, first): (&mut [usize], bool),
) -> Html {
    let level = usize::from(mark.level);
    let mut place = 0;
    if let Some(next) = places.get_mut(level) {
        place = *next;
        *next += 1;
    }
    let left = mark.slot * 100.0 / slots.max(1) as f64;
    let style = format!("left:{left:.2}%;top:{:.1}px", y(mark));
    let told = slots <= SLOTS_WITH_HASHES && mark.verdict != Verdict::Equal;
    let hash = mark.hashes.get(side).and_then(Option::as_ref).filter(|_| told);
    html! {
        <span id={mark_id(name, level, place)} role="img" tabindex={tab_index(first)} ~style={style}
            class={classes!("says", "spot", verdict_class(mark.verdict), mark.several.map(|_| "several"))}
            aria-label={mark.description.clone()}>
            {verdict_sign(mark.verdict)}
            if let Some(several) = mark.several { <b>{format!("×{several}")}</b> }
            if let Some(hash) = hash { <code>{hash.clone()}</code> }
        </span>
    }
}

fn verdict_class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Equal => "equal",
        Verdict::Differs => "differs",
        Verdict::Awaited => "awaited",
        Verdict::Never => "never",
    }
}

fn verdict_sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Equal => "=",
        Verdict::Differs => "≠",
        Verdict::Awaited => "…",
        Verdict::Never => "✕",
    }
}

fn shipped(act: &Callback<Act>, view: &Shipped, nodes: u16) -> Html {
    let key = view.key.clone();
    html! {
        <li>
            <button class="small says" aria-label={format!("{} → {} {}: {}", view.from, view.to, view.key, view.description())}
                onclick={act.reform(move |_| Act::SelectKey(key.clone()))}>
                {letter(view.from, nodes)}
                {if view.arrived { " → " } else { " ⇢ " }}
                {letter(view.to, nodes)}
                {" "}{view.key.to_string()}
            </button>
        </li>
    }
}

/// The bill as two bars, and in words.
fn bill(cost: &Cost) -> Html {
    let everything = cost.everything.map_or(0, |(_, bytes)| bytes);
    let most = f64::from(cost.bytes.max(everything).max(1));
    let bar = |name: &'static str, class: &'static str, bytes: u32| {
        html! {
            <p class="bar">
                <span>{name}</span>
                <span class={class} ~style={format!("width:{:.1}%", f64::from(bytes) * 60.0 / most)} />
                <b>{format!("{bytes} B")}</b>
            </p>
        }
    };
    html! {
        <div class="bill">
            {bar("spent", "spent", cost.bytes)}
            if everything > 0 {
                {bar("everything", "everything", everything)}
            }
            <p class="hint" id="merkle-bill">{cost.description()}{" "}{BYTES}</p>
        </div>
    }
}
