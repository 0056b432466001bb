//! Every checker complains about a history that is bad in its own way, and about none that is not:
//! the world is honest, and what checkers are shown of it is not.

use std::rc::Rc;

use dynamo_playground::dynamo::causal_context::CausalContext;
use dynamo_playground::dynamo::identity::{Address, ClientId, NodeId};
use dynamo_playground::dynamo::membership::{MemberChange, Status};
use dynamo_playground::dynamo::message::{Message, Outcome};
use dynamo_playground::dynamo::note::Note;
use dynamo_playground::dynamo::object::Object;
use dynamo_playground::dynamo::ring::Ring;
use dynamo_playground::dynamo::time::Duration;
use dynamo_playground::dynamo::vector_clock::VectorClock;
use dynamo_playground::session::linearizability;
use dynamo_playground::sim::command::{Command, Entry, Write};
use dynamo_playground::sim::trace::{EventKind, TraceEvent};
use dynamo_playground::swarm::checkers::clock::Clock;
use dynamo_playground::swarm::checkers::exchanges::Exchanges;
use dynamo_playground::swarm::checkers::members::Members;
use dynamo_playground::swarm::checkers::messages::Messages;
use dynamo_playground::swarm::checkers::quorums::Quorums;
use dynamo_playground::swarm::checkers::reads::Reads;
use dynamo_playground::swarm::checkers::registers::Registers;
use dynamo_playground::swarm::checkers::repairs::Repairs;
use dynamo_playground::swarm::checkers::replicas::Replicas;
use dynamo_playground::swarm::checkers::siblings::Siblings;
use dynamo_playground::swarm::checkers::storm::Storm;
use dynamo_playground::swarm::checkers::tombstones::Tombstones;
use dynamo_playground::swarm::checkers::views::Views;
use dynamo_playground::swarm::checkers::writes::Writes;
use dynamo_playground::swarm::checkers::{Checker, agreement, rings, trees};
use dynamo_playground::swarm::cluster::Temper;
use dynamo_playground::swarm::history::History;

use crate::stage::{Doctor, START, Stage, blind, honestly, key, setup, value};

/// Puts, a get and a node that misses a write: shown honestly there is nothing to complain of.
fn ordinary(checker: Box<dyn Checker>, doctor: Doctor) -> Stage {
    let mut stage = Stage::with(setup(), checker, doctor);
    stage.put(0, blind("milk"));
    stage.get(0);
    stage.give(Command::Crash(NodeId(2)));
    stage.put(0, Write::Update(value("bread")));
    stage.pass(400);
    stage.give(Command::Restart(NodeId(2)));
    stage.pass(10);
    stage.get(1);
    stage.pass(1_000);
    stage.look();
    stage.end();
    stage
}

/// The history is fine, and bad once it is doctored.
fn complains(make: fn() -> Box<dyn Checker>, doctor: Doctor, about: &str) {
    assert_eq!(ordinary(make(), honestly).complaints(), "");
    let complaints = ordinary(make(), doctor).complaints();
    assert!(complaints.contains(about), "{complaints}");
}

/// The message that an event sends, to be replaced.
fn sent(event: &mut TraceEvent) -> Option<&mut Rc<Message>> {
    match &mut event.kind {
        EventKind::Sent { payload, .. } => Some(payload),
        _ => None,
    }
}

fn note(event: &mut TraceEvent) -> Option<&mut Note> {
    match &mut event.kind {
        EventKind::Note(note) => Some(note),
        _ => None,
    }
}

#[test]
fn an_event_before_now() {
    let doctor: Doctor = |events| {
        let late = events.iter_mut().filter(|event| event.id.0 == 20);
        late.for_each(|event| event.at = START);
    };
    complains(|| Box::new(Clock::default()), doctor, "lies at");
}

#[test]
fn a_message_that_is_delivered_twice() {
    let doctor: Doctor = |events| {
        let delivered =
            events.iter().find(|event| matches!(event.kind, EventKind::Delivered { .. })).cloned();
        events.extend(delivered.filter(|event| event.id.0 > 20));
    };
    complains(|| Box::new(Messages::default()), doctor, "once more than it was sent");
}

#[test]
fn a_message_that_vanishes() {
    let doctor: Doctor = |events| {
        // It left, and nobody has seen it leave.
        events.retain(|event| !matches!(event.kind, EventKind::Lost { .. }));
    };
    complains(|| Box::new(Messages::default()), doctor, "are on their way, not");
}

