//! The kinds of everything that can stand in a trace, by name, to tell which ones occurred.

use std::collections::BTreeSet;

use dynamo_playground::dynamo::environment::Timer;
use dynamo_playground::dynamo::message::{Message, Operation, Outcome, Refusal};
use dynamo_playground::dynamo::message_kind::MessageKind;
use dynamo_playground::dynamo::note::{BackgroundWork, HandOnReason, Note};
use dynamo_playground::dynamo::object::Addition;
use dynamo_playground::sim::command::{Command, CommandError, Entry, Write};
use dynamo_playground::sim::fault::{MessageAct, PartitionKind};
use dynamo_playground::sim::trace::{
    Choice, ClientNote, EventKind, LossReason, Mishap, TraceEvent,
};

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
    EventKind { Commanded, Sent, Delivered, Lost, TimerFired, Note, Client, Befell, Issued }
    LossReason { Partitioned, ReceiverDown, Cut, OneWay, ByRate, ByHand }
    Mishap { Duplicated, HeldBack, Delayed, Held, Released, WaitsForPaused, WaitsForSlow }
    ClientNote { Turned, AskedForMembers, LearntMembers, Closed, GaveUp, AnswerIgnored, TurnPassed }
    Choice { LoadBalancer, ByHand, PartitionAware }
    Timer { Replicas, Deadline, Forward, Probe, Gossip, AntiEntropy, Flush, Tombstones, Pull, Push }
    MessageKind { Ask, Forward, ForwardTaken, Answer, Write, WriteDone, Read, ReadResult, ReplicaRefused, Repair, Handoff, HandoffDone, Ping, Pong, Gossip, GossipReply, MembersWanted, Members, Compare, CompareRefused, LeafKeys, Synchronise, InSync, TransferWanted, TransferOffered, TransferConfirmed, Transfer, TransferDone, TransferRefused, TombstoneCheck, TombstoneChecked, TombstoneDrop }
    Operation { Get, Put, Delete }
    Outcome { Found, Written, TooFewAnswers, CoordinatorSilent, Refused }
    Refusal { Context, Quorum, NotAMember, TooFewNodes }
    Note { HandedOn, HandedOnAgain, HandOnGivenUp, Coordinating, VersionMade, ClockTruncated, AlsoWritten, ReplicaRefused, QuorumImpossible, Asked, Counted, QuorumReached, Reconciled, Silent, DeadlinePassed, Finished, ClientCorrected, Refused, RepeatIgnored, AnswerTooLate, Stored, LastWriteKept, Flushed, HintStored, HandingOff, HintDeleted, HintKept, ReadRepair, Suspected, Recovered, HintRehomed, MemberLearnt, MemberChanged, SeedAsked, AloneInRing, TreesGrown, TreesCompared, KeysCompared, ExchangeEnded, CompareRefused, RangeWanted, RangeSent, RangeReceived, RangeForgotten, TombstoneAsked, TombstoneKept, TombstoneForgotten, Deferred, RepairAwaited, RepairReached, VersionsWanted, VersionsGathered, VersionsTooLate }
    HandOnReason { NotAReplica, Fastest }
    BackgroundWork { Handoff, AntiEntropy, Transfer }
    Addition { First, Replaced, Siblings, Known, Obsolete }
    Command { Get, Put, Crash, Restart, WipeDisk, Skew, Join, Leave, Remove, Partition, Heal, NameSeeds, Pause, Resume, Slow, Cut, Mend, Disturb, Meddle, StartWorkload, StopWorkload }
    PartitionKind { ClientsReachAll, WithClients, OneWay }
    MessageAct { Drop, Delay, Duplicate, Hold, Release }
    Entry { LoadBalancer, Node, PartitionAware }
    Write { Update, Blind, AddToCart, RemoveFromCart, MergeCarts, Delete, Count, AddToSet, RemoveFromSet, KeepLast, MergeCounters, MergeSets }
    CommandError { NoSuchNode, AlreadyDown, NotDown, NeedsGossip, TooManyNodes, NotAMember, StillRunning, LastMember, BadProfile, BadQuorum, InTwoGroups, NothingSplit, NotPartitioned, NothingRead, CartTooLong, NotKnown, AlreadyPaused, NotPaused, IsDown, StandsStill, DelayTooLong, BadRate, NoSuchLink, AlreadyCut, NotCut, TooManyGroups, ClientInTwoGroups, NoSuchGroup, NotOnItsWay, AlreadyHeld, NotHeld, TooManyCopies, BadWorkload, NoWorkload }
}

/// The names of all kinds.
pub fn all() -> BTreeSet<&'static str> {
    [
        EventKind::ALL,
        LossReason::ALL,
        Mishap::ALL,
        PartitionKind::ALL,
        MessageAct::ALL,
        ClientNote::ALL,
        Choice::ALL,
        Timer::ALL,
        <MessageKind as Kind>::ALL,
        Operation::ALL,
        Outcome::ALL,
        Refusal::ALL,
        Note::ALL,
        HandOnReason::ALL,
        BackgroundWork::ALL,
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
                match command.as_ref() {
                    Command::Put { write, .. } => kinds.insert(write.kind()),
                    Command::Partition { kind, .. } => kinds.insert(kind.kind()),
                    Command::Meddle { act, .. } => kinds.insert(act.kind()),
                    _ => false,
                };
            }
            EventKind::Issued { command } => {
                kinds.insert(command.kind());
            }
            EventKind::Sent { payload, .. } => {
                kinds.insert(Kind::kind(&payload.kind()));
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
            EventKind::Befell { what, .. } => {
                kinds.insert(what.kind());
            }
            EventKind::TimerFired(timer) => {
                kinds.insert(timer.kind());
            }
            EventKind::Note(note) => {
                kinds.insert(note.kind());
                match note {
                    Note::Stored { addition, .. } => kinds.insert(addition.kind()),
                    Note::HandedOn { why, .. } => kinds.insert(why.kind()),
                    Note::Deferred { work } => kinds.insert(work.kind()),
                    Note::Refused(refusal) => kinds.insert(refusal.kind()),
                    _ => false,
                };
            }
            EventKind::Client(note) => {
                kinds.insert(note.kind());
                if let ClientNote::Turned { by, .. } = note {
                    kinds.insert(by.kind());
                }
            }
        }
    }
    kinds
}
