//! Commands.

use core::fmt;

use serde::de::{self, Deserializer, Visitor};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use super::names::{Bytes, ClientNumber, NodeName, node};
use crate::dynamo::identity::ClientId;
use crate::dynamo::key::{Key, Value};
use crate::session::document::suggestion::shortened;
use crate::sim::command::{Command, Entry, Write};

/// What is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Act {
    /// A client gets an object.
    Get {
        /// The object's key.
        key: Bytes<Key>,
        /// The client; 1 unless said otherwise.
        #[serde(default, skip_serializing_if = "ClientNumber::is_first")]
        client: ClientNumber,
        /// Which node it turns to.
        #[serde(default, skip_serializing_if = "Via::is_usual")]
        via: Via,
        /// R for this request alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        quorum: Option<u8>,
    },
    /// A client writes an object. Exactly one of the members that say what is needed.
    Put(Put),
    /// A client deletes an object.
    Delete {
        /// The object's key.
        key: Bytes<Key>,
        /// The client; 1 unless said otherwise.
        #[serde(default, skip_serializing_if = "ClientNumber::is_first")]
        client: ClientNumber,
        /// Which node it turns to.
        #[serde(default, skip_serializing_if = "Via::is_usual")]
        via: Via,
        /// W for this request alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        quorum: Option<u8>,
    },
    /// A node's process ends at once. Its disk stays.
    Crash(NodeName),
    /// A node's process starts on the disk that the last one left.
    Restart(NodeName),
    /// A node's disk is lost, and its process ends with it.
    WipeDisk(NodeName),
    /// A node's clock is set ahead, or behind if negative.
    SkewClock {
        /// The node.
        node: NodeName,
        /// How far ahead.
        ahead_ms: i32,
    },
    /// A new node is started and told to join the ring.
    Join {
        /// The zone (data centre) that it stands in, from 0.
        #[serde(default)]
        zone: u8,
        /// How much it can bear compared with a node of capacity 1.
        #[serde(default = "one")]
        capacity: u8,
    },
    /// A node is told to hand everything over and leave the ring for good.
    Leave(NodeName),
    /// A node is told that another one is gone for good.
    Remove {
        /// The one that is gone.
        node: NodeName,
        /// The one that is told.
        told: NodeName,
    },
    /// The nodes are split into groups that cannot reach each other. Clients reach all.
    Partition(Vec<Vec<NodeName>>),
    /// Every cut is mended.
    Heal {},
    /// The configuration service names these nodes as seeds from now on.
    NameSeeds(Vec<NodeName>),
}

/// A write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Put {
    /// The object's key.
    pub key: Bytes<Key>,
    /// The client; 1 unless said otherwise.
    #[serde(default, skip_serializing_if = "ClientNumber::is_first")]
    pub client: ClientNumber,
    /// This value, in place of what the client last read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Bytes<Value>>,
    /// This value, as if the client had read nothing: no context goes along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blind_value: Option<Bytes<Value>>,
    /// The cart that the client last read, siblings merged, with this item more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub add_to_cart: Option<String>,
    /// The same with this item less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remove_from_cart: Option<String>,
    /// The siblings that the client last read, merged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merge: Option<Merge>,
    /// The counter that the client last read, with so much more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<i32>,
    /// The observed-remove set that the client last read, with this item more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub add_to_set: Option<String>,
    /// The same with this item less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remove_from_set: Option<String>,
    /// Which node the client turns to.
    #[serde(default, skip_serializing_if = "Via::is_usual")]
    pub via: Via,
    /// W for this request alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quorum: Option<u8>,
}

/// What siblings are merged as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Merge {
    /// As shopping carts: the union of all items.
    Carts,
}

/// Which node a client turns to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Via(Entry);

fn one() -> u8 {
    1
}

impl Act {
    /// The format's words for a command.
    pub fn of(command: &Command) -> Act {
        match command {
            Command::Get { client, key, entry, quorum } => Act::Get {
                key: Bytes(key.clone()),
                client: ClientNumber(*client),
                via: Via(*entry),
                quorum: *quorum,
            },
            Command::Put { client, key, write: Write::Delete, entry, quorum } => Act::Delete {
                key: Bytes(key.clone()),
                client: ClientNumber(*client),
                via: Via(*entry),
                quorum: *quorum,
            },
            Command::Put { client, key, write, entry, quorum } => Act::Put(Put {
                client: ClientNumber(*client),
                via: Via(*entry),
                quorum: *quorum,
                ..Put::of(key, write)
            }),
            Command::Crash(node) => Act::Crash(NodeName(*node)),
            Command::Restart(node) => Act::Restart(NodeName(*node)),
            Command::WipeDisk(node) => Act::WipeDisk(NodeName(*node)),
            Command::Skew { node, ahead_ms } => {
                Act::SkewClock { node: NodeName(*node), ahead_ms: *ahead_ms }
            }
            Command::Join { zone, capacity } => Act::Join { zone: *zone, capacity: *capacity },
            Command::Leave(node) => Act::Leave(NodeName(*node)),
            Command::Remove { node, told } => {
                Act::Remove { node: NodeName(*node), told: NodeName(*told) }
            }
            Command::Partition(groups) => Act::Partition(
                groups.iter().map(|group| group.iter().copied().map(NodeName).collect()).collect(),
            ),
            Command::Heal => Act::Heal {},
            Command::NameSeeds(seeds) => {
                Act::NameSeeds(seeds.iter().copied().map(NodeName).collect())
            }
        }
    }

