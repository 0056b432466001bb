//! The pictures of upkeep: what they show equals what the trace and the nodes themselves say, over
//! random histories, and what is said of a picture changes as it does.

mod lamps;
mod members;
mod merkle;
mod metrics;

use dynamo_playground::dynamo::identity::{ClientId, NodeId};
use dynamo_playground::dynamo::key::{Key, Value};
use dynamo_playground::session::session::Session;
use dynamo_playground::sim::command::{Command, Entry, Write};

/// Random histories, each brought to a few moments, back and forth.
fn moments(mut look: impl FnMut(&Session)) {
    for seed in (0..256).step_by(9) {
        let mut session = crate::histories::run(crate::histories::scenario(seed));
        let known = session.timeline().known_steps();
        for part in [0, 1, 3, 2, 7, 5, 8] {
            session.timeline_mut().seek(known * part / 8);
            look(&session);
        }
    }
}

fn put(name: &str, value: &str, node: Option<NodeId>) -> Command {
    Command::Put {
        client: ClientId(0),
        key: Key::new(name).unwrap(),
        write: Write::Update(Value::new(value).unwrap()),
        entry: node.map_or(Entry::LoadBalancer, Entry::Node),
        quorum: None,
    }
}

fn get(name: &str) -> Command {
    let key = Key::new(name).unwrap();
    Command::Get { client: ClientId(0), key, entry: Entry::LoadBalancer, quorum: None }
}
