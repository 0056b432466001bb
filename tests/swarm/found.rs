//! What the swarm has found: runs that once failed, each made small.

use dynamo_playground::dynamo::identity::NodeId;
use dynamo_playground::dynamo::time::{Duration, Time};
use dynamo_playground::session::document;
use dynamo_playground::session::expectations::check;
use dynamo_playground::session::run::Run;
use dynamo_playground::session::scenario::Scripted;
use dynamo_playground::sim::command::Command;
use dynamo_playground::sim::fault::PartitionKind;
use dynamo_playground::sim::setup::Setup;
use dynamo_playground::swarm;
use dynamo_playground::swarm::cluster::Temper;
use dynamo_playground::swarm::history::History;
use dynamo_playground::swarm::run::replay;

/// Seeds of which checkers once asked more than the store promises. Members were known to a disk
/// alone that was gone; everybody left; a disk was wiped while word was on its way that it held
/// what had been hinted, or handed over; a coordinator handed a range over while it repaired it, or was
/// given the same get again when it had lost its disk; a node that had lost its disk drew hosts that
/// had left to gossip with. Or of which the
/// store did less than it should: a node that had left handed over what a forgotten tombstone had
/// replaced; a node that joined waited for one that only removed nodes knew to be gone; two nodes
/// forgot what each had said to the other that it has stored.
const SEEDS: [u64; 19] = [
    10461, 10482, 10860, 26496, 51481, 52089, 53730, 54087, 58166, 58662, 61617, 63046, 70210,
    93404, 99591, 99865, 100507, 155459, 165913,
];

#[test]
fn seeds_that_once_failed_fail_no_more() {
    for seed in SEEDS {
        let failures = swarm::run(seed).failures;
        assert!(failures.is_empty(), "{seed}: {failures:?}");
    }
}

#[test]
fn what_once_failed_fails_no_more() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/swarm/found");
    let files = std::fs::read_dir(folder).expect("the folder is there");
    let mut seen = 0;
    for file in files.flatten() {
        let path = file.path();
        let text = std::fs::read_to_string(&path).expect("a file can be read");
        let document = document::read(&text).unwrap_or_else(|flaw| panic!("{path:?}: {flaw}"));
        let expected = document.expectations.clone();
        assert!(!expected.is_empty(), "{path:?} expects nothing");
        let mut run = Run::new(document).expect("a run");
        while run.go_on(10_000).is_none() {}
        for finding in check(run.timeline_mut(), &expected) {
            assert!(finding.holds, "{path:?}: {finding}");
        }
        seen += 1;
    }
    assert!(seen > 0);
}

/// D alone hears that C is gone, and is removed itself: what only a disk knows that never comes
/// back nobody can be held to.
#[test]
fn a_removal_that_only_a_removed_node_knew_is_lost_with_it() {
    let (c, d) = (NodeId(2), NodeId(3));
    let scripted = |at, command| Scripted { at: Time::from_millis(at), command };
    let partition =
        Command::Partition { groups: vec![vec![d]], kind: PartitionKind::ClientsReachAll };
    let script = vec![
        scripted(100, partition),
        scripted(200, Command::Crash(c)),
        scripted(300, Command::Remove { node: c, told: d }),
        scripted(400, Command::Crash(d)),
        scripted(500, Command::Heal),
        scripted(600, Command::Restart(c)),
        scripted(700, Command::Remove { node: d, told: NodeId(0) }),
    ];
    let mut setup = Setup { nodes: 4, ..Setup::default() };
    setup.store.gossip_interval = Some(Duration::from_millis(200));
    let history = History { seed: 1, temper: Temper::Rough, setup, script, removed_too: false };
    let failures = replay(&history).failures;
    assert!(failures.is_empty(), "{failures:?}");
    // Where D comes back, so does what it knows.
    let failures = replay(&History { removed_too: true, ..history }).failures;
    assert!(failures.is_empty(), "{failures:?}");
}
