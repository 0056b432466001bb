//! The panel on the left: what a client can ask, what can go wrong, how the cluster is set up.

use std::rc::Rc;

use web_sys::HtmlSelectElement;
use yew::{Callback, Component, Context, Html, Properties, TargetCast, html};

use super::app::{Act, Refusal};
use super::configuration::Configuration;
use super::faults::Faults;
use super::field::Field;
use super::pictures::{Pictures, Selection};
use crate::dynamo::identity::{ClientId, NodeId};
use crate::dynamo::key::{Key, Value};
use crate::session::scenario::Scenario;
use crate::sim::command::{Command, Entry, Write};

/// What the panel shows.
#[derive(Clone, PartialEq, Properties)]
pub struct ControlsProps {
    /// Takes acts.
    pub act: Callback<Act>,
    /// The present moment.
    pub pictures: Rc<Pictures>,
    /// What is selected.
    pub selection: Selection,
    /// What the session started from.
    pub scenario: Rc<Scenario>,
    /// Whether the network is split.
    pub partitioned: bool,
    /// Why the last command could not be done.
    pub refusal: Option<Refusal>,
}

/// The panel: what stands in the client's fields.
pub struct Controls {
    key: String,
    value: String,
    entry: Entry,
    key_complaint: Option<String>,
    value_complaint: Option<String>,
}

/// What a person does in the client's fields.
pub enum Edit {
    /// Types a key.
    Key(String),
    /// Types a value.
    Value(String),
    /// Chooses a node to turn to.
    Entry(Entry),
    /// Asks for the object.
    Get,
    /// Writes, with what stands in the value's field.
    Put(fn(String) -> Written),
}

/// A write as the fields have it, before the value is checked.
pub enum Written {
    /// In place of what was read.
    Update(String),
    /// As if nothing had been read.
    Blind(String),
    /// One item more in the cart.
    Add(String),
    /// One item less in the cart.
    Remove(String),
    /// The siblings in one.
    Merge,
}

impl Component for Controls {
    type Message = Edit;
    type Properties = ControlsProps;

    fn create(context: &Context<Controls>) -> Controls {
        let key = context.props().selection.key.as_ref().map(Key::to_string);
        Controls {
            key: key.unwrap_or_default(),
            value: "milk".to_owned(),
            entry: Entry::LoadBalancer,
            key_complaint: None,
            value_complaint: None,
        }
    }

    fn update(&mut self, context: &Context<Controls>, edit: Edit) -> bool {
        let props = context.props();
        match edit {
            Edit::Key(key) => {
                self.key_complaint = None;
                self.key = key;
                if let Ok(key) = Key::new(&self.key) {
                    props.act.emit(Act::SelectKey(key));
                }
            }
            Edit::Value(value) => {
                self.value_complaint = None;
                self.value = value;
            }
            Edit::Entry(entry) => self.entry = entry,
            Edit::Get => {
                if let Some(key) = self.checked_key() {
                    let (client, entry) = (props.selection.client, self.entry);
                    props.act.emit(Act::Give(Command::Get { client, key, entry }));
                }
            }
            Edit::Put(written) => {
                let write = self.checked_write(written(self.value.clone()));
                if let (Some(key), Some(write)) = (self.checked_key(), write) {
                    let (client, entry) = (props.selection.client, self.entry);
                    props.act.emit(Act::Give(Command::Put { client, key, write, entry }));
                }
            }
        }
        true
    }

    fn view(&self, context: &Context<Controls>) -> Html {
        let props = context.props();
        let refused_fault = props.refusal.as_ref().filter(|refusal| !refusal.by_client);
        html! {
            <section class="panel controls" aria-label="Controls">
                {self.client(context)}
                <Faults
                    act={props.act.clone()}
                    pictures={props.pictures.clone()}
                    partitioned={props.partitioned}
                    refusal={refused_fault.map(|refusal| refusal.reason.clone())}
                />
                <Configuration act={props.act.clone()} scenario={props.scenario.clone()} />
            </section>
        }
    }
}

