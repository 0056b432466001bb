//! What every request says: who asks, for which key, and which node.

#[cfg(not(target_arch = "wasm32"))]
use serde_json::{Value as Schema, json};

use super::names::{CLIENT, KeyBytes, node};
use crate::dynamo::identity::ClientId;
use crate::dynamo::key::Key;
use crate::session::document::form::{Flaw, Kind, Members, Part, Whole, Writer, explain};
use crate::sim::command::Entry;

/// What every request says.
pub struct Asked {
    /// Who asks.
    pub client: ClientId,
    /// Which key.
    pub key: Key,
    /// Which node the client turns to.
    pub entry: Entry,
    /// R or W for this request alone.
    pub quorum: Option<u8>,
}

/// Reads what every request says.
pub fn asked(members: &mut Members<'_>) -> Result<Asked, Flaw> {
    let key = members.required("key", explain!("The object's key."), KeyBytes)?;
    let client = members.optional("client", explain!("The client; client 1."), CLIENT)?;
    let entry = via(members)?;
    // A quorum that there cannot be is refused when the command is given, not before.
    let quorum = Whole { least: 0, most: u8::MAX };
    let quorum = members.optional("quorum", explain!("R or W for this request alone."), quorum)?;
    Ok(Asked { client: client.unwrap_or(ClientId(0)), key, entry, quorum })
}

/// Reads which node a client turns to.
pub fn via(members: &mut Members<'_>) -> Result<Entry, Flaw> {
    let entry = members.optional(
        "via",
        explain!(
            "Which node the client turns to: one by its letter, any that the load balancer draws, \
              or one that keeps the key by the ring that the client has downloaded."
        ),
        Via,
    )?;
    Ok(entry.unwrap_or_default())
}

/// Which node a client turns to.
struct Via;

const LOAD_BALANCER: &str = "load_balancer";
const PARTITION_AWARE: &str = "partition_aware";

impl Kind for Via {
    type Value = Entry;

    fn read(&self, part: Part<'_>) -> Result<Entry, Flaw> {
        let entry = match part.text()? {
            LOAD_BALANCER => Some(Entry::LoadBalancer),
            PARTITION_AWARE => Some(Entry::PartitionAware),
            letters => node(letters).map(Entry::Node),
        };
        let needed = "The letter of a node, “load_balancer” or “partition_aware”";
        entry.ok_or_else(|| part.needs(needed))
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn schema(&self) -> Schema {
        let pattern = format!("^([A-Za-z]{{1,3}}|{LOAD_BALANCER}|{PARTITION_AWARE})$");
        json!({ "type": "string", "pattern": pattern, "default": LOAD_BALANCER })
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn example(&self) -> Result<Entry, Flaw> {
        Ok(Entry::LoadBalancer)
    }
}

/// Writes what every request says.
pub fn write_asked(
    object: &mut Writer<'_>,
    client: ClientId,
    key: &Key,
    entry: Entry,
    quorum: Option<u8>,
) {
    object.key(key);
    if client != ClientId(0) {
        object.text("client", &client);
    }
    write_via(object, entry);
    if let Some(quorum) = quorum {
        object.bare("quorum", &quorum);
    }
}

/// Writes which node a client turns to.
pub fn write_via(object: &mut Writer<'_>, entry: Entry) {
    match entry {
        Entry::LoadBalancer => {}
        Entry::PartitionAware => object.text("via", &PARTITION_AWARE),
        Entry::Node(node) => object.text("via", &node),
    }
}
