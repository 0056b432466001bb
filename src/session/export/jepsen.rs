//! A history as Jepsen keeps it (<https://github.com/jepsen-io/history>), in EDN: what clients
//! asked and what they were told, one operation a line.
//!
//! ```text
//! {:index 0, :time 0, :type :invoke, :process 0, :f :write, :value ["cart" "book"], :client 1}
//! {:index 1, :time 31250000, :type :ok, :process 0, :f :write, :value ["cart" "book"], :client 1}
//! ```
//!
//! - `:f` is `:read`, `:write` or `:delete`. `:value` is a pair of key and value, as Jepsen has it
//!   for independent keys. A read that is `:ok` has a vector of the values of all siblings, none
//!   for a key without a value; a deletion has `nil`. Text is a string; bytes that are no UTF-8
//!   are a vector of numbers.
//! - `:time` is in nanoseconds, `:index` the place in the history.
//! - A write or deletion that fails may have been carried out all the same and is `:info`; it is
//!   `:fail` only if no node can have stored it: the client gave up before it turned to any, or
//!   it was refused and no version of it was made. A read that fails is `:fail`. `:error` says
//!   why.
//! - A process does one thing at a time, so a client that asks several things at once takes
//!   several; `:client` tells whose it is. A process whose operation ended in `:info` never comes
//!   back; the one that takes its place has a number higher by the count of processes that run
//!   at once, as Jepsen numbers them.
//! - What is not over at the end of the trace has no second line.

use core::fmt::{self, Write};

use super::requests::{self, End, RequestKind, RequestRecord};
use crate::dynamo::identity::ClientId;
use crate::dynamo::message::Outcome;
use crate::dynamo::sorted::{SortedMap, sort};
use crate::sim::trace::{EventId, TraceEvent};

/// Writes the history.
///
/// # Errors
/// `out` takes no more.
pub fn write(trace: &[TraceEvent], out: &mut impl Write) -> fmt::Result {
    let records = requests::read(trace);
    let mut moments: Vec<(EventId, bool, usize)> = Vec::new();
    for (place, record) in records.iter().enumerate() {
        moments.push((record.invoked.0, false, place));
        moments.extend(record.end.map(|end| (end.event, true, place)));
    }
    sort(&mut moments);
    let lanes = lanes(&records, &moments);
    let lane_count = lanes.iter().max().map_or(0, |highest| highest + 1);
    // How often the process of each lane has been replaced.
    let mut lives: SortedMap<u64, u64> = SortedMap::new();
    for (index, (_, is_end, place)) in moments.into_iter().enumerate() {
        let (Some(record), Some(lane)) = (records.get(place), lanes.get(place)) else { continue };
        let life = lives.entry(*lane).or_default();
        let process = *lane + lane_count * *life;
        let (kind, time) = match record.end.filter(|_| is_end) {
            None => ("invoke", record.invoked.1),
            Some(end) => (completion(record, &end), end.at),
        };
        if kind == "info" {
            *life += 1;
        }
        let time = u128::from(time.as_micros()) * 1_000;
        write!(out, "{{:index {index}, :time {time}, :type :{kind}, :process {process}, ")?;
        write!(out, ":f :{}, :value [", function(record.kind))?;
        bytes(record.key.as_bytes(), out)?;
        out.write_str(" ")?;
        value(record, kind, out)?;
        write!(out, "], :client {}", record.id.client.0 + 1)?;
        if let Some(end) = record.end.filter(|_| matches!(kind, "fail" | "info")) {
            write!(out, ", :error {}", error(&end))?;
        }
        out.write_str("}\n")?;
    }
    Ok(())
}

const fn function(kind: RequestKind) -> &'static str {
    match kind {
        RequestKind::Get => "read",
        RequestKind::Put => "write",
        RequestKind::Delete => "delete",
    }
}

fn completion(record: &RequestRecord<'_>, end: &End<'_>) -> &'static str {
    match end.outcome {
        Some(Outcome::Found { .. } | Outcome::Written) => "ok",
        _ if record.kind == RequestKind::Get || !record.sent => "fail",
        Some(Outcome::Refused(_)) if !record.made_version => "fail",
        _ => "info",
    }
}

fn error(end: &End<'_>) -> &'static str {
    match end.outcome {
        None => ":timeout",
        Some(Outcome::TooFewAnswers { .. }) => ":too-few-answers",
        Some(Outcome::CoordinatorSilent { .. }) => ":coordinator-silent",
        Some(Outcome::Refused(_)) => ":refused",
        Some(Outcome::Found { .. } | Outcome::Written) => "nil",
    }
}

fn value(record: &RequestRecord<'_>, kind: &str, out: &mut impl Write) -> fmt::Result {
    match (record.kind, kind, record.end.and_then(|end| end.outcome)) {
        (RequestKind::Get, "ok", Some(Outcome::Found { object, .. })) => {
            out.write_str("[")?;
            let values = object.versions().iter().filter_map(|version| version.value());
            for (index, value) in values.enumerate() {
                out.write_str(if index == 0 { "" } else { " " })?;
                bytes(value.as_bytes(), out)?;
            }
            out.write_str("]")
        }
        (RequestKind::Put, _, _) => match record.value {
            Some(value) => bytes(value.as_bytes(), out),
            None => out.write_str("nil"),
        },
        _ => out.write_str("nil"),
    }
}

/// Text as a string, other bytes as a vector of numbers: nothing is both. EDN knows five escapes
/// in strings; every other character stands for itself.
fn bytes(bytes: &[u8], out: &mut impl Write) -> fmt::Result {
    let Ok(text) = core::str::from_utf8(bytes) else {
        let numbers: Vec<String> = bytes.iter().map(u8::to_string).collect();
        return write!(out, "[{}]", numbers.join(" "));
    };
    out.write_char('"')?;
    for character in text.chars() {
        match character {
            '"' => out.write_str("\\\"")?,
            '\\' => out.write_str("\\\\")?,
            '\n' => out.write_str("\\n")?,
            '\r' => out.write_str("\\r")?,
            '\t' => out.write_str("\\t")?,
            other => out.write_char(other)?,
        }
    }
    out.write_char('"')
}

/// The lane of each request, by its number among all: of its client's the lowest that is free.
fn lanes(records: &[RequestRecord<'_>], moments: &[(EventId, bool, usize)]) -> Vec<u64> {
    let mut busy: SortedMap<ClientId, Vec<bool>> = SortedMap::new();
    let mut own: Vec<usize> = vec![0; records.len()];
    for (_, is_end, place) in moments {
        let (Some(record), Some(own)) = (records.get(*place), own.get_mut(*place)) else {
            continue;
        };
        let lanes = busy.entry(record.id.client).or_default();
        if !is_end {
            *own = lanes.iter().position(|busy| !busy).unwrap_or(lanes.len());
            lanes.resize(lanes.len().max(*own + 1), false);
        }
        if let Some(lane) = lanes.get_mut(*own) {
            *lane = !is_end;
        }
    }
    // The lanes of a client follow those of the clients before it.
    let mut first: SortedMap<ClientId, usize> = SortedMap::new();
    let mut count = 0;
    for (client, lanes) in &busy {
        first.insert(*client, count);
        count += lanes.len();
    }
    records
        .iter()
        .zip(own)
        .map(|(record, own)| {
            let first = first.get(&record.id.client).copied().unwrap_or_default();
            (first + own) as u64
        })
        .collect()
}
