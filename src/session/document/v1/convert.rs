//! From a document to the format and back, with all that has to be looked at across single
//! members.

use super::act::Act;
use super::cluster::Cluster;
use super::names::{Bytes, ClientNumber, Millis, NodeName, RequestName};
use super::timed::Timed;
use super::truth::Ask;
use super::{Cursor, Narration, Scenario, Selection, VERSION};
use crate::dynamo::config_check::{ConfigError, Interval, Knob};
use crate::dynamo::time::Time;
use crate::session::document::complaint::Flaw;
use crate::session::document::limits::{
    COMMANDS_MAX, KEY_SPACES_MAX, PROSE_BYTES_MAX, REMARKS_MAX, STEPS_MAX, TITLE_BYTES_MAX,
    TOKENS_TOTAL_MAX,
};
use crate::session::document::{self, Document, Moment};
use crate::session::expectations::Expectation;
use crate::session::questions::Question;
use crate::session::scenario::{Origin, Recorded};
use crate::sim::BEHAVIOUR;
use crate::sim::setup::{NODES_MAX, Setup, SetupError};

impl From<&Document> for Scenario {
    fn from(document: &Document) -> Scenario {
        // Taken apart, so that nothing new can be forgotten.
        let Document {
            behaviour,
            title,
            description,
            seed,
            setup,
            commands,
            until,
            narration,
            questions,
            expectations,
            cursor,
            selection,
        } = document;
        Scenario {
            schema: None,
            version: VERSION,
            behaviour: Some(*behaviour),
            title: title.clone(),
            description: description.clone(),
            seed: *seed,
            cluster: setup.into(),
            commands: commands.iter().map(timed_command).collect(),
            until_ms: until.map(Into::into),
            narration: narration.iter().map(Into::into).collect(),
            questions: questions
                .iter()
                .map(|question| {
                    timed(Some(question.at), Ask::of(question.kind, question.text.clone()))
                })
                .collect(),
            expectations: expectations
                .iter()
                .map(|expectation| timed(expectation.at, (&expectation.truth).into()))
                .collect(),
            cursor: cursor.as_ref().map(Into::into),
            selection: selection.as_ref().map(Into::into),
        }
    }
}

fn timed_command(recorded: &Recorded) -> Timed<Act> {
    let step = match recorded.origin {
        Origin::Script => None,
        Origin::Person => Some(recorded.step),
    };
    Timed { at_ms: Some(recorded.at.into()), step, what: Act::of(&recorded.command) }
}

fn timed<T>(at: Option<Moment>, what: T) -> Timed<T> {
    let (at_ms, step) = apart(at);
    Timed { at_ms, step, what }
}

fn apart(at: Option<Moment>) -> (Option<Millis>, Option<u32>) {
    match at {
        Some(Moment::Time(time)) => (Some(time.into()), None),
        Some(Moment::Step(step)) => (None, Some(step)),
        None => (None, None),
    }
}

impl From<&document::Narration> for Narration {
    fn from(narration: &document::Narration) -> Narration {
        let (at_ms, step) = apart(Some(narration.at));
        Narration { at_ms, step, text: narration.text.clone() }
    }
}

impl From<&document::Cursor> for Cursor {
    fn from(cursor: &document::Cursor) -> Cursor {
        let document::Cursor { steps, at, hash } = cursor;
        Cursor { step: *steps, at_ms: at.map(Into::into), hash: hash.clone() }
    }
}

impl From<&document::Selection> for Selection {
    fn from(selection: &document::Selection) -> Selection {
        let document::Selection { key, request, node, client } = selection;
        Selection {
            key: key.clone().map(Bytes),
            request: request.map(RequestName),
            node: node.map(NodeName),
            client: client.map(ClientNumber),
        }
    }
}

