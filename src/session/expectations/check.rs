//! Whether expectations are met, with what was found in their place.

use core::fmt;

use super::{Expectation, NodeStatus, Truth};
use crate::dynamo::identity::NodeId;
use crate::dynamo::key::{Key, Value};
use crate::dynamo::object::Object;
use crate::dynamo::sorted::sort;
use crate::session::document::Moment;
use crate::session::note_kind::NoteKind;
use crate::session::outcome::{Ending, Outcome, ending};
use crate::session::replicas::{own, primaries};
use crate::session::timeline::Timeline;
use crate::session::transcript;
use crate::sim::simulation::Simulation;
use crate::sim::trace::{EventKind, TraceEvent, digest};

/// What was found where something was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// When it was looked at; at the end if none.
    pub at: Option<Moment>,
    /// Of what there was an expectation, as the subject of a sentence.
    pub subject: String,
    /// What was expected of it.
    pub expected: String,
    /// What it is.
    pub found: String,
    /// Whether the two fit.
    pub holds: bool,
}

/// Looks at every expectation at its moment, in a history that has been run to its end. The
/// timeline stands at the end of what is known then.
pub fn check(timeline: &mut Timeline, expectations: &[Expectation]) -> Vec<Finding> {
    let findings = expectations.iter().map(|expectation| {
        let end = timeline.known_steps();
        timeline.seek(expectation.at.map_or(end, |at| moment_step(timeline, at)));
        let Looked { subject, expected, found, holds } = look(timeline, &expectation.truth);
        Finding { at: expectation.at, subject, expected, found, holds }
    });
    let findings = findings.collect();
    timeline.seek(timeline.known_steps());
    findings
}

/// How many steps have been made by a moment of a history that is known up to there.
pub fn moment_step(timeline: &Timeline, moment: Moment) -> u32 {
    match moment {
        Moment::Step(step) => step.min(timeline.known_steps()),
        Moment::Time(time) => timeline.steps_at(time),
    }
}

/// One look at the world.
struct Looked {
    subject: String,
    expected: String,
    found: String,
    holds: bool,
}

impl Looked {
    fn new<T: PartialEq>(
        subject: impl Into<String>,
        expected: &T,
        found: &T,
        words: impl Fn(&T) -> String,
    ) -> Looked {
        Looked {
            subject: subject.into(),
            expected: words(expected),
            found: words(found),
            holds: expected == found,
        }
    }
}

fn look(timeline: &Timeline, truth: &Truth) -> Looked {
    let (world, trace) = (timeline.simulation(), timeline.trace());
    match truth {
        Truth::Request { id, outcome, values } => {
            let subject = format!("request {id}");
            look_at_request(subject, ending(trace, *id), *outcome, values.as_deref())
        }
        Truth::Stored { key, node, versions, values } => {
            look_at_stored(world, key, *node, *versions, values.as_deref())
        }
        Truth::ReplicasAgree(key) => look_at_replicas(world, key),
        Truth::Hints { node, count } => {
            let kept = |node: NodeId| world.disk(node).map_or(0, |disk| disk.hints().len() as u32);
            let (subject, found) = match node {
                Some(node) => (format!("hints at {node}"), kept(*node)),
                None => ("hints".to_owned(), world.nodes().map(|node| kept(node.id())).sum()),
            };
            Looked::new(subject, count, &found, u32::to_string)
        }
        Truth::Node { node, status } => {
            let found = world.node(*node).map(NodeStatus::of);
            Looked::new(format!("node {node}"), &Some(*status), &found, |status| match status {
                Some(status) => status.to_string(),
                None => "not there".to_owned(),
            })
        }
        Truth::Belief { node, about, down } => {
            let running = world.running(*node);
            let found = running.map(|running| running.detector().seems_down(*about));
            let subject = format!("what {node} takes {about} as");
            Looked::new(subject, &Some(*down), &found, |down| {
                match down {
                    Some(true) => "down",
                    Some(false) => "up",
                    None => "nothing: it does not run",
                }
                .to_owned()
            })
        }
        Truth::Noted { kind, node, at_least, at_most } => {
            look_at_notes(trace, *kind, *node, *at_least, *at_most)
        }
        Truth::RefusedCommands(count) => {
            let refused = trace.iter().filter(|event| {
                matches!(event.kind, EventKind::Commanded { refused: Some(_), .. })
            });
            let found = refused.count() as u32;
            Looked::new("commands that could not be carried out", count, &found, u32::to_string)
        }
        Truth::Hash(hash) => {
            Looked::new("the hash of the trace", hash, &digest(trace), String::clone)
        }
    }
}