#[test]
fn a_counter_that_is_issued_again() {
    let doctor: Doctor = |events| {
        for made in events.iter_mut().filter_map(note) {
            if let Note::VersionMade { dot, .. } = made {
                dot.counter = 1;
            }
        }
    };
    complains(|| Box::new(Registers), doctor, "was issued before");
}

#[test]
fn a_put_that_is_acknowledged_before_it_is_stored() {
    let doctor: Doctor = |events| {
        let made = events
            .iter()
            .position(|event| matches!(event.kind, EventKind::Note(Note::VersionMade { .. })));
        if let Some(made) = made
            && let Some(request) = events[made].request
        {
            let mut early = events[made].clone();
            let Some(EventKind::Sent { message, to, .. }) = events
                .iter()
                .map(|event| event.kind.clone())
                .find(|kind| matches!(kind, EventKind::Sent { .. }))
            else {
                return;
            };
            let payload = Rc::new(Message::Answer { request, outcome: Outcome::Written });
            early.kind = EventKind::Sent { message, to, payload };
            events.push(early);
        }
    };
    complains(|| Box::new(Quorums::default()), doctor, "of 2 have stored it");
}

#[test]
fn a_get_that_is_answered_without_answers() {
    let doctor: Doctor =
        |events| events.retain(|event| !matches!(event.kind, EventKind::Delivered { .. }));
    complains(|| Box::new(Quorums::default()), doctor, "of 2 have told what they hold");
}

/// A get that finds nothing, whatever there is.
#[allow(clippy::ptr_arg)] // A doctor may take events away.
fn find_nothing(events: &mut Vec<TraceEvent>) {
    for payload in events.iter_mut().filter_map(sent) {
        if let Message::Answer { request, outcome: Outcome::Found { .. } } = &**payload {
            let (object, context) =
                (Object::new(), CausalContext::seal(&key(), VectorClock::new(), None));
            let outcome = Outcome::Found { object, context };
            *payload = Message::Answer { request: *request, outcome }.into();
        }
    }
}

#[test]
fn a_get_that_leaves_out_what_it_was_told() {
    complains(|| Box::new(Quorums::default()), find_nothing, "and leaves it out");
}

#[test]
fn a_get_that_misses_what_was_written_before() {
    let checker = || -> Box<dyn Checker> { Box::new(Reads::new(&history(Temper::Calm))) };
    complains(checker, find_nothing, "which was written before");
}

#[test]
fn a_replica_that_is_not_repaired() {
    let doctor: Doctor = |events| {
        let is_repair = |event: &TraceEvent| match &event.kind {
            EventKind::Sent { payload, .. } => matches!(**payload, Message::Repair { .. }),
            _ => false,
        };
        events.retain(|event| !is_repair(event));
    };
    complains(|| Box::new(Repairs::default()), doctor, "and is not repaired");
}

#[test]
fn a_member_that_was_removed_and_is_back() {
    let doctor: Doctor = |events| {
        if let Some(note) = events.iter_mut().filter_map(note).next() {
            let (node, from) = (NodeId(1), Some(Status::Left));
            *note = Note::MemberLearnt(MemberChange { node, from, to: Status::Up });
        }
    };
    complains(|| Box::new(Members::default()), doctor, "who was removed");
}

/// Four nodes gossip, and one of them leaves.
fn gossiping(checker: impl Checker + 'static, doctor: Doctor) -> Stage {
    let mut setup = setup();
    setup.nodes = 4;
    setup.store.gossip_interval = Some(Duration::from_millis(100));
    let mut stage = Stage::new(setup, checker, doctor);
    stage.give(Command::Leave(NodeId(3)));
    stage.pass(1_000);
    stage
}

/// What is complained about if a node then loses its disk, and with it what it knew.
fn forgetting(doctor: Doctor) -> String {
    let mut stage = gossiping(Views::default(), doctor);
    stage.give(Command::WipeDisk(NodeId(1)));
    stage.give(Command::Restart(NodeId(1)));
    stage.pass(1_000);
    stage.end();
    stage.complaints()
}

