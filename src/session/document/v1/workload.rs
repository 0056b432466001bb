//! The background workload.

use super::request::{via, write_via};
use crate::session::document::form::{Flaw, Members, Whole, Writer, explain};
use crate::sim::workload::Workload;

/// Reads a workload.
pub fn workload(members: &mut Members<'_>) -> Result<Workload, Flaw> {
    let usual = Workload::default();
    // A number that there cannot be is refused when the command is given, not before.
    let mut number = |name, doc, usual: u16| {
        let read = members.optional(name, doc, Whole { least: 0, most: u16::MAX })?;
        Ok(read.unwrap_or(usual))
    };
    Ok(Workload {
        operations_per_second: number(
            "operations_per_second",
            explain!("So many operations begin in a second, on average; 20."),
            usual.operations_per_second,
        )?,
        read_permille: number(
            "read_permille",
            explain!("Of a thousand so many read; the others read and then write; 500."),
            usual.read_permille,
        )?,
        keys: number("keys", explain!("How many keys there are, from load/1 on; 10."), usual.keys)?,
        skew_hundredths: number(
            "skew_hundredths",
            explain!("The exponent of Zipf's law in hundredths: 0 for keys all alike; 99."),
            usual.skew_hundredths,
        )?,
        clients: number(
            "clients",
            explain!("How many clients there are, from client 3 on; 4."),
            usual.clients,
        )?,
        entry: via(members)?,
    })
}

/// Writes a workload.
pub fn write_workload(object: &mut Writer<'_>, workload: &Workload) {
    // Taken apart, so that nothing new can be forgotten.
    let Workload { operations_per_second, read_permille, keys, skew_hundredths, clients, entry } =
        workload;
    object.bare("operations_per_second", operations_per_second);
    object.bare("read_permille", read_permille);
    object.bare("keys", keys);
    object.bare("skew_hundredths", skew_hundredths);
    object.bare("clients", clients);
    write_via(object, *entry);
}
