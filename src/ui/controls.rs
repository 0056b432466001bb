//! The panel on the left: what a client can ask, what can go wrong, how the cluster is set up.

mod client;

use std::rc::Rc;

use yew::{Callback, Html, html};

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
    /// The group that is in sight.
    pub shown: Group,
    /// The groups that have been.
    pub seen: SeenGroups,
    /// What the lessons show.
    pub lesson: Html,
    /// What stands above all groups.
    pub above: Html,
    /// Whether there is nothing but the lessons.
    pub is_locked: bool,
}

/// The groups of controls, one of them in sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Lessons.
    Lesson,
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

/// The groups that have been in sight. The others are empty: most people look at few of them.
#[derive(Clone, Copy, Default)]
pub struct SeenGroups([bool; Group::ALL.len()]);

impl SeenGroups {
    /// A group is in sight.
    pub fn add(&mut self, group: Group) {
        self.0[group as usize] = true;
    }

    /// Whether a group has been in sight.
    pub fn has(self, group: Group) -> bool {
        self.0[group as usize]
    }
}

/// The panel.
pub fn controls(props: &ControlsProps) -> Html {
    let (act, shown) = (&props.act, props.shown);
    let tab = |group: Group| tabs::Tab {
        id: format!("group-{}-tab", group.label().to_ascii_lowercase()),
        label: group.label(),
        title: group.title(),
        panel: group.panel(),
        selected: group == shown,
        reached: group == shown,
        press: act.reform(move |_| Act::ShowGroup(group)),
    };
    let panel = |group: Group, contents: fn(&ControlsProps) -> Html| {
        // What is typed in a group stays there while another one is shown.
        html! {
            <div id={group.panel()} role="tabpanel" aria-label={group.label()}
                hidden={group != shown}>
                if props.seen.has(group) { {contents(props)} }
            </div>
        }
    };
    let groups = if props.is_locked { &Group::ALL[..1] } else { &Group::ALL[..] };
    html! {
        <section id="controls" class="panel controls" aria-label="Controls">
            {tabs::strip("Controls", groups.iter().copied().map(tab))}
            {props.above.clone()}
            {panel(Group::Lesson, |props| props.lesson.clone())}
            if !props.is_locked {
                <>
                    {panel(Group::Client, client)}
                    {panel(Group::Workload, workload)}
                    {panel(Group::Faults, |props| {
                        faults(&props.act, &props.roster, &props.messages, props.message)
                    })}
                    {panel(Group::Node, administration)}
                    {panel(Group::Setup, setup)}
                </>
            }
            if let Some(refusal) = &props.refusal {
                <p id="refusal" class="complaint" role="alert">{refusal}</p>
            }
        </section>
    }
}

fn client(props: &ControlsProps) -> Html {
    html! {
        <Client act={props.act.clone()} roster={props.roster.clone()} acting={props.acting}
            selected_key={props.selected_key.clone()} scenario={props.scenario.clone()} />
    }
}

fn workload(props: &ControlsProps) -> Html {
    html! { <WorkloadControls act={props.act.clone()} running={props.workload} /> }
}

fn administration(props: &ControlsProps) -> Html {
    html! { <Administration act={props.act.clone()} roster={props.roster.clone()} /> }
}

fn setup(props: &ControlsProps) -> Html {
    html! {
        <>
            {scenarios(&props.act)}
            <Configuration act={props.act.clone()} scenario={props.scenario.clone()} />
        </>
    }
}

impl Group {
    /// All of them, in the order of their tabs.
    const ALL: [Group; 6] =
        [Group::Lesson, Group::Client, Group::Workload, Group::Faults, Group::Node, Group::Setup];

    fn label(self) -> &'static str {
        match self {
            Group::Lesson => "Learn",
            Group::Client => "Client",
            Group::Workload => "Load",
            Group::Faults => "Faults",
            Group::Node => "Node",
            Group::Setup => "Setup",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Group::Lesson => "Lessons: stories that ask what you expect",
            Group::Client => "Gets and puts",
            Group::Workload => "Clients that read and write by themselves",
            Group::Faults => "Crashes, partitions, links and single messages",
            Group::Node => "What befalls one node, and what administrators do",
            Group::Setup => "How the cluster is set up, to start anew",
        }
    }

    fn panel(self) -> &'static str {
        match self {
            Group::Lesson => "group-learn",
            Group::Client => "group-client",
            Group::Workload => "group-load",
            Group::Faults => "group-faults",
            Group::Node => "group-node",
            Group::Setup => "group-setup",
        }
    }
}
