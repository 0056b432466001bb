//! Why a document cannot be read: a sentence or two that name the place and the mend.

use core::fmt;

use serde_json::error::Category;

use super::form::Flaw;
use super::place;

/// What is wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Where; none if it is about the whole.
    pub spot: Option<Spot>,
    /// What is wrong, and how to mend it.
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

    /// A complaint about a flaw in this text.
    pub(super) fn of_flaw(text: &str, flaw: Flaw) -> Complaint {
        Complaint { spot: Some(place::of_path(text, &flaw.path)), what: flaw.what }
    }

    /// What the parser has stumbled over in this text.
    pub(super) fn of_parser(text: &str, error: &serde_json::Error) -> Complaint {
        let told = error.to_string();
        let suffix = format!(" at line {} column {}", error.line(), error.column());
        let told = told.strip_suffix(&suffix).unwrap_or(&told);
        let what = match error.classify() {
            Category::Eof => {
                "The text ends too early: a part of it is missing. Copy it again, whole.".to_owned()
            }
            // Sentences of our own.
            Category::Data => told.to_owned(),
            Category::Syntax | Category::Io => syntax_sentence(told),
        };
        Complaint { spot: Some(place::stopped_at(text, error.line(), error.column())), what }
    }
}

/// What is wrong with a text that is no JSON.
fn syntax_sentence(told: &str) -> String {
    match told {
        "recursion limit exceeded" => {
            "There are too many brackets within brackets; no scenario needs so many.".to_owned()
        }
        "number out of range" => "This number is too large.".to_owned(),
        "trailing characters" => {
            "The scenario ends here, but the text goes on. Take out what follows.".to_owned()
        }
        "trailing comma" => "Take out the comma before the closing bracket.".to_owned(),
        "expected ident" | "expected value" => {
            "A value is needed here: a number, a text in double quotes, true, false, a list or an \
             object."
                .to_owned()
        }
        "key must be a string" => "A name in double quotes is needed here.".to_owned(),
        told => format!("This is not valid JSON: {told}."),
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
