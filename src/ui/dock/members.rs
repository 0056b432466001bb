//! Membership: a matrix of beliefs beside the truth, and how the last change spreads.

use yew::{Callback, Html, classes, html};

use super::grid::{go_about, mark_id, tab_index};
use crate::dynamo::identity::NodeId;
use crate::ui::act::Act;
use crate::ui::letter::letter;
use crate::ui::time_act::TimeAct;
use crate::view::members::{self, BeliefCell, BeliefRow, Knows, MembersView, Spread, TruthCell};
use crate::view::words::rounded;

/// How many nodes are named in a row that several share.
const NAMED_IN_A_ROW: usize = 8;

/// How many of those who know of a change are named.
const KNOWERS_NAMED: usize = 32;

/// The matrix and the spreading.
pub fn members(act: &Callback<Act>, view: &MembersView, nodes: u16) -> Html {
    html! {
        <div class="members" role="group" aria-label="Membership" aria-describedby="members-words">
            <p class="unseen" id="members-words">{view.description()}</p>
            <div class="members-matrix" data-arrows="own" onkeydown={go_about}>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{"believes of →"}</th>
                            for cell in &view.truth {
                                <th scope="col">{name(act, cell.node, nodes)}</th>
                            }
                            {beyond(view)}
                        </tr>
                    </thead>
                    <tbody>
                        <tr class="truth">
                            <th scope="row">{"in truth"}</th>
                            for cell in &view.truth { <td>{truth(cell)}</td> }
                        </tr>
                        for (index, row) in view.rows.iter().enumerate() {
                            {belief_row(act, view, row, index, nodes)}
                        }
                    </tbody>
                </table>
            </div>
            <div class="members-aside">
                if let Some(spread) = &view.spread {
                    {spreading(act, spread, nodes)}
                }
                <p class="hint">{view.means.clone()}</p>
                <p class="hint">
                    {"m member, j joining, l leaving, – has left, ? unknown; ✕ taken as down, in truth: down; ★ seed. A dashed frame with a ! is a belief that is not true."}
                </p>
            </div>
        </div>
    }
}

fn beyond(view: &MembersView) -> Html {
    html! {
        <>
            if view.plain > 0 {
                <th scope="col" class="beyond">{format!("and {} more, rightly taken as members that are up", view.plain)}</th>
            }
            if view.left_out > 0 {
                <th scope="col" class="beyond">{format!("and {} more without a column", view.left_out)}</th>
            }
        </>
    }
}

/// A node's letter, to select it by.
fn name(act: &Callback<Act>, node: NodeId, nodes: u16) -> Html {
    html! {
        <button class="plain" aria-label={format!("Select {node}")}
            onclick={act.reform(move |_| Act::SelectNode(Some(node)))} tabindex="-1">
            {letter(node, nodes)}
        </button>
    }
}

fn truth(cell: &TruthCell) -> Html {
    let (sign, _) = members::letter(cell.status);
    html! {
        <span class="says" role="img" aria-label={cell.description.clone()}>
            {sign}{if cell.up { "" } else { "✕" }}{if cell.seed { "★" } else { "" }}
        </span>
    }
}

fn belief_row(
    act: &Callback<Act>,
    view: &MembersView,
    row: &BeliefRow,
    index: usize,
    nodes: u16,
) -> Html {
    let (named, others) = row.nodes.split_at(row.nodes.len().min(NAMED_IN_A_ROW));
    html! {
        <tr key={index} class={classes!((!row.up).then_some("off"))}>
            <th scope="row">
                for node in named { {name(act, *node, nodes)} }
                if !others.is_empty() { {format!(" and {} more", others.len())} }
                if !row.up { <span class="word">{"down"}</span> }
            </th>
            for (column, cell) in row.cells.iter().enumerate() {
                {belief(act, row, view.columns.get(column).copied(), cell, (index, column))}
            }
        </tr>
    }
}

fn belief(
    act: &Callback<Act>,
    row: &BeliefRow,
    about: Option<NodeId>,
    cell: &BeliefCell,
    (line, column): (usize, usize),
) -> Html {
    let (sign, _) = members::letter(cell.status);
    let (holder, since) = (row.nodes.first().copied(), cell.since);
    let go = {
        let act = act.clone();
        Callback::from(move |_| {
            act.emit(Act::SelectNode(holder));
            if let Some(event) = since {
                act.emit(Act::Time(TimeAct::GoToEvent(event)));
            }
        })
    };
    let class = classes!(
        "says",
        "belief",
        cell.wrong.map(|_| "wrong"),
        cell.suspected.then_some("suspected"),
        (row.nodes.len() == 1 && holder == about).then_some("own"),
    );
    html! {
        <td key={column}>
            <button id={mark_id("belief", line, column)} {class} onclick={go}
                tabindex={tab_index(line == 0 && column == 0)}
                data-version={(cell.version > 1).then(|| cell.version.to_string())}
                aria-label={cell.description.clone()}>
                {sign}
                if cell.suspected { {"✕"} }
                if cell.wrong.is_some() { <b>{"!"}</b> }
            </button>
        </td>
    }
}

fn spreading(act: &Callback<Act>, spread: &Spread, nodes: u16) -> Html {
    let all = spread.known.len() + spread.unknowing.len();
    let end = spread.now.since(spread.at).as_micros().max(1) as f64;
    let mut path = "M0,60".to_owned();
    for (index, known) in spread.known.iter().enumerate() {
        let x = known.after.as_micros() as f64 * 300.0 / end;
        let y = 60.0 - (index + 1) as f64 * 54.0 / all.max(1) as f64;
        path += &format!("H{x:.1}V{y:.1}");
    }
    path += "H300";
    let change = spread.change;
    html! {
        <div class="spread">
            <h2>{"How the last change spreads"}</h2>
            <p id="spread-words">
                {spread.description()}
                {" "}
                <button class="small" onclick={act.reform(move |_| Act::Time(TimeAct::GoToEvent(change)))}>
                    {"Go to the change"}
                </button>
            </p>
            <svg viewBox="0 0 300 64" preserveAspectRatio="none" aria-hidden="true">
                <path class="all" d="M0,6H300" />
                <path class="known" d={path} />
            </svg>
            <ol class="knowers">
                for known in spread.known.iter().take(KNOWERS_NAMED) { {knower(act, known, nodes)} }
                if spread.known.len() > KNOWERS_NAMED {
                    <li>{format!("and {} more", spread.known.len() - KNOWERS_NAMED)}</li>
                }
            </ol>
        </div>
    }
}

fn knower(act: &Callback<Act>, known: &Knows, nodes: u16) -> Html {
    let Knows { node, event, after } = *known;
    html! {
        <li key={node.0}>
            <button class="small" onclick={act.reform(move |_| Act::Time(TimeAct::GoToEvent(event)))}
                aria-label={format!("{node} {} after the change: go there", rounded(after))}>
                {letter(node, nodes)}{" "}{rounded(after)}
            </button>
        </li>
    }
}
