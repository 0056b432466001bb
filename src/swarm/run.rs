//! One run: requests and faults for a while, then everything is mended, and from then on nothing
//! works but the protocol's own timers.

use std::panic::{self, AssertUnwindSafe};

use crate::dynamo::identity::ClientId;
use crate::dynamo::time::{Duration, Time};
use crate::session::scenario::Scripted;
use crate::sim::command::{Command, Entry};
use crate::sim::process::NodeProcess;
use crate::sim::simulation::Simulation;
use crate::sim::trace::{EventId, TraceEvent};

use super::checkers::{self, Checker, Scene, agreement};
use super::cluster::Temper;
use super::commands::CLIENTS;
use super::history::{FAULTS_END, Given, History, MadeUp, Source};
use super::holdings::{Change, Holdings};
use super::mending::mending;
use super::tally::Tally;
use super::truth::Truth;

/// The bound: so long after everything is mended the nodes must agree and be at rest.
const PEACE: Duration = Duration::from_millis(40_000);

/// Where background work yields to requests, they may take so much longer: for a minute slow
/// requests leave one slice in a second (Dynamo §6.5).
const YIELDING: Duration = Duration::from_millis(80_000);

/// Between two looks whether they do.
const LOOK: Duration = Duration::from_millis(200);

/// Where nodes do not compare trees, every key is read again after so many looks, by somebody who
/// waits for all copies: reads alone mend what differs.
const LOOKS_PER_READING: u32 = 5;

/// What a failure is called that is no checker's: the program itself has given up.
pub const PANIC: &str = "panic";

/// What came of a run.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What it grew from.
    pub history: History,
    /// All commands that were given, those that mended everything included.
    pub given: Vec<Scripted>,
    /// What was found wrong; the run ends with the step that shows it.
    pub failures: Vec<Failure>,
    /// What was counted.
    pub tally: Tally,
}

/// Something that must not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Which checker found it.
    pub checker: &'static str,
    /// What it is.
    pub what: String,
    /// The event that shows it; none if it is that something did not happen.
    pub event: Option<EventId>,
}

impl Failure {
    /// Whether another one is of the same kind: the same checker says the same, and only names and
    /// numbers differ.
    pub fn is_like(&self, other: &Failure) -> bool {
        fn words(failure: &Failure) -> impl Iterator<Item = &str> {
            let is_word = |word: &&str| word.chars().all(|letter| !letter.is_ascii_digit());
            let is_name = |word: &&str| word.chars().all(|letter| !letter.is_lowercase());
            failure.what.split_whitespace().filter(move |word| is_word(word) && !is_name(word))
        }
        self.checker == other.checker && words(self).eq(words(other))
    }
}

/// Where checkers put down what they find.
#[derive(Debug, Default)]
pub struct Report {
    /// What is wrong.
    pub failures: Vec<Failure>,
    /// What is counted.
    pub tally: Tally,
}

impl Report {
    /// Something must not be.
    pub fn fail(&mut self, checker: &'static str, event: Option<EventId>, what: String) {
        self.failures.push(Failure { checker, what, event });
    }
}

/// The run that grows from a seed.
pub fn run(seed: u64) -> Outcome {
    let (history, source) = MadeUp::begin(seed);
    go(history, source)
}

/// A run again, or what has been made of it.
pub fn replay(history: &History) -> Outcome {
    go(history.clone(), Given::of(history))
}

fn go(history: History, mut source: impl Source) -> Outcome {
    let mut runner = Runner {
        temper: history.temper,
        stage: Stage {
            world: Simulation::new(history.seed, history.setup.clone()),
            trace: Vec::new(),
            truth: Truth::default(),
            holdings: Holdings::default(),
        },
        checkers: checkers::all(&history),
        report: Report::default(),
        given: Vec::new(),
        last_unrest: Time::ZERO,
    };
    // What panics is wrong, and is told like all else.
    let mut faults = None;
    let ended = panic::catch_unwind(AssertUnwindSafe(|| {
        runner.faults(&mut source);
        faults = Some(runner.given.len());
        runner.liveness(history.removed_too);
    }));
    let Runner { stage, report: Report { mut failures, mut tally }, given, .. } = runner;
    if let Err(panic) = ended {
        let words = panic.downcast_ref::<String>().map(String::as_str);
        let words = words.or_else(|| panic.downcast_ref::<&str>().copied());
        let event = stage.trace.last().map(|event| event.id);
        let what = words.unwrap_or("it panicked").to_owned();
        failures.push(Failure { checker: PANIC, what, event });
    }
    tally.bump(match history.temper {
        Temper::Rough => "runs: rough",
        Temper::Calm => "runs: calm",
    });
    let script = given[..faults.unwrap_or(given.len())].to_vec();
    Outcome { history: History { script, ..history }, given, failures, tally }
}

/// The world, what happened in it, and what a spectator knows.
struct Stage {
    world: Simulation,
    trace: Vec<TraceEvent>,
    truth: Truth,
    holdings: Holdings,
}

/// A run on its way.
struct Runner {
    temper: Temper,
    stage: Stage,
    checkers: Vec<Box<dyn Checker>>,
    report: Report,
    given: Vec<Scripted>,
    /// When something else than periodic upkeep last happened.
    last_unrest: Time,
}

impl Runner {
    fn faults(&mut self, source: &mut impl Source) {
        while let Some(at) = source.next_time() {
            self.go_on(at);
            while self.temper == Temper::Calm && self.is_anybody_waiting() && !self.is_over() {
                self.step();
            }
            if self.is_over() {
                return;
            }
            let Some(scripted) = source.next(&self.stage.world) else { break };
            self.give(scripted.command);
        }
        self.go_on(FAULTS_END);
    }

