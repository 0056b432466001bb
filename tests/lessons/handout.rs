//! Lessons on paper.

use dynamo_playground::session::lesson::stops;
use dynamo_playground::session::run::Run;
use dynamo_playground::view::lesson::handout::{Handout, Item};

use crate::lessons;

/// Every stop is on it in its order, every question with the answer that the run gives, and with
/// what decided it if an event did.
#[test]
fn the_handout_of_every_lesson_is_whole() {
    let mut decided = 0;
    for (name, document) in lessons() {
        let handout = Handout::new(&document);
        let stops = stops(&document.narration, &document.questions);
        assert_eq!(handout.items.len(), stops.len(), "{name}");
        assert!(handout.cluster.contains(&format!("{} nodes, N = ", document.setup.nodes)));
        let mut asked = 0;
        for ((at, item), (moment, _)) in handout.items.iter().zip(&stops) {
            assert_eq!(at, moment, "{name}");
            let Item::Question(question) = item else { continue };
            let kind = &document.questions;
            let of_lesson =
                kind.iter().find(|one| one.at == *at && one.explanation == question.explanation);
            let of_lesson = of_lesson.unwrap_or_else(|| panic!("{name}: {}", question.text));
            let mut run = Run::new(document.clone()).expect("a run");
            run.timeline_mut().seek_moment(*at);
            let answer = of_lesson.answer(run.timeline()).expect("an answer");
            assert_eq!(question.answer, Some(answer.to_string()), "{name}");
            assert_eq!(question.decided_by.is_some(), answer.decided_by.is_some(), "{name}");
            decided += u32::from(question.decided_by.is_some());
            asked += 1;
            assert_eq!(question.number, asked, "{name}");
        }
        assert_eq!(handout.questions().count(), document.questions.len(), "{name}");
    }
    assert!(decided > 20);
}
