//! Going through a lesson: whichever way a stop is come to, the same has happened there, and the
//! same is asked. What was answered counts once.

use dynamo_playground::dynamo::identity::NodeId;
use dynamo_playground::session::document::{self, Document};
use dynamo_playground::session::questions::Asked;
use dynamo_playground::session::session::Session;
use dynamo_playground::sim::command::Command;
use dynamo_playground::sim::trace::digest;
use dynamo_playground::view::lesson::progress::Progress;
use dynamo_playground::view::lesson::{Shown, Walk};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::lessons;

/// So many things are done on one way through a lesson.
const DEEDS: usize = 14;

/// What a learner does.
#[derive(Clone, Debug)]
enum Deed {
    Next,
    Back,
    /// Moves time to a part of what is known, in hundredths, and on to the stop before it.
    MoveTime(u32),
    /// Answers with what stands at this place, or with this number.
    Answer(usize),
    /// Intervenes, and looks around for so many steps.
    Leave(u16, u32),
    Return,
    /// Deletes the lesson's own history while another one is looked at.
    DeleteOwn,
    Reload,
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        4 => Just(Deed::Next),
        2 => Just(Deed::Back),
        1 => (0..=100_u32).prop_map(Deed::MoveTime),
        3 => (0..4_usize).prop_map(Deed::Answer),
        2 => (0..5_u16, 0..40_u32).prop_map(|(node, steps)| Deed::Leave(node, steps)),
        2 => Just(Deed::Return),
        1 => Just(Deed::DeleteOwn),
        2 => Just(Deed::Reload),
    ];
    proptest::collection::vec(deed, DEEDS)
}

/// What is so at a stop: all that has happened, what time it is, and what is asked.
type Stand = (String, u64, Option<Asked>);

/// A learner with a lesson.
struct Learner {
    session: Session,
    walk: Walk,
    progress: Progress,
}

impl Learner {
    fn open(document: &Document) -> Learner {
        let session = document.clone().into_session().expect("a lesson can be opened").session;
        let walk = Walk::new(document).expect("a lesson");
        let mut learner = Learner { session, walk, progress: Progress::default() };
        learner.walk.go_to(0, &mut learner.session);
        learner
    }

    fn stand(&self) -> Stand {
        let timeline = self.session.timeline();
        let now = timeline.simulation().now().as_micros();
        (digest(timeline.trace()), now, self.asked())
    }

    fn asked(&self) -> Option<Asked> {
        match self.walk.shown() {
            Shown::Question { prompt, .. } => Some(prompt.asked.clone()),
            Shown::Beat(_) | Shown::End => None,
        }
    }

    /// All that was answered, as far as it was graded.
    fn marks(&self) -> Vec<Option<bool>> {
        self.walk.marks().collect()
    }

    fn is_on_path(&self) -> bool {
        self.walk.is_on_path(&self.session)
    }

    /// Does it. Says whether the learner stands at a stop of the lesson's own history then.
    fn act(&mut self, deed: &Deed) -> bool {
        let place = self.walk.place();
        match *deed {
            Deed::Next if self.is_on_path() => self.walk.go_to(place + 1, &mut self.session),
            Deed::Back if self.is_on_path() => {
                self.walk.go_to(place.saturating_sub(1), &mut self.session);
            }
            Deed::MoveTime(part) if self.is_on_path() => {
                let steps = self.session.timeline().known_steps() * part / 100;
                self.session.timeline_mut().seek(steps);
                self.walk.follow(self.session.timeline());
                let place = self.walk.place();
                self.walk.go_to(place, &mut self.session);
            }
            Deed::Answer(choice) => {
                self.walk.choose(choice);
                self.walk.draft.count = Some(choice as u32);
                self.walk.answer();
            }
            Deed::Leave(node, steps) => {
                let command = Command::Crash(NodeId(node));
                let given = match self.is_on_path() {
                    true => self.session.give_apart(command),
                    false => self.session.give(command),
                };
                // A node that is down already cannot crash.
                if given.is_ok() {
                    for _ in 0..steps {
                        self.session.timeline_mut().step();
                    }
                }
            }
            Deed::DeleteOwn if !self.is_on_path() => {
                if let Some(own) = self.walk.branch
                    && self.session.delete_branch(own).is_ok()
                {
                    self.walk.forget_branch(own);
                }
            }
            Deed::Return => self.walk.resume(&mut self.session).expect("there is room"),
            Deed::Reload => self.reload(),
            Deed::Next | Deed::Back | Deed::MoveTime(_) | Deed::DeleteOwn => {}
        }
        self.progress.note(&self.walk);
        let at_stop = !matches!(deed, Deed::Leave(..) | Deed::DeleteOwn | Deed::Reload);
        at_stop && self.is_on_path() && self.walk.place() < self.walk.len()
    }

