//! Tables for spreadsheets and statistics, as CSV (RFC 4180): the first line names the columns,
//! times are whole microseconds, what is not known is empty. Keys that are no UTF-8 stand as `0x`
//! and hexadecimal digits.
//!
//! [`requests`] has a row for each request:
//!
//! | column | meaning |
//! |---|---|
//! | `request`, `client` | the request's name, as `1.2`, and its client's |
//! | `kind`, `key` | `get`, `put` or `delete`, and of what |
//! | `asked_us`, `ended_us`, `latency_us` | when the client asked, when it was answered or gave up, and the time between |
//! | `outcome` | `found`, `written`, `too_few_answers`, `coordinator_silent`, `refused`, `gave_up`, or `open` at the end of the trace |
//! | `versions` | how many versions a get found; more than one are siblings |
//! | `coordinator` | the node that took it up last |
//! | `needed`, `answered` | R or W, and how many answers were counted, late ones included |
//! | `forwards` | how often it was handed on |
//! | `messages`, `lost` | how many messages it took, and how many of them were lost |
//! | `silent` | how often a node did not answer in time |
//! | `hints`, `repairs` | how many hints were kept and how many read repairs sent because of it |
//!
//! [`nodes`] has a row for each node, with totals over the whole trace:
//!
//! | column | meaning |
//! |---|---|
//! | `node` | its letter |
//! | `coordinated` | requests that it took up |
//! | `sent`, `received`, `lost` | messages that it sent, that reached it, and that were lost on their way to it |
//! | `stored` | how often something new was added to its own data |
//! | `hints_stored`, `hints_returned` | hints that it kept for others, and that their owners have stored since |
//! | `repairs` | read repairs that it sent |
//! | `suspected`, `recovered` | how often it took another node as down, and as up again |
//! | `exchanges` | comparisons of trees that ended at it |
//! | `crashes` | how often its process was ended |

use core::fmt::{self, Display, Write};

use super::Source;
use super::requests::{self, RequestRecord};
use super::text::readable;
use crate::dynamo::identity::{Address, NodeId};
use crate::dynamo::message::Outcome;
use crate::dynamo::note::Note;
use crate::dynamo::object::Addition;
use crate::dynamo::sorted::SortedMap;
use crate::sim::command::Command;
use crate::sim::trace::{EventKind, TraceEvent};

const REQUEST_COLUMNS: &str = "request,client,kind,key,asked_us,ended_us,latency_us,outcome,\
    versions,coordinator,needed,answered,forwards,messages,lost,silent,hints,repairs";

const NODE_COLUMNS: &str = "node,coordinated,sent,received,lost,stored,hints_stored,\
    hints_returned,repairs,suspected,recovered,exchanges,crashes";

/// A row for each request.
///
/// # Errors
/// `out` takes no more.
pub fn requests(trace: &[TraceEvent], out: &mut impl Write) -> fmt::Result {
    end_row(out, REQUEST_COLUMNS)?;
    for record in requests::read(trace) {
        let RequestRecord { id, kind, key, invoked: (_, asked), end, .. } = &record;
        let versions = match end.and_then(|end| end.outcome) {
            Some(Outcome::Found { object, .. }) => Some(object.versions().len()),
            _ => None,
        };
        let last = record.coordinations.last();
        let row = [
            id.to_string(),
            id.client.to_string(),
            kind.name().to_owned(),
            readable(key.as_bytes()),
            asked.as_micros().to_string(),
            known(end.map(|end| end.at.as_micros())),
            known(end.map(|end| end.at.since(*asked).as_micros())),
            record.outcome().to_owned(),
            known(versions),
            known(last.map(|last| last.node)),
            known(last.map(|last| last.needed)),
            known(last.map(|last| last.answered)),
            record.forwards.to_string(),
            record.messages.to_string(),
            record.lost.to_string(),
            record.silent.to_string(),
            record.hints.to_string(),
            record.repairs.to_string(),
        ];
        end_row(out, &row.map(|field| quoted(&field)).join(","))?;
    }
    Ok(())
}

/// A row for each node.
///
/// # Errors
/// `out` takes no more.
pub fn nodes(source: &Source<'_>, out: &mut impl Write) -> fmt::Result {
    let founders = source.scenario.setup.node_ids();
    let mut totals: SortedMap<NodeId, Totals> =
        founders.map(|node| (node, Totals::default())).collect();
    for event in source.trace {
        let node = event.process.and_then(Address::node);
        // A command that is refused may name a node that there is not.
        let refused = matches!(event.kind, EventKind::Commanded { refused: Some(_), .. });
        if let Some(node) = node.filter(|_| !refused) {
            totals.entry(node).or_default().add(&event.kind);
        }
    }
    end_row(out, NODE_COLUMNS)?;
    for (node, totals) in totals {
        let Totals {
            coordinated,
            sent,
            received,
            lost,
            stored,
            hints_stored,
            hints_returned,
            repairs,
            suspected,
            recovered,
            exchanges,
            crashes,
        } = totals;
        let counts = [
            coordinated,
            sent,
            received,
            lost,
            stored,
            hints_stored,
            hints_returned,
            repairs,
            suspected,
            recovered,
            exchanges,
            crashes,
        ];
        end_row(out, &format!("{node},{}", counts.map(|count| count.to_string()).join(",")))?;
    }
    Ok(())
}

#[derive(Default)]
struct Totals {
    coordinated: u32,
    sent: u32,
    received: u32,
    lost: u32,
    stored: u32,
    hints_stored: u32,
    hints_returned: u32,
    repairs: u32,
    suspected: u32,
    recovered: u32,
    exchanges: u32,
    crashes: u32,
}

impl Totals {
    fn add(&mut self, kind: &EventKind) {
        let total = match kind {
            EventKind::Sent { .. } => &mut self.sent,
            EventKind::Delivered { .. } => &mut self.received,
            EventKind::Lost { .. } => &mut self.lost,
            EventKind::Commanded { command, .. } => match command.as_ref() {
                Command::Crash(_) | Command::WipeDisk(_) => &mut self.crashes,
                _ => return,
            },
            EventKind::Note(note) => match note {
                Note::Coordinating { .. } => &mut self.coordinated,
                Note::Stored { addition: Addition::Known | Addition::Obsolete, .. } => return,
                Note::Stored { .. } => &mut self.stored,
                Note::HintStored { .. } => &mut self.hints_stored,
                Note::HintDeleted { .. } => &mut self.hints_returned,
                Note::ReadRepair { .. } => &mut self.repairs,
                Note::Suspected { .. } => &mut self.suspected,
                Note::Recovered { .. } => &mut self.recovered,
                Note::ExchangeEnded { .. } => &mut self.exchanges,
                _ => return,
            },
            EventKind::Befell { .. }
            | EventKind::TimerFired(_)
            | EventKind::Client(_)
            | EventKind::Issued { .. } => return,
        };
        *total += 1;
    }
}

fn known(value: Option<impl Display>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A field as it stands in a row: in quotes if it holds what ends a field.
fn quoted(field: &str) -> String {
    match field.contains(['"', ',', '\r', '\n']) || field.trim() != field {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        false => field.to_owned(),
    }
}

/// Rows end as RFC 4180 has it.
fn end_row(out: &mut impl Write, row: &str) -> fmt::Result {
    out.write_str(row)?;
    out.write_str("\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_never_ends_early() {
        assert_eq!(quoted("cart"), "cart");
        assert_eq!(quoted("a \"b\", c\nd"), "\"a \"\"b\"\", c\nd\"");
    }
}
