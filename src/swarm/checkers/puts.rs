//! A put is carried out once, however often the request arrives; unless a node has forgotten that
//! it has (Dynamo §4.5). Where puts read before they write, the new version descends from all that
//! R nodes have told.

use std::collections::BTreeMap;

use super::{Checker, Scene};
use crate::dynamo::identity::{Address, NodeId, RequestId};
use crate::dynamo::message::Message;
use crate::dynamo::note::Note;
use crate::dynamo::object::Dot;
use crate::sim::command::Command;
use crate::sim::trace::{EventId, EventKind};
use crate::swarm::run::Report;

const NAME: &str = "puts";

/// The names of the versions that were told, by whom.
type Told = Vec<(NodeId, Vec<Dot>)>;

/// See the module.
#[derive(Debug, Default)]
pub struct Puts {
    /// When each put was first carried out.
    made: BTreeMap<RequestId, EventId>,
    /// When a process last ended, and forgot what it had been asked.
    forgot: Option<EventId>,
    /// What each node has told the coordinator of a put, by request and coordinator.
    told: BTreeMap<(RequestId, NodeId), Told>,
}

impl Checker for Puts {
    fn step(&mut self, scene: &Scene<'_>, report: &mut Report) {
        for event in scene.events {
            if let EventKind::Commanded { command, refused: None } = &event.kind
                && matches!(**command, Command::Crash(_) | Command::WipeDisk(_))
            {
                self.forgot = Some(event.id);
            }
            let (Some(Address::Node(node)), Some(request)) = (event.process, event.request) else {
                continue;
            };
            if let Some((sent, Message::ReadResult { object, .. })) = scene.delivered(event)
                && let Some(Address::Node(from)) = sent.process
            {
                let dots = object.versions().iter().map(|version| version.dot).collect();
                self.told.entry((request, node)).or_default().push((from, dots));
            }
            match &event.kind {
                EventKind::Note(Note::VersionMade { .. }) => {
                    let first = *self.made.entry(request).or_insert(event.id);
                    if first != event.id && self.forgot.is_none_or(|forgot| forgot < first) {
                        let what = format!("put {request} is carried out once more, by {node}");
                        report.fail(NAME, Some(event.id), what);
                    }
                }
                EventKind::Note(Note::VersionsGathered { clock, .. }) => {
                    let told = self.told.remove(&(request, node)).unwrap_or_default();
                    for (from, dots) in told {
                        if dots.iter().any(|dot| clock.counter(dot.actor) < dot.counter) {
                            let what =
                                format!("put {request} does not descend from what {from} told");
                            report.fail(NAME, Some(event.id), what);
                        }
                    }
                }
                EventKind::Note(Note::Finished) => {
                    self.told.remove(&(request, node));
                }
                _ => {}
            }
        }
    }
}
