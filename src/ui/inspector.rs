//! The panel on the right: the selected request, key and node.

mod key;
mod request;

use yew::{Callback, Html, html};

use super::act::Act;
use super::faults::power;
use super::letter::letter;
use super::pictures::{Pictures, Selection};
use crate::view::node::NodeDetail;
use crate::view::stage::NodeView;

/// The panel.
pub fn inspector(act: &Callback<Act>, pictures: &Pictures, selection: &Selection) -> Html {
    let nodes = pictures.layout.nodes;
    let selected_node = selection
        .node
        .and_then(|selected| pictures.stage.nodes.iter().find(|view| view.node == selected));
    html! {
        <section id="inspector" class="panel inspector" aria-label="Inspector">
            <section class="group" aria-labelledby="request-title">
                <h2 id="request-title">{"Request"}</h2>
                {request::choice(act, pictures, selection)}
                if let Some(view) = &pictures.request {
                    {request::request(act, view, pictures)}
                } else {
                    <p class="hint">{"No request yet. Press Step or Play, or send one from the left."}</p>
                }
            </section>
            if let Some(view) = &pictures.key {
                {key::key(view, nodes)}
            }
            if let (Some(view), Some(detail)) = (selected_node, &pictures.node) {
                {node(act, view, detail, nodes)}
            }
        </section>
    }
}

fn node(act: &Callback<Act>, view: &NodeView, detail: &NodeDetail, nodes: u16) -> Html {
    html! {
        <section class="group" aria-labelledby="node-title">
            <h2 id="node-title">{"Node "}{letter(view.node, nodes)}</h2>
            <p id="node-words">{view.description()}</p>
            <ul class="facts" id="node-facts">
                for fact in &detail.facts { <li>{fact}</li> }
            </ul>
            <p class="hint">{"What it believes of the members:"}</p>
            <ul class="beliefs" id="beliefs">
                for belief in &detail.beliefs {
                    <li key={belief.node.0}>
                        {letter(belief.node, nodes)}
                        <span>{belief.status}{if belief.seems_down { ", down" } else { ", up" }}</span>
                        <span class="when">{if belief.is_true { "true" } else { "not so" }}</span>
                    </li>
                }
            </ul>
            <div class="pair">
                <button onclick={power(act, view.node, view.up)}>
                    {if view.up { format!("Kill {}", view.node) } else { format!("Revive {}", view.node) }}
                </button>
                <button onclick={act.reform(|_| Act::SelectNode(None))}>{"Close"}</button>
            </div>
        </section>
    }
}
