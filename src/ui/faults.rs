//! What can go wrong: nodes that crash, a network that splits.

use std::collections::BTreeSet;
use std::rc::Rc;

use yew::{Callback, Html, Properties, component, html, use_state};

use super::act::Act;
use super::pictures::Pictures;
use crate::dynamo::identity::NodeId;
use crate::sim::command::Command;
use crate::sim::fault::PartitionKind;

/// What the faults' controls show.
#[derive(Clone, PartialEq, Properties)]
pub struct FaultsProps {
    /// Takes acts.
    pub act: Callback<Act>,
    /// The present moment.
    pub pictures: Rc<Pictures>,
    /// Whether the network is split.
    pub partitioned: bool,
    /// Why the last fault could not be done.
    pub refusal: Option<String>,
}

/// The controls of faults.
#[component]
pub fn Faults(props: &FaultsProps) -> Html {
    let FaultsProps { act, pictures, partitioned, refusal } = props;
    let other_side = use_state(BTreeSet::<NodeId>::new);
    let nodes = &pictures.stage.nodes;
    let toggle_side = {
        let other_side = other_side.clone();
        move |node: NodeId| {
            let mut side = (*other_side).clone();
            if !side.remove(&node) {
                side.insert(node);
            }
            other_side.set(side);
        }
    };
    let split = {
        let (one, other): (Vec<NodeId>, Vec<NodeId>) =
            nodes.iter().map(|node| node.node).partition(|node| !other_side.contains(node));
        act.reform(move |_| {
            Act::Give(Command::Partition {
                groups: vec![one.clone(), other.clone()],
                kind: PartitionKind::ClientsReachAll,
            })
        })
    };
    html! {
        <section class="group" aria-labelledby="faults-title">
            <h2 id="faults-title">{"Faults"}</h2>
            <p class="hint">{"Kill a node, or start it again on its disk."}</p>
            <div class="nodes" role="group" aria-label="Kill or revive">
                for view in nodes.iter() {
                    <button key={view.node.0} id={format!("power-{}", view.node)}
                        class={if view.up { "node" } else { "node down" }}
                        style={format!("--node:{};--node-ink:{}", view.colour.fill, view.colour.ink)}
                        onclick={power(act, view.node, view.up)}>
                        <span>{if view.up { "kill" } else { "revive" }}</span>
                        {" "}
                        <b>{view.node.to_string()}</b>
                    </button>
                }
            </div>
            <p class="hint">{"Choose who stands on side 2, then split the network."}</p>
            <div class="nodes" role="group" aria-label="Sides of the partition">
                for view in nodes.iter() {
                    <button key={view.node.0} id={format!("side-{}", view.node)}
                        class={if other_side.contains(&view.node) { "node side other" } else { "node side" }}
                        style={format!("--node:{};--node-ink:{}", view.colour.fill, view.colour.ink)}
                        onclick={let (toggle, node) = (toggle_side.clone(), view.node); move |_| toggle(node)}>
                        <span>{if other_side.contains(&view.node) { "side 2" } else { "side 1" }}</span>
                        {" "}
                        <b>{view.node.to_string()}</b>
                    </button>
                }
            </div>
            <div class="pair">
                <button id="partition" onclick={split}>{"Split"}</button>
                <button id="heal" disabled={!partitioned}
                    onclick={act.reform(|_| Act::Give(Command::Heal))}>{"Heal"}</button>
            </div>
            if let Some(refusal) = refusal {
                <p id="refusal" class="complaint" role="alert">{refusal}</p>
            }
        </section>
    }
}

/// Kills a node that runs and revives one that does not.
pub fn power<E>(act: &Callback<Act>, node: NodeId, up: bool) -> Callback<E> {
    act.reform(move |_| Act::Give(if up { Command::Crash(node) } else { Command::Restart(node) }))
}
