//! How to read the stage: what shapes, fills and dashes mean.

use yew::{Html, html};

use super::still::Part;
use crate::dynamo::message_kind::MessageKind;
use crate::view::message::{name, shape};

/// The legend, folded up until it is wanted.
#[derive(PartialEq)]
pub struct Legend;

impl Part for Legend {
    fn draw(&self) -> Html {
        legend()
    }
}

fn legend() -> Html {
    html! {
        <details class="legend" id="legend">
            <summary>{"How to read this"}</summary>
            <ul class="rules">
                <li>{"The band is the ring of keys. Its colours and letters tell whose each arc is; ticks are virtual nodes, gaps part equal cells. Discs stand by letter, or zone by zone, not by place on the ring."}</li>
                <li>{"The diamond is the key. From there a walk clockwise meets the nodes that keep it: 1, 2, 3. Dashed numbers are fallbacks; a small cross is a virtual node passed by, as its node or its zone has a copy."}</li>
                <li>{"The line around a disc is how much of the ring is the node’s: the tick below stands at an even part. It is thicker where a node is out of balance by more than 15 % (§6.2)."}</li>
                <li>{"Squares in a disc are the answers that a coordinator waits for; the bar stands behind the last one needed."}</li>
                <li>{"Beside a disc is what the node holds. A dashed frame is a hint for another node; what is struck through is out of date; ×2 stands for two versions."}</li>
                <li>{"A message has its sender’s colour. A filled one carries data, a hollow one does not. One that is crossed out has just been lost there."}</li>
                <li>{"Two bars in a disc: the process stands still. A cross or a bar on a dotted line: the link is cut, both ways or in the arrow’s direction. ≈: some messages are lost, doubled or late. A dashed circle: the message is held."}</li>
                <li>{"Press a message to drop, hold, delay or double it. By keyboard: left and right go around, down to the messages, up to the nodes."}</li>
            </ul>
            <ul class="shapes">
                for kind in MessageKind::ALL {
                    <li>
                        <svg viewBox="-15 -15 30 30" aria-hidden="true"
                            class={if shape(kind).filled { "filled" } else { "hollow" }}>
                            <path d={shape(kind).path} />
                        </svg>
                        {name(kind)}
                    </li>
                }
            </ul>
        </details>
    }
}
