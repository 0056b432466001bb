//! A session whose history is full, with all that the page writes down of it.

use dynamo_playground::dynamo::identity::NodeId;
use dynamo_playground::dynamo::time::{Duration, Time};
use dynamo_playground::session::annals::beliefs::Beliefs;
use dynamo_playground::session::annals::exchanges::Exchanges;
use dynamo_playground::session::annals::hints::HintAnnals;
use dynamo_playground::session::annals::measures::Measures;
use dynamo_playground::session::annals::passages::Passages;
use dynamo_playground::session::annals::requests::Requests;
use dynamo_playground::session::annals::spells::Spells;
use dynamo_playground::session::annals::versions::VersionAnnals;
use dynamo_playground::session::annals::{Annals, Kept};
use dynamo_playground::session::scenario::{Scenario, Scripted};
use dynamo_playground::session::session::Session;
use dynamo_playground::session::timeline::Timeline;
use dynamo_playground::sim::command::Command;
use dynamo_playground::sim::setup::Setup;
use dynamo_playground::sim::workload::Workload;

/// Steps between two looks of the page.
const STEPS: u32 = 1_000;

/// A session, and what the page has written down of it.
pub struct Full {
    session: Session,
    annals: All,
}

type All = (
    (Kept<Beliefs>, Kept<Exchanges>, Kept<HintAnnals>, Kept<Measures>),
    (Kept<Passages>, Kept<Requests>, Kept<Spells>, Kept<VersionAnnals>),
);

impl Full {
    /// Plays until nothing more is kept.
    pub fn new() -> Full {
        let session = Session::new(scenario()).expect("a setup that makes sense");
        let mut full = Full { session, annals: All::default() };
        while !full.session.timeline().is_full() {
            let timeline = full.session.timeline_mut();
            timeline.seek(timeline.steps() + STEPS);
            full.look();
        }
        full
    }

    /// How many events it holds.
    pub fn events(&self) -> usize {
        self.session.timeline().known_trace().len()
    }

    fn look(&mut self) {
        fn see<A: Annals>(annals: &mut Kept<A>, timeline: &Timeline) {
            annals.of(timeline);
        }
        let timeline = self.session.timeline();
        let ((beliefs, exchanges, hints, measures), (passages, requests, spells, versions)) =
            &mut self.annals;
        see(beliefs, timeline);
        see(exchanges, timeline);
        see(hints, timeline);
        see(measures, timeline);
        see(passages, timeline);
        see(requests, timeline);
        see(spells, timeline);
        see(versions, timeline);
    }
}

/// Six nodes of which one is often down, three clients that get and put, and all upkeep.
fn scenario() -> Scenario {
    let mut setup = Setup { nodes: 6, ..Setup::default() };
    setup.store.gossip_interval = Some(Duration::from_millis(2_000));
    setup.store.anti_entropy_interval = Some(Duration::from_millis(10_000));
    let workload =
        Workload { operations_per_second: 2, keys: 40, clients: 3, ..Workload::default() };
    let begin = Scripted { at: Time::ZERO, command: Command::StartWorkload(workload) };
    let fault = |number: u64| {
        let node = NodeId((number / 2 % 6) as u16);
        let command = match number % 2 {
            0 => Command::Crash(node),
            _ => Command::Restart(node),
        };
        Scripted { at: Time::from_millis(5_000 * (number + 1)), command }
    };
    let script = [begin].into_iter().chain((0..2_000).map(fault)).collect();
    Scenario { title: String::new(), seed: 7, setup, script }
}
