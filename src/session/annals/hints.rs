//! The annals of hints (Dynamo §4.6): the life of every hint, from the moment at which a stand-in
//! stores it to the one at which it is gone, and how many there are in between.

use super::Annals;
use crate::dynamo::identity::{Address, NodeId};
use crate::dynamo::key::Key;
use crate::dynamo::message::Message;
use crate::dynamo::note::{BackgroundWork, Note};
use crate::dynamo::time::Time;
use crate::session::timeline::Timeline;
use crate::sim::command::Command;
use crate::sim::trace::{EventId, EventKind, TraceEvent};

/// All that has ever been kept for others.
#[derive(Clone, Debug, Default)]
pub struct HintAnnals {
    lives: Vec<HintLife>,
    /// The places of the lives that have not ended, by stand-in, owner and key.
    open: Vec<u32>,
    debt: Vec<Debt>,
    deferrals: Vec<(NodeId, EventId, Time)>,
}

/// The life of what one node keeps of one key for another.
#[derive(Clone, Debug, PartialEq)]
pub struct HintLife {
    /// Who keeps it.
    pub stand_in: NodeId,
    /// For whom.
    pub owner: NodeId,
    /// The key.
    pub key: Key,
    /// When it was stored.
    pub stored: (EventId, Time),
    /// What befell it since, in order, its end included.
    pub moments: Vec<HintMoment>,
}

/// A moment in the life of a hint.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HintMoment {
    /// The event.
    pub event: EventId,
    /// When.
    pub at: Time,
    /// What happened.
    pub what: HintEvent,
}

/// What can befall a hint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HintEvent {
    /// Another version was stored with it.
    Grown,
    /// It was sent to its owner.
    Sent,
    /// It was lost on the way.
    LostOnTheWay,
    /// Its owner has got it.
    Arrived,
    /// The owner's word that it has it was lost on the way back.
    WordLost,
    /// The owner has it, but it has grown since it was sent: it stays.
    Kept,
    /// The owner has it: it is deleted, which is the end of it.
    Delivered,
    /// It is no hint for this owner any more, which is the end of it: the owner has left the
    /// ring, or the stand-in is leaving.
    Rehomed {
        /// For whom it is kept now; none if the stand-in keeps it as its own.
        to: Option<NodeId>,
    },
    /// The stand-in's disk is lost, and it with it.
    DiskLost,
}

/// How many hints there are after an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Debt {
    /// The event.
    pub event: EventId,
    /// When.
    pub at: Time,
    /// How many hints are on all disks.
    pub count: u32,
}

impl HintEvent {
    /// Whether the life is over with this.
    pub const fn is_end(self) -> bool {
        matches!(self, HintEvent::Delivered | HintEvent::Rehomed { .. } | HintEvent::DiskLost)
    }
}

impl HintLife {
    /// What befell it among the first `events` events of the history.
    pub fn moments_before(&self, events: usize) -> &[HintMoment] {
        let known = self.moments.partition_point(|moment| (moment.event.0 as usize) < events);
        &self.moments[..known]
    }

    /// Whether it has begun within the first `events` events and not ended.
    pub fn is_outstanding(&self, events: usize) -> bool {
        let end = self.moments.last().filter(|moment| moment.what.is_end());
        (self.stored.0.0 as usize) < events && end.is_none_or(|end| end.event.0 as usize >= events)
    }

    fn place(&self) -> (NodeId, NodeId, &Key) {
        (self.stand_in, self.owner, &self.key)
    }
}

impl HintAnnals {
    /// The lives, in the order in which they began.
    pub fn lives(&self) -> &[HintLife] {
        &self.lives
    }

    /// How many hints there were, after every event that changed it.
    pub fn debt(&self) -> &[Debt] {
        &self.debt
    }

    /// How many hints there are after the first `events` events.
    pub fn debt_after(&self, events: usize) -> u32 {
        let known = self.debt.partition_point(|debt| (debt.event.0 as usize) < events);
        known.checked_sub(1).and_then(|last| self.debt.get(last)).map_or(0, |debt| debt.count)
    }

    /// When a node last put handing over off among the first `events` events, because requests
    /// were too slow.
    pub fn deferred(&self, node: NodeId, events: usize) -> Option<(EventId, Time)> {
        let known = self.deferrals.partition_point(|(_, event, _)| (event.0 as usize) < events);
        let own = self.deferrals[..known].iter().rev().find(|(who, ..)| *who == node);
        own.map(|(_, event, at)| (*event, *at))
    }

