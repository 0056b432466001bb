//! A session as a link: the document, compressed, in the fragment of an address.

use core::fmt;

use super::document::{Complaint, Document};

/// The longest link that is made, in characters behind the `#`.
pub const LINK_CHARS_MAX: usize = 16_000;

/// A session that is too long for a link: save it as a file instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong {
    /// How many characters it would take.
    pub chars: usize,
}

impl fmt::Display for TooLong {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "This session is too long for a link: it takes {} characters, and many programs cut \
             links above {LINK_CHARS_MAX}. Save it as a file instead.",
            self.chars
        )
    }
}

impl core::error::Error for TooLong {}

/// The fragment of a link to a session, without the `#`.
///
/// # Errors
/// The session is too long for a link.
pub fn write(document: &Document) -> Result<String, TooLong> {
    let _ = document;
    Err(TooLong { chars: 0 })
}

/// The session of a link's fragment, with or without its `#`.
///
/// # Errors
/// What is wrong with it.
pub fn read(fragment: &str) -> Result<Document, Complaint> {
    let _ = fragment;
    Err(Complaint::of_the_whole("Links cannot be read yet."))
}