impl Controls {
    fn client(&self, context: &Context<Controls>) -> Html {
        let props = context.props();
        let link = context.link();
        let put = |written: fn(String) -> Written| link.callback(move |_| Edit::Put(written));
        let on_entry = link.callback(|event: yew::Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            Edit::Entry(match select.value().parse() {
                Ok(node) => Entry::Node(NodeId(node)),
                Err(_) => Entry::LoadBalancer,
            })
        });
        html! {
            <section class="group" aria-labelledby="client-title">
                <h2 id="client-title">{"Client"}</h2>
                <div class="choice" role="group" aria-label="Act as">
                    for number in 0..2_u16 {
                        <button id={format!("client-{}", number + 1)}
                            aria-pressed={(props.selection.client == ClientId(number)).to_string()}
                            onclick={props.act.reform(move |_| Act::SelectClient(ClientId(number)))}>
                            {ClientId(number).to_string()}
                        </button>
                    }
                </div>
                <Field id="key" label="Key" value={self.key.clone()}
                    on_input={link.callback(Edit::Key)} complaint={self.key_complaint.clone()} />
                <div class="field">
                    <label for="entry">{"Sent to"}</label>
                    <select id="entry" onchange={on_entry}>
                        <option value="any" selected={self.entry == Entry::LoadBalancer}>
                            {"any node (load balancer)"}
                        </option>
                        for node in props.pictures.stage.nodes.iter().map(|node| node.node) {
                            <option value={node.0.to_string()}
                                selected={self.entry == Entry::Node(node)}>
                                {format!("node {node}")}
                            </option>
                        }
                    </select>
                </div>
                <button id="get" class="wide" onclick={link.callback(|_| Edit::Get)}>{"Get"}</button>
                <Field id="value" label="Value, or item" value={self.value.clone()}
                    on_input={link.callback(Edit::Value)}
                    complaint={self.value_complaint.clone()} />
                <div class="pair">
                    <button id="put" onclick={put(Written::Update)}
                        title="Put this value, with the context of what this client last read">
                        {"Put"}
                    </button>
                    <button id="put-blind" onclick={put(Written::Blind)}
                        title="Put this value as if this client had read nothing: no context">
                        {"Put blind"}
                    </button>
                    <button id="add" onclick={put(Written::Add)}
                        title="Put the cart this client last read, with this item more">
                        {"Add to cart"}
                    </button>
                    <button id="remove" onclick={put(Written::Remove)}
                        title="Put the cart this client last read, with this item less">
                        {"Take out"}
                    </button>
                </div>
                <button id="merge" class="wide" onclick={put(|_| Written::Merge)}
                    title="Put the union of the versions this client last read, with their context">
                    {"Merge what was read"}
                </button>
                if let Some(refusal) = props.refusal.as_ref().filter(|refusal| refusal.by_client) {
                    <p id="refusal" class="complaint" role="alert">{&refusal.reason}</p>
                }
            </section>
        }
    }

    fn checked_key(&mut self) -> Option<Key> {
        match Key::new(&self.key) {
            Ok(key) => Some(key),
            Err(error) => {
                self.key_complaint = Some(error.to_string());
                None
            }
        }
    }

    fn checked_write(&mut self, written: Written) -> Option<Write> {
        let item = |item: String| match item.trim() {
            "" => Err("Name an item first.".to_owned()),
            trimmed if trimmed.contains(',') => {
                Err("One item at a time: a comma parts the items of a cart.".to_owned())
            }
            trimmed => match Value::new(trimmed) {
                Ok(_) => Ok(trimmed.to_owned()),
                Err(error) => Err(error.to_string()),
            },
        };
        let value = |text: String| match text.as_str() {
            "" => Err("Type a value first.".to_owned()),
            text => Value::new(text).map_err(|error| error.to_string()),
        };
        let write = match written {
            Written::Update(text) => value(text).map(Write::Update),
            Written::Blind(text) => value(text).map(Write::Blind),
            Written::Add(text) => item(text).map(Write::AddToCart),
            Written::Remove(text) => item(text).map(Write::RemoveFromCart),
            Written::Merge => Ok(Write::MergeCarts),
        };
        write.map_err(|complaint| self.value_complaint = Some(complaint)).ok()
    }
}
