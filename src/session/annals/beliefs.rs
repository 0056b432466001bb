//! Where in a history each node came to believe what it does of the others: what gossip and
//! administrators told it of their standing (Dynamo §4.8.1), and whom it took as down (§4.8.3).

use super::Annals;
use crate::dynamo::identity::NodeId;
use crate::dynamo::note::Note;
use crate::session::timeline::Timeline;
use crate::sim::trace::{EventId, EventKind, TraceEvent};

/// The events by which nodes have come to their beliefs.
#[derive(Clone, Debug, Default)]
pub struct Beliefs {
    /// For each node, by those whom its beliefs are about: the events, in order.
    standing: Vec<AboutOthers>,
    suspicion: Vec<AboutOthers>,
    /// The events by which administrators, and nodes that have joined or left, changed what a
    /// member is, each with whom it is about.
    changes: Vec<(EventId, NodeId)>,
}

/// Whom a node has come to believe something of, in order, each with the events of it.
type AboutOthers = Vec<(NodeId, Vec<EventId>)>;

impl Annals for Beliefs {
    fn begin(_timeline: &Timeline) -> Beliefs {
        Beliefs::default()
    }

    fn enter(&mut self, _trace: &[TraceEvent], event: &TraceEvent) {
        let (EventKind::Note(note), Some(node)) =
            (&event.kind, event.process.and_then(|process| process.node()))
        else {
            return;
        };
        match note {
            Note::MemberChanged(change) => {
                self.changes.push((event.id, change.node));
                write(&mut self.standing, node, change.node, event.id);
            }
            Note::MemberLearnt(change) => {
                write(&mut self.standing, node, change.node, event.id);
            }
            Note::Suspected { node: about } | Note::Recovered { node: about } => {
                write(&mut self.suspicion, node, *about, event.id);
            }
            _ => {}
        }
    }
}

impl Beliefs {
    /// By which of the first so many events `node` came to what it believes `about` is to the
    /// ring; none if it has known from the start.
    pub fn standing(&self, node: NodeId, about: NodeId, events: usize) -> Option<EventId> {
        last(&self.standing, node, about, events)
    }

    /// By which of the first so many events `node` last changed its mind on whether `about` is
    /// down.
    pub fn suspicion(&self, node: NodeId, about: NodeId, events: usize) -> Option<EventId> {
        last(&self.suspicion, node, about, events)
    }

    /// The last of the first so many events by which somebody changed what a member is: of
    /// `about`, or else of anyone.
    pub fn change(&self, about: Option<NodeId>, events: usize) -> Option<(EventId, NodeId)> {
        let known = self.changes.partition_point(|(event, _)| (event.0 as usize) < events);
        let changes = &self.changes[..known];
        let of_that_one = changes.iter().rfind(|(_, node)| Some(*node) == about);
        of_that_one.or(changes.last()).copied()
    }
}

fn write(books: &mut Vec<AboutOthers>, node: NodeId, about: NodeId, event: EventId) {
    if books.len() <= node.index() {
        books.resize(node.index() + 1, Vec::new());
    }
    let Some(book) = books.get_mut(node.index()) else { return };
    match book.binary_search_by_key(&about, |(known, _)| *known) {
        Ok(place) => book[place].1.push(event),
        Err(place) => book.insert(place, (about, vec![event])),
    }
}

fn last(books: &[AboutOthers], node: NodeId, about: NodeId, events: usize) -> Option<EventId> {
    let book = books.get(node.index())?;
    let place = book.binary_search_by_key(&about, |(known, _)| *known).ok()?;
    let (_, known) = book.get(place)?;
    let before = known.partition_point(|event| (event.0 as usize) < events);
    known.get(before.checked_sub(1)?).copied()
}
