//! What may stand in a place.

#[cfg(not(target_arch = "wasm32"))]
use serde_json::{Value as Schema, json};

use super::{Case, Flaw, Members, Part, Tagged, Tree, Way};
use crate::session::document::suggestion::unknown;

/// What may stand in a place, and what it becomes.
pub trait Kind {
    /// What it becomes.
    type Value;

    /// Reads it.
    ///
    /// # Errors
    /// What is wrong with it.
    fn read(&self, part: Part<'_>) -> Result<Self::Value, Flaw>;

    /// Its description.
    #[cfg(not(target_arch = "wasm32"))]
    fn schema(&self) -> Schema;

    /// A value to go on with while the format is described.
    #[cfg(not(target_arch = "wasm32"))]
    fn example(&self) -> Result<Self::Value, Flaw>;
}

/// A whole number within a range.
pub struct Whole<T> {
    /// The least.
    pub least: T,
    /// The largest.
    pub most: T,
}

impl<T: Copy + Into<i64> + TryFrom<i64>> Kind for Whole<T> {
    type Value = T;

    fn read(&self, part: Part<'_>) -> Result<T, Flaw> {
        let (least, most) = (self.least.into(), self.most.into());
        within(part, least, most)
            .and_then(|number| T::try_from(number).ok())
            .ok_or_else(|| out_of_range(part, least, most))
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn schema(&self) -> Schema {
        json!({ "type": "integer", "minimum": self.least.into(), "maximum": self.most.into() })
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn example(&self) -> Result<T, Flaw> {
        Ok(self.least)
    }
}

fn within(part: Part<'_>, least: i64, most: i64) -> Option<i64> {
    match part.tree {
        Tree::Whole(number) if (least..=most).contains(number) => Some(*number),
        _ => None,
    }
}

fn out_of_range(part: Part<'_>, least: i64, most: i64) -> Flaw {
    part.needs(&format!("A whole number from {least} to {most}"))
}

/// True or false.
pub struct Flag;

impl Kind for Flag {
    type Value = bool;

    fn read(&self, part: Part<'_>) -> Result<bool, Flaw> {
        match part.tree {
            Tree::Flag(flag) => Ok(*flag),
            _ => Err(part.needs("true or false")),
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn schema(&self) -> Schema {
        json!({ "type": "boolean" })
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn example(&self) -> Result<bool, Flaw> {
        Ok(true)
    }
}

/// A text of bounded length.
pub struct Prose {
    /// The longest, in bytes.
    pub bytes_max: usize,
}

impl Kind for Prose {
    type Value = String;

    fn read(&self, part: Part<'_>) -> Result<String, Flaw> {
        let text = part.text()?;
        match text.len() <= self.bytes_max {
            true => Ok(text.to_owned()),
            false => Err(part.flaw(format!(
                "This text has {} bytes; at most {} can be.",
                text.len(),
                self.bytes_max
            ))),
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn schema(&self) -> Schema {
        json!({ "type": "string", "maxLength": self.bytes_max })
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn example(&self) -> Result<String, Flaw> {
        Ok(String::new())
    }
}

/// One of some words.
pub struct Words<T: 'static>(pub &'static [(&'static str, T)]);

impl<T: Clone> Kind for Words<T> {
    type Value = T;

    fn read(&self, part: Part<'_>) -> Result<T, Flaw> {
        let text = part.text()?;
        let found = self.0.iter().find(|(word, _)| *word == text);
        let words = || unknown(text, self.0.iter().map(|(word, _)| *word));
        found.map(|(_, value)| value.clone()).ok_or_else(|| part.flaw(words()))
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn schema(&self) -> Schema {
        json!({ "enum": self.0.iter().map(|(word, _)| *word).collect::<Vec<&str>>() })
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn example(&self) -> Result<T, Flaw> {
        let first = self.0.first().map(|(_, value)| value.clone());
        first.ok_or_else(|| Flaw::new("", "There are no words."))
    }
}

impl<T: PartialEq> Words<T> {
    /// The word for a value.
    pub fn word(&self, value: T) -> &'static str {
        self.0.iter().find(|(_, known)| *known == value).map_or("", |(word, _)| *word)
    }
}

/// A word, or an object that says more.
pub struct WordOr<T: 'static> {
    /// The words.
    pub words: &'static [(&'static str, T)],
    /// What objects there can be.
    pub cases: &'static [Case<T>],
}

impl<T: Clone> Kind for WordOr<T> {
    type Value = T;

    fn read(&self, part: Part<'_>) -> Result<T, Flaw> {
        match part.tree {
            Tree::Object(_) => Tagged(self.cases).read(part),
            _ => Words(self.words).read(part),
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn schema(&self) -> Schema {
        json!({ "anyOf": [Words(self.words).schema(), Tagged(self.cases).schema()] })
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn example(&self) -> Result<T, Flaw> {
        Words(self.words).example()
    }
}

/// A list of bounded length.
pub struct List<K> {
    /// Of what.
    pub of: K,
    /// The most.
    pub most: usize,
}

impl<K: Kind> Kind for List<K> {
    type Value = Vec<K::Value>;

    fn read(&self, part: Part<'_>) -> Result<Vec<K::Value>, Flaw> {
        let elements = elements(part, self.most)?;
        let mut read = Vec::with_capacity(elements.len());
        for (index, tree) in elements.iter().enumerate() {
            read.push(self.of.read(Part { tree, way: &Way::Element(part.way, index) })?);
        }
        Ok(read)
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn schema(&self) -> Schema {
        json!({ "type": "array", "items": self.of.schema(), "maxItems": self.most })
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn example(&self) -> Result<Vec<K::Value>, Flaw> {
        Ok(Vec::new())
    }
}

fn elements<'a>(part: Part<'a>, most: usize) -> Result<&'a [Tree], Flaw> {
    match part.tree {
        Tree::List(elements) if elements.len() > most => Err(part.flaw(format!(
            "There are {} entries in this list; at most {most} can be.",
            elements.len()
        ))),
        Tree::List(elements) => Ok(elements),
        _ => Err(part.needs("A list in square brackets")),
    }
}

/// A list of two.
pub struct Pair<K>(pub K);

impl<K: Kind> Kind for Pair<K> {
    type Value = [K::Value; 2];

    fn read(&self, part: Part<'_>) -> Result<[K::Value; 2], Flaw> {
        let [one, other] = elements(part, 2)? else {
            return Err(part.flaw("Two entries are needed in this list."));
        };
        let each = |tree, index| self.0.read(Part { tree, way: &Way::Element(part.way, index) });
        Ok([each(one, 0)?, each(other, 1)?])
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn schema(&self) -> Schema {
        json!({ "type": "array", "items": self.0.schema(), "minItems": 2, "maxItems": 2 })
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn example(&self) -> Result<[K::Value; 2], Flaw> {
        Ok([self.0.example()?, self.0.example()?])
    }
}

/// An object.
pub struct Record<T>(pub fn(&mut Members<'_>) -> Result<T, Flaw>);

impl<T> Kind for Record<T> {
    type Value = T;

    fn read(&self, part: Part<'_>) -> Result<T, Flaw> {
        let mut members = Members::of(part)?;
        let read = (self.0)(&mut members)?;
        members.end()?;
        Ok(read)
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn schema(&self) -> Schema {
        let mut members = Members::described();
        // What is read is of no use, and may make no sense.
        let _ = (self.0)(&mut members);
        members.schema()
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn example(&self) -> Result<T, Flaw> {
        (self.0)(&mut Members::described())
    }
}

/// An object in which what is not said is as in another.
pub struct RecordOver<'a, B, T> {
    /// The other.
    pub base: &'a B,
    /// Reads the object.
    pub read: fn(&mut Members<'_>, &B) -> Result<T, Flaw>,
}

impl<B, T> Kind for RecordOver<'_, B, T> {
    type Value = T;

    fn read(&self, part: Part<'_>) -> Result<T, Flaw> {
        let mut members = Members::of(part)?;
        let read = (self.read)(&mut members, self.base)?;
        members.end()?;
        Ok(read)
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn schema(&self) -> Schema {
        let mut members = Members::described();
        let _ = (self.read)(&mut members, self.base);
        members.schema()
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn example(&self) -> Result<T, Flaw> {
        (self.read)(&mut Members::described(), self.base)
    }
}

/// Something that becomes something else.
pub struct Mapped<K: Kind, T> {
    /// What stands there.
    pub kind: K,
    /// What it becomes.
    pub into: fn(K::Value) -> T,
}

impl<K: Kind, T> Kind for Mapped<K, T> {
    type Value = T;

    fn read(&self, part: Part<'_>) -> Result<T, Flaw> {
        self.kind.read(part).map(self.into)
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn schema(&self) -> Schema {
        self.kind.schema()
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn example(&self) -> Result<T, Flaw> {
        self.kind.example().map(self.into)
    }
}