#[test]
fn a_view_that_goes_back() {
    assert_eq!(forgetting(honestly), "");
    // No disk is said to have been wiped.
    let doctor: Doctor = |events| {
        events.retain(|event| match &event.kind {
            EventKind::Commanded { command, .. } => !matches!(**command, Command::WipeDisk(_)),
            _ => true,
        });
    };
    let complaints = forgetting(doctor);
    assert!(complaints.contains("B knew (3, Left) of D and now"), "{complaints}");
}

#[test]
fn word_that_takes_too_long() {
    let complaints = |doctor| {
        let mut stage = gossiping(Members::new(&history(Temper::Rough)), doctor);
        stage.end();
        stage.complaints()
    };
    assert_eq!(complaints(honestly), "");
    // Somebody is said to have learnt it only in the year after.
    let doctor: Doctor = |events| {
        for event in events.iter_mut() {
            if let EventKind::Note(Note::MemberLearnt(_)) = event.kind {
                event.at = event.at + Duration::from_millis(31_536_000_000);
            }
        }
    };
    let complaints = complaints(doctor);
    assert!(complaints.contains("members agreed after"), "{complaints}");
}

#[test]
fn messages_that_beget_messages() {
    let doctor: Doctor = |events| {
        let one = events.iter().find(|event| event.id.0 == 20).cloned();
        events.extend(std::iter::repeat_n(one, 500_000).flatten());
    };
    complains(|| Box::new(Storm), doctor, "a storm");
}

#[test]
fn versions_that_go_without_a_word() {
    let mut stage = Stage::new(setup(), Replicas, honestly);
    stage.put(0, blind("milk"));
    stage.look();
    assert_eq!(stage.complaints(), "");
    stage.doctor(|events| events.clear());
    stage.give(Command::WipeDisk(NodeId(1)));
    stage.look();
    assert!(stage.complaints().contains("without a word"), "{}", stage.complaints());
}

#[test]
fn hints_that_are_deleted_and_were_never_stored() {
    let mut stage = Stage::new(setup(), Replicas, honestly);
    stage.put(0, blind("milk"));
    // D, a node that there is not, is said to have got what B holds no longer.
    stage.doctor(|events| {
        for event in events {
            let owner = NodeId(3);
            event.process = Some(Address::Node(NodeId(1)));
            event.kind = EventKind::Note(Note::HintDeleted { key: key(), owner });
        }
    });
    stage.give(Command::WipeDisk(NodeId(1)));
    assert!(stage.complaints().contains("has never stored"), "{}", stage.complaints());
}

#[test]
fn siblings_of_which_one_had_seen_the_other() {
    let story = |doctor: Doctor| {
        let mut stage = Stage::new(setup(), Siblings, doctor);
        stage.put(0, blind("milk"));
        stage.get(1);
        stage.give(Command::Crash(NodeId(0)));
        stage.pass(10);
        let command = Command::Put {
            client: ClientId(1),
            key: key(),
            write: blind("bread"),
            entry: Entry::Node(NodeId(1)),
            quorum: None,
        };
        stage.give(command);
        stage.pass(200);
        stage.complaints()
    };
    assert_eq!(story(honestly), "");
    // The writer is said to have meant what it had read.
    let complaints = story(|events| {
        for event in events {
            if let EventKind::Commanded { command, .. } = &mut event.kind
                && let Command::Put { write, .. } = Rc::make_mut(command)
                && *write == blind("bread")
            {
                *write = Write::Update(value("bread"));
            }
        }
    });
    assert!(complaints.contains("stands beside its ancestor"), "{complaints}");
}

#[test]
fn a_deleted_version_that_comes_back() {
    let story = |doctor: Doctor| {
        let mut stage = Stage::new(setup(), Tombstones::new(&history(Temper::Rough)), honestly);
        stage.put(0, blind("milk"));
        stage.get(0);
        stage.give(Command::Crash(NodeId(2)));
        stage.put(0, Write::Delete);
        stage.pass(200);
        stage.doctor(doctor);
        stage.give(Command::WipeDisk(NodeId(1)));
        stage.doctor(honestly);
        stage.give(Command::Restart(NodeId(2)));
        stage.end();
        stage.complaints()
    };
    assert_eq!(story(honestly), "");
    // B is said to have forgotten the tombstone while C still held what it had deleted.
    let complaints = story(|events| {
        for event in events {
            event.process = Some(Address::Node(NodeId(1)));
            event.kind = EventKind::Note(Note::TombstoneForgotten { key: key() });
        }
    });
    assert!(complaints.contains("was deleted and is back at C"), "{complaints}");
}

