//! Keys and values: opaque bytes, and the place of a key on the ring (Dynamo §4.1, §4.2).

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};
use std::rc::Rc;

use serde::{Deserialize, Serialize, Serializer};

/// The longest key taken, in bytes.
pub const KEY_BYTES_MAX: usize = 128;

/// The longest value taken, in bytes. The paper speaks of objects below 1 MB; here every byte
/// is meant to be looked at.
pub const VALUE_BYTES_MAX: usize = 1_024;

/// A place on the ring: the circle of 128-bit numbers on which the largest is followed by 0.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Position(pub u128);

/// The name of an object: opaque bytes, at least one and at most [`KEY_BYTES_MAX`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(from = "Bytes")]
pub struct Key(Rc<Named>);

/// A key's bytes, and its place, which is worked out once and looked at on every hop.
#[derive(Debug)]
struct Named {
    bytes: Box<[u8]>,
    position: Position,
}

/// A key as it is written.
#[derive(Deserialize)]
#[serde(rename = "Key")]
struct Bytes(Box<[u8]>);

/// What a version holds: opaque bytes, at most [`VALUE_BYTES_MAX`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Value(Rc<[u8]>);

/// Why bytes cannot be a key or a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BytesError {
    /// A key needs at least one byte.
    EmptyKey,
    /// More bytes than [`KEY_BYTES_MAX`]; holds how many there were.
    KeyTooLong(usize),
    /// More bytes than [`VALUE_BYTES_MAX`]; holds how many there were.
    ValueTooLong(usize),
}

impl Key {
    /// A key of these bytes.
    ///
    /// # Errors
    /// [`BytesError::EmptyKey`] and [`BytesError::KeyTooLong`].
    pub fn new(bytes: impl AsRef<[u8]>) -> Result<Key, BytesError> {
        match bytes.as_ref() {
            [] => Err(BytesError::EmptyKey),
            bytes if bytes.len() > KEY_BYTES_MAX => Err(BytesError::KeyTooLong(bytes.len())),
            bytes => Ok(Bytes(bytes.into()).into()),
        }
    }

    /// What comes before every key, for the borders of ranges. It is no key itself.
    pub(super) fn before_all() -> Key {
        Bytes(Box::default()).into()
    }

    /// The key's bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0.bytes
    }

    /// The key's place on the ring: the MD5 of its bytes (Dynamo §4.1).
    pub fn position(&self) -> Position {
        self.0.position
    }
}

impl From<Bytes> for Key {
    fn from(Bytes(bytes): Bytes) -> Key {
        let position = Position(u128::from_be_bytes(md5::compute(&bytes).0));
        Key(Rc::new(Named { bytes, position }))
    }
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct("Key", self.as_bytes())
    }
}

impl PartialEq for Named {
    fn eq(&self, other: &Named) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Named {}

impl PartialOrd for Named {
    fn partial_cmp(&self, other: &Named) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Named {
    fn cmp(&self, other: &Named) -> Ordering {
        self.bytes.cmp(&other.bytes)
    }
}

impl Hash for Named {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}

impl Value {
    /// A value of these bytes.
    ///
    /// # Errors
    /// [`BytesError::ValueTooLong`].
    pub fn new(bytes: impl AsRef<[u8]>) -> Result<Value, BytesError> {
        match bytes.as_ref() {
            bytes if bytes.len() > VALUE_BYTES_MAX => Err(BytesError::ValueTooLong(bytes.len())),
            bytes => Ok(Value(bytes.into())),
        }
    }

    /// The value's bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Position {
    /// The share of the circle, from 0 up to but not including 1, that lies before this place.
    /// For drawing only: the protocol compares the numbers themselves.
    pub fn turn(self) -> f64 {
        // The top 52 bits convert without rounding up to a whole turn.
        (self.0 >> 76) as f64 / (1_u64 << 52) as f64
    }
}

/// As text; what is no text, and what would command a terminal or break a picture, by signs.
impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&visible(self.as_bytes()))
    }
}

/// As a key is written.
impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&visible(&self.0))
    }
}

/// Bytes as text in which every letter can be seen: Unicode has pictures of the control characters.
fn visible(bytes: &[u8]) -> String {
    let picture = |letter| match letter {
        '\0'..'\u{20}' => char::from_u32(0x2400 + u32::from(letter)),
        '\u{7f}' => Some('\u{2421}'),
        '\u{80}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => None,
        letter => Some(letter),
    };
    let text = String::from_utf8_lossy(bytes);
    text.chars().map(|letter| picture(letter).unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// The first eight of the 32 hexadecimal digits.
impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:08x}…", (self.0 >> 96) as u32)
    }
}

impl fmt::Display for BytesError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BytesError::EmptyKey => write!(formatter, "A key needs at least one character."),
            BytesError::KeyTooLong(length) => write!(
                formatter,
                "A key holds at most {KEY_BYTES_MAX} bytes; this one has {length}."
            ),
            BytesError::ValueTooLong(length) => write!(
                formatter,
                "A value holds at most {VALUE_BYTES_MAX} bytes; this one has {length}."
            ),
        }
    }
}

impl core::error::Error for BytesError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_lies_where_its_md5_says() {
        // RFC 1321, appendix A.5.
        let key = Key::new("abc").unwrap();
        assert_eq!(key.position(), Position(0x9001_5098_3cd2_4fb0_d696_3f7d_28e1_7f72));
    }

    #[test]
    fn whatever_the_bytes_are_they_are_written_as_what_can_be_seen() {
        let text = |bytes: &[u8]| Value::new(bytes).unwrap().to_string();
        assert_eq!(text("Wörter — 購物車 🛒".as_bytes()), "Wörter — 購物車 🛒");
        assert_eq!(text(b"one\ntwo\x1b[31m\0\x7f"), "one␊two␛[31m␀␡");
        assert_eq!(text(b"\xff\xc2\x85\xef\xbf\xbf"), "���");
        assert_eq!(Key::new("\t").unwrap().to_string(), "␉");
    }

    #[test]
    fn keys_and_values_have_limits() {
        assert_eq!(Key::new(""), Err(BytesError::EmptyKey));
        assert!(Key::new("k".repeat(KEY_BYTES_MAX)).is_ok());
        assert_eq!(Key::new("k".repeat(129)), Err(BytesError::KeyTooLong(129)));
        assert!(Value::new("").is_ok());
        assert_eq!(Value::new("v".repeat(1_025)), Err(BytesError::ValueTooLong(1_025)));
    }

    #[test]
    fn keys_are_ordered_and_hashed_as_their_bytes() {
        let hash = |key: &Key| {
            let mut state = std::hash::DefaultHasher::new();
            key.hash(&mut state);
            state.finish()
        };
        let keys = ["a", "ab", "b", "ba"].map(|name| Key::new(name).unwrap());
        for pair in keys.windows(2) {
            assert!(pair[0] < pair[1]);
            assert_ne!(hash(&pair[0]), hash(&pair[1]));
            assert_eq!(hash(&pair[0]), hash(&Key::new(pair[0].as_bytes()).unwrap()));
        }
    }

    #[test]
    fn what_is_wrong_with_bytes_is_told() {
        assert!(BytesError::EmptyKey.to_string().contains("one character"));
        assert!(BytesError::KeyTooLong(129).to_string().contains("129"));
        assert!(BytesError::ValueTooLong(1_025).to_string().contains("1025"));
    }

    #[test]
    fn a_turn_stays_below_one() {
        assert_eq!(Position(0).turn(), 0.0);
        assert_eq!(Position(1 << 127).turn(), 0.5);
        assert!(Position(u128::MAX).turn() < 1.0);
    }
}
