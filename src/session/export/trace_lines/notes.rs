//! What nodes and clients tell of themselves.

use serde_json::Value;

use super::values::{self, at, fields, key, length, node, optional_node, range, with};
use crate::dynamo::environment::Timer;
use crate::dynamo::identity::NodeId;
use crate::dynamo::key::Key;
use crate::dynamo::note::{BackgroundWork, HandOnReason, Note};
use crate::dynamo::object::Addition;
use crate::dynamo::preference_list::Role;
use crate::dynamo::ring::KeyRange;
use crate::session::note_kind::NoteKind;
use crate::sim::trace::{Choice, ClientNote, Mishap};

/// What a node tells.
pub(super) fn note(note: &Note) -> Value {
    let details = match note {
        Note::HandedOn { .. }
        | Note::HandedOnAgain { .. }
        | Note::HandOnGivenUp { .. }
        | Note::Coordinating { .. }
        | Note::VersionMade { .. }
        | Note::ClockTruncated { .. }
        | Note::AlsoWritten { .. }
        | Note::ReplicaRefused { .. }
        | Note::QuorumImpossible { .. }
        | Note::Asked { .. }
        | Note::Counted { .. }
        | Note::QuorumReached { .. }
        | Note::Reconciled { .. }
        | Note::RepairAwaited { .. }
        | Note::RepairReached { .. }
        | Note::VersionsWanted { .. }
        | Note::VersionsGathered { .. }
        | Note::VersionsTooLate { .. }
        | Note::Silent { .. }
        | Note::DeadlinePassed { .. }
        | Note::Finished
        | Note::ClientCorrected
        | Note::Refused(_)
        | Note::RepeatIgnored
        | Note::AnswerTooLate { .. } => about_request(note),
        Note::Stored { .. }
        | Note::LastWriteKept { .. }
        | Note::Flushed { .. }
        | Note::HintStored { .. }
        | Note::HandingOff { .. }
        | Note::HintDeleted { .. }
        | Note::HintKept { .. }
        | Note::HintRehomed { .. }
        | Note::ReadRepair { .. }
        | Note::TombstoneAsked { .. }
        | Note::TombstoneKept { .. }
        | Note::TombstoneForgotten { .. } => about_data(note),
        Note::Suspected { .. }
        | Note::Recovered { .. }
        | Note::MemberLearnt(_)
        | Note::MemberChanged(_)
        | Note::SeedAsked { .. }
        | Note::AloneInRing
        | Note::TreesGrown { .. }
        | Note::TreesCompared { .. }
        | Note::KeysCompared { .. }
        | Note::ExchangeEnded { .. }
        | Note::CompareRefused { .. }
        | Note::RangeWanted { .. }
        | Note::RangeSent { .. }
        | Note::RangeReceived { .. }
        | Note::RangeForgotten { .. }
        | Note::Deferred { .. } => about_upkeep(note),
    };
    with(details, [("note", NoteKind::of(note).name().into())])
}

