//! A log for ShiViz (<https://bestchai.bitbucket.io/shiviz/>), which draws who knew of what as a
//! diagram of space and time.
//!
//! ```text
//! (?<event>.*)\n(?<host>\S*) (?<clock>\{.*\})
//!
//! 0 ms * put cart = "book", via A
//! client-1 {"client-1":1}
//! 0 ms 1.1 turns to A
//! client-1 {"client-1":2}
//! ```
//!
//! When ShiViz opens a file it takes the first line as the regular expression that reads the rest,
//! and the second as what separates several runs; here there is one run, so it is empty. Then
//! each event of the trace takes two lines: its time, its request and its sentence, as the
//! transcript has them, and its place with its vector clock.
//!
//! Every node and client is a host. What concerns the network as a whole, and messages that are
//! lost in it, happens at a host called `network`: the receiver of a lost message knows nothing
//! of it. Each event counts one further at its own host; an arrival has also seen all that the
//! sending had. These are clocks of the simulation's events, and not those that the store keeps
//! for its versions.

use core::fmt::{self, Write};
use std::rc::Rc;

use crate::dynamo::identity::Address;
use crate::dynamo::sorted::SortedMap;
use crate::session::transcript::Reader;
use crate::sim::trace::{EventId, EventKind, TraceEvent};

/// What ShiViz reads the log by.
pub const PARSER: &str = r"(?<event>.*)\n(?<host>\S*) (?<clock>\{.*\})";

/// Where the network's own events happen.
const NETWORK: &str = "network";

/// Writes the log.
///
/// # Errors
/// `out` takes no more.
pub fn write(trace: &[TraceEvent], out: &mut impl Write) -> fmt::Result {
    writeln!(out, "{PARSER}\n")?;
    let reader = Reader::new(trace);
    let mut clocks = Clocks::new(trace);
    for event in trace {
        let sentence = reader.sentence(event);
        write!(out, "{}", event.at)?;
        if let Some(request) = event.request {
            write!(out, " {request}")?;
        }
        writeln!(out, " {}", sentence.trim_start())?;
        clocks.take(event);
        clocks.write_newest(out)?;
    }
    Ok(())
}

/// The host at which an event happens.
fn host(event: &TraceEvent) -> Option<Address> {
    match event.kind {
        EventKind::Lost { .. } => None,
        _ => event.process,
    }
}

fn host_name(host: Option<Address>) -> String {
    match host {
        None => NETWORK.to_owned(),
        Some(Address::Node(node)) => node.to_string(),
        Some(Address::Client(client)) => format!("client-{}", client.0 + 1),
    }
}

/// The vector clocks of all hosts, as far as the trace has been read.
struct Clocks {
    names: Vec<String>,
    places: SortedMap<Option<Address>, usize>,
    /// For every host how many events of each host it has seen.
    seen: Vec<Vec<u32>>,
    /// What had been seen at the sending of each message that is still to arrive, and how often
    /// it does.
    on_their_way: SortedMap<EventId, (Rc<[u32]>, u32)>,
    arrivals: SortedMap<EventId, u32>,
    newest: usize,
}

impl Clocks {
    fn new(trace: &[TraceEvent]) -> Clocks {
        let mut places = SortedMap::new();
        let mut arrivals: SortedMap<EventId, u32> = SortedMap::new();
        for event in trace {
            places.insert(host(event), 0);
            if let (Some(sending), true) = (event.cause, is_arrival(event)) {
                *arrivals.entry(sending).or_default() += 1;
            }
        }
        for (index, place) in places.values_mut().enumerate() {
            *place = index;
        }
        Clocks {
            names: places.keys().map(|host| host_name(*host)).collect(),
            seen: vec![vec![0; places.len()]; places.len()],
            places,
            on_their_way: SortedMap::new(),
            arrivals,
            newest: 0,
        }
    }

    fn take(&mut self, event: &TraceEvent) {
        let own = self.places.get(&host(event)).copied().unwrap_or_default();
        self.newest = own;
        let Some(seen) = self.seen.get_mut(own) else { return };
        if is_arrival(event)
            && let Some(sending) = event.cause
            && let Some((known, left)) = self.on_their_way.get_mut(&sending)
        {
            for (ours, theirs) in seen.iter_mut().zip(known.iter()) {
                *ours = (*ours).max(*theirs);
            }
            *left -= 1;
            if *left == 0 {
                self.on_their_way.remove(&sending);
            }
        }
        if let Some(count) = seen.get_mut(own) {
            *count += 1;
        }
        if let Some(arrivals) = self.arrivals.remove(&event.id) {
            self.on_their_way.insert(event.id, (seen.as_slice().into(), arrivals));
        }
    }

    /// The clock of the event that was taken last, under the name of its host.
    fn write_newest(&self, out: &mut impl Write) -> fmt::Result {
        let (Some(name), Some(seen)) = (self.names.get(self.newest), self.seen.get(self.newest))
        else {
            return Ok(());
        };
        write!(out, "{name} {{")?;
        let counted = self.names.iter().zip(seen).filter(|(_, count)| **count > 0);
        for (index, (name, count)) in counted.enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(out, "{comma}\"{name}\":{count}")?;
        }
        out.write_str("}\n")
    }
}

fn is_arrival(event: &TraceEvent) -> bool {
    matches!(event.kind, EventKind::Delivered { .. } | EventKind::Lost { .. })
}
