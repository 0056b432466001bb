//! The tour: a few cards that have the reader break something and see it mended. Each waits for
//! what it asks for to come true in the simulation, whoever has brought it about.

use crate::dynamo::identity::{ClientId, NodeId};
use crate::dynamo::key::Key;
use crate::sim::command::{Command, Entry, Write};
use crate::sim::simulation::Simulation;

/// What a card asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// A step is taken.
    Step,
    /// A node that keeps the key is killed.
    Kill,
    /// The key is written, and another node stands in.
    Write,
    /// The node is started again, and has its write.
    Revive,
    /// Nothing more.
    Over,
}

const STAGES: [Stage; 5] = [Stage::Step, Stage::Kill, Stage::Write, Stage::Revive, Stage::Over];

/// How far the reader is.
#[derive(Clone, Debug, PartialEq)]
pub struct Tour {
    stage: usize,
    key: Key,
    /// Those that keep the key.
    primaries: Vec<NodeId>,
    /// The one that is to be killed, and the one by which the tour itself would write.
    victim: NodeId,
    first: NodeId,
    /// Who stood in, once that is known.
    stand_in: Option<NodeId>,
}

/// A card.
#[derive(Clone, Debug, PartialEq)]
pub struct CardView {
    /// Its number, from 1.
    pub number: usize,
    /// How many there are.
    pub count: usize,
    /// Its heading.
    pub title: String,
    /// What is to be seen, and what to do.
    pub text: String,
    /// The name within the page of what it points at.
    pub anchor: String,
    /// Whether that stands among the controls.
    pub is_about_controls: bool,
    /// What stands on its button.
    pub next: &'static str,
}

/// What a card's button does in the reader's stead.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// Take a step.
    Step,
    /// Give a command.
    Give(Command),
    /// Go on until the card's wish has come true.
    GoOn,
    /// The tour is over.
    End,
}

impl Tour {
    /// A tour of the opening story; none in a cluster in which too few nodes keep the key.
    pub fn new(simulation: &Simulation, key: &Key) -> Option<Tour> {
        let replicas = simulation.setup().store.policy(key).replicas;
        let list = simulation.ring().preference_list(key.position(), replicas);
        let primaries = list.primaries().to_vec();
        match primaries[..] {
            [first, .., victim] if primaries.len() > 2 => {
                Some(Tour { stage: 0, key: key.clone(), primaries, first, victim, stand_in: None })
            }
            _ => None,
        }
    }

    /// Looks whether what the card asks for is so by now, and goes on to the next if it is.
    pub fn look(&mut self, simulation: &Simulation) -> bool {
        let is_up = simulation.running(self.victim).is_some();
        let hint = self.hint(simulation);
        let reached = match self.stage() {
            Stage::Step => simulation.event_count() > 0,
            Stage::Kill => !is_up,
            Stage::Write => hint.is_some(),
            Stage::Revive => is_up && hint.is_none(),
            Stage::Over => false,
        };
        if reached && self.stage() == Stage::Step {
            // Whoever coordinates the write that is on its way has to live.
            let asked = simulation.in_flight().find_map(|envelope| envelope.to.node());
            let mut others = self.primaries.iter().rev().filter(|node| Some(**node) != asked);
            self.victim = others.next().copied().unwrap_or(self.victim);
        }
        self.stand_in = hint.or(self.stand_in);
        self.stage += usize::from(reached);
        reached
    }

    /// What the button of the card does now.
    pub fn deed(&self, simulation: &Simulation) -> Deed {
        let is_up = simulation.running(self.victim).is_some();
        match self.stage() {
            Stage::Step => Deed::Step,
            Stage::Kill => Deed::Give(Command::Crash(self.victim)),
            Stage::Write if self.is_asked(simulation) => Deed::GoOn,
            Stage::Write => Deed::Give(Command::Put {
                client: ClientId(0),
                key: self.key.clone(),
                write: Write::AddToCart("tea".to_owned()),
                entry: Entry::Node(self.first),
                quorum: None,
            }),
            Stage::Revive if !is_up => Deed::Give(Command::Restart(self.victim)),
            Stage::Revive => Deed::GoOn,
            Stage::Over => Deed::End,
        }
    }

    /// The card as it stands now.
    pub fn card(&self, simulation: &Simulation) -> CardView {
        let Tour { key, first, victim, .. } = self;
        let kept_by: Vec<String> = self.primaries.iter().map(NodeId::to_string).collect();
        let nodes = simulation.nodes().len();
        let (title, text, anchor) = match self.stage() {
            Stage::Step => (
                "A shop on several machines".to_owned(),
                format!(
                    "The {nodes} circles are nodes of Amazon’s Dynamo. Client 1 is about to put something into its “{key}”. Press Step, and see one message at a time."
                ),
                "step".to_owned(),
            ),
            Stage::Kill => (
                format!("Kill {victim}"),
                format!(
                    "{} keep the “{key}”. Among the faults, crash {victim} by its button: its memory is gone, its disk stays. Nobody is told.",
                    kept_by.join(", ")
                ),
                format!("power-{victim}"),
            ),
            Stage::Write if self.is_asked(simulation) => (
                "Nobody says no".to_owned(),
                format!(
                    "The write is on its way, and {victim} stays silent. Press Play and see who stands in."
                ),
                "play".to_owned(),
            ),
            Stage::Write => (
                "Write all the same".to_owned(),
                format!(
                    "Press Put: a customer wants to add to the “{key}” although {victim} is down."
                ),
                "put".to_owned(),
            ),
            Stage::Revive => {
                let stand_in = self.stand_in.unwrap_or(*first);
                let kept = format!(
                    "{stand_in} keeps the write with a hint: it is meant for {victim}. Such a write counts (§4.6)."
                );
                match simulation.running(*victim) {
                    None => (
                        format!("A hint for {victim}"),
                        format!("{kept} Now start {victim} again."),
                        format!("power-{victim}"),
                    ),
                    Some(_) => (
                        format!("{victim} is back"),
                        format!(
                            "{kept} Press Play: {stand_in} asks now and then whether {victim} is there."
                        ),
                        "play".to_owned(),
                    ),
                }
            }
            Stage::Over => (
                "Delivered".to_owned(),
                format!(
                    "{victim} has its write, and the hint is gone: hinted handoff. Nobody was turned away. All else here can be broken and mended as well; this button shows the keys, and the tour again."
                ),
                "help".to_owned(),
            ),
        };
        let next = match self.stage() {
            Stage::Over => "Done",
            _ => "Do it for me",
        };
        let is_about_controls = anchor == "put" || anchor.starts_with("power-");
        let (number, count) = (self.stage + 1, STAGES.len());
        CardView { number, count, title, text, anchor, is_about_controls, next }
    }

    fn stage(&self) -> Stage {
        STAGES.get(self.stage).copied().unwrap_or(Stage::Over)
    }

    /// Who keeps a hint for the node.
    fn hint(&self, simulation: &Simulation) -> Option<NodeId> {
        let mut nodes = simulation.nodes();
        let keeps = |disk: &crate::dynamo::disk::Disk| disk.hints_for(self.victim).next().is_some();
        nodes.find(|process| keeps(process.disk())).map(|process| process.id())
    }

    /// Whether a client waits for an answer about the key.
    fn is_asked(&self, simulation: &Simulation) -> bool {
        let mut open = simulation.clients().flat_map(|(_, client)| client.open_requests().values());
        open.any(|request| request.key == self.key)
    }
}
