//! Random histories: a seed becomes a cluster and a script of requests and faults, and those
//! become a trace, the same on every platform.

#![allow(dead_code)] // Every test that includes this module uses a part of it.

mod commands;
mod faults;
pub mod kinds;
mod setups;

use dynamo_playground::dynamo::identity::NodeId;
use dynamo_playground::dynamo::key::Value;
use dynamo_playground::dynamo::time::Time;
use dynamo_playground::session::scenario::{Scenario, Scripted};
use dynamo_playground::session::session::Session;
use dynamo_playground::sim::command::{Command, Write};
use dynamo_playground::sim::draws::Draws;
use dynamo_playground::sim::setup::Setup;
use dynamo_playground::sim::trace;

/// The seeds of the golden digests.
pub const SEEDS: std::ops::Range<u64> = 0..256;

/// After this moment no command is given but to mend every fault.
pub const FAULTS_END: Time = Time::from_millis(2_500);

/// By then all that the faults have left behind is worked off, where nodes neither join nor
/// leave.
pub const END: Time = Time::from_millis(6_500);

/// The scenario that grows from a seed.
pub fn scenario(seed: u64) -> Scenario {
    let mut draws = Draws::new(seed);
    let setup = setups::setup(&mut draws);
    let mut script = commands::script(&mut draws, &setup);
    let joins = script.iter().filter(|given| matches!(given.command, Command::Join { .. }));
    // A restart of a node that runs, or that never came, is refused and changes nothing.
    let nodes = setup.nodes + joins.count() as u16;
    let restarts = (0..nodes).map(NodeId).map(Command::Restart);
    let mended = faults::mending(&script, nodes).into_iter().chain(restarts);
    script.extend(mended.map(|command| Scripted { at: FAULTS_END, command }));
    let scenario = Scenario { title: format!("History {seed}"), seed, setup, script };
    if draws.one_in(2) { faults::meddle(&mut draws, scenario) } else { scenario }
}

/// A client that brings siblings together in each way that random histories, whose digests are
/// kept, do not know of.
pub fn merges() -> Scenario {
    let at = |milliseconds, client, write| Scripted {
        at: Time::from_millis(milliseconds),
        command: commands::put_or_get(client, write),
    };
    let value = |text| Some(Write::Blind(Value::new(text).expect("a value")));
    let merges = [Write::KeepLast, Write::MergeCounters, Write::MergeSets];
    let mut script = vec![at(0, 0, value("milk")), at(0, 1, value("bread"))];
    for (turn, merge) in merges.into_iter().enumerate() {
        let begin = 400 * (turn as u64 + 1);
        script.extend([at(begin, 0, None), at(begin + 200, 0, Some(merge))]);
    }
    Scenario { title: "Merges".to_owned(), seed: 1, setup: Setup::default(), script }
}

/// The seeds of the golden digests of histories with other reads and writes.
pub const SWITCH_SEEDS: std::ops::Range<u64> = 0..64;

/// The scenario that grows from a seed, with another read repair or with puts that read before
/// they write.
pub fn with_switches(seed: u64) -> Scenario {
    let mut scenario = scenario(seed);
    setups::switch(&mut Draws::new(!seed), &mut scenario.setup.store);
    Scenario { title: format!("Switches {seed}"), ..scenario }
}

/// The seeds of the golden digests of histories with a workload.
pub const WORKLOAD_SEEDS: std::ops::Range<u64> = 0..64;

/// The scenario that grows from a seed, with clients that read and write by themselves besides,
/// up to the end of faults.
pub fn with_workload(seed: u64) -> Scenario {
    let mut scenario = scenario(seed);
    let draws = &mut Draws::new(!seed);
    let workloads = commands::workloads(draws, &scenario.setup);
    scenario.script.extend(workloads);
    scenario.script.push(Scripted { at: FAULTS_END, command: Command::StopWorkload });
    // Commands of one moment stay in their order.
    scenario.script.sort_by_key(|given| given.at);
    Scenario { title: format!("Workload {seed}"), ..scenario }
}

/// A scenario at its end.
pub fn run(scenario: Scenario) -> Session {
    let mut session = Session::new(scenario).expect("a setup that makes sense");
    session.timeline_mut().run_until(END);
    session
}

/// The line of a seed among the golden digests: the seed, the steps, the digest of the trace.
pub fn line(seed: u64, session: &Session) -> String {
    let timeline = session.timeline();
    format!("{seed} {} {}\n", timeline.steps(), trace::digest(timeline.trace()))
}
