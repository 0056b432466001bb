//! At what time stops by itself.

use web_sys::HtmlSelectElement;
use yew::{Callback, Html, Properties, TargetCast, component, html, use_state};

use super::act::Act;
use super::time_act::TimeAct;
use crate::dynamo::identity::NodeId;
use crate::dynamo::key::Key;
use crate::session::breakpoint::Breakpoint;
use crate::session::ledger::RequestKind;
use crate::view::stops::breakpoint_label;

/// What the panel shows.
#[derive(Clone, PartialEq, Properties)]
pub struct BreakpointsProps {
    /// Takes acts.
    pub act: Callback<Act>,
    /// What time stops at.
    pub set: Vec<Breakpoint>,
    /// The nodes that there are.
    pub nodes: Vec<NodeId>,
    /// The selected key.
    pub selected_key: Option<Key>,
}

/// The panel, folded up behind its heading.
#[component]
pub fn Breakpoints(props: &BreakpointsProps) -> Html {
    let BreakpointsProps { act, set, nodes, selected_key } = props;
    let node = use_state(|| NodeId(0));
    let choose = {
        let node = node.clone();
        Callback::from(move |event: yew::Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            node.set(NodeId(select.value().parse().unwrap_or_default()));
        })
    };
    let kinds = [RequestKind::Get, RequestKind::Put, RequestKind::Delete];
    let mut offered: Vec<Breakpoint> = Breakpoint::PLAIN.to_vec();
    offered.extend(kinds.map(Breakpoint::Request));
    if let Some(key) = selected_key {
        offered.push(Breakpoint::AboutKey(key.clone()));
    }
    // One that is set stays in sight, whatever is selected since.
    offered.extend(
        set.iter().filter(|breakpoint| !offered.contains(breakpoint)).cloned().collect::<Vec<_>>(),
    );
    let at_node = Breakpoint::AtNode(*node);
    let row = |breakpoint: &Breakpoint| {
        let toggled = breakpoint.clone();
        let on_change =
            act.reform(move |_: yew::Event| Act::Time(TimeAct::Toggle(toggled.clone())));
        html! {
            <li key={breakpoint_label(breakpoint)}>
                <label>
                    <input type="checkbox" checked={set.contains(breakpoint)} onchange={on_change} />
                    {breakpoint_label(breakpoint)}
                </label>
            </li>
        }
    };
    let add = act.reform(move |_| Act::Time(TimeAct::Toggle(at_node.clone())));
    let already = set.contains(&Breakpoint::AtNode(*node));
    html! {
        <details id="breakpoints" class="pop">
            <summary>
                {"Breakpoints"}
                if !set.is_empty() {
                    <span class="count">{format!(" ({} set)", set.len())}</span>
                }
            </summary>
            <div class="pop-panel">
                <p class="hint">{"Play stops when a …"}</p>
                <ul>
                    {for offered.iter().map(row)}
                </ul>
                <p class="at-node">
                    <label for="breakpoint-node">{"At node"}</label>
                    <select id="breakpoint-node" onchange={choose}>
                        for id in nodes {
                            <option value={id.0.to_string()} selected={*id == *node}>{id.to_string()}</option>
                        }
                    </select>
                    <button onclick={add} disabled={already}>{"Stop there"}</button>
                </p>
            </div>
        </details>
    }
}
