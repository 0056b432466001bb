//! What time stops at.

use super::names::{KeyBytes, NODE, write_bytes};
use crate::session::breakpoint::Breakpoint;
use crate::session::document::form::{Case, Mapped, WordOr, Writer, explain, json_text, words};
use crate::session::ledger::RequestKind;

words! {
    /// The kinds of requests.
    REQUESTS: RequestKind { Get = "get", Put = "put", Delete = "delete" }
}

/// What time can stop at.
pub const BREAKPOINT: WordOr<Breakpoint> = WordOr {
    words: &[
        (CONFLICT, Breakpoint::Conflict),
        (HINT_STORED, Breakpoint::HintStored),
        (STALE_READ, Breakpoint::StaleRead),
        (QUORUM_FAILED, Breakpoint::QuorumFailed),
        (WRONG_BELIEF, Breakpoint::WrongBelief),
    ],
    cases: &[
        Case {
            name: "at_node",
            doc: explain!("Something happens at this node."),
            kind: &Mapped { kind: NODE, into: Breakpoint::AtNode },
        },
        Case {
            name: "about_key",
            doc: explain!("Something happens about this key."),
            kind: &Mapped { kind: KeyBytes, into: Breakpoint::AboutKey },
        },
        Case {
            name: "request",
            doc: explain!("A request of this kind is taken up by its coordinator."),
            kind: &Mapped { kind: REQUESTS, into: Breakpoint::Request },
        },
    ],
};

const CONFLICT: &str = "conflict";
const HINT_STORED: &str = "hint_stored";
const STALE_READ: &str = "stale_read";
const QUORUM_FAILED: &str = "quorum_failed";
const WRONG_BELIEF: &str = "wrong_belief";

/// Writes a breakpoint.
pub fn write(out: &mut String, breakpoint: &Breakpoint) {
    let word = match breakpoint {
        Breakpoint::Conflict => CONFLICT,
        Breakpoint::HintStored => HINT_STORED,
        Breakpoint::StaleRead => STALE_READ,
        Breakpoint::QuorumFailed => QUORUM_FAILED,
        Breakpoint::WrongBelief => WRONG_BELIEF,
        Breakpoint::AtNode(node) => {
            return Writer::object(out, |object| object.text("at_node", node));
        }
        Breakpoint::AboutKey(key) => {
            return Writer::object(out, |object| {
                write_bytes(object.name("about_key"), key.as_bytes());
            });
        }
        Breakpoint::Request(kind) => {
            return Writer::object(out, |object| object.text("request", &REQUESTS.word(*kind)));
        }
    };
    json_text(out, word);
}
