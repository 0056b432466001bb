//! Replicated data types in the value: siblings that merge by themselves, without a conflict
//! and without an item that comes back.
//!
//! The state of a type is plain text, so that it can be looked at. Each client counts its own
//! operations; two states merge by taking the larger count of each client (a join), in
//! whatever order and however often. That is *state-based* replication: what travels is the
//! whole state. An *operation-based* type would send the single increments instead, and would
//! need them delivered exactly once and in causal order, which a store of versions with
//! siblings and repairs does not promise.

use std::fmt::Write as _;

use crate::dynamo::identity::ClientId;
use crate::dynamo::object::Object;
use crate::dynamo::sorted::{SortedMap, SortedSet};

/// A counter that can only grow: how much each client has added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GrowOnlyCounter {
    added: SortedMap<ClientId, u64>,
}

/// A counter that goes up and down: two that can only grow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counter {
    up: GrowOnlyCounter,
    down: GrowOnlyCounter,
}

/// No client adds so often. A state that says more makes no sense: after the last number there would be
/// none for the next addition.
const COUNTED_MAX: u64 = u64::MAX / 2;

/// A set from which what was seen can be removed (observed-remove): an item is in it by the
/// additions that nobody has removed. An addition that the remover had not seen stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObservedRemoveSet {
    /// How many additions of each client have been seen.
    seen: SortedMap<ClientId, u64>,
    /// The additions by which each item is in the set.
    items: SortedMap<String, SortedSet<(ClientId, u64)>>,
}

impl GrowOnlyCounter {
    /// Adds to what a client has added.
    pub fn add(&mut self, client: ClientId, amount: u64) {
        // A client that has added nothing is not listed: states that mean the same are equal.
        if amount > 0 {
            let added = self.added.entry(client).or_default();
            *added = added.saturating_add(amount);
        }
    }

    /// The sum of what all have added.
    pub fn value(&self) -> u64 {
        self.added.values().fold(0, |sum, added| sum.saturating_add(*added))
    }

    /// Takes over what `other` knows of more additions.
    pub fn merge(&mut self, other: &GrowOnlyCounter) {
        for (client, added) in &other.added {
            let ours = self.added.entry(*client).or_default();
            *ours = (*ours).max(*added);
        }
    }

    fn of(&self, client: ClientId) -> u64 {
        self.added.get(&client).copied().unwrap_or_default()
    }
}

impl Counter {
    /// The counter that all siblings of an object come to.
    pub fn merged(object: &Object) -> Counter {
        let mut merged = Counter::default();
        for text in texts(object) {
            merged.merge(&Counter::parse(&text));
        }
        merged
    }

    /// Goes up, or down if `amount` is negative.
    pub fn add(&mut self, client: ClientId, amount: i64) {
        let side = if amount < 0 { &mut self.down } else { &mut self.up };
        side.add(client, amount.unsigned_abs());
    }

    /// What has been added, less what has been taken away.
    pub fn value(&self) -> i128 {
        i128::from(self.up.value()) - i128::from(self.down.value())
    }

    /// Takes over what `other` knows better.
    pub fn merge(&mut self, other: &Counter) {
        self.up.merge(&other.up);
        self.down.merge(&other.down);
    }

    /// The state as text: the value, then each client with what it has added and taken away.
    pub fn to_text(&self) -> String {
        let mut text = format!("count {}:", self.value());
        let clients: SortedSet<ClientId> =
            self.up.added.keys().chain(self.down.added.keys()).copied().collect();
        for client in clients {
            let (up, down) = (self.up.of(client), self.down.of(client));
            // Writing to a string has no way to fail.
            let _ = write!(text, " {}+{up}-{down}", client.0 + 1);
        }
        text
    }

    /// Reads a state; what is no state of a counter counts as nothing.
    pub fn parse(text: &str) -> Counter {
        let mut counter = Counter::default();
        let Some((_, parts)) = text.strip_prefix("count ").and_then(|rest| rest.split_once(':'))
        else {
            return counter;
        };
        for part in parts.split_whitespace() {
            let read = || {
                let (client, amounts) = part.split_once('+')?;
                let (up, down) = amounts.split_once('-')?;
                Some((client_id(client)?, up.parse().ok()?, down.parse().ok()?))
            };
            if let Some((client, up, down)) = read() {
                counter.up.add(client, up);
                counter.down.add(client, down);
            }
        }
        counter
    }
}

impl ObservedRemoveSet {
    /// The set that all siblings of an object come to.
    pub fn merged(object: &Object) -> ObservedRemoveSet {
        let mut merged = ObservedRemoveSet::default();
        for text in texts(object) {
            merged.merge(&ObservedRemoveSet::parse(&text));
        }
        merged
    }

    /// Adds an item by a new addition.
    pub fn add(&mut self, client: ClientId, item: &str) {
        let seen = self.seen.entry(client).or_default();
        *seen = seen.saturating_add(1);
        let addition = (client, *seen);
        self.items.insert(item.to_owned(), SortedSet::from([addition]));
    }

    /// Removes an item: every addition of it that has been seen.
    pub fn remove(&mut self, item: &str) {
        self.items.remove(item);
    }

