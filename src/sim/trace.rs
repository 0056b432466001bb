//! The trace: everything that happened, each event with its cause.
//!
//! Pictures and sentences are made from nothing else. The trace stands outside the simulator:
//! state says what is, the trace says how it came to be.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::command::{Command, CommandError};
use crate::dynamo::environment::Timer;
use crate::dynamo::identity::{Address, MessageId, NodeId, RequestId};
use crate::dynamo::message::Message;
use crate::dynamo::note::Note;
use crate::dynamo::time::{Duration, Time};

/// An event's number: its place in the trace, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EventId(pub u32);

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceEvent {
    /// Its number.
    pub id: EventId,
    /// When, by the simulation's clock.
    pub at: Time,
    /// Where: a node, a client, or the world around them.
    pub process: Option<Address>,
    /// The request it belongs to.
    pub request: Option<RequestId>,
    /// The event without which it would not have happened; none for a command, and for a timer
    /// that was set before the first event.
    pub cause: Option<EventId>,
    /// What.
    pub kind: EventKind,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EventKind {
    /// A command was given and, unless refused, carried out.
    Commanded {
        /// The command.
        command: Rc<Command>,
        /// Why it could not be carried out.
        refused: Option<CommandError>,
    },
    /// A message left the process.
    Sent {
        /// Its name.
        message: MessageId,
        /// For whom.
        to: Address,
        /// What it says.
        payload: Rc<Message>,
    },
    /// A message arrived at the process and was taken up. The cause is its sending.
    Delivered {
        /// Its name.
        message: MessageId,
        /// Which copy of it: 0 for the one that was sent, more for duplicates.
        copy: u8,
    },
    /// A message to the process was lost. The cause is its sending.
    Lost {
        /// Its name.
        message: MessageId,
        /// Which copy of it.
        copy: u8,
        /// Why.
        reason: LossReason,
    },
    /// One of the node's timers ran out. The cause is what set it.
    TimerFired(Timer),
    /// The node tells what it did.
    Note(Note),
    /// The client tells what it did.
    Client(ClientNote),
    /// Something befell a message on its way. The cause is its sending, or the command that
    /// asked for it.
    Befell {
        /// The message's name.
        message: MessageId,
        /// Which copy of it.
        copy: u8,
        /// Its sending.
        sending: EventId,
        /// What befell it.
        what: Mishap,
    },
    /// A client of the workload makes a request by itself. The cause is the command that started
    /// the workload; for a write it is the answer to the read before it.
    Issued {
        /// The command by which a person would have had the client make it.
        command: Rc<Command>,
    },
}

/// Why a message was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LossReason {
    /// A partition lay between sender and receiver.
    Partitioned,
    /// The receiver's process was not running, or crashed before it took the message up.
    ReceiverDown,
    /// The link was cut in this direction.
    Cut,
    /// The partition lets messages through in the opposite direction only.
    OneWay,
    /// The link loses some of its messages.
    ByRate,
    /// It was dropped by hand.
    ByHand,
}

/// What can befall a message on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mishap {
    /// This copy of it came about.
    Duplicated,
    /// It was held back, so that later ones may overtake it.
    HeldBack {
        /// For how long.
        by: Duration,
    },
    /// It was delayed.
    Delayed {
        /// For how long.
        by: Duration,
    },
    /// It stands still until it is released.
    Held,
    /// It goes on.
    Released,
    /// It is in the buffer of its receiver's host, as the receiver's process stands still.
    WaitsForPaused,
    /// It is in the buffer of its receiver's host, as the receiver is slow.
    WaitsForSlow {
        /// For how long.
        by: Duration,
    },
}

/// What a client did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClientNote {
    /// It turned to a node with a request.
    Turned {
        /// The node.
        to: NodeId,
        /// How the node was chosen.
        by: Choice,
    },
    /// It knows no ring yet and asks a node who the members are (Dynamo §6.4).
    AskedForMembers {
        /// The node.
        node: NodeId,
    },
    /// It knows the ring now.
    LearntMembers,
    /// Its request is closed by an answer.
    Closed {
        /// How long the client had waited.
        waited: Duration,
    },
    /// No answer came in time. A put is indeterminate then.
    GaveUp {
        /// How long the client had waited.
        waited: Duration,
    },
    /// An answer came to a request that was closed before.
    AnswerIgnored,
    /// It waits for so many answers that it began no further operation of the workload.
    TurnPassed,
}

/// How a client came to a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Choice {
    /// The load balancer drew it.
    LoadBalancer,
    /// By hand.
    ByHand,
    /// It keeps the key, by the ring that the client knows.
    PartitionAware,
}

/// Where events go.
pub trait Recorder {
    /// Takes the next event.
    fn record(&mut self, event: TraceEvent);
}

impl Recorder for Vec<TraceEvent> {
    fn record(&mut self, event: TraceEvent) {
        self.push(event);
    }
}

/// Takes events and forgets them: for going again where the trace is known already.
#[derive(Clone, Copy, Debug, Default)]
pub struct Forgetful;

impl Recorder for Forgetful {
    fn record(&mut self, _event: TraceEvent) {}
}

/// The MD5 of a trace, as 32 hexadecimal digits. Two runs with the same digest did the same
/// things in the same order, on whatever machine.
pub fn digest(trace: &[TraceEvent]) -> String {
    let mut hash = md5::Context::new();
    for event in trace {
        // Writing to memory has no way to fail.
        hash.consume(postcard::to_allocvec(event).unwrap_or_default());
    }
    format!("{:x}", hash.finalize())
}
