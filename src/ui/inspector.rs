//! The panel on the right: the selected request, key and node.

mod key;
mod request;

use std::rc::Rc;

use yew::{Callback, Html, html};

use super::act::Act;
use super::faults::power;
use super::letter::letter;
use super::pictures::{Pictures, Selection};
use super::still::{Part, still};
use crate::session::lesson::Show;
use crate::view::node::NodeDetail;
use crate::view::stage::NodeView;

/// The panel.
pub fn inspector(act: &Callback<Act>, pictures: &Rc<Pictures>, selection: &Selection) -> Html {
    let nodes = pictures.layout.nodes;
    html! {
        <section id="inspector" class="panel inspector" aria-label="Inspector">
            <section class="group" aria-labelledby="request-title">
                <h2 id="request-title">{"Request"}</h2>
                if !pictures.requests.is_empty() {
                    {request::choice(act, pictures, selection)}
                }
                if let Some(view) = &pictures.request {
                    {request::request(act, view, pictures)}
                } else if pictures.requests.is_empty() {
                    <p class="hint">{"No request yet. Press Step or Play, or send one from the left."}</p>
                }
            </section>
            if let Some(view) = &pictures.key {
                {still(key::KeyPart { view: view.clone(), nodes })}
            }
            if let Some(detail) = &pictures.node {
                {still(NodePart { act: act.clone(), pictures: pictures.clone(), detail: detail.clone() })}
            }
        </section>
    }
}

/// The request or the key alone, as a text of a lesson asks for it.
pub fn excerpt(act: &Callback<Act>, pictures: &Pictures, show: Show) -> Option<Html> {
    let nodes = pictures.layout.nodes;
    match show {
        Show::Request => {
            pictures.request.as_ref().map(|view| request::request(act, view, pictures))
        }
        Show::Key => pictures.key.clone().map(|view| still(key::KeyPart { view, nodes })),
        _ => None,
    }
}

/// The selected node.
struct NodePart {
    act: Callback<Act>,
    pictures: Rc<Pictures>,
    detail: Rc<NodeDetail>,
}

impl NodePart {
    fn view(&self) -> Option<&NodeView> {
        self.pictures.stage.nodes.get(self.detail.node.index())
    }
}

impl PartialEq for NodePart {
    fn eq(&self, other: &NodePart) -> bool {
        self.view() == other.view() && self.detail == other.detail
    }
}

impl Part for NodePart {
    fn draw(&self) -> Html {
        let nodes = self.pictures.layout.nodes;
        self.view().map(|view| node(&self.act, view, &self.detail, nodes)).unwrap_or_default()
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
            if let Some(beyond) = detail.beyond() {
                <p class="hint" id="beliefs-beyond">{beyond}</p>
            }
            <div class="pair">
                <button onclick={power(act, view.node, view.up)}>
                    {if view.up { format!("Kill {}", view.node) } else { format!("Revive {}", view.node) }}
                </button>
                <button onclick={act.reform(|_| Act::SelectNode(None))}>{"Close"}</button>
            </div>
        </section>
    }
}