    /// Takes over from `other` how often `client` has added, and nothing else.
    pub fn keep_count(&mut self, client: ClientId, other: &ObservedRemoveSet) {
        let counted = other.seen.get(&client).copied().unwrap_or_default();
        let seen = self.seen.entry(client).or_default();
        *seen = (*seen).max(counted);
    }

    /// The items.
    pub fn items(&self) -> impl Iterator<Item = &str> {
        self.items.keys().map(String::as_str)
    }

    /// Takes over what `other` knows better: an addition stays unless the other side has seen
    /// it and does not have it any more.
    pub fn merge(&mut self, other: &ObservedRemoveSet) {
        let known = |set: &ObservedRemoveSet, (client, count): (ClientId, u64)| {
            set.seen.get(&client).is_some_and(|seen| *seen >= count)
        };
        let has = |set: &ObservedRemoveSet, item: &str, addition: &(ClientId, u64)| {
            set.items.get(item).is_some_and(|additions| additions.contains(addition))
        };
        let mut merged: SortedMap<String, SortedSet<(ClientId, u64)>> = SortedMap::new();
        for (ours, theirs) in [(&*self, other), (other, &*self)] {
            for (item, additions) in &ours.items {
                let stay = additions
                    .iter()
                    .copied()
                    .filter(|addition| has(theirs, item, addition) || !known(theirs, *addition));
                merged.entry(item.clone()).or_default().extend(stay);
            }
        }
        merged.retain(|_, additions| !additions.is_empty());
        self.items = merged;
        for (client, count) in &other.seen {
            let seen = self.seen.entry(*client).or_default();
            *seen = (*seen).max(*count);
        }
    }

    /// The state as text: the items, each with its additions, and what has been seen.
    pub fn to_text(&self) -> String {
        let dot = |(client, count): &(ClientId, u64)| format!("{}.{count}", client.0 + 1);
        let items: Vec<String> = self
            .items
            .iter()
            .map(|(item, additions)| {
                let dots: Vec<String> = additions.iter().map(dot).collect();
                format!("{item}@{}", dots.join("+"))
            })
            .collect();
        let seen: Vec<String> =
            self.seen.iter().map(|(client, count)| dot(&(*client, *count))).collect();
        format!("set {} | seen {}", items.join(", "), seen.join(" "))
    }

    /// Reads a state; what is no state of a set counts as nothing.
    pub fn parse(text: &str) -> ObservedRemoveSet {
        let mut set = ObservedRemoveSet::default();
        let parts = text.strip_prefix("set ").and_then(|rest| rest.rsplit_once("| seen"));
        let Some((items, seen)) = parts else { return set };
        let dot = |text: &str| {
            let (client, count) = text.split_once('.')?;
            let count = count.parse().ok().filter(|count| *count <= COUNTED_MAX)?;
            Some((client_id(client)?, count))
        };
        set.seen = seen.split_whitespace().filter_map(dot).collect();
        for part in items.split(',') {
            if let Some((item, dots)) = part.trim().rsplit_once('@') {
                let additions: SortedSet<(ClientId, u64)> =
                    dots.split('+').filter_map(dot).collect();
                if !additions.is_empty() {
                    set.items.insert(item.to_owned(), additions);
                }
            }
        }
        set
    }
}

fn client_id(text: &str) -> Option<ClientId> {
    let number: u16 = text.parse().ok()?;
    number.checked_sub(1).map(ClientId)
}

fn texts(object: &Object) -> impl Iterator<Item = String> {
    let values = object.versions().iter().filter_map(|version| version.value());
    values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANNE: ClientId = ClientId(0);
    const BOB: ClientId = ClientId(1);

    #[test]
    fn a_counter_counts_every_addition_once() {
        let mut anne = Counter::default();
        anne.add(ANNE, 3);
        let mut bob = anne.clone();
        bob.add(BOB, -1);
        anne.add(ANNE, 1);
        let mut merged = anne.clone();
        merged.merge(&bob);
        merged.merge(&bob);
        assert_eq!(merged.value(), 3);
        bob.merge(&anne);
        assert_eq!(bob, merged);
        assert_eq!(Counter::parse(&merged.to_text()), merged);
        assert_eq!(merged.to_text(), "count 3: 1+4-0 2+0-1");
    }

    #[test]
    fn a_removed_item_stays_away_and_a_concurrent_addition_stays() {
        let mut anne = ObservedRemoveSet::default();
        anne.add(ANNE, "milk");
        anne.add(ANNE, "bread");
        let mut bob = anne.clone();
        anne.remove("milk");
        bob.add(BOB, "bread");
        anne.remove("bread");
        let mut merged = anne.clone();
        merged.merge(&bob);
        assert_eq!(merged.items().collect::<Vec<_>>(), ["bread"]);
        bob.merge(&anne);
        assert_eq!(bob, merged);
        assert_eq!(ObservedRemoveSet::parse(&merged.to_text()), merged);
    }

    #[test]
    fn text_of_another_kind_is_an_empty_state() {
        for text in ["", "milk, bread", "count", "count 3", "set", "set a@ | seen x", "count 1: +-"]
        {
            assert_eq!(Counter::parse(text), Counter::default(), "{text}");
            assert_eq!(ObservedRemoveSet::parse(text), ObservedRemoveSet::default(), "{text}");
        }
    }
}
