//! The cluster at a moment, in words.

use std::fmt::Write;

use dynamo_playground::dynamo::identity::NodeId;
use dynamo_playground::session::expectations::NodeStatus;
use dynamo_playground::session::timeline::Timeline;
use dynamo_playground::session::transcript;
use dynamo_playground::sim::process::NodeProcess;
use dynamo_playground::sim::trace::digest;

/// The state at the cursor.
pub fn describe(timeline: &Timeline) -> String {
    let world = timeline.simulation();
    let mut text = String::new();
    // Writing to memory has no way to fail.
    let mut line = |words: String| {
        let _ = writeln!(text, "{words}");
    };
    line(format!("time      {}", world.now()));
    line(format!("steps     {}", timeline.steps()));
    line(format!("events    {}", timeline.trace().len()));
    line(format!("hash      {}", digest(timeline.trace())));
    let network = if world.network().is_whole() { "whole" } else { "cut or partitioned" };
    line(format!("network   {network}"));
    line(format!("in flight {} messages", world.in_flight().count()));
    for process in world.nodes() {
        line(String::new());
        line(format!("{}: {}", process.id(), NodeStatus::of(process)));
        for words in held(process) {
            line(format!("  {words}"));
        }
    }
    for (client, state) in world.clients() {
        let open: Vec<String> = state.open_requests().keys().map(ToString::to_string).collect();
        if !open.is_empty() {
            line(String::new());
            line(format!("{client}: waits for {}", open.join(", ")));
        }
    }
    text
}

fn held(process: &NodeProcess) -> Vec<String> {
    let mut held = Vec::new();
    let objects = |key: &_, object: &_| {
        format!("{} = {}", transcript::name(key), transcript::versions(object))
    };
    match process.running() {
        Some(node) => {
            held.extend(node.storage().objects().map(|(key, object)| objects(key, object)));
            let suspects: Vec<String> =
                node.detector().suspects().keys().map(NodeId::to_string).collect();
            if !suspects.is_empty() {
                held.push(format!("takes as down: {}", suspects.join(", ")));
            }
        }
        None => {
            let on_disk = process.disk().objects().iter();
            held.extend(on_disk.map(|((_, key), object)| objects(key, object)));
        }
    }
    for ((owner, key), hint) in process.disk().hints() {
        held.push(format!("hint for {owner}: {}", objects(key, &hint.object)));
    }
    held
}
