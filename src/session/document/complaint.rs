//! Why a document cannot be read: one sentence that names the place and the mend.

use core::fmt;

/// What is wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Where; none if it is about the whole.
    pub spot: Option<Spot>,
    /// What is wrong, and how to mend it: one sentence or two.
    pub what: String,
}

/// A place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The way there, as `commands[3].put.key`; empty for the outermost value.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, counted in characters.
    pub column: u32,
}

impl Complaint {
    /// A complaint about the whole.
    pub fn of_the_whole(what: impl Into<String>) -> Complaint {
        Complaint { spot: None, what: what.into() }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Spot { path, line, column }) = &self.spot {
            write!(formatter, "Line {line}, column {column}")?;
            if !path.is_empty() {
                write!(formatter, " ({path})")?;
            }
            formatter.write_str(": ")?;
        }
        formatter.write_str(&self.what)
    }
}

impl core::error::Error for Complaint {}