impl Scenario {
    /// The document.
    ///
    /// # Errors
    /// The first thing that makes no sense.
    pub(in crate::session::document) fn document(self) -> Result<Document, Flaw> {
        let behaviour = self.behaviour.unwrap_or(BEHAVIOUR);
        if behaviour > BEHAVIOUR {
            let what = format!(
                "This session needs behaviour version {behaviour} of the simulation; this is \
                 version {BEHAVIOUR}. Open it with a newer playground: reload the page, or build \
                 the program anew."
            );
            return Err(Flaw::new("behaviour", what));
        }
        at_most("title", self.title.len(), TITLE_BYTES_MAX, "bytes")?;
        at_most("description", self.description.len(), PROSE_BYTES_MAX, "bytes")?;
        let setup = setup(&self.cluster)?;
        let cursor = self.cursor.map(cursor).transpose()?;
        Ok(Document {
            behaviour,
            title: self.title,
            description: self.description,
            seed: self.seed,
            setup,
            commands: commands(self.commands)?,
            until: self.until_ms.map(Into::into),
            narration: each("narration", self.narration, narration)?,
            questions: each("questions", self.questions, question)?,
            expectations: each("expectations", self.expectations, expectation)?,
            cursor,
            selection: self.selection.map(selection),
        })
    }
}

fn at_most(path: &str, count: usize, most: usize, of_what: &str) -> Result<(), Flaw> {
    match count <= most {
        true => Ok(()),
        false => Err(Flaw::new(
            path,
            format!("There are {count} {of_what} here; at most {most} can be."),
        )),
    }
}

/// Every one of a list, each with its path.
fn each<T, U>(
    name: &str,
    list: Vec<T>,
    one: impl Fn(&str, T) -> Result<U, Flaw>,
) -> Result<Vec<U>, Flaw> {
    at_most(name, list.len(), REMARKS_MAX, "of them")?;
    let numbered = list.into_iter().enumerate();
    numbered.map(|(index, item)| one(&format!("{name}[{index}]"), item)).collect()
}

fn commands(given: Vec<Timed<Act>>) -> Result<Vec<Recorded>, Flaw> {
    at_most("commands", given.len(), COMMANDS_MAX, "commands")?;
    let mut commands: Vec<Recorded> = Vec::with_capacity(given.len());
    for (index, Timed { at_ms, step, what }) in given.into_iter().enumerate() {
        let path = format!("commands[{index}]");
        let before = commands.last().map_or(Time::ZERO, |recorded| recorded.at);
        let at = at_ms.map_or(before, Into::into);
        if at < before {
            let what = format!(
                "This is given at {at}, but the command before it at {before}. Put the commands in \
                 the order of their times."
            );
            return Err(Flaw::new(path, what));
        }
        let origin = if step.is_some() { Origin::Person } else { Origin::Script };
        let step = within_steps(&path, step.unwrap_or_default())?;
        let command = what.command().map_err(|what| Flaw::new(path, what))?;
        commands.push(Recorded { at, step, command, origin });
    }
    Ok(commands)
}

fn within_steps(path: &str, steps: u32) -> Result<u32, Flaw> {
    match steps <= STEPS_MAX {
        true => Ok(steps),
        false => {
            let what = format!("A session has at most {STEPS_MAX} steps; this says {steps}.");
            Err(Flaw::new(format!("{path}.step"), what))
        }
    }
}

fn moment(path: &str, at_ms: Option<Millis>, step: Option<u32>) -> Result<Option<Moment>, Flaw> {
    match (at_ms, step) {
        (Some(_), Some(_)) => {
            let what = "A moment is told by “at_ms” or by “step”. Take one of them out.";
            Err(Flaw::new(path, what))
        }
        (Some(at_ms), None) => Ok(Some(Moment::Time(at_ms.into()))),
        (None, Some(step)) => Ok(Some(Moment::Step(within_steps(path, step)?))),
        (None, None) => Ok(None),
    }
}

fn some_moment(path: &str, at_ms: Option<Millis>, step: Option<u32>) -> Result<Moment, Flaw> {
    let missing = || Flaw::new(path, "“at_ms” is missing here. Add it, or “step”.");
    moment(path, at_ms, step)?.ok_or_else(missing)
}

fn narration(path: &str, narration: Narration) -> Result<document::Narration, Flaw> {
    let Narration { at_ms, step, text } = narration;
    at_most(&format!("{path}.text"), text.len(), PROSE_BYTES_MAX, "bytes")?;
    Ok(document::Narration { at: some_moment(path, at_ms, step)?, text })
}

fn question(path: &str, question: Timed<Ask>) -> Result<Question, Flaw> {
    let Timed { at_ms, step, what } = question;
    let (kind, text) = what.question();
    at_most(path, text.as_deref().map_or(0, str::len), PROSE_BYTES_MAX, "bytes")?;
    Ok(Question { at: some_moment(path, at_ms, step)?, kind, text })
}

