//! Nodes that crash and come back.

use std::rc::Rc;

use yew::{Callback, Html, Properties, component, html, use_state};

use crate::dynamo::identity::NodeId;
use crate::sim::command::Command;
use crate::ui::act::Act;
use crate::ui::letter::letter;
use crate::ui::node_field::{NodeField, node_or_first};
use crate::view::palette::node_colour;
use crate::view::roster::{Roster, Standing};

/// Of a large ring so many nodes that are down are named.
const DOWN_NAMED: usize = 24;

/// What the buttons show.
#[derive(Clone, PartialEq, Properties)]
pub struct PowerProps {
    /// Takes acts.
    pub act: Callback<Act>,
    /// Who there is.
    pub roster: Rc<Roster>,
}

/// A button for each node of a small ring; of a large one, for the node that is named and for
/// those that are down.
#[component]
pub fn PowerButtons(props: &PowerProps) -> Html {
    let PowerProps { act, roster } = props;
    let named = use_state(|| NodeId(0));
    let count = roster.count();
    if !roster.is_large() {
        return html! {
            <div class="nodes" role="group" aria-label="Kill or revive">
                for standing in &roster.nodes { {button(act, *standing, count)} }
            </div>
        };
    }
    let choose = {
        let named = named.clone();
        Callback::from(move |name: String| named.set(name.parse().unwrap_or(NodeId(0))))
    };
    let node = node_or_first(roster, *named);
    let up = roster.standing(node).is_some_and(|standing| standing.up);
    let down: Vec<NodeId> =
        roster.nodes.iter().filter(|other| !other.up).map(|other| other.node).collect();
    html! {
        <>
            <NodeField id="power-node" label="Node" roster={roster.clone()}
                chosen={node.to_string()} on_choose={choose} />
            <button id="power" class="wide" onclick={power(act, node, up)}>
                {if up { format!("Kill {node}") } else { format!("Revive {node}") }}
            </button>
            if !down.is_empty() {
                <p class="hint" id="power-down">
                    {match down.len() {
                        1 => "One is down: ".to_owned(),
                        many => format!("{many} are down: "),
                    }}
                    for node in down.iter().take(DOWN_NAMED) { {letter(*node, count)} }
                    if down.len() > DOWN_NAMED { {" and so on."} }
                </p>
            }
        </>
    }
}

fn button(act: &Callback<Act>, Standing { node, up, .. }: Standing, count: u16) -> Html {
    let colour = node_colour(node, count);
    html! {
        <button key={node.0} id={format!("power-{node}")} class={if up { "node" } else { "node down" }}
            ~style={format!("--node:{};--node-ink:{}", colour.fill, colour.ink)}
            onclick={power(act, node, up)}>
            <span>{if up { "kill" } else { "revive" }}</span>
            {" "}
            <b>{node.to_string()}</b>
        </button>
    }
}

/// Kills a node that runs and revives one that does not.
pub fn power<E>(act: &Callback<Act>, node: NodeId, up: bool) -> Callback<E> {
    act.reform(move |_| Act::Give(if up { Command::Crash(node) } else { Command::Restart(node) }))
}
