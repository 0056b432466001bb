//! The tour, taken without a page: what its cards ask for comes true, and only then they go on.

use dynamo_playground::dynamo::key::Key;
use dynamo_playground::session::session::Session;
use dynamo_playground::session::stories;
use dynamo_playground::sim::command::Command;
use dynamo_playground::view::tour::{CardView, Deed, Tour};

fn opening() -> (Session, Tour) {
    let session = Session::new(stories::shopping_cart()).expect("the story makes sense");
    let key = Key::new(stories::CART).expect("a key");
    let tour = Tour::new(session.timeline().simulation(), &key).expect("enough nodes");
    (session, tour)
}

fn card(session: &Session, tour: &Tour) -> CardView {
    tour.card(session.timeline().simulation())
}

/// Does what the card asks for, as its button does.
fn do_it(session: &mut Session, tour: &mut Tour) -> bool {
    match tour.deed(session.timeline().simulation()) {
        Deed::Step => assert!(session.timeline_mut().step()),
        Deed::Give(command) => session.give(command).expect("it makes sense"),
        Deed::GoOn => {
            while !tour.clone().look(session.timeline().simulation()) {
                assert!(session.timeline_mut().step());
            }
        }
        Deed::End => return false,
    }
    tour.look(session.timeline().simulation());
    true
}

#[test]
fn its_own_button_leads_through_a_hint_from_its_making_to_its_delivery() {
    let (mut session, mut tour) = opening();
    let mut cards = vec![card(&session, &tour)];
    while do_it(&mut session, &mut tour) {
        let next = card(&session, &tour);
        if cards.last() != Some(&next) {
            cards.push(next);
        }
        assert!(cards.len() < 12, "{cards:#?}");
    }
    let numbers: Vec<usize> = cards.iter().map(|card| card.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 4, 5], "{cards:#?}");
    let words: Vec<&str> = cards.iter().map(|card| card.text.as_str()).collect();
    assert!(words[3].contains("with a hint") && words[5].contains("hinted handoff"), "{words:#?}");
    for card in &cards {
        assert_eq!(card.count, 5);
        assert!(card.text.ends_with('.') && card.text.len() < 260, "{}", card.text);
    }
    assert_eq!(cards.last().map(|card| card.next), Some("Done"));
}

#[test]
fn it_goes_on_whoever_has_done_it_and_not_before() {
    let (mut session, mut tour) = opening();
    assert!(!tour.look(session.timeline().simulation()));
    session.timeline_mut().step();
    assert!(tour.look(session.timeline().simulation()));
    // The wrong node is not the one.
    let Deed::Give(Command::Crash(victim)) = tour.deed(session.timeline().simulation()) else {
        panic!("{tour:?}")
    };
    let other = session.timeline().simulation().nodes().map(|node| node.id());
    let other = other.into_iter().find(|node| *node != victim).expect("another node");
    session.give(Command::Crash(other)).expect("it runs");
    assert!(!tour.look(session.timeline().simulation()));
    session.give(Command::Crash(victim)).expect("it runs");
    assert!(tour.look(session.timeline().simulation()));
    assert_eq!(card(&session, &tour).number, 3);
    // Time going back changes nothing about what has been seen.
    session.timeline_mut().seek(0);
    assert!(!tour.look(session.timeline().simulation()));
    assert_eq!(card(&session, &tour).number, 3);
}