    fn find(&self, stand_in: NodeId, owner: NodeId, key: &Key) -> Result<usize, usize> {
        self.open.binary_search_by(|life| {
            let life = self.lives.get(*life as usize).map(HintLife::place);
            life.cmp(&Some((stand_in, owner, key)))
        })
    }

    fn store(&mut self, event: &TraceEvent, stand_in: NodeId, owner: NodeId, key: &Key) {
        match self.find(stand_in, owner, key) {
            Ok(_) => self.befall(event, stand_in, owner, key, HintEvent::Grown),
            Err(place) => {
                self.open.insert(place, self.lives.len() as u32);
                let (key, stored) = (key.clone(), (event.id, event.at));
                self.lives.push(HintLife { stand_in, owner, key, stored, moments: Vec::new() });
                self.count(event);
            }
        }
    }

    fn befall(
        &mut self,
        event: &TraceEvent,
        stand_in: NodeId,
        owner: NodeId,
        key: &Key,
        what: HintEvent,
    ) {
        let Ok(place) = self.find(stand_in, owner, key) else { return };
        let life = self.open.get(place).and_then(|life| self.lives.get_mut(*life as usize));
        let Some(life) = life else { return };
        life.moments.push(HintMoment { event: event.id, at: event.at, what });
        if what.is_end() {
            self.open.remove(place);
            self.count(event);
        }
    }

    fn lose_disk(&mut self, event: &TraceEvent, node: NodeId) {
        let lives = &mut self.lives;
        let before = self.open.len();
        self.open.retain(|life| {
            let life = lives.get_mut(*life as usize).filter(|life| life.stand_in == node);
            let what = HintEvent::DiskLost;
            let lost = HintMoment { event: event.id, at: event.at, what };
            life.is_none_or(|life| {
                life.moments.push(lost);
                false
            })
        });
        if self.open.len() < before {
            self.count(event);
        }
    }

    fn count(&mut self, event: &TraceEvent) {
        let count = self.open.len() as u32;
        self.debt.push(Debt { event: event.id, at: event.at, count });
    }

    fn note(&mut self, event: &TraceEvent, node: NodeId, note: &Note) {
        match note {
            Note::HintStored { key, owner, .. } => self.store(event, node, *owner, key),
            Note::HintDeleted { key, owner } => {
                self.befall(event, node, *owner, key, HintEvent::Delivered);
            }
            Note::HintKept { key, owner } => {
                self.befall(event, node, *owner, key, HintEvent::Kept);
            }
            Note::HintRehomed { key, from, to } => {
                self.befall(event, node, *from, key, HintEvent::Rehomed { to: *to });
            }
            Note::Deferred { work: BackgroundWork::Handoff } => {
                self.deferrals.push((node, event.id, event.at));
            }
            _ => {}
        }
    }

    /// A message about a hint has arrived, or was lost.
    fn end_of_way(&mut self, trace: &[TraceEvent], event: &TraceEvent, arrived: bool) {
        let sent = event.cause.and_then(|cause| trace.get(cause.0 as usize));
        let Some(TraceEvent { process, kind: EventKind::Sent { to, payload, .. }, .. }) = sent
        else {
            return;
        };
        let (Some(from), Some(to)) = (process.and_then(Address::node), to.node()) else { return };
        match (&**payload, arrived) {
            (Message::Handoff { key, .. }, true) => {
                self.befall(event, from, to, key, HintEvent::Arrived);
            }
            (Message::Handoff { key, .. }, false) => {
                self.befall(event, from, to, key, HintEvent::LostOnTheWay);
            }
            (Message::HandoffDone { key, .. }, false) => {
                self.befall(event, to, from, key, HintEvent::WordLost);
            }
            _ => {}
        }
    }
}

impl Annals for HintAnnals {
    fn begin(_timeline: &Timeline) -> HintAnnals {
        HintAnnals::default()
    }

    fn enter(&mut self, trace: &[TraceEvent], event: &TraceEvent) {
        let node = event.process.and_then(Address::node);
        match (&event.kind, node) {
            (EventKind::Note(note), Some(node)) => self.note(event, node, note),
            (EventKind::Sent { to, payload, .. }, Some(node)) => {
                if let (Message::Handoff { key, .. }, Some(owner)) = (&**payload, to.node()) {
                    self.befall(event, node, owner, key, HintEvent::Sent);
                }
            }
            (EventKind::Delivered { .. }, _) => self.end_of_way(trace, event, true),
            (EventKind::Lost { .. }, _) => self.end_of_way(trace, event, false),
            (EventKind::Commanded { command, refused: None }, _) => {
                if let Command::WipeDisk(node) = &**command {
                    self.lose_disk(event, *node);
                }
            }
            _ => {}
        }
    }
}
