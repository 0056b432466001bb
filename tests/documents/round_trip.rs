//! What is written is read as it was, and replays to the same.

use dynamo_playground::dynamo::identity::{Address, ClientId, MessageId, NodeId, RequestId};
use dynamo_playground::dynamo::key::Key;
use dynamo_playground::dynamo::time::Time;
use dynamo_playground::session::document::{self, Document, Selection, Warning};
use dynamo_playground::session::link;
use dynamo_playground::session::scenario::Scenario;
use dynamo_playground::session::session::Session;
use dynamo_playground::sim::BEHAVIOUR;
use dynamo_playground::sim::command::{Command, Entry};
use dynamo_playground::sim::setup::Setup;
use dynamo_playground::sim::trace::digest;

use crate::histories::{
    END, SEEDS, SWITCH_SEEDS, WORKLOAD_SEEDS, scenario, with_switches, with_workload,
};
use crate::{EVERYTHING, examples};

fn read(text: &str) -> Document {
    document::read(text).unwrap_or_else(|complaint| panic!("{complaint}\n{text}"))
}

#[test]
fn sessions_come_back_as_they_were() {
    let histories = SEEDS.map(|seed| (seed, scenario(seed)));
    let workloads = WORKLOAD_SEEDS.step_by(4).map(|seed| (seed, with_workload(seed)));
    let switched = SWITCH_SEEDS.step_by(8).map(|seed| (seed, with_switches(seed)));
    for (seed, scenario) in histories.chain(workloads).chain(switched) {
        let session = stopped_on_the_way(seed, scenario);
        let selection = Selection {
            key: Key::new(format!("key {seed}")).ok(),
            request: Some(RequestId { client: ClientId(1), sequence: seed as u32 + 1 }),
            node: Some(NodeId(seed as u16)),
            client: Some(ClientId(2)),
            comparison: Some(MessageId {
                sender: Address::Node(NodeId(seed as u16)),
                epoch: 1,
                sequence: seed as u32 + 1,
            }),
        };
        let document = Document::of_session(&session, Some(selection));
        let text = document::write(&document);
        assert_eq!(read(&text), document, "seed {seed}\n{text}");
        let link = link::write(&document).expect("short enough");
        let read = link::read(&link).unwrap_or_else(|complaint| panic!("seed {seed}: {complaint}"));
        assert_eq!(read, document, "seed {seed}");
        goes_on_the_same(seed, session, read);
    }
}

/// A history that is not at its end, with a command given by hand on the way in every second.
fn stopped_on_the_way(seed: u64, scenario: Scenario) -> Session {
    let mut session = Session::new(scenario).expect("a setup that makes sense");
    session.timeline_mut().run_until(Time::from_millis(10 * seed));
    if seed % 2 == 1 {
        let get = Command::Get {
            client: ClientId(7),
            key: Key::new("by hand").expect("a key"),
            entry: Entry::LoadBalancer,
            quorum: None,
        };
        session.give(get).expect("a get makes sense");
        session.timeline_mut().run_until(Time::from_millis(10 * seed + 3));
    }
    session
}

/// The session of a document stands where the other one stands, and goes on as that one does.
fn goes_on_the_same(seed: u64, mut session: Session, document: Document) {
    let opened = document.into_session().expect("it was a session before");
    assert_eq!(opened.warnings, [], "seed {seed}");
    let mut again = opened.session;
    let (before, after) = (session.timeline_mut(), again.timeline_mut());
    for end in [Time::ZERO, END] {
        before.run_until(end);
        after.run_until(end);
        assert_eq!(after.steps(), before.steps(), "seed {seed}");
        assert_eq!(after.simulation().now(), before.simulation().now(), "seed {seed}");
        assert_eq!(after.commands(), before.commands(), "seed {seed}");
        assert_eq!(after.commands_given(), before.commands_given(), "seed {seed}");
        assert_eq!(digest(after.trace()), digest(before.trace()), "seed {seed}");
    }
}

#[test]
fn every_member_of_the_format_comes_back() {
    let document = read(EVERYTHING);
    let text = document::write(&document);
    assert_eq!(read(&text), document, "{text}");
    assert_eq!(document::write(&read(&text)), text);
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    let link = link::write(&document).expect("short enough");
    assert_eq!(link::read(&format!("https://example.org/?a#{link}")), Ok(document));
}

#[test]
fn examples_are_written_as_they_stand() {
    for (name, text) in examples() {
        let document = read(&text);
        assert_eq!(document.behaviour, BEHAVIOUR, "{name}");
        assert_eq!(read(&document::write(&document)), document, "{name}");
    }
}

/// What old files leave out has to mean what it meant. If the playground is to open with other
/// settings, files say so from then on; then this test compares nothing any more.
#[test]
fn what_is_not_said_is_what_the_playground_opens_with() {
    let document = read("{\"version\": 1}");
    assert_eq!(document.setup, Setup::default());
    assert_eq!((document.seed, document.commands.len()), (0, 0));
}

#[test]
fn what_is_not_the_same_any_more_is_told() {
    let (_, text) = examples().into_iter().find(|(name, _)| name == "shopping-cart.json").unwrap();
    let with = |cursor: &str| {
        let text = text.replacen("\"version\": 1,", &format!("\"version\": 1, {cursor},"), 1);
        read(&text).into_session().expect("a session").warnings
    };
    assert_eq!(with("\"cursor\": { \"step\": 12 }"), []);
    let hash = "\"hash\": \"00000000000000000000000000000000\"";
    let other = with(&format!("\"cursor\": {{ \"step\": 12, {hash} }}"));
    assert_eq!(other, [Warning::OtherHistory]);
    let farther = with("\"cursor\": { \"step\": 999999 }");
    assert!(matches!(farther[..], [Warning::FewerSteps(100..200)]), "{farther:?}");
    let older = read(&text.replace("\"behaviour\": 1", "\"behaviour\": 0"));
    let warnings = older.into_session().expect("a session").warnings;
    assert_eq!(warnings, [Warning::OlderBehaviour(0)]);
}
