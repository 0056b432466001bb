//! The comparison of Merkle trees: who compares with whom, how two trees are descended side by
//! side, what is shipped in the end, and what it costs (Dynamo §4.7).
//!
//! All of it is read from the messages of the comparison up to the cursor.

mod messages;
mod rounds;
mod tree;

use self::messages::{Letter, letters, spots};
pub use self::messages::{Spot, Verdict};
pub use self::rounds::{Round, Shipped};
use self::rounds::{round, shipped};
pub use self::tree::{Mark, Marks};
use super::narration::{count, sentence};
use super::words::moment;
use crate::dynamo::identity::{MessageId, NodeId};
use crate::dynamo::note::Note;
use crate::dynamo::time::Time;
use crate::session::annals::exchanges::{ExchangeRecord, Exchanges};
use crate::session::timeline::Timeline;
use crate::sim::command::Command;
use crate::sim::trace::{EventId, EventKind, TraceEvent};

/// How many comparisons are listed, the newest first.
const LISTED: usize = 40;

/// How many rebuildings are told.
const REBUILDINGS_TOLD: usize = 6;

/// All comparisons, and one of them from within.
#[derive(Clone, Debug, PartialEq)]
pub struct MerkleView {
    /// The newest comparisons, newest first.
    pub rows: Vec<ExchangeRow>,
    /// How many came before those.
    pub earlier: usize,
    /// The one that is looked at.
    pub shown: Option<ExchangeView>,
    /// What had to be built anew, newest first: a sentence and its event.
    pub rebuilt: Vec<(EventId, String)>,
    /// Why there is nothing to see, or what has yet to happen.
    pub idle: Option<String>,
    /// Whether no node ever compares its trees.
    pub off: bool,
}

/// One comparison in a line.
#[derive(Clone, Debug, PartialEq)]
pub struct ExchangeRow {
    /// The message that began it, which is its name.
    pub name: MessageId,
    /// When it began.
    pub at: Time,
    /// Who began it.
    pub initiator: NodeId,
    /// With whom.
    pub peer: NodeId,
    /// What came of it.
    pub fate: Fate,
    /// Whether it is the one that is looked at.
    pub shown: bool,
}

/// What came of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It goes on.
    UnderWay,
    /// Nothing differed.
    Same,
    /// It is over, and so many objects were shipped.
    Shipped(u32),
    /// The rings differ: nothing was compared.
    Refused,
    /// A message was lost, or a node crashed: nobody tries it again, the next round does.
    BrokenOff,
}

/// One comparison from within.
#[derive(Clone, Debug, PartialEq)]
pub struct ExchangeView {
    /// Who began it, drawn on the left.
    pub initiator: NodeId,
    /// With whom, drawn on the right.
    pub peer: NodeId,
    /// What came of it.
    pub fate: Fate,
    /// Its messages, in order.
    pub rounds: Vec<Round>,
    /// The places that were compared, in both trees.
    pub marks: Marks,
    /// What was shipped, in the order of shipping; not all if they are many.
    pub shipped: Vec<Shipped>,
    /// How many more were shipped.
    pub more_shipped: usize,
    /// What it has cost.
    pub cost: Cost,
}

/// What a comparison has cost, against shipping everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// How many hashes were sent.
    pub hashes: u32,
    /// How many bytes, as the nodes count them.
    pub bytes: u32,
    /// How many objects were shipped.
    pub objects: u32,
    /// How many objects had to be read from disk.
    pub disk_reads: u32,
    /// How many objects, and how many bytes, the one that ended it holds in the trees that were
    /// compared: what shipping everything would cost. Known at the end.
    pub everything: Option<(u32, u32)>,
}

impl MerkleView {
    /// Reads the comparisons up to the cursor; the one that began with `chosen` is looked at,
    /// or else the one to which something happened last, if it can be one of `node`.
    #[inline(never)]
    pub fn new(
        timeline: &Timeline,
        exchanges: &Exchanges,
        chosen: Option<MessageId>,
        node: Option<NodeId>,
    ) -> MerkleView {
        let trace = timeline.trace();
        let all = exchanges.before(trace.len());
        let interval = timeline.simulation().setup().store.anti_entropy_interval;
        let shown = all
            .iter()
            .find(|record| chosen == Some(record.name))
            .or_else(|| exchanges.latest(node, trace.len()));
        let rows = all.iter().rev().take(LISTED);
        let rows = rows.filter_map(|record| {
            let events = record.events_before(trace.len());
            let first = at(trace, *events.first()?)?;
            Some(ExchangeRow {
                name: record.name,
                at: first.at,
                initiator: record.initiator,
                peer: record.peer,
                fate: fate(trace, events),
                shown: shown.is_some_and(|shown| shown.name == record.name),
            })
        });
        let grown = exchanges.grown_before(trace.len()).iter().rev().take(REBUILDINGS_TOLD);
        MerkleView {
            rows: rows.collect(),
            earlier: all.len().saturating_sub(LISTED),
            shown: shown.map(|record| ExchangeView::new(trace, record)),
            rebuilt: grown
                .filter_map(|event| Some((*event, rebuilding(trace, at(trace, *event)?))))
                .collect(),
            off: interval.is_none(),
            idle: all.is_empty().then(|| {
                match interval {
                    None => "Anti-entropy is off here: no node ever compares its Merkle trees with another’s, so a replica that lost its disk, or missed a write for which nobody kept a hint, stays behind until somebody reads the key (Dynamo §4.7).".to_owned(),
                    Some(interval) => format!("Nobody has compared trees yet. Every node does so once in {interval}."),
                }
            }),
        }
    }

