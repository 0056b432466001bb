//! Why a document cannot be read: a sentence or two that name the place and the mend.

use core::fmt;

use super::place;
use super::suggestion::{shortened, unknown};

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

/// Something wrong that is known by the way to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Flaw {
    pub path: String,
    pub what: String,
}

impl Flaw {
    pub fn new(path: impl Into<String>, what: impl Into<String>) -> Flaw {
        Flaw { path: path.into(), what: what.into() }
    }
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
            serde_json::error::Category::Eof => {
                "The text ends too early: a part of it is missing. Copy it again, whole.".to_owned()
            }
            serde_json::error::Category::Data => data_sentence(told),
            _ => syntax_sentence(told),
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

/// What is wrong with a text that is JSON, but not a scenario. Sentences of our own stay as
/// they are; those that serde makes are put in words that need no knowledge of Rust.
fn data_sentence(told: &str) -> String {
    let names = |list: &str| -> Vec<String> {
        list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    };
    for unknown_name in ["unknown field `", "unknown variant `"] {
        if let Some(rest) = told.strip_prefix(unknown_name) {
            // The name may hold anything; what is expected is ours and comes last.
            let (found, expected) = rest
                .rsplit_once("`, expected ")
                .or_else(|| rest.rsplit_once("`, there are no "))
                .unwrap_or((rest, ""));
            let expected = names(expected);
            return unknown(found, expected.iter().map(String::as_str));
        }
    }
    if let Some(name) = told.strip_prefix("missing field `") {
        return format!("“{}” is missing here. Add it.", name.trim_end_matches('`'));
    }
    if let Some(name) = told.strip_prefix("duplicate field `") {
        let name = name.trim_end_matches('`');
        return format!("“{name}” is given twice. Take one of them out.");
    }
    for mismatch in ["invalid type: ", "invalid value: ", "invalid length "] {
        if let Some(rest) = told.strip_prefix(mismatch)
            && let Some((found, expected)) = rest.rsplit_once(", expected ")
        {
            let expected = expected_in_words(expected);
            return format!("{expected} is needed here, not {}.", found_in_words(found));
        }
    }
    if told.ends_with(['.', '?']) { told.to_owned() } else { format!("{}.", shortened(told)) }
}

fn expected_in_words(expected: &str) -> String {
    match expected {
        "u8" => format!("A whole number from 0 to {}", u8::MAX),
        "u16" => format!("A whole number from 0 to {}", u16::MAX),
        "u32" => format!("A whole number from 0 to {}", u32::MAX),
        "u64" => format!("A whole number from 0 to {}", u64::MAX),
        "i32" => format!("A whole number from {} to {}", i32::MIN, i32::MAX),
        "a string" => "A text in double quotes".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a sequence" => "A list in square brackets".to_owned(),
        other if other.starts_with("struct ") => "An object in braces".to_owned(),
        other if other.contains("enum ") || other.contains("variant ") => {
            "A name in double quotes, or an object with one name in it,".to_owned()
        }
        other => {
            let mut letters = other.chars();
            let first = letters.next().map(|letter| letter.to_uppercase().to_string());
            first.unwrap_or_default() + letters.as_str()
        }
    }
}

fn found_in_words(found: &str) -> String {
    match found {
        "map" => "an object".to_owned(),
        "sequence" => "a list".to_owned(),
        "null" => "null".to_owned(),
        "unit value" => "nothing".to_owned(),
        other => {
            let rest = other
                .strip_prefix("integer `")
                .or_else(|| other.strip_prefix("floating point `"))
                .or_else(|| other.strip_prefix("boolean `"));
            match (rest, other.strip_prefix("string ")) {
                (Some(number), _) => shortened(number.trim_end_matches('`')),
                (None, Some(text)) => format!("the text {}", shortened(text)),
                (None, None) => shortened(other),
            }
        }
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
