//! Lamps: a slim strip of what holds now. Each opens to say why, and names those concerned.

use std::rc::Rc;

use yew::{Callback, Html, html};

use super::act::Act;
use super::letter::letter;
use super::pictures::Pictures;
use super::still::Part;
use crate::view::lamps::{Lamp, LampsView};

/// The strip. One lamp at a time is open; the browser sees to that.
#[derive(PartialEq)]
pub struct Lamps {
    act: Callback<Act>,
    view: Rc<LampsView>,
    nodes: u16,
}

impl Lamps {
    /// The lamps of a moment.
    pub fn of(act: &Callback<Act>, pictures: &Pictures) -> Lamps {
        Lamps { act: act.clone(), view: pictures.lamps.clone(), nodes: pictures.layout.nodes }
    }
}

impl Part for Lamps {
    fn draw(&self) -> Html {
        html! {
            <div class="lamps" role="group" aria-label="What holds now">
                for one in &self.view.lamps { {lamp(&self.act, one, self.nodes)} }
            </div>
        }
    }
}

fn lamp(act: &Callback<Act>, lamp: &Lamp, nodes: u16) -> Html {
    let (class, sign, word) = match lamp.holds {
        true => ("lamp lit", "✓", "holds"),
        false => ("lamp dark", "✕", "does not hold"),
    };
    html! {
        <details key={lamp.id} id={format!("lamp-{}", lamp.id)} {class} name="lamp">
            <summary>
                <span class="sign" aria-hidden="true">{sign}</span>
                {lamp.name}
                <span class="unseen">{": "}{word}</span>
            </summary>
            <div class="why">
                <p>{lamp.why.clone()}</p>
                if !lamp.nodes.is_empty() || !lamp.keys.is_empty() {
                    <p class="culprits">
                        for node in lamp.nodes.iter().copied() {
                            <button key={node.0} class="small" aria-label={format!("Select {node}")}
                                onclick={act.reform(move |_| Act::SelectNode(Some(node)))}>
                                {letter(node, nodes)}
                            </button>
                        }
                        for key in lamp.keys.iter().cloned() {
                            <button class="small" onclick={act.reform({
                                let key = key.clone();
                                move |_| Act::SelectKey(key.clone())
                            })}>
                                {key.to_string()}
                            </button>
                        }
                    </p>
                }
            </div>
        </details>
    }
}
