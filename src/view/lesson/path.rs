//! How a lesson goes about in its session: from stop to stop, and away from its own history and
//! back to it.

use std::rc::Rc;

use super::{Draft, Posed, Prompt, Walk};
use crate::session::document::{Document, Moment};
use crate::session::lesson::{Stop, stops};
use crate::session::scenario::{Origin, Recorded};
use crate::session::session::{GiveError, Session};
use crate::session::timeline::Timeline;

/// What the lesson's own history is called once it is run again.
const OWN_HISTORY: &str = "the lesson";

impl Walk {
    /// The beginning of a lesson; none if the document is none. If a person has intervened in the
    /// document's run, the lesson's own history is not there: it stands where it was left for that.
    pub fn new(document: &Document) -> Option<Walk> {
        document.lesson.as_ref()?;
        let stops: Rc<[_]> = stops(&document.narration, &document.questions).into();
        if stops.is_empty() {
            return None;
        }
        let own = document.commands.iter().filter(|given| given.origin == Origin::Script);
        let own: Vec<Recorded> = own.cloned().collect();
        let by_hand = document.commands.iter().find(|given| given.origin == Origin::Person);
        let mut walk = Walk {
            draft: Draft::default(),
            branch: by_hand.is_none().then_some(0),
            is_under_way: false,
            stops,
            place: 0,
            posed: vec![Posed::default(); document.questions.len()],
            document: Rc::new(Document { commands: own, cursor: None, ..document.clone() }),
        };
        if let Some(given) = by_hand {
            let place = walk.last_stop(|moment| match moment {
                Moment::Time(at) => at <= given.at,
                Moment::Step(step) => step <= given.step,
            });
            walk.stand_without_history(place);
        }
        Some(walk)
    }

    /// Whether the lesson's own history is looked at.
    pub fn is_on_path(&self, session: &Session) -> bool {
        self.branch == Some(session.current_branch())
    }

    /// Goes to a stop of the lesson's own history, which is looked at.
    pub fn go_to(&mut self, place: usize, session: &mut Session) {
        if let Some(moment) = self.moment(place) {
            session.timeline_mut().seek_moment(moment);
        }
        self.stand_at(place, session.timeline());
    }

    /// Stands at a stop, or at the end. A question is asked of the lesson's own history as it was
    /// at its moment.
    pub fn stand_at(&mut self, place: usize, own: &Timeline) {
        self.place = place.min(self.stops.len());
        self.draft = Draft::default();
        self.is_under_way = false;
        if let Some((_, Stop::Question(index))) = self.stops.get(self.place) {
            self.pose(*index, own);
        }
    }

    /// The same where another history is looked at.
    fn stand_without_history(&mut self, place: usize) {
        let own = Timeline::new(&self.document.scenario());
        self.stand_at(place, &own);
    }

    /// Asks a question of the lesson's own history as it was at its moment.
    pub(super) fn pose(&mut self, question: usize, own: &Timeline) {
        let (Some(posed), Some(asked)) =
            (self.posed.get_mut(question), self.document.questions.get(question))
        else {
            return;
        };
        if posed.asked.is_none() {
            let mut then = own.clone();
            then.seek_moment(asked.at);
            posed.asked = Some(Rc::new(Prompt::new(asked, &then)));
        }
    }

    /// Stands at the last stop whose moment has come.
    pub fn follow(&mut self, own: &Timeline) {
        let (steps, now) = (own.steps(), own.simulation().now());
        let place = self.last_stop(|moment| match moment {
            Moment::Time(at) => at <= now,
            Moment::Step(step) => step <= steps,
        });
        self.stand_at(place, own);
    }

    fn last_stop(&self, has_come: impl Fn(Moment) -> bool) -> usize {
        self.stops.iter().rposition(|(moment, _)| has_come(*moment)).unwrap_or_default()
    }

    /// Goes back to the lesson's own history, where it was left. If that is not there any more, it
    /// is run again beside the others.
    ///
    /// # Errors
    /// There is no room for it; nothing changes then.
    pub fn resume(&mut self, session: &mut Session) -> Result<(), GiveError> {
        let own = self.branch.filter(|own| session.switch_branch(*own).is_ok());
        if own.is_none() {
            session.keep(OWN_HISTORY, self.document.commands.clone())?;
        }
        self.branch = Some(session.current_branch());
        self.go_to(self.place, session);
        Ok(())
    }

    /// A history was deleted: others have taken its number.
    pub fn forget_branch(&mut self, deleted: usize) {
        self.branch = match self.branch {
            Some(own) if own == deleted => None,
            Some(own) if own > deleted => Some(own - 1),
            own => own,
        };
    }
}
