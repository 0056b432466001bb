//! Going about in time: to the next of a kind, to a moment, to a breakpoint, to another branch.

use std::rc::Rc;

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::{Callback, Html, NodeRef, Properties, TargetCast, component, html, use_node_ref};

use super::act::Act;
use super::app::Said;
use super::breakpoints::Breakpoints;
use super::time_act::{TimeAct, TimeDialog};
use crate::dynamo::key::Key;
use crate::session::breakpoint::Breakpoint;
use crate::view::branches::BranchRow;
use crate::view::roster::Roster;
use crate::view::stops::TargetChoice;
use crate::view::words::typed_moment;

/// What the bar shows.
pub struct TimeBarProps {
    /// Takes acts.
    pub act: Callback<Act>,
    /// All that can be gone to.
    pub targets: Vec<TargetChoice>,
    /// The name of what is looked for.
    pub target: String,
    /// What time stops at.
    pub breakpoints: Vec<Breakpoint>,
    /// Who there is.
    pub roster: Rc<Roster>,
    /// The selected key.
    pub selected_key: Option<Key>,
    /// What there is to say.
    pub said: Option<Said>,
    /// All branches.
    pub branches: Rc<Vec<BranchRow>>,
    /// Whether nothing lies before the cursor.
    pub at_start: bool,
    /// Whether nothing is left to happen.
    pub at_end: bool,
}

/// The bar.
pub fn time_bar(props: &TimeBarProps) -> Html {
    let TimeBarProps { act, targets, target, breakpoints, said, branches, .. } = props;
    let time = |act: fn() -> TimeAct| props.act.reform(move |_: yew::MouseEvent| Act::Time(act()));
    let on_target = act.reform(|event: yew::Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        Act::Time(TimeAct::ChooseTarget(select.value()))
    });
    let chosen = targets.iter().find(|choice| choice.id == target).or(targets.first());
    let chosen = chosen.map_or("", |choice| choice.id);
    html! {
        <div class="time-bar" role="group" aria-label="Going about in time">
            <span class="step-to">
                <button id="previous" disabled={props.at_start} onclick={time(|| TimeAct::Previous)}
                    title="Back to the last one of this kind (P)" aria-label="Back to the last">
                    {"‹"}
                </button>
                <select id="target" onchange={on_target} aria-label="Step to">
                    for choice in targets {
                        <option value={choice.id} selected={choice.id == chosen}>
                            {&choice.label}
                        </option>
                    }
                </select>
                <button id="next" disabled={props.at_end} onclick={time(|| TimeAct::Next)}
                    title="On to the next one of this kind (N)" aria-label="On to the next">
                    {"›"}
                </button>
            </span>
            <GoTo act={act.clone()} />
            <Breakpoints act={act.clone()} set={breakpoints.clone()} roster={props.roster.clone()}
                selected_key={props.selected_key.clone()} />
            <span class="branching">
                if branches.len() > 1 {
                    {branch_choice(act, branches)}
                }
                <button id="branches" onclick={time(|| TimeAct::Show(TimeDialog::Branches))}
                    aria-haspopup="dialog">
                    {"Branches…"}
                </button>
                <button id="compare" onclick={time(|| TimeAct::Show(TimeDialog::Compare))}
                    aria-haspopup="dialog">
                    {"Compare…"}
                </button>
            </span>
            <div class="said-place" role="status">
                if let Some(said) = said { {message(act, said)} }
            </div>
        </div>
    }
}

/// What there is to say, until it is put away.
#[inline(never)]
fn message(act: &Callback<Act>, said: &Said) -> Html {
    html! {
        <p id="said" class={if said.fired { "said fired" } else { "said" }}>
            <span>{&said.text}</span>
            <button class="close" onclick={act.reform(|_| Act::Time(TimeAct::Dismiss))}
                aria-label="Put this message away">
                <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 6l12 12M18 6L6 18"/></svg>
            </button>
        </p>
    }
}

/// What the field of a moment shows.
#[derive(Clone, PartialEq, Properties)]
struct GoToProps {
    act: Callback<Act>,
}

#[component]
fn GoTo(props: &GoToProps) -> Html {
    let field = use_node_ref();
    let on_submit = {
        let field = field.clone();
        props.act.reform(move |event: yew::SubmitEvent| {
            event.prevent_default();
            Act::Time(typed(&field))
        })
    };
    html! {
        <form class="go-to" onsubmit={on_submit}>
            <label for="go-to">{"Go to ms"}</label>
            <input id="go-to" ref={field} type="text" inputmode="decimal" autocomplete="off" />
            <button type="submit">{"Go"}</button>
        </form>
    }
}

/// The moment that stands in a field.
fn typed(field: &NodeRef) -> TimeAct {
    let text = field.cast::<HtmlInputElement>().map(|field| field.value()).unwrap_or_default();
    match typed_moment(&text) {
        Some(moment) => TimeAct::GoTo(moment),
        None => TimeAct::Complain("Type a moment in milliseconds, as in 120 or 120.5.".to_owned()),
    }
}

#[inline(never)]
fn branch_choice(act: &Callback<Act>, branches: &[BranchRow]) -> Html {
    let on_change = act.reform(|event: yew::Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        Act::SwitchBranch(select.value().parse().unwrap_or_default())
    });
    html! {
        <select id="branch" onchange={on_change} aria-label="Branch">
            for row in branches {
                <option key={row.branch} value={row.branch.to_string()} selected={row.current}>
                    {&row.name}
                </option>
            }
        </select>
    }
}
