//! At what time stops by itself.

use std::rc::Rc;

use yew::{Callback, Html, Properties, component, html, use_state};

use super::act::Act;
use super::node_field::{NodeField, node_or_first};
use super::time_act::TimeAct;
use crate::dynamo::identity::NodeId;
use crate::dynamo::key::Key;
use crate::session::breakpoint::Breakpoint;
use crate::session::ledger::RequestKind;
use crate::view::roster::Roster;
use crate::view::stops::breakpoint_label;

/// What the panel shows.
#[derive(Clone, PartialEq, Properties)]
pub struct BreakpointsProps {
    /// Takes acts.
    pub act: Callback<Act>,
    /// What time stops at.
    pub set: Vec<Breakpoint>,
    /// Who there is.
    pub roster: Rc<Roster>,
    /// The selected key.
    pub selected_key: Option<Key>,
}

/// The panel, folded up behind its heading.
#[component]
pub fn Breakpoints(props: &BreakpointsProps) -> Html {
    let BreakpointsProps { act, set, roster, selected_key } = props;
    let chosen = use_state(|| NodeId(0));
    let choose = {
        let chosen = chosen.clone();
        Callback::from(move |name: String| chosen.set(name.parse().unwrap_or(NodeId(0))))
    };
    let node = node_or_first(roster, *chosen);
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
    let at_node = Breakpoint::AtNode(node);
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
    let already = set.contains(&Breakpoint::AtNode(node));
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
                <div class="at-node">
                    <NodeField id="breakpoint-node" label="At node" roster={roster.clone()}
                        chosen={node.to_string()} on_choose={choose} />
                    <button onclick={add} disabled={already}>{"Stop there"}</button>
                </div>
            </div>
        </details>
    }
}
