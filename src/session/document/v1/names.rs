//! What stands for single things: nodes by letter, clients and requests as the page numbers
//! them, keys and values as text, times in milliseconds.

use core::fmt;
use core::str::FromStr;

use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::dynamo::identity::{ClientId, NodeId, RequestId};
use crate::dynamo::key::{BytesError, Key, Value};
use crate::dynamo::time::{Duration, Time};
use crate::session::document::limits::TIME_MAX;
use crate::session::document::suggestion::shortened;
use crate::session::note_kind::{NOTE_KINDS, NoteKind};
use crate::sim::setup::NODES_MAX;

/// A node, by its letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeName(pub NodeId);

/// A client, by its number on the page: from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientNumber(pub ClientId);

/// A request, as on the page: `2.5` is the fifth of client 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestName(pub RequestId);

/// The kind of a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoteName(pub NoteKind);

/// The bytes of a key or of a value: text, or hexadecimal digits where they are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bytes<T>(pub T);

/// A time or a length of time, in milliseconds with up to three decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Millis {
    micros: u64,
}

impl Millis {
    /// Whole milliseconds.
    pub const fn new(millis: u64) -> Millis {
        Millis { micros: millis * 1_000 }
    }
}

impl From<Duration> for Millis {
    fn from(length: Duration) -> Millis {
        Millis { micros: length.as_micros() }
    }
}

impl From<Time> for Millis {
    fn from(time: Time) -> Millis {
        Millis { micros: time.as_micros() }
    }
}

impl From<Millis> for Duration {
    fn from(millis: Millis) -> Duration {
        Duration::from_micros(millis.micros)
    }
}

impl From<Millis> for Time {
    fn from(millis: Millis) -> Time {
        Time::from_micros(millis.micros)
    }
}

/// Reads what is written as text.
struct Worded<T> {
    expected: &'static str,
    read: fn(&str) -> Option<T>,
}

impl<T> Visitor<'_> for Worded<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.expected)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        let complaint = || E::custom(format!("“{}” is not {}.", shortened(text), self.expected));
        (self.read)(text).ok_or_else(complaint)
    }
}

/// The node of a letter, if there can be so many nodes.
pub(super) fn node(text: &str) -> Option<NodeId> {
    NodeId::from_str(text).ok().filter(|node| node.0 < NODES_MAX)
}

fn request(text: &str) -> Option<RequestId> {
    let (client, sequence) = text.split_once('.')?;
    let plain = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    let client = client.parse().ok().filter(|_| plain(client)).and_then(|n: u16| n.checked_sub(1));
    let sequence = sequence.parse().ok().filter(|number| plain(sequence) && *number > 0);
    Some(RequestId { client: ClientId(client?), sequence: sequence? })
}

impl<'de> Deserialize<'de> for NodeName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<NodeName, D::Error> {
        let expected = "the letter of a node: A, B, … Z, AA, … ALL";
        deserializer.deserialize_str(Worded { expected, read: node }).map(NodeName)
    }
}

impl<'de> Deserialize<'de> for RequestName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<RequestName, D::Error> {
        let expected = "a request as the page names it: “2.5” is the fifth of client 2";
        deserializer.deserialize_str(Worded { expected, read: request }).map(RequestName)
    }
}

impl<'de> Deserialize<'de> for NoteName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<NoteName, D::Error> {
        struct Kind;
        impl Visitor<'_> for Kind {
            type Value = NoteName;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("the name of a kind of note")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<NoteName, E> {
                text.parse().map(NoteName).map_err(|_| E::unknown_variant(text, NOTE_KINDS))
            }
        }
        deserializer.deserialize_str(Kind)
    }
}

impl<'de> Deserialize<'de> for ClientNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ClientNumber, D::Error> {
        let number = u16::deserialize(deserializer)?;
        let client = number.checked_sub(1).map(|number| ClientNumber(ClientId(number)));
        client.ok_or_else(|| de::Error::custom("Clients are numbered from 1."))
    }
}

impl<'de> Deserialize<'de> for Millis {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Millis, D::Error> {
        struct Number;
        impl Visitor<'_> for Number {
            type Value = Millis;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a number of milliseconds")
            }

            fn visit_u64<E: de::Error>(self, millis: u64) -> Result<Millis, E> {
                let micros = millis.checked_mul(1_000);
                let millis = micros.filter(|micros| *micros <= TIME_MAX.as_micros());
                millis.map(|micros| Millis { micros }).ok_or_else(|| out_of_range("too large"))
            }

            fn visit_i64<E: de::Error>(self, millis: i64) -> Result<Millis, E> {
                let positive = u64::try_from(millis).map_err(|_| out_of_range("negative"))?;
                self.visit_u64(positive)
            }

