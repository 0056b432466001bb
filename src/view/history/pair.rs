//! Two versions held against each other: does one descend from the other, and if not, which
//! entries of their clocks show it (Dynamo §4.4)?

use super::edges::Past;
use super::{FateKind, VersionNode};
use crate::dynamo::identity::Actor;
use crate::dynamo::object::{ClockKind, Dot};
use crate::dynamo::vector_clock::{Causality, VectorClock};
use crate::view::words::{moment, shortened};

/// How many letters of a value stand in a sentence.
const VALUE_LETTERS: usize = 32;

/// Two versions side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct PairView {
    /// Their dots.
    pub dots: [Dot; 2],
    /// How they are related, in words.
    pub sentence: String,
    /// The section of the paper that it hangs on.
    pub section: &'static str,
    /// Both clocks, pair by pair.
    pub clocks: [Vec<ClockPair>; 2],
    /// Whether neither has seen the other.
    pub concurrent: bool,
}

/// A pair of a clock.
#[derive(Clone, Debug, PartialEq)]
pub struct ClockPair {
    /// The pair, as in `B:2`.
    pub words: String,
    /// Whether it is one of those that tell the two versions apart.
    pub telling: bool,
    /// Whether the clock does not have it, which counts as 0.
    pub missing: bool,
}

/// The two that a reader has chosen, or else two siblings; the one made first comes first.
pub fn choose(versions: &[VersionNode], chosen: &[Dot]) -> Option<(usize, usize)> {
    let place = |dot: &Dot| versions.iter().position(|version| version.dot == *dot);
    let mut places: Vec<usize> = chosen.iter().filter_map(place).collect();
    if places.len() < 2 {
        let siblings = (0..versions.len())
            .filter(|index| versions[*index].fate.kind == FateKind::Sibling)
            .filter(|index| !places.contains(index));
        let siblings: Vec<usize> = siblings.collect();
        places.extend(siblings);
    }
    match places.as_slice() {
        [one, other, ..] => Some((*one.min(other), *one.max(other))),
        // Where there are no siblings, a write that was lost, and what there is instead.
        [] => {
            let lost = versions.iter().rposition(|version| version.fate.is_loss())?;
            let newest = versions.iter().rposition(|version| version.fate.kind.is_newest())?;
            Some((lost.min(newest), lost.max(newest)))
        }
        [_] => None,
    }
}

/// Two versions by their values; by their own events as well, if these are the same.
fn names(one: &VersionNode, other: &VersionNode) -> [String; 2] {
    match one.value == other.value {
        true => [one.name(), other.name()],
        false => [one, other].map(|version| shortened(&version.value_words(), VALUE_LETTERS)),
    }
}

impl PairView {
    pub(super) fn new(
        kind: ClockKind,
        last_write_wins: bool,
        versions: &[VersionNode],
        pasts: &[Past],
        (first, second): (usize, usize),
    ) -> PairView {
        let (one, other) = (&versions[first], &versions[second]);
        let had_read = pasts.get(second).is_some_and(|past| past.read & 1 << first != 0);
        let so = if last_write_wins { "" } else { ", so only a client can merge them" };
        let (telling, concurrent, mut sentence) = match kind {
            ClockKind::PerVersion => by_clocks(one, other, had_read, so),
            ClockKind::Dotted => by_dots(one, other, so),
            ClockKind::PerObject => by_reading(one, other, had_read),
        };
        let mut section = "§4.4";
        // Times are asked only where the clocks leave it open.
        if last_write_wins && concurrent {
            let (winner, loser) = match (one.written, one.dot) > (other.written, other.dot) {
                true => (one, other),
                false => (other, one),
            };
            section = "§6";
            sentence = format!(
                "Last write wins: times decide. {} was made at {} by {}’s clock, {} at {} by {}’s, so {} stays. {sentence}",
                winner.name(),
                moment(winner.written),
                winner.maker,
                loser.name(),
                moment(loser.written),
                loser.maker,
                winner.dot_words(),
            );
        }
        let shown = |version: &VersionNode| match kind {
            // The version's own event stands apart from what its writer had seen.
            ClockKind::Dotted => version.seen.clone(),
            ClockKind::PerVersion | ClockKind::PerObject => version.clock.clone(),
        };
        PairView {
            dots: [one.dot, other.dot],
            sentence,
            section,
            clocks: [one, other].map(|version| pairs(&shown(version), &telling)),
            concurrent,
        }
    }
}

