//! The panel on the left: what a client can ask, what can go wrong, how the cluster is set up.

mod client;

use std::rc::Rc;

use yew::{Callback, Component, Context, Html, Properties, html};

use self::client::Client;
use super::act::Act;
use super::administration::Administration;
use super::configuration::Configuration;
use super::faults::faults;
use super::scenarios::scenarios;
use super::tabs;
use super::workload::WorkloadControls;
use crate::dynamo::identity::{ClientId, MessageId};
use crate::dynamo::key::Key;
use crate::session::scenario::Scenario;
use crate::sim::workload::Workload;
use crate::view::network::Messages;
use crate::view::roster::Roster;

/// What the panel shows.
#[derive(Clone, PartialEq, Properties)]
pub struct ControlsProps {
    /// Takes acts.
    pub act: Callback<Act>,
    /// Who there is.
    pub roster: Rc<Roster>,
    /// The messages on their way.
    pub messages: Rc<Messages>,
    /// What clients do by themselves.
    pub workload: Option<Workload>,
    /// The selected key.
    pub selected_key: Option<Key>,
    /// The message that is chosen: its name, and which copy of it.
    pub message: Option<(MessageId, u8)>,
    /// The client that acts.
    pub acting: ClientId,
    /// What the session started from.
    pub scenario: Rc<Scenario>,
    /// Why the last command could not be done.
    pub refusal: Option<String>,
}

/// The groups of controls, one of them in sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// A client's requests.
    Client,
    /// The background workload.
    Workload,
    /// What can go wrong.
    Faults,
    /// What befalls one node, and what administrators do.
    Node,
    /// How the cluster is set up.
    Setup,
}

/// The panel: which of its groups is in sight.
pub struct Controls {
    shown: Group,
}

impl Component for Controls {
    /// The group to show.
    type Message = Group;
    type Properties = ControlsProps;

    fn create(_context: &Context<Controls>) -> Controls {
        Controls { shown: Group::Client }
    }

    fn update(&mut self, _context: &Context<Controls>, group: Group) -> bool {
        self.shown = group;
        true
    }

    fn changed(&mut self, context: &Context<Controls>, before: &ControlsProps) -> bool {
        let chosen = context.props().message;
        if chosen.is_some() && chosen != before.message {
            // A message is chosen to have something done to it.
            self.shown = Group::Faults;
        }
        true
    }

    fn view(&self, context: &Context<Controls>) -> Html {
        let props = context.props();
        let tab = |group: Group| tabs::Tab {
            id: format!("group-{}-tab", group.label().to_ascii_lowercase()),
            label: group.label(),
            title: group.title(),
            panel: group.panel(),
            selected: group == self.shown,
            reached: group == self.shown,
            press: context.link().callback(move |_| group),
        };
        let panel = |group: Group, contents: Html| {
            // What is typed in a group stays there while another one is shown.
            html! {
                <div id={group.panel()} role="tabpanel" aria-label={group.label()}
                    hidden={group != self.shown}>
                    {contents}
                </div>
            }
        };
        let (act, roster) = (&props.act, &props.roster);
        html! {
            <section id="controls" class="panel controls" aria-label="Controls">
                {tabs::strip("Controls", Group::ALL.into_iter().map(tab))}
                {panel(Group::Client, html! {
                    <Client act={act.clone()} roster={roster.clone()} acting={props.acting}
                        selected_key={props.selected_key.clone()}
                        scenario={props.scenario.clone()} />
                })}
                {panel(Group::Workload, html! {
                    <WorkloadControls act={act.clone()} running={props.workload} />
                })}
                {panel(Group::Faults, faults(act, roster, &props.messages, props.message))}
                {panel(Group::Node, html! {
                    <Administration act={act.clone()} roster={roster.clone()} />
                })}
                {panel(Group::Setup, html! {
                    <>
                        {scenarios(act)}
                        <Configuration act={act.clone()} scenario={props.scenario.clone()} />
                    </>
                })}
                if let Some(refusal) = &props.refusal {
                    <p id="refusal" class="complaint" role="alert">{refusal}</p>
                }
            </section>
        }
    }
}

impl Group {
    /// All of them, in the order of their tabs.
    const ALL: [Group; 5] =
        [Group::Client, Group::Workload, Group::Faults, Group::Node, Group::Setup];

    fn label(self) -> &'static str {
        match self {
            Group::Client => "Client",
            Group::Workload => "Load",
            Group::Faults => "Faults",
            Group::Node => "Node",
            Group::Setup => "Setup",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Group::Client => "Gets and puts",
            Group::Workload => "Clients that read and write by themselves",
            Group::Faults => "Crashes, partitions, links and single messages",
            Group::Node => "What befalls one node, and what administrators do",
            Group::Setup => "How the cluster is set up, to start anew",
        }
    }

    fn panel(self) -> &'static str {
        match self {
            Group::Client => "group-client",
            Group::Workload => "group-load",
            Group::Faults => "group-faults",
            Group::Node => "group-node",
            Group::Setup => "group-setup",
        }
    }
}
