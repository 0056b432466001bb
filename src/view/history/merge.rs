//! What a client can make of the siblings that it has read, and what each way would write
//! (Dynamo §4.4: the application reconciles).

use crate::dynamo::identity::ClientId;
use crate::dynamo::key::Key;
use crate::dynamo::message::Operation;
use crate::dynamo::object::Version;
use crate::sim::client::Client;
use crate::sim::command::Write;
use crate::sim::simulation::Simulation;
use crate::view::key::newest;
use crate::view::words::{moment, shortened};

/// How many letters of a value stand on a button.
const VALUE_LETTERS: usize = 28;

/// At most so many siblings are offered one by one.
const SIBLINGS_OFFERED: usize = 6;

/// What a client can make of what it has read.
#[derive(Clone, Debug, PartialEq)]
pub struct MergeView {
    /// The client.
    pub client: ClientId,
    /// The key.
    pub key: Key,
    /// How many siblings it has read.
    pub siblings: usize,
    /// The ways.
    pub choices: Vec<MergeChoice>,
}

/// One way to make one version of several.
#[derive(Clone, Debug, PartialEq)]
pub struct MergeChoice {
    /// What is done.
    pub label: String,
    /// What it would write.
    pub would: String,
    /// The write.
    pub write: Write,
}

impl MergeView {
    /// What a client can make of a key; none if it has not read siblings of it, or if they have
    /// been replaced since, so that it had better read again.
    pub fn new(simulation: &Simulation, key: &Key, id: ClientId) -> Option<MergeView> {
        let client = simulation.client(id)?;
        let versions = client.reading(key)?.object.versions();
        if versions.len() < 2 {
            return None;
        }
        let newest = newest(simulation, key);
        let lasts =
            |version: &Version| newest.versions().iter().any(|newest| newest.dot == version.dot);
        if !versions.iter().all(lasts) {
            return None;
        }
        let all = |begin: &str| {
            let value = |version: &Version| version.value().map(ToString::to_string);
            versions.iter().filter_map(value).all(|value| value.starts_with(begin))
        };
        let own = match (all("count "), all("set ")) {
            (true, false) => ("Add the counters up", Write::MergeCounters),
            (false, true) => ("Join the sets", Write::MergeSets),
            _ => ("Union of the carts", Write::MergeCarts),
        };
        let mut choices = vec![choice(client, key, own.0.to_owned(), own.1)];
        let last = versions.iter().max_by_key(|version| (version.written, version.dot));
        if let Some(last) = last {
            let label = format!("Last write, of {}", moment(last.written));
            choices.push(choice(client, key, label, Write::KeepLast));
        }
        for version in versions.iter().take(SIBLINGS_OFFERED) {
            let (label, write) = match version.value() {
                Some(value) => (
                    format!("Keep “{}”", shortened(&value.to_string(), VALUE_LETTERS)),
                    Write::Update(value.clone()),
                ),
                None => ("Keep the deletion".to_owned(), Write::Delete),
            };
            choices.push(choice(client, key, label, write));
        }
        Some(MergeView { client: id, key: key.clone(), siblings: versions.len(), choices })
    }
}

fn choice(client: &Client, key: &Key, label: String, write: Write) -> MergeChoice {
    let would = match client.compose(key, &write) {
        Ok(Operation::Put { value, .. }) => format!("writes “{value}”"),
        Ok(_) => "writes a tombstone".to_owned(),
        Err(error) => error.to_string(),
    };
    MergeChoice { label, would, write }
}
