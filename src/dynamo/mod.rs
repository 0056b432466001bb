//! The protocol: Amazon Dynamo (DeCandia et al., SOSP 2007) as pure state machines.
//!
//! A [`node::Node`] is a value. It is fed one [`environment::Input`] at a time and describes
//! what it wants done as [`environment::Effect`]s. It knows no socket, no clock but the one it
//! is handed, and no chance. Whoever drives nodes has these duties:
//!
//! 1. Feed [`environment::Input::Start`] first, after every start of the process.
//! 2. Carry out the effects of a step, in order, before the node's next step.
//! 3. Deliver a message to the node it was sent to, at any later time, or lose it. Nodes must
//!    bear loss, delay, reordering and repetition.
//! 4. Fire a timer once, after its time by the node's clock, unless it was moved or cancelled.
//! 5. When a process ends, drop everything but [`node::Node::crash`]'s disk, its timers
//!    included, and raise the epoch before the next start.
//!
//! ```
//! use dynamo_playground::dynamo::chance::Chance;
//! use dynamo_playground::dynamo::config::Config;
//! use dynamo_playground::dynamo::disk::Disk;
//! use dynamo_playground::dynamo::environment::{Effect, Environment, Input};
//! use dynamo_playground::dynamo::identity::{ClientId, NodeId, RequestId};
//! use dynamo_playground::dynamo::key::{Key, Value};
//! use dynamo_playground::dynamo::membership::Membership;
//! use dynamo_playground::dynamo::message::{Message, Operation, Outcome, Request};
//! use dynamo_playground::dynamo::node::Node;
//! use dynamo_playground::dynamo::time::Time;
//!
//! // A ring of one node, which keeps its only copy itself.
//! let node = NodeId(0);
//! let config = Config { replicas: 1, read_quorum: 1, write_quorum: 1, ..Config::default() };
//! let chance = Chance::new(1);
//! let (zone, capacity) = (0, 1);
//! let members = Membership::founding(&config.placement, chance, &[(node, zone, capacity)]);
//! let mut a = Node::new(node, Disk::blank(members.into()));
//! let mut effects = Vec::new();
//! let mut step = |input| {
//!     let mut environment = Environment {
//!         now: Time::ZERO,
//!         epoch: 0,
//!         config: &config,
//!         seeds: &[],
//!         chance,
//!         effects: &mut effects,
//!     };
//!     a.step(&mut environment, input);
//! };
//! step(Input::Start);
//! let client = ClientId(0);
//! let message = Message::Ask(Request {
//!     id: RequestId { client, sequence: 1 },
//!     key: Key::new("cart").unwrap(),
//!     operation: Operation::Put { value: Value::new("milk").unwrap(), context: None },
//!     quorum: None,
//!     ring: None,
//! });
//! step(Input::Message { from: client.into(), message: message.into() });
//! assert!(effects.iter().any(|effect| matches!(
//!     effect,
//!     Effect::Send { message: Message::Answer { outcome: Outcome::Written, .. }, .. }
//! )));
//! ```

pub mod admission;
pub mod anti_entropy;
pub mod causal_context;
pub mod chance;
pub mod config;
pub mod config_check;
pub mod disk;
pub mod environment;
pub mod exchange;
pub mod failure_detector;
pub mod forest;
pub mod get;
pub mod gossip;
pub mod hand_on;
pub mod handoff;
pub mod identity;
pub mod join_and_leave;
pub mod key;
pub mod key_space;
pub mod local;
pub mod membership;
pub mod merkle;
pub mod message;
pub mod message_kind;
pub mod node;
pub mod note;
pub mod object;
pub mod placement;
#[cfg_attr(not(feature = "planted"), allow(unused_imports))]
pub mod planted;
pub mod preference_list;
pub mod put;
pub mod quorum;
pub mod read_repair;
pub mod replay_window;
pub mod replica_wait;
pub mod ring;
pub mod shared;
pub mod sorted;
pub mod storage;
pub mod time;
pub mod tombstones;
pub mod transfer;
pub mod vector_clock;
