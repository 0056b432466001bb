//! Expectations and questions.

use serde::{Deserialize, Serialize};

use super::names::{Bytes, NodeName, NoteName, RequestName};
use super::variants::named_variants;
use crate::dynamo::key::{Key, Value};
use crate::session::{expectations, outcome, questions};

/// What must be true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Truth {
    /// What has become of a request, as its client knows.
    Request {
        /// The request.
        id: RequestName,
        /// What must have become of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        outcome: Option<Outcome>,
        /// The values that it must have read, in any order.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        values: Option<Vec<Bytes<Value>>>,
    },
    /// What is stored under a key.
    Stored {
        /// The key.
        key: Bytes<Key>,
        /// At which node; at each of the key's primaries unless said otherwise.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        node: Option<NodeName>,
        /// How many versions, tombstones included.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        versions: Option<u32>,
        /// Which values, in any order and without tombstones.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        values: Option<Vec<Bytes<Value>>>,
    },
    /// All primaries of a key hold the same.
    ReplicasAgree {
        /// The key.
        key: Bytes<Key>,
    },
    /// How many hinted replicas are kept.
    Hints {
        /// By which node; by all together unless said otherwise.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        node: Option<NodeName>,
        /// How many.
        count: u32,
    },
    /// What a node's process does.
    Node {
        /// The node.
        node: NodeName,
        /// What it does.
        status: Status,
    },
    /// What a node takes another as.
    Belief {
        /// The node.
        node: NodeName,
        /// The other.
        about: NodeName,
        /// Whether it is taken as down.
        down: bool,
    },
    /// How often nodes have noted something.
    Noted {
        /// What.
        kind: NoteName,
        /// Which node; all together unless said otherwise.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        node: Option<NodeName>,
        /// So often at least.
        #[serde(default = "once")]
        at_least: u32,
        /// So often at most.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at_most: Option<u32>,
    },
    /// How many commands could not be carried out.
    RefusedCommands {
        /// How many.
        count: u32,
    },
    /// The digest of the whole trace up to then, in 32 hexadecimal digits.
    Hash(String),
}

fn once() -> u32 {
    1
}

named_variants! {
    /// What becomes of a request.
    Outcome = outcome::Outcome {
        /// It succeeded.
        Ok,
        /// It did not succeed and has changed nothing.
        Failed,
        /// A write did not succeed: it may have been stored all the same.
        Indeterminate,
        /// It made no sense and was not carried out.
        Refused,
        /// The client still waits.
        Waiting,
    }
    /// What a node's process does.
    Status = expectations::NodeStatus {
        /// It runs.
        Up,
        /// It does not run.
        Down,
    }
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Ask {
    /// Which node coordinates this request?
    Coordinator {
        /// The request.
        request: RequestName,
        /// The words it is asked in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// What becomes of this request?
    Outcome {
        /// The request.
        request: RequestName,
        /// The words it is asked in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// Which values does this get return?
    Values {
        /// The request.
        request: RequestName,
        /// The words it is asked in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// How many hashes does the next comparison of trees send?
    Hashes {
        /// The words it is asked in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
}

fn values(values: &[Value]) -> Vec<Bytes<Value>> {
    values.iter().cloned().map(Bytes).collect()
}

fn bare(values: Vec<Bytes<Value>>) -> Vec<Value> {
    values.into_iter().map(|value| value.0).collect()
}

impl From<&expectations::Truth> for Truth {
    fn from(truth: &expectations::Truth) -> Truth {
        use expectations::Truth as Inner;
        let named = |node: &Option<_>| node.map(NodeName);
        match truth {
            Inner::Request { id, outcome, values: read } => Truth::Request {
                id: RequestName(*id),
                outcome: outcome.map(Into::into),
                values: read.as_deref().map(values),
            },
            Inner::Stored { key, node, versions, values: held } => Truth::Stored {
                key: Bytes(key.clone()),
                node: named(node),
                versions: *versions,
                values: held.as_deref().map(values),
            },
            Inner::ReplicasAgree(key) => Truth::ReplicasAgree { key: Bytes(key.clone()) },
            Inner::Hints { node, count } => Truth::Hints { node: named(node), count: *count },
            Inner::Node { node, status } => {
                Truth::Node { node: NodeName(*node), status: (*status).into() }
            }
            Inner::Belief { node, about, down } => {
                Truth::Belief { node: NodeName(*node), about: NodeName(*about), down: *down }
            }
            Inner::Noted { kind, node, at_least, at_most } => Truth::Noted {
                kind: NoteName(*kind),
                node: named(node),
                at_least: *at_least,
                at_most: *at_most,
            },
            Inner::RefusedCommands(count) => Truth::RefusedCommands { count: *count },
            Inner::Hash(hash) => Truth::Hash(hash.clone()),
        }
    }
}

impl From<Truth> for expectations::Truth {
    fn from(truth: Truth) -> expectations::Truth {
        use expectations::Truth as Inner;
        let bare_name = |node: Option<NodeName>| node.map(|node| node.0);
        match truth {
            Truth::Request { id, outcome, values } => Inner::Request {
                id: id.0,
                outcome: outcome.map(Into::into),
                values: values.map(bare),
            },
            Truth::Stored { key, node, versions, values } => Inner::Stored {
                key: key.0,
                node: bare_name(node),
                versions,
                values: values.map(bare),
            },
            Truth::ReplicasAgree { key } => Inner::ReplicasAgree(key.0),
            Truth::Hints { node, count } => Inner::Hints { node: bare_name(node), count },
            Truth::Node { node, status } => Inner::Node { node: node.0, status: status.into() },
            Truth::Belief { node, about, down } => {
                Inner::Belief { node: node.0, about: about.0, down }
            }
            Truth::Noted { kind, node, at_least, at_most } => {
                Inner::Noted { kind: kind.0, node: bare_name(node), at_least, at_most }
            }
            Truth::RefusedCommands { count } => Inner::RefusedCommands(count),
            Truth::Hash(hash) => Inner::Hash(hash.to_ascii_lowercase()),
        }
    }
}

impl Ask {
    /// The format's words for a question.
    pub fn of(kind: questions::QuestionKind, text: Option<String>) -> Ask {
        use questions::QuestionKind as Kind;
        match kind {
            Kind::Coordinator(id) => Ask::Coordinator { request: RequestName(id), text },
            Kind::Outcome(id) => Ask::Outcome { request: RequestName(id), text },
            Kind::Values(id) => Ask::Values { request: RequestName(id), text },
            Kind::Hashes => Ask::Hashes { text },
        }
    }

    /// The question and its words.
    pub fn question(self) -> (questions::QuestionKind, Option<String>) {
        use questions::QuestionKind as Kind;
        match self {
            Ask::Coordinator { request, text } => (Kind::Coordinator(request.0), text),
            Ask::Outcome { request, text } => (Kind::Outcome(request.0), text),
            Ask::Values { request, text } => (Kind::Values(request.0), text),
            Ask::Hashes { text } => (Kind::Hashes, text),
        }
    }
}
