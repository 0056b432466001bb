//! How to read the stage: what shapes, fills and dashes mean.

use yew::{Html, html};

use crate::dynamo::message::MessageKind;
use crate::view::message::{name, shape};

/// The legend, folded up until it is wanted.
pub fn legend() -> Html {
    html! {
        <details class="legend" id="legend">
            <summary>{"How to read this"}</summary>
            <ul class="rules">
                <li>{"The band is the ring of keys. Its colours tell whose each arc is; discs stand by letter, not by place on the ring."}</li>
                <li>{"The diamond is the key. From there a walk clockwise meets the nodes that keep it: 1, 2, 3. Dashed numbers are fallbacks."}</li>
                <li>{"Squares in a disc are the answers that a coordinator waits for; the bar stands behind the last one needed."}</li>
                <li>{"Below a disc is what the node holds. A dashed frame is a hint for another node; what is struck through is out of date."}</li>
                <li>{"A message has its sender’s colour. A filled one carries data, a hollow one does not."}</li>
                <li>{"Two bars in a disc: the process stands still. A cross or a bar on a dotted line: the link is cut, both ways or in the arrow’s direction. A dashed circle: the message is held."}</li>
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