fn expectation(path: &str, expectation: Timed<super::truth::Truth>) -> Result<Expectation, Flaw> {
    let Timed { at_ms, step, what } = expectation;
    Ok(Expectation { at: moment(path, at_ms, step)?, truth: what.into() })
}

fn cursor(cursor: Cursor) -> Result<document::Cursor, Flaw> {
    let Cursor { step, at_ms, hash } = cursor;
    Ok(document::Cursor {
        steps: within_steps("cursor", step)?,
        at: at_ms.map(Into::into),
        hash: hash.map(|hash| hash.to_ascii_lowercase()),
    })
}

fn selection(selection: Selection) -> document::Selection {
    let Selection { key, request, node, client } = selection;
    document::Selection {
        key: key.map(|key| key.0),
        request: request.map(|request| request.0),
        node: node.map(|node| node.0),
        client: client.map(|client| client.0),
    }
}

fn setup(cluster: &Cluster) -> Result<Setup, Flaw> {
    at_most("cluster.key_spaces", cluster.key_spaces.len(), KEY_SPACES_MAX, "key spaces")?;
    let setup = Setup::from(cluster);
    at_most("cluster.capacities", setup.capacities.len(), NODES_MAX.into(), "capacities")?;
    at_most("cluster.seeds", setup.store.seeds.len(), NODES_MAX.into(), "seeds")?;
    if let Err(errors) = setup.check()
        && let Some(first) = errors.first()
    {
        return Err(Flaw::new(path_of(cluster, first), first.to_string()));
    }
    let per_node = u64::from(setup.store.placement.tokens_per_node);
    let weights: u64 = setup.node_ids().map(|node| u64::from(setup.capacity(node))).sum();
    if per_node * weights > TOKENS_TOTAL_MAX {
        let what = format!(
            "All nodes together would have {} tokens; at most {TOKENS_TOTAL_MAX} can be. Take fewer \
             nodes, fewer tokens for each, or smaller capacities.",
            per_node * weights
        );
        return Err(Flaw::new("cluster.tokens_per_node", what));
    }
    Ok(setup)
}

/// Where in the format stands what a setup is wrong about.
fn path_of(cluster: &Cluster, error: &SetupError) -> String {
    match error {
        SetupError::Nodes => "cluster.nodes".to_owned(),
        SetupError::Zones => "cluster.zones".to_owned(),
        SetupError::Capacity => "cluster.capacities".to_owned(),
        SetupError::Seed(_) => "cluster.seeds".to_owned(),
        SetupError::DetectorNeedsGossip => "cluster.failure_detector".to_owned(),
        SetupError::Store(ConfigError { knob, key_space, .. }) => {
            let spaces = cluster.key_spaces.iter();
            let place = key_space
                .as_ref()
                .and_then(|prefix| spaces.enumerate().find(|(_, space)| space.prefix == *prefix));
            let around =
                place.map(|(index, _)| format!(".key_spaces[{index}]")).unwrap_or_default();
            format!("cluster{around}.{}", name_of(*knob))
        }
    }
}

fn name_of(knob: Knob) -> &'static str {
    match knob {
        Knob::Replicas => "replicas",
        Knob::ReadQuorum => "read_quorum",
        Knob::WriteQuorum => "write_quorum",
        Knob::Prefix => "prefix",
        Knob::ClockEntries => "clock_entries_max",
        Knob::Tokens => "tokens_per_node",
        Knob::Partitions => "partitions",
        Knob::MerkleDepth => "merkle_depth",
        Knob::DurableCopies => "write_buffer.durable_copies",
        Knob::Interval(interval) => match interval {
            Interval::ReplicaTimeout => "replica_timeout_ms",
            Interval::RequestDeadline => "request_deadline_ms",
            Interval::Probe => "probe_interval_ms",
            Interval::Gossip => "gossip_interval_ms",
            Interval::AntiEntropy => "anti_entropy_interval_ms",
            Interval::Flush => "write_buffer.flush_interval_ms",
            Interval::TombstoneGrace => "tombstone_grace_ms",
            Interval::ClientRefresh => "client_refresh_ms",
        },
    }
}
