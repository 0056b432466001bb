//! The controls of the background workload.

use web_sys::HtmlSelectElement;
use yew::{
    Callback, Html, NodeRef, Properties, TargetCast, component, html, use_node_ref, use_state,
};

use super::act::Act;
use super::field::{Field, go_to_complaint};
use crate::sim::command::{Command, Entry};
use crate::sim::workload::Workload;
use crate::view::workload::{FIELDS, description, read, texts};

/// What the controls of the workload show.
#[derive(Clone, PartialEq, Properties)]
pub struct WorkloadProps {
    /// Takes acts.
    pub act: Callback<Act>,
    /// What goes on at present.
    pub running: Option<Workload>,
}

/// The controls of the workload.
#[component]
pub fn WorkloadControls(props: &WorkloadProps) -> Html {
    let WorkloadProps { act, running } = props;
    let typed = use_state(|| texts(&Workload::default()));
    let entry = use_state(Entry::default);
    // What is wrong is said once the button has been pressed, until something is changed.
    let pressed = use_state(|| false);
    let fields: NodeRef = use_node_ref();
    let read = read(&typed, *entry);
    let on_input = |index: usize| {
        let (typed, pressed) = (typed.clone(), pressed.clone());
        Callback::from(move |text: String| {
            let mut changed = (*typed).clone();
            if let Some(field) = changed.get_mut(index) {
                *field = text;
            }
            typed.set(changed);
            pressed.set(false);
        })
    };
    let start = {
        let (act, pressed, read, fields) =
            (act.clone(), pressed.clone(), read.clone().ok(), fields.clone());
        Callback::from(move |_: yew::MouseEvent| match read {
            Some(workload) => act.emit(Act::Give(Command::StartWorkload(workload))),
            None => {
                pressed.set(true);
                go_to_complaint(&fields);
            }
        })
    };
    let on_entry = {
        let entry = entry.clone();
        Callback::from(move |event: yew::Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            entry.set(match select.value().as_str() {
                "aware" => Entry::PartitionAware,
                _ => Entry::LoadBalancer,
            });
        })
    };
    let wrong = read.err().filter(|_| *pressed);
    html! {
        <section class="group" id="workload" ref={fields} aria-labelledby="workload-title">
            <h2 id="workload-title">
                {"Background workload"}
                if running.is_some() { {" · on"} }
            </h2>
            <p class="hint">
                {"Clients of their own read and write by themselves, some keys more often than others (Zipf’s law). A write reads first and puts with the context that came along, as §4.4 has it. Operations begin whether or not earlier ones are answered."}
            </p>
            <div class="pair">
                for (index, (id, label)) in FIELDS.into_iter().enumerate() {
                    <Field {id} {label} number={true} on_input={on_input(index)}
                        value={typed.get(index).cloned().unwrap_or_default()}
                        complaint={wrong.as_ref().filter(|(place, _)| *place == index).map(|(_, text)| text.clone())} />
                }
                <div class="field">
                    <label for="load-entry">{"Clients turn to"}</label>
                    <select id="load-entry" onchange={on_entry}>
                        <option value="any" selected={*entry == Entry::LoadBalancer}>{"any node"}</option>
                        <option value="aware" selected={*entry == Entry::PartitionAware}>{"one with the key"}</option>
                    </select>
                </div>
            </div>
            <div class="pair">
                <button id="load-start" onclick={start}>
                    {if running.is_some() { "Change" } else { "Start" }}
                </button>
                <button id="load-stop" disabled={running.is_none()}
                    onclick={act.reform(|_| Act::Give(Command::StopWorkload))}>
                    {"Stop"}
                </button>
            </div>
            <p id="load-state" class="hint">{description(running.as_ref())}</p>
        </section>
    }
}
