//! The kinds of everything that can stand in a trace, by name, to tell which ones occurred.

use std::collections::BTreeSet;

use dynamo_playground::dynamo::environment::Timer;
use dynamo_playground::dynamo::message::{Message, Operation, Outcome};
use dynamo_playground::dynamo::note::Note;
use dynamo_playground::dynamo::object::Addition;
use dynamo_playground::sim::command::{Command, CommandError, Entry, Write};
use dynamo_playground::sim::trace::{ClientNote, EventKind, LossReason, TraceEvent};

/// A name for the kind of a value.
trait Kind {
    /// Every kind, once.
    const ALL: &'static [&'static str];

    /// The kind of this value.
    fn kind(&self) -> &'static str;
}

/// One list of variants makes both the match, which has to be exhaustive, and the list of all:
/// a new variant does not compile until it is listed, and is looked for from then on.
macro_rules! kinds {
    ($($type:ident { $($variant:ident),+ $(,)? })+) => {$(
        impl Kind for $type {
            const ALL: &'static [&'static str] =
                &[$(concat!(stringify!($type), "::", stringify!($variant))),+];

            fn kind(&self) -> &'static str {
                match self {
                    $($type::$variant { .. } => {
                        concat!(stringify!($type), "::", stringify!($variant))
                    })+
                }
            }
        }
    )+};
}

kinds! {
    EventKind { Commanded, Sent, Delivered, Lost, TimerFired, Note, Client }
    LossReason { Partitioned, ReceiverDown }
    ClientNote { Turned, Closed, GaveUp, AnswerIgnored }
    Timer { Replicas, Deadline, Forward, Probe }
    Message {
        Ask, Forward, ForwardTaken, Answer, Write, WriteDone, Read, ReadResult, Repair, Handoff,
        HandoffDone, Ping, Pong,
    }
    Operation { Get, Put }
    Outcome { Found, Written, TooFewAnswers, CoordinatorSilent, Refused }
    Note {
        HandedOn, HandedOnAgain, HandOnGivenUp, Coordinating, VersionMade, Asked, Counted,
        QuorumReached, Reconciled, Silent, DeadlinePassed, Finished, ContextRefused, RepeatIgnored,
        AnswerTooLate, Stored, HintStored, HandingOff, HintDeleted, HintKept, ReadRepair,
        Suspected, Recovered,
    }
    Addition { First, Replaced, Sibling, Known, Obsolete }
    Command { Get, Put, Crash, Restart, Partition, Heal }
    Entry { LoadBalancer, Node }
    Write { Update, Blind, AddToCart, RemoveFromCart, MergeCarts }
    CommandError {
        NoSuchNode, AlreadyDown, NotDown, InTwoGroups, NothingSplit, NotPartitioned, NothingRead,
        CartTooLong,
    }
}

/// The names of all kinds.
pub fn all() -> BTreeSet<&'static str> {
    [
        EventKind::ALL,
        LossReason::ALL,
        ClientNote::ALL,
        Timer::ALL,
        Message::ALL,
        Operation::ALL,
        Outcome::ALL,
        Note::ALL,
        Addition::ALL,
        Command::ALL,
        Entry::ALL,
        Write::ALL,
        CommandError::ALL,
    ]
    .concat()
    .into_iter()
    .collect()
}

/// The names of the kinds that occur in a trace.
pub fn of(trace: &[TraceEvent]) -> BTreeSet<&'static str> {
    let mut kinds = BTreeSet::new();
    for event in trace {
        kinds.insert(event.kind.kind());
        match &event.kind {
            EventKind::Commanded { command, refused } => {
                kinds.insert(command.kind());
                kinds.extend(refused.map(|error| error.kind()));
                if let Command::Get { entry, .. } | Command::Put { entry, .. } = command.as_ref() {
                    kinds.insert(entry.kind());
                }
                if let Command::Put { write, .. } = command.as_ref() {
                    kinds.insert(write.kind());
                }
            }
            EventKind::Sent { payload, .. } => {
                kinds.insert(Kind::kind(payload.as_ref()));
                match payload.as_ref() {
                    Message::Ask(request) => kinds.insert(request.operation.kind()),
                    Message::Answer { outcome, .. } => kinds.insert(outcome.kind()),
                    _ => false,
                };
            }
            EventKind::Delivered { .. } => {}
            EventKind::Lost { reason, .. } => {
                kinds.insert(reason.kind());
            }
            EventKind::TimerFired(timer) => {
                kinds.insert(timer.kind());
            }
            EventKind::Note(note) => {
                kinds.insert(note.kind());
                if let Note::Stored { addition, .. } = note {
                    kinds.insert(addition.kind());
                }
            }
            EventKind::Client(note) => {
                kinds.insert(note.kind());
            }
        }
    }
    kinds
}
