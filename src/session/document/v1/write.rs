//! What a client writes: one member of a put.

use super::names::{ValueBytes, write_bytes};
use crate::dynamo::key::VALUE_BYTES_MAX;
use crate::session::document::form::{Case, Mapped, Prose, Whole, Words, Writer, explain};
use crate::sim::command::Write;

/// What can be written.
pub const WRITES: &[Case<Write>] = &[
    Case {
        name: "value",
        doc: explain!("This value, in place of what the client last read."),
        kind: &Mapped { kind: ValueBytes, into: Write::Update },
    },
    Case {
        name: "blind_value",
        doc: explain!("This value, as if the client had read nothing: no context goes along."),
        kind: &Mapped { kind: ValueBytes, into: Write::Blind },
    },
    Case {
        name: "add_to_cart",
        doc: explain!("The cart that the client last read, siblings merged, with this item more."),
        kind: &Mapped { kind: ITEM, into: Write::AddToCart },
    },
    Case {
        name: "remove_from_cart",
        doc: explain!("The same with this item less."),
        kind: &Mapped { kind: ITEM, into: Write::RemoveFromCart },
    },
    Case {
        name: "merge",
        doc: explain!(
            "The siblings that the client last read, merged as carts, counters or observed-remove sets; or `last_write`: the one with the latest wall-clock time."
        ),
        kind: &Words(&[
            (CARTS, Write::MergeCarts),
            (LAST_WRITE, Write::KeepLast),
            (COUNTERS, Write::MergeCounters),
            (SETS, Write::MergeSets),
        ]),
    },
    Case {
        name: "count",
        doc: explain!("The counter that the client last read, with so much more."),
        kind: &Mapped { kind: Whole { least: i32::MIN, most: i32::MAX }, into: Write::Count },
    },
    Case {
        name: "add_to_set",
        doc: explain!("The observed-remove set that the client last read, with this item more."),
        kind: &Mapped { kind: ITEM, into: Write::AddToSet },
    },
    Case {
        name: "remove_from_set",
        doc: explain!("The same with this item less."),
        kind: &Mapped { kind: ITEM, into: Write::RemoveFromSet },
    },
];

const CARTS: &str = "carts";
const LAST_WRITE: &str = "last_write";
const COUNTERS: &str = "counters";
const SETS: &str = "sets";

const ITEM: Prose = Prose { bytes_max: VALUE_BYTES_MAX };

/// Writes what is written as a member of a put.
pub fn write_write(object: &mut Writer<'_>, write: &Write) {
    match write {
        Write::Update(value) => write_bytes(object.name("value"), value.as_bytes()),
        Write::Blind(value) => write_bytes(object.name("blind_value"), value.as_bytes()),
        Write::AddToCart(item) => object.text("add_to_cart", item),
        Write::RemoveFromCart(item) => object.text("remove_from_cart", item),
        Write::MergeCarts => object.text("merge", &CARTS),
        // A command of its own in the format.
        Write::Delete => {}
        Write::Count(amount) => object.bare("count", amount),
        Write::AddToSet(item) => object.text("add_to_set", item),
        Write::RemoveFromSet(item) => object.text("remove_from_set", item),
        Write::KeepLast => object.text("merge", &LAST_WRITE),
        Write::MergeCounters => object.text("merge", &COUNTERS),
        Write::MergeSets => object.text("merge", &SETS),
    }
}
