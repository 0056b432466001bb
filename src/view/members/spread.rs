//! How word of a change spreads: who knows of it, since when, and by which event.

use super::standing;
use crate::dynamo::identity::NodeId;
use crate::dynamo::membership::{Member, Status};
use crate::dynamo::note::Note;
use crate::dynamo::time::{Duration, Time};
use crate::session::annals::beliefs::Beliefs;
use crate::session::timeline::Timeline;
use crate::sim::process::NodeProcess;
use crate::sim::trace::{EventId, EventKind};
use crate::view::narration::listed;
use crate::view::words::rounded;

/// How many who do not know yet are named.
const NAMED: usize = 6;

/// The spreading of one change.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// Whom the change is about.
    pub about: NodeId,
    /// What that node has become.
    pub to: Status,
    /// The event of the change.
    pub change: EventId,
    /// When it was made.
    pub at: Time,
    /// Those who know, in the order in which they learnt of it.
    pub known: Vec<Knows>,
    /// Those who run and do not know.
    pub unknowing: Vec<NodeId>,
    /// The present moment.
    pub now: Time,
}

/// Somebody who knows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Knows {
    /// Who.
    pub node: NodeId,
    /// The event by which it learnt.
    pub event: EventId,
    /// How long after the change.
    pub after: Duration,
}

impl Spread {
    /// The last change up to the cursor: of `node`, if it has changed, or else of anyone.
    pub(super) fn new(
        timeline: &Timeline,
        beliefs: &Beliefs,
        node: Option<NodeId>,
    ) -> Option<Spread> {
        let (simulation, trace) = (timeline.simulation(), timeline.trace());
        let (change, about) = beliefs.change(node, trace.len())?;
        let event = trace.get(change.0 as usize)?;
        let EventKind::Note(Note::MemberChanged(changed)) = &event.kind else { return None };
        // Who knows is what the nodes themselves say; when they learnt of it is in the trace. Of
        // a change that none of those knows who run, the truth has nothing.
        let order = |member: &Member| (member.version, member.status);
        let newest = simulation.membership().members().get(&about);
        let newest = newest.filter(|member| member.status == changed.to).map(order);
        let running = || simulation.nodes().filter(|process| process.is_up());
        let knows = |process: &NodeProcess| {
            let member = process.disk().membership().members().get(&about).map(order);
            newest.is_some() && member >= newest
        };
        let mut known: Vec<Knows> = Vec::new();
        for process in running().filter(|process| knows(process)) {
            let node = process.id();
            let learnt = beliefs.standing(node, about, trace.len());
            let learnt = learnt.filter(|learnt| *learnt >= change).unwrap_or(change);
            let at = trace.get(learnt.0 as usize).map_or(event.at, |event| event.at);
            let one = Knows { node, event: learnt, after: at.since(event.at) };
            let place = known.partition_point(|other| other.event <= one.event);
            known.insert(place, one);
        }
        Some(Spread {
            about,
            to: changed.to,
            change,
            at: event.at,
            known,
            unknowing: running().filter(|process| !knows(process)).map(NodeProcess::id).collect(),
            now: simulation.now(),
        })
    }

    /// Whether everybody who runs knows.
    pub fn is_complete(&self) -> bool {
        self.unknowing.is_empty()
    }

    /// One or two sentences.
    pub fn description(&self) -> String {
        let Spread { about, to, known, unknowing, .. } = self;
        let all = known.len() + unknowing.len();
        let since = match self.is_complete() {
            true => known.last().map_or(Duration::ZERO, |last| last.after),
            false => self.now.since(self.at),
        };
        let mut words = format!(
            "That {about} {} is known to {} of {all} after {}.",
            standing(*to),
            known.len(),
            rounded(since)
        );
        if !unknowing.is_empty() {
            let (named, others) = unknowing.split_at(unknowing.len().min(NAMED));
            let verb = if unknowing.len() == 1 { "does" } else { "do" };
            words += &match others.len() {
                0 => format!(" {} {verb} not know yet.", listed(named)),
                others => format!(" {} and {others} more do not know yet.", listed(named)),
            };
        }
        words
    }
}
