//! Copies, quorums and siblings: of the store, and of key spaces.

use crate::dynamo::config::{QuorumKind, ReadRepair};
use crate::dynamo::config_check::REPLICAS_MAX;
use crate::dynamo::key_space::{KeySpace, Policy, Reconciliation};
use crate::dynamo::object::ClockKind;
use crate::dynamo::placement::Strategy;
use crate::session::document::form::{Flaw, Members, Prose, Whole, Writer, explain, words};
use crate::session::document::limits::TITLE_BYTES_MAX;

/// How many copies.
pub const COPIES: Whole<u8> = Whole { least: 1, most: REPLICAS_MAX };

words! {
    /// How siblings are dealt with.
    RECONCILIATIONS: Reconciliation { Siblings = "siblings", LastWriteWins = "last_write_wins" }
    /// Who may answer for a key.
    QUORUMS: QuorumKind { Sloppy = "sloppy", Strict = "strict" }
    /// How gets bring replicas up to date.
    READ_REPAIRS: ReadRepair { Asynchronous = "asynchronous", Blocking = "blocking", Off = "off" }
    /// How clocks are kept.
    CLOCKS: ClockKind { PerVersion = "per_version", PerObject = "per_object", Dotted = "dotted" }
    /// How tokens and partitions are placed.
    STRATEGIES: Strategy {
        SingleToken = "single_token",
        RandomTokens = "random_tokens",
        RandomTokensEqualPartitions = "random_tokens_equal_partitions",
        EqualPartitions = "equal_partitions",
    }
}

/// Reads N, R, W and how siblings are dealt with; what is not said is as `usual`.
pub fn policy(members: &mut Members<'_>, usual: Policy) -> Result<Policy, Flaw> {
    Ok(partial(members)?.or(usual))
}

/// What is said of a policy.
struct Partial {
    replicas: Option<u8>,
    read_quorum: Option<u8>,
    write_quorum: Option<u8>,
    reconciliation: Option<Reconciliation>,
}

fn partial(members: &mut Members<'_>) -> Result<Partial, Flaw> {
    Ok(Partial {
        replicas: members.optional("replicas", explain!("N: how many copies are kept."), COPIES)?,
        read_quorum: members.optional(
            "read_quorum",
            explain!("R: how many copies a get waits for."),
            COPIES,
        )?,
        write_quorum: members.optional(
            "write_quorum",
            explain!("W: how many copies a put waits for."),
            COPIES,
        )?,
        reconciliation: members.optional(
            "reconciliation",
            explain!("Whether clients get all siblings and merge them, or the last write wins."),
            RECONCILIATIONS,
        )?,
    })
}

/// A key space whose policy says only what is not as for all other keys.
pub struct PartialKeySpace {
    prefix: String,
    partial: Partial,
}

/// Reads a key space.
pub fn key_space(members: &mut Members<'_>) -> Result<PartialKeySpace, Flaw> {
    let prefix = Prose { bytes_max: TITLE_BYTES_MAX };
    let prefix = members.required("prefix", explain!("What the keys begin with."), prefix)?;
    Ok(PartialKeySpace { prefix, partial: partial(members)? })
}

impl PartialKeySpace {
    /// The key space in a store with this policy.
    pub fn in_store(self, usual: Policy) -> KeySpace {
        KeySpace { prefix: self.prefix, policy: self.partial.or(usual) }
    }
}

impl Partial {
    fn or(self, usual: Policy) -> Policy {
        Policy {
            replicas: self.replicas.unwrap_or(usual.replicas),
            read_quorum: self.read_quorum.unwrap_or(usual.read_quorum),
            write_quorum: self.write_quorum.unwrap_or(usual.write_quorum),
            reconciliation: self.reconciliation.unwrap_or(usual.reconciliation),
        }
    }
}

/// Writes what of a policy is not as `usual`.
pub fn write_policy(object: &mut Writer<'_>, policy: Policy, usual: Policy) {
    let Policy { replicas, read_quorum, write_quorum, reconciliation } = policy;
    let numbers = [
        ("replicas", replicas, usual.replicas),
        ("read_quorum", read_quorum, usual.read_quorum),
        ("write_quorum", write_quorum, usual.write_quorum),
    ];
    for (name, number, usual) in numbers {
        if number != usual {
            object.bare(name, &number);
        }
    }
    if reconciliation != usual.reconciliation {
        object.text("reconciliation", &RECONCILIATIONS.word(reconciliation));
    }
}

/// Writes a key space of a store with this policy.
pub fn write_key_space(out: &mut String, space: &KeySpace, usual: Policy) {
    let KeySpace { prefix, policy } = space;
    Writer::object(out, |object| {
        object.text("prefix", prefix);
        write_policy(object, *policy, usual);
    });
}