    /// The command.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn command(self) -> Result<Command, String> {
        Ok(match self {
            Act::Get { key, client, via, quorum } => {
                Command::Get { client: client.0, key: key.0, entry: via.0, quorum }
            }
            Act::Put(put) => put.command()?,
            Act::Delete { key, client, via, quorum } => Command::Put {
                client: client.0,
                key: key.0,
                write: Write::Delete,
                entry: via.0,
                quorum,
            },
            Act::Crash(node) => Command::Crash(node.0),
            Act::Restart(node) => Command::Restart(node.0),
            Act::WipeDisk(node) => Command::WipeDisk(node.0),
            Act::SkewClock { node, ahead_ms } => Command::Skew { node: node.0, ahead_ms },
            Act::Join { zone, capacity } => Command::Join { zone, capacity },
            Act::Leave(node) => Command::Leave(node.0),
            Act::Remove { node, told } => Command::Remove { node: node.0, told: told.0 },
            Act::Partition(groups) => Command::Partition(
                groups
                    .into_iter()
                    .map(|group| group.into_iter().map(|node| node.0).collect())
                    .collect(),
            ),
            Act::Heal {} => Command::Heal,
            Act::NameSeeds(seeds) => {
                Command::NameSeeds(seeds.into_iter().map(|seed| seed.0).collect())
            }
        })
    }
}

impl Put {
    fn of(key: &Key, write: &Write) -> Put {
        let put = Put::new(Bytes(key.clone()));
        match write {
            Write::Update(value) => Put { value: Some(Bytes(value.clone())), ..put },
            Write::Blind(value) => Put { blind_value: Some(Bytes(value.clone())), ..put },
            Write::AddToCart(item) => Put { add_to_cart: Some(item.clone()), ..put },
            Write::RemoveFromCart(item) => Put { remove_from_cart: Some(item.clone()), ..put },
            Write::MergeCarts => Put { merge: Some(Merge::Carts), ..put },
            // A command of its own in the format.
            Write::Delete => put,
            Write::Count(amount) => Put { count: Some(*amount), ..put },
            Write::AddToSet(item) => Put { add_to_set: Some(item.clone()), ..put },
            Write::RemoveFromSet(item) => Put { remove_from_set: Some(item.clone()), ..put },
        }
    }

    fn new(key: Bytes<Key>) -> Put {
        Put {
            key,
            client: ClientNumber::default(),
            value: None,
            blind_value: None,
            add_to_cart: None,
            remove_from_cart: None,
            merge: None,
            count: None,
            add_to_set: None,
            remove_from_set: None,
            via: Via::default(),
            quorum: None,
        }
    }

    fn command(self) -> Result<Command, String> {
        let writes = [
            self.value.map(|value| Write::Update(value.0)),
            self.blind_value.map(|value| Write::Blind(value.0)),
            self.add_to_cart.map(Write::AddToCart),
            self.remove_from_cart.map(Write::RemoveFromCart),
            self.merge.map(|Merge::Carts| Write::MergeCarts),
            self.count.map(Write::Count),
            self.add_to_set.map(Write::AddToSet),
            self.remove_from_set.map(Write::RemoveFromSet),
        ];
        let mut writes = writes.into_iter().flatten();
        match (writes.next(), writes.next()) {
            (Some(write), None) => Ok(Command::Put {
                client: self.client.0,
                key: self.key.0,
                write,
                entry: self.via.0,
                quorum: self.quorum,
            }),
            _ => Err("A put needs exactly one of value, blind_value, add_to_cart, \
                      remove_from_cart, merge, count, add_to_set and remove_from_set."
                .to_owned()),
        }
    }
}

impl ClientNumber {
    fn is_first(&self) -> bool {
        *self == ClientNumber::default()
    }
}

impl Default for ClientNumber {
    fn default() -> ClientNumber {
        ClientNumber(ClientId(0))
    }
}

impl Via {
    fn is_usual(&self) -> bool {
        *self == Via::default()
    }
}

impl Serialize for Via {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Entry::LoadBalancer => serializer.serialize_str(LOAD_BALANCER),
            Entry::PartitionAware => serializer.serialize_str(PARTITION_AWARE),
            Entry::Node(node) => serializer.collect_str(&node),
        }
    }
}

const LOAD_BALANCER: &str = "load_balancer";
const PARTITION_AWARE: &str = "partition_aware";

impl<'de> Deserialize<'de> for Via {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Via, D::Error> {
        struct Name;
        impl Visitor<'_> for Name {
            type Value = Via;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("the letter of a node, “load_balancer” or “partition_aware”")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Via, E> {
                let entry = match text {
                    LOAD_BALANCER => Some(Entry::LoadBalancer),
                    PARTITION_AWARE => Some(Entry::PartitionAware),
                    letters => node(letters).map(Entry::Node),
                };
                entry.map(Via).ok_or_else(|| {
                    let text = shortened(text);
                    E::custom(format!(
                        "“{text}” is neither the letter of a node, as A, nor “{LOAD_BALANCER}” nor \
                         “{PARTITION_AWARE}”."
                    ))
                })
            }
        }
        deserializer.deserialize_str(Name)
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl schemars::JsonSchema for Via {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Via".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "Which node a client turns to: one by its letter, any that the load \
                            balancer draws, or one that keeps the key by the ring that the client \
                            has downloaded.",
            "type": "string",
            "pattern": "^([A-Za-z]{1,3}|load_balancer|partition_aware)$",
            "default": LOAD_BALANCER
        })
    }
}
