//! The ring as it is drawn: whose the arcs are, where a key lies, and whom its walk meets
//! (Dynamo §4.2, §4.3).

mod band;
mod walk;

use std::rc::Rc;

pub use self::band::{ArcView, Band, TokenView};
pub use self::walk::{Skip, WalkStop};
use super::layout::{Layout, Point};
use crate::dynamo::key::{Key, Position};
use crate::dynamo::preference_list::PreferenceList;
use crate::dynamo::ring::Ring;

/// The band of arcs, its tokens, and what the selected key has to do with it.
#[derive(Clone, Debug, PartialEq)]
pub struct RingView {
    /// The band: it stays as long as the ring does.
    pub band: Rc<Band>,
    /// The selected key; none while no key is selected.
    pub key: Option<Rc<KeyMark>>,
}

/// A key's place and its walk clockwise around the ring.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyMark {
    /// The key.
    pub key: Key,
    /// Its position on the ring.
    pub position: Position,
    /// Where it lies on the band.
    pub point: Point,
    /// Where its name stands.
    pub label: Point,
    /// Where the walk first meets each primary, and the fallbacks next in line.
    pub walk: Vec<WalkStop>,
    /// The virtual nodes that the walk passes by.
    pub skips: Vec<Skip>,
    /// The way of the walk, from the key to the last primary.
    pub walk_path: String,
}

impl RingView {
    /// The ring with a key and the walk along its list; with its place alone if there is no list.
    pub fn new(
        band: Rc<Band>,
        ring: &Ring,
        layout: &Layout,
        key: Option<&Key>,
        list: Option<&PreferenceList>,
    ) -> RingView {
        let key = key.map(|key| {
            let position = key.position();
            let walk = list.map(|list| walk::walk(ring, layout, position, list));
            let walk = walk.unwrap_or_default();
            Rc::new(KeyMark {
                key: key.clone(),
                position,
                point: layout.on_ring(position),
                label: layout.on_circle(position.turn(), layout.ring_radius + 24.0),
                walk: walk.stops,
                skips: walk.skips,
                walk_path: walk.path,
            })
        });
        RingView { band, key }
    }

    /// The key's walk in words; nothing without a key.
    pub fn description(&self) -> Option<String> {
        let key = self.key.as_ref()?;
        let primaries = key.walk.iter().filter(|stop| !stop.fallback);
        let names: Vec<_> = primaries.map(|stop| stop.node).collect();
        if names.is_empty() {
            return None;
        }
        let mut words = format!(
            "The walk clockwise from “{}” meets {}",
            key.key,
            super::narration::listed(&names)
        );
        match key.skips.len() {
            0 => {}
            1 => words += " and passes one virtual node by",
            many => words += &format!(" and passes {many} virtual nodes by"),
        }
        Some(words + ".")
    }
}
