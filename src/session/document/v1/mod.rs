//! Version 1 of the format: types of its own, which stay as they are whatever the playground's
//! types become.

mod act;
mod cluster;
mod convert;
mod latency;
mod names;
mod timed;
mod truth;
mod variants;

use serde::{Deserialize, Serialize};

use self::act::Act;
use self::cluster::Cluster;
use self::names::{Bytes, ClientNumber, Millis, NodeName, RequestName};
use self::timed::Timed;
use self::truth::{Ask, Truth};
use crate::dynamo::key::Key;
use crate::sim::command::Command;

/// The number of this version.
pub const VERSION: u32 = 1;

/// A command in the words of this version, for exports.
pub fn command_words(command: &Command) -> serde_json::Value {
    // Every name in it is a text: there is no way to fail.
    serde_json::to_value(Act::of(command)).unwrap_or_default()
}

/// A session of the Dynamo playground: a seed, a cluster and what is done to it, and texts,
/// questions and expectations about the run that follows from them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The JSON Schema, for editors.
    #[serde(rename = "$schema", default, skip_serializing)]
    pub schema: Option<String>,
    /// The version of the format: 1.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1, max = 1)))]
    pub version: u32,
    /// The version of the simulation's behaviour under which it was written; today's unless
    /// said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behaviour: Option<u32>,
    /// What it is called.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// What it is about, in a sentence or two.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Where all chance comes from.
    #[serde(default)]
    pub seed: u64,
    /// The cluster.
    #[serde(default)]
    pub cluster: Cluster,
    /// What is done, in the order in which it is given. One that has no time is given at that of
    /// the one before it. One with a step was given by hand after so many steps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commands: Vec<Timed<Act>>,
    /// When a run without a person ends, if it does not come to rest before; ten seconds after
    /// the last command unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_ms: Option<Millis>,
    /// Texts to be shown on the way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub narration: Vec<Narration>,
    /// Questions to be asked on the way, whose answers the run gives.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Timed<Ask>>,
    /// What must be true at a moment, or at the end where none is given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expectations: Vec<Timed<Truth>>,
    /// Where the session stands; at the beginning unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<Cursor>,
    /// What is selected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selection: Option<Selection>,
}

/// A text for a moment: a time or a number of steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Narration {
    /// At this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_ms: Option<Millis>,
    /// After so many steps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<u32>,
    /// The text, never markup.
    pub text: String,
}

/// Where a session stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Cursor {
    /// After so many steps.
    pub step: u32,
    /// The time shown there, if time has passed since the last step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_ms: Option<Millis>,
    /// The digest of the trace up to there, in 32 hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
}

/// What is selected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Selection {
    /// A key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Bytes<Key>>,
    /// A request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<RequestName>,
    /// A node.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<NodeName>,
    /// The client whose acts are given by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<ClientNumber>,
}