fn about_request(note: &Note) -> Value {
    match note {
        Note::HandedOn { key, to, why } => {
            let why = match why {
                HandOnReason::NotAReplica => "not_a_replica",
                HandOnReason::Fastest => "fastest",
            };
            let key = self::key(key);
            fields([("key", key), ("to", node(*to)), ("why", why.into())])
        }
        Note::HandedOnAgain { silent, to } => {
            fields([("silent", node(*silent)), ("to", node(*to))])
        }
        Note::HandOnGivenUp { silent } => fields([("silent", node(*silent))]),
        Note::Coordinating { key, list, role, needed, deadline } => {
            let role = match role {
                Some(Role::Primary(_)) => "primary".into(),
                Some(Role::Fallback) => "fallback".into(),
                None => Value::Null,
            };
            fields([
                ("key", self::key(key)),
                ("list", values::preference_list(list)),
                ("role", role),
                ("needed", (*needed).into()),
                ("deadline_us", at(*deadline)),
            ])
        }
        Note::VersionMade { dot, clock, had_context } => fields([
            ("dot", values::dot(*dot)),
            ("clock", values::clock(clock)),
            ("had_context", (*had_context).into()),
        ]),
        Note::ClockTruncated { dropped } => fields([("dropped", dropped.to_string().into())]),
        Note::AlsoWritten { node } => one_node(*node),
        Note::ReplicaRefused { node } => one_node(*node),
        Note::QuorumImpossible { answered, needed } => answers(*answered, *needed),
        Note::Asked { node, stands_in_for, until } => {
            let until = at(*until);
            let stead = optional_node(*stands_in_for);
            with(one_node(*node), [("stands_in_for", stead), ("until_us", until)])
        }
        Note::Counted { node, answered, needed, late } => {
            let counted = [("node", self::node(*node)), ("late", (*late).into())];
            with(answers(*answered, *needed), counted)
        }
        Note::QuorumReached { needed } => fields([("needed", (*needed).into())]),
        Note::Reconciled { received, left } => {
            let (received, left) = ((*received).into(), (*left).into());
            fields([("received", received), ("left", left)])
        }
        Note::RepairAwaited { holding, needed } => {
            fields([("holding", (*holding).into()), ("needed", (*needed).into())])
        }
        Note::RepairReached { needed } | Note::VersionsWanted { needed } => {
            fields([("needed", (*needed).into())])
        }
        Note::VersionsGathered { clock, needed } => {
            fields([("clock", values::clock(clock)), ("needed", (*needed).into())])
        }
        Note::VersionsTooLate { node } => one_node(*node),
        Note::Silent { node } => one_node(*node),
        Note::DeadlinePassed { answered, needed } => answers(*answered, *needed),
        Note::Finished => fields([]),
        Note::ClientCorrected => fields([]),
        Note::Refused(refusal) => fields([("why", values::refusal(*refusal))]),
        Note::RepeatIgnored => fields([]),
        Note::AnswerTooLate { node } => one_node(*node),
        _ => Value::Null,
    }
}

fn about_data(note: &Note) -> Value {
    match note {
        Note::Stored { key, clock, addition, durable } => {
            let (addition, count) = match addition {
                Addition::First => ("first", None),
                Addition::Replaced(count) => ("replaced", Some(*count)),
                Addition::Siblings(count) => ("siblings", Some(*count)),
                Addition::Known => ("known", None),
                Addition::Obsolete => ("obsolete", None),
            };
            fields([
                ("key", self::key(key)),
                ("clock", values::clock(clock)),
                ("addition", addition.into()),
                ("count", count.into()),
                ("durable", (*durable).into()),
            ])
        }
        Note::LastWriteKept { key, dropped } => {
            with(one_key(key), [("dropped", (*dropped).into())])
        }
        Note::Flushed { objects } => fields([("objects", (*objects).into())]),
        Note::HintStored { key, owner, clock } => {
            let clock = values::clock(clock);
            with(hint(key, *owner), [("clock", clock)])
        }
        Note::HandingOff { owner, keys } => {
            fields([("owner", node(*owner)), ("keys", (*keys).into())])
        }
        Note::HintDeleted { key, owner } => hint(key, *owner),
        Note::HintKept { key, owner } => hint(key, *owner),
        Note::HintRehomed { key, from, to } => {
            let (from, to) = (node(*from), optional_node(*to));
            with(one_key(key), [("from", from), ("to", to)])
        }
        Note::ReadRepair { node, lacking, had_nothing } => {
            let more = [("lacking", (*lacking).into()), ("had_nothing", (*had_nothing).into())];
            with(one_node(*node), more)
        }
        Note::TombstoneAsked { key } => one_key(key),
        Note::TombstoneKept { key, because_of } => {
            with(one_key(key), [("because_of", node(*because_of))])
        }
        Note::TombstoneForgotten { key } => one_key(key),
        _ => Value::Null,
    }
}

