//! The way from the outermost value to one inside it.

use crate::session::document::suggestion::shortened;

/// A way to a value.
#[derive(Clone, Copy)]
pub enum Way<'a> {
    /// The outermost value.
    Top,
    /// The member of an object.
    Member(&'a Way<'a>, &'a str),
    /// The element of a list.
    Element(&'a Way<'a>, usize),
}

/// Something wrong, known by the way to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The way there.
    pub path: String,
    /// What is wrong, and how to mend it.
    pub what: String,
}

impl Flaw {
    /// What is wrong with the value that has this path.
    pub fn new(path: impl Into<String>, what: impl Into<String>) -> Flaw {
        Flaw { path: path.into(), what: what.into() }
    }
}

impl Way<'_> {
    /// The way in writing: `commands[3].put.key`.
    pub fn path(&self) -> String {
        match self {
            Way::Top => String::new(),
            Way::Member(around, name) => {
                let around = around.path();
                let dot = if around.is_empty() { "" } else { "." };
                around + dot + &shortened(name)
            }
            Way::Element(around, index) => around.path() + &format!("[{index}]"),
        }
    }
}
