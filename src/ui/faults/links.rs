//! Links that are cut, and what befalls messages on them by rate.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::{Callback, Html, Properties, TargetCast, UseStateHandle, component, html, use_state};

use crate::dynamo::identity::Address;
use crate::sim::command::Command;
use crate::sim::fault::Disturbance;
use crate::ui::act::Act;
use crate::ui::field::Field;
use crate::ui::node_field::NodeField;
use crate::view::knobs::{delay_ms, permille};
use crate::view::roster::Roster;

/// What the controls of links show.
#[derive(Clone, PartialEq, Properties)]
pub struct LinkProps {
    /// Takes acts.
    pub act: Callback<Act>,
    /// Who there is.
    pub roster: Rc<Roster>,
}

/// Any end of a link. The names of nodes are in capitals.
const ANY: &str = "any";

/// The fields of rates, in order: their names, what they are for, and what stands in them first.
const RATES: [(&str, &str, &str); 4] = [
    ("rate-loss", "Lost, %", "10"),
    ("rate-twice", "Doubled, %", "0"),
    ("rate-back", "Held back, %", "0"),
    ("rate-late", "Later by ms", "0"),
];

/// The controls of links.
#[component]
pub fn LinkFaults(props: &LinkProps) -> Html {
    let LinkProps { act, roster } = props;
    let from = use_state(|| None::<Address>);
    let to = use_state(|| None::<Address>);
    let both = use_state(|| true);
    let rates = use_state(|| RATES.map(|(_, _, first)| first.to_owned()));
    // What is wrong is said once a button has been pressed, until something is changed.
    let pressed = use_state(|| None::<Pressed>);
    let typed = |index: usize| {
        let (rates, pressed) = (rates.clone(), pressed.clone());
        Callback::from(move |text: String| {
            let mut changed = (*rates).clone();
            if let Some(rate) = changed.get_mut(index) {
                *rate = text;
            }
            rates.set(changed);
            pressed.set(None);
        })
    };
    let press = |button: Pressed, command: Option<Command>| {
        let (act, pressed) = (act.clone(), pressed.clone());
        Callback::from(move |_: yew::MouseEvent| match &command {
            Some(command) => act.emit(Act::Give(command.clone())),
            None => pressed.set(Some(button)),
        })
    };
    let give = |command: Command| act.reform(move |_| Act::Give(command.clone()));
    let link = from.zip(*to);
    let cut = link.map(|(from, to)| Command::Cut { from, to, both: *both });
    let mend = link.map(|(from, to)| Command::Mend { from, to, both: *both });
    let read = read(&rates);
    let disturb = read.as_ref().ok().map(|disturbance| Command::Disturb {
        from: *from,
        to: *to,
        disturbance: *disturbance,
    });
    let wrong = read.err().filter(|_| *pressed == Some(Pressed::Rates));
    let on_both = {
        let both = both.clone();
        Callback::from(move |event: yew::Event| {
            let field: HtmlInputElement = event.target_unchecked_into();
            both.set(field.checked());
        })
    };
    html! {
        <details class="group" id="links">
            <summary>{"Links and rates"}</summary>
            <div class="pair">
                {end("link-from", "From", roster, &from)}
                {end("link-to", "To", roster, &to)}
            </div>
            <label class="check">
                <input id="link-both" type="checkbox" checked={*both} onchange={on_both} />
                {"cut or mend both directions"}
            </label>
            <div class="pair">
                <button id="cut" onclick={press(Pressed::Link, cut)}>{"Cut"}</button>
                <button id="mend" onclick={press(Pressed::Link, mend)}>{"Mend"}</button>
            </div>
            if *pressed == Some(Pressed::Link) && link.is_none() {
                <p class="complaint" role="alert" id="link-complaint">
                    {"Choose who stands at either end: “any” is for rates alone."}
                </p>
            }
            <div class="pair">
                for (index, (id, label, _)) in RATES.into_iter().enumerate() {
                    <Field {id} {label} number={true} on_input={typed(index)}
                        value={rates.get(index).cloned().unwrap_or_default()}
                        complaint={wrong.as_ref().filter(|(place, _)| *place == index).map(|(_, text)| text.clone())} />
                }
            </div>
            <div class="pair">
                <button id="disturb" onclick={press(Pressed::Rates, disturb)}
                    title="From now on this befalls the messages from one to the other">
                    {"Set rates"}
                </button>
                <button id="undisturb"
                    onclick={give(Command::Disturb { from: *from, to: *to, disturbance: Disturbance::default() })}
                    title="Takes away what has been said of just these links">
                    {"Clear rates"}
                </button>
            </div>
            if !roster.faulty.is_empty() {
                <ul class="faulty" aria-label="What is wrong with links">
                    for wrong in &roster.faulty { <li>{wrong}</li> }
                </ul>
            }
        </details>
    }
}

/// A button that needs what stands in fields.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pressed {
    Link,
    Rates,
}

/// What the fields say; or which of them is wrong, and why.
fn read(rates: &[String; 4]) -> Result<Disturbance, (usize, String)> {
    let [loss, twice, back, late] = rates;
    Ok(Disturbance {
        loss_permille: permille(loss).map_err(|wrong| (0, wrong))?,
        duplicate_permille: permille(twice).map_err(|wrong| (1, wrong))?,
        reorder_permille: permille(back).map_err(|wrong| (2, wrong))?,
        delay_ms: delay_ms(late).map_err(|wrong| (3, wrong))?,
    })
}

/// One end of a link, or any.
fn end(
    id: &'static str,
    label: &'static str,
    roster: &Rc<Roster>,
    chosen: &UseStateHandle<Option<Address>>,
) -> Html {
    let on_choose = {
        let (roster, chosen) = (roster.clone(), chosen.clone());
        Callback::from(move |name: String| {
            chosen.set(roster.ends().find(|end| end.to_string() == name));
        })
    };
    let clients = roster.clients.iter().map(|client| (client.to_string(), client.to_string()));
    let any = (ANY.to_owned(), ANY.to_owned());
    let beside: Vec<(String, String)> = [any].into_iter().chain(clients).collect();
    html! {
        <NodeField {id} {label} roster={roster.clone()} {beside} {on_choose}
            chosen={chosen.map_or_else(|| ANY.to_owned(), |end| end.to_string())} />
    }
}