    /// What the page keeps of the session and of the lesson, and takes up again.
    fn reload(&mut self) {
        let (before, memory) = (self.marks(), self.walk.write());
        let (place, shown) = (self.walk.place(), self.asked());
        let kept = Document {
            lesson: self.walk.document.lesson.clone(),
            narration: self.walk.document.narration.clone(),
            questions: self.walk.document.questions.clone(),
            ..Document::without_hash(&self.session, None)
        };
        let read = document::read(&document::write(&kept)).expect("what was written can be read");
        let stood = digest(self.session.timeline().trace());
        let mut walk = Walk::new(&read).expect("it is still a lesson");
        self.session = read.into_session().expect("it can be opened").session;
        walk.recall(&memory, &self.session);
        self.walk = walk;
        assert_eq!(digest(self.session.timeline().trace()), stood);
        assert_eq!((self.walk.place(), self.asked()), (place, shown));
        assert_eq!(self.marks(), before, "{memory}");
        assert_eq!(self.walk.write(), memory);
    }
}

/// What is so at every stop for who goes straight through.
fn straight(document: &Document) -> Vec<Stand> {
    let mut learner = Learner::open(document);
    let stops = learner.walk.len();
    let stand = |place| {
        learner.walk.go_to(place, &mut learner.session);
        learner.stand()
    };
    (0..stops).map(stand).collect()
}

#[test]
fn whichever_way_a_stop_is_come_to_the_same_has_happened() {
    for (name, document) in lessons() {
        let stands = straight(&document);
        let config = ProptestConfig { cases: 6, failure_persistence: None, ..Default::default() };
        let mut runner = TestRunner::new(config);
        let outcome = runner.run(&deeds(), |deeds| {
            let mut learner = Learner::open(&document);
            let mut answered = vec![None; document.questions.len()];
            for deed in &deeds {
                if learner.act(deed) {
                    let place = learner.walk.place();
                    prop_assert_eq!(&learner.stand(), &stands[place], "{:?} at {}", deed, place);
                }
                // The first answer stays.
                for (before, now) in answered.iter_mut().zip(learner.marks()) {
                    prop_assert!(before.is_none() || *before == now, "{deed:?}");
                    *before = now;
                }
            }
            let right = answered.iter().filter(|mark| **mark == Some(true)).count();
            prop_assert_eq!(learner.walk.score(), (right, document.questions.len()));
            prop_assert_eq!(learner.kept(), right);
            Ok(())
        });
        outcome.unwrap_or_else(|failure| panic!("{name}: {failure}"));
    }
}

impl Learner {
    /// How many right answers are kept of the lesson, read as it was written.
    fn kept(&self) -> usize {
        let kept = self.progress.write();
        let answers = kept.split_whitespace().nth(3).expect("a line for the lesson");
        assert_eq!(Progress::read(&kept), self.progress);
        answers.matches('r').count()
    }
}

/// The lesson is left before its end, and comes back as it was left.
#[test]
fn a_history_of_ones_own_stays_when_the_lesson_is_run_again() {
    for (name, document) in lessons() {
        let mut learner = Learner::open(&document);
        learner.act(&Deed::Next);
        // A node that is down in the lesson cannot crash.
        for node in 0..3 {
            if learner.is_on_path() {
                learner.act(&Deed::Leave(node, 25));
            }
        }
        learner.act(&Deed::Reload);
        let own = digest(learner.session.timeline().trace());
        assert!(!learner.is_on_path(), "{name}");
        let left = learner.session.current_branch();
        assert!(learner.act(&Deed::Return), "{name}");
        assert_eq!(learner.session.branch_count(), 2, "{name}");
        assert_eq!(learner.stand(), straight(&document)[1], "{name}");
        learner.session.switch_branch(left).expect("it is still there");
        assert_eq!(digest(learner.session.timeline().trace()), own, "{name}");
    }
}

/// What is kept between visits comes from the device, where anybody can write.
#[test]
fn a_memory_that_makes_no_sense_changes_nothing() {
    let (_, document) = lessons().remove(0);
    let learner = Learner::open(&document);
    let name = learner.walk.name();
    for text in ["", "x", &name, &format!("{name} "), &format!("{name} -1 0."), "other 3 0. 0."] {
        let mut walk = learner.walk.clone();
        walk.recall(text, &learner.session);
        assert_eq!(walk, learner.walk, "{text}");
    }
    let mut walk = learner.walk.clone();
    walk.recall(&format!("{name} 9999 #99999999999 77.. {} x", "!".repeat(9)), &learner.session);
    assert!(matches!(walk.shown(), Shown::End));
}
