//! The log: every event in one sentence. Only the rows in view are put into words.

use std::rc::Rc;

use super::filter::{Filter, Sort};
use super::narration::sentence;
use super::words::{grouped, moment};
use crate::dynamo::identity::{Address, RequestId};
use crate::session::timeline::Timeline;
use crate::sim::trace::{EventId, TraceEvent};

/// What is looked for in the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Words that are all to be said of an event.
    pub words: String,
    /// The kind of event; none for every kind.
    pub sort: Option<Sort>,
    /// What else is picked out.
    pub filter: Filter,
}

/// A search through a history, which can be interrupted, and goes on where the history does.
#[derive(Clone, Debug, Default)]
pub struct Search {
    wanted: Wanted,
    lineage: Option<Rc<()>>,
    looked_at: usize,
    found: Vec<EventId>,
}

/// A row of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its place among all rows.
    pub place: usize,
    /// The event.
    pub event: EventId,
    /// When it happened.
    pub at: String,
    /// Where.
    pub process: Option<Address>,
    /// The request it belongs to.
    pub request: Option<RequestId>,
    /// What happened and why.
    pub text: String,
    /// Where the paper speaks of it.
    pub section: &'static str,
    /// Whether it comes after the cursor.
    pub later: bool,
}

/// The log, as far as it is in view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogView {
    /// How many rows there are in all.
    pub count: usize,
    /// How many events are known.
    pub known: usize,
    /// Whether all of them have been looked at.
    pub complete: bool,
    /// The rows in view.
    pub rows: Vec<Row>,
    /// The place of the last row before the cursor; none if all come after it.
    pub present: Option<usize>,
    /// The place of the row that the keys have come to, if it is among the rows.
    pub reached: Option<usize>,
}

impl Wanted {
    /// Whether everything is wanted.
    pub fn is_open(&self) -> bool {
        self.words.trim().is_empty() && self.sort.is_none() && self.filter.is_open()
    }

    /// Whether the words are to be found in what is said of an event.
    fn is_said(words: &[String], trace: &[TraceEvent], event: &TraceEvent) -> bool {
        if words.is_empty() {
            return true;
        }
        let said = sentence(trace, event);
        let mut text = said.text;
        text += " ";
        text += said.section;
        if let Some(process) = event.process {
            text += " ";
            text += &process.to_string();
        }
        if let Some(request) = event.request {
            text += " ";
            text += &request.to_string();
        }
        let text = text.to_ascii_lowercase();
        words.iter().all(|word| text.contains(word))
    }
}

impl Search {
    /// Looks at up to so many more events. What was found stays found, unless something else
    /// is wanted or the history is another. Says whether some are still to be looked at.
    pub fn look(&mut self, timeline: &Timeline, wanted: &Wanted, events: usize) -> bool {
        let same_history =
            self.lineage.as_ref().is_some_and(|known| Rc::ptr_eq(known, timeline.lineage()));
        if !same_history || self.wanted != *wanted {
            *self = Search {
                wanted: wanted.clone(),
                lineage: Some(Rc::clone(timeline.lineage())),
                ..Search::default()
            };
        }
        if self.wanted.is_open() {
            return false;
        }
        let trace = timeline.known_trace();
        let words: Vec<String> =
            wanted.words.to_ascii_lowercase().split_whitespace().map(str::to_owned).collect();
        let until = (self.looked_at + events).min(trace.len());
        for event in trace.get(self.looked_at..until).unwrap_or_default() {
            if wanted.sort.is_none_or(|sort| sort == Sort::of(event))
                && wanted.filter.passes(trace, timeline.ledger(), event)
                && Wanted::is_said(&words, trace, event)
            {
                self.found.push(event.id);
            }
        }
        self.looked_at = until;
        until < trace.len()
    }

    /// How many events have been found.
    pub fn count(&self, timeline: &Timeline) -> usize {
        if self.wanted.is_open() { timeline.known_trace().len() } else { self.found.len() }
    }

    /// The event at a place among those that have been found.
    pub fn event(&self, place: usize) -> Option<EventId> {
        match self.wanted.is_open() {
            true => Some(EventId(u32::try_from(place).ok()?)),
            false => self.found.get(place).copied(),
        }
    }

    /// How many of those that have been found come before an event.
    pub fn before(&self, timeline: &Timeline, event: EventId) -> usize {
        match self.wanted.is_open() {
            true => (event.0 as usize).min(timeline.known_trace().len()),
            false => self.found.partition_point(|found| *found < event),
        }
    }
}

impl LogView {
    /// So many rows of what has been found, from a place on.
    #[inline(never)]
    pub fn new(
        timeline: &Timeline,
        search: &Search,
        reached: Option<EventId>,
        first: usize,
        rows: usize,
    ) -> LogView {
        let trace = timeline.known_trace();
        let passed = timeline.trace().len();
        let count = search.count(timeline);
        let row = |place: usize| {
            let event = trace.get(search.event(place)?.0 as usize)?;
            let said = sentence(trace, event);
            Some(Row {
                place,
                event: event.id,
                at: moment(event.at),
                process: event.process,
                request: event.request,
                text: said.text,
                section: said.section,
                later: event.id.0 as usize >= passed,
            })
        };
        let first = first.min(count.saturating_sub(rows));
        let reached = reached.map(|event| (event, search.before(timeline, event)));
        LogView {
            count,
            known: trace.len(),
            complete: search.wanted.is_open() || search.looked_at >= trace.len(),
            rows: (first..count.min(first + rows)).filter_map(row).collect(),
            present: search.before(timeline, EventId(passed as u32)).checked_sub(1),
            reached: reached
                .filter(|(event, place)| search.event(*place) == Some(*event))
                .map(|(_, place)| place)
                .filter(|place| *place < count),
        }
    }

    /// How many there are, in words: `37 of 1,204 events`.
    pub fn counted(&self) -> String {
        let known = grouped(self.known);
        let noun = if self.known == 1 { "event" } else { "events" };
        let found = grouped(self.count);
        match self.complete {
            true if self.count == self.known => format!("{known} {noun}"),
            true => format!("{found} of {known} {noun}"),
            false => format!("{found} of {known} {noun} so far; looking on …"),
        }
    }

    /// The log in words.
    pub fn description(&self) -> String {
        let later = self.rows.iter().filter(|row| row.later).count();
        let present = match self.present {
            Some(place) => format!("{} of them up to the cursor", grouped(place + 1)),
            None => "none of them up to the cursor".to_owned(),
        };
        let shown = match (self.rows.first(), self.rows.last()) {
            (Some(first), Some(last)) => format!(
                " In view: {} to {}, {later} of them after the cursor.",
                grouped(first.place + 1),
                grouped(last.place + 1)
            ),
            _ => " Nothing is in view.".to_owned(),
        };
        format!("{}, {present}.{shown}", self.counted())
    }
}