fn look_at_request(
    subject: String,
    ending: Option<Ending>,
    outcome: Option<Outcome>,
    values: Option<&[Value]>,
) -> Looked {
    let Some(ending) = ending else {
        let expected = in_words(outcome, values.map(<[Value]>::to_vec));
        return Looked { subject, expected, found: "never made".to_owned(), holds: false };
    };
    let read = ending.values.as_deref().map(sorted);
    let wanted = values.map(sorted);
    let holds = outcome.is_none_or(|outcome| outcome == ending.outcome)
        && (wanted.is_none() || wanted == read);
    let expected = in_words(outcome, wanted);
    // What was not asked for is not told, unless it explains why there is no value.
    let told = outcome.is_some() || read.is_none();
    let found = in_words(told.then_some(ending.outcome), read.filter(|_| values.is_some()));
    Looked { subject, expected, found, holds }
}

fn in_words(outcome: Option<Outcome>, values: Option<Vec<Value>>) -> String {
    let outcome = outcome.map(|outcome| outcome.to_string());
    let values = values.map(|values| transcript::values(&values));
    outcome.into_iter().chain(values).collect::<Vec<String>>().join(", ")
}

fn sorted(values: &[Value]) -> Vec<Value> {
    let mut sorted = values.to_vec();
    sort(&mut sorted);
    sorted
}

fn look_at_stored(
    world: &Simulation,
    key: &Key,
    node: Option<NodeId>,
    versions: Option<u32>,
    values: Option<&[Value]>,
) -> Looked {
    let nodes = node.map_or_else(|| primaries(world, key), |node| vec![node]);
    let wanted = values.map(sorted);
    let mut holds = !nodes.is_empty();
    let mut found = Vec::new();
    for node in nodes {
        let object = stored(world, node, key);
        let held: Vec<Value> =
            object.versions().iter().filter_map(|version| version.value()).cloned().collect();
        holds &= versions.is_none_or(|count| count as usize == object.versions().len());
        holds &= wanted.as_ref().is_none_or(|wanted| *wanted == sorted(&held));
        found.push(format!("{node}: {}", transcript::versions(&object)));
    }
    let counted = versions.map(|count| match count {
        1 => "1 version".to_owned(),
        count => format!("{count} versions"),
    });
    let expected = counted.into_iter().chain(values.map(transcript::values));
    let whose = node.map_or("each primary".to_owned(), |node| node.to_string());
    Looked {
        subject: format!("what {whose} holds of {}", transcript::name(key)),
        expected: expected.collect::<Vec<String>>().join(", "),
        found: found.join("; "),
        holds,
    }
}

fn look_at_replicas(world: &Simulation, key: &Key) -> Looked {
    let held: Vec<(NodeId, Object)> =
        primaries(world, key).into_iter().map(|node| (node, stored(world, node, key))).collect();
    let found: Vec<String> = held
        .iter()
        .map(|(node, object)| format!("{node}: {}", transcript::versions(object)))
        .collect();
    Looked {
        subject: format!("the replicas of {}", transcript::name(key)),
        expected: "all the same".to_owned(),
        found: found.join("; "),
        holds: held.windows(2).all(|pair| pair[0].1 == pair[1].1),
    }
}

fn look_at_notes(
    trace: &[TraceEvent],
    kind: NoteKind,
    node: Option<NodeId>,
    at_least: u32,
    at_most: Option<u32>,
) -> Looked {
    let noted = trace.iter().filter(|event| {
        let of_kind = matches!(&event.kind, EventKind::Note(note) if NoteKind::of(note) == kind);
        of_kind && node.is_none_or(|node| event.process == Some(node.into()))
    });
    let count = noted.count() as u32;
    let by = node.map(|node| format!(" by {node}")).unwrap_or_default();
    Looked {
        subject: format!("how often {kind} is noted{by}"),
        expected: match at_most {
            Some(most) if most == at_least => most.to_string(),
            Some(most) => format!("{at_least} to {most}"),
            None => format!("at least {at_least}"),
        },
        found: count.to_string(),
        holds: count >= at_least && at_most.is_none_or(|most| count <= most),
    }
}

/// What a node holds as its own, in memory or on disk.
fn stored(world: &Simulation, node: NodeId, key: &Key) -> Object {
    world.node(node).and_then(|process| own(process, key)).cloned().unwrap_or_default()
}

impl NodeStatus {
    /// What a node's process does.
    pub fn of(process: &crate::sim::process::NodeProcess) -> NodeStatus {
        match (process.is_up(), process.is_paused()) {
            (true, false) => NodeStatus::Up,
            (true, true) => NodeStatus::Paused,
            (false, _) => NodeStatus::Down,
        }
    }
}

impl fmt::Display for NodeStatus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            NodeStatus::Up => "up",
            NodeStatus::Down => "down",
            NodeStatus::Paused => "paused",
        })
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            Some(Moment::Time(time)) => write!(formatter, "At {time}: ")?,
            Some(Moment::Step(step)) => write!(formatter, "After {step} steps: ")?,
            None => formatter.write_str("At the end: ")?,
        }
        let Finding { subject, expected, found, .. } = self;
        match self.holds {
            true => write!(formatter, "{subject}: {expected}"),
            false => write!(formatter, "{subject}: expected {expected}; found {found}"),
        }
    }
}
