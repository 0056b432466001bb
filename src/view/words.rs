//! Small words shared by pictures.

use crate::dynamo::time::{Duration, Time};

/// A moment as pictures show it: milliseconds to one digit. The trace is exact.
pub fn moment(time: Time) -> String {
    let tenths = time.as_micros() / 100;
    format!("{}.{} ms", tenths / 10, tenths % 10)
}

/// The latest moment that can be typed, in milliseconds: more than a month.
const TYPED_MAX_MS: u64 = 4_000_000_000;

/// Reads a moment in milliseconds, as in `120` or `120.5`; what is finer than a microsecond is
/// left out. Digit by digit: the standard library's reading of numbers with decimals brings ten
/// kilobytes of tables.
pub fn typed_moment(text: &str) -> Option<Time> {
    let (whole, decimals) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(decimals) {
        return None;
    }
    let whole = whole.parse().ok().filter(|ms: &u64| *ms < TYPED_MAX_MS)?;
    let digits = decimals.bytes().chain(*b"000").take(3);
    Some(Time::from_micros(
        digits.fold(whole, |number, digit| number * 10 + u64::from(digit - b'0')),
    ))
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
    fn moments_are_read_to_the_microsecond() {
        let read = |text| typed_moment(text).map(Time::as_micros);
        assert_eq!(read("120"), Some(120_000));
        assert_eq!(read(" 120.5 "), Some(120_500));
        assert_eq!(read("0.0019"), Some(1));
        assert_eq!(read("7."), Some(7_000));
        assert_eq!(read("3999999999.999"), Some(3_999_999_999_999));
        for wrong in [
            "",
            ".",
            ".5",
            "-1",
            "+1",
            "1e3",
            "4000000000",
            "1.2.3",
            "soon",
            "99999999999999999999",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

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
