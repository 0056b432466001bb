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
use crate::sim::trace::{Choice, ClientNote};

/// What a node tells.
pub(super) fn note(note: &Note) -> Value {
    let (name, details) = match note {
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
    with(details, [("note", name.into())])
}

fn about_request(note: &Note) -> (&'static str, Value) {
    match note {
        Note::HandedOn { key, to, why } => {
            let why = match why {
                HandOnReason::NotAReplica => "not_a_replica",
                HandOnReason::Fastest => "fastest",
            };
            let key = self::key(key);
            ("handed_on", fields([("key", key), ("to", node(*to)), ("why", why.into())]))
        }
        Note::HandedOnAgain { silent, to } => {
            ("handed_on_again", fields([("silent", node(*silent)), ("to", node(*to))]))
        }
        Note::HandOnGivenUp { silent } => ("hand_on_given_up", fields([("silent", node(*silent))])),
        Note::Coordinating { key, list, role, needed, deadline } => {
            let role = match role {
                Some(Role::Primary(_)) => "primary".into(),
                Some(Role::Fallback) => "fallback".into(),
                None => Value::Null,
            };
            let details = fields([
                ("key", self::key(key)),
                ("list", values::preference_list(list)),
                ("role", role),
                ("needed", (*needed).into()),
                ("deadline_us", at(*deadline)),
            ]);
            ("coordinating", details)
        }
        Note::VersionMade { dot, clock, had_context } => {
            let details = fields([
                ("dot", values::dot(*dot)),
                ("clock", values::clock(clock)),
                ("had_context", (*had_context).into()),
            ]);
            ("version_made", details)
        }
        Note::ClockTruncated { dropped } => {
            ("clock_truncated", fields([("dropped", dropped.to_string().into())]))
        }
        Note::AlsoWritten { node } => ("also_written", one_node(*node)),
        Note::ReplicaRefused { node } => ("replica_refused", one_node(*node)),
        Note::QuorumImpossible { answered, needed } => {
            ("quorum_impossible", answers(*answered, *needed))
        }
        Note::Asked { node, stands_in_for, until } => {
            let until = at(*until);
            let stead = optional_node(*stands_in_for);
            ("asked", with(one_node(*node), [("stands_in_for", stead), ("until_us", until)]))
        }
        Note::Counted { node, answered, needed, late } => {
            let counted = [("node", self::node(*node)), ("late", (*late).into())];
            ("counted", with(answers(*answered, *needed), counted))
        }
        Note::QuorumReached { needed } => {
            ("quorum_reached", fields([("needed", (*needed).into())]))
        }
        Note::Reconciled { received, left } => {
            let (received, left) = ((*received).into(), (*left).into());
            ("reconciled", fields([("received", received), ("left", left)]))
        }
        Note::Silent { node } => ("silent", one_node(*node)),
        Note::DeadlinePassed { answered, needed } => {
            ("deadline_passed", answers(*answered, *needed))
        }
        Note::Finished => ("finished", fields([])),
        Note::ClientCorrected => ("client_corrected", fields([])),
        Note::Refused(refusal) => ("refused", fields([("why", values::refusal(*refusal))])),
        Note::RepeatIgnored => ("repeat_ignored", fields([])),
        Note::AnswerTooLate { node } => ("answer_too_late", one_node(*node)),
        _ => UNKNOWN,
    }
}

fn about_data(note: &Note) -> (&'static str, Value) {
    match note {
        Note::Stored { key, clock, addition, durable } => {
            let (addition, count) = match addition {
                Addition::First => ("first", None),
                Addition::Replaced(count) => ("replaced", Some(*count)),
                Addition::Siblings(count) => ("siblings", Some(*count)),
                Addition::Known => ("known", None),
                Addition::Obsolete => ("obsolete", None),
            };
            let details = fields([
                ("key", self::key(key)),
                ("clock", values::clock(clock)),
                ("addition", addition.into()),
                ("count", count.into()),
                ("durable", (*durable).into()),
            ]);
            ("stored", details)
        }
        Note::LastWriteKept { key, dropped } => {
            ("last_write_kept", with(one_key(key), [("dropped", (*dropped).into())]))
        }
        Note::Flushed { objects } => ("flushed", fields([("objects", (*objects).into())])),
        Note::HintStored { key, owner, clock } => {
            let clock = values::clock(clock);
            ("hint_stored", with(hint(key, *owner), [("clock", clock)]))
        }
        Note::HandingOff { owner, keys } => {
            ("handing_off", fields([("owner", node(*owner)), ("keys", (*keys).into())]))
        }
        Note::HintDeleted { key, owner } => ("hint_deleted", hint(key, *owner)),
        Note::HintKept { key, owner } => ("hint_kept", hint(key, *owner)),
        Note::HintRehomed { key, from, to } => {
            let (from, to) = (node(*from), optional_node(*to));
            ("hint_rehomed", with(one_key(key), [("from", from), ("to", to)]))
        }
        Note::ReadRepair { node, lacking, had_nothing } => {
            let more = [("lacking", (*lacking).into()), ("had_nothing", (*had_nothing).into())];
            ("read_repair", with(one_node(*node), more))
        }
        Note::TombstoneAsked { key } => ("tombstone_asked", one_key(key)),
        Note::TombstoneKept { key, because_of } => {
            ("tombstone_kept", with(one_key(key), [("because_of", node(*because_of))]))
        }
        Note::TombstoneForgotten { key } => ("tombstone_forgotten", one_key(key)),
        _ => UNKNOWN,
    }
}

fn about_upkeep(note: &Note) -> (&'static str, Value) {
    match note {
        Note::Suspected { node } => ("suspected", one_node(*node)),
        Note::Recovered { node } => ("recovered", one_node(*node)),
        Note::MemberLearnt(change) => ("member_learnt", fields(values::member_change(change))),
        Note::MemberChanged(change) => ("member_changed", fields(values::member_change(change))),
        Note::SeedAsked { seed } => ("seed_asked", fields([("seed", node(*seed))])),
        Note::AloneInRing => ("alone_in_ring", fields([])),
        Note::TreesGrown { trees, keys } => {
            ("trees_grown", fields([("trees", (*trees).into()), ("keys", (*keys).into())]))
        }
        Note::TreesCompared { peer, level, compared, differing } => {
            let level = [("level", (*level).into())];
            ("trees_compared", with(comparison(*peer, *compared, *differing), level))
        }
        Note::KeysCompared { peer, compared, differing } => {
            ("keys_compared", comparison(*peer, *compared, *differing))
        }
        Note::ExchangeEnded { peer, exchange, keys_held, bytes_held } => {
            let details = fields([
                ("peer", node(*peer)),
                ("exchange", values::exchange(exchange)),
                ("keys_held", (*keys_held).into()),
                ("bytes_held", (*bytes_held).into()),
            ]);
            ("exchange_ended", details)
        }
        Note::CompareRefused { peer } => ("compare_refused", fields([("peer", node(*peer))])),
        Note::RangeWanted { range, from, left } => {
            let more = [("from", node(*from)), ("left", (*left).into())];
            ("range_wanted", with(one_range(range), more))
        }
        Note::RangeSent { range, to, keys } => {
            let more = [("to", node(*to)), ("keys", (*keys).into())];
            ("range_sent", with(one_range(range), more))
        }
        Note::RangeReceived { range, from, keys } => {
            let more = [("from", node(*from)), ("keys", (*keys).into())];
            ("range_received", with(one_range(range), more))
        }
        Note::RangeForgotten { range, keys } => {
            ("range_forgotten", with(one_range(range), [("keys", (*keys).into())]))
        }
        Note::Deferred { work } => {
            let work = match work {
                BackgroundWork::Handoff => "handoff",
                BackgroundWork::AntiEntropy => "anti_entropy",
                BackgroundWork::Transfer => "transfer",
            };
            ("deferred", fields([("work", work.into())]))
        }
        _ => UNKNOWN,
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

/// What no note comes to: the three groups share all of them out.
const UNKNOWN: (&str, Value) = ("unknown", Value::Null);

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