/// The pairs of a clock, and those that it lacks of the telling ones.
fn pairs(clock: &VectorClock, telling: &[Actor]) -> Vec<ClockPair> {
    let own = clock.entries().iter().map(|pair| ClockPair {
        words: format!("{}:{}", pair.actor, pair.counter),
        telling: telling.contains(&pair.actor),
        missing: false,
    });
    let missing = telling.iter().filter(|actor| clock.counter(**actor) == 0);
    let missing = missing.map(|actor| ClockPair {
        words: format!("no {actor}"),
        telling: true,
        missing: true,
    });
    own.chain(missing).collect()
}

/// What a clock has of an actor, and what the other has instead.
fn ahead(actor: Actor, more: &VersionNode, less: &VersionNode) -> String {
    let [name, other] = names(more, less);
    let (high, low) = (more.clock.counter(actor), less.clock.counter(actor));
    match low {
        0 => format!("{name} has {actor}:{high}, which {other} lacks"),
        _ => format!("{name} has {actor}:{high}, of which {other} has only {actor}:{low}"),
    }
}

/// The paper's way: each version has a clock of its own.
fn by_clocks(
    one: &VersionNode,
    other: &VersionNode,
    had_read: bool,
    so: &str,
) -> (Vec<Actor>, bool, String) {
    let relation = one.clock.compare(&other.clock);
    if let (Causality::Concurrent, Some((ours, theirs))) =
        (relation, one.clock.witnesses(&other.clock))
    {
        let cut = match had_read {
            true => format!(
                " The writer of {} had read {} all the same: the pair that told so has been cut off its clock.",
                other.dot_words(),
                one.dot_words()
            ),
            false => String::new(),
        };
        let sentence = format!(
            "{}; {}: neither has seen the other{so}.{cut}",
            ahead(ours, one, other),
            ahead(theirs, other, one)
        );
        return (vec![ours, theirs], true, sentence);
    }
    let (early, late) = match relation {
        Causality::After => (other, one),
        _ => (one, other),
    };
    let mut more = late.clock.entries().iter();
    let more = more.find(|pair| pair.counter > early.clock.counter(pair.actor));
    let telling = more.map(|pair| pair.actor);
    let sentence = match had_read {
        true => format!(
            "{} descends from {}: its clock has all of the other’s and {} more.",
            late.name(),
            early.name(),
            telling
                .map_or_else(String::new, |actor| format!("{actor}:{}", late.clock.counter(actor)))
        ),
        false => format!(
            "{} counts as descending from {}: its clock reaches {}:{}, which stands for all lower counts. But its writer had not read that version, and replaced it unread.",
            late.name(),
            early.name(),
            early.dot.actor,
            late.clock.counter(early.dot.actor)
        ),
    };
    let telling = if had_read { telling } else { Some(early.dot.actor) };
    (telling.into_iter().collect(), false, sentence)
}

/// Dotted version vectors: each version's own event is held against what the other's writer saw.
fn by_dots(one: &VersionNode, other: &VersionNode, so: &str) -> (Vec<Actor>, bool, String) {
    let saw = |late: &VersionNode, early: &VersionNode| {
        late.seen.counter(early.dot.actor) >= early.dot.counter
    };
    let (early, late) = match (saw(other, one), saw(one, other)) {
        (true, _) => (one, other),
        (_, true) => (other, one),
        (false, false) => {
            let sentence = format!(
                "The writer of {} had not seen {}, and the writer of {} had not seen {}: neither has seen the other{so}.",
                one.name(),
                other.dot_words(),
                other.name(),
                one.dot_words()
            );
            return (vec![one.dot.actor, other.dot.actor], true, sentence);
        }
    };
    let sentence = format!(
        "{} descends from {}: its writer had seen {}:{}.",
        late.name(),
        early.name(),
        early.dot.actor,
        late.seen.counter(early.dot.actor)
    );
    (vec![early.dot.actor], false, sentence)
}

/// One clock for all siblings: it cannot tell them apart, so what was read has to.
fn by_reading(
    one: &VersionNode,
    other: &VersionNode,
    had_read: bool,
) -> (Vec<Actor>, bool, String) {
    let sentence = match had_read {
        true => format!(
            "The writer of {} had read {}. Siblings share one clock, so that the store may keep both all the same: it replaces versions only for a writer who has seen the whole clock.",
            other.name(),
            one.name()
        ),
        false => format!(
            "The writer of {} had not read {}, nor the other way round. The clock that siblings share cannot tell which of them a writer has read: it tells only whether something unread was there.",
            other.name(),
            one.name()
        ),
    };
    (vec![one.dot.actor, other.dot.actor], !had_read, sentence)
}
