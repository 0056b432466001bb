//! The picture of hints: over random histories it agrees with what is on the disks.

use std::collections::BTreeSet;

use crate::histories::{SEEDS, run, scenario};
use dynamo_playground::dynamo::identity::{ClientId, NodeId};
use dynamo_playground::dynamo::key::{Key, Value};
use dynamo_playground::dynamo::time::{Duration, Time};
use dynamo_playground::session::annals::Kept;
use dynamo_playground::session::annals::hints::{HintAnnals, HintEvent};
use dynamo_playground::session::session::Session;
use dynamo_playground::session::stories;
use dynamo_playground::session::timeline::Timeline;
use dynamo_playground::sim::command::{Command, Entry, Write};
use dynamo_playground::sim::setup::Setup;
use dynamo_playground::view::hints::HintsView;

type Place = (NodeId, NodeId, Key);

/// What is on the disks.
fn on_disks(timeline: &Timeline) -> BTreeSet<Place> {
    let nodes = timeline.simulation().nodes();
    let of = |process: &dynamo_playground::sim::process::NodeProcess| {
        let id = process.id();
        let hints = process.disk().hints().keys();
        hints.map(move |(owner, key)| (id, *owner, key.clone())).collect::<Vec<Place>>()
    };
    nodes.flat_map(of).collect()
}

#[test]
fn the_lives_that_go_on_are_the_hints_on_the_disks() {
    let (mut most, mut ends) = (0, BTreeSet::new());
    for seed in SEEDS.step_by(5) {
        let mut session = run(scenario(seed));
        let mut kept: Kept<HintAnnals> = Kept::default();
        let known = session.timeline().known_steps();
        // Backwards as well: what follows the cursor is in the annals and must not show.
        for steps in [known, known / 2, known / 3, known * 2 / 3, known / 5, 0] {
            session.timeline_mut().seek(steps);
            let timeline = session.timeline();
            let annals = kept.of(timeline);
            let events = timeline.trace().len();
            let disks = on_disks(timeline);
            assert_eq!(annals.debt_after(events) as usize, disks.len(), "seed {seed}, {steps}");
            let going_on = annals.lives().iter().filter(|life| life.is_outstanding(events));
            let going_on: BTreeSet<Place> =
                going_on.map(|life| (life.stand_in, life.owner, life.key.clone())).collect();
            assert_eq!(going_on, disks, "seed {seed}, step {steps}");
            most = most.max(disks.len());

            let view = HintsView::new(annals, timeline);
            assert_eq!(view.debt as usize, disks.len());
            let drawn = view.lives.iter().filter(|life| life.outstanding).count();
            assert_eq!(drawn, disks.len().min(dynamo_playground::view::hints::LIVES_SHOWN));
            for life in &view.lives {
                assert!(life.reach.0 <= life.reach.1 && life.reach.1 <= view.now.max(life.reach.1));
                assert!(life.reach.1 <= view.now + 1e-9, "nothing is drawn of what is to come");
                assert!(!life.standing.ends_with([' ', ':', ',']), "{}", life.standing);
                let told = life.marks.iter().all(|mark| (mark.event.0 as usize) < events);
                assert!(
                    told && life.outstanding
                        != life.marks.last().is_some_and(|mark| mark.what.is_end())
                );
            }
            // Those that go on stand first.
            assert!(view.lives.is_sorted_by_key(|life| !life.outstanding));
        }
        for life in kept.of(session.timeline()).lives() {
            ends.extend(life.moments.last().map(|last| format!("{:?}", last.what)));
            let inner = life.moments.split_last().map_or(&[][..], |(_, inner)| inner);
            assert!(inner.iter().all(|moment| !moment.what.is_end()), "a life ends once");
            assert!(life.moments.is_sorted_by_key(|moment| moment.event));
            let arrived = |what| life.moments.iter().position(|moment| moment.what == what);
            if let Some(delivered) = arrived(HintEvent::Delivered) {
                assert!(arrived(HintEvent::Sent).is_some_and(|sent| sent < delivered));
                assert!(arrived(HintEvent::Arrived).is_some_and(|got| got < delivered));
            }
        }
    }
    assert!(most >= 3, "the histories had no hints to speak of");
    assert!(ends.len() >= 3, "every end came the same way: {ends:?}");
}

