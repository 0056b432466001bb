//! Small words shared by pictures.

use crate::dynamo::time::{Duration, Time};

/// A moment as pictures show it: milliseconds to one digit. The trace is exact.
pub fn moment(time: Time) -> String {
    let tenths = time.as_micros() / 100;
    format!("{}.{} ms", tenths / 10, tenths % 10)
}

/// A length of time as pictures show it: milliseconds to one digit.
pub fn rounded(length: Duration) -> String {
    moment(Time::ZERO + length)
}

/// A text of at most so many letters.
pub fn shortened(text: &str, letters: usize) -> String {
    match text.char_indices().nth(letters) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
