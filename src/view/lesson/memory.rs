//! A lesson between two visits: where it stands and what was answered, in a line of text. Whether
//! an answer is right is not kept: the run says it again.

use super::{Draft, Given, Walk, graded};
use crate::session::questions::Reply;
use crate::session::session::Session;
use crate::session::timeline::Timeline;

/// A question that was not answered.
const OPEN: &str = "-";

/// A question for which there was no time left.
const GIVEN_UP: &str = "!";

impl Walk {
    /// Writes where it stands and what was answered.
    pub fn write(&self) -> String {
        let mut text = format!("{} {}", self.name(), self.place);
        for posed in &self.posed {
            text.push(' ');
            match &posed.given {
                None => text.push_str(OPEN),
                Some(Given { reply: None, .. }) => text.push_str(GIVEN_UP),
                Some(Given { reply: Some(Reply::Count(count)), .. }) => {
                    text.push_str(&format!("#{count}"));
                }
                Some(_) => {
                    for place in &posed.chosen.chosen {
                        text.push_str(&format!("{place}."));
                    }
                    text.push('.');
                }
            }
        }
        text
    }

    /// Takes up what was written. What is about another lesson, or makes no sense, changes nothing.
    pub fn recall(&mut self, text: &str, session: &Session) {
        let mut words = text.split(' ');
        if words.next() != Some(&self.name()) {
            return;
        }
        let Some(place) = words.next().and_then(|place| place.parse().ok()) else { return };
        let again;
        let own = match self.is_on_path(session) {
            true => session.timeline(),
            false => {
                again = Timeline::new(&self.document.scenario());
                &again
            }
        };
        for (question, word) in words.enumerate().take(self.posed.len()) {
            if word != OPEN {
                self.pose(question, own);
                self.take_answer(question, word);
            }
        }
        self.stand_at(place, own);
    }

    fn take_answer(&mut self, question: usize, word: &str) {
        let posed = &mut self.posed[question];
        let Some(prompt) = &posed.asked else { return };
        let chosen = match word.strip_prefix('#') {
            Some(count) => Draft { count: count.parse().ok(), ..Draft::default() },
            None => Draft {
                chosen: word.split('.').filter_map(|place| place.parse().ok()).collect(),
                count: None,
            },
        };
        posed.given = match word {
            GIVEN_UP => Some(Given { reply: None, is_right: false }),
            _ => graded(&prompt.asked, &chosen),
        };
        posed.chosen = chosen;
    }
}
