//! A node's letter.

use yew::{Html, html};

use crate::dynamo::identity::NodeId;
use crate::view::palette::node_colour;

/// A node's letter on its colour.
pub fn letter(node: NodeId, nodes: u16) -> Html {
    let colour = node_colour(node, nodes);
    html! {
        <b class="letter" ~style={format!("--node:{};--node-ink:{}", colour.fill, colour.ink)}>
            {node.to_string()}
        </b>
    }
}
