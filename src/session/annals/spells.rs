//! Spells: what lasts from one event to another, such as a process that is down, or a split
//! network. And who has taken part at all.

use super::Annals;
use crate::dynamo::identity::{Address, ClientId, NodeId};
use crate::dynamo::time::Time;
use crate::session::timeline::Timeline;
use crate::sim::command::Command;
use crate::sim::trace::{EventId, EventKind, TraceEvent};

/// Something that lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spell {
    /// What it is.
    pub kind: SpellKind,
    /// The node that it befell; none for the network.
    pub node: Option<NodeId>,
    /// The command that began it; none if it was so from the start.
    pub began: Option<EventId>,
    /// When it began.
    pub from: Time,
    /// When it ended; none while it lasts.
    pub until: Option<Time>,
}

/// What lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpellKind {
    /// The node has not been started for the first time yet.
    NotYet,
    /// The process is not running.
    Down,
    /// The process stands still.
    Paused,
    /// The host is slow.
    Slow,
    /// The network is split.
    Split,
}

/// The spells of a history, in the order in which they began, and who took part in it.
#[derive(Clone, Debug)]
pub struct Spells {
    spells: Vec<Spell>,
    /// The places of those that last.
    lasting: Vec<usize>,
    nodes: u16,
    clients: Vec<ClientId>,
    has_world: bool,
}

impl Annals for Spells {
    fn begin(timeline: &Timeline) -> Spells {
        Spells {
            spells: Vec::new(),
            lasting: Vec::new(),
            nodes: timeline.simulation().setup().nodes,
            clients: Vec::new(),
            has_world: false,
        }
    }

    fn enter(&mut self, _trace: &[TraceEvent], event: &TraceEvent) {
        self.has_world |= event.process.is_none();
        if let Some(Address::Client(client)) = event.process
            && let Err(place) = self.clients.binary_search(&client)
        {
            self.clients.insert(place, client);
        }
        let EventKind::Commanded { command, refused: None } = &event.kind else { return };
        match &**command {
            Command::Crash(node) | Command::WipeDisk(node) => {
                // A process that has ended does not stand still; the host stays slow.
                self.end(event, Some(*node), &[SpellKind::Paused, SpellKind::Down]);
                self.start(event, Some(*node), SpellKind::Down);
            }
            Command::Restart(node) => self.end(event, Some(*node), &[SpellKind::Down]),
            Command::Pause(node) => self.start(event, Some(*node), SpellKind::Paused),
            Command::Resume(node) => self.end(event, Some(*node), &[SpellKind::Paused]),
            Command::Slow { node, by_ms } => {
                self.end(event, Some(*node), &[SpellKind::Slow]);
                if *by_ms > 0 {
                    self.start(event, Some(*node), SpellKind::Slow);
                }
            }
            Command::Join { .. } => {
                self.spells.push(Spell {
                    kind: SpellKind::NotYet,
                    node: Some(NodeId(self.nodes)),
                    began: None,
                    from: Time::ZERO,
                    until: Some(event.at),
                });
                self.nodes = self.nodes.saturating_add(1);
            }
            Command::Partition { .. } => {
                self.end(event, None, &[SpellKind::Split]);
                self.start(event, None, SpellKind::Split);
            }
            Command::Heal => self.end(event, None, &[SpellKind::Split]),
            _ => {}
        }
    }
}

impl Spells {
    /// Those that last for some of the time between two moments.
    pub fn between(&self, from: Time, to: Time) -> impl Iterator<Item = &Spell> {
        self.spells
            .iter()
            .filter(move |spell| spell.from <= to && spell.until.is_none_or(|until| until >= from))
    }

    /// How many nodes there are at the end of all that is known.
    pub fn nodes(&self) -> u16 {
        self.nodes
    }

    /// The clients that took part, in order.
    pub fn clients(&self) -> &[ClientId] {
        &self.clients
    }

    /// Whether anything happened that is no process's doing.
    pub fn has_world(&self) -> bool {
        self.has_world
    }

    fn start(&mut self, event: &TraceEvent, node: Option<NodeId>, kind: SpellKind) {
        self.lasting.push(self.spells.len());
        let (began, from) = (Some(event.id), event.at);
        self.spells.push(Spell { kind, node, began, from, until: None });
    }

    fn end(&mut self, event: &TraceEvent, node: Option<NodeId>, kinds: &[SpellKind]) {
        let spells = &mut self.spells;
        self.lasting.retain(|place| match spells.get_mut(*place) {
            Some(spell) if spell.node == node && kinds.contains(&spell.kind) => {
                spell.until = Some(event.at);
                false
            }
            _ => true,
        });
    }
}