#[test]
fn annals_are_the_same_however_they_were_come_by() {
    let mut session = Session::new(scenario(7)).unwrap();
    let mut kept: Kept<HintAnnals> = Kept::default();
    while session.timeline_mut().step() && session.timeline().steps() < 900 {
        if session.timeline().steps().is_multiple_of(37) {
            kept.of(session.timeline());
        }
    }
    let mut at_once: Kept<HintAnnals> = Kept::default();
    let (slowly, at_once) = (kept.of(session.timeline()), at_once.of(session.timeline()));
    assert_eq!(slowly.lives(), at_once.lives());
    assert_eq!(slowly.debt(), at_once.debt());
}

#[test]
fn what_is_said_of_a_hint_follows_its_life() {
    let key = Key::new("cart").unwrap();
    let setup = Setup::default();
    let mut session = Session::new(stories::by_hand(51, setup)).unwrap();
    let list = session.timeline().simulation().ring().preference_list(key.position(), 3);
    let (first, third) = (list.primaries()[0], list.primaries()[2]);
    let mut kept: Kept<HintAnnals> = Kept::default();
    let mut view =
        |session: &Session| HintsView::new(kept.of(session.timeline()), session.timeline());
    assert!(view(&session).description().starts_with("No hint has been stored"));

    session.give(Command::Crash(third)).unwrap();
    let write = Write::Update(Value::new("milk").unwrap());
    let entry = Entry::Node(first);
    session
        .give(Command::Put { client: ClientId(0), key: key.clone(), write, entry, quorum: None })
        .unwrap();
    session.timeline_mut().run_until(Time::from_millis(250));
    let waits = view(&session);
    assert_eq!((waits.debt, waits.lives.len()), (1, 1));
    let life = &waits.lives[0];
    assert_eq!(life.owner, third);
    assert!(waits.description().contains("One hint is waiting"), "{}", waits.description());
    let stand_in = life.stand_in;

    session.give(Command::Crash(stand_in)).unwrap();
    let words = view(&session).lives[0].standing.clone();
    assert!(words.contains("is down itself"), "{words}");
    session.give(Command::Restart(stand_in)).unwrap();
    session.give(Command::Restart(third)).unwrap();
    let mut said = BTreeSet::new();
    for _ in 0..80 {
        let later = session.timeline().simulation().now() + Duration::from_millis(20);
        session.timeline_mut().run_until(later);
        let life = view(&session).lives[0].clone();
        let (_, why) = life.standing.split_once(": ").unwrap_or(("", &life.standing));
        said.insert(why.split([' ', ',']).take(3).collect::<Vec<_>>().join(" "));
    }
    assert!(said.iter().any(|why| why.starts_with("on its way")), "{said:?}");
    let over = view(&session);
    assert_eq!(over.debt, 0);
    assert!(over.lives[0].standing.starts_with("delivered after"), "{}", over.lives[0].standing);
    assert_eq!(over.description(), "No hint is waiting. One has come to its end before.");
    let debts: Vec<u32> = over.steps.iter().map(|(_, count)| *count).collect();
    assert!(debts.contains(&1) && debts.ends_with(&[0]), "{debts:?}");

    session.give(Command::Crash(third)).unwrap();
    let write = Write::Update(Value::new("bread").unwrap());
    session.give(Command::Put { client: ClientId(0), key, write, entry, quorum: None }).unwrap();
    let later = session.timeline().simulation().now() + Duration::from_millis(250);
    session.timeline_mut().run_until(later);
    let believed = view(&session).lives[0].standing.clone();
    assert!(believed.contains("waiting for"), "{believed}");
    let stand_in = view(&session).lives[0].stand_in;
    session.give(Command::WipeDisk(stand_in)).unwrap();
    let lost = view(&session);
    assert_eq!(lost.debt, 0);
    assert!(lost.lives[0].standing.contains("lost with"), "{}", lost.lives[0].standing);
}
