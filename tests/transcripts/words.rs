//! The words of a command, read one after the other.

use dynamo_playground::dynamo::identity::NodeId;
use dynamo_playground::dynamo::key::Key;
use dynamo_playground::dynamo::time::Duration;
use dynamo_playground::sim::setup::NODES_MAX;

/// The words of a command that have not been read yet.
pub struct Words {
    words: std::vec::IntoIter<String>,
}

impl Words {
    /// The words of a line; what stands in quotes is one word.
    pub fn of(line: &str) -> Result<Words, String> {
        let mut words = Vec::new();
        for (index, part) in line.split('"').enumerate() {
            match index % 2 {
                0 => words.extend(part.split_whitespace().map(str::to_owned)),
                _ => words.push(part.to_owned()),
            }
        }
        match line.matches('"').count() % 2 {
            0 => Ok(Words { words: words.into_iter() }),
            _ => Err("a quote is missing".to_owned()),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.words.as_slice().is_empty()
    }

    pub fn next(&mut self, what: &str) -> Result<String, String> {
        self.words.next().ok_or_else(|| format!("{what} is missing"))
    }

    /// Reads `word` if it comes next.
    pub fn take(&mut self, word: &str) -> bool {
        let comes = self.words.as_slice().first().is_some_and(|next| next == word);
        comes && self.words.next().is_some()
    }

    /// Everything that is left.
    pub fn rest(&mut self) -> Vec<String> {
        self.words.by_ref().collect()
    }

    pub fn number<T: std::str::FromStr>(&mut self, what: &str) -> Result<T, String> {
        let word = self.next(what)?;
        word.parse().map_err(|_| format!("{word} is not {what}"))
    }

    /// A length of time: `10ms` or `2s`.
    pub fn duration(&mut self) -> Result<Duration, String> {
        let word = self.next("a length of time")?;
        let millis = match word.strip_suffix("ms") {
            Some(number) => number.parse().ok(),
            None => word.strip_suffix('s').and_then(|number| number.parse().ok()).map(seconds),
        };
        millis.map(Duration::from_millis).ok_or_else(|| format!("{word} is not like 10ms or 2s"))
    }

    /// How far a clock is ahead: `+500ms` or `-500ms`.
    pub fn ahead_ms(&mut self) -> Result<i32, String> {
        let word = self.next("how far ahead")?;
        let millis = word.strip_suffix("ms").and_then(|number| number.parse().ok());
        millis.ok_or_else(|| format!("{word} is not like +500ms"))
    }

    pub fn key(&mut self) -> Result<Key, String> {
        Key::new(self.next("a key")?).map_err(|error| error.to_string())
    }

    /// The letter of a node, whether there is one of that name or not.
    pub fn letter(&mut self) -> Result<NodeId, String> {
        let word = self.next("a node")?;
        let mut nodes = (0..NODES_MAX).map(NodeId);
        nodes.find(|node| node.to_string() == word).ok_or_else(|| format!("{word} is no letter"))
    }

    pub fn end(&mut self) -> Result<(), String> {
        match self.words.next() {
            None => Ok(()),
            Some(word) => Err(format!("{word} makes no sense here")),
        }
    }
}

fn seconds(number: u64) -> u64 {
    number * 1_000
}
