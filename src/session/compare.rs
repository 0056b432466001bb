//! Two runs side by side: the same seed with one change, or two histories of a session.
//!
//! Events are aligned by who they are, not by when they happened: a message by its name, a
//! request by its own, a timer and a note by the how many-th it is of its kind. Chance is drawn
//! for such names too, so that one change shifts nothing but what follows from it.

mod alignment;
mod change;
mod ends;

use self::alignment::Aligned;
pub use self::change::{Change, run};
pub use self::ends::{Answer, ClusterEnd, KeyEnd, RequestEnd};
use super::timeline::Timeline;
use crate::dynamo::identity::RequestId;
use crate::dynamo::key::Key;
use crate::dynamo::sorted::{SortedMap, SortedSet};
use crate::sim::trace::EventId;

/// The same of two runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair<T> {
    /// Of the first.
    pub left: T,
    /// Of the second.
    pub right: T,
}

/// What two runs have in common, and what not.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The commands that were given in one run only.
    pub commands: Pair<Vec<EventId>>,
    /// The first event that differs otherwise; none if nothing does.
    pub first: Option<Difference>,
    /// How many events differ.
    pub differing: u32,
    /// How many are the same.
    pub same: u32,
    /// What became of every request that was made in either run.
    pub requests: Vec<(RequestId, Pair<Option<RequestEnd>>)>,
    /// How every key stands at the end that either run has written.
    pub keys: Vec<(Key, Pair<KeyEnd>)>,
    /// How the clusters stand at the end.
    pub ends: Pair<ClusterEnd>,
}

/// An event that is not the same in both runs: it happened in one only, at another time, or in
/// another way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// It, in either run; none where it did not happen.
    pub events: Pair<Option<EventId>>,
    /// What the difference is.
    pub kind: DifferenceKind,
}

/// How an event differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DifferenceKind {
    /// It happened in one run only.
    Missing,
    /// It happened at another time.
    Time,
    /// It happened in another way.
    Content,
}

impl<T> Pair<T> {
    /// What a function makes of both.
    pub fn map<U>(self, function: impl Fn(T) -> U) -> Pair<U> {
        Pair { left: function(self.left), right: function(self.right) }
    }

    /// Both, by reference.
    pub fn as_ref(&self) -> Pair<&T> {
        Pair { left: &self.left, right: &self.right }
    }
}

impl Comparison {
    /// Compares two runs, each with its cursor at its end.
    pub fn new(left: &Timeline, right: &Timeline) -> Comparison {
        let runs = Pair { left, right };
        let Aligned { commands, first, differing, same } =
            alignment::align(left.trace(), right.trace());
        let requests = runs.map(ends::requests);
        let ids: SortedSet<RequestId> =
            requests.left.keys().chain(requests.right.keys()).copied().collect();
        let of = |id: RequestId| {
            let end = |ends: &SortedMap<RequestId, RequestEnd>| ends.get(&id).cloned();
            (id, requests.as_ref().map(end))
        };
        let keys: SortedSet<Key> =
            runs.map(|run| ends::keys(run.simulation())).into_iter().flatten().collect();
        let key_ends = |key: Key| {
            let end = |run: &Timeline| ends::key_end(run.simulation(), &key);
            let ends = runs.map(end);
            (key, ends)
        };
        Comparison {
            commands,
            first,
            differing,
            same,
            requests: ids.into_iter().map(of).collect(),
            keys: keys.into_iter().map(key_ends).collect(),
            ends: runs.map(|run| ends::cluster_end(run.simulation())),
        }
    }
}

impl<T> IntoIterator for Pair<T> {
    type Item = T;
    type IntoIter = std::array::IntoIter<T, 2>;

    fn into_iter(self) -> Self::IntoIter {
        [self.left, self.right].into_iter()
    }
}