    /// All that is shown, in words.
    pub fn description(&self) -> String {
        let mut words = self.idle.clone().unwrap_or_default();
        if let Some(shown) = &self.shown {
            words += &shown.description();
        }
        if self.rows.len() + self.earlier > 1 {
            words += &format!(" There were {} comparisons.", self.rows.len() + self.earlier);
        }
        words
    }
}

impl Fate {
    /// A few words for it.
    pub fn words(self) -> String {
        match self {
            Fate::UnderWay => "going on".to_owned(),
            Fate::Same => "all the same".to_owned(),
            Fate::Shipped(objects) => {
                format!("{} shipped", count(objects as usize, "object", "objects"))
            }
            Fate::Refused => "refused: other rings".to_owned(),
            Fate::BrokenOff => "broken off".to_owned(),
        }
    }

    /// A sign for it.
    pub const fn sign(self) -> &'static str {
        match self {
            Fate::UnderWay => "▶",
            Fate::Same => "=",
            Fate::Shipped(_) => "⇄",
            Fate::Refused => "⊘",
            Fate::BrokenOff => "✕",
        }
    }
}

impl ExchangeView {
    fn new(trace: &[TraceEvent], record: &ExchangeRecord) -> ExchangeView {
        let events = record.events_before(trace.len());
        let letters = letters(trace, events);
        let spots = spots(&letters);
        let (shipped, more_shipped) = shipped(&letters);
        let rounds = letters.iter().enumerate();
        ExchangeView {
            initiator: record.initiator,
            peer: record.peer,
            fate: fate(trace, events),
            rounds: rounds
                .map(|(index, letter)| round(letter, letters.get(index + 1), &spots))
                .collect(),
            marks: tree::marks(&spots),
            shipped,
            more_shipped,
            cost: cost(trace, events, &letters),
        }
    }

    /// What is drawn, in words.
    pub fn description(&self) -> String {
        let ExchangeView { initiator, peer, fate, rounds, .. } = self;
        let mut words =
            format!("{initiator} compares its Merkle trees with {peer}: {}.", fate.words());
        for round in rounds {
            words +=
                &format!(" {} sends {} {}. {}", round.from, round.to, round.said, round.result);
        }
        for shipped in &self.shipped {
            words += &format!(" {}", shipped.description());
        }
        words + " " + &self.cost.description()
    }
}

impl Cost {
    /// The bill in one or two sentences.
    pub fn description(&self) -> String {
        let Cost { hashes, bytes, objects, disk_reads, everything } = self;
        let spent = format!(
            "Spent: {} and {}, {bytes} bytes in all, and {} from disk.",
            count(*hashes as usize, "hash", "hashes"),
            count(*objects as usize, "object", "objects"),
            count(*disk_reads as usize, "read", "reads")
        );
        match everything {
            None => spent,
            Some((0, _)) => spent + " The two share no object.",
            Some((keys, all)) if bytes > all => format!(
                "{spent} Shipping everything, {}, would have cost less: {all} bytes.",
                count(*keys as usize, "object", "objects")
            ),
            Some((keys, all)) => format!(
                "{spent} Shipping everything, {}, would have cost {all} bytes.",
                count(*keys as usize, "object", "objects")
            ),
        }
    }
}

/// How bytes are counted: what stands beside every bill.
pub const BYTES: &str = "Bytes as the nodes count them: 32 for a hash and its place, 16 and the key’s letters for the hash of an object, and an object as it is packed for the wire.";

fn at(trace: &[TraceEvent], event: EventId) -> Option<&TraceEvent> {
    trace.get(event.0 as usize)
}

/// What has come of a comparison by these events of it.
fn fate(trace: &[TraceEvent], events: &[EventId]) -> Fate {
    let events = || events.iter().rev().filter_map(|event| at(trace, *event));
    for event in events() {
        match &event.kind {
            EventKind::Note(Note::ExchangeEnded { exchange, .. }) => {
                return match exchange.keys_shipped {
                    0 => Fate::Same,
                    objects => Fate::Shipped(objects),
                };
            }
            EventKind::Note(Note::CompareRefused { .. }) => return Fate::Refused,
            _ => {}
        }
    }
    // A message that has arrived is answered at once: the last one decides.
    match events().find(|event| !matches!(event.kind, EventKind::Note(_))).map(|event| &event.kind)
    {
        Some(EventKind::Sent { .. }) => Fate::UnderWay,
        _ => Fate::BrokenOff,
    }
}

fn cost(trace: &[TraceEvent], events: &[EventId], letters: &[Letter<'_>]) -> Cost {
    // The bill travels along: the last message has all of it.
    let bill = letters.last().and_then(|letter| letter.message.exchange());
    let Some(bill) = bill else { return Cost::default() };
    let mut everything = events.iter().filter_map(|event| match at(trace, *event)?.kind {
        EventKind::Note(Note::ExchangeEnded { keys_held, bytes_held, .. }) => {
            Some((keys_held, bytes_held))
        }
        _ => None,
    });
    Cost {
        hashes: bill.hashes,
        bytes: bill.bytes,
        objects: bill.keys_shipped,
        disk_reads: bill.disk_reads,
        everything: everything.next_back(),
    }
}

/// Why trees were grown anew, and how many.
fn rebuilding(trace: &[TraceEvent], event: &TraceEvent) -> String {
    let cause = event.cause.and_then(|cause| at(trace, cause));
    let why = match cause.map(|cause| &cause.kind) {
        Some(EventKind::Commanded { command, .. }) => match **command {
            Command::Restart(_) => "its process was started, and trees live in memory",
            _ => "the ring has changed, and with it the ranges that it keeps",
        },
        _ => "it has learnt of another ring, and with it of other ranges that it keeps",
    };
    let text = sentence(trace, event).text;
    format!("{}: {}: {why}.", moment(event.at), text.trim_end_matches('.'))
}