fn about_upkeep(note: &Note) -> Value {
    match note {
        Note::Suspected { node } => one_node(*node),
        Note::Recovered { node } => one_node(*node),
        Note::MemberLearnt(change) => fields(values::member_change(change)),
        Note::MemberChanged(change) => fields(values::member_change(change)),
        Note::SeedAsked { seed } => fields([("seed", node(*seed))]),
        Note::AloneInRing => fields([]),
        Note::TreesGrown { trees, keys } => {
            fields([("trees", (*trees).into()), ("keys", (*keys).into())])
        }
        Note::TreesCompared { peer, level, compared, differing } => {
            let level = [("level", (*level).into())];
            with(comparison(*peer, *compared, *differing), level)
        }
        Note::KeysCompared { peer, compared, differing } => {
            comparison(*peer, *compared, *differing)
        }
        Note::ExchangeEnded { peer, exchange, keys_held, bytes_held } => fields([
            ("peer", node(*peer)),
            ("exchange", values::exchange(exchange)),
            ("keys_held", (*keys_held).into()),
            ("bytes_held", (*bytes_held).into()),
        ]),
        Note::CompareRefused { peer } => fields([("peer", node(*peer))]),
        Note::RangeWanted { range, from, left } => {
            let more = [("from", node(*from)), ("left", (*left).into())];
            with(one_range(range), more)
        }
        Note::RangeSent { range, to, keys } => {
            let more = [("to", node(*to)), ("keys", (*keys).into())];
            with(one_range(range), more)
        }
        Note::RangeReceived { range, from, keys } => {
            let more = [("from", node(*from)), ("keys", (*keys).into())];
            with(one_range(range), more)
        }
        Note::RangeForgotten { range, keys } => with(one_range(range), [("keys", (*keys).into())]),
        Note::Deferred { work } => {
            let work = match work {
                BackgroundWork::Handoff => "handoff",
                BackgroundWork::AntiEntropy => "anti_entropy",
                BackgroundWork::Transfer => "transfer",
            };
            fields([("work", work.into())])
        }
        _ => Value::Null,
    }
}

/// What a client tells.
pub(super) fn client_note(note: ClientNote) -> Value {
    let named = |name: &str| fields([("note", name.into())]);
    match note {
        ClientNote::Turned { to, by } => {
            let by = match by {
                Choice::LoadBalancer => "load_balancer",
                Choice::ByHand => "by_hand",
                Choice::PartitionAware => "partition_aware",
            };
            with(named("turned"), [("to", node(to)), ("by", by.into())])
        }
        ClientNote::AskedForMembers { node } => {
            with(named("asked_for_members"), [("node", self::node(node))])
        }
        ClientNote::LearntMembers => named("learnt_members"),
        ClientNote::Closed { waited } => with(named("closed"), [("waited_us", length(waited))]),
        ClientNote::GaveUp { waited } => with(named("gave_up"), [("waited_us", length(waited))]),
        ClientNote::AnswerIgnored => named("answer_ignored"),
        ClientNote::TurnPassed => named("turn_passed"),
    }
}

/// What befell a message, beside what is said of it already.
pub(super) fn mishap(befell: Value, what: Mishap) -> Value {
    let (name, by) = match what {
        Mishap::Duplicated => ("duplicated", None),
        Mishap::HeldBack { by } => ("held_back", Some(by)),
        Mishap::Delayed { by } => ("delayed", Some(by)),
        Mishap::Held => ("held", None),
        Mishap::Released => ("released", None),
        Mishap::WaitsForPaused => ("waits_for_paused", None),
        Mishap::WaitsForSlow { by } => ("waits_for_slow", Some(by)),
    };
    let befell = with(befell, [("what", name.into())]);
    match by {
        Some(by) => with(befell, [("by_us", length(by))]),
        None => befell,
    }
}

/// What ran out.
pub(super) fn timer(timer: Timer) -> Value {
    // The request stands in a field of the event.
    let name = match timer {
        Timer::Replicas(_) => "replicas",
        Timer::Deadline(_) => "deadline",
        Timer::Forward(_) => "forward",
        Timer::Probe(node) => {
            return fields([("timer", "probe".into()), ("node", self::node(node))]);
        }
        Timer::Gossip => "gossip",
        Timer::AntiEntropy => "anti_entropy",
        Timer::Flush => "flush",
        Timer::Tombstones => "tombstones",
        Timer::Pull => "pull",
        Timer::Push => "push",
    };
    fields([("timer", name.into())])
}

fn one_node(node: NodeId) -> Value {
    fields([("node", self::node(node))])
}

fn one_key(key: &Key) -> Value {
    fields([("key", self::key(key))])
}

fn one_range(range: &KeyRange) -> Value {
    fields([("range", self::range(range))])
}

fn hint(key: &Key, owner: NodeId) -> Value {
    with(one_key(key), [("owner", node(owner))])
}

fn answers(answered: u8, needed: u8) -> Value {
    fields([("answered", answered.into()), ("needed", needed.into())])
}

fn comparison(peer: NodeId, compared: u32, differing: u32) -> Value {
    fields([("peer", node(peer)), ("compared", compared.into()), ("differing", differing.into())])
}
