//! What lasts: downtime, standing still, slowness, a split network.

use super::lanes::Lanes;
use super::{LABELS, Scene};
use crate::dynamo::identity::Address;
use crate::dynamo::time::Time;
use crate::session::annals::spells::{Spell, SpellKind};
use crate::sim::command::Command;
use crate::sim::trace::{EventKind, TraceEvent};
use crate::view::lens::Stretch;

/// Something that lasts, as a part of a lane, or of all lanes if the network is split.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// What lasts.
    pub kind: SpellKind,
    /// Where it begins and ends, within the picture.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// The lane's middle; none for all lanes.
    pub y: Option<f64>,
    /// What is written on it.
    pub label: String,
}

/// What lasts in the stretch.
pub(super) fn bands(scene: Scene<'_>, stretch: Stretch, lanes: &Lanes, width: f64) -> Vec<Band> {
    let trace = scene.timeline.known_trace();
    let x = |time: Time| (LABELS + stretch.part(time) * (width - LABELS)).clamp(LABELS, width);
    let known_until = trace.last().map_or(Time::ZERO, |event| event.at);
    let known_until = known_until.max(scene.timeline.simulation().now());
    let band = |spell: &Spell| {
        let process = spell.node.map(Address::Node);
        if process.is_some() && lanes.is_folded(process) {
            return None;
        }
        let label = match spell.kind {
            SpellKind::NotYet => "not there yet".to_owned(),
            SpellKind::Down => "down".to_owned(),
            SpellKind::Paused => "stands still".to_owned(),
            SpellKind::Slow => "slow".to_owned(),
            SpellKind::Split => {
                let command = spell.began.and_then(|event| trace.get(event.0 as usize));
                split(command, scene.spells.nodes())
            }
        };
        let y = match process {
            Some(process) => Some(lanes.y(Some(process))?),
            None => None,
        };
        let to = spell.until.unwrap_or(known_until);
        (to >= stretch.from).then(|| Band {
            kind: spell.kind,
            from: x(spell.from),
            to: x(to),
            y,
            label,
        })
    };
    scene.spells.between(stretch.from, stretch.to).filter_map(band).collect()
}

/// A partition in a few words: `split: A B | C | all others`.
fn split(event: Option<&TraceEvent>, nodes: u16) -> String {
    let mut words = "split".to_owned();
    if let Some(EventKind::Commanded { command, .. }) = event.map(|event| &event.kind)
        && let Command::Partition { groups, .. } = &**command
    {
        for (index, group) in groups.iter().enumerate() {
            words += if index == 0 { ": " } else { " | " };
            for (place, node) in group.iter().take(6).enumerate() {
                words += if place == 0 { "" } else { " " };
                words += &node.to_string();
            }
            words += if group.len() > 6 { " …" } else { "" };
        }
        if groups.iter().map(Vec::len).sum::<usize>() < usize::from(nodes) {
            words += " | all others";
        }
    }
    words
}
