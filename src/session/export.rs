//! A session in the formats of other tools, made from its trace and its scenario alone.
//!
//! Each format is a pure function that writes text piece by piece, so that a long trace need not
//! stand in memory twice. What is written is what has happened up to the cursor.
//!
//! | format | for |
//! |---|---|
//! | [`trace_lines`] | programs: one JSON object for each event |
//! | [`shiviz`] | ShiViz: who knew of what, as a diagram of space and time |
//! | [`chrome`] | Perfetto and Chrome's tracing: tracks of time with arrows between them |
//! | [`jepsen`] | Jepsen's checkers: what clients asked and were told |
//! | [`metrics`] | spreadsheets: a row for each request, or for each node |

pub mod chrome;
pub mod jepsen;
pub mod metrics;
mod requests;
pub mod shiviz;
mod text;
pub mod trace_lines;

use core::fmt::{self, Write};
use core::str::FromStr;

use super::scenario::Scenario;
use crate::sim::trace::TraceEvent;

/// What is exported.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// What the session started from.
    pub scenario: &'a Scenario,
    /// What has happened, from the beginning up to the cursor.
    pub trace: &'a [TraceEvent],
}

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// [`trace_lines`]
    Trace,
    /// [`shiviz`]
    Shiviz,
    /// [`chrome`]
    Chrome,
    /// [`jepsen`]
    Jepsen,
    /// [`metrics::requests`]
    Requests,
    /// [`metrics::nodes`]
    Nodes,
}

impl Format {
    /// Every format, once.
    pub const ALL: [Format; 6] = [
        Format::Trace,
        Format::Shiviz,
        Format::Chrome,
        Format::Jepsen,
        Format::Requests,
        Format::Nodes,
    ];

    /// The word by which it is chosen.
    pub const fn name(self) -> &'static str {
        match self {
            Format::Trace => "trace",
            Format::Shiviz => "shiviz",
            Format::Chrome => "chrome",
            Format::Jepsen => "jepsen",
            Format::Requests => "requests",
            Format::Nodes => "nodes",
        }
    }

    /// What it is, in a few words.
    pub const fn title(self) -> &'static str {
        match self {
            Format::Trace => "Trace as lines of JSON",
            Format::Shiviz => "Log for ShiViz",
            Format::Chrome => "Trace for Perfetto",
            Format::Jepsen => "History for Jepsen (EDN)",
            Format::Requests => "Requests as a table (CSV)",
            Format::Nodes => "Nodes as a table (CSV)",
        }
    }

    /// How its files are usually called.
    pub const fn file_name(self) -> &'static str {
        match self {
            Format::Trace => "trace.ndjson",
            Format::Shiviz => "shiviz.log",
            Format::Chrome => "trace.json",
            Format::Jepsen => "history.edn",
            Format::Requests => "requests.csv",
            Format::Nodes => "nodes.csv",
        }
    }

    /// The media type of its files.
    pub const fn media_type(self) -> &'static str {
        match self {
            Format::Trace => "application/x-ndjson",
            Format::Shiviz => "text/plain",
            Format::Chrome => "application/json",
            Format::Jepsen => "application/edn",
            Format::Requests | Format::Nodes => "text/csv",
        }
    }

    /// Writes a session in this format.
    ///
    /// # Errors
    /// `out` takes no more.
    pub fn write(self, source: &Source<'_>, out: &mut impl Write) -> fmt::Result {
        match self {
            Format::Trace => trace_lines::write(source, out),
            Format::Shiviz => shiviz::write(source.trace, out),
            Format::Chrome => chrome::write(source, out),
            Format::Jepsen => jepsen::write(source.trace, out),
            Format::Requests => metrics::requests(source.trace, out),
            Format::Nodes => metrics::nodes(source, out),
        }
    }

    /// A session in this format as one text of at most so many bytes.
    ///
    /// # Errors
    /// It would be longer.
    pub fn to_text(self, source: &Source<'_>, bytes_max: usize) -> Result<String, TooLarge> {
        let mut bounded = Bounded { text: String::new(), bytes_max };
        self.write(source, &mut bounded).map_err(|_| TooLarge { bytes_max })?;
        Ok(bounded.text)
    }
}

impl FromStr for Format {
    type Err = NoSuchFormat;

    fn from_str(text: &str) -> Result<Format, NoSuchFormat> {
        Format::ALL.into_iter().find(|format| format.name() == text).ok_or(NoSuchFormat)
    }
}

/// A word that names no format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchFormat;

impl fmt::Display for NoSuchFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = Format::ALL.map(Format::name).join(", ");
        write!(formatter, "There is no such format; the formats are {names}.")
    }
}

impl core::error::Error for NoSuchFormat {}

/// An export that would be longer than it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge {
    /// How many bytes it may have.
    pub bytes_max: usize,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "This export would be longer than {} MB: save the session as a file and export it with \
             the dynamo command, or go back to an earlier moment first.",
            self.bytes_max / 1_000_000
        )
    }
}

impl core::error::Error for TooLarge {}

/// A text that refuses to grow too long.
struct Bounded {
    text: String,
    bytes_max: usize,
}

impl Write for Bounded {
    fn write_str(&mut self, more: &str) -> fmt::Result {
        if self.text.len() + more.len() > self.bytes_max {
            return Err(fmt::Error);
        }
        self.text.push_str(more);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::stories;
    use crate::session::timeline::Timeline;

    #[test]
    fn formats_are_found_by_their_names() {
        for format in Format::ALL {
            assert_eq!(format.name().parse(), Ok(format));
        }
        assert_eq!("Trace".parse::<Format>(), Err(NoSuchFormat));
    }

    #[test]
    fn an_export_is_whole_or_refused() {
        let scenario = stories::shopping_cart();
        let mut timeline = Timeline::new(&scenario);
        timeline.seek(40);
        let source = Source { scenario: &scenario, trace: timeline.trace() };
        for format in Format::ALL {
            let text = format.to_text(&source, usize::MAX).unwrap();
            assert_eq!(format.to_text(&source, text.len()).as_ref(), Ok(&text));
            let bytes_max = text.len() - 1;
            assert_eq!(format.to_text(&source, bytes_max), Err(TooLarge { bytes_max }));
        }
    }
}
