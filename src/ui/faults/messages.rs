//! Single messages on their way: the one that is chosen, here or on the stage, is meddled with.

use std::rc::Rc;

use web_sys::HtmlSelectElement;
use yew::{Callback, Html, Properties, TargetCast, component, html, use_effect_with, use_state};

use crate::dynamo::identity::MessageId;
use crate::sim::command::Command;
use crate::sim::fault::MessageAct;
use crate::ui::act::Act;
use crate::ui::field::{Field, is_unfolded};
use crate::ui::motion::element_id;
use crate::view::knobs::delay_ms;
use crate::view::network::Messages;

/// What the controls of messages show.
#[derive(Clone, PartialEq, Properties)]
pub struct MessageProps {
    /// Takes acts.
    pub act: Callback<Act>,
    /// Which there are.
    pub messages: Rc<Messages>,
    /// The message that is chosen: its name, and which copy of it.
    pub chosen: Option<(MessageId, u8)>,
}

/// The controls of messages.
#[component]
pub fn MessageFaults(props: &MessageProps) -> Html {
    let MessageProps { act, messages, chosen } = props;
    let unfolded = use_state(|| false);
    let delay = use_state(|| "50".to_owned());
    let pressed = use_state(|| false);
    {
        let unfolded = unfolded.clone();
        // One that is chosen on the stage is at hand here.
        use_effect_with(*chosen, move |chosen| {
            if chosen.is_some() {
                unfolded.set(true);
            }
        });
    }
    let Messages { listed, more } = &**messages;
    let chosen = listed.iter().find(|view| *chosen == Some((view.id, view.copy)));
    let choose = {
        let names: Vec<_> = listed.iter().map(|view| (view.id, view.copy)).collect();
        act.reform(move |event: yew::Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            let named = |(id, copy): &&(MessageId, u8)| element_id(*id, *copy) == select.value();
            Act::SelectMessage(names.iter().find(named).copied())
        })
    };
    let press = |message_act: Option<MessageAct>| {
        let (act, pressed) = (act.clone(), pressed.clone());
        let message = chosen.map(|view| (view.id, view.copy));
        Callback::from(move |_: yew::MouseEvent| match (message, message_act) {
            (Some((message, copy)), Some(message_act)) => {
                act.emit(Act::Give(Command::Meddle { message, copy, act: message_act }));
            }
            (_, None) => pressed.set(true),
            (None, _) => {}
        })
    };
    let typed = {
        let (delay, pressed) = (delay.clone(), pressed.clone());
        Callback::from(move |text| {
            delay.set(text);
            pressed.set(false);
        })
    };
    let by_ms = delay_ms(&delay);
    let complaint = by_ms.as_ref().err().filter(|_| *pressed).cloned();
    let none = chosen.is_none();
    let held = chosen.is_some_and(|view| view.held);
    let on_fold = {
        let unfolded = unfolded.clone();
        Callback::from(move |event: yew::Event| unfolded.set(is_unfolded(&event)))
    };
    html! {
        <details class="group" id="messages" open={*unfolded} ontoggle={on_fold}>
            <summary>{"Messages on their way"}</summary>
            if *unfolded {
                <div class="field">
                    <label for="message">{"Choose one, here or on the stage"}</label>
                    <select id="message" size="6" onchange={choose}>
                        for view in listed {
                            <option key={element_id(view.id, view.copy)} value={element_id(view.id, view.copy)}
                                selected={chosen == Some(view)}>
                                {&view.description}
                            </option>
                        }
                    </select>
                </div>
                if listed.is_empty() {
                    <p class="hint">{"No message is on its way."}</p>
                }
                if *more > 0 {
                    <p class="hint">{format!("And {} more.", more)}</p>
                }
                <div class="pair">
                    <button id="message-drop" disabled={none} onclick={press(Some(MessageAct::Drop))}
                        title="It is lost">{"Drop"}</button>
                    <button id="message-duplicate" disabled={none}
                        onclick={press(Some(MessageAct::Duplicate))}
                        title="A second copy leaves now">{"Duplicate"}</button>
                    <button id="message-hold" disabled={none || held}
                        onclick={press(Some(MessageAct::Hold))}
                        title="It stands still until it is released">{"Hold"}</button>
                    <button id="message-release" disabled={!held}
                        onclick={press(Some(MessageAct::Release))}
                        title="It goes on from where it stands">{"Release"}</button>
                </div>
                <Field id="message-delay-ms" label="Delay, in ms" number={true}
                    value={(*delay).clone()} on_input={typed} {complaint} />
                <button id="message-delay" class="wide" disabled={none}
                    onclick={press(by_ms.ok().map(|by_ms| MessageAct::Delay { by_ms }))}
                    title="It arrives so much later">{"Delay"}</button>
            }
        </details>
    }
}
