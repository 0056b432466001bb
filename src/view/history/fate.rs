//! What has become of versions: which replicas hold them now, and if none does, why.

use super::edges::Past;
use super::{Story, VersionNode};
use crate::dynamo::identity::{Address, NodeId};
use crate::dynamo::key::Key;
use crate::dynamo::note::Note;
use crate::dynamo::object::{Dot, Object};
use crate::sim::simulation::Simulation;
use crate::sim::trace::EventKind;
use crate::view::key::{held, newest};
use crate::view::narration::listed;
use crate::view::words::moment;

/// Of so many places at which a version was stored it is looked for what took it away.
const STORES_LOOKED_AT: usize = 64;

/// What has become of a version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fate {
    /// In one word.
    pub kind: FateKind,
    /// In a sentence, without its full stop.
    pub words: String,
}

/// What can become of a version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FateKind {
    /// It is the newest.
    #[default]
    Newest,
    /// It is one of several that are the newest.
    Sibling,
    /// Another descends from it.
    Replaced,
    /// Another counts as descending from it, but its writer had not read it.
    ReplacedUnread,
    /// Another has a later wall-clock time.
    LostToTime,
    /// A tombstone that nobody needed any more.
    Forgotten,
    /// No node holds it, and nothing has taken its place.
    Lost,
}

impl FateKind {
    /// The kind in a word or two.
    pub const fn label(self) -> &'static str {
        match self {
            FateKind::Newest => "newest",
            FateKind::Sibling => "sibling",
            FateKind::Replaced => "replaced",
            FateKind::ReplacedUnread => "replaced unread",
            FateKind::LostToTime => "lost to a later time",
            FateKind::Forgotten => "forgotten",
            FateKind::Lost => "lost",
        }
    }

    /// Whether nothing has taken its place.
    pub const fn is_newest(self) -> bool {
        matches!(self, FateKind::Newest | FateKind::Sibling)
    }
}

impl Fate {
    /// Whether somebody's write has been lost.
    pub const fn is_loss(&self) -> bool {
        matches!(self.kind, FateKind::ReplacedUnread | FateKind::LostToTime | FateKind::Lost)
    }
}

/// What is held of a key, by whom.
pub struct Holdings {
    newest: Object,
    nodes: Vec<(NodeId, Object)>,
    hints: Vec<(NodeId, NodeId, Object)>,
}

impl Holdings {
    /// Looks a key up on every disk.
    pub fn new(simulation: &Simulation, key: &Key) -> Holdings {
        let (mut nodes, mut hints) = (Vec::new(), Vec::new());
        for process in simulation.nodes() {
            let own = held(process, key);
            if !own.is_empty() {
                nodes.push((process.id(), own));
            }
            for ((owner, hinted), hint) in process.disk().hints() {
                if hinted == key {
                    hints.push((process.id(), *owner, hint.object.clone()));
                }
            }
        }
        Holdings { newest: newest(simulation, key), nodes, hints }
    }

    /// Whether no version held anywhere takes the place of this one.
    pub fn is_newest(&self, dot: Dot) -> bool {
        has(&self.newest, dot)
    }

    /// Who holds a version as its own, and who keeps it as a hint for whom.
    pub fn of(&self, dot: Dot) -> (Vec<NodeId>, Vec<(NodeId, NodeId)>) {
        let own = self.nodes.iter().filter(|(_, object)| has(object, dot));
        let hinted = self.hints.iter().filter(|(.., object)| has(object, dot));
        (
            own.map(|(node, _)| *node).collect(),
            hinted.map(|(node, owner, _)| (*node, *owner)).collect(),
        )
    }
}

fn has(object: &Object, dot: Dot) -> bool {
    object.versions().iter().any(|version| version.dot == dot)
}

/// Says of every version what has become of it.
pub fn judge(story: &Story<'_>, versions: &mut [VersionNode], pasts: &[Past]) {
    let newest = story.holdings.newest.versions().len();
    for index in 0..versions.len() {
        versions[index].fate = fate(story, versions, pasts, index, newest);
    }
}

