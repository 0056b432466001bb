//! How the cluster is set up: changing it starts the story anew.

use std::rc::Rc;

use web_sys::HtmlSelectElement;
use yew::{Callback, Component, Context, Html, NodeRef, Properties, TargetCast, html};

use super::act::Act;
use super::field::{Field as TextField, go_to_complaint, is_unfolded};
use crate::dynamo::sorted::{SortedMap, SortedSet};
use crate::session::scenario::Scenario;
use crate::session::stories;
use crate::view::knobs::{Field, FieldInput, Group, field_of, fields, followers, whole_number};

/// The field of the seed, which is no knob of the cluster.
const SEED: &str = "seed";

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
    texts: SortedMap<&'static str, String>,
    complaints: SortedMap<&'static str, String>,
    unfolded: SortedSet<Group>,
    story: bool,
    section: NodeRef,
    /// Whether something has just been found wrong.
    refused: bool,
}

/// What a person does in the configuration.
pub enum Edit {
    /// Fills a field in.
    Text(&'static str, String),
    /// Unfolds what stands below a heading, or folds it up.
    Fold(Group, bool),
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
        let mut texts: SortedMap<&'static str, String> =
            fields().map(|field| (field.id, (field.read)(setup))).collect();
        texts.insert(SEED, seed.to_string());
        Configuration {
            texts,
            complaints: SortedMap::new(),
            unfolded: SortedSet::new(),
            story: !script.is_empty(),
            section: NodeRef::default(),
            refused: false,
        }
    }

    fn update(&mut self, context: &Context<Configuration>, edit: Edit) -> bool {
        match edit {
            Edit::Text(id, text) => {
                self.complaints.remove(id);
                self.texts.extend(followers(id, &text));
                self.texts.insert(id, text);
            }
            Edit::Fold(group, true) => {
                self.unfolded.insert(group);
            }
            Edit::Fold(group, false) => {
                self.unfolded.remove(&group);
            }
            Edit::Story(story) => self.story = story,
            Edit::Apply => {
                if let Some(scenario) = self.scenario(&context.props().scenario) {
                    context.props().act.emit(Act::Begin(Box::new(scenario)));
                }
                self.refused = !self.complaints.is_empty();
            }
        }
        true
    }

    fn rendered(&mut self, _context: &Context<Configuration>, _first: bool) {
        if std::mem::take(&mut self.refused) {
            go_to_complaint(&self.section);
        }
    }

    fn view(&self, context: &Context<Configuration>) -> Html {
        let link = context.link();
        let on_story = link.callback(|event: yew::Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            Edit::Story(select.value() == "story")
        });
        html! {
            <section ref={&self.section} class="group" aria-labelledby="configuration-title">
                <h2 id="configuration-title">{"Configuration"}</h2>
                <div class="numbers">
                    {self.fields(context, Group::Quorums)}
                    {self.text_field(context, SEED, "Seed", true)}
                </div>
                for (group, name) in Group::FOLDED {
                    <details id={format!("fold-{group:?}").to_ascii_lowercase()}
                        open={self.unfolded.contains(&group)}
                        ontoggle={link.callback(move |event| Edit::Fold(group, is_unfolded(&event)))}>
                        <summary>{name}</summary>
                        {self.fields(context, group)}
                    </details>
                }
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
    fn fields(&self, context: &Context<Configuration>, group: Group) -> Html {
        html! {
            for field in fields().filter(|field| field.group == group) {
                {self.field(context, field)}
            }
        }
    }

    fn field(&self, context: &Context<Configuration>, field: &Field) -> Html {
        let (id, label) = (field.id, field.label);
        match field.input {
            FieldInput::Number => self.text_field(context, id, label, true),
            FieldInput::Text => self.text_field(context, id, label, false),
            FieldInput::Choice(choices) => {
                let on_change = context.link().callback(move |event: yew::Event| {
                    let select: HtmlSelectElement = event.target_unchecked_into();
                    Edit::Text(id, select.value())
                });
                let complaint = self.complaints.get(id);
                let complaint_id = format!("{id}-complaint");
                html! {
                    <div class="field">
                        <label for={id}>{label}</label>
                        <select {id} onchange={on_change} aria-invalid={complaint.is_some().to_string()}
                            aria-describedby={complaint.is_some().then(|| complaint_id.clone())}>
                            for (value, name) in choices.iter().copied() {
                                <option {value} selected={self.text(id) == value}>{name}</option>
                            }
                        </select>
                        if let Some(complaint) = complaint {
                            <p class="complaint" role="alert" id={complaint_id}>{complaint}</p>
                        }
                    </div>
                }
            }
        }
    }

    fn text_field(
        &self,
        context: &Context<Configuration>,
        id: &'static str,
        label: &'static str,
        number: bool,
    ) -> Html {
        html! {
            <TextField {id} {label} {number} value={self.text(id).to_owned()}
                on_input={context.link().callback(move |text| Edit::Text(id, text))}
                complaint={self.complaints.get(id).cloned()} />
        }
    }

    fn text(&self, id: &str) -> &str {
        self.texts.get(id).map_or("", String::as_str)
    }

    /// The scenario that the fields describe; none, with complaints at the fields, if they
    /// make no sense.
    fn scenario(&mut self, running: &Scenario) -> Option<Scenario> {
        self.complaints.clear();
        let mut setup = running.setup.clone();
        for field in fields() {
            let text = self.texts.get(field.id).map_or("", String::as_str);
            if let Err(complaint) = (field.write)(&mut setup, text) {
                self.complaints.insert(field.id, complaint);
            }
        }
        let seed = whole_number(self.text(SEED));
        if let Err(complaint) = &seed {
            self.complaints.insert(SEED, complaint.clone());
        }
        if self.complaints.is_empty() {
            for error in setup.check().err().unwrap_or_default() {
                self.complaints.insert(field_of(&error), error.to_string());
            }
        }
        // What is wrong must be seen.
        let wrong = fields().filter(|field| self.complaints.contains_key(field.id));
        self.unfolded.extend(wrong.map(|field| field.group));
        let seed = seed.ok().filter(|_| self.complaints.is_empty())?;
        Some(match self.story {
            true => stories::shopping_cart_with(seed, setup),
            false => stories::by_hand(seed, setup),
        })
    }
}
