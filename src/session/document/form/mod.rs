//! Reading JSON by a description of what may stand where. The same description makes the JSON
//! Schema, so that the two cannot part ways.
//!
//! This does by values what derived code does by types: read by derived code, a smaller format
//! took half as much again of the download.

mod kind;
mod member;
#[cfg(not(target_arch = "wasm32"))]
pub mod schema;
mod tree;
mod way;
mod write;

pub use kind::{Flag, Kind, List, Mapped, Pair, Prose, Record, RecordOver, Whole, WordOr, Words};
pub use member::{Case, Members, Tagged};
pub use tree::Tree;
pub use way::{Flaw, Way};
pub use write::{Writer, json_text};

/// A value and where it stands.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    /// The value.
    pub tree: &'a Tree,
    /// Where it stands.
    pub way: &'a Way<'a>,
}

impl Part<'_> {
    /// A flaw of this value: what is needed in its place, as the beginning of a sentence.
    pub fn needs(&self, needed: &str) -> Flaw {
        self.flaw(format!("{needed} is needed here, not {}.", self.tree.in_words()))
    }

    /// A flaw of this value.
    pub fn flaw(&self, what: impl Into<String>) -> Flaw {
        Flaw { path: self.way.path(), what: what.into() }
    }

    /// The text that this value is.
    ///
    /// # Errors
    /// It is something else.
    pub fn text(&self) -> Result<&str, Flaw> {
        match self.tree {
            Tree::Text(text) => Ok(text),
            _ => Err(self.needs("A text in double quotes")),
        }
    }
}

/// A description for the schema: none of it is part of the download.
macro_rules! explain {
    ($text:literal) => {
        if cfg!(target_arch = "wasm32") { "" } else { $text }
    };
}

/// Words for the variants of plain enums. One that has no word does not compile.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $type:ident {
        $($variant:ident = $word:literal),+ $(,)?
    })+) => {$(
        $(#[$doc])*
        pub const $name: crate::session::document::form::Words<$type> =
            crate::session::document::form::Words(&[$(($word, $type::$variant)),+]);

        const _: fn($type) = |value| match value {
            $($type::$variant => ()),+
        };
    )+};
}

pub(in crate::session::document) use {explain, words};
