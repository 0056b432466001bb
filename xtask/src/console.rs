//! What the commands say to the person who runs them.

use std::fmt;

/// Says what happens next, in one plain sentence.
pub fn say(sentence: impl fmt::Display) {
    println!("==> {sentence}");
}

/// The reason why a command cannot go on, in words for the person who runs it.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem(String);

impl Problem {
    /// A problem with its explanation, which should also say what to do about it.
    pub fn new(explanation: impl Into<String>) -> Self {
        Self(explanation.into())
    }

    /// The first sentence of the explanation, for places with room for only one.
    pub fn headline(&self) -> &str {
        let line = self.0.lines().next().unwrap_or_default();
        match line.find(". ") {
            Some(end) => &line[..=end],
            None => line,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