fn fate(
    story: &Story<'_>,
    versions: &[VersionNode],
    pasts: &[Past],
    index: usize,
    newest: usize,
) -> Fate {
    let version = &versions[index];
    let later = |of: fn(&Past) -> u64| {
        let place = pasts.iter().position(|past| of(past) & 1 << index != 0)?;
        versions.get(place)
    };
    if story.holdings.is_newest(version.dot) {
        return match newest {
            0 | 1 => Fate { kind: FateKind::Newest, words: "the newest version".to_owned() },
            _ => Fate {
                kind: FateKind::Sibling,
                words: format!("one of {newest} siblings, of which none descends from another"),
            },
        };
    }
    // Of versions that are still held somewhere the newest one takes their place in time.
    let still = match version.holders.as_slice() {
        [] => String::new(),
        holders => format!("; {} has not got it yet", listed(holders)),
    };
    if let Some(by) = later(|past| past.read) {
        let words = format!("replaced by {}, whose writer had seen it{still}", by.name());
        return Fate { kind: FateKind::Replaced, words };
    }
    if let Some(by) = later(|past| past.all) {
        let words = format!(
            "replaced unread by {}: its clock counts {} as seen, although its writer had not read it{}{still}",
            by.name(),
            version.dot_words(),
            told(version)
        );
        return Fate { kind: FateKind::ReplacedUnread, words };
    }
    let mut later_time =
        versions.iter().filter(|other| (other.written, other.dot) > (version.written, version.dot));
    if story.last_write_wins
        && let Some(by) = later_time.next_back()
    {
        let words = format!(
            "lost: last write wins, and {} is later by the wall clock of its maker ({} after {}){}{still}",
            by.name(),
            moment(by.written),
            moment(version.written),
            told(version)
        );
        return Fate { kind: FateKind::LostToTime, words };
    }
    gone(story, version)
}

fn told(version: &VersionNode) -> &'static str {
    if version.acknowledged { "; its client had been told that it is written" } else { "" }
}

/// A version that no node holds, with nothing in its place.
fn gone(story: &Story<'_>, version: &VersionNode) -> Fate {
    let trace = story.timeline.trace();
    let tombstone = version.value.is_none();
    if let Some(event) = story.known.forgotten_after(version.event)
        && let Some(event) = trace.get(event.0 as usize).filter(|_| tombstone)
    {
        let words = format!(
            "the tombstone was forgotten at {}, as nobody held anything older",
            moment(event.at)
        );
        return Fate { kind: FateKind::Forgotten, words };
    }
    let mut taken: Vec<String> = Vec::new();
    let mut looked_at: Vec<NodeId> = Vec::new();
    for stored in story.known.stored_from(version.event).iter().take(STORES_LOOKED_AT) {
        let Some(event) = trace.get(stored.0 as usize) else { break };
        let Some(node) = event.process.and_then(Address::node) else { continue };
        let (clock, durable) = match &event.kind {
            EventKind::Note(Note::Stored { clock, durable, .. }) => (clock, *durable),
            // Hints are on disk at once.
            EventKind::Note(Note::HintStored { clock, .. }) => (clock, true),
            _ => continue,
        };
        // What was stored had this version in it if its maker had got no further.
        let held = clock.counter(version.dot.actor) == version.dot.counter;
        if !held || looked_at.contains(&node) {
            continue;
        }
        looked_at.push(node);
        let mishap = story.annals.mishap(node, event.id, durable, trace.len());
        if let Some(mishap) = mishap.and_then(|mishap| trace.get(mishap.0 as usize)) {
            taken.push(format!("{node} at {}", moment(mishap.at)));
        }
    }
    let words = match taken.is_empty() {
        true => format!("lost: no node holds it any more{}", told(version)),
        false => format!(
            "lost: whoever held it has crashed or lost its disk: {}{}",
            taken.join(", "),
            told(version)
        ),
    };
    Fate { kind: FateKind::Lost, words }
}