            fn visit_f64<E: de::Error>(self, millis: f64) -> Result<Millis, E> {
                let micros = libm::round(millis * 1_000.0);
                match micros >= 0.0 && micros <= TIME_MAX.as_micros() as f64 {
                    true => Ok(Millis { micros: micros as u64 }),
                    false if micros < 0.0 => Err(out_of_range("negative")),
                    false => Err(out_of_range("too large")),
                }
            }
        }
        deserializer.deserialize_f64(Number)
    }
}

fn out_of_range<E: de::Error>(how: &str) -> E {
    E::custom(format!("This time is {how}: it can be 0 to {TIME_MAX}."))
}

/// What bytes stand for.
pub trait OfBytes: Sized {
    /// The thing of these bytes.
    fn of_bytes(bytes: &[u8]) -> Result<Self, BytesError>;
    /// Its bytes.
    fn bytes(&self) -> &[u8];
}

impl OfBytes for Key {
    fn of_bytes(bytes: &[u8]) -> Result<Key, BytesError> {
        Key::new(bytes)
    }

    fn bytes(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl OfBytes for Value {
    fn of_bytes(bytes: &[u8]) -> Result<Value, BytesError> {
        Value::new(bytes)
    }

    fn bytes(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl<'de, T: OfBytes> Deserialize<'de> for Bytes<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Bytes<T>, D::Error> {
        struct Text<T>(core::marker::PhantomData<T>);
        impl<'de, T: OfBytes> Visitor<'de> for Text<T> {
            type Value = Bytes<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a text in double quotes")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Bytes<T>, E> {
                T::of_bytes(text.as_bytes()).map(Bytes).map_err(E::custom)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Bytes<T>, A::Error> {
                let complaint = "Bytes that are no text are given as { \"hex\": \"00ff\" }.";
                let digits: Option<(String, String)> = map.next_entry()?;
                let bytes = digits.filter(|(name, _)| name == "hex").and_then(|(_, d)| unhex(&d));
                let bytes = bytes.ok_or_else(|| de::Error::custom(complaint))?;
                match map.next_key::<String>()? {
                    None => T::of_bytes(&bytes).map(Bytes).map_err(de::Error::custom),
                    Some(_) => Err(de::Error::custom(complaint)),
                }
            }
        }
        deserializer.deserialize_any(Text(core::marker::PhantomData))
    }
}

fn unhex(digits: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        digits.chars().map(|digit| digit.to_digit(16).map(|digit| digit as u8)).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

impl<T: OfBytes> Serialize for Bytes<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bytes = self.0.bytes();
        if let Ok(text) = core::str::from_utf8(bytes) {
            return serializer.serialize_str(text);
        }
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry("hex", &digits)?;
        map.end()
    }
}

impl Serialize for NodeName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl Serialize for RequestName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl Serialize for NoteName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.name())
    }
}

impl Serialize for ClientNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(u32::from(self.0.0) + 1)
    }
}

impl Serialize for Millis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.micros % 1_000 {
            0 => serializer.serialize_u64(self.micros / 1_000),
            _ => serializer.serialize_f64(self.micros as f64 / 1_000.0),
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod schema {
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use super::{
        Bytes, ClientNumber, Millis, NOTE_KINDS, NodeName, NoteName, RequestName, TIME_MAX,
    };

    macro_rules! schemas {
        ($($type:ty, $name:literal => { $($schema:tt)+ })+) => {$(
            impl JsonSchema for $type {
                fn schema_name() -> std::borrow::Cow<'static, str> {
                    $name.into()
                }

                fn json_schema(_: &mut SchemaGenerator) -> Schema {
                    json_schema!({ $($schema)+ })
                }
            }
        )+};
    }

    schemas! {
        NodeName, "Node" => {
            "description": "A node, by its letter: A, B, … Z, AA, … ALL.",
            "type": "string",
            "pattern": "^[A-Za-z]{1,3}$",
            "examples": ["A"]
        }
        ClientNumber, "Client" => {
            "description": "A client, by its number on the page.",
            "type": "integer",
            "minimum": 1,
            "maximum": 65535
        }
        RequestName, "Request" => {
            "description": "A request, as on the page: 2.5 is the fifth of client 2.",
            "type": "string",
            "pattern": "^[0-9]+\\.[0-9]+$",
            "examples": ["1.1"]
        }
        NoteName, "NoteKind" => {
            "description": "What a node notes down.",
            "type": "string",
            "enum": NOTE_KINDS
        }
        Millis, "Milliseconds" => {
            "description": "Milliseconds, with up to three decimals.",
            "type": "number",
            "minimum": 0,
            "maximum": TIME_MAX.as_micros() / 1_000
        }
    }

    impl<T> JsonSchema for Bytes<T> {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Bytes".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({
                "description": "Text; or bytes that are none, in hexadecimal digits.",
                "anyOf": [
                    { "type": "string" },
                    {
                        "type": "object",
                        "properties": {
                            "hex": { "type": "string", "pattern": "^([0-9A-Fa-f]{2})*$" }
                        },
                        "required": ["hex"],
                        "additionalProperties": false
                    }
                ]
            })
        }
    }
}
