//! How the cluster is set up: changing it starts the story anew.

use std::rc::Rc;

use web_sys::HtmlSelectElement;
use yew::{Callback, Component, Context, Html, Properties, TargetCast, html};

use super::app::Act;
use super::field::Field;
use crate::dynamo::config::{Knob, QuorumKind};
use crate::session::scenario::Scenario;
use crate::session::stories;
use crate::sim::setup::{Setup, SetupError};

/// What the configuration shows.
#[derive(Clone, PartialEq, Properties)]
pub struct ConfigurationProps {
    /// Takes acts.
    pub act: Callback<Act>,
    /// What the session started from.
    pub scenario: Rc<Scenario>,
}

/// The configuration: what stands in its fields.
pub struct Configuration {
    texts: [String; 6],
    quorum_kind: QuorumKind,
    story: bool,
    complaints: [Option<String>; 6],
}

/// A field of the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// N.
    Replicas,
    /// R.
    ReadQuorum,
    /// W.
    WriteQuorum,
    /// How many nodes.
    Nodes,
    /// How many virtual nodes each.
    Tokens,
    /// The seed.
    Seed,
}

const NUMBERS: [(Number, &str, &str); 6] = [
    (Number::Replicas, "copies", "N, copies"),
    (Number::ReadQuorum, "read-quorum", "R, to read"),
    (Number::WriteQuorum, "write-quorum", "W, to write"),
    (Number::Nodes, "nodes", "Nodes"),
    (Number::Tokens, "tokens", "Tokens each"),
    (Number::Seed, "seed", "Seed"),
];

/// What a person does in the configuration.
pub enum Edit {
    /// Types a number.
    Number(Number, String),
    /// Chooses who may answer for a key.
    Kind(QuorumKind),
    /// Chooses whether the story is told or nothing happens by itself.
    Story(bool),
    /// Starts anew.
    Apply,
}

impl Component for Configuration {
    type Message = Edit;
    type Properties = ConfigurationProps;

    fn create(context: &Context<Configuration>) -> Configuration {
        let Scenario { seed, setup, script, .. } = &*context.props().scenario;
        Configuration {
            texts: [
                setup.store.replicas.to_string(),
                setup.store.read_quorum.to_string(),
                setup.store.write_quorum.to_string(),
                setup.nodes.to_string(),
                setup.tokens_per_node.to_string(),
                seed.to_string(),
            ],
            quorum_kind: setup.store.quorum_kind,
            story: !script.is_empty(),
            complaints: Default::default(),
        }
    }

    fn update(&mut self, context: &Context<Configuration>, edit: Edit) -> bool {
        match edit {
            Edit::Number(number, text) => {
                self.texts[number as usize] = text;
                self.complaints[number as usize] = None;
            }
            Edit::Kind(kind) => self.quorum_kind = kind,
            Edit::Story(story) => self.story = story,
            Edit::Apply => {
                if let Some(scenario) = self.scenario(&context.props().scenario) {
                    context.props().act.emit(Act::Begin(Box::new(scenario)));
                }
            }
        }
        true
    }

    fn view(&self, context: &Context<Configuration>) -> Html {
        let link = context.link();
        let on_kind = link.callback(|event: yew::Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            Edit::Kind(match select.value().as_str() {
                "strict" => QuorumKind::Strict,
                _ => QuorumKind::Sloppy,
            })
        });
        let on_story = link.callback(|event: yew::Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            Edit::Story(select.value() == "story")
        });
        html! {
            <section class="group" aria-labelledby="configuration-title">
                <h2 id="configuration-title">{"Configuration"}</h2>
                <div class="numbers">
                    for (number, id, label) in NUMBERS {
                        <Field {id} {label} number={true}
                            value={self.texts[number as usize].clone()}
                            on_input={link.callback(move |text| Edit::Number(number, text))}
                            complaint={self.complaints[number as usize].clone()} />
                    }
                </div>
                <div class="field">
                    <label for="quorum-kind">{"Quorum"}</label>
                    <select id="quorum-kind" onchange={on_kind}>
                        <option value="sloppy" selected={self.quorum_kind == QuorumKind::Sloppy}>
                            {"sloppy: first N healthy nodes"}
                        </option>
                        <option value="strict" selected={self.quorum_kind == QuorumKind::Strict}>
                            {"strict: the N primaries only"}
                        </option>
                    </select>
                </div>
                <div class="field">
                    <label for="story">{"Story"}</label>
                    <select id="story" onchange={on_story}>
                        <option value="story" selected={self.story}>{"the shopping cart"}</option>
                        <option value="empty" selected={!self.story}>{"none: all by hand"}</option>
                    </select>
                </div>
                <button id="apply" class="wide" onclick={link.callback(|_| Edit::Apply)}>
                    {"Start anew with these"}
                </button>
            </section>
        }
    }
}

impl Configuration {
    /// The scenario that the fields describe; none, with complaints at the fields, if they
    /// make no sense.
    fn scenario(&mut self, running: &Scenario) -> Option<Scenario> {
        self.complaints = Default::default();
        let mut setup = running.setup.clone();
        setup.store.quorum_kind = self.quorum_kind;
        self.read(Number::Replicas, &mut setup.store.replicas);
        self.read(Number::ReadQuorum, &mut setup.store.read_quorum);
        self.read(Number::WriteQuorum, &mut setup.store.write_quorum);
        self.read(Number::Nodes, &mut setup.nodes);
        self.read(Number::Tokens, &mut setup.tokens_per_node);
        let mut seed = running.seed;
        self.read(Number::Seed, &mut seed);
        if self.complaints.iter().all(Option::is_none) {
            for error in setup.check().err().unwrap_or_default() {
                self.complaints[field_of(error) as usize] = Some(error.to_string());
            }
        }
        let sound = self.complaints.iter().all(Option::is_none);
        sound.then(|| self.begin(seed, setup))
    }

    fn begin(&self, seed: u64, setup: Setup) -> Scenario {
        match self.story {
            true => stories::shopping_cart_with(seed, setup),
            false => stories::by_hand(seed, setup),
        }
    }

    fn read<T: std::str::FromStr>(&mut self, number: Number, into: &mut T) {
        match self.texts[number as usize].trim().parse() {
            Ok(value) => *into = value,
            Err(_) => {
                let complaint = "Type a whole number that is not too large.".to_owned();
                self.complaints[number as usize] = Some(complaint);
            }
        }
    }
}

/// The field at which an error is shown.
fn field_of(error: SetupError) -> Number {
    match error {
        SetupError::Nodes => Number::Nodes,
        SetupError::Tokens => Number::Tokens,
        SetupError::Store(error) => match error.knob {
            Knob::Replicas => Number::Replicas,
            Knob::ReadQuorum => Number::ReadQuorum,
            Knob::WriteQuorum => Number::WriteQuorum,
        },
    }
}