#[test]
fn an_acknowledged_write_that_is_gone() {
    let mut stage = Stage::new(setup(), Writes, honestly);
    stage.put(0, blind("milk"));
    stage.end();
    assert_eq!(stage.complaints(), "");
    // No disk is said to have been wiped.
    for node in 0..3 {
        stage.give(Command::WipeDisk(NodeId(node)));
        stage.give(Command::Restart(NodeId(node)));
    }
    stage.end();
    assert!(stage.complaints().contains("is lost"), "{}", stage.complaints());
}

#[test]
fn trees_that_are_compared_and_nothing_shipped() {
    let story = |doctor: Doctor| {
        let mut setup = setup();
        setup.store.anti_entropy_interval = Some(Duration::from_millis(100));
        let mut stage = Stage::new(setup, Exchanges, doctor);
        stage.put(0, blind("milk"));
        stage.give(Command::WipeDisk(NodeId(2)));
        stage.give(Command::Restart(NodeId(2)));
        stage.pass(1_000);
        stage.complaints()
    };
    assert_eq!(story(honestly), "");
    let complaints = story(|events| {
        for payload in events.iter_mut().filter_map(sent) {
            if let Message::Synchronise { exchange, .. } = &**payload {
                *payload = Message::InSync { exchange: *exchange }.into();
            }
        }
    });
    assert!(complaints.contains("differs and"), "{complaints}");
}

#[test]
fn trees_of_something_else() {
    let mut setup = setup();
    setup.nodes = 4;
    setup.store.anti_entropy_interval = Some(Duration::from_millis(100));
    let mut stage = Stage::new(setup, Exchanges, honestly);
    stage.put(0, blind("milk"));
    let node = stage.world.running(NodeId(0)).expect("it runs");
    let (ring, storage) = (&node.local().serving, node.storage());
    let config = &stage.world.setup().store;
    assert!(trees::are_grown_so(config, ring, NodeId(0), storage));
    assert!(!trees::are_grown_so(config, ring, NodeId(1), storage));
}

#[test]
fn nodes_that_disagree() {
    let mut stage = Stage::new(setup(), Writes, honestly);
    stage.put(0, blind("milk"));
    assert_eq!(agreement::complaints(&stage.scene()), Vec::<String>::new());
    stage.give(Command::WipeDisk(NodeId(1)));
    stage.give(Command::Restart(NodeId(1)));
    let complaints = agreement::complaints(&stage.scene()).join("\n");
    assert!(complaints.contains("differ"), "{complaints}");
    stage.give(Command::Crash(NodeId(2)));
    stage.put(0, blind("bread"));
    stage.pass(500);
    stage.give(Command::Restart(NodeId(2)));
    let complaints = agreement::complaints(&stage.scene()).join("\n");
    assert!(complaints.contains("takes C as down, which runs"), "{complaints}");
}

#[test]
fn a_ring_out_of_order() {
    let stage = Stage::new(setup(), Writes, honestly);
    let ring = &stage.world.running(NodeId(0)).expect("it runs").local().serving;
    assert_eq!(rings::flaw(ring, 3), None);
    // A ring is written as its tokens, partitions, zones and digest; no other way makes a bad one.
    let mut tokens = ring.tokens().to_vec();
    tokens.swap(0, 1);
    let parts = (tokens, None::<u32>, ring.zones(), false, ring.digest());
    let bytes = postcard::to_allocvec(&parts).expect("a ring can be written");
    let bad: Ring = postcard::from_bytes(&bytes).expect("a ring can be read");
    assert!(rings::flaw(&bad, 3).is_some());
}

#[test]
fn clients_that_see_what_no_register_does() {
    let fine = ordinary(Box::new(Registers), honestly);
    assert_eq!(fine.report.tally.count("registers: linearizable"), 1);
    let stage = ordinary(Box::new(Registers), find_nothing);
    assert_eq!(stage.report.tally.count("finding: not linearizable, a get went back"), 1);
    let verdict = linearizability::check(stage.scene().trace, &key());
    assert!(matches!(verdict, linearizability::Verdict::NotLinearizable(_)));
}

fn history(temper: Temper) -> History {
    History { seed: 1, temper, setup: setup(), script: Vec::new(), removed_too: false }
}
