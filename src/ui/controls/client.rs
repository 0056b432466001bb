//! What a client can ask: gets, and puts of all kinds.

use std::rc::Rc;

use yew::{Callback, Component, Context, Html, NodeRef, Properties, html};

use crate::dynamo::identity::ClientId;
use crate::dynamo::key::{Key, Value};
use crate::session::scenario::Scenario;
use crate::sim::command::{Command, CommandError, Entry, Write};
use crate::ui::act::Act;
use crate::ui::field::{Field, go_to_complaint, is_unfolded};
use crate::ui::node_field::NodeField;
use crate::view::roster::Roster;

/// The names of the choices of whom to turn to. Those of nodes are in capitals.
const ANY: &str = "any";
const AWARE: &str = "aware";

/// What the fields show.
#[derive(Clone, PartialEq, Properties)]
pub struct ClientProps {
    /// Takes acts.
    pub act: Callback<Act>,
    /// Who there is.
    pub roster: Rc<Roster>,
    /// The selected key.
    pub selected_key: Option<Key>,
    /// The client that acts.
    pub acting: ClientId,
    /// What the session started from.
    pub scenario: Rc<Scenario>,
}

/// The client's fields: what stands in them.
pub struct Client {
    key: String,
    value: String,
    entry: Entry,
    /// R or W for the next request alone; the usual one if empty.
    quorum: String,
    key_complaint: Option<String>,
    value_complaint: Option<String>,
    quorum_complaint: Option<String>,
    /// Whether the rarer requests are unfolded.
    more: bool,
    rarer: NodeRef,
    /// Whether the quorum has just been found wrong.
    refused: bool,
}

/// What a person does in the client's fields.
pub enum Edit {
    /// Types a key.
    Key(String),
    /// Types a value.
    Value(String),
    /// Types a quorum.
    Quorum(String),
    /// Unfolds the rarer requests, or folds them up.
    More(bool),
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
    /// A tombstone.
    Delete,
    /// So much more on the counter.
    Count(i32),
    /// One item more in the set.
    AddToSet(String),
    /// One item less in the set.
    RemoveFromSet(String),
}

impl Component for Client {
    type Message = Edit;
    type Properties = ClientProps;

    fn create(context: &Context<Client>) -> Client {
        let key = context.props().selected_key.as_ref().map(Key::to_string);
        Client {
            key: key.unwrap_or_default(),
            value: "milk".to_owned(),
            entry: Entry::LoadBalancer,
            quorum: String::new(),
            key_complaint: None,
            value_complaint: None,
            quorum_complaint: None,
            more: false,
            rarer: NodeRef::default(),
            refused: false,
        }
    }

