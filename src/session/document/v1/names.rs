//! What stands for single things: nodes by letter, clients and requests as the page names them,
//! keys and values as text, times in milliseconds.

use core::fmt::Display;
use core::str::FromStr;

#[cfg(not(target_arch = "wasm32"))]
use serde_json::{Value as Schema, json};

use crate::dynamo::identity::{Address, ClientId, MessageId, NodeId, RequestId};
use crate::dynamo::key::{Key, Value};
use crate::dynamo::time::{Duration, Time};
use crate::session::document::form::{Flaw, Kind, Part, Tree, Writer, json_text};
use crate::session::document::limits::TIME_MAX;
use crate::session::document::suggestion::unknown;
use crate::session::note_kind::{NOTE_KINDS, NoteKind};
use crate::sim::setup::NODES_MAX;

/// A thing that is named by a text.
#[derive(Clone, Copy)]
pub struct Named<T> {
    /// What is needed, as the beginning of a sentence.
    needed: &'static str,
    read: fn(&str) -> Option<T>,
    #[cfg(not(target_arch = "wasm32"))]
    pattern: &'static str,
    #[cfg(not(target_arch = "wasm32"))]
    example: &'static str,
}

impl<T> Kind for Named<T> {
    type Value = T;

    fn read(&self, part: Part<'_>) -> Result<T, Flaw> {
        let named = match part.tree {
            Tree::Text(text) => (self.read)(text),
            _ => None,
        };
        named.ok_or_else(|| part.needs(self.needed))
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn schema(&self) -> Schema {
        json!({ "type": "string", "pattern": self.pattern, "examples": [self.example] })
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn example(&self) -> Result<T, Flaw> {
        (self.read)(self.example).ok_or_else(|| Flaw::new("", self.needed))
    }
}

macro_rules! named {
    ($($(#[$doc:meta])* $name:ident: $type:ty = $read:expr, $needed:literal,
       $pattern:literal, $example:literal;)+) => {$(
        $(#[$doc])*
        pub const $name: Named<$type> = Named {
            needed: $needed,
            read: $read,
            #[cfg(not(target_arch = "wasm32"))]
            pattern: $pattern,
            #[cfg(not(target_arch = "wasm32"))]
            example: $example,
        };
    )+};
}

named! {
    /// A node, by its letter.
    NODE: NodeId = node, "The letter of a node, A, B, … Z, AA, … ALL, in double quotes",
        "^[A-Za-z]{1,3}$", "A";
    /// A client, as the page names it.
    CLIENT: ClientId = client, "A client, as “client 1”,", "^client [1-9][0-9]*$", "client 1";
    /// A client or a node.
    ADDRESS: Address = address, "The letter of a node or a client, as “A” or “client 1”,",
        "^([A-Za-z]{1,3}|client [1-9][0-9]*)$", "A";
    /// A request: `2.5` is the fifth of client 2.
    REQUEST: RequestId = request, "A request, as “2.5” for the fifth of client 2,",
        "^[1-9][0-9]*[.][1-9][0-9]*$", "1.1";
    /// A message: `A.0.17` is the seventeenth that A has sent before it was started again.
    MESSAGE: MessageId = message,
        "A message, as “A.0.17” for the seventeenth of A before it was started again,",
        "^([A-Za-z]{1,3}|client [1-9][0-9]*)[.][0-9]+[.][1-9][0-9]*$", "A.0.17";
    /// A digest.
    HASH: String = hash, "A hash of 32 hexadecimal digits in double quotes",
        "^[0-9A-Fa-f]{32}$", "d41d8cd98f00b204e9800998ecf8427e";
}

/// The node of a letter, if there can be so many nodes.
pub fn node(text: &str) -> Option<NodeId> {
    NodeId::from_str(text).ok().filter(|node| node.0 < NODES_MAX)
}

/// A number without a sign, from `least`.
fn number(digits: &str, least: u32) -> Option<u32> {
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|number| is_plain && *number >= least)
}

fn client_number(digits: &str) -> Option<ClientId> {
    u16::try_from(number(digits, 1)? - 1).ok().map(ClientId)
}

fn client(text: &str) -> Option<ClientId> {
    client_number(text.strip_prefix("client ")?)
}

fn address(text: &str) -> Option<Address> {
    client(text).map(Address::Client).or_else(|| node(text).map(Address::Node))
}

fn request(text: &str) -> Option<RequestId> {
    let (client, sequence) = text.split_once('.')?;
    Some(RequestId { client: client_number(client)?, sequence: number(sequence, 1)? })
}

fn message(text: &str) -> Option<MessageId> {
    let (sender, rest) = text.split_once('.')?;
    let (epoch, sequence) = rest.split_once('.')?;
    let (epoch, sequence) = (number(epoch, 0)?, number(sequence, 1)?);
    Some(MessageId { sender: address(sender)?, epoch, sequence })
}

/// The name of a message.
pub fn message_name(message: MessageId) -> String {
    let MessageId { sender, epoch, sequence } = message;
    format!("{sender}.{epoch}.{sequence}")
}

fn hash(text: &str) -> Option<String> {
    let is_hash = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then(|| text.to_ascii_lowercase())
}

/// The kind of a note, by its name.
pub struct NoteName;

impl Kind for NoteName {
    type Value = NoteKind;

    fn read(&self, part: Part<'_>) -> Result<NoteKind, Flaw> {
        let text = part.text()?;
        text.parse().map_err(|_| part.flaw(unknown(text, NOTE_KINDS.iter().copied())))
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn schema(&self) -> Schema {
        json!({ "enum": NOTE_KINDS })
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn example(&self) -> Result<NoteKind, Flaw> {
        let first = NOTE_KINDS.iter().find_map(|name| name.parse().ok());
        first.ok_or_else(|| Flaw::new("", "There are no notes."))
    }
}

/// Any number of 64 bits.
pub struct Seed;

impl Kind for Seed {
    type Value = u64;

    fn read(&self, part: Part<'_>) -> Result<u64, Flaw> {
        match part.tree {
            Tree::Large(number) => Ok(*number),
            Tree::Whole(number) if *number >= 0 => Ok(number.unsigned_abs()),
            _ => Err(part.needs("A whole number from 0 to 18446744073709551615")),
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn schema(&self) -> Schema {
        json!({ "type": "integer", "minimum": 0, "maximum": u64::MAX })
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn example(&self) -> Result<u64, Flaw> {
        Ok(0)
    }
}

/// A length of time in milliseconds, with up to three decimals.
pub struct Length;

/// A time in milliseconds, with up to three decimals.
pub struct At;

impl Kind for Length {
    type Value = Duration;

    fn read(&self, part: Part<'_>) -> Result<Duration, Flaw> {
        micros(part).map(Duration::from_micros)
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn schema(&self) -> Schema {
        json!({ "type": "number", "minimum": 0, "maximum": TIME_MAX.as_micros() / 1_000 })
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn example(&self) -> Result<Duration, Flaw> {
        Ok(Duration::from_millis(1))
    }
}

impl Kind for At {
    type Value = Time;

    fn read(&self, part: Part<'_>) -> Result<Time, Flaw> {
        micros(part).map(Time::from_micros)
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn schema(&self) -> Schema {
        Length.schema()
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn example(&self) -> Result<Time, Flaw> {
        Ok(Time::ZERO)
    }
}

fn micros(part: Part<'_>) -> Result<u64, Flaw> {
    let micros = match part.tree {
        Tree::Whole(millis) => millis.checked_mul(1_000).and_then(|micros| micros.try_into().ok()),
        // What is larger than all numbers becomes the largest, and is refused below.
        Tree::Decimal(millis) if *millis >= 0.0 => Some(libm::round(millis * 1_000.0) as u64),
        _ => None,
    };
    let micros = micros.filter(|micros| *micros <= TIME_MAX.as_micros());
    let most = TIME_MAX.as_micros() / 1_000;
    micros.ok_or_else(|| part.needs(&format!("A number of milliseconds from 0 to {most}")))
}

/// Milliseconds in writing, exactly.
fn millis(micros: u64) -> String {
    let (whole, rest) = (micros / 1_000, micros % 1_000);
    match rest {
        0 => whole.to_string(),
        rest => format!("{whole}.{rest:03}").trim_end_matches('0').to_owned(),
    }
}

/// The key of an object: text, or hexadecimal digits where its bytes are none.
pub struct KeyBytes;

/// A value: text, or hexadecimal digits where its bytes are none.
pub struct ValueBytes;

impl Kind for KeyBytes {
    type Value = Key;

    fn read(&self, part: Part<'_>) -> Result<Key, Flaw> {
        Key::new(bytes(part)?).map_err(|error| part.flaw(error.to_string()))
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn schema(&self) -> Schema {
        bytes_schema(1)
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn example(&self) -> Result<Key, Flaw> {
        Key::new("key").map_err(|error| Flaw::new("", error.to_string()))
    }
}

impl Kind for ValueBytes {
    type Value = Value;

    fn read(&self, part: Part<'_>) -> Result<Value, Flaw> {
        Value::new(bytes(part)?).map_err(|error| part.flaw(error.to_string()))
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn schema(&self) -> Schema {
        bytes_schema(0)
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn example(&self) -> Result<Value, Flaw> {
        Value::new("value").map_err(|error| Flaw::new("", error.to_string()))
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn bytes_schema(least: u8) -> Schema {
    json!({
        "anyOf": [
            { "type": "string", "minLength": least },
            {
                "type": "object",
                "properties": { "hex": { "type": "string", "pattern": "^([0-9A-Fa-f]{2})*$" } },
                "required": ["hex"],
                "additionalProperties": false
            }
        ]
    })
}

fn bytes(part: Part<'_>) -> Result<Vec<u8>, Flaw> {
    let found = match part.tree {
        Tree::Text(text) => Some(text.as_bytes().to_vec()),
        Tree::Object(members) => match members.as_slice() {
            [(name, Tree::Text(digits))] if name == "hex" => unhex(digits),
            _ => None,
        },
        _ => None,
    };
    found.ok_or_else(|| part.needs("A text in double quotes, or { \"hex\": \"00ff\" },"))
}

fn unhex(digits: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        digits.chars().map(|digit| digit.to_digit(16).map(|digit| digit as u8)).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// Writes bytes as text, or as hexadecimal digits where they are none.
pub fn write_bytes(out: &mut String, bytes: &[u8]) {
    match core::str::from_utf8(bytes) {
        Ok(text) => json_text(out, text),
        Err(_) => Writer::object(out, |object| {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            object.text("hex", &digits);
        }),
    }
}

/// Writes a list of what is named by texts.
pub fn write_names<T: Display>(out: &mut String, names: &[T]) {
    Writer::list(out, names, |out, name| json_text(out, &name.to_string()));
}

impl Writer<'_> {
    /// A member that is a time.
    pub fn time(&mut self, name: &str, time: Time) {
        self.bare(name, &millis(time.as_micros()));
    }

    /// A member that is a length of time.
    pub fn length(&mut self, name: &str, length: Duration) {
        self.bare(name, &millis(length.as_micros()));
    }

    /// A member that is a key.
    pub fn key(&mut self, key: &Key) {
        write_bytes(self.name("key"), key.as_bytes());
    }

    /// A member that is a list of values.
    pub fn values(&mut self, name: &str, values: &[Value]) {
        let each = |out: &mut String, value: &Value| write_bytes(out, value.as_bytes());
        Writer::list(self.name(name), values, each);
    }
}
