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

/// A number with its thousands apart: `1,204`.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A text of at most so many letters.
pub fn shortened(text: &str, letters: usize) -> String {
    match text.char_indices().nth(letters) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// How a file is called after a title: its letters and digits, hyphens for all else.
pub fn file_stem(title: &str) -> String {
    let mut stem = String::new();
    for letter in title.chars().take(60) {
        match letter {
            letter if letter.is_ascii_alphanumeric() => stem.push(letter.to_ascii_lowercase()),
            _ if stem.is_empty() || stem.ends_with('-') => {}
            _ => stem.push('-'),
        }
    }
    let stem = stem.trim_end_matches('-');
    if stem.is_empty() { "session".to_owned() } else { stem.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(["0", "999", "1,000", "1,204,567"], [0, 999, 1_000, 1_204_567].map(grouped));
    }

    #[test]
    fn files_are_called_after_titles_in_plain_letters() {
        assert_eq!(file_stem("The shopping cart"), "the-shopping-cart");
        assert_eq!(file_stem("../../etc/Passwörter?"), "etc-passw-rter");
        assert_eq!(file_stem("購物車"), "session");
    }
}