    fn liveness(&mut self, removed_too: bool) {
        if self.is_over() {
            return;
        }
        self.look_everywhere();
        self.tell(|checker, scene, report| checker.healed(scene, report));
        for command in mending(&self.stage.world, removed_too) {
            self.give(command);
        }
        let healed = self.stage.world.now();
        let yields = self.stage.world.setup().store.admission.is_some();
        let bound = if yields { PEACE + YIELDING } else { PEACE };
        let reads = self.stage.world.setup().store.anti_entropy_interval.is_none();
        let mut looks: u32 = 0;
        while !self.is_over() {
            if agreement::is_at_peace(&self.stage.scene(0, &[]), self.last_unrest) {
                let took = self.last_unrest.max(healed).since(healed);
                self.report.tally.largest("slowest peace, ms", took.as_micros() / 1_000);
                self.look_everywhere();
                self.tell(|checker, scene, report| checker.end(scene, report));
                return;
            }
            if self.stage.world.now().since(healed) > bound {
                let complaints = agreement::complaints(&self.stage.scene(0, &[]));
                for what in complaints.into_iter().chain([self.unrest()]).take(4) {
                    self.report.fail(agreement::NAME, None, what);
                }
                return;
            }
            looks += 1;
            let scene = self.stage.scene(0, &[]);
            if reads
                && looks.is_multiple_of(LOOKS_PER_READING)
                && !agreement::complaints(&scene).is_empty()
            {
                self.read_everything();
            }
            self.go_on(self.stage.world.now() + LOOK);
        }
    }

    /// Somebody reads every key and waits for all copies.
    fn read_everything(&mut self) {
        let histories = self.stage.truth.histories().iter();
        let keys: Vec<_> = histories.map(|of| (of.key.clone(), of.replicas)).collect();
        let nodes = self.stage.world.ring().node_count();
        let world = &self.stage.world;
        let member = world.nodes().map(NodeProcess::id).find(|node| world.is_member(*node));
        let Some(member) = member else { return };
        for (key, replicas) in keys {
            let client = ClientId(CLIENTS);
            let quorum = Some(replicas.min(nodes as u8).max(1));
            let entry = Entry::Node(member);
            self.give(Command::Get { client, key, entry, quorum });
        }
    }

    fn unrest(&self) -> String {
        format!("something else than upkeep happened at {} last", self.last_unrest)
    }

    fn is_over(&self) -> bool {
        !self.report.failures.is_empty()
    }

    fn is_anybody_waiting(&self) -> bool {
        self.stage.world.clients().any(|(_, client)| !client.open_requests().is_empty())
    }

    fn give(&mut self, command: Command) {
        if self.is_over() {
            return;
        }
        self.look_everywhere();
        for checker in &mut self.checkers {
            let scene = self.stage.scene(self.stage.trace.len(), &[]);
            checker.before(&scene, &command, &mut self.report);
        }
        let Stage { world, truth, .. } = &mut self.stage;
        for (key, version, what) in checkers::writes::destroyed(world, truth, &command) {
            truth.history_mut(key).versions[version].destroyed.get_or_insert(what);
        }
        let from = self.stage.trace.len();
        self.stage.world.apply(&mut self.stage.trace, &command);
        self.given.push(Scripted { at: self.stage.world.now(), command });
        self.observe(from);
    }

    /// Lets everything happen that happens before a moment.
    fn go_on(&mut self, until: Time) {
        while self.stage.world.next_time().is_some_and(|next| next < until) && !self.is_over() {
            self.step();
        }
        self.stage.world.wait_until(until);
    }

    fn step(&mut self) {
        let from = self.stage.trace.len();
        if !self.stage.world.step(&mut self.stage.trace) {
            return;
        }
        self.observe(from);
    }

    fn observe(&mut self, from: usize) {
        if self.stage.trace.len() == from {
            return;
        }
        let Stage { world, trace, truth, holdings } = &mut self.stage;
        let events = &trace[from..];
        for reissued in truth.look_at(world, events) {
            checkers::counters::found(&reissued, &mut self.report);
        }
        let changes = holdings.look_at(world, truth, events);
        self.report.tally.look_at(events);
        if let Some(unrest) = events.iter().rev().find(|event| !agreement::is_upkeep(event)) {
            self.last_unrest = unrest.at;
        }
        for (key, tombstone) in checkers::tombstones::forgotten(truth, events, &changes) {
            truth.tombstone_forgotten(key, tombstone);
        }
        self.tell_changes(from, &changes);
    }

    fn tell_changes(&mut self, from: usize, changes: &[Change]) {
        for checker in &mut self.checkers {
            let scene = self.stage.scene(from, changes);
            checker.step(&scene, &mut self.report);
        }
    }

    /// What every host holds now, whether a step was about it or not.
    fn look_everywhere(&mut self) {
        let changes = self.stage.holdings.look_at_all(&self.stage.world, &self.stage.truth);
        for change in &changes {
            checkers::replicas::silently_lost(&self.stage.truth, change, &mut self.report);
        }
        self.tell(|checker, scene, report| checker.look(scene, report));
    }

    fn tell(&mut self, tell: impl Fn(&mut dyn Checker, &Scene<'_>, &mut Report)) {
        for checker in &mut self.checkers {
            let scene = self.stage.scene(self.stage.trace.len(), &[]);
            tell(checker.as_mut(), &scene, &mut self.report);
        }
    }
}

impl Stage {
    /// What checkers see: what happened from an event on, and what it changed.
    fn scene<'a>(&'a self, from: usize, changes: &'a [Change]) -> Scene<'a> {
        let Stage { world, trace, truth, holdings } = self;
        Scene { world, truth, holdings, trace, events: &trace[from..], changes }
    }
}
