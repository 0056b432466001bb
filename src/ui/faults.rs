//! What can go wrong: nodes that crash, a network that splits, links and single messages.

mod links;
mod messages;
mod partition;

use std::rc::Rc;

use yew::{Callback, Html, Properties, component, html};

use self::links::LinkFaults;
use self::messages::MessageFaults;
use self::partition::PartitionFaults;
use super::act::{Act, Place, Refusal};
use super::pictures::{Pictures, Selection};
use crate::dynamo::identity::NodeId;
use crate::sim::command::Command;

/// What the faults' controls show.
#[derive(Clone, PartialEq, Properties)]
pub struct FaultsProps {
    /// Takes acts.
    pub act: Callback<Act>,
    /// The present moment.
    pub pictures: Rc<Pictures>,
    /// What is selected.
    pub selection: Selection,
    /// Why the last command could not be done.
    pub refusal: Option<Refusal>,
}

/// The controls of faults.
#[component]
pub fn Faults(props: &FaultsProps) -> Html {
    let FaultsProps { act, pictures, selection, refusal } = props;
    let refusal = |place| {
        let here = refusal.as_ref().filter(|refusal| refusal.place == place);
        here.map(|refusal| refusal.reason.clone())
    };
    html! {
        <>
            <section class="group" aria-labelledby="faults-title">
                <h2 id="faults-title">{"Faults"}</h2>
                <p class="hint">{"Kill a node, or start it again on its disk."}</p>
                <div class="nodes" role="group" aria-label="Kill or revive">
                    for view in pictures.stage.nodes.iter() {
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
                <PartitionFaults act={act.clone()} pictures={pictures.clone()} />
                {refused(refusal(Place::Faults))}
            </section>
            <LinkFaults act={act.clone()} pictures={pictures.clone()}
                refusal={refusal(Place::Links)} />
            <MessageFaults act={act.clone()} pictures={pictures.clone()}
                chosen={selection.message} refusal={refusal(Place::Messages)} />
        </>
    }
}

/// Why the last command of these controls could not be done.
fn refused(refusal: Option<String>) -> Html {
    html! {
        if let Some(refusal) = refusal {
            <p id="refusal" class="complaint" role="alert">{refusal}</p>
        }
    }
}

/// Kills a node that runs and revives one that does not.
pub fn power<E>(act: &Callback<Act>, node: NodeId, up: bool) -> Callback<E> {
    act.reform(move |_| Act::Give(if up { Command::Crash(node) } else { Command::Restart(node) }))
}
