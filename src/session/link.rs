//! A session as a link: the document, compressed, in the fragment of an address.

use core::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};

use super::document::limits::TEXT_BYTES_MAX;
use super::document::{self, Complaint, Document};

/// The longest link that is made, in characters behind the `#`. Browsers take far more, but mail
/// and chat programs do not.
pub const LINK_CHARS_MAX: usize = 16_000;

/// The longest link that is read.
pub const LINK_CHARS_READ_MAX: usize = 200_000;

/// What every link to a session begins with.
const KIND: &str = "session=";

/// What a link of version 1 begins with. Behind it: the compact text of a document, compressed
/// by zlib, in the letters of base64 for addresses, without padding.
const PREFIX: &str = "session=1.";

/// The strongest: links are short.
const COMPRESSION_LEVEL: u8 = 10;

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
    let text = document::write_compact(document);
    let compressed = compress_to_vec_zlib(text.as_bytes(), COMPRESSION_LEVEL);
    let link = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(compressed));
    match link.len() <= LINK_CHARS_MAX {
        true => Ok(link),
        false => Err(TooLong { chars: link.len() }),
    }
}

/// Whether the fragment of an address is meant as a session, whatever its version.
pub fn is_link(fragment: &str) -> bool {
    fragment.strip_prefix('#').unwrap_or(fragment).starts_with(KIND)
}

/// The session of a link: of its fragment, with or without the `#`, or of the whole address.
///
/// # Errors
/// What is wrong with it.
pub fn read(link: &str) -> Result<Document, Complaint> {
    let link = link.trim();
    let fragment = link.split_once('#').map_or(link, |(_, fragment)| fragment);
    // Links are read in longer forms than they are made in, so that the limit can be lowered.
    if fragment.len() > LINK_CHARS_READ_MAX {
        return Err(Complaint::of_the_whole(format!(
            "This link has {} characters; a session has at most {LINK_CHARS_READ_MAX}.",
            fragment.len()
        )));
    }
    let Some(packed) = fragment.strip_prefix(PREFIX) else {
        return Err(Complaint::of_the_whole(wrong_prefix(fragment)));
    };
    let damaged = || {
        Complaint::of_the_whole(
            "This link is damaged: a part of it is missing or was changed. Copy it again, whole.",
        )
    };
    let compressed = URL_SAFE_NO_PAD.decode(packed).map_err(|_| damaged())?;
    let bytes = decompress_to_vec_zlib_with_limit(&compressed, TEXT_BYTES_MAX).map_err(
        |error| match error.status {
            TINFLStatus::HasMoreOutput => Complaint::of_the_whole(format!(
                "This link unpacks to more than {TEXT_BYTES_MAX} bytes, which no scenario holds."
            )),
            _ => damaged(),
        },
    )?;
    let text = String::from_utf8(bytes).map_err(|_| damaged())?;
    document::read(&text)
}

fn wrong_prefix(fragment: &str) -> String {
    let version = fragment.strip_prefix(KIND).and_then(|rest| rest.split_once('.'));
    match version.and_then(|(version, _)| version.parse::<u32>().ok()) {
        Some(version) => format!(
            "This link is of version {version}; version 1 is known here. Open it with a newer \
             playground: reload the page, or build the program anew."
        ),
        None => format!("This is no link to a session: one has “#{PREFIX}…” at its end."),
    }
}
