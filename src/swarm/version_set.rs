//! Sets of versions of one key, each by its number.

/// A set of small numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VersionSet {
    words: Vec<u64>,
}

impl VersionSet {
    /// A set with nothing in it.
    pub const fn new() -> VersionSet {
        VersionSet { words: Vec::new() }
    }

    /// Puts a number in.
    pub fn insert(&mut self, number: usize) {
        let word = number / 64;
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        self.words[word] |= 1 << (number % 64);
    }

    /// Whether a number is in it.
    pub fn contains(&self, number: usize) -> bool {
        self.words.get(number / 64).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    /// Puts everything of another set in.
    pub fn extend(&mut self, other: &VersionSet) {
        if self.words.len() < other.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        for (word, more) in self.words.iter_mut().zip(&other.words) {
            *word |= more;
        }
    }

    /// Whether another set is in it as a whole.
    pub fn includes(&self, other: &VersionSet) -> bool {
        let mut words = self.words.iter();
        other.words.iter().all(|word| word & !words.next().copied().unwrap_or(0) == 0)
    }

    /// What is in this set and not in another.
    pub fn without(&self, other: &VersionSet) -> VersionSet {
        let mut words = other.words.iter();
        let left = self.words.iter().map(|word| word & !words.next().copied().unwrap_or(0));
        VersionSet { words: left.collect() }
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// The numbers, in order.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(place, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros() as usize;
                left &= left.wrapping_sub(1);
                (bit < 64).then_some(place * 64 + bit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(numbers: &[usize]) -> VersionSet {
        let mut set = VersionSet::new();
        numbers.iter().for_each(|number| set.insert(*number));
        set
    }

    #[test]
    fn sets_are_sets() {
        let (few, many) = (set(&[3, 64]), set(&[3, 64, 200]));
        assert!(many.includes(&few) && !few.includes(&many));
        assert_eq!(many.without(&few).iter().collect::<Vec<_>>(), [200]);
        assert!(few.without(&many).is_empty());
        let mut both = few;
        both.extend(&many);
        assert_eq!(both, many);
        assert!(both.contains(64) && !both.contains(63) && !both.contains(1_000));
    }
}