    fn update(&mut self, context: &Context<Client>, edit: Edit) -> bool {
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
            Edit::Quorum(quorum) => {
                self.quorum_complaint = None;
                self.quorum = quorum;
            }
            Edit::More(unfolded) => self.more = unfolded,
            Edit::Entry(entry) => self.entry = entry,
            Edit::Get => {
                let quorum = self.checked_quorum(&props.scenario);
                if let (Some(key), Some(quorum)) = (self.checked_key(), quorum) {
                    let (client, entry) = (props.acting, self.entry(props));
                    props.act.emit(Act::Give(Command::Get { client, key, entry, quorum }));
                }
            }
            Edit::Put(written) => {
                let write = self.checked_write(written(self.value.clone()));
                let quorum = self.checked_quorum(&props.scenario);
                if let (Some(key), Some(write), Some(quorum)) = (self.checked_key(), write, quorum)
                {
                    let (client, entry) = (props.acting, self.entry(props));
                    props.act.emit(Act::Give(Command::Put { client, key, write, entry, quorum }));
                }
            }
        }
        true
    }

    fn changed(&mut self, context: &Context<Client>, before: &ClientProps) -> bool {
        let chosen = &context.props().selected_key;
        if let Some(key) = chosen.as_ref().filter(|_| *chosen != before.selected_key) {
            // The key may have been chosen in a picture.
            self.key = key.to_string();
            self.key_complaint = None;
        }
        true
    }

    fn rendered(&mut self, _context: &Context<Client>, _first: bool) {
        if std::mem::take(&mut self.refused) {
            go_to_complaint(&self.rarer);
        }
    }

    fn view(&self, context: &Context<Client>) -> Html {
        let props = context.props();
        let link = context.link();
        let put = |written: fn(String) -> Written| link.callback(move |_| Edit::Put(written));
        let on_entry = link.callback(|chosen: String| {
            Edit::Entry(match (chosen.as_str(), chosen.parse()) {
                (ANY, _) => Entry::LoadBalancer,
                (AWARE, _) => Entry::PartitionAware,
                (_, Ok(node)) => Entry::Node(node),
                _ => Entry::LoadBalancer,
            })
        });
        let entry = match self.entry(props) {
            Entry::LoadBalancer => ANY.to_owned(),
            Entry::PartitionAware => AWARE.to_owned(),
            Entry::Node(node) => node.to_string(),
        };
        let beside = vec![
            (ANY.to_owned(), "any node (load balancer)".to_owned()),
            (AWARE.to_owned(), "a node that keeps the key".to_owned()),
        ];
        html! {
            <section class="group" aria-labelledby="client-title">
                <h2 id="client-title">{"Client"}</h2>
                <div class="choice" role="group" aria-label="Act as">
                    for number in 0..2_u16 {
                        <button id={format!("client-{}", number + 1)}
                            aria-pressed={(props.acting == ClientId(number)).to_string()}
                            onclick={props.act.reform(move |_| Act::SelectClient(ClientId(number)))}>
                            {ClientId(number).to_string()}
                        </button>
                    }
                </div>
                <Field id="key" label="Key" value={self.key.clone()}
                    on_input={link.callback(Edit::Key)} complaint={self.key_complaint.clone()} />
                <NodeField id="entry" label="Sent to" roster={props.roster.clone()} {beside}
                    before="node " chosen={entry} on_choose={on_entry} />
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
                <details ref={&self.rarer} id="more-writes" open={self.more}
                    ontoggle={link.callback(|event| Edit::More(is_unfolded(&event)))}>
                    <summary>{"More requests"}</summary>
                    <Field id="quorum" label="R or W for this request (empty: as usual)" number={true}
                        value={self.quorum.clone()} on_input={link.callback(Edit::Quorum)}
                        complaint={self.quorum_complaint.clone()} />
                    <button id="delete" class="wide" onclick={put(|_| Written::Delete)}
                        title="Put a tombstone in place of what this client last read">
                        {"Delete"}
                    </button>
                    <div class="pair">
                        <button id="count-up" onclick={put(|_| Written::Count(1))}
                            title="One more on a replicated counter">
                            {"Count +1"}
                        </button>
                        <button id="count-down" onclick={put(|_| Written::Count(-1))}
                            title="One less on a replicated counter">
                            {"Count −1"}
                        </button>
                        <button id="set-add" onclick={put(Written::AddToSet)}
                            title="The item goes into an observed-remove set">
                            {"Add to set"}
                        </button>
                        <button id="set-remove" onclick={put(Written::RemoveFromSet)}
                            title="The item goes out of an observed-remove set, and stays out">
                            {"Out of set"}
                        </button>
                    </div>
                </details>
            </section>
        }
    }
}

impl Client {
    fn checked_key(&mut self) -> Option<Key> {
        match Key::new(&self.key) {
            Ok(key) => Some(key),
            Err(error) => {
                self.key_complaint = Some(error.to_string());
                None
            }
        }
    }

    /// The quorum for the next request; none, with its field in sight, if there is no such one.
    fn checked_quorum(&mut self, scenario: &Scenario) -> Option<Option<u8>> {
        let text = self.quorum.trim();
        if text.is_empty() {
            return Some(None);
        }
        let store = &scenario.setup.store;
        let policy = Key::new(&self.key).map_or(store.default_policy(), |key| store.policy(&key));
        let complaint = match text.parse() {
            Ok(quorum) if (1..=policy.replicas).contains(&quorum) => return Some(Some(quorum)),
            Ok(_) => CommandError::BadQuorum(policy.replicas).to_string(),
            Err(_) => "Type a whole number from 1 to N, or nothing.".to_owned(),
        };
        self.quorum_complaint = Some(complaint);
        self.more = true;
        self.refused = true;
        None
    }

    /// Which node is turned to: one that is there.
    fn entry(&self, props: &ClientProps) -> Entry {
        match self.entry {
            Entry::Node(node) if props.roster.standing(node).is_none() => Entry::LoadBalancer,
            entry => entry,
        }
    }

    fn checked_write(&mut self, written: Written) -> Option<Write> {
        let item = |item: String| match item.trim() {
            "" => Err("Name an item first.".to_owned()),
            trimmed if trimmed.contains('@') || trimmed.contains('|') => {
                Err("An item of a cart or a set has no @ and no |.".to_owned())
            }
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
            Written::Delete => Ok(Write::Delete),
            Written::Count(amount) => Ok(Write::Count(amount)),
            Written::AddToSet(text) => item(text).map(Write::AddToSet),
            Written::RemoveFromSet(text) => item(text).map(Write::RemoveFromSet),
        };
        write.map_err(|complaint| self.value_complaint = Some(complaint)).ok()
    }
}
