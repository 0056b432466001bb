//! What can go wrong: nodes that crash, a network that splits, links and single messages.

mod links;
mod messages;
mod partition;

use std::rc::Rc;

use yew::{Callback, Html, html};

use self::links::LinkFaults;
use self::messages::MessageFaults;
use self::partition::PartitionFaults;
use super::act::Act;
use super::pictures::{Pictures, Selection};
use crate::dynamo::identity::NodeId;
use crate::sim::command::Command;

/// The controls of faults.
pub fn faults(act: &Callback<Act>, pictures: &Rc<Pictures>, selection: &Selection) -> Html {
    html! {
        <>
            <section class="group" aria-labelledby="faults-title">
                <h2 id="faults-title">{"Faults"}</h2>
                <p class="hint">{"Kill a node, or start it again on its disk."}</p>
                <div class="nodes" role="group" aria-label="Kill or revive">
                    for view in pictures.stage.nodes.iter() {
                        <button key={view.node.0} id={format!("power-{}", view.node)}
                            class={if view.up { "node" } else { "node down" }}
                            ~style={format!("--node:{};--node-ink:{}", view.colour.fill, view.colour.ink)}
                            onclick={power(act, view.node, view.up)}>
                            <span>{if view.up { "kill" } else { "revive" }}</span>
                            {" "}
                            <b>{view.node.to_string()}</b>
                        </button>
                    }
                </div>
                <PartitionFaults act={act.clone()} pictures={pictures.clone()} />
            </section>
            <LinkFaults act={act.clone()} pictures={pictures.clone()} />
            <MessageFaults act={act.clone()} pictures={pictures.clone()}
                chosen={selection.message} />
        </>
    }
}

/// Kills a node that runs and revives one that does not.
pub fn power<E>(act: &Callback<Act>, node: NodeId, up: bool) -> Callback<E> {
    act.reform(move |_| Act::Give(if up { Command::Crash(node) } else { Command::Restart(node) }))
}
