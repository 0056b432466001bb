//! The diagram of space and time in words.

use super::{Fate, SpaceTimeView};
use crate::session::annals::spells::SpellKind;
use crate::view::meaning::Meaning;
use crate::view::words::moment;

impl SpaceTimeView {
    /// The diagram in words.
    pub fn description(&self) -> String {
        let mut words = format!(
            "From {} to {}, with the cursor at {}{}: {} on {}.",
            moment(self.stretch.from),
            moment(self.stretch.to),
            moment(self.now),
            if self.stretch.contains(self.now) { "" } else { ", which is outside" },
            number(self.events, "event", "events"),
            number(self.lanes.len(), "lane", "lanes"),
        );
        if self.bars.is_some() {
            words += " They are too many to be drawn one by one: bars count them. Zoom in for arrows and marks.";
        } else {
            self.tell_messages(&mut words);
            self.tell_marks(&mut words);
        }
        for band in &self.bands {
            let lane = self.lanes.iter().find(|lane| Some(lane.y) == band.y);
            words += &match (band.kind, lane) {
                (SpellKind::Split, _) => format!(" The network is {}.", band.label),
                (_, Some(lane)) => {
                    format!(" {} is {} for a while.", lane.label, adjective(band.kind))
                }
                (_, None) => continue,
            };
        }
        if self.folded > 0 {
            words += &format!(
                " The last lane is shared by {}.",
                number(self.folded, "process", "processes")
            );
        }
        if self.idle > 0 {
            words += &format!(
                " {} take no part and are not drawn.",
                number(self.idle, "other", "others")
            );
        }
        words
    }

    fn tell_messages(&self, words: &mut String) {
        let count = |wanted: fn(Fate) -> bool| {
            self.arrows.iter().filter(|arrow| wanted(arrow.fate)).count()
        };
        let lost = count(|fate| matches!(fate, Fate::Lost(..)));
        let under_way = count(|fate| fate == Fate::OnItsWay);
        *words += &format!(" {}", number(self.arrows.len(), "message", "messages"));
        if lost > 0 {
            *words += &format!(", {lost} lost");
        }
        if under_way > 0 {
            *words += &format!(", {under_way} still on the way");
        }
        *words += ".";
        if self.unseen > 0 {
            *words += &format!(
                " {} between those that share a lane are not drawn.",
                number(self.unseen, "message", "messages")
            );
        }
    }

    fn tell_marks(&self, words: &mut String) {
        let mut told = 0;
        for meaning in Meaning::ALL.into_iter().skip(1) {
            let marks = self.marks.iter().filter(|mark| mark.meaning == meaning).count();
            if marks > 0 {
                *words += if told == 0 { " Marks: " } else { ", " };
                *words += meaning.look().0;
                if marks > 1 {
                    *words += &format!(" ({marks} times)");
                }
                told += 1;
            }
        }
        if told > 0 {
            *words += ".";
        }
    }
}

fn adjective(kind: SpellKind) -> &'static str {
    match kind {
        SpellKind::NotYet => "not there yet",
        SpellKind::Down => "down",
        SpellKind::Paused => "standing still",
        SpellKind::Slow => "slow",
        SpellKind::Split => "split",
    }
}

fn number(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
