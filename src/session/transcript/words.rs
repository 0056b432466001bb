//! The words that sentences share.

use crate::dynamo::identity::NodeId;
use crate::dynamo::key::{Key, Value};
use crate::dynamo::membership::Status;
use crate::dynamo::object::{Content, Object, Version};
use crate::dynamo::preference_list::PreferenceList;
use crate::dynamo::ring::KeyRange;

/// The versions of an object, or that there are none.
pub fn versions(object: &Object) -> String {
    match object.versions() {
        [] => "nothing".to_owned(),
        versions => versions.iter().map(version).collect::<Vec<String>>().join(" | "),
    }
}

/// Values, or that there are none.
pub fn values(values: &[Value]) -> String {
    match values {
        [] => "nothing".to_owned(),
        values => values.iter().map(quoted).collect::<Vec<String>>().join(" | "),
    }
}

/// A version: what it holds and its clock. A dot that is not part of the clock stands before it.
fn version(version: &Version) -> String {
    let content = match &version.content {
        Content::Value(value) => quoted(value),
        Content::Tombstone => "tombstone".to_owned(),
    };
    let (dot, clock) = (version.dot, &version.clock);
    match clock.counter(dot.actor) >= dot.counter {
        true => format!("{content} {clock}"),
        false => format!("{content} ({}, {}) after {clock}", dot.actor, dot.counter),
    }
}

/// Primaries, then fallbacks if there are any: `A B C | D E`.
pub(super) fn preference_list(list: &PreferenceList) -> String {
    let primaries = letters(list.primaries());
    match list.fallbacks() {
        [] => primaries,
        fallbacks => format!("{primaries} | {}", letters(fallbacks)),
    }
}

pub(super) fn letters(nodes: &[NodeId]) -> String {
    nodes.iter().map(NodeId::to_string).collect::<Vec<String>>().join(" ")
}

pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::Joining => "joining",
        Status::Up => "up",
        Status::Leaving => "leaving",
        Status::Left => "gone",
    }
}

pub(super) fn range(range: &KeyRange) -> String {
    format!("{} to {}", range.first, range.last)
}

pub(super) fn counted(count: impl TryInto<u64>, noun: &str) -> String {
    let count: u64 = count.try_into().unwrap_or(u64::MAX);
    let noun = match (count, noun) {
        (1, noun) => noun.to_owned(),
        (_, "hash") => "hashes".to_owned(),
        (_, "leaf") => "leaves".to_owned(),
        (_, noun) => format!("{noun}s"),
    };
    format!("{count} {noun}")
}

/// A key: bare if it is a plain word, otherwise in quotes.
pub fn name(key: &Key) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:/".contains(byte);
    match key.as_bytes().iter().all(plain) {
        true => key.to_string(),
        false => quoted_bytes(key.as_bytes()),
    }
}

pub(super) fn quoted(value: &Value) -> String {
    quoted_bytes(value.as_bytes())
}

/// Text in quotes; bytes that are none in hexadecimal digits.
fn quoted_bytes(bytes: &[u8]) -> String {
    match core::str::from_utf8(bytes) {
        Ok(text) => quoted_text(text),
        Err(_) => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("0x{digits}")
        }
    }
}

/// Text in quotes, on one line whatever is in it.
pub(super) fn quoted_text(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            control if control.is_control() || matches!(control, '\u{2028}' | '\u{2029}') => {
                quoted.extend(control.escape_unicode());
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_value_holds_stays_on_one_line() {
        assert_eq!(quoted_text("a \"b\" \\ c\nd\u{1}ü"), "\"a \\\"b\\\" \\\\ c\\nd\\u{1}ü\"");
        assert_eq!(quoted(&Value::new([0xff, 0x00]).unwrap()), "0xff00");
        assert_eq!(name(&Key::new("cart/1").unwrap()), "cart/1");
        assert_eq!(name(&Key::new("a cart").unwrap()), "\"a cart\"");
    }

    #[test]
    fn things_are_counted_in_english() {
        assert_eq!(counted(1_u16, "version"), "1 version");
        assert_eq!(counted(2_usize, "leaf"), "2 leaves");
        assert_eq!(counted(0_u32, "hash"), "0 hashes");
    }
}
